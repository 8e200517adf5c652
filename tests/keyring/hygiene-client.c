/* SPDX-License-Identifier: MIT */
/* Logs in with an identity of the keyring, chats, logs out, and says at each stage where pieces of
 * the secret are in its memory. Protocol: hygiene-client ID, then on standard input lines
 * "NAME MASKED-PIECE-IN-HEX", an empty line, and at last the end of the input. Output: lines
 * "loaded COUNT DUMPABLE", "after COUNT DUMPABLE". */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "chat/chat.h"
#include "memory-search.h"
#include "network/net-network.h"

#define DEADLINE_S 60

static gboolean
on_deadline (gpointer data)
{
  g_error ("Nothing happened within %d s", DEADLINE_S);
  return G_SOURCE_REMOVE;
}

#define WAIT_FOR(condition)                                                                        \
  while (!(condition))                                                                             \
  g_main_context_iteration (NULL, TRUE)

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
read_pieces (MemorySearch *search)
{
  char line[256];

  while (fgets (line, sizeof line, stdin) != NULL && line[0] != '\n')
    {
      g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 2);
      guint8 piece[MEMORY_SEARCH_PIECE];

      for (guint i = 0; i < MEMORY_SEARCH_PIECE; i++)
        piece[i] = (guint8)(g_ascii_xdigit_value (words[1][2 * i]) * 16 +
                            g_ascii_xdigit_value (words[1][2 * i + 1]));
      memory_search_add (search, words[0], piece);
    }
}

static void
report (MemorySearch *search, const char *stage)
{
  g_autoptr (GString) log = g_string_new (NULL);
  guint n = memory_search_run (search, log);

  printf ("%s %u %d\n%s", stage, n, prctl (PR_GET_DUMPABLE, 0, 0, 0, 0), log->str);
  fflush (stdout);
}

static NetNetwork *
start_network (void)
{
  NetNetworkOptions options;
  NetNetwork *network;
  g_autoptr (GError) error = NULL;

  net_network_options_init (&options);
  options.replica_port = 0;
  options.gateway_port = 0;
  network = net_network_new (&options);
  net_network_start (network, &error);
  g_assert_no_error (error);
  return network;
}

static IcIdentity *
log_in (const char *id)
{
  g_autoptr (ChatKeyring) keyring = chat_keyring_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (IcSecret) secret = NULL;
  g_autoptr (GError) error = NULL;
  IcIdentity *identity;

  chat_keyring_lookup_async (keyring, id, NULL, on_done, &result);
  WAIT_FOR (result != NULL);
  secret = chat_keyring_lookup_finish (keyring, result, &error);
  g_assert_no_error (error);
  identity = ic_identity_deserialize (secret, &error);
  g_assert_no_error (error);
  return identity;
}

static gboolean
is_accepted (ChatRoom *room)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (room)); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (room), i);

      if (chat_message_is_own (message) && chat_message_get_text (message) != NULL &&
          chat_message_get_delivery (message) == CHAT_DELIVERY_ACCEPTED)
        return TRUE;
    }
  return FALSE;
}

static void
on_gone (gpointer data, GObject *object)
{
  *(gboolean *)data = TRUE;
}

int
main (int argc, char *argv[])
{
  g_autoptr (MemorySearch) search = memory_search_new ();
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  NetNetwork *network;
  IcIdentity *identity;
  ChatConnection *connection;
  ChatRoom *room;
  gboolean gone = FALSE;

  g_assert_cmpint (argc, ==, 2);
  g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);
  read_pieces (search);
  network = start_network ();
  g_free (profile->network_url);
  g_free (profile->gateway_url);
  profile->network_url = g_strdup (net_network_get_replica_url (network));
  profile->gateway_url = g_strdup (net_network_get_gateway_url (network));
  report (search, "before");

  identity = log_in (argv[1]);
  g_object_weak_ref (G_OBJECT (identity), on_gone, &gone);
  connection = chat_connection_new (profile, identity, ic_clock_get_system (),
                                    ic_random_get_system ());
  g_object_unref (identity);
  room = chat_room_new (connection, "Ann");
  chat_connection_connect (connection);
  chat_room_send_text (room, "hello", NULL);
  WAIT_FOR (is_accepted (room));
  report (search, "loaded");

  chat_connection_disconnect (connection);
  g_object_unref (room);
  g_object_unref (connection);
  WAIT_FOR (gone);
  report (search, "after");

  /* Alive until the parent has looked at us from outside. */
  while (getchar () != EOF)
    ;
  net_network_stop (network);
  g_object_unref (network);
  return 0;
}
