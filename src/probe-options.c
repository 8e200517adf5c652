/* SPDX-License-Identifier: MIT */
#include "probe-options.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "ic/ic-bytes.h"
#include "ic/ic-i18n.h"

/* As GOption fills them in. */
typedef struct
{
  char *network;
  char **gateways;
  char *network_file;
  char *canister;
  char *codec;
  char *name;
  char *direct;
  char *verify;
  char *root_key;
  char **say;
  char **expect;
  int count;
  int timeout;
  int interval;
  int for_s;
  int ack_interval;
  gboolean mainnet;
  gboolean no_failover;
  gboolean diagnose;
  gboolean test_gateway;
  gboolean watch;
  gboolean text;
  gboolean json;
  gboolean ledger;
  gboolean evidence;
  gboolean stay;
  gboolean seed_stdin;
  gboolean version;
} Raw;
#define UNSET G_MININT

static void
raw_clear (Raw *raw)
{
  g_free (raw->network);
  g_strfreev (raw->gateways);
  g_free (raw->network_file);
  g_free (raw->canister);
  g_free (raw->codec);
  g_free (raw->name);
  g_free (raw->direct);
  g_free (raw->verify);
  g_free (raw->root_key);
  g_strfreev (raw->say);
  g_strfreev (raw->expect);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Raw, raw_clear)

/* Translators: options and exit codes stay as they are, and so do the columns */
static const char *const SUMMARY = N_ (
    "Connects to a canister through an untrusted gateway, verifies what comes, and says by its "
    "exit code how it went:\n"
    "  0   connected, all that came was verified, all that was expected came\n"
    "  1   the canister, or something on this side, refused or ended it\n"
    "  2   trouble of the network or of a gateway, without a proof that anybody lied\n"
    "  3   a gateway was caught lying, at any time\n"
    "  4   not in time; --watch: nothing was ever verified\n"
    "  64  the command line is off\n"
    "With --watch 0 means that troubles passed, 1 and 2 tell how it stood at the end.\n"
    "With --verify 0 means that all is verified, 1 that not all of it can be judged, or nothing\n"
    "proves itself under the root key, 3 that something is forged or altered.\n"
    "attest-probe(1) describes all of it, and the JSON.");

