/* SPDX-License-Identifier: MIT */
#include "candid-parser.h"
#include "ic/ic-error.h"
#include "ic/ic-leb128.h"

#include <string.h>

/* What must be refused, with the right error, and before it costs anything. */

static void
put_hex (GByteArray *out, const char *hex)
{
  for (; hex[0] != 0; hex += 2)
    {
      guint8 byte = (guint8)(g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (out, &byte, 1);
    }
}

static GByteArray *
message_new (void)
{
  GByteArray *out = g_byte_array_new ();

  put_hex (out, "4449444c");
  return out;
}

static void
put_repeated (GByteArray *out, guint8 byte, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_byte_array_append (out, &byte, 1);
}

/* Decodes at @type (%NULL: at its own types), and tells the error's code, or -1. */
static int
verdict (GByteArray *message, const char *type, const IcCandidLimits *limits)
{
  g_autoptr (CandidParser) parser = candid_parser_new ();
  g_autoptr (GPtrArray) types = type != NULL ? candid_parser_types (parser, type) : NULL;
  g_autoptr (GPtrArray) values = NULL;
  g_autoptr (GError) error = NULL;

  if (types != NULL)
    values = ic_candid_decode (message->data, message->len, (IcCandidType *const *)types->pdata,
                               types->len, limits, &error);
  else
    values = ic_candid_decode_any (message->data, message->len, limits, NULL, &error);
  g_assert_true ((values == NULL) == (error != NULL));
  if (error == NULL)
    return -1;
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == IC_ERROR);
  return error->code;
}

static int
verdict_hex (const char *hex, const char *type)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  put_hex (message, hex);
  return verdict (message, type, NULL);
}

static void
test_codes (void)
{
  static const struct
  {
    const char *hex;
    const char *type;
    int code; /* -1: accepted */
  } table[] = {
    { "", "()", IC_ERROR_CANDID },
    { "444944", "()", IC_ERROR_CANDID },
    { "4449444d0000", "()", IC_ERROR_CANDID },
    { "4449444c", "()", IC_ERROR_CANDID },
    { "4449444c0000", "()", -1 },
    { "4449444c000000", "()", IC_ERROR_CANDID },
    { "4449444c0000", "(nat)", IC_ERROR_CANDID_TYPE },
    { "4449444c00017d05", "(text)", IC_ERROR_CANDID_TYPE },
    { "4449444c00017d05", "(opt text)", -1 },
    { "4449444c00017e02", "(opt text)", IC_ERROR_CANDID },
    { "4449444c000171ff", "(text)", IC_ERROR_CANDID },
    { "4449444c00017102c328", "(text)", IC_ERROR_CANDID },
    { "4449444c0001710200ff", "(text)", IC_ERROR_CANDID },
    { "4449444c00017103610062", "(text)", -1 },
    { "4449444c00017103eda080", "(text)", IC_ERROR_CANDID },  /* surrogate */
    { "4449444c000171024080", "(text)", IC_ERROR_CANDID },    /* lone continuation */
    { "4449444c00017102c080", "(text)", IC_ERROR_CANDID },    /* overlong zero */
    { "4449444c0001680000", "(principal)", IC_ERROR_CANDID }, /* opaque */
    { "4449444c000168011e"
      "000000000000000000000000000000000000000000000000000000000000",
      "(principal)", IC_ERROR_CANDID }, /* 30 bytes */
    { "4449444c000168011d"
      "0000000000000000000000000000000000000000000000000000000000",
      "(principal)", -1 }, /* 29 bytes */
    { "4449444c016c010000"
      "0100",
      "(reserved)", IC_ERROR_CANDID }, /* record in itself */
    { "4449444c026b0200710101"
      "6c010001"
      "0100000161",
      "(variant { 0 : text })", -1 }, /* the endless record is another tag */
    { "4449444c016c010000"
      "016f",
      "()", IC_ERROR_CANDID }, /* empty */
    { "4449444c016a000002"
      "0102"
      "0100"
      "01010004666f6f6f",
      "(func () -> () query oneway)", -1 },
    { "4449444c016a000002"
      "0101"
      "0100"
      "01010004666f6f6f",
      "(func () -> () query)", IC_ERROR_CANDID }, /* annotation repeated */
    { "4449444c016a00000104"
      "0100",
      "(reserved)", IC_ERROR_CANDID }, /* annotation unknown */
    { "4449444c016900"
      "01000100",
      "(service { a : () -> () })", IC_ERROR_CANDID_TYPE },
    { "4449444c016b0100710100"
      "010161",
      "(variant { 0 : text })", IC_ERROR_CANDID }, /* index */
    { "4449444c0001ffffffffffffffffffff7f", "()", IC_ERROR_CANDID },
    { "4449444c00018080808080808080808000", "()", IC_ERROR_CANDID },
    { "4449444c0167056162", "()", IC_ERROR_CANDID }, /* future type cut short */
    { "4449444c0167000100"
      "0500",
      "()", IC_ERROR_CANDID }, /* future value cut short */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s at %s", table[i].hex, table[i].type);
      g_assert_cmpint (verdict_hex (table[i].hex, table[i].type), ==, table[i].code);
    }
}

