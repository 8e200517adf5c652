/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether the program runs in a sandbox, which is to be asked before it may stay without a window. */
gboolean attest_background_is_sandboxed (void);
/* Asks the desktop by org.freedesktop.portal.Background, which may ask the person. FALSE without an
 * error: they said no. */
void attest_background_request_async (const char *reason,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
gboolean attest_background_request_finish (GAsyncResult *result, GError **error);

G_END_DECLS
