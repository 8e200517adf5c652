/* SPDX-License-Identifier: MIT */
/* Without a session: what the Internet Computer says, and whether gateways answer. */
#include "probe-tasks.h"

#include <glib-unix.h>

#include "probe-json.h"
#include "probe-output.h"

typedef struct
{
  const ProbeOptions *options;
  ChatConnection *connection;
  GMainLoop *loop;
  GCancellable *cancellable;
  gboolean out_of_time;

  IcwsDiagnosis *diagnosis; /* (nullable) */

  char **urls; /* of gateways */
  guint next;
  JsonBuilder *builder;
  gboolean all_answered;
} Ask;

static gboolean
on_end (gpointer data)
{
  Ask *ask = data;

  ask->out_of_time = TRUE;
  g_cancellable_cancel (ask->cancellable);
  return G_SOURCE_CONTINUE;
}

/* Until the answers are there, the time is up, or somebody does not want them any more. */
static void
ask_run (Ask *ask)
{
  guint timeout = g_timeout_add_seconds (ask->options->timeout_s, on_end, ask);
  guint sigint = g_unix_signal_add (SIGINT, on_end, ask);
  guint sigterm = g_unix_signal_add (SIGTERM, on_end, ask);

  g_main_loop_run (ask->loop);
  g_source_remove (timeout);
  g_source_remove (sigint);
  g_source_remove (sigterm);
}

static void
ask_clear (Ask *ask)
{
  g_main_loop_unref (ask->loop);
  g_object_unref (ask->cancellable);
  g_clear_pointer (&ask->diagnosis, icws_diagnosis_free);
  g_strfreev (ask->urls);
  g_clear_object (&ask->builder);
}

static void
on_diagnosed (GObject *source, GAsyncResult *result, gpointer data)
{
  Ask *ask = data;

  ask->diagnosis = chat_connection_diagnose_finish (ask->connection, result, NULL);
  g_main_loop_quit (ask->loop);
}

static void
print_diagnosis (const IcwsDiagnosis *diagnosis)
{
  if (!diagnosis->reachable)
    {
      g_autofree char *why = probe_output_clean (
          diagnosis->network_error ? diagnosis->network_error->message : NULL);

      probe_output_text ("network: not reachable: %s", why);
      return;
    }
  probe_output_text ("network: reachable");
  if (diagnosis->has_clock_offset)
    probe_output_text ("clock: %+.1f s%s", (double)diagnosis->clock_offset_ns / IC_NS_PER_S,
                       diagnosis->clock_wrong ? ", wrong" : "");
  probe_output_text ("canister: %s%s%s", probe_canister_state_to_id (diagnosis->canister),
                     !diagnosis->has_interface  ? ", interface unknown"
                     : diagnosis->has_websocket ? ", offers IC WebSocket connections"
                                                : ", offers no IC WebSocket connections",
                     diagnosis->refuses_calls ? ", takes no calls" : "");
}

/**
 * probe_diagnose:
 *
 * Asks the Internet Computer about the network, the clock here, and the canister; opens no session.
 *
 * Returns: whether one could connect, by that
 */
ProbeExit
probe_diagnose (const ProbeOptions *options, ChatConnection *connection)
{
  const ProbeReportOptions report = { 0 };
  Ask ask = { .options = options, .connection = connection };
  ProbeExit code = PROBE_EXIT_TIMEOUT;

  ask.loop = g_main_loop_new (NULL, FALSE);
  ask.cancellable = g_cancellable_new ();
  chat_connection_diagnose_async (connection, ask.cancellable, on_diagnosed, &ask);
  ask_run (&ask);
  if (ask.diagnosis != NULL)
    code = probe_exit_from_diagnosis (ask.diagnosis);
  if (options->json)
    {
      g_autofree char *json = probe_report_to_json (connection, NULL, code, &report);

      probe_output_json (json);
    }
  else if (ask.diagnosis != NULL)
    print_diagnosis (ask.diagnosis);
  ask_clear (&ask);
  return code;
}

