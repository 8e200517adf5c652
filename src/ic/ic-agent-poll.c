/* SPDX-License-Identifier: MIT */
/*
 * Waiting for the outcome of a call that was accepted: read_state of its status, again and again
 * (interface spec, "Request: Read state", "Request status").
 */
#include "ic-agent-call-private.h"

#include "ic-error.h"
#include "ic-i18n.h"

/* Ends the call, or goes on polling. */
static void
take_outcome (GTask *task, IcRequestOutcome *outcome)
{
  IcAgentCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  switch (outcome->status)
    {
    case IC_STATUS_REPLIED:
      call->certificate_time_ns = outcome->certificate_time_ns;
      g_task_return_pointer (task, g_steal_pointer (&outcome->reply),
                             (GDestroyNotify)g_bytes_unref);
      return;
    case IC_STATUS_REJECTED:
      ic_request_outcome_set_rejected (outcome, &error);
      g_task_return_error (task, error);
      return;
    case IC_STATUS_DONE:
      g_task_return_new_error (task, IC_ERROR, IC_ERROR_TIMEOUT,
                               _ ("the IC is done with the call and no longer keeps its reply"));
      return;
    case IC_STATUS_UNKNOWN:
      /* From then on it cannot be received any more. */
      if (outcome->certificate_time_ns > call->request->ingress_expiry_ns)
        {
          g_task_return_new_error (task, IC_ERROR, IC_ERROR_TIMEOUT,
                                   _ ("the call expired without having been received by the IC"));
          return;
        }
      break;
    case IC_STATUS_RECEIVED:
    case IC_STATUS_PROCESSING:
    default:
      break;
    }

  ic_agent_call_poll_later (task);
}

/* (skip) */
void
ic_agent_call_take_certificate (GTask *task, IcCertificate *certificate, gboolean must_know)
{
  IcAgentCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (IcRequestOutcome)
      outcome = ic_request_outcome_from_certificate (certificate, call->id, &error);

  if (outcome == NULL)
    g_task_return_error (task, error);
  else if (must_know && outcome->status == IC_STATUS_UNKNOWN)
    g_task_return_new_error (task, IC_ERROR, IC_ERROR_LOOKUP,
                             _ ("the answer's certificate does not speak of the call"));
  else
    take_outcome (task, outcome);
}

/* The call goes on at the IC even if one poll for it fails on the way. */
static gboolean
may_pass (const GError *error)
{
  return g_error_matches (error, IC_ERROR, IC_ERROR_NETWORK) ||
         g_error_matches (error, IC_ERROR, IC_ERROR_HTTP);
}

static void
on_polled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcAgentCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (IcCertificate)
      certificate = ic_agent_read_signed_finish (IC_AGENT (source), result, &error);

  if (certificate == NULL && may_pass (error) && call->poll_failures < IC_AGENT_POLL_MAX_FAILURES)
    {
      g_clear_error (&error);
      call->poll_failures++;
      ic_agent_call_poll_later (task);
      return;
    }
  call->poll_failures = 0;

  if (certificate == NULL)
    g_task_return_error (task, error);
  else
    ic_agent_call_take_certificate (task, certificate, FALSE);
}

static void
poll_now (GTask *task)
{
  IcAgentCall *call = g_task_get_task_data (task);

  ic_agent_read_signed_async (g_task_get_source_object (task), &call->request->canister_id,
                              call->poll_envelope, g_task_get_cancellable (task), on_polled,
                              g_object_ref (task));
}

static void
on_poll_signed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcAgentCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->poll_envelope = ic_envelope_sign_finish (result, &error);
  if (call->poll_envelope == NULL)
    g_task_return_error (task, error);
  else
    poll_now (task);
}

static void
on_poll_time (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcAgent *self = IC_AGENT (source);
  IcAgentCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) paths = NULL;
  g_autoptr (IcRequest) request = NULL;
  IcPrincipal sender;

  if (!ic_agent_delay_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  /* One signature serves for several polls, until it is about to expire. */
  if (call->poll_envelope != NULL &&
      ic_clock_get_wall_ns (self->clock) + IC_AGENT_EXPIRY_GRAIN_NS < call->poll_expiry_ns)
    {
      poll_now (task);
      return;
    }

  g_clear_pointer (&call->poll_envelope, g_bytes_unref);
  call->poll_expiry_ns = ic_agent_get_expiry_ns (self);
  ic_agent_get_sender (self, &sender);
  paths = ic_agent_status_paths (call->id);
  request = ic_request_new_read_state (paths, &sender, call->poll_expiry_ns, NULL);
  ic_envelope_sign_async (request, self->identity, g_task_get_cancellable (task), on_poll_signed,
                          g_object_ref (task));
}

/* (skip) */
void
ic_agent_call_poll_later (GTask *task)
{
  IcAgentCall *call = g_task_get_task_data (task);
  IcAgent *self = g_task_get_source_object (task);
  gint64 us = call->delay_us;

  if (ic_clock_get_monotonic_us (self->clock) + us > call->deadline_us)
    {
      g_task_return_new_error (task, IC_ERROR, IC_ERROR_TIMEOUT,
                               _ ("the IC has not answered the call within five minutes"));
      return;
    }

  call->delay_us = MIN (us * 7 / 5, IC_AGENT_POLL_LAST_US);
  ic_agent_delay_async (self, us, g_task_get_cancellable (task), on_poll_time, g_object_ref (task));
}
