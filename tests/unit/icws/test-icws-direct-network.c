/* SPDX-License-Identifier: MIT */
/* Direct mode against the local network: a session over it is what it is over a gateway. */
#include "icws-test-direct.h"

#include <string.h>

#include "icws/icws-direct-private.h"

/* Messages of the three canisters. */
static GBytes *
make_content (const char *canister, const char *text)
{
  g_autoptr (IcCandidType) text_type = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);
  g_autoptr (IcCandidType) type = ic_candid_type_new_record ();
  g_autoptr (IcCandidValue) value = ic_candid_value_new_record ();
  GBytes *bytes;

  if (g_str_equal (canister, GROUP_CHAT_ID))
    return test_group_message ("somebody", text);
  if (g_str_equal (canister, PING_PONG_MOTOKO_ID))
    {
      ic_candid_type_add_field (type, "message", text_type);
      ic_candid_value_record_set_take (value, "message", ic_candid_value_new_text (text));
    }
  else
    {
      ic_candid_type_add_field (type, "text", text_type);
      ic_candid_type_add_field (type, "timestamp", nat64);
      ic_candid_value_record_set_take (value, "text", ic_candid_value_new_text (text));
      ic_candid_value_record_set_take (value, "timestamp",
                                       ic_candid_value_new_uint (IC_CANDID_NAT64, 1));
    }
  bytes = ic_candid_encode_one (type, value, NULL);
  g_assert_nonnull (bytes);
  return bytes;
}

/* Open, say, hear, leave; @data: the canister. */
static void
test_chat (gconstpointer data)
{
  const char *canister = data;
  TestNetwork *network = test_network_new ();
  TestPerson *person = test_person_new (network, canister, 1, NULL);
  g_autofree char *where = icws_transport_get_description (person->transport);
  g_autofree char *expected = g_strconcat (
      "direct: ", net_network_get_replica_url (network->network), NULL);
  IcPrincipal gateway, self;
  guint heard;

  g_assert_cmpstr (where, ==, expected);
  test_person_open (person);
  g_assert_cmpint (icws_session_get_state (person->session), ==, ICWS_STATE_OPEN);
  g_assert_true (icws_session_get_gateway_principal (person->session, &gateway));
  ic_identity_get_principal (person->identity, &self);
  g_assert_true (ic_principal_equal (&gateway, &self));
  g_assert_cmpuint (test_network_count (network, canister), ==, 1);

  /* What it sends by itself on opening. */
  test_network_advance (network, 1000, 500);
  heard = person->messages->len;
  test_person_say (person, make_content (canister, "hello"));
  test_network_settle (network);
  /* Without time going by: at once after it was accepted. */
  g_assert_cmpuint (person->messages->len, ==, heard + 1);
  g_assert_cmpuint (person->accepted->len, ==, 2);
  g_assert_cmpuint (g_array_index (person->accepted, guint64, 1), ==, 1);
  if (g_str_equal (canister, GROUP_CHAT_ID))
    {
      g_autofree char *text = test_group_message_text (g_ptr_array_index (person->messages, heard));

      g_assert_cmpstr (text, ==, "hello");
    }

  icws_session_close (person->session);
  test_wait (test_network_count (network, canister) == 0);
  test_person_free (person);
  test_network_free (network);
}

