/* SPDX-License-Identifier: MIT */
/* attest-network: a local Internet Computer with IC WebSocket gateways, in one process. */
#include "config.h"

#include "attest-network-arguments.h"
#include "attest-version.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/resource.h>

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

  net_network_close_finish (NET_NETWORK (object), result, NULL);
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
    net_network_close_async (self->network, on_closed, self);
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

  if (!arguments_make_options (args, &options, error))
    {
      options_clear (&options);
      return FALSE;
    }
  network = net_network_new (&options);
  options_clear (&options);
  if (!net_network_start (network, error) || !arguments_set_faults (args, network, error))
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
  g_auto (Arguments) args = ARGUMENTS_INIT;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (!arguments_parse (&args, &argc, &argv, &error))
    {
      g_printerr ("attest-network: %s\n", error->message);
      return 2;
    }
  if (args.version)
    {
      g_print ("attest-network %s\n", attest_version ());
      return EXIT_SUCCESS;
    }
  if (args.list_faults)
    {
      arguments_list_faults ();
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
