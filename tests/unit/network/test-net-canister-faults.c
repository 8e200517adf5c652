/* SPDX-License-Identifier: MIT */
/* What goes wrong in a canister, as it is seen through the replica's own interface: certificates of
 * calls, answers to queries. */
#include "ic/ic-cbor.h"
#include "net-test-replica.h"
#include "network/net-canister-faults.h"
#include <string.h>

#define NONCE 7

#define US_PER_MS G_GINT64_CONSTANT (1000)
#define US_PER_S  G_GINT64_CONSTANT (1000000)

static NetWsCanister *
get_canister (ReplicaFixture *self, const char *id)
{
  IcPrincipal principal = test_principal (id);

  return NET_WS_CANISTER (net_replica_get_canister (self->replica, &principal));
}

static void
set_fault (ReplicaFixture *self, const char *id, NetCanisterFault fault, guint64 parameter)
{
  net_ws_canister_set_fault (get_canister (self, id), fault, 1, parameter, 0);
}

static void
clear_faults (ReplicaFixture *self, const char *id)
{
  net_ws_canister_clear_faults (get_canister (self, id));
}

static guint64
get_count (ReplicaFixture *self, const char *id, NetCanisterFault fault)
{
  return net_ws_canister_get_fault_count (get_canister (self, id), fault);
}

/* Calls */

/* What became of a call: by a certificate if @is_certified. */
typedef struct
{
  gboolean is_certified;
  char *status; /* "replied", "rejected", ... */
  GBytes *reply;
  guint64 reject_code;
  char *message;
  char *error_code;
} Fate;

static void
fate_clear (Fate *self)
{
  g_free (self->status);
  g_clear_pointer (&self->reply, g_bytes_unref);
  g_free (self->message);
  g_free (self->error_code);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fate, fate_clear)

static GBytes *
look_up (IcCertificate *certificate, const guint8 *id, const char *name)
{
  IcLabel path[] = { IC_LABEL ("request_status"), IC_LABEL_BYTES (id, IC_HASH_BYTES),
                     IC_LABEL_BYTES (name, strlen (name)) };
  const guint8 *value;
  gsize len;

  if (ic_hash_tree_lookup (ic_certificate_get_tree (certificate), path, 3, &value, &len) !=
      IC_LOOKUP_FOUND)
    return NULL;
  return g_bytes_new (value, len);
}

static char *
look_up_text (IcCertificate *certificate, const guint8 *id, const char *name)
{
  g_autoptr (GBytes) bytes = look_up (certificate, id, name);

  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                       : NULL;
}

static void
read_certified_fate (
    ReplicaFixture *self, const char *canister, NetResponse *response, const guint8 *id, Fate *fate)
{
  g_autoptr (IcCertificate) certificate = test_replica_get_certificate (self, response, canister);
  g_autoptr (GBytes) code = look_up (certificate, id, "reject_code");

  fate->is_certified = TRUE;
  fate->status = look_up_text (certificate, id, "status");
  fate->reply = look_up (certificate, id, "reply");
  fate->message = look_up_text (certificate, id, "reject_message");
  fate->error_code = look_up_text (certificate, id, "error_code");
  if (code != NULL)
    fate->reject_code = *(const guint8 *)g_bytes_get_data (code, NULL);
}

static guint64
get_number (const NetResponse *response, const char *name)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (response->body, &len);
  cbor_item_t *map = ic_cbor_load (bytes, len, NULL, NULL);
  guint64 number = 0;

  g_assert_true (ic_cbor_get_uint64 (ic_cbor_map_get (map, name), &number, name, NULL));
  cbor_decref (&map);
  return number;
}

static void
read_uncertified_fate (NetResponse *response, Fate *fate)
{
  fate->status = test_response_get_text (response, "status");
  fate->message = test_response_get_text (response, "reject_message");
  fate->error_code = test_response_get_text (response, "error_code");
  fate->reject_code = get_number (response, "reject_code");
}

