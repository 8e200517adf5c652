/* SPDX-License-Identifier: MIT */
/* Certified reads of the state tree: what may be read, and what is there. */
#include "net-test-replica.h"

static void
test_read_time (ReplicaFixture *self, gconstpointer data)
{
  static const char *const TARGETS[] = { GROUP_CHAT_ID, "ryjl3-tyaaa-aaaaa-aaaba-cai" };

  for (guint endpoint = NET_ENDPOINT_READ_STATE_V2; endpoint <= NET_ENDPOINT_READ_STATE_V3;
       endpoint++)
    for (guint i = 0; i < G_N_ELEMENTS (TARGETS); i++)
      {
        g_autoptr (NetResponse)
            response = test_handle (self->replica, endpoint, TARGETS[i],
                                    test_sign (NULL, test_read_state (NULL, "time", EXPIRY)));
        g_autoptr (IcCertificate)
            certificate = test_replica_get_certificate (self, response, TARGETS[i]);
        guint64 time_ns;

        g_assert_true (ic_certificate_get_time_ns (certificate, &time_ns, NULL));
        g_assert_cmpuint (time_ns, >=, TEST_NOW_NS);
        g_assert_cmpuint (time_ns, <, TEST_NOW_NS + IC_NS_PER_S);
      }
}

static void
test_read_paths (ReplicaFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *path;
    guint status;
  } CASES[] = {
    { "canister/" GROUP_CHAT_ID "/metadata/candid:service", 200 },
    { "canister/" GROUP_CHAT_ID "/module_hash", 200 },
    { "canister/" GROUP_CHAT_ID "/controllers", 200 },
    { "canister/" GROUP_CHAT_ID "/certified_data", 404 },
    { "canister/" GROUP_CHAT_ID, 404 },
    { "canister", 404 },
    { "canister/" PING_PONG_RUST_ID "/module_hash", 400 },
    { "subnet", 200 },
    { "canister_ranges", 200 },
    { "time/x", 404 },
    { "other", 404 },
    { "request_status", 400 },
    { "request_status/short", 400 },
    { "request_status/0123456789abcdef0123456789abcdef", 200 }, /* nobody's: absence is shown */
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    test_replica_assert_status (
        test_handle (self->replica, NET_ENDPOINT_READ_STATE_V3, GROUP_CHAT_ID,
                     test_sign (self->ada, test_read_state (self->ada, CASES[i].path, EXPIRY))),
        CASES[i].status, NULL);
}

static void
test_read_metadata (ReplicaFixture *self, gconstpointer data)
{
  g_autoptr (NetResponse) response = test_handle (
      self->replica, NET_ENDPOINT_READ_STATE_V3, GROUP_CHAT_ID,
      test_sign (NULL, test_read_state (NULL, "canister/" GROUP_CHAT_ID "/metadata/candid:service",
                                        EXPIRY)));
  g_autoptr (IcCertificate)
      certificate = test_replica_get_certificate (self, response, GROUP_CHAT_ID);
  IcPrincipal id = test_principal (GROUP_CHAT_ID);
  const guint8 *value;
  gsize len;

  g_assert_cmpint (
      ic_hash_tree_lookup (ic_certificate_get_tree (certificate),
                           (IcLabel[]){ IC_LABEL ("canister"), IC_LABEL_BYTES (id.bytes, id.len),
                                        IC_LABEL ("metadata"), IC_LABEL ("candid:service") },
                           4, &value, &len),
      ==, IC_LOOKUP_FOUND);
  g_assert_nonnull (g_strstr_len ((const char *)value, len, "JoinedChat"));
}

static void
test_read_subnet (ReplicaFixture *self, gconstpointer data)
{
  g_autofree char *id = ic_principal_to_text (
      net_keys_get_subnet_id (self->keys, NET_SUBNET_APPLICATION));

  for (guint endpoint = NET_ENDPOINT_SUBNET_READ_STATE_V2;
       endpoint <= NET_ENDPOINT_SUBNET_READ_STATE_V3; endpoint++)
    {
      test_replica_assert_status (
          test_handle (self->replica, endpoint, id,
                       test_sign (NULL, test_read_state (NULL, "subnet", EXPIRY))),
          200, NULL);
      test_replica_assert_status (
          test_handle (self->replica, endpoint, GROUP_CHAT_ID,
                       test_sign (NULL, test_read_state (NULL, "subnet", EXPIRY))),
          400, "subnet_not_found");
      test_replica_assert_status (
          test_handle (
              self->replica, endpoint, id,
              test_sign (NULL,
                         test_read_state (NULL, "canister/" GROUP_CHAT_ID "/module_hash", EXPIRY))),
          404, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST_REPLICA_ADD ("read-time", test_read_time);
  TEST_REPLICA_ADD ("read-paths", test_read_paths);
  TEST_REPLICA_ADD ("read-metadata", test_read_metadata);
  TEST_REPLICA_ADD ("read-subnet", test_read_subnet);
  return g_test_run ();
}
