/* SPDX-License-Identifier: MIT */
/* The three known canisters: what they say, and to whom; and what all have in common. */
#include "ic/ic-candid.h"
#include "net-test-util.h"
#include "network/net-any-canister.h"
#include <string.h>

typedef struct
{
  IcManualClock *clock;
  NetWsCanister *canister;
  IcPrincipal gateway;
  IcPrincipal clients[3];
  guint64 sequence[3];
} Fixture;

typedef NetWsCanister *(*NewFunc) (IcClock *clock, const NetWsCdkOptions *options);

static void
set_up (Fixture *self, gconstpointer new_func)
{
  const NetWsCdkOptions options = { NET_WS_DEFAULT_ACK_INTERVAL_MS, NET_WS_DEFAULT_KEEP_ALIVE_MS };
  g_autoptr (IcEd25519Identity) gateway = test_identity (100);

  self->clock = ic_manual_clock_new (TEST_NOW_NS);
  self->canister = ((NewFunc)new_func) (IC_CLOCK (self->clock), &options);
  self->gateway = test_identity_principal (gateway);
  for (guint i = 0; i < G_N_ELEMENTS (self->clients); i++)
    {
      g_autoptr (IcEd25519Identity) identity = test_identity (i);

      self->clients[i] = test_identity_principal (identity);
    }
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->canister);
  g_assert_cmpuint (ic_manual_clock_get_pending (self->clock), ==, 0);
  g_object_unref (self->clock);
}

static void
call (Fixture *self, guint client, const char *method, GBytes *arg, NetOutcome *outcome)
{
  net_canister_update (NET_CANISTER (self->canister), &self->clients[client], method, arg, outcome);
  g_bytes_unref (arg);
}

static void
open_client (Fixture *self, guint client)
{
  g_auto (NetOutcome) outcome = { 0 };
  g_autoptr (GError) error = NULL;

  call (self, client, "ws_open", net_ws_encode_open_arg (client, &self->gateway), &outcome);
  g_assert_nonnull (outcome.reply);
  g_assert_true (net_ws_decode_result (outcome.reply, NULL, &error));
  self->sequence[client] = 1;
}

static void
say (Fixture *self, guint client, GBytes *content /* transfer full */, NetOutcome *outcome)
{
  NetWsMessage message = { .client_key = { self->clients[client], client },
                           .sequence_num = self->sequence[client]++,
                           .content = content };

  call (self, client, "ws_message", net_ws_encode_message_arg (&message), outcome);
  g_bytes_unref (content);
}

static GBytes *
fake_certificate (gpointer data)
{
  return g_bytes_new_static ("certificate", 11);
}

/* All that the gateway may poll, as one call of the query method. */
static void
poll (Fixture *self, NetOutputMessages *out)
{
  const NetQueryContext context = { fake_certificate, NULL };
  g_auto (NetOutcome) outcome = { 0 };
  g_autoptr (GBytes) arg = net_ws_encode_get_messages_arg (0);
  g_autoptr (GError) error = NULL;

  net_canister_query (NET_CANISTER (self->canister), &self->gateway, "ws_get_messages", arg,
                      &context, &outcome);
  g_assert_nonnull (outcome.reply);
  g_assert_true (net_ws_decode_messages (outcome.reply, out, &error));
}

/* The application messages to @client, in order. (transfer full) */
static GPtrArray *
heard (Fixture *self, guint client)
{
  g_auto (NetOutputMessages) messages = { 0 };
  GPtrArray *contents = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  poll (self, &messages);
  for (guint i = 0; i < messages.messages->len; i++)
    {
      NetOutputMessage *output = g_ptr_array_index (messages.messages, i);
      g_auto (NetWsMessage) message = { 0 };

      g_assert_true (net_ws_message_from_cbor (output->content, &message, NULL));
      if (!message.is_service_message &&
          ic_principal_equal (&message.client_key.principal, &self->clients[client]))
        g_ptr_array_add (contents, g_bytes_ref (message.content));
    }
  return contents;
}

