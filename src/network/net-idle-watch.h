/* SPDX-License-Identifier: MIT */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Closes connections that wait for their next request when the client has closed them: libsoup 3.2
 * forgets to, and a server that runs for long has no descriptors left. */
void net_idle_watch_install (SoupServer *server);

G_END_DECLS
