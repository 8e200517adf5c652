/* SPDX-License-Identifier: MIT */
#include "candid-parser.h"

#include <string.h>

#include "candid-scanner.h"

struct _CandidParser
{
  GHashTable *knots;  /* name -> IcCandidType, a knot */
  GPtrArray *targets; /* types behind the knots */
};

static IcCandidType *parse_type (CandidParser *self, CandidScanner *scan);

CandidParser *
candid_parser_new (void)
{
  CandidParser *self = g_new0 (CandidParser, 1);

  self->knots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify)ic_candid_type_unref);
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_candid_type_unref);
  return self;
}

void
candid_parser_free (CandidParser *self)
{
  g_hash_table_unref (self->knots);
  g_ptr_array_unref (self->targets);
  g_free (self);
}

static IcCandidType *
get_knot (CandidParser *self, const char *name)
{
  IcCandidType *knot = g_hash_table_lookup (self->knots, name);

  if (knot == NULL)
    {
      knot = ic_candid_type_new_knot ();
      g_hash_table_insert (self->knots, g_strdup (name), knot);
    }
  return knot;
}

static GPtrArray *
parse_tuple (CandidParser *self, CandidScanner *scan)
{
  GPtrArray *types = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_candid_type_unref);

  candid_scanner_expect (scan, "(");
  while (!candid_scanner_accept (scan, ")"))
    {
      g_ptr_array_add (types, parse_type (self, scan));
      if (!candid_scanner_accept (scan, ","))
        {
          candid_scanner_expect (scan, ")");
          break;
        }
    }
  return types;
}

static IcCandidType *
parse_func (CandidParser *self, CandidScanner *scan)
{
  g_autoptr (GPtrArray) args = parse_tuple (self, scan);
  g_autoptr (GPtrArray) results = NULL;
  guint modes = 0;

  candid_scanner_expect (scan, "->");
  results = parse_tuple (self, scan);
  for (;;)
    {
      if (candid_scanner_accept_word (scan, "query"))
        modes |= IC_CANDID_FUNC_QUERY;
      else if (candid_scanner_accept_word (scan, "oneway"))
        modes |= IC_CANDID_FUNC_ONEWAY;
      else if (candid_scanner_accept_word (scan, "composite_query"))
        modes |= IC_CANDID_FUNC_COMPOSITE_QUERY;
      else
        return ic_candid_type_new_func (args, results, modes);
    }
}

static IcCandidType *
parse_service (CandidParser *self, CandidScanner *scan)
{
  IcCandidType *type = ic_candid_type_new_service ();

  candid_scanner_expect (scan, "{");
  while (!candid_scanner_accept (scan, "}"))
    {
      g_autofree char *name = candid_scanner_name (scan);
      g_autoptr (IcCandidType) func = NULL;

      candid_scanner_expect (scan, ":");
      if (candid_scanner_peek (scan) == '(')
        func = parse_func (self, scan);
      else
        func = parse_type (self, scan);
      g_assert_true (ic_candid_type_add_method (type, name, func));
      candid_scanner_accept (scan, ";");
    }
  return type;
}

/* `name : type`, `number : type`, `type` (a tuple's next), and in a variant `name`. */
static void
parse_field (CandidParser *self, CandidScanner *scan, IcCandidType *type, guint32 *next)
{
  gboolean is_variant = ic_candid_type_get_kind (type) == IC_CANDID_VARIANT;
  g_autoptr (IcCandidType) inner = NULL;
  CandidScanner start = *scan;
  g_autofree char *name = NULL;
  guint32 id = *next;

  if (candid_scanner_label (scan, &name, &id) && (candid_scanner_peek (scan) == ':' || is_variant))
    {
      if (candid_scanner_accept (scan, ":"))
        inner = parse_type (self, scan);
      else
        inner = ic_candid_type_new_primitive (IC_CANDID_NULL);
    }
  else
    {
      *scan = start;
      id = *next;
      g_clear_pointer (&name, g_free);
      inner = parse_type (self, scan);
    }
  if (name != NULL)
    g_assert_true (ic_candid_type_add_field (type, name, inner));
  else
    g_assert_true (ic_candid_type_add_field_id (type, id, inner));
  *next = id + 1;
}

