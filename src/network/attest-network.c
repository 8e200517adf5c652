/* SPDX-License-Identifier: MIT */
/* attest-network: a local Internet Computer with an IC WebSocket gateway, in one process. */
#include "config.h"

#include "net-network.h"

#include <glib-unix.h>
#include <stdlib.h>
#include <sys/resource.h>

typedef struct
{
  int replica_port;
  int gateway_port;
  int tls_port;
  int identity_port;
  gint64 identity_max_life_s;
  gint64 ack_interval_ms;
  gint64 keep_alive_timeout_ms;
  int poll_interval_ms;
  gint64 seed;
  char *ready_file;
  char *tls_certificate;
  char *tls_key;
  gboolean newer_api;
  gboolean listen_any;
  gboolean verbose;
  gboolean version;
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_free (self->ready_file);
  g_free (self->tls_certificate);
  g_free (self->tls_key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static gboolean
parse_arguments (Arguments *args, int *argc, char ***argv, GError **error)
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
    { "listen-any", 0, 0, G_OPTION_ARG_NONE, &args->listen_any,
      "Listen on all addresses, not on loopback alone", NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &args->verbose, "Tell what happens", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &args->version, "Show the version and exit", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "A local Internet Computer with an IC WebSocket gateway.");
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

static gboolean
make_options (const Arguments *args, NetNetworkOptions *options, GError **error)
{
  const gint64 max_ms = 24 * 60 * 60 * 1000;

  if (!check_range ("--replica-port", args->replica_port, G_MAXUINT16, error) ||
      !check_range ("--gateway-port", args->gateway_port, G_MAXUINT16, error) ||
      !check_range ("--tls-port", args->tls_port, G_MAXUINT16, error) ||
      !check_range ("--identity-port", MAX (args->identity_port, 0), G_MAXUINT16, error) ||
      !check_range ("--identity-max-life-s", args->identity_max_life_s, NET_II_MAX_LIFE_S, error) ||
      !check_range ("--ack-interval-ms", args->ack_interval_ms, max_ms, error) ||
      !check_range ("--keep-alive-timeout-ms", args->keep_alive_timeout_ms, max_ms, error) ||
      !check_range ("--poll-interval-ms", args->poll_interval_ms, max_ms, error))
    return FALSE;

  net_network_options_init (options);
  options->replica_port = args->replica_port;
  options->gateway_port = args->gateway_port;
  options->tls_port = args->tls_port;
  if (args->identity_port >= 0)
    options->identity_port = args->identity_port;
  else if (args->replica_port > 0 && args->replica_port < G_MAXUINT16)
    options->identity_port = args->replica_port + 1;
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

static void
options_clear (NetNetworkOptions *options)
{
  g_clear_object (&options->random);
  g_clear_object (&options->tls_certificate);
}

typedef struct
{
  NetNetwork *network;
  GMainLoop *loop;
  gboolean closing;
} Run;

static void
on_closed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Run *self = user_data;

  net_gateway_close_finish (NET_GATEWAY (object), result, NULL);
  g_main_loop_quit (self->loop);
}

/* The first signal says goodbye to all, the second does not wait for answers. */
static gboolean
on_signal (gpointer user_data)
{
  Run *self = user_data;

  if (self->closing)
    g_main_loop_quit (self->loop);
  else
    net_gateway_close_async (net_network_get_gateway (self->network), NULL, on_closed, self);
  self->closing = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
run (const Arguments *args, GError **error)
{
  NetNetworkOptions options = { 0 };
  g_autoptr (NetNetwork) network = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *description = NULL;
  Run state = { 0 };
  guint sigint, sigterm;
  gboolean ok;

  if (!make_options (args, &options, error))
    {
      options_clear (&options);
      return FALSE;
    }
  network = net_network_new (&options);
  options_clear (&options);
  if (!net_network_start (network, error))
    return FALSE;

  /* First the signals: who sees the ready file may send one at once. */
  state.network = network;
  state.loop = loop;
  sigint = g_unix_signal_add (SIGINT, on_signal, &state);
  sigterm = g_unix_signal_add (SIGTERM, on_signal, &state);

  description = net_network_describe (network);
  g_print ("%s\n", description);
  /* g_file_set_contents() writes beside it and renames: who sees the file sees all of it. */
  ok = args->ready_file == NULL || g_file_set_contents (args->ready_file, description, -1, error);
  if (ok)
    g_main_loop_run (loop);
  g_source_remove (sigint);
  g_source_remove (sigterm);

  net_network_stop (network);
  return ok;
}

/* A client is a file descriptor, and the usual soft limit is 1024. */
static void
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

int
main (int argc, char **argv)
{
  g_auto (Arguments) args = { .replica_port = NET_DEFAULT_REPLICA_PORT,
                              .gateway_port = NET_DEFAULT_GATEWAY_PORT,
                              .identity_port = -1,
                              .ack_interval_ms = NET_WS_DEFAULT_ACK_INTERVAL_MS,
                              .keep_alive_timeout_ms = NET_WS_DEFAULT_KEEP_ALIVE_MS,
                              .poll_interval_ms = NET_GATEWAY_DEFAULT_POLL_INTERVAL_MS,
                              .seed = -1 };
  g_autoptr (GError) error = NULL;

  if (!parse_arguments (&args, &argc, &argv, &error))
    {
      g_printerr ("attest-network: %s\n", error->message);
      return 2;
    }
  if (args.version)
    {
      g_print ("attest-network %s\n", ATTEST_VERSION);
      return EXIT_SUCCESS;
    }
  if (args.verbose)
    g_setenv ("G_MESSAGES_DEBUG", G_LOG_DOMAIN, FALSE);
  raise_file_limit ();
  if (!run (&args, &error))
    {
      g_printerr ("attest-network: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
