/* SPDX-License-Identifier: MIT */
/* The end of a session: every way to it leads through icws_session_fail_take(). */
#include "icws-session-private.h"
#include "icws-verdict-private.h"

/* The step that an error breaks; ICWS_N_STEPS: none. */
static IcwsStep
failed_step (IcwsSession *self, const GError *error)
{
  switch ((IcwsError)error->code)
    {
    case ICWS_ERROR_UNREACHABLE:
    case ICWS_ERROR_TLS:
    case ICWS_ERROR_DISCONNECTED:
    case ICWS_ERROR_SUSPENDED:
    case ICWS_ERROR_GOING_AWAY:
      return ICWS_STEP_REACH;
    case ICWS_ERROR_HANDSHAKE:
    case ICWS_ERROR_HANDSHAKE_TIMEOUT:
      return ICWS_STEP_HANDSHAKE;
    case ICWS_ERROR_OPEN_TIMEOUT:
    case ICWS_ERROR_REFUSED:
    case ICWS_ERROR_ANONYMOUS:
    case ICWS_ERROR_IDENTITY_EXPIRED:
    case ICWS_ERROR_IDENTITY_RESTRICTED:
    case ICWS_ERROR_SIGN:
      return ICWS_STEP_SIGNED_OPEN;
    case ICWS_ERROR_TAMPERED_CERTIFICATE:
    case ICWS_ERROR_FORGED_SIGNATURE:
    case ICWS_ERROR_FORGED_DELEGATION:
    case ICWS_ERROR_FORGED_RANGE:
    case ICWS_ERROR_FORGED_CANISTER:
    case ICWS_ERROR_STALE:
    case ICWS_ERROR_FUTURE:
      return ICWS_STEP_CERTIFICATE;
    case ICWS_ERROR_FRAME:
    case ICWS_ERROR_FRAME_LIMIT:
    case ICWS_ERROR_FLOOD:
      /* Before the handshake there is no message whose witness could be at fault. */
      return self->has_gateway ? ICWS_STEP_WITNESS : ICWS_STEP_HANDSHAKE;
    case ICWS_ERROR_TAMPERED_CONTENT:
    case ICWS_ERROR_TAMPERED_KEY:
    case ICWS_ERROR_TAMPERED_TREE:
    case ICWS_ERROR_CONTENT:
      return ICWS_STEP_WITNESS;
    case ICWS_ERROR_REPLAYED:
    case ICWS_ERROR_REORDERED:
    case ICWS_ERROR_MISDELIVERED:
    case ICWS_ERROR_MESSAGE_LATE:
    case ICWS_ERROR_DELAYED:
    case ICWS_ERROR_UNEXPECTED_SERVICE:
      return ICWS_STEP_ORDER;
    case ICWS_ERROR_ACK_TIMEOUT:
    case ICWS_ERROR_SILENT:
    case ICWS_ERROR_WITHHELD:
    case ICWS_ERROR_BAD_ACK:
    case ICWS_ERROR_CLOSED_WRONG_SEQUENCE:
    case ICWS_ERROR_CLOSED_INVALID_SERVICE:
    case ICWS_ERROR_CLOSED_KEEP_ALIVE:
      return ICWS_STEP_ACK;
    case ICWS_ERROR_CANCELLED:
    case ICWS_ERROR_CLOSED_BY_APPLICATION:
    case ICWS_ERROR_NOT_OPEN:
    case ICWS_ERROR_MESSAGE_TOO_LARGE:
    case ICWS_ERROR_BUSY:
      break;
    }
  return ICWS_N_STEPS;
}

static guint
close_code (const GError *error)
{
  if (g_error_matches (error, ICWS_ERROR, ICWS_ERROR_CANCELLED))
    return ICWS_CLOSE_CODE_NORMAL;
  if (g_error_matches (error, ICWS_ERROR, ICWS_ERROR_CLOSED_BY_APPLICATION))
    return ICWS_CLOSE_CODE_BY_APPLICATION;
  return ICWS_CLOSE_CODE_FAULT;
}

void
icws_session_stop_timers (IcwsSession *self)
{
  icws_session_disarm (self, &self->phase_timer);
  icws_session_disarm (self, &self->ack_timer);
  icws_session_disarm (self, &self->settle_timer);
  self->ack_deadline_us = -1;
  g_clear_pointer (&self->watch, icws_clock_watch_free);
}

/* Where things stood. */
static void
testify_state (IcwsSession *self)
{
  const IcwsFigures *figures = icws_ledger_peek_figures (self->ledger);

  icws_session_testify (self, ICWS_EVIDENCE_STATE, "%s", icws_state_to_string (self->state));
  if (self->opened_us >= 0)
    {
      icws_session_testify_number (self, "received-up-to", self->next_incoming - 1);
      icws_session_testify_number (self, "sent-up-to", self->last_sent);
      icws_session_testify_number (self, "acknowledged-up-to", self->last_acknowledged);
    }
  icws_evidence_add_time (self->evidence, "last-proof", figures->last_proof_wall_ns);
  /* Only this tells a gateway that keeps back what it got from one that nothing gets through to. */
  if (self->has_gateway && !icws_session_is_direct (self))
    icws_session_testify (self, ICWS_EVIDENCE_GATEWAY_RECEIVED, "%s",
                          icws_transport_has_delivered (self->transport) ? ICWS_EVIDENCE_YES
                                                                         : ICWS_EVIDENCE_UNKNOWN);
}

/*
 * icws_session_fail_take:
 * @error: (transfer full): why it ends
 * @evidence: (nullable): the raw frame that shows it
 *
 * The only way into ICWS_STATE_CLOSED. Whatever is going on is cancelled; nothing more comes out
 * of the session but "closed".
 */
void
icws_session_fail_take (IcwsSession *self, GError *error, GBytes *evidence)
{
  IcwsStep failed;

  if (self->state == ICWS_STATE_CLOSED)
    {
      g_error_free (error);
      return;
    }
  g_assert (error->domain == ICWS_ERROR);

  icws_session_enter (self);
  self->error = error;
  self->closed_us = ic_clock_get_monotonic_us (self->clock);
  self->refused_frame = evidence != NULL ? g_bytes_ref (evidence) : NULL;
  testify_state (self);
  failed = failed_step (self, error);
  for (guint i = 0; i < ICWS_N_STEPS; i++)
    if (i == failed)
      icws_session_set_step (self, i, ICWS_STEP_STATE_FAILED);
    else if (self->steps[i].state == ICWS_STEP_STATE_RUNNING)
      icws_session_set_step (self, i, ICWS_STEP_STATE_PENDING);
  icws_ledger_add_error (self->ledger, error, evidence);

  icws_session_stop_timers (self);
  g_cancellable_cancel (self->cancellable);
  g_signal_handlers_disconnect_by_data (self->transport, self);
  if (self->state != ICWS_STATE_NEW)
    icws_transport_close (self->transport, close_code (error), icws_error_get_id (error));
  icws_session_send_clear (self);

  icws_session_set_state (self, ICWS_STATE_CLOSED);
  icws_session_emit_closed (self);
  icws_session_leave (self);
}

void
icws_session_fail (IcwsSession *self, IcwsError code, const char *format, ...)
{
  va_list args;
  GError *error;

  va_start (args, format);
  error = g_error_new_valist (ICWS_ERROR, code, format, args);
  va_end (args);
  icws_session_fail_take (self, error, NULL);
}
