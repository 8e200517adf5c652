/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

/* Types in textual Candid. A type that occurs again (because it is recursive, or shared) is written
 * once, as a definition, so that the text grows with the table and not with what it unfolds to. */

/* Deeper than this, a type is taken out into a definition too: no deep recursion here. */
#define MAX_INLINE_DEPTH 64

typedef struct
{
  GHashTable *names;  /* IcCandidType -> index of its definition + 1; 0: seen once */
  GPtrArray *defined; /* IcCandidType by index */
  GString *out;
} Printer;

/* Parts worth a walk: what is not primitive and no `opt`/`vec` of a primitive. */
static gboolean
is_small (IcCandidType *type)
{
  if (type == NULL || IC_CANDID_IS_PRIMITIVE (type->kind) || type->kind == IC_CANDID_FUTURE)
    return TRUE;
  if (type->kind != IC_CANDID_OPT && type->kind != IC_CANDID_VEC)
    return FALSE;
  return IC_CANDID_IS_PRIMITIVE (ic_candid_type_get_kind (type->as.inner));
}

static void
define (Printer *self, IcCandidType *type)
{
  g_ptr_array_add (self->defined, type);
  g_hash_table_insert (self->names, type, GUINT_TO_POINTER (self->defined->len));
}

static void
visit (Printer *self, GPtrArray *work, IcCandidType *type)
{
  gpointer index;

  type = ic_candid_type_resolve (type);
  if (is_small (type))
    return;
  if (!g_hash_table_lookup_extended (self->names, type, NULL, &index))
    {
      g_hash_table_insert (self->names, type, NULL);
      g_ptr_array_add (work, type);
    }
  else if (index == NULL)
    define (self, type);
}

/* Finds what occurs more than once. */
static void
survey (Printer *self, IcCandidType *root)
{
  g_autoptr (GPtrArray) work = g_ptr_array_new ();

  visit (self, work, root);
  while (work->len > 0)
    {
      IcCandidType *type = g_ptr_array_steal_index_fast (work, work->len - 1);

      switch ((guint)type->kind)
        {
        case IC_CANDID_RECORD:
        case IC_CANDID_VARIANT:
          for (gsize i = 0; i < type->n; i++)
            visit (self, work, type->as.fields[i].type);
          break;

        case IC_CANDID_SERVICE:
          for (gsize i = 0; i < type->n; i++)
            visit (self, work, type->as.methods[i].type);
          break;

        case IC_CANDID_FUNC:
          for (gsize i = 0; i < type->n + type->n_results; i++)
            visit (self, work, type->as.types[i]);
          break;

        default:
          visit (self, work, type->as.inner);
          break;
        }
    }
}

static void append_type (Printer *self, IcCandidType *type, guint depth);

static void
append_tuple (Printer *self, IcCandidType *const *types, gsize n, guint depth)
{
  g_string_append_c (self->out, '(');
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (self->out, ", ");
      append_type (self, types[i], depth + 1);
    }
  g_string_append_c (self->out, ')');
}

static void
append_func (Printer *self, IcCandidType *type, guint depth)
{
  append_tuple (self, type->as.types, type->n, depth);
  g_string_append (self->out, " -> ");
  append_tuple (self, type->as.types + type->n, type->n_results, depth);
  if ((type->modes & IC_CANDID_FUNC_QUERY) != 0)
    g_string_append (self->out, " query");
  if ((type->modes & IC_CANDID_FUNC_ONEWAY) != 0)
    g_string_append (self->out, " oneway");
  if ((type->modes & IC_CANDID_FUNC_COMPOSITE_QUERY) != 0)
    g_string_append (self->out, " composite_query");
}

