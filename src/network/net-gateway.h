/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-random.h"
#include "net-faults.h"
#include "net-replica.h"

G_BEGIN_DECLS

#define NET_GATEWAY_DEFAULT_POLL_INTERVAL_MS 100

typedef struct
{
  guint poll_interval_ms;
  /* Poll by v3 query, as gateways on ic-agent >= 0.45 do: certificates have sharded ranges then. */
  gboolean newer_api;
} NetGatewayOptions;

/**
 * NetGateway: an IC WebSocket gateway, as ic-websocket-gateway 1.4 behaves: tells its principal,
 * relays the envelopes of clients to the replica and the messages that it polls to the clients. Has
 * a key of its own, so several can stand beside each other.
 */
#define NET_TYPE_GATEWAY (net_gateway_get_type ())
G_DECLARE_FINAL_TYPE (NetGateway, net_gateway, NET, GATEWAY, GObject)

NetGateway *
net_gateway_new (NetReplica *replica, IcRandom *random, const NetGatewayOptions *options);

/* @port 0: any. @certificate (nullable): for wss. May be called once for ws and once for wss. */
gboolean net_gateway_listen (NetGateway *self,
                             guint16 port,
                             GTlsCertificate *certificate,
                             gboolean listen_any,
                             GError **error);
/* Drops everything at once. */
void net_gateway_stop (NetGateway *self);
/* Takes no more connections and says goodbye to the open ones (close code 1001). Ends when all have
 * answered, or after NET_GATEWAY_GRACE_MS. */
#define NET_GATEWAY_GRACE_MS 1000
void net_gateway_close_async (NetGateway *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean net_gateway_close_finish (NetGateway *self, GAsyncResult *result, GError **error);

const char *net_gateway_get_url (NetGateway *self);     /* (nullable): ws://... */
const char *net_gateway_get_tls_url (NetGateway *self); /* (nullable): wss://... */
const IcPrincipal *net_gateway_get_principal (NetGateway *self);
NetFaults *net_gateway_get_faults (NetGateway *self); /* (transfer none): honest until set */
/* Connections that are open now, and canisters that are polled. */
guint net_gateway_get_n_sessions (NetGateway *self);
guint net_gateway_get_n_pollers (NetGateway *self);

G_END_DECLS
