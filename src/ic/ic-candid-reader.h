/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-candid-private.h"
#include "ic-error.h"
#include "ic-leb128.h"

/* A cursor over untrusted bytes. Every function returns FALSE with an error set, or TRUE. */
typedef struct
{
  const guint8 *start;
  const guint8 *cur;
  const guint8 *end;
  GError **error;
} IcCandidReader;

static inline gsize
ic_candid_reader_left (const IcCandidReader *self)
{
  return (gsize)(self->end - self->cur);
}

/* Always FALSE, so that it can be returned. */
static inline gboolean
ic_candid_reader_malformed (IcCandidReader *self, const char *what)
{
  g_set_error (self->error, IC_ERROR, IC_ERROR_CANDID, "Malformed Candid at byte %zu: %s",
               (gsize)(self->cur - self->start), what);
  return FALSE;
}

static inline gboolean
ic_candid_reader_byte (IcCandidReader *self, guint8 *out)
{
  if (self->cur == self->end)
    return ic_candid_reader_malformed (self, "ends early");
  *out = *self->cur++;
  return TRUE;
}

static inline gboolean
ic_candid_reader_number (IcCandidReader *self, guint64 *out)
{
  if (!ic_leb128_get_uint64 (&self->cur, self->end, out))
    return ic_candid_reader_malformed (self, "bad LEB128 number");
  return TRUE;
}

static inline gboolean
ic_candid_reader_signed (IcCandidReader *self, gint64 *out)
{
  if (!ic_sleb128_get_int64 (&self->cur, self->end, out))
    return ic_candid_reader_malformed (self, "bad signed LEB128 number");
  return TRUE;
}

/* A count of things that take at least @each bytes (0: unbounded by the input). */
static inline gboolean
ic_candid_reader_count (IcCandidReader *self, gsize each, gsize *out)
{
  guint64 n;

  if (!ic_candid_reader_number (self, &n))
    return FALSE;
  if (each > 0 && n > ic_candid_reader_left (self) / each)
    return ic_candid_reader_malformed (self, "count exceeds the input");
  *out = n;
  return TRUE;
}

/* LEB128 length and that many bytes, borrowed. */
static inline gboolean
ic_candid_reader_sized (IcCandidReader *self, const guint8 **bytes, gsize *len)
{
  if (!ic_candid_reader_count (self, 1, len))
    return FALSE;
  *bytes = self->cur;
  self->cur += *len;
  return TRUE;
}

static inline gboolean
ic_candid_reader_text (IcCandidReader *self, const guint8 **bytes, gsize *len)
{
  if (!ic_candid_reader_sized (self, bytes, len))
    return FALSE;
  if (!ic_candid_is_utf8 (*bytes, *len))
    return ic_candid_reader_malformed (self, "text is no UTF-8");
  return TRUE;
}

/* Type table and types of the message, ic-candid-table.c. */
IcCandidArena *ic_candid_table_read (IcCandidReader *reader, guint max_types, gsize *n_types);
gboolean ic_candid_table_read_type (IcCandidReader *reader,
                                    IcCandidArena *arena,
                                    gsize n_types,
                                    IcCandidType **out);
