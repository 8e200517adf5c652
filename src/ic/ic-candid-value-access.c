/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

/* The items of a blob, made when somebody asks for one. */
static IcCandidValue byte_values[256];

static IcCandidValue *
byte_value (guint8 byte)
{
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < G_N_ELEMENTS (byte_values); i++)
        {
          byte_values[i].ref_count = -1;
          byte_values[i].kind = IC_CANDID_NAT8;
          byte_values[i].form = IC_CANDID_FORM_SCALAR;
          byte_values[i].as.u = i;
        }
      g_once_init_leave (&ready, 1);
    }
  return &byte_values[byte];
}

/**
 * ic_candid_value_get_kind:
 * @self: a value
 *
 * Returns: its kind; %IC_CANDID_VEC for a blob
 */
IcCandidKind
ic_candid_value_get_kind (IcCandidValue *self)
{
  g_return_val_if_fail (self != NULL, IC_CANDID_NULL);

  return self->kind;
}

/**
 * ic_candid_value_get_bool:
 * @self: a value
 * @out: (out): the bool
 *
 * Returns: %FALSE if it is none
 */
gboolean
ic_candid_value_get_bool (IcCandidValue *self, gboolean *out)
{
  g_return_val_if_fail (self != NULL && out != NULL, FALSE);

  if (self->kind != IC_CANDID_BOOL)
    return FALSE;
  *out = self->as.u != 0;
  return TRUE;
}

static gboolean
is_unsigned (const IcCandidValue *self)
{
  return self->kind == IC_CANDID_NAT ||
         (self->kind >= IC_CANDID_NAT8 && self->kind <= IC_CANDID_NAT64);
}

static gboolean
is_signed (const IcCandidValue *self)
{
  return self->kind == IC_CANDID_INT ||
         (self->kind >= IC_CANDID_INT8 && self->kind <= IC_CANDID_INT64);
}

/**
 * ic_candid_value_get_uint64:
 * @self: a nat of any width
 * @out: (out): the number
 *
 * Returns: %FALSE if it is of another kind or does not fit
 */
gboolean
ic_candid_value_get_uint64 (IcCandidValue *self, guint64 *out)
{
  g_return_val_if_fail (self != NULL && out != NULL, FALSE);

  if (!is_unsigned (self) || self->form != IC_CANDID_FORM_SCALAR)
    return FALSE;
  *out = self->as.u;
  return TRUE;
}

/**
 * ic_candid_value_get_int64:
 * @self: an int or nat of any width
 * @out: (out): the number
 *
 * Returns: %FALSE if it is of another kind or does not fit
 */
gboolean
ic_candid_value_get_int64 (IcCandidValue *self, gint64 *out)
{
  g_return_val_if_fail (self != NULL && out != NULL, FALSE);

  if (self->form != IC_CANDID_FORM_SCALAR)
    return FALSE;
  if (is_unsigned (self))
    {
      if (self->as.u > G_MAXINT64)
        return FALSE;
      *out = (gint64)self->as.u;
      return TRUE;
    }
  if (!is_signed (self))
    return FALSE;
  *out = self->as.i;
  return TRUE;
}

/**
 * ic_candid_value_get_double:
 * @self: a float32 or float64
 * @out: (out): the number
 *
 * Returns: %FALSE if it is of another kind
 */
gboolean
ic_candid_value_get_double (IcCandidValue *self, double *out)
{
  g_return_val_if_fail (self != NULL && out != NULL, FALSE);

  if (self->kind == IC_CANDID_FLOAT32)
    *out = (double)self->as.f32;
  else if (self->kind == IC_CANDID_FLOAT64)
    *out = self->as.f64;
  else
    return FALSE;
  return TRUE;
}

/**
 * ic_candid_value_get_text:
 * @self: a text
 * @len: (out) (optional): bytes without the zero at the end; the text may hold zeros
 *
 * Returns: (transfer none) (nullable): UTF-8, zero-terminated; %NULL if it is of another kind
 */
const char *
ic_candid_value_get_text (IcCandidValue *self, gsize *len)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->kind != IC_CANDID_TEXT)
    return NULL;
  if (len != NULL)
    *len = self->n;
  return (const char *)self->as.bytes;
}

/**
 * ic_candid_value_get_principal:
 * @self: a principal, service or func
 * @out: (out): the principal, or that of the canister
 *
 * Returns: %FALSE if it is of another kind
 */
gboolean
ic_candid_value_get_principal (IcCandidValue *self, IcPrincipal *out)
{
  g_return_val_if_fail (self != NULL && out != NULL, FALSE);

  if (self->principal == NULL)
    return FALSE;
  *out = *self->principal;
  return TRUE;
}

/**
 * ic_candid_value_get_method:
 * @self: a func
 * @len: (out) (optional): bytes without the zero at the end
 *
 * Returns: (transfer none) (nullable): the method's name; %NULL if it is of another kind
 */
const char *
ic_candid_value_get_method (IcCandidValue *self, gsize *len)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->kind != IC_CANDID_FUNC)
    return NULL;
  if (len != NULL)
    *len = self->n;
  return (const char *)self->as.bytes;
}

/**
 * ic_candid_value_get_blob:
 * @self: a blob: made by ic_candid_value_new_blob() or decoded at `vec nat8`
 * @len: (out): number of bytes
 *
 * Returns: (transfer none) (nullable): the bytes, never %NULL for a blob
 */
