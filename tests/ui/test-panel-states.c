/* SPDX-License-Identifier: MIT */
/* Each state of a connection can be told from the others without colour, by its shape, its word and
 * its pattern; and the panel shows each of them. ATTEST_SCREENSHOT_DIR gets a picture of each. */
#include "config.h"

#include "attest-connection-panel.h"
#include "attest-health-text.h"
#include "attest-inspector.h"
#include "attest-shield-button.h"
#include "attest-timeline-style.h"
#include "ui-test-util.h"

/* Two pictures are told apart if this share of their pixels differs by so much of grey. */
#define DIFFERENT_GREY  48
#define DIFFERENT_SHARE 40 /* 1 of so many */

typedef struct
{
  int width;
  int height;
  guint8 *grey;
} Picture;

static void
picture_free (Picture *self)
{
  g_free (self->grey);
  g_free (self);
}

/* As on a white screen without colours. */
static Picture *
take_grey (GtkWidget *widget)
{
  g_autoptr (GdkTexture) texture = ui_test_render (widget);
  Picture *self = g_new0 (Picture, 1);
  g_autofree guint8 *pixels = NULL;

  self->width = gdk_texture_get_width (texture);
  self->height = gdk_texture_get_height (texture);
  pixels = g_malloc ((gsize)self->width * (gsize)self->height * 4);
  gdk_texture_download (texture, pixels, (gsize)self->width * 4);
  self->grey = g_malloc ((gsize)self->width * (gsize)self->height);
  for (int i = 0; i < self->width * self->height; i++)
    {
      const guint8 *p = pixels + 4 * i; /* premultiplied blue, green, red, alpha */
      guint white = 255u - p[3];

      self->grey[i] = (guint8)MIN (255u, (p[0] * 11u + p[1] * 59u + p[2] * 30u) / 100u + white);
    }
  return self;
}

static gboolean
is_different (const Picture *a, const Picture *b)
{
  guint n = 0;

  if (a->width != b->width || a->height != b->height)
    return TRUE;
  for (int i = 0; i < a->width * a->height; i++)
    if (ABS ((int)a->grey[i] - (int)b->grey[i]) > DIFFERENT_GREY)
      n++;
  return n * DIFFERENT_SHARE >= (guint)(a->width * a->height);
}

static void
assert_all_different (GPtrArray *pictures)
{
  for (guint i = 0; i < pictures->len; i++)
    for (guint j = 0; j < i; j++)
      if (!is_different (g_ptr_array_index (pictures, i), g_ptr_array_index (pictures, j)))
        g_error ("%u and %u look alike in grey", i, j);
}

/* The comparison itself can fail. */
static void
test_comparison (void)
{
  GtkWidget *image = gtk_image_new_from_icon_name ("attest-verified-symbolic");
  GtkWidget *window = ui_test_show (image, 100, 100);
  Picture *a = take_grey (image);
  Picture *b = take_grey (image);

  g_assert_false (is_different (a, b));
  picture_free (a);
  picture_free (b);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_shapes (void)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify)picture_free);
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);

  for (int health = CHAT_HEALTH_INTEGRITY; health <= CHAT_HEALTH_DISCONNECTED; health++)
    {
      GtkWidget *image = gtk_image_new_from_icon_name (
          attest_health_get_icon_name ((ChatHealth)health));
      GtkWidget *window;

      gtk_image_set_pixel_size (GTK_IMAGE (image), 16);
      gtk_widget_set_halign (image, GTK_ALIGN_CENTER);
      gtk_widget_set_valign (image, GTK_ALIGN_CENTER);
      window = ui_test_show (image, 100, 100);
      g_ptr_array_add (pictures, take_grey (image));
      gtk_window_destroy (GTK_WINDOW (window));
      g_assert_true (
          g_hash_table_add (words, (gpointer)attest_health_get_word ((ChatHealth)health)));
    }
  assert_all_different (pictures);
}

