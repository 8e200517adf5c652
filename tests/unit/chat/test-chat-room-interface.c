/* SPDX-License-Identifier: MIT */
/* Rooms of which only the canister id is known: what they learn, when, and what they do before. */
#include "chat/chat-room-interface.h"
#include "chat/chat.h"
#include "network/net-network.h"

#define DEADLINE_S    60
#define BOARD         "oamd4-giaaa-aaaao-a74aq-cai"
#define PRIVATE_BOARD "ojpia-qaaaa-aaaao-a74ba-cai"
/* Says nothing of itself. */
#define SILENT "rdmx6-jaaaa-aaaaa-aaadq-cai"

typedef struct
{
  NetNetwork *network;
  ChatRoom *room;
  guint n_codecs;
  guint n_failures;
  GError *error; /* (nullable): of the last failure */
  guint deadline;
} Fixture;

static gboolean
on_deadline (gpointer data)
{
  g_error ("The awaited did not come about");
  return G_SOURCE_REMOVE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;

  net_network_options_init (&options);
  self->network = net_network_new (&options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
  self->deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);
}

static void
leave (Fixture *self)
{
  if (self->room != NULL)
    chat_connection_disconnect (chat_room_get_connection (self->room));
  g_clear_object (&self->room);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  leave (self);
  net_network_stop (self->network);
  g_object_unref (self->network);
  g_clear_error (&self->error);
  g_source_remove (self->deadline);
}

static void
on_codec (Fixture *self)
{
  self->n_codecs++;
}

static void
on_failed (Fixture *self, const GError *error)
{
  self->n_failures++;
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
}

static void
join (Fixture *self, const char *id, const char *codec)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_random (ic_random_get_system ());
  g_autoptr (ChatConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  g_free (profile->network_url);
  g_free (profile->gateway_url);
  g_free (profile->codec_id);
  profile->network_url = g_strdup (net_network_get_replica_url (self->network));
  profile->gateway_url = g_strdup (net_network_get_gateway_url (self->network));
  profile->codec_id = g_strdup (codec);
  g_assert_true (ic_principal_from_text (&profile->canister_id, id, NULL));
  chat_profile_validate (profile, &error);
  g_assert_no_error (error);
  connection = chat_connection_new (profile, IC_IDENTITY (identity), ic_clock_get_system (),
                                    ic_random_get_system ());
  self->room = chat_room_new (connection, "Ann");
  g_signal_connect_swapped (self->room, "notify::codec", G_CALLBACK (on_codec), self);
  g_signal_connect_swapped (self->room, "interface-failed", G_CALLBACK (on_failed), self);
}

static void
go_online (Fixture *self)
{
  chat_connection_connect (chat_room_get_connection (self->room));
}

static void
wait_verified (Fixture *self)
{
  while (chat_connection_get_health (chat_room_get_connection (self->room)) != CHAT_HEALTH_VERIFIED)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_codec (Fixture *self)
{
  while (self->n_codecs == 0)
    g_main_context_iteration (NULL, TRUE);
}

static ChatMessage *
get_last (Fixture *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->room));
  ChatMessage *message = n > 0 ? g_list_model_get_item (G_LIST_MODEL (self->room), n - 1) : NULL;

  if (message != NULL)
    g_object_unref (message);
  return message;
}

/* The one thing that we said. */
static gboolean
is_accepted (Fixture *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->room)); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (self->room), i);

      if (chat_message_get_delivery (message) == CHAT_DELIVERY_ACCEPTED &&
          g_strcmp0 (chat_message_get_text (message), "hello") == 0)
        return TRUE;
    }
  return FALSE;
}

static void
wait_accepted (Fixture *self)
{
  while (!is_accepted (self))
    g_main_context_iteration (NULL, TRUE);
}

/* The codec is that of the type, whatever the canister's id. */
static void
test_learns (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *id;
    const char *codec;
    gboolean certified;
  } table[] = {
    { CHAT_GROUP_CANISTER, "group-chat", TRUE },
    { CHAT_PING_MOTOKO_CANISTER, "ping-pong-motoko", TRUE },
    { CHAT_PING_RUST_CANISTER, "ping-pong-rust", TRUE },
    { BOARD, "any", TRUE },
    { PRIVATE_BOARD, "any", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      self->n_codecs = 0;
      join (self, table[i].id, "any");
      g_assert_null (chat_room_get_interface (self->room));
      g_assert_true (chat_room_is_learning (self->room));
      g_assert_false (chat_codec_can_encode (chat_room_get_codec (self->room), CHAT_EVENT_TEXT));
      go_online (self);
      wait_codec (self);
      g_assert_cmpstr (chat_codec_get_id (chat_room_get_codec (self->room)), ==, table[i].codec);
      g_assert_true (chat_codec_can_encode (chat_room_get_codec (self->room), CHAT_EVENT_TEXT));
      g_assert_true (chat_interface_is_certified (chat_room_get_interface (self->room)) ==
                     table[i].certified);
      g_assert_false (chat_room_is_learning (self->room));
      g_assert_null (chat_room_get_interface_error (self->room));
      wait_verified (self);
      g_assert_true (chat_room_send_text (self->room, "hello", NULL));
      wait_accepted (self);
      leave (self);
    }
  g_assert_cmpuint (self->n_failures, ==, 0);
}