static void
assert_trapped (const NetOutcome *outcome)
{
  g_assert_null (outcome->reply);
  g_assert_cmpint (outcome->reject_code, ==, NET_REJECT_CANISTER_ERROR);
  g_assert_cmpstr (outcome->error_code, ==, "IC0503");
}

static void
test_group_chat_echo (Fixture *self, gconstpointer data)
{
  g_auto (NetOutcome) outcome = { 0 };
  g_auto (NetOutcome) joined = { 0 };

  for (guint i = 0; i < 3; i++)
    open_client (self, i);
  say (self, 0, test_group_message ("Ada", "good morning"), &outcome);
  g_assert_true (net_ws_decode_result (outcome.reply, NULL, NULL));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GPtrArray) contents = heard (self, i);
      g_autofree char *text = NULL;

      g_assert_cmpuint (contents->len, ==, 1);
      text = test_group_message_text (g_ptr_array_index (contents, 0));
      g_assert_cmpstr (text, ==, "good morning");
    }
  say (self, 1, test_joined_chat ("Bob"), &joined);
  {
    g_autoptr (GPtrArray) contents = heard (self, 2);
    g_autoptr (GBytes) expected = test_joined_chat ("Bob");

    g_assert_cmpuint (contents->len, ==, 2);
    g_assert_true (g_bytes_equal (g_ptr_array_index (contents, 1), expected));
  }
}

static void
test_group_chat_leave (Fixture *self, gconstpointer data)
{
  g_auto (NetOutcome) outcome = { 0 };
  g_auto (NetOutcome) closed = { 0 };
  NetClientKey key = { self->clients[1], 1 };
  g_autoptr (GBytes) arg = net_ws_encode_close_arg (&key);
  g_autoptr (GPtrArray) contents = NULL;

  open_client (self, 0);
  open_client (self, 1);
  net_canister_update (NET_CANISTER (self->canister), &self->gateway, "ws_close", arg, &closed);
  g_assert_true (net_ws_decode_result (closed.reply, NULL, NULL));
  say (self, 0, test_group_message ("Ada", "alone"), &outcome);
  contents = heard (self, 1);
  g_assert_cmpuint (contents->len, ==, 0);
}

/* Who connects again is in the list once. */
static void
test_group_chat_again (Fixture *self, gconstpointer data)
{
  g_auto (NetOutcome) outcome = { 0 };
  g_auto (NetOutcome) opened = { 0 };
  g_autoptr (GPtrArray) contents = NULL;

  open_client (self, 0);
  open_client (self, 1);
  call (self, 0, "ws_open", net_ws_encode_open_arg (77, &self->gateway), &opened);
  say (self, 1, test_group_message ("Bob", "hello"), &outcome);
  contents = heard (self, 0);
  g_assert_cmpuint (contents->len, ==, 1);
}

static void
test_group_chat_nonsense (Fixture *self, gconstpointer data)
{
  g_auto (NetOutcome) other_type = { 0 };
  g_auto (NetOutcome) no_candid = { 0 };
  g_autoptr (GPtrArray) contents = NULL;

  open_client (self, 0);
  /* (true): well-formed, of another type: from_candid is null, and nothing happens. */
  say (self, 0, test_bytes ("DIDL\x00\x01\x7e\x01"), &other_type);
  g_assert_nonnull (other_type.reply);
  g_assert_true (net_ws_decode_result (other_type.reply, NULL, NULL));
  say (self, 0, test_bytes ("no candid"), &no_candid);
  assert_trapped (&no_candid);
  contents = heard (self, 0);
  g_assert_cmpuint (contents->len, ==, 0);
}