static void
append_fields (Printer *self, IcCandidType *type, guint depth)
{
  g_string_append_printf (self->out, "%s {", ic_candid_kind_name (type->kind));
  for (gsize i = 0; i < type->n; i++)
    {
      const IcCandidField *field = &type->as.fields[i];

      g_string_append (self->out, i == 0 ? " " : "; ");
      if (field->name != NULL)
        ic_candid_append_name (self->out, field->name, strlen (field->name));
      else
        g_string_append_printf (self->out, "%u", field->id);
      if (type->kind == IC_CANDID_VARIANT &&
          ic_candid_type_get_kind (field->type) == IC_CANDID_NULL)
        continue;
      g_string_append (self->out, " : ");
      append_type (self, field->type, depth + 1);
    }
  g_string_append (self->out, type->n > 0 ? " }" : "}");
}

static void
append_service (Printer *self, IcCandidType *type, guint depth)
{
  g_string_append (self->out, "service {");
  for (gsize i = 0; i < type->n; i++)
    {
      const IcCandidMethod *method = &type->as.methods[i];
      IcCandidType *func = ic_candid_type_resolve (method->type);

      g_string_append (self->out, i == 0 ? " " : "; ");
      ic_candid_append_name (self->out, method->name, method->len);
      g_string_append (self->out, " : ");
      /* The grammar has a bare function or a name here. */
      if (func != NULL && func->kind == IC_CANDID_FUNC &&
          g_hash_table_lookup (self->names, func) == NULL && depth < MAX_INLINE_DEPTH)
        append_func (self, func, depth + 1);
      else
        append_type (self, method->type, depth + 1);
    }
  g_string_append (self->out, type->n > 0 ? " }" : "}");
}

static void
append_body (Printer *self, IcCandidType *type, guint depth)
{
  switch ((guint)type->kind)
    {
    case IC_CANDID_OPT:
    case IC_CANDID_VEC:
      if (type->kind == IC_CANDID_VEC && ic_candid_type_is_blob (type))
        {
          g_string_append (self->out, "blob");
          break;
        }
      g_string_append_printf (self->out, "%s ", ic_candid_kind_name (type->kind));
      append_type (self, type->as.inner, depth + 1);
      break;

    case IC_CANDID_RECORD:
    case IC_CANDID_VARIANT:
      append_fields (self, type, depth);
      break;

    case IC_CANDID_FUNC:
      g_string_append (self->out, "func ");
      append_func (self, type, depth);
      break;

    case IC_CANDID_SERVICE:
      append_service (self, type, depth);
      break;

    default:
      g_string_append (self->out, ic_candid_kind_name (type->kind));
      break;
    }
}

static void
append_type (Printer *self, IcCandidType *type, guint depth)
{
  guint index;

  type = ic_candid_type_resolve (type);
  if (type == NULL)
    {
      g_string_append (self->out, ic_candid_kind_name (IC_CANDID_KNOT));
      return;
    }

  index = GPOINTER_TO_UINT (g_hash_table_lookup (self->names, type));
  if (index == 0 && depth > MAX_INLINE_DEPTH && !is_small (type))
    {
      define (self, type);
      index = self->defined->len;
    }
  if (index > 0)
    g_string_append_printf (self->out, "t%u", index - 1);
  else
    append_body (self, type, depth);
}

/**
 * ic_candid_type_to_text:
 * @self: a type
 *
 * Definitions of what is recursive or shared come first, as in `type t0 = opt record { nat; t0 };
 * t0`.
 *
 * Returns: (transfer full): the type in textual Candid, on one line
 */
char *
ic_candid_type_to_text (IcCandidType *self)
{
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  Printer printer = { 0 };

  g_return_val_if_fail (self != NULL, NULL);

  printer.names = g_hash_table_new (NULL, NULL);
  printer.defined = g_ptr_array_new ();
  survey (&printer, self);
  printer.out = body;
  append_type (&printer, self, 0);
  printer.out = text;
  for (guint i = 0; i < printer.defined->len; i++) /* may grow on the way */
    {
      g_string_append_printf (text, "type t%u = ", i);
      append_body (&printer, printer.defined->pdata[i], 0);
      g_string_append (text, "; ");
    }
  g_string_append_len (text, body->str, (gssize)body->len);

  g_hash_table_unref (printer.names);
  g_ptr_array_unref (printer.defined);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
