/* SPDX-License-Identifier: MIT */
/* What goes out (ic-ws-protocol.md, "Relay Client Messages"). */
#include "icws-session-private.h"
#include "ic/ic-i18n.h"

/* The IC takes at most 5 min; the rest is for a clock of ours that runs ahead. */
#define INGRESS_EXPIRY_NS (4 * 60 * IC_NS_PER_S)
#define NONCE_BYTES       16
/* Requests that are remembered, for asking the IC what became of a message. */
#define MAX_REQUESTS 1024

/* A call of ws_message that is being signed. */
typedef struct
{
  IcwsSession *session;
  IcRequest *request;
  guint64 sequence;
  gboolean is_service_message;
} Outgoing;

static void pump (IcwsSession *self);

static void
outgoing_free (Outgoing *outgoing)
{
  g_object_unref (outgoing->session);
  ic_request_free (outgoing->request);
  g_free (outgoing);
}

static void
queued_free (gpointer data)
{
  IcwsQueued *queued = data;

  g_bytes_unref (queued->content);
  g_free (queued);
}

void
icws_session_send_clear (IcwsSession *self)
{
  g_queue_clear_full (&self->queued, queued_free);
  g_queue_clear_full (&self->sent, g_free);
  self->in_flight = 0;
}

/* An update call of ours to the canister, unique by its nonce. */
IcRequest *
icws_session_make_call (IcwsSession *self, const char *method, GBytes *arg)
{
  guint8 nonce[NONCE_BYTES];
  g_autoptr (GBytes) nonce_bytes = NULL;

  ic_random_bytes (self->random, nonce, sizeof nonce);
  nonce_bytes = g_bytes_new (nonce, sizeof nonce);
  return ic_request_new_call (&self->canister_id, method, arg, &self->client_key.principal,
                              ic_clock_get_wall_ns (self->clock) + INGRESS_EXPIRY_NS, nonce_bytes);
}

void
icws_request_record_set (IcwsRequestRecord *self, const IcRequest *request)
{
  ic_request_get_id (request, self->id);
  self->ingress_expiry_ns = request->ingress_expiry_ns;
}

static void
remember_request (IcwsSession *self, guint64 sequence, const IcRequest *request)
{
  guint64 *key = g_memdup2 (&sequence, sizeof sequence);
  IcwsRequestRecord *record = g_new (IcwsRequestRecord, 1);

  icws_request_record_set (record, request);
  g_hash_table_insert (self->requests, key, record);
  if (sequence > MAX_REQUESTS)
    {
      guint64 old = sequence - MAX_REQUESTS;

      g_hash_table_remove (self->requests, &old);
    }
}

static void
on_settle_timer (gpointer user_data)
{
  IcwsSession *self = user_data;
  gint64 now_us = ic_clock_get_monotonic_us (self->clock);
  guint64 settled = 0;

  icws_session_enter (self);
  self->settle_timer = 0;
  for (GList *link = self->sent.head; link != NULL; link = link->next)
    {
      const IcwsSent *sent = link->data;

      if (sent->sent_us + ICWS_SETTLE_MS * 1000 <= now_us)
        settled = sent->sequence;
    }
  icws_session_settle_up_to (self, settled);
  icws_session_leave (self);
}

static void
rearm_settle (IcwsSession *self)
{
  for (GList *link = self->sent.head; link != NULL; link = link->next)
    {
      const IcwsSent *sent = link->data;

      if (!sent->settled)
        {
          icws_session_arm (self, &self->settle_timer, sent->sent_us + ICWS_SETTLE_MS * 1000,
                            on_settle_timer);
          return;
        }
    }
  icws_session_disarm (self, &self->settle_timer);
}

/* A canister takes messages only in order: one that it has means that it has those before. */
void
icws_session_settle_up_to (IcwsSession *self, guint64 sequence)
{
  gboolean changed = FALSE;

  for (GList *link = self->sent.head; link != NULL; link = link->next)
    {
      IcwsSent *sent = link->data;

      if (sent->sequence > sequence)
        break;
      if (!sent->settled)
        {
          sent->settled = TRUE;
          self->in_flight--;
          changed = TRUE;
        }
    }
  if (changed)
    {
      rearm_settle (self);
      pump (self);
    }
  else if (self->in_flight > 0 && self->settle_timer == 0)
    rearm_settle (self);
}

static void
hand_over (IcwsSession *self, const Outgoing *outgoing, GBytes *frame)
{
  IcwsSent *sent = g_new0 (IcwsSent, 1);

  sent->sequence = outgoing->sequence;
  sent->sent_us = ic_clock_get_monotonic_us (self->clock);
  sent->deadline_us = sent->sent_us +
                      ((gint64)self->ack_interval_ms + ICWS_LATENCY_BOUND_MS) * 1000;
  g_queue_push_tail (&self->sent, sent);
  self->in_flight++;
  self->last_sent = outgoing->sequence;
  remember_request (self, outgoing->sequence, outgoing->request);
  icws_ledger_peek_figures (self->ledger)->messages_sent++;
  if (self->settle_timer == 0)
    rearm_settle (self);
  icws_session_ack_rearm (self);
  icws_session_note (
      self, outgoing->is_service_message ? ICWS_GROUP_ACK : ICWS_GROUP_SESSION, ICWS_DIRECTION_OUT,
      outgoing->is_service_message ? "keep-alive-sent" : "message-sent", outgoing->sequence,
      outgoing->is_service_message    ? _ ("Sign of life sent as message %" PRIu64)
      : icws_session_is_direct (self) ? _ ("Message %" PRIu64 " signed and sent to the canister")
                                      : _ ("Message %" PRIu64 " signed and sent to the gateway"),
      outgoing->sequence);
  icws_transport_send (self->transport, frame);
  icws_session_emit_sent (self, outgoing->sequence);
}

