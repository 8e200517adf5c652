/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-network-arguments.h"

#include "net-canister-faults.h"
#include <string.h>

void
arguments_clear (Arguments *self)
{
  g_free (self->ready_file);
  g_free (self->tls_certificate);
  g_free (self->tls_key);
  g_strfreev (self->faults);
  g_strfreev (self->canister_faults);
}

gboolean
arguments_parse (Arguments *args, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "replica-port", 0, 0, G_OPTION_ARG_INT, &args->replica_port,
      "Port of the replica's HTTP interface (default 4943, 0: any)", "PORT" },
    { "gateway-port", 0, 0, G_OPTION_ARG_INT, &args->gateway_port,
      "Port of the WebSocket gateway (default 8080, 0: any)", "PORT" },
    { "identity-port", 0, 0, G_OPTION_ARG_INT, &args->identity_port,
      "Port of the local Internet Identity (default: the one after the replica's, 0: any)",
      "PORT" },
    { "identity-max-life-s", 0, 0, G_OPTION_ARG_INT64, &args->identity_max_life_s,
      "How long a login with it holds at most (default: 30 days)", "S" },
    { "ack-interval-ms", 0, 0, G_OPTION_ARG_INT64, &args->ack_interval_ms,
      "How often canisters acknowledge (default 300000)", "MS" },
    { "keep-alive-timeout-ms", 0, 0, G_OPTION_ARG_INT64, &args->keep_alive_timeout_ms,
      "How long they wait for the answer (default 60000, at most 4/5 of the interval)", "MS" },
    { "poll-interval-ms", 0, 0, G_OPTION_ARG_INT, &args->poll_interval_ms,
      "How often the gateway polls (default 100)", "MS" },
    { "newer-api", 0, 0, G_OPTION_ARG_NONE, &args->newer_api,
      "The gateway polls by v3 query: sharded canister ranges in certificates", NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &args->seed,
      "Make the same keys each time (default: fresh ones)", "NUMBER" },
    { "ready-file", 0, 0, G_OPTION_ARG_FILENAME, &args->ready_file,
      "Write a JSON description here once everything listens", "FILE" },
    { "tls-certificate", 0, 0, G_OPTION_ARG_FILENAME, &args->tls_certificate,
      "PEM certificate: the gateway listens for wss, too", "FILE" },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &args->tls_key, "PEM private key of it", "FILE" },
    { "tls-port", 0, 0, G_OPTION_ARG_INT, &args->tls_port, "Port for wss (default: any)", "PORT" },
    { "gateways", 0, 0, G_OPTION_ARG_INT, &args->n_gateways,
      "How many gateways, on the ports from --gateway-port on (default 1)", "N" },
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &args->faults,
      "Gateway I (default 0, \"all\") does this; may be given again",
      "[I:]NAME[:RATE[:PHASE[:PARAMETER]]]" },
    { "canister-fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &args->canister_faults,
      "This goes wrong in a canister; may be given again", "CANISTER:NAME[:RATE[:PARAMETER]]" },
    { "list-faults", 0, 0, G_OPTION_ARG_NONE, &args->list_faults, "List all faults and exit",
      NULL },
    { "control-port", 0, 0, G_OPTION_ARG_INT, &args->control_port,
      "Port of the switches, on loopback only (default: any)", "PORT" },
    { "no-control", 0, 0, G_OPTION_ARG_NONE, &args->no_control,
      "No switches: what goes wrong is fixed", NULL },
    { "listen-any", 0, 0, G_OPTION_ARG_NONE, &args->listen_any,
      "Listen on all addresses, not on loopback alone", NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &args->verbose, "Tell what happens", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &args->version, "Show the version and exit", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, "A local Internet Computer with IC WebSocket gateways, honest or not.");
  g_option_context_add_main_entries (context, entries, NULL);
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
check_range (const char *name, gint64 value, gint64 max, GError **error)
{
  if (value >= 0 && value <= max)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "%s must be from 0 to %" G_GINT64_FORMAT, name, max);
  return FALSE;
}

static gboolean
load_certificate (const Arguments *args, NetNetworkOptions *options, GError **error)
{
  if (args->tls_certificate == NULL)
    return TRUE;
  options->tls_certificate = g_tls_certificate_new_from_files (
      args->tls_certificate, args->tls_key != NULL ? args->tls_key : args->tls_certificate, error);
  return options->tls_certificate != NULL;
}

