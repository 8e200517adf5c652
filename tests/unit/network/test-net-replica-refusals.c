/* SPDX-License-Identifier: MIT */
/* Envelopes that a replica refuses, and says why. */
#include "net-test-replica.h"
#include <string.h>

static GBytes *
flip (GBytes *bytes /* transfer full */, gsize from_end)
{
  gsize len;
  guint8 *data = g_bytes_unref_to_data (bytes, &len);

  data[len - from_end] ^= 1;
  return g_bytes_new_take (data, len);
}

static void
test_bad_signature (ReplicaFixture *self, gconstpointer data)
{
  IcRequest *request = test_replica_open_call (self, self->ada, EXPIRY);
  g_autoptr (GBytes) to_sign = ic_request_get_signed_bytes (request);
  g_autoptr (GBytes) signature = NULL;
  IcEnvelope envelope = { .request = request };
  gsize len;
  gconstpointer bytes = g_bytes_get_data (to_sign, &len);

  signature = flip (ic_ed25519_identity_sign_sync (self->ada, bytes, len), 1);
  envelope.sender_pubkey = ic_identity_get_public_key_der (IC_IDENTITY (self->ada));
  envelope.sender_sig = signature;
  for (guint endpoint = NET_ENDPOINT_CALL_V2; endpoint <= NET_ENDPOINT_CALL_V4; endpoint++)
    test_replica_assert_status (test_replica_call (self, endpoint, ic_envelope_encode (&envelope)),
                                400, "Invalid signature");
  ic_request_free (request);
}

static void
test_wrong_sender (ReplicaFixture *self, gconstpointer data)
{
  /* Bob signs what says it is from Ada. */
  g_autoptr (GBytes)
      envelope = test_sign (self->bob, test_replica_open_call (self, self->ada, EXPIRY));

  test_replica_assert_status (
      test_replica_call (self, NET_ENDPOINT_CALL_V2, g_bytes_ref (envelope)), 400, "nvalid");
}

static void
test_unsigned_call (ReplicaFixture *self, gconstpointer data)
{
  test_replica_assert_status (
      test_replica_call (self, NET_ENDPOINT_CALL_V2,
                         test_sign (NULL, test_replica_open_call (self, self->ada, EXPIRY))),
      400, NULL);
}

static void
test_expiry (ReplicaFixture *self, gconstpointer data)
{
  const guint64 refused[] = { TEST_NOW_NS - 1, TEST_NOW_NS + 331 * IC_NS_PER_S, 0, G_MAXUINT64 };
  const guint64 taken[] = { TEST_NOW_NS + 1, TEST_NOW_NS + 329 * IC_NS_PER_S };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    test_replica_assert_status (
        test_replica_call (
            self, NET_ENDPOINT_CALL_V2,
            test_sign (self->ada, test_replica_open_call (self, self->ada, refused[i]))),
        400, "Invalid request expiry");
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    test_replica_assert_status (
        test_replica_call (
            self, NET_ENDPOINT_CALL_V2,
            test_sign (self->ada, test_replica_open_call (self, self->ada, taken[i]))),
        202, "");
}

static void
test_wrong_target (ReplicaFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) arg = test_bytes (EMPTY_ARGS);

  test_replica_assert_status (
      test_handle (self->replica, NET_ENDPOINT_CALL_V2, PING_PONG_RUST_ID,
                   test_sign (self->ada, test_replica_open_call (self, self->ada, EXPIRY))),
      400, "does not match effective canister id");
  test_replica_assert_status (
      test_handle (self->replica, NET_ENDPOINT_QUERY_V3, PING_PONG_RUST_ID,
                   test_sign (self->ada, test_query (self->ada, GROUP_CHAT_ID, "x", arg, EXPIRY))),
      400, "does not match effective canister id");
}

static void
test_wrong_type (ReplicaFixture *self, gconstpointer data)
{
  test_replica_assert_status (
      test_handle (self->replica, NET_ENDPOINT_QUERY_V2, GROUP_CHAT_ID,
                   test_sign (self->ada, test_replica_open_call (self, self->ada, EXPIRY))),
      400, "Wrong request type");
  test_replica_assert_status (
      test_handle (self->replica, NET_ENDPOINT_CALL_V2, GROUP_CHAT_ID,
                   test_sign (NULL, test_read_state (NULL, "time", EXPIRY))),
      400, "Wrong request type");
}

