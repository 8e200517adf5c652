/* SPDX-License-Identifier: MIT */
/*
 * attest-probe: the whole client without a window. Connects, verifies, talks if told to, prints the
 * conversation or a JSON report, and says by its exit code how it went.
 */
#include "config.h"

#include <glib-unix.h>
#include <json-glib/json-glib.h>
#include <locale.h>
#include <sodium.h>
#include <stdio.h>

#include "probe-report.h"

#define DEFAULT_TIMEOUT_S 60
/* A seed in hex, its line end, and some space around. */
#define MAX_SEED_LINE 80

typedef struct
{
  GMainLoop *loop;
  ChatRoom *room;
  ChatConnection *connection;
  GPtrArray *expected; /* of char *: texts of others that we still wait for */
  guint n_wanted;      /* messages of others that we still wait for */
  guint n_said;        /* own texts that are not accepted yet */
  gboolean opened;
  gboolean json;
  gboolean stay;
  ProbeExit code;
} Probe;

static char *opt_network;
static char *opt_gateway;
static char *opt_network_file;
static char *opt_canister;
static char *opt_codec;
static char *opt_name;
static char **opt_say;
static char **opt_expect;
static int opt_count;
static int opt_timeout = DEFAULT_TIMEOUT_S;
static int opt_ack_interval;
static gboolean opt_mainnet;
static gboolean opt_json;
static gboolean opt_ledger;
static gboolean opt_stay;
static gboolean opt_seed_stdin;
static gboolean opt_version;

static const GOptionEntry entries[] = {
  { "network", 0, 0, G_OPTION_ARG_STRING, &opt_network, "Boundary API of the network", "URL" },
  { "gateway", 0, 0, G_OPTION_ARG_STRING, &opt_gateway, "WebSocket gateway", "URL" },
  { "network-file", 0, 0, G_OPTION_ARG_FILENAME, &opt_network_file,
    "Take network and gateway from a file that attest-network --ready-file wrote", "FILE" },
  { "mainnet", 0, 0, G_OPTION_ARG_NONE, &opt_mainnet,
    "The Internet Computer itself, under its compiled-in root key", NULL },
  { "canister", 0, 0, G_OPTION_ARG_STRING, &opt_canister, "Canister (default: the group chat)",
    "ID" },
  { "codec", 0, 0, G_OPTION_ARG_STRING, &opt_codec,
    "Message type: group-chat, ping-pong-motoko, ping-pong-rust", "NAME" },
  { "name", 0, 0, G_OPTION_ARG_STRING, &opt_name, "Display name (default: probe)", "NAME" },
  { "say", 0, 0, G_OPTION_ARG_STRING_ARRAY, &opt_say, "Say this (may be repeated)", "TEXT" },
  { "expect", 0, 0, G_OPTION_ARG_STRING_ARRAY, &opt_expect,
    "Wait until somebody else says this (may be repeated)", "TEXT" },
  { "count", 0, 0, G_OPTION_ARG_INT, &opt_count, "Wait for so many messages of others", "N" },
  { "stay", 0, 0, G_OPTION_ARG_NONE, &opt_stay, "Stay for the whole time-out, whatever comes",
    NULL },
  { "timeout", 0, 0, G_OPTION_ARG_INT, &opt_timeout, "Seconds until it gives up (default: 60)",
    "S" },
  { "ack-interval-ms", 0, 0, G_OPTION_ARG_INT, &opt_ack_interval,
    "The canister's acknowledgement interval (default: 300000)", "MS" },
  { "seed-stdin", 0, 0, G_OPTION_ARG_NONE, &opt_seed_stdin,
    "Read the 32-byte Ed25519 seed in hex from standard input (default: a random key)", NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &opt_json, "Print a JSON report at the end", NULL },
  { "ledger", 0, 0, G_OPTION_ARG_NONE, &opt_ledger, "Add every event to the report", NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, &opt_version, "Print the version", NULL },
  G_OPTION_ENTRY_NULL
};

static void
finish (Probe *probe, ProbeExit code)
{
  probe->code = code;
  g_main_loop_quit (probe->loop);
}

static void
check_done (Probe *probe)
{
  if (probe->opened && !probe->stay && probe->n_said == 0 && probe->n_wanted == 0 &&
      probe->expected->len == 0)
    finish (probe, PROBE_EXIT_VERIFIED);
}

