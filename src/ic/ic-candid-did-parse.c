/* SPDX-License-Identifier: MIT */
/* Types of an interface description: Candid spec, "Core Grammar" and "Syntactic Shorthands". */
#include "ic-candid-did-private.h"
#include "ic-i18n.h"

/* (skip) Past the character @c, which must be there. */
gboolean
ic_candid_did_skip (IcCandidDidParser *self, char c)
{
  const char name[] = { c, 0 };

  if (self->scan.token != c)
    return ic_candid_did_scanner_expected (&self->scan, name);
  return ic_candid_did_next (self);
}

/* After one of a list: past the separator, or at the end of the list. */
static gboolean
skip_separator (IcCandidDidParser *self, char separator, char close)
{
  const char what[] = { separator, ' ', 'o', 'r', ' ', close, 0 };

  if (self->scan.token == close)
    return TRUE;
  if (self->scan.token != separator)
    return ic_candid_did_scanner_expected (&self->scan, what);
  return ic_candid_did_next (self);
}

static gboolean
count_item (IcCandidDidParser *self)
{
  if (++self->n_items > IC_CANDID_DID_MAX_ITEMS)
    return ic_candid_did_scanner_limit (&self->scan, self->scan.from,
                                        _ ("more than %d fields, arguments and methods"),
                                        IC_CANDID_DID_MAX_ITEMS);
  return TRUE;
}

static gboolean
is_name (const IcCandidDidParser *self)
{
  return self->scan.token == IC_CANDID_TOKEN_ID || self->scan.token == IC_CANDID_TOKEN_TEXT;
}

/* Functions */

/* `name :` before an argument says nothing, but comes once. */
static gboolean
skip_argument_name (IcCandidDidParser *self, GHashTable *names)
{
  if (!is_name (self) ||
      (self->scan.token == IC_CANDID_TOKEN_ID && !ic_candid_did_scanner_ahead (&self->scan, ':')))
    return TRUE;
  if (!g_hash_table_add (names, g_bytes_new (self->scan.text->str, self->scan.text->len)))
    return ic_candid_did_scanner_fail (&self->scan, self->scan.from,
                                       _ ("an argument of this name is there already"));
  return ic_candid_did_next (self) && ic_candid_did_skip (self, ':');
}

/* (skip) `( a, name : b )` */
gboolean
ic_candid_did_read_tuple (IcCandidDidParser *self, GPtrArray *types)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                                        (GDestroyNotify)g_bytes_unref, NULL);

  if (!ic_candid_did_skip (self, '('))
    return FALSE;
  while (self->scan.token != ')')
    {
      IcCandidType *type;

      if (!count_item (self) || !skip_argument_name (self, names) ||
          !ic_candid_did_read_type (self, &type) || !skip_separator (self, ',', ')'))
        return FALSE;
      g_ptr_array_add (types, type);
    }
  return ic_candid_did_next (self);
}

static gboolean
read_modes (IcCandidDidParser *self, guint *modes)
{
  static const struct
  {
    const char *name;
    guint flag;
  } known[] = {
    { "query", IC_CANDID_FUNC_QUERY },
    { "oneway", IC_CANDID_FUNC_ONEWAY },
    { "composite_query", IC_CANDID_FUNC_COMPOSITE_QUERY },
  };

  for (;;)
    {
      gsize i;

      for (i = 0; i < G_N_ELEMENTS (known); i++)
        if (ic_candid_did_is (self, known[i].name))
          break;
      if (i == G_N_ELEMENTS (known))
        return TRUE;
      if ((*modes & known[i].flag) != 0)
        return ic_candid_did_scanner_fail (&self->scan, self->scan.from,
                                           _ ("this annotation is there already"));
      *modes |= known[i].flag;
      if (!ic_candid_did_next (self))
        return FALSE;
    }
}

