/* SPDX-License-Identifier: MIT */
#include "ic-candid-decoder.h"
#include "ic-i18n.h"

/* Values without parts: spec "Coercion", primitive types and references. */

static IcCandidOutcome
read_fixed (IcCandidDecoder *self, IcCandidType *type, guint width, IcCandidValue **out)
{
  guint64 bits = 0;
  guint32 half;

  if (width > ic_candid_reader_left (&self->reader))
    return ic_candid_outcome (ic_candid_reader_malformed (&self->reader, _ ("ends early")));
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

IcCandidOutcome
ic_candid_read_primitive (IcCandidDecoder *self,
                          IcCandidType *wire,
                          IcCandidType *want,
                          IcCandidValue **out)
{
  guint width = ic_candid_fixed_width (wire->kind);
  const guint8 *bytes;
  gsize len;
  guint8 byte;

  if (wire->kind != want->kind && !(wire->kind == IC_CANDID_NAT && want->kind == IC_CANDID_INT))
    return ic_candid_mismatch (self, wire, want);
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
        return ic_candid_outcome (
            ic_candid_reader_malformed (&self->reader, _ ("bool is neither 0 nor 1")));
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
      return ic_candid_mismatch (self, wire, want);
    }
}

/* principal, service, func: spec "References". */
IcCandidOutcome
ic_candid_read_reference (IcCandidDecoder *self,
                          IcCandidType *wire,
                          IcCandidType *want,
                          IcCandidValue **out)
{
  IcPrincipal principal;
  const guint8 *method = NULL;
  gsize len = 0;
  guint8 tag;

  if (wire->kind != want->kind &&
      !(wire->kind == IC_CANDID_SERVICE && want->kind == IC_CANDID_PRINCIPAL))
    return ic_candid_mismatch (self, wire, want);
  if (want->kind != IC_CANDID_PRINCIPAL && wire != want)
    {
      if (self->subtyper == NULL)
        self->subtyper = ic_candid_subtyper_new ();
      if (!ic_candid_subtyper_check (self->subtyper, wire, want, &self->budget))
        return self->budget == 0 ? ic_candid_outcome (ic_candid_decoder_spend (self, 1))
                                 : ic_candid_mismatch (self, wire, want);
    }

  if (wire->kind == IC_CANDID_FUNC)
    {
      if (!ic_candid_reader_byte (&self->reader, &tag))
        return IC_CANDID_FAILED;
      if (tag != 1)
        return ic_candid_outcome (
            ic_candid_reader_malformed (&self->reader, _ ("opaque or unknown reference")));
    }
  if (!ic_candid_skip_principal (self, &principal))
    return IC_CANDID_FAILED;
  if (wire->kind == IC_CANDID_FUNC && !ic_candid_reader_text (&self->reader, &method, &len))
    return IC_CANDID_FAILED;
  *out = ic_candid_value_alloc_reference (want->kind, &principal, method, len);
  return IC_CANDID_OK;
}
