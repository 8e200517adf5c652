/* SPDX-License-Identifier: MIT */
/* Rows, login page, panel, shield, composer: what they show and say. */
#include "config.h"

#include "attest-chat-view.h"
#include "attest-composer.h"
#include "attest-connection-panel.h"
#include "attest-delivery-text.h"
#include "attest-event-row.h"
#include "attest-health-monitor.h"
#include "attest-health-text.h"
#include "attest-login-page.h"
#include "attest-message-row.h"
#include "attest-reverse-model.h"
#include "attest-shield-button.h"
#include "attest-step-row.h"
#include "attest-value-row.h"
#include "ui-test-util.h"

#define SEED      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
#define PRINCIPAL "e73il-iz5tp-nkgt7-idxyw-ngkah-47bpv-qdase-pzde6-g6vwc-a3eql-jae"

static AttestMessageRow *
create_row (ChatMessage *message)
{
  AttestMessageRow *row = ATTEST_MESSAGE_ROW (attest_message_row_new ());

  g_object_ref_sink (row);
  attest_message_row_set_message (row, message);
  return row;
}

static void
test_row_label (void)
{
  g_autoptr (ChatMessage) other = ui_test_message ("Grace", "Hello", FALSE, UI_TEST_NOW_S);
  g_autoptr (ChatMessage) own = ui_test_message ("Ada", "Hi", TRUE, UI_TEST_NOW_S);
  g_autoptr (ChatMessage) joined = chat_message_new (CHAT_MESSAGE_JOINED, "Tim", NULL, FALSE,
                                                     UI_TEST_NOW_NS, CHAT_DELIVERY_RECEIVED);
  AttestMessageRow *row = create_row (other);

  g_assert_cmpstr (attest_message_row_get_label (row), ==,
                   "\u2068Grace\u2069, 09:00, verified, Hello");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       attest_message_row_get_label (row));
  /* The same row for another message: nothing of the first one is left. */
  attest_message_row_set_message (row, own);
  g_assert_cmpstr (attest_message_row_get_label (row), ==, "You, 09:00, accepted, Hi");
  attest_message_row_set_message (row, joined);
  g_assert_cmpstr (attest_message_row_get_label (row), ==, "\u2068Tim\u2069 joined, 09:00");
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (row)));
  /* Messages that a row has left do not reach it any more. */
  chat_message_set_delivery (own, CHAT_DELIVERY_FAILED);
  g_assert_cmpstr (attest_message_row_get_label (row), ==, "\u2068Tim\u2069 joined, 09:00");
  g_assert_finalize_object (row);
}

static void
count_cb (AttestMessageRow *row, ChatMessage *message, guint *count)
{
  g_assert_true (attest_message_row_get_message (row) == message);
  (*count)++;
}

static void
test_row_delivery (void)
{
  static const struct
  {
    ChatDelivery delivery;
    const char *icon_name;
    const char *label;
    gboolean again;
  } STATES[] = {
    { CHAT_DELIVERY_QUEUED, "attest-queued-symbolic", "You, 09:00, waiting, Hi", FALSE },
    { CHAT_DELIVERY_SENT, "attest-sent-symbolic", "You, 09:00, sent, Hi", FALSE },
    { CHAT_DELIVERY_FAILED, "attest-failed-symbolic", "You, 09:00, not accepted, Hi", TRUE },
    { CHAT_DELIVERY_ACCEPTED, "attest-accepted-symbolic", "You, 09:00, accepted, Hi", FALSE },
  };
  g_autoptr (ChatMessage) message = chat_message_new (CHAT_MESSAGE_TEXT, "Ada", "Hi", TRUE,
                                                      UI_TEST_NOW_NS, CHAT_DELIVERY_SENT);
  AttestMessageRow *row = create_row (message);
  GtkWidget *state = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (row), ATTEST_TYPE_MESSAGE_ROW, "state"));
  GtkWidget *again = ui_test_find_label (GTK_WIDGET (row), "Send Again");
  guint count = 0;

  g_signal_connect (row, "send-again", G_CALLBACK (count_cb), &count);
  for (gsize i = 0; i < G_N_ELEMENTS (STATES); i++)
    {
      chat_message_set_delivery (message, STATES[i].delivery);
      g_assert_cmpstr (gtk_image_get_icon_name (GTK_IMAGE (state)), ==, STATES[i].icon_name);
      g_assert_cmpstr (attest_message_row_get_label (row), ==, STATES[i].label);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (state), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           attest_delivery_get_sentence (STATES[i].delivery));
      g_assert_cmpint (gtk_widget_get_child_visible (again) &&
                           gtk_widget_get_visible (gtk_widget_get_ancestor (again, GTK_TYPE_BOX)),
                       ==, STATES[i].again);
      gtk_widget_activate_action (GTK_WIDGET (row), "message.send-again", NULL);
      g_assert_cmpuint (count, ==, i < 2 ? 0 : 1);
    }
  g_assert_finalize_object (row);
}

