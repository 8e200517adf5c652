/* SPDX-License-Identifier: MIT */
/* The page of gateways: what it says of each, and what its buttons do to the pool. */
#include "config.h"

#include "attest-gateway-row.h"
#include "attest-gateway-text.h"
#include "attest-gateways-page.h"
#include "attest-network-file.h"
#include "network/net-network.h"
#include "ui-test-util.h"

#define A "wss://gateway.icws.example"
#define B "wss://second.example:8443/ic"
#define C "ws://127.0.0.1:8080"
#define D "wss://untried.example"

#define PRINCIPAL "e73il-iz5tp-nkgt7-idxyw-ngkah-47bpv-qdase-pzde6-g6vwc-a3eql-jae"

typedef struct
{
  IcManualClock *clock;
  IcRandom *random;
  ChatConnection *connection;
  IcwsPool *pool;
  AttestGatewaysPage *page;
  GtkWidget *window;
  NetNetwork *network; /* (nullable) */
} Fixture;

static IcwsVerdict *
make_verdict (int code, const char *gateway, guint64 wall_ns)
{
  g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, code, "as in the test");

  return icws_verdict_new (error, NULL, gateway, NULL, wall_ns);
}

static void
report (Fixture *self, const char *url, int code)
{
  g_autoptr (IcwsVerdict)
      verdict = make_verdict (code, url, ic_clock_get_wall_ns (IC_CLOCK (self->clock)));

  icws_pool_report_verdict (self->pool, icws_pool_find (self->pool, url), verdict,
                            90 * G_USEC_PER_SEC);
}

/* One that works, one that lied, one that cannot be reached, one that nobody tried. */
static void
fill_pool (Fixture *self)
{
  IcwsGateway *good = icws_pool_find (self->pool, A);

  icws_pool_report_opened (self->pool, good, PRINCIPAL);
  for (int i = 0; i < 340; i++)
    icws_pool_report_proof (self->pool, good, 84000);
  icws_pool_report_opened (self->pool, icws_pool_find (self->pool, B), PRINCIPAL);
  icws_pool_report_proof (self->pool, icws_pool_find (self->pool, B), 120000);
  report (self, B, ICWS_ERROR_TAMPERED_CONTENT);
  report (self, C, ICWS_ERROR_UNREACHABLE);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  static const char *const URLS[] = { A, B, C, D, NULL };
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (IcIdentity) identity = NULL;

  self->clock = ic_manual_clock_new (UI_TEST_NOW_NS);
  self->random = ic_random_new_seeded (1);
  identity = IC_IDENTITY (ic_ed25519_identity_new_random (self->random));
  chat_profile_set_gateways (profile, URLS);
  self->connection = chat_connection_new (profile, identity, IC_CLOCK (self->clock), self->random);
  self->pool = chat_connection_get_pool (self->connection);
  fill_pool (self);
  self->page = g_object_new (ATTEST_TYPE_GATEWAYS_PAGE, NULL);
  attest_gateways_page_set_connection (self->page, self->connection);
  self->window = ui_test_show (GTK_WIDGET (self->page), 360, 900);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->connection);
  g_object_unref (self->random);
  g_object_unref (self->clock);
}

static GtkListBox *
get_list (Fixture *self)
{
  return GTK_LIST_BOX (
      gtk_widget_get_template_child (GTK_WIDGET (self->page), ATTEST_TYPE_GATEWAYS_PAGE, "list"));
}

static AttestGatewayRow *
get_row (Fixture *self, int i)
{
  return ATTEST_GATEWAY_ROW (gtk_list_box_get_row_at_index (get_list (self), i));
}

static AttestGatewayRow *
find_row (Fixture *self, const char *url)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (get_list (self), i)) != NULL; i++)
    if (g_str_equal (
            icws_gateway_get_url (attest_gateway_row_get_gateway (ATTEST_GATEWAY_ROW (row))), url))
      return ATTEST_GATEWAY_ROW (row);
  return NULL;
}

