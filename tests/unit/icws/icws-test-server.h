/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * IcwsTestServer: a WebSocket server that does what a script says, in a thread of its own, on a
 * free port of the loopback. It serves one connection.
 */
typedef struct _IcwsTestServer IcwsTestServer;

/* In the server's thread, after the opening handshake of RFC 6455 (or, if @raw, after the request
 * was read and before any answer). */
typedef void (*IcwsTestScript) (IcwsTestServer *self, gpointer user_data);

/* @certificate (nullable): serve TLS. */
IcwsTestServer *icws_test_server_new (IcwsTestScript script,
                                      gpointer user_data,
                                      gboolean raw,
                                      GTlsCertificate *certificate);
/* Waits for the script's end. */
void icws_test_server_free (IcwsTestServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsTestServer, icws_test_server_free)
char *icws_test_server_get_url (IcwsTestServer *self);

/* For scripts. FALSE when the other side is gone. */
gboolean icws_test_server_write (IcwsTestServer *self, gconstpointer data, gsize len);
/* A frame with any first byte (FIN and opcode). */
gboolean
icws_test_server_frame (IcwsTestServer *self, guint8 first, gconstpointer payload, gsize len);
/* Waits for a whole frame of the client: its first byte; @payload (out) (transfer full). -1 at end. */
int icws_test_server_read_frame (IcwsTestServer *self, GBytes **payload);
/* Waits until the client closes. */
void icws_test_server_wait_closed (IcwsTestServer *self);
guint64 icws_test_server_get_written (IcwsTestServer *self);

/* A self-signed certificate for "localhost", as PEM with its key. */
GTlsCertificate *icws_test_server_make_certificate (void);

G_END_DECLS
