/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-network.h"

G_BEGIN_DECLS

/**
 * NetControl: the switches of a local network for a tester, as JSON over HTTP on loopback only.
 * Requests with an Origin header, or for another host than loopback, are refused: no web page may
 * switch anything. The interface is described in docs/local-network.md.
 *
 * GET /                                    all there is: gateways, canisters, faults with texts and state
 * PUT /gateways/<i|all>/faults/<name>      {"rate":0.1,"phase":"chat","parameter":0,"limit":0,"clients":[..]}
 * DELETE /gateways/<i|all>/faults[/<name>]
 * POST /gateways/<i>/restart               {"down_ms":1000}
 * PUT /canisters/<name>/faults/<name>      {"rate":1,"parameter":0,"limit":1}
 * DELETE /canisters/<name>/faults[/<name>]
 * POST /canisters/<name>/upgrade
 * POST /canisters/<name>/close             {"reason":"KeepAliveTimeout"}
 */
#define NET_TYPE_CONTROL (net_control_get_type ())
G_DECLARE_FINAL_TYPE (NetControl, net_control, NET, CONTROL, GObject)

NetControl *net_control_new (NetNetwork *network);
gboolean net_control_listen (NetControl *self, guint16 port, GError **error);
void net_control_stop (NetControl *self);
const char *net_control_get_url (NetControl *self);

G_END_DECLS
