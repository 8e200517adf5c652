/* SPDX-License-Identifier: MIT */
/* What is asked of a session, also after its end. */
#include "icws-direct-transport.h"
#include "icws-session-private.h"
#include "icws-verdict-private.h"

#include <string.h>

void
icws_session_testify (IcwsSession *self, const char *name, const char *format, ...)
{
  g_autofree char *value = NULL;
  va_list args;

  va_start (args, format);
  value = g_strdup_vprintf (format, args);
  va_end (args);
  icws_evidence_add (self->evidence, name, "%s", value);
}

void
icws_session_testify_number (IcwsSession *self, const char *name, guint64 value)
{
  icws_session_testify (self, name, "%" G_GUINT64_FORMAT, value);
}

gboolean
icws_session_is_direct (IcwsSession *self)
{
  return ICWS_IS_DIRECT_TRANSPORT (self->transport);
}

IcwsState
icws_session_get_state (IcwsSession *self)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), ICWS_STATE_CLOSED);

  return self->state;
}

void
icws_session_get_client_key (IcwsSession *self, IcwsClientKey *out)
{
  g_return_if_fail (ICWS_IS_SESSION (self));

  *out = self->client_key;
}

gboolean
icws_session_get_gateway_principal (IcwsSession *self, IcPrincipal *out)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), FALSE);

  if (self->has_gateway)
    *out = self->gateway;
  return self->has_gateway;
}

const IcPrincipal *
icws_session_get_canister_id (IcwsSession *self)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), NULL);

  return &self->canister_id;
}

IcwsLedger *
icws_session_get_ledger (IcwsSession *self)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), NULL);

  return self->ledger;
}

const GError *
icws_session_get_error (IcwsSession *self)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), NULL);

  return self->error;
}

char *
icws_session_get_transport_description (IcwsSession *self)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), NULL);

  return icws_transport_get_description (self->transport);
}

gint64
icws_session_get_ack_deadline_us (IcwsSession *self)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), -1);

  return self->ack_deadline_us;
}

void
icws_session_get_step (IcwsSession *self, IcwsStep step, IcwsStepInfo *out)
{
  g_return_if_fail (ICWS_IS_SESSION (self));
  g_return_if_fail (step < ICWS_N_STEPS);

  *out = self->steps[step];
}

guint64
icws_session_get_last_sent (IcwsSession *self)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), 0);

  return self->last_sent;
}

guint64
icws_session_get_last_acknowledged (IcwsSession *self)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), 0);

  return self->last_acknowledged;
}

static const IcwsRequestRecord *
find_request (IcwsSession *self, guint64 sequence)
{
  if (sequence == 0)
    return self->has_open_request ? &self->open_request : NULL;
  return g_hash_table_lookup (self->requests, &sequence);
}

/**
 * icws_session_get_question:
 * @self: a session
 * @sequence: number of a message of ours; 0: ws_open
 * @out: (out caller-allocates): what to ask the IC about it
 *
 * Returns: %FALSE if it was not sent, or too long ago.
 */
gboolean
icws_session_get_question (IcwsSession *self, guint64 sequence, IcwsQuestion *out)
{
  const IcwsRequestRecord *known;

  g_return_val_if_fail (ICWS_IS_SESSION (self), FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  known = find_request (self, sequence);
  if (known == NULL)
    return FALSE;
  out->sequence = sequence;
  memcpy (out->id, known->id, IC_HASH_BYTES);
  out->ingress_expiry_ns = known->ingress_expiry_ns;
  return TRUE;
}

/**
 * icws_session_get_request_id:
 * @self: a session
 * @sequence: number of a message that was sent; 0: ws_open
 * @id: (out): its request id
 *
 * Returns: whether the id is known.
 */
gboolean
icws_session_get_request_id (IcwsSession *self, guint64 sequence, guint8 id[IC_HASH_BYTES])
{
  const IcwsRequestRecord *known;

  g_return_val_if_fail (ICWS_IS_SESSION (self), FALSE);

  known = find_request (self, sequence);
  if (known != NULL)
    memcpy (id, known->id, IC_HASH_BYTES);
  return known != NULL;
}

GBytes *
icws_session_get_refused_frame (IcwsSession *self)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), NULL);

  return self->refused_frame;
}

/**
 * icws_session_get_evidence:
 * @self: a session
 * @n: (out): how much
 *
 * Returns: (array length=n) (transfer none): what was noted when it ended.
 */
const IcwsEvidence *
icws_session_get_evidence (IcwsSession *self, guint *n)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);

  *n = self->evidence->len;
  return (const IcwsEvidence *)(gpointer)self->evidence->data;
}

/**
 * icws_session_get_uptime_us:
 * @self: a session
 *
 * Returns: microseconds from the OpenMessage to the end, or to now; 0 if it never opened. The time
 * in which the computer slept does not count.
 */
gint64
icws_session_get_uptime_us (IcwsSession *self)
{
  g_return_val_if_fail (ICWS_IS_SESSION (self), 0);

  if (self->opened_us < 0)
    return 0;
  return (self->closed_us >= 0 ? self->closed_us : ic_clock_get_monotonic_us (self->clock)) -
         self->opened_us;
}
