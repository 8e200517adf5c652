/* SPDX-License-Identifier: MIT */
/* The replica: which requests it takes, which it refuses and why, and what it certifies. */
#include "ic/ic-cbor.h"
#include "ic/ic-certificate.h"
#include "ic/ic-error.h"
#include "net-test-util.h"
#include <string.h>

#define EXPIRY     (TEST_NOW_NS + 240 * IC_NS_PER_S)
#define HOUR       (3600 * IC_NS_PER_S)
#define EMPTY_ARGS "DIDL\x00\x00"

typedef struct
{
  IcManualClock *clock;
  NetKeys *keys;
  NetReplica *replica;
  IcRootKey *root;
  IcEd25519Identity *ada;
  IcEd25519Identity *bob;
  IcPrincipal gateway;
} Fixture;

static void
install (Fixture *self, NetWsCanister *(*new_func) (IcClock *, const NetWsCdkOptions *))
{
  const NetWsCdkOptions options = { NET_WS_DEFAULT_ACK_INTERVAL_MS, NET_WS_DEFAULT_KEEP_ALIVE_MS };
  g_autoptr (NetWsCanister) canister = new_func (IC_CLOCK (self->clock), &options);

  net_replica_install (self->replica, NET_CANISTER (canister));
}

static void
set_up (Fixture *self, gconstpointer data)
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

static void
tear_down (Fixture *self, gconstpointer data)
{
  net_replica_stop (self->replica);
  g_assert_finalize_object (self->replica);
  net_keys_unref (self->keys);
  ic_root_key_unref (self->root);
  g_object_unref (self->ada);
  g_object_unref (self->bob);
  g_object_unref (self->clock);
}

static IcRequest *
open_call (Fixture *self, IcEd25519Identity *identity, guint64 expiry_ns)
{
  static guint64 nonce;
  g_autoptr (GBytes) arg = net_ws_encode_open_arg (++nonce, &self->gateway);

  return test_call (identity, GROUP_CHAT_ID, "ws_open", arg, expiry_ns);
}