static gboolean
parse_raw (Raw *raw, int *argc, char ***argv, GError **error)
{
  const GOptionEntry connection[] = {
    { "network", 0, 0, G_OPTION_ARG_STRING, &raw->network, N_ ("Boundary API of the network"),
      "URL" },
    { "gateway", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->gateways,
      N_ ("WebSocket gateway; given again: the next one to fall back on"), "URL" },
    { "network-file", 0, 0, G_OPTION_ARG_FILENAME, &raw->network_file,
      N_ ("Take network and gateway from a file that attest-network --ready-file wrote"), "FILE" },
    { "mainnet", 0, 0, G_OPTION_ARG_NONE, &raw->mainnet,
      N_ ("The Internet Computer itself, under its compiled-in root key"), NULL },
    { "direct", 0, 0, G_OPTION_ARG_STRING, &raw->direct,
      N_ ("Without a gateway: never (default), last-resort, always"), "WHEN" },
    { "no-failover", 0, 0, G_OPTION_ARG_NONE, &raw->no_failover,
      N_ ("Use the first gateway alone, whatever happens"), NULL },
    { "canister", 0, 0, G_OPTION_ARG_STRING, &raw->canister,
      N_ ("Canister (default: the group chat)"), "ID" },
    { "codec", 0, 0, G_OPTION_ARG_STRING, &raw->codec,
      N_ ("Message type: group-chat, ping-pong-motoko, ping-pong-rust"), "NAME" },
    { "ack-interval-ms", 0, 0, G_OPTION_ARG_INT, &raw->ack_interval,
      N_ ("The canister's acknowledgement interval (default: 300000)"), "MS" },
    { "seed-stdin", 0, 0, G_OPTION_ARG_NONE, &raw->seed_stdin,
      N_ ("Read the 32-byte Ed25519 seed in hex from standard input (default: a random key)"),
      NULL },
    G_OPTION_ENTRY_NULL
  };
  const GOptionEntry tasks[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &raw->name, N_ ("Display name (default: probe)"), "NAME" },
    { "say", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->say, N_ ("Say this (may be repeated)"),
      "TEXT" },
    { "expect", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->expect,
      N_ ("Wait until somebody else says this (may be repeated)"), "TEXT" },
    { "count", 0, 0, G_OPTION_ARG_INT, &raw->count, N_ ("Wait for so many messages of others"),
      "N" },
    { "stay", 0, 0, G_OPTION_ARG_NONE, &raw->stay,
      N_ ("Stay for the whole time-out, whatever comes"), NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &raw->timeout,
      N_ ("Seconds until it gives up (default: 90)"), "S" },
    { "watch", 0, 0, G_OPTION_ARG_NONE, &raw->watch,
      N_ ("Stay connected, and print a line at each change and at each interval"), NULL },
    { "interval", 0, 0, G_OPTION_ARG_INT, &raw->interval,
      N_ ("With --watch: seconds between lines if nothing changes (default: 60)"), "S" },
    { "for", 0, 0, G_OPTION_ARG_INT, &raw->for_s,
      N_ ("With --watch: end after so many seconds (default: on SIGINT or SIGTERM)"), "S" },
    { "diagnose", 0, 0, G_OPTION_ARG_NONE, &raw->diagnose,
      N_ ("Ask the Internet Computer alone about network, clock and canister"), NULL },
    { "test-gateway", 0, 0, G_OPTION_ARG_NONE, &raw->test_gateway,
      N_ ("Reach each gateway and take its handshake, no more"), NULL },
    { "verify", 0, 0, G_OPTION_ARG_FILENAME, &raw->verify,
      N_ ("Verify a room that Attest exported, without any network"), "FILE" },
    { "root-key", 0, 0, G_OPTION_ARG_STRING, &raw->root_key,
      N_ ("With --verify: root key of the network in DER, in hex (default: the Internet "
          "Computer's)"),
      "HEX" },
    G_OPTION_ENTRY_NULL
  };
  const GOptionEntry output[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &raw->json, N_ ("Print a JSON report at the end"), NULL },
    { "ledger", 0, 0, G_OPTION_ARG_NONE, &raw->ledger, N_ ("Add every event to the report"), NULL },
    { "with-evidence", 0, 0, G_OPTION_ARG_NONE, &raw->evidence,
      N_ ("Add refused frames to the verdicts, as hex"), NULL },
    { "text", 0, 0, G_OPTION_ARG_NONE, &raw->text,
      N_ ("With --watch: lines for people instead of JSON Lines"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &raw->version, N_ ("Print the version"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext)
      context = g_option_context_new (_ ("- check an IC WebSocket connection"));

  raw->timeout = raw->interval = raw->for_s = raw->count = raw->ack_interval = UNSET;
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, SUMMARY);
  g_option_context_add_main_entries (context, connection, NULL);
  g_option_context_add_main_entries (context, tasks, NULL);
  g_option_context_add_main_entries (context, output, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "Unexpected argument %s",
                   (*argv)[1]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, text);
  return FALSE;
}

/* @out stays as it is if the option was not given. */
static gboolean
read_number (const char *option, int value, int min, int max, guint *out, GError **error)
{
  if (value == UNSET)
    return TRUE;
  if (value < min || value > max)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s must be from %d to %d",
                   option, min, max);
      return FALSE;
    }
  *out = (guint)value;
  return TRUE;
}

static gboolean
read_numbers (ProbeOptions *self, const Raw *raw, GError **error)
{
  self->timeout_s = PROBE_DEFAULT_TIMEOUT_S;
  self->interval_s = PROBE_DEFAULT_INTERVAL_S;
  return read_number ("--count", raw->count, 0, G_MAXINT, &self->count, error) &&
         read_number ("--timeout", raw->timeout, 1, PROBE_MAX_SECONDS, &self->timeout_s, error) &&
         read_number ("--interval", raw->interval, 1, PROBE_MAX_SECONDS, &self->interval_s,
                      error) &&
         read_number ("--for", raw->for_s, 1, PROBE_MAX_SECONDS, &self->for_s, error);
}

