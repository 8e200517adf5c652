/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Strict reading of JSON files of our own: each error is G_IO_ERROR_INVALID_DATA with a clause that
 * goes on after "cannot be used: ". */

/* json-glib reads nested values by recursion: depth is checked before. NULL on error. */
JsonNode *icws_json_parse_object (
    const char *text, gsize len, gsize max_len, guint max_depth, GError **error);
gboolean icws_json_broken (GError **error, const char *format, ...)
    G_GNUC_PRINTF (2, 3); /* FALSE */
/* Unknown members are refused. */
gboolean icws_json_check_members (JsonObject *object, const char *const *known, GError **error);
/* At most @max bytes of UTF-8; NULL is one too. */
gboolean icws_json_is_text (const char *text, gsize max);
/* @out is borrowed; NULL if the field is missing and @required is not. */
gboolean icws_json_read_text (JsonObject *object,
                              const char *name,
                              gboolean required,
                              gsize max,
                              const char **out,
                              GError **error);
/* From 0 to @max; 0 if the field is missing. */
gboolean icws_json_read_number (
    JsonObject *object, const char *name, gint64 max, gint64 *out, GError **error);
/* FALSE if the field is missing. */
gboolean icws_json_read_flag (JsonObject *object, const char *name, gboolean *out, GError **error);
/* NULL with an error if it is no list, missing or longer than @max. */
JsonArray *icws_json_read_list (JsonObject *object, const char *name, guint max, GError **error);
/* A text that is one of @names: its position; @missing if there is none. */
gboolean icws_json_read_choice (JsonObject *object,
                                const char *name,
                                const char *const *names,
                                guint n_names,
                                int missing,
                                int *out,
                                GError **error);

/* Nothing for NULL. */
void icws_json_add_text (JsonBuilder *builder, const char *name, const char *value);
void icws_json_add_number (JsonBuilder *builder, const char *name, gint64 value);

G_END_DECLS
