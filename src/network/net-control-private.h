/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-canister-faults.h"
#include "net-network.h"
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

/* What a request may say: a long list of clients at most. */
#define NET_CONTROL_MAX_BODY (64 * 1024)

/* Nobody waits longer than a day for a gateway. */
#define NET_CONTROL_MAX_DOWN_MS (24 * 60 * 60 * 1000)

/* One request on its way through the handlers. */
typedef struct
{
  NetNetwork *network;
  SoupServerMessage *message;
  const char *method;
  GBytes *body;
} NetControlRequest;

/* Answers {"error": "..."}; gives FALSE, so that a handler can return it. */
gboolean net_control_refuse (SoupServerMessage *message, guint status, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/* Does what is asked for; FALSE: refused, and answered. */
gboolean net_control_route (NetControlRequest *request, const char *path);

/* The whole state, as docs/local-network.md describes it. (transfer full) */
char *net_control_describe (NetNetwork *network);

/* The body of a request: an object that has no other members than @names (NULL-terminated). An empty
 * body is an empty object. Fails with G_IO_ERROR_INVALID_DATA; the text is for the one who asked. */
JsonObject *net_control_parse (GBytes *body, const char *const *names, GError **error);
/* Members of it; what is missing leaves @out as it is. */
gboolean net_control_get_number (
    JsonObject *object, const char *name, guint64 max, guint64 *out, GError **error);
gboolean net_control_get_rate (JsonObject *object, double *out, GError **error);
gboolean
net_control_get_text (JsonObject *object, const char *name, const char **out, GError **error);
/* Texts of principals; (transfer full). */
gboolean net_control_get_clients (JsonObject *object, char ***out, GError **error);