/* A profile that says what it is asks nobody. */
static void
test_known (Fixture *self, gconstpointer data)
{
  join (self, CHAT_GROUP_CANISTER, "group-chat");
  go_online (self);
  wait_verified (self);
  g_assert_true (chat_room_send_text (self->room, "hello", NULL));
  wait_accepted (self);
  g_assert_null (chat_room_get_interface (self->room));
  g_assert_false (chat_room_is_learning (self->room));
  g_assert_cmpuint (self->n_codecs, ==, 0);
}

static GBytes *
encode (const char *text, const char *type_text)
{
  g_autoptr (GPtrArray) types = ic_candid_did_parse_types (type_text, strlen (type_text), NULL);
  g_autoptr (ChatCodec) codec = chat_any_codec_new (types->pdata[0]);
  g_autoptr (ChatEvent) event = chat_event_new (CHAT_EVENT_TEXT, NULL, text);
  GBytes *bytes = chat_codec_encode (codec, event, 1, NULL);

  g_assert_nonnull (bytes);
  return bytes;
}

/* What comes before the interface is known is shown at once, in order, and what comes after it, too. */
static void
test_early (Fixture *self, gconstpointer data)
{
  static const char *const expected[] = { "one", "two", "three" };
  const char *type = "(record { text : text; odd_name : nat8 })";
  g_autoptr (GBytes) one = encode ("one", type);
  g_autoptr (GBytes) two = encode ("two", type);
  g_autoptr (GBytes) three = encode ("three", type);

  join (self, BOARD, "any");
  chat_room_handle_content (self->room, one, NULL, NULL);
  chat_room_handle_content (self->room, two, NULL, NULL);
  go_online (self);
  wait_codec (self);
  chat_room_handle_content (self->room, three, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->room)), >=, 3);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (self->room), i);

      g_assert_cmpstr (chat_message_get_text (message), ==, expected[i]);
      g_assert_nonnull (chat_message_get_details (message));
    }
}

/* Nothing is said before one knows how; what was said before and waits goes out then. */
static void
test_waits (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  join (self, BOARD, "any");
  g_assert_false (chat_room_send_text (self->room, "hello", &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE);
  go_online (self);
  wait_codec (self);
  g_assert_true (chat_room_send_text (self->room, "hello", NULL));
  wait_accepted (self);
}

/* The room can be read all the same, and asks again with the next session. */
static void
test_fails (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) one = encode ("one", "(record { text : text })");

  join (self, SILENT, "any");
  go_online (self);
  while (self->n_failures == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (self->error, CHAT_INTERFACE_ERROR, CHAT_INTERFACE_ERROR_NONE);
  g_assert_error (chat_room_get_interface_error (self->room), CHAT_INTERFACE_ERROR,
                  CHAT_INTERFACE_ERROR_NONE);
  g_assert_false (chat_room_is_learning (self->room));
  chat_room_handle_content (self->room, one, NULL, NULL);
  g_assert_cmpstr (chat_message_get_text (get_last (self)), ==, "one");
  g_assert_cmpuint (self->n_codecs, ==, 0);
}

static void
test_asks_again (Fixture *self, gconstpointer data)
{
  ChatConnection *connection;
  ChatInterface *interface;

  join (self, BOARD, "any");
  connection = chat_room_get_connection (self->room);
  go_online (self);
  wait_codec (self);
  wait_verified (self);
  interface = chat_room_get_interface (self->room);
  /* The same answer changes nothing. */
  chat_connection_disconnect (connection);
  while (chat_connection_get_health (connection) == CHAT_HEALTH_VERIFIED)
    g_main_context_iteration (NULL, TRUE);
  go_online (self);
  wait_verified (self);
  g_assert_true (chat_room_send_text (self->room, "hello", NULL));
  wait_accepted (self);
  g_assert_true (chat_room_get_interface (self->room) == interface);
  g_assert_cmpuint (self->n_codecs, ==, 1);
}

/* It may end while it asks. */
static void
test_goes (Fixture *self, gconstpointer data)
{
  g_autoptr (ChatConnection) connection = NULL;

  join (self, BOARD, "any");
  connection = g_object_ref (chat_room_get_connection (self->room));
  go_online (self);
  while (chat_connection_get_agent (connection) == NULL)
    g_main_context_iteration (NULL, TRUE);
  chat_connection_disconnect (connection);
  g_object_add_weak_pointer (G_OBJECT (self->room), (gpointer *)&self->room);
  g_object_unref (self->room);
  g_assert_null (self->room);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

#define ADD(path, func)                                                                            \
  g_test_add ("/chat/room-interface/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("learns", test_learns);
  ADD ("known", test_known);
  ADD ("early", test_early);
  ADD ("waits", test_waits);
  ADD ("fails", test_fails);
  ADD ("asks-again", test_asks_again);
  ADD ("goes", test_goes);
  return g_test_run ();
}
