/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic.h"
#include "icws-transport.h"

G_BEGIN_DECLS

/* How often the canister is asked. */
typedef enum
{
  ICWS_PACE_ACTIVE, /* somebody is talking: fast, then slower and slower while nothing comes */
  ICWS_PACE_IDLE,   /* in the background: slow */
  ICWS_PACE_PAUSED  /* not at all; the canister will drop us if it lasts */
} IcwsPace;

#define ICWS_DIRECT_FAST_MS 500   /* between polls just after a message in or out */
#define ICWS_DIRECT_SLOW_MS 5000  /* while active, after a while of silence */
#define ICWS_DIRECT_IDLE_MS 15000 /* must be well below the canister's 60 s for a keep-alive */

/**
 * IcwsDirectTransport: no gateway: the app itself polls the canister as its own gateway. Stands for
 * a gateway towards the session: tells our own principal in the handshake, takes our envelopes to
 * the call end point, gives the canister's messages as frames. Nothing that it does needs to be
 * trusted: the session verifies the same certificates.
 *
 * Follows is_end_of_queue (50 messages a poll), asks at once after something was sent, calls
 * ws_close when closed, ends with ICWS_ERROR_UNREACHABLE or _DISCONNECTED after repeated failures.
 *
 * Calls the canister one call at a time, each after the certified outcome of the one before: the IC
 * promises no order among calls. Ends with ICWS_ERROR_REFUSED and the canister's words where that
 * proves a refusal, _FRAME or _FRAME_LIMIT where a boundary node answers nonsense, and with those of
 * a certificate that cannot be believed.
 *
 * Signal "accepted" (guint64 sequence, guint64 certificate_time_ns): the canister has certified, then,
 * that it took this message of ours; 0: ws_open. For icws_session_settle() and the delivery state.
 */
#define ICWS_TYPE_DIRECT_TRANSPORT (icws_direct_transport_get_type ())
G_DECLARE_FINAL_TYPE (IcwsDirectTransport, icws_direct_transport, ICWS, DIRECT_TRANSPORT, GObject)

/* @agent has the identity and the root key. */
IcwsTransport *
icws_direct_transport_new (IcAgent *agent, const IcPrincipal *canister_id, IcClock *clock);
void icws_direct_transport_set_pace (IcwsDirectTransport *self, IcwsPace pace);
IcwsPace icws_direct_transport_get_pace (IcwsDirectTransport *self);
/* Milliseconds between polls now; 0: paused. */
guint icws_direct_transport_get_interval_ms (IcwsDirectTransport *self);
guint64 icws_direct_transport_get_n_polls (IcwsDirectTransport *self);

G_END_DECLS
