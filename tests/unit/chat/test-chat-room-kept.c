/* SPDX-License-Identifier: MIT */
/* Rooms that are kept, through the ends of Attest: what is on its way when a room goes is taken up
 * again by the next one over the same history. */
#include <errno.h>
#include <sqlite3.h>
#include <unistd.h>

#include "chat-failover-fixture.h"
#include "chat-history-kit.h"

typedef struct
{
  Fixture ann;
  HistoryKit *kit;
  ChatHistory *history;
  ChatConnection *connection; /* of Bob, through the last gateway */
  ChatRoom *bob;
} Pair;

static void
load (ChatRoom *room)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_room_load_async (room, NULL, history_on_result, &result);
  g_assert_true (chat_room_load_finish (room, history_wait (&result), &error));
  g_assert_no_error (error);
}

/* Attest starts. */
static void
start (Pair *pair, gboolean connect)
{
  ChatProfile *profile = fixture_profile_of (&pair->ann, N_GATEWAYS - 1);

  profile->direct = CHAT_DIRECT_NEVER;
  pair->history = history_open (pair->kit->path);
  fixture_make (&pair->ann, profile);
  g_object_unref (pair->ann.room);
  pair->ann.room = chat_room_new_with_history (pair->ann.connection, "Ann", pair->history);
  load (pair->ann.room);
  if (!connect)
    return;
  chat_connection_connect (pair->ann.connection);
  WAIT_FOR (fixture_health (&pair->ann) == CHAT_HEALTH_VERIFIED);
}

/* It ends. */
static void
stop (Pair *pair)
{
  fixture_leave (&pair->ann);
  history_close (pair->history);
  pair->history = NULL;
}

static void
set_up (Pair *pair, gconstpointer data)
{
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_random (ic_random_get_system ());
  g_autoptr (ChatProfile) bobs = NULL;

  fixture_set_up (&pair->ann, NULL);
  pair->kit = history_kit_new ();
  bobs = fixture_profile_of (&pair->ann, 1);
  chat_profile_set_gateways (bobs,
                             (const char *[]){ fixture_url (&pair->ann, N_GATEWAYS - 1), NULL });
  pair->connection = chat_connection_new (bobs, IC_IDENTITY (identity), IC_CLOCK (pair->ann.clock),
                                          ic_random_get_system ());
  pair->bob = chat_room_new (pair->connection, "Bob");
  chat_connection_connect (pair->connection);
  WAIT_FOR (chat_connection_get_health (pair->connection) == CHAT_HEALTH_VERIFIED);
}

static void
tear_down (Pair *pair, gconstpointer data)
{
  g_clear_object (&pair->bob);
  chat_connection_disconnect (pair->connection);
  g_clear_object (&pair->connection);
  if (pair->history != NULL)
    stop (pair);
  history_kit_free (pair->kit);
  fixture_tear_down (&pair->ann, NULL);
}

static ChatMessage *
find_nth (ChatRoom *room, const char *text, guint n)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (room)); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (room), i);

      if (g_strcmp0 (chat_message_get_text (message), text) == 0 && n-- == 0)
        return message; /* the room keeps it */
    }
  return NULL;
}

static ChatMessage *
find (ChatRoom *room, const char *text)
{
  return find_nth (room, text, 0);
}

static ChatDelivery
delivery (Pair *pair, const char *text)
{
  return chat_message_get_delivery (find (pair->ann.room, text));
}

static void
assert_once (Pair *pair, const char *text)
{
  ChatMessage *message = find (pair->ann.room, text);

  WAIT_FOR (chat_message_get_delivery (message) == CHAT_DELIVERY_ACCEPTED &&
            find (pair->bob, text) != NULL);
  g_assert_null (find_nth (pair->bob, text, 1));
  g_assert_null (find_nth (pair->ann.room, text, 1));
  g_assert_false (chat_message_get_possible_duplicate (message));
}

