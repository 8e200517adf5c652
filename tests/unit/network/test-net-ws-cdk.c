/* SPDX-License-Identifier: MIT */
/* The canister's side of the protocol, rule by rule, with a clock that stands still. */
#include "ic/ic-hash-tree.h"
#include "net-test-util.h"
#include "network/net-ws-cdk.h"
#include <string.h>

#define ACK_INTERVAL_MS 300000
#define KEEP_ALIVE_MS   60000
#define US_PER_MS       G_GINT64_CONSTANT (1000)

typedef struct
{
  IcManualClock *clock;
  NetWsCdk *cdk;
  GString *events; /* what the handlers were told */
  gboolean trap_next;
  IcPrincipal gateway;
  IcPrincipal other_gateway;
  IcPrincipal ada;
  IcPrincipal bob;
} Fixture;

static void
on_open (const IcPrincipal *client, gpointer data)
{
  g_string_append (((Fixture *)data)->events, "open ");
}

static gboolean
on_message (const IcPrincipal *client, GBytes *message, char **trap, gpointer data)
{
  Fixture *self = data;

  if (self->trap_next)
    {
      *trap = g_strdup ("trapped");
      return FALSE;
    }
  g_string_append_printf (self->events, "message(%.*s) ", (int)g_bytes_get_size (message),
                          (const char *)g_bytes_get_data (message, NULL));
  return TRUE;
}

static void
on_close (const IcPrincipal *client, gpointer data)
{
  g_string_append (((Fixture *)data)->events, "close ");
}

static void
set_up (Fixture *self, gconstpointer flavour)
{
  static const NetWsHandlers HANDLERS = { on_open, on_message, on_close };
  const NetWsCdkOptions options = { ACK_INTERVAL_MS, KEEP_ALIVE_MS };
  IcPrincipal *principals[] = { &self->gateway, &self->other_gateway, &self->ada, &self->bob };

  self->clock = ic_manual_clock_new (TEST_NOW_NS);
  self->events = g_string_new (NULL);
  self->cdk = net_ws_cdk_new (GPOINTER_TO_INT (flavour), IC_CLOCK (self->clock), &options,
                              &HANDLERS, self);
  for (guint i = 0; i < G_N_ELEMENTS (principals); i++)
    {
      g_autoptr (IcEd25519Identity) identity = test_identity (i);

      *principals[i] = test_identity_principal (identity);
    }
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  net_ws_cdk_free (self->cdk);
  /* No timer outlives the canister. */
  g_assert_cmpuint (ic_manual_clock_get_pending (self->clock), ==, 0);
  g_object_unref (self->clock);
  g_string_free (self->events, TRUE);
}

/* Takes and forgets the events. */
static void
assert_events (Fixture *self, const char *expected)
{
  g_assert_cmpstr (self->events->str, ==, expected);
  g_string_truncate (self->events, 0);
}

static void
assert_result (char *err, const char *expected)
{
  g_autofree char *owned = err;

  if (expected == NULL)
    g_assert_cmpstr (owned, ==, NULL);
  else if (owned == NULL || !g_pattern_match_simple (expected, owned))
    g_error ("%s is not %s", owned, expected);
}

static void
open_client (Fixture *self, const IcPrincipal *client, guint64 nonce)
{
  assert_result (net_ws_cdk_open (self->cdk, client, nonce, &self->gateway), NULL);
}

static char *
say (
    Fixture *self, const IcPrincipal *client, guint64 nonce, guint64 sequence_num, const char *text)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  NetWsMessage message = { .client_key = { *client, nonce },
                           .sequence_num = sequence_num,
                           .content = content };
  char *trap = NULL;
  char *err = net_ws_cdk_message (self->cdk, client, &message, &trap);

  if (trap != NULL)
    {
      g_free (err);
      return trap;
    }
  return err;
}

static char *
say_service (Fixture *self,
             const IcPrincipal *client,
             guint64 nonce,
             guint64 sequence_num,
             GBytes *content /* transfer full */)
{
  g_autoptr (GBytes) owned = content;
  NetWsMessage message = { .client_key = { *client, nonce },
                           .sequence_num = sequence_num,
                           .is_service_message = TRUE,
                           .content = content };
  char *trap = NULL;
  char *err = net_ws_cdk_message (self->cdk, client, &message, &trap);

  if (trap != NULL)
    {
      g_free (err);
      return trap;
    }
  return err;
}

static GBytes *
fake_certificate (gpointer data)
{
  return g_bytes_new_static ("certificate", 11);
}

