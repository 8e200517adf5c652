/* SPDX-License-Identifier: MIT */
/* The program attest-network: starts, says where it listens, stops when told. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>

static const char *program;

typedef struct
{
  char *folder;
  char *ready_file;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("net-program-XXXXXX", &error);
  g_assert_no_error (error);
  self->ready_file = g_build_filename (self->folder, "ready.json", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_remove (self->ready_file);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->ready_file);
  g_free (self->folder);
}

/* @said (nullable): a pattern of what it says on standard error. With any ports, if it should listen. */
static void
run_to_end (const char *argument, int expected_status, char **out, const char *said)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, program,
      "--replica-port=0", "--gateway-port=0", argument, NULL);
  g_autofree char *stderr_text = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, out, &stderr_text, &error);
  if (said != NULL && !g_pattern_match_simple (said, stderr_text))
    g_error ("%s is not %s", stderr_text, said);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, expected_status);
}

static void
test_version (Fixture *self, gconstpointer data)
{
  g_autofree char *out = NULL;

  run_to_end ("--version", 0, &out, NULL);
  g_assert_true (g_str_has_prefix (out, "attest-network " ATTEST_VERSION));
}

static void
test_bad_arguments (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *argument;
    int status;
    const char *said;
  } CASES[] = {
    { "--nonsense", 2, "attest-network: *--nonsense*" },
    { "nonsense", 2, "attest-network: *nonsense*" },
    { "--replica-port=70000", 1, "*--replica-port must be from 0 to 65535*" },
    { "--poll-interval-ms=-1", 1, "*--poll-interval-ms must be *" },
    { "--ack-interval-ms=0", 1, NULL },
    { "--tls-certificate=/nonexistent", 1, NULL },
    { "--gateways=0", 1, "*--gateways must be from 1 to 64*" },
    { "--gateways=65", 1, "*--gateways must be from 1 to 64*" },
    { "--control-port=-1", 1, "*--control-port must be *" },
    { "--fault=dropp", 1, "*--fault*dropp*" },
    { "--fault=drop:2", 1, "*--fault*rate*" },
    { "--fault=drop:1:never", 1, "*--fault*phase*" },
    { "--fault=drop:1:chat:-1", 1, "*--fault*parameter*" },
    { "--fault=1:drop", 1, "*--fault 1:drop: there are the gateways 0 to 0*" },
    { "--fault=all:", 1, "*--fault*" },
    { "--canister-fault=slow", 1, "*--canister-fault slow: *group_chat, ping_pong_motoko, *" },
    { "--canister-fault=chat:slow", 1, "*--canister-fault chat:slow: *group_chat*" },
    { "--canister-fault=group_chat:drop", 1, "*--canister-fault*drop*" },
    { "--canister-fault=group_chat:slow:2", 1, "*--canister-fault*rate*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    run_to_end (CASES[i].argument, CASES[i].status, NULL, CASES[i].said);
}

static void
test_list_faults (Fixture *self, gconstpointer data)
{
  static const char *const PARTS[] = { "  tamper-content  ", "  restart  ", "handshake open chat",
                                       "  out-of-cycles  ", "--canister-fault" };
  g_autofree char *out = NULL;

  run_to_end ("--list-faults", 0, &out, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (PARTS); i++)
    if (strstr (out, PARTS[i]) == NULL)
      g_error ("%s is not in %s", PARTS[i], out);
}

static void
on_changed (
    GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  g_main_loop_quit (data);
}

static void
on_ended (GObject *object, GAsyncResult *result, gpointer data)
{
  g_main_loop_quit (data);
}

static JsonNode *
wait_ready (Fixture *self, GSubprocess *process)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);
  g_autoptr (GFileMonitor)
      monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  g_signal_connect (monitor, "changed", G_CALLBACK (on_changed), loop);
  g_subprocess_wait_async (process, cancellable, on_ended, loop);
  while (!g_file_test (self->ready_file, G_FILE_TEST_EXISTS) &&
         g_subprocess_get_identifier (process) != NULL)
    g_main_loop_run (loop);
  g_cancellable_cancel (cancellable);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  /* The file appears whole, by a rename. */
  {
    g_autofree char *text = NULL;

    g_file_get_contents (self->ready_file, &text, NULL, &error);
    g_assert_no_error (error);
    node = json_from_string (text, &error);
    g_assert_no_error (error);
  }
  return node;
}

/* @arguments (nullable): NULL-terminated. */
static GSubprocess *
start_with (Fixture *self, const char *const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *ready = g_strconcat ("--ready-file=", self->ready_file, NULL);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_strv_builder_add_many (builder, program, "--replica-port=0", "--gateway-port=0", ready, NULL);
  if (arguments != NULL)
    g_strv_builder_addv (builder, (const char **)arguments);
  argv = g_strv_builder_end (builder);
  process = g_subprocess_newv ((const char *const *)argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                               &error);
  g_assert_no_error (error);
  return process;
}

static GSubprocess *
start (Fixture *self, const char *seed)
{
  return start_with (self, (const char *const[]){ seed, NULL });
}

