/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-canister-fault.h"
#include "net-ws-canister.h"

typedef struct
{
  IcPrincipal id;
  char *did;
  IcClock *clock;
  NetWsCdkOptions options;
  NetWsCdk *cdk;
  NetCanisterFaults faults;
  IcRandom *random;
  gboolean traps_in_on_open; /* while ws_open is executed */
} NetWsCanisterPrivate;

NetWsCanisterPrivate *net_ws_canister_get_private (gpointer self);
/* The CDK that a canister starts with. */
void net_ws_canister_make_cdk (NetWsCanister *self);
/* Is @fault to be done now? */
gboolean net_ws_canister_strike (gpointer self, NetCanisterFault fault, guint64 *parameter);

/* A canister that is stopped or has no cycles. */
gboolean net_ws_canister_inspect (NetCanister *canister, const char *method, NetOutcome *outcome);
gboolean net_ws_canister_refuse_update (NetCanister *canister, NetOutcome *outcome);
gboolean net_ws_canister_refuse_query (NetCanister *canister, NetOutcome *outcome);
/* A slow one. */
guint64 net_ws_canister_get_delay_ms (NetCanister *canister, const char *method);
