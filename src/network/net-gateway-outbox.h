/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-clock.h"
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef enum
{
  NET_OUTPUT_BINARY,
  NET_OUTPUT_TEXT,
  NET_OUTPUT_PING /* no bytes */
} NetOutputKind;

/**
 * NetGatewayOutbox: what goes to one client, in order. Can hold frames back until their time, and
 * send one thousands of times without filling the memory: as fast as the client reads.
 */
typedef struct _NetGatewayOutbox NetGatewayOutbox;

NetGatewayOutbox *net_gateway_outbox_new (SoupWebsocketConnection *connection, IcClock *clock);
void net_gateway_outbox_free (NetGatewayOutbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetGatewayOutbox, net_gateway_outbox_free)

/* Sends @bytes @n times, not before @due_us (monotonic) nor before what was put in earlier. With more
 * than NET_OUTBOX_MAX_BYTES or _FRAMES waiting, the first of them goes early. */
#define NET_OUTBOX_MAX_FRAMES 4096
#define NET_OUTBOX_MAX_BYTES  (64 * 1024 * 1024)
void net_gateway_outbox_put (
    NetGatewayOutbox *self, NetOutputKind kind, GBytes *bytes, guint64 n, gint64 due_us);

G_END_DECLS
