/* SPDX-License-Identifier: MIT */
#include "ic-candid-decoder.h"

/* Spec "Coercion": reads a value of the type on the wire at the expected type. Wire types come from
 * an arena and hold no knots. */

static IcCandidOutcome
mismatch (IcCandidDecoder *self, IcCandidType *wire, IcCandidType *want)
{
  self->mismatch_wire = wire;
  self->mismatch_want = want;
  return IC_CANDID_MISMATCH;
}

static IcCandidOutcome
outcome (gboolean ok)
{
  return ok ? IC_CANDID_OK : IC_CANDID_FAILED;
}

IcCandidValue *
ic_candid_absent (IcCandidType *want)
{
  IcCandidKind kind = ic_candid_type_get_kind (want);

  if (kind == IC_CANDID_OPT)
    return ic_candid_value_new_opt_take (NULL);
  if (kind == IC_CANDID_NULL)
    return ic_candid_value_new_null ();
  return kind == IC_CANDID_RESERVED ? ic_candid_value_new_reserved () : NULL;
}

static IcCandidOutcome
read_fixed (IcCandidDecoder *self, IcCandidType *type, guint width, IcCandidValue **out)
{
  guint64 bits = 0;
  guint32 half;

  if (width > ic_candid_reader_left (&self->reader))
    return outcome (ic_candid_reader_malformed (&self->reader, "ends early"));
  memcpy (&bits, self->reader.cur, width);
  self->reader.cur += width;
  bits = GUINT64_FROM_LE (bits);

  *out = ic_candid_value_alloc_scalar (type->kind);
  switch ((guint)type->kind)
    {
    case IC_CANDID_INT8:
      (*out)->as.i = (gint8)bits;
      break;

    case IC_CANDID_INT16:
      (*out)->as.i = (gint16)bits;
      break;

    case IC_CANDID_INT32:
      (*out)->as.i = (gint32)bits;
      break;

    case IC_CANDID_FLOAT32:
      half = (guint32)bits;
      memcpy (&(*out)->as.f32, &half, sizeof half);
      break;

    default: /* the union holds the bits of a float64 too */
      (*out)->as.u = bits;
      break;
    }
  return IC_CANDID_OK;
}

static IcCandidOutcome
read_number (IcCandidDecoder *self, IcCandidType *wire, IcCandidType *want, IcCandidValue **out)
{
  const guint8 *start = self->reader.cur;

  if (!ic_candid_skip_number (self))
    return IC_CANDID_FAILED;
  if (wire->kind == IC_CANDID_INT)
    *out = ic_candid_value_new_int_wire (start, self->reader.cur - start);
  else
    *out = ic_candid_value_new_nat_wire (start, self->reader.cur - start);
  if (want->kind != wire->kind)
    {
      g_autoptr (IcCandidValue) nat = *out;

      *out = ic_candid_value_nat_to_int (nat);
    }
  return IC_CANDID_OK;
}

static IcCandidOutcome
read_primitive (IcCandidDecoder *self, IcCandidType *wire, IcCandidType *want, IcCandidValue **out)
{
  guint width = ic_candid_fixed_width (wire->kind);
  const guint8 *bytes;
  gsize len;
  guint8 byte;

  if (wire->kind != want->kind && !(wire->kind == IC_CANDID_NAT && want->kind == IC_CANDID_INT))
    return mismatch (self, wire, want);
  if (width > 0)
    return read_fixed (self, wire, width, out);

  switch ((guint)wire->kind)
    {
    case IC_CANDID_NULL:
      *out = ic_candid_value_new_null ();
      return IC_CANDID_OK;

    case IC_CANDID_BOOL:
      if (!ic_candid_reader_byte (&self->reader, &byte))
        return IC_CANDID_FAILED;
      if (byte > 1)
        return outcome (ic_candid_reader_malformed (&self->reader, "bool is neither 0 nor 1"));
      *out = ic_candid_value_new_bool (byte);
      return IC_CANDID_OK;

    case IC_CANDID_NAT:
    case IC_CANDID_INT:
      return read_number (self, wire, want, out);

    case IC_CANDID_TEXT:
      if (!ic_candid_reader_text (&self->reader, &bytes, &len) ||
          !ic_candid_decoder_spend_bytes (self, len, IC_CANDID_CHECKED_BYTES))
        return IC_CANDID_FAILED;
      *out = ic_candid_value_alloc_bytes (IC_CANDID_TEXT, bytes, len);
      return IC_CANDID_OK;

    default:
      return mismatch (self, wire, want);
    }
}

