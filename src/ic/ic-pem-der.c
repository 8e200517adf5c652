/* SPDX-License-Identifier: MIT */
#include "ic-pem-der.h"

#include <string.h>

/* Longest object identifier that is spelled out. */
#define MAX_OID_BYTES 32

gsize
ic_der_left (const IcDerReader *self)
{
  return self->end - self->p;
}

gboolean
ic_der_at_end (const IcDerReader *self)
{
  return self->p == self->end;
}

gboolean
ic_der_peek (const IcDerReader *self, guint8 tag)
{
  return self->p < self->end && *self->p == tag;
}

gboolean
ic_der_equals (const IcDerReader *self, gconstpointer bytes, gsize len)
{
  return ic_der_left (self) == len && memcmp (self->p, bytes, len) == 0;
}

/**
 * ic_der_read:
 * @self: where to read; stands after the element then
 * @tag: which element must be next
 * @contents: (out caller-allocates): what is in it
 *
 * Returns: %FALSE if another element is next or its length is not DER; nothing is read then
 */
gboolean
ic_der_read (IcDerReader *self, guint8 tag, IcDerReader *contents)
{
  const guint8 *p = self->p;
  gsize len;

  if (ic_der_left (self) < 2 || p[0] != tag)
    return FALSE;
  if (p[1] < 0x80)
    {
      len = p[1];
      p += 2;
    }
  else if (p[1] == 0x81 && ic_der_left (self) >= 3 && p[2] >= 0x80)
    {
      len = p[2];
      p += 3;
    }
  else if (p[1] == 0x82 && ic_der_left (self) >= 4 && p[2] != 0)
    {
      len = (gsize)p[2] << 8 | p[3];
      p += 4;
    }
  else
    return FALSE;
  if ((gsize)(self->end - p) < len)
    return FALSE;

  contents->p = p;
  contents->end = p + len;
  self->p = p + len;
  return TRUE;
}

/**
 * ic_der_read_uint:
 * @self: where to read
 * @number: (out): an INTEGER
 *
 * Returns: %FALSE for anything but an INTEGER in its shortest form, not negative, below 2^64
 */
gboolean
ic_der_read_uint (IcDerReader *self, guint64 *number)
{
  IcDerReader after = *self;
  IcDerReader bytes;

  if (!ic_der_read (&after, IC_DER_INTEGER, &bytes) || ic_der_at_end (&bytes) ||
      (*bytes.p & 0x80) != 0)
    return FALSE;
  if (*bytes.p == 0 && ic_der_left (&bytes) > 1)
    {
      bytes.p++;
      if ((*bytes.p & 0x80) == 0)
        return FALSE;
    }
  if (ic_der_left (&bytes) > sizeof *number)
    return FALSE;

  *number = 0;
  while (!ic_der_at_end (&bytes))
    *number = *number << 8 | *bytes.p++;
  *self = after;
  return TRUE;
}

char *
ic_der_oid_to_text (const IcDerReader *oid)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const guint8 *p = oid->p;

  if (ic_der_at_end (oid) || ic_der_left (oid) > MAX_OID_BYTES)
    return g_strdup ("unknown");
  while (p < oid->end)
    {
      guint64 part = 0;

      do
        {
          if (part >> 57 != 0)
            return g_strdup ("unknown");
          part = part << 7 | (*p & 0x7f);
        }
      while ((*p++ & 0x80) != 0 && p < oid->end);
      if (text->len == 0)
        g_string_append_printf (text, "%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT,
                                MIN (part / 40, 2), part - 40 * MIN (part / 40, 2));
      else
        g_string_append_printf (text, ".%" G_GUINT64_FORMAT, part);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
