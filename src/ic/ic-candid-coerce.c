/* SPDX-License-Identifier: MIT */
#include "ic-candid-decoder.h"
#include "ic-i18n.h"

/* Spec "Coercion": reads a value of the type on the wire at the expected type. Wire types come from
 * an arena and hold no knots. */

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
    return ic_candid_outcome (ic_candid_decoder_spend (self, n));
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
    return ic_candid_outcome (
        ic_candid_reader_malformed (&self->reader, _ ("value of a record that contains itself")));

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
        return ic_candid_mismatch (self, NULL, field->type);
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
    return ic_candid_outcome (
        ic_candid_reader_malformed (&self->reader, _ ("variant index out of range")));
  tag = &wire->as.fields[i];
  j = ic_candid_type_find_field (want, tag->id);
  if (j == G_MAXSIZE)
    return ic_candid_mismatch (self, wire, want);

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
  return ic_candid_outcome (ic_candid_skip (self, wire));
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
        return ic_candid_outcome (
            ic_candid_reader_malformed (&self->reader, _ ("bad tag of an opt")));
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
    return ic_candid_mismatch (self, wire, want);
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
    return ic_candid_mismatch (self, wire, want);
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
    return ic_candid_outcome (
        ic_candid_reader_malformed (&self->reader, _ ("value of type empty")));
  want = ic_candid_type_resolve (want);
  if (want == NULL)
    {
      g_set_error (self->reader.error, IC_ERROR, IC_ERROR_CANDID_TYPE,
                   _ ("Expected Candid type refers to one that is not there"));
      return IC_CANDID_FAILED;
    }
  if (!ic_candid_decoder_spend (self, 1))
    return IC_CANDID_FAILED;

  switch ((guint)want->kind)
    {
    case IC_CANDID_RESERVED:
      *out = ic_candid_value_new_reserved ();
      return ic_candid_outcome (ic_candid_skip (self, wire));

    case IC_CANDID_OPT:
    case IC_CANDID_VEC:
    case IC_CANDID_RECORD:
    case IC_CANDID_VARIANT:
      return read_composite (self, wire, want, out);

    case IC_CANDID_PRINCIPAL:
    case IC_CANDID_FUNC:
    case IC_CANDID_SERVICE:
      return ic_candid_read_reference (self, wire, want, out);

    case IC_CANDID_FUTURE:
      if (wire != want)
        return ic_candid_mismatch (self, wire, knot);
      *out = ic_candid_value_new_reserved ();
      return ic_candid_outcome (ic_candid_skip_future (self));

    default:
      return ic_candid_read_primitive (self, wire, want, out);
    }
}
