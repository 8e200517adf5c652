/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-envelope.h"
#include "net-forger.h"
#include "net-gateway-frame.h"
#include "net-gateway.h"
#include "net-ws-types.h"
#include <libsoup/soup.h>

typedef struct _NetGatewaySession NetGatewaySession;
typedef struct _NetGatewayPoller NetGatewayPoller;
typedef struct _NetGatewayFaults NetGatewayFaults;

struct _NetGateway
{
  GObject parent_instance;

  NetReplica *replica;
  IcRandom *random;
  NetGatewayOptions options;
  IcEd25519Identity *identity;
  IcPrincipal principal;
  NetFaults *faults;
  NetForger *forger; /* (nullable): made when there is something to forge */
  GQueue hung;       /* SoupServerMessage: requests that are never answered */

  GPtrArray *servers;   /* SoupServer: for ws, for wss */
  GHashTable *sessions; /* set of NetGatewaySession, owned */
  GHashTable *pollers;  /* IcPrincipal (borrowed of the poller) -> NetGatewayPoller, owned */
  GCancellable *cancellable;
  GTask *closing; /* (nullable) net_gateway_close_async() under way */
  guint grace_timer;
  char *url;
  char *tls_url;
};

/* Sends an envelope to the replica, as v2 call, and only logs what comes of it: a gateway tells its
 * clients nothing, since it could say anything. */
void net_gateway_submit (NetGateway *self, const IcPrincipal *canister_id, GBytes *envelope);
/* An envelope signed by the gateway's own key. (transfer full) */
GBytes *net_gateway_sign (NetGateway *self,
                          IcRequestType type,
                          const IcPrincipal *canister_id,
                          const char *method,
                          GBytes *arg);
/* Makes known that @session serves @key, and polls @canister_id from now on. */
void net_gateway_add_client (NetGateway *self,
                             const IcPrincipal *canister_id,
                             const NetClientKey *key,
                             NetGatewaySession *session);
void net_gateway_remove_client (NetGateway *self,
                                const IcPrincipal *canister_id,
                                const NetClientKey *key,
                                NetGatewaySession *session);
void net_gateway_remove_session (NetGateway *self, NetGatewaySession *session);
void net_gateway_remove_poller (NetGateway *self, NetGatewayPoller *poller);

/* One connection of a client. */
NetGatewaySession *net_gateway_session_new (NetGateway *gateway,
                                            SoupWebsocketConnection *connection);
void net_gateway_session_free (NetGatewaySession *self);
/* Sends the handshake. Here and below: a fault may end the session, which frees it. */
void net_gateway_session_start (NetGatewaySession *self);
/* Relays one message. @other (nullable): the last one of the same canister for another client. */
void
net_gateway_session_relay (NetGatewaySession *self, NetGatewayFrame *frame, NetGatewayFrame *other);
/* What the session talks to; from ws_open on. */
const IcPrincipal *net_gateway_session_get_canister_id (NetGatewaySession *self);
/* Ends the session: the canister is told, and the connection is dropped without a closing frame.
 * Frees @self. */
void net_gateway_session_drop (NetGatewaySession *self);
/* Starts the closing handshake with code 1001. */
void net_gateway_session_say_goodbye (NetGatewaySession *self);
/* The poller has failed: the session ends, without a reason given. Frees @self. */
void net_gateway_session_fail (NetGatewaySession *self);

/* Polls one canister as long as there are clients of it. */
NetGatewayPoller *net_gateway_poller_new (NetGateway *gateway, const IcPrincipal *canister_id);
void net_gateway_poller_free (NetGatewayPoller *self);
const IcPrincipal *net_gateway_poller_get_canister_id (NetGatewayPoller *self);
void net_gateway_poller_add (NetGatewayPoller *self,
                             const NetClientKey *key,
                             NetGatewaySession *session);
void net_gateway_poller_remove (NetGatewayPoller *self,
                                const NetClientKey *key,
                                NetGatewaySession *session);
