/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-faults.h"
#include "net-ws-types.h"

G_BEGIN_DECLS

/**
 * NetGatewayFrame: what a gateway relays of one message, in parts: {key, content, cert, tree}, and
 * whose it is. Not changed once it is shared. Belongs to the main loop's thread.
 */
typedef struct
{
  grefcount ref_count;
  IcPrincipal canister_id;
  NetClientKey client_key;
  char *key;
  GBytes *content;
  GBytes *cert;
  GBytes *tree;
} NetGatewayFrame;

NetGatewayFrame *net_gateway_frame_new (const IcPrincipal *canister_id,
                                        const NetOutputMessage *message,
                                        GBytes *cert,
                                        GBytes *tree);
NetGatewayFrame *net_gateway_frame_copy (const NetGatewayFrame *self);
NetGatewayFrame *net_gateway_frame_ref (NetGatewayFrame *self);
void net_gateway_frame_unref (NetGatewayFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetGatewayFrame, net_gateway_frame_unref)

/* CBOR, as it goes to the client. (transfer full) */
GBytes *net_gateway_frame_encode (const NetGatewayFrame *self);
gsize net_gateway_frame_get_size (const NetGatewayFrame *self);
/* Which part of a session's life the message belongs to: what its content says. */
NetFaultPhase net_gateway_frame_get_phase (const NetGatewayFrame *self);
/* The same of a message by itself. */
NetFaultPhase net_gateway_message_get_phase (const NetWsMessage *message);

G_END_DECLS