/* `(args) -> (results) modes` */
static gboolean
read_func (IcCandidDidParser *self, IcCandidType **out)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  g_autoptr (GPtrArray) results = g_ptr_array_new ();
  const char *at = self->scan.from;
  guint modes = 0;

  if (!ic_candid_did_read_tuple (self, args))
    return FALSE;
  if (self->scan.token != IC_CANDID_TOKEN_ARROW)
    return ic_candid_did_scanner_expected (&self->scan, "->");
  if (!ic_candid_did_next (self) || !ic_candid_did_read_tuple (self, results) ||
      !read_modes (self, &modes))
    return FALSE;
  if ((modes & IC_CANDID_FUNC_ONEWAY) != 0 && results->len > 0)
    return ic_candid_did_scanner_fail (&self->scan, at, _ ("a oneway function has no results"));
  *out = ic_candid_did_new_func (self, args, results, modes);
  return TRUE;
}

/* Services */

static gboolean
read_method (IcCandidDidParser *self, IcCandidDidItem *item)
{
  IcCandidMethod *method = &item->as.method;

  item->at = self->scan.from;
  if (!is_name (self))
    return ic_candid_did_scanner_expected (&self->scan, _ ("the name of a method"));
  method->len = self->scan.text->len;
  method->name = ic_candid_did_dup_bytes (self, self->scan.text->str, method->len);
  if (!ic_candid_did_next (self) || !ic_candid_did_skip (self, ':'))
    return FALSE;
  if (self->scan.token != IC_CANDID_TOKEN_ID)
    return read_func (self, &method->type);
  method->type = ic_candid_did_new_reference (self, IC_CANDID_FUNC);
  return ic_candid_did_next (self);
}

/* (skip) `{ name : (args) -> (results); ... }` */
gboolean
ic_candid_did_read_methods (IcCandidDidParser *self, IcCandidType **out)
{
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (IcCandidDidItem));

  if (!ic_candid_did_skip (self, '{'))
    return FALSE;
  while (self->scan.token != '}')
    {
      IcCandidDidItem item = { 0 };

      if (!count_item (self) || !read_method (self, &item) || !skip_separator (self, ';', '}'))
        return FALSE;
      g_array_append_val (items, item);
    }
  *out = ic_candid_did_new_type (self, IC_CANDID_SERVICE);
  return ic_candid_did_set_methods (self, *out, items) && ic_candid_did_next (self);
}

/* Records and variants */

/* A number, or a name. Sets the field's id and name. */
static gboolean
read_label (IcCandidDidParser *self, IcCandidField *field)
{
  const GString *text = self->scan.text;

  if (self->scan.token == IC_CANDID_TOKEN_NUMBER)
    {
      if (self->scan.number > G_MAXUINT32)
        return ic_candid_did_scanner_fail (&self->scan, self->scan.from,
                                           _ ("a field id of more than 32 bits"));
      field->id = (guint32)self->scan.number;
    }
  else if (is_name (self))
    {
      field->id = ic_candid_field_id_len (text->str, text->len);
      /* With a zero inside it is no C string: then the number must do. */
      if (memchr (text->str, 0, text->len) == NULL)
        field->name = ic_candid_did_dup_bytes (self, text->str, text->len);
    }
  else
    return ic_candid_did_scanner_expected (&self->scan, _ ("a field"));
  return ic_candid_did_next (self);
}

/* `label : type`, in a variant `label`, in a record `type`, which gets the id @next. */
static gboolean
read_field (IcCandidDidParser *self, IcCandidKind kind, guint64 next, IcCandidDidItem *item)
{
  IcCandidField *field = &item->as.field;
  gboolean has_label = kind == IC_CANDID_VARIANT || self->scan.token == IC_CANDID_TOKEN_NUMBER ||
                       self->scan.token == IC_CANDID_TOKEN_TEXT ||
                       (self->scan.token == IC_CANDID_TOKEN_ID &&
                        ic_candid_did_scanner_ahead (&self->scan, ':'));

  item->at = self->scan.from;
  if (!has_label)
    {
      if (next > G_MAXUINT32)
        return ic_candid_did_scanner_fail (&self->scan, item->at,
                                           _ ("there is no field id left for this one"));
      field->id = (guint32)next;
      return ic_candid_did_read_type (self, &field->type);
    }
  if (!read_label (self, field))
    return FALSE;
  if (kind == IC_CANDID_VARIANT && self->scan.token != ':')
    {
      field->type = ic_candid_type_primitive (IC_CANDID_NULL);
      return TRUE;
    }
  return ic_candid_did_skip (self, ':') && ic_candid_did_read_type (self, &field->type);
}