static void
test_row_hostile (void)
{
  static const char *const TEXTS[] = {
    "<span size='100000'>big</span>",
    "&lt;&amp;",
    "%s%n%d",
    "\u202egpj.exe\u202c",
    "\xff\xfe\xfd",
    "_underscore",
    "a\u2069\u2069\u202eb",
    "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    {
      g_autoptr (ChatMessage) message = ui_test_message (TEXTS[i], TEXTS[i], FALSE, UI_TEST_NOW_S);
      AttestMessageRow *row = create_row (message);
      g_autoptr (GString) longer = g_string_new (NULL);

      gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_VERTICAL, 400, NULL, NULL, NULL, NULL);
      g_assert_null (strstr (attest_message_row_get_label (row), "\u202e"));
      g_assert_true (g_utf8_validate (attest_message_row_get_label (row), -1, NULL));
      if (i == 0)
        /* Markup is text. */
        g_assert_nonnull (ui_test_find_label (GTK_WIDGET (row), TEXTS[i]));
      g_assert_finalize_object (row);
    }
}

/* The largest text that the room takes must not hold up the window (it once took minutes). */
static void
test_row_long (void)
{
  g_autofree char *word = g_strnfill (4000, 'x');
  g_autoptr (ChatMessage) message = ui_test_message ("Ada", word, FALSE, UI_TEST_NOW_S);
  AttestMessageRow *row = create_row (message);
  int minimum;
  int height;

  gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <, 300);
  gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_VERTICAL, 320, NULL, &height, NULL, NULL);
  g_assert_cmpint (height, >, 500);
  g_assert_finalize_object (row);
}

typedef struct
{
  guint count;
  char *name;
  char *principal;
} Login;

static void
login_cb (AttestLoginPage *page, IcIdentity *identity, const char *name, Login *login)
{
  IcPrincipal principal;

  ic_identity_get_principal (identity, &principal);
  login->count++;
  g_free (login->name);
  g_free (login->principal);
  login->name = g_strdup (name);
  login->principal = ic_principal_to_text (&principal);
}

