/* SPDX-License-Identifier: MIT */
/* Types of an interface description, in one arena, so that recursive ones cost nothing. */
#include "ic-candid-did-private.h"
#include "ic-i18n.h"

/* (skip) */
void
ic_candid_did_parser_init (IcCandidDidParser *self, const char *text, gsize len, GError **error)
{
  *self = (IcCandidDidParser){ 0 };
  ic_candid_did_scanner_init (&self->scan, text, len, error);
  self->arena = ic_candid_arena_new (0);
  self->definitions = g_hash_table_new (g_str_hash, g_str_equal);
  self->composites = g_ptr_array_new ();
  self->references = g_ptr_array_new ();
}

/* (skip) */
void
ic_candid_did_parser_clear (IcCandidDidParser *self)
{
  ic_candid_did_scanner_clear (&self->scan);
  g_hash_table_unref (self->definitions);
  g_ptr_array_unref (self->composites);
  g_ptr_array_unref (self->references);
  ic_candid_arena_unref (self->arena);
}

/* (skip) */
IcCandidType *
ic_candid_did_new_type (IcCandidDidParser *self, IcCandidKind kind)
{
  IcCandidType *type = ic_candid_arena_alloc (self->arena, sizeof *type);

  type->kind = (guint8)kind;
  type->arena = self->arena;
  g_ptr_array_add (self->composites, type);
  return type;
}

/* (skip) The name is the token's. */
IcCandidType *
ic_candid_did_new_reference (IcCandidDidParser *self, int wanted)
{
  IcCandidDidReference *reference = ic_candid_arena_alloc (self->arena, sizeof *reference);

  reference->type.kind = IC_CANDID_KNOT;
  reference->type.arena = self->arena;
  reference->name = ic_candid_did_dup_bytes (self, self->scan.text->str, self->scan.text->len);
  reference->at = self->scan.from;
  reference->wanted = wanted;
  g_ptr_array_add (self->references, reference);
  return &reference->type;
}

/* (skip) */
char *
ic_candid_did_dup_bytes (IcCandidDidParser *self, const char *bytes, gsize len)
{
  char *copy = ic_candid_arena_alloc (self->arena, len + 1);

  memcpy (copy, bytes, len);
  return copy;
}

/* (skip) */
IcCandidType *
ic_candid_did_new_func (IcCandidDidParser *self, GPtrArray *args, GPtrArray *results, guint modes)
{
  IcCandidType *type = ic_candid_did_new_type (self, IC_CANDID_FUNC);

  type->modes = (guint8)modes;
  type->n = args->len;
  type->n_results = results->len;
  type->as.types = ic_candid_arena_alloc (self->arena,
                                          (type->n + type->n_results + 1) * sizeof *type->as.types);
  for (gsize i = 0; i < type->n; i++)
    type->as.types[i] = args->pdata[i];
  for (gsize i = 0; i < type->n_results; i++)
    type->as.types[type->n + i] = results->pdata[i];
  return type;
}

/* By id, and those of one id by their place in the text. */
static int
compare_fields (gconstpointer a, gconstpointer b)
{
  const IcCandidDidItem *one = a;
  const IcCandidDidItem *other = b;

  if (one->as.field.id != other->as.field.id)
    return one->as.field.id < other->as.field.id ? -1 : 1;
  return one->at < other->at ? -1 : one->at > other->at;
}

/* (skip) */
gboolean
ic_candid_did_set_fields (IcCandidDidParser *self, IcCandidType *type, GArray *items)
{
  g_array_sort (items, compare_fields);
  type->n = items->len;
  type->as.fields = ic_candid_arena_alloc (self->arena, (type->n + 1) * sizeof *type->as.fields);
  for (guint i = 0; i < items->len; i++)
    {
      const IcCandidDidItem *item = &g_array_index (items, IcCandidDidItem, i);

      type->as.fields[i] = item->as.field;
      if (i > 0 && item->as.field.id == item[-1].as.field.id)
        return ic_candid_did_scanner_fail (&self->scan, item->at,
                                           _ ("a field with this id (%u) is there already"),
                                           item->as.field.id);
    }
  return TRUE;
}