/* A session key that an account's key has delegated to. */
static void
test_chat_delegation (void)
{
  TestNetwork *network = test_network_new ();
  IcEd25519Identity *account = test_identity (7);
  IcEd25519Identity *session_key = test_identity (8);
  GBytes *root = ic_identity_get_public_key_der (IC_IDENTITY (account));
  GBytes *pubkey = ic_identity_get_public_key_der (IC_IDENTITY (session_key));
  guint64 expiration_ns = TEST_NOW_NS + 3600 * IC_NS_PER_S;
  g_autoptr (IcDelegation) bare = ic_delegation_new (pubkey, expiration_ns, NULL, NULL, pubkey);
  g_autoptr (GBytes) to_sign = ic_delegation_get_signed_bytes (bare);
  g_autoptr (GBytes) signature = ic_ed25519_identity_sign_sync (
      account, g_bytes_get_data (to_sign, NULL), g_bytes_get_size (to_sign));
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  IcwsClientKey key;
  IcPrincipal expected = test_identity_principal (account);
  TestPerson *person;

  g_ptr_array_add (chain, ic_delegation_new (pubkey, expiration_ns, NULL, NULL, signature));
  person = test_person_new (
      network, GROUP_CHAT_ID, 0,
      IC_IDENTITY (ic_delegation_identity_new (IC_IDENTITY (session_key), root, chain)));
  test_person_open (person);
  g_assert_cmpint (icws_session_get_state (person->session), ==, ICWS_STATE_OPEN);
  icws_session_get_client_key (person->session, &key);
  g_assert_true (ic_principal_equal (&key.principal, &expected));
  test_person_say (person, test_group_message ("somebody", "hello"));
  test_network_settle (network);
  g_assert_cmpuint (person->messages->len, ==, 1);

  icws_session_close (person->session);
  test_wait (test_network_count (network, GROUP_CHAT_ID) == 0);
  test_person_free (person);
  g_object_unref (account);
  g_object_unref (session_key);
  test_network_free (network);
}

/* Five rounds of acknowledgement; @data: at which pace. */
static void
test_keep_alive (gconstpointer data)
{
  IcwsPace pace = GPOINTER_TO_INT (data);
  TestNetwork *network = test_network_new ();
  TestPerson *person = test_person_new (network, PING_PONG_RUST_ID, 1, NULL);
  IcwsFigures figures;

  test_person_open (person);
  icws_direct_transport_set_pace (test_person_direct (person), pace);
  test_person_say (person, make_content (PING_PONG_RUST_ID, "pong"));
  test_network_settle (network);
  test_network_advance (network, 5 * TEST_ACK_MS + TEST_KEEP_ALIVE_MS, 500);

  g_assert_no_error (icws_session_get_error (person->session) != NULL
                         ? (GError *)icws_session_get_error (person->session)
                         : NULL);
  icws_ledger_get_figures (person->ledger, &figures);
  g_assert_cmpuint (figures.acks_received, ==, 5);
  /* One message, and all signs of life but the last. */
  g_assert_cmpuint (figures.messages_acknowledged, ==, 1 + 4);
  /* All of them were taken, and ws_open. */
  g_assert_cmpuint (person->accepted->len, ==, 1 + 1 + 5);
  g_assert_cmpuint (test_network_count (network, PING_PONG_RUST_ID), ==, 1);
  test_person_free (person);
  test_network_free (network);
}

/* Not asked, the canister's question for a sign of life is not heard. */
static void
test_paused_too_long (void)
{
  TestNetwork *network = test_network_new ();
  TestPerson *person = test_person_new (network, GROUP_CHAT_ID, 1, NULL);
  guint64 n_polls;

  test_person_open (person);
  icws_direct_transport_set_pace (test_person_direct (person), ICWS_PACE_PAUSED);
  n_polls = icws_direct_transport_get_n_polls (test_person_direct (person));
  test_network_advance (network, TEST_ACK_MS - 10000, 1000);
  g_assert_cmpuint (test_network_count (network, GROUP_CHAT_ID), ==, 1);
  test_network_advance (network, TEST_KEEP_ALIVE_MS + 11000, 1000);
  g_assert_cmpuint (test_network_count (network, GROUP_CHAT_ID), ==, 0);
  g_assert_cmpuint (icws_direct_transport_get_n_polls (test_person_direct (person)), ==, n_polls);

  /* What waits for us says why. */
  icws_direct_transport_set_pace (test_person_direct (person), ICWS_PACE_ACTIVE);
  test_network_settle (network);
  g_assert_error (icws_session_get_error (person->session), ICWS_ERROR,
                  ICWS_ERROR_CLOSED_KEEP_ALIVE);
  test_person_free (person);
  test_network_free (network);
}

