/* SPDX-License-Identifier: MIT */
/* The switches of a local network: what is switched on the page happens in the network, and what
 * happens in the network is seen on the page. */
#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "attest-lab-client.h"
#include "attest-lab-page.h"
#include "attest-lab-request.h"
#include "attest-network-file.h"
#include "network/net-canister-faults.h"
#include "network/net-control.h"
#include "network/net-network.h"
#include "ui-test-util.h"

#define N_GATEWAYS    3
#define WINDOW_HEIGHT 1000

typedef struct
{
  NetNetwork *network;
  AttestLabPage *page;
  GtkWidget *window;
} Fixture;

static void
set_up_network (Fixture *self)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (5);
  g_autoptr (GError) error = NULL;
  NetNetworkOptions options;

  net_network_options_init (&options);
  options.replica_port = 0;
  options.gateway_port = 0;
  options.identity_port = 0;
  options.control_port = 0;
  options.n_gateways = N_GATEWAYS;
  options.with_control = TRUE;
  options.random = random;
  self->network = net_network_new (&options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
}

static gboolean
is_answered_cb (gpointer data)
{
  return !g_str_equal (attest_lab_page_get_view (data), "loading");
}

static void
set_up (Fixture *self, gconstpointer data)
{
  set_up_network (self);
  self->page = g_object_new (ATTEST_TYPE_LAB_PAGE, NULL);
  self->window = ui_test_show (GTK_WIDGET (self->page), 360, WINDOW_HEIGHT);
  g_assert_cmpstr (attest_lab_page_get_view (self->page), ==, "loading");
  attest_lab_page_set_control_url (self->page, net_network_get_control_url (self->network));
  ui_test_wait (is_answered_cb, self->page);
  g_assert_cmpstr (attest_lab_page_get_view (self->page), ==, "switches");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  if (self->network != NULL)
    net_network_stop (self->network);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (self->network != NULL)
    g_assert_finalize_object (self->network);
}

static NetFaults *
get_faults (Fixture *self, guint i)
{
  return net_gateway_get_faults (net_network_get_nth_gateway (self->network, i));
}

static AttestLabFaultRow *
get_row (Fixture *self, const char *name)
{
  return attest_lab_fault_list_get_row (attest_lab_page_get_gateway_faults (self->page), name);
}

static void
flip (AttestLabFaultRow *row, gboolean on)
{
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), on);
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

typedef struct
{
  NetFaults *faults;
  NetFault fault;
  double rate; /* 0: off */
  guint64 limit;
  NetFaultPhase phase;
} Wanted;

static gboolean
is_set_cb (gpointer data)
{
  Wanted *wanted = data;
  const NetFaultSetting *setting = net_faults_get (wanted->faults, wanted->fault);

  if (wanted->rate == 0)
    return setting == NULL;
  return setting != NULL && setting->rate == wanted->rate && setting->limit == wanted->limit &&
         setting->phase == wanted->phase;
}

static void
wait_for_setting (Fixture *self, guint i, NetFault fault, double rate, guint64 limit)
{
  Wanted wanted = { get_faults (self, i), fault, rate, limit, NET_FAULT_PHASE_ANY };

  ui_test_wait (is_set_cb, &wanted);
}

typedef struct
{
  AttestLabFaultRow *row;
  const char *text;
  gboolean on;
} Shown;

static gboolean
is_shown_cb (gpointer data)
{
  Shown *shown = data;

  return g_strcmp0 (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (shown->row)), shown->text) ==
             0 &&
         adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (shown->row)) == shown->on;
}

static void
wait_for_text (AttestLabFaultRow *row, gboolean on, const char *text)
{
  Shown shown = { row, text, on };

  ui_test_wait (is_shown_cb, &shown);
}

