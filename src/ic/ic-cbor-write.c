/* SPDX-License-Identifier: MIT */
#include "ic-cbor.h"

#include <string.h>

/* A first byte and at most eight more. */
#define HEAD_BYTES        9
#define TAG_SELF_DESCRIBE 55799

/**
 * ic_cbor_put_self_describe:
 * @out: array to append to
 *
 * Appends the tag 55799; the message follows.
 */
void
ic_cbor_put_self_describe (GByteArray *out)
{
  guint8 head[HEAD_BYTES];

  g_byte_array_append (out, head, cbor_encode_tag (TAG_SELF_DESCRIBE, head, sizeof head));
}

/**
 * ic_cbor_put_map:
 * @out: array to append to
 * @n_pairs: how many keys and values the caller puts next
 */
void
ic_cbor_put_map (GByteArray *out, gsize n_pairs)
{
  guint8 head[HEAD_BYTES];

  g_byte_array_append (out, head, cbor_encode_map_start (n_pairs, head, sizeof head));
}

/**
 * ic_cbor_put_array:
 * @out: array to append to
 * @n_items: how many items the caller puts next
 */
void
ic_cbor_put_array (GByteArray *out, gsize n_items)
{
  guint8 head[HEAD_BYTES];

  g_byte_array_append (out, head, cbor_encode_array_start (n_items, head, sizeof head));
}

/**
 * ic_cbor_put_text:
 * @out: array to append to
 * @text: UTF-8
 */
void
ic_cbor_put_text (GByteArray *out, const char *text)
{
  guint8 head[HEAD_BYTES];
  gsize len = strlen (text);

  g_byte_array_append (out, head, cbor_encode_string_start (len, head, sizeof head));
  g_byte_array_append (out, (const guint8 *)text, len);
}

/**
 * ic_cbor_put_bytes:
 * @out: array to append to
 * @bytes: (nullable): @len bytes
 * @len: their number
 */
void
ic_cbor_put_bytes (GByteArray *out, gconstpointer bytes, gsize len)
{
  guint8 head[HEAD_BYTES];

  g_byte_array_append (out, head, cbor_encode_bytestring_start (len, head, sizeof head));
  if (len > 0)
    g_byte_array_append (out, bytes, len);
}

/**
 * ic_cbor_put_gbytes:
 * @out: array to append to
 * @bytes: a byte string
 */
void
ic_cbor_put_gbytes (GByteArray *out, GBytes *bytes)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  ic_cbor_put_bytes (out, data, len);
}

/**
 * ic_cbor_put_uint64:
 * @out: array to append to
 * @value: a number, written in its shortest form
 */
void
ic_cbor_put_uint64 (GByteArray *out, guint64 value)
{
  guint8 head[HEAD_BYTES];

  g_byte_array_append (out, head, cbor_encode_uint (value, head, sizeof head));
}

/**
 * ic_cbor_put_bool:
 * @out: array to append to
 * @value: true or false
 */
void
ic_cbor_put_bool (GByteArray *out, gboolean value)
{
  guint8 head[HEAD_BYTES];

  g_byte_array_append (out, head, cbor_encode_bool (value, head, sizeof head));
}