static void
call (ReplicaFixture *self,
      IcEd25519Identity *identity,
      const char *canister,
      const char *method,
      GBytes *arg /* transfer full */,
      Fate *fate)
{
  g_autoptr (GBytes) owned = arg;
  guint64 expiry_ns = ic_clock_get_wall_ns (IC_CLOCK (self->clock)) + 240 * IC_NS_PER_S;
  IcRequest *request = test_call (identity, canister, method, arg, expiry_ns);
  g_autoptr (NetResponse) response = NULL;
  g_autoptr (GBytes) certificate = NULL;
  guint8 id[IC_HASH_BYTES];

  ic_request_get_id (request, id);
  response = test_handle (self->replica, NET_ENDPOINT_CALL_V3, canister,
                          test_sign (identity, request));
  certificate = test_response_get_bytes (response, "certificate");
  if (certificate != NULL)
    read_certified_fate (self, canister, response, id, fate);
  else
    read_uncertified_fate (response, fate);
}

static void
open_as (ReplicaFixture *self,
         IcEd25519Identity *identity,
         const char *canister,
         guint64 nonce,
         Fate *fate)
{
  call (self, identity, canister, "ws_open", net_ws_encode_open_arg (nonce, &self->gateway), fate);
}

static void
say (ReplicaFixture *self, const char *canister, guint64 sequence_num, Fate *fate)
{
  g_autoptr (GBytes) content = test_group_message ("Ada", "hello");
  NetWsMessage message = { .client_key = { test_identity_principal (self->ada), NONCE },
                           .sequence_num = sequence_num,
                           .content = content };

  call (self, self->ada, canister, "ws_message", net_ws_encode_message_arg (&message), fate);
}

static void
assert_ok (const Fate *fate)
{
  g_assert_true (fate->is_certified);
  g_assert_cmpstr (fate->status, ==, "replied");
  g_assert_true (net_ws_decode_result (fate->reply, NULL, NULL));
}

static void
assert_err (const Fate *fate, const char *pattern)
{
  g_autofree char *err = NULL;

  g_assert_true (fate->is_certified);
  g_assert_cmpstr (fate->status, ==, "replied");
  g_assert_false (net_ws_decode_result (fate->reply, &err, NULL));
  g_assert_nonnull (err);
  if (!g_pattern_match_simple (pattern, err))
    g_error ("%s is not %s", err, pattern);
}

static void
assert_rejected (const Fate *fate, guint64 code, const char *error_code, const char *pattern)
{
  g_assert_null (fate->reply);
  g_assert_cmpuint (fate->reject_code, ==, code);
  g_assert_cmpstr (fate->error_code, ==, error_code);
  if (!g_pattern_match_simple (pattern, fate->message))
    g_error ("%s is not %s", fate->message, pattern);
}

static void
open_ok (ReplicaFixture *self, const char *canister)
{
  g_auto (Fate) fate = { 0 };

  open_as (self, self->ada, canister, NONCE, &fate);
  assert_ok (&fate);
}

static void
say_ok (ReplicaFixture *self, guint64 sequence_num)
{
  g_auto (Fate) fate = { 0 };

  say (self, GROUP_CHAT_ID, sequence_num, &fate);
  assert_ok (&fate);
}

/* Polls */

static GBytes *
get_reply (const NetResponse *response)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (response->body, &len);
  cbor_item_t *map = ic_cbor_load (bytes, len, NULL, NULL);
  cbor_item_t *reply = ic_cbor_map_get (map, "reply");
  GBytes *arg = reply != NULL ? ic_cbor_get_bytes (ic_cbor_map_get (reply, "arg"), "arg", NULL)
                              : NULL;

  cbor_decref (&map);
  return arg;
}

/* Asks as the gateway does: the messages, or FALSE with @fate. */
static gboolean
poll (ReplicaFixture *self, const char *canister, NetOutputMessages *messages, Fate *fate)
{
  g_autoptr (IcEd25519Identity) gateway = test_identity (3);
  guint64 expiry_ns = ic_clock_get_wall_ns (IC_CLOCK (self->clock)) + 240 * IC_NS_PER_S;
  g_autoptr (GBytes) arg = net_ws_encode_get_messages_arg (0);
  g_autoptr (NetResponse) response = test_handle (
      self->replica, NET_ENDPOINT_QUERY_V2, canister,
      test_sign (gateway, test_query (gateway, canister, "ws_get_messages", arg, expiry_ns)));
  g_autoptr (GBytes) reply = get_reply (response);

  if (reply == NULL)
    read_uncertified_fate (response, fate);
  else
    g_assert_true (net_ws_decode_messages (reply, messages, NULL));
  return reply != NULL;
}

