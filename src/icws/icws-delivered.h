/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether the kernel has seen the other computer acknowledge what was written to a TCP connection,
 * but for what was written a moment ago (less than TCP's own time-out, a second or so). FALSE where
 * the platform does not tell, or a proxy stands in between, who acknowledges for himself. */
gboolean icws_delivered_all (GIOStream *stream);
/* Notes that @connection leads through a proxy. */
void icws_delivered_mark_proxied (GIOStream *connection);

G_END_DECLS
