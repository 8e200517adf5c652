/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-gateway.h"

G_BEGIN_DECLS

/**
 * NetNetworkGateway: a gateway of a local network with what it needs to come back after a restart:
 * its ports, its certificate, and the network's clock.
 */
typedef struct _NetNetworkGateway NetNetworkGateway;

typedef struct
{
  guint16 port; /* 0: any */
  guint16 tls_port;
  GTlsCertificate *tls_certificate; /* (nullable): no wss */
  gboolean listen_any;
} NetNetworkGatewayOptions;

/* @gateway: (transfer full). @options: copied. */
NetNetworkGateway *net_network_gateway_new (NetGateway *gateway,
                                            IcClock *clock,
                                            const NetNetworkGatewayOptions *options);
gboolean net_network_gateway_listen (NetNetworkGateway *self, GError **error);
/* Says goodbye, and listens again @down_ms after the last connection has ended. While it is down
 * already, @down_ms counts anew. */
void net_network_gateway_restart (NetNetworkGateway *self, guint down_ms);
/* Says goodbye, and does not come back: @done is called when all have answered or the gateway's grace
 * is over, at once if there is nobody. */
void net_network_gateway_leave (NetNetworkGateway *self, GSourceOnceFunc done, gpointer data);
/* Drops everything, and does not come back. */
void net_network_gateway_stop (NetNetworkGateway *self);
/* Stops and forgets it. */
void net_network_gateway_free (NetNetworkGateway *self);

NetGateway *net_network_gateway_get_gateway (NetNetworkGateway *self); /* (transfer none) */
gboolean net_network_gateway_is_down (NetNetworkGateway *self);

G_END_DECLS
