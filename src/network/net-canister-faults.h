/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-canister-fault.h"
#include "net-ws-canister.h"

G_BEGIN_DECLS

/* Decides by @random from now on whether a fault with a rate below 1 is done; the system's until
 * then. */
void net_ws_canister_set_random (NetWsCanister *self, IcRandom *random);
/* @rate 0: off. */
void net_ws_canister_set_fault (
    NetWsCanister *self, NetCanisterFault fault, double rate, guint64 parameter, guint64 limit);
double net_ws_canister_get_fault (NetWsCanister *self, NetCanisterFault fault);
guint64 net_ws_canister_get_fault_count (NetWsCanister *self, NetCanisterFault fault);
/* All of them with their parameters, and how often each may still be done. (transfer none) */
const NetCanisterFaults *net_ws_canister_get_faults (NetWsCanister *self);
void net_ws_canister_clear_faults (NetWsCanister *self);
/* "name[:rate[:parameter]]", as on the command line: G_OPTION_ERROR_BAD_VALUE. */
gboolean net_ws_canister_parse_fault (NetWsCanister *self, const char *text, GError **error);
/* An upgrade that loses who is connected, queues and numbers. */
void net_ws_canister_upgrade (NetWsCanister *self);
/* Sends every client CloseMessage with @reason (as in the protocol, 0 to 3) and forgets it. */
void net_ws_canister_close_all (NetWsCanister *self, guint reason);

G_END_DECLS
