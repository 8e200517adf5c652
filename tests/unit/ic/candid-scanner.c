/* SPDX-License-Identifier: MIT */
#include "candid-scanner.h"

#include <string.h>

char
candid_scanner_peek (CandidScanner *self)
{
  while (g_ascii_isspace (*self->p))
    self->p++;
  return *self->p;
}

gboolean
candid_scanner_accept (CandidScanner *self, const char *symbol)
{
  candid_scanner_peek (self);
  if (!g_str_has_prefix (self->p, symbol))
    return FALSE;
  self->p += strlen (symbol);
  return TRUE;
}

void
candid_scanner_expect (CandidScanner *self, const char *symbol)
{
  if (!candid_scanner_accept (self, symbol))
    g_error ("%s expected at: %s", symbol, self->p);
}

char *
candid_scanner_word (CandidScanner *self)
{
  const char *start;

  candid_scanner_peek (self);
  start = self->p;
  while (g_ascii_isalnum (*self->p) || *self->p == '_')
    self->p++;
  return self->p > start ? g_strndup (start, (gsize)(self->p - start)) : NULL;
}

gboolean
candid_scanner_accept_word (CandidScanner *self, const char *word)
{
  CandidScanner ahead = *self;
  g_autofree char *found = candid_scanner_word (&ahead);

  if (g_strcmp0 (found, word) != 0)
    return FALSE;
  *self = ahead;
  return TRUE;
}

static void
append_escape (CandidScanner *self, GString *out)
{
  static const char from[] = "tnr\"'\\";
  static const char to[] = "\t\n\r\"'\\";
  const char *found;
  char *end;

  if (*self->p == 'u')
    {
      g_string_append_unichar (out, (gunichar)g_ascii_strtoull (self->p + 2, &end, 16));
      self->p = end + 1;
      return;
    }
  found = strchr (from, *self->p);
  if (found != NULL && *self->p != 0)
    {
      g_string_append_c (out, to[found - from]);
      self->p++;
      return;
    }
  g_string_append_c (
      out, (char)(g_ascii_xdigit_value (self->p[0]) << 4 | g_ascii_xdigit_value (self->p[1])));
  self->p += 2;
}

GString *
candid_scanner_string (CandidScanner *self)
{
  GString *out = g_string_new (NULL);

  candid_scanner_expect (self, "\"");
  while (*self->p != '"')
    {
      g_assert_cmpint (*self->p, !=, 0);
      if (*self->p == '\\')
        {
          self->p++;
          append_escape (self, out);
        }
      else
        g_string_append_c (out, *self->p++);
    }
  self->p++;
  return out;
}

char *
candid_scanner_name (CandidScanner *self)
{
  if (candid_scanner_peek (self) == '"')
    return g_string_free (candid_scanner_string (self), FALSE);
  return candid_scanner_word (self);
}

gboolean
candid_scanner_label (CandidScanner *self, char **name, guint32 *id)
{
  if (g_ascii_isdigit (candid_scanner_peek (self)))
    {
      char *end;

      *id = (guint32)g_ascii_strtoull (self->p, &end, 10);
      self->p = end;
      return TRUE;
    }
  *name = candid_scanner_name (self);
  if (*name != NULL)
    *id = ic_candid_field_id (*name);
  return *name != NULL;
}

IcCandidValue *
candid_scanner_absent (IcCandidType *type)
{
  switch ((guint)ic_candid_type_get_kind (type))
    {
    case IC_CANDID_OPT:
      return ic_candid_value_new_opt (NULL);

    case IC_CANDID_NULL:
      return ic_candid_value_new_null ();

    default:
      g_assert_cmpint (ic_candid_type_get_kind (type), ==, IC_CANDID_RESERVED);
      return ic_candid_value_new_reserved ();
    }
}

static IcCandidValue *
scan_number (CandidScanner *self, IcCandidKind kind)
{
  char *end;
  double real;
  gint64 whole;
  guint64 natural;
  const char *start;

  candid_scanner_peek (self);
  start = self->p;
  real = g_ascii_strtod (start, &end);
  self->p = end;
  g_assert_true (end > start);
  whole = g_ascii_strtoll (start, NULL, 10);
  natural = g_ascii_strtoull (start, NULL, 10);

  if (kind == IC_CANDID_FLOAT32)
    return ic_candid_value_new_float32 ((float)real);
  if (kind == IC_CANDID_FLOAT64)
    return ic_candid_value_new_float64 (real);
  if (kind == IC_CANDID_NAT)
    return ic_candid_value_new_nat (natural);
  if (kind == IC_CANDID_INT)
    return ic_candid_value_new_int (whole);
  if (kind >= IC_CANDID_INT8 && kind <= IC_CANDID_INT64)
    return ic_candid_value_new_sint (kind, whole);
  return ic_candid_value_new_uint (kind, natural);
}

static IcPrincipal
scan_principal (CandidScanner *self)
{
  g_autoptr (GError) error = NULL;
  GString *text = candid_scanner_string (self);
  IcPrincipal principal = { 0 };

  ic_principal_from_text (&principal, text->str, &error);
  g_assert_no_error (error);
  g_string_free (text, TRUE);
  return principal;
}

static IcCandidValue *
scan_reference (CandidScanner *self, IcCandidKind kind)
{
  g_autofree char *word = candid_scanner_word (self);
  g_autofree char *method = NULL;
  IcPrincipal principal;

  g_assert_nonnull (word);
  principal = scan_principal (self);
  if (kind == IC_CANDID_PRINCIPAL)
    return ic_candid_value_new_principal (&principal);
  if (kind == IC_CANDID_SERVICE)
    return ic_candid_value_new_service (&principal);
  candid_scanner_expect (self, ".");
  method = candid_scanner_name (self);
  return ic_candid_value_new_func (&principal, method);
}