/* Every beginning of a message is malformed, whatever its length. */
static void
test_truncated (void)
{
  g_autoptr (CandidParser) parser = candid_parser_new ();
  g_autoptr (GPtrArray) types = candid_parser_types (
      parser, "(record { a : text; b : vec int; c : opt principal; e : func () -> () query }, "
              "variant { x; y : float64 }, service { m : (nat) -> (blob) }, vec record {}, bool)");
  g_autoptr (GPtrArray) values = candid_parser_values (
      parser,
      "(record { a = \"text\"; b = vec { 1; -1000 }; c = opt principal \"2vxsx-fae\"; "
      "e = func \"aaaaa-aa\".m }, variant { y = 1.5 }, service \"2vxsx-fae\", "
      "vec { record {}; record {} }, true)",
      types);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      bytes = ic_candid_encode ((IcCandidType *const *)types->pdata,
                                (IcCandidValue *const *)values->pdata, types->len, &error);
  g_autoptr (GByteArray) whole = g_byte_array_new ();

  g_assert_no_error (error);
  g_byte_array_append (whole, g_bytes_get_data (bytes, NULL), (guint)g_bytes_get_size (bytes));
  g_assert_cmpint (verdict (whole, "(reserved)", NULL), ==, -1);
  g_assert_cmpint (verdict (whole, NULL, NULL), ==, -1);
  for (gsize len = 0; len < whole->len; len++)
    {
      g_autoptr (GByteArray) part = g_byte_array_new ();

      g_byte_array_append (part, whole->data, (guint)len);
      g_assert_cmpint (verdict (part, "(reserved)", NULL), ==, IC_ERROR_CANDID);
      g_assert_cmpint (verdict (part, NULL, NULL), ==, IC_ERROR_CANDID);
    }
}

static void
test_bytes (void)
{
  g_autoptr (GByteArray) message = message_new ();
  IcCandidLimits limits = IC_CANDID_LIMITS_DEFAULT;

  put_hex (message, "000171");
  ic_leb128_put_uint64 (message, 1000);
  put_repeated (message, 'a', 1000);
  limits.max_bytes = message->len;
  g_assert_cmpint (verdict (message, "(text)", &limits), ==, -1);
  limits.max_bytes--;
  g_assert_cmpint (verdict (message, "(text)", &limits), ==, IC_ERROR_LIMIT);
}

static void
test_types (void)
{
  IcCandidLimits limits = IC_CANDID_LIMITS_DEFAULT;

  for (guint n = 9999; n <= 10001; n++)
    {
      g_autoptr (GByteArray) message = message_new ();

      ic_leb128_put_uint64 (message, n);
      for (guint i = 0; i < n; i++)
        put_hex (message, "6d7b");
      put_hex (message, "00");
      g_assert_cmpint (verdict (message, "()", &limits), ==, n <= 10000 ? -1 : IC_ERROR_LIMIT);
      limits.max_types = n - 1;
      g_assert_cmpint (verdict (message, "()", &limits), ==, IC_ERROR_LIMIT);
      limits = IC_CANDID_LIMITS_DEFAULT;
    }
}

static void
test_type_items (void)
{
  g_autoptr (GByteArray) message = message_new ();

  put_hex (message, "016c");
  ic_leb128_put_uint64 (message, 200000);
  for (guint i = 0; i < 200000; i++)
    {
      ic_leb128_put_uint64 (message, i);
      put_hex (message, "7f");
    }
  put_hex (message, "00");
  g_assert_cmpint (verdict (message, "()", NULL), ==, IC_ERROR_LIMIT);
}

static void
test_depth (void)
{
  IcCandidLimits limits = IC_CANDID_LIMITS_DEFAULT;

  limits.max_depth = 10;
  for (guint n = 9; n <= 11; n++)
    {
      g_autoptr (GByteArray) message = message_new ();

      put_hex (message, "016e000100");
      put_repeated (message, 1, n - 1);
      put_hex (message, "00");
      g_assert_cmpint (verdict (message, NULL, &limits), ==, n <= 10 ? -1 : IC_ERROR_LIMIT);
      g_assert_cmpint (verdict (message, "()", &limits), ==, n <= 10 ? -1 : IC_ERROR_LIMIT);
      g_assert_cmpint (verdict (message, "(reserved)", &limits), ==, n <= 10 ? -1 : IC_ERROR_LIMIT);
    }
}

