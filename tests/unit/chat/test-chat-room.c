/* SPDX-License-Identifier: MIT */
/* A room whose gateways withhold, lie and die, over real sockets: what the canister has of our
 * messages is what another participant reads, through a gateway of his own. */
#include "chat-failover-fixture.h"

#include "chat/chat-delivery-watch.h"

#define N_TEXTS 12

typedef struct
{
  Fixture ann;
  ChatConnection *connection; /* of Bob, through the last gateway */
  ChatRoom *bob;
} Pair;

static void
set_up (Pair *pair, gconstpointer data)
{
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_random (ic_random_get_system ());
  g_autoptr (ChatProfile) bobs = NULL;
  ChatProfile *anns;

  fixture_set_up (&pair->ann, NULL);
  bobs = fixture_profile_of (&pair->ann, 1);
  chat_profile_set_gateways (bobs,
                             (const char *[]){ fixture_url (&pair->ann, N_GATEWAYS - 1), NULL });
  pair->connection = chat_connection_new (bobs, IC_IDENTITY (identity), IC_CLOCK (pair->ann.clock),
                                          ic_random_get_system ());
  pair->bob = chat_room_new (pair->connection, "Bob");
  chat_connection_connect (pair->connection);
  WAIT_FOR (chat_connection_get_health (pair->connection) == CHAT_HEALTH_VERIFIED);

  anns = fixture_profile_of (&pair->ann, N_GATEWAYS - 1);
  anns->direct = CHAT_DIRECT_NEVER;
  fixture_join (&pair->ann, anns);
  WAIT_FOR (fixture_health (&pair->ann) == CHAT_HEALTH_VERIFIED);
  fixture_say (&pair->ann, "first");
  WAIT_FOR (fixture_is_accepted (&pair->ann, "first"));
}

static void
tear_down (Pair *pair, gconstpointer data)
{
  g_clear_object (&pair->bob);
  chat_connection_disconnect (pair->connection);
  g_clear_object (&pair->connection);
  fixture_tear_down (&pair->ann, NULL);
}

static guint
count (ChatRoom *room, ChatMessageKind kind, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (room)); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (room), i);

      n += chat_message_get_kind (message) == kind &&
           g_strcmp0 (chat_message_get_text (message), text) == 0;
    }
  return n;
}

static guint
count_text (ChatRoom *room, const char *text)
{
  return count (room, CHAT_MESSAGE_TEXT, text);
}

static ChatMessage *
find (ChatRoom *room, const char *text)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (room)); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (room), i);

      if (g_strcmp0 (chat_message_get_text (message), text) == 0)
        return message; /* the room keeps it */
    }
  return NULL;
}

static ChatDelivery
delivery (Pair *pair, const char *text)
{
  return chat_message_get_delivery (find (pair->ann.room, text));
}

/* Ann's gateway dies, and another one or the same takes over. */
static void
lose_gateway (Pair *pair)
{
  net_network_restart_gateway (pair->ann.network, 0, 2000);
}

static void
assert_once_and_in_order (Pair *pair, const char *const *texts)
{
  guint next = 0;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_assert_cmpuint (count_text (pair->bob, texts[i]), ==, 1);
      g_assert_cmpuint (count_text (pair->ann.room, texts[i]), ==, 1);
      g_assert_false (chat_message_get_possible_duplicate (find (pair->ann.room, texts[i])));
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pair->bob)); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (pair->bob), i);

      if (texts[next] != NULL && g_strcmp0 (chat_message_get_text (message), texts[next]) == 0)
        next++;
    }
  g_assert_null (texts[next]);
}

