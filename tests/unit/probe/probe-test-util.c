/* SPDX-License-Identifier: MIT */
#include "probe-test-util.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <signal.h>

const char *probe_test_network_program;
const char *probe_test_program;

static void
on_changed (
    GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  g_main_loop_quit (data);
}

static void
wait_ready (ProbeTest *self)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);
  g_autoptr (GFileMonitor)
      monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);

  g_signal_connect (monitor, "changed", G_CALLBACK (on_changed), loop);
  /* The file appears whole, by a rename. */
  while (!g_file_test (self->ready_file, G_FILE_TEST_EXISTS))
    g_main_loop_run (loop);
}

static void
read_ready_file (ProbeTest *self)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  JsonArray *gateways;

  json_parser_load_from_file (parser, self->ready_file, &error);
  g_assert_no_error (error);
  object = json_node_get_object (json_parser_get_root (parser));
  self->replica_url = g_strdup (json_object_get_string_member (object, "replica_url"));
  self->control_url = g_strdup (json_object_get_string_member (object, "control_url"));
  gateways = json_object_get_array_member (object, "gateways");
  for (guint i = 0; i < G_N_ELEMENTS (self->gateways); i++)
    self->gateways[i] = g_strdup (
        json_object_get_string_member (json_array_get_object_element (gateways, i), "url"));
}

void
probe_test_set_up (ProbeTest *self, gconstpointer data)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *ready = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("probe-XXXXXX", &error);
  g_assert_no_error (error);
  self->ready_file = g_build_filename (self->folder, "ready.json", NULL);
  ready = g_strconcat ("--ready-file=", self->ready_file, NULL);
  g_strv_builder_add_many (builder, probe_test_network_program, "--replica-port=0",
                           "--gateway-port=0", "--gateways=2", ready, NULL);
  if (data != NULL)
    g_strv_builder_addv (builder, (const char **)data);
  argv = g_strv_builder_end (builder);
  self->network = g_subprocess_newv ((const char *const *)argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                                     &error);
  g_assert_no_error (error);
  wait_ready (self);
  read_ready_file (self);
}

void
probe_test_tear_down (ProbeTest *self, gconstpointer data)
{
  g_subprocess_send_signal (self->network, SIGTERM);
  g_assert_cmpint (probe_test_wait (self->network), ==, 0);
  g_clear_object (&self->network);
  g_remove (self->ready_file);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (self->gateways); i++)
    g_free (self->gateways[i]);
  g_free (self->control_url);
  g_free (self->replica_url);
  g_free (self->ready_file);
  g_free (self->folder);
}

/* (transfer full): the state after it */
static JsonNode *
control (ProbeTest *self, const char *method, const char *path, const char *body)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (self->control_url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GBytes) sent = body ? g_bytes_new_static (body, strlen (body)) : NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  if (sent != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", sent);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  return node;
}

void
probe_test_control (ProbeTest *self, const char *method, const char *path, const char *body)
{
  json_node_unref (control (self, method, path, body));
}

int
probe_test_count_clients (ProbeTest *self)
{
  g_autoptr (JsonNode) state = control (self, "GET", "/", NULL);
  JsonArray *canisters = json_object_get_array_member (json_node_get_object (state), "canisters");

  for (guint i = 0; i < json_array_get_length (canisters); i++)
    {
      JsonObject *canister = json_array_get_object_element (canisters, i);

      if (g_strcmp0 (json_object_get_string_member (canister, "name"), "group_chat") == 0)
        return (int)json_object_get_int_member (canister, "clients");
    }
  g_assert_not_reached ();
}

static GSubprocess *
spawn (GSubprocessFlags flags, const char *more, const char *const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_strv_builder_add (builder, probe_test_program);
  g_strv_builder_addv (builder, (const char **)arguments);
  if (more != NULL)
    g_strv_builder_add (builder, more);
  argv = g_strv_builder_end (builder);
  process = g_subprocess_newv ((const char *const *)argv, flags, &error);
  g_assert_no_error (error);
  return process;
}

GSubprocess *
probe_test_spawn (const char *const *arguments)
{
  return spawn (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, arguments);
}

int
probe_test_wait (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static char *
run (int exit_code, char **err, const char *more, const char *const *arguments)
{
  g_autoptr (GSubprocess) process = spawn (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, more, arguments);
  g_autofree char *err_text = NULL;
  g_autoptr (GError) error = NULL;
  char *out = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err_text, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  if (g_subprocess_get_exit_status (process) != exit_code)
    g_error ("exit code %d instead of %d: %s%s", g_subprocess_get_exit_status (process), exit_code,
             out, err_text);
  if (err != NULL)
    *err = g_steal_pointer (&err_text);
  return out;
}

char *
probe_test_run (int exit_code, char **err, const char *const *arguments)
{
  return run (exit_code, err, NULL, arguments);
}

JsonNode *
probe_test_report (int exit_code, const char *const *arguments)
{
  g_autofree char *out = run (exit_code, NULL, "--json", arguments);
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (out, &error);

  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  return node;
}

const char *
probe_test_string (JsonObject *object, const char *name)
{
  g_assert_true (json_object_has_member (object, name));
  return json_object_get_null_member (object, name) ? NULL
                                                    : json_object_get_string_member (object, name);
}
