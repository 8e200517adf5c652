/* SPDX-License-Identifier: MIT */
/*
 * A plain probe: connects, says what it was told to, waits for what it was told to expect, ends. It
 * goes on to another gateway, or without one, as long as there is a way that it has not tried since
 * something last worked; and when it fails it waits for what the Internet Computer has to say.
 */
#include "chat/chat-room-interface.h"
#include "probe-tasks.h"

#include <glib-unix.h>

#include "probe-output.h"

#define DIRECT_WAY "direct"

typedef struct
{
  const ProbeOptions *options;
  GMainLoop *loop;
  ChatRoom *room;
  ChatConnection *connection;
  GPtrArray *expected; /* of char *: texts of others that we still wait for */
  guint n_wanted;      /* messages of others that we still wait for */
  guint n_said;        /* own texts that are not accepted yet */
  gboolean opened;     /* ever */

  /* A session ended, and the verdict is not certain yet */
  gboolean failing;
  IcwsSession *failed_session; /* (nullable): there was none yet */
  gboolean judged;             /* there is a verdict on this end */
  GHashTable *failed_ways;     /* URLs, or DIRECT_WAY: since something last worked */
  gboolean no_way;             /* not even the root key can be had */

  gboolean out_of_time;
  GCancellable *asking; /* (nullable) */
  ProbeExit code;
} Run;

static void
finish (Run *run, ProbeExit code)
{
  run->code = probe_saw_lie (run->connection) ? PROBE_EXIT_INTEGRITY : code;
  g_main_loop_quit (run->loop);
}

static void
check_done (Run *run)
{
  if (run->opened && !run->options->stay && run->n_said == 0 && run->n_wanted == 0 &&
      run->expected->len == 0)
    finish (run, PROBE_EXIT_VERIFIED);
}

static void
on_delivery (Run *run, GParamSpec *pspec, ChatMessage *message)
{
  if (chat_message_get_delivery (message) != CHAT_DELIVERY_ACCEPTED)
    return;
  g_signal_handlers_disconnect_by_func (message, on_delivery, run);
  if (run->n_said > 0)
    run->n_said--;
  check_done (run);
}

static void
note_received (Run *run, ChatMessage *message)
{
  if (run->n_wanted > 0)
    run->n_wanted--;
  for (guint i = 0; i < run->expected->len; i++)
    if (g_strcmp0 (g_ptr_array_index (run->expected, i), chat_message_get_text (message)) == 0)
      {
        g_ptr_array_remove_index (run->expected, i);
        break;
      }
  check_done (run);
}

static void
print_message (Run *run, ChatMessage *message)
{
  g_autofree char *author = probe_output_clean (chat_message_get_author (message));
  g_autofree char *text = probe_output_clean (chat_message_get_text (message));
  gboolean said = TRUE;

  if (chat_message_get_kind (message) == CHAT_MESSAGE_JOINED)
    said = probe_output_text ("* %s joined", author);
  else if (chat_message_get_kind (message) == CHAT_MESSAGE_TEXT)
    said = probe_output_text ("%s%s: %s", *author != 0 ? author : "canister",
                              chat_message_is_own (message) ? " (me)" : "", text);
  if (!said)
    g_main_loop_quit (run->loop);
}

static void
on_message_added (Run *run, ChatMessage *message)
{
  if (!run->options->json)
    print_message (run, message);
  if (chat_message_get_kind (message) != CHAT_MESSAGE_TEXT)
    return;
  if (chat_message_is_own (message))
    g_signal_connect_swapped (message, "notify::delivery", G_CALLBACK (on_delivery), run);
  else
    note_received (run, message);
}

static void
stop_failing (Run *run)
{
  run->failing = FALSE;
  g_clear_object (&run->failed_session);
}

static void
say_all (Run *run)
{
  for (guint i = 0; run->options->say != NULL && run->options->say[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!chat_room_send_text (run->room, run->options->say[i], &error))
        {
          g_printerr ("attest-probe: cannot say this: %s\n", error->message);
          finish (run, PROBE_EXIT_USAGE);
          return;
        }
    }
}