/* That the canister itself says it: no gateway could have. */
static void
assert_certified (ReplicaFixture *self,
                  const char *canister,
                  const NetOutputMessages *messages,
                  const NetOutputMessage *message)
{
  IcPrincipal id = test_principal (canister);
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (messages->cert, NULL);
  IcLabel path[] = { IC_LABEL ("websocket"), IC_LABEL_BYTES (message->key, strlen (message->key)) };
  g_autoptr (IcHashTree) tree = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *bytes, *leaf;
  gsize len, leaf_len;
  guint8 hash[IC_HASH_BYTES];

  ic_certificate_verify (certificate, self->root, &id, &error);
  g_assert_no_error (error);
  bytes = g_bytes_get_data (messages->tree, &len);
  tree = ic_hash_tree_decode (bytes, len, &error);
  g_assert_no_error (error);
  ic_hash_tree_get_root_hash (tree, hash);
  bytes = ic_certificate_get_certified_data (certificate, &id, &len, &error);
  g_assert_cmpmem (bytes, len, hash, sizeof hash);
  bytes = g_bytes_get_data (message->content, &len);
  ic_sha256 (bytes, len, hash);
  g_assert_cmpint (ic_hash_tree_lookup (tree, path, 2, &leaf, &leaf_len), ==, IC_LOOKUP_FOUND);
  g_assert_cmpmem (leaf, leaf_len, hash, sizeof hash);
}

/* All messages as one line: "1:Open 2:app 3:Ack(4) 4:Close(2)"; what is no message: "?". Each is
 * certified. */
static void
append_content (const NetWsMessage *message, GString *out)
{
  NetServiceKind kind = NET_SERVICE_OPEN;
  NetCloseReason reason = NET_CLOSE_WRONG_SEQUENCE_NUMBER;
  guint64 number = 0;

  if (!message->is_service_message)
    g_string_append (out, "app ");
  else if (!net_ws_decode_service_message (message->content, &kind, &number, &reason, NULL))
    g_string_append (out, "service? ");
  else if (kind == NET_SERVICE_OPEN)
    g_string_append (out, "Open ");
  else if (kind == NET_SERVICE_ACK)
    g_string_append_printf (out, "Ack(%" G_GUINT64_FORMAT ") ", number);
  else
    g_string_append_printf (out, "Close(%d) ", (int)reason);
}

static void
assert_heard (ReplicaFixture *self, const char *canister, const char *expected)
{
  g_auto (NetOutputMessages) messages = { 0 };
  g_auto (Fate) fate = { 0 };
  g_autoptr (GString) heard = g_string_new (NULL);

  g_assert_true (poll (self, canister, &messages, &fate));
  for (guint i = 0; i < messages.messages->len; i++)
    {
      NetOutputMessage *output = g_ptr_array_index (messages.messages, i);
      g_auto (NetWsMessage) message = { 0 };

      assert_certified (self, canister, &messages, output);
      if (net_ws_message_from_cbor (output->content, &message, NULL))
        {
          g_string_append_printf (heard, "%" G_GUINT64_FORMAT ":", message.sequence_num);
          append_content (&message, heard);
        }
      else
        g_string_append (heard, "? ");
    }
  g_assert_cmpstr (g_strchomp (heard->str), ==, expected);
}

/* Names and switches */

static void
test_names (void)
{
  for (guint i = 0; i < NET_N_CANISTER_FAULTS; i++)
    {
      NetCanisterFault fault = NET_N_CANISTER_FAULTS;

      g_assert_true (net_canister_fault_from_name (net_canister_fault_get_name (i), &fault));
      g_assert_cmpuint (fault, ==, i);
      g_assert_true (g_str_has_suffix (net_canister_fault_get_text (i), "."));
    }
  {
    NetCanisterFault fault;

    g_assert_false (net_canister_fault_from_name ("", &fault));
    g_assert_false (net_canister_fault_from_name ("Slow", &fault));
  }
}

static void
test_rate (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (3);
  NetCanisterFaults faults = { 0 };
  const guint n = 10000;
  guint struck = 0;
  guint64 parameter = 0;

  g_assert_false (net_canister_faults_strike (&faults, NET_CANISTER_FAULT_SLOW, random, NULL));
  net_canister_faults_set (&faults, NET_CANISTER_FAULT_SLOW, 0.25, 5, 0);
  for (guint i = 0; i < n; i++)
    struck += net_canister_faults_strike (&faults, NET_CANISTER_FAULT_SLOW, random, &parameter);
  /* 2500 on average; the standard deviation is 43. */
  g_assert_cmpuint (struck, >, 2250);
  g_assert_cmpuint (struck, <, 2750);
  g_assert_cmpuint (faults.faults[NET_CANISTER_FAULT_SLOW].count, ==, struck);
  g_assert_cmpuint (parameter, ==, 5);

  net_canister_faults_set (&faults, NET_CANISTER_FAULT_SLOW, 1, 0, 2);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (net_canister_faults_strike (&faults, NET_CANISTER_FAULT_SLOW, random, NULL),
                     ==, i < 2);
  g_assert_cmpfloat (faults.faults[NET_CANISTER_FAULT_SLOW].rate, ==, 0);
}

