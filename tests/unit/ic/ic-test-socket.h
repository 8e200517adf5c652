/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * IcTestSocket: a TCP connection to this machine that says byte for byte what it is told to, while
 * the main context runs.
 */
typedef struct
{
  GSocketConnection *connection;
  GString *received;
  gboolean at_end;
  guint8 buffer[4096];
} IcTestSocket;

/* To the host and port of @url; NULL if nobody listens there. */
IcTestSocket *ic_test_socket_new (const char *url);
void ic_test_socket_free (IcTestSocket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcTestSocket, ic_test_socket_free)

/* Sends all, or as much as the other side takes. */
void ic_test_socket_send (IcTestSocket *self, const char *text, gssize len);
/* Runs the main context until the other side ends the connection; gives all that came. */
const char *ic_test_socket_read (IcTestSocket *self);
/* The status of the answer; 0: none. */
guint ic_test_socket_read_status (IcTestSocket *self);
/* Value of a header in what came. (transfer full) (nullable) */
char *ic_test_socket_get_header (IcTestSocket *self, const char *name);

/* A whole POST of a form, as a browser sends it. (transfer full) */
char *ic_test_form_post (const char *url, const char *body);

/* "delegation=...&nonce=..." (transfer full) */
char *ic_test_form (const char *delegation, const char *nonce);

G_END_DECLS
