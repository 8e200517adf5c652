/* SPDX-License-Identifier: MIT */
#include "ic/ic-bytes.h"
#include "ic/ic-cbor.h"
#include "ic/ic-error.h"
#include "ic/ic-random.h"

#include <string.h>

static cbor_item_t *
load_hex (const char *hex, GError **error)
{
  g_autoptr (GBytes) bytes = ic_bytes_from_hex (hex, NULL);
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return ic_cbor_load (data, len, NULL, error);
}

static void
assert_refused (const char *hex, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (cbor_item_t) item = load_hex (hex, &error);

  if (item != NULL)
    g_error ("%s was accepted", hex);
  g_assert_error (error, IC_ERROR, code);
}

static void
test_accepted (void)
{
  static const char *const messages[] = {
    "00",
    "17",
    "1818",
    "1b0000000000000001", /* longer than needed: agent-js writes such numbers */
    "1bffffffffffffffff",
    "20",     /* -1 */
    "40",     /* h'' */
    "420102", /* h'0102' */
    "60",
    "63e4bda0", /* a character of three bytes */
    "80",
    "8301820203f6",
    "a0",
    "a2616101616202",
    "a16161a16161a0",   /* the same key on another level */
    "a2616161616162f6", /* {"a": "a", "b": null} */
    "f4",
    "f5",
    "f6",
    "d9d9f700",
    "da0000d9f700", /* the same tag, longer */
    "c24102",
    "c340",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (cbor_item_t) item = NULL;

      item = load_hex (messages[i], &error);
      g_assert_no_error (error);
      g_assert_nonnull (item);
      g_assert_cmpuint (cbor_refcount (item), ==, 1);
    }
}