/* principal, service, func: spec "References". */
static IcCandidOutcome
read_reference (IcCandidDecoder *self, IcCandidType *wire, IcCandidType *want, IcCandidValue **out)
{
  IcPrincipal principal;
  const guint8 *method = NULL;
  gsize len = 0;
  guint8 tag;

  if (wire->kind != want->kind &&
      !(wire->kind == IC_CANDID_SERVICE && want->kind == IC_CANDID_PRINCIPAL))
    return mismatch (self, wire, want);
  if (want->kind != IC_CANDID_PRINCIPAL && wire != want)
    {
      if (self->subtyper == NULL)
        self->subtyper = ic_candid_subtyper_new ();
      if (!ic_candid_subtyper_check (self->subtyper, wire, want, &self->budget))
        return self->budget == 0 ? outcome (ic_candid_decoder_spend (self, 1))
                                 : mismatch (self, wire, want);
    }

  if (wire->kind == IC_CANDID_FUNC)
    {
      if (!ic_candid_reader_byte (&self->reader, &tag))
        return IC_CANDID_FAILED;
      if (tag != 1)
        return outcome (ic_candid_reader_malformed (&self->reader, "opaque or unknown reference"));
    }
  if (!ic_candid_skip_principal (self, &principal))
    return IC_CANDID_FAILED;
  if (wire->kind == IC_CANDID_FUNC && !ic_candid_reader_text (&self->reader, &method, &len))
    return IC_CANDID_FAILED;
  *out = ic_candid_value_alloc_reference (want->kind, &principal, method, len);
  return IC_CANDID_OK;
}

static IcCandidOutcome
read_blob (IcCandidDecoder *self, IcCandidValue **out)
{
  const guint8 *bytes;
  gsize len;

  if (!ic_candid_reader_sized (&self->reader, &bytes, &len) ||
      !ic_candid_decoder_spend_bytes (self, len, IC_CANDID_COPIED_BYTES))
    return IC_CANDID_FAILED;
  *out = ic_candid_value_new_blob (bytes, len);
  return IC_CANDID_OK;
}

static IcCandidOutcome
read_vec (IcCandidDecoder *self, IcCandidType *wire, IcCandidType *want, IcCandidValue **out)
{
  g_autoptr (IcCandidValue) vec = NULL;
  IcCandidType *item = wire->as.inner;
  gboolean is_blob = ic_candid_type_is_blob (want);
  gsize n;

  if (is_blob && item->kind == IC_CANDID_NAT8)
    return read_blob (self, out);

  if (!ic_candid_decoder_vec_length (self, item, &n))
    return IC_CANDID_FAILED;
  /* Each item costs one of the budget, so that the room for them is in proportion to it. */
  if (n > self->budget)
    return outcome (ic_candid_decoder_spend (self, n));
  if (n == 0 && is_blob)
    {
      *out = ic_candid_value_new_blob (NULL, 0);
      return IC_CANDID_OK;
    }
  vec = ic_candid_value_alloc_items (IC_CANDID_VEC, n);
  for (gsize i = 0; i < n; i++)
    {
      IcCandidOutcome result = ic_candid_coerce (self, item, want->as.inner, &vec->as.items[i]);

      if (result != IC_CANDID_OK)
        return result;
    }
  *out = g_steal_pointer (&vec);
  return IC_CANDID_OK;
}

