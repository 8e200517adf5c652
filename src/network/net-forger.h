/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-random.h"
#include "net-faults.h"
#include "net-replica.h"

G_BEGIN_DECLS

/**
 * NetForger: makes certificates that look right and are not. Its keys are its own, but for
 * forge-range: there a second subnet, which the root of the network really delegated to, certifies
 * what is none of its business.
 */
typedef struct _NetForger NetForger;

NetForger *net_forger_new (NetReplica *replica, IcRandom *random, NetDelegationStyle style);
void net_forger_free (NetForger *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetForger, net_forger_free)

/* @fault: one of the NET_FAULT_FORGE_...; @cert: the honest certificate, whose certified data the
 * forged one states, too. NULL if it cannot be done: @cert is unreadable, or there is no other
 * canister. Computes for some milliseconds. (transfer full) */
GBytes *
net_forger_forge (NetForger *self, NetFault fault, const IcPrincipal *canister_id, GBytes *cert);

G_END_DECLS
