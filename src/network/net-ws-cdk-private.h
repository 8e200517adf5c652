/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-canister-fault.h"
#include "net-tree.h"
#include "net-ws-cdk.h"
#include "net-ws-queue.h"

/* The certified tree is {"websocket": {key: hash}}. */
#define NET_WS_LABEL_WEBSOCKET "websocket"

typedef struct
{
  NetClientKey key;
  IcPrincipal gateway_principal;
  guint64 last_keep_alive_ns;
  guint64 next_incoming; /* sequence number expected next */
  guint64 last_outgoing; /* sequence number given last */
  gboolean waits_for_keep_alive;
} NetWsClient;

struct _NetWsCdk
{
  NetCdkFlavour flavour;
  IcClock *clock;
  NetWsCdkOptions options;
  NetWsHandlers handlers;
  gpointer user_data;

  GHashTable *clients;  /* NetClientKey -> NetWsClient, owned */
  GHashTable *current;  /* IcPrincipal -> NetWsClient, borrowed from @clients */
  GHashTable *gateways; /* IcPrincipal -> NetWsQueue, owned */
  NetTree *tree;        /* key -> SHA-256 of the message */
  gboolean certified;   /* something was certified already */

  guint ack_timer;
  guint keep_alive_timer;
};

NetWsClient *net_ws_cdk_find_current (NetWsCdk *self, const IcPrincipal *client, char **err);
char *net_ws_cdk_send_to (NetWsCdk *self,
                          NetWsClient *client,
                          GBytes *content,
                          gboolean is_service_message);
/* @reason (nullable): told to the client. Calls on_close. Frees @client. */
void net_ws_cdk_remove_client (NetWsCdk *self, NetWsClient *client, const NetCloseReason *reason);

/* Is @fault to be done now? */
gboolean net_ws_cdk_strike (NetWsCdk *self, NetCanisterFault fault, guint64 *parameter);

void net_ws_cdk_start_timers (NetWsCdk *self);
void net_ws_cdk_stop_timers (NetWsCdk *self);
