/* SPDX-License-Identifier: MIT */
/* attest-probe --watch: lines, faults that are switched on meanwhile, exit codes.
 * test-probe-watch ATTEST-NETWORK ATTEST-PROBE */
#include "config.h"

#include <signal.h>

#include "probe-test-util.h"

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

typedef struct
{
  GSubprocess *process;
  GDataInputStream *lines;
} Watching;

static Watching
watch (const char *const *arguments)
{
  Watching watching = { .process = probe_test_spawn (arguments) };

  watching.lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (watching.process));
  return watching;
}

/* (transfer full) (nullable): the next line; none any more. It waits: lines must come by themselves. */
static char *
read_text (Watching *watching)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line_utf8 (watching->lines, NULL, NULL, &error);

  g_assert_no_error (error);
  return line;
}

static JsonNode *
read_line (Watching *watching)
{
  g_autofree char *line = read_text (watching);
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  if (line == NULL)
    return NULL;
  node = json_from_string (line, &error);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  return node;
}

/* Reads on until a line has this member. (transfer full) */
static JsonNode *
read_until (Watching *watching, const char *name, const char *value)
{
  JsonNode *node;

  while ((node = read_line (watching)) != NULL)
    {
      if (g_strcmp0 (probe_test_string (json_node_get_object (node), name), value) == 0)
        return node;
      json_node_unref (node);
    }
  g_error ("no line with %s %s", name, value);
}

/* Reads what is left, checks that the last line says so, too. */
static void
expect_end (Watching *watching, int exit_code)
{
  g_autoptr (JsonNode) end = read_until (watching, "event", "end");
  g_autofree char *rest = read_text (watching);

  g_assert_null (rest);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (end), "exit_code"), ==,
                   exit_code);
  g_assert_cmpint (probe_test_wait (watching->process), ==, exit_code);
  g_clear_object (&watching->lines);
  g_clear_object (&watching->process);
}

static void
skip_until (Watching *watching, const char *name, const char *value)
{
  json_node_unref (read_until (watching, name, value));
}

static void
test_verified (ProbeTest *self, gconstpointer data)
{
  static const char *const MEMBERS[] = { "time",   "since",   "way",      "gateway_url",
                                         "act",    "culprit", "incident", "last_proof_age_ms",
                                         "figures" };
  Watching watching = watch (ARGS ("--network", self->replica_url, "--gateway", self->gateways[0],
                                   "--watch", "--interval=1"));
  g_autoptr (JsonNode) first = read_line (&watching);
  g_autoptr (JsonNode) verified = read_until (&watching, "health", "verified");
  g_autoptr (JsonNode) later = read_until (&watching, "event", "interval");
  JsonObject *line = json_node_get_object (later);

  g_assert_cmpstr (probe_test_string (json_node_get_object (first), "event"), ==, "health");
  g_assert_cmpstr (probe_test_string (json_node_get_object (first), "health"), ==, "checking");
  g_assert_cmpstr (probe_test_string (json_node_get_object (verified), "event"), ==, "health");
  for (guint i = 0; i < G_N_ELEMENTS (MEMBERS); i++)
    g_assert_true (json_object_has_member (line, MEMBERS[i]));
  g_assert_cmpstr (probe_test_string (line, "health"), ==, "verified");
  g_assert_cmpint (json_object_get_int_member (line, "last_proof_age_ms"), >=, 0);
  g_assert_cmpint (json_object_get_int_member (line, "latency_worst_us"), >=,
                   json_object_get_int_member (line, "latency_median_us"));
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (line, "figures"),
                                               "messages_verified"),
                   >, 0);
  g_subprocess_send_signal (watching.process, SIGTERM);
  expect_end (&watching, 0);
}

/* A gateway that begins to lie while it is watched, and the way on. */
static void
test_lie (ProbeTest *self, gconstpointer data)
{
  Watching watching = watch (ARGS ("--network", self->replica_url, "--gateway", self->gateways[0],
                                   "--gateway", self->gateways[1], "--ack-interval-ms=1000",
                                   "--watch", "--with-evidence"));
  g_autoptr (JsonNode) caught = NULL;
  g_autoptr (JsonNode) verified = NULL;
  JsonObject *line;

  skip_until (&watching, "health", "verified");
  /* The next acknowledgement is the occasion. */
  probe_test_control (self, "PUT", "/gateways/0/faults/tamper-content", "{}");
  caught = read_until (&watching, "event", "verdict");
  line = json_node_get_object (caught);
  g_assert_cmpstr (probe_test_string (line, "act"), ==, "tampered");
  g_assert_cmpstr (probe_test_string (line, "culprit"), ==, "gateway");
  g_assert_cmpstr (probe_test_string (line, "certainty"), ==, "proved");
  line = json_object_get_object_member (line, "verdict");
  g_assert_cmpstr (probe_test_string (line, "gateway"), ==, self->gateways[0]);
  g_assert_nonnull (probe_test_string (line, "frame"));
  skip_until (&watching, "health", "integrity-failure");
  verified = read_until (&watching, "health", "verified");
  line = json_node_get_object (verified);
  g_assert_cmpstr (probe_test_string (line, "gateway_url"), ==, self->gateways[1]);
  g_assert_null (probe_test_string (line, "act"));
  g_assert_cmpstr (probe_test_string (json_object_get_object_member (line, "incident"), "act"), ==,
                   "tampered");
  g_subprocess_send_signal (watching.process, SIGINT);
  expect_end (&watching, 3);
}

