/* SPDX-License-Identifier: MIT */
#include "ic-leb128.h"

/* 64 bits in groups of seven. */
#define MAX_BYTES 10

/**
 * ic_leb128_put_uint64:
 * @out: array to append to
 * @value: number
 *
 * Appends the shortest unsigned LEB128 form.
 */
void
ic_leb128_put_uint64 (GByteArray *out, guint64 value)
{
  guint8 bytes[MAX_BYTES];
  guint n = 0;

  do
    {
      bytes[n] = value & 0x7f;
      value >>= 7;
      if (value != 0)
        bytes[n] |= 0x80;
      n++;
    }
  while (value != 0);

  g_byte_array_append (out, bytes, n);
}

/**
 * ic_sleb128_put_int64:
 * @out: array to append to
 * @value: number
 *
 * Appends the shortest signed LEB128 form.
 */
void
ic_sleb128_put_int64 (GByteArray *out, gint64 value)
{
  guint8 bytes[MAX_BYTES];
  guint n = 0;
  gboolean more = TRUE;

  while (more)
    {
      guint8 byte = value & 0x7f;

      /* An arithmetic shift: gcc and clang define it so for signed numbers. */
      value >>= 7;
      more = !((value == 0 && (byte & 0x40) == 0) || (value == -1 && (byte & 0x40) != 0));
      bytes[n++] = more ? byte | 0x80 : byte;
    }

  g_byte_array_append (out, bytes, n);
}

/**
 * ic_leb128_get_uint64:
 * @cursor: (inout): where to read; moved past the number on success only
 * @end: first byte that may not be read
 * @value: (out): the number
 *
 * Forms longer than the shortest are accepted (Candid allows them) up to ten bytes.
 *
 * Returns: %FALSE if the bytes end early or the number needs more than 64 bits
 */
gboolean
ic_leb128_get_uint64 (const guint8 **cursor, const guint8 *end, guint64 *value)
{
  const guint8 *p = *cursor;
  guint64 result = 0;

  for (guint i = 0; i < MAX_BYTES; i++)
    {
      guint8 byte;

      if (p == end)
        return FALSE;
      byte = *p++;
      /* The tenth byte carries bit 63 alone. */
      if (i == MAX_BYTES - 1 && byte > 1)
        return FALSE;
      result |= (guint64)(byte & 0x7f) << (7 * i);
      if ((byte & 0x80) == 0)
        {
          *cursor = p;
          *value = result;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * ic_sleb128_get_int64:
 * @cursor: (inout): where to read; moved past the number on success only
 * @end: first byte that may not be read
 * @value: (out): the number
 *
 * Returns: %FALSE if the bytes end early or the number needs more than 64 bits
 */
gboolean
ic_sleb128_get_int64 (const guint8 **cursor, const guint8 *end, gint64 *value)
{
  const guint8 *p = *cursor;
  guint64 result = 0;

  for (guint i = 0; i < MAX_BYTES; i++)
    {
      guint8 byte;

      if (p == end)
        return FALSE;
      byte = *p++;
      /* The tenth byte carries bit 63, and the sign extension of it. */
      if (i == MAX_BYTES - 1 && byte != 0x00 && byte != 0x7f)
        return FALSE;
      result |= (guint64)(byte & 0x7f) << (7 * i);
      if ((byte & 0x80) == 0)
        {
          if ((byte & 0x40) != 0 && 7 * (i + 1) < 64)
            result |= ~G_GUINT64_CONSTANT (0) << (7 * (i + 1));
          *cursor = p;
          *value = (gint64)result;
          return TRUE;
        }
    }

  return FALSE;
}
