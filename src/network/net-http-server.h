/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-replica.h"

G_BEGIN_DECLS

/**
 * NetHttpServer: the HTTP interface of a replica (interface spec, "HTTPS interface"), without TLS,
 * as local replicas have it.
 */
#define NET_TYPE_HTTP_SERVER (net_http_server_get_type ())
G_DECLARE_FINAL_TYPE (NetHttpServer, net_http_server, NET, HTTP_SERVER, GObject)

NetHttpServer *net_http_server_new (NetReplica *replica);
/* @port 0: any. Loopback only, unless @listen_any. Fails with G_IO_ERROR. */
gboolean
net_http_server_listen (NetHttpServer *self, guint16 port, gboolean listen_any, GError **error);
void net_http_server_stop (NetHttpServer *self);
const char *net_http_server_get_url (NetHttpServer *self); /* (nullable) before listening */

G_END_DECLS