const guint8 *
ic_candid_value_get_blob (IcCandidValue *self, gsize *len)
{
  g_return_val_if_fail (self != NULL && len != NULL, NULL);

  if (self->kind != IC_CANDID_VEC || self->form != IC_CANDID_FORM_BYTES)
    return NULL;
  *len = self->n;
  return self->as.bytes;
}

/**
 * ic_candid_value_get_n_children:
 * @self: a vec, record, opt or variant
 *
 * Returns: number of items; 1 or 0 for opt; 0 for other kinds
 */
gsize
ic_candid_value_get_n_children (IcCandidValue *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->form == IC_CANDID_FORM_ITEMS || self->kind == IC_CANDID_VEC ? self->n : 0;
}

/**
 * ic_candid_value_get_child:
 * @self: a vec, record, opt or variant
 * @i: position; fields of a record ascend by id
 * @id: (out) (optional): id of the field or tag, else @i
 *
 * Returns: (transfer none) (nullable): the child
 */
IcCandidValue *
ic_candid_value_get_child (IcCandidValue *self, gsize i, guint32 *id)
{
  if (i >= ic_candid_value_get_n_children (self))
    return NULL;
  if (id != NULL)
    *id = self->ids != NULL ? self->ids[i] : (guint32)i;
  if (self->form == IC_CANDID_FORM_BYTES)
    return byte_value (self->as.bytes[i]);
  return self->as.items[i];
}

/**
 * ic_candid_value_get_opt:
 * @self: an opt
 *
 * Returns: (transfer none) (nullable): its content, %NULL if there is none
 */
IcCandidValue *
ic_candid_value_get_opt (IcCandidValue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->kind == IC_CANDID_OPT && self->n > 0 ? self->as.items[0] : NULL;
}

/**
 * ic_candid_value_record_get:
 * @self: a record
 * @name: name of a field
 *
 * Returns: (transfer none) (nullable): its value
 */
IcCandidValue *
ic_candid_value_record_get (IcCandidValue *self, const char *name)
{
  guint32 id;
  gsize low = 0;
  gsize high;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  if (self->kind != IC_CANDID_RECORD)
    return NULL;
  id = ic_candid_field_id (name);
  high = self->n;
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->ids[middle] == id)
        return self->as.items[middle];
      if (self->ids[middle] < id)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

/**
 * ic_candid_value_variant_get:
 * @self: a variant
 * @name: name of a tag
 *
 * Returns: (transfer none) (nullable): the content (null for a plain tag), %NULL if it is not @name
 */
IcCandidValue *
ic_candid_value_variant_get (IcCandidValue *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  if (self->kind != IC_CANDID_VARIANT || self->ids[0] != ic_candid_field_id (name))
    return NULL;
  return self->as.items[0];
}

/**
 * ic_candid_value_variant_get_id:
 * @self: a variant
 *
 * Returns: id of the tag, 0 if it is of another kind
 */
guint32
ic_candid_value_variant_get_id (IcCandidValue *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->kind == IC_CANDID_VARIANT ? self->ids[0] : 0;
}

static gboolean
scalars_equal (const IcCandidValue *a, const IcCandidValue *b)
{
  /* Bits, so that a NaN equals itself and the two zeros differ. */
  if (a->kind == IC_CANDID_FLOAT32)
    return memcmp (&a->as.f32, &b->as.f32, sizeof a->as.f32) == 0;
  if (a->kind == IC_CANDID_FLOAT64)
    return memcmp (&a->as.f64, &b->as.f64, sizeof a->as.f64) == 0;
  return a->as.u == b->as.u;
}

static gboolean
values_equal (IcCandidValue *a, IcCandidValue *b, guint depth)
{
  if (a == b)
    return TRUE;
  if (a->kind != b->kind || depth > IC_CANDID_HARD_DEPTH)
    return FALSE;
  if (a->n != b->n || (a->form != b->form && a->kind != IC_CANDID_VEC))
    return FALSE;
  if ((a->principal != NULL) != (b->principal != NULL))
    return FALSE;
  if (a->principal != NULL && !ic_principal_equal (a->principal, b->principal))
    return FALSE;
  if (a->form == IC_CANDID_FORM_SCALAR)
    return scalars_equal (a, b);
  if (a->form == IC_CANDID_FORM_BYTES && b->form == IC_CANDID_FORM_BYTES)
    return memcmp (a->as.bytes, b->as.bytes, a->n) == 0;

  for (gsize i = 0; i < a->n; i++)
    {
      guint32 id_a;
      guint32 id_b;
      IcCandidValue *child_a = ic_candid_value_get_child (a, i, &id_a);
      IcCandidValue *child_b = ic_candid_value_get_child (b, i, &id_b);

      if (id_a != id_b || !values_equal (child_a, child_b, depth + 1))
        return FALSE;
    }
  return TRUE;
}

/**
 * ic_candid_value_equal:
 * @a: a value
 * @b: another
 *
 * The same value of the same kind; floats by their bits, a blob equals a vec of the same bytes.
 * Values deeper than the library decodes or encodes are never equal.
 *
 * Returns: whether they are equal
 */
gboolean
ic_candid_value_equal (IcCandidValue *a, IcCandidValue *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return values_equal (a, b, 0);
}
