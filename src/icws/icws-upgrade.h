/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Connects to a ws: or wss: address and does the opening handshake of RFC 6455, section 4.1.
 * finish: the connection (transfer full), with the limits of IcwsMeteredStream. Errors:
 * ICWS_ERROR_UNREACHABLE, ICWS_ERROR_TLS, or G_IO_ERROR_CANCELLED. */
void icws_upgrade_async (GUri *uri,
                         guint64 max_unframed_bytes,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
GIOStream *icws_upgrade_finish (GAsyncResult *result, GError **error);

G_END_DECLS