static void
test_parse (ReplicaFixture *self, gconstpointer data)
{
  static const char *const WRONG[] = {
    "",           "slow:2", "slow:-1", "slow:nan", "slow:0x1",    "slow:1:-5", "slow:1:x",
    "slow:1:2:3", "slower", "slow:1e", ":1",       "slow:1:1e99", "slow: 0.5", "slow:1:99999999999"
  };
  NetWsCanister *canister = get_canister (self, GROUP_CHAT_ID);
  g_autoptr (GError) error = NULL;

  g_assert_true (net_ws_canister_parse_fault (canister, "slow", &error));
  g_assert_cmpfloat (net_ws_canister_get_fault (canister, NET_CANISTER_FAULT_SLOW), ==, 1);
  g_assert_true (net_ws_canister_parse_fault (canister, "slow:0.5:700", &error));
  g_assert_cmpfloat (net_ws_canister_get_fault (canister, NET_CANISTER_FAULT_SLOW), ==, 0.5);
  g_assert_cmpuint (
      net_ws_canister_get_faults (canister)->faults[NET_CANISTER_FAULT_SLOW].parameter, ==, 700);
  g_assert_true (net_ws_canister_parse_fault (canister, "slow:0", &error));
  g_assert_cmpfloat (net_ws_canister_get_fault (canister, NET_CANISTER_FAULT_SLOW), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (WRONG); i++)
    {
      g_autoptr (GError) why = NULL;

      if (net_ws_canister_parse_fault (canister, WRONG[i], &why))
        g_error ("took \"%s\"", WRONG[i]);
      g_assert_error (why, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    }
}

/* Refusals of the canister's own */

static void
test_open_err (ReplicaFixture *self, gconstpointer data)
{
  g_auto (Fate) fate = { 0 };

  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_OPEN_ERR, 0);
  open_as (self, self->ada, GROUP_CHAT_ID, NONCE, &fate);
  assert_err (&fate, "*takes no connections*");
  assert_heard (self, GROUP_CHAT_ID, "");
  g_assert_cmpuint (get_count (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_OPEN_ERR), ==, 1);
  clear_faults (self, GROUP_CHAT_ID);
  open_ok (self, GROUP_CHAT_ID);
  assert_heard (self, GROUP_CHAT_ID, "1:Open");
}

static void
test_message_err (ReplicaFixture *self, gconstpointer data)
{
  g_auto (Fate) fate = { 0 };

  open_ok (self, GROUP_CHAT_ID);
  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_MESSAGE_ERR, 0);
  say (self, GROUP_CHAT_ID, 1, &fate);
  assert_err (&fate, "*takes no messages*");
  clear_faults (self, GROUP_CHAT_ID);
  /* It does not count. */
  say_ok (self, 1);
  assert_heard (self, GROUP_CHAT_ID, "1:Open 2:app");
}

static void
test_no_method (ReplicaFixture *self, gconstpointer data)
{
  g_auto (Fate) fate = { 0 };

  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_NO_METHOD, 0);
  open_as (self, self->ada, GROUP_CHAT_ID, NONCE, &fate);
  g_assert_true (fate.is_certified);
  assert_rejected (&fate, 5, "IC0536", "*has no update method 'ws_open'*");
  assert_heard (self, GROUP_CHAT_ID, "");
}

/* Traps */

static void
test_trap_open_motoko (ReplicaFixture *self, gconstpointer data)
{
  g_auto (Fate) fate = { 0 };

  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_TRAP_OPEN, 0);
  open_as (self, self->ada, GROUP_CHAT_ID, NONCE, &fate);
  g_assert_true (fate.is_certified);
  assert_rejected (&fate, 5, "IC0503", "*`ic0.trap`*trap-open*");
  /* What stands before the await has happened. */
  assert_heard (self, GROUP_CHAT_ID, "1:Open");
  clear_faults (self, GROUP_CHAT_ID);
  /* But the chat's own code has not heard of the client. */
  say_ok (self, 1);
  assert_heard (self, GROUP_CHAT_ID, "1:Open");
}

