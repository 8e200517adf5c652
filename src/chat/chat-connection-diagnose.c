/* SPDX-License-Identifier: MIT */
/* Asking the Internet Computer itself, past all gateways: after a failure, and on demand. */
#include "chat-connection-private.h"

/* A diagnosis that is under way, for whoever waits for it. */
typedef struct
{
  ChatConnection *connection;
  GCancellable *cancellable;
} Asking;

gboolean
chat_connection_has_unconfirmed (const ChatEnd *end)
{
  for (guint i = 0; i < end->questions->len; i++)
    if (g_array_index (end->questions, IcwsQuestion, i).sequence != 0)
      return TRUE;
  return FALSE;
}

gboolean
chat_connection_has_absent (const IcwsDiagnosis *diagnosis)
{
  for (guint i = 0; i < diagnosis->requests->len; i++)
    {
      const IcwsRequestFate *fate = &g_array_index (diagnosis->requests, IcwsRequestFate, i);

      if (fate->sequence != 0 && fate->fate == ICWS_FATE_ABSENT)
        return TRUE;
    }
  return FALSE;
}

/* Where the error alone is no more than a suspicion, and the IC can know more. */
gboolean
chat_connection_should_diagnose (ChatConnection *self, const ChatEnd *end)
{
  if (self->root_key == NULL || !chat_connection_is_online (self) ||
      icws_verdict_is_integrity_failure (end->verdict) || (end->gateway == NULL && !end->direct))
    return FALSE;
  switch (end->error->code)
    {
    case ICWS_ERROR_UNREACHABLE:
    case ICWS_ERROR_TLS:
    case ICWS_ERROR_REFUSED:
    case ICWS_ERROR_HANDSHAKE_TIMEOUT:
    case ICWS_ERROR_OPEN_TIMEOUT:
    case ICWS_ERROR_ACK_TIMEOUT:
    case ICWS_ERROR_SILENT:
    case ICWS_ERROR_STALE:
    case ICWS_ERROR_FUTURE:
    case ICWS_ERROR_MESSAGE_LATE:
    case ICWS_ERROR_DELAYED:
    case ICWS_ERROR_WITHHELD:
    case ICWS_ERROR_CLOSED_WRONG_SEQUENCE:
    case ICWS_ERROR_CLOSED_INVALID_SERVICE:
    case ICWS_ERROR_CLOSED_KEEP_ALIVE:
    case ICWS_ERROR_CLOSED_BY_APPLICATION:
      return TRUE;
    case ICWS_ERROR_DISCONNECTED:
      return end->uptime_us == 0 || chat_connection_has_unconfirmed (end) || self->tries > 1;
    default:
      return FALSE;
    }
}

static gint64
get_patience_us (const ChatEnd *end)
{
  switch (end->error->code)
    {
    case ICWS_ERROR_UNREACHABLE:
    case ICWS_ERROR_TLS:
    case ICWS_ERROR_DISCONNECTED:
    case ICWS_ERROR_DELAYED:
      return CHAT_DIAGNOSIS_SHORT_MS * G_GINT64_CONSTANT (1000);
    default:
      return CHAT_DIAGNOSIS_LONG_MS * G_GINT64_CONSTANT (1000);
    }
}

/* Changes when the wall clock is set, and with sleep. */
static gint64
get_wall_offset_us (ChatConnection *self)
{
  return (gint64)(ic_clock_get_wall_ns (self->clock) / IC_NS_PER_US) -
         ic_clock_get_monotonic_us (self->clock);
}

static void
keep_diagnosis (ChatConnection *self, const IcwsDiagnosis *diagnosis)
{
  g_clear_pointer (&self->diagnosis, icws_diagnosis_free);
  self->diagnosis = icws_diagnosis_copy (diagnosis);
  self->diagnosed_offset_us = get_wall_offset_us (self);
}

/* How far our clock is ahead, by the last diagnosis; 0 if that is not known or was before somebody
 * set the clock. */
