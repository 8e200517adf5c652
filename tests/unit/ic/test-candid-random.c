/* SPDX-License-Identifier: MIT */
#include "candid-parser.h"
#include "candid-random.h"
#include "ic/ic-error.h"

/* Properties that hold for all types and values, on seeded random ones. */

#define N_CASES   3000
#define MAX_DEPTH 4

static IcCandidValue *
decode_bytes (GBytes *bytes, IcCandidType *type, GError **error)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return ic_candid_decode_one (data, len, type, NULL, error);
}

static void
test_round_trip (void)
{
  for (guint32 seed = 1; seed <= N_CASES; seed++)
    {
      g_autoptr (CandidRandom) random = candid_random_new (seed);
      g_autoptr (IcCandidType) type = candid_random_type (random, MAX_DEPTH);
      g_autoptr (IcCandidValue) value = candid_random_value (random, type);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = ic_candid_encode_one (type, value, &error);
      g_autoptr (IcCandidValue) back = NULL;

      g_assert_no_error (error);
      back = decode_bytes (bytes, type, &error);
      g_assert_no_error (error);
      g_assert_true (ic_candid_value_equal (value, back));
    }
}

/* A message read at its own types has the same types and values, and outlives the message. */
static void
test_own_types (void)
{
  for (guint32 seed = 1; seed <= N_CASES; seed++)
    {
      g_autoptr (CandidRandom) random = candid_random_new (seed);
      IcCandidType *types[2];
      IcCandidValue *values[2];
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GBytes) again = NULL;
      g_autoptr (GPtrArray) own_types = NULL;
      g_autoptr (GPtrArray) own_values = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < 2; i++)
        {
          types[i] = candid_random_type (random, MAX_DEPTH);
          values[i] = candid_random_value (random, types[i]);
        }
      bytes = ic_candid_encode (types, values, 2, &error);
      g_assert_no_error (error);
      own_values = ic_candid_decode_any (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                         NULL, &own_types, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (own_values->len, ==, 2);
      for (guint i = 0; i < 2; i++)
        {
          g_assert_true (ic_candid_value_equal (values[i], own_values->pdata[i]));
          g_assert_true (ic_candid_type_equal (types[i], own_types->pdata[i]));
          g_assert_true (ic_candid_type_equal (own_types->pdata[i], types[i]));
          g_assert_true (ic_candid_type_is_subtype (own_types->pdata[i], types[i]));
          g_assert_true (ic_candid_type_is_subtype (types[i], own_types->pdata[i]));
        }
      again = ic_candid_encode ((IcCandidType *const *)own_types->pdata,
                                (IcCandidValue *const *)own_values->pdata, 2, &error);
      g_assert_no_error (error);
      g_clear_pointer (&own_values, g_ptr_array_unref);
      own_values = ic_candid_decode_any (g_bytes_get_data (again, NULL), g_bytes_get_size (again),
                                         NULL, NULL, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < 2; i++)
        {
          g_assert_true (ic_candid_value_equal (values[i], own_values->pdata[i]));
          ic_candid_type_unref (types[i]);
          ic_candid_value_unref (values[i]);
        }
    }
}

/* Soundness of subtyping: what is a subtype can always be read; and what is read is of the expected
 * type. */
static void
test_subtypes (void)
{
  guint n_subtypes = 0;
  guint n_others = 0;

  for (guint32 seed = 1; seed <= N_CASES; seed++)
    {
      g_autoptr (CandidRandom) random = candid_random_new (seed);
      g_autoptr (IcCandidType) type = candid_random_type (random, MAX_DEPTH);
      g_autoptr (IcCandidType) super = candid_random_relative (random, type);
      g_autoptr (IcCandidValue) value = candid_random_value (random, type);
      gboolean is_subtype = ic_candid_type_is_subtype (type, super);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = ic_candid_encode_one (type, value, &error);
      g_autoptr (GBytes) again = NULL;
      g_autoptr (IcCandidValue) read = NULL;
      g_autoptr (IcCandidValue) back = NULL;

      g_assert_no_error (error);
      read = decode_bytes (bytes, super, &error);
      if (read == NULL)
        {
          g_assert_false (is_subtype);
          g_assert_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE);
          n_others++;
          continue;
        }
      n_subtypes += is_subtype;
      again = ic_candid_encode_one (super, read, &error);
      g_assert_no_error (error);
      back = decode_bytes (again, super, &error);
      g_assert_no_error (error);
      g_assert_true (ic_candid_value_equal (read, back));
    }
  /* The cases are worth their name. */
  g_assert_cmpuint (n_subtypes, >, N_CASES / 4);
  g_assert_cmpuint (n_others, >, N_CASES / 20);
}