static IcCandidOutcome
read_record (IcCandidDecoder *self, IcCandidType *wire, IcCandidType *want, IcCandidValue **out)
{
  g_autoptr (IcCandidValue) record = NULL;
  gsize i = 0;

  if (wire->endless)
    return outcome (
        ic_candid_reader_malformed (&self->reader, "value of a record that contains itself"));

  record = ic_candid_value_alloc_items (IC_CANDID_RECORD, want->n);
  for (gsize j = 0; j < want->n; j++)
    {
      const IcCandidField *field = &want->as.fields[j];

      record->ids[j] = field->id;
      for (; i < wire->n && wire->as.fields[i].id < field->id; i++)
        if (!ic_candid_skip (self, wire->as.fields[i].type))
          return IC_CANDID_FAILED;
      if (i < wire->n && wire->as.fields[i].id == field->id)
        {
          IcCandidOutcome result = ic_candid_coerce (self, wire->as.fields[i++].type, field->type,
                                                     &record->as.items[j]);

          if (result != IC_CANDID_OK)
            return result;
          continue;
        }
      if (!ic_candid_decoder_spend (self, 1))
        return IC_CANDID_FAILED;
      record->as.items[j] = ic_candid_absent (field->type);
      if (record->as.items[j] == NULL)
        return mismatch (self, NULL, field->type);
    }
  for (; i < wire->n; i++)
    if (!ic_candid_skip (self, wire->as.fields[i].type))
      return IC_CANDID_FAILED;

  *out = g_steal_pointer (&record);
  return IC_CANDID_OK;
}

/* The wire carries the position in its own type; the id is what both types share. */
static IcCandidOutcome
read_variant (IcCandidDecoder *self, IcCandidType *wire, IcCandidType *want, IcCandidValue **out)
{
  g_autoptr (IcCandidValue) variant = NULL;
  IcCandidOutcome result;
  const IcCandidField *tag;
  guint64 i;
  gsize j;

  if (!ic_candid_reader_number (&self->reader, &i))
    return IC_CANDID_FAILED;
  if (i >= wire->n)
    return outcome (ic_candid_reader_malformed (&self->reader, "variant index out of range"));
  tag = &wire->as.fields[i];
  j = ic_candid_type_find_field (want, tag->id);
  if (j == G_MAXSIZE)
    return mismatch (self, wire, want);

  variant = ic_candid_value_alloc_items (IC_CANDID_VARIANT, 1);
  variant->ids[0] = tag->id;
  result = ic_candid_coerce (self, tag->type, want->as.fields[j].type, &variant->as.items[0]);
  if (result == IC_CANDID_OK)
    *out = g_steal_pointer (&variant);
  return result;
}

/* The innermost type of a chain of opts and the length of the chain; NULL for an endless one. */
static IcCandidType *
unwrap_opts (IcCandidType *want, guint *n)
{
  for (*n = 0; *n <= IC_CANDID_HARD_DEPTH; (*n)++)
    {
      want = ic_candid_type_resolve (want);
      if (want == NULL || want->kind != IC_CANDID_OPT)
        return want;
      want = want->as.inner;
    }
  return NULL;
}

/* Reads a value that may turn out not to be of the expected type; then it is skipped, and *@out
 * stays NULL. */
static IcCandidOutcome
try_value (IcCandidDecoder *self, IcCandidType *wire, IcCandidType *want, IcCandidValue **out)
{
  const guint8 *start = self->reader.cur;
  guint depth = self->depth;
  IcCandidOutcome result = ic_candid_coerce (self, wire, want, out);

  if (result != IC_CANDID_MISMATCH)
    return result;
  self->reader.cur = start;
  self->depth = depth;
  return outcome (ic_candid_skip (self, wire));
}

