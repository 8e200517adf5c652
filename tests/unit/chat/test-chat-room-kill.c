/* SPDX-License-Identifier: MIT */
/* Attest is killed in the middle of a conversation, again and again: nothing that was typed and kept
 * is lost, and nothing is said twice without a mark. The network lives in this process, the chat in
 * another one. */
#include <gio/gunixinputstream.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chat-history-kit.h"
#include "chat/chat-room-sender.h"
#include "chat/chat.h"
#include "network/net-network.h"

#define KILLS      8
#define KILLS_SOAK 400
/* What becomes of so many may be unknown at each: given to the session, or handed over just now. */
#define MAX_UNKNOWN (2 * CHAT_ROOM_SENDER_MAX_LEAVING)
/* Lines of a run until the last one. */
#define MAX_LINES 40
#define SEED_HEX  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static const char *self_path;

/* --- The chat --- */

typedef struct
{
  ChatRoom *room;
  guint64 next; /* number of what is said next */
  GMainLoop *loop;
} Chat;

static void
tell (char what, guint64 number)
{
  g_autofree char *line = g_strdup_printf ("%c%" G_GUINT64_FORMAT "\n", what, number);

  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    _exit (1);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree guint64 *number = data;

  if (chat_history_flush_finish (CHAT_HISTORY (source), result, NULL))
    tell ('k', *number);
}

static void
on_delivery (ChatMessage *message)
{
  tell ('d', chat_message_get_delivery (message));
}

static void
on_added (ChatRoom *room, ChatMessage *message)
{
  if (chat_message_get_kind (message) != CHAT_MESSAGE_TEXT)
    return;
  if (chat_message_is_own (message))
    g_signal_connect (message, "notify::delivery", G_CALLBACK (on_delivery), NULL);
  else
    tell ('r', 0);
}

static gboolean
on_say (gpointer data)
{
  Chat *chat = data;

  for (gint n = g_random_int_range (1, 5); n > 0; n--)
    {
      guint64 number = chat->next++;
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

      if (chat_room_send_text (chat->room, text, NULL))
        chat_history_flush_async (chat_room_get_history (chat->room), NULL, on_kept,
                                  g_memdup2 (&number, sizeof number));
    }
  g_timeout_add ((guint)g_random_int_range (0, 60), on_say, chat);
  return G_SOURCE_REMOVE;
}

/* TRUE: nothing is on its way. */
static gboolean
is_done (ChatRoom *room)
{
  g_autoptr (GPtrArray) outbox = history_outbox (chat_room_get_history (room));

  return outbox->len == 0;
}

static ChatConnection *
join (const char *replica, const char *gateway, const char *seed)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_from_hex (seed, NULL);
  g_autoptr (IcClock) clock = g_object_ref (ic_clock_get_system ());

  g_free (profile->network_url);
  g_free (profile->gateway_url);
  profile->network_url = g_strdup (replica);
  profile->gateway_url = g_strdup (gateway);
  profile->direct = CHAT_DIRECT_NEVER;
  chat_profile_set_gateways (profile, (const char *[]){ gateway, NULL });
  return chat_connection_new (profile, IC_IDENTITY (identity), clock, ic_random_get_system ());
}

/* --chat PATH REPLICA GATEWAY NUMBER: NUMBER 0: says nothing, and ends when all has been said */
static int
run_chat (char **args)
{
  ChatHistory *history = history_open (args[0]);
  g_autoptr (ChatConnection) connection = join (args[1], args[2], SEED_HEX);
  g_autoptr (GAsyncResult) loaded = NULL;
  Chat chat = { .room = chat_room_new_with_history (connection, "Ann", history) };

  if (chat_history_get_damage (history) != NULL)
    return 2;
  chat.next = g_ascii_strtoull (args[3], NULL, 10);
  g_signal_connect (chat.room, "message-added", G_CALLBACK (on_added), NULL);
  chat_room_load_async (chat.room, NULL, history_on_result, &loaded);
  if (!chat_room_load_finish (chat.room, history_wait (&loaded), NULL))
    return 3;
  chat_connection_connect (connection);
  if (chat.next != 0)
    on_say (&chat);
  while (chat.next != 0 || !is_done (chat.room))
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&chat.room);
  chat_connection_disconnect (connection);
  history_close (history);
  return 0;
}