/* What is shown at once is not shown from within. */
static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* An action that is not offered does nothing. */
static void
activate (Fixture *self, const char *url, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (find_row (self, url)), action, NULL);
  settle ();
}

static void
assert_order (Fixture *self, const char *expected)
{
  g_auto (GStrv) urls = icws_pool_dup_urls (self->pool);
  g_autofree char *joined = g_strjoinv (" ", urls);

  g_assert_cmpstr (joined, ==, expected);
  for (int i = 0; urls[i] != NULL; i++)
    g_assert_cmpstr (icws_gateway_get_url (attest_gateway_row_get_gateway (get_row (self, i))), ==,
                     urls[i]);
  g_assert_null (gtk_list_box_get_row_at_index (get_list (self), (int)g_strv_length (urls)));
}

static const char *
get_subtitle (AttestGatewayRow *row)
{
  return adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row));
}

static void
take_picture (Fixture *self, const char *name)
{
  const char *directory = g_getenv ("ATTEST_SCREENSHOT_DIR");
  g_autofree char *path = NULL;

  ui_test_wait_for_frames (self->window);
  if (directory == NULL)
    return;
  path = g_build_filename (directory, name, NULL);
  ui_test_screenshot (self->window, path);
}

static gboolean
says_cb (gpointer data)
{
  const char **expected = data;
  AttestGatewayRow *row = (gpointer)expected[0];

  return strstr (get_subtitle (row), expected[1]) != NULL;
}

static void
wait_for_text (AttestGatewayRow *row, const char *text)
{
  const char *expected[] = { (gpointer)row, text };

  ui_test_wait (says_cb, expected);
}

static void
test_states (Fixture *self, gconstpointer data)
{
  const char *record = "Opened 1 time · 340 messages · median 84 ms · proved now";

  assert_order (self, A " " B " " C " " D);
  g_assert_cmpstr (attest_gateway_row_get_state_text (get_row (self, 0)), ==, "Ready");
  g_assert_nonnull (strstr (get_subtitle (get_row (self, 0)), record));
  g_assert_cmpstr (attest_gateway_row_get_state_text (get_row (self, 1)), ==,
                   "Quarantined until you forgive it");
  g_assert_true (g_str_has_prefix (attest_gateway_row_get_state_text (get_row (self, 2)),
                                   "Failing, tries again in "));
  g_assert_cmpstr (attest_gateway_row_get_state_text (get_row (self, 3)), ==, "Not tried yet");
  g_assert_null (strchr (get_subtitle (get_row (self, 3)), '\n'));
  g_assert_nonnull (strstr (get_subtitle (get_row (self, 2)), "Never opened"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_row (self, 0)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, A);
  take_picture (self, "gateways.png");

  /* Ages go on by themselves, and a backoff ends. */
  ic_manual_clock_advance_us (self->clock, 5 * 60 * G_USEC_PER_SEC);
  wait_for_text (get_row (self, 0), "proved 5 min ago");
  g_assert_cmpstr (attest_gateway_row_get_state_text (get_row (self, 2)), ==,
                   "Failed last time, can be tried again");
}

static void
inspect_cb (AttestGatewaysPage *page, IcwsVerdict *verdict, IcwsVerdict **out)
{
  g_set_object (out, verdict);
}

static void
test_details (Fixture *self, gconstpointer data)
{
  AttestGatewayRow *row = find_row (self, B);
  g_autoptr (IcwsVerdict) shown = NULL;
  GtkWidget *label;

  g_signal_connect (self->page, "inspect", G_CALLBACK (inspect_cb), &shown);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  take_picture (self, "gateway-details.png");
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (row), "90 s"));
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (row), PRINCIPAL));
  label = ui_test_find_label (GTK_WIDGET (row), "A message was changed (the gateway)");
  g_assert_nonnull (label);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, ADW_TYPE_ACTION_ROW), "activated");
  g_assert_true (shown == icws_gateway_get_quarantine_verdict (icws_pool_find (self->pool, B)));
}