/* More than a poll brings: fetched to the end, without time going by. */
static void
test_batches (void)
{
  const guint n = 120;
  TestNetwork *network = test_network_new ();
  TestPerson *listener = test_person_new (network, GROUP_CHAT_ID, 1, NULL);
  TestPerson *speaker = test_person_new_by_gateway (network, GROUP_CHAT_ID, 2);
  guint64 n_polls;
  guint heard;

  test_person_open (listener);
  test_person_open (speaker);
  test_network_advance (network, 1000, 100);
  heard = listener->messages->len;
  icws_direct_transport_set_pace (test_person_direct (listener), ICWS_PACE_PAUSED);
  n_polls = icws_direct_transport_get_n_polls (test_person_direct (listener));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      guint before = speaker->messages->len;

      test_person_say (speaker, test_group_message ("speaker", text));
      while (speaker->messages->len == before)
        {
          test_network_settle (network);
          ic_manual_clock_advance_us (network->manual, 1000);
        }
      icws_session_settle (speaker->session, i + 1);
    }
  test_network_settle (network);
  g_assert_cmpuint (listener->messages->len, ==, heard);

  icws_direct_transport_set_pace (test_person_direct (listener), ICWS_PACE_ACTIVE);
  test_network_settle (network);
  g_assert_cmpuint (listener->messages->len, ==, heard + n);
  g_assert_cmpuint (icws_direct_transport_get_n_polls (test_person_direct (listener)), ==,
                    n_polls + 3);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = test_group_message_text (
          g_ptr_array_index (listener->messages, heard + i));
      g_autofree char *expected = g_strdup_printf ("%u", i);

      g_assert_cmpstr (text, ==, expected);
    }
  test_person_free (speaker);
  test_person_free (listener);
  test_network_free (network);
}

/* A burst leaves in order, each after the other was taken. */
static void
test_burst (void)
{
  const guint n = 40;
  TestNetwork *network = test_network_new ();
  TestPerson *person = test_person_new (network, GROUP_CHAT_ID, 1, NULL);

  test_person_open (person);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      test_person_say (person, test_group_message ("somebody", text));
    }
  while (person->messages->len < n)
    {
      test_network_settle (network);
      ic_manual_clock_advance_us (network->manual, 100 * 1000);
    }
  g_assert_cmpuint (person->accepted->len, ==, n + 1);
  for (guint i = 0; i <= n; i++)
    g_assert_cmpuint (g_array_index (person->accepted, guint64, i), ==, i);
  g_assert_cmpint (icws_session_get_state (person->session), ==, ICWS_STATE_OPEN);
  test_person_free (person);
  test_network_free (network);
}

/* The queue still has all of the connection before. */
static void
test_reconnect (void)
{
  TestNetwork *network = test_network_new ();
  TestPerson *first = test_person_new (network, GROUP_CHAT_ID, 1, NULL);
  TestPerson *second;

  test_person_open (first);
  for (guint i = 0; i < 60; i++)
    {
      test_person_say (first, test_group_message ("somebody", "before"));
      test_network_settle (network);
    }
  icws_session_close (first->session);
  test_wait (test_network_count (network, GROUP_CHAT_ID) == 0);

  second = test_person_new (network, GROUP_CHAT_ID, 1, NULL);
  test_person_open (second);
  g_assert_cmpint (icws_session_get_state (second->session), ==, ICWS_STATE_OPEN);
  g_assert_cmpuint (second->messages->len, ==, 0);
  test_person_say (second, test_group_message ("somebody", "after"));
  test_network_settle (network);
  g_assert_cmpuint (second->messages->len, ==, 1);
  g_assert_cmpint (icws_session_get_state (second->session), ==, ICWS_STATE_OPEN);
  test_person_free (first);
  test_person_free (second);
  test_network_free (network);
}

/* A second connection replaces the first, without a word to that. */
static void
test_replaced (void)
{
  TestNetwork *network = test_network_new ();
  TestPerson *first = test_person_new (network, GROUP_CHAT_ID, 1, NULL);
  TestPerson *second = test_person_new (network, GROUP_CHAT_ID, 1, NULL);

  test_person_open (first);
  test_person_open (second);
  test_person_say (first, test_group_message ("somebody", "still here?"));
  test_network_settle (network);
  g_assert_error (icws_session_get_error (first->session), ICWS_ERROR, ICWS_ERROR_REFUSED);
  g_assert_nonnull (
      strstr (icws_session_get_error (first->session)->message, "different key than the one"));
  /* The goodbye of the first does not touch the second. */
  /* Ours, the transport's and its poller's. */
  test_wait (G_OBJECT (first->agent)->ref_count == 3);
  test_person_free (first);
  g_assert_cmpuint (test_network_count (network, GROUP_CHAT_ID), ==, 1);
  test_person_say (second, test_group_message ("somebody", "here"));
  test_network_settle (network);
  g_assert_cmpuint (second->messages->len, ==, 1);
  test_person_free (second);
  test_network_free (network);
}

