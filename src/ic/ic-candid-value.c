/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

/* A node is one allocation with its bytes or its children's pointers behind it. Values that carry
 * nothing, and the 256 bytes, are static. */

#define STATIC_VALUE(k, form_, ...)                                                                \
  {                                                                                                \
    .ref_count = -1, .kind = (k), .form = (form_), __VA_ARGS__                                     \
  }

static IcCandidValue value_null = STATIC_VALUE (IC_CANDID_NULL, IC_CANDID_FORM_SCALAR);
static IcCandidValue value_reserved = STATIC_VALUE (IC_CANDID_RESERVED, IC_CANDID_FORM_SCALAR);
static IcCandidValue value_none = STATIC_VALUE (IC_CANDID_OPT, IC_CANDID_FORM_ITEMS);
static IcCandidValue value_bools[2] = {
  STATIC_VALUE (IC_CANDID_BOOL, IC_CANDID_FORM_SCALAR, .as.u = FALSE),
  STATIC_VALUE (IC_CANDID_BOOL, IC_CANDID_FORM_SCALAR, .as.u = TRUE),
};

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

/**
 * ic_candid_value_new_null:
 *
 * Returns: (transfer full): the value of type null; not the absence of an opt
 */
IcCandidValue *
ic_candid_value_new_null (void)
{
  return &value_null;
}

/**
 * ic_candid_value_new_reserved:
 *
 * Returns: (transfer full): the value of type reserved
 */
IcCandidValue *
ic_candid_value_new_reserved (void)
{
  return &value_reserved;
}

/**
 * ic_candid_value_new_bool:
 * @value: value
 *
 * Returns: (transfer full): a bool
 */
IcCandidValue *
ic_candid_value_new_bool (gboolean value)
{
  return &value_bools[value ? 1 : 0];
}

/**
 * ic_candid_value_new_nat:
 * @value: value
 *
 * Returns: (transfer full): a nat, Candid's number of any size
 */
IcCandidValue *
ic_candid_value_new_nat (guint64 value)
{
  IcCandidValue *self = ic_candid_value_alloc_scalar (IC_CANDID_NAT);

  self->as.u = value;
  return self;
}

/**
 * ic_candid_value_new_int:
 * @value: value
 *
 * Returns: (transfer full): an int, Candid's number of any size
 */
IcCandidValue *
ic_candid_value_new_int (gint64 value)
{
  IcCandidValue *self = ic_candid_value_alloc_scalar (IC_CANDID_INT);

  self->as.i = value;
  return self;
}

/**
 * ic_candid_value_new_uint:
 * @kind: %IC_CANDID_NAT8 up to %IC_CANDID_NAT64
 * @value: value, cut to the width of @kind
 *
 * Returns: (transfer full): a natural number of fixed width
 */
IcCandidValue *
ic_candid_value_new_uint (IcCandidKind kind, guint64 value)
{
  IcCandidValue *self;

  g_return_val_if_fail (kind >= IC_CANDID_NAT8 && kind <= IC_CANDID_NAT64, NULL);

  self = ic_candid_value_alloc_scalar (kind);
  if (kind == IC_CANDID_NAT8)
    value = (guint8)value;
  else if (kind == IC_CANDID_NAT16)
    value = (guint16)value;
  else if (kind == IC_CANDID_NAT32)
    value = (guint32)value;
  self->as.u = value;
  return self;
}

/**
 * ic_candid_value_new_sint:
 * @kind: %IC_CANDID_INT8 up to %IC_CANDID_INT64
 * @value: value, cut to the width of @kind
 *
 * Returns: (transfer full): an integer of fixed width
 */
IcCandidValue *
ic_candid_value_new_sint (IcCandidKind kind, gint64 value)
{
  IcCandidValue *self;

  g_return_val_if_fail (kind >= IC_CANDID_INT8 && kind <= IC_CANDID_INT64, NULL);

  self = ic_candid_value_alloc_scalar (kind);
  if (kind == IC_CANDID_INT8)
    value = (gint8)value;
  else if (kind == IC_CANDID_INT16)
    value = (gint16)value;
  else if (kind == IC_CANDID_INT32)
    value = (gint32)value;
  self->as.i = value;
  return self;
}

/**
 * ic_candid_value_new_float32:
 * @value: value
 *
 * Returns: (transfer full): a float32
 */
