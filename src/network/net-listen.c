/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-listen.h"

/* The port of the listener that was added last. */
static guint
find_port (SoupServer *server, GSList *before)
{
  GSList *listeners = soup_server_get_listeners (server);
  guint port = 0;

  for (GSList *link = listeners; link != NULL; link = link->next)
    {
      g_autoptr (GSocketAddress) address = NULL;

      if (g_slist_find (before, link->data) != NULL)
        continue;
      address = g_socket_get_local_address (link->data, NULL);
      if (address != NULL)
        port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
    }
  g_slist_free (listeners);
  return port;
}

char *
net_listen (SoupServer *server,
            const char *scheme,
            gboolean tls,
            guint16 port,
            gboolean listen_any,
            GError **error)
{
  g_autoptr (GInetAddress) any = listen_any ? g_inet_address_new_any (G_SOCKET_FAMILY_IPV4)
                                            : g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (any, port);
  g_autoptr (GSList) before = soup_server_get_listeners (server);

  if (!soup_server_listen (server, address, tls ? SOUP_SERVER_LISTEN_HTTPS : 0, error))
    {
      g_prefix_error (error, "port %u: ", port);
      return NULL;
    }
  return g_strdup_printf ("%s://127.0.0.1:%u", scheme, find_port (server, before));
}
