/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lower-case hexadecimal text. (transfer full) */
char *ic_hex_encode (gconstpointer bytes, gsize len);
char *ic_bytes_to_hex (GBytes *bytes);
/* Either case, no spaces, no prefix; fails with IC_ERROR_HEX. Not for secrets: takes a time that
 * depends on the digits. (transfer full) */
GBytes *ic_bytes_from_hex (const char *hex, GError **error);

G_END_DECLS
