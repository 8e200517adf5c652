/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-clock.h"
#include "net-keys.h"
#include "net-tree.h"

G_BEGIN_DECLS

/* Where the certificate's delegation keeps the canister ranges (interface spec 0.50.0). */
typedef enum
{
  NET_DELEGATION_FLAT,    /* /subnet/<id>/canister_ranges: v2 query and read_state, v3 call */
  NET_DELEGATION_SHARDED, /* /canister_ranges/<id>/<shard>: v3 query and read_state, v4 call */
  NET_DELEGATION_BARE     /* neither: v3 read_state of a subnet */
} NetDelegationStyle;

/**
 * NetCertifier: the certified state of the network. Holds the state tree of the subnet, signs its
 * root hash when a certificate is wanted (one signature serves any number of certificates until the
 * state changes) and makes the delegation by the root key.
 */
typedef struct _NetCertifier NetCertifier;

NetCertifier *net_certifier_new (NetKeys *keys, IcClock *clock);
void net_certifier_free (NetCertifier *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetCertifier, net_certifier_free)

NetKeys *net_certifier_get_keys (NetCertifier *self);  /* (transfer none) */
NetTree *net_certifier_get_state (NetCertifier *self); /* (transfer none) */
/* Starts a round: /time becomes the clock's, but always later than that of the round before. */
guint64 net_certifier_start_round (NetCertifier *self);
/* The time of the last round. */
guint64 net_certifier_get_time_ns (NetCertifier *self);
/* Starts a round if the last one is so old that a certificate of it would look late. */
void net_certifier_refresh (NetCertifier *self);

/* A certificate (CBOR) that reveals /time and @paths (nullable). @canister_id chooses the shard of
 * the ranges. (transfer full) */
GBytes *net_certifier_certify (NetCertifier *self,
                               NetSubnet subnet,
                               NetDelegationStyle style,
                               const IcPrincipal *canister_id,
                               GPtrArray *paths);
/* How many BLS signatures were made since the start. */
guint64 net_certifier_get_n_signatures (NetCertifier *self);

G_END_DECLS
