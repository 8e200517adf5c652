/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

/* Textual Candid: spec "Core Grammar" and "Values". */

#define IS_LETTER(c) (g_ascii_isalpha (c) || (c) == '_')

static const char *const keywords[] = {
  "blob",    "bool",      "composite_query",
  "empty",   "false",     "float32",
  "float64", "func",      "import",
  "int",     "int16",     "int32",
  "int64",   "int8",      "nat",
  "nat16",   "nat32",     "nat64",
  "nat8",    "null",      "oneway",
  "opt",     "principal", "query",
  "record",  "reserved",  "service",
  "text",    "true",      "type",
  "variant", "vec",
};

gboolean
ic_candid_is_utf8 (gconstpointer bytes, gsize len)
{
  const char *cursor = bytes;
  const char *end = cursor + len;

  while (cursor < end)
    {
      const char *stop;

      if (g_utf8_validate_len (cursor, (gsize)(end - cursor), &stop))
        return TRUE;
      /* GLib stops at a zero, which is a character like others here. */
      if (*stop != 0)
        return FALSE;
      cursor = stop + 1;
    }
  return TRUE;
}

void
ic_candid_append_quoted (GString *out, gconstpointer bytes, gsize len)
{
  const guint8 *p = bytes;

  g_string_append_c (out, '"');
  for (gsize i = 0; i < len; i++)
    {
      if (p[i] == '"' || p[i] == '\\')
        g_string_append_printf (out, "\\%c", p[i]);
      else if (p[i] == '\n')
        g_string_append (out, "\\n");
      else if (p[i] == '\r')
        g_string_append (out, "\\r");
      else if (p[i] == '\t')
        g_string_append (out, "\\t");
      else if (p[i] < 0x20 || p[i] == 0x7f)
        g_string_append_printf (out, "\\%02x", p[i]);
      else
        g_string_append_c (out, (char)p[i]);
    }
  g_string_append_c (out, '"');
}

static gboolean
is_plain_name (const char *name, gsize len)
{
  if (len == 0 || !IS_LETTER (name[0]))
    return FALSE;
  for (gsize i = 1; i < len; i++)
    if (!IS_LETTER (name[i]) && !g_ascii_isdigit (name[i]))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (strlen (keywords[i]) == len && memcmp (keywords[i], name, len) == 0)
      return FALSE;
  return TRUE;
}

void
ic_candid_append_name (GString *out, const char *name, gsize len)
{
  if (is_plain_name (name, len))
    g_string_append_len (out, name, (gssize)len);
  else
    ic_candid_append_quoted (out, name, len);
}

static void append_value (GString *out, IcCandidValue *value, IcCandidType *type, guint depth);

static void
append_principal (GString *out, const IcPrincipal *principal)
{
  g_autofree char *text = ic_principal_to_text (principal);

  g_string_append_printf (out, "\"%s\"", text);
}

static void
append_float (GString *out, double number, const char *format)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (number != number)
    {
      g_string_append (out, "nan");
      return;
    }
  if (number - number != 0)
    {
      g_string_append (out, number < 0 ? "-inf" : "inf");
      return;
    }
  g_ascii_formatd (buffer, sizeof buffer, format, number);
  g_string_append (out, buffer);
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append_c (out, '.');
}

static void
append_scalar (GString *out, IcCandidValue *value)
{
  switch ((guint)value->kind)
    {
    case IC_CANDID_NULL:
      g_string_append (out, "null");
      return;

    case IC_CANDID_BOOL:
      g_string_append (out, value->as.u != 0 ? "true" : "false");
      return;

    case IC_CANDID_NAT:
    case IC_CANDID_INT:
      ic_candid_append_number (out, value);
      break;

    case IC_CANDID_NAT8:
    case IC_CANDID_NAT16:
    case IC_CANDID_NAT32:
    case IC_CANDID_NAT64:
      g_string_append_printf (out, "%" G_GUINT64_FORMAT, value->as.u);
      break;

    case IC_CANDID_INT8:
    case IC_CANDID_INT16:
    case IC_CANDID_INT32:
    case IC_CANDID_INT64:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, value->as.i);
      break;

    case IC_CANDID_FLOAT32:
      append_float (out, (double)value->as.f32, "%.9g");
      break;

    case IC_CANDID_FLOAT64:
      append_float (out, value->as.f64, "%.17g");
      break;

    default: /* reserved */
      g_string_append (out, "null");
      break;
    }

  /* Nat would be read back as int: it needs its type too, int does not. */
  if (value->kind != IC_CANDID_INT)
    g_string_append_printf (out, " : %s", ic_candid_kind_name (value->kind));
}

