/* SPDX-License-Identifier: MIT */
/* Calls and queries: executed once, answered under a certificate or a signature. */
#include "ic/ic-cbor.h"
#include "net-test-replica.h"
#include <string.h>

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
test_synchronous_call (ReplicaFixture *self, gconstpointer data)
{
  for (guint endpoint = NET_ENDPOINT_CALL_V3; endpoint <= NET_ENDPOINT_CALL_V4; endpoint++)
    {
      IcRequest *request = test_replica_open_call (self, self->ada, EXPIRY);
      guint8 id[IC_HASH_BYTES];
      g_autoptr (NetResponse) response = NULL;
      g_autoptr (IcCertificate) certificate = NULL;
      g_autofree char *answer = NULL;
      g_autofree char *status = NULL;

      ic_request_get_id (request, id);
      response = test_replica_call (self, endpoint, test_sign (self->ada, request));
      answer = test_response_get_text (response, "status");
      g_assert_cmpstr (answer, ==, "replied");
      certificate = test_replica_get_certificate (self, response, GROUP_CHAT_ID);
      status = lookup_status (certificate, id, "status");
      g_assert_cmpstr (status, ==, "replied");
    }
}

static void
test_asynchronous_call (ReplicaFixture *self, gconstpointer data)
{
  IcRequest *request = test_replica_open_call (self, self->ada, EXPIRY);
  g_autoptr (GPtrArray) paths = net_paths_new ();
  g_autoptr (NetResponse) response = NULL;
  g_autoptr (IcCertificate) certificate = NULL;
  g_autofree char *status = NULL;
  IcPrincipal ada = test_identity_principal (self->ada);
  guint8 id[IC_HASH_BYTES];

  ic_request_get_id (request, id);
  test_replica_assert_status (
      test_replica_call (self, NET_ENDPOINT_CALL_V2, test_sign (self->ada, request)), 202, "");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_add (
      paths,
      net_path_new ((IcLabel[]){ IC_LABEL ("request_status"), IC_LABEL_BYTES (id, sizeof id) }, 2));
  response = test_handle (
      self->replica, NET_ENDPOINT_READ_STATE_V2, GROUP_CHAT_ID,
      test_sign (self->ada, ic_request_new_read_state (paths, &ada, EXPIRY, NULL)));
  certificate = test_replica_get_certificate (self, response, GROUP_CHAT_ID);
  status = lookup_status (certificate, id, "status");
  g_assert_cmpstr (status, ==, "replied");

  /* Others, or at another canister: no. */
  {
    IcPrincipal bob = test_identity_principal (self->bob);

    test_replica_assert_status (
        test_handle (self->replica, NET_ENDPOINT_READ_STATE_V2, GROUP_CHAT_ID,
                     test_sign (self->bob, ic_request_new_read_state (paths, &bob, EXPIRY, NULL))),
        403, "not signed by the caller");
    test_replica_assert_status (
        test_handle (self->replica, NET_ENDPOINT_READ_STATE_V2, PING_PONG_RUST_ID,
                     test_sign (self->ada, ic_request_new_read_state (paths, &ada, EXPIRY, NULL))),
        403, "not belonging to this canister");
  }
}

static void
test_rejected_call (ReplicaFixture *self, gconstpointer data)
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
  response = test_replica_call (self, NET_ENDPOINT_CALL_V3, test_sign (self->ada, request));
  certificate = test_replica_get_certificate (self, response, GROUP_CHAT_ID);
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
test_repeated_call (ReplicaFixture *self, gconstpointer data)
{
  IcRequest *request = test_replica_open_call (self, self->ada, EXPIRY);
  g_autoptr (GBytes) envelope = NULL;
  guint8 id[IC_HASH_BYTES];

  ic_request_get_id (request, id);
  envelope = test_sign (self->ada, request);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (NetResponse)
          response = test_replica_call (self, NET_ENDPOINT_CALL_V3, g_bytes_ref (envelope));
      g_autoptr (IcCertificate)
          certificate = test_replica_get_certificate (self, response, GROUP_CHAT_ID);
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
test_unknown_canister (ReplicaFixture *self, gconstpointer data)
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

/* Queries */

static void
test_query_signature (ReplicaFixture *self, gconstpointer data)
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
test_data_certificate (ReplicaFixture *self, gconstpointer data)
{
  static const NetEndpoint ENDPOINTS[] = { NET_ENDPOINT_QUERY_V2, NET_ENDPOINT_QUERY_V3 };
  g_autoptr (IcEd25519Identity) gateway = test_identity (3);
  IcPrincipal canister_id = test_principal (GROUP_CHAT_ID);

  net_response_free (
      test_replica_call (self, NET_ENDPOINT_CALL_V3,
                         test_sign (self->ada, test_replica_open_call (self, self->ada, EXPIRY))));
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
test_polls_are_cheap (ReplicaFixture *self, gconstpointer data)
{
  g_autoptr (IcEd25519Identity) gateway = test_identity (3);
  NetCertifier *certifier = net_replica_get_certifier (self->replica);
  guint64 before;

  net_response_free (
      test_replica_call (self, NET_ENDPOINT_CALL_V2,
                         test_sign (self->ada, test_replica_open_call (self, self->ada, EXPIRY))));
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

/* Expired calls are forgotten, and the state tree with them. */
static void
test_forget (ReplicaFixture *self, gconstpointer data)
{
  NetTree *state = net_certifier_get_state (net_replica_get_certifier (self->replica));
  g_autoptr (NetResponse) response = NULL;

  for (guint i = 0; i < 20; i++)
    net_response_free (test_replica_call (
        self, NET_ENDPOINT_CALL_V3,
        test_sign (self->ada, test_replica_open_call (self, self->ada, EXPIRY))));
  ic_manual_clock_advance_us (self->clock, 300 * G_USEC_PER_SEC);
  {
    IcRequest *request = test_replica_open_call (self, self->bob, TEST_NOW_NS + 500 * IC_NS_PER_S);
    guint8 id[IC_HASH_BYTES];

    ic_request_get_id (request, id);
    response = test_replica_call (self, NET_ENDPOINT_CALL_V3, test_sign (self->bob, request));
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
test_stop_while_waiting (ReplicaFixture *self, gconstpointer data)
{
  IcPrincipal id = test_principal (GROUP_CHAT_ID);
  g_autoptr (GBytes)
      envelope = test_sign (self->ada, test_replica_open_call (self, self->ada, EXPIRY));
  NetResponse *response = NULL;

  net_replica_handle_async (self->replica, NET_ENDPOINT_CALL_V3, &id, envelope, NULL, on_stopped,
                            &response);
  net_replica_stop (self->replica);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_nonnull (response);
  test_replica_assert_status (response, 503, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST_REPLICA_ADD ("synchronous-call", test_synchronous_call);
  TEST_REPLICA_ADD ("asynchronous-call", test_asynchronous_call);
  TEST_REPLICA_ADD ("rejected-call", test_rejected_call);
  TEST_REPLICA_ADD ("repeated-call", test_repeated_call);
  TEST_REPLICA_ADD ("unknown-canister", test_unknown_canister);
  TEST_REPLICA_ADD ("query-signature", test_query_signature);
  TEST_REPLICA_ADD ("data-certificate", test_data_certificate);
  TEST_REPLICA_ADD ("polls-are-cheap", test_polls_are_cheap);
  TEST_REPLICA_ADD ("forget", test_forget);
  TEST_REPLICA_ADD ("stop-while-waiting", test_stop_while_waiting);
  return g_test_run ();
}
