/* SPDX-License-Identifier: MIT */
/* The program attest-probe against a local network, honest and not: reports and exit codes.
 * test-probe ATTEST-NETWORK ATTEST-PROBE */
#include "config.h"

#include "probe-test-util.h"

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static JsonObject *
get_object (JsonNode *node)
{
  return json_node_get_object (node);
}

static void
assert_blame (JsonNode *report, const char *act, const char *culprit, const char *certainty)
{
  g_assert_cmpstr (probe_test_string (get_object (report), "act"), ==, act);
  g_assert_cmpstr (probe_test_string (get_object (report), "culprit"), ==, culprit);
  g_assert_cmpstr (probe_test_string (get_object (report), "certainty"), ==, certainty);
}

static JsonObject *
get_nth (JsonNode *report, const char *list, guint i)
{
  JsonArray *array = json_object_get_array_member (get_object (report), list);

  g_assert_cmpuint (json_array_get_length (array), >, i);
  return json_array_get_object_element (array, i);
}

static guint
count (JsonNode *report, const char *list)
{
  return json_array_get_length (json_object_get_array_member (get_object (report), list));
}

static void
test_verified (ProbeTest *self, gconstpointer data)
{
  g_autofree char *file = g_strconcat ("--network-file=", self->ready_file, NULL);
  g_autoptr (JsonNode) report = probe_test_report (0, ARGS (file, "--say=Grüße", "--ledger"));
  JsonObject *object = get_object (report);
  gboolean said = FALSE;

  g_assert_cmpstr (probe_test_string (object, "verdict"), ==, "verified");
  g_assert_cmpstr (probe_test_string (object, "health"), ==, "verified");
  g_assert_cmpstr (probe_test_string (object, "way"), ==, "gateway");
  g_assert_cmpstr (probe_test_string (object, "gateway_url"), ==, self->gateways[0]);
  assert_blame (report, NULL, NULL, NULL);
  g_assert_true (json_object_get_null_member (object, "error"));
  g_assert_true (json_object_get_null_member (object, "incident"));
  g_assert_cmpuint (count (report, "verdicts"), ==, 0);
  g_assert_cmpuint (count (report, "gateways"), ==, 1);
  g_assert_cmpstr (probe_test_string (get_nth (report, "gateways", 0), "state"), ==, "good");
  g_assert_cmpuint (count (report, "ledger"), >, 0);
  for (guint i = 0; i < count (report, "messages"); i++)
    {
      JsonObject *message = get_nth (report, "messages", i);

      if (g_strcmp0 (probe_test_string (message, "text"), "Grüße") != 0)
        continue;
      said = TRUE;
      g_assert_true (json_object_get_boolean_member (message, "own"));
      g_assert_true (json_object_get_boolean_member (message, "verified"));
      g_assert_cmpstr (probe_test_string (message, "delivery"), ==, "accepted");
    }
  g_assert_true (said);
}

static void
test_conversation (ProbeTest *self, gconstpointer data)
{
  g_autofree char *out = probe_test_run (0, NULL,
                                         ARGS ("--network", self->replica_url, "--gateway",
                                               self->gateways[0], "--say=Hello\033[2J",
                                               "--name=Ada"));

  /* What was said is shown, and a terminal does not obey it. */
  g_assert_nonnull (strstr (out, "Ada (me): Hello\357\277\275[2J\n"));
  g_assert_nonnull (strstr (out, "* Ada joined\n"));
  g_assert_nonnull (strstr (out, "-- verified: "));
  g_assert_null (strchr (out, '\033'));
}

static void
test_tampered (ProbeTest *self, gconstpointer data)
{
  const char *const *arguments = ARGS ("--network", self->replica_url, "--gateway",
                                       self->gateways[0]);
  g_autoptr (JsonNode) report = probe_test_report (3, arguments);
  JsonObject *object = get_object (report);

  g_assert_cmpstr (probe_test_string (object, "verdict"), ==, "integrity-failure");
  g_assert_cmpstr (probe_test_string (object, "health"), ==, "integrity-failure");
  assert_blame (report, "tampered", "gateway", "proved");
  g_assert_cmpstr (probe_test_string (object, "response"), ==, "quarantine");
  g_assert_cmpstr (probe_test_string (json_object_get_object_member (object, "error"), "id"), ==,
                   "tampered-content");
  g_assert_cmpstr (probe_test_string (json_object_get_object_member (object, "incident"), "act"),
                   ==, "tampered");
  g_assert_cmpuint (count (report, "verdicts"), ==, 1);
  g_assert_false (json_object_has_member (get_nth (report, "verdicts", 0), "frame"));
  g_assert_cmpstr (probe_test_string (get_nth (report, "gateways", 0), "quarantined_for"), ==,
                   "tampered");
}