static void
test_login_page (void)
{
  AttestLoginPage *page = g_object_ref_sink (g_object_new (ATTEST_TYPE_LOGIN_PAGE, NULL));
  Login login = { 0 };
  g_autofree char *session = g_strdup (attest_login_page_get_principal (page));

  g_signal_connect (page, "login", G_CALLBACK (login_cb), &login);
  /* A key is offered and its principal shown; an empty form is not scolded. */
  g_assert_nonnull (session);
  g_assert_null (attest_login_page_get_problem (page, "name"));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "login.join", NULL));
  g_assert_cmpuint (login.count, ==, 0);
  g_assert_nonnull (attest_login_page_get_problem (page, "name"));
  g_assert_nonnull (
      ui_test_find_label (GTK_WIDGET (page), attest_login_page_get_problem (page, "name")));

  attest_login_page_set_display_name (page, "  Ada ");
  g_assert_null (attest_login_page_get_problem (page, "name"));
  g_assert_true (attest_login_page_join (page));
  g_assert_cmpuint (login.count, ==, 1);
  g_assert_cmpstr (login.name, ==, "Ada");
  g_assert_cmpstr (login.principal, ==, session);

  attest_login_page_set_method (page, ATTEST_LOGIN_SEED);
  g_assert_null (attest_login_page_get_principal (page));
  attest_login_page_set_seed (page, "9d61");
  g_assert_false (attest_login_page_join (page));
  g_assert_nonnull (attest_login_page_get_problem (page, "seed"));
  attest_login_page_set_seed (page, SEED);
  g_assert_null (attest_login_page_get_problem (page, "seed"));
  g_assert_cmpstr (attest_login_page_get_principal (page), ==, PRINCIPAL);

  attest_login_page_set_network (page, CHAT_NETWORK_CUSTOM);
  g_assert_false (attest_login_page_join (page));
  g_assert_nonnull (attest_login_page_get_problem (page, "network-url"));
  g_assert_nonnull (attest_login_page_get_problem (page, "gateway-url"));
  g_assert_nonnull (attest_login_page_get_problem (page, "canister"));
  attest_login_page_set_network (page, CHAT_NETWORK_MAINNET);
  g_assert_true (attest_login_page_join (page));
  g_assert_cmpstr (login.principal, ==, PRINCIPAL);
  g_assert_cmpuint (login.count, ==, 2);

  /* After leaving, nothing of the keys is left. */
  attest_login_page_reset (page);
  attest_login_page_set_method (page, ATTEST_LOGIN_SESSION_KEY);
  g_assert_cmpstr (attest_login_page_get_principal (page), !=, session);
  attest_login_page_set_method (page, ATTEST_LOGIN_SEED);
  g_assert_null (attest_login_page_get_principal (page));

  g_free (login.name);
  g_free (login.principal);
  g_assert_finalize_object (page);
}

static const char *
get_value (AttestConnectionPanel *panel, const char *name)
{
  return attest_value_row_get_value (
      ATTEST_VALUE_ROW (attest_connection_panel_get_value_row (panel, name)));
}

static void
test_panel (void)
{
  AttestConnectionPanel *panel = g_object_ref_sink (
      g_object_new (ATTEST_TYPE_CONNECTION_PANEL, NULL));
  g_autoptr (AttestConnectionInfo) info = attest_connection_info_new ();
  AttestStepRow *step;

  info->now_ns = UI_TEST_NOW_NS;
  attest_connection_panel_show (panel, info);
  /* What is not known is said to be so. */
  g_assert_null (get_value (panel, "row_gateway"));
  g_assert_cmpstr (get_value (panel, "row_proof"), ==, "never");
  g_assert_cmpstr (get_value (panel, "row_ack"), ==, "none expected");
  step = ATTEST_STEP_ROW (attest_connection_panel_get_step_row (panel, ICWS_STEP_REACH));
  g_assert_cmpstr (attest_step_row_get_state_text (step), ==, "Not yet");

  info->health = CHAT_HEALTH_VERIFIED;
  info->steps[ICWS_STEP_REACH].state = ICWS_STEP_STATE_PASSED;
  info->steps[ICWS_STEP_REACH].wall_ns = UI_TEST_NOW_NS - 30 * IC_NS_PER_S;
  info->figures.messages_verified = 12;
  info->figures.messages_sent = 3;
  info->figures.messages_acknowledged = 2;
  info->figures.last_proof_wall_ns = UI_TEST_NOW_NS - 5 * IC_NS_PER_S;
  info->figures.last_latency_us = 250000;
  info->ack_deadline_us = 100 * G_TIME_SPAN_SECOND;
  info->gateway_url = g_strdup ("wss://<b>&gateway</b>");
  attest_connection_panel_show (panel, info);
  g_assert_cmpstr (attest_step_row_get_state_text (step), ==, "Passed\n30 s ago");
  g_assert_cmpstr (attest_step_row_get_icon_name (step), ==, "attest-step-passed-symbolic");
  g_assert_cmpstr (get_value (panel, "row_verified"), ==, "12");
  g_assert_cmpstr (get_value (panel, "row_sent"), ==, "2 of 3");
  g_assert_cmpstr (get_value (panel, "row_proof"), ==, "5 s ago");
  g_assert_cmpstr (get_value (panel, "row_latency"), ==, "250 ms, 5 s ago");
  g_assert_cmpstr (get_value (panel, "row_ack"), ==, "within 100 s");
  g_assert_cmpstr (get_value (panel, "row_url"), ==, "wss://<b>&gateway</b>");
  g_assert_cmpstr (attest_connection_panel_get_title (panel), ==, "Every message is proved.");

  info->health = CHAT_HEALTH_INTEGRITY;
  info->error = g_error_new (ICWS_ERROR, ICWS_ERROR_REPLAYED, "sequence 4, expected 7");
  info->steps[ICWS_STEP_ORDER].state = ICWS_STEP_STATE_FAILED;
  info->now_us = 130 * G_TIME_SPAN_SECOND;
  attest_connection_panel_show (panel, info);
  g_assert_cmpstr (attest_connection_panel_get_title (panel), ==,
                   "Do not trust: An old message was repeated");
  g_assert_nonnull (strstr (attest_connection_panel_get_explanation (panel), "second time"));
  step = ATTEST_STEP_ROW (attest_connection_panel_get_step_row (panel, ICWS_STEP_ORDER));
  g_assert_cmpstr (attest_step_row_get_state_text (step), ==, "Failed");
  g_assert_cmpstr (get_value (panel, "row_ack"), ==, "overdue for 30 s");
  g_assert_finalize_object (panel);
}

