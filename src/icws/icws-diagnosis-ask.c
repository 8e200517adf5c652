/* SPDX-License-Identifier: MIT */
/* The questions of a diagnosis: whether there is a canister, and then the others at once. */
#include "icws-diagnosis-run.h"

/* A query method that canisters of IC WebSocket have. */
#define QUERY_METHOD "ws_get_messages"

/* Questions for requests on their way at once. */
#define MAX_PARALLEL 4

/* Certified state is a few seconds old, and a Date is a whole second. */
#define STATE_AGE_NS (5 * IC_NS_PER_S)

static void
note_certificate (IcwsDiagnosisRun *self, IcCertificate *certificate)
{
  guint64 time_ns;

  if (ic_certificate_get_time_ns (certificate, &time_ns, NULL))
    icws_diagnosis_run_note_time (self, time_ns);
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
  IcwsDiagnosisRun *self = g_task_get_task_data (task);
  IcwsRequestFate *fate = &g_array_index (self->diagnosis->requests, IcwsRequestFate, question->i);
  guint64 sequence = fate->sequence;
  GError *error = NULL;

  if (icws_fate_ask_finish (result, fate, &error))
    icws_diagnosis_run_note_time (self, fate->certificate_time_ns);
  else
    icws_diagnosis_run_take_error (self, error);
  fate->sequence = sequence;

  if (self->next_question < self->n_questions && !g_cancellable_is_cancelled (self->stop))
    ask_next_fate (task);
  icws_diagnosis_run_end (task);
}

static void
ask_next_fate (GTask *task)
{
  IcwsDiagnosisRun *self = g_task_get_task_data (task);
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
on_interface (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcwsDiagnosisRun *self = g_task_get_task_data (task);
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
    icws_diagnosis_run_take_error (self, error);
  icws_diagnosis_run_end (task);
}

/* Any answer but a rejection shows that the canister runs. What it replies is of no use: we are no
 * gateway that it knows. */
static void
on_query (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcwsDiagnosisRun *self = g_task_get_task_data (task);
  const IcRequestOutcome *rejection = ic_agent_query_peek_rejection (result);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = ic_agent_query_finish (IC_AGENT (source), result, &error);

  if (rejection != NULL)
    icws_diagnosis_read_rejection (self->diagnosis, rejection);
  else if (reply == NULL)
    icws_diagnosis_run_take_error (self, g_steal_pointer (&error));
  icws_diagnosis_run_end (task);
}

static void
ask_the_rest (GTask *task)
{
  IcwsDiagnosisRun *self = g_task_get_task_data (task);
  g_autoptr (GBytes) arg = icws_get_messages_arguments_encode (0);
  g_autoptr (GPtrArray) interface = icws_diagnosis_interface_paths (&self->canister_id);

  if (g_cancellable_is_cancelled (self->stop))
    return;

  self->not_before_ns = ic_clock_get_wall_ns (IC_CLOCK (self->host)) - STATE_AGE_NS;
  self->pending += 2;
  ic_agent_read_state_async (self->asker, &self->canister_id, interface, self->stop, on_interface,
                             g_object_ref (task));
  ic_agent_query_async (self->asker, &self->canister_id, QUERY_METHOD, arg, self->stop, on_query,
                        g_object_ref (task));
  for (guint i = 0; i < MAX_PARALLEL && self->next_question < self->n_questions; i++)
    ask_next_fate (task);
}

/* The first question, which shows by whose time the IC takes them. */

static void on_canister (GObject *source, GAsyncResult *result, gpointer data);

static void
ask_canister (GTask *task, gint64 shift_ns)
{
  IcwsDiagnosisRun *self = g_task_get_task_data (task);
  g_autoptr (GPtrArray) paths = icws_diagnosis_canister_paths (&self->canister_id);

  icws_shifted_clock_set_shift (self->host, shift_ns);
  self->by_host_time = shift_ns != 0;
  self->pending++;
  ic_agent_read_state_async (self->asker, &self->canister_id, paths, self->stop, on_canister,
                             g_object_ref (task));
}

/* A Date that is wrong (by a cache, by malice) makes what is right look wrong. */
static gboolean
may_come_of_the_date (IcwsDiagnosisRun *self, const GError *error)
{
  return self->by_host_time && (g_error_matches (error, IC_ERROR, IC_ERROR_CERTIFICATE_STALE) ||
                                g_error_matches (error, IC_ERROR, IC_ERROR_CERTIFICATE_FUTURE) ||
                                g_error_matches (error, IC_ERROR, IC_ERROR_HTTP));
}

static void
on_canister (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcwsDiagnosisRun *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCertificate)
      certificate = ic_agent_read_state_finish (IC_AGENT (source), result, &error);

  if (certificate == NULL && may_come_of_the_date (self, error))
    ask_canister (task, 0);
  else
    {
      if (certificate == NULL)
        icws_diagnosis_run_take_error (self, g_steal_pointer (&error));
      else
        {
          note_certificate (self, certificate);
          icws_diagnosis_read_canister (self->diagnosis, certificate,
                                        ic_agent_get_root_key (self->asker), &self->canister_id);
        }
      ask_the_rest (task);
    }
  icws_diagnosis_run_end (task);
}

/* (skip) */
void
icws_diagnosis_run_ask (GTask *task)
{
  IcwsDiagnosisRun *self = g_task_get_task_data (task);

  /* Not reached, given up, or nothing to verify answers with. */
  if (g_error_matches (self->hint_error, IC_ERROR, IC_ERROR_NETWORK) ||
      g_cancellable_is_cancelled (self->stop) || ic_agent_get_root_key (self->asker) == NULL)
    return;

  ask_canister (task, -self->hint_offset_ns);
}
