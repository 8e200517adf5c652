/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-canister.h"
#include "net-certifier.h"
#include "net-response.h"

G_BEGIN_DECLS

/* Interface spec 0.66, "HTTPS interface": the end points that take an envelope. */
typedef enum
{
  NET_ENDPOINT_CALL_V2, /* asynchronous: 202, then read_state */
  NET_ENDPOINT_CALL_V3, /* synchronous: the certificate at once */
  NET_ENDPOINT_CALL_V4,
  NET_ENDPOINT_QUERY_V2,
  NET_ENDPOINT_QUERY_V3,
  NET_ENDPOINT_READ_STATE_V2,
  NET_ENDPOINT_READ_STATE_V3,
  NET_ENDPOINT_SUBNET_READ_STATE_V2,
  NET_ENDPOINT_SUBNET_READ_STATE_V3
} NetEndpoint;

/* resource-limits: an ingress message has at most 2 MiB; some more for the envelope. */
#define NET_REPLICA_MAX_BODY (2 * 1024 * 1024 + 64 * 1024)

/**
 * NetReplica: checks envelopes, executes calls round by round, answers queries and certified reads:
 * all of a replica but the HTTP. Everything happens on the main loop.
 */
#define NET_TYPE_REPLICA (net_replica_get_type ())
G_DECLARE_FINAL_TYPE (NetReplica, net_replica, NET, REPLICA, GObject)

NetReplica *net_replica_new (NetKeys *keys, IcClock *clock);
/* Installs @canister (a reference is taken). Its id must be of the application subnet. */
void net_replica_install (NetReplica *self, NetCanister *canister);
NetCanister *net_replica_get_canister (NetReplica *self, const IcPrincipal *id); /* (nullable) */

/* A certificate of a canister's certified data as it is now. (transfer full) */
GBytes *
net_replica_certify_data (NetReplica *self, const IcPrincipal *id, NetDelegationStyle style);

/* Handles one request. @target: the effective canister id (or subnet id) of the URL. A v3 or v4
 * call is answered when its round is over. Cannot fail but by @cancellable. */
void net_replica_handle_async (NetReplica *self,
                               NetEndpoint endpoint,
                               const IcPrincipal *target,
                               GBytes *body,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
NetResponse *net_replica_handle_finish (NetReplica *self, GAsyncResult *result, GError **error);

/* No more rounds; calls that wait for one are answered with 503. */
void net_replica_stop (NetReplica *self);

/* GET /api/v2/status */
NetResponse *net_replica_get_status (NetReplica *self);

NetCertifier *net_replica_get_certifier (NetReplica *self); /* (transfer none) */
NetKeys *net_replica_get_keys (NetReplica *self);           /* (transfer none) */
IcClock *net_replica_get_clock (NetReplica *self);          /* (transfer none) */

G_END_DECLS