static void
stop (GSubprocess *process, int signal_number)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (process, signal_number);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_start_and_stop (Fixture *self, gconstpointer data)
{
  static const int SIGNALS[] = { SIGTERM, SIGINT };
  static const char *const NAMES[] = { "replica_url", "gateway_url", "gateway_principal" };
  char *keys[2] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (SIGNALS); i++)
    {
      g_autoptr (GSubprocess) process = start (self, "--seed=7");
      g_autoptr (JsonNode) node = wait_ready (self, process);
      JsonObject *object = json_node_get_object (node);

      for (guint n = 0; n < G_N_ELEMENTS (NAMES); n++)
        g_assert_nonnull (json_object_get_string_member_with_default (object, NAMES[n], NULL));
      g_assert_cmpstr (json_object_get_string_member_with_default (
                           json_object_get_object_member (object, "canisters"), "group_chat", NULL),
                       ==, "kio63-vyaaa-aaaal-qcd6q-cai");
      keys[i] = g_strdup (json_object_get_string_member (object, "root_key"));
      stop (process, SIGNALS[i]);
      g_remove (self->ready_file);
    }
  g_assert_cmpstr (keys[0], ==, keys[1]); /* the same seed */
  g_free (keys[0]);
  g_free (keys[1]);
}

static void
test_fresh_keys (Fixture *self, gconstpointer data)
{
  g_autofree char *first = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GSubprocess) process = start (self, NULL);
      g_autoptr (JsonNode) node = wait_ready (self, process);
      const char *key = json_object_get_string_member (json_node_get_object (node), "root_key");

      g_assert_cmpstr (first, !=, key);
      g_free (first);
      first = g_strdup (key);
      stop (process, SIGTERM);
      g_remove (self->ready_file);
    }
}

/* The state of the switches, as the program tells it over HTTP. (transfer full) */
static JsonNode *
get_state (const char *control_url)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (control_url, "/", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read (session, message, NULL, &error);
  g_autofree char *text = NULL;
  JsonNode *node;

  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  return node;
}

static double
get_rate (JsonObject *state, const char *list, guint i, const char *fault)
{
  JsonObject *object = json_array_get_object_element (json_object_get_array_member (state, list),
                                                      i);

  return json_object_get_double_member (
      json_object_get_object_member (json_object_get_object_member (object, "faults"), fault),
      "rate");
}

static void
test_faults (Fixture *self, gconstpointer data)
{
  static const char *const ARGUMENTS[] = { "--gateways=3",
                                           "--fault=drop:0.25",
                                           "--fault=2:drop:0.5:chat",
                                           "--fault=all:replay",
                                           "--canister-fault=ping_pong_rust:slow:0.125:500",
                                           "--ack-interval-ms=2000",
                                           NULL };
  static const double DROP_RATES[] = { 0.25, 0, 0.5 };
  g_autoptr (GSubprocess) process = start_with (self, ARGUMENTS);
  g_autoptr (JsonNode) node = wait_ready (self, process);
  JsonObject *ready = json_node_get_object (node);
  JsonArray *gateways = json_object_get_array_member (ready, "gateways");
  g_autoptr (JsonNode) state_node = NULL;
  JsonObject *state;

  g_assert_cmpint (json_object_get_int_member (ready, "ack_interval_ms"), ==, 2000);
  g_assert_cmpint (json_object_get_int_member (ready, "keep_alive_timeout_ms"), ==, 1600);
  g_assert_cmpuint (json_array_get_length (gateways), ==, 3);
  g_assert_cmpstr (
      json_object_get_string_member (json_array_get_object_element (gateways, 0), "url"), ==,
      json_object_get_string_member (ready, "gateway_url"));
  g_assert_cmpstr (
      json_object_get_string_member (json_array_get_object_element (gateways, 0), "principal"), ==,
      json_object_get_string_member (ready, "gateway_principal"));

  state_node = get_state (json_object_get_string_member (ready, "control_url"));
  state = json_node_get_object (state_node);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpfloat (get_rate (state, "gateways", i, "drop"), ==, DROP_RATES[i]);
      g_assert_cmpfloat (get_rate (state, "gateways", i, "replay"), ==, 1);
      g_assert_cmpfloat (get_rate (state, "canisters", i, "slow"), ==, i == 2 ? 0.125 : 0);
    }
  stop (process, SIGTERM);
}

static void
test_no_control (Fixture *self, gconstpointer data)
{
  g_autoptr (GSubprocess) process = start (self, "--no-control");
  g_autoptr (JsonNode) node = wait_ready (self, process);

  g_assert_false (json_object_has_member (json_node_get_object (node), "control_url"));
  stop (process, SIGTERM);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/network/program/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  ADD ("version", test_version);
  ADD ("bad-arguments", test_bad_arguments);
  ADD ("list-faults", test_list_faults);
  ADD ("faults", test_faults);
  ADD ("no-control", test_no_control);
  ADD ("start-and-stop", test_start_and_stop);
  ADD ("fresh-keys", test_fresh_keys);
  return g_test_run ();
}