/* The gateway kept our messages: the IC never got them, so they are sent again, before newer ones. */
static void
test_never_arrived (Pair *pair, gconstpointer data)
{
  guint64 from_ns, to_ns;

  fixture_fault (&pair->ann, 0, "withhold-up");
  fixture_say (&pair->ann, "one");
  fixture_say (&pair->ann, "two");
  WAIT_FOR (delivery (pair, "two") == CHAT_DELIVERY_SENT);
  lose_gateway (pair);
  fixture_heal (&pair->ann, 0);
  WAIT_FOR (fixture_health (&pair->ann) != CHAT_HEALTH_VERIFIED);
  fixture_say (&pair->ann, "three");
  g_assert_cmpint (delivery (pair, "two"), ==, CHAT_DELIVERY_SENT);
  WAIT_FOR (fixture_is_accepted (&pair->ann, "three") && count_text (pair->bob, "three") > 0);
  assert_once_and_in_order (pair, (const char *[]){ "first", "one", "two", "three", NULL });

  g_assert_cmpuint (count (pair->ann.room, CHAT_MESSAGE_NOTICE, CHAT_NOTICE_GAP), ==, 1);
  chat_message_get_span (find (pair->ann.room, CHAT_NOTICE_GAP), &from_ns, &to_ns);
  g_assert_cmpuint (from_ns, >, 0);
  g_assert_cmpuint (to_ns, >, from_ns);
  g_assert_cmpuint (count (pair->ann.room, CHAT_MESSAGE_NOTICE, CHAT_NOTICE_REFUSED), ==, 0);
  g_assert_cmpuint (count (pair->bob, CHAT_MESSAGE_NOTICE, CHAT_NOTICE_GAP), ==, 0);
}

/* They arrived, and the gateway kept the proof of it from us: they are not sent again. */
static void
test_arrived (Pair *pair, gconstpointer data)
{
  fixture_fault (&pair->ann, 0, "withhold-down");
  fixture_say (&pair->ann, "one");
  fixture_say (&pair->ann, "two");
  WAIT_FOR (count_text (pair->bob, "two") > 0);
  g_assert_cmpint (delivery (pair, "two"), ==, CHAT_DELIVERY_SENT);
  lose_gateway (pair);
  fixture_heal (&pair->ann, 0);
  fixture_say (&pair->ann, "three");
  WAIT_FOR (fixture_is_accepted (&pair->ann, "three") && count_text (pair->bob, "three") > 0);
  g_assert_cmpint (delivery (pair, "one"), ==, CHAT_DELIVERY_ACCEPTED);
  g_assert_cmpint (delivery (pair, "two"), ==, CHAT_DELIVERY_ACCEPTED);
  g_assert_cmpuint (chat_message_get_certificate_time_ns (find (pair->ann.room, "two")), >, 0);
  assert_once_and_in_order (pair, (const char *[]){ "first", "one", "two", "three", NULL });
}

/* No echo comes, and the session goes on: the IC itself tells, and nobody is blamed. */
static void
test_proved_without_echo (Pair *pair, gconstpointer data)
{
  fixture_fault (&pair->ann, 0, "withhold-down");
  fixture_say (&pair->ann, "one");
  pair->ann.speed = 20;
  WAIT_FOR (fixture_is_accepted (&pair->ann, "one"));
  g_assert_cmpuint (count_text (pair->bob, "one"), ==, 1);
  g_assert_cmpuint (fixture_n_verdicts (&pair->ann), ==, 0);
}

