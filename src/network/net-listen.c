/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-listen.h"

#include "net-idle-watch.h"

/* GLib's default of 10 makes a crowd that connects at once wait for TCP's retries. */
#define BACKLOG 1024

/* A listening socket, so that its backlog can be chosen; libsoup's own way has none. */
static GSocket *
make_socket (guint16 port, gboolean listen_any, GError **error)
{
  g_autoptr (GInetAddress) host = listen_any ? g_inet_address_new_any (G_SOCKET_FAMILY_IPV4)
                                             : g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (host, port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    {
      g_prefix_error (error, "port %u: ", port);
      return NULL;
    }
  return g_steal_pointer (&socket);
}

char *
net_listen (SoupServer *server,
            const char *scheme,
            gboolean tls,
            guint16 port,
            gboolean listen_any,
            GError **error)
{
  g_autoptr (GSocket) socket = make_socket (port, listen_any, error);
  g_autoptr (GSocketAddress) address = NULL;

  if (socket == NULL)
    return NULL;
  address = g_socket_get_local_address (socket, error);
  net_idle_watch_install (server);
  if (address == NULL ||
      !soup_server_listen_socket (server, socket, tls ? SOUP_SERVER_LISTEN_HTTPS : 0, error))
    return NULL;
  return g_strdup_printf ("%s://127.0.0.1:%u", scheme,
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}