/* --- What the canister has --- */

static GHashTable *taken; /* text -> count */
static gboolean (*take_message) (NetWsCanister *, const IcPrincipal *, GBytes *, char **);

static gboolean
record_message (NetWsCanister *canister, const IcPrincipal *client, GBytes *message, char **trap)
{
  g_autoptr (ChatCodec) codec = chat_group_codec_new ();
  g_autoptr (ChatEvent) event = chat_codec_decode (codec, message, NULL);

  if (event != NULL && event->kind == CHAT_EVENT_TEXT && g_str_equal (event->author, "Ann"))
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (taken, event->text));

      g_hash_table_insert (taken, g_strdup (event->text), GUINT_TO_POINTER (n + 1));
    }
  return take_message (canister, client, message, trap);
}

/* --- The test --- */

typedef struct
{
  HistoryKit *kit;
  NetNetwork *network;
  ChatConnection *connection; /* of Bob, who talks, too */
  ChatRoom *bob;
  guint talk;
  GHashTable *kept; /* texts that the chat told to be kept */
  GPid pid;
  GDataInputStream *lines;
  guint n_lines; /* of this run */
  gboolean ended;
  int status;
} Test;

static gboolean
on_talk (gpointer data)
{
  chat_room_send_text (((Test *)data)->bob, "Bob goes on", NULL);
  return G_SOURCE_CONTINUE;
}

static void
set_up (Test *test, gconstpointer data)
{
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;
  NetWsCanister *canister;

  test->kit = history_kit_new ();
  test->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  net_network_options_init (&options);
  options.replica_port = options.gateway_port = options.identity_port = 0;
  test->network = net_network_new (&options);
  net_network_start (test->network, &error);
  g_assert_no_error (error);
  canister = net_network_get_nth_canister (test->network, 0, NULL);
  take_message = NET_WS_CANISTER_GET_CLASS (canister)->on_message;
  NET_WS_CANISTER_GET_CLASS (canister)->on_message = record_message;
  test->connection = join (net_network_get_replica_url (test->network),
                           net_gateway_get_url (net_network_get_nth_gateway (test->network, 0)),
                           "f0"
                           "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  test->bob = chat_room_new (test->connection, "Bob");
  chat_connection_connect (test->connection);
  test->talk = g_timeout_add (40, on_talk, test);
}

static void
tear_down (Test *test, gconstpointer data)
{
  NetWsCanister *canister = net_network_get_nth_canister (test->network, 0, NULL);

  g_source_remove (test->talk);
  g_clear_object (&test->bob);
  chat_connection_disconnect (test->connection);
  g_clear_object (&test->connection);
  NET_WS_CANISTER_GET_CLASS (canister)->on_message = take_message;
  net_network_stop (test->network);
  g_clear_object (&test->network);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_hash_table_unref (test->kept);
  g_clear_pointer (&taken, g_hash_table_unref);
  history_kit_free (test->kit);
}

static void read_line (Test *test);

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  Test *test = data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source),
                                                                result, NULL, NULL);

  if (line == NULL)
    {
      test->ended = TRUE;
      return;
    }
  test->n_lines++;
  if (line[0] == 'k')
    g_hash_table_add (test->kept, g_strdup (line + 1));
  read_line (test);
}

static void
read_line (Test *test)
{
  g_data_input_stream_read_line_async (test->lines, G_PRIORITY_DEFAULT, NULL, on_line, test);
}

static void
start (Test *test, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  const char *argv[] = { self_path,
                         "--chat",
                         test->kit->path,
                         net_network_get_replica_url (test->network),
                         net_gateway_get_url (net_network_get_nth_gateway (test->network, 0)),
                         text,
                         NULL };
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  int out;

  g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                            &test->pid, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  stream = g_unix_input_stream_new (out, TRUE);
  test->lines = g_data_input_stream_new (stream);
  test->ended = FALSE;
  test->n_lines = 0;
  read_line (test);
}

