/* SPDX-License-Identifier: MIT */
/* The whole stack in one process: rooms, sessions, sockets, gateway, replica, canisters. */
#include "chat/chat.h"
#include "network/net-network.h"

/* A test that hangs must fail, not stay. */
#define DEADLINE_S 30

typedef struct
{
  NetNetwork *network;
  ChatRoom *ann;
  ChatRoom *bob;
  guint deadline;
} Fixture;

static gboolean
on_deadline (gpointer data)
{
  g_critical ("Nothing happened within %d s", DEADLINE_S);
  g_abort ();
  return G_SOURCE_REMOVE;
}

static ChatRoom *
join (Fixture *fixture, const char *name, const char *canister, const char *codec)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_random (ic_random_get_system ());
  g_autoptr (ChatConnection) connection = NULL;

  g_free (profile->network_url);
  g_free (profile->gateway_url);
  g_free (profile->codec_id);
  profile->network_url = g_strdup (net_network_get_replica_url (fixture->network));
  profile->gateway_url = g_strdup (net_network_get_gateway_url (fixture->network));
  profile->codec_id = g_strdup (codec);
  g_assert_true (ic_principal_from_text (&profile->canister_id, canister, NULL));
  connection = chat_connection_new (profile, IC_IDENTITY (identity), ic_clock_get_system (),
                                    ic_random_get_system ());
  chat_connection_connect (connection);
  return chat_room_new (connection, name);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;

  net_network_options_init (&options);
  options.replica_port = 0;
  options.gateway_port = 0;
  fixture->network = net_network_new (&options);
  net_network_start (fixture->network, &error);
  g_assert_no_error (error);
  fixture->deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);
}

static void
leave (ChatRoom **room)
{
  ChatConnection *connection;

  if (*room == NULL)
    return;
  connection = g_object_ref (chat_room_get_connection (*room));
  chat_connection_disconnect (connection);
  g_assert_cmpint (chat_connection_get_health (connection), ==, CHAT_HEALTH_DISCONNECTED);
  g_assert_finalize_object (g_steal_pointer (room));
  /* Verifications on their way hold the session, which holds nothing of ours. */
  g_object_unref (connection);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  leave (&fixture->ann);
  leave (&fixture->bob);
  net_network_stop (fixture->network);
  g_clear_object (&fixture->network);
  g_source_remove (fixture->deadline);
}

#define WAIT_FOR(condition)                                                                        \
  while (!(condition))                                                                             \
  g_main_context_iteration (NULL, TRUE)

static ChatMessage *
find (ChatRoom *room, const char *text)
{
  GListModel *model = G_LIST_MODEL (room);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (model, i);

      if (g_strcmp0 (chat_message_get_text (message), text) == 0)
        return message; /* the room keeps it */
    }
  return NULL;
}

static gboolean
is_accepted (ChatRoom *room, const char *text)
{
  ChatMessage *message = find (room, text);

  return message != NULL && chat_message_get_delivery (message) == CHAT_DELIVERY_ACCEPTED;
}

static ChatHealth
health (ChatRoom *room)
{
  return chat_connection_get_health (chat_room_get_connection (room));
}

/* Two people, each reads what the other said, each own message is proved to be accepted. */
static void
test_conversation (Fixture *fixture, gconstpointer data)
{
  IcwsFigures figures;

  fixture->ann = join (fixture, "Ann", CHAT_GROUP_CANISTER, "group-chat");
  /* Said before there is a connection: it waits, nothing is lost. */
  g_assert_true (chat_room_send_text (fixture->ann, "anybody?", NULL));
  g_assert_cmpint (chat_message_get_delivery (find (fixture->ann, "anybody?")), ==,
                   CHAT_DELIVERY_QUEUED);
  WAIT_FOR (is_accepted (fixture->ann, "anybody?"));
  g_assert_cmpint (health (fixture->ann), ==, CHAT_HEALTH_VERIFIED);

  fixture->bob = join (fixture, "Bob", CHAT_GROUP_CANISTER, "group-chat");
  WAIT_FOR (health (fixture->bob) == CHAT_HEALTH_VERIFIED);
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strdup_printf ("line %d", i);

      g_assert_true (chat_room_send_text (fixture->bob, text, NULL));
    }
  WAIT_FOR (is_accepted (fixture->bob, "line 19"));
  WAIT_FOR (find (fixture->ann, "line 19") != NULL);
  g_assert_cmpuint (chat_message_get_certificate_time_ns (find (fixture->ann, "line 19")), >, 0);
  g_assert_false (chat_message_is_own (find (fixture->ann, "line 19")));
  g_assert_null (find (fixture->bob, "anybody?")); /* the room keeps no history */

  icws_ledger_get_figures (chat_connection_get_ledger (chat_room_get_connection (fixture->ann)),
                           &figures);
  g_assert_cmpuint (figures.messages_refused, ==, 0);
  g_assert_cmpuint (figures.messages_verified, >=, 23);
}