static gboolean
has_event_cb (gpointer data)
{
  return ui_test_find_label (GTK_WIDGET (data), "Second event") != NULL;
}

static gboolean
has_last_event_cb (gpointer data)
{
  return ui_test_find_label (GTK_WIDGET (data), "Event 2999") != NULL;
}

static void
test_panel_events (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (UI_TEST_NOW_NS);
  g_autoptr (IcwsLedger) ledger = icws_ledger_new (IC_CLOCK (clock));
  AttestConnectionPanel *panel = g_object_ref_sink (
      g_object_new (ATTEST_TYPE_CONNECTION_PANEL, NULL));
  IcwsLedgerRecord record = ICWS_LEDGER_RECORD_INIT;
  AttestEventRow *row;
  GtkWidget *window;

  attest_connection_panel_set_events (panel, G_LIST_MODEL (ledger));
  attest_connection_panel_show_page (panel, "events");
  window = ui_test_show (GTK_WIDGET (panel), 400, 500);
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (panel), "No Events Yet"));

  record.id = "frame-verified";
  record.group = ICWS_GROUP_PROOF;
  record.severity = ICWS_SEVERITY_INFO;
  record.sequence = 7;
  record.latency_us = 120000;
  record.verify_us = 1500;
  icws_ledger_add (ledger, &record, "First \u202e<b>event</b>");
  record.severity = ICWS_SEVERITY_PROBLEM;
  icws_ledger_add (ledger, &record, "Second event");
  ui_test_wait (has_event_cb, panel);
  /* Newest first. */
  row = ATTEST_EVENT_ROW (ui_test_find (GTK_WIDGET (panel), ATTEST_TYPE_EVENT_ROW));
  g_assert_nonnull (row);
  g_assert_cmpstr (attest_event_row_get_text (row), ==, "Second event");
  g_assert_cmpstr (attest_event_row_get_details (row), ==,
                   "09:00:00 · Proof · No. 7 · 120 ms on the way · 1 ms to check");
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (panel), "First <b>event</b>"));
  for (guint i = 0; i < 3000; i++)
    icws_ledger_add (ledger, &record, "Event %u", i);
  ui_test_wait (has_last_event_cb, panel);
  /* Unseen, the list has no rows to keep up to date. */
  attest_connection_panel_show_page (panel, "status");
  ui_test_wait_for_frames (window);
  g_assert_null (ui_test_find (GTK_WIDGET (panel), ATTEST_TYPE_EVENT_ROW));
  attest_connection_panel_show_page (panel, "events");
  ui_test_wait (has_last_event_cb, panel);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (panel);
}

