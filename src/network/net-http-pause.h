/* SPDX-License-Identifier: MIT */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* An answer that comes later. Whoever asked may be gone by then, and libsoup 3.2 does not like to hear of
 * a message that has lost its connection. */
void net_http_pause (SoupServerMessage *message);
void net_http_unpause (SoupServerMessage *message);

G_END_DECLS