static void
test_trap_open_rust (ReplicaFixture *self, gconstpointer data)
{
  g_auto (Fate) fate = { 0 };

  set_fault (self, PING_PONG_RUST_ID, NET_CANISTER_FAULT_TRAP_OPEN, 0);
  open_as (self, self->ada, PING_PONG_RUST_ID, NONCE, &fate);
  assert_rejected (&fate, 5, "IC0503", "*trap-open*");
  assert_heard (self, PING_PONG_RUST_ID, "");
  clear_faults (self, PING_PONG_RUST_ID);
  /* With the same key: there was never anybody. */
  open_ok (self, PING_PONG_RUST_ID);
  assert_heard (self, PING_PONG_RUST_ID, "1:Open 2:app");
}

static void
test_trap_message_motoko (ReplicaFixture *self, gconstpointer data)
{
  g_auto (Fate) fate = { 0 };
  g_auto (Fate) again = { 0 };

  open_ok (self, GROUP_CHAT_ID);
  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_TRAP_MESSAGE, 0);
  say (self, GROUP_CHAT_ID, 1, &fate);
  assert_rejected (&fate, 5, "IC0503", "*trap-message*");
  clear_faults (self, GROUP_CHAT_ID);
  /* The number is used up. */
  say_ok (self, 2);
  say (self, GROUP_CHAT_ID, 2, &again);
  assert_err (&again, "*xpected incoming sequence number 3*");
}

static void
test_trap_message_rust (ReplicaFixture *self, gconstpointer data)
{
  g_auto (Fate) fate = { 0 };
  g_auto (Fate) again = { 0 };

  open_ok (self, PING_PONG_RUST_ID);
  set_fault (self, PING_PONG_RUST_ID, NET_CANISTER_FAULT_TRAP_MESSAGE, 0);
  say (self, PING_PONG_RUST_ID, 1, &fate);
  assert_rejected (&fate, 5, "IC0503", "*trap-message*");
  clear_faults (self, PING_PONG_RUST_ID);
  /* Undone: the next one is number 1 still. */
  say (self, PING_PONG_RUST_ID, 2, &again);
  assert_err (&again, "*xpected incoming sequence number 1*");
}

static void
test_trap_poll (ReplicaFixture *self, gconstpointer data)
{
  g_auto (NetOutputMessages) messages = { 0 };
  g_auto (Fate) fate = { 0 };

  open_ok (self, GROUP_CHAT_ID);
  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_TRAP_POLL, 0);
  g_assert_false (poll (self, GROUP_CHAT_ID, &messages, &fate));
  g_assert_cmpstr (fate.status, ==, "rejected");
  assert_rejected (&fate, 5, "IC0503", "*trap-poll*");
  clear_faults (self, GROUP_CHAT_ID);
  assert_heard (self, GROUP_CHAT_ID, "1:Open");
}

/* A canister that does not run */

/* @data: NetCanisterFault */
static void
test_does_not_run (ReplicaFixture *self, gconstpointer data)
{
  NetCanisterFault fault = GPOINTER_TO_UINT (data);
  gboolean stopped = fault == NET_CANISTER_FAULT_STOPPED;
  const char *error_code = stopped ? "IC0508" : "IC0207";
  guint code = stopped ? 5 : 2;
  IcRequest *request;
  g_auto (Fate) fate = { 0 };
  g_auto (Fate) certified = { 0 };
  g_auto (Fate) query = { 0 };
  g_auto (NetOutputMessages) messages = { 0 };
  g_autoptr (NetResponse) response = NULL;
  g_autofree char *error_text = NULL;

  /* Refused before it is accepted: nothing of it can be read afterwards. */
  set_fault (self, GROUP_CHAT_ID, fault, 0);
  open_as (self, self->ada, GROUP_CHAT_ID, NONCE, &fate);
  g_assert_false (fate.is_certified);
  g_assert_cmpstr (fate.status, ==, "non_replicated_rejection");
  assert_rejected (&fate, code, error_code,
                   stopped ? "Canister " GROUP_CHAT_ID " is stopped"
                           : "Canister " GROUP_CHAT_ID " is out of cycles");
  request = test_replica_open_call (self, self->ada, EXPIRY);
  response = test_replica_call (self, NET_ENDPOINT_CALL_V2, test_sign (self->ada, request));
  g_assert_cmpuint (response->status, ==, 200);
  error_text = test_response_get_text (response, "error_code");
  g_assert_cmpstr (error_text, ==, error_code);

  g_assert_false (poll (self, GROUP_CHAT_ID, &messages, &query));
  assert_rejected (&query, code, error_code,
                   stopped ? "*is stopped and therefore*" : "*because it's frozen*");

  /* Refused after it was accepted. */
  set_fault (self, GROUP_CHAT_ID, fault, NET_CANISTER_FAULT_AFTER_ACCEPTING);
  open_as (self, self->ada, GROUP_CHAT_ID, NONCE, &certified);
  g_assert_true (certified.is_certified);
  g_assert_cmpstr (certified.status, ==, "rejected");
  assert_rejected (&certified, code, error_code, "Canister " GROUP_CHAT_ID " is *");

  clear_faults (self, GROUP_CHAT_ID);
  open_ok (self, GROUP_CHAT_ID);
  assert_heard (self, GROUP_CHAT_ID, "1:Open");
}