static void
test_malformed (void)
{
  static const char *const messages[] = {
    "",
    "18",                   /* cut short */
    "19ff",                 /* cut short */
    "1bffffffffffffff",     /* cut short */
    "1c",                   /* reserved */
    "1f",                   /* reserved */
    "4201",                 /* byte string cut short */
    "5bffffffffffffffff",   /* byte string of 2^64-1 bytes */
    "5b7fffffffffffffff00", /* and of 2^63-1 */
    "6261",                 /* text cut short */
    "7bffffffffffffffff61", /* text of 2^64-1 bytes */
    "61ff",                 /* not UTF-8 */
    "62c080",               /* overlong zero */
    "63eda080",             /* surrogate */
    "6100",                 /* zero byte in a text */
    "81",                   /* array cut short */
    "9bffffffffffffffff",   /* array of 2^64-1 items */
    "9a7fffffff00",         /* array of 2^31-1 items */
    "8300",                 /* two items missing */
    "a1",                   /* map cut short */
    "a16161",               /* value missing */
    "bbffffffffffffffff",   /* map of 2^64-1 pairs */
    "bb800000000000000000", /* twice the number of pairs overflows */
    "a2616100616101",       /* key twice */
    "a3616100616200616101", /* key twice, not in a row */
    "a10000",               /* key is a number */
    "a1410000",             /* key is a byte string */
    "a1800000",             /* key is an array */
    "a1f600",               /* key is null */
    "a161ff00",             /* key is not UTF-8 */
    "a1c2410000",           /* key is a bignum */
    "0000",                 /* trailing byte */
    "8000",                 /* trailing byte */
    "d9d9f70000",           /* trailing byte */
    "5f4101ff",             /* indefinite byte string */
    "7f6161ff",             /* indefinite text */
    "9f00ff",               /* indefinite array */
    "bf616100ff",           /* indefinite map */
    "ff",                   /* break */
    "81ff",                 /* break */
    "f7",                   /* undefined */
    "f0",                   /* simple value 16 */
    "f818",                 /* simple value in two bytes */
    "f820",                 /* simple value 32 */
    "f814",                 /* false in two bytes */
    "f93c00",               /* float */
    "fa3f800000",           /* float */
    "fb3ff0000000000000",   /* float */
    "fc",                   /* reserved */
    "c000",                 /* tag 0 */
    "d81800",               /* tag 24 */
    "d9d9f7",               /* tag of nothing */
    "d9d9f7d9d9f700",       /* self-describe twice */
    "81d9d9f700",           /* self-describe inside */
    "c2",                   /* bignum of nothing */
    "c200",                 /* bignum of a number */
    "c26101",               /* bignum of a text */
    "c24201",               /* bignum cut short */
    "c2c24101",             /* bignum of a bignum */
    "c25f4101ff",           /* bignum in pieces */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    assert_refused (messages[i], IC_ERROR_CBOR);
}

/* Nested opens, 10,000 deep and more: no recursion, no crash. */
static void
test_deep (void)
{
  static const struct
  {
    const char *open;
    gsize len;
  } kinds[] = { { "\x81", 1 }, { "\xa1\x61\x61", 3 }, { "\xc2", 1 }, { "\x9f", 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GError) error = NULL;
      int expected = i < 2 ? IC_ERROR_LIMIT : IC_ERROR_CBOR;

      for (guint depth = 0; depth < 100000; depth++)
        g_byte_array_append (bytes, (const guint8 *)kinds[i].open, kinds[i].len);
      g_byte_array_append (bytes, (const guint8 *)"\x00", 1);
      g_assert_null (ic_cbor_load (bytes->data, bytes->len, NULL, &error));
      g_assert_error (error, IC_ERROR, expected);
    }
}

static gboolean
loads_with_depth (guint depth, guint max_depth, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (cbor_item_t) item = NULL;
  IcCborLimits limits = { 1024, max_depth, 1024 };

  for (guint i = 0; i < depth; i++)
    ic_cbor_put_array (bytes, 1);
  ic_cbor_put_uint64 (bytes, 0);
  item = ic_cbor_load (bytes->data, bytes->len, &limits, error);
  return item != NULL;
}

static void
test_limits (void)
{
  g_autoptr (GByteArray) many = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (cbor_item_t) item = NULL;
  IcCborLimits limits = { 101, 2, 100 };

  g_assert_true (loads_with_depth (128, 128, NULL));
  g_assert_false (loads_with_depth (129, 128, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
  g_clear_error (&error);
  /* What nobody may raise. */
  g_assert_true (loads_with_depth (512, 10000, NULL));
  g_assert_false (loads_with_depth (513, 10000, NULL));

  ic_cbor_put_array (many, 99);
  for (guint i = 0; i < 99; i++)
    ic_cbor_put_uint64 (many, 1);
  item = ic_cbor_load (many->data, many->len, &limits, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cbor_array_size (item), ==, 99);

  limits.max_items = 99;
  g_assert_null (ic_cbor_load (many->data, many->len, &limits, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
  g_clear_error (&error);

  limits.max_items = 100;
  limits.max_bytes = many->len - 1;
  g_assert_null (ic_cbor_load (many->data, many->len, &limits, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
}

/* A hundred megabytes are refused by their number alone. */
static void
test_huge (void)
{
  gsize len = 100 * 1000 * 1000;
  g_autofree guint8 *bytes = g_malloc0 (len);
  g_autoptr (GError) error = NULL;

  g_assert_null (ic_cbor_load (bytes, len, NULL, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
}

/* A big map: repeated keys are found without comparing each with each. */
static void
test_many_keys (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (cbor_item_t) item = NULL;
  const guint n = 40000;

  for (guint twice = 0; twice < 2; twice++)
    {
      g_byte_array_set_size (bytes, 0);
      ic_cbor_put_map (bytes, n);
      for (guint i = 0; i < n; i++)
        {
          g_autofree char *key = g_strdup_printf ("%u", twice && i == n - 1 ? 0 : i);

          ic_cbor_put_text (bytes, key);
          ic_cbor_put_uint64 (bytes, i);
        }
      g_clear_pointer (&item, cbor_intermediate_decref);
      item = ic_cbor_load (bytes->data, bytes->len, NULL, &error);
      if (twice)
        g_assert_error (error, IC_ERROR, IC_ERROR_CBOR);
      else
        g_assert_no_error (error);
    }
}

static void
test_readers (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (cbor_item_t) map = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  IcPrincipal principal;
  guint64 number;
  gboolean flag = FALSE;
  const guint8 *peeked;
  gsize len;

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 7);
  ic_cbor_put_text (out, "bytes");
  ic_cbor_put_bytes (out, "\x04", 1);
  ic_cbor_put_text (out, "empty");
  ic_cbor_put_bytes (out, NULL, 0);
  ic_cbor_put_text (out, "text");
  ic_cbor_put_text (out, "ha\xc3\xa9");
  ic_cbor_put_text (out, "number");
  ic_cbor_put_uint64 (out, G_MAXUINT64);
  ic_cbor_put_text (out, "flag");
  ic_cbor_put_bool (out, TRUE);
  ic_cbor_put_text (out, "list");
  ic_cbor_put_array (out, 0);
  ic_cbor_put_text (out, "null");
  g_byte_array_append (out, (const guint8 *)"\xf6", 1);

  map = ic_cbor_load (out->data, out->len, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ic_cbor_expect_map (map, "it", NULL));
  g_assert_false (ic_cbor_expect_array (map, "it", NULL));
  g_assert_true (ic_cbor_expect_array (ic_cbor_map_get (map, "list"), "list", NULL));

  bytes = ic_cbor_get_bytes (ic_cbor_map_get (map, "bytes"), "bytes", &error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 1);
  g_assert_true (ic_cbor_get_principal (ic_cbor_map_get (map, "bytes"), &principal, "bytes", NULL));
  g_assert_true (ic_principal_is_anonymous (&principal));
  peeked = ic_cbor_peek_bytes (ic_cbor_map_get (map, "empty"), &len, "empty", NULL);
  g_assert_nonnull (peeked);
  g_assert_cmpuint (len, ==, 0);
  text = ic_cbor_get_text (ic_cbor_map_get (map, "text"), "text", &error);
  g_assert_cmpstr (text, ==, "ha\xc3\xa9");
  g_assert_true (ic_cbor_get_uint64 (ic_cbor_map_get (map, "number"), &number, "number", &error));
  g_assert_cmpuint (number, ==, G_MAXUINT64);
  g_assert_true (ic_cbor_get_bool (ic_cbor_map_get (map, "flag"), &flag, "flag", &error));
  g_assert_true (flag);
  g_assert_null (ic_cbor_map_get (map, "nothing"));
  g_assert_null (ic_cbor_map_get (map, "numbe"));
  g_assert_nonnull (ic_cbor_map_get (map, "null"));
  g_assert_null (ic_cbor_map_get_optional (map, "null"));
  g_assert_nonnull (ic_cbor_map_get_optional (map, "flag"));
  g_assert_no_error (error);

  g_assert_null (ic_cbor_map_require (map, "nothing", "the map", &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_CBOR);
  g_assert_nonnull (strstr (error->message, "the map"));
  g_clear_error (&error);
}

/* Each reader refuses each kind that is not its own. */
static void
test_wrong_kinds (void)
{
  static const char *const kinds[] = { "01", "4101", "6161", "f5",     "80",
                                       "a0", "f6",   "20",   "c24101", "c34101" };
  const guint uint_kind = 0, bytes_kind = 1, text_kind = 2, bool_kind = 3, array_kind = 4,
              map_kind = 5, bignum_kind = 8;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (cbor_item_t) item = load_hex (kinds[i], NULL);
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *text = NULL;
      IcPrincipal principal;
      guint64 number;
      gboolean flag;
      gsize len;

      g_assert_nonnull (item);
      bytes = ic_cbor_get_bytes (item, "it", NULL);
      g_assert_cmpint (bytes != NULL, ==, i == bytes_kind);
      g_assert_cmpint (ic_cbor_peek_bytes (item, &len, "it", NULL) != NULL, ==, i == bytes_kind);
      g_assert_cmpint (ic_cbor_get_principal (item, &principal, "it", NULL), ==, i == bytes_kind);
      text = ic_cbor_get_text (item, "it", NULL);
      g_assert_cmpint (text != NULL, ==, i == text_kind);
      g_assert_cmpint (ic_cbor_get_uint64 (item, &number, "it", NULL), ==,
                       i == uint_kind || i == bignum_kind);
      g_assert_cmpint (ic_cbor_get_bool (item, &flag, "it", NULL), ==, i == bool_kind);
      g_assert_cmpint (ic_cbor_expect_array (item, "it", NULL), ==, i == array_kind);
      g_assert_cmpint (ic_cbor_expect_map (item, "it", NULL), ==, i == map_kind);
      g_assert_null (ic_cbor_map_get (item, "a"));
    }
}

static void
test_bignums (void)
{
  static const struct
  {
    const char *hex;
    gboolean fits;
    guint64 value;
  } numbers[] = {
    { "c240", TRUE, 0 },
    { "c24101", TRUE, 1 },
    { "c248ffffffffffffffff", TRUE, G_MAXUINT64 },
    { "c24a00000102030405060708", TRUE, G_GUINT64_CONSTANT (0x0102030405060708) },
    { "c249010000000000000000", FALSE, 0 },
    { "c340", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (cbor_item_t) item = load_hex (numbers[i].hex, NULL);
      guint64 value;

      g_assert_nonnull (item);
      g_assert_cmpint (ic_cbor_get_uint64 (item, &value, "it", NULL), ==, numbers[i].fits);
      if (numbers[i].fits)
        g_assert_cmpuint (value, ==, numbers[i].value);
    }
}

static void
test_long_principal (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (cbor_item_t) item = NULL;
  g_autoptr (GError) error = NULL;
  guint8 bytes[30] = { 0 };
  IcPrincipal principal;

  ic_cbor_put_bytes (out, bytes, sizeof bytes);
  item = ic_cbor_load (out->data, out->len, NULL, NULL);
  g_assert_false (ic_cbor_get_principal (item, &principal, "it", &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_CBOR);
}

static void
test_writers (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *hex = NULL;
  static const guint64 numbers[] = {
    0, 23, 24, 255, 256, 65535, 65536, G_MAXUINT32, G_GUINT64_CONSTANT (4294967296), G_MAXUINT64
  };

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 1);
  ic_cbor_put_text (out, "a");
  ic_cbor_put_array (out, G_N_ELEMENTS (numbers));
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    ic_cbor_put_uint64 (out, numbers[i]);
  hex = ic_hex_encode (out->data, out->len);
  g_assert_cmpstr (hex, ==,
                   "d9d9f7a161618a0017181818ff19010019ffff1a000100001affffffff"
                   "1b00000001000000001bffffffffffffffff");
}

/* A random tree is read back as it was written; each cut and most flipped bits are noticed, none
 * crashes. */
static void
put_random (GByteArray *out, IcRandom *random, guint depth)
{
  guint8 kind, n;
  guint8 bytes[300];
  g_autofree char *text = NULL;

  ic_random_bytes (random, &kind, 1);
  ic_random_bytes (random, &n, 1);
  switch (kind % (depth > 0 ? 7 : 5))
    {
    case 0:
      ic_cbor_put_uint64 (out, ic_random_uint64 (random) >> (n % 64));
      break;
    case 1:
      ic_random_bytes (random, bytes, sizeof bytes);
      ic_cbor_put_bytes (out, bytes, n);
      break;
    case 2:
      text = g_strnfill (n, 'x');
      ic_cbor_put_text (out, text);
      break;
    case 3:
      ic_cbor_put_bool (out, n & 1);
      break;
    case 4:
      g_byte_array_append (out, (const guint8 *)"\xf6", 1);
      break;
    case 5:
      ic_cbor_put_array (out, n % 5);
      for (guint i = 0; i < n % 5; i++)
        put_random (out, random, depth - 1);
      break;
    default:
      ic_cbor_put_map (out, n % 5);
      for (guint i = 0; i < n % 5; i++)
        {
          char key[] = { 'a' + i, '\0' };

          ic_cbor_put_text (out, key);
          put_random (out, random, depth - 1);
        }
      break;
    }
}

static void
test_random (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (3);

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autoptr (cbor_item_t) item = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *again = NULL;
      gsize size, len;

      put_random (out, random, 5);
      item = ic_cbor_load (out->data, out->len, NULL, &error);
      g_assert_no_error (error);
      len = cbor_serialize_alloc (item, &again, &size);
      g_assert_cmpmem (again, len, out->data, out->len);

      for (guint cut = 0; cut < out->len; cut++)
        {
          /* A copy, so that a tool sees any read beyond the end. */
          g_autofree guint8 *copy = g_memdup2 (out->data, cut);

          g_assert_null (ic_cbor_load (copy, cut, NULL, NULL));
        }
      for (guint bit = 0; bit < MIN (out->len * 8, 400); bit++)
        {
          g_autoptr (cbor_item_t) other = NULL;

          out->data[bit / 8] ^= 1 << bit % 8;
          other = ic_cbor_load (out->data, out->len, NULL, NULL);
          out->data[bit / 8] ^= 1 << bit % 8;
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/cbor/accepted", test_accepted);
  g_test_add_func ("/ic/cbor/malformed", test_malformed);
  g_test_add_func ("/ic/cbor/deep", test_deep);
  g_test_add_func ("/ic/cbor/limits", test_limits);
  g_test_add_func ("/ic/cbor/huge", test_huge);
  g_test_add_func ("/ic/cbor/many-keys", test_many_keys);
  g_test_add_func ("/ic/cbor/readers", test_readers);
  g_test_add_func ("/ic/cbor/wrong-kinds", test_wrong_kinds);
  g_test_add_func ("/ic/cbor/bignums", test_bignums);
  g_test_add_func ("/ic/cbor/long-principal", test_long_principal);
  g_test_add_func ("/ic/cbor/writers", test_writers);
  g_test_add_func ("/ic/cbor/random", test_random);
  return g_test_run ();
}