IcCandidValue *
ic_candid_value_new_float32 (float value)
{
  IcCandidValue *self = ic_candid_value_alloc_scalar (IC_CANDID_FLOAT32);

  self->as.f32 = value;
  return self;
}

/**
 * ic_candid_value_new_float64:
 * @value: value
 *
 * Returns: (transfer full): a float64
 */
IcCandidValue *
ic_candid_value_new_float64 (double value)
{
  IcCandidValue *self = ic_candid_value_alloc_scalar (IC_CANDID_FLOAT64);

  self->as.f64 = value;
  return self;
}

/**
 * ic_candid_value_new_text:
 * @utf8: text
 *
 * Returns: (transfer full): a text
 */
IcCandidValue *
ic_candid_value_new_text (const char *utf8)
{
  g_return_val_if_fail (utf8 != NULL, NULL);

  return ic_candid_value_alloc_bytes (IC_CANDID_TEXT, utf8, strlen (utf8));
}

/**
 * ic_candid_value_new_text_len:
 * @utf8: text, may hold zeros
 * @len: bytes of it
 *
 * Whether it is UTF-8 is looked at when it is encoded.
 *
 * Returns: (transfer full): a text
 */
IcCandidValue *
ic_candid_value_new_text_len (const char *utf8, gsize len)
{
  g_return_val_if_fail (utf8 != NULL || len == 0, NULL);

  return ic_candid_value_alloc_bytes (IC_CANDID_TEXT, utf8, len);
}

/**
 * ic_candid_value_new_principal:
 * @principal: an identifier
 *
 * Returns: (transfer full): a principal
 */
IcCandidValue *
ic_candid_value_new_principal (const IcPrincipal *principal)
{
  g_return_val_if_fail (principal != NULL, NULL);

  return ic_candid_value_alloc_reference (IC_CANDID_PRINCIPAL, principal, NULL, 0);
}

/**
 * ic_candid_value_new_service:
 * @principal: the canister
 *
 * Returns: (transfer full): a reference to a service
 */
IcCandidValue *
ic_candid_value_new_service (const IcPrincipal *principal)
{
  g_return_val_if_fail (principal != NULL, NULL);

  return ic_candid_value_alloc_reference (IC_CANDID_SERVICE, principal, NULL, 0);
}

/**
 * ic_candid_value_new_func:
 * @principal: the canister
 * @method: its method
 *
 * Returns: (transfer full): a reference to a method
 */
IcCandidValue *
ic_candid_value_new_func (const IcPrincipal *principal, const char *method)
{
  g_return_val_if_fail (method != NULL, NULL);

  return ic_candid_value_new_func_len (principal, method, strlen (method));
}

/**
 * ic_candid_value_new_func_len:
 * @principal: the canister
 * @method: its method, may hold zeros
 * @len: bytes of @method
 *
 * Returns: (transfer full): a reference to a method
 */
IcCandidValue *
ic_candid_value_new_func_len (const IcPrincipal *principal, const char *method, gsize len)
{
  g_return_val_if_fail (principal != NULL, NULL);
  g_return_val_if_fail (method != NULL || len == 0, NULL);

  return ic_candid_value_alloc_reference (IC_CANDID_FUNC, principal, method, len);
}

/**
 * ic_candid_value_new_opt:
 * @inner: (transfer none) (nullable): content, %NULL for none
 *
 * Returns: (transfer full): an opt
 */
IcCandidValue *
ic_candid_value_new_opt (IcCandidValue *inner)
{
  return ic_candid_value_new_opt_take (inner != NULL ? ic_candid_value_ref (inner) : NULL);
}

/**
 * ic_candid_value_new_opt_take:
 * @inner: (transfer full) (nullable): content, %NULL for none
 *
 * Returns: (transfer full): an opt
 */
IcCandidValue *
ic_candid_value_new_opt_take (IcCandidValue *inner)
{
  IcCandidValue *self;

  if (inner == NULL)
    return &value_none;
  self = ic_candid_value_alloc_items (IC_CANDID_OPT, 1);
  self->as.items[0] = inner;
  return self;
}

/**
 * ic_candid_value_new_blob:
 * @bytes: bytes to copy
 * @len: their number
 *
 * Returns: (transfer full): a `vec nat8`
 */
IcCandidValue *
ic_candid_value_new_blob (gconstpointer bytes, gsize len)
{
  g_return_val_if_fail (bytes != NULL || len == 0, NULL);

  return ic_candid_value_alloc_bytes (IC_CANDID_VEC, bytes, len);
}