/* A bit of a band in one pattern. */
#define TEST_TYPE_PATTERN (test_pattern_get_type ())
G_DECLARE_FINAL_TYPE (TestPattern, test_pattern, TEST, PATTERN, GtkWidget)
struct _TestPattern
{
  GtkWidget parent_instance;

  AttestTimelineKind kind;
};
G_DEFINE_FINAL_TYPE (TestPattern, test_pattern, GTK_TYPE_WIDGET)

static void
test_pattern_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  attest_timeline_kind_snapshot (TEST_PATTERN (widget)->kind, snapshot, widget,
                                 &GRAPHENE_RECT_INIT (0, 0, 14, 14));
}

static void
test_pattern_class_init (TestPatternClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = test_pattern_snapshot;
}

static void
test_pattern_init (TestPattern *self)
{
  gtk_widget_set_size_request (GTK_WIDGET (self), 14, 14);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

static void
test_patterns (void)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify)picture_free);

  for (int kind = 0; kind < ATTEST_N_TIMELINE_KINDS; kind++)
    {
      TestPattern *pattern = g_object_new (TEST_TYPE_PATTERN, NULL);
      GtkWidget *window;

      pattern->kind = (AttestTimelineKind)kind;
      window = ui_test_show (GTK_WIDGET (pattern), 100, 100);
      g_ptr_array_add (pictures, take_grey (GTK_WIDGET (pattern)));
      gtk_window_destroy (GTK_WINDOW (window));
    }
  assert_all_different (pictures);
}

/* The panel */

static IcwsVerdict *
create_verdict (IcwsError code, const char *text)
{
  g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, (int)code, text);

  return icws_verdict_new (error, NULL, "wss://gateway.example", NULL,
                           UI_TEST_NOW_NS - 40 * IC_NS_PER_S);
}

static void
fill (AttestConnectionInfo *info, ChatTimeline *timeline, ChatLatency *latency)
{
  info->now_ns = UI_TEST_NOW_NS;
  info->since_ns = UI_TEST_NOW_NS - 600 * IC_NS_PER_S;
  info->timeline = g_object_ref (timeline);
  info->latency = g_object_ref (latency);
  for (int step = 0; step < ICWS_N_STEPS; step++)
    {
      info->steps[step].state = ICWS_STEP_STATE_PASSED;
      info->steps[step].wall_ns = UI_TEST_NOW_NS - 12 * IC_NS_PER_S;
    }
  info->figures.messages_verified = 128;
  info->figures.certificates_verified = 41;
  info->figures.certificates_shared = 87;
  info->figures.messages_sent = 9;
  info->figures.messages_acknowledged = 8;
  info->figures.last_proof_wall_ns = UI_TEST_NOW_NS - 12 * IC_NS_PER_S;
  info->figures.last_certificate_time_ns = UI_TEST_NOW_NS - 13 * IC_NS_PER_S;
  info->figures.last_latency_us = 840000;
  info->ack_deadline_us = 205 * G_TIME_SPAN_SECOND;
  info->own_principal = g_strdup (
      "h7yum-lqj2y-3ekbv-j2kng-l5usw-iwxwq-5d5uz-6e3fa-7nvbf-agazv-gae");
  info->canister_principal = g_strdup (CHAT_GROUP_CANISTER);
  info->gateway_principal = g_strdup (
      "sqdfl-mr4km-2hfjy-gajqo-xqvh7-hf4mf-nra4i-3it6l-neaw4-soolw-tae");
  info->gateway_url = g_strdup ("wss://gateway.example");
  info->mode = g_strdup ("wss://gateway.example");
}

typedef enum
{
  STATE_VERIFIED,
  STATE_DEGRADED,
  STATE_ATTACK,
  STATE_OFFLINE,
  STATE_DIRECT,
  STATE_SWITCHED,
  STATE_REFUSED,
  N_STATES
} State;

static const char *const NAMES[N_STATES] = { "verified", "degraded", "attack", "offline",
                                             "direct",   "switched", "refused" };

