/* SPDX-License-Identifier: MIT */
#include "ic-candid-writer.h"

#include "ic-error.h"
#include "ic-leb128.h"

/* Spec "Memory": values, each looked at against its type. */

static gboolean
mismatch (IcCandidType *type, IcCandidValue *value, GError **error)
{
  g_set_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE, "Candid value of kind %s is no %s",
               value != NULL ? ic_candid_kind_name (value->kind) : "(missing)",
               ic_candid_kind_name (ic_candid_type_get_kind (type)));
  return FALSE;
}

static gboolean
put_value (GByteArray *out, IcCandidType *type, IcCandidValue *value, guint depth, GError **error);

static void
put_fixed (GByteArray *out, guint64 bits, guint size)
{
  guint64 little = GUINT64_TO_LE (bits);

  g_byte_array_append (out, (const guint8 *)&little, size);
}

static void
put_byte (GByteArray *out, guint8 byte)
{
  g_byte_array_append (out, &byte, 1);
}

static void
put_sized (GByteArray *out, gconstpointer bytes, gsize len)
{
  ic_leb128_put_uint64 (out, len);
  g_byte_array_append (out, bytes, len);
}

static gboolean
put_text (GByteArray *out, const IcCandidValue *value, GError **error)
{
  if (!ic_candid_is_utf8 (value->as.bytes, value->n))
    {
      g_set_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE, "Candid text is no UTF-8");
      return FALSE;
    }
  put_sized (out, value->as.bytes, value->n);
  return TRUE;
}

static void
put_principal (GByteArray *out, const IcPrincipal *principal)
{
  put_byte (out, 1); /* 0 would be an opaque reference */
  put_sized (out, principal->bytes, principal->len);
}

static gboolean
put_vec (GByteArray *out, IcCandidType *type, IcCandidValue *value, guint depth, GError **error)
{
  ic_leb128_put_uint64 (out, value->n);

  if (value->form == IC_CANDID_FORM_BYTES && ic_candid_type_is_blob (type))
    {
      g_byte_array_append (out, value->as.bytes, value->n);
      return TRUE;
    }
  for (gsize i = 0; i < value->n; i++)
    if (!put_value (out, type->as.inner, ic_candid_value_get_child (value, i, NULL), depth + 1,
                    error))
      {
        g_prefix_error (error, "[%zu]: ", i);
        return FALSE;
      }
  return TRUE;
}

/* The empty value of a type that accepts null. */
static IcCandidValue *
absent_value (IcCandidType *type)
{
  IcCandidKind kind = ic_candid_type_get_kind (type);

  if (kind == IC_CANDID_OPT)
    return ic_candid_value_new_opt_take (NULL);
  return kind == IC_CANDID_NULL ? ic_candid_value_new_null () : ic_candid_value_new_reserved ();
}

static gboolean
put_record (GByteArray *out, IcCandidType *type, IcCandidValue *value, guint depth, GError **error)
{
  gsize used = 0;

  for (gsize i = 0; i < type->n; i++)
    {
      const IcCandidField *field = &type->as.fields[i];
      IcCandidValue *item = NULL;

      if (used < value->n && value->ids[used] == field->id)
        item = value->as.items[used++];
      else if (ic_candid_type_accepts_null (field->type))
        item = absent_value (field->type);

      if (item == NULL ? !mismatch (field->type, NULL, error)
                       : !put_value (out, field->type, item, depth + 1, error))
        {
          g_prefix_error (error, "%s (%u): ", field->name != NULL ? field->name : "field",
                          field->id);
          return FALSE;
        }
    }
  if (used < value->n)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE,
                   "Candid record has a field %u that its type has not", value->ids[used]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
put_variant (GByteArray *out, IcCandidType *type, IcCandidValue *value, guint depth, GError **error)
{
  gsize i = ic_candid_type_find_field (type, value->ids[0]);

  if (i == G_MAXSIZE)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE,
                   "Candid variant has a tag %u that its type has not", value->ids[0]);
      return FALSE;
    }
  ic_leb128_put_uint64 (out, i);
  return put_value (out, type->as.fields[i].type, value->as.items[0], depth + 1, error);
}

static gboolean
put_composite (
    GByteArray *out, IcCandidType *type, IcCandidValue *value, guint depth, GError **error)
{
  switch ((guint)type->kind)
    {
    case IC_CANDID_OPT:
      put_byte (out, value->n > 0);
      return value->n == 0 || put_value (out, type->as.inner, value->as.items[0], depth + 1, error);

    case IC_CANDID_VEC:
      return put_vec (out, type, value, depth, error);

    case IC_CANDID_RECORD:
      return put_record (out, type, value, depth, error);

    case IC_CANDID_VARIANT:
      return put_variant (out, type, value, depth, error);

    case IC_CANDID_SERVICE:
      put_principal (out, value->principal);
      return TRUE;

    case IC_CANDID_FUNC:
      put_byte (out, 1);
      put_principal (out, value->principal);
      return put_text (out, value, error);

    default:
      return mismatch (type, value, error);
    }
}

