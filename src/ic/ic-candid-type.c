/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

#define STATIC(k) [k] = { .kind = (k), .is_static = 1 }

static IcCandidType primitives[] = {
  STATIC (IC_CANDID_NULL),     STATIC (IC_CANDID_BOOL),    STATIC (IC_CANDID_NAT),
  STATIC (IC_CANDID_INT),      STATIC (IC_CANDID_NAT8),    STATIC (IC_CANDID_NAT16),
  STATIC (IC_CANDID_NAT32),    STATIC (IC_CANDID_NAT64),   STATIC (IC_CANDID_INT8),
  STATIC (IC_CANDID_INT16),    STATIC (IC_CANDID_INT32),   STATIC (IC_CANDID_INT64),
  STATIC (IC_CANDID_FLOAT32),  STATIC (IC_CANDID_FLOAT64), STATIC (IC_CANDID_TEXT),
  STATIC (IC_CANDID_RESERVED), STATIC (IC_CANDID_EMPTY),   STATIC (IC_CANDID_PRINCIPAL),
};

static IcCandidType blob = {
  .kind = IC_CANDID_VEC,
  .is_static = 1,
  .as.inner = &primitives[IC_CANDID_NAT8],
};

static const char *const kind_names[] = {
  "null",    "bool",     "nat",     "int",         "nat8",        "nat16",   "nat32",
  "nat64",   "int8",     "int16",   "int32",       "int64",       "float32", "float64",
  "text",    "reserved", "empty",   "principal",   "opt",         "vec",     "record",
  "variant", "func",     "service", "untied knot", "future type",
};

const char *
ic_candid_kind_name (guint kind)
{
  return kind < G_N_ELEMENTS (kind_names) ? kind_names[kind] : "?";
}

IcCandidType *
ic_candid_type_primitive (IcCandidKind kind)
{
  return &primitives[kind];
}

static IcCandidType *
type_new (IcCandidKind kind)
{
  IcCandidType *self = g_new0 (IcCandidType, 1);

  self->ref_count = 1;
  self->kind = kind;
  return self;
}

/**
 * ic_candid_type_ref:
 * @self: a type
 *
 * Returns: (transfer full): @self
 */
IcCandidType *
ic_candid_type_ref (IcCandidType *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->arena != NULL)
    ic_candid_arena_ref (self->arena);
  else if (!self->is_static)
    g_atomic_int_inc (&self->ref_count);
  return self;
}

/* Drops one reference; a type that dies is put on the list @dead instead of being destroyed at
 * once, so that deep types need no deep stack. */
static void
type_drop (IcCandidType *self, IcCandidType **dead)
{
  if (self == NULL || self->is_static)
    return;
  if (self->arena != NULL)
    {
      ic_candid_arena_unref (self->arena);
      return;
    }
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  self->spare.next_free = *dead;
  *dead = self;
}

static void
type_destroy (IcCandidType *self, IcCandidType **dead)
{
  if (self->knots != NULL)
    {
      for (guint i = 0; i < self->knots->len; i++)
        ((IcCandidType *)self->knots->pdata[i])->as.inner = NULL;
      g_ptr_array_unref (self->knots);
    }

  switch ((guint)self->kind)
    {
    case IC_CANDID_OPT:
    case IC_CANDID_VEC:
      type_drop (self->as.inner, dead);
      break;

    case IC_CANDID_RECORD:
    case IC_CANDID_VARIANT:
      for (gsize i = 0; i < self->n; i++)
        {
          type_drop (self->as.fields[i].type, dead);
          g_free (self->as.fields[i].name);
        }
      g_free (self->as.fields);
      break;

    case IC_CANDID_SERVICE:
      for (gsize i = 0; i < self->n; i++)
        {
          type_drop (self->as.methods[i].type, dead);
          g_free (self->as.methods[i].name);
        }
      g_free (self->as.methods);
      break;

    case IC_CANDID_FUNC:
      for (gsize i = 0; i < self->n + self->n_results; i++)
        type_drop (self->as.types[i], dead);
      g_free (self->as.types);
      break;

    case IC_CANDID_KNOT:
      if (self->as.inner == NULL)
        break;
      if (self->as.inner->arena != NULL)
        type_drop (self->as.inner, dead);
      else if (!self->as.inner->is_static)
        g_ptr_array_remove_fast (self->as.inner->knots, self);
      break;

    default:
      break;
    }
  g_free (self);
}

/**
 * ic_candid_type_unref:
 * @self: (transfer full) (nullable): a type
 */
void
ic_candid_type_unref (IcCandidType *self)
{
  IcCandidType *dead = NULL;

  type_drop (self, &dead);
  while (dead != NULL)
    {
      IcCandidType *type = dead;

      dead = type->spare.next_free;
      type_destroy (type, &dead);
    }
}