static gboolean
read_task (ProbeOptions *self, const Raw *raw, GError **error)
{
  if (raw->watch + raw->diagnose + raw->test_gateway + (raw->verify != NULL) > 1)
    return refuse (error, "Only one of --watch, --diagnose, --test-gateway and --verify");
  if (raw->root_key != NULL && raw->verify == NULL)
    return refuse (error, "--root-key goes with --verify only");
  if (raw->watch)
    self->task = PROBE_TASK_WATCH;
  else if (raw->diagnose)
    self->task = PROBE_TASK_DIAGNOSE;
  else if (raw->test_gateway)
    self->task = PROBE_TASK_TEST_GATEWAY;
  if (!raw->watch && (raw->interval != UNSET || raw->for_s != UNSET || raw->text))
    return refuse (error, "--interval, --for and --text go with --watch only");
  if (raw->watch && (raw->timeout != UNSET || raw->ledger))
    return refuse (error, "--timeout and --ledger do not go with --watch: see --for");
  if (raw->watch && raw->text && raw->json)
    return refuse (error, "Only one of --text and --json");
  if (self->task != PROBE_TASK_RUN && (raw->expect != NULL || raw->count != UNSET || raw->stay))
    return refuse (error, "--expect, --count and --stay go with a plain probe only");
  if ((raw->diagnose || raw->test_gateway) && (raw->say != NULL || raw->ledger || raw->evidence))
    return refuse (error, "--say, --ledger and --with-evidence need a session");
  return TRUE;
}

/* A connection, or something that only makes sense with one. */
static gboolean
has_connection_options (const Raw *raw)
{
  return raw->network != NULL || raw->gateways != NULL || raw->network_file != NULL ||
         raw->direct != NULL || raw->no_failover || raw->canister != NULL || raw->codec != NULL ||
         raw->ack_interval != UNSET || raw->seed_stdin || raw->name != NULL || raw->say != NULL ||
         raw->expect != NULL || raw->count != UNSET || raw->stay || raw->timeout != UNSET ||
         raw->ledger || raw->evidence;
}

static gboolean
read_verify (ProbeOptions *self, Raw *raw, GError **error)
{
  g_autoptr (GBytes) der = NULL;

  if (has_connection_options (raw))
    return refuse (error, "--verify needs no connection: only --root-key or --mainnet, and --json");
  if (raw->root_key != NULL && raw->mainnet)
    return refuse (error, "Only one of --root-key and --mainnet");
  self->task = PROBE_TASK_VERIFY;
  self->has_root_key = raw->root_key != NULL || raw->mainnet;
  if (raw->root_key == NULL)
    self->root_key = ic_root_key_ref (ic_root_key_get_mainnet ());
  else if (strlen (raw->root_key) > 2 * CHAT_PROFILE_MAX_ROOT_KEY ||
           (der = ic_bytes_from_hex (raw->root_key, NULL)) == NULL ||
           (self->root_key = ic_root_key_new_from_der (der, NULL)) == NULL)
    return refuse (error, "--root-key is no root key in DER, in hexadecimal digits");
  self->verify = g_steal_pointer (&raw->verify);
  return TRUE;
}

static gboolean
load_network_file (ChatProfile *profile, const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonObject *object;
  gint64 interval_ms;

  if (!json_parser_load_from_file (parser, path, error))
    return FALSE;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, "%s describes no network", path);
      return FALSE;
    }
  object = json_node_get_object (root);
  g_free (profile->network_url);
  g_free (profile->gateway_url);
  profile->network_url = g_strdup (
      json_object_get_string_member_with_default (object, "replica_url", ""));
  profile->gateway_url = g_strdup (
      json_object_get_string_member_with_default (object, "gateway_url", ""));
  interval_ms = json_object_get_int_member_with_default (object, "ack_interval_ms", 0);
  profile->ack_interval_ms = (guint)CLAMP (interval_ms, 0, G_MAXINT);
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

