/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-ws-canister.h"

G_BEGIN_DECLS

/* What goes wrong in a canister. */
typedef enum
{
  NET_CANISTER_FAULT_OPEN_ERR,    /* ws_open answers Err */
  NET_CANISTER_FAULT_MESSAGE_ERR, /* ws_message answers Err */
  NET_CANISTER_FAULT_TRAP_OPEN,
  NET_CANISTER_FAULT_TRAP_MESSAGE,
  NET_CANISTER_FAULT_TRAP_POLL,      /* ws_get_messages traps: gateways drop all sessions */
  NET_CANISTER_FAULT_SLOW,           /* a call is executed `parameter` ms later (default 20000) */
  NET_CANISTER_FAULT_WRONG_SEQUENCE, /* leaves a sequence number out, certified */
  NET_CANISTER_FAULT_BAD_CONTENT,    /* certified content that is no message */
  NET_CANISTER_FAULT_SECOND_OPEN,    /* an OpenMessage in the middle */
  NET_CANISTER_FAULT_BAD_ACK,        /* acknowledges what was never sent */
  NET_CANISTER_FAULT_NO_ACK,         /* sends no AckMessage */
  NET_CANISTER_FAULT_STOPPED,        /* IC0508 */
  NET_CANISTER_FAULT_OUT_OF_CYCLES,  /* IC0207 */
  NET_CANISTER_FAULT_NO_METHOD,      /* has no ws_open: IC0536 */
  NET_N_CANISTER_FAULTS
} NetCanisterFault;
const char *net_canister_fault_get_name (NetCanisterFault fault); /* "open-err" */
const char *net_canister_fault_get_text (NetCanisterFault fault);
gboolean net_canister_fault_from_name (const char *name, NetCanisterFault *out);

/* @rate 0: off. */
void net_ws_canister_set_fault (
    NetWsCanister *self, NetCanisterFault fault, double rate, guint64 parameter, guint64 limit);
double net_ws_canister_get_fault (NetWsCanister *self, NetCanisterFault fault);
guint64 net_ws_canister_get_fault_count (NetWsCanister *self, NetCanisterFault fault);
/* An upgrade that loses who is connected, queues and numbers. */
void net_ws_canister_upgrade (NetWsCanister *self);
/* Sends every client CloseMessage with @reason (as in the protocol, 0 to 3) and forgets it. */
void net_ws_canister_close_all (NetWsCanister *self, guint reason);

G_END_DECLS