static const NetQueryContext CONTEXT = { fake_certificate, NULL };

static void
poll (Fixture *self, const IcPrincipal *gateway, guint64 nonce, NetOutputMessages *out)
{
  g_assert_true (net_ws_cdk_get_messages (self->cdk, gateway, nonce, &CONTEXT, out));
}

static guint
count_queue (Fixture *self, guint64 nonce)
{
  g_auto (NetOutputMessages) messages = { 0 };

  poll (self, &self->gateway, nonce, &messages);
  return messages.messages->len;
}

/* Message @nonce of the queue, decoded. */
static void
get_message (Fixture *self, guint64 nonce, NetWsMessage *out)
{
  g_auto (NetOutputMessages) messages = { 0 };
  g_autoptr (GError) error = NULL;
  NetOutputMessage *first;

  poll (self, &self->gateway, nonce, &messages);
  g_assert_cmpuint (messages.messages->len, >, 0);
  first = g_ptr_array_index (messages.messages, 0);
  g_assert_cmpuint (first->nonce, ==, nonce);
  g_assert_true (net_ws_message_from_cbor (first->content, out, &error));
  g_assert_no_error (error);
  g_assert_true (net_client_key_equal (&first->client_key, &out->client_key));
}

static void
assert_service (
    Fixture *self, guint64 nonce, NetServiceKind kind, guint64 number, NetCloseReason reason)
{
  g_auto (NetWsMessage) message = { 0 };
  NetServiceKind got_kind;
  guint64 got_number = number;
  NetCloseReason got_reason = reason;
  g_autoptr (GError) error = NULL;

  get_message (self, nonce, &message);
  g_assert_true (message.is_service_message);
  net_ws_decode_service_message (message.content, &got_kind, &got_number, &got_reason, &error);
  g_assert_no_error (error);
  g_assert_cmpint (got_kind, ==, kind);
  g_assert_cmpuint (got_number, ==, number);
  g_assert_cmpint (got_reason, ==, reason);
}

/* ws_open */

static void
test_open (Fixture *self, gconstpointer data)
{
  g_auto (NetWsMessage) message = { 0 };

  open_client (self, &self->ada, 7);
  assert_events (self, "open ");
  assert_service (self, 0, NET_SERVICE_OPEN, 0, 0);
  get_message (self, 0, &message);
  g_assert_cmpuint (message.sequence_num, ==, 1);
  g_assert_cmpuint (message.timestamp_ns, ==, TEST_NOW_NS);
  g_assert_cmpuint (message.client_key.nonce, ==, 7);
  g_assert_true (ic_principal_equal (&message.client_key.principal, &self->ada));
}

static void
test_open_anonymous (Fixture *self, gconstpointer data)
{
  assert_result (net_ws_cdk_open (self->cdk, &IC_PRINCIPAL_ANONYMOUS, 1, &self->gateway),
                 "Anonymous principal is not allowed");
  assert_events (self, "");
  g_assert_cmpuint (net_ws_cdk_get_n_clients (self->cdk), ==, 0);
}

static void
test_open_twice (Fixture *self, gconstpointer data)
{
  open_client (self, &self->ada, 7);
  assert_result (net_ws_cdk_open (self->cdk, &self->ada, 7, &self->gateway),
                 "Client with key *_7 already has an open connection");
  g_assert_cmpuint (count_queue (self, 0), ==, 1);
}

static void
test_open_replaces (Fixture *self, gconstpointer data)
{
  open_client (self, &self->ada, 7);
  open_client (self, &self->ada, 8);
  assert_events (self, "open close open ");
  g_assert_cmpuint (net_ws_cdk_get_n_clients (self->cdk), ==, 1);
  /* The older connection is not told. */
  g_assert_cmpuint (count_queue (self, 0), ==, 2);
  assert_service (self, 1, NET_SERVICE_OPEN, 0, 0);
  assert_result (say (self, &self->ada, 7, 1, "late"),
                 "Client with principal * has a different key than the one used in the message");
  assert_result (say (self, &self->ada, 8, 1, "new"), NULL);
}

/* ws_message */

static void
test_message (Fixture *self, gconstpointer data)
{
  open_client (self, &self->ada, 7);
  assert_result (say (self, &self->ada, 7, 1, "one"), NULL);
  assert_result (say (self, &self->ada, 7, 2, "two"), NULL);
  assert_events (self, "open message(one) message(two) ");
}