static void test_next (Ask *ask);

static void
print_test (const char *url, const IcPrincipal *principal, gint64 took_us, const GError *error)
{
  if (error != NULL)
    {
      g_autofree char *why = probe_output_clean (error->message);

      probe_output_text ("%s: %s", url, why);
    }
  else
    {
      g_autofree char *text = ic_principal_to_text (principal);

      probe_output_text ("%s: answers in %.1f ms as %s", url, (double)took_us / 1000, text);
    }
}

static void
add_test (JsonBuilder *builder,
          const char *url,
          const IcPrincipal *principal,
          gint64 took_us,
          const GError *error)
{
  json_builder_begin_object (builder);
  probe_json_add_string (builder, "url", url);
  probe_json_add_boolean (builder, "answers", error == NULL);
  probe_json_add_principal (builder, "principal", error == NULL ? principal : NULL);
  json_builder_set_member_name (builder, "handshake_us");
  if (error == NULL)
    json_builder_add_int_value (builder, took_us);
  else
    json_builder_add_null_value (builder);
  probe_json_add_error (builder, error);
  json_builder_end_object (builder);
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer data)
{
  Ask *ask = data;
  const char *url = ask->urls[ask->next++];
  IcPrincipal principal;
  gint64 took_us = 0;
  g_autoptr (GError) error = NULL;

  if (!chat_connection_test_gateway_finish (ask->connection, result, &principal, &took_us, &error))
    ask->all_answered = FALSE;
  if (ask->builder != NULL)
    add_test (ask->builder, url, &principal, took_us, error);
  else
    print_test (url, &principal, took_us, error);
  test_next (ask);
}

/* One after the other: they would slow each other down, and the time is what is asked for. */
static void
test_next (Ask *ask)
{
  if (ask->urls[ask->next] == NULL || ask->out_of_time)
    g_main_loop_quit (ask->loop);
  else
    chat_connection_test_gateway_async (ask->connection, ask->urls[ask->next], ask->cancellable,
                                        on_tested, ask);
}

static ProbeExit
get_test_code (const Ask *ask)
{
  if (ask->out_of_time)
    return PROBE_EXIT_TIMEOUT;
  return ask->all_answered ? PROBE_EXIT_VERIFIED : PROBE_EXIT_UNREACHABLE;
}

/**
 * probe_test_gateways:
 *
 * Reaches each gateway and takes its handshake. Sends nothing that was signed.
 *
 * Returns: %PROBE_EXIT_VERIFIED if all of them answer, which proves nothing about them
 */
ProbeExit
probe_test_gateways (const ProbeOptions *options, ChatConnection *connection)
{
  Ask ask = { .options = options, .connection = connection, .all_answered = TRUE };
  ProbeExit code;

  ask.loop = g_main_loop_new (NULL, FALSE);
  ask.cancellable = g_cancellable_new ();
  ask.urls = icws_pool_dup_urls (chat_connection_get_pool (connection));
  if (options->json)
    {
      ask.builder = json_builder_new ();
      json_builder_begin_object (ask.builder);
      json_builder_set_member_name (ask.builder, "gateways");
      json_builder_begin_array (ask.builder);
    }
  if (ask.urls[0] != NULL)
    {
      test_next (&ask);
      ask_run (&ask);
    }
  code = get_test_code (&ask);
  if (ask.builder != NULL)
    {
      g_autofree char *json = NULL;

      json_builder_end_array (ask.builder);
      /* "verified" is a word for what was proved. */
      probe_json_add_string (ask.builder, "verdict",
                             code == PROBE_EXIT_VERIFIED ? "reachable"
                                                         : probe_exit_to_verdict (code));
      json = probe_json_finish (ask.builder, TRUE);
      probe_output_json (json);
    }
  ask_clear (&ask);
  return code;
}