static void
test_nonsense (ReplicaFixture *self, gconstpointer data)
{
  static const char *const BODIES[] = {
    "", "\xff", "\xa0", "nonsense", "\xd9\xd9\xf7\xa0", "\x9b\xff\xff\xff\xff\xff\xff\xff\xff"
  };
  g_autoptr (GBytes) good = test_sign (self->ada, test_replica_open_call (self, self->ada, EXPIRY));
  g_autofree char *large = g_malloc0 (NET_REPLICA_MAX_BODY + 1);
  g_autofree char *deep = g_strnfill (10000, '\x81');

  for (guint i = 0; i < G_N_ELEMENTS (BODIES); i++)
    test_replica_assert_status (
        test_replica_call (self, NET_ENDPOINT_CALL_V2, g_bytes_new (BODIES[i], strlen (BODIES[i]))),
        400, "Could not parse body as CBOR");
  test_replica_assert_status (
      test_replica_call (self, NET_ENDPOINT_CALL_V2, g_bytes_new (deep, strlen (deep))), 400,
      "Could not parse body as CBOR");
  for (gsize len = 0; len < g_bytes_get_size (good); len++)
    test_replica_assert_status (
        test_replica_call (self, NET_ENDPOINT_CALL_V2, g_bytes_new_from_bytes (good, 0, len)), 400,
        "Could not parse body as CBOR");
  test_replica_assert_status (
      test_replica_call (self, NET_ENDPOINT_CALL_V2, g_bytes_new (large, NET_REPLICA_MAX_BODY + 1)),
      413, NULL);
}

/* Delegations */

static IcDelegation *
delegate (IcEd25519Identity *from,
          IcEd25519Identity *to,
          guint64 expiration_ns,
          GPtrArray *targets,
          const char *permissions)
{
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  IcDelegation *delegation = ic_delegation_new (ic_identity_get_public_key_der (IC_IDENTITY (to)),
                                                expiration_ns, targets, permissions, none);
  g_autoptr (GBytes) to_sign = ic_delegation_get_signed_bytes (delegation);
  gsize len;
  gconstpointer bytes = g_bytes_get_data (to_sign, &len);

  g_bytes_unref (delegation->signature);
  delegation->signature = ic_ed25519_identity_sign_sync (from, bytes, len);
  return delegation;
}

/* A ws_open from Ada, signed by Bob, to whom @delegation (transfer full) was given. */
static GBytes *
delegated_call (ReplicaFixture *self, IcDelegation *delegation)
{
  IcRequest *request = test_replica_open_call (self, self->ada, EXPIRY);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (GBytes) to_sign = ic_request_get_signed_bytes (request);
  g_autoptr (GBytes) signature = NULL;
  gsize len;
  gconstpointer bytes = g_bytes_get_data (to_sign, &len);
  IcEnvelope envelope = { .request = request, .delegations = chain };
  GBytes *encoded;

  g_ptr_array_add (chain, delegation);
  signature = ic_ed25519_identity_sign_sync (self->bob, bytes, len);
  envelope.sender_pubkey = ic_identity_get_public_key_der (IC_IDENTITY (self->ada));
  envelope.sender_sig = signature;
  encoded = ic_envelope_encode (&envelope);
  ic_request_free (request);
  return encoded;
}

static GPtrArray *
targets_of (const char *canister)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  IcPrincipal id = test_principal (canister);

  g_ptr_array_add (targets, g_bytes_new (id.bytes, id.len));
  return targets;
}

static void
test_delegation (ReplicaFixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) here = targets_of (GROUP_CHAT_ID);
  g_autoptr (GPtrArray) elsewhere = targets_of (PING_PONG_RUST_ID);
  const guint64 later = TEST_NOW_NS + HOUR;
  IcDelegation *forged = delegate (self->bob, self->bob, later, NULL, NULL);
  struct
  {
    IcDelegation *delegation;
    guint status;
  } cases[] = {
    { delegate (self->ada, self->bob, later, NULL, NULL), 202 },
    { delegate (self->ada, self->bob, later, here, NULL), 202 },
    { delegate (self->ada, self->bob, later, NULL, "all"), 202 },
    { delegate (self->ada, self->bob, later, elsewhere, NULL), 400 },
    { delegate (self->ada, self->bob, TEST_NOW_NS - 1, NULL, NULL), 400 },
    { delegate (self->ada, self->bob, later, NULL, "queries"), 400 },
    { forged, 400 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    test_replica_assert_status (
        test_replica_call (self, NET_ENDPOINT_CALL_V2, delegated_call (self, cases[i].delegation)),
        cases[i].status, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST_REPLICA_ADD ("bad-signature", test_bad_signature);
  TEST_REPLICA_ADD ("wrong-sender", test_wrong_sender);
  TEST_REPLICA_ADD ("unsigned-call", test_unsigned_call);
  TEST_REPLICA_ADD ("expiry", test_expiry);
  TEST_REPLICA_ADD ("wrong-target", test_wrong_target);
  TEST_REPLICA_ADD ("wrong-type", test_wrong_type);
  TEST_REPLICA_ADD ("nonsense", test_nonsense);
  TEST_REPLICA_ADD ("delegation", test_delegation);
  return g_test_run ();
}
