/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-clock.h"
#include "ic/ic-random.h"
#include "net-replica.h"

G_BEGIN_DECLS

/* Where Internet Identity is on mainnet. */
#define NET_II_CANISTER_ID "rdmx6-jaaaa-aaaaa-aaadq-cai"
/* The account of whoever names no web app. */
#define NET_II_CLI_ORIGIN "https://cli.id.ai"
/* Internet Identity's own: eight hours if nothing is asked for, 30 days at most. */
#define NET_II_DEFAULT_LIFE_S (8 * 60 * 60)
#define NET_II_MAX_LIFE_S     (30 * 24 * 60 * 60)

/**
 * NetIiCanister: a small Internet Identity: signs delegations as a canister does, one account a
 * person (by number) and web app (by origin). It believes everybody: a number is all it takes.
 */
#define NET_TYPE_II_CANISTER (net_ii_canister_get_type ())
G_DECLARE_FINAL_TYPE (NetIiCanister, net_ii_canister, NET, II_CANISTER, GObject)

/* @max_life_s: no delegation lives longer; 0: NET_II_MAX_LIFE_S. Accounts depend on @random. */
NetIiCanister *net_ii_canister_new (IcClock *clock, IcRandom *random, guint64 max_life_s);
/* A number that was not given away before. */
guint64 net_ii_canister_new_number (NetIiCanister *self);
/* The key of an account, in DER. (transfer full) */
GBytes *net_ii_canister_get_user_key (NetIiCanister *self, const char *number, const char *origin);
/* Delegates the account to @session_key for @life_s (0: the default). The signature is certified by
 * @replica, where the canister must be installed. (transfer full) */
IcDelegation *net_ii_canister_delegate (NetIiCanister *self,
                                        NetReplica *replica,
                                        const char *number,
                                        const char *origin,
                                        GBytes *session_key,
                                        guint64 life_s);

/* The origin that a principal is derived from for @domain (nullable), as the page takes it; NULL if
 * it is none. Canister hosts of today's gateways count as those of ic0.app. (transfer full) */
char *net_ii_derivation_origin (const char *domain);

G_END_DECLS
