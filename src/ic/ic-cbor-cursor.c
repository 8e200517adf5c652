/* SPDX-License-Identifier: MIT */
#include "ic-cbor-cursor.h"

#include <string.h>

/* RFC 8949, section 3: the low five bits of the initial byte. */
#define INFO_MASK     0x1f
#define INFO_ONE_BYTE 24
#define INFO_8_BYTES  27

#define SIMPLE_FALSE     20
#define SIMPLE_NULL      22
#define SIMPLE_UNDEFINED 23

/**
 * ic_cbor_cursor_init:
 * @self: (out): cursor
 * @bytes: (nullable): @len bytes, which must outlive it
 */
void
ic_cbor_cursor_init (IcCborCursor *self, gconstpointer bytes, gsize len)
{
  /* No arithmetic on NULL, not even by nothing. */
  self->at = bytes != NULL ? bytes : (gconstpointer) "";
  self->end = self->at + len;
}

/**
 * ic_cbor_cursor_head:
 * @self: cursor
 * @major: (out): major type
 * @value: (out): argument: a number, a length in bytes or a number of items
 *
 * Reads the head of an item. Indefinite lengths (RFC 8949, section 3.2) and reserved values are
 * malformed here: nobody certifies with them, and each is one more way to say the same thing.
 */
gboolean
ic_cbor_cursor_head (IcCborCursor *self, IcCborMajor *major, guint64 *value)
{
  const guint8 *at = self->at;
  guint8 info;
  guint64 number = 0;

  if (at == self->end)
    return FALSE;

  *major = *at >> 5;
  info = *at & INFO_MASK;
  at++;

  if (info < INFO_ONE_BYTE)
    number = info;
  else if (info <= INFO_8_BYTES)
    {
      gsize n = (gsize)1 << (info - INFO_ONE_BYTE);

      if ((gsize)(self->end - at) < n)
        return FALSE;
      while (n-- > 0)
        number = number << 8 | *at++;
    }
  else
    return FALSE;

  self->at = at;
  *value = number;
  return TRUE;
}

/**
 * ic_cbor_cursor_expect:
 * @self: cursor
 * @major: major type that must come
 * @value: (out): its argument
 */
gboolean
ic_cbor_cursor_expect (IcCborCursor *self, IcCborMajor major, guint64 *value)
{
  IcCborCursor next = *self;
  IcCborMajor found;

  if (!ic_cbor_cursor_head (&next, &found, value) || found != major)
    return FALSE;

  *self = next;
  return TRUE;
}

/**
 * ic_cbor_cursor_string:
 * @self: cursor
 * @major: %IC_CBOR_MAJOR_BYTES or %IC_CBOR_MAJOR_TEXT
 * @bytes: (out) (transfer none): where the string begins in the input
 * @len: (out): its length
 */
gboolean
ic_cbor_cursor_string (IcCborCursor *self, IcCborMajor major, const guint8 **bytes, gsize *len)
{
  IcCborCursor next = *self;
  guint64 length;

  if (!ic_cbor_cursor_expect (&next, major, &length) || length > (gsize)(next.end - next.at))
    return FALSE;
  if (major == IC_CBOR_MAJOR_TEXT && !g_utf8_validate_len ((const char *)next.at, length, NULL))
    return FALSE;

  *bytes = next.at;
  *len = length;
  self->at = next.at + length;
  return TRUE;
}

/**
 * ic_cbor_cursor_skip_self_describe:
 * @self: cursor
 */
void
ic_cbor_cursor_skip_self_describe (IcCborCursor *self)
{
  IcCborCursor next = *self;
  guint64 tag;

  if (ic_cbor_cursor_expect (&next, IC_CBOR_MAJOR_TAG, &tag) && tag == IC_CBOR_TAG_SELF_DESCRIBE)
    *self = next;
}

/**
 * ic_cbor_cursor_null:
 * @self: cursor
 *
 * Steps over a null, and says whether there was one.
 */
gboolean
ic_cbor_cursor_null (IcCborCursor *self)
{
  if (self->at == self->end || *self->at != (IC_CBOR_MAJOR_SIMPLE << 5 | SIMPLE_NULL))
    return FALSE;

  self->at++;
  return TRUE;
}

/**
 * ic_cbor_cursor_skip:
 * @self: cursor
 *
 * Steps over one item with everything in it, at most %IC_CBOR_CURSOR_MAX_DEPTH levels deep.
 */
gboolean
ic_cbor_cursor_skip (IcCborCursor *self)
{
  IcCborCursor next = *self;
  guint64 missing[IC_CBOR_CURSOR_MAX_DEPTH];
  guint depth = 0;

  /* missing[i]: items still to come at level i. */
  missing[depth++] = 1;
  while (depth > 0)
    {
      IcCborMajor major;
      guint64 value, items = 0;
      const guint8 *start = next.at;

      if (missing[depth - 1] == 0)
        {
          depth--;
          continue;
        }
      missing[depth - 1]--;

      if (!ic_cbor_cursor_head (&next, &major, &value))
        return FALSE;

      switch (major)
        {
        case IC_CBOR_MAJOR_UINT:
        case IC_CBOR_MAJOR_NEGINT:
          break;
        case IC_CBOR_MAJOR_BYTES:
        case IC_CBOR_MAJOR_TEXT:
          {
            const guint8 *bytes;
            gsize len;

            next.at = start;
            if (!ic_cbor_cursor_string (&next, major, &bytes, &len))
              return FALSE;
          }
          break;
        case IC_CBOR_MAJOR_ARRAY:
          items = value;
          break;
        case IC_CBOR_MAJOR_MAP:
          if (value > G_MAXUINT64 / 2)
            return FALSE;
          items = 2 * value;
          break;
        case IC_CBOR_MAJOR_TAG:
          items = 1;
          break;
        case IC_CBOR_MAJOR_SIMPLE:
        default:
          /* Booleans, null and undefined; no floats in what the IC certifies. */
          if (next.at - start != 1 || value < SIMPLE_FALSE || value > SIMPLE_UNDEFINED)
            return FALSE;
          break;
        }

      if (items > 0)
        {
          if (depth == IC_CBOR_CURSOR_MAX_DEPTH)
            return FALSE;
          missing[depth++] = items;
        }
    }

  *self = next;
  return TRUE;
}