/* Somebody leaves before he is in: he is not in afterwards either. */
static void
test_leave_while_opening (void)
{
  TestNetwork *network = test_network_new ();
  TestPerson *person = test_person_new (network, GROUP_CHAT_ID, 1, NULL);

  icws_session_open (person->session);
  test_wait (icws_direct_transport_is_busy (test_person_direct (person)));
  icws_session_close (person->session);
  test_person_free (person);
  g_assert_cmpuint (test_network_count (network, GROUP_CHAT_ID), ==, 0);
  test_network_free (network);
}

/* The transport alone, spoken to as no session would. */

typedef struct
{
  TestNetwork *network;
  IcEd25519Identity *identity;
  IcAgent *agent;
  IcwsTransport *transport;
  IcwsClientKey key;
  GPtrArray *frames;
  GError *error;
  guint n_closed;
} Bare;

static void
on_bare_frame (IcwsTransport *transport, GBytes *frame, Bare *self)
{
  g_ptr_array_add (self->frames, g_bytes_ref (frame));
}

static void
on_bare_closed (IcwsTransport *transport, guint code, const char *reason, GError *error, Bare *self)
{
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->n_closed++;
}

static void
bare_init (Bare *self, const char *url, const char *canister)
{
  IcPrincipal id = test_principal (canister);

  self->network = test_network_new ();
  self->identity = test_identity (1);
  self->agent = ic_agent_new (url != NULL ? url
                                          : net_network_get_replica_url (self->network->network),
                              IC_IDENTITY (self->identity), self->network->root,
                              self->network->clock, self->network->random);
  self->transport = icws_direct_transport_new (self->agent, &id, self->network->clock);
  self->key.principal = test_identity_principal (self->identity);
  self->key.nonce = 42;
  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_signal_connect (self->transport, "frame", G_CALLBACK (on_bare_frame), self);
  g_signal_connect (self->transport, "closed", G_CALLBACK (on_bare_closed), self);
  icws_transport_open_async (self->transport, NULL, NULL, NULL);
  /* The handshake */
  test_wait (self->frames->len == 1);
}

static void
bare_clear (Bare *self)
{
  if (self->transport != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->transport, self);
      g_object_unref (self->transport);
    }
  test_wait (G_OBJECT (self->agent)->ref_count == 1);
  g_object_unref (self->agent);
  g_object_unref (self->identity);
  g_ptr_array_unref (self->frames);
  g_clear_error (&self->error);
  test_network_free (self->network);
}

static void
bare_call (Bare *self, const char *canister, const char *method, GBytes *arg)
{
  g_autoptr (GBytes) owned = arg;
  g_autoptr (GBytes) envelope = test_sign (
      self->identity, test_call (self->identity, canister, method, arg,
                                 ic_clock_get_wall_ns (self->network->clock) + 240 * IC_NS_PER_S));
  g_autoptr (GBytes) frame = icws_client_request_encode (envelope, NULL);

  icws_transport_send (self->transport, frame);
}

static void
bare_open (Bare *self, const char *canister)
{
  bare_call (self, canister, "ws_open",
             icws_open_arguments_encode (self->key.nonce, &self->key.principal));
}

static void
bare_say (Bare *self, guint64 sequence)
{
  g_autoptr (GBytes) content = test_group_message ("somebody", "hello");
  IcwsMessage message = { .client_key = self->key, .sequence_num = sequence, .content = content };

  bare_call (self, GROUP_CHAT_ID, "ws_message", icws_message_arguments_encode (&message));
}

static void
test_refused_twice (void)
{
  Bare bare = { 0 };

  bare_init (&bare, NULL, GROUP_CHAT_ID);
  bare_open (&bare, GROUP_CHAT_ID);
  bare_open (&bare, GROUP_CHAT_ID);
  test_wait (bare.n_closed > 0);
  g_assert_error (bare.error, ICWS_ERROR, ICWS_ERROR_REFUSED);
  g_assert_nonnull (strstr (bare.error->message, "already has an open connection"));
  g_assert_cmpuint (bare.n_closed, ==, 1);
  bare_clear (&bare);
}