/* A slow one */

static void
advance_s (ReplicaFixture *self, gint64 seconds)
{
  ic_manual_clock_advance_us (self->clock, seconds * US_PER_S);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* The certified status of @id, as ada reads it. */
static char *
read_status (ReplicaFixture *self, const guint8 *id)
{
  guint64 expiry_ns = ic_clock_get_wall_ns (IC_CLOCK (self->clock)) + 240 * IC_NS_PER_S;
  IcPrincipal ada = test_identity_principal (self->ada);
  g_autoptr (GPtrArray) paths = net_paths_new ();
  g_autoptr (NetResponse) response = NULL;
  g_autoptr (IcCertificate) certificate = NULL;

  g_ptr_array_add (paths, net_path_new ((IcLabel[]){ IC_LABEL ("request_status"),
                                                     IC_LABEL_BYTES (id, IC_HASH_BYTES) },
                                        2));
  response = test_handle (
      self->replica, NET_ENDPOINT_READ_STATE_V2, GROUP_CHAT_ID,
      test_sign (self->ada, ic_request_new_read_state (paths, &ada, expiry_ns, NULL)));
  certificate = test_replica_get_certificate (self, response, GROUP_CHAT_ID);
  return look_up_text (certificate, id, "status");
}

static void
submit (ReplicaFixture *self, IcRequest *request, guint8 id[IC_HASH_BYTES])
{
  ic_request_get_id (request, id);
  test_replica_assert_status (
      test_replica_call (self, NET_ENDPOINT_CALL_V2, test_sign (self->ada, request)), 202, "");
}

static void
assert_status (ReplicaFixture *self, const guint8 *id, const char *expected)
{
  g_autofree char *status = read_status (self, id);

  g_assert_cmpstr (status, ==, expected);
}

static void
test_slow (ReplicaFixture *self, gconstpointer data)
{
  guint8 first[IC_HASH_BYTES], second[IC_HASH_BYTES], third[IC_HASH_BYTES];

  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_SLOW, 3000);
  submit (self, test_replica_open_call (self, self->ada, EXPIRY), first);
  assert_status (self, first, "processing");
  advance_s (self, 2);
  assert_status (self, first, "processing");
  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_SLOW, 0);
  submit (self, test_replica_open_call (self, self->ada, EXPIRY), second);
  /* Quick again, but nothing overtakes. */
  clear_faults (self, GROUP_CHAT_ID);
  submit (self, test_replica_open_call (self, self->ada, EXPIRY), third);
  advance_s (self, 1);
  assert_status (self, first, "replied");
  assert_status (self, second, "processing");
  assert_status (self, third, "processing");
  advance_s (self, NET_CANISTER_FAULT_SLOW_DEFAULT_MS / 1000 - 2);
  assert_status (self, second, "processing");
  advance_s (self, 1);
  assert_status (self, second, "replied");
  assert_status (self, third, "replied");
  /* Another canister was never slow. */
  open_ok (self, PING_PONG_RUST_ID);
}

typedef struct
{
  NetResponse *response;
} Wait;

static void
on_handled (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ((Wait *)user_data)->response = net_replica_handle_finish (NET_REPLICA (object), result, NULL);
}