static void
test_evidence (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode) report = probe_test_report (
      3, ARGS ("--network", self->replica_url, "--gateway", self->gateways[0], "--with-evidence"));
  const char *frame = probe_test_string (get_nth (report, "verdicts", 0), "frame");

  g_assert_cmpuint (strlen (frame), >, 100);
  g_assert_cmpuint (strspn (frame, "0123456789abcdef"), ==, strlen (frame));
}

/* Another gateway is found, and the exit code tells of the first one all the same. */
static void
test_failover (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode) report = probe_test_report (
      3, ARGS ("--network", self->replica_url, "--gateway", self->gateways[0], "--gateway",
               self->gateways[1], "--say=still here"));
  JsonObject *object = get_object (report);

  g_assert_cmpstr (probe_test_string (object, "health"), ==, "verified");
  g_assert_cmpstr (probe_test_string (object, "gateway_url"), ==, self->gateways[1]);
  assert_blame (report, "tampered", "gateway", "proved");
  g_assert_true (json_object_get_null_member (object, "error"));
  g_assert_cmpstr (probe_test_string (get_nth (report, "gateways", 0), "state"), ==, "quarantined");
  g_assert_cmpstr (probe_test_string (get_nth (report, "gateways", 1), "state"), ==, "good");
}

static void
test_no_failover (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode) report = probe_test_report (
      3, ARGS ("--network", self->replica_url, "--gateway", self->gateways[0], "--gateway",
               self->gateways[1], "--no-failover"));

  g_assert_cmpuint (count (report, "gateways"), ==, 1);
  g_assert_cmpstr (probe_test_string (get_object (report), "health"), ==, "integrity-failure");
}

/* The Internet Computer is asked before the gateway is blamed. */
static void
test_unreachable (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode) report = probe_test_report (
      2, ARGS ("--network", self->replica_url, "--gateway", self->gateways[0]));
  JsonObject *diagnosis;

  assert_blame (report, "gateway-unreachable", "network", "suspected");
  g_assert_false (json_object_get_null_member (get_object (report), "diagnosis"));
  diagnosis = json_object_get_object_member (get_object (report), "diagnosis");
  g_assert_true (json_object_get_boolean_member (diagnosis, "reachable"));
  g_assert_false (json_object_get_boolean_member (diagnosis, "clock_wrong"));
  g_assert_cmpstr (probe_test_string (diagnosis, "canister"), ==, "present");
}

/* Every gateway is tried, then it ends. */
static void
test_all_unreachable (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode)
      report = probe_test_report (2, ARGS ("--network", self->replica_url, "--gateway",
                                           self->gateways[0], "--gateway", self->gateways[1]));

  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (json_object_get_int_member (get_nth (report, "gateways", i), "failed"), >, 0);
}

static void
test_direct (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode) report = probe_test_report (
      0, ARGS ("--network", self->replica_url, "--gateway", self->gateways[0], "--direct=always",
               "--say=without anybody"));
  JsonObject *object = get_object (report);

  g_assert_cmpstr (probe_test_string (object, "way"), ==, "direct");
  g_assert_null (probe_test_string (object, "gateway_url"));
  assert_blame (report, NULL, NULL, NULL);
  /* It said goodbye. */
  g_assert_cmpint (probe_test_count_clients (self), ==, 0);
}

static void
test_last_resort (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode)
      report = probe_test_report (0, ARGS ("--network", self->replica_url, "--gateway",
                                           self->gateways[0], "--direct=last-resort"));

  g_assert_cmpstr (probe_test_string (get_object (report), "way"), ==, "direct");
  assert_blame (report, "gateway-unreachable", "network", "suspected");
}

static void
test_network_lost (ProbeTest *self, gconstpointer data)
{
  /* No replica there: a gateway is something else. */
  g_autofree char *url = g_strdup_printf ("http%s", self->gateways[0] + strlen ("ws"));
  g_autoptr (JsonNode)
      report = probe_test_report (2, ARGS ("--network", url, "--gateway", self->gateways[0]));

  g_assert_cmpstr (probe_test_string (get_object (report), "verdict"), ==, "unreachable");
}