static void
assert_status (NetResponse *response /* transfer full */, guint status, const char *text)
{
  g_autoptr (NetResponse) owned = response;
  gsize len;
  const char *bytes = g_bytes_get_data (response->body, &len);
  g_autofree char *body = g_strndup (bytes, len);

  g_assert_cmpuint (owned->status, ==, status);
  if (text != NULL && strstr (body, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", body, text);
}

static NetResponse *
handle_call (Fixture *self, NetEndpoint endpoint, GBytes *envelope)
{
  return test_handle (self->replica, endpoint, GROUP_CHAT_ID, envelope);
}

/* Certificates in answers */

static IcCertificate *
get_certificate (Fixture *self, const NetResponse *response, const char *canister)
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

static char *
lookup_status (IcCertificate *certificate, const guint8 *id, const char *what)
{
  IcLabel path[] = { IC_LABEL ("request_status"), IC_LABEL_BYTES (id, IC_HASH_BYTES),
                     IC_LABEL_BYTES (what, strlen (what)) };
  const guint8 *value;
  gsize len;

  return ic_hash_tree_lookup (ic_certificate_get_tree (certificate), path, 3, &value, &len) ==
                 IC_LOOKUP_FOUND
             ? g_strndup ((const char *)value, len)
             : NULL;
}

/* Calls */

static void
test_synchronous_call (Fixture *self, gconstpointer data)
{
  for (guint endpoint = NET_ENDPOINT_CALL_V3; endpoint <= NET_ENDPOINT_CALL_V4; endpoint++)
    {
      IcRequest *request = open_call (self, self->ada, EXPIRY);
      guint8 id[IC_HASH_BYTES];
      g_autoptr (NetResponse) response = NULL;
      g_autoptr (IcCertificate) certificate = NULL;
      g_autofree char *answer = NULL;
      g_autofree char *status = NULL;

      ic_request_get_id (request, id);
      response = handle_call (self, endpoint, test_sign (self->ada, request));
      answer = test_response_get_text (response, "status");
      g_assert_cmpstr (answer, ==, "replied");
      certificate = get_certificate (self, response, GROUP_CHAT_ID);
      status = lookup_status (certificate, id, "status");
      g_assert_cmpstr (status, ==, "replied");
    }
}

static void
test_asynchronous_call (Fixture *self, gconstpointer data)
{
  IcRequest *request = open_call (self, self->ada, EXPIRY);
  g_autoptr (GPtrArray) paths = net_paths_new ();
  g_autoptr (NetResponse) response = NULL;
  g_autoptr (IcCertificate) certificate = NULL;
  g_autofree char *status = NULL;
  IcPrincipal ada = test_identity_principal (self->ada);
  guint8 id[IC_HASH_BYTES];

  ic_request_get_id (request, id);
  assert_status (handle_call (self, NET_ENDPOINT_CALL_V2, test_sign (self->ada, request)), 202, "");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_add (
      paths,
      net_path_new ((IcLabel[]){ IC_LABEL ("request_status"), IC_LABEL_BYTES (id, sizeof id) }, 2));
  response = test_handle (
      self->replica, NET_ENDPOINT_READ_STATE_V2, GROUP_CHAT_ID,
      test_sign (self->ada, ic_request_new_read_state (paths, &ada, EXPIRY, NULL)));
  certificate = get_certificate (self, response, GROUP_CHAT_ID);
  status = lookup_status (certificate, id, "status");
  g_assert_cmpstr (status, ==, "replied");

  /* Others, or at another canister: no. */
  {
    IcPrincipal bob = test_identity_principal (self->bob);

    assert_status (
        test_handle (self->replica, NET_ENDPOINT_READ_STATE_V2, GROUP_CHAT_ID,
                     test_sign (self->bob, ic_request_new_read_state (paths, &bob, EXPIRY, NULL))),
        403, "not signed by the caller");
    assert_status (
        test_handle (self->replica, NET_ENDPOINT_READ_STATE_V2, PING_PONG_RUST_ID,
                     test_sign (self->ada, ic_request_new_read_state (paths, &ada, EXPIRY, NULL))),
        403, "not belonging to this canister");
  }
}

static void
test_rejected_call (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) arg = test_bytes (EMPTY_ARGS);
  IcRequest *request = test_call (self->ada, GROUP_CHAT_ID, "nothing", arg, EXPIRY);
  g_autoptr (NetResponse) response = NULL;
  g_autoptr (IcCertificate) certificate = NULL;
  g_autofree char *status = NULL;
  g_autofree char *code = NULL;
  g_autofree char *error_code = NULL;
  guint8 id[IC_HASH_BYTES];

  ic_request_get_id (request, id);
  response = handle_call (self, NET_ENDPOINT_CALL_V3, test_sign (self->ada, request));
  certificate = get_certificate (self, response, GROUP_CHAT_ID);
  status = lookup_status (certificate, id, "status");
  code = lookup_status (certificate, id, "reject_code");
  error_code = lookup_status (certificate, id, "error_code");
  g_assert_cmpstr (status, ==, "rejected");
  g_assert_cmpstr (code, ==, "\x05");
  g_assert_cmpstr (error_code, ==, "IC0536");
}

/* The same envelope again is the same call: executed once, or the second ws_open would be refused
 * for its key. */
static void
test_repeated_call (Fixture *self, gconstpointer data)
{
  IcRequest *request = open_call (self, self->ada, EXPIRY);
  g_autoptr (GBytes) envelope = NULL;
  guint8 id[IC_HASH_BYTES];

  ic_request_get_id (request, id);
  envelope = test_sign (self->ada, request);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (NetResponse)
          response = handle_call (self, NET_ENDPOINT_CALL_V3, g_bytes_ref (envelope));
      g_autoptr (IcCertificate) certificate = get_certificate (self, response, GROUP_CHAT_ID);
      IcLabel path[] = { IC_LABEL ("request_status"), IC_LABEL_BYTES (id, sizeof id),
                         IC_LABEL ("reply") };
      const guint8 *reply;
      gsize len;
      g_autoptr (GBytes) bytes = NULL;

      g_assert_cmpint (
          ic_hash_tree_lookup (ic_certificate_get_tree (certificate), path, 3, &reply, &len), ==,
          IC_LOOKUP_FOUND);
      bytes = g_bytes_new (reply, len);
      g_assert_true (net_ws_decode_result (bytes, NULL, NULL));
    }
}

