/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

/* Fields and methods of types that are being built. */

/* Where the field is, or where it belongs. */
static gsize
field_position (const IcCandidType *self, guint32 id)
{
  gsize low = 0;
  gsize high = self->n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->as.fields[middle].id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gsize
ic_candid_type_find_field (const IcCandidType *self, guint32 id)
{
  gsize i = field_position (self, id);

  return i < self->n && self->as.fields[i].id == id ? i : G_MAXSIZE;
}

static gboolean
add_field (IcCandidType *self, const char *name, guint32 id, IcCandidType *type)
{
  IcCandidField *at;
  gsize i;

  i = field_position (self, id);
  if (i < self->n && self->as.fields[i].id == id)
    return FALSE;

  if (self->n == self->spare.capacity)
    {
      self->spare.capacity = MAX (4, self->spare.capacity * 2);
      self->as.fields = g_renew (IcCandidField, self->as.fields, self->spare.capacity);
    }
  at = &self->as.fields[i];
  memmove (at + 1, at, (self->n - i) * sizeof *at);
  self->n++;
  at->id = id;
  at->name = g_strdup (name);
  at->type = ic_candid_type_ref (type);
  return TRUE;
}

#define IS_BUILDABLE(self)                                                                         \
  ((self) != NULL && (self)->arena == NULL &&                                                      \
   ((self)->kind == IC_CANDID_RECORD || (self)->kind == IC_CANDID_VARIANT))

/**
 * ic_candid_type_add_field:
 * @self: a record or variant that was not used yet
 * @name: name, UTF-8
 * @type: (transfer none): type of the field; null for a plain tag of a variant
 *
 * Returns: %FALSE if the id of @name is there already (two names may share one id)
 */
gboolean
ic_candid_type_add_field (IcCandidType *self, const char *name, IcCandidType *type)
{
  g_return_val_if_fail (IS_BUILDABLE (self), FALSE);
  g_return_val_if_fail (name != NULL && type != NULL, FALSE);

  return add_field (self, name, ic_candid_field_id (name), type);
}

/**
 * ic_candid_type_add_field_id:
 * @self: a record or variant that was not used yet
 * @id: number of the field
 * @type: (transfer none): type of the field
 *
 * Returns: %FALSE if @id is there already
 */
gboolean
ic_candid_type_add_field_id (IcCandidType *self, guint32 id, IcCandidType *type)
{
  g_return_val_if_fail (IS_BUILDABLE (self), FALSE);
  g_return_val_if_fail (type != NULL, FALSE);

  return add_field (self, NULL, id, type);
}

/**
 * ic_candid_type_add_method:
 * @self: a service that was not used yet
 * @name: name, UTF-8
 * @func: (transfer none): a func, or a knot that will be tied to one
 *
 * Returns: %FALSE if the method is there already
 */
gboolean
ic_candid_type_add_method (IcCandidType *self, const char *name, IcCandidType *func)
{
  IcCandidMethod *at;
  gsize i;

  g_return_val_if_fail (self != NULL && self->kind == IC_CANDID_SERVICE, FALSE);
  g_return_val_if_fail (self->arena == NULL, FALSE);
  g_return_val_if_fail (name != NULL && func != NULL, FALSE);
  g_return_val_if_fail (func->kind == IC_CANDID_FUNC || func->kind == IC_CANDID_KNOT, FALSE);

  for (i = 0; i < self->n; i++)
    {
      int order = strcmp (self->as.methods[i].name, name);

      if (order == 0)
        return FALSE;
      if (order > 0)
        break;
    }

  if (self->n == self->spare.capacity)
    {
      self->spare.capacity = MAX (4, self->spare.capacity * 2);
      self->as.methods = g_renew (IcCandidMethod, self->as.methods, self->spare.capacity);
    }
  at = &self->as.methods[i];
  memmove (at + 1, at, (self->n - i) * sizeof *at);
  self->n++;
  at->name = g_strdup (name);
  at->len = strlen (name);
  at->type = ic_candid_type_ref (func);
  return TRUE;
}