static gboolean
has_focus (Fixture *self, AttestGatewayRow *row)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self->window));

  return focus != NULL &&
         (focus == GTK_WIDGET (row) || gtk_widget_is_ancestor (focus, GTK_WIDGET (row)));
}

static void
test_actions (Fixture *self, gconstpointer data)
{
  AttestGatewayRow *a = find_row (self, A);

  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (a), GTK_DIR_TAB_FORWARD));
  activate (self, A, "gateway.move-up"); /* it is the first already */
  assert_order (self, A " " B " " C " " D);
  activate (self, A, "gateway.move-down");
  assert_order (self, B " " A " " C " " D);
  g_assert_true (find_row (self, A) == a);
  g_assert_true (has_focus (self, a));
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (find_row (self, D)), GTK_DIR_TAB_FORWARD));
  activate (self, D, "gateway.move-up");
  g_assert_true (has_focus (self, find_row (self, D)));
  assert_order (self, B " " A " " D " " C);

  activate (self, A, "gateway.use");
  g_assert_true (icws_gateway_get_pinned (icws_pool_find (self->pool, A)));
  activate (self, B, "gateway.use"); /* in quarantine: not offered */
  g_assert_false (icws_gateway_get_pinned (icws_pool_find (self->pool, B)));
  g_assert_cmpstr (attest_gateway_row_get_state_text (find_row (self, A)), ==, "Ready, preferred");
  take_picture (self, "gateway-pinned.png");
  activate (self, A, "gateway.unpin");
  g_assert_false (icws_gateway_get_pinned (icws_pool_find (self->pool, A)));

  activate (self, D, "gateway.remove");
  activate (self, B, "gateway.remove");
  activate (self, C, "gateway.remove");
  assert_order (self, A);
  activate (self, A, "gateway.remove"); /* the last one stays */
  assert_order (self, A);
}

static void
test_forgive (Fixture *self, gconstpointer data)
{
  IcwsGateway *gateway = icws_pool_find (self->pool, B);
  AdwMessageDialog *dialog;

  activate (self, A, "gateway.forgive"); /* it did nothing */
  g_assert_null (ui_test_find_dialog ());
  activate (self, B, "gateway.forgive");
  dialog = ui_test_find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_heading (dialog), B));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "A message was changed"));
  adw_message_dialog_response (dialog, "cancel");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (gateway), ==, G_MAXUINT64);

  activate (self, B, "gateway.forgive");
  dialog = ui_test_find_dialog ();
  adw_message_dialog_response (dialog, "forgive");
  settle ();
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_cmpuint (icws_gateway_get_quarantine_end_ns (gateway), ==, 0);
  g_assert_null (strstr (attest_gateway_row_get_state_text (find_row (self, B)), "Quarantined"));
}

static void
add (Fixture *self, const char *text)
{
  GObject *entry = gtk_widget_get_template_child (GTK_WIDGET (self->page),
                                                  ATTEST_TYPE_GATEWAYS_PAGE, "address");

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "apply");
  settle ();
}

static void
assert_problem (Fixture *self, const char *part)
{
  GtkLabel *problem = GTK_LABEL (gtk_widget_get_template_child (
      GTK_WIDGET (self->page), ATTEST_TYPE_GATEWAYS_PAGE, "problem"));

  g_assert_cmpint (gtk_widget_get_visible (GTK_WIDGET (problem)), ==, part != NULL);
  if (part != NULL)
    g_assert_nonnull (strstr (gtk_label_get_label (problem), part));
}

static void
test_add (Fixture *self, gconstpointer data)
{
  static const char *const BAD[] = { "http://gateway.example", "gateway.example", "wss://",
                                     "ws://h:99999999" };

  for (gsize i = 0; i < G_N_ELEMENTS (BAD); i++)
    {
      add (self, BAD[i]);
      assert_problem (self, "begins with wss:// or ws://");
    }
  take_picture (self, "gateway-problem.png");
  add (self, " " A "/ ");
  assert_problem (self, "in the list already");
  assert_order (self, A " " B " " C " " D);
  add (self, "  wss://new.example  ");
  assert_problem (self, NULL);
  assert_order (self, A " " B " " C " " D " wss://new.example");
  for (int i = 5; i < ICWS_POOL_MAX_GATEWAYS; i++)
    {
      g_autofree char *url = g_strdup_printf ("wss://g%d.example", i);

      add (self, url);
      assert_problem (self, NULL);
    }
  add (self, "wss://one.too.many");
  assert_problem (self, "takes 16 gateways");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->pool)), ==,
                    ICWS_POOL_MAX_GATEWAYS);
}

