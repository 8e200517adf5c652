/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* JSON from outside: checked for size, UTF-8 and nesting before JSON-GLib, which recurses, sees it.
 * Fails with IC_ERROR_LOGIN_JSON; @what names the text in the message. (transfer full) */
JsonNode *
ic_json_parse (const char *text, gsize len, gsize max_bytes, const char *what, GError **error);

/* A member of a certain kind, or NULL with IC_ERROR_LOGIN_JSON. Borrowed. */
JsonObject *ic_json_get_object (JsonNode *node, const char *what, GError **error);
JsonNode *ic_json_require (JsonObject *object, const char *name, GError **error);
const char *ic_json_get_string (JsonNode *node, const char *what, GError **error);
JsonArray *ic_json_get_array (JsonNode *node, const char *what, GError **error);

G_END_DECLS
