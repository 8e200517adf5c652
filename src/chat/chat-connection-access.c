/* SPDX-License-Identifier: MIT */
/* What a connection tells of itself. */
#include "chat-connection-private.h"

ChatHealth
chat_connection_get_health (ChatConnection *self)
{
  return self->health;
}

/**
 * chat_connection_get_error:
 *
 * Returns: (transfer none) (nullable): how the last session failed; %NULL since one opened
 */
const GError *
chat_connection_get_error (ChatConnection *self)
{
  return self->error;
}

const ChatProfile *
chat_connection_get_profile (ChatConnection *self)
{
  return self->profile;
}

/**
 * chat_connection_get_identity:
 *
 * Returns: (transfer none): who we are
 */
IcIdentity *
chat_connection_get_identity (ChatConnection *self)
{
  return self->identity;
}

/**
 * chat_connection_get_session:
 *
 * Returns: (transfer none) (nullable): the current or last session
 */
IcwsSession *
chat_connection_get_session (ChatConnection *self)
{
  return self->session;
}

gboolean
chat_connection_is_diagnosing (ChatConnection *self)
{
  return self->end != NULL;
}

/**
 * chat_connection_get_ledger:
 *
 * Returns: (transfer none): the record of all sessions of this connection
 */
IcwsLedger *
chat_connection_get_ledger (ChatConnection *self)
{
  return self->ledger;
}

/**
 * chat_connection_get_mode:
 *
 * Returns: how the current or last session went; before the first one, how it is meant to
 */
ChatMode
chat_connection_get_mode (ChatConnection *self)
{
  return self->mode;
}

/**
 * chat_connection_get_pool:
 *
 * Returns: (transfer none): the gateways, which may be reordered, forgiven, saved and loaded there
 */
IcwsPool *
chat_connection_get_pool (ChatConnection *self)
{
  return self->pool;
}

/**
 * chat_connection_get_gateway:
 *
 * Returns: (transfer none) (nullable): of the current or last session; %NULL in direct mode, or
 *   before the first
 */
IcwsGateway *
chat_connection_get_gateway (ChatConnection *self)
{
  return self->mode == CHAT_MODE_GATEWAY ? self->gateway : NULL;
}

/**
 * chat_connection_get_direct_transport:
 *
 * Returns: (transfer none) (nullable): what carries the current session in direct mode
 */
IcwsDirectTransport *
chat_connection_get_direct_transport (ChatConnection *self)
{
  return self->direct_transport ? ICWS_DIRECT_TRANSPORT (self->direct_transport) : NULL;
}

ChatDirectPolicy
chat_connection_get_direct_policy (ChatConnection *self)
{
  return self->direct_policy;
}

/**
 * chat_connection_get_verdict:
 *
 * Returns: (transfer none) (nullable): what went wrong last; %NULL since a session opened
 */
IcwsVerdict *
chat_connection_get_verdict (ChatConnection *self)
{
  return self->verdict;
}

/**
 * chat_connection_get_verdicts:
 *
 * Returns: (transfer none): all verdicts, oldest first, the last %CHAT_MAX_VERDICTS; one that the IC
 *   made certain takes the place of the suspicion
 */
GListModel *
chat_connection_get_verdicts (ChatConnection *self)
{
  return G_LIST_MODEL (self->verdicts);
}

/**
 * chat_connection_get_incident:
 *
 * Returns: (transfer none) (nullable): a proved lie that no person has acknowledged. Health shows it
 *   only until another path was proved.
 */
IcwsVerdict *
chat_connection_get_incident (ChatConnection *self)
{
  return self->incident;
}

/**
 * chat_connection_get_diagnosis:
 *
 * Returns: (transfer none) (nullable): the last one
 */
const IcwsDiagnosis *
chat_connection_get_diagnosis (ChatConnection *self)
{
  return self->diagnosis;
}

/**
 * chat_connection_get_timeline:
 *
 * Returns: (transfer none): the history of the health
 */
ChatTimeline *
chat_connection_get_timeline (ChatConnection *self)
{
  return self->timeline;
}

/**
 * chat_connection_get_latency:
 *
 * Returns: (transfer none): how long messages took, with a gap where a session ended
 */
ChatLatency *
chat_connection_get_latency (ChatConnection *self)
{
  return self->latency;
}

/**
 * chat_connection_get_clock:
 *
 * Returns: (transfer none): the clock that was handed in
 */
IcClock *
chat_connection_get_clock (ChatConnection *self)
{
  return self->clock;
}

/**
 * chat_connection_get_attempt:
 *
 * Returns: how many attempts failed since the last open session
 */
guint
chat_connection_get_attempt (ChatConnection *self)
{
  return self->attempt;
}

/**
 * chat_connection_get_retry_seconds:
 *
 * Returns: seconds until the next attempt, rounded up; 0 if none is planned
 */
guint
chat_connection_get_retry_seconds (ChatConnection *self)
{
  gint64 left_us;

  if (self->retry_timer == 0)
    return 0;
  left_us = self->retry_at_us - ic_clock_get_monotonic_us (self->clock);
  return left_us <= 0 ? 1 : (guint)((left_us + 999999) / 1000000);
}