static void
make_direct (AttestConnectionInfo *info)
{
  info->direct = TRUE;
  g_clear_pointer (&info->gateway_url, g_free);
  g_clear_pointer (&info->gateway_principal, g_free);
  g_free (info->mode);
  info->mode = g_strdup ("direct: https://icp-api.io");
}

static void
set_state (AttestConnectionInfo *info, State state)
{
  info->health = CHAT_HEALTH_VERIFIED;
  switch (state)
    {
    case STATE_DEGRADED:
      info->health = CHAT_HEALTH_DELAYED;
      info->figures.last_latency_us = 41 * G_TIME_SPAN_SECOND;
      break;
    case STATE_ATTACK:
      info->health = CHAT_HEALTH_INTEGRITY;
      info->verdict = create_verdict (ICWS_ERROR_TAMPERED_CONTENT,
                                      "The content is not the one that was certified");
      info->incident = g_object_ref (info->verdict);
      info->error = g_error_copy (icws_verdict_get_error (info->verdict));
      info->steps[ICWS_STEP_WITNESS].state = ICWS_STEP_STATE_FAILED;
      info->figures.messages_refused = 1;
      info->ack_deadline_us = -1;
      break;
    case STATE_OFFLINE:
      info->health = CHAT_HEALTH_OFFLINE;
      info->steps[ICWS_STEP_REACH].state = ICWS_STEP_STATE_FAILED;
      info->ack_deadline_us = -1;
      break;
    case STATE_DIRECT:
      make_direct (info);
      break;
    case STATE_SWITCHED:
      info->incident = create_verdict (ICWS_ERROR_REPLAYED, "Message 4 came again; 7 was due");
      break;
    case STATE_REFUSED:
      info->health = CHAT_HEALTH_REFUSED;
      info->verdict = create_verdict (ICWS_ERROR_REFUSED, "only members may join");
      info->error = g_error_copy (icws_verdict_get_error (info->verdict));
      break;
    case STATE_VERIFIED:
    case N_STATES:
    default:
      break;
    }
}

static ChatTimeline *
create_timeline (IcManualClock *clock)
{
  static const struct
  {
    ChatHealth health;
    guint seconds;
  } SPANS[] = {
    { CHAT_HEALTH_CHECKING, 3 },     { CHAT_HEALTH_VERIFIED, 240 },   { CHAT_HEALTH_DELAYED, 60 },
    { CHAT_HEALTH_VERIFIED, 120 },   { CHAT_HEALTH_INTEGRITY, 8 },    { CHAT_HEALTH_CHECKING, 4 },
    { CHAT_HEALTH_UNREACHABLE, 45 }, { CHAT_HEALTH_RECONNECTING, 9 }, { CHAT_HEALTH_VERIFIED, 200 },
    { CHAT_HEALTH_UNCONFIRMED, 30 }, { CHAT_HEALTH_VERIFIED, 121 },
  };
  ChatTimeline *timeline = chat_timeline_new (IC_CLOCK (clock));

  for (gsize i = 0; i < G_N_ELEMENTS (SPANS); i++)
    {
      chat_timeline_add (timeline, SPANS[i].health);
      ic_manual_clock_advance_us (clock, SPANS[i].seconds * G_TIME_SPAN_SECOND);
    }
  return timeline;
}

static ChatLatency *
create_latency (void)
{
  ChatLatency *latency = chat_latency_new ();

  for (guint i = 0; i < 90; i++)
    {
      guint64 at_ns = UI_TEST_NOW_NS - (90 - i) * 3 * IC_NS_PER_S;

      if (i == 40 || i == 41)
        chat_latency_add_gap (latency, at_ns);
      else
        chat_latency_add (latency, at_ns,
                          90000 + (i * 7919 % 400) * 1000 + (i == 60 ? 35000000 : 0));
    }
  return latency;
}

static void
take_picture (GtkWidget *widget, const char *name)
{
  const char *directory = g_getenv ("ATTEST_SCREENSHOT_DIR");
  g_autofree char *file = g_strdup_printf ("panel-%s.png", name);
  g_autofree char *path = NULL;

  ui_test_wait_for_frames (widget);
  if (directory == NULL)
    return;
  path = g_build_filename (directory, file, NULL);
  ui_test_screenshot (widget, path);
}

