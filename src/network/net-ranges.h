/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-principal.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* Canister ids of the application subnet: two shards of closed intervals, as mainnet spreads the
 * ranges of one subnet. They hold the three known canisters and Internet Identity under the ids they have
 * there. */
#define NET_N_SHARDS 2

/* The shard that a canister id falls in, or -1: not of the application subnet. */
int net_ranges_find_shard (const IcPrincipal *canister_id);
/* The first canister id of a shard: its label in the state tree. */
void net_ranges_get_shard_label (guint shard, IcPrincipal *out);
/* CBOR of [[low, high], ...], of one shard or of all (-1). (transfer full) */
GBytes *net_ranges_encode (int shard);

G_END_DECLS
