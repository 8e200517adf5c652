/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-envelope.h"
#include "net-ingress.h"
#include "net-replica.h"

struct _NetReplica
{
  GObject parent_instance;

  NetKeys *keys;
  IcRootKey *root; /* of @keys: what canisters sign is certified under it */
  IcClock *clock;
  NetCertifier *certifier;
  GHashTable *canisters; /* IcPrincipal (borrowed of the canister) -> NetCanister */
  GHashTable *certified; /* NetCanister (borrowed) -> 32 bytes that stand in the state tree */
  NetIngressPool *ingress;
  GSource *round_source;
  guint delay_timer; /* for calls to slow canisters */
  gint64 delay_timer_us;
};

/* What certificates of an end point look like. */
NetDelegationStyle net_endpoint_get_delegation_style (NetEndpoint endpoint);
/* The subnet that answers for a canister id: all that is not in our ranges is the root subnet's. */
NetSubnet net_replica_get_subnet (const IcPrincipal *canister_id);
/* Brings the certified data of all canisters into the state tree. */
void net_replica_sync_certified_data (NetReplica *self);

/* Each ends the task, now or (call v3, v4) when the round is over. */
void net_replica_call (NetReplica *self,
                       NetEndpoint endpoint,
                       const IcPrincipal *target,
                       IcEnvelope *envelope,
                       GTask *task);
void net_replica_query (NetReplica *self,
                        NetEndpoint endpoint,
                        const IcPrincipal *target,
                        IcEnvelope *envelope,
                        GTask *task);
void net_replica_read_state (NetReplica *self,
                             NetEndpoint endpoint,
                             const IcPrincipal *target,
                             IcEnvelope *envelope,
                             GTask *task);

/* Has a round soon. */
void net_replica_schedule_round (NetReplica *self);

/* Slow canisters: when a call with @delay_ms is due, by the monotonic clock. */
gint64 net_replica_get_due_us (NetReplica *self, guint64 delay_ms);
/* A task waits for the answer of @ingress: not for ever. */
void net_replica_limit_patience (NetReplica *self, NetIngress *ingress);
/* Sees to it that something happens when @ingress is due. */
void net_replica_watch_delayed (NetReplica *self, const NetIngress *ingress);

static inline void
net_replica_return (GTask *task, NetResponse *response)
{
  g_task_return_pointer (task, response, (GDestroyNotify)net_response_free);
}
