/* SPDX-License-Identifier: MIT */
#include "ic-candid-decoder.h"
#include "ic-i18n.h"

gboolean
ic_candid_decoder_spend (IcCandidDecoder *self, guint64 cost)
{
  if (self->budget < cost)
    {
      g_set_error (self->reader.error, IC_ERROR, IC_ERROR_LIMIT,
                   _ ("Candid message holds more values than are allowed"));
      return FALSE;
    }
  self->budget -= cost;
  return TRUE;
}

gboolean
ic_candid_decoder_spend_bytes (IcCandidDecoder *self, gsize len, gsize per_unit)
{
  return ic_candid_decoder_spend (self, len / per_unit);
}

gboolean
ic_candid_decoder_enter (IcCandidDecoder *self)
{
  if (self->depth >= self->max_depth)
    {
      g_set_error (self->reader.error, IC_ERROR, IC_ERROR_LIMIT,
                   _ ("Candid value is nested deeper than %u"), self->max_depth);
      return FALSE;
    }
  self->depth++;
  return TRUE;
}

guint
ic_candid_fixed_width (guint kind)
{
  switch (kind)
    {
    case IC_CANDID_NAT8:
    case IC_CANDID_INT8:
      return 1;

    case IC_CANDID_NAT16:
    case IC_CANDID_INT16:
      return 2;

    case IC_CANDID_NAT32:
    case IC_CANDID_INT32:
    case IC_CANDID_FLOAT32:
      return 4;

    case IC_CANDID_NAT64:
    case IC_CANDID_INT64:
    case IC_CANDID_FLOAT64:
      return 8;

    default:
      return 0;
    }
}

/* The least that a value takes; 0 for what may take nothing. */
static guint
least_width (const IcCandidType *type)
{
  switch ((guint)type->kind)
    {
    case IC_CANDID_NULL:
    case IC_CANDID_RESERVED:
    case IC_CANDID_EMPTY:
    case IC_CANDID_RECORD:
      return 0;

    case IC_CANDID_PRINCIPAL:
    case IC_CANDID_SERVICE:
    case IC_CANDID_FUTURE:
      return 2;

    case IC_CANDID_FUNC:
      return 4;

    default:
      return MAX (1, ic_candid_fixed_width (type->kind));
    }
}

gboolean
ic_candid_decoder_vec_length (IcCandidDecoder *self, IcCandidType *item, gsize *n)
{
  if (!ic_candid_reader_count (&self->reader, least_width (item), n))
    return FALSE;
  if (*n > self->budget && ic_candid_fixed_width (item->kind) == 0)
    return ic_candid_decoder_spend (self, *n); /* fails: before anything is allocated */
  return TRUE;
}

/* Reads a principal; @out may be NULL. */
gboolean
ic_candid_skip_principal (IcCandidDecoder *self, IcPrincipal *out)
{
  const guint8 *bytes;
  guint8 tag;
  gsize len;

  if (!ic_candid_reader_byte (&self->reader, &tag))
    return FALSE;
  if (tag != 1)
    return ic_candid_reader_malformed (&self->reader, _ ("opaque or unknown reference"));
  if (!ic_candid_reader_sized (&self->reader, &bytes, &len))
    return FALSE;
  if (len > IC_PRINCIPAL_MAX_BYTES)
    return ic_candid_reader_malformed (&self->reader, _ ("principal is too long"));
  if (out != NULL)
    {
      memset (out, 0, sizeof *out);
      out->len = (guint8)len;
      memcpy (out->bytes, bytes, len);
    }
  return TRUE;
}

/* Reads past a number of any size, of either sign. */
gboolean
ic_candid_skip_number (IcCandidDecoder *self)
{
  const guint8 *start = self->reader.cur;
  guint8 byte;

  do
    if (!ic_candid_reader_byte (&self->reader, &byte))
      return FALSE;
  while ((byte & 0x80) != 0);
  return ic_candid_decoder_spend_bytes (self, (gsize)(self->reader.cur - start),
                                        IC_CANDID_CHECKED_BYTES);
}

/* Spec "Deserialisation of future types": two counts, then as many bytes as the first says. */
gboolean
ic_candid_skip_future (IcCandidDecoder *self)
{
  guint64 n_bytes;
  guint64 n_references;

  if (!ic_candid_reader_number (&self->reader, &n_bytes) ||
      !ic_candid_reader_number (&self->reader, &n_references))
    return FALSE;
  if (n_bytes > ic_candid_reader_left (&self->reader))
    return ic_candid_reader_malformed (&self->reader, _ ("future value exceeds the input"));
  self->reader.cur += n_bytes;
  return TRUE;
}

