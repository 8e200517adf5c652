/* SPDX-License-Identifier: MIT */
/*
 * attest-probe: the whole client without a window. Connects, verifies, talks if told to, prints the
 * conversation or a report, watches, verifies exported rooms, and says by its exit code how it went.
 */
#include "config.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>

#include "attest-version.h"
#include "ic/ic-i18n.h"
#include "probe-tasks.h"
#include "probe-verify.h"

/* A seed in hex, its line end, and some space around. */
#define MAX_SEED_LINE 80
/* How long a goodbye to the canister may take. */
#define MAX_GOODBYE_MS 3000

static IcEd25519Identity *
make_identity (const ProbeOptions *options, GError **error)
{
  IcEd25519Identity *identity;
  char *line;

  if (!options->seed_stdin)
    return ic_ed25519_identity_new_random (ic_random_get_system ());
  /* Locked memory, and unbuffered: stdio would keep a copy of the seed in a buffer of its own. */
  line = sodium_malloc (MAX_SEED_LINE);
  setvbuf (stdin, NULL, _IONBF, 0);
  if (line == NULL || fgets (line, MAX_SEED_LINE, stdin) == NULL)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_KEY, _ ("No seed on standard input"));
      sodium_free (line);
      return NULL;
    }
  identity = ic_ed25519_identity_new_from_hex (line, error);
  sodium_free (line);
  return identity;
}

static ProbeExit
perform (const ProbeOptions *options, ChatConnection *connection, ChatRoom *room)
{
  switch (options->task)
    {
    case PROBE_TASK_WATCH:
      return probe_watch (options, connection, room);
    case PROBE_TASK_DIAGNOSE:
      return probe_diagnose (options, connection);
    case PROBE_TASK_TEST_GATEWAY:
      return probe_test_gateways (options, connection);
    case PROBE_TASK_RUN:
    case PROBE_TASK_VERIFY: /* has no connection */
    default:
      return probe_run (options, connection, room);
    }
}

static gboolean
on_goodbye_over (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Takes both. Closes in order: the WebSocket's goodbye is written, and in direct mode the canister
 * learns that we leave, for which the agent is needed until it knows. */
static void
leave (ChatConnection *connection, ChatRoom *room)
{
  IcAgent *agent = NULL;
  gboolean over = FALSE;
  guint timeout = g_timeout_add (MAX_GOODBYE_MS, on_goodbye_over, &over);

  if (chat_connection_get_mode (connection) == CHAT_MODE_DIRECT)
    g_set_weak_pointer (&agent, chat_connection_get_agent (connection));
  chat_connection_disconnect (connection);
  g_object_unref (room);
  g_object_unref (connection);
  while (agent != NULL && !over)
    g_main_context_iteration (NULL, TRUE);
  while (!over && g_main_context_iteration (NULL, FALSE))
    ;
  g_source_remove (timeout);
  g_clear_weak_pointer (&agent);
}

static ProbeExit
probe_main (const ProbeOptions *options, GError **error)
{
  g_autoptr (IcEd25519Identity) identity = NULL;
  ChatConnection *connection;
  ChatRoom *room;
  ProbeExit code;

  if (options->task == PROBE_TASK_VERIFY)
    return probe_verify (options);
  identity = make_identity (options, error);
  if (identity == NULL)
    return PROBE_EXIT_USAGE;
  connection = chat_connection_new (options->profile, IC_IDENTITY (identity),
                                    ic_clock_get_system (), ic_random_get_system ());
  room = chat_room_new (connection, options->name);
  code = perform (options, connection, room);
  leave (connection, room);
  return code;
}

int
main (int argc, char *argv[])
{
  g_auto (ProbeOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  int code;

  /* Arguments are in the charset of the locale. */
  ic_i18n_init (ATTEST_LOCALEDIR);
  /* Who reads our lines may leave: writing says so. */
  signal (SIGPIPE, SIG_IGN);
  if (sodium_init () < 0)
    return PROBE_EXIT_USAGE;
  if (!probe_options_parse (&options, &argc, &argv, &error))
    {
      g_printerr ("attest-probe: %s\n", error->message);
      return PROBE_EXIT_USAGE;
    }
  if (options.version)
    {
      g_print ("attest-probe %s\n", attest_version ());
      return 0;
    }
  /* Programs read it. */
  if (options.json || (options.task == PROBE_TASK_WATCH && !options.text))
    ic_i18n_speak_english ();
  code = (int)probe_main (&options, &error);
  if (error != NULL)
    g_printerr ("attest-probe: %s\n", error->message);
  return code;
}