static void
test_unknown_canister (Fixture *self, gconstpointer data)
{
  static const char *const LEDGER = "ryjl3-tyaaa-aaaaa-aaaba-cai";
  g_autoptr (GBytes) arg = test_bytes (EMPTY_ARGS);
  static const struct
  {
    NetEndpoint endpoint;
    const char *status;
  } CASES[] = {
    { NET_ENDPOINT_CALL_V2, NULL },
    { NET_ENDPOINT_CALL_V3, "non_replicated_rejection" },
    { NET_ENDPOINT_QUERY_V2, "rejected" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      IcRequest *request = CASES[i].endpoint == NET_ENDPOINT_QUERY_V2
                               ? test_query (self->ada, LEDGER, "name", arg, EXPIRY)
                               : test_call (self->ada, LEDGER, "name", arg, EXPIRY);
      g_autoptr (NetResponse) response = test_handle (self->replica, CASES[i].endpoint, LEDGER,
                                                      test_sign (self->ada, request));
      g_autofree char *status = test_response_get_text (response, "status");
      g_autofree char *code = test_response_get_text (response, "error_code");

      g_assert_cmpstr (status, ==, CASES[i].status);
      g_assert_cmpstr (code, ==, "IC0301");
    }
}

/* Envelopes that are refused */

static GBytes *
flip (GBytes *bytes /* transfer full */, gsize from_end)
{
  gsize len;
  guint8 *data = g_bytes_unref_to_data (bytes, &len);

  data[len - from_end] ^= 1;
  return g_bytes_new_take (data, len);
}

static void
test_bad_signature (Fixture *self, gconstpointer data)
{
  IcRequest *request = open_call (self, self->ada, EXPIRY);
  g_autoptr (GBytes) to_sign = ic_request_get_signed_bytes (request);
  g_autoptr (GBytes) signature = NULL;
  IcEnvelope envelope = { .request = request };
  gsize len;
  gconstpointer bytes = g_bytes_get_data (to_sign, &len);

  signature = flip (ic_ed25519_identity_sign_sync (self->ada, bytes, len), 1);
  envelope.sender_pubkey = ic_identity_get_public_key_der (IC_IDENTITY (self->ada));
  envelope.sender_sig = signature;
  for (guint endpoint = NET_ENDPOINT_CALL_V2; endpoint <= NET_ENDPOINT_CALL_V4; endpoint++)
    assert_status (handle_call (self, endpoint, ic_envelope_encode (&envelope)), 400,
                   "Invalid signature");
  ic_request_free (request);
}

static void
test_wrong_sender (Fixture *self, gconstpointer data)
{
  /* Bob signs what says it is from Ada. */
  g_autoptr (GBytes) envelope = test_sign (self->bob, open_call (self, self->ada, EXPIRY));

  assert_status (handle_call (self, NET_ENDPOINT_CALL_V2, g_bytes_ref (envelope)), 400, "nvalid");
}

static void
test_unsigned_call (Fixture *self, gconstpointer data)
{
  assert_status (handle_call (self, NET_ENDPOINT_CALL_V2,
                              test_sign (NULL, open_call (self, self->ada, EXPIRY))),
                 400, NULL);
}

static void
test_expiry (Fixture *self, gconstpointer data)
{
  const guint64 refused[] = { TEST_NOW_NS - 1, TEST_NOW_NS + 331 * IC_NS_PER_S, 0, G_MAXUINT64 };
  const guint64 taken[] = { TEST_NOW_NS + 1, TEST_NOW_NS + 329 * IC_NS_PER_S };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_status (handle_call (self, NET_ENDPOINT_CALL_V2,
                                test_sign (self->ada, open_call (self, self->ada, refused[i]))),
                   400, "Invalid request expiry");
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    assert_status (handle_call (self, NET_ENDPOINT_CALL_V2,
                                test_sign (self->ada, open_call (self, self->ada, taken[i]))),
                   202, "");
}

static void
test_wrong_target (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) arg = test_bytes (EMPTY_ARGS);

  assert_status (test_handle (self->replica, NET_ENDPOINT_CALL_V2, PING_PONG_RUST_ID,
                              test_sign (self->ada, open_call (self, self->ada, EXPIRY))),
                 400, "does not match effective canister id");
  assert_status (
      test_handle (self->replica, NET_ENDPOINT_QUERY_V3, PING_PONG_RUST_ID,
                   test_sign (self->ada, test_query (self->ada, GROUP_CHAT_ID, "x", arg, EXPIRY))),
      400, "does not match effective canister id");
}