static void
on_delivery (Probe *probe, GParamSpec *pspec, ChatMessage *message)
{
  if (chat_message_get_delivery (message) == CHAT_DELIVERY_ACCEPTED && probe->n_said > 0)
    probe->n_said--;
  check_done (probe);
}

static void
note_received (Probe *probe, ChatMessage *message)
{
  if (probe->n_wanted > 0)
    probe->n_wanted--;
  for (guint i = 0; i < probe->expected->len; i++)
    if (g_strcmp0 (g_ptr_array_index (probe->expected, i), chat_message_get_text (message)) == 0)
      {
        g_ptr_array_remove_index (probe->expected, i);
        break;
      }
  check_done (probe);
}

static void
on_message_added (Probe *probe, ChatMessage *message)
{
  const char *author = chat_message_get_author (message);
  gboolean own = chat_message_is_own (message);

  if (!probe->json && chat_message_get_kind (message) == CHAT_MESSAGE_JOINED)
    g_print ("* %s joined\n", author);
  if (chat_message_get_kind (message) != CHAT_MESSAGE_TEXT)
    return;
  if (!probe->json)
    g_print ("%s%s: %s\n", author ? author : "canister", own ? " (me)" : "",
             chat_message_get_text (message));
  if (own)
    g_signal_connect_swapped (message, "notify::delivery", G_CALLBACK (on_delivery), probe);
  else
    note_received (probe, message);
}

static void
on_opened (Probe *probe)
{
  probe->opened = TRUE;
  for (char **text = opt_say; text != NULL && *text != NULL; text++)
    {
      g_autoptr (GError) error = NULL;

      if (!chat_room_send_text (probe->room, *text, &error))
        {
          g_printerr ("attest-probe: cannot say this: %s\n", error->message);
          finish (probe, PROBE_EXIT_USAGE);
          return;
        }
    }
  g_clear_pointer (&opt_say, g_strfreev);
  check_done (probe);
}

/* A probe tells what it finds: it does not try again. */
static void
on_closed (Probe *probe, const GError *error)
{
  g_printerr ("attest-probe: %s\n", error->message);
  finish (probe, probe_exit_from_error (error));
}

static gboolean
on_timeout (gpointer data)
{
  Probe *probe = data;

  finish (probe, probe->stay && probe->opened ? PROBE_EXIT_VERIFIED : PROBE_EXIT_TIMEOUT);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_signal (gpointer data)
{
  Probe *probe = data;

  finish (probe, probe->opened ? PROBE_EXIT_VERIFIED : PROBE_EXIT_TIMEOUT);
  return G_SOURCE_CONTINUE;
}

static gboolean
load_network_file (ChatProfile *profile, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;

  if (!json_parser_load_from_file (parser, opt_network_file, error))
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, "%s describes no network",
                   opt_network_file);
      return FALSE;
    }
  object = json_node_get_object (json_parser_get_root (parser));
  g_free (profile->network_url);
  g_free (profile->gateway_url);
  profile->network_url = g_strdup (
      json_object_get_string_member_with_default (object, "replica_url", ""));
  profile->gateway_url = g_strdup (
      json_object_get_string_member_with_default (object, "gateway_url", ""));
  return TRUE;
}

static void
replace (char **field, const char *value)
{
  if (value == NULL)
    return;
  g_free (*field);
  *field = g_strdup (value);
}

static ChatProfile *
make_profile (GError **error)
{
  g_autoptr (ChatProfile)
      profile = chat_profile_new_default (opt_mainnet ? CHAT_NETWORK_MAINNET : CHAT_NETWORK_LOCAL);

  if (opt_network_file != NULL && !load_network_file (profile, error))
    return NULL;
  if (!opt_mainnet)
    replace (&profile->network_url, opt_network);
  replace (&profile->gateway_url, opt_gateway);
  replace (&profile->codec_id, opt_codec);
  if (opt_canister != NULL && !ic_principal_from_text (&profile->canister_id, opt_canister, error))
    return NULL;
  if (opt_ack_interval > 0)
    profile->ack_interval_ms = (guint)opt_ack_interval;
  if (!chat_profile_validate (profile, error))
    return NULL;
  return g_steal_pointer (&profile);
}