static gboolean
is_seen (GtkWidget *root, const char *text)
{
  GtkWidget *label = ui_test_find_label (root, text);

  return label != NULL && gtk_widget_get_mapped (label);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_states (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (UI_TEST_NOW_NS - 840 * IC_NS_PER_S);
  g_autoptr (ChatTimeline) timeline = create_timeline (clock);
  g_autoptr (ChatLatency) latency = create_latency ();

  for (int state = 0; state < N_STATES; state++)
    {
      AttestConnectionPanel *panel = g_object_ref_sink (
          g_object_new (ATTEST_TYPE_CONNECTION_PANEL, NULL));
      g_autoptr (AttestConnectionInfo) info = attest_connection_info_new ();
      GtkWidget *window;

      fill (info, timeline, latency);
      set_state (info, (State)state);
      attest_connection_panel_show (panel, info);
      window = ui_test_show (GTK_WIDGET (panel), 372, 1500);
      take_picture (GTK_WIDGET (panel), NAMES[state]);

      g_assert_cmpint (is_seen (window, "I Have Seen This"), ==, state == STATE_SWITCHED);
      g_assert_cmpint (is_seen (window, "No gateway"), ==, state == STATE_DIRECT);
      g_assert_cmpint (is_seen (window, "Gateway reached"), ==, state != STATE_DIRECT);
      g_assert_true (is_seen (window, "median 292 ms, worst 35 s, last 5 min") ||
                     ui_test_find_label (window, "no message yet") == NULL);
      if (state == STATE_REFUSED)
        g_assert_nonnull (
            strstr (attest_connection_panel_get_explanation (panel), "only members may join"));
      if (state == STATE_VERIFIED)
        g_assert_cmpstr (attest_connection_panel_get_title (panel), ==, "Every message is proved.");
      gtk_window_destroy (GTK_WINDOW (window));
      g_assert_finalize_object (panel);
    }
}

/* The evidence is one press away, and says who, what and how sure. */
static void
test_evidence (void)
{
  AttestStatusPage *page = g_object_ref_sink (g_object_new (ATTEST_TYPE_STATUS_PAGE, NULL));
  g_autoptr (AttestConnectionInfo) info = attest_connection_info_new ();
  IcPrincipal canister;
  AttestInspector *inspector;
  g_autofree char *summary = NULL;
  GtkWidget *window, *button;
  guint n = 0;

  info->now_ns = UI_TEST_NOW_NS;
  set_state (info, STATE_ATTACK);
  attest_status_page_show (page, info);
  g_signal_connect_swapped (page, "inspect", G_CALLBACK (count_cb), &n);
  window = ui_test_show (GTK_WIDGET (page), 372, 700);
  button = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (page), ATTEST_TYPE_STATUS_PAGE, "show_evidence"));
  g_assert_true (gtk_widget_get_mapped (button));
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (n, ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (page);

  g_assert_true (ic_principal_from_text (&canister, CHAT_GROUP_CANISTER, NULL));
  inspector = attest_inspector_new_for_verdict (info->verdict, &canister);
  gtk_window_present (GTK_WINDOW (inspector));
  take_picture (GTK_WIDGET (inspector), "evidence");
  summary = attest_inspector_dup_summary (inspector);
  g_assert_nonnull (strstr (summary, "wss://gateway.example"));
  g_assert_nonnull (strstr (summary, "proved"));
  gtk_window_destroy (GTK_WINDOW (inspector));
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);
  ui_test_load_style ();
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Cantarell 11", NULL);
  g_test_add_func ("/panel-states/comparison", test_comparison);
  g_test_add_func ("/panel-states/shapes", test_shapes);
  g_test_add_func ("/panel-states/patterns", test_patterns);
  g_test_add_func ("/panel-states/states", test_states);
  g_test_add_func ("/panel-states/evidence", test_evidence);
  return g_test_run ();
}