/* A caller that allows any depth gets the hard limit, not a stack overflow. */
static void
test_hard_depth (void)
{
  static const char *const recursive[] = {
    "016e000100",         /* opt */
    "016d000100",         /* vec */
    "016b0100000100",     /* variant */
    "026e016c0100000100", /* opt record */
  };
  static const guint8 steps[] = { 1, 1, 0, 1 };
  IcCandidLimits limits = IC_CANDID_LIMITS_DEFAULT;

  limits.max_depth = G_MAXUINT;
  limits.max_values = G_MAXUINT;
  for (gsize i = 0; i < G_N_ELEMENTS (recursive); i++)
    {
      g_autoptr (GByteArray) message = message_new ();

      put_hex (message, recursive[i]);
      put_repeated (message, steps[i], 1000000);
      put_hex (message, "00");
      g_assert_cmpint (verdict (message, NULL, &limits), ==, IC_ERROR_LIMIT);
      g_assert_cmpint (verdict (message, "()", &limits), ==, IC_ERROR_LIMIT);
      g_assert_cmpint (verdict (message, "(opt nat)", &limits), ==, IC_ERROR_LIMIT);
    }
}

/* Records of a type each: 10,000 levels without a byte of input. */
static void
test_deep_records (void)
{
  g_autoptr (GByteArray) message = message_new ();
  guint n = 10000;

  ic_leb128_put_uint64 (message, n);
  for (guint i = 0; i + 1 < n; i++)
    {
      put_hex (message, "6c0100");
      ic_sleb128_put_int64 (message, i + 1);
    }
  put_hex (message, "6c000100");
  g_assert_cmpint (verdict (message, NULL, NULL), ==, IC_ERROR_LIMIT);
  g_assert_cmpint (verdict (message, "()", NULL), ==, IC_ERROR_LIMIT);
}

static void
test_values (void)
{
  static const struct
  {
    const char *head; /* a vec of a zero-sized type */
    guint each;
  } table[] = {
    { "016d7f0100", 1 },     /* null */
    { "016d700100", 1 },     /* reserved */
    { "026d016c000100", 1 }, /* record {} */
    { "026d016c03007f017f0270"
      "0100",
      4 }, /* record { null; null; reserved } */
  };
  IcCandidLimits limits = IC_CANDID_LIMITS_DEFAULT;

  limits.max_values = 10000;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      for (guint n = 1000; n <= 1000000000; n *= 10)
        {
          g_autoptr (GByteArray) message = message_new ();
          gboolean fits = n * (guint64)table[i].each < 10000;

          put_hex (message, table[i].head);
          ic_leb128_put_uint64 (message, n);
          g_assert_cmpint (verdict (message, "()", &limits), ==, fits ? -1 : IC_ERROR_LIMIT);
          g_assert_cmpint (verdict (message, "(reserved)", &limits), ==,
                           fits ? -1 : IC_ERROR_LIMIT);
          g_assert_cmpint (verdict (message, "(vec reserved)", &limits), ==,
                           fits && n * 2 * (guint64)table[i].each < 10000 ? -1 : IC_ERROR_LIMIT);
          g_assert_cmpint (verdict (message, NULL, &limits), ==, fits ? -1 : IC_ERROR_LIMIT);
        }
    }
}

/* A blob is one value, however long; items that take bytes are found to be missing at once. */
static void
test_counts (void)
{
  g_autoptr (GByteArray) blob = message_new ();
  g_autoptr (GByteArray) numbers = message_new ();
  IcCandidLimits limits = IC_CANDID_LIMITS_DEFAULT;

  put_hex (blob, "016d7b0100");
  ic_leb128_put_uint64 (blob, 1000000);
  put_repeated (blob, 7, 1000000);
  limits.max_values = 1000;
  g_assert_cmpint (verdict (blob, "(blob)", &limits), ==, -1);
  g_assert_cmpint (verdict (blob, "()", &limits), ==, -1);
  g_assert_cmpint (verdict (blob, "(vec opt nat8)", &limits), ==, IC_ERROR_LIMIT);

  put_hex (numbers, "016d780100");
  ic_leb128_put_uint64 (numbers, G_MAXUINT64 / 8 + 2);
  put_repeated (numbers, 7, 64);
  g_assert_cmpint (verdict (numbers, "(vec nat64)", NULL), ==, IC_ERROR_CANDID);
  g_assert_cmpint (verdict (numbers, "()", NULL), ==, IC_ERROR_CANDID);
}