static IcEd25519Identity *
make_identity (GError **error)
{
  IcEd25519Identity *identity;
  char *line;

  if (!opt_seed_stdin)
    return ic_ed25519_identity_new_random (ic_random_get_system ());
  /* Locked memory, and unbuffered: stdio would keep a copy of the seed in a buffer of its own. */
  line = sodium_malloc (MAX_SEED_LINE);
  setvbuf (stdin, NULL, _IONBF, 0);
  if (line == NULL || fgets (line, MAX_SEED_LINE, stdin) == NULL)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_KEY, "No seed on standard input");
      sodium_free (line);
      return NULL;
    }
  identity = ic_ed25519_identity_new_from_hex (line, error);
  sodium_free (line);
  return identity;
}

static void
run (Probe *probe)
{
  guint timeout = g_timeout_add_seconds ((guint)MAX (opt_timeout, 1), on_timeout, probe);
  guint sigint = g_unix_signal_add (SIGINT, on_signal, probe);
  guint sigterm = g_unix_signal_add (SIGTERM, on_signal, probe);

  g_signal_connect_swapped (probe->room, "message-added", G_CALLBACK (on_message_added), probe);
  g_signal_connect_swapped (probe->connection, "opened", G_CALLBACK (on_opened), probe);
  g_signal_connect_swapped (probe->connection, "closed", G_CALLBACK (on_closed), probe);
  chat_connection_connect (probe->connection);
  g_main_loop_run (probe->loop);
  g_signal_handlers_disconnect_by_data (probe->connection, probe);
  g_signal_handlers_disconnect_by_data (probe->room, probe);
  g_source_remove (timeout);
  g_source_remove (sigint);
  g_source_remove (sigterm);
}

static void
report (Probe *probe)
{
  IcwsFigures figures;

  if (probe->json)
    {
      g_autofree char *json = probe_report_to_json (probe->room, probe->code, opt_ledger);

      g_print ("%s\n", json);
      return;
    }
  icws_ledger_get_figures (chat_connection_get_ledger (probe->connection), &figures);
  g_print ("-- %s: %" G_GUINT64_FORMAT " messages verified, %" G_GUINT64_FORMAT
           " refused; %" G_GUINT64_FORMAT " certificates verified, %" G_GUINT64_FORMAT
           " messages shared a verified one\n",
           chat_health_to_id (chat_connection_get_health (probe->connection)),
           figures.messages_verified, figures.messages_refused, figures.certificates_verified,
           figures.certificates_shared);
}

static int
probe_main (GError **error)
{
  g_autoptr (ChatProfile) profile = make_profile (error);
  g_autoptr (IcEd25519Identity) identity = profile ? make_identity (error) : NULL;
  Probe probe = { .json = opt_json, .stay = opt_stay, .code = PROBE_EXIT_TIMEOUT };

  if (identity == NULL)
    return PROBE_EXIT_USAGE;
  probe.loop = g_main_loop_new (NULL, FALSE);
  probe.connection = chat_connection_new (profile, IC_IDENTITY (identity), ic_clock_get_system (),
                                          ic_random_get_system ());
  probe.room = chat_room_new (probe.connection, opt_name ? opt_name : "probe");
  probe.expected = g_ptr_array_new ();
  for (char **text = opt_expect; text != NULL && *text != NULL; text++)
    g_ptr_array_add (probe.expected, *text);
  probe.n_said = opt_say ? g_strv_length (opt_say) : 0;
  probe.n_wanted = (guint)MAX (opt_count, 0);
  run (&probe);
  report (&probe);
  chat_connection_disconnect (probe.connection);
  g_object_unref (probe.room);
  g_object_unref (probe.connection);
  g_ptr_array_unref (probe.expected);
  g_main_loop_unref (probe.loop);
  return (int)probe.code;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- check an IC WebSocket connection");
  g_autoptr (GError) error = NULL;
  int code;

  /* Arguments are in the charset of the locale. */
  setlocale (LC_ALL, "");
  if (sodium_init () < 0)
    return PROBE_EXIT_USAGE;
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (
      context,
      "Connects to a canister through an untrusted gateway, verifies what comes, and says by "
      "its exit code how it went:\n0 verified, 1 refused, 2 unreachable, 3 the gateway was "
      "caught, 4 not in time, 64 usage.");
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("attest-probe: %s\n", error->message);
      return PROBE_EXIT_USAGE;
    }
  if (opt_version)
    {
      g_print ("attest-probe %s\n", ATTEST_VERSION);
      return 0;
    }
  code = probe_main (&error);
  if (error != NULL)
    g_printerr ("attest-probe: %s\n", error->message);
  return code;
}
