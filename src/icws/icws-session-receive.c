/* SPDX-License-Identifier: MIT */
/* What comes in, after the verifier: whose it is, its place in the order, its time. */
#include "icws-session-private.h"
#include "ic/ic-i18n.h"

#define DELAYED_US ((gint64)ICWS_MESSAGE_DELAYED_MS * 1000)
/* So much may a clock be slow and still count as right. */
#define SANE_EARLY_US (5 * (gint64)G_USEC_PER_SEC)

/* Ends the session because of a frame. */
static void G_GNUC_PRINTF (4, 5)
    refuse (IcwsSession *self, IcwsProof *proof, IcwsError code, const char *format, ...)
{
  va_list args;
  GError *error;

  va_start (args, format);
  error = g_error_new_valist (ICWS_ERROR, code, format, args);
  va_end (args);
  icws_ledger_peek_figures (self->ledger)->messages_refused++;
  icws_session_fail_take (self, error, proof->raw);
}

/* Ours, by the queue it was in and by its client key. */
static gboolean
check_owner (IcwsSession *self, IcwsProof *proof)
{
  if (!ic_principal_equal (&proof->key_gateway, &self->gateway))
    {
      g_autofree char *said = ic_principal_to_text (&self->gateway);

      refuse (
          self, proof, ICWS_ERROR_TAMPERED_KEY,
          icws_session_is_direct (self)
              ? _ ("The message is from a gateway's queue, not from ours: its key is “%s”, we are "
                   "%s")
              : _ ("The message is from another gateway's queue: its key is “%s”, the gateway said "
                   "that it is %s"),
          proof->frame->key, said);
      return FALSE;
    }
  if (!icws_client_key_equal (&proof->message->client_key, &self->client_key))
    {
      g_autofree char *other = ic_principal_to_text (&proof->message->client_key.principal);
      g_autofree char *ours = ic_principal_to_text (&self->client_key.principal);

      icws_session_testify (self, "our-client-key", "%s, nonce %" G_GUINT64_FORMAT, ours,
                            self->client_key.nonce);
      icws_session_testify (self, "message-client-key", "%s, nonce %" G_GUINT64_FORMAT, other,
                            proof->message->client_key.nonce);
      refuse (self, proof, ICWS_ERROR_MISDELIVERED,
              _ ("The message is for another client (%s, nonce %" PRIu64 ")"), other,
              proof->message->client_key.nonce);
      return FALSE;
    }
  return TRUE;
}

/* Are more messages missing than the canister has put into the queue since the last one? Then it
 * never made them, and no gateway left them out. */
static gboolean
canister_skipped (IcwsSession *self, const IcwsProof *proof)
{
  guint64 n_missing = proof->message->sequence_num - self->next_incoming;

  return self->has_key_nonce && proof->key_nonce > self->last_key_nonce &&
         proof->key_nonce - self->last_key_nonce - 1 < n_missing;
}

static gboolean
check_order (IcwsSession *self, IcwsProof *proof)
{
  guint64 sequence = proof->message->sequence_num;

  if (sequence != self->next_incoming)
    icws_session_testify_number (self, "expected-sequence", self->next_incoming);
  if (sequence < self->next_incoming)
    {
      refuse (self, proof, ICWS_ERROR_REPLAYED,
              _ ("Message %" PRIu64 " came again; %" PRIu64 " was due"), sequence,
              self->next_incoming);
      return FALSE;
    }
  if (sequence > self->next_incoming && canister_skipped (self, proof))
    {
      /* Both numbers are certified. */
      refuse (self, proof, ICWS_ERROR_CONTENT,
              _ ("Message %" PRIu64 " came when %" PRIu64
                 " was due, and the canister's queue has no room for those between"),
              sequence, self->next_incoming);
      return FALSE;
    }
  if (sequence > self->next_incoming)
    {
      refuse (self, proof, ICWS_ERROR_REORDERED,
              _ ("Message %" PRIu64 " came when %" PRIu64
                 " was due: messages were reordered or dropped"),
              sequence, self->next_incoming);
      return FALSE;
    }
  /* A canister numbers the messages of a gateway's queue for all its clients: rising, with gaps. */
  if (self->has_key_nonce && proof->key_nonce <= self->last_key_nonce)
    {
      icws_session_testify_number (self, "last-key-number", self->last_key_nonce);
      refuse (self, proof, ICWS_ERROR_REPLAYED,
              _ ("The key's number %" PRIu64 " is not above the last one, %" PRIu64),
              proof->key_nonce, self->last_key_nonce);
      return FALSE;
    }
  return TRUE;
}