static void
test_wrong_type (Fixture *self, gconstpointer data)
{
  assert_status (test_handle (self->replica, NET_ENDPOINT_QUERY_V2, GROUP_CHAT_ID,
                              test_sign (self->ada, open_call (self, self->ada, EXPIRY))),
                 400, "Wrong request type");
  assert_status (test_handle (self->replica, NET_ENDPOINT_CALL_V2, GROUP_CHAT_ID,
                              test_sign (NULL, test_read_state (NULL, "time", EXPIRY))),
                 400, "Wrong request type");
}

static void
test_nonsense (Fixture *self, gconstpointer data)
{
  static const char *const BODIES[] = {
    "", "\xff", "\xa0", "nonsense", "\xd9\xd9\xf7\xa0", "\x9b\xff\xff\xff\xff\xff\xff\xff\xff"
  };
  g_autoptr (GBytes) good = test_sign (self->ada, open_call (self, self->ada, EXPIRY));
  g_autofree char *large = g_malloc0 (NET_REPLICA_MAX_BODY + 1);

  for (guint i = 0; i < G_N_ELEMENTS (BODIES); i++)
    assert_status (
        handle_call (self, NET_ENDPOINT_CALL_V2, g_bytes_new (BODIES[i], strlen (BODIES[i]))), 400,
        "Could not parse body as CBOR");
  for (gsize len = 0; len < g_bytes_get_size (good); len++)
    assert_status (handle_call (self, NET_ENDPOINT_CALL_V2, g_bytes_new_from_bytes (good, 0, len)),
                   400, "Could not parse body as CBOR");
  assert_status (
      handle_call (self, NET_ENDPOINT_CALL_V2, g_bytes_new (large, NET_REPLICA_MAX_BODY + 1)), 413,
      NULL);
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
delegated_call (Fixture *self, IcDelegation *delegation)
{
  IcRequest *request = open_call (self, self->ada, EXPIRY);
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
test_delegation (Fixture *self, gconstpointer data)
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
    assert_status (
        handle_call (self, NET_ENDPOINT_CALL_V2, delegated_call (self, cases[i].delegation)),
        cases[i].status, NULL);
}

/* Queries */

static void
test_query_signature (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) arg = test_bytes (EMPTY_ARGS);
  IcRequest *request = test_query (self->ada, GROUP_CHAT_ID, "getAllConnectedClients", arg, EXPIRY);
  g_autoptr (IcMapHash) map = ic_map_hash_new ();
  g_autoptr (IcMapHash) reply_map = ic_map_hash_new ();
  g_autoptr (NetResponse) response = NULL;
  g_autoptr (IcPublicKey) key = NULL;
  g_autoptr (GError) error = NULL;
  guint8 id[IC_HASH_BYTES], hash[IC_HASH_BYTES];
  guint8 message[12 + IC_HASH_BYTES] = "\x0Bic-response";
  cbor_item_t *root, *reply, *signature;
  guint64 timestamp;
  gsize len, signature_len;
  const guint8 *bytes, *signature_bytes;

  ic_request_get_id (request, id);
  response = test_handle (self->replica, NET_ENDPOINT_QUERY_V3, GROUP_CHAT_ID,
                          test_sign (self->ada, request));
  bytes = g_bytes_get_data (response->body, &len);
  root = ic_cbor_load (bytes, len, NULL, &error);
  g_assert_no_error (error);
  reply = ic_cbor_map_get (ic_cbor_map_get (root, "reply"), "arg");
  bytes = ic_cbor_peek_bytes (reply, &len, "arg", NULL);
  ic_map_hash_add_bytes (reply_map, "arg", bytes, len);
  ic_map_hash_finish (reply_map, hash);

  signature = cbor_move (cbor_array_get (ic_cbor_map_get (root, "signatures"), 0));
  ic_cbor_get_uint64 (ic_cbor_map_get (signature, "timestamp"), &timestamp, "timestamp", NULL);
  signature_bytes = ic_cbor_peek_bytes (ic_cbor_map_get (signature, "signature"), &signature_len,
                                        "signature", NULL);
  ic_map_hash_add_text (map, "status", "replied");
  ic_map_hash_add_hash (map, "reply", hash);
  ic_map_hash_add_nat (map, "timestamp", timestamp);
  ic_map_hash_add_bytes (map, "request_id", id, sizeof id);
  ic_map_hash_finish (map, message + 12);
  key = ic_public_key_new_from_der (
      ic_identity_get_public_key_der (IC_IDENTITY (net_keys_get_node_identity (self->keys))), NULL);
  g_assert_true (
      ic_public_key_verify (key, message, sizeof message, signature_bytes, signature_len, &error));
  g_assert_no_error (error);
  cbor_decref (&root);
}