static void
test_switch (Fixture *self, gconstpointer data)
{
  AttestLabFaultRow *row = get_row (self, "tamper-key");

  take_picture (self, "lab.png");
  flip (row, TRUE);
  for (guint i = 0; i < N_GATEWAYS; i++)
    wait_for_setting (self, i, NET_FAULT_TAMPER_KEY, 1, 0);
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
  attest_lab_fault_row_choose (row, ATTEST_LAB_RATE_TENTH);
  wait_for_setting (self, 2, NET_FAULT_TAMPER_KEY, 0.1, 0);
  attest_lab_fault_row_choose (row, ATTEST_LAB_RATE_ONCE);
  wait_for_setting (self, 2, NET_FAULT_TAMPER_KEY, 1, 1);
  attest_lab_fault_row_choose (row, ATTEST_LAB_RATE_HALF);
  wait_for_setting (self, 2, NET_FAULT_TAMPER_KEY, 0.5, 0);
  take_picture (self, "lab-on.png");

  /* Others stay as they are. */
  g_assert_null (net_faults_get (get_faults (self, 0), NET_FAULT_REPLAY));
  flip (row, FALSE);
  for (guint i = 0; i < N_GATEWAYS; i++)
    wait_for_setting (self, i, NET_FAULT_TAMPER_KEY, 0, 0);
}

/* What others switch, and how often it struck. */
static void
test_shown (Fixture *self, gconstpointer data)
{
  const NetFaultSetting setting = { .rate = 1 };

  for (guint i = 1; i < N_GATEWAYS; i++)
    {
      net_faults_set (get_faults (self, i), NET_FAULT_TAMPER_CONTENT, &setting);
      for (guint j = 0; j < 4; j++)
        g_assert_true (net_faults_strike (get_faults (self, i), NET_FAULT_TAMPER_CONTENT,
                                          NET_FAULT_PHASE_CHAT, NULL, NULL));
    }
  wait_for_text (get_row (self, "tamper-content"), TRUE,
                 "tamper-content · 2 of 3 · struck 8 times");
  g_assert_false (
      adw_expander_row_get_expanded (ADW_EXPANDER_ROW (get_row (self, "tamper-content"))));
  attest_lab_page_choose_gateway (self->page, 1);
  wait_for_text (get_row (self, "tamper-content"), TRUE, "tamper-content · struck 4 times");
  attest_lab_page_choose_gateway (self->page, 0);
  wait_for_text (get_row (self, "tamper-content"), FALSE, "tamper-content");
  /* Only the chosen one. */
  flip (get_row (self, "delay"), TRUE);
  wait_for_setting (self, 0, NET_FAULT_DELAY, 1, 0);
  g_assert_null (net_faults_get (get_faults (self, 1), NET_FAULT_DELAY));

  gtk_widget_activate_action (GTK_WIDGET (self->page), "lab.clear-gateways", NULL);
  wait_for_setting (self, 0, NET_FAULT_DELAY, 0, 0);
  g_assert_false (net_faults_is_honest (get_faults (self, 1)));
  attest_lab_page_choose_gateway (self->page, -1);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "lab.clear-gateways", NULL);
  wait_for_setting (self, 1, NET_FAULT_TAMPER_CONTENT, 0, 0);
  g_assert_true (net_faults_is_honest (get_faults (self, 2)));
}

/* What was set to another phase and rate on the command line is shown, and only that which a person
 * changes is changed. */
static void
test_keeps (Fixture *self, gconstpointer data)
{
  const NetFaultSetting setting = { .rate = 0.05, .phase = NET_FAULT_PHASE_CHAT, .parameter = 7 };
  AttestLabFaultRow *row = get_row (self, "delay");
  Wanted wanted = { get_faults (self, 1), NET_FAULT_DELAY, 0.5, 0, NET_FAULT_PHASE_CHAT };

  net_faults_set (get_faults (self, 1), NET_FAULT_DELAY, &setting);
  attest_lab_page_choose_gateway (self->page, 1);
  wait_for_text (row, TRUE, "delay");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (row), "5 %"));
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (row), "While talking"));
  attest_lab_fault_row_choose (row, ATTEST_LAB_RATE_HALF);
  ui_test_wait (is_set_cb, &wanted);
  g_assert_cmpuint (net_faults_get (wanted.faults, NET_FAULT_DELAY)->parameter, ==, 7);
}

typedef struct
{
  NetWsCanister *canister;
  double rate;
} CanisterWanted;

static gboolean
is_slow_cb (gpointer data)
{
  CanisterWanted *wanted = data;

  return net_ws_canister_get_fault (wanted->canister, NET_CANISTER_FAULT_SLOW) == wanted->rate;
}

static gboolean
is_down_cb (gpointer data)
{
  return net_network_is_gateway_down (data, 0);
}

