/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

/* The life of values. A node is one allocation with its bytes or its children's pointers behind
 * it. */

IcCandidValue *
ic_candid_value_alloc_scalar (IcCandidKind kind)
{
  IcCandidValue *self = g_new0 (IcCandidValue, 1);

  self->ref_count = 1;
  self->kind = kind;
  self->form = IC_CANDID_FORM_SCALAR;
  return self;
}

IcCandidValue *
ic_candid_value_alloc_bytes (IcCandidKind kind, gconstpointer bytes, gsize len)
{
  IcCandidValue *self = g_malloc (sizeof *self + len + 1);
  guint8 *copy = (guint8 *)(self + 1);

  memset (self, 0, sizeof *self);
  self->ref_count = 1;
  self->kind = kind;
  self->form = IC_CANDID_FORM_BYTES;
  self->n = len;
  self->as.bytes = copy;
  if (len > 0)
    memcpy (copy, bytes, len);
  copy[len] = 0;
  return self;
}

/* Room for @n children; they are %NULL, and @ids (record, variant) are 0. */
IcCandidValue *
ic_candid_value_alloc_items (IcCandidKind kind, gsize n)
{
  gboolean has_ids = kind == IC_CANDID_RECORD || kind == IC_CANDID_VARIANT;
  gsize items_size = n * sizeof (IcCandidValue *);
  IcCandidValue *self = g_malloc0 (sizeof *self + items_size +
                                   (has_ids ? n * sizeof (guint32) : 0));

  self->ref_count = 1;
  self->kind = kind;
  self->form = IC_CANDID_FORM_ITEMS;
  self->n = n;
  self->as.items = (IcCandidValue **)(self + 1);
  if (has_ids)
    self->ids = (guint32 *)(self->as.items + n);
  return self;
}

/* A principal or service, or a func with its method. */
IcCandidValue *
ic_candid_value_alloc_reference (IcCandidKind kind,
                                 const IcPrincipal *principal,
                                 gconstpointer method,
                                 gsize len)
{
  IcCandidValue *self = g_malloc (sizeof *self + sizeof *principal + len + 1);
  guint8 *copy = (guint8 *)(self + 1) + sizeof *principal;

  memset (self, 0, sizeof *self);
  self->ref_count = 1;
  self->kind = kind;
  self->form = IC_CANDID_FORM_BYTES;
  self->principal = (IcPrincipal *)(self + 1);
  *self->principal = *principal;
  self->n = len;
  self->as.bytes = copy;
  if (len > 0)
    memcpy (copy, method, len);
  copy[len] = 0;
  return self;
}

/**
 * ic_candid_value_ref:
 * @self: a value
 *
 * Returns: (transfer full): @self
 */
IcCandidValue *
ic_candid_value_ref (IcCandidValue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->ref_count >= 0)
    g_atomic_int_inc (&self->ref_count);
  return self;
}

/* Puts a value that dies on the list @dead: deep values need no deep stack. */
static void
value_drop (IcCandidValue *self, IcCandidValue **dead)
{
  if (self == NULL || self->ref_count < 0 || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  self->spare.next_free = *dead;
  *dead = self;
}

/**
 * ic_candid_value_unref:
 * @self: (transfer full) (nullable): a value
 */
void
ic_candid_value_unref (IcCandidValue *self)
{
  IcCandidValue *dead = NULL;

  value_drop (self, &dead);
  while (dead != NULL)
    {
      IcCandidValue *value = dead;

      dead = value->spare.next_free;
      if (value->form == IC_CANDID_FORM_ITEMS)
        {
          for (gsize i = 0; i < value->n; i++)
            value_drop (value->as.items[i], &dead);
          if (value->heap)
            {
              g_free (value->as.items);
              g_free (value->ids);
            }
        }
      g_free (value);
    }
}