static void
test_group_chat_clients (Fixture *self, gconstpointer data)
{
  g_autoptr (IcCandidType) principal = ic_candid_type_new_primitive (IC_CANDID_PRINCIPAL);
  g_autoptr (IcCandidType) type = ic_candid_type_new_vec (principal);
  g_autoptr (IcCandidValue) list = NULL;
  g_autoptr (GBytes) arg = test_bytes ("DIDL\x00\x00");
  g_auto (NetOutcome) outcome = { 0 };
  gsize len;
  gconstpointer bytes;

  open_client (self, 0);
  open_client (self, 2);
  net_canister_query (NET_CANISTER (self->canister), &self->clients[1], "getAllConnectedClients",
                      arg, NULL, &outcome);
  bytes = g_bytes_get_data (outcome.reply, &len);
  list = ic_candid_decode_one (bytes, len, type, NULL, NULL);
  g_assert_cmpuint (ic_candid_value_get_n_children (list), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      IcPrincipal id;

      ic_candid_value_get_principal (ic_candid_value_get_child (list, i, NULL), &id);
      g_assert_true (ic_principal_equal (&id, &self->clients[2 * i]));
    }
}

static GBytes *
encode_record (const char *name, const char *text, gboolean with_time)
{
  g_autoptr (IcCandidType) text_type = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);
  g_autoptr (IcCandidType) type = ic_candid_type_new_record ();
  g_autoptr (IcCandidValue) value = ic_candid_value_new_record ();
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  ic_candid_type_add_field (type, name, text_type);
  ic_candid_value_record_set_take (value, name, ic_candid_value_new_text (text));
  if (with_time)
    {
      ic_candid_type_add_field (type, "timestamp", nat64);
      ic_candid_value_record_set_take (value, "timestamp",
                                       ic_candid_value_new_uint (IC_CANDID_NAT64, TEST_NOW_NS));
    }
  bytes = ic_candid_encode_one (type, value, &error);
  g_assert_no_error (error);
  return bytes;
}

static void
assert_heard (Fixture *self, guint client, guint n, GBytes *last /* transfer full */)
{
  g_autoptr (GPtrArray) contents = heard (self, client);
  g_autoptr (GBytes) expected = last;

  g_assert_cmpuint (contents->len, ==, n);
  g_assert_true (g_bytes_equal (g_ptr_array_index (contents, n - 1), expected));
}

static void
test_ping_pong_motoko (Fixture *self, gconstpointer data)
{
  g_auto (NetOutcome) outcome = { 0 };
  g_auto (NetOutcome) other = { 0 };

  open_client (self, 0);
  open_client (self, 1);
  assert_heard (self, 0, 1, encode_record ("message", "Ping", FALSE));
  say (self, 0, encode_record ("message", "pong", FALSE), &outcome);
  assert_heard (self, 0, 2, encode_record ("message", "pong ping", FALSE));
  assert_heard (self, 1, 1, encode_record ("message", "Ping", FALSE));
  say (self, 0, encode_record ("other", "pong", FALSE), &other);
  g_assert_true (net_ws_decode_result (other.reply, NULL, NULL));
  assert_heard (self, 0, 2, encode_record ("message", "pong ping", FALSE));
}

static void
test_ping_pong_rust (Fixture *self, gconstpointer data)
{
  g_auto (NetOutcome) outcome = { 0 };
  g_auto (NetOutcome) other = { 0 };
  g_auto (NetOutcome) again = { 0 };

  open_client (self, 0);
  assert_heard (self, 0, 1, encode_record ("text", "ping", TRUE));
  say (self, 0, encode_record ("text", "pong", TRUE), &outcome);
  assert_heard (self, 0, 2, encode_record ("text", "ping", TRUE));
  /* unwrap() of another type: a trap, by which the number is not used up. */
  say (self, 0, encode_record ("text", "pong", FALSE), &other);
  assert_trapped (&other);
  self->sequence[0]--;
  say (self, 0, encode_record ("text", "pong", TRUE), &again);
  g_assert_true (net_ws_decode_result (again.reply, NULL, NULL));
  assert_heard (self, 0, 3, encode_record ("text", "ping", TRUE));
}

