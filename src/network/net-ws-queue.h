/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-tree.h"
#include "net-ws-types.h"

G_BEGIN_DECLS

/* How many old messages go each time that one is added [cdk-rs MESSAGES_TO_DELETE_COUNT]. */
#define NET_WS_MESSAGES_TO_DELETE 5

/**
 * NetWsQueue: what a canister keeps for one gateway principal: the messages that it may poll, in
 * order of contiguous nonces, and how many clients it serves.
 */
typedef struct _NetWsQueue NetWsQueue;

NetWsQueue *net_ws_queue_new (const IcPrincipal *gateway_principal);
void net_ws_queue_free (NetWsQueue *self);

void net_ws_queue_add_client (NetWsQueue *self);
/* When the last client goes, the queue counts as abandoned from @now_ns on. */
void net_ws_queue_remove_client (NetWsQueue *self, guint64 now_ns);
gboolean net_ws_queue_is_abandoned (NetWsQueue *self, guint64 now_ns, guint64 max_age_ns);

/* Appends @content (transfer full) under the next nonce; its hash goes into @tree. */
void net_ws_queue_push (NetWsQueue *self,
                        NetTree *tree,
                        const NetClientKey *client_key,
                        guint64 now_ns,
                        GBytes *content);
/* Drops at most NET_WS_MESSAGES_TO_DELETE messages older than @max_age_ns, here and in @tree. */
void net_ws_queue_delete_old (NetWsQueue *self, NetTree *tree, guint64 now_ns, guint64 max_age_ns);
void net_ws_queue_delete_all (NetWsQueue *self, NetTree *tree);

/* Appends references to at most @max messages from @nonce on to @out; TRUE if the last message of
 * the queue is among them. */
gboolean net_ws_queue_peek (NetWsQueue *self, guint64 nonce, guint max, GPtrArray *out);
guint net_ws_queue_get_length (NetWsQueue *self);

G_END_DECLS