static void
start_call (ReplicaFixture *self, GBytes *envelope, Wait *wait)
{
  IcPrincipal id = test_principal (GROUP_CHAT_ID);

  net_replica_handle_async (self->replica, NET_ENDPOINT_CALL_V4, &id, envelope, NULL, on_handled,
                            wait);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_slow_synchronous (ReplicaFixture *self, gconstpointer data)
{
  IcRequest *request = test_replica_open_call (self, self->ada, EXPIRY);
  Wait wait = { 0 }, short_wait = { 0 };
  guint8 id[IC_HASH_BYTES];
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (GBytes) certificate = NULL;

  ic_request_get_id (request, id);
  envelope = test_sign (self->ada, request);
  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_SLOW, 15000);
  start_call (self, envelope, &wait);
  advance_s (self, 9);
  g_assert_null (wait.response);
  /* Ten seconds are enough to wait: come back later. */
  advance_s (self, 1);
  g_assert_nonnull (wait.response);
  g_assert_cmpuint (wait.response->status, ==, 202);
  net_response_free (wait.response);
  assert_status (self, id, "processing");

  /* Who asks again now waits for less than that, and gets the certificate. */
  start_call (self, envelope, &short_wait);
  advance_s (self, 4);
  g_assert_null (short_wait.response);
  advance_s (self, 1);
  g_assert_nonnull (short_wait.response);
  certificate = test_response_get_bytes (short_wait.response, "certificate");
  g_assert_nonnull (certificate);
  net_response_free (short_wait.response);
  assert_status (self, id, "replied");
}

/* A replica that stops forgets nobody who waits. */
static void
test_slow_and_stopped (ReplicaFixture *self, gconstpointer data)
{
  Wait wait = { 0 };
  g_autoptr (GBytes)
      envelope = test_sign (self->ada, test_replica_open_call (self, self->ada, EXPIRY));

  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_SLOW, 0);
  start_call (self, envelope, &wait);
  net_replica_stop (self->replica);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_nonnull (wait.response);
  g_assert_cmpuint (wait.response->status, ==, 503);
  net_response_free (wait.response);
}

/* What it sends */

static void
test_wrong_sequence (ReplicaFixture *self, gconstpointer data)
{
  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_WRONG_SEQUENCE, 0);
  open_ok (self, GROUP_CHAT_ID);
  say_ok (self, 1);
  clear_faults (self, GROUP_CHAT_ID);
  say_ok (self, 2);
  assert_heard (self, GROUP_CHAT_ID, "1:Open 3:app 4:app");
}

static void
test_bad_content (ReplicaFixture *self, gconstpointer data)
{
  open_ok (self, GROUP_CHAT_ID);
  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_BAD_CONTENT, 0);
  say_ok (self, 1);
  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_BAD_CONTENT,
             NET_CANISTER_FAULT_BAD_INNER_CONTENT);
  net_ws_canister_close_all (get_canister (self, GROUP_CHAT_ID), NET_CLOSE_KEEP_ALIVE_TIMEOUT);
  assert_heard (self, GROUP_CHAT_ID, "1:Open ? 3:service?");
}

static void
test_second_open (ReplicaFixture *self, gconstpointer data)
{
  open_ok (self, GROUP_CHAT_ID);
  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_SECOND_OPEN, 0);
  say_ok (self, 1);
  assert_heard (self, GROUP_CHAT_ID, "1:Open 2:Open 3:app");
}

static void
test_acks (ReplicaFixture *self, gconstpointer data)
{
  const gint64 interval_s = NET_WS_DEFAULT_ACK_INTERVAL_MS / 1000;

  open_ok (self, GROUP_CHAT_ID);
  say_ok (self, 1);
  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_NO_ACK, 0);
  advance_s (self, interval_s);
  assert_heard (self, GROUP_CHAT_ID, "1:Open 2:app");
  /* Nothing was asked, so nobody is dropped for not answering. */
  advance_s (self, NET_WS_DEFAULT_KEEP_ALIVE_MS / 1000 + 1);
  assert_heard (self, GROUP_CHAT_ID, "1:Open 2:app");

  clear_faults (self, GROUP_CHAT_ID);
  set_fault (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_BAD_ACK, 0);
  advance_s (self, interval_s - NET_WS_DEFAULT_KEEP_ALIVE_MS / 1000 - 1);
  assert_heard (self, GROUP_CHAT_ID, "3:Ack(1001)");
  g_assert_cmpuint (get_count (self, GROUP_CHAT_ID, NET_CANISTER_FAULT_BAD_ACK), ==, 1);
}