/* Common to all */

static void
test_bad_arguments (Fixture *self, gconstpointer data)
{
  static const char *const METHODS[] = { "ws_open", "ws_close", "ws_message", "ws_get_messages" };

  for (guint i = 0; i < G_N_ELEMENTS (METHODS); i++)
    {
      g_auto (NetOutcome) empty = { 0 };
      g_auto (NetOutcome) wrong = { 0 };

      call (self, 0, METHODS[i], test_bytes (""), &empty);
      assert_trapped (&empty);
      call (self, 0, METHODS[i], test_bytes ("DIDL\x00\x01\x7e\x01"), &wrong);
      assert_trapped (&wrong);
    }
}

static void
test_no_method (Fixture *self, gconstpointer data)
{
  g_auto (NetOutcome) update = { 0 };
  g_auto (NetOutcome) query = { 0 };
  g_autoptr (GBytes) arg = test_bytes ("DIDL\x00\x00");

  call (self, 0, "ws_nothing", g_bytes_ref (arg), &update);
  g_assert_cmpstr (update.error_code, ==, "IC0536");
  net_canister_query (NET_CANISTER (self->canister), &self->clients[0], "ws_open", arg, NULL,
                      &query);
  g_assert_cmpstr (query.error_code, ==, "IC0536");
}

static void
test_candid_interface (Fixture *self, gconstpointer data)
{
  g_autoptr (IcCandidType) type = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (GBytes) arg = test_bytes ("DIDL\x00\x00");
  g_auto (NetOutcome) outcome = { 0 };
  g_autoptr (IcCandidValue) value = NULL;
  const char *did = net_canister_get_metadata (NET_CANISTER (self->canister), "candid:service");
  gsize len;
  gconstpointer bytes;

  net_canister_query (NET_CANISTER (self->canister), &IC_PRINCIPAL_ANONYMOUS,
                      "__get_candid_interface_tmp_hack", arg, NULL, &outcome);
  bytes = g_bytes_get_data (outcome.reply, &len);
  value = ic_candid_decode_one (bytes, len, type, NULL, NULL);
  g_assert_cmpstr (ic_candid_value_get_text (value, NULL), ==, did);
  g_assert_nonnull (strstr (did, "ws_get_messages"));
  g_assert_nonnull (strstr (did, "type AppMessage"));
}

#define ADD(path, new_func, func) g_test_add (path, Fixture, new_func, set_up, func, tear_down)
#define ADD_COMMON(name, new_func)                                                                 \
  ADD ("/network/canister/" name "/bad-arguments", new_func, test_bad_arguments);                  \
  ADD ("/network/canister/" name "/no-method", new_func, test_no_method);                          \
  ADD ("/network/canister/" name "/candid-interface", new_func, test_candid_interface)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/network/canister/group-chat/echo", net_group_chat_new, test_group_chat_echo);
  ADD ("/network/canister/group-chat/leave", net_group_chat_new, test_group_chat_leave);
  ADD ("/network/canister/group-chat/again", net_group_chat_new, test_group_chat_again);
  ADD ("/network/canister/group-chat/nonsense", net_group_chat_new, test_group_chat_nonsense);
  ADD ("/network/canister/group-chat/clients", net_group_chat_new, test_group_chat_clients);
  ADD ("/network/canister/ping-pong-motoko/talk", net_ping_pong_motoko_new, test_ping_pong_motoko);
  ADD ("/network/canister/ping-pong-rust/talk", net_ping_pong_rust_new, test_ping_pong_rust);
  ADD_COMMON ("group-chat", net_group_chat_new);
  ADD_COMMON ("ping-pong-motoko", net_ping_pong_motoko_new);
  ADD_COMMON ("ping-pong-rust", net_ping_pong_rust_new);
  ADD_COMMON ("any-canister", net_any_canister_new);
  return g_test_run ();
}