static gboolean
put_primitive (GByteArray *out, IcCandidType *type, IcCandidValue *value, GError **error)
{
  guint32 bits;

  switch ((guint)type->kind)
    {
    case IC_CANDID_NULL:
      break;

    case IC_CANDID_BOOL:
    case IC_CANDID_NAT8:
    case IC_CANDID_INT8:
      put_fixed (out, value->as.u, 1);
      break;

    case IC_CANDID_NAT16:
    case IC_CANDID_INT16:
      put_fixed (out, value->as.u, 2);
      break;

    case IC_CANDID_NAT32:
    case IC_CANDID_INT32:
      put_fixed (out, value->as.u, 4);
      break;

    case IC_CANDID_NAT64:
    case IC_CANDID_INT64:
      put_fixed (out, value->as.u, 8);
      break;

    case IC_CANDID_FLOAT32:
      memcpy (&bits, &value->as.f32, sizeof bits);
      put_fixed (out, bits, 4);
      break;

    case IC_CANDID_FLOAT64:
      put_fixed (out, value->as.u, 8); /* the same bits */
      break;

    case IC_CANDID_NAT:
    case IC_CANDID_INT:
      ic_candid_put_number (out, value);
      break;

    case IC_CANDID_TEXT:
      return put_text (out, value, error);

    case IC_CANDID_PRINCIPAL:
      put_principal (out, value->principal);
      break;

    default: /* there is no value of type empty */
      return mismatch (type, value, error);
    }
  return TRUE;
}

static gboolean
put_value (GByteArray *out, IcCandidType *type, IcCandidValue *value, guint depth, GError **error)
{
  type = ic_candid_type_resolve (type); /* tied: the writer saw it */

  if (depth > IC_CANDID_HARD_DEPTH)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE, "Candid value is nested too deep");
      return FALSE;
    }
  if (type->kind == IC_CANDID_RESERVED)
    return TRUE;

  if (type->kind != value->kind)
    {
      g_autoptr (IcCandidValue) integer = NULL;

      if (type->kind == IC_CANDID_INT && value->kind == IC_CANDID_NAT)
        {
          integer = ic_candid_value_nat_to_int (value);
          ic_candid_put_number (out, integer);
          return TRUE;
        }
      if (type->kind == IC_CANDID_OPT && value->kind == IC_CANDID_NULL)
        {
          put_byte (out, 0);
          return TRUE;
        }
      if (type->kind == IC_CANDID_PRINCIPAL && value->kind == IC_CANDID_SERVICE)
        {
          put_principal (out, value->principal);
          return TRUE;
        }
      return mismatch (type, value, error);
    }

  if (IC_CANDID_IS_PRIMITIVE (type->kind))
    return put_primitive (out, type, value, error);
  return put_composite (out, type, value, depth, error);
}

/**
 * ic_candid_encode:
 * @types: (array length=n): types of the arguments
 * @values: (array length=n): the arguments
 * @n: their number
 * @error: return location
 *
 * Spec "Parameters and Results": type table, types and values. A value must be of its type; what
 * a reader would coerce without loss is coerced: nat at int, null at opt, service at principal, a
 * field left out at opt, null or reserved, anything at reserved.
 *
 * Returns: (transfer full) (nullable): the message, or %NULL with %IC_ERROR_CANDID_TYPE
 */
GBytes *
ic_candid_encode (IcCandidType *const *types, IcCandidValue *const *values, gsize n, GError **error)
{
  g_autoptr (IcCandidWriter) writer = ic_candid_writer_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_return_val_if_fail (n == 0 || (types != NULL && values != NULL), NULL);

  for (gsize i = 0; i < n; i++)
    if (!ic_candid_writer_add (writer, types[i], error))
      return NULL;

  g_byte_array_append (out, (const guint8 *)"DIDL", 4);
  ic_candid_writer_put_table (writer, out);
  ic_leb128_put_uint64 (out, n);
  for (gsize i = 0; i < n; i++)
    ic_candid_writer_put_type (writer, types[i], out);
  for (gsize i = 0; i < n; i++)
    if (!put_value (out, types[i], values[i], 0, error))
      {
        g_prefix_error (error, "Argument %zu: ", i);
        return NULL;
      }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/**
 * ic_candid_encode_one:
 * @type: type of the argument
 * @value: the argument
 * @error: return location
 *
 * Returns: (transfer full) (nullable): see ic_candid_encode()
 */
GBytes *
ic_candid_encode_one (IcCandidType *type, IcCandidValue *value, GError **error)
{
  g_return_val_if_fail (type != NULL && value != NULL, NULL);

  return ic_candid_encode (&type, &value, 1, error);
}