static void
test_close_reasons (ReplicaFixture *self, gconstpointer data)
{
  for (guint reason = 0; reason < NET_N_CLOSE_REASONS; reason++)
    {
      NetWsCanister *canister = get_canister (self, GROUP_CHAT_ID);
      g_autofree char *expected = g_strdup_printf ("1:Open 1:Open 2:Close(%u) 2:Close(%u)", reason,
                                                   reason);
      g_auto (Fate) ada = { 0 }, bob = { 0 }, late = { 0 };
      NetCloseReason back;

      g_assert_true (net_close_reason_from_name (net_close_reason_get_name (reason), &back));
      g_assert_cmpuint (back, ==, reason);

      open_as (self, self->ada, GROUP_CHAT_ID, NONCE, &ada);
      open_as (self, self->bob, GROUP_CHAT_ID, NONCE, &bob);
      net_ws_canister_close_all (canister, reason);
      assert_heard (self, GROUP_CHAT_ID, expected);
      g_assert_cmpuint (net_ws_cdk_get_n_clients (net_ws_canister_get_cdk (canister)), ==, 0);
      say (self, GROUP_CHAT_ID, 1, &late);
      assert_err (&late, "*doesn't have an open connection");
      net_ws_canister_upgrade (canister);
    }
}

static void
test_upgrade (ReplicaFixture *self, gconstpointer data)
{
  g_auto (Fate) lost = { 0 };
  NetWsCanister *canister = get_canister (self, GROUP_CHAT_ID);
  guint8 before[IC_HASH_BYTES], after[IC_HASH_BYTES];

  open_ok (self, GROUP_CHAT_ID);
  say_ok (self, 1);
  g_assert_true (net_canister_get_certified_data (NET_CANISTER (canister), before));
  net_ws_canister_upgrade (canister);
  /* Not known any more, and without a word. */
  assert_heard (self, GROUP_CHAT_ID, "");
  say (self, GROUP_CHAT_ID, 2, &lost);
  assert_err (&lost, "*doesn't have an open connection");
  g_assert_false (net_canister_get_certified_data (NET_CANISTER (canister), after));
  /* It begins anew: the same key, numbers from 1, and nobody else in the chat. */
  open_ok (self, GROUP_CHAT_ID);
  say_ok (self, 1);
  assert_heard (self, GROUP_CHAT_ID, "1:Open 2:app");
  /* Its timers run. */
  advance_s (self, NET_WS_DEFAULT_ACK_INTERVAL_MS / 1000);
  assert_heard (self, GROUP_CHAT_ID, "1:Open 2:app 3:Ack(1)");
}

#define ADD(path, func) TEST_REPLICA_ADD ("canister-fault/" path, func)
#define ADD_DATA(path, func, data)                                                                 \
  g_test_add ("/network/replica/canister-fault/" path, ReplicaFixture, GUINT_TO_POINTER (data),    \
              test_replica_set_up, func, test_replica_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/canister-fault/names", test_names);
  g_test_add_func ("/network/canister-fault/rate", test_rate);
  ADD ("parse", test_parse);
  ADD ("open-err", test_open_err);
  ADD ("message-err", test_message_err);
  ADD ("no-method", test_no_method);
  ADD ("trap-open/motoko", test_trap_open_motoko);
  ADD ("trap-open/rust", test_trap_open_rust);
  ADD ("trap-message/motoko", test_trap_message_motoko);
  ADD ("trap-message/rust", test_trap_message_rust);
  ADD ("trap-poll", test_trap_poll);
  ADD_DATA ("stopped", test_does_not_run, NET_CANISTER_FAULT_STOPPED);
  ADD_DATA ("out-of-cycles", test_does_not_run, NET_CANISTER_FAULT_OUT_OF_CYCLES);
  ADD ("slow", test_slow);
  ADD ("slow-synchronous", test_slow_synchronous);
  ADD ("slow-and-stopped", test_slow_and_stopped);
  ADD ("wrong-sequence", test_wrong_sequence);
  ADD ("bad-content", test_bad_content);
  ADD ("second-open", test_second_open);
  ADD ("acks", test_acks);
  ADD ("close-reasons", test_close_reasons);
  ADD ("upgrade", test_upgrade);
  return g_test_run ();
}