/* The text of a type is a type, and the same one. */
static void
test_type_text (void)
{
  for (guint32 seed = 1; seed <= N_CASES; seed++)
    {
      g_autoptr (CandidRandom) random = candid_random_new (seed);
      g_autoptr (IcCandidType) type = candid_random_type (random, MAX_DEPTH);
      g_autoptr (CandidParser) parser = candid_parser_new ();
      g_autofree char *text = ic_candid_type_to_text (type);
      const char *body = text;
      g_autofree char *wrapped = NULL;
      g_autoptr (GPtrArray) types = NULL;
      const char *last = text;

      /* The definitions end where the last "; " outside of braces stands. */
      for (gint depth = 0; *body != 0; body++)
        {
          if (*body == '{' || *body == '(')
            depth++;
          else if (*body == '}' || *body == ')')
            depth--;
          else if (*body == ';' && depth == 0)
            last = body + 2;
        }
      wrapped = g_strdup_printf ("%.*s(%s)", (int)(last - text), text, last);
      types = candid_parser_types (parser, wrapped);
      g_assert_cmpuint (types->len, ==, 1);
      g_assert_true (ic_candid_type_equal (type, types->pdata[0]));
    }
}

/* Bytes changed at random: an answer, never a crash; and what is accepted can be written again. */
static void
test_mutations (void)
{
  guint n_accepted = 0;

  for (guint32 seed = 1; seed <= N_CASES; seed++)
    {
      g_autoptr (CandidRandom) random = candid_random_new (seed);
      g_autoptr (IcCandidType) type = candid_random_type (random, MAX_DEPTH);
      g_autoptr (IcCandidValue) value = candid_random_value (random, type);
      g_autoptr (GBytes) bytes = ic_candid_encode_one (type, value, NULL);
      gsize len = g_bytes_get_size (bytes);
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), len);
      g_autoptr (GPtrArray) types = NULL;
      g_autoptr (GPtrArray) values = NULL;
      g_autoptr (IcCandidValue) read = NULL;
      g_autoptr (GBytes) again = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = candid_random_below (random, 3); i < 3; i++)
        copy[4 + candid_random_below (random, (guint32)len - 4)] ^=
            (guint8)(1u << candid_random_below (random, 8));
      if (candid_random_below (random, 4) == 0)
        len -= candid_random_below (random, (guint32)len);

      read = ic_candid_decode_one (copy, len, type, NULL, &error);
      g_assert_true ((read == NULL) == (error != NULL));
      g_clear_error (&error);
      values = ic_candid_decode_any (copy, len, NULL, &types, &error);
      if (values == NULL)
        {
          g_assert_true (error->domain == IC_ERROR &&
                         (error->code == IC_ERROR_CANDID || error->code == IC_ERROR_LIMIT));
          g_assert_null (types);
          continue;
        }
      g_assert_no_error (error);
      n_accepted++;
      again = ic_candid_encode ((IcCandidType *const *)types->pdata,
                                (IcCandidValue *const *)values->pdata, types->len, &error);
      /* Only a future type cannot be written. */
      if (again == NULL)
        g_assert_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE);
    }
  g_assert_cmpuint (n_accepted, >, N_CASES / 20);
  g_assert_cmpuint (n_accepted, <, N_CASES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/candid/random/round-trip", test_round_trip);
  g_test_add_func ("/candid/random/own-types", test_own_types);
  g_test_add_func ("/candid/random/subtypes", test_subtypes);
  g_test_add_func ("/candid/random/type-text", test_type_text);
  g_test_add_func ("/candid/random/mutations", test_mutations);

  return g_test_run ();
}