gboolean
arguments_make_options (const Arguments *args, NetNetworkOptions *options, GError **error)
{
  const gint64 max_ms = 24 * 60 * 60 * 1000;

  if (!check_range ("--replica-port", args->replica_port, G_MAXUINT16, error) ||
      !check_range ("--gateway-port", args->gateway_port, G_MAXUINT16, error) ||
      !check_range ("--tls-port", args->tls_port, G_MAXUINT16, error) ||
      !check_range ("--identity-port", MAX (args->identity_port, 0), G_MAXUINT16, error) ||
      !check_range ("--identity-max-life-s", args->identity_max_life_s, NET_II_MAX_LIFE_S, error) ||
      !check_range ("--ack-interval-ms", args->ack_interval_ms, max_ms, error) ||
      !check_range ("--keep-alive-timeout-ms", args->keep_alive_timeout_ms, max_ms, error) ||
      !check_range ("--poll-interval-ms", args->poll_interval_ms, max_ms, error) ||
      !check_range ("--control-port", args->control_port, G_MAXUINT16, error))
    return FALSE;
  if (args->n_gateways < 1 || args->n_gateways > NET_NETWORK_MAX_GATEWAYS)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--gateways must be from 1 to %d", NET_NETWORK_MAX_GATEWAYS);
      return FALSE;
    }

  net_network_options_init (options);
  options->replica_port = args->replica_port;
  options->gateway_port = args->gateway_port;
  options->tls_port = args->tls_port;
  if (args->identity_port >= 0)
    options->identity_port = args->identity_port;
  else if (args->replica_port > 0 && args->replica_port < G_MAXUINT16)
    options->identity_port = args->replica_port + 1;
  options->n_gateways = args->n_gateways;
  options->control_port = args->control_port;
  options->with_control = !args->no_control;
  options->identity_max_life_s = args->identity_max_life_s;
  options->listen_any = args->listen_any;
  options->gateway.poll_interval_ms = args->poll_interval_ms;
  options->gateway.newer_api = args->newer_api;
  options->cdk.ack_interval_ms = args->ack_interval_ms;
  /* A short interval alone is enough to ask for: the time-out follows it. */
  options->cdk.keep_alive_timeout_ms = MIN (args->keep_alive_timeout_ms,
                                            args->ack_interval_ms * 4 / 5);
  if (args->seed >= 0)
    options->random = ic_random_new_seeded (args->seed);
  return load_certificate (args, options, error);
}

/* Faults */

static gboolean G_GNUC_PRINTF (4, 5)
    refuse (GError **error, const char *option, const char *text, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s %s: %s", option, text, why);
  return FALSE;
}

/* "name...", "2:name..." or "all:name..." */
static gboolean
set_fault (NetNetwork *network, const char *text, GError **error)
{
  guint n = net_network_get_n_gateways (network);
  const char *colon = strchr (text, ':');
  g_autofree char *which = colon != NULL ? g_strndup (text, colon - text) : NULL;
  const char *fault = text;
  guint64 first = 0, last;
  NetFault known;

  if (g_strcmp0 (which, "all") == 0)
    {
      fault = colon + 1;
      last = n - 1;
    }
  else
    {
      if (which != NULL && !net_fault_from_name (which, &known) && g_ascii_isdigit (*which))
        {
          fault = colon + 1;
          if (!g_ascii_string_to_unsigned (which, 10, 0, n - 1, &first, NULL))
            return refuse (error, "--fault", text, "there are the gateways 0 to %u", n - 1);
        }
      last = first;
    }
  for (guint i = (guint)first; i <= last; i++)
    {
      NetGateway *gateway = net_network_get_nth_gateway (network, i);

      if (!net_faults_parse (net_gateway_get_faults (gateway), fault, error))
        {
          g_prefix_error (error, "--fault: ");
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
set_canister_fault (NetNetwork *network, const char *text, GError **error)
{
  const char *colon = strchr (text, ':');
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < net_network_get_n_canisters (network); i++)
    {
      const char *name;
      NetWsCanister *canister = net_network_get_nth_canister (network, i, &name);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
      if (colon == NULL || strlen (name) != (gsize)(colon - text) ||
          strncmp (name, text, colon - text) != 0)
        continue;
      if (net_ws_canister_parse_fault (canister, colon + 1, error))
        return TRUE;
      g_prefix_error (error, "--canister-fault: ");
      return FALSE;
    }
  return refuse (error, "--canister-fault", text, "it must begin with a canister: %s", names->str);
}

gboolean
arguments_set_faults (const Arguments *self, NetNetwork *network, GError **error)
{
  for (char **fault = self->faults; fault != NULL && *fault != NULL; fault++)
    if (!set_fault (network, *fault, error))
      return FALSE;
  for (char **fault = self->canister_faults; fault != NULL && *fault != NULL; fault++)
    if (!set_canister_fault (network, *fault, error))
      return FALSE;
  return TRUE;
}

void
arguments_list_faults (void)
{
  g_print ("Faults of gateways (--fault):\n");
  for (guint i = 0; i < NET_N_FAULTS; i++)
    g_print ("  %-22s %s\n", net_fault_get_name (i), net_fault_get_text (i));
  g_print ("\nPhases:");
  for (guint i = 0; i < NET_N_FAULT_PHASES; i++)
    g_print (" %s", net_fault_phase_get_name (i));
  g_print ("\n\nFaults of canisters (--canister-fault):\n");
  for (guint i = 0; i < NET_N_CANISTER_FAULTS; i++)
    g_print ("  %-22s %s\n", net_canister_fault_get_name (i), net_canister_fault_get_text (i));
}