static void
test_message_unknown_client (Fixture *self, gconstpointer data)
{
  assert_result (say (self, &self->ada, 7, 1, "one"),
                 "Client with principal * doesn't have an open connection");
  assert_events (self, "");
}

static void
test_wrong_sequence (Fixture *self, gconstpointer data)
{
  open_client (self, &self->ada, 7);
  assert_result (say (self, &self->ada, 7, 2, "two"),
                 "Expected incoming sequence number 1 but got 2");
  assert_events (self, "open close ");
  g_assert_cmpuint (net_ws_cdk_get_n_clients (self->cdk), ==, 0);
  assert_service (self, 1, NET_SERVICE_CLOSE, 0, NET_CLOSE_WRONG_SEQUENCE_NUMBER);
  assert_result (say (self, &self->ada, 7, 1, "one"),
                 "Client with principal * doesn't have an open connection");
}

static void
test_repeated_sequence (Fixture *self, gconstpointer data)
{
  open_client (self, &self->ada, 7);
  assert_result (say (self, &self->ada, 7, 1, "one"), NULL);
  assert_result (say (self, &self->ada, 7, 1, "one"),
                 "Expected incoming sequence number 2 but got 1");
  assert_service (self, 1, NET_SERVICE_CLOSE, 0, NET_CLOSE_WRONG_SEQUENCE_NUMBER);
}

/* The Rust CDK's call is rolled back as a whole; the Motoko one's counter was committed before. */
static void
test_trap (Fixture *self, gconstpointer flavour)
{
  gboolean rust = GPOINTER_TO_INT (flavour) == NET_CDK_RUST;

  open_client (self, &self->ada, 7);
  self->trap_next = TRUE;
  assert_result (say (self, &self->ada, 7, 1, "one"), "trapped");
  self->trap_next = FALSE;
  assert_result (say (self, &self->ada, 7, rust ? 1 : 2, "next"), NULL);
  assert_events (self, "open message(next) ");
}

static void
test_service_messages (Fixture *self, gconstpointer flavour)
{
  gboolean rust = GPOINTER_TO_INT (flavour) == NET_CDK_RUST;

  open_client (self, &self->ada, 7);
  assert_result (say_service (self, &self->ada, 7, 1,
                              net_ws_encode_number_message (NET_SERVICE_KEEP_ALIVE, 0)),
                 NULL);
  assert_result (
      say_service (self, &self->ada, 7, 2, net_ws_encode_number_message (NET_SERVICE_ACK, 0)),
      "Invalid service message");
  assert_result (say_service (self, &self->ada, 7, 3, net_ws_encode_close_message (0)),
                 "Invalid service message");
  assert_result (say_service (self, &self->ada, 7, 4, test_bytes ("no candid")),
                 rust ? "Error decoding service message content: *" : "IDL error: *");
  /* None of this ends the connection. */
  g_assert_cmpuint (net_ws_cdk_get_n_clients (self->cdk), ==, 1);
  assert_events (self, "open ");
}

/* ws_close */

static void
test_close (Fixture *self, gconstpointer data)
{
  NetClientKey key = { self->ada, 7 };
  NetClientKey unknown = { self->ada, 8 };

  assert_result (net_ws_cdk_close (self->cdk, &self->gateway, &key),
                 "Gateway with principal * is not registered");
  open_client (self, &self->ada, 7);
  assert_result (net_ws_cdk_open (self->cdk, &self->bob, 9, &self->other_gateway), NULL);
  assert_result (net_ws_cdk_close (self->cdk, &self->other_gateway, &key),
                 "Client with key *_7 was not registered to gateway *");
  assert_result (net_ws_cdk_close (self->cdk, &self->gateway, &unknown),
                 "Client with key *_8 doesn't have an open connection");
  g_string_truncate (self->events, 0);
  assert_result (net_ws_cdk_close (self->cdk, &self->gateway, &key), NULL);
  assert_events (self, "close ");
  g_assert_cmpuint (net_ws_cdk_get_n_clients (self->cdk), ==, 1);
}

static void
test_close_by_application (Fixture *self, gconstpointer data)
{
  open_client (self, &self->ada, 7);
  assert_result (net_ws_cdk_close_client (self->cdk, &self->ada), NULL);
  assert_service (self, 1, NET_SERVICE_CLOSE, 0, NET_CLOSE_CLOSED_BY_APPLICATION);
  assert_result (net_ws_cdk_close_client (self->cdk, &self->ada),
                 "Client with principal * doesn't have an open connection");
}

/* ws_get_messages */

