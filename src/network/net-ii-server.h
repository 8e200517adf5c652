/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-ii-canister.h"

G_BEGIN_DECLS

/* The person who has not switched on "CLI access" for any web app. */
#define NET_II_NUMBER_WITHOUT_CLI_ACCESS "10404"

/**
 * NetIiServer: the web side of the small Internet Identity: what the IC's command-line tool and
 * Attest ask of https://id.ai: /.well-known/cli-auth-config, the login page /cli, and what that page
 * asks in turn:
 *   POST /cli/number, {} -> {"number"}
 *   POST /cli/delegation, {"number", "domain"?, "publicKey" (hex DER), "ttl"? (minutes)} -> a chain of
 *     one hop as @dfinity/identity writes it
 */
#define NET_TYPE_II_SERVER (net_ii_server_get_type ())
G_DECLARE_FINAL_TYPE (NetIiServer, net_ii_server, NET, II_SERVER, GObject)

NetIiServer *net_ii_server_new (NetIiCanister *canister, NetReplica *replica);
/* @port 0: any. Loopback only, unless @listen_any. Fails with G_IO_ERROR. */
gboolean
net_ii_server_listen (NetIiServer *self, guint16 port, gboolean listen_any, GError **error);
void net_ii_server_stop (NetIiServer *self);
const char *net_ii_server_get_url (NetIiServer *self); /* (nullable) before listening */

G_END_DECLS