/* A message is made in the round that certifies it; the certificate of a poll is the newest. */
static gboolean
check_time (IcwsSession *self, IcwsProof *proof)
{
  guint64 message_ns = proof->message->timestamp_ns;
  guint64 certificate_ns = proof->certificate_time_ns;

  if (message_ns > certificate_ns &&
      message_ns - certificate_ns > ICWS_MESSAGE_FUTURE_MS * IC_NS_PER_MS)
    {
      /* Both times are certified: it is the canister's doing, and no clock of ours comes into it. */
      refuse (self, proof, ICWS_ERROR_CONTENT,
              _ ("The message claims to be made %" PRIu64 " s after its certificate"),
              (message_ns - certificate_ns) / IC_NS_PER_S);
      return FALSE;
    }
  if (message_ns < certificate_ns &&
      certificate_ns - message_ns > ICWS_MESSAGE_LATE_MS * IC_NS_PER_MS)
    {
      refuse (self, proof, ICWS_ERROR_MESSAGE_LATE,
              _ ("The message was made %" PRIu64 " s before its certificate: it was held back"),
              (certificate_ns - message_ns) / IC_NS_PER_S);
      return FALSE;
    }
  return TRUE;
}

/* Microseconds from the canister's stamp to the arrival of the frame, by our clock as far as its
 * error is known; -1 if the clock was set lately, until it agrees with the canister's again. */
static gint64
measure_latency (IcwsSession *self, const IcwsProof *proof)
{
  gint64 latency_us = (gint64)(proof->arrived_wall_ns / IC_NS_PER_US) - self->clock_offset_us -
                      (gint64)(proof->message->timestamp_ns / IC_NS_PER_US);

  if (self->latency_doubtful)
    {
      if (latency_us < -SANE_EARLY_US || latency_us > DELAYED_US)
        return -1;
      self->latency_doubtful = FALSE;
    }
  return MAX (0, latency_us);
}

/* Ends the session if messages come too late for too long. */
static void
judge_latency (IcwsSession *self, gint64 latency_us)
{
  if (latency_us <= ICWS_MESSAGE_TOO_LATE_MS * (gint64)1000 &&
      self->n_delayed < ICWS_MAX_DELAYED_IN_A_ROW)
    return;
  icws_session_testify (self, ICWS_EVIDENCE_LATENCY, "%.1f s", (double)latency_us / G_USEC_PER_SEC);
  if (self->clock_offset_us != 0)
    icws_session_testify (self, ICWS_EVIDENCE_CORRECTION, "%.1f s",
                          (double)self->clock_offset_us / G_USEC_PER_SEC);
  icws_session_testify_number (self, "delayed-in-a-row", self->n_delayed);
  icws_session_fail (self, ICWS_ERROR_DELAYED,
                     _ ("The last %u messages came late, this one by %" PRId64 " s"),
                     self->n_delayed, latency_us / G_USEC_PER_SEC);
}

/* All checks passed: counts it and writes it down. Returns its latency. */
static gint64
accept (IcwsSession *self, IcwsProof *proof)
{
  IcwsFigures *figures = icws_ledger_peek_figures (self->ledger);
  IcwsLedgerRecord record = ICWS_LEDGER_RECORD_INIT;
  gint64 latency_us = measure_latency (self, proof);
  gboolean delayed = latency_us > DELAYED_US;

  self->next_incoming++;
  self->last_key_nonce = proof->key_nonce;
  self->has_key_nonce = TRUE;
  self->n_delayed = delayed ? self->n_delayed + 1 : 0;

  figures->messages_verified++;
  if (proof->shared)
    figures->certificates_shared++;
  else
    figures->certificates_verified++;
  figures->last_proof_wall_ns = ic_clock_get_wall_ns (self->clock);
  figures->last_certificate_time_ns = proof->certificate_time_ns;
  figures->last_message_time_ns = proof->message->timestamp_ns;
  figures->last_latency_us = latency_us;
  figures->last_verify_us = proof->verify_us;

  record.severity = delayed ? ICWS_SEVERITY_WARNING : ICWS_SEVERITY_INFO;
  record.group = delayed ? ICWS_GROUP_FRESHNESS : ICWS_GROUP_PROOF;
  record.direction = ICWS_DIRECTION_IN;
  record.id = delayed ? "message-delayed" : "frame-verified";
  record.sequence = proof->message->sequence_num;
  record.certificate_time_ns = proof->certificate_time_ns;
  record.message_time_ns = proof->message->timestamp_ns;
  record.latency_us = latency_us;
  record.verify_us = proof->verify_us;
  record.evidence = proof->raw;
  icws_ledger_add (self->ledger, &record,
                   delayed ? _ ("Message %" PRIu64 " verified, but it took long to arrive")
                           : _ ("Message %" PRIu64 " verified"),
                   record.sequence);

  icws_session_set_step (self, ICWS_STEP_CERTIFICATE, ICWS_STEP_STATE_PASSED);
  icws_session_set_step (self, ICWS_STEP_WITNESS, ICWS_STEP_STATE_PASSED);
  icws_session_set_step (self, ICWS_STEP_ORDER, ICWS_STEP_STATE_PASSED);
  return latency_us;
}