static void
test_poll_of_strangers (Fixture *self, gconstpointer data)
{
  g_auto (NetOutputMessages) messages = { 0 };

  open_client (self, &self->ada, 7);
  poll (self, &self->other_gateway, 0, &messages);
  g_assert_cmpuint (messages.messages->len, ==, 0);
  g_assert_cmpuint (g_bytes_get_size (messages.cert), ==, 0);
  g_assert_cmpuint (g_bytes_get_size (messages.tree), ==, 0);
  g_assert_true (messages.is_end_of_queue);
}

static void
test_poll_in_update_call (Fixture *self, gconstpointer data)
{
  g_auto (NetOutputMessages) messages = { 0 };

  open_client (self, &self->ada, 7);
  g_assert_false (net_ws_cdk_get_messages (self->cdk, &self->gateway, 0, NULL, &messages));
}

static void
test_poll_limit (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("x", 1);

  open_client (self, &self->ada, 7);
  for (guint i = 0; i < 2 * NET_WS_MAX_MESSAGES_PER_POLL; i++)
    assert_result (net_ws_cdk_send (self->cdk, &self->ada, content), NULL);

  /* 101 messages: 50, 50, 1 */
  for (guint i = 0; i < 3; i++)
    {
      g_auto (NetOutputMessages) messages = { 0 };

      poll (self, &self->gateway, i * NET_WS_MAX_MESSAGES_PER_POLL, &messages);
      g_assert_cmpuint (messages.messages->len, ==, i < 2 ? NET_WS_MAX_MESSAGES_PER_POLL : 1);
      g_assert_cmpint (messages.is_end_of_queue, ==, i == 2);
    }
  {
    g_auto (NetOutputMessages) messages = { 0 };

    /* Exactly 50 left is the end, too. */
    poll (self, &self->gateway, 51, &messages);
    g_assert_cmpuint (messages.messages->len, ==, NET_WS_MAX_MESSAGES_PER_POLL);
    g_assert_true (messages.is_end_of_queue);
  }
  g_assert_cmpuint (count_queue (self, 101), ==, 0);
  g_assert_cmpuint (count_queue (self, G_MAXUINT64), ==, 0);
}

/* Each message of a poll stands in the tree that is certified, under its own key. */
static void
test_witness (Fixture *self, gconstpointer data)
{
  g_auto (NetOutputMessages) messages = { 0 };
  g_autoptr (GBytes) content = g_bytes_new_static ("x", 1);
  g_autoptr (IcHashTree) tree = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *prefix = ic_principal_to_text (&self->gateway);
  guint8 certified[IC_HASH_BYTES], root[IC_HASH_BYTES];
  gsize len;
  gconstpointer bytes;

  g_assert_false (net_ws_cdk_get_certified_data (self->cdk, certified));
  open_client (self, &self->ada, 7);
  for (guint i = 0; i < 200; i++)
    assert_result (net_ws_cdk_send (self->cdk, &self->ada, content), NULL);

  poll (self, &self->gateway, 60, &messages);
  bytes = g_bytes_get_data (messages.tree, &len);
  tree = ic_hash_tree_decode (bytes, len, &error);
  g_assert_no_error (error);
  ic_hash_tree_get_root_hash (tree, root);
  g_assert_true (net_ws_cdk_get_certified_data (self->cdk, certified));
  g_assert_cmpmem (root, sizeof root, certified, sizeof certified);

  for (guint i = 0; i < messages.messages->len; i++)
    {
      NetOutputMessage *message = g_ptr_array_index (messages.messages, i);
      g_autofree char *key = g_strdup_printf ("%s_%020u", prefix, 60 + i);
      IcLabel path[] = { IC_LABEL ("websocket"), IC_LABEL_BYTES (key, strlen (key)) };
      const guint8 *leaf;
      gsize leaf_len, content_len;
      gconstpointer content_bytes = g_bytes_get_data (message->content, &content_len);
      guint8 hash[IC_HASH_BYTES];

      g_assert_cmpstr (message->key, ==, key);
      ic_sha256 (content_bytes, content_len, hash);
      g_assert_cmpint (ic_hash_tree_lookup (tree, path, 2, &leaf, &leaf_len), ==, IC_LOOKUP_FOUND);
      g_assert_cmpmem (leaf, leaf_len, hash, sizeof hash);
    }
}

