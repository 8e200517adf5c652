/* SPDX-License-Identifier: MIT */
/* Which gateway is next, and what is learned about the one in use. */
#include "icws-pool-private.h"

static void
look_at_all (IcwsPool *self, guint64 now_ns)
{
  for (guint i = 0; i < self->gateways->len; i++)
    icws_gateway_look (g_ptr_array_index (self->gateways, i), now_ns);
}

/**
 * icws_pool_pick:
 * @avoid: (nullable): the one that was used last; taken only if no other can be
 *
 * Returns: (transfer full) (nullable): the gateway to be tried now; %NULL: see
 * icws_pool_get_next_ns()
 */
IcwsGateway *
icws_pool_pick (IcwsPool *self, IcwsGateway *avoid)
{
  guint64 now_ns = ic_clock_get_wall_ns (self->clock);
  IcwsGateway *best = NULL;
  gboolean avoided = FALSE;

  look_at_all (self, now_ns);
  for (guint i = 0; i < self->gateways->len; i++)
    {
      IcwsGateway *gateway = g_ptr_array_index (self->gateways, i);

      if (!icws_gateway_is_usable (gateway, now_ns))
        continue;
      if (gateway == avoid)
        avoided = TRUE;
      else if (best == NULL || (gateway->pinned && !best->pinned))
        best = gateway;
    }
  if (best == NULL && avoided)
    best = avoid;
  return best ? g_object_ref (best) : NULL;
}

/**
 * icws_pool_get_next_ns:
 *
 * Returns: wall time at which icws_pool_pick() finds one; 0: now; %G_MAXUINT64: never, each is in
 * quarantine without end, or there is none
 */
guint64
icws_pool_get_next_ns (IcwsPool *self)
{
  guint64 next_ns = G_MAXUINT64;

  for (guint i = 0; i < self->gateways->len; i++)
    next_ns = MIN (next_ns, icws_gateway_get_retry_ns (g_ptr_array_index (self->gateways, i)));
  return next_ns;
}

/**
 * icws_pool_clear_backoff:
 *
 * Each gateway may be tried at once, unless it is in quarantine. What it doubles from stays: a
 * network that comes and goes does not make attempts more frequent.
 */
void
icws_pool_clear_backoff (IcwsPool *self)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->gateways->len; i++)
    changed |= icws_gateway_clear_backoff (g_ptr_array_index (self->gateways, i));
  if (changed)
    icws_pool_emit_changed (self);
}

/**
 * icws_pool_forgive:
 *
 * A person says: try it again. The verdicts stay in its record.
 */
void
icws_pool_forgive (IcwsPool *self, const char *url)
{
  IcwsGateway *gateway = icws_pool_find (self, url);

  if (gateway != NULL && icws_gateway_forgive (gateway))
    icws_pool_emit_changed (self);
}

/**
 * icws_pool_report_opened:
 * @principal: (nullable): as the gateway's handshake told it, and ws_open confirmed
 */
void
icws_pool_report_opened (IcwsPool *self, IcwsGateway *gateway, const char *principal)
{
  icws_gateway_note_opened (gateway, principal);
  icws_pool_emit_changed (self);
}

/**
 * icws_pool_report_proof:
 * @latency_us: how long the message took; below 0: nobody knows
 *
 * A message came through it and was verified. Makes "changed" once a minute at most.
 */
void
icws_pool_report_proof (IcwsPool *self, IcwsGateway *gateway, gint64 latency_us)
{
  guint64 now_ns = ic_clock_get_wall_ns (self->clock);

  icws_gateway_note_proof (gateway, latency_us);
  if (now_ns >= self->proof_changed_ns &&
      now_ns - self->proof_changed_ns < ICWS_POOL_PROOF_CHANGED_S * IC_NS_PER_S)
    return;
  self->proof_changed_ns = now_ns;
  icws_pool_emit_changed (self);
}

/**
 * icws_pool_report_verdict:
 * @verdict: on the end of the connection
 * @uptime_us: how long the connection was open, microseconds
 *
 * A proved lie sets the gateway aside until a person forgives it; other misbehaviour for ten
 * minutes, doubled each time up to a day, until it has behaved for a day; a failure to reach or use
 * it makes it wait for a second, doubled each time up to a minute, until it has worked for a minute.
 * Verdicts on anybody else leave its record alone (but for the time that it was in use).
 */
void
icws_pool_report_verdict (IcwsPool *self,
                          IcwsGateway *gateway,
                          IcwsVerdict *verdict,
                          gint64 uptime_us)
{
  icws_gateway_note_verdict (gateway, verdict, uptime_us, self->random);
  icws_pool_emit_changed (self);
}