/* Wrong arguments: the canister traps, and the rejection is certified. */
static void
test_refused_arguments (void)
{
  g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);
  g_autoptr (IcCandidType) type = ic_candid_type_new_record ();
  g_autoptr (IcCandidValue) value = ic_candid_value_new_record ();
  Bare bare = { 0 };

  ic_candid_type_add_field (type, "client_nonce", nat64);
  ic_candid_value_record_set_take (value, "client_nonce",
                                   ic_candid_value_new_uint (IC_CANDID_NAT64, 1));
  bare_init (&bare, NULL, GROUP_CHAT_ID);
  bare_call (&bare, GROUP_CHAT_ID, "ws_open", ic_candid_encode_one (type, value, NULL));
  test_wait (bare.n_closed > 0);
  g_assert_error (bare.error, ICWS_ERROR, ICWS_ERROR_REFUSED);
  g_assert_nonnull (strstr (bare.error->message, "IDL error"));
  bare_clear (&bare);
}

/* One boundary node says so, and nobody proves it. */
static void
test_no_canister (void)
{
  const char *nobody = "rwlgt-iiaaa-aaaaa-aaaaa-cai";
  Bare bare = { 0 };

  bare_init (&bare, NULL, nobody);
  bare_open (&bare, nobody);
  test_wait (bare.n_closed > 0);
  g_assert_error (bare.error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (bare.error->message, "not found"));
  bare_clear (&bare);
}

/* The canister refuses and closes: what it says by the queue comes first. */
static void
test_wrong_sequence (void)
{
  Bare bare = { 0 };
  g_autoptr (IcwsFrame) frame = NULL;
  g_autoptr (IcwsMessage) message = NULL;
  IcwsServiceMessage service;

  bare_init (&bare, NULL, GROUP_CHAT_ID);
  bare_open (&bare, GROUP_CHAT_ID);
  test_wait (bare.frames->len == 2);
  bare_say (&bare, 5);
  test_wait (bare.n_closed > 0);
  g_assert_error (bare.error, ICWS_ERROR, ICWS_ERROR_REFUSED);
  g_assert_nonnull (strstr (bare.error->message, "Expected incoming sequence number 1 but got 5"));
  g_assert_cmpuint (bare.frames->len, ==, 3);
  frame = icws_frame_decode (g_ptr_array_index (bare.frames, 2), NULL);
  message = icws_message_decode (frame->content, NULL);
  g_assert_true (icws_service_message_decode (&service, message->content, NULL));
  g_assert_cmpint (service.kind, ==, ICWS_SERVICE_CLOSE);
  g_assert_cmpint (service.close_reason, ==, ICWS_CLOSE_WRONG_SEQUENCE_NUMBER);
  bare_clear (&bare);
}

static void
bare_wait_end (Bare *self, guint limit_ms)
{
  guint ms = 0;

  while (self->n_closed == 0)
    {
      if (icws_direct_transport_is_busy (ICWS_DIRECT_TRANSPORT (self->transport)))
        g_main_context_iteration (NULL, TRUE);
      else
        {
          ic_manual_clock_advance_us (self->network->manual, 100 * 1000);
          ms += 100;
        }
      g_assert_cmpuint (ms, <=, limit_ms);
    }
}

static void
test_unreachable (void)
{
  Bare bare = { 0 };

  /* A port that nobody can listen on. */
  bare_init (&bare, "http://127.0.0.1:1", GROUP_CHAT_ID);
  bare_open (&bare, GROUP_CHAT_ID);
  bare_wait_end (&bare, 4000);
  g_assert_error (bare.error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE);
  g_assert_null (strstr (bare.error->message, "gateway"));
  bare_clear (&bare);
}