static void
stop (Test *test, gboolean by_force)
{
  if (by_force)
    kill (test->pid, SIGKILL);
  while (!test->ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (waitpid (test->pid, &test->status, 0), ==, test->pid);
  g_clear_object (&test->lines);
  if (by_force)
    g_assert_true (WIFSIGNALED (test->status) && WTERMSIG (test->status) == SIGKILL);
  else
    g_assert_true (WIFEXITED (test->status) && WEXITSTATUS (test->status) == 0);
}

/* Each run is killed somewhere between its first breath and a busy conversation. */
static void
run_and_kill (Test *test, guint64 number)
{
  guint n_lines = (guint)g_test_rand_int_range (0, MAX_LINES);

  start (test, number);
  while (test->n_lines < n_lines && !test->ended)
    g_main_context_iteration (NULL, TRUE);
  for (gint n = g_test_rand_int_range (0, 300); n > 0; n--)
    g_main_context_iteration (NULL, FALSE);
  stop (test, TRUE);
}

typedef struct
{
  guint n_own;
  guint n_marked;
  guint n_doubled;
  guint64 last_received;
} Sums;

static void
judge (Test *test, const ChatHistoryRecord *record, GHashTable *seen, Sums *sums)
{
  guint n;

  if (record->kind != CHAT_MESSAGE_TEXT)
    return;
  if (!record->own)
    {
      g_assert_cmpstr (record->author, ==, "Bob");
      g_assert_cmpuint (record->time_ns, >, sums->last_received); /* in order, and none twice */
      sums->last_received = record->time_ns;
      return;
    }
  sums->n_own++;
  sums->n_marked += record->possible_duplicate;
  g_assert_cmpint (record->delivery, ==, CHAT_DELIVERY_ACCEPTED);
  g_assert_true (g_hash_table_add (seen, g_strdup (record->text)));
  n = GPOINTER_TO_UINT (g_hash_table_lookup (taken, record->text));
  g_assert_cmpuint (n, >=, 1);
  if (n > 1)
    g_assert_true (record->possible_duplicate);
  sums->n_doubled += n > 1;
}

static void
assert_nothing_lost (Test *test, Sums *sums)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ChatHistory *history = history_open (test->kit->path);
  GHashTableIter iter;
  gpointer text;
  gint64 id = 0;

  g_assert_null (chat_history_get_damage (history));
  while (TRUE)
    {
      g_autoptr (GPtrArray) page = history_read (history, CHAT_HISTORY_AFTER, id, 500);

      if (page->len == 0)
        break;
      for (guint i = 0; i < page->len; i++)
        judge (test, page->pdata[i], seen, sums);
      id = ((ChatHistoryRecord *)page->pdata[page->len - 1])->id;
    }
  history_close (history);
  /* What the canister took, and what was told to be kept, is there. */
  g_hash_table_iter_init (&iter, taken);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    g_assert_true (g_hash_table_contains (seen, text));
  g_hash_table_iter_init (&iter, test->kept);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    g_assert_true (g_hash_table_contains (seen, text));
}

static void
test_kill (Test *test, gconstpointer data)
{
  guint n_kills = g_test_slow () ? KILLS_SOAK : KILLS;
  Sums sums = { 0 };

  for (guint i = 1; i <= n_kills; i++)
    run_and_kill (test, i * G_GUINT64_CONSTANT (100000));
  start (test, 0);
  stop (test, FALSE);
  assert_nothing_lost (test, &sums);
  g_test_message ("%u kills, %u own messages, %u of them told to be kept, %u marked, %u doubled",
                  n_kills, sums.n_own, g_hash_table_size (test->kept), sums.n_marked,
                  sums.n_doubled);
  g_assert_cmpuint (sums.n_own, >, 0);
  g_assert_cmpuint (sums.n_marked, <=, n_kills * MAX_UNKNOWN);
}

int
main (int argc, char *argv[])
{
  if (argc == 6 && g_str_equal (argv[1], "--chat"))
    return run_chat (argv + 2);
  self_path = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/chat/room-kill", Test, NULL, set_up, test_kill, tear_down);
  return g_test_run ();
}