/* Both use one name: own messages are known by what we sent, not by the name. */
static void
test_same_name (Fixture *fixture, gconstpointer data)
{
  fixture->ann = join (fixture, "Ann", CHAT_GROUP_CANISTER, "group-chat");
  fixture->bob = join (fixture, "Ann", CHAT_GROUP_CANISTER, "group-chat");
  WAIT_FOR (health (fixture->ann) == CHAT_HEALTH_VERIFIED &&
            health (fixture->bob) == CHAT_HEALTH_VERIFIED);
  chat_room_send_text (fixture->bob, "I am Ann", NULL);
  WAIT_FOR (find (fixture->ann, "I am Ann") != NULL);
  g_assert_false (chat_message_is_own (find (fixture->ann, "I am Ann")));
  WAIT_FOR (is_accepted (fixture->bob, "I am Ann"));
  g_assert_true (chat_message_is_own (find (fixture->bob, "I am Ann")));
}

static void
test_typing (Fixture *fixture, gconstpointer data)
{
  fixture->ann = join (fixture, "Ann", CHAT_GROUP_CANISTER, "group-chat");
  fixture->bob = join (fixture, "Bob", CHAT_GROUP_CANISTER, "group-chat");
  WAIT_FOR (health (fixture->ann) == CHAT_HEALTH_VERIFIED &&
            health (fixture->bob) == CHAT_HEALTH_VERIFIED);
  chat_room_send_text (fixture->bob, "hello", NULL);
  WAIT_FOR (is_accepted (fixture->bob, "hello"));
  chat_room_notify_typing (fixture->bob);
  WAIT_FOR (chat_room_get_typists (fixture->ann)[0] != NULL);
  g_assert_cmpstr (chat_room_get_typists (fixture->ann)[0], ==, "Bob");
  g_assert_null (chat_room_get_typists (fixture->bob)[0]);
}

static void
test_ping_pong (Fixture *fixture, gconstpointer data)
{
  fixture->ann = join (fixture, "Ann", CHAT_PING_MOTOKO_CANISTER, "ping-pong-motoko");
  fixture->bob = join (fixture, "Bob", CHAT_PING_RUST_CANISTER, "ping-pong-rust");
  WAIT_FOR (health (fixture->ann) == CHAT_HEALTH_VERIFIED &&
            health (fixture->bob) == CHAT_HEALTH_VERIFIED);
  chat_room_send_text (fixture->ann, "ping", NULL);
  chat_room_send_text (fixture->bob, "ping", NULL);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (fixture->ann)) >= 2 &&
            g_list_model_get_n_items (G_LIST_MODEL (fixture->bob)) >= 2);
}

/* The gateway goes away: the state says so, what is written then waits, and nothing is believed. */
static void
test_gateway_gone (Fixture *fixture, gconstpointer data)
{
  fixture->ann = join (fixture, "Ann", CHAT_GROUP_CANISTER, "group-chat");
  WAIT_FOR (health (fixture->ann) == CHAT_HEALTH_VERIFIED);
  net_network_stop (fixture->network);
  WAIT_FOR (health (fixture->ann) == CHAT_HEALTH_RECONNECTING);
  g_assert_nonnull (chat_connection_get_error (chat_room_get_connection (fixture->ann)));
  g_assert_cmpuint (chat_connection_get_retry_seconds (chat_room_get_connection (fixture->ann)), >,
                    0);
  chat_room_send_text (fixture->ann, "later", NULL);
  g_assert_cmpint (chat_message_get_delivery (find (fixture->ann, "later")), ==,
                   CHAT_DELIVERY_QUEUED);
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  net_network_stop (fixture->network);
  fixture->ann = join (fixture, "Ann", CHAT_GROUP_CANISTER, "group-chat");
  WAIT_FOR (chat_connection_get_error (chat_room_get_connection (fixture->ann)) != NULL);
  g_assert_error (chat_connection_get_error (chat_room_get_connection (fixture->ann)), ICWS_ERROR,
                  ICWS_ERROR_UNREACHABLE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/chat/connection/conversation", test_conversation);
  ADD ("/chat/connection/same-name", test_same_name);
  ADD ("/chat/connection/typing", test_typing);
  ADD ("/chat/connection/ping-pong", test_ping_pong);
  ADD ("/chat/connection/gateway-gone", test_gateway_gone);
  ADD ("/chat/connection/nobody-there", test_nobody_there);
  return g_test_run ();
}
