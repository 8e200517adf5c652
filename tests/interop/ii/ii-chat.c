/* SPDX-License-Identifier: MIT */

/* Logs in with Internet Identity and chats: the client's own code without a window, for a test that
 * is the browser. Says on stdout what happens, a line each: "open URI", "mismatch PRINCIPAL",
 * "principal TEXT", "opened", "accepted"; "error CODE MESSAGE" and exit code 1 when it fails. */
#include "chat/chat-connection.h"
#include "chat/chat-room.h"
#include "ic/ic-internet-identity.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

static char *opt_network_file;
static char *opt_domain;
static int opt_ttl;
static int opt_timeout;
static gboolean opt_renew;

static const GOptionEntry entries[] = {
  { "network-file", 0, 0, G_OPTION_ARG_FILENAME, &opt_network_file,
    "File that attest-network --ready-file wrote", "FILE" },
  { "domain", 0, 0, G_OPTION_ARG_STRING, &opt_domain, "Web app whose account is wanted", "HOST" },
  { "ttl", 0, 0, G_OPTION_ARG_INT, &opt_ttl, "Life of the login in minutes", "MINUTES" },
  { "timeout", 0, 0, G_OPTION_ARG_INT, &opt_timeout, "Seconds to wait for the browser", "S" },
  { "renew", 0, 0, G_OPTION_ARG_NONE, &opt_renew,
    "After the first login renew it, before the chat is opened", NULL },
  G_OPTION_ENTRY_NULL
};

typedef struct
{
  GMainLoop *loop;
  ChatProfile *profile;
  char *identity_url;
  IcRootKey *root;
  IcInternetIdentity *ii;
  IcPrincipal canister, expected;
  IcSecret *session_key;
  gboolean renewed;
  ChatConnection *connection;
  ChatRoom *room;
  int code;
} Chat;

static void G_GNUC_PRINTF (1, 2) say (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

static void
fail (Chat *chat, const GError *error)
{
  say ("error %d %s", error->code, error->message);
  chat->code = 1;
  g_main_loop_quit (chat->loop);
}

static gboolean
open_uri (const char *uri, gpointer user_data, GError **error)
{
  say ("open %s", uri);
  return TRUE;
}

static void
on_mismatch (IcInternetIdentity *ii, const char *principal, gpointer user_data)
{
  say ("mismatch %s", principal);
}

static void
on_delivery (Chat *chat, GParamSpec *pspec, ChatMessage *message)
{
  if (chat_message_get_delivery (message) != CHAT_DELIVERY_ACCEPTED)
    return;
  say ("accepted");
  g_main_loop_quit (chat->loop);
}

static void
on_message_added (Chat *chat, ChatMessage *message)
{
  if (chat_message_is_own (message) && chat_message_get_kind (message) == CHAT_MESSAGE_TEXT)
    g_signal_connect_swapped (message, "notify::delivery", G_CALLBACK (on_delivery), chat);
}

static void
on_opened (Chat *chat)
{
  g_autoptr (GError) error = NULL;

  say ("opened");
  if (!chat_room_send_text (chat->room, "logged in through a browser", &error))
    fail (chat, error);
}

static void
open_chat (Chat *chat, IcLogin *login)
{
  chat->connection = chat_connection_new (chat->profile, IC_IDENTITY (login->identity),
                                          ic_clock_get_system (), ic_random_get_system ());
  chat->room = chat_room_new (chat->connection, "ii-chat");
  g_signal_connect_swapped (chat->room, "message-added", G_CALLBACK (on_message_added), chat);
  g_signal_connect_swapped (chat->connection, "opened", G_CALLBACK (on_opened), chat);
  g_signal_connect_swapped (chat->connection, "closed", G_CALLBACK (fail), chat);
  chat_connection_connect (chat->connection);
}

static void start_login (Chat *chat);

static void
on_login (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Chat *chat = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcLogin) login = ic_internet_identity_login_finish (chat->ii, result, &error);
  g_autofree char *text = NULL;

  if (login == NULL)
    {
      fail (chat, error);
      return;
    }
  text = ic_principal_to_text (&login->principal);
  say ("principal %s", text);
  if (opt_renew && !chat->renewed)
    {
      chat->renewed = TRUE;
      chat->expected = login->principal;
      chat->session_key = ic_secret_ref (login->session_key);
      start_login (chat);
    }
  else
    open_chat (chat, login);
}

static void
start_login (Chat *chat)
{
  IcInternetIdentityOptions options = {
    .auth_url = chat->identity_url,
    .domain = opt_domain,
    .ttl_minutes = (guint)MAX (opt_ttl, 0),
    .timeout_s = (guint)MAX (opt_timeout, 0),
    .canister_id = &chat->canister,
    .expected = chat->renewed ? &chat->expected : NULL,
    .session_key = chat->session_key,
    .open_uri = open_uri,
  };

  ic_internet_identity_login_async (chat->ii, &options, NULL, on_login, chat);
}

static gboolean
read_network (Chat *chat, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GBytes) root_der = NULL;
  JsonObject *object;

  if (!json_parser_load_from_file (parser, opt_network_file, error))
    return FALSE;
  object = json_node_get_object (json_parser_get_root (parser));
  chat->profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_free (chat->profile->network_url);
  g_free (chat->profile->gateway_url);
  chat->profile->network_url = g_strdup (json_object_get_string_member (object, "replica_url"));
  chat->profile->gateway_url = g_strdup (json_object_get_string_member (object, "gateway_url"));
  chat->identity_url = g_strdup (json_object_get_string_member (object, "identity_url"));
  chat->canister = chat->profile->canister_id;
  root_der = ic_bytes_from_hex (json_object_get_string_member (object, "root_key"), error);
  chat->root = root_der != NULL ? ic_root_key_new_from_der (root_der, error) : NULL;
  return chat->root != NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  Chat chat = { 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || opt_network_file == NULL ||
      !read_network (&chat, &error))
    {
      g_printerr ("ii-chat: %s\n", error != NULL ? error->message : "no --network-file");
      return 2;
    }
  chat.loop = g_main_loop_new (NULL, FALSE);
  chat.ii = ic_internet_identity_new (chat.root, ic_clock_get_system (), ic_random_get_system ());
  g_signal_connect (chat.ii, "identity-mismatch", G_CALLBACK (on_mismatch), &chat);
  start_login (&chat);
  g_main_loop_run (chat.loop);

  if (chat.connection != NULL)
    {
      g_signal_handlers_disconnect_by_data (chat.connection, &chat);
      chat_connection_disconnect (chat.connection);
    }
  g_clear_object (&chat.room);
  g_clear_object (&chat.connection);
  g_object_unref (chat.ii);
  ic_root_key_unref (chat.root);
  g_clear_pointer (&chat.session_key, ic_secret_unref);
  chat_profile_free (chat.profile);
  g_free (chat.identity_url);
  g_main_loop_unref (chat.loop);
  return chat.code;
}