static IcCandidValue *
scan_vec (CandidScanner *self, IcCandidType *type)
{
  IcCandidValue *vec;

  if (candid_scanner_accept_word (self, "blob"))
    {
      GString *bytes = candid_scanner_string (self);

      vec = ic_candid_value_new_blob (bytes->str, bytes->len);
      g_string_free (bytes, TRUE);
      return vec;
    }
  g_assert_true (candid_scanner_accept_word (self, "vec"));
  candid_scanner_expect (self, "{");
  vec = ic_candid_value_new_vec ();
  while (!candid_scanner_accept (self, "}"))
    {
      ic_candid_value_vec_append_take (
          vec, candid_scanner_value (self, ic_candid_type_get_inner (type)));
      candid_scanner_accept (self, ";");
    }
  return vec;
}

static IcCandidType *
find_field (IcCandidType *type, guint32 id)
{
  for (gsize i = 0; i < ic_candid_type_get_n_fields (type); i++)
    {
      guint32 has;
      IcCandidType *field = ic_candid_type_get_field (type, i, &has, NULL);

      if (has == id)
        return field;
    }
  return NULL;
}

/* What the type does not know is left out: a word. */
static IcCandidValue *
scan_known (CandidScanner *self, IcCandidType *type)
{
  if (type != NULL)
    return candid_scanner_value (self, type);
  g_free (candid_scanner_word (self));
  return NULL;
}

/* Sets @id, and scans the value after `=`; for a tuple's item or a plain tag there is none. */
static IcCandidValue *
scan_field (CandidScanner *self, IcCandidType *type, guint32 next, guint32 *id)
{
  CandidScanner start = *self;
  g_autofree char *name = NULL;
  gboolean is_variant = ic_candid_type_get_kind (type) == IC_CANDID_VARIANT;

  *id = next;
  if (candid_scanner_label (self, &name, id))
    {
      if (candid_scanner_accept (self, "="))
        return scan_known (self, find_field (type, *id));
      if (is_variant)
        return ic_candid_value_new_null ();
    }
  *self = start;
  *id = next;
  return scan_known (self, find_field (type, next));
}

static IcCandidValue *
scan_record (CandidScanner *self, IcCandidType *type)
{
  IcCandidValue *record = ic_candid_value_new_record ();
  guint32 next = 0;

  g_assert_true (candid_scanner_accept_word (self, "record"));
  candid_scanner_expect (self, "{");
  for (gsize i = 0; i < ic_candid_type_get_n_fields (type); i++)
    {
      guint32 id;
      IcCandidType *field = ic_candid_type_get_field (type, i, &id, NULL);
      IcCandidKind kind = ic_candid_type_get_kind (field);

      if (kind == IC_CANDID_OPT || kind == IC_CANDID_NULL || kind == IC_CANDID_RESERVED)
        ic_candid_value_record_set_id_take (record, id, candid_scanner_absent (field));
    }
  while (!candid_scanner_accept (self, "}"))
    {
      guint32 id;
      IcCandidValue *value = scan_field (self, type, next, &id);

      if (value != NULL)
        ic_candid_value_record_set_id_take (record, id, value);
      candid_scanner_accept (self, ";");
      next = id + 1;
    }
  return record;
}

static IcCandidValue *
scan_variant (CandidScanner *self, IcCandidType *type)
{
  IcCandidValue *value;
  guint32 id;

  g_assert_true (candid_scanner_accept_word (self, "variant"));
  candid_scanner_expect (self, "{");
  value = scan_field (self, type, 0, &id);
  candid_scanner_accept (self, ";");
  candid_scanner_expect (self, "}");
  return ic_candid_value_new_variant_id_take (id, value);
}

/* The text says any value, reserved forgets it. */
static IcCandidValue *
scan_reserved (CandidScanner *self)
{
  if (candid_scanner_peek (self) == '"')
    g_string_free (candid_scanner_string (self), TRUE);
  else
    g_free (candid_scanner_word (self));
  return ic_candid_value_new_reserved ();
}

IcCandidValue *
candid_scanner_value (CandidScanner *self, IcCandidType *type)
{
  IcCandidKind kind = ic_candid_type_get_kind (type);
  GString *string;
  IcCandidValue *value;

  switch ((guint)kind)
    {
    case IC_CANDID_NULL:
      g_assert_true (candid_scanner_accept_word (self, "null"));
      return ic_candid_value_new_null ();

    case IC_CANDID_RESERVED:
      return scan_reserved (self);

    case IC_CANDID_BOOL:
      if (candid_scanner_accept_word (self, "true"))
        return ic_candid_value_new_bool (TRUE);
      g_assert_true (candid_scanner_accept_word (self, "false"));
      return ic_candid_value_new_bool (FALSE);

    case IC_CANDID_TEXT:
      string = candid_scanner_string (self);
      value = ic_candid_value_new_text_len (string->str, string->len);
      g_string_free (string, TRUE);
      return value;

    case IC_CANDID_PRINCIPAL:
    case IC_CANDID_SERVICE:
    case IC_CANDID_FUNC:
      return scan_reference (self, kind);

    case IC_CANDID_OPT:
      if (candid_scanner_accept_word (self, "null"))
        return ic_candid_value_new_opt (NULL);
      g_assert_true (candid_scanner_accept_word (self, "opt"));
      return ic_candid_value_new_opt_take (
          candid_scanner_value (self, ic_candid_type_get_inner (type)));

    case IC_CANDID_VEC:
      return scan_vec (self, type);

    case IC_CANDID_RECORD:
      return scan_record (self, type);

    case IC_CANDID_VARIANT:
      return scan_variant (self, type);

    default:
      return scan_number (self, kind);
    }
}
