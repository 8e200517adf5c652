/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-canister.h"
#include "net-ws-cdk.h"

G_BEGIN_DECLS

/**
 * NetWsCanister: a canister made with an IC WebSocket CDK: dispatches the four methods and the
 * metadata; a subclass is the canister's own code.
 */
#define NET_TYPE_WS_CANISTER (net_ws_canister_get_type ())
G_DECLARE_DERIVABLE_TYPE (NetWsCanister, net_ws_canister, NET, WS_CANISTER, GObject)

struct _NetWsCanisterClass
{
  GObjectClass parent_class;

  const char *id; /* text of the principal */
  NetCdkFlavour flavour;
  const char *app_types; /* Candid text that defines AppMessage */
  const char *methods;   /* (nullable) Candid text of further methods */

  void (*on_open) (NetWsCanister *self, const IcPrincipal *client);
  gboolean (*on_message) (NetWsCanister *self,
                          const IcPrincipal *client,
                          GBytes *message,
                          char **trap);
  void (*on_close) (NetWsCanister *self, const IcPrincipal *client);
  /* (nullable) Forgets all: an upgrade that keeps nothing. */
  void (*reset) (NetWsCanister *self);
  /* (nullable) Further methods; FALSE: no such method. */
  gboolean (*call) (NetWsCanister *self,
                    const IcPrincipal *caller,
                    const char *method,
                    GBytes *arg,
                    gboolean is_query,
                    NetOutcome *outcome);
};

/* Starts the CDK: call it once, right after g_object_new(). */
void net_ws_canister_init_cdk (NetWsCanister *self, IcClock *clock, const NetWsCdkOptions *options);
NetWsCdk *net_ws_canister_get_cdk (NetWsCanister *self); /* (transfer none) */

/* How often it was upgraded: data of the object; signal "upgraded" tells of each. */
#define NET_WS_CANISTER_UPGRADES "net-upgrades"

/* The three known canisters, under their ids on mainnet. */
NetWsCanister *net_group_chat_new (IcClock *clock, const NetWsCdkOptions *options);
NetWsCanister *net_ping_pong_motoko_new (IcClock *clock, const NetWsCdkOptions *options);
NetWsCanister *net_ping_pong_rust_new (IcClock *clock, const NetWsCdkOptions *options);

G_END_DECLS