static void
test_reverse_model (void)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autoptr (AttestReverseModel) reverse = attest_reverse_model_new (G_LIST_MODEL (list));
  /* A copy that only follows the signals must stay equal to the model. */
  g_autoptr (GtkFilterListModel)
      copy = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (reverse)), NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (guint i = 0; i < 500; i++)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
      guint position = (guint)g_rand_int_range (rand, 0, (int)n + 1);
      guint removed = (guint)g_rand_int_range (rand, 0, (int)MIN (n - position, 3) + 1);
      const char *added[4] = { "a", "b", "c", NULL };

      added[g_rand_int_range (rand, 0, 4)] = NULL;
      gtk_string_list_splice (list, position, removed, added);
      n = g_list_model_get_n_items (G_LIST_MODEL (list));
      if (i % 3 != 0)
        continue;
      attest_reverse_model_flush (reverse);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (copy)), ==, n);
      for (guint j = 0; j < n; j++)
        {
          g_autoptr (GObject) there = g_list_model_get_item (G_LIST_MODEL (list), n - 1 - j);
          g_autoptr (GObject) here = g_list_model_get_item (G_LIST_MODEL (copy), j);

          g_assert_true (there == here);
        }
    }
}

static void
test_shield (void)
{
  AttestShieldButton *shield = ATTEST_SHIELD_BUTTON (attest_shield_button_new ());
  GtkWidget *button;

  g_object_ref_sink (shield);
  g_assert_cmpstr (attest_shield_button_get_word (shield), ==, "Checking");
  attest_shield_button_set_health (shield, CHAT_HEALTH_VERIFIED, UI_TEST_NOW_NS);
  g_assert_cmpstr (attest_shield_button_get_word (shield), ==, "Verified");
  g_assert_cmpstr (attest_shield_button_get_icon_name (shield), ==, "attest-verified-symbolic");
  button = ui_test_find (GTK_WIDGET (shield), GTK_TYPE_TOGGLE_BUTTON);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Connection: Verified, since 09:00:00");
  attest_shield_button_set_health (shield, CHAT_HEALTH_OFFLINE, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Connection: Offline");
  g_assert_false (gtk_widget_has_css_class (button, "health-good"));
  g_assert_finalize_object (shield);
}

#define ICON_SIZE 32

static void
render_icon (GtkWidget *image, guchar *alpha)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (image);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  guchar pixels[ICON_SIZE * ICON_SIZE * 4];

  gdk_paintable_snapshot (paintable, snapshot, ICON_SIZE, ICON_SIZE);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (image)),
                                         node, &GRAPHENE_RECT_INIT (0, 0, ICON_SIZE, ICON_SIZE));
  gdk_texture_download (texture, pixels, ICON_SIZE * 4);
  for (guint i = 0; i < ICON_SIZE * ICON_SIZE; i++)
    alpha[i] = pixels[4 * i + 3];
}