static void
test_self_describe_tag (Fixture *self, gconstpointer flavour)
{
  static const guint8 TAG[] = { 0xd9, 0xd9, 0xf7 };
  g_auto (NetOutputMessages) messages = { 0 };
  NetOutputMessage *first;
  const guint8 *bytes;

  open_client (self, &self->ada, 7);
  poll (self, &self->gateway, 0, &messages);
  first = g_ptr_array_index (messages.messages, 0);
  bytes = g_bytes_get_data (first->content, NULL);
  g_assert_cmpint (memcmp (bytes, TAG, sizeof TAG) == 0, ==,
                   GPOINTER_TO_INT (flavour) == NET_CDK_RUST);
}

/* Queues of gateways are apart. */
static void
test_two_gateways (Fixture *self, gconstpointer data)
{
  g_auto (NetOutputMessages) messages = { 0 };

  open_client (self, &self->ada, 7);
  assert_result (net_ws_cdk_open (self->cdk, &self->bob, 9, &self->other_gateway), NULL);
  g_assert_cmpuint (count_queue (self, 0), ==, 1);
  poll (self, &self->other_gateway, 0, &messages);
  g_assert_cmpuint (messages.messages->len, ==, 1);
  g_assert_cmpuint (((NetOutputMessage *)g_ptr_array_index (messages.messages, 0))->nonce, ==, 0);
}

/* Time */

static void
test_ack (Fixture *self, gconstpointer data)
{
  open_client (self, &self->ada, 7);
  assert_result (say (self, &self->ada, 7, 1, "one"), NULL);
  assert_result (say (self, &self->ada, 7, 2, "two"), NULL);
  ic_manual_clock_advance_us (self->clock, (ACK_INTERVAL_MS - 1) * US_PER_MS);
  g_assert_cmpuint (count_queue (self, 0), ==, 1);
  ic_manual_clock_advance_us (self->clock, US_PER_MS);
  assert_service (self, 1, NET_SERVICE_ACK, 2, 0);
}

static void
test_keep_alive (Fixture *self, gconstpointer data)
{
  open_client (self, &self->ada, 7);
  for (guint round = 1; round <= 3; round++)
    {
      ic_manual_clock_advance_us (self->clock, (ACK_INTERVAL_MS - KEEP_ALIVE_MS) * US_PER_MS);
      ic_manual_clock_advance_us (self->clock, round == 1 ? KEEP_ALIVE_MS * US_PER_MS : 0);
      assert_result (say_service (self, &self->ada, 7, round,
                                  net_ws_encode_number_message (NET_SERVICE_KEEP_ALIVE, round)),
                     NULL);
      ic_manual_clock_advance_us (self->clock, KEEP_ALIVE_MS * US_PER_MS);
      g_assert_cmpuint (net_ws_cdk_get_n_clients (self->cdk), ==, 1);
    }
}

static void
test_keep_alive_timeout (Fixture *self, gconstpointer data)
{
  open_client (self, &self->ada, 7);
  ic_manual_clock_advance_us (self->clock, ACK_INTERVAL_MS * US_PER_MS);
  open_client (self, &self->bob, 9); /* came after the ack: has nothing to answer */
  assert_service (self, 2, NET_SERVICE_OPEN, 0, 0);
  g_string_truncate (self->events, 0);
  ic_manual_clock_advance_us (self->clock, (KEEP_ALIVE_MS - 1) * US_PER_MS);
  assert_events (self, "");
  ic_manual_clock_advance_us (self->clock, US_PER_MS);
  assert_events (self, "close ");
  assert_service (self, 3, NET_SERVICE_CLOSE, 0, NET_CLOSE_KEEP_ALIVE_TIMEOUT);
  g_assert_cmpuint (net_ws_cdk_get_n_clients (self->cdk), ==, 1);
}

/* Five messages older than the interval go with each new one. */
static void
test_old_messages_go (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("x", 1);

  open_client (self, &self->ada, 7);
  for (guint i = 0; i < 19; i++)
    assert_result (net_ws_cdk_send (self->cdk, &self->ada, content), NULL);
  ic_manual_clock_advance_us (self->clock, (ACK_INTERVAL_MS - 1) * US_PER_MS);
  assert_result (say_service (self, &self->ada, 7, 1,
                              net_ws_encode_number_message (NET_SERVICE_KEEP_ALIVE, 1)),
                 NULL);
  assert_result (net_ws_cdk_send (self->cdk, &self->ada, content), NULL);
  g_assert_cmpuint (count_queue (self, 0), ==, 21);
  ic_manual_clock_advance_us (self->clock, 1 * US_PER_MS); /* ack: as old as the interval */
  g_assert_cmpuint (count_queue (self, 0), ==, 22);
  ic_manual_clock_advance_us (self->clock, 1 * US_PER_MS);
  for (guint left = 18; left >= 6; left -= 4)
    {
      assert_result (net_ws_cdk_send (self->cdk, &self->ada, content), NULL);
      g_assert_cmpuint (count_queue (self, 0), ==, left);
    }
}

