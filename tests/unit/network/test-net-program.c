/* SPDX-License-Identifier: MIT */
/* The program attest-network: starts, says where it listens, stops when told. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
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

static void
run_to_end (const char *argument, int expected_status, char **out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess)
      process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                                  &error, program, argument, NULL);
  g_autofree char *stderr_text = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, out, &stderr_text, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, expected_status);
}

static void
test_version (Fixture *self, gconstpointer data)
{
  g_autofree char *out = NULL;

  run_to_end ("--version", 0, &out);
  g_assert_cmpstr (out, ==, "attest-network " ATTEST_VERSION "\n");
}

static void
test_bad_arguments (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *argument;
    int status;
  } CASES[] = {
    { "--nonsense", 2 },           { "nonsense", 2 },
    { "--replica-port=70000", 1 }, { "--poll-interval-ms=-1", 1 },
    { "--ack-interval-ms=0", 1 },  { "--tls-certificate=/nonexistent", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    run_to_end (CASES[i].argument, CASES[i].status, NULL);
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

static GSubprocess *
start (Fixture *self, const char *seed)
{
  g_autofree char *ready = g_strconcat ("--ready-file=", self->ready_file, NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program,
                                           "--replica-port=0", "--gateway-port=0", ready, seed,
                                           NULL);

  g_assert_no_error (error);
  return process;
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
  ADD ("start-and-stop", test_start_and_stop);
  ADD ("fresh-keys", test_fresh_keys);
  return g_test_run ();
}
