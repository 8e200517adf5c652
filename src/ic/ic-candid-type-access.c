/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

#define FIELD_ID_FACTOR 223

/* The type behind a knot if it is of that kind. */
static IcCandidType *
resolve_as (IcCandidType *self, IcCandidKind kind)
{
  g_return_val_if_fail (self != NULL, NULL);

  self = ic_candid_type_resolve (self);
  return self != NULL && self->kind == kind ? self : NULL;
}

/**
 * ic_candid_type_get_kind:
 * @self: a type
 *
 * Returns: the kind; for a knot that of its target, %IC_CANDID_KNOT if it has none
 */
IcCandidKind
ic_candid_type_get_kind (IcCandidType *self)
{
  g_return_val_if_fail (self != NULL, IC_CANDID_KNOT);

  self = ic_candid_type_resolve (self);
  return self != NULL ? (IcCandidKind)self->kind : IC_CANDID_KNOT;
}

/**
 * ic_candid_type_get_inner:
 * @self: an opt or vec
 *
 * Returns: (transfer none) (nullable): the type of what is inside
 */
IcCandidType *
ic_candid_type_get_inner (IcCandidType *self)
{
  IcCandidKind kind = ic_candid_type_get_kind (self);

  if (kind != IC_CANDID_OPT && kind != IC_CANDID_VEC)
    return NULL;
  return ic_candid_type_resolve (self)->as.inner;
}

/**
 * ic_candid_type_get_n_fields:
 * @self: a record or variant
 *
 * Returns: number of fields or tags; 0 for other types
 */
gsize
ic_candid_type_get_n_fields (IcCandidType *self)
{
  IcCandidKind kind = ic_candid_type_get_kind (self);

  if (kind != IC_CANDID_RECORD && kind != IC_CANDID_VARIANT)
    return 0;
  return ic_candid_type_resolve (self)->n;
}

/**
 * ic_candid_type_get_field:
 * @self: a record or variant
 * @i: position, in the order of ascending ids
 * @id: (out) (optional): number of the field
 * @name: (out) (optional) (nullable): name of the field if it is known
 *
 * Returns: (transfer none) (nullable): type of the field
 */
IcCandidType *
ic_candid_type_get_field (IcCandidType *self, gsize i, guint32 *id, const char **name)
{
  const IcCandidField *field;

  if (i >= ic_candid_type_get_n_fields (self))
    return NULL;
  field = &ic_candid_type_resolve (self)->as.fields[i];
  if (id != NULL)
    *id = field->id;
  if (name != NULL)
    *name = field->name;
  return field->type;
}

/**
 * ic_candid_type_get_modes:
 * @self: a func
 *
 * Returns: #IcCandidFuncMode flags
 */
guint
ic_candid_type_get_modes (IcCandidType *self)
{
  IcCandidType *func = resolve_as (self, IC_CANDID_FUNC);

  return func != NULL ? func->modes : 0;
}

/**
 * ic_candid_type_get_n_args:
 * @self: a func
 *
 * Returns: number of arguments
 */
gsize
ic_candid_type_get_n_args (IcCandidType *self)
{
  IcCandidType *func = resolve_as (self, IC_CANDID_FUNC);

  return func != NULL ? func->n : 0;
}

/**
 * ic_candid_type_get_arg:
 * @self: a func
 * @i: position
 *
 * Returns: (transfer none) (nullable): type of the argument
 */
IcCandidType *
ic_candid_type_get_arg (IcCandidType *self, gsize i)
{
  IcCandidType *func = resolve_as (self, IC_CANDID_FUNC);

  return func != NULL && i < func->n ? func->as.types[i] : NULL;
}

/**
 * ic_candid_type_get_n_results:
 * @self: a func
 *
 * Returns: number of results
 */
gsize
ic_candid_type_get_n_results (IcCandidType *self)
{
  IcCandidType *func = resolve_as (self, IC_CANDID_FUNC);

  return func != NULL ? func->n_results : 0;
}

/**
 * ic_candid_type_get_result:
 * @self: a func
 * @i: position
 *
 * Returns: (transfer none) (nullable): type of the result
 */
IcCandidType *
ic_candid_type_get_result (IcCandidType *self, gsize i)
{
  IcCandidType *func = resolve_as (self, IC_CANDID_FUNC);

  return func != NULL && i < func->n_results ? func->as.types[func->n + i] : NULL;
}

/**
 * ic_candid_type_get_n_methods:
 * @self: a service
 *
 * Returns: number of methods
 */
gsize
ic_candid_type_get_n_methods (IcCandidType *self)
{
  IcCandidType *service = resolve_as (self, IC_CANDID_SERVICE);

  return service != NULL ? service->n : 0;
}

/**
 * ic_candid_type_get_method:
 * @self: a service
 * @i: position, in the order of ascending names
 * @name: (out) (optional): name, which may hold zeros if it came from outside
 * @len: (out) (optional): bytes of the name
 *
 * Returns: (transfer none) (nullable): type of the method
 */
IcCandidType *
ic_candid_type_get_method (IcCandidType *self, gsize i, const char **name, gsize *len)
{
  IcCandidType *service = resolve_as (self, IC_CANDID_SERVICE);

  if (service == NULL || i >= service->n)
    return NULL;
  if (name != NULL)
    *name = service->as.methods[i].name;
  if (len != NULL)
    *len = service->as.methods[i].len;
  return service->as.methods[i].type;
}

/**
 * ic_candid_field_id:
 * @name: a field's name, UTF-8
 *
 * Spec "Field names": the number that stands for the name in the binary format.
 *
 * Returns: the number
 */
guint32
ic_candid_field_id (const char *name)
{
  g_return_val_if_fail (name != NULL, 0);

  return ic_candid_field_id_len (name, strlen (name));
}

guint32
ic_candid_field_id_len (const char *name, gsize len)
{
  guint32 id = 0;

  for (gsize i = 0; i < len; i++)
    id = id * FIELD_ID_FACTOR + (guint8)name[i];
  return id;
}

/**
 * ic_candid_type_is_blob:
 * @self: a type
 *
 * Returns: whether it is `vec nat8`
 */
gboolean
ic_candid_type_is_blob (IcCandidType *self)
{
  IcCandidType *vec = resolve_as (self, IC_CANDID_VEC);

  return vec != NULL && ic_candid_type_get_kind (vec->as.inner) == IC_CANDID_NAT8;
}

gboolean
ic_candid_type_accepts_null (IcCandidType *self)
{
  IcCandidKind kind = ic_candid_type_get_kind (self);

  return kind == IC_CANDID_NULL || kind == IC_CANDID_OPT || kind == IC_CANDID_RESERVED;
}
