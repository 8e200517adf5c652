/* SPDX-License-Identifier: MIT */
/* The gateway over real WebSockets: the steps of a session, and what ends one. */
#include "ic/ic-certificate.h"
#include "net-test-client.h"
#include <string.h>

#define FAST_POLL_MS 5

/* With the clock of the test */
#define POLL_MS       100
#define ACK_MS        1000
#define KEEP_ALIVE_MS 600

typedef struct
{
  NetNetwork *network;
  SoupSession *session;
  IcRootKey *root;
  IcManualClock *clock; /* (nullable): only where time matters */
} Fixture;

static void
start (Fixture *self, const NetNetworkOptions *options)
{
  g_autoptr (GError) error = NULL;

  self->network = net_network_new (options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
  self->session = soup_session_new ();
  self->root = ic_root_key_new_from_der (net_network_get_root_key_der (self->network), NULL);
}

/* @data: whether the gateway polls by the newer API. */
static void
set_up (Fixture *self, gconstpointer data)
{
  NetNetworkOptions options;

  net_network_options_init (&options);
  options.gateway.poll_interval_ms = FAST_POLL_MS;
  options.gateway.newer_api = GPOINTER_TO_INT (data);
  start (self, &options);
}

static void
set_up_manual_clock (Fixture *self, gconstpointer data)
{
  NetNetworkOptions options;

  self->clock = ic_manual_clock_new (ic_clock_get_wall_ns (ic_clock_get_system ()));
  net_network_options_init (&options);
  options.gateway.poll_interval_ms = POLL_MS;
  options.cdk.ack_interval_ms = ACK_MS;
  options.cdk.keep_alive_timeout_ms = KEEP_ALIVE_MS;
  options.clock = IC_CLOCK (self->clock);
  start (self, &options);
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  net_network_stop (self->network);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  drain ();
  g_assert_finalize_object (self->network);
  g_clear_object (&self->clock);
  ic_root_key_unref (self->root);
}

static TestClient *
connect_client (Fixture *self, guint n)
{
  return test_client_new (self->session, net_network_get_gateway_url (self->network), n, 1000 + n);
}

static TestClient *
join (Fixture *self, guint n, const char *canister)
{
  TestClient *client = connect_client (self, n);

  test_client_open (client, canister);
  test_client_wait_frames (client, 1);
  return client;
}

static guint
count_members (Fixture *self)
{
  IcPrincipal id = test_principal (GROUP_CHAT_ID);
  NetCanister *canister = net_replica_get_canister (net_network_get_replica (self->network), &id);

  return net_ws_cdk_get_n_clients (net_ws_canister_get_cdk (NET_WS_CANISTER (canister)));
}

static void
wait_members (Fixture *self, guint n)
{
  while (count_members (self) != n)
    g_main_context_iteration (NULL, TRUE);
}

/* All that a careful client would check of a frame. */
static void
assert_verified (Fixture *self, const TestFrame *frame, const char *canister)
{
  IcPrincipal id = test_principal (canister);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (frame->cert, &error);
  g_autoptr (IcHashTree) tree = NULL;
  IcLabel path[] = { IC_LABEL ("websocket"), IC_LABEL_BYTES (frame->key, strlen (frame->key)) };
  const guint8 *bytes, *leaf;
  gsize len, leaf_len;
  guint8 hash[IC_HASH_BYTES];

  g_assert_no_error (error);
  ic_certificate_verify (certificate, self->root, &id, &error);
  g_assert_no_error (error);
  ic_certificate_check_time (certificate, ic_clock_get_wall_ns (ic_clock_get_system ()), 0, 0,
                             &error);
  g_assert_no_error (error);
  bytes = g_bytes_get_data (frame->tree, &len);
  tree = ic_hash_tree_decode (bytes, len, &error);
  g_assert_no_error (error);
  ic_hash_tree_get_root_hash (tree, hash);
  bytes = ic_certificate_get_certified_data (certificate, &id, &len, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (bytes, len, hash, sizeof hash);
  bytes = g_bytes_get_data (frame->content, &len);
  ic_sha256 (bytes, len, hash);
  g_assert_cmpint (ic_hash_tree_lookup (tree, path, 2, &leaf, &leaf_len), ==, IC_LOOKUP_FOUND);
  g_assert_cmpmem (leaf, leaf_len, hash, sizeof hash);
}

static void
test_handshake (Fixture *self, gconstpointer data)
{
  TestClient *client = connect_client (self, 1);

  g_assert_true (ic_principal_equal (
      &client->gateway, net_gateway_get_principal (net_network_get_gateway (self->network))));
  g_assert_cmpuint (net_gateway_get_n_sessions (net_network_get_gateway (self->network)), ==, 1);
  g_assert_cmpuint (net_gateway_get_n_pollers (net_network_get_gateway (self->network)), ==, 0);
  test_client_free (client);
}

static void
test_chat (Fixture *self, gconstpointer data)
{
  TestClient *clients[3];

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    clients[i] = join (self, i, GROUP_CHAT_ID);
  test_client_say (clients[0], GROUP_CHAT_ID, test_group_message ("Ada", "one"));
  test_client_say (clients[0], GROUP_CHAT_ID, test_group_message ("Ada", "two"));
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      static const char *const TEXTS[] = { "one", "two" };

      test_client_wait_frames (clients[i], 3);
      for (guint f = 0; f < 3; f++)
        {
          TestFrame *frame = test_client_get_frame (clients[i], f);

          assert_verified (self, frame, GROUP_CHAT_ID);
          g_assert_cmpuint (frame->message.sequence_num, ==, f + 1);
          g_assert_true (net_client_key_equal (&frame->message.client_key, &clients[i]->key));
          g_assert_cmpint (frame->message.is_service_message, ==, f == 0);
          if (f > 0)
            {
              g_autofree char *text = test_group_message_text (frame->message.content);

              g_assert_cmpstr (text, ==, TEXTS[f - 1]);
            }
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    test_client_free (clients[i]);
}

static void
test_two_canisters (Fixture *self, gconstpointer data)
{
  TestClient *rust = join (self, 1, PING_PONG_RUST_ID);
  TestClient *motoko = join (self, 2, PING_PONG_MOTOKO_ID);

  test_client_wait_frames (rust, 2);
  test_client_wait_frames (motoko, 2);
  assert_verified (self, test_client_get_frame (rust, 1), PING_PONG_RUST_ID);
  assert_verified (self, test_client_get_frame (motoko, 1), PING_PONG_MOTOKO_ID);
  g_assert_cmpuint (net_gateway_get_n_pollers (net_network_get_gateway (self->network)), ==, 2);
  test_client_free (rust);
  test_client_free (motoko);
}

/* A second gateway beside the first, with a key of its own: one room, two ways into it. */
static void
test_two_gateways (Fixture *self, gconstpointer data)
{
  const NetGatewayOptions options = { .poll_interval_ms = FAST_POLL_MS };
  NetGateway *first = net_network_get_gateway (self->network);
  NetGateway *second = net_gateway_new (net_network_get_replica (self->network),
                                        ic_random_get_system (), &options);
  TestClient *ada, *bob;
  g_autoptr (GError) error = NULL;

  net_gateway_listen (second, 0, NULL, FALSE, &error);
  g_assert_no_error (error);
  ada = join (self, 1, GROUP_CHAT_ID);
  bob = test_client_new (self->session, net_gateway_get_url (second), 2, 2);
  g_assert_false (ic_principal_equal (&ada->gateway, &bob->gateway));
  g_assert_true (ic_principal_equal (&bob->gateway, net_gateway_get_principal (second)));
  test_client_open (bob, GROUP_CHAT_ID);
  test_client_wait_frames (bob, 1);

  test_client_say (ada, GROUP_CHAT_ID, test_group_message ("Ada", "over there"));
  test_client_wait_frames (ada, 2);
  test_client_wait_frames (bob, 2);
  for (guint i = 0; i < 2; i++)
    {
      TestClient *client = i == 0 ? ada : bob;
      TestFrame *frame = test_client_get_frame (client, 1);
      g_autofree char *prefix = ic_principal_to_text (&client->gateway);

      assert_verified (self, frame, GROUP_CHAT_ID);
      g_assert_true (g_str_has_prefix (frame->key, prefix));
    }

  /* One goes, the other stays. */
  net_gateway_stop (second);
  test_client_wait_closed (bob);
  test_client_say (ada, GROUP_CHAT_ID, test_group_message ("Ada", "alone"));
  test_client_wait_frames (ada, 3);
  g_assert_cmpuint (net_gateway_get_n_sessions (first), ==, 1);
  test_client_free (ada);
  test_client_free (bob);
  drain ();
  g_assert_finalize_object (second);
}

/* Between ws_open and the first answer, what a client sends is dropped. */
static void
test_drops_during_setup (Fixture *self, gconstpointer data)
{
  TestClient *client = connect_client (self, 1);

  test_client_open (client, GROUP_CHAT_ID);
  test_client_say (client, GROUP_CHAT_ID, test_group_message ("Ada", "too early"));
  test_client_wait_frames (client, 1);
  client->sequence_num = 0;
  test_client_say (client, GROUP_CHAT_ID, test_group_message ("Ada", "in time"));
  test_client_wait_frames (client, 2);
  {
    g_autofree char *text = test_group_message_text (
        test_client_get_frame (client, 1)->message.content);

    g_assert_cmpstr (text, ==, "in time");
  }
  g_assert_false (client->closed);
  test_client_free (client);
}

/* First frames that are no call with the argument of ws_open end the session. */
static void
test_bad_first_frame (Fixture *self, gconstpointer data)
{
  static const char *const FRAMES[] = { "", "nonsense", "\xa0",
                                        "\xa1\x68"
                                        "envelope\xa0" };

  for (guint i = 0; i <= G_N_ELEMENTS (FRAMES) + 1; i++)
    {
      TestClient *client = connect_client (self, i);
      g_autoptr (GBytes) empty = test_bytes ("DIDL\x00\x00");

      if (i < G_N_ELEMENTS (FRAMES))
        test_client_send_binary (client, FRAMES[i], strlen (FRAMES[i]));
      else if (i == G_N_ELEMENTS (FRAMES))
        soup_websocket_connection_send_text (client->connection, "hello");
      else
        test_client_call (client, GROUP_CHAT_ID, "ws_open", empty);
      test_client_wait_closed (client);
      g_assert_cmpuint (client->frames->len, ==, 0);
      test_client_free (client);
    }
  drain ();
  g_assert_cmpuint (net_gateway_get_n_sessions (net_network_get_gateway (self->network)), ==, 0);
}

/* Too large, too deep, or announcing more than there is: the session ends, and the others go on. */
static void
test_hostile_frames (Fixture *self, gconstpointer data)
{
  const gsize large = NET_REPLICA_MAX_BODY + 64 * 1024;
  const gsize depth = 10000;
  TestClient *bystander = join (self, 100, GROUP_CHAT_ID);

  for (guint i = 0; i < 3; i++)
    {
      TestClient *client = connect_client (self, i);
      g_autofree char *bytes = g_malloc (large);

      memset (bytes, i == 0 ? 0 : 0x81, large);
      if (i == 2)
        memcpy (bytes, "\xbb\xff\xff\xff\xff\xff\xff\xff\xff", 9);
      test_client_send_binary (client, bytes, i == 0 ? large : i == 1 ? depth : 9);
      test_client_wait_closed (client);
      g_assert_cmpuint (client->frames->len, ==, 0);
      test_client_free (client);
    }
  test_client_say (bystander, GROUP_CHAT_ID, test_group_message ("Ada", "still here"));
  test_client_wait_frames (bystander, 2);
  test_client_free (bystander);
}

/* Later ones end it, too, and the canister is told. */
static void
test_bad_later_frame (Fixture *self, gconstpointer data)
{
  TestClient *client = join (self, 1, GROUP_CHAT_ID);

  g_assert_cmpuint (count_members (self), ==, 1);
  test_client_send_binary (client, "nonsense", 8);
  test_client_wait_closed (client);
  wait_members (self, 0);
  test_client_free (client);
}

static void
test_disconnect (Fixture *self, gconstpointer data)
{
  NetGateway *gateway = net_network_get_gateway (self->network);
  TestClient *polite = join (self, 1, GROUP_CHAT_ID);
  TestClient *rude = join (self, 2, GROUP_CHAT_ID);

  g_assert_cmpuint (count_members (self), ==, 2);
  soup_websocket_connection_close (polite->connection, 1000, NULL);
  test_client_wait_closed (polite);
  g_assert_cmpuint (polite->close_code, ==, 1000);
  wait_members (self, 1);
  test_client_free (rude); /* no closing handshake: the socket is gone */
  wait_members (self, 0);
  test_client_free (polite);

  /* With nobody left, polling ends. */
  while (net_gateway_get_n_pollers (gateway) > 0)
    g_main_context_iteration (NULL, TRUE);
  /* And begins again. */
  test_client_free (join (self, 3, GROUP_CHAT_ID));
}

static void
test_wrong_sequence (Fixture *self, gconstpointer data)
{
  TestClient *client = join (self, 1, GROUP_CHAT_ID);
  NetServiceKind kind;
  NetCloseReason reason = NET_CLOSE_CLOSED_BY_APPLICATION;
  guint64 number;

  client->sequence_num = 5;
  test_client_say (client, GROUP_CHAT_ID, test_group_message ("Ada", "out of order"));
  test_client_wait_frames (client, 2);
  g_assert_true (net_ws_decode_service_message (test_client_get_frame (client, 1)->message.content,
                                                &kind, &number, &reason, NULL));
  g_assert_cmpint (kind, ==, NET_SERVICE_CLOSE);
  g_assert_cmpint (reason, ==, NET_CLOSE_WRONG_SEQUENCE_NUMBER);
  test_client_free (client);
}

/* A bad signature: the gateway relays, the replica refuses, nobody tells the client. */
static void
test_refused_call_is_silent (Fixture *self, gconstpointer data)
{
  TestClient *client = join (self, 1, GROUP_CHAT_ID);
  IcEd25519Identity *own = client->identity;

  client->identity = test_identity (9); /* signs as somebody who has no connection */
  test_client_say (client, GROUP_CHAT_ID, test_group_message ("Ada", "unheard"));
  g_object_unref (client->identity);
  client->identity = own;
  client->sequence_num = 0;
  test_client_say (client, GROUP_CHAT_ID, test_group_message ("Ada", "heard"));
  test_client_wait_frames (client, 2);
  {
    g_autofree char *text = test_group_message_text (
        test_client_get_frame (client, 1)->message.content);

    g_assert_cmpstr (text, ==, "heard");
  }
  test_client_free (client);
}

/* Until nothing is on its way: both ends are in this process, so what one end wrote is there to read
 * for the other. The few extra turns are for what the kernel may still carry. */
static void
settle (void)
{
  for (guint quiet = 0; quiet < 5; quiet++)
    while (g_main_context_iteration (NULL, FALSE))
      quiet = 0;
}

/* Lets the clock go poll by poll until the client has @n frames; real time does not count. */
static void
advance_until_frames (Fixture *self, TestClient *client, guint n)
{
  for (guint i = 0;; i++)
    {
      settle ();
      if (client->frames->len >= n)
        return;
      g_assert_cmpuint (i, <, 1000);
      ic_manual_clock_advance_us (self->clock, POLL_MS * G_TIME_SPAN_MILLISECOND);
    }
}

/* Two rounds of ack and keep-alive; the third is not answered. */
static void
test_keep_alive (Fixture *self, gconstpointer data)
{
  TestClient *client = connect_client (self, 1);
  guint acks = 0;

  test_client_open (client, GROUP_CHAT_ID);
  advance_until_frames (self, client, 1);
  for (guint seen = 1;; seen++)
    {
      NetServiceKind kind;
      NetCloseReason reason;
      guint64 number;

      advance_until_frames (self, client, seen + 1);
      g_assert_true (net_ws_decode_service_message (
          test_client_get_frame (client, seen)->message.content, &kind, &number, &reason, NULL));
      if (kind == NET_SERVICE_CLOSE)
        {
          g_assert_cmpint (reason, ==, NET_CLOSE_KEEP_ALIVE_TIMEOUT);
          break;
        }
      g_assert_cmpint (kind, ==, NET_SERVICE_ACK);
      g_assert_cmpuint (number, ==, acks);
      if (acks++ < 2)
        test_client_say_service (client, GROUP_CHAT_ID,
                                 net_ws_encode_number_message (NET_SERVICE_KEEP_ALIVE, seen));
    }
  g_assert_cmpuint (acks, ==, 3);
  test_client_free (client);
}

static void
test_unknown_canister (Fixture *self, gconstpointer data)
{
  TestClient *client = connect_client (self, 1);

  /* The query is rejected for good: the poller gives up, and its sessions with it. */
  test_client_open (client, "ryjl3-tyaaa-aaaaa-aaaba-cai");
  test_client_wait_closed (client);
  g_assert_cmpuint (client->frames->len, ==, 0);
  test_client_free (client);
  drain ();
  g_assert_cmpuint (net_gateway_get_n_pollers (net_network_get_gateway (self->network)), ==, 0);
}

static void
on_goodbye (GObject *object, GAsyncResult *result, gpointer data)
{
  g_assert_true (net_gateway_close_finish (NET_GATEWAY (object), result, NULL));
  *(gboolean *)data = TRUE;
}

static void
test_goodbye (Fixture *self, gconstpointer data)
{
  TestClient *client = join (self, 1, GROUP_CHAT_ID);
  TestClient *fresh = connect_client (self, 2);
  gboolean done = FALSE;

  net_gateway_close_async (net_network_get_gateway (self->network), NULL, on_goodbye, &done);
  test_run_until (&done);
  test_client_wait_closed (client);
  test_client_wait_closed (fresh);
  g_assert_cmpuint (client->close_code, ==, SOUP_WEBSOCKET_CLOSE_GOING_AWAY);
  g_assert_cmpuint (fresh->close_code, ==, SOUP_WEBSOCKET_CLOSE_GOING_AWAY);
  test_client_free (client);
  test_client_free (fresh);
}

static void
test_stop_at_once (Fixture *self, gconstpointer data)
{
  TestClient *client = join (self, 1, GROUP_CHAT_ID);

  test_client_say (client, GROUP_CHAT_ID, test_group_message ("Ada", "last words"));
  net_network_stop (self->network);
  test_client_wait_closed (client);
  test_client_free (client);
}

/* More than a poll's worth at once comes whole and in order, without waiting for the next tick. */
static void
test_burst (Fixture *self, gconstpointer data)
{
  const guint n = 180;
  TestClient *client = join (self, 1, GROUP_CHAT_ID);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      test_client_say (client, GROUP_CHAT_ID, test_group_message ("Ada", text));
    }
  test_client_wait_frames (client, n + 1);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = test_group_message_text (
          test_client_get_frame (client, i + 1)->message.content);
      g_autofree char *expected = g_strdup_printf ("%u", i);

      g_assert_cmpstr (text, ==, expected);
    }
  test_client_free (client);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/network/gateway/" path, Fixture, GINT_TO_POINTER (FALSE), set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("handshake", test_handshake);
  ADD ("chat", test_chat);
  g_test_add ("/network/gateway/chat-newer-api", Fixture, GINT_TO_POINTER (TRUE), set_up, test_chat,
              tear_down);
  ADD ("two-canisters", test_two_canisters);
  ADD ("two-gateways", test_two_gateways);
  ADD ("drops-during-setup", test_drops_during_setup);
  ADD ("bad-first-frame", test_bad_first_frame);
  ADD ("hostile-frames", test_hostile_frames);
  ADD ("bad-later-frame", test_bad_later_frame);
  ADD ("disconnect", test_disconnect);
  ADD ("wrong-sequence", test_wrong_sequence);
  ADD ("refused-call-is-silent", test_refused_call_is_silent);
  g_test_add ("/network/gateway/keep-alive", Fixture, NULL, set_up_manual_clock, test_keep_alive,
              tear_down);
  ADD ("unknown-canister", test_unknown_canister);
  ADD ("goodbye", test_goodbye);
  ADD ("stop-at-once", test_stop_at_once);
  ADD ("burst", test_burst);
  return g_test_run ();
}