static void
test_policy (Fixture *self, gconstpointer data)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (gtk_widget_get_template_child (
      GTK_WIDGET (self->page), ATTEST_TYPE_GATEWAYS_PAGE, "way_group"));
  AdwComboRow *policy = ADW_COMBO_ROW (
      gtk_widget_get_template_child (GTK_WIDGET (self->page), ATTEST_TYPE_GATEWAYS_PAGE, "policy"));

  for (int i = CHAT_DIRECT_NEVER; i >= CHAT_DIRECT_LAST_RESORT; i--)
    {
      adw_combo_row_set_selected (policy, (guint)i);
      g_assert_cmpint (chat_connection_get_direct_policy (self->connection), ==, i);
      g_assert_cmpstr (adw_preferences_group_get_description (group), ==,
                       attest_direct_policy_text ((ChatDirectPolicy)i));
    }
  /* What others choose is shown, too. */
  chat_connection_set_direct_policy (self->connection, CHAT_DIRECT_ALWAYS);
  icws_pool_pin (self->pool, A, TRUE);
  settle ();
  g_assert_cmpuint (adw_combo_row_get_selected (policy), ==, CHAT_DIRECT_ALWAYS);
}

static gboolean
is_tested_cb (gpointer data)
{
  const char *text = attest_gateway_row_get_test_text (ATTEST_GATEWAY_ROW (data));

  return text != NULL && !g_str_equal (text, "Test: under way…");
}

/* Nobody listens there: the row says so in words. */
static void
test_test (Fixture *self, gconstpointer data)
{
  AttestGatewayRow *row;

  g_assert_true (icws_pool_add (self->pool, "ws://127.0.0.1:1", NULL));
  settle ();
  row = find_row (self, "ws://127.0.0.1:1");
  activate (self, "ws://127.0.0.1:1", "gateway.test");
  ui_test_wait (is_tested_cb, row);
  g_assert_true (
      g_str_has_prefix (attest_gateway_row_get_test_text (row), "Test: Gateway unreachable"));
  take_picture (self, "gateway-test.png");
}

/* A row that goes while its test is under way takes the test with it. */
static void
test_remove_while_testing (Fixture *self, gconstpointer data)
{
  AttestGatewayRow *row = find_row (self, C);

  g_object_add_weak_pointer (G_OBJECT (row), (gpointer *)&row);
  gtk_widget_activate_action (GTK_WIDGET (row), "gateway.test", NULL);
  g_assert_cmpstr (attest_gateway_row_get_test_text (row), ==, "Test: under way…");
  gtk_widget_activate_action (GTK_WIDGET (row), "gateway.remove", NULL);
  settle ();
  g_assert_null (row);
  attest_gateways_page_set_connection (self->page, NULL);
  g_assert_null (get_row (self, 0));
}

/* With a network: what a connection really does. */

static void
start_network (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  NetNetworkOptions options;

  net_network_options_init (&options);
  options.replica_port = 0;
  options.gateway_port = 0;
  options.identity_port = 0;
  options.n_gateways = 2;
  options.gateway.poll_interval_ms = 20;
  self->network = net_network_new (&options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
}

static void
set_up_live (Fixture *self, gconstpointer data)
{
  g_autofree char *json = NULL;
  g_autoptr (ChatProfile) profile = NULL;
  g_autoptr (IcIdentity) identity = NULL;
  g_autoptr (GError) error = NULL;

  start_network (self);
  json = net_network_describe (self->network);
  profile = attest_network_file_parse (json, -1, &error);
  g_assert_no_error (error);
  identity = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));
  self->connection = chat_connection_new (profile, identity, ic_clock_get_system (),
                                          ic_random_get_system ());
  self->pool = chat_connection_get_pool (self->connection);
  self->page = g_object_new (ATTEST_TYPE_GATEWAYS_PAGE, NULL);
  attest_gateways_page_set_connection (self->page, self->connection);
  self->window = ui_test_show (GTK_WIDGET (self->page), 360, 900);
}

