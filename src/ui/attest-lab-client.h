/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-lab-state.h"

G_BEGIN_DECLS

/**
 * AttestLabClient: speaks to the switches of a local network: JSON over HTTP on loopback.
 */
#define ATTEST_TYPE_LAB_CLIENT (attest_lab_client_get_type ())
G_DECLARE_FINAL_TYPE (AttestLabClient, attest_lab_client, ATTEST, LAB_CLIENT, GObject)

/* Is that an http URL of this machine? Nobody else's switches are ever touched. */
gboolean attest_lab_client_is_loopback (const char *url);

AttestLabClient *attest_lab_client_new (const char *url);
/* @path begins with a slash; @body (nullable): JSON. Whatever succeeds answers with the whole state. */
void attest_lab_client_send_async (AttestLabClient *self,
                                   const char *method,
                                   const char *path,
                                   const char *body,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* G_IO_ERROR_FAILED with the network's own words if it refused. */
AttestLabState *
attest_lab_client_send_finish (AttestLabClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
