/* SPDX-License-Identifier: MIT */
#include "candid-parser.h"
#include "ic/ic-error.h"

#include <math.h>
#include <string.h>

/* Values: accessors, numbers of any size, text, and what the encoder refuses. */

static IcCandidValue *
number_from_hex (gboolean is_nat, const char *hex)
{
  guint8 bytes[128];
  gsize n = 0;

  for (; hex[0] != 0; hex += 2)
    bytes[n++] = (guint8)(g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
  return is_nat ? ic_candid_value_new_nat_leb128 (bytes, n)
                : ic_candid_value_new_int_sleb128 (bytes, n);
}

static void
test_numbers (void)
{
  static const struct
  {
    gboolean is_nat;
    const char *hex;
    const char *text;
  } known[] = {
    { TRUE, "00", "0 : nat" },
    { TRUE, "808000", "0 : nat" },
    { TRUE, "ffffffffffffffffff01", "18446744073709551615 : nat" },
    { TRUE, "80808080808080808002", "18446744073709551616 : nat" },
    { TRUE, "8080808080808080808200", "18446744073709551616 : nat" },
    { TRUE, "ffffffffffffffffff7f", "1180591620717411303423 : nat" },
    { TRUE, "80808080a4bdbbbac6a0f3e4f29303", "1000000000000000000000000000000 : nat" },
    { FALSE, "7f", "-1" },
    { FALSE, "ffff7f", "-1" },
    { FALSE, "ffffffffffffffffff00", "9223372036854775807" },
    { FALSE, "80808080808080808001", "9223372036854775808" },
    { FALSE, "8080808080808080807f", "-9223372036854775808" },
    { FALSE, "ffffffffffffffffff7e", "-9223372036854775809" },
    { FALSE, "80808080808080808040", "-590295810358705651712" },
    { FALSE, "8080808080808080808040", "-75557863725914323419136" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (IcCandidValue) value = number_from_hex (known[i].is_nat, known[i].hex);
      g_autofree char *text = NULL;

      g_assert_nonnull (value);
      text = ic_candid_value_to_text (value, NULL);
      g_assert_cmpstr (text, ==, known[i].text);
    }
  g_assert_null (number_from_hex (TRUE, ""));
  g_assert_null (number_from_hex (TRUE, "80"));
  g_assert_null (number_from_hex (TRUE, "0000"));
  g_assert_null (number_from_hex (FALSE, "7f7f"));
}

/* A number of more digits than decimal text is worth. */
static void
test_huge_number (void)
{
  gsize n = 100000;
  g_autofree guint8 *bytes = g_malloc (n);
  g_autoptr (IcCandidValue) nat = NULL;
  g_autoptr (IcCandidValue) negative = NULL;
  g_autofree char *text = NULL;
  g_autofree char *negative_text = NULL;

  memset (bytes, 0x80, n);
  bytes[n - 1] = 0x01; /* 2^(7 * 99,999) */
  nat = ic_candid_value_new_nat_leb128 (bytes, n);
  text = ic_candid_value_to_text (nat, NULL);
  g_assert_true (g_str_has_prefix (text, "0x20000"));
  g_assert_true (g_str_has_suffix (text, "00000 : nat"));
  g_assert_cmpuint (strlen (text), ==, 2 + (7 * (n - 1) + 3) / 4 + strlen (" : nat"));

  bytes[n - 1] = 0x7f;
  negative = ic_candid_value_new_int_sleb128 (bytes, n);
  negative_text = ic_candid_value_to_text (negative, NULL);
  g_assert_true (g_str_has_prefix (negative_text, "-0x20000"));
}

static void
test_number_accessors (void)
{
  g_autoptr (IcCandidValue) big = number_from_hex (TRUE, "80808080808080808002");
  g_autoptr (IcCandidValue) most = ic_candid_value_new_nat (G_MAXUINT64);
  g_autoptr (IcCandidValue) small = ic_candid_value_new_uint (IC_CANDID_NAT16, 0x12345);
  g_autoptr (IcCandidValue) negative = ic_candid_value_new_sint (IC_CANDID_INT8, -2);
  guint64 u = 0;
  gint64 i = 0;
  double d = 0;

  g_assert_false (ic_candid_value_get_uint64 (big, &u));
  g_assert_false (ic_candid_value_get_int64 (big, &i));
  g_assert_true (ic_candid_value_get_uint64 (most, &u));
  g_assert_cmpuint (u, ==, G_MAXUINT64);
  g_assert_false (ic_candid_value_get_int64 (most, &i));
  g_assert_true (ic_candid_value_get_uint64 (small, &u));
  g_assert_cmpuint (u, ==, 0x2345);
  g_assert_true (ic_candid_value_get_int64 (small, &i));
  g_assert_cmpint (i, ==, 0x2345);
  g_assert_false (ic_candid_value_get_uint64 (negative, &u));
  g_assert_true (ic_candid_value_get_int64 (negative, &i));
  g_assert_cmpint (i, ==, -2);
  g_assert_false (ic_candid_value_get_double (negative, &d));
}

static void
test_accessors (void)
{
  g_autoptr (IcCandidValue) record = ic_candid_value_new_record ();
  g_autoptr (IcCandidValue) blob = ic_candid_value_new_blob ("\x01\xff", 2);
  g_autoptr (IcCandidValue) vec = ic_candid_value_new_vec ();
  g_autoptr (IcCandidValue) none = ic_candid_value_new_opt (NULL);
  g_autoptr (IcCandidValue) func = ic_candid_value_new_func (&IC_PRINCIPAL_ANONYMOUS, "m");
  IcPrincipal principal;
  guint32 id = 0;
  gsize len = 0;

  ic_candid_value_record_set_take (record, "b", ic_candid_value_new_text ("old"));
  ic_candid_value_record_set_take (record, "a", ic_candid_value_new_bool (TRUE));
  ic_candid_value_record_set_take (record, "b", ic_candid_value_new_text ("new"));
  g_assert_cmpuint (ic_candid_value_get_n_children (record), ==, 2);
  g_assert_cmpstr (ic_candid_value_get_text (ic_candid_value_record_get (record, "b"), &len), ==,
                   "new");
  g_assert_cmpuint (len, ==, 3);
  g_assert_null (ic_candid_value_record_get (record, "c"));
  g_assert_null (ic_candid_value_record_get (blob, "c"));
  g_assert_nonnull (ic_candid_value_get_child (record, 0, &id));
  g_assert_cmpuint (id, ==, ic_candid_field_id ("a"));
  g_assert_null (ic_candid_value_get_child (record, 2, &id));

  /* A blob is a vec of its bytes. */
  ic_candid_value_vec_append_take (vec, ic_candid_value_new_uint (IC_CANDID_NAT8, 1));
  ic_candid_value_vec_append_take (vec, ic_candid_value_new_uint (IC_CANDID_NAT8, 255));
  g_assert_true (ic_candid_value_equal (blob, vec));
  g_assert_true (ic_candid_value_equal (vec, blob));
  g_assert_cmpint (ic_candid_value_get_kind (blob), ==, IC_CANDID_VEC);
  g_assert_cmpmem (ic_candid_value_get_blob (blob, &len), len, "\x01\xff", 2);
  g_assert_null (ic_candid_value_get_blob (vec, &len));

  g_assert_null (ic_candid_value_get_opt (none));
  g_assert_null (ic_candid_value_get_opt (blob));
  g_assert_true (ic_candid_value_get_principal (func, &principal));
  g_assert_true (ic_principal_equal (&principal, &IC_PRINCIPAL_ANONYMOUS));
  g_assert_cmpstr (ic_candid_value_get_method (func, NULL), ==, "m");
  g_assert_false (ic_candid_value_get_principal (blob, &principal));
}

static void
test_deep_value (void)
{
  IcCandidValue *value = ic_candid_value_new_null ();

  /* Far deeper than a stack: only freeing it is asked for. */
  for (guint i = 0; i < 1000000; i++)
    value = ic_candid_value_new_opt_take (value);
  ic_candid_value_unref (value);
}

static void
test_text (void)
{
  static const struct
  {
    const char *type;
    const char *value;
    const char *text; /* NULL: as the value */
  } known[] = {
    { "(null)", "(null)", NULL },
    { "(bool)", "(true)", NULL },
    { "(int)", "(-5)", NULL },
    { "(nat8)", "(5)", "5 : nat8" },
    { "(float64)", "(0.1)", "0.10000000000000001 : float64" },
    { "(float32)", "(3)", "3. : float32" },
    { "(text)", "(\"a\\\"b\\\\\\n\\00\")", NULL },
    { "(text)", "(\"\xe2\x98\x83\")", NULL },
    { "(principal)", "(principal \"aaaaa-aa\")", NULL },
    { "(func () -> ())", "(func \"aaaaa-aa\".\"two words\")", NULL },
    { "(service {})", "(service \"2vxsx-fae\")", NULL },
    { "(opt opt int)", "(opt opt 1)", NULL },
    { "(opt opt int)", "(opt null)", NULL },
    { "(vec int)", "(vec { 1; 2 })", NULL },
    { "(vec int)", "(vec {})", NULL },
    { "(blob)", "(blob \"\\00\\ff\")", NULL },
    { "(record {})", "(record {})", NULL },
    { "(record { name : text; 7 : int; \"null\" : int })",
      "(record { name = \"x\"; 7 = 1; \"null\" = 2 })",
      "record { 7 = 1; name = \"x\"; \"null\" = 2 }" },
    { "(variant { Ok : int; Err })", "(variant { Ok = 1 })", NULL },
    { "(variant { Ok : int; Err })", "(variant { Err })", NULL },
    { "(reserved)", "(null)", "null : reserved" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (CandidParser) parser = candid_parser_new ();
      g_autoptr (GPtrArray) types = candid_parser_types (parser, known[i].type);
      g_autoptr (GPtrArray) values = candid_parser_values (parser, known[i].value, types);
      g_autofree char *text = ic_candid_value_to_text (values->pdata[0], types->pdata[0]);
      g_autofree char *wanted = known[i].text != NULL
                                    ? g_strdup (known[i].text)
                                    : g_strndup (known[i].value + 1, strlen (known[i].value) - 2);

      g_assert_cmpstr (text, ==, wanted);
    }
}

static void
test_floats (void)
{
  g_autoptr (IcCandidValue) nan_value = ic_candid_value_new_float64 ((double)NAN);
  g_autoptr (IcCandidValue) inf_value = ic_candid_value_new_float32 (-INFINITY);
  g_autoptr (IcCandidValue) zero = ic_candid_value_new_float64 (0.0);
  g_autoptr (IcCandidValue) minus_zero = ic_candid_value_new_float64 (-0.0);
  g_autofree char *nan_text = ic_candid_value_to_text (nan_value, NULL);
  g_autofree char *inf_text = ic_candid_value_to_text (inf_value, NULL);

  g_assert_cmpstr (nan_text, ==, "nan : float64");
  g_assert_cmpstr (inf_text, ==, "-inf : float32");
  g_assert_true (ic_candid_value_equal (nan_value, nan_value));
  g_assert_false (ic_candid_value_equal (zero, minus_zero));
}

/* The encoder refuses what is not of the type. */
static void
test_refused (void)
{
  g_autoptr (CandidParser) parser = candid_parser_new ();
  g_autoptr (IcCandidType) record = candid_parser_type (parser, "record { a : int; b : opt int }");
  g_autoptr (IcCandidType) variant = candid_parser_type (parser, "variant { a }");
  g_autoptr (IcCandidType) vec = candid_parser_type (parser, "vec text");
  g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidType) nothing = ic_candid_type_new_primitive (IC_CANDID_EMPTY);
  g_autoptr (IcCandidType) knot = ic_candid_type_new_knot ();
  const struct
  {
    IcCandidType *type;
    IcCandidValue *value;
  } wrong[] = {
    { text, ic_candid_value_new_int (1) },
    { text, ic_candid_value_new_text_len ("\xff", 1) },
    { text, ic_candid_value_new_text_len ("\xe2\x98", 2) },
    { nothing, ic_candid_value_new_null () },
    { knot, ic_candid_value_new_null () },
    { variant, ic_candid_value_new_variant_take ("b", NULL) },
    { variant, ic_candid_value_new_variant_take ("a", ic_candid_value_new_int (1)) },
    { vec, ic_candid_value_new_blob ("a", 1) },
    { record, ic_candid_value_new_record () },
    { record, ic_candid_value_new_null () },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ic_candid_encode_one (wrong[i].type, wrong[i].value, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE);
      ic_candid_value_unref (wrong[i].value);
    }
}

/* What a reader would coerce without loss, the encoder does. */
static void
test_convenience (void)
{
  g_autoptr (CandidParser) parser = candid_parser_new ();
  g_autoptr (IcCandidType) type = candid_parser_type (
      parser, "record { a : int; b : opt int; c : null; d : reserved; e : principal; f : blob }");
  g_autoptr (IcCandidValue) value = ic_candid_value_new_record ();
  g_autoptr (IcCandidValue) read = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  IcCandidValue *vec = ic_candid_value_new_vec ();

  ic_candid_value_vec_append_take (vec, ic_candid_value_new_uint (IC_CANDID_NAT8, 9));
  ic_candid_value_record_set_take (value, "a", number_from_hex (TRUE, "ffffffffffffffffff01"));
  ic_candid_value_record_set_take (value, "d", ic_candid_value_new_text ("forgotten"));
  ic_candid_value_record_set_take (value, "e",
                                   ic_candid_value_new_service (&IC_PRINCIPAL_MANAGEMENT));
  ic_candid_value_record_set_take (value, "f", vec);
  bytes = ic_candid_encode_one (type, value, &error);
  g_assert_no_error (error);
  read = ic_candid_decode_one (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), type, NULL,
                               &error);
  g_assert_no_error (error);
  text = ic_candid_value_to_text (read, type);
  g_assert_cmpstr (text, ==,
                   "record { a = 18446744073709551615; b = null; c = null; d = null : reserved; "
                   "e = principal \"aaaaa-aa\"; f = blob \"\\09\" }");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/candid/value/numbers", test_numbers);
  g_test_add_func ("/candid/value/huge-number", test_huge_number);
  g_test_add_func ("/candid/value/number-accessors", test_number_accessors);
  g_test_add_func ("/candid/value/accessors", test_accessors);
  g_test_add_func ("/candid/value/deep", test_deep_value);
  g_test_add_func ("/candid/value/text", test_text);
  g_test_add_func ("/candid/value/floats", test_floats);
  g_test_add_func ("/candid/value/refused", test_refused);
  g_test_add_func ("/candid/value/convenience", test_convenience);

  return g_test_run ();
}