/* Who sees no colours tells the states by their shapes. */
static void
test_shapes_differ (void)
{
  guchar shapes[CHAT_HEALTH_DISCONNECTED + 1][ICON_SIZE * ICON_SIZE];
  GtkWidget *image = gtk_image_new ();
  GtkWidget *window;

  gtk_image_set_pixel_size (GTK_IMAGE (image), ICON_SIZE);
  gtk_widget_set_halign (image, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (image, GTK_ALIGN_CENTER);
  window = ui_test_show (image, 100, 100);
  for (int i = 0; i <= CHAT_HEALTH_DISCONNECTED; i++)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (image), attest_health_get_icon_name ((ChatHealth)i));
      ui_test_wait_for_frames (window);
      render_icon (image, shapes[i]);
    }
  for (int i = 0; i <= CHAT_HEALTH_DISCONNECTED; i++)
    for (int j = 0; j < i; j++)
      {
        guint different = 0;

        for (guint k = 0; k < ICON_SIZE * ICON_SIZE; k++)
          different += ABS ((int)shapes[i][k] - (int)shapes[j][k]) > 128;
        if (different <= ICON_SIZE * ICON_SIZE / 8)
          g_test_message ("%s and %s differ in %u of %u", attest_health_get_word ((ChatHealth)i),
                          attest_health_get_word ((ChatHealth)j), different, ICON_SIZE * ICON_SIZE);
        /* A tenth of the icon. */
        g_assert_cmpuint (different, >, ICON_SIZE * ICON_SIZE / 10);
      }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_monitor (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (UI_TEST_NOW_NS);
  AttestHealthMonitor *monitor = attest_health_monitor_new (IC_CLOCK (clock));

  /* A short trouble is not spoken of. */
  attest_health_monitor_set_health (monitor, CHAT_HEALTH_RECONNECTING, TRUE);
  ic_manual_clock_advance_us (clock, 1499 * 1000);
  g_assert_false (attest_health_monitor_get_in_trouble (monitor));
  attest_health_monitor_set_health (monitor, CHAT_HEALTH_VERIFIED, FALSE);
  ic_manual_clock_advance_us (clock, 10 * G_TIME_SPAN_SECOND);
  g_assert_false (attest_health_monitor_get_in_trouble (monitor));

  /* One that lasts is, even if its name changes meanwhile; since when is told for each. */
  attest_health_monitor_set_health (monitor, CHAT_HEALTH_RECONNECTING, TRUE);
  ic_manual_clock_advance_us (clock, G_TIME_SPAN_SECOND);
  attest_health_monitor_set_health (monitor, CHAT_HEALTH_UNREACHABLE, TRUE);
  g_assert_cmpuint (attest_health_monitor_get_since_ns (monitor), ==,
                    ic_clock_get_wall_ns (IC_CLOCK (clock)));
  ic_manual_clock_advance_us (clock, 500 * 1000);
  g_assert_true (attest_health_monitor_get_in_trouble (monitor));
  attest_health_monitor_set_health (monitor, CHAT_HEALTH_VERIFIED, FALSE);
  g_assert_false (attest_health_monitor_get_in_trouble (monitor));

  /* A caught gateway is told at once. */
  attest_health_monitor_set_health (monitor, CHAT_HEALTH_INTEGRITY, TRUE);
  g_assert_true (attest_health_monitor_get_in_trouble (monitor));
  attest_health_monitor_set_health (monitor, CHAT_HEALTH_RECONNECTING, TRUE);
  g_assert_finalize_object (monitor);
  g_assert_cmpuint (ic_manual_clock_get_pending (clock), ==, 0);
}

static gboolean
take_cb (AttestComposer *composer, const char *text, GString *taken)
{
  g_string_append (taken, text);
  g_string_append_c (taken, '|');
  return !g_str_equal (text, "refuse me");
}

static void
typing_cb (AttestComposer *composer, guint *count)
{
  (*count)++;
}

static void
test_composer (void)
{
  AttestComposer *composer = ATTEST_COMPOSER (attest_composer_new ());
  GtkWidget *view;
  GtkTextBuffer *buffer;
  g_autoptr (GString) taken = g_string_new (NULL);
  g_autofree char *long_text = g_strnfill (CHAT_MAX_TEXT_BYTES + 1, 'x');
  g_autofree char *left = NULL;
  guint typing = 0;

  g_object_ref_sink (composer);
  view = ui_test_find (GTK_WIDGET (composer), GTK_TYPE_TEXT_VIEW);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_signal_connect (composer, "send", G_CALLBACK (take_cb), taken);
  g_signal_connect (composer, "typing", G_CALLBACK (typing_cb), &typing);

  /* Nothing to send: nothing sent. */
  g_assert_false (attest_composer_send (composer));
  attest_composer_set_text (composer, " \n\t ");
  g_assert_false (attest_composer_send (composer));
  g_assert_cmpuint (typing, ==, 0);

  attest_composer_set_text (composer, "");
  gtk_text_buffer_insert_at_cursor (buffer, "one\ntwo", -1);
  g_assert_cmpuint (typing, >, 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL));
  g_assert_cmpstr (taken->str, ==, "one\ntwo|");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 0);

  /* What was not taken stays. */
  attest_composer_set_text (composer, "refuse me");
  g_assert_false (attest_composer_send (composer));
  left = attest_composer_get_text (composer);
  g_assert_cmpstr (left, ==, "refuse me");

  attest_composer_set_text (composer, long_text);
  g_assert_false (attest_composer_send (composer));
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (composer),
                                        "The message is 1 byte too long. Send it in parts."));
  long_text[CHAT_MAX_TEXT_BYTES] = '\0';
  attest_composer_set_text (composer, long_text);
  g_assert_true (attest_composer_send (composer));
  g_assert_finalize_object (composer);
}