/* It is known now what the canister takes. */
static void
on_codec (Run *run)
{
  g_signal_handlers_disconnect_by_func (run->room, on_codec, run);
  say_all (run);
}

static void
on_opened (Run *run)
{
  gboolean first = !run->opened;

  stop_failing (run);
  g_hash_table_remove_all (run->failed_ways);
  run->opened = TRUE;
  if (first && chat_room_is_learning (run->room))
    g_signal_connect_swapped (run->room, "notify::codec", G_CALLBACK (on_codec), run);
  else if (first)
    say_all (run);
  check_done (run);
}

static guint
count_ways (Run *run)
{
  ChatDirectPolicy policy = chat_connection_get_direct_policy (run->connection);
  IcwsPool *pool = chat_connection_get_pool (run->connection);

  if (policy == CHAT_DIRECT_ALWAYS)
    return 1;
  return g_list_model_get_n_items (G_LIST_MODEL (pool)) + (policy == CHAT_DIRECT_LAST_RESORT);
}

/* Would every other way tell the same? */
static gboolean
is_final (Run *run, IcwsVerdict *verdict)
{
  IcwsCulprit culprit = icws_verdict_get_culprit (verdict);

  return run->out_of_time || run->no_way || culprit == ICWS_CULPRIT_YOU ||
         culprit == ICWS_CULPRIT_CANISTER ||
         icws_verdict_get_response (verdict) == ICWS_RESPONSE_STOP ||
         g_hash_table_size (run->failed_ways) >= count_ways (run);
}

static void
check_failed (Run *run)
{
  g_autoptr (IcwsVerdict) verdict = NULL;

  /* While the Internet Computer is asked, the verdict may change. */
  if (!run->failing || !run->judged || chat_connection_is_diagnosing (run->connection))
    return;
  verdict = probe_get_last_verdict (run->connection);
  {
    g_autofree char *text = probe_output_clean (icws_verdict_get_text (verdict));

    g_printerr ("attest-probe: %s\n", text);
  }
  stop_failing (run);
  if (is_final (run, verdict))
    finish (run, probe_exit_from_verdict (verdict));
}

static void
on_closed (Run *run, const GError *error)
{
  if (g_error_matches (error, ICWS_ERROR, ICWS_ERROR_CANCELLED))
    return; /* replaced by another one */
  stop_failing (run);
  run->failing = TRUE;
  run->judged = FALSE;
  g_set_object (&run->failed_session, chat_connection_get_session (run->connection));
}

static void
on_verdict (Run *run, IcwsVerdict *verdict)
{
  IcwsGateway *gateway = chat_connection_get_gateway (run->connection);

  if (!run->failing)
    return;
  run->judged = TRUE;
  if (run->failed_session == NULL)
    run->no_way = TRUE;
  g_hash_table_add (run->failed_ways,
                    g_strdup (gateway ? icws_gateway_get_url (gateway) : DIRECT_WAY));
  check_failed (run);
}

/* What a certified answer says about ws_open stays so, however short the time was. That nothing came
 * does not: it may be on its way. */
static gboolean
is_answer (const IcwsDiagnosis *diagnosis)
{
  const IcwsRequestFate *open = icws_diagnosis_get_request (diagnosis, 0);

  return !diagnosis->reachable || probe_exit_from_diagnosis (diagnosis) == PROBE_EXIT_REFUSED ||
         (open != NULL && (open->fate == ICWS_FATE_REFUSED || open->fate == ICWS_FATE_REJECTED));
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  IcwsSession *session = chat_connection_get_session (run->connection);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcwsDiagnosis)
      diagnosis = chat_connection_diagnose_finish (run->connection, result, NULL);

  g_clear_object (&run->asking);
  if (diagnosis == NULL || run->opened || run->failing || session == NULL ||
      icws_session_get_state (session) != ICWS_STATE_OPENING || !is_answer (diagnosis))
    {
      if (!run->failing)
        finish (run, PROBE_EXIT_TIMEOUT);
      return;
    }
  error = g_error_new (ICWS_ERROR, ICWS_ERROR_OPEN_TIMEOUT, "Not opened within %u s",
                       run->options->timeout_s);
  icws_session_end (session, error);
}

