/* SPDX-License-Identifier: MIT */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Makes @server listen on 127.0.0.1 (with @listen_any: on all addresses) and gives the URL to reach
 * it from this machine, such as "ws://127.0.0.1:8080" (transfer full). With @tls the server must have
 * its certificate already. @port 0: any free one. */
char *net_listen (SoupServer *server,
                  const char *scheme,
                  gboolean tls,
                  guint16 port,
                  gboolean listen_any,
                  GError **error);

G_END_DECLS