/* What was typed without a connection goes out after a restart, in order. */
static void
test_queued (Pair *pair, gconstpointer data)
{
  start (pair, FALSE);
  fixture_say (&pair->ann, "one");
  fixture_say (&pair->ann, "two");
  stop (pair);
  start (pair, FALSE);
  g_assert_cmpint (delivery (pair, "one"), ==, CHAT_DELIVERY_QUEUED);
  fixture_say (&pair->ann, "three");
  chat_connection_connect (pair->ann.connection);
  assert_once (pair, "three");
  assert_once (pair, "one");
  assert_once (pair, "two");
  g_assert_cmpint (chat_message_get_sequence (find (pair->bob, "one")), <,
                   chat_message_get_sequence (find (pair->bob, "two")));
  g_assert_cmpint (chat_message_get_sequence (find (pair->bob, "two")), <,
                   chat_message_get_sequence (find (pair->bob, "three")));
}

/* It was handed over, and never arrived: the Internet Computer says so, and it is sent again. */
static void
test_never_arrived (Pair *pair, gconstpointer data)
{
  start (pair, TRUE);
  fixture_fault (&pair->ann, 0, "withhold-up");
  fixture_say (&pair->ann, "one");
  WAIT_FOR (delivery (pair, "one") == CHAT_DELIVERY_SENT);
  stop (pair);
  fixture_heal (&pair->ann, 0);
  start (pair, FALSE);
  g_assert_cmpint (delivery (pair, "one"), ==, CHAT_DELIVERY_SENT);
  chat_connection_connect (pair->ann.connection);
  assert_once (pair, "one");
}

/* It arrived, and Attest never heard of it. */
static void
test_arrived (Pair *pair, gconstpointer data)
{
  start (pair, TRUE);
  fixture_fault (&pair->ann, 0, "withhold-down");
  fixture_say (&pair->ann, "one");
  WAIT_FOR (find (pair->bob, "one") != NULL && delivery (pair, "one") == CHAT_DELIVERY_SENT);
  stop (pair);
  fixture_heal (&pair->ann, 0);
  start (pair, FALSE);
  fixture_say (&pair->ann, "two");
  chat_connection_connect (pair->ann.connection);
  assert_once (pair, "two");
  assert_once (pair, "one");
}

/* Killed between handing it over and writing down what to ask: nobody knows, and it says so. */
static void
test_undecidable (Pair *pair, gconstpointer data)
{
  pair->history = history_open (pair->kit->path);
  history_add (pair->history, history_own ("perhaps", CHAT_DELIVERY_SENT));
  history_add (pair->history, history_own ("certainly not", CHAT_DELIVERY_QUEUED));
  history_close (pair->history);
  start (pair, TRUE);
  WAIT_FOR (delivery (pair, "certainly not") == CHAT_DELIVERY_ACCEPTED);
  g_assert_cmpint (delivery (pair, "perhaps"), ==, CHAT_DELIVERY_ACCEPTED);
  g_assert_true (chat_message_get_possible_duplicate (find (pair->ann.room, "perhaps")));
  g_assert_false (chat_message_get_possible_duplicate (find (pair->ann.room, "certainly not")));
  stop (pair);
  start (pair, FALSE);
  g_assert_true (chat_message_get_possible_duplicate (find (pair->ann.room, "perhaps")));
}

/* Somebody else may not ask what became of it, and is no fence. */
static void
test_other_person (Pair *pair, gconstpointer data)
{
  start (pair, TRUE);
  fixture_fault (&pair->ann, 0, "withhold-up");
  fixture_say (&pair->ann, "one");
  WAIT_FOR (delivery (pair, "one") == CHAT_DELIVERY_SENT);
  stop (pair);
  fixture_heal (&pair->ann, 0);
  g_object_unref (pair->ann.identity);
  pair->ann.identity = ic_ed25519_identity_new_random (ic_random_get_system ());
  start (pair, TRUE);
  WAIT_FOR (delivery (pair, "one") == CHAT_DELIVERY_ACCEPTED);
  g_assert_true (chat_message_get_possible_duplicate (find (pair->ann.room, "one")));
}

