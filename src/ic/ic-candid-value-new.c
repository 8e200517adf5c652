/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

/* Values that are made at once; those that are built step by step are in ic-candid-build.c. Values
 * that carry nothing are static. */

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