static gboolean
is_up_cb (gpointer data)
{
  return !net_network_is_gateway_down (data, 0);
}

static void
test_canisters (Fixture *self, gconstpointer data)
{
  AttestLabFaultList *list = attest_lab_page_get_canister_faults (self->page);
  AttestLabFaultRow *row = attest_lab_fault_list_get_row (list, "slow");
  CanisterWanted wanted = { net_network_get_nth_canister (self->network, 0, NULL), 1 };

  flip (row, TRUE);
  ui_test_wait (is_slow_cb, &wanted);
  wanted.rate = 0.5;
  attest_lab_fault_row_choose (row, ATTEST_LAB_RATE_HALF);
  ui_test_wait (is_slow_cb, &wanted);
  wanted.rate = 0;
  gtk_widget_activate_action (GTK_WIDGET (self->page), "lab.clear-canister", NULL);
  ui_test_wait (is_slow_cb, &wanted);
  wait_for_text (row, FALSE, "slow");
}

static gboolean
is_unlike_cb (gpointer data)
{
  AttestLabPage *page = data;

  return g_str_equal (attest_lab_page_get_view (page), "error");
}

static gboolean
is_back_cb (gpointer data)
{
  return g_str_equal (attest_lab_page_get_view (data), "switches");
}

static void
test_gone (Fixture *self, gconstpointer data)
{
  net_network_stop (self->network);
  ui_test_wait (is_unlike_cb, self->page);
  g_assert_nonnull (ui_test_find_label (self->window, "The Test Network Does Not Answer"));
  take_picture (self, "lab-gone.png");
  gtk_widget_activate_action (GTK_WIDGET (self->page), "lab.try-again", NULL);
  g_assert_cmpstr (attest_lab_page_get_view (self->page), ==, "loading");
  ui_test_wait (is_unlike_cb, self->page);

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->network);
  set_up_network (self);
  attest_lab_page_set_control_url (self->page, net_network_get_control_url (self->network));
  ui_test_wait (is_back_cb, self->page);
}

static void
test_restart (Fixture *self, gconstpointer data)
{
  attest_lab_page_choose_gateway (self->page, 0);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "lab.restart", NULL);
  ui_test_wait (is_down_cb, self->network);
  ui_test_wait (is_up_cb, self->network);
}

