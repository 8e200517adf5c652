/* SPDX-License-Identifier: MIT */
/* Acknowledgements and signs of life (ic-ws-protocol.md, "Message Acknowledgement"). */
#include "icws-session-private.h"
#include "ic/ic-i18n.h"

/* A deadline waits for frames that arrived before it and are still being verified, but not longer
 * than this: otherwise a gateway could put it off for ever. */
#define GRACE_LIMIT_US (5 * G_USEC_PER_SEC)
#define GRACE_STEP_US  (100 * 1000)

static void on_ack_timer (gpointer user_data);

static gint64
interval_us (IcwsSession *self)
{
  return ((gint64)self->ack_interval_ms + ICWS_LATENCY_BOUND_MS) * 1000;
}

/* The earliest of: an ack message is due; one of our messages must be acknowledged. */
static gint64
next_deadline_us (IcwsSession *self)
{
  const IcwsSent *oldest = g_queue_peek_head (&self->sent);

  if (oldest != NULL && oldest->deadline_us < self->ack_deadline_us)
    return oldest->deadline_us;
  return self->ack_deadline_us;
}

void
icws_session_ack_rearm (IcwsSession *self)
{
  if (self->ack_deadline_us >= 0)
    icws_session_arm (self, &self->ack_timer, next_deadline_us (self), on_ack_timer);
}

static void
on_ack_timer (gpointer user_data)
{
  IcwsSession *self = user_data;
  gint64 now_us = ic_clock_get_monotonic_us (self->clock);
  const IcwsSent *oldest = g_queue_peek_head (&self->sent);

  self->ack_timer = 0;
  if (!icws_session_check_clocks (self))
    return;
  if (self->unverified > 0 && self->ack_grace_us < GRACE_LIMIT_US)
    {
      self->ack_grace_us += GRACE_STEP_US;
      icws_session_arm (self, &self->ack_timer, now_us + GRACE_STEP_US, on_ack_timer);
    }
  else if (now_us >= self->ack_deadline_us)
    icws_session_fail (self, ICWS_ERROR_SILENT,
                       _ ("The canister's ack message did not come within %u s: messages to us are "
                          "withheld"),
                       (self->ack_interval_ms + ICWS_LATENCY_BOUND_MS) / 1000);
  else if (oldest != NULL && now_us >= oldest->deadline_us)
    icws_session_fail (self, ICWS_ERROR_ACK_TIMEOUT,
                       _ ("The canister did not acknowledge our message %" PRIu64 " within %u s"),
                       oldest->sequence, (self->ack_interval_ms + ICWS_LATENCY_BOUND_MS) / 1000);
  else
    icws_session_ack_rearm (self);
}

/* The connection is open: the first ack message is due one interval from now. */
void
icws_session_ack_begin (IcwsSession *self)
{
  self->ack_deadline_us = ic_clock_get_monotonic_us (self->clock) + interval_us (self);
  self->ack_grace_us = 0;
  icws_session_set_step (self, ICWS_STEP_ACK, ICWS_STEP_STATE_RUNNING);
  icws_session_ack_rearm (self);
}

static void
forget_acknowledged (IcwsSession *self, guint64 last)
{
  IcwsFigures *figures = icws_ledger_peek_figures (self->ledger);
  IcwsSent *sent;

  icws_session_settle_up_to (self, last);
  while ((sent = g_queue_peek_head (&self->sent)) != NULL && sent->sequence <= last)
    {
      g_free (g_queue_pop_head (&self->sent));
      figures->messages_acknowledged++;
    }
}

static void
send_keep_alive (IcwsSession *self)
{
  const IcwsServiceMessage service = {
    .kind = ICWS_SERVICE_KEEP_ALIVE,
    .last_incoming_sequence = self->next_incoming - 1,
  };
  g_autoptr (GBytes) content = icws_service_message_encode (&service);

  icws_session_enqueue (self, content, TRUE);
}

/* A certified AckMessage: the canister has all of ours up to @last_incoming. */
void
icws_session_take_ack (IcwsSession *self, guint64 last_incoming)
{
  gboolean progress = last_incoming > self->last_acknowledged;

  if (last_incoming > self->last_sent || last_incoming < self->last_acknowledged)
    {
      icws_session_fail (self, ICWS_ERROR_BAD_ACK,
                         _ ("The canister acknowledged message %" PRIu64 "; we sent up to %" PRIu64
                            ", and %" PRIu64 " were acknowledged before"),
                         last_incoming, self->last_sent, self->last_acknowledged);
      return;
    }
  icws_ledger_peek_figures (self->ledger)->acks_received++;
  self->last_acknowledged = last_incoming;
  forget_acknowledged (self, last_incoming);
  self->ack_deadline_us = ic_clock_get_monotonic_us (self->clock) + interval_us (self);
  self->ack_grace_us = 0;
  icws_session_ack_rearm (self);
  icws_session_set_step (self, ICWS_STEP_ACK, ICWS_STEP_STATE_PASSED);
  icws_session_note (self, ICWS_GROUP_ACK, ICWS_DIRECTION_IN, "ack-received", last_incoming,
                     _ ("The canister acknowledged our messages up to %" PRIu64), last_incoming);
  send_keep_alive (self);
  if (progress)
    icws_session_emit_acknowledged (self, last_incoming);
}
