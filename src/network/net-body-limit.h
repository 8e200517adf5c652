/* SPDX-License-Identifier: MIT */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Makes @server keep at most about @max_bytes of a request's body; the rest is read and dropped. */
void net_body_limit_install (SoupServer *server, gsize max_bytes);
/* Whether more than @max_bytes came. */
gboolean net_body_limit_is_exceeded (SoupServerMessage *message, gsize max_bytes);

G_END_DECLS
