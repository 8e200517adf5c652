/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-ws-canister.h"

G_BEGIN_DECLS

/* A canister that no client has code for: its messages are of a type of its own, and each goes to
 * everybody who is there, the sender included. */
NetWsCanister *net_any_canister_new (IcClock *clock, const NetWsCdkOptions *options);
/* The same under another id, and without metadata: it tells its interface by a query alone. */
NetWsCanister *net_any_canister_new_private (IcClock *clock, const NetWsCdkOptions *options);

G_END_DECLS