/* What a gateway polls is proved by a certificate of the canister's own data. */
static void
test_data_certificate (Fixture *self, gconstpointer data)
{
  static const NetEndpoint ENDPOINTS[] = { NET_ENDPOINT_QUERY_V2, NET_ENDPOINT_QUERY_V3 };
  g_autoptr (IcEd25519Identity) gateway = test_identity (3);
  IcPrincipal canister_id = test_principal (GROUP_CHAT_ID);

  net_response_free (handle_call (self, NET_ENDPOINT_CALL_V3,
                                  test_sign (self->ada, open_call (self, self->ada, EXPIRY))));
  for (guint i = 0; i < G_N_ELEMENTS (ENDPOINTS); i++)
    {
      g_autoptr (GBytes) arg = net_ws_encode_get_messages_arg (0);
      g_autoptr (NetResponse) response = test_handle (
          self->replica, ENDPOINTS[i], GROUP_CHAT_ID,
          test_sign (gateway, test_query (gateway, GROUP_CHAT_ID, "ws_get_messages", arg, EXPIRY)));
      g_auto (NetOutputMessages) messages = { 0 };
      g_autoptr (IcCertificate) certificate = NULL;
      g_autoptr (IcHashTree) tree = NULL;
      g_autoptr (GBytes) reply = NULL;
      g_autoptr (GError) error = NULL;
      const guint8 *certified;
      guint8 root[IC_HASH_BYTES];
      gsize len;
      gconstpointer bytes = g_bytes_get_data (response->body, &len);
      cbor_item_t *item = ic_cbor_load (bytes, len, NULL, NULL);

      reply = ic_cbor_get_bytes (ic_cbor_map_get (ic_cbor_map_get (item, "reply"), "arg"), "arg",
                                 NULL);
      cbor_decref (&item);
      g_assert_true (net_ws_decode_messages (reply, &messages, &error));
      g_assert_cmpuint (messages.messages->len, ==, 1);
      certificate = ic_certificate_new_from_cbor (messages.cert, NULL);
      ic_certificate_verify (certificate, self->root, &canister_id, &error);
      g_assert_no_error (error);
      bytes = g_bytes_get_data (messages.tree, &len);
      tree = ic_hash_tree_decode (bytes, len, NULL);
      ic_hash_tree_get_root_hash (tree, root);
      certified = ic_certificate_get_certified_data (certificate, &canister_id, &len, NULL);
      g_assert_cmpmem (certified, len, root, sizeof root);
    }
}

