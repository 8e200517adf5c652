/* SPDX-License-Identifier: MIT */
#include "net-test-replica.h"

#include <string.h>

static void
install (ReplicaFixture *self, NetWsCanister *(*new_func) (IcClock *, const NetWsCdkOptions *))
{
  const NetWsCdkOptions options = { NET_WS_DEFAULT_ACK_INTERVAL_MS, NET_WS_DEFAULT_KEEP_ALIVE_MS };
  g_autoptr (NetWsCanister) canister = new_func (IC_CLOCK (self->clock), &options);

  net_replica_install (self->replica, NET_CANISTER (canister));
}

void
test_replica_set_up (ReplicaFixture *self, gconstpointer data)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (1);
  g_autoptr (IcEd25519Identity) gateway = test_identity (3);

  self->clock = ic_manual_clock_new (TEST_NOW_NS);
  self->keys = net_keys_new (random);
  self->replica = net_replica_new (self->keys, IC_CLOCK (self->clock));
  install (self, net_group_chat_new);
  install (self, net_ping_pong_rust_new);
  self->root = ic_root_key_new_from_der (net_keys_get_public_key_der (self->keys, NET_SUBNET_ROOT),
                                         NULL);
  self->ada = test_identity (1);
  self->bob = test_identity (2);
  self->gateway = test_identity_principal (gateway);
}

void
test_replica_tear_down (ReplicaFixture *self, gconstpointer data)
{
  net_replica_stop (self->replica);
  g_assert_finalize_object (self->replica);
  net_keys_unref (self->keys);
  ic_root_key_unref (self->root);
  g_object_unref (self->ada);
  g_object_unref (self->bob);
  g_object_unref (self->clock);
}

IcRequest *
test_replica_open_call (ReplicaFixture *self, IcEd25519Identity *identity, guint64 expiry_ns)
{
  static guint64 nonce;
  g_autoptr (GBytes) arg = net_ws_encode_open_arg (++nonce, &self->gateway);

  return test_call (identity, GROUP_CHAT_ID, "ws_open", arg, expiry_ns);
}

void
test_replica_assert_status (NetResponse *response /* transfer full */,
                            guint status,
                            const char *text)
{
  g_autoptr (NetResponse) owned = response;
  gsize len;
  const char *bytes = g_bytes_get_data (response->body, &len);
  g_autofree char *body = g_strndup (bytes, len);

  g_assert_cmpuint (owned->status, ==, status);
  if (text != NULL && strstr (body, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", body, text);
}

NetResponse *
test_replica_call (ReplicaFixture *self, NetEndpoint endpoint, GBytes *envelope)
{
  return test_handle (self->replica, endpoint, GROUP_CHAT_ID, envelope);
}

IcCertificate *
test_replica_get_certificate (ReplicaFixture *self,
                              const NetResponse *response,
                              const char *canister)
{
  IcPrincipal id = test_principal (canister);
  g_autoptr (GBytes) bytes = test_response_get_bytes (response, "certificate");
  g_autoptr (GError) error = NULL;
  IcCertificate *certificate = ic_certificate_new_from_cbor (bytes, &error);

  g_assert_no_error (error);
  ic_certificate_verify (certificate, self->root, &id, &error);
  g_assert_no_error (error);
  return certificate;
}
