/* SPDX-License-Identifier: MIT */
/*
 * Asking the Internet Computer about a connection that went wrong.
 *
 * Our clock may be the culprit, and then neither would the IC take our questions (they seem to have
 * expired, or to be from the future) nor the agent the answers. So the host is asked for its time
 * first, which nobody vouches for, and the questions are asked by an agent that lives by that time.
 * Only the diagnosis does so: the session's own agent keeps to our clock.
 *
 * What a verified certificate proves then: the IC's time is not before its /time, since no
 * certificate comes from the future. A clock of ours that is behind /time is wrong for certain. A clock
 * that is ahead of it is only suspected: the certificate may be an old one, replayed, and whoever
 * does that can send a Date that goes with it. Hence
 *  - the clock is called wrong only if the host's Date and a certificate's /time say the same;
 *  - of all certificates the one that puts our clock least ahead counts;
 *  - absence is believed only from a time at which the request could have been there (icws-fate-read.c).
 */
#include "icws-diagnosis-private.h"

#include <string.h>

/* A query method that canisters of IC WebSocket have. */
#define QUERY_METHOD "ws_get_messages"

/* Questions for requests on their way at once. */
#define MAX_PARALLEL 4

/* Certified state is a few seconds old, and a Date is a whole second. */
#define STATE_AGE_NS (5 * IC_NS_PER_S)

/* Date and /time say the same if they are no further apart. */
#define AGREEMENT_NS ((gint64)(30 * IC_NS_PER_S))

typedef struct
{
  IcAgent *asker;         /* lives by the host's time once that is known */
  IcwsShiftedClock *host; /* its clock */
  IcPrincipal canister_id;
  IcwsQuestion questions[ICWS_DIAGNOSIS_MAX_QUESTIONS];
  guint n_questions;
  guint next_question;
  IcClock *clock;

  guint pending; /* operations on their way */
  GCancellable *stop;
  GSource *cancelled; /* (nullable) */
  guint timer;        /* 0: it fired */

  guint preparations; /* of @pending, before the questions */
  guint64 asked_ns;   /* our time when the host was asked for its own */
  gboolean has_hint;
  gint64 hint_offset_ns; /* our clock minus the host's */
  GError *hint_error;    /* (nullable) */
  guint64 not_before_ns;

  IcwsDiagnosis *diagnosis;
} Run;