/* A hundred polls of an unchanged state cost one signature. */
static void
test_polls_are_cheap (Fixture *self, gconstpointer data)
{
  g_autoptr (IcEd25519Identity) gateway = test_identity (3);
  NetCertifier *certifier = net_replica_get_certifier (self->replica);
  guint64 before;

  net_response_free (handle_call (self, NET_ENDPOINT_CALL_V2,
                                  test_sign (self->ada, open_call (self, self->ada, EXPIRY))));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  before = net_certifier_get_n_signatures (certifier);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GBytes) arg = net_ws_encode_get_messages_arg (0);

      net_response_free (
          test_handle (self->replica, NET_ENDPOINT_QUERY_V2, GROUP_CHAT_ID,
                       test_sign (gateway, test_query (gateway, GROUP_CHAT_ID, "ws_get_messages",
                                                       arg, EXPIRY))));
    }
  g_assert_cmpuint (net_certifier_get_n_signatures (certifier), ==, before + 1);
}

/* Reads */

static void
test_read_time (Fixture *self, gconstpointer data)
{
  static const char *const TARGETS[] = { GROUP_CHAT_ID, "ryjl3-tyaaa-aaaaa-aaaba-cai" };

  for (guint endpoint = NET_ENDPOINT_READ_STATE_V2; endpoint <= NET_ENDPOINT_READ_STATE_V3;
       endpoint++)
    for (guint i = 0; i < G_N_ELEMENTS (TARGETS); i++)
      {
        g_autoptr (NetResponse)
            response = test_handle (self->replica, endpoint, TARGETS[i],
                                    test_sign (NULL, test_read_state (NULL, "time", EXPIRY)));
        g_autoptr (IcCertificate) certificate = get_certificate (self, response, TARGETS[i]);
        guint64 time_ns;

        g_assert_true (ic_certificate_get_time_ns (certificate, &time_ns, NULL));
        g_assert_cmpuint (time_ns, >=, TEST_NOW_NS);
        g_assert_cmpuint (time_ns, <, TEST_NOW_NS + IC_NS_PER_S);
      }
}

static void
test_read_paths (Fixture *self, gconstpointer data)
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
    assert_status (
        test_handle (self->replica, NET_ENDPOINT_READ_STATE_V3, GROUP_CHAT_ID,
                     test_sign (self->ada, test_read_state (self->ada, CASES[i].path, EXPIRY))),
        CASES[i].status, NULL);
}