static int
compare_names (const IcCandidMethod *a, const IcCandidMethod *b)
{
  int order = memcmp (a->name, b->name, MIN (a->len, b->len));

  return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static int
compare_methods (gconstpointer a, gconstpointer b)
{
  const IcCandidDidItem *one = a;
  const IcCandidDidItem *other = b;
  int order = compare_names (&one->as.method, &other->as.method);

  return order != 0 ? order : (one->at > other->at) - (one->at < other->at);
}

/* (skip) */
gboolean
ic_candid_did_set_methods (IcCandidDidParser *self, IcCandidType *type, GArray *items)
{
  g_array_sort (items, compare_methods);
  type->n = items->len;
  type->as.methods = ic_candid_arena_alloc (self->arena, (type->n + 1) * sizeof *type->as.methods);
  for (guint i = 0; i < items->len; i++)
    {
      const IcCandidDidItem *item = &g_array_index (items, IcCandidDidItem, i);

      type->as.methods[i] = item->as.method;
      if (i > 0 && compare_names (&item->as.method, &item[-1].as.method) == 0)
        return ic_candid_did_scanner_fail (&self->scan, item->at,
                                           _ ("a method of this name is there already"));
    }
  return TRUE;
}

/* What the name stands for in the end. All names on the way learn it, so that long chains are walked
 * once only. */
static gboolean
follow (IcCandidDidParser *self, IcCandidDidReference *first)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  IcCandidType *type = &first->type;

  while (type->kind == IC_CANDID_KNOT && type->as.inner == NULL)
    {
      IcCandidDidReference *reference = (IcCandidDidReference *)type;

      /* Spec: a cycle must go through more than names. */
      if (type->modes != 0)
        return ic_candid_did_scanner_fail (
            &self->scan, first->at, _ ("the type %s stands for nothing but itself"), first->name);
      type->modes = 1;
      g_ptr_array_add (path, type);
      type = g_hash_table_lookup (self->definitions, reference->name);
      if (type == NULL)
        return ic_candid_did_scanner_fail (&self->scan, reference->at,
                                           _ ("the type %s is not defined"), reference->name);
    }
  if (type->kind == IC_CANDID_KNOT)
    type = type->as.inner;
  for (guint i = 0; i < path->len; i++)
    ((IcCandidType *)path->pdata[i])->as.inner = type;
  return TRUE;
}

static void
link_type (IcCandidType *type)
{
  switch ((guint)type->kind)
    {
    case IC_CANDID_OPT:
    case IC_CANDID_VEC:
      type->as.inner = ic_candid_type_resolve (type->as.inner);
      break;

    case IC_CANDID_RECORD:
    case IC_CANDID_VARIANT:
      for (gsize i = 0; i < type->n; i++)
        type->as.fields[i].type = ic_candid_type_resolve (type->as.fields[i].type);
      break;

    case IC_CANDID_SERVICE:
      for (gsize i = 0; i < type->n; i++)
        type->as.methods[i].type = ic_candid_type_resolve (type->as.methods[i].type);
      break;

    default:
      for (gsize i = 0; i < type->n + type->n_results; i++)
        type->as.types[i] = ic_candid_type_resolve (type->as.types[i]);
      break;
    }
}

/* (skip) */
gboolean
ic_candid_did_link (IcCandidDidParser *self)
{
  for (guint i = 0; i < self->references->len; i++)
    {
      IcCandidDidReference *reference = self->references->pdata[i];

      if (!follow (self, reference))
        return FALSE;
      if (reference->wanted >= 0 && reference->type.as.inner->kind != reference->wanted)
        return ic_candid_did_scanner_fail (
            &self->scan, reference->at,
            /* Translators: a name, then "service" or "func" of Candid */
            _ ("the type %s is no %s"), reference->name,
            ic_candid_kind_name ((guint)reference->wanted));
    }
  for (guint i = 0; i < self->composites->len; i++)
    link_type (self->composites->pdata[i]);
  return TRUE;
}
