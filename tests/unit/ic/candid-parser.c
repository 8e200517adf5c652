/* SPDX-License-Identifier: MIT */
#include "candid-parser.h"

#include "candid-scanner.h"
#include "ic/ic-candid-did.h"

struct _CandidParser
{
  GString *definitions;
};

CandidParser *
candid_parser_new (void)
{
  CandidParser *self = g_new0 (CandidParser, 1);

  self->definitions = g_string_new (NULL);
  return self;
}

void
candid_parser_free (CandidParser *self)
{
  g_string_free (self->definitions, TRUE);
  g_free (self);
}

void
candid_parser_define (CandidParser *self, const char *name, const char *body)
{
  g_string_append_printf (self->definitions, "type %s = %s;", name, body);
}

IcCandidType *
candid_parser_type (CandidParser *self, const char *text)
{
  g_autofree char *tuple = g_strdup_printf ("(%s)", text);
  g_autoptr (GPtrArray) types = candid_parser_types (self, tuple);

  g_assert_cmpuint (types->len, ==, 1);
  return ic_candid_type_ref (types->pdata[0]);
}

GPtrArray *
candid_parser_types (CandidParser *self, const char *text)
{
  g_autofree char *all = g_strconcat (self->definitions->str, text, NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *types = ic_candid_did_parse_types (all, strlen (all), &error);

  g_assert_no_error (error);
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