static void
test_read_metadata (Fixture *self, gconstpointer data)
{
  g_autoptr (NetResponse) response = test_handle (
      self->replica, NET_ENDPOINT_READ_STATE_V3, GROUP_CHAT_ID,
      test_sign (NULL, test_read_state (NULL, "canister/" GROUP_CHAT_ID "/metadata/candid:service",
                                        EXPIRY)));
  g_autoptr (IcCertificate) certificate = get_certificate (self, response, GROUP_CHAT_ID);
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
test_read_subnet (Fixture *self, gconstpointer data)
{
  g_autofree char *id = ic_principal_to_text (
      net_keys_get_subnet_id (self->keys, NET_SUBNET_APPLICATION));

  for (guint endpoint = NET_ENDPOINT_SUBNET_READ_STATE_V2;
       endpoint <= NET_ENDPOINT_SUBNET_READ_STATE_V3; endpoint++)
    {
      assert_status (test_handle (self->replica, endpoint, id,
                                  test_sign (NULL, test_read_state (NULL, "subnet", EXPIRY))),
                     200, NULL);
      assert_status (test_handle (self->replica, endpoint, GROUP_CHAT_ID,
                                  test_sign (NULL, test_read_state (NULL, "subnet", EXPIRY))),
                     400, "subnet_not_found");
      assert_status (
          test_handle (
              self->replica, endpoint, id,
              test_sign (NULL,
                         test_read_state (NULL, "canister/" GROUP_CHAT_ID "/module_hash", EXPIRY))),
          404, NULL);
    }
}

/* Expired calls are forgotten, and the state tree with them. */
static void
test_forget (Fixture *self, gconstpointer data)
{
  NetTree *state = net_certifier_get_state (net_replica_get_certifier (self->replica));
  g_autoptr (NetResponse) response = NULL;

  for (guint i = 0; i < 20; i++)
    net_response_free (handle_call (self, NET_ENDPOINT_CALL_V3,
                                    test_sign (self->ada, open_call (self, self->ada, EXPIRY))));
  ic_manual_clock_advance_us (self->clock, 300 * G_USEC_PER_SEC);
  {
    IcRequest *request = open_call (self, self->bob, TEST_NOW_NS + 500 * IC_NS_PER_S);
    guint8 id[IC_HASH_BYTES];

    ic_request_get_id (request, id);
    response = handle_call (self, NET_ENDPOINT_CALL_V3, test_sign (self->bob, request));
    /* Only the new one is left: with it, the whole level goes. */
    g_assert_true (net_tree_remove (
        state, (IcLabel[]){ IC_LABEL ("request_status"), IC_LABEL_BYTES (id, sizeof id) }, 2));
    g_assert_false (net_tree_remove (state, &IC_LABEL ("request_status"), 1));
  }
}

static void
on_stopped (GObject *object, GAsyncResult *result, gpointer data)
{
  NetResponse **response = data;

  *response = net_replica_handle_finish (NET_REPLICA (object), result, NULL);
}

/* Who waits when the replica stops gets an answer. */
static void
test_stop_while_waiting (Fixture *self, gconstpointer data)
{
  IcPrincipal id = test_principal (GROUP_CHAT_ID);
  g_autoptr (GBytes) envelope = test_sign (self->ada, open_call (self, self->ada, EXPIRY));
  NetResponse *response = NULL;

  net_replica_handle_async (self->replica, NET_ENDPOINT_CALL_V3, &id, envelope, NULL, on_stopped,
                            &response);
  net_replica_stop (self->replica);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_nonnull (response);
  assert_status (response, 503, NULL);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/network/replica/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("synchronous-call", test_synchronous_call);
  ADD ("asynchronous-call", test_asynchronous_call);
  ADD ("rejected-call", test_rejected_call);
  ADD ("repeated-call", test_repeated_call);
  ADD ("unknown-canister", test_unknown_canister);
  ADD ("bad-signature", test_bad_signature);
  ADD ("wrong-sender", test_wrong_sender);
  ADD ("unsigned-call", test_unsigned_call);
  ADD ("expiry", test_expiry);
  ADD ("wrong-target", test_wrong_target);
  ADD ("wrong-type", test_wrong_type);
  ADD ("nonsense", test_nonsense);
  ADD ("delegation", test_delegation);
  ADD ("query-signature", test_query_signature);
  ADD ("data-certificate", test_data_certificate);
  ADD ("polls-are-cheap", test_polls_are_cheap);
  ADD ("read-time", test_read_time);
  ADD ("read-paths", test_read_paths);
  ADD ("read-metadata", test_read_metadata);
  ADD ("read-subnet", test_read_subnet);
  ADD ("forget", test_forget);
  ADD ("stop-while-waiting", test_stop_while_waiting);
  return g_test_run ();
}
