/* SPDX-License-Identifier: MIT */
#include "ic/ic-bytes.h"
#include "ic/ic-leb128.h"
#include "ic/ic-random.h"

#include <string.h>

static const struct
{
  guint64 value;
  const char *hex;
} unsigned_vectors[] = {
  { 0, "00" },
  { 1, "01" },
  { 127, "7f" },
  { 128, "8001" },
  { 624485, "e58e26" },
  { G_GUINT64_CONSTANT (1685570400000000000), "8080a7bf92ab96b217" },
  { G_MAXINT64, "ffffffffffffffff7f" },
  { G_MAXUINT64, "ffffffffffffffffff01" },
};

static const struct
{
  gint64 value;
  const char *hex;
} signed_vectors[] = {
  { 0, "00" },
  { 1, "01" },
  { -1, "7f" },
  { 63, "3f" },
  { 64, "c000" },
  { -64, "40" },
  { -65, "bf7f" },
  { -123456, "c0bb78" },
  { G_MAXINT64, "ffffffffffffffffff00" },
  { G_MININT64, "8080808080808080807f" },
};

static void
test_unsigned_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (unsigned_vectors); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autofree char *hex = NULL;
      const guint8 *cursor;
      guint64 value;

      ic_leb128_put_uint64 (out, unsigned_vectors[i].value);
      hex = ic_hex_encode (out->data, out->len);
      g_assert_cmpstr (hex, ==, unsigned_vectors[i].hex);

      cursor = out->data;
      g_assert_true (ic_leb128_get_uint64 (&cursor, out->data + out->len, &value));
      g_assert_cmpuint (value, ==, unsigned_vectors[i].value);
      g_assert_true (cursor == out->data + out->len);
    }
}

static void
test_signed_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signed_vectors); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autofree char *hex = NULL;
      const guint8 *cursor;
      gint64 value;

      ic_sleb128_put_int64 (out, signed_vectors[i].value);
      hex = ic_hex_encode (out->data, out->len);
      g_assert_cmpstr (hex, ==, signed_vectors[i].hex);

      cursor = out->data;
      g_assert_true (ic_sleb128_get_int64 (&cursor, out->data + out->len, &value));
      g_assert_cmpint (value, ==, signed_vectors[i].value);
      g_assert_true (cursor == out->data + out->len);
    }
}

static void
test_round_trips (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (2);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (guint i = 0; i < 20000; i++)
    {
      guint64 number = ic_random_uint64 (random) >> (i % 64);
      guint64 value;
      gint64 signed_value;
      const guint8 *cursor;

      g_byte_array_set_size (out, 0);
      ic_leb128_put_uint64 (out, number);
      cursor = out->data;
      g_assert_true (ic_leb128_get_uint64 (&cursor, out->data + out->len, &value));
      g_assert_cmpuint (value, ==, number);

      /* Each way to cut it short is noticed, and moves nothing. */
      for (guint cut = 0; cut < out->len; cut++)
        {
          cursor = out->data;
          g_assert_false (ic_leb128_get_uint64 (&cursor, out->data + cut, &value));
          g_assert_true (cursor == out->data);
        }

      g_byte_array_set_size (out, 0);
      ic_sleb128_put_int64 (out, (gint64)(i & 1 ? ~number : number));
      cursor = out->data;
      g_assert_true (ic_sleb128_get_int64 (&cursor, out->data + out->len, &signed_value));
      g_assert_cmpint (signed_value, ==, (gint64)(i & 1 ? ~number : number));
      cursor = out->data;
      g_assert_false (ic_sleb128_get_int64 (&cursor, out->data + out->len - 1, &signed_value));
    }
}

static gboolean
reads_unsigned (const char *hex, guint64 *value)
{
  g_autoptr (GBytes) bytes = ic_bytes_from_hex (hex, NULL);
  gsize len;
  const guint8 *cursor = g_bytes_get_data (bytes, &len);

  return ic_leb128_get_uint64 (&cursor, cursor + len, value);
}

static gboolean
reads_signed (const char *hex, gint64 *value)
{
  g_autoptr (GBytes) bytes = ic_bytes_from_hex (hex, NULL);
  gsize len;
  const guint8 *cursor = g_bytes_get_data (bytes, &len);

  return ic_sleb128_get_int64 (&cursor, cursor + len, value);
}

static void
test_edges (void)
{
  guint64 u;
  gint64 s;

  /* Longer than needed: Candid allows it. */
  g_assert_true (reads_unsigned ("8000", &u));
  g_assert_cmpuint (u, ==, 0);
  g_assert_true (reads_unsigned ("81808080808080808000", &u));
  g_assert_cmpuint (u, ==, 1);
  g_assert_true (reads_signed ("ff7f", &s));
  g_assert_cmpint (s, ==, -1);
  g_assert_true (reads_signed ("ffffffffffffffffff7f", &s));
  g_assert_cmpint (s, ==, -1);

  /* Beyond 64 bits. */
  g_assert_false (reads_unsigned ("ffffffffffffffffff02", &u));
  g_assert_false (reads_unsigned ("8180808080808080808000", &u));
  g_assert_false (reads_signed ("ffffffffffffffffff01", &s));
  g_assert_false (reads_signed ("80808080808080808041", &s));
  g_assert_false (reads_signed ("8080808080808080808000", &s));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/leb128/unsigned-vectors", test_unsigned_vectors);
  g_test_add_func ("/ic/leb128/signed-vectors", test_signed_vectors);
  g_test_add_func ("/ic/leb128/round-trips", test_round_trips);
  g_test_add_func ("/ic/leb128/edges", test_edges);
  return g_test_run ();
}