static void
test_chat_view (void)
{
  static const char *const ONE[] = { "A\u202eda", NULL };
  static const char *const TWO[] = { "Ada", "Bob", NULL };
  static const char *const MANY[] = { "Ada", "Bob", "Eve", NULL };
  AttestChatView *view = g_object_ref_sink (g_object_new (ATTEST_TYPE_CHAT_VIEW, NULL));
  g_autoptr (AttestHealthText) text = attest_health_text_new (CHAT_HEALTH_OFFLINE, NULL, 0, 0);
  g_autoptr (GListStore) store = g_list_store_new (CHAT_TYPE_MESSAGE);
  g_autoptr (ChatMessage) message = ui_test_message ("Ada", "Hello", FALSE, UI_TEST_NOW_S);
  GtkWidget *window = ui_test_show (GTK_WIDGET (view), 400, 500);
  GtkWidget *empty = ui_test_find_label (GTK_WIDGET (view), "No Messages Yet");

  g_assert_true (gtk_widget_get_mapped (empty));
  attest_chat_view_set_model (view, G_LIST_MODEL (store));
  g_list_store_append (store, message);
  ui_test_wait_for_frames (window);
  g_assert_false (gtk_widget_get_mapped (empty));

  attest_chat_view_set_typists (view, ONE);
  g_assert_cmpstr (attest_chat_view_get_typing_text (view), ==, "\u2068Ada\u2069 is typing…");
  attest_chat_view_set_typists (view, TWO);
  g_assert_cmpstr (attest_chat_view_get_typing_text (view), ==,
                   "\u2068Ada\u2069 and \u2068Bob\u2069 are typing…");
  attest_chat_view_set_typists (view, MANY);
  g_assert_cmpstr (attest_chat_view_get_typing_text (view), ==, "Several people are typing…");
  attest_chat_view_set_typists (view, NULL);
  g_assert_cmpstr (attest_chat_view_get_typing_text (view), ==, "");

  g_assert_false (attest_chat_view_get_banner_revealed (view));
  {
    graphene_rect_t before;
    graphene_rect_t after;
    GtkWidget *composer = attest_chat_view_get_composer (view);

    g_assert_true (gtk_widget_compute_bounds (composer, GTK_WIDGET (view), &before));
    attest_chat_view_set_trouble (view, text);
    ui_test_wait_for_frames (window);
    g_assert_true (attest_chat_view_get_banner_revealed (view));
    /* The banner never pushes the composer, nor takes it away. */
    g_assert_true (gtk_widget_compute_bounds (composer, GTK_WIDGET (view), &after));
    g_assert_true (graphene_rect_equal (&before, &after));
    g_assert_true (gtk_widget_is_sensitive (composer));
  }
  attest_chat_view_set_trouble (view, NULL);
  g_assert_false (attest_chat_view_get_banner_revealed (view));
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (view);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/row/label", test_row_label);
  g_test_add_func ("/ui/row/delivery", test_row_delivery);
  g_test_add_func ("/ui/row/hostile", test_row_hostile);
  g_test_add_func ("/ui/row/long", test_row_long);
  g_test_add_func ("/ui/login-page", test_login_page);
  g_test_add_func ("/ui/panel/state", test_panel);
  g_test_add_func ("/ui/panel/events", test_panel_events);
  g_test_add_func ("/ui/reverse-model", test_reverse_model);
  g_test_add_func ("/ui/shield/words", test_shield);
  g_test_add_func ("/ui/shield/shapes-differ", test_shapes_differ);
  g_test_add_func ("/ui/health-monitor", test_monitor);
  g_test_add_func ("/ui/composer", test_composer);
  g_test_add_func ("/ui/chat-view", test_chat_view);
  return g_test_run ();
}
