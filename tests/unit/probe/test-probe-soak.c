/* SPDX-License-Identifier: MIT */
/* What takes the protocol's own time: a gateway has a minute to open a session.
 * test-probe-soak ATTEST-NETWORK ATTEST-PROBE */
#include "config.h"

#include "probe-test-util.h"

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
test_withheld (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode) report = probe_test_report (
      2, ARGS ("--network", self->replica_url, "--gateway", self->gateways[0]));
  JsonObject *object = json_node_get_object (report);
  JsonObject *diagnosis = json_object_get_object_member (object, "diagnosis");
  JsonArray *requests = json_object_get_array_member (diagnosis, "requests");

  g_assert_cmpstr (probe_test_string (object, "act"), ==, "withheld-from-canister");
  g_assert_cmpstr (probe_test_string (object, "culprit"), ==, "gateway");
  g_assert_cmpstr (probe_test_string (object, "certainty"), ==, "proved");
  g_assert_cmpstr (probe_test_string (json_array_get_object_element (requests, 0), "fate"), ==,
                   "absent");
}

static void
test_refused (ProbeTest *self, gconstpointer data)
{
  g_autoptr (JsonNode) report = probe_test_report (
      1, ARGS ("--network", self->replica_url, "--gateway", self->gateways[0]));
  JsonObject *object = json_node_get_object (report);

  g_assert_cmpstr (probe_test_string (object, "act"), ==, "canister-refused");
  g_assert_nonnull (
      strstr (probe_test_string (json_object_get_object_member (object, "error"), "message"),
              "(fault open-err)"));
}

#define ADD(path, arguments, func)                                                                 \
  g_test_add ("/probe/soak/" path, ProbeTest, arguments, probe_test_set_up, func,                  \
              probe_test_tear_down)

int
main (int argc, char **argv)
{
  static const char *const OPEN_ERR[] = { "--canister-fault=group_chat:open-err", NULL };
  static const char *const WITHHOLD[] = { "--fault=0:withhold-open", NULL };

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  probe_test_network_program = argv[1];
  probe_test_program = argv[2];
  ADD ("withheld", WITHHOLD, test_withheld);
  ADD ("refused", OPEN_ERR, test_refused);
  return g_test_run ();
}