static IcCandidOutcome
read_opt (IcCandidDecoder *self, IcCandidType *wire, IcCandidType *want, IcCandidValue **out)
{
  IcCandidValue *inner = NULL;
  IcCandidOutcome result;
  IcCandidType *core;
  guint8 tag;
  guint n;

  if (wire->kind == IC_CANDID_NULL || wire->kind == IC_CANDID_RESERVED)
    {
      *out = ic_candid_value_new_opt_take (NULL);
      return IC_CANDID_OK;
    }

  if (wire->kind == IC_CANDID_OPT)
    {
      if (!ic_candid_reader_byte (&self->reader, &tag))
        return IC_CANDID_FAILED;
      if (tag > 1)
        return outcome (ic_candid_reader_malformed (&self->reader, "bad tag of an opt"));
      if (tag == 1)
        {
          result = try_value (self, wire->as.inner, want->as.inner, &inner);
          if (result != IC_CANDID_OK)
            return result;
        }
      *out = ic_candid_value_new_opt_take (inner);
      return IC_CANDID_OK;
    }

  /* Any other value stands for an opt of itself, of as many as are expected. */
  core = unwrap_opts (want, &n);
  if (core == NULL)
    return mismatch (self, wire, want);
  if (!ic_candid_decoder_spend (self, n))
    return IC_CANDID_FAILED;
  result = try_value (self, wire, core, &inner);
  if (result != IC_CANDID_OK)
    return result;
  for (guint i = 0; i < n; i++)
    inner = ic_candid_value_new_opt_take (inner);
  *out = inner;
  return IC_CANDID_OK;
}

static IcCandidOutcome
read_composite (IcCandidDecoder *self, IcCandidType *wire, IcCandidType *want, IcCandidValue **out)
{
  IcCandidOutcome result;

  if (want->kind != IC_CANDID_OPT && wire->kind != want->kind)
    return mismatch (self, wire, want);
  if (!ic_candid_decoder_enter (self))
    return IC_CANDID_FAILED;

  switch ((guint)want->kind)
    {
    case IC_CANDID_OPT:
      result = read_opt (self, wire, want, out);
      break;

    case IC_CANDID_VEC:
      result = read_vec (self, wire, want, out);
      break;

    case IC_CANDID_RECORD:
      result = read_record (self, wire, want, out);
      break;

    default:
      result = read_variant (self, wire, want, out);
      break;
    }
  self->depth--;
  return result;
}

IcCandidOutcome
ic_candid_coerce (IcCandidDecoder *self,
                  IcCandidType *wire,
                  IcCandidType *want,
                  IcCandidValue **out)
{
  IcCandidType *knot = want;

  if (wire->kind == IC_CANDID_EMPTY)
    return outcome (ic_candid_reader_malformed (&self->reader, "value of type empty"));
  want = ic_candid_type_resolve (want);
  if (want == NULL)
    {
      g_set_error (self->reader.error, IC_ERROR, IC_ERROR_CANDID_TYPE,
                   "Expected Candid type holds a knot without target");
      return IC_CANDID_FAILED;
    }
  if (!ic_candid_decoder_spend (self, 1))
    return IC_CANDID_FAILED;

  switch ((guint)want->kind)
    {
    case IC_CANDID_RESERVED:
      *out = ic_candid_value_new_reserved ();
      return outcome (ic_candid_skip (self, wire));

    case IC_CANDID_OPT:
    case IC_CANDID_VEC:
    case IC_CANDID_RECORD:
    case IC_CANDID_VARIANT:
      return read_composite (self, wire, want, out);

    case IC_CANDID_PRINCIPAL:
    case IC_CANDID_FUNC:
    case IC_CANDID_SERVICE:
      return read_reference (self, wire, want, out);

    case IC_CANDID_FUTURE:
      if (wire != want)
        return mismatch (self, wire, knot);
      *out = ic_candid_value_new_reserved ();
      return outcome (ic_candid_skip_future (self));

    default:
      return read_primitive (self, wire, want, out);
    }
}