/* Directly the canister's answer comes at once; through a gateway nobody tells it, until one asks. */
static void
test_refused (ProbeTest *self, gconstpointer data)
{
  const char *const *direct = ARGS ("--network", self->replica_url, "--direct=always");
  const char *const *gateway = ARGS ("--network", self->replica_url, "--gateway", self->gateways[0],
                                     "--timeout=1");

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (JsonNode) report = probe_test_report (1, i == 0 ? direct : gateway);
      JsonObject *object = get_object (report);
      JsonObject *error = json_object_get_object_member (object, "error");

      g_assert_cmpstr (probe_test_string (object, "verdict"), ==, "refused");
      g_assert_cmpstr (probe_test_string (error, "id"), ==, "refused");
      g_assert_nonnull (strstr (probe_test_string (error, "message"), "(fault open-err)"));
      assert_blame (report, "canister-refused", "canister", "proved");
    }
}

/* A short time-out says what the Internet Computer knows, and accuses nobody. */
static void
test_timeout (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode) report = probe_test_report (
      4, ARGS ("--network", self->replica_url, "--gateway", self->gateways[0], "--timeout=1"));
  JsonObject *diagnosis = json_object_get_object_member (get_object (report), "diagnosis");
  JsonArray *requests = json_object_get_array_member (diagnosis, "requests");
  JsonObject *open = json_array_get_object_element (requests, 0);

  g_assert_cmpstr (probe_test_string (get_object (report), "verdict"), ==, "timeout");
  assert_blame (report, NULL, NULL, NULL);
  g_assert_cmpstr (probe_test_string (open, "method"), ==, "ws_open");
  g_assert_cmpstr (probe_test_string (open, "fate"), ==, "absent");
  g_assert_cmpint (json_object_get_int_member (open, "certificate_time_ns"), >, 0);
}

static void
test_expectation (ProbeTest *self, gconstpointer data)
{
  const char *const *arguments = ARGS ("--network", self->replica_url, "--gateway",
                                       self->gateways[0], "--expect=nobody says this",
                                       "--timeout=1");
  g_autoptr (JsonNode) report = probe_test_report (4, arguments);

  g_assert_cmpstr (probe_test_string (get_object (report), "health"), ==, "verified");
}

static void
test_diagnose (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode)
      report = probe_test_report (0, ARGS ("--network", self->replica_url, "--diagnose"));
  g_autofree char *text = probe_test_run (0, NULL,
                                          ARGS ("--network", self->replica_url, "--diagnose"));
  JsonObject *diagnosis = json_object_get_object_member (get_object (report), "diagnosis");

  g_assert_true (json_object_get_boolean_member (diagnosis, "has_websocket"));
  g_assert_cmpint (json_object_get_int_member (diagnosis, "certified_time_ns"), >, 0);
  g_assert_cmpint (probe_test_count_clients (self), ==, 0);
  g_assert_nonnull (strstr (text, "network: reachable\n"));
  g_assert_nonnull (strstr (text, "canister: present, offers IC WebSocket connections\n"));
}

static void
test_diagnose_missing (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode)
      report = probe_test_report (1, ARGS ("--network", self->replica_url, "--diagnose",
                                           "--canister=rrkah-fqaaa-aaaaa-aaaaq-cai"));
  JsonObject *diagnosis = json_object_get_object_member (get_object (report), "diagnosis");

  g_assert_cmpstr (probe_test_string (diagnosis, "canister"), ==, "missing");
}

static void
test_gateway_test (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode) report = probe_test_report (
      2, ARGS ("--network", self->replica_url, "--gateway", self->gateways[0], "--gateway",
               self->gateways[1], "--test-gateway"));
  g_autofree char *text = probe_test_run (
      0, NULL,
      ARGS ("--network", self->replica_url, "--gateway", self->gateways[1], "--test-gateway"));
  JsonObject *dead = get_nth (report, "gateways", 0);
  JsonObject *good = get_nth (report, "gateways", 1);

  g_assert_false (json_object_get_boolean_member (dead, "answers"));
  g_assert_cmpstr (probe_test_string (json_object_get_object_member (dead, "error"), "id"), ==,
                   "unreachable");
  g_assert_true (json_object_get_boolean_member (good, "answers"));
  g_assert_cmpint (json_object_get_int_member (good, "handshake_us"), >, 0);
  g_assert_nonnull (strstr (text, probe_test_string (good, "principal")));
}

