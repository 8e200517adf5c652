/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-gateway.h"
#include "net-http-server.h"
#include "net-ii-server.h"
#include "net-ws-canister.h"

G_BEGIN_DECLS

/* Ports that local tools expect. */
#define NET_DEFAULT_REPLICA_PORT 4943
#define NET_DEFAULT_GATEWAY_PORT 8080

/* How many gateways one network has at most. */
#define NET_NETWORK_MAX_GATEWAYS 64

/**
 * NetNetworkOptions: start with net_network_options_init(), change what differs.
 */
typedef struct
{
  guint16 replica_port; /* 0: any */
  guint16 gateway_port;
  guint16 tls_port;
  guint16 identity_port;
  guint64 identity_max_life_s;      /* of what Internet Identity delegates; 0: 30 days */
  GTlsCertificate *tls_certificate; /* (nullable): the gateway listens for wss, too */
  gboolean listen_any;
  NetWsCdkOptions cdk;
  NetGatewayOptions gateway;
  guint n_gateways;      /* 0 and 1: one; the others get the ports after the first's (or any) */
  guint16 control_port;  /* of the switches (net-control.h), loopback only; 0: any */
  gboolean with_control; /* FALSE: there are none */
  IcClock *clock;        /* NULL: the system's */
  IcRandom *random;      /* NULL: the system's; a seeded one makes the same keys each time */
} NetNetworkOptions;

void net_network_options_init (NetNetworkOptions *options);

/**
 * NetNetwork: a whole local Internet Computer with IC WebSocket in one process: replica with the
 * three known canisters and two that nobody knows, its HTTP interface, gateways, a small Internet Identity, and the switches of
 * all faults. Runs on the main loop of the thread that made it.
 */
#define NET_TYPE_NETWORK (net_network_get_type ())
G_DECLARE_FINAL_TYPE (NetNetwork, net_network, NET, NETWORK, GObject)

NetNetwork *net_network_new (const NetNetworkOptions *options);
/* Listens. G_IO_ERROR if a port is taken, G_IO_ERROR_INVALID_ARGUMENT for intervals that the
 * protocol forbids. */
gboolean net_network_start (NetNetwork *self, GError **error);
/* The gateways say goodbye (code 1001) and take nobody any more; ends when all have answered, or after
 * NET_GATEWAY_GRACE_MS. Cannot fail. Once only. */
void net_network_close_async (NetNetwork *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean net_network_close_finish (NetNetwork *self, GAsyncResult *result, GError **error);
/* Drops all connections and listens no more. */
void net_network_stop (NetNetwork *self);

const char *net_network_get_replica_url (NetNetwork *self);     /* "http://127.0.0.1:4943" */
const char *net_network_get_gateway_url (NetNetwork *self);     /* "ws://127.0.0.1:8080" */
const char *net_network_get_gateway_tls_url (NetNetwork *self); /* (nullable) */
const char *net_network_get_identity_url (NetNetwork *self);    /* "http://127.0.0.1:4944" */
GBytes *net_network_get_root_key_der (NetNetwork *self);        /* (transfer none) */
NetReplica *net_network_get_replica (NetNetwork *self);         /* (transfer none) */
NetGateway *net_network_get_gateway (NetNetwork *self);         /* (transfer none) */
NetIiCanister *net_network_get_ii_canister (NetNetwork *self);  /* (transfer none) */
/* All gateways; the first is the one of the getters above. */
guint net_network_get_n_gateways (NetNetwork *self);
NetGateway *net_network_get_nth_gateway (NetNetwork *self, guint i); /* (transfer none) */
/* Stops gateway @i with goodbye 1001 and starts it again on the same port with the same key. */
void net_network_restart_gateway (NetNetwork *self, guint i, guint down_ms);
gboolean net_network_is_gateway_down (NetNetwork *self, guint i);
guint net_network_get_n_canisters (NetNetwork *self);
NetWsCanister *
net_network_get_nth_canister (NetNetwork *self, guint i, const char **name); /* (transfer none) */
const char *net_network_get_control_url (NetNetwork *self);                  /* (nullable) */
const NetNetworkOptions *net_network_get_options (NetNetwork *self);         /* (transfer none) */

/* A JSON object that tells a program all it needs to connect. (transfer full) */
char *net_network_describe (NetNetwork *self);

G_END_DECLS