static void
run_free (gpointer data)
{
  Run *self = data;

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
conclude (Run *self)
{
  IcwsDiagnosis *diagnosis = self->diagnosis;

  if (diagnosis->network_error == NULL && self->timer == 0)
    g_set_error (&diagnosis->network_error, IC_ERROR, IC_ERROR_TIMEOUT,
                 "%s did not answer all questions in %d seconds", ic_agent_get_url (self->asker),
                 ICWS_DIAGNOSIS_TIMEOUT_MS / 1000);
  if (diagnosis->network_error == NULL && diagnosis->certified_time_ns == 0)
    diagnosis->network_error = g_steal_pointer (&self->hint_error);
  icws_diagnosis_excuse_absence (diagnosis);
  diagnosis->clock_wrong = diagnosis->has_clock_offset && self->has_hint &&
                           magnitude (diagnosis->clock_offset_ns) > (gint64)ICWS_CLOCK_WRONG_NS &&
                           magnitude (diagnosis->clock_offset_ns - self->hint_offset_ns) <=
                               AGREEMENT_NS;
}

/* Every operation begins with pending++ and ends here. */
static void
end (GTask *task)
{
  Run *self = g_task_get_task_data (task);

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

/* Takes @error; the first one is told. */
static void
take_error (Run *self, GError *error)
{
  if (self->diagnosis->network_error == NULL &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->diagnosis->network_error = error;
  else
    g_error_free (error);
}

static void
note_certified_time (Run *self, guint64 time_ns)
{
  IcwsDiagnosis *diagnosis = self->diagnosis;
  gint64 offset_ns = (gint64)(ic_clock_get_wall_ns (self->clock) - time_ns);

  diagnosis->reachable = TRUE;
  diagnosis->certified_time_ns = MAX (diagnosis->certified_time_ns, time_ns);
  if (!diagnosis->has_clock_offset || offset_ns < diagnosis->clock_offset_ns)
    diagnosis->clock_offset_ns = offset_ns;
  diagnosis->has_clock_offset = TRUE;
}

static void
note_certificate (Run *self, IcCertificate *certificate)
{
  guint64 time_ns;

  if (ic_certificate_get_time_ns (certificate, &time_ns, NULL))
    note_certified_time (self, time_ns);
}

/* The fates of our requests */

typedef struct
{
  GTask *task;
  guint i;
} FateQuestion;

static void ask_next_fate (GTask *task);

static void
on_fate (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree FateQuestion *question = data;
  g_autoptr (GTask) task = question->task;
  Run *self = g_task_get_task_data (task);
  IcwsRequestFate *fate = &g_array_index (self->diagnosis->requests, IcwsRequestFate, question->i);
  guint64 sequence = fate->sequence;
  GError *error = NULL;

  if (icws_fate_ask_finish (result, fate, &error))
    note_certified_time (self, fate->certificate_time_ns);
  else
    take_error (self, error);
  fate->sequence = sequence;

  if (self->next_question < self->n_questions && !g_cancellable_is_cancelled (self->stop))
    ask_next_fate (task);
  end (task);
}

static void
ask_next_fate (GTask *task)
{
  Run *self = g_task_get_task_data (task);
  FateQuestion *question = g_new0 (FateQuestion, 1);
  const IcwsQuestion *asked = &self->questions[self->next_question];

  question->task = g_object_ref (task);
  question->i = self->next_question++;
  self->pending++;
  icws_fate_ask_async (self->asker, &self->canister_id, asked->id, asked->ingress_expiry_ns,
                       self->not_before_ns, IC_CLOCK (self->host), self->stop, on_fate, question);
}

/* The canister */

static void
on_canister (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (IcCertificate)
      certificate = ic_agent_read_state_finish (IC_AGENT (source), result, &error);

  if (certificate != NULL)
    {
      note_certificate (self, certificate);
      icws_diagnosis_read_canister (self->diagnosis, certificate,
                                    ic_agent_get_root_key (self->asker), &self->canister_id);
    }
  else
    take_error (self, error);
  end (task);
}

static void
on_interface (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (IcCertificate)
      certificate = ic_agent_read_state_finish (IC_AGENT (source), result, &error);

  if (certificate != NULL)
    {
      note_certificate (self, certificate);
      icws_diagnosis_read_interface (self->diagnosis, certificate, &self->canister_id);
    }
  else if (g_error_matches (error, IC_ERROR, IC_ERROR_HTTP))
    g_clear_error (&error); /* private metadata is refused so: that is no fault */
  else
    take_error (self, error);
  end (task);
}

/* Any answer but a rejection shows that the canister runs. What it replies is of no use: we are no
 * gateway that it knows. */
static void
on_query (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *self = g_task_get_task_data (task);
  const IcRequestOutcome *rejection = ic_agent_query_peek_rejection (result);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = ic_agent_query_finish (IC_AGENT (source), result, &error);

  if (rejection != NULL)
    icws_diagnosis_read_rejection (self->diagnosis, rejection);
  else if (reply == NULL)
    take_error (self, g_steal_pointer (&error));
  end (task);
}

static void
ask_canister (GTask *task)
{
  Run *self = g_task_get_task_data (task);
  g_autoptr (GBytes) arg = icws_get_messages_arguments_encode (0);
  g_autoptr (GPtrArray) canister = icws_diagnosis_canister_paths (&self->canister_id);
  g_autoptr (GPtrArray) interface = icws_diagnosis_interface_paths (&self->canister_id);

  self->pending += 3;
  ic_agent_read_state_async (self->asker, &self->canister_id, canister, self->stop, on_canister,
                             g_object_ref (task));
  ic_agent_read_state_async (self->asker, &self->canister_id, interface, self->stop, on_interface,
                             g_object_ref (task));
  ic_agent_query_async (self->asker, &self->canister_id, QUERY_METHOD, arg, self->stop, on_query,
                        g_object_ref (task));
}

static void
ask_all (GTask *task)
{
  Run *self = g_task_get_task_data (task);

  /* Not reached, given up, or nothing to verify answers with. */
  if (g_error_matches (self->hint_error, IC_ERROR, IC_ERROR_NETWORK) ||
      g_cancellable_is_cancelled (self->stop) || ic_agent_get_root_key (self->asker) == NULL)
    return;

  icws_shifted_clock_set_shift (self->host, -self->hint_offset_ns);
  self->not_before_ns = ic_clock_get_wall_ns (IC_CLOCK (self->host)) - STATE_AGE_NS;
  ask_canister (task);
  for (guint i = 0; i < MAX_PARALLEL && self->next_question < self->n_questions; i++)
    ask_next_fate (task);
}

/* Preparations: the host's time, and the root key if it is not known */

static void
end_preparation (GTask *task)
{
  Run *self = g_task_get_task_data (task);

  if (--self->preparations == 0)
    ask_all (task);
  end (task);
}

static void
on_date (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *self = g_task_get_task_data (task);
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
    take_error (self, g_error_copy (self->hint_error));
  end_preparation (task);
}

static void
on_root_key (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!ic_agent_fetch_root_key_finish (IC_AGENT (source), result, &error))
    take_error (g_task_get_task_data (task), error);
  end_preparation (task);
}

static void
prepare (GTask *task)
{
  Run *self = g_task_get_task_data (task);

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
  Run *self = data;

  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}

static void
on_timeout (gpointer data)
{
  Run *self = data;

  self->timer = 0;
  g_cancellable_cancel (self->stop);
}

static void
watch_end (GTask *task)
{
  Run *self = g_task_get_task_data (task);
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
note_questions (Run *self, const IcwsQuestion *questions, guint n_questions)
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
  Run *self;

  g_return_if_fail (IC_IS_AGENT (agent));
  g_return_if_fail (canister_id != NULL);
  g_return_if_fail (questions != NULL || n_questions == 0);
  g_return_if_fail (IC_IS_CLOCK (clock));

  task = g_task_new (agent, cancellable, callback, user_data);
  g_task_set_source_tag (task, icws_diagnose_async);
  self = g_new0 (Run, 1);
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
