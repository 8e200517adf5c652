/* SPDX-License-Identifier: MIT */
#include "candid-parser.h"
#include "ic/ic-error.h"

#include <string.h>

/* The official assertions on binary input, data/candid-vectors.txt. */

enum
{
  MIN_VECTORS = 460 /* a table that was cut short must not pass */
};

static GBytes *
from_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; hex[0] != 0; hex += 2)
    {
      guint8 byte = (guint8)(g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  return g_byte_array_free_to_bytes (bytes);
}

static GPtrArray *
decode (const char *hex, GPtrArray *types, GError **error)
{
  g_autoptr (GBytes) bytes = from_hex (hex);
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return ic_candid_decode (data, len, (IcCandidType *const *)types->pdata, types->len, NULL, error);
}

static gboolean
all_equal (GPtrArray *a, GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    if (!ic_candid_value_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

/* What was read can be written at the same types, and read again. */
static void
check_round_trip (GPtrArray *types, GPtrArray *values)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      bytes = ic_candid_encode ((IcCandidType *const *)types->pdata,
                                (IcCandidValue *const *)values->pdata, types->len, &error);
  g_autoptr (GPtrArray) again = NULL;

  g_assert_no_error (error);
  again = ic_candid_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                            (IcCandidType *const *)types->pdata, types->len, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (all_equal (values, again));
}

static void
check_vector (CandidParser *parser, char op, const char *hex, const char *type, const char *other)
{
  g_autoptr (GPtrArray) types = candid_parser_types (parser, type);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) values = decode (hex, types, &error);
  g_autoptr (GPtrArray) wanted = NULL;

  if (op == 'R')
    {
      g_assert_null (values);
      g_assert_nonnull (error);
      g_assert_true (error->domain == IC_ERROR);
      g_assert_true (error->code == IC_ERROR_CANDID || error->code == IC_ERROR_CANDID_TYPE ||
                     error->code == IC_ERROR_LIMIT);
      return;
    }

  g_assert_no_error (error);
  g_assert_nonnull (values);
  check_round_trip (types, values);
  if (op == 'A')
    return;
  if (op == 'S' || op == 'D')
    wanted = decode (other, types, &error);
  else
    wanted = candid_parser_values (parser, other, types);
  g_assert_no_error (error);
  g_assert_true (all_equal (values, wanted) == (op == 'S' || op == 'E'));
}

static void
test_vectors (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "candid-vectors.txt", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  CandidParser *parser = NULL;
  guint n = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
      guint n_cells = g_strv_length (cells);

      if (n_cells < 2 || lines[i][0] == '#')
        continue;
      switch (cells[0][0])
        {
        case 'F':
          g_clear_pointer (&parser, candid_parser_free);
          parser = candid_parser_new ();
          break;

        case 'T':
          candid_parser_define (parser, cells[1], cells[2]);
          break;

        default:
          g_test_message ("line %u: %s", i + 1, lines[i]);
          check_vector (parser, cells[0][0], cells[1], cells[2], n_cells > 3 ? cells[3] : NULL);
          n++;
          break;
        }
    }
  candid_parser_free (parser);
  g_assert_cmpuint (n, >=, MIN_VECTORS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/candid/vectors", test_vectors);

  return g_test_run ();
}