static gboolean
read_direct (ChatProfile *profile, const Raw *raw, GError **error)
{
  profile->direct = CHAT_DIRECT_NEVER;
  if (g_strcmp0 (raw->direct, "last-resort") == 0)
    profile->direct = CHAT_DIRECT_LAST_RESORT;
  else if (g_strcmp0 (raw->direct, "always") == 0)
    profile->direct = CHAT_DIRECT_ALWAYS;
  else if (raw->direct != NULL && g_strcmp0 (raw->direct, "never") != 0)
    return refuse (error, "--direct is one of never, last-resort, always");
  if (raw->no_failover && profile->direct == CHAT_DIRECT_LAST_RESORT)
    return refuse (error, "--no-failover leaves no last resort");
  return TRUE;
}

/* Only the gateways that may be used. */
static void
read_gateways (ChatProfile *profile, const Raw *raw)
{
  const char *first[] = { NULL, NULL };

  if (raw->gateways == NULL)
    return;
  first[0] = raw->gateways[0];
  chat_profile_set_gateways (profile,
                             raw->no_failover ? first : (const char *const *)raw->gateways);
}

/* What is spoken follows from the canister, unless it is said. */
static gboolean
read_canister (ChatProfile *profile, const Raw *raw, GError **error)
{
  IcPrincipal id;

  if (raw->canister != NULL)
    {
      if (!ic_principal_from_text (&id, raw->canister, error))
        return FALSE;
      chat_profile_set_canister (profile, &id);
    }
  replace (&profile->codec_id, raw->codec);
  return TRUE;
}

static gboolean
read_profile (ProbeOptions *self, const Raw *raw, GError **error)
{
  g_autoptr (ChatProfile)
      profile = chat_profile_new_default (raw->mainnet ? CHAT_NETWORK_MAINNET : CHAT_NETWORK_LOCAL);

  if (raw->mainnet && (raw->network_file != NULL || raw->network != NULL))
    return refuse (error, "--mainnet is a network of its own: no --network or --network-file");
  if (raw->network_file != NULL && !load_network_file (profile, raw->network_file, error))
    return FALSE;
  replace (&profile->network_url, raw->network);
  read_gateways (profile, raw);
  if (!read_direct (profile, raw, error) || !read_canister (profile, raw, error) ||
      !read_number ("--ack-interval-ms", raw->ack_interval, 0, G_MAXINT, &profile->ack_interval_ms,
                    error) ||
      !chat_profile_validate (profile, error))
    return FALSE;
  self->profile = g_steal_pointer (&profile);
  return TRUE;
}

/**
 * probe_options_parse:
 * @self: (out): to be cleared with probe_options_clear(), also after an error
 * @error: %G_OPTION_ERROR, %CHAT_ERROR_PROFILE, or what a file or an id is refused with
 *
 * Returns: whether the command line makes sense
 */
gboolean
probe_options_parse (ProbeOptions *self, int *argc, char ***argv, GError **error)
{
  g_auto (Raw) raw = { 0 };

  *self = (ProbeOptions){ 0 };
  if (!parse_raw (&raw, argc, argv, error))
    return FALSE;
  self->version = raw.version;
  if (self->version)
    return TRUE;
  if (!read_numbers (self, &raw, error) || !read_task (self, &raw, error) ||
      !(raw.verify != NULL ? read_verify (self, &raw, error) : read_profile (self, &raw, error)))
    return FALSE;
  self->name = raw.name ? g_steal_pointer (&raw.name) : g_strdup ("probe");
  self->say = g_steal_pointer (&raw.say);
  self->expect = g_steal_pointer (&raw.expect);
  self->stay = raw.stay;
  self->json = raw.json;
  self->text = raw.text;
  self->ledger = raw.ledger;
  self->evidence = raw.evidence;
  self->seed_stdin = raw.seed_stdin;
  return TRUE;
}

void
probe_options_clear (ProbeOptions *self)
{
  g_clear_pointer (&self->profile, chat_profile_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->verify, g_free);
  g_clear_pointer (&self->root_key, ic_root_key_unref);
  g_clear_pointer (&self->say, g_strfreev);
  g_clear_pointer (&self->expect, g_strfreev);
}
