/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes @text and a line end to standard output at once. JSON stays UTF-8 in every locale. FALSE:
 * nobody reads it any more, or it cannot be written; said on standard error unless the reader left. */
gboolean probe_output_json (const char *text);
/* The same in the charset of the locale. */
gboolean probe_output_text (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* What others said goes to a terminal: without control characters. NULL: "". (transfer full) */
char *probe_output_clean (const char *text);

G_END_DECLS