/* What is shown is kept as it is shown, with what proves it. */
static void
test_kept (Pair *pair, gconstpointer data)
{
  gint64 ids[2];

  start (pair, TRUE);
  fixture_say (&pair->ann, "mine");
  g_assert_true (chat_room_send_text (pair->bob, "his", NULL));
  WAIT_FOR (find (pair->ann.room, "his") != NULL &&
            delivery (pair, "mine") == CHAT_DELIVERY_ACCEPTED &&
            chat_message_get_key (find (pair->ann.room, "mine")) != NULL);
  ids[0] = chat_message_get_id (find (pair->ann.room, "mine"));
  ids[1] = chat_message_get_id (find (pair->ann.room, "his"));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (ChatHistoryRecord) record = history_get (pair->history, ids[i]);

      g_assert_true (record->has_proof && record->has_client_key);
      g_assert_true (record->content && record->cert && record->tree);
      g_assert_cmpstr (record->codec_id, ==, "group-chat");
      g_assert_cmpuint (record->sequence, >, 0);
      g_assert_cmpint (record->own, ==, i == 0);
      g_assert_cmpuint (record->own_sequence != 0, ==, i == 0);
      g_assert_cmpint (record->has_question, ==, i == 0);
    }
  stop (pair);
  start (pair, FALSE);
  g_assert_cmpint (chat_message_get_id (find (pair->ann.room, "his")), ==, ids[1]);
  g_assert_cmpstr (chat_message_get_author (find (pair->ann.room, "his")), ==, "Bob");
  g_assert_cmpint (delivery (pair, "mine"), ==, CHAT_DELIVERY_ACCEPTED);
}

/* The canister keeps nothing for who is away. */
static void
test_gap (Pair *pair, gconstpointer data)
{
  guint64 from_ns, to_ns;
  ChatMessage *gap;

  start (pair, TRUE);
  g_assert_null (find (pair->ann.room, CHAT_NOTICE_GAP));
  g_assert_true (chat_room_send_text (pair->bob, "heard", NULL));
  WAIT_FOR (find (pair->ann.room, "heard") != NULL);
  stop (pair);
  g_assert_true (chat_room_send_text (pair->bob, "not heard", NULL));
  WAIT_FOR (chat_message_get_delivery (find (pair->bob, "not heard")) == CHAT_DELIVERY_ACCEPTED);
  start (pair, TRUE);
  WAIT_FOR ((gap = find (pair->ann.room, CHAT_NOTICE_GAP)) != NULL);
  chat_message_get_span (gap, &from_ns, &to_ns);
  g_assert_cmpuint (from_ns, >, 0);
  g_assert_cmpuint (from_ns, <=, chat_message_get_time_ns (find (pair->ann.room, "heard")));
  g_assert_cmpuint (to_ns, >, chat_message_get_time_ns (find (pair->bob, "not heard")));
  g_assert_cmpint (chat_message_get_id (gap), >, 0);
}

static void
test_send_again (Pair *pair, gconstpointer data)
{
  ChatHistoryRecord *record = history_own ("once more", CHAT_DELIVERY_FAILED);
  gint64 id;

  record->failure_text = g_strdup ("no");
  pair->history = history_open (pair->kit->path);
  id = history_add (pair->history, record);
  history_close (pair->history);
  start (pair, FALSE);
  fixture_say (&pair->ann, "after");
  g_assert_cmpstr (chat_message_get_failure_text (find (pair->ann.room, "once more")), ==, "no");
  chat_room_send_again (pair->ann.room, find (pair->ann.room, "once more"));
  g_assert_cmpint (delivery (pair, "once more"), ==, CHAT_DELIVERY_QUEUED);
  g_assert_cmpint (chat_message_get_id (find (pair->ann.room, "once more")), >,
                   chat_message_get_id (find (pair->ann.room, "after")));
  g_assert_null (history_get (pair->history, id));
  chat_connection_connect (pair->ann.connection);
  assert_once (pair, "once more");
}

