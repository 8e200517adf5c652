/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

/* Values that are built step by step: vec, record, variant. */

static IcCandidValue *
new_growing (IcCandidKind kind)
{
  IcCandidValue *self = ic_candid_value_alloc_items (kind, 0);

  self->heap = TRUE;
  self->as.items = NULL;
  self->ids = NULL;
  return self;
}

static void
make_room (IcCandidValue *self)
{
  if (self->n < self->spare.capacity)
    return;
  self->spare.capacity = MAX (4, self->spare.capacity * 2);
  self->as.items = g_renew (IcCandidValue *, self->as.items, self->spare.capacity);
  if (self->kind == IC_CANDID_RECORD)
    self->ids = g_renew (guint32, self->ids, self->spare.capacity);
}

/**
 * ic_candid_value_new_vec:
 *
 * Returns: (transfer full): an empty vec, see ic_candid_value_vec_append_take()
 */
IcCandidValue *
ic_candid_value_new_vec (void)
{
  return new_growing (IC_CANDID_VEC);
}

/**
 * ic_candid_value_vec_append_take:
 * @self: a vec of ic_candid_value_new_vec() that was not handed on yet
 * @item: (transfer full): next item
 */
void
ic_candid_value_vec_append_take (IcCandidValue *self, IcCandidValue *item)
{
  g_return_if_fail (self != NULL && self->kind == IC_CANDID_VEC && self->heap);
  g_return_if_fail (item != NULL && item != self);

  make_room (self);
  self->as.items[self->n++] = item;
}

/**
 * ic_candid_value_new_record:
 *
 * Returns: (transfer full): an empty record, see ic_candid_value_record_set_take()
 */
IcCandidValue *
ic_candid_value_new_record (void)
{
  return new_growing (IC_CANDID_RECORD);
}

/**
 * ic_candid_value_record_set_take:
 * @self: a record of ic_candid_value_new_record() that was not handed on yet
 * @name: name of the field
 * @value: (transfer full): its value; an earlier one is replaced
 */
void
ic_candid_value_record_set_take (IcCandidValue *self, const char *name, IcCandidValue *value)
{
  g_return_if_fail (name != NULL);

  ic_candid_value_record_set_id_take (self, ic_candid_field_id (name), value);
}

/**
 * ic_candid_value_record_set_id_take:
 * @self: a record of ic_candid_value_new_record() that was not handed on yet
 * @id: number of the field
 * @value: (transfer full): its value; an earlier one is replaced
 */
void
ic_candid_value_record_set_id_take (IcCandidValue *self, guint32 id, IcCandidValue *value)
{
  gsize i;

  g_return_if_fail (self != NULL && self->kind == IC_CANDID_RECORD && self->heap);
  g_return_if_fail (value != NULL && value != self);

  for (i = self->n; i > 0 && self->ids[i - 1] >= id; i--)
    if (self->ids[i - 1] == id)
      {
        ic_candid_value_unref (self->as.items[i - 1]);
        self->as.items[i - 1] = value;
        return;
      }

  make_room (self);
  memmove (self->as.items + i + 1, self->as.items + i, (self->n - i) * sizeof *self->as.items);
  memmove (self->ids + i + 1, self->ids + i, (self->n - i) * sizeof *self->ids);
  self->as.items[i] = value;
  self->ids[i] = id;
  self->n++;
}

/**
 * ic_candid_value_new_variant_take:
 * @name: name of the tag
 * @value: (transfer full) (nullable): its content; %NULL stands for a null
 *
 * Returns: (transfer full): a variant
 */
IcCandidValue *
ic_candid_value_new_variant_take (const char *name, IcCandidValue *value)
{
  g_return_val_if_fail (name != NULL, NULL);

  return ic_candid_value_new_variant_id_take (ic_candid_field_id (name), value);
}

/**
 * ic_candid_value_new_variant_id_take:
 * @id: number of the tag
 * @value: (transfer full) (nullable): its content; %NULL stands for a null
 *
 * Returns: (transfer full): a variant
 */
IcCandidValue *
ic_candid_value_new_variant_id_take (guint32 id, IcCandidValue *value)
{
  IcCandidValue *self = ic_candid_value_alloc_items (IC_CANDID_VARIANT, 1);

  self->as.items[0] = value != NULL ? value : ic_candid_value_new_null ();
  self->ids[0] = id;
  return self;
}
