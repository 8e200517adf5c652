/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-envelope.h"
#include "net-gateway-private.h"

G_BEGIN_DECLS

/**
 * NetGatewayFaults: stands between a session and its two ends, and does to what passes what the
 * gateway's NetFaults say; without any, it passes everything on as it is.
 *
 * Each of the three functions that send may end the session, which frees both: touch neither after
 * it.
 */
NetGatewayFaults *net_gateway_faults_new (NetGateway *gateway,
                                          NetGatewaySession *session,
                                          SoupWebsocketConnection *connection);
void net_gateway_faults_free (NetGatewayFaults *self);

void net_gateway_faults_shake_hands (NetGatewayFaults *self);
/* @other (nullable): the last frame of the same canister for another client. */
void net_gateway_faults_send_down (NetGatewayFaults *self,
                                   NetGatewayFrame *frame,
                                   NetGatewayFrame *other);
void net_gateway_faults_send_up (NetGatewayFaults *self, const IcEnvelope *envelope);
/* Does ws_close not go to the canister? */
gboolean net_gateway_faults_withholds_close (NetGatewayFaults *self, const IcPrincipal *client);

/* What the tampering and forging faults make of @frame. (transfer full) */
NetGatewayFrame *
net_gateway_tamper (NetGateway *gateway, NetFaultPhase phase, NetGatewayFrame *frame);

/* Before there is a WebSocket: refuse and hang. */
void net_gateway_watch_door (NetGateway *gateway, SoupServer *server);
void net_gateway_release_door (NetGateway *gateway);

G_END_DECLS