gint64
chat_connection_get_clock_offset_ns (ChatConnection *self)
{
  gint64 set_us = get_wall_offset_us (self) - self->diagnosed_offset_us;

  if (self->diagnosis == NULL || !self->diagnosis->has_clock_offset ||
      ABS (set_us) > CHAT_CLOCK_SET_US)
    return 0;
  return self->diagnosis->clock_offset_ns;
}

static void
on_end_diagnosed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Asking *asking = data;
  g_autoptr (ChatConnection) self = asking->connection;
  g_autoptr (GCancellable) cancellable = asking->cancellable;
  g_autoptr (IcwsDiagnosis) diagnosis = icws_diagnose_finish (result, NULL);

  if (self->end == NULL || self->end_cancellable != cancellable)
    return; /* overtaken by the time, or by a person */
  if (diagnosis == NULL)
    {
      chat_connection_conclude_end (self);
      return;
    }
  g_free (diagnosis->module_hash_before);
  diagnosis->module_hash_before = g_strdup (self->end->module_hash);
  keep_diagnosis (self, diagnosis);
  chat_connection_refine_end (self, diagnosis);
}

/* The network's silence must not keep anybody from going on: the suspicion has to do. */
static void
on_out_of_patience (gpointer data)
{
  ChatConnection *self = data;

  self->end_timer = 0;
  chat_connection_conclude_end (self);
}

void
chat_connection_diagnose_end (ChatConnection *self)
{
  ChatEnd *end = self->end;
  Asking *asking = g_new0 (Asking, 1);

  g_clear_object (&self->end_cancellable);
  self->end_cancellable = g_cancellable_new ();
  asking->connection = g_object_ref (self);
  asking->cancellable = g_object_ref (self->end_cancellable);
  chat_connection_arm (self, &self->end_timer, get_patience_us (end), on_out_of_patience);
  icws_diagnose_async (chat_connection_ensure_agent (self), &self->profile->canister_id,
                       (const IcwsQuestion *)end->questions->data, end->questions->len, self->clock,
                       self->end_cancellable, on_end_diagnosed, asking);
}

/* ws_open, and the oldest of those that nobody has acknowledged. */
void
chat_connection_add_questions (GArray *questions, IcwsSession *session)
{
  IcwsQuestion question;
  guint64 last = icws_session_get_last_sent (session);
  guint n = 0;

  if (icws_session_get_question (session, 0, &question))
    g_array_append_val (questions, question);
  for (guint64 i = icws_session_get_last_acknowledged (session) + 1;
       i <= last && n < ICWS_DIAGNOSIS_MAX_QUESTIONS; i++)
    if (icws_session_get_question (session, i, &question))
      {
        g_array_append_val (questions, question);
        n++;
      }
}

static void
on_diagnosed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  ChatConnection *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  IcwsDiagnosis *diagnosis = icws_diagnose_finish (result, &error);

  if (diagnosis == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  keep_diagnosis (self, diagnosis);
  g_signal_emit (self, chat_connection_signals[CHAT_SIGNAL_UPDATED], 0);
  g_task_return_pointer (task, diagnosis, (GDestroyNotify)icws_diagnosis_free);
}

/**
 * chat_connection_diagnose_async:
 *
 * Asks the Internet Computer now about the network, the canister, and the requests of the current or
 * last session. Changes no verdict and no health: it is for reading.
 */
void
chat_connection_diagnose_async (ChatConnection *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;
  g_autoptr (GArray) questions = g_array_new (FALSE, FALSE, sizeof (IcwsQuestion));

  g_return_if_fail (CHAT_IS_CONNECTION (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_connection_diagnose_async);
  if (self->session != NULL)
    chat_connection_add_questions (questions, self->session);
  icws_diagnose_async (chat_connection_ensure_agent (self), &self->profile->canister_id,
                       (const IcwsQuestion *)questions->data, questions->len, self->clock,
                       cancellable, on_diagnosed, task);
}

/**
 * chat_connection_diagnose_finish:
 *
 * Returns: (transfer full): what was found out; %NULL with %G_IO_ERROR_CANCELLED only
 */
IcwsDiagnosis *
chat_connection_diagnose_finish (ChatConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