static gboolean
read_fields (IcCandidDidParser *self, IcCandidKind kind, IcCandidType **out)
{
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (IcCandidDidItem));
  guint64 next = 0;

  if (!ic_candid_did_skip (self, '{'))
    return FALSE;
  while (self->scan.token != '}')
    {
      IcCandidDidItem item = { 0 };

      if (!count_item (self) || !read_field (self, kind, next, &item) ||
          !skip_separator (self, ';', '}'))
        return FALSE;
      next = (guint64)item.as.field.id + 1;
      g_array_append_val (items, item);
    }
  *out = ic_candid_did_new_type (self, kind);
  return ic_candid_did_set_fields (self, *out, items) && ic_candid_did_next (self);
}

/* Any type */

static gboolean
read_around (IcCandidDidParser *self, IcCandidKind kind, IcCandidType **out)
{
  IcCandidType *inner;

  if (!ic_candid_did_read_type (self, &inner))
    return FALSE;
  *out = ic_candid_did_new_type (self, kind);
  (*out)->as.inner = inner;
  return TRUE;
}

static gboolean
read_name (IcCandidDidParser *self, IcCandidType **out)
{
  for (guint kind = IC_CANDID_BOOL; IC_CANDID_IS_PRIMITIVE (kind); kind++)
    if (strcmp (self->scan.text->str, ic_candid_kind_name (kind)) == 0)
      {
        *out = ic_candid_type_primitive ((IcCandidKind)kind);
        return ic_candid_did_next (self);
      }
  *out = ic_candid_did_new_reference (self, -1);
  return ic_candid_did_next (self);
}

static gboolean
read_keyword (IcCandidDidParser *self, IcCandidType **out)
{
  static const struct
  {
    const char *word;
    IcCandidKind kind;
  } known[] = {
    { "null", IC_CANDID_NULL },       { "principal", IC_CANDID_PRINCIPAL },
    { "blob", IC_CANDID_NAT8 },       { "opt", IC_CANDID_OPT },
    { "vec", IC_CANDID_VEC },         { "record", IC_CANDID_RECORD },
    { "variant", IC_CANDID_VARIANT }, { "func", IC_CANDID_FUNC },
    { "service", IC_CANDID_SERVICE },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (known); i++)
    if (ic_candid_did_is (self, known[i].word))
      break;
  if (i == G_N_ELEMENTS (known))
    return ic_candid_did_scanner_expected (&self->scan, _ ("a type"));
  if (!ic_candid_did_next (self))
    return FALSE;

  switch ((guint)known[i].kind)
    {
    case IC_CANDID_OPT:
    case IC_CANDID_VEC:
      return read_around (self, known[i].kind, out);

    case IC_CANDID_RECORD:
    case IC_CANDID_VARIANT:
      return read_fields (self, known[i].kind, out);

    case IC_CANDID_FUNC:
      return read_func (self, out);

    case IC_CANDID_SERVICE:
      return ic_candid_did_read_methods (self, out);

    case IC_CANDID_NAT8:
      *out = ic_candid_type_new_blob ();
      return TRUE;

    default:
      *out = ic_candid_type_primitive (known[i].kind);
      return TRUE;
    }
}

/* (skip) */
gboolean
ic_candid_did_read_type (IcCandidDidParser *self, IcCandidType **out)
{
  gboolean done;

  if (self->depth == IC_CANDID_DID_MAX_DEPTH)
    return ic_candid_did_scanner_limit (&self->scan, self->scan.from,
                                        _ ("types are nested more than %d deep"),
                                        IC_CANDID_DID_MAX_DEPTH);
  self->depth++;
  if (self->scan.token == IC_CANDID_TOKEN_ID)
    done = read_name (self, out);
  else if (self->scan.token == IC_CANDID_TOKEN_KEYWORD)
    done = read_keyword (self, out);
  else
    done = ic_candid_did_scanner_expected (&self->scan, _ ("a type"));
  self->depth--;
  return done;
}