static void
on_message_signed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outgoing *outgoing = user_data;
  IcwsSession *self = outgoing->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = ic_envelope_sign_finish (result, &error);
  g_autoptr (GBytes) frame = NULL;

  icws_session_enter (self);
  self->signing = FALSE;
  if (envelope != NULL)
    frame = icws_client_request_encode (envelope, &error);
  if (self->state != ICWS_STATE_OPEN || self->deferred_error != NULL)
    ; /* it ended meanwhile */
  else if (frame == NULL)
    icws_session_fail (self, ICWS_ERROR_SIGN,
                       _ ("The identity could not sign message %" PRIu64 ": %s"),
                       outgoing->sequence, error->message);
  else
    {
      hand_over (self, outgoing, frame);
      pump (self);
    }
  icws_session_leave (self);
  outgoing_free (outgoing);
}

/*
 * Signs the next message if it may go. One is signed at a time, since an identity may answer in any
 * order. A keep-alive at the front goes at once: the canister waits for it.
 */
static void
pump (IcwsSession *self)
{
  const IcwsQueued *front = g_queue_peek_head (&self->queued);
  IcwsMessage message = { 0 };
  g_autoptr (GBytes) arg = NULL;
  Outgoing *outgoing;

  if (front == NULL || self->signing || self->state != ICWS_STATE_OPEN ||
      self->deferred_error != NULL)
    return;
  if (self->in_flight >= self->max_in_flight && !front->is_service_message)
    return;

  message.client_key = self->client_key;
  message.sequence_num = front->sequence;
  message.timestamp_ns = ic_clock_get_wall_ns (self->clock);
  message.is_service_message = front->is_service_message;
  message.content = front->content;
  arg = icws_message_arguments_encode (&message);

  outgoing = g_new0 (Outgoing, 1);
  outgoing->session = g_object_ref (self);
  outgoing->request = icws_session_make_call (self, "ws_message", arg);
  outgoing->sequence = front->sequence;
  outgoing->is_service_message = front->is_service_message;
  queued_free (g_queue_pop_head (&self->queued));
  self->signing = TRUE;
  ic_envelope_sign_async (outgoing->request, self->identity, self->cancellable, on_message_signed,
                          outgoing);
}

/* Numbers a message and puts it in line. */
guint64
icws_session_enqueue (IcwsSession *self, GBytes *content, gboolean is_service_message)
{
  IcwsQueued *queued = g_new0 (IcwsQueued, 1);
  guint64 sequence = self->next_outgoing++;

  queued->sequence = sequence;
  queued->is_service_message = is_service_message;
  queued->content = g_bytes_ref (content);
  g_queue_push_tail (&self->queued, queued);
  pump (self);
  return sequence;
}

/**
 * icws_session_send:
 * @self: an open session
 * @content: an application message, Candid
 * @error: %ICWS_ERROR_NOT_OPEN, %ICWS_ERROR_MESSAGE_TOO_LARGE, %ICWS_ERROR_BUSY
 *
 * Messages leave in the order of their numbers, a bounded number of them in flight at once, since a
 * gateway relays without waiting and may swap two.
 *
 * Returns: the number of the message; 0 on error, which leaves the session as it is.
 */
guint64
icws_session_send (IcwsSession *self, GBytes *content, GError **error)
{
  guint64 sequence;

  g_return_val_if_fail (ICWS_IS_SESSION (self), 0);
  g_return_val_if_fail (content != NULL, 0);

  /* A connection that slept away does not take messages that would be lost with it. */
  if (!icws_session_check_clocks (self) || self->state != ICWS_STATE_OPEN ||
      self->deferred_error != NULL)
    {
      g_set_error_literal (error, ICWS_ERROR, ICWS_ERROR_NOT_OPEN,
                           _ ("The connection is not open"));
      return 0;
    }
  if (g_bytes_get_size (content) > ICWS_MAX_MESSAGE_BYTES)
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_MESSAGE_TOO_LARGE,
                   _ ("A message of %zu bytes is larger than the limit of %d"),
                   g_bytes_get_size (content), ICWS_MAX_MESSAGE_BYTES);
      return 0;
    }
  if (self->queued.length >= ICWS_MAX_QUEUED)
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_BUSY, _ ("%u messages wait to be sent already"),
                   self->queued.length);
      return 0;
    }
  icws_session_enter (self);
  sequence = icws_session_enqueue (self, content, FALSE);
  icws_session_leave (self);
  return sequence;
}

/**
 * icws_session_settle:
 * @self: a session
 * @sequence: number of a message that the canister is known to have
 *
 * Makes room for the next messages earlier than %ICWS_SETTLE_MS. Only an AckMessage acknowledges.
 */
void
icws_session_settle (IcwsSession *self, guint64 sequence)
{
  g_return_if_fail (ICWS_IS_SESSION (self));

  icws_session_enter (self);
  icws_session_settle_up_to (self, sequence);
  icws_session_leave (self);
}
