/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void ic_leb128_put_uint64 (GByteArray *out, guint64 value);
void ic_sleb128_put_int64 (GByteArray *out, gint64 value);
/* Reads from *@cursor up to @end and moves the cursor; FALSE on truncation or overflow of 64 bits. */
gboolean ic_leb128_get_uint64 (const guint8 **cursor, const guint8 *end, guint64 *value);
gboolean ic_sleb128_get_int64 (const guint8 **cursor, const guint8 *end, gint64 *value);

G_END_DECLS