/* A lie leaves a row in its place, and the way on is shown. */
static void
test_refused_frame (Pair *pair, gconstpointer data)
{
  fixture_fault (&pair->ann, 0, "tamper-content");
  g_assert_true (chat_room_send_text (pair->bob, "a secret", NULL));
  WAIT_FOR (fixture_is_at (&pair->ann, 1) && fixture_health (&pair->ann) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpuint (count_text (pair->ann.room, "a secret"), ==, 0);
  g_assert_cmpuint (count (pair->ann.room, CHAT_MESSAGE_NOTICE, CHAT_NOTICE_REFUSED), ==, 1);
  g_assert_cmpuint (count (pair->ann.room, CHAT_MESSAGE_NOTICE, CHAT_NOTICE_SWITCHED), ==, 1);
  g_assert_cmpstr (chat_message_get_author (find (pair->ann.room, CHAT_NOTICE_SWITCHED)), ==,
                   fixture_url (&pair->ann, 1));
  fixture_say (&pair->ann, "on we go");
  WAIT_FOR (fixture_is_accepted (&pair->ann, "on we go") && count_text (pair->bob, "on we go") > 0);
  assert_once_and_in_order (pair, (const char *[]){ "first", "on we go", NULL });
}

static void
strike_once (Pair *pair, NetFault fault)
{
  NetFaultSetting once = { .rate = 1, .phase = NET_FAULT_PHASE_CHAT, .limit = 1 };

  for (guint gateway = 0; gateway < N_GATEWAYS - 1; gateway++)
    {
      fixture_heal (&pair->ann, gateway);
      net_faults_set (
          net_gateway_get_faults (net_network_get_nth_gateway (pair->ann.network, gateway)), fault,
          &once);
    }
}

/* One fault after the other, in the middle of a conversation; at last without any gateway. */
static void
test_each_fault (Pair *pair, gconstpointer data)
{
  static const NetFault FAULTS[] = { NET_FAULT_CLOSE,         NET_FAULT_RESTART,
                                     NET_FAULT_SWAP_UP,       NET_FAULT_WITHHOLD_UP,
                                     NET_FAULT_WITHHOLD_DOWN, NET_FAULT_DUPLICATE,
                                     NET_FAULT_DROP };

  chat_connection_set_direct_policy (pair->ann.connection, CHAT_DIRECT_LAST_RESORT);
  pair->ann.speed = 20;
  for (guint i = 0; i < G_N_ELEMENTS (FAULTS); i++)
    {
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_auto (GStrv) texts = NULL;

      strike_once (pair, FAULTS[i]);
      for (guint j = 0; j < N_TEXTS; j++)
        {
          g_autofree char *text = g_strdup_printf ("%s %u", net_fault_get_name (FAULTS[i]), j);

          g_strv_builder_add (builder, text);
          fixture_say (&pair->ann, text);
        }
      texts = g_strv_builder_end (builder);
      for (guint j = 0; j < N_TEXTS; j++)
        WAIT_FOR (fixture_is_accepted (&pair->ann, texts[j]) &&
                  count_text (pair->bob, texts[j]) > 0);
      assert_once_and_in_order (pair, (const char *const *)texts);
    }
  g_test_message ("%u sessions: %s", pair->ann.n_opened, pair->ann.log->str);
  g_assert_cmpuint (pair->ann.n_opened, >, 3);
}

static void
on_notify (GObject *object, GParamSpec *pspec, guint *n)
{
  ++*n;
}

/* What waits goes out as the new codec writes it; what it does not take is told at once. */
static void
test_set_codec (Pair *pair, gconstpointer data)
{
  g_autoptr (ChatCodec) unknown = chat_codec_new_by_id ("any");
  g_autoptr (ChatCodec) group = chat_codec_new_by_id ("group-chat");
  g_autoptr (GError) error = NULL;
  ChatRoom *room = pair->ann.room;
  guint n_notified = 0;

  g_signal_connect (room, "notify::codec", G_CALLBACK (on_notify), &n_notified);
  chat_room_set_codec (room, unknown);
  g_assert_true (chat_room_get_codec (room) == unknown);
  g_assert_false (chat_room_send_event (
      room, chat_event_new (CHAT_EVENT_TEXT, "Ann", "what do you speak?"), &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE);
  chat_room_set_codec (room, group);
  chat_room_set_codec (room, group);
  g_assert_cmpuint (n_notified, ==, 2);
  g_assert_true (
      chat_room_send_event (room, chat_event_new (CHAT_EVENT_TEXT, "Ann", "now I know"), NULL));
  WAIT_FOR (fixture_is_accepted (&pair->ann, "now I know"));
  WAIT_FOR (count_text (pair->bob, "now I know") > 0);
  g_assert_cmpuint (count_text (room, "what do you speak?"), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Pair, NULL, set_up, func, tear_down)
  ADD ("/chat/room/never-arrived", test_never_arrived);
  ADD ("/chat/room/arrived", test_arrived);
  ADD ("/chat/room/proved-without-echo", test_proved_without_echo);
  ADD ("/chat/room/refused-frame", test_refused_frame);
  ADD ("/chat/room/set-codec", test_set_codec);
  ADD ("/chat/room/each-fault", test_each_fault);
  return g_test_run ();
}