static gboolean
skip_text (IcCandidDecoder *self)
{
  const guint8 *bytes;
  gsize len;

  return ic_candid_reader_text (&self->reader, &bytes, &len) &&
         ic_candid_decoder_spend_bytes (self, len, IC_CANDID_CHECKED_BYTES);
}

static gboolean
skip_vec (IcCandidDecoder *self, IcCandidType *wire)
{
  IcCandidType *item = wire->as.inner;
  guint width = ic_candid_fixed_width (item->kind);
  gsize n;

  if (!ic_candid_decoder_vec_length (self, item, &n))
    return FALSE;
  if (width > 0)
    {
      self->reader.cur += n * width; /* the length was looked at */
      return TRUE;
    }
  for (gsize i = 0; i < n; i++)
    if (!ic_candid_skip (self, item))
      return FALSE;
  return TRUE;
}

static gboolean
skip_variant (IcCandidDecoder *self, IcCandidType *wire)
{
  guint64 i;

  if (!ic_candid_reader_number (&self->reader, &i))
    return FALSE;
  if (i >= wire->n)
    return ic_candid_reader_malformed (&self->reader, _ ("variant index out of range"));
  return ic_candid_skip (self, wire->as.fields[i].type);
}

static gboolean
skip_record (IcCandidDecoder *self, IcCandidType *wire)
{
  if (wire->endless)
    return ic_candid_reader_malformed (&self->reader, _ ("value of a record that contains itself"));
  for (gsize i = 0; i < wire->n; i++)
    if (!ic_candid_skip (self, wire->as.fields[i].type))
      return FALSE;
  return TRUE;
}

static gboolean
skip_composite (IcCandidDecoder *self, IcCandidType *wire)
{
  guint8 tag;

  switch ((guint)wire->kind)
    {
    case IC_CANDID_OPT:
      if (!ic_candid_reader_byte (&self->reader, &tag))
        return FALSE;
      if (tag > 1)
        return ic_candid_reader_malformed (&self->reader, _ ("bad tag of an opt"));
      return tag == 0 || ic_candid_skip (self, wire->as.inner);

    case IC_CANDID_VEC:
      return skip_vec (self, wire);

    case IC_CANDID_RECORD:
      return skip_record (self, wire);

    default:
      return skip_variant (self, wire);
    }
}

gboolean
ic_candid_skip (IcCandidDecoder *self, IcCandidType *wire)
{
  guint width = ic_candid_fixed_width (wire->kind);
  guint8 byte;
  gboolean ok;

  if (!ic_candid_decoder_spend (self, 1))
    return FALSE;
  if (width > 0)
    {
      if (width > ic_candid_reader_left (&self->reader))
        return ic_candid_reader_malformed (&self->reader, _ ("ends early"));
      self->reader.cur += width;
      return TRUE;
    }

  switch ((guint)wire->kind)
    {
    case IC_CANDID_NULL:
    case IC_CANDID_RESERVED:
      return TRUE;

    case IC_CANDID_BOOL:
      if (!ic_candid_reader_byte (&self->reader, &byte))
        return FALSE;
      return byte <= 1 || ic_candid_reader_malformed (&self->reader, _ ("bool is neither 0 nor 1"));

    case IC_CANDID_NAT:
    case IC_CANDID_INT:
      return ic_candid_skip_number (self);

    case IC_CANDID_TEXT:
      return skip_text (self);

    case IC_CANDID_PRINCIPAL:
    case IC_CANDID_SERVICE:
      return ic_candid_skip_principal (self, NULL);

    case IC_CANDID_FUNC:
      if (!ic_candid_reader_byte (&self->reader, &byte))
        return FALSE;
      if (byte != 1)
        return ic_candid_reader_malformed (&self->reader, _ ("opaque or unknown reference"));
      return ic_candid_skip_principal (self, NULL) && skip_text (self);

    case IC_CANDID_FUTURE:
      return ic_candid_skip_future (self);

    case IC_CANDID_EMPTY:
      return ic_candid_reader_malformed (&self->reader, _ ("value of type empty"));

    default:
      if (!ic_candid_decoder_enter (self))
        return FALSE;
      ok = skip_composite (self, wire);
      self->depth--;
      return ok;
    }
}