static IcCandidType *
parse_fields (CandidParser *self, CandidScanner *scan, IcCandidType *type)
{
  guint32 next = 0;

  candid_scanner_expect (scan, "{");
  while (!candid_scanner_accept (scan, "}"))
    {
      parse_field (self, scan, type, &next);
      candid_scanner_accept (scan, ";");
    }
  return type;
}

static const char *const primitives[] = {
  "null",  "bool",  "nat",   "int",     "nat8",    "nat16", "nat32",    "nat64", "int8",
  "int16", "int32", "int64", "float32", "float64", "text",  "reserved", "empty", "principal",
};

static IcCandidType *
parse_type (CandidParser *self, CandidScanner *scan)
{
  g_autofree char *word = candid_scanner_word (scan);
  g_autoptr (IcCandidType) inner = NULL;

  g_assert_nonnull (word);
  for (guint i = 0; i < G_N_ELEMENTS (primitives); i++)
    if (g_str_equal (word, primitives[i]))
      return ic_candid_type_new_primitive ((IcCandidKind)i);
  if (g_str_equal (word, "blob"))
    return ic_candid_type_new_blob ();
  if (g_str_equal (word, "opt"))
    {
      inner = parse_type (self, scan);
      return ic_candid_type_new_opt (inner);
    }
  if (g_str_equal (word, "vec"))
    {
      inner = parse_type (self, scan);
      return ic_candid_type_new_vec (inner);
    }
  if (g_str_equal (word, "record"))
    return parse_fields (self, scan, ic_candid_type_new_record ());
  if (g_str_equal (word, "variant"))
    return parse_fields (self, scan, ic_candid_type_new_variant ());
  if (g_str_equal (word, "func"))
    return parse_func (self, scan);
  if (g_str_equal (word, "service"))
    return parse_service (self, scan);
  return ic_candid_type_ref (get_knot (self, word));
}

static void
define (CandidParser *self, CandidScanner *scan, const char *name)
{
  IcCandidType *type = parse_type (self, scan);

  ic_candid_type_tie (get_knot (self, name), type);
  g_ptr_array_add (self->targets, type);
}

void
candid_parser_define (CandidParser *self, const char *name, const char *body)
{
  CandidScanner scan = { body };

  define (self, &scan, name);
  g_assert_cmpint (candid_scanner_peek (&scan), ==, 0);
}

IcCandidType *
candid_parser_type (CandidParser *self, const char *text)
{
  CandidScanner scan = { text };
  IcCandidType *type = parse_type (self, &scan);

  g_assert_cmpint (candid_scanner_peek (&scan), ==, 0);
  return type;
}

GPtrArray *
candid_parser_types (CandidParser *self, const char *text)
{
  CandidScanner scan = { text };
  GPtrArray *types;

  while (candid_scanner_accept_word (&scan, "type"))
    {
      g_autofree char *name = candid_scanner_word (&scan);

      candid_scanner_expect (&scan, "=");
      define (self, &scan, name);
      candid_scanner_expect (&scan, ";");
    }
  types = parse_tuple (self, &scan);
  g_assert_cmpint (candid_scanner_peek (&scan), ==, 0);
  return types;
}

GPtrArray *
candid_parser_values (CandidParser *self, const char *text, GPtrArray *types)
{
  CandidScanner scan = { text };
  GPtrArray *values = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_candid_value_unref);

  candid_scanner_expect (&scan, "(");
  while (!candid_scanner_accept (&scan, ")"))
    {
      g_assert_cmpuint (values->len, <, types->len);
      g_ptr_array_add (values, candid_scanner_value (&scan, types->pdata[values->len]));
      candid_scanner_accept (&scan, ",");
    }
  while (values->len < types->len)
    g_ptr_array_add (values, candid_scanner_absent (types->pdata[values->len]));
  g_assert_cmpint (candid_scanner_peek (&scan), ==, 0);
  return values;
}