/* The network can say anything. */
static void
test_state (void)
{
  static const char *const BAD[] = {
    "",
    "[]",
    "{",
    "{\"gateways\":1}",
    "{\"gateways\":[1]}",
    "{\"canisters\":[{\"name\":\"../x\"}]}",
    "{\"faults\":[{\"name\":\"a/b\"}]}",
    "{\"faults\":[{\"text\":\"x\"}]}",
    "{\"faults\":[{\"name\":\"x\",\"phases\":1}]}",
    "{\"close_reasons\":7}",
    "{\"faults\":[[[[[[[[[[]]]]]]]]]]}",
  };
  static const char *const ODD =
      "{\"more\":[{}],\"faults\":[{\"name\":\"x\",\"text\":\"a\\u202eb\",\"phases\":[1,\"any\"]}],"
      "\"gateways\":[{\"url\":7,\"sessions\":-1,\"faults\":{\"x\":{\"rate\":99,\"count\":\"n\","
      "\"phase\":\"../../../etc\"},\"y\":[]}}]}";
  g_autoptr (AttestLabState) odd = NULL;
  g_autoptr (GString) many = g_string_new ("{\"gateways\":[{}");
  g_autoptr (GError) error = NULL;
  AttestLabTarget *target;
  AttestLabSetting *setting;

  for (gsize i = 0; i < G_N_ELEMENTS (BAD); i++)
    {
      g_assert_null (attest_lab_state_parse (BAD[i], strlen (BAD[i]), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_clear_error (&error);
    }
  for (guint i = 0; i < ATTEST_LAB_MAX_TARGETS; i++)
    g_string_append (many, ",{}");
  g_string_append (many, "]}");
  g_assert_null (attest_lab_state_parse (many->str, many->len, NULL));

  odd = attest_lab_state_parse (ODD, strlen (ODD), &error);
  g_assert_no_error (error);
  target = g_ptr_array_index (odd->gateways, 0);
  setting = &g_array_index (target->settings, AttestLabSetting, 0);
  g_assert_cmpfloat (setting->rate, ==, 1);
  g_assert_cmpuint (setting->count, ==, 0);
  g_assert_cmpstr (setting->phase, ==, "");
  g_assert_cmpuint (target->n_clients, ==, 0);
  g_assert_null (strstr (((AttestLabFault *)g_ptr_array_index (odd->faults, 0))->text, "\u202e"));
}

static void
test_loopback (void)
{
  static const char *const GOOD[] = { "http://127.0.0.1:1", "http://127.0.0.1:1/",
                                      "http://localhost:80", "http://[::1]:9" };
  static const char *const BAD[] = { NULL,
                                     "",
                                     "127.0.0.1",
                                     "https://127.0.0.1:1",
                                     "http://127.0.0.1.example:1",
                                     "http://10.0.0.1",
                                     "http://x@127.0.0.1:1",
                                     "http://127.0.0.1@example/",
                                     "file:///etc/passwd" };

  for (gsize i = 0; i < G_N_ELEMENTS (GOOD); i++)
    g_assert_true (attest_lab_client_is_loopback (GOOD[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (BAD); i++)
    g_assert_false (attest_lab_client_is_loopback (BAD[i]));
}

static void
test_requests (void)
{
  AttestLabSetting setting = { .rate = 0.5, .parameter = 3, .limit = 1, .phase = "chat" };
  g_autofree char *body = attest_lab_request_setting (&setting);

  g_assert_cmpstr (body, ==, "{\"rate\":0.5,\"phase\":\"chat\",\"parameter\":3,\"limit\":1}");
  setting.rate = 0;
  g_assert_null (attest_lab_request_setting (&setting));
}

/* What attest-network says of itself becomes a profile with all gateways, and switches on this machine
 * alone. */
static void
test_network_file (Fixture *self, gconstpointer data)
{
  static const char *const BAD[] = {
    "{\"gateways\":[]}",
    "{\"gateways\":7}",
    "{\"gateways\":[7]}",
    "{\"gateways\":[{\"url\":\"http://x\"}]}",
    "{\"gateways\":[{\"url\":\"ws://127.0.0.1:1\"},{\"principal\":\"x\"}]}",
  };
  static const char *const FOREIGN = "{\"control_url\":\"http://10.0.0.1:1\"}";
  g_autofree char *json = net_network_describe (self->network);
  g_autofree char *path = NULL;
  g_autofree char *control = NULL;
  g_autoptr (ChatProfile) profile = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("attest-network-XXXXXX", &path, &error);

  g_assert_no_error (error);
  close (fd);
  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  profile = attest_network_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (profile->gateways), ==, N_GATEWAYS);
  g_assert_cmpstr (profile->gateway_url, ==, net_network_get_gateway_url (self->network));
  for (guint i = 0; i < N_GATEWAYS; i++)
    g_assert_cmpstr (profile->gateways[i], ==,
                     net_gateway_get_url (net_network_get_nth_gateway (self->network, i)));
  control = attest_network_file_load_control_url (path);
  g_assert_cmpstr (control, ==, net_network_get_control_url (self->network));

  for (gsize i = 0; i < G_N_ELEMENTS (BAD); i++)
    {
      g_assert_null (attest_network_file_parse (BAD[i], -1, &error));
      g_assert_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE);
      g_clear_error (&error);
    }
  g_assert_true (g_file_set_contents (path, FOREIGN, -1, NULL));
  g_assert_null (attest_network_file_load_control_url (path));
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  const char *scale = g_getenv ("ATTEST_TEXT_SCALE");

  ui_test_init (&argc, &argv);
  if (scale != NULL)
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                  (int)(96 * 1024 * g_ascii_strtod (scale, NULL)), NULL);
  g_test_add_func ("/ui/lab/state", test_state);
  g_test_add_func ("/ui/lab/loopback", test_loopback);
  g_test_add_func ("/ui/lab/requests", test_requests);
#define ADD(name, func) g_test_add ("/ui/lab/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("switch", test_switch);
  ADD ("shown", test_shown);
  ADD ("keeps", test_keeps);
  ADD ("canisters", test_canisters);
  ADD ("restart", test_restart);
  ADD ("gone", test_gone);
  ADD ("network-file", test_network_file);
#undef ADD
  return g_test_run ();
}