/* What is more than its text goes out after a restart as it was made. */
static void
test_value (Pair *pair, gconstpointer data)
{
  ChatHistoryRecord *record = history_own ("{ a value }", CHAT_DELIVERY_QUEUED);
  g_autoptr (ChatEvent) event = chat_event_new (CHAT_EVENT_TEXT, "Ann", "all of it");
  g_autoptr (ChatCodec) group = chat_group_codec_new ();
  g_autoptr (ChatCodec) any = chat_any_codec_new (chat_codec_get_message_type (group));

  record->outgoing = chat_codec_encode (group, event, 1, NULL);
  record->details = g_strdup ("on its own lines");
  pair->history = history_open (pair->kit->path);
  history_add (pair->history, record);
  history_close (pair->history);
  start (pair, FALSE);
  g_assert_cmpstr (chat_message_get_details (find (pair->ann.room, "{ a value }")), ==,
                   "on its own lines");
  chat_room_set_codec (pair->ann.room, any);
  chat_connection_connect (pair->ann.connection);
  WAIT_FOR (find (pair->bob, "all of it") != NULL);
  g_assert_null (find (pair->bob, "{ a value }"));
}

/* All is forgotten but what is on its way. */
static void
test_clear (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ChatMessage) waits = NULL;

  start (pair, TRUE);
  fixture_say (&pair->ann, "said");
  WAIT_FOR (delivery (pair, "said") == CHAT_DELIVERY_ACCEPTED);
  fixture_fault (&pair->ann, 0, "withhold-up");
  fixture_say (&pair->ann, "on its way");
  WAIT_FOR (delivery (pair, "on its way") == CHAT_DELIVERY_SENT);
  waits = g_object_ref (find (pair->ann.room, "on its way"));
  chat_room_clear_async (pair->ann.room, NULL, history_on_result, &result);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (pair->ann.room)), ==, 1);
  g_assert_true (chat_room_clear_finish (pair->ann.room, history_wait (&result), NULL));
  g_assert_true (find (pair->ann.room, "on its way") == waits);
  stop (pair);
  fixture_heal (&pair->ann, 0);
  start (pair, TRUE);
  g_assert_null (find (pair->ann.room, "said"));
  assert_once (pair, "on its way");
}

/* --- A full disk --- */

static gint disk_is_full;

static ssize_t
full_pwrite (int fd, const void *bytes, size_t len, off_t offset)
{
  if (!g_atomic_int_get (&disk_is_full))
    return pwrite (fd, bytes, len, offset);
  errno = ENOSPC;
  return -1;
}

/* What is said is heard all the same, and the room tells. */
static void
test_full_disk (Pair *pair, gconstpointer data)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (NULL);

  start (pair, TRUE);
  g_assert_cmpint (vfs->xSetSystemCall (vfs, "pwrite", (sqlite3_syscall_ptr)full_pwrite), ==,
                   SQLITE_OK);
  g_assert_cmpint (vfs->xSetSystemCall (vfs, "pwrite64", (sqlite3_syscall_ptr)full_pwrite), ==,
                   SQLITE_OK);
  g_atomic_int_set (&disk_is_full, TRUE);
  fixture_say (&pair->ann, "in spite of it");
  WAIT_FOR (delivery (pair, "in spite of it") == CHAT_DELIVERY_ACCEPTED);
  g_assert_error (chat_room_get_history_trouble (pair->ann.room), CHAT_HISTORY_ERROR,
                  CHAT_HISTORY_ERROR_FULL);
  g_atomic_int_set (&disk_is_full, FALSE);
  g_assert_true (history_flush (pair->history, NULL));
  WAIT_FOR (chat_room_get_history_trouble (pair->ann.room) == NULL);
  vfs->xSetSystemCall (vfs, NULL, NULL);
  stop (pair);
  start (pair, FALSE);
  g_assert_cmpint (delivery (pair, "in spite of it"), ==, CHAT_DELIVERY_ACCEPTED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Pair, NULL, set_up, func, tear_down)
  ADD ("/chat/room-kept/queued", test_queued);
  ADD ("/chat/room-kept/never-arrived", test_never_arrived);
  ADD ("/chat/room-kept/arrived", test_arrived);
  ADD ("/chat/room-kept/undecidable", test_undecidable);
  ADD ("/chat/room-kept/other-person", test_other_person);
  ADD ("/chat/room-kept/kept", test_kept);
  ADD ("/chat/room-kept/gap", test_gap);
  ADD ("/chat/room-kept/send-again", test_send_again);
  ADD ("/chat/room-kept/value", test_value);
  ADD ("/chat/room-kept/clear", test_clear);
  ADD ("/chat/room-kept/full-disk", test_full_disk);
  return g_test_run ();
}