static void
test_bad_options (void)
{
  static const struct
  {
    const char *arguments[4];
    const char *said;
  } CASES[] = {
    { { "--nonsense" }, "*--nonsense*" },
    { { "nonsense" }, "*nonsense*" },
    { { "--timeout=0" }, "*--timeout must be from 1 to *" },
    { { "--timeout=x" }, "*" },
    { { "--count=-1" }, "*" },
    { { "--watch", "--interval=0" }, "*--interval must be *" },
    { { "--watch", "--for=-5" }, "*--for must be *" },
    { { "--interval=5" }, "*--watch*" },
    { { "--for=5" }, "*--watch*" },
    { { "--text" }, "*--watch*" },
    { { "--watch", "--timeout=5" }, "*--for*" },
    { { "--watch", "--stay" }, "*plain probe*" },
    { { "--watch", "--text", "--json" }, "*--json*" },
    { { "--watch", "--diagnose" }, "*Only one of*" },
    { { "--diagnose", "--test-gateway" }, "*Only one of*" },
    { { "--diagnose", "--say=x" }, "*session*" },
    { { "--direct=perhaps" }, "*--direct*" },
    { { "--direct=last-resort", "--no-failover" }, "*--no-failover*" },
    { { "--gateway=http://x" }, "*" },
    { { "--network=ws://x" }, "*" },
    { { "--mainnet", "--network=http://x" }, "*--mainnet*" },
    { { "--canister=kio63" }, "*" },
    { { "--codec=morse" }, "*" },
    { { "--network-file=/nonexistent" }, "*" },
    { { "--ack-interval-ms=-2" }, "*--ack-interval-ms must be *" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *err = NULL;
      g_autofree char *out = probe_test_run (64, &err, CASES[i].arguments);

      g_assert_cmpstr (out, ==, "");
      g_assert_true (g_str_has_prefix (err, "attest-probe: "));
      if (!g_pattern_match_simple (CASES[i].said, err))
        g_error ("%s is not %s", err, CASES[i].said);
    }
}

static void
test_version (void)
{
  g_autofree char *out = probe_test_run (0, NULL, ARGS ("--version"));

  g_assert_true (g_str_has_prefix (out, "attest-probe " ATTEST_VERSION));
}

#define ADD(path, arguments, func)                                                                 \
  g_test_add ("/probe/" path, ProbeTest, arguments, probe_test_set_up, func, probe_test_tear_down)

int
main (int argc, char **argv)
{
  static const char *const TAMPER[] = { "--fault=0:tamper-content", NULL };
  static const char *const REFUSE[] = { "--fault=0:refuse", NULL };
  static const char *const REFUSE_ALL[] = { "--fault=all:refuse", NULL };
  static const char *const OPEN_ERR[] = { "--canister-fault=group_chat:open-err", NULL };
  static const char *const WITHHOLD[] = { "--fault=0:withhold-open", NULL };

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  probe_test_network_program = argv[1];
  probe_test_program = argv[2];
  g_test_add_func ("/probe/version", test_version);
  g_test_add_func ("/probe/bad-options", test_bad_options);
  ADD ("verified", NULL, test_verified);
  ADD ("conversation", NULL, test_conversation);
  ADD ("tampered", TAMPER, test_tampered);
  ADD ("evidence", TAMPER, test_evidence);
  ADD ("failover", TAMPER, test_failover);
  ADD ("no-failover", TAMPER, test_no_failover);
  ADD ("unreachable", REFUSE, test_unreachable);
  ADD ("all-unreachable", REFUSE_ALL, test_all_unreachable);
  ADD ("direct", REFUSE, test_direct);
  ADD ("last-resort", REFUSE, test_last_resort);
  ADD ("network-lost", NULL, test_network_lost);
  ADD ("refused", OPEN_ERR, test_refused);
  ADD ("timeout", WITHHOLD, test_timeout);
  ADD ("expectation", NULL, test_expectation);
  ADD ("diagnose", NULL, test_diagnose);
  ADD ("diagnose/missing", NULL, test_diagnose_missing);
  ADD ("test-gateway", REFUSE, test_gateway_test);
  return g_test_run ();
}