/* A gateway that dies is no lie, and the trouble passes. */
static void
test_passing_trouble (ProbeTest *self, gconstpointer data)
{
  Watching watching = watch (ARGS ("--network", self->replica_url, "--gateway", self->gateways[0],
                                   "--gateway", self->gateways[1], "--watch"));
  g_autoptr (JsonNode) lost = NULL;

  skip_until (&watching, "health", "verified");
  probe_test_control (self, "POST", "/gateways/0/restart", "{\"down_ms\": 60000}");
  lost = read_until (&watching, "event", "verdict");
  g_assert_cmpstr (probe_test_string (json_node_get_object (lost), "act"), ==, "gateway-restarted");
  skip_until (&watching, "health", "verified");
  g_subprocess_send_signal (watching.process, SIGTERM);
  expect_end (&watching, 0);
}

static void
test_unreachable (ProbeTest *self, gconstpointer data)
{
  Watching watching = watch (
      ARGS ("--network", self->replica_url, "--gateway", self->gateways[0], "--watch", "--for=1"));

  skip_until (&watching, "act", "gateway-unreachable");
  expect_end (&watching, 2);
}

static void
test_refused (ProbeTest *self, gconstpointer data)
{
  Watching watching = watch (ARGS ("--network", self->replica_url, "--direct=always", "--watch"));

  skip_until (&watching, "health", "refused");
  g_subprocess_send_signal (watching.process, SIGTERM);
  expect_end (&watching, 1);
}

static void
test_never_verified (ProbeTest *self, gconstpointer data)
{
  Watching watching = watch (
      ARGS ("--network", self->replica_url, "--gateway", self->gateways[0], "--watch", "--for=1"));

  expect_end (&watching, 4);
}

static void
test_direct (ProbeTest *self, gconstpointer data)
{
  Watching watching = watch (ARGS ("--network", self->replica_url, "--direct=always", "--watch"));
  g_autoptr (JsonNode) verified = read_until (&watching, "health", "verified");

  g_assert_cmpstr (probe_test_string (json_node_get_object (verified), "way"), ==, "direct");
  g_assert_cmpint (probe_test_count_clients (self), ==, 1);
  g_subprocess_send_signal (watching.process, SIGTERM);
  expect_end (&watching, 0);
  g_assert_cmpint (probe_test_count_clients (self), ==, 0);
}

/* Nobody reads any more: it ends, without a word to write. */
static void
test_reader_gone (ProbeTest *self, gconstpointer data)
{
  Watching watching = watch (ARGS ("--network", self->replica_url, "--gateway", self->gateways[0],
                                   "--watch", "--interval=3600"));
  g_autoptr (GError) error = NULL;

  skip_until (&watching, "health", "verified");
  g_input_stream_close (G_INPUT_STREAM (watching.lines), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (probe_test_wait (watching.process), ==, 0);
  g_object_unref (watching.lines);
  g_object_unref (watching.process);
}

static void
test_text (ProbeTest *self, gconstpointer data)
{
  Watching watching = watch (
      ARGS ("--network", self->replica_url, "--gateway", self->gateways[0], "--watch", "--text"));
  g_autoptr (GString) all = g_string_new (NULL);
  gboolean told = FALSE;
  char *line;

  while ((line = read_text (&watching)) != NULL)
    {
      /* The last one comes because it was told to end. */
      if (!told && strstr (line, "tampered by gateway, proved: ") != NULL)
        {
          told = TRUE;
          g_subprocess_send_signal (watching.process, SIGTERM);
        }
      g_string_append_printf (all, "%s\n", line);
      g_free (line);
    }
  g_assert_true (told);
  g_assert_nonnull (strstr (all->str, "  checking for 0 s, 0 messages verified"));
  g_assert_nonnull (strstr (all->str, "exit code 3\n"));
  g_assert_cmpint (probe_test_wait (watching.process), ==, 3);
  g_object_unref (watching.lines);
  g_object_unref (watching.process);
}

#define ADD(path, arguments, func)                                                                 \
  g_test_add ("/probe/watch/" path, ProbeTest, arguments, probe_test_set_up, func,                 \
              probe_test_tear_down)

int
main (int argc, char **argv)
{
  static const char *const QUICK[] = { "--ack-interval-ms=1000", NULL };
  static const char *const TAMPER[] = { "--fault=0:tamper-content", NULL };
  static const char *const REFUSE[] = { "--fault=0:refuse", NULL };
  static const char *const OPEN_ERR[] = { "--canister-fault=group_chat:open-err", NULL };
  static const char *const WITHHOLD[] = { "--fault=0:withhold-open", NULL };

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  probe_test_network_program = argv[1];
  probe_test_program = argv[2];
  ADD ("verified", NULL, test_verified);
  ADD ("lie", QUICK, test_lie);
  ADD ("passing-trouble", NULL, test_passing_trouble);
  ADD ("unreachable", REFUSE, test_unreachable);
  ADD ("refused", OPEN_ERR, test_refused);
  ADD ("never-verified", WITHHOLD, test_never_verified);
  ADD ("direct", NULL, test_direct);
  ADD ("reader-gone", NULL, test_reader_gone);
  ADD ("text", TAMPER, test_text);
  return g_test_run ();
}
