/* SPDX-License-Identifier: MIT */
/*
 * Asking the Internet Computer about a connection that went wrong.
 *
 * Our clock may be the culprit, and then neither would the IC take our questions (they seem to have
 * expired, or to be from the future) nor the agent the answers. So the host is asked for its time
 * first, which nobody vouches for, and the questions are asked by an agent that lives by that time.
 * Only the diagnosis does so: the session's own agent keeps to our clock. Where the first question shows
 * that the host's time does not do, the rest is asked by ours.
 *
 * What a verified certificate proves then: the IC's time is not before its /time, since no
 * certificate comes from the future. A clock of ours that is behind /time is wrong for certain. A clock
 * that is ahead of it is only suspected: the certificate may be an old one, replayed, and whoever
 * does that can send a Date that goes with it. Hence
 *  - the clock is called wrong only if the host's Date and a certificate's /time say the same;
 *  - of all certificates the one that puts our clock least ahead counts;
 *  - absence is believed only from a time at which the request could have been there (icws-fate-read.c).
 */
#include "icws-diagnosis-run.h"
#include "ic/ic-i18n.h"

#include <string.h>

/* Date and /time say the same if they are no further apart. */
#define AGREEMENT_NS ((gint64)(30 * IC_NS_PER_S))

static void
run_free (gpointer data)
{
  IcwsDiagnosisRun *self = data;

  g_clear_object (&self->clock);
  g_clear_object (&self->stop);
  g_clear_object (&self->asker);
  g_clear_object (&self->host);
  g_clear_error (&self->hint_error);
  icws_diagnosis_free (self->diagnosis);
  g_free (self);
}

/* Ends */

static gint64
magnitude (gint64 value)
{
  return value < 0 ? -value : value;
}

static void
conclude (IcwsDiagnosisRun *self)
{
  IcwsDiagnosis *diagnosis = self->diagnosis;

  if (diagnosis->network_error == NULL && self->timer == 0)
    g_set_error (&diagnosis->network_error, IC_ERROR, IC_ERROR_TIMEOUT,
                 _ ("%s did not answer all questions in %d seconds"),
                 ic_agent_get_url (self->asker), ICWS_DIAGNOSIS_TIMEOUT_MS / 1000);
  if (diagnosis->network_error == NULL && diagnosis->certified_time_ns == 0)
    diagnosis->network_error = g_steal_pointer (&self->hint_error);
  icws_diagnosis_excuse_absence (diagnosis);
  diagnosis->clock_wrong = diagnosis->has_clock_offset && self->has_hint &&
                           magnitude (diagnosis->clock_offset_ns) > (gint64)ICWS_CLOCK_WRONG_NS &&
                           magnitude (diagnosis->clock_offset_ns - self->hint_offset_ns) <=
                               AGREEMENT_NS;
}

/* (skip) */
void
icws_diagnosis_run_end (GTask *task)
{
  IcwsDiagnosisRun *self = g_task_get_task_data (task);

  if (--self->pending > 0)
    return;

  if (self->cancelled != NULL)
    {
      g_source_destroy (self->cancelled);
      g_clear_pointer (&self->cancelled, g_source_unref);
    }
  if (self->timer != 0)
    ic_clock_cancel (self->clock, self->timer);
  conclude (self);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&self->diagnosis),
                           (GDestroyNotify)icws_diagnosis_free);
}

/* (skip) */
void
icws_diagnosis_run_take_error (IcwsDiagnosisRun *self, GError *error)
{
  if (self->diagnosis->network_error == NULL &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->diagnosis->network_error = error;
  else
    g_error_free (error);
}

/* (skip) */
void
icws_diagnosis_run_note_time (IcwsDiagnosisRun *self, guint64 time_ns)
{
  IcwsDiagnosis *diagnosis = self->diagnosis;
  gint64 offset_ns = (gint64)(ic_clock_get_wall_ns (self->clock) - time_ns);

  diagnosis->reachable = TRUE;
  diagnosis->certified_time_ns = MAX (diagnosis->certified_time_ns, time_ns);
  if (!diagnosis->has_clock_offset || offset_ns < diagnosis->clock_offset_ns)
    diagnosis->clock_offset_ns = offset_ns;
  diagnosis->has_clock_offset = TRUE;
}

/* Preparations: the host's time, and the root key if it is not known */

static void
end_preparation (GTask *task)
{
  IcwsDiagnosisRun *self = g_task_get_task_data (task);

  if (--self->preparations == 0)
    icws_diagnosis_run_ask (task);
  icws_diagnosis_run_end (task);
}

static void
on_date (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcwsDiagnosisRun *self = g_task_get_task_data (task);
  guint64 date_ns;

  self->diagnosis->reachable = ic_agent_ask_date_finish (IC_AGENT (source), result, &date_ns,
                                                         &self->hint_error);
  if (date_ns != 0)
    {
      guint64 now_ns = ic_clock_get_wall_ns (self->clock);

      /* The answer was made somewhen between question and now, in the second that Date names. */
      self->has_hint = TRUE;
      self->hint_offset_ns = (gint64)(self->asked_ns + (gint64)(now_ns - self->asked_ns) / 2 -
                                      (date_ns + IC_NS_PER_S / 2));
    }
  if (g_error_matches (self->hint_error, IC_ERROR, IC_ERROR_NETWORK))
    icws_diagnosis_run_take_error (self, g_error_copy (self->hint_error));
  end_preparation (task);
}

static void
on_root_key (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!ic_agent_fetch_root_key_finish (IC_AGENT (source), result, &error))
    icws_diagnosis_run_take_error (g_task_get_task_data (task), error);
  end_preparation (task);
}