static void
append_bytes (GString *out, IcCandidValue *value)
{
  switch ((guint)value->kind)
    {
    case IC_CANDID_TEXT:
      ic_candid_append_quoted (out, value->as.bytes, value->n);
      break;

    case IC_CANDID_VEC:
      g_string_append (out, "blob \"");
      for (gsize i = 0; i < value->n; i++)
        g_string_append_printf (out, "\\%02x", value->as.bytes[i]);
      g_string_append_c (out, '"');
      break;

    case IC_CANDID_PRINCIPAL:
    case IC_CANDID_SERVICE:
      g_string_append_printf (out, "%s ", ic_candid_kind_name (value->kind));
      append_principal (out, value->principal);
      break;

    case IC_CANDID_FUNC:
      g_string_append (out, "func ");
      append_principal (out, value->principal);
      g_string_append_c (out, '.');
      ic_candid_append_name (out, (const char *)value->as.bytes, value->n);
      break;

    default:
      append_scalar (out, value);
      break;
    }
}

static void
append_field_name (GString *out, guint32 id, IcCandidType *type, gsize i)
{
  const char *name = i != G_MAXSIZE ? type->as.fields[i].name : NULL;

  if (name != NULL)
    ic_candid_append_name (out, name, strlen (name));
  else
    g_string_append_printf (out, "%u", id);
}

static void
append_items (GString *out, IcCandidValue *value, IcCandidType *type, guint depth)
{
  g_string_append_printf (out, "%s {", ic_candid_kind_name (value->kind));
  for (gsize i = 0; i < value->n; i++)
    {
      IcCandidType *item = NULL;

      g_string_append (out, i == 0 ? " " : "; ");
      if (value->kind == IC_CANDID_VEC)
        item = type != NULL ? type->as.inner : NULL;
      else
        {
          gsize at = type != NULL ? ic_candid_type_find_field (type, value->ids[i]) : G_MAXSIZE;

          if (at != G_MAXSIZE)
            item = type->as.fields[at].type;
          append_field_name (out, value->ids[i], type, at);
          /* A tag without content is written without it. */
          if (value->kind == IC_CANDID_VARIANT && value->as.items[i]->kind == IC_CANDID_NULL)
            continue;
          g_string_append (out, " = ");
        }
      append_value (out, value->as.items[i], item, depth + 1);
    }
  g_string_append (out, value->n > 0 ? " }" : "}");
}

static void
append_value (GString *out, IcCandidValue *value, IcCandidType *type, guint depth)
{
  if (type != NULL)
    type = ic_candid_type_resolve (type);
  if (type != NULL && type->kind != value->kind)
    type = NULL;

  if (depth > IC_CANDID_HARD_DEPTH)
    g_string_append (out, "...");
  else if (value->form == IC_CANDID_FORM_SCALAR)
    append_scalar (out, value);
  else if (value->form == IC_CANDID_FORM_BYTES)
    append_bytes (out, value);
  else if (value->kind != IC_CANDID_OPT)
    append_items (out, value, type, depth);
  else if (value->n == 0)
    g_string_append (out, "null");
  else
    {
      g_string_append (out, "opt ");
      append_value (out, value->as.items[0], type != NULL ? type->as.inner : NULL, depth + 1);
    }
}

/**
 * ic_candid_value_to_text:
 * @self: a value
 * @type: (nullable): its type, which knows the names of fields; numbers stand for them without it
 *
 * Returns: (transfer full): the value in textual Candid, on one line
 */
char *
ic_candid_value_to_text (IcCandidValue *self, IcCandidType *type)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  append_value (out, self, type, 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
