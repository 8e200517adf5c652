/* SPDX-License-Identifier: MIT */
/* What goes wrong before there is a WebSocket. */
#include "config.h"

#include "net-gateway-faults.h"
#include "net-http-pause.h"

/* Connections that hang: when there are more, the oldest is let go. */
#define MAX_HUNG 256

static void
let_go (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
  net_http_unpause (message);
  g_object_unref (message);
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  NetGateway *gateway = user_data;
  const NetFaultPhase phase = NET_FAULT_PHASE_HANDSHAKE;

  if (net_faults_strike (gateway->faults, NET_FAULT_REFUSE, phase, NULL, NULL))
    soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
  else if (net_faults_strike (gateway->faults, NET_FAULT_HANG, phase, NULL, NULL))
    {
      net_http_pause (message);
      g_queue_push_tail (&gateway->hung, g_object_ref (message));
      if (gateway->hung.length > MAX_HUNG)
        let_go (g_queue_pop_head (&gateway->hung));
    }
}

void
net_gateway_watch_door (NetGateway *gateway, SoupServer *server)
{
  soup_server_add_early_handler (server, NULL, on_request, gateway, NULL);
}

void
net_gateway_release_door (NetGateway *gateway)
{
  while (gateway->hung.length > 0)
    let_go (g_queue_pop_head (&gateway->hung));
}