static void
prepare (GTask *task)
{
  IcwsDiagnosisRun *self = g_task_get_task_data (task);

  self->asked_ns = ic_clock_get_wall_ns (self->clock);
  self->preparations++;
  self->pending++;
  ic_agent_ask_date_async (self->asker, self->stop, on_date, g_object_ref (task));
  if (ic_agent_get_root_key (self->asker) == NULL)
    {
      self->preparations++;
      self->pending++;
      ic_agent_fetch_root_key_async (self->asker, self->stop, on_root_key, g_object_ref (task));
    }
}

/* Begins */

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  IcwsDiagnosisRun *self = data;

  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}

static void
on_timeout (gpointer data)
{
  IcwsDiagnosisRun *self = data;

  self->timer = 0;
  g_cancellable_cancel (self->stop);
}

static void
watch_end (GTask *task)
{
  IcwsDiagnosisRun *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->stop = g_cancellable_new ();
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }
  self->timer = ic_clock_call_at (self->clock,
                                  ic_clock_get_monotonic_us (self->clock) +
                                      ICWS_DIAGNOSIS_TIMEOUT_MS * G_GINT64_CONSTANT (1000),
                                  on_timeout, self);
}

static void
note_questions (IcwsDiagnosisRun *self, const IcwsQuestion *questions, guint n_questions)
{
  GArray *requests = g_array_new (FALSE, TRUE, sizeof (IcwsRequestFate));

  self->n_questions = MIN (n_questions, ICWS_DIAGNOSIS_MAX_QUESTIONS);
  if (self->n_questions > 0)
    memcpy (self->questions, questions, self->n_questions * sizeof *questions);
  g_array_set_clear_func (requests, (GDestroyNotify)icws_request_fate_clear);
  g_array_set_size (requests, self->n_questions);
  for (guint i = 0; i < self->n_questions; i++)
    g_array_index (requests, IcwsRequestFate, i).sequence = questions[i].sequence;
  self->diagnosis->requests = requests;
}

/**
 * icws_diagnose_async:
 * @agent: an agent of the identity whose requests they are. If it has no root key, one is asked for
 *   where that is allowed, and used here only.
 * @canister_id: the canister of the connection
 * @questions: (array length=n_questions) (nullable): requests of ours, the oldest first
 * @n_questions: how many; those after the first %ICWS_DIAGNOSIS_MAX_QUESTIONS are not asked
 * @clock: our time
 * @cancellable: (nullable): to give up
 * @callback: called when done, after %ICWS_DIAGNOSIS_TIMEOUT_MS at the latest
 * @user_data: for @callback
 *
 * Asks the Internet Computer about a connection that went wrong.
 */
void
icws_diagnose_async (IcAgent *agent,
                     const IcPrincipal *canister_id,
                     const IcwsQuestion *questions,
                     guint n_questions,
                     IcClock *clock,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  IcwsDiagnosisRun *self;

  g_return_if_fail (IC_IS_AGENT (agent));
  g_return_if_fail (canister_id != NULL);
  g_return_if_fail (questions != NULL || n_questions == 0);
  g_return_if_fail (IC_IS_CLOCK (clock));

  task = g_task_new (agent, cancellable, callback, user_data);
  g_task_set_source_tag (task, icws_diagnose_async);
  self = g_new0 (IcwsDiagnosisRun, 1);
  g_task_set_task_data (task, self, run_free);
  self->canister_id = *canister_id;
  self->clock = g_object_ref (clock);
  self->host = icws_shifted_clock_new (clock);
  self->asker = ic_agent_new_for_clock (agent, IC_CLOCK (self->host));
  self->diagnosis = g_new0 (IcwsDiagnosis, 1);
  self->diagnosis->wall_ns = ic_clock_get_wall_ns (clock);
  note_questions (self, questions, n_questions);
  watch_end (task);
  prepare (task);
}

/**
 * icws_diagnose_finish:
 * @result: of icws_diagnose_async()
 * @error: %G_IO_ERROR_CANCELLED, nothing else
 *
 * Returns: (transfer full): the diagnosis
 */
IcwsDiagnosis *
icws_diagnose_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, icws_diagnose_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