static gboolean
on_timeout (gpointer data)
{
  Run *run = data;

  if (run->out_of_time)
    return G_SOURCE_CONTINUE;
  run->out_of_time = TRUE;
  if (run->failing)
    return G_SOURCE_CONTINUE; /* ends with the verdict */
  if (run->opened)
    {
      finish (run, run->options->stay ? PROBE_EXIT_VERIFIED : PROBE_EXIT_TIMEOUT);
      return G_SOURCE_CONTINUE;
    }
  run->asking = g_cancellable_new ();
  chat_connection_diagnose_async (run->connection, run->asking, on_asked, run);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_signal (gpointer data)
{
  Run *run = data;

  finish (run, run->opened ? PROBE_EXIT_VERIFIED : PROBE_EXIT_TIMEOUT);
  return G_SOURCE_CONTINUE;
}

static void
run_loop (Run *run)
{
  guint timeout = g_timeout_add_seconds (run->options->timeout_s, on_timeout, run);
  guint sigint = g_unix_signal_add (SIGINT, on_signal, run);
  guint sigterm = g_unix_signal_add (SIGTERM, on_signal, run);

  g_signal_connect_swapped (run->room, "message-added", G_CALLBACK (on_message_added), run);
  g_signal_connect_swapped (run->connection, "opened", G_CALLBACK (on_opened), run);
  g_signal_connect_swapped (run->connection, "closed", G_CALLBACK (on_closed), run);
  g_signal_connect_swapped (run->connection, "verdict", G_CALLBACK (on_verdict), run);
  g_signal_connect_swapped (run->connection, "updated", G_CALLBACK (check_failed), run);
  chat_connection_connect (run->connection);
  g_main_loop_run (run->loop);
  g_signal_handlers_disconnect_by_data (run->connection, run);
  g_signal_handlers_disconnect_by_data (run->room, run);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run->room)); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (run->room), i);

      g_signal_handlers_disconnect_by_data (message, run);
    }
  g_source_remove (timeout);
  g_source_remove (sigint);
  g_source_remove (sigterm);
}

/* @run must outlive the answer. */
static void
stop_asking (Run *run)
{
  g_cancellable_cancel (run->asking);
  while (run->asking != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
print_report (Run *run)
{
  const ProbeReportOptions options = { run->options->ledger, run->options->evidence };
  IcwsFigures figures;

  if (run->options->json)
    {
      g_autofree char *json = probe_report_to_json (run->connection, run->room, run->code,
                                                    &options);

      probe_output_json (json);
      return;
    }
  icws_ledger_get_figures (chat_connection_get_ledger (run->connection), &figures);
  probe_output_text ("-- %s: %" G_GUINT64_FORMAT " messages verified, %" G_GUINT64_FORMAT
                     " refused; %" G_GUINT64_FORMAT " certificates verified, %" G_GUINT64_FORMAT
                     " messages shared a verified one",
                     chat_health_to_id (chat_connection_get_health (run->connection)),
                     figures.messages_verified, figures.messages_refused,
                     figures.certificates_verified, figures.certificates_shared);
}

/**
 * probe_run:
 * @options: the command line
 * @connection: not started yet
 * @room: the conversation over it
 *
 * Prints the conversation as it comes, or a report at the end.
 *
 * Returns: how it went
 */
ProbeExit
probe_run (const ProbeOptions *options, ChatConnection *connection, ChatRoom *room)
{
  Run run = { .options = options,
              .connection = connection,
              .room = room,
              .n_wanted = options->count,
              .n_said = options->say ? g_strv_length (options->say) : 0,
              .code = PROBE_EXIT_TIMEOUT };

  run.loop = g_main_loop_new (NULL, FALSE);
  run.failed_ways = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run.expected = g_ptr_array_new ();
  for (guint i = 0; options->expect != NULL && options->expect[i] != NULL; i++)
    g_ptr_array_add (run.expected, options->expect[i]);
  run_loop (&run);
  print_report (&run);
  stop_failing (&run);
  stop_asking (&run);
  g_ptr_array_unref (run.expected);
  g_hash_table_unref (run.failed_ways);
  g_main_loop_unref (run.loop);
  return run.code;
}
