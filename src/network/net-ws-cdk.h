/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-clock.h"
#include "ic/ic-request-id.h"
#include "net-canister-fault.h"
#include "net-canister.h"
#include "net-ws-types.h"

G_BEGIN_DECLS

#define NET_WS_MAX_MESSAGES_PER_POLL   50
#define NET_WS_DEFAULT_ACK_INTERVAL_MS 300000
#define NET_WS_DEFAULT_KEEP_ALIVE_MS   60000

/* Whose habits the canister has. */
typedef enum
{
  NET_CDK_RUST,  /* self-describe tag on messages; a trap undoes the whole call */
  NET_CDK_MOTOKO /* no tag; state before an await stays when what follows traps */
} NetCdkFlavour;

typedef struct
{
  guint64 ack_interval_ms;
  guint64 keep_alive_timeout_ms; /* less than the interval */
} NetWsCdkOptions;

/* The handlers of a canister's own code. @on_message gives FALSE and @trap (transfer full) when
 * the code traps. @strike (nullable): is a fault to be done now? */
typedef struct
{
  void (*on_open) (const IcPrincipal *client, gpointer user_data);
  gboolean (*on_message) (const IcPrincipal *client,
                          GBytes *message,
                          char **trap,
                          gpointer user_data);
  void (*on_close) (const IcPrincipal *client, gpointer user_data);
  gboolean (*strike) (NetCanisterFault fault, guint64 *parameter, gpointer user_data);
} NetWsHandlers;

/**
 * NetWsCdk: the canister's side of the IC WebSocket protocol, as ic-websocket-cdk-rs and -mo 0.4
 * behave: who is connected through which gateway, the queues, the certified tree, acknowledgements
 * and keep-alive.
 */
typedef struct _NetWsCdk NetWsCdk;

NetWsCdk *net_ws_cdk_new (NetCdkFlavour flavour,
                          IcClock *clock,
                          const NetWsCdkOptions *options,
                          const NetWsHandlers *handlers,
                          gpointer user_data);
void net_ws_cdk_free (NetWsCdk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetWsCdk, net_ws_cdk_free)

/* The four methods. Each gives NULL for Ok, or the text of Err (transfer full). */
char *net_ws_cdk_open (NetWsCdk *self,
                       const IcPrincipal *caller,
                       guint64 client_nonce,
                       const IcPrincipal *gateway_principal);
char *net_ws_cdk_close (NetWsCdk *self, const IcPrincipal *caller, const NetClientKey *key);
/* @trap (transfer full): set if the canister's code trapped; then there is no result at all. */
char *net_ws_cdk_message (NetWsCdk *self,
                          const IcPrincipal *caller,
                          const NetWsMessage *message,
                          char **trap);
/* Fills @out; FALSE if a certificate is needed and there is none (an update call). */
gboolean net_ws_cdk_get_messages (NetWsCdk *self,
                                  const IcPrincipal *caller,
                                  guint64 nonce,
                                  const NetQueryContext *context,
                                  NetOutputMessages *out);

/* For the canister's code. */
char *net_ws_cdk_send (NetWsCdk *self, const IcPrincipal *client, GBytes *content);
/* Ends a connection with ClosedByApplication. */
char *net_ws_cdk_close_client (NetWsCdk *self, const IcPrincipal *client);
/* Ends all connections with @reason. */
void net_ws_cdk_close_all (NetWsCdk *self, NetCloseReason reason);

gboolean net_ws_cdk_get_certified_data (NetWsCdk *self, guint8 data[IC_HASH_BYTES]);
guint net_ws_cdk_get_n_clients (NetWsCdk *self);
guint64 net_ws_cdk_get_now_ns (NetWsCdk *self);
NetCdkFlavour net_ws_cdk_get_flavour (NetWsCdk *self);

G_END_DECLS