static void
take_open_message (IcwsSession *self, IcwsProof *proof, const IcwsServiceMessage *service)
{
  if (self->state != ICWS_STATE_OPENING)
    {
      refuse (self, proof, ICWS_ERROR_UNEXPECTED_SERVICE,
              _ ("The canister opened the connection a second time"));
      return;
    }
  if (!icws_client_key_equal (&service->client_key, &self->client_key))
    {
      refuse (self, proof, ICWS_ERROR_UNEXPECTED_SERVICE,
              _ ("The OpenMessage names another client than the message that carries it"));
      return;
    }
  icws_session_disarm (self, &self->phase_timer);
  icws_session_set_step (self, ICWS_STEP_SIGNED_OPEN, ICWS_STEP_STATE_PASSED);
  icws_session_note (self, ICWS_GROUP_SESSION, ICWS_DIRECTION_IN, "opened", 1,
                     _ ("The canister confirmed the connection"));
  self->opened_us = ic_clock_get_monotonic_us (self->clock);
  icws_session_ack_begin (self);
  icws_session_set_state (self, ICWS_STATE_OPEN);
  if (self->state == ICWS_STATE_OPEN)
    icws_session_emit_opened (self);
}

static void
take_close_message (IcwsSession *self, const IcwsServiceMessage *service)
{
  switch (service->close_reason)
    {
    case ICWS_CLOSE_WRONG_SEQUENCE_NUMBER:
      icws_session_fail (self, ICWS_ERROR_CLOSED_WRONG_SEQUENCE,
                         _ ("The canister closed: our messages reached it in the wrong order"));
      break;
    case ICWS_CLOSE_INVALID_SERVICE_MESSAGE:
      icws_session_fail (
          self, ICWS_ERROR_CLOSED_INVALID_SERVICE,
          _ ("The canister closed: it did not understand a service message of ours"));
      break;
    case ICWS_CLOSE_KEEP_ALIVE_TIMEOUT:
      icws_session_fail (self, ICWS_ERROR_CLOSED_KEEP_ALIVE,
                         _ ("The canister closed: our sign of life did not reach it in time"));
      break;
    case ICWS_CLOSE_BY_APPLICATION:
      icws_session_fail (self, ICWS_ERROR_CLOSED_BY_APPLICATION,
                         _ ("The canister closed the connection"));
      break;
    }
}

static void
take_service_message (IcwsSession *self, IcwsProof *proof)
{
  IcwsServiceMessage service;
  GError *error = NULL;

  if (!icws_service_message_decode (&service, proof->message->content, &error))
    {
      icws_session_fail_take (self, error, proof->raw);
      return;
    }
  if (self->state == ICWS_STATE_OPENING && service.kind != ICWS_SERVICE_OPEN &&
      service.kind != ICWS_SERVICE_CLOSE)
    {
      refuse (self, proof, ICWS_ERROR_UNEXPECTED_SERVICE,
              _ ("The canister's first message is no OpenMessage"));
      return;
    }
  switch (service.kind)
    {
    case ICWS_SERVICE_OPEN:
      take_open_message (self, proof, &service);
      break;
    case ICWS_SERVICE_ACK:
      icws_session_take_ack (self, service.last_incoming_sequence);
      break;
    case ICWS_SERVICE_CLOSE:
      take_close_message (self, &service);
      break;
    case ICWS_SERVICE_KEEP_ALIVE:
      refuse (self, proof, ICWS_ERROR_UNEXPECTED_SERVICE,
              _ ("The canister sent a keep-alive, which only clients do"));
      break;
    }
}

static void
take_proof (IcwsSession *self, IcwsProof *proof)
{
  gint64 latency_us;

  if (proof->error != NULL)
    {
      icws_ledger_peek_figures (self->ledger)->messages_refused++;
      icws_session_fail_take (self, g_error_copy (proof->error), proof->raw);
      return;
    }
  if (!check_owner (self, proof) || !check_order (self, proof) || !check_time (self, proof))
    return;
  if (self->state == ICWS_STATE_OPENING && !proof->message->is_service_message)
    {
      refuse (self, proof, ICWS_ERROR_UNEXPECTED_SERVICE,
              _ ("The canister's first message is no OpenMessage"));
      return;
    }
  latency_us = accept (self, proof);
  if (proof->message->is_service_message)
    take_service_message (self, proof);
  else
    icws_session_emit_message (self, proof->message, proof);
  judge_latency (self, latency_us);
}

/* IcwsProofFunc */
static void
on_proof (IcwsProof *proof, gpointer user_data)
{
  IcwsSession *self = user_data;

  icws_session_enter (self);
  self->unverified--;
  take_proof (self, proof);
  if (self->unverified == 0 && self->deferred_error != NULL)
    icws_session_fail_take (self, g_steal_pointer (&self->deferred_error), NULL);
  icws_session_leave (self);
}

/* A frame after the handshake: off to the verifier. */
void
icws_session_take_frame (IcwsSession *self, GBytes *frame)
{
  GError *error = NULL;

  if (icws_verifier_push (self->verifier, frame, self->cancellable, on_proof, self, &error))
    self->unverified++;
  else
    icws_session_fail_take (self, error, NULL);
}