static gboolean
is_disconnected_cb (gpointer data)
{
  return chat_connection_get_health (data) == CHAT_HEALTH_DISCONNECTED;
}

static void
tear_down_live (Fixture *self, gconstpointer data)
{
  chat_connection_disconnect (self->connection);
  ui_test_wait (is_disconnected_cb, self->connection);
  gtk_window_destroy (GTK_WINDOW (self->window));
  net_network_stop (self->network);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->connection);
  g_object_unref (self->network);
}

static const char *
get_way (Fixture *self)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (
      gtk_widget_get_template_child (GTK_WIDGET (self->page), ATTEST_TYPE_GATEWAYS_PAGE, "way")));
}

typedef struct
{
  Fixture *fixture;
  const char *way;
} Way;

static gboolean
goes_that_way_cb (gpointer data)
{
  Way *way = data;

  return strstr (get_way (way->fixture), way->way) != NULL;
}

static void
wait_for_way (Fixture *self, const char *way)
{
  Way wanted = { self, way };

  ui_test_wait (goes_that_way_cb, &wanted);
}

static void
test_live (Fixture *self, gconstpointer data)
{
  g_auto (GStrv) urls = icws_pool_dup_urls (self->pool);
  g_autofree char *principal = ic_principal_to_text (
      net_gateway_get_principal (net_network_get_nth_gateway (self->network, 1)));

  g_assert_nonnull (strstr (get_way (self), "None"));
  chat_connection_connect (self->connection);
  wait_for_text (find_row (self, urls[0]), "In use and proved");
  wait_for_way (self, urls[0]);
  activate (self, urls[1], "gateway.test");
  ui_test_wait (is_tested_cb, find_row (self, urls[1]));
  g_assert_true (g_str_has_prefix (attest_gateway_row_get_test_text (find_row (self, urls[1])),
                                   "Test: answers in "));
  g_assert_true (
      g_str_has_suffix (attest_gateway_row_get_test_text (find_row (self, urls[1])), principal));
  take_picture (self, "gateway-live.png");

  activate (self, urls[1], "gateway.use");
  wait_for_text (find_row (self, urls[1]), "In use and proved, preferred");
  wait_for_way (self, urls[1]);
  wait_for_text (find_row (self, urls[0]), "Ready");
  /* Who removes the one in use leaves it. */
  activate (self, urls[1], "gateway.remove");
  wait_for_text (find_row (self, urls[0]), "In use and proved");
  wait_for_way (self, urls[0]);

  chat_connection_set_direct_policy (self->connection, CHAT_DIRECT_ALWAYS);
  wait_for_way (self, "Direct, without a gateway");
  take_picture (self, "gateway-direct.png");
}

int
main (int argc, char **argv)
{
  const char *scale = g_getenv ("ATTEST_TEXT_SCALE");

  ui_test_init (&argc, &argv);
  if (scale != NULL)
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                  (int)(96 * 1024 * g_ascii_strtod (scale, NULL)), NULL);
#define ADD(name, func) g_test_add ("/ui/gateways/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("states", test_states);
  ADD ("details", test_details);
  ADD ("actions", test_actions);
  ADD ("forgive", test_forgive);
  ADD ("add", test_add);
  ADD ("policy", test_policy);
  ADD ("test", test_test);
  ADD ("remove-while-testing", test_remove_while_testing);
#undef ADD
  g_test_add ("/ui/gateways/live", Fixture, NULL, set_up_live, test_live, tear_down_live);
  return g_test_run ();
}