/* Every level turns out to be of another type at its end, and is read once more. */
static void
test_retries (void)
{
  static const char expected[] = "type R = record { 0 : opt R; 1 : text }; (opt R)";
  g_autoptr (GByteArray) message = message_new ();
  IcCandidLimits limits = IC_CANDID_LIMITS_DEFAULT;
  guint n = 60;

  /* record { 0 : opt self; 1 : bool; 2 : text }, where 1 : text is expected */
  put_hex (message, "026c030001017e02716e000101");
  put_repeated (message, 1, n);
  put_hex (message, "00");
  for (guint i = 0; i < n; i++)
    {
      put_hex (message, "01");
      ic_leb128_put_uint64 (message, 8000);
      put_repeated (message, 'a', 8000);
    }
  g_assert_cmpint (verdict (message, expected, &limits), ==, -1);
  limits.max_values = 50000;
  g_assert_cmpint (verdict (message, expected, &limits), ==, IC_ERROR_LIMIT);
  /* Read once, it is well within. */
  g_assert_cmpint (verdict (message, NULL, &limits), ==, -1);
}

/* Each func asks a question about 3,000 types again. */
static void
test_subtype_bomb (void)
{
  g_autoptr (GByteArray) message = message_new ();
  guint n = 3000;

  /* table: a chain of vecs that ends in bool, and a func for each that gives it */
  ic_leb128_put_uint64 (message, 2 * n);
  for (guint i = 0; i < n; i++)
    {
      put_hex (message, "6d");
      if (i + 1 < n)
        ic_sleb128_put_int64 (message, i + 1);
      else
        put_hex (message, "7e");
    }
  for (guint i = 0; i < n; i++)
    {
      put_hex (message, "6a0001");
      ic_sleb128_put_int64 (message, i);
      put_hex (message, "00");
    }
  ic_leb128_put_uint64 (message, n);
  for (guint i = 0; i < n; i++)
    ic_sleb128_put_int64 (message, n + i);
  for (guint i = 0; i < n; i++)
    put_hex (message, "010100016d");

  {
    g_autoptr (GString) types = g_string_new ("type V = vec V; (");

    for (guint i = 0; i < n; i++)
      g_string_append (types, "opt func () -> (V),");
    g_string_append (types, ")");
    g_assert_cmpint (verdict (message, types->str, NULL), ==, IC_ERROR_LIMIT);
  }
}

/* Types of a message live as long as they are needed, without values and message. */
static void
test_outliving (void)
{
  g_autoptr (GByteArray) message = message_new ();
  g_autoptr (GPtrArray) types = NULL;
  g_autoptr (GPtrArray) values = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCandidType) inner = NULL;
  g_autoptr (IcCandidType) around = NULL;
  g_autofree char *text = NULL;

  put_hex (message, "026e016c02007c01000100010100");
  values = ic_candid_decode_any (message->data, message->len, NULL, &types, &error);
  g_assert_no_error (error);
  inner = ic_candid_type_ref (ic_candid_type_get_inner (types->pdata[0]));
  around = ic_candid_type_new_vec (inner);
  g_clear_pointer (&values, g_ptr_array_unref);
  g_clear_pointer (&types, g_ptr_array_unref);
  g_clear_pointer (&inner, ic_candid_type_unref);
  memset (message->data, 0, message->len);
  text = ic_candid_type_to_text (around);
  g_assert_cmpstr (text, ==, "type t0 = record { 0 : int; 1 : opt t0 }; vec t0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/candid/limits/codes", test_codes);
  g_test_add_func ("/candid/limits/truncated", test_truncated);
  g_test_add_func ("/candid/limits/bytes", test_bytes);
  g_test_add_func ("/candid/limits/types", test_types);
  g_test_add_func ("/candid/limits/type-items", test_type_items);
  g_test_add_func ("/candid/limits/depth", test_depth);
  g_test_add_func ("/candid/limits/hard-depth", test_hard_depth);
  g_test_add_func ("/candid/limits/deep-records", test_deep_records);
  g_test_add_func ("/candid/limits/values", test_values);
  g_test_add_func ("/candid/limits/counts", test_counts);
  g_test_add_func ("/candid/limits/retries", test_retries);
  g_test_add_func ("/candid/limits/subtype-bomb", test_subtype_bomb);
  g_test_add_func ("/candid/limits/outliving", test_outliving);

  return g_test_run ();
}