static void
test_abandoned_gateway (Fixture *self, gconstpointer data)
{
  NetClientKey key = { self->ada, 7 };

  open_client (self, &self->ada, 7);
  assert_result (net_ws_cdk_close (self->cdk, &self->gateway, &key), NULL);
  /* It may still poll what is left. */
  g_assert_cmpuint (count_queue (self, 0), ==, 1);
  ic_manual_clock_advance_us (self->clock, (ACK_INTERVAL_MS + KEEP_ALIVE_MS) * US_PER_MS);
  g_assert_cmpuint (count_queue (self, 0), ==, 0);
  assert_result (net_ws_cdk_close (self->cdk, &self->gateway, &key),
                 "Gateway with principal * is not registered");
  /* And starts again at nonce 0. */
  open_client (self, &self->ada, 8);
  assert_service (self, 0, NET_SERVICE_OPEN, 0, 0);
}

/* A thousand clients hear a thousand messages: 20 polls each, all in order. */
static void
test_thousand_clients (Fixture *self, gconstpointer data)
{
  const guint n_clients = 1000;
  const guint n_messages = 10;
  g_autoptr (GBytes) content = g_bytes_new_static ("hello", 5);
  g_autoptr (GArray) clients = g_array_new (FALSE, FALSE, sizeof (IcPrincipal));
  guint64 nonce = 0;
  guint n_polls = 0;
  gboolean end = FALSE;

  for (guint i = 0; i < n_clients; i++)
    {
      IcPrincipal client = { .len = 29 };

      memcpy (client.bytes, &i, sizeof i);
      client.bytes[28] = 2;
      g_array_append_val (clients, client);
      open_client (self, &client, i);
    }
  for (guint m = 0; m < n_messages; m++)
    for (guint i = 0; i < n_clients; i++)
      assert_result (net_ws_cdk_send (self->cdk, &g_array_index (clients, IcPrincipal, i), content),
                     NULL);

  while (!end)
    {
      g_auto (NetOutputMessages) messages = { 0 };

      poll (self, &self->gateway, nonce, &messages);
      for (guint i = 0; i < messages.messages->len; i++)
        g_assert_cmpuint (((NetOutputMessage *)g_ptr_array_index (messages.messages, i))->nonce, ==,
                          nonce++);
      end = messages.is_end_of_queue;
      n_polls++;
    }
  g_assert_cmpuint (nonce, ==, n_clients * (n_messages + 1));
  g_assert_cmpuint (n_polls, ==, n_clients * (n_messages + 1) / NET_WS_MAX_MESSAGES_PER_POLL);
}

/* Each rule holds for both CDKs. */
static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  static const char *const NAMES[] = { "rust", "motoko" };

  for (guint flavour = 0; flavour < G_N_ELEMENTS (NAMES); flavour++)
    {
      g_autofree char *path = g_strdup_printf ("/network/ws-cdk/%s/%s", NAMES[flavour], name);

      g_test_add (path, Fixture, GINT_TO_POINTER (flavour), set_up, func, tear_down);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("open", test_open);
  add ("open-anonymous", test_open_anonymous);
  add ("open-twice", test_open_twice);
  add ("open-replaces", test_open_replaces);
  add ("message", test_message);
  add ("message-unknown-client", test_message_unknown_client);
  add ("wrong-sequence", test_wrong_sequence);
  add ("repeated-sequence", test_repeated_sequence);
  add ("trap", test_trap);
  add ("service-messages", test_service_messages);
  add ("close", test_close);
  add ("close-by-application", test_close_by_application);
  add ("poll-of-strangers", test_poll_of_strangers);
  add ("poll-in-update-call", test_poll_in_update_call);
  add ("poll-limit", test_poll_limit);
  add ("witness", test_witness);
  add ("self-describe-tag", test_self_describe_tag);
  add ("two-gateways", test_two_gateways);
  add ("ack", test_ack);
  add ("keep-alive", test_keep_alive);
  add ("keep-alive-timeout", test_keep_alive_timeout);
  add ("old-messages-go", test_old_messages_go);
  add ("abandoned-gateway", test_abandoned_gateway);
  add ("thousand-clients", test_thousand_clients);
  return g_test_run ();
}