/* The network goes away, for polls and for calls. */
static void
test_disconnected (gconstpointer data)
{
  gboolean saying = GPOINTER_TO_INT (data);
  Bare bare = { 0 };

  bare_init (&bare, NULL, GROUP_CHAT_ID);
  bare_open (&bare, GROUP_CHAT_ID);
  test_wait (bare.frames->len == 2);
  net_network_stop (bare.network->network);
  if (saying)
    {
      icws_direct_transport_set_pace (ICWS_DIRECT_TRANSPORT (bare.transport), ICWS_PACE_PAUSED);
      bare_say (&bare, 1);
    }
  bare_wait_end (&bare, 32000);
  g_assert_error (bare.error, ICWS_ERROR, ICWS_ERROR_DISCONNECTED);
  g_assert_null (strstr (bare.error->message, "gateway"));
  bare_clear (&bare);
}

/* Gone at any time: what was under way ends by itself, and nobody is told. */
static void
test_dispose (void)
{
  for (guint when = 0; when < 6; when++)
    {
      Bare bare = { 0 };

      bare_init (&bare, NULL, GROUP_CHAT_ID);
      if (when > 0)
        bare_open (&bare, GROUP_CHAT_ID);
      for (guint i = 1; i < when; i++)
        g_main_context_iteration (NULL, FALSE);
      if (when == 5)
        {
          test_wait (bare.frames->len == 2);
          bare_say (&bare, 1);
          bare_say (&bare, 2);
        }
      g_signal_handlers_disconnect_by_data (bare.transport, &bare);
      g_assert_finalize_object (g_steal_pointer (&bare.transport));
      test_wait (G_OBJECT (bare.agent)->ref_count == 1);
      g_assert_cmpuint (test_network_count (bare.network, GROUP_CHAT_ID), ==, 0);
      g_assert_cmpuint (bare.n_closed, ==, 0);
      bare_clear (&bare);
    }
}

static void
on_cancelled (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = user_data;

  g_assert_false (icws_transport_open_finish (ICWS_TRANSPORT (object), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *done = TRUE;
}

static void
test_cancel (void)
{
  TestNetwork *network = test_network_new ();
  TestPerson *person = test_person_new (network, GROUP_CHAT_ID, 1, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;

  icws_transport_open_async (person->transport, cancellable, on_cancelled, &done);
  g_cancellable_cancel (cancellable);
  test_wait (done);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (icws_direct_transport_is_busy (test_person_direct (person)));
  test_person_free (person);
  test_network_free (network);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/icws/direct/chat/group", GROUP_CHAT_ID, test_chat);
  g_test_add_data_func ("/icws/direct/chat/ping-pong-motoko", PING_PONG_MOTOKO_ID, test_chat);
  g_test_add_data_func ("/icws/direct/chat/ping-pong-rust", PING_PONG_RUST_ID, test_chat);
  g_test_add_func ("/icws/direct/chat/delegation", test_chat_delegation);
  g_test_add_data_func ("/icws/direct/keep-alive/active", GINT_TO_POINTER (ICWS_PACE_ACTIVE),
                        test_keep_alive);
  g_test_add_data_func ("/icws/direct/keep-alive/idle", GINT_TO_POINTER (ICWS_PACE_IDLE),
                        test_keep_alive);
  g_test_add_func ("/icws/direct/keep-alive/paused", test_paused_too_long);
  g_test_add_func ("/icws/direct/batches", test_batches);
  g_test_add_func ("/icws/direct/burst", test_burst);
  g_test_add_func ("/icws/direct/reconnect", test_reconnect);
  g_test_add_func ("/icws/direct/replaced", test_replaced);
  g_test_add_func ("/icws/direct/leave-while-opening", test_leave_while_opening);
  g_test_add_func ("/icws/direct/refused/twice", test_refused_twice);
  g_test_add_func ("/icws/direct/refused/arguments", test_refused_arguments);
  g_test_add_func ("/icws/direct/refused/no-canister", test_no_canister);
  g_test_add_func ("/icws/direct/refused/wrong-sequence", test_wrong_sequence);
  g_test_add_func ("/icws/direct/unreachable", test_unreachable);
  g_test_add_data_func ("/icws/direct/disconnected/poll", GINT_TO_POINTER (FALSE),
                        test_disconnected);
  g_test_add_data_func ("/icws/direct/disconnected/call", GINT_TO_POINTER (TRUE),
                        test_disconnected);
  g_test_add_func ("/icws/direct/dispose", test_dispose);
  g_test_add_func ("/icws/direct/cancel", test_cancel);
  return g_test_run ();
}