/**
 * ic_candid_type_new_primitive:
 * @kind: %IC_CANDID_NULL up to %IC_CANDID_PRINCIPAL
 *
 * Costs no memory: there is one of each.
 *
 * Returns: (transfer full): the type
 */
IcCandidType *
ic_candid_type_new_primitive (IcCandidKind kind)
{
  g_return_val_if_fail (IC_CANDID_IS_PRIMITIVE (kind), NULL);

  return &primitives[kind];
}

static IcCandidType *
type_new_around (IcCandidKind kind, IcCandidType *inner)
{
  IcCandidType *self = type_new (kind);

  self->as.inner = ic_candid_type_ref (inner);
  return self;
}

/**
 * ic_candid_type_new_opt:
 * @inner: (transfer none): type of the content
 *
 * Returns: (transfer full): `opt inner`
 */
IcCandidType *
ic_candid_type_new_opt (IcCandidType *inner)
{
  g_return_val_if_fail (inner != NULL, NULL);

  return type_new_around (IC_CANDID_OPT, inner);
}

/**
 * ic_candid_type_new_vec:
 * @inner: (transfer none): type of the items
 *
 * Returns: (transfer full): `vec inner`
 */
IcCandidType *
ic_candid_type_new_vec (IcCandidType *inner)
{
  g_return_val_if_fail (inner != NULL, NULL);

  return type_new_around (IC_CANDID_VEC, inner);
}

/**
 * ic_candid_type_new_blob:
 *
 * Returns: (transfer full): `vec nat8`
 */
IcCandidType *
ic_candid_type_new_blob (void)
{
  return &blob;
}

/**
 * ic_candid_type_new_record:
 *
 * Returns: (transfer full): a record without fields, see ic_candid_type_add_field()
 */
IcCandidType *
ic_candid_type_new_record (void)
{
  return type_new (IC_CANDID_RECORD);
}

/**
 * ic_candid_type_new_variant:
 *
 * Returns: (transfer full): a variant without tags, see ic_candid_type_add_field()
 */
IcCandidType *
ic_candid_type_new_variant (void)
{
  return type_new (IC_CANDID_VARIANT);
}

/**
 * ic_candid_type_new_func:
 * @args: (element-type IcCandidType) (transfer none) (nullable): argument types
 * @results: (element-type IcCandidType) (transfer none) (nullable): result types
 * @modes: #IcCandidFuncMode flags
 *
 * Returns: (transfer full): the function type
 */
IcCandidType *
ic_candid_type_new_func (GPtrArray *args, GPtrArray *results, guint modes)
{
  IcCandidType *self = type_new (IC_CANDID_FUNC);

  self->modes = modes & 7;
  self->n = args != NULL ? args->len : 0;
  self->n_results = results != NULL ? results->len : 0;
  self->as.types = g_new (IcCandidType *, self->n + self->n_results + 1); /* never NULL */
  for (gsize i = 0; i < self->n; i++)
    self->as.types[i] = ic_candid_type_ref (args->pdata[i]);
  for (gsize i = 0; i < self->n_results; i++)
    self->as.types[self->n + i] = ic_candid_type_ref (results->pdata[i]);
  return self;
}

/**
 * ic_candid_type_new_service:
 *
 * Returns: (transfer full): a service without methods, see ic_candid_type_add_method()
 */
IcCandidType *
ic_candid_type_new_service (void)
{
  return type_new (IC_CANDID_SERVICE);
}

/**
 * ic_candid_type_new_knot:
 *
 * Returns: (transfer full): a name without a type yet, see ic_candid_type_tie()
 */
IcCandidType *
ic_candid_type_new_knot (void)
{
  return type_new (IC_CANDID_KNOT);
}

/**
 * ic_candid_type_tie:
 * @knot: a knot that is not tied
 * @target: (transfer none): the type that @knot stands for; not a knot that is not tied
 *
 * The knot does not keep @target alive (@target keeps @knot alive, as a rule): hold a reference.
 * If @target dies, the knot is untied again, and whatever uses it is refused.
 */
void
ic_candid_type_tie (IcCandidType *knot, IcCandidType *target)
{
  g_return_if_fail (knot != NULL && knot->kind == IC_CANDID_KNOT && knot->as.inner == NULL);
  g_return_if_fail (target != NULL);
  target = ic_candid_type_resolve (target);
  g_return_if_fail (target != NULL);

  knot->as.inner = target;
  if (target->is_static)
    return;
  /* A type of a decoded table cannot contain the knot: no cycle, and no list of knots to cut. */
  if (target->arena != NULL)
    {
      ic_candid_type_ref (target);
      return;
    }
  if (target->knots == NULL)
    target->knots = g_ptr_array_new ();
  g_ptr_array_add (target->knots, knot);
}
