/* SPDX-License-Identifier: MIT */
#include "ic-candid-decoder.h"
#include "ic-i18n.h"

const IcCandidLimits IC_CANDID_LIMITS_DEFAULT = {
  .max_bytes = 2 * 1024 * 1024,
  .max_types = 10000,
  .max_depth = 256,
  .max_values = 200000,
};

static const guint8 magic[4] = { 'D', 'I', 'D', 'L' };

typedef struct
{
  IcCandidDecoder decoder;
  IcCandidArena *arena;
  GPtrArray *types; /* of the arguments, borrowed from the arena */
} Message;

static void
message_clear (Message *self)
{
  g_clear_pointer (&self->decoder.subtyper, ic_candid_subtyper_free);
  g_clear_pointer (&self->arena, ic_candid_arena_unref);
  g_clear_pointer (&self->types, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Message, message_clear)

static gboolean
read_argument_types (Message *self, IcCandidReader *reader, gsize n_types)
{
  gsize n;

  if (!ic_candid_reader_count (reader, 1, &n))
    return FALSE;
  if (!ic_candid_decoder_spend (&self->decoder, n))
    return FALSE;
  self->types = g_ptr_array_sized_new (n);
  for (gsize i = 0; i < n; i++)
    {
      IcCandidType *type;

      if (!ic_candid_table_read_type (reader, self->arena, n_types, &type))
        return FALSE;
      g_ptr_array_add (self->types, type);
    }
  return TRUE;
}

/* Reads everything but the values. */
static gboolean
message_open (
    Message *self, gconstpointer bytes, gsize len, const IcCandidLimits *limits, GError **error)
{
  IcCandidReader *reader = &self->decoder.reader;
  gsize n_types;

  if (limits == NULL)
    limits = &IC_CANDID_LIMITS_DEFAULT;
  reader->start = reader->cur = bytes != NULL ? bytes : magic;
  reader->end = reader->start + len;
  reader->error = error;
  self->decoder.budget = limits->max_values;
  self->decoder.max_depth = MIN (limits->max_depth, IC_CANDID_HARD_DEPTH);

  if (len > limits->max_bytes)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LIMIT,
                   _ ("Candid message of %zu bytes, %zu are allowed"), len, limits->max_bytes);
      return FALSE;
    }
  if (len < sizeof magic || memcmp (bytes, magic, sizeof magic) != 0)
    return ic_candid_reader_malformed (reader, _ ("does not begin with DIDL"));
  reader->cur += sizeof magic;

  self->arena = ic_candid_table_read (reader, limits->max_types, &n_types);
  return self->arena != NULL && read_argument_types (self, reader, n_types);
}

static gboolean
report_mismatch (Message *self, gsize argument)
{
  IcCandidDecoder *decoder = &self->decoder;
  const char *has = decoder->mismatch_wire != NULL
                        ? ic_candid_kind_name (decoder->mismatch_wire->kind)
                        : "nothing";
  const char *want = ic_candid_kind_name (ic_candid_type_get_kind (decoder->mismatch_want));

  if (g_str_equal (has, want))
    g_set_error (decoder->reader.error, IC_ERROR, IC_ERROR_CANDID_TYPE,
                 /* Translators: %s is a word of Candid, such as "record" */
                 _ ("Candid argument %zu: the %s found is no subtype of the one expected"),
                 argument, has);
  else
    g_set_error (decoder->reader.error, IC_ERROR, IC_ERROR_CANDID_TYPE,
                 /* Translators: %s are words of Candid, such as "record" and "text" */
                 _ ("Candid argument %zu: %s found where %s is expected"), argument, has, want);
  return FALSE;
}

static gboolean
read_argument (Message *self, gsize i, IcCandidType *want, IcCandidValue **out)
{
  if (i >= self->types->len)
    {
      *out = ic_candid_absent (want);
      if (*out != NULL)
        return TRUE;
      self->decoder.mismatch_wire = NULL;
      self->decoder.mismatch_want = want;
      return report_mismatch (self, i);
    }

  switch (ic_candid_coerce (&self->decoder, self->types->pdata[i], want, out))
    {
    case IC_CANDID_OK:
      return TRUE;

    case IC_CANDID_MISMATCH:
      return report_mismatch (self, i);

    case IC_CANDID_FAILED:
    default:
      return FALSE;
    }
}

static GPtrArray *
read_arguments (Message *self, IcCandidType *const *types, gsize n)
{
  g_autoptr (GPtrArray) values = NULL;
  IcCandidReader *reader = &self->decoder.reader;

  values = g_ptr_array_new_full (n, (GDestroyNotify)ic_candid_value_unref);
  for (gsize i = 0; i < n; i++)
    {
      IcCandidValue *value = NULL;
      gboolean ok = read_argument (self, i, types[i], &value);

      if (value != NULL)
        g_ptr_array_add (values, value);
      if (!ok)
        return NULL;
    }
  for (gsize i = n; i < self->types->len; i++)
    if (!ic_candid_skip (&self->decoder, self->types->pdata[i]))
      return NULL;

  if (reader->cur != reader->end)
    {
      ic_candid_reader_malformed (reader, _ ("bytes after the last value"));
      return NULL;
    }
  return g_steal_pointer (&values);
}

/**
 * ic_candid_decode:
 * @bytes: a message
 * @len: its length
 * @types: (array length=n): the expected types
 * @n: their number
 * @limits: (nullable): what to accept at most, %NULL for %IC_CANDID_LIMITS_DEFAULT
 * @error: return location
 *
 * Spec "Deserialisation" and "Coercion". Further arguments are skipped, but must be well-formed.
 *
 * Errors: %IC_ERROR_CANDID if the message is malformed, %IC_ERROR_CANDID_TYPE if it is of other
 * types, %IC_ERROR_LIMIT if it goes beyond @limits.
 *
 * Returns: (transfer full) (element-type IcCandidValue) (nullable): @n values, or %NULL
 */
GPtrArray *
ic_candid_decode (gconstpointer bytes,
                  gsize len,
                  IcCandidType *const *types,
                  gsize n,
                  const IcCandidLimits *limits,
                  GError **error)
{
  g_auto (Message) message = { 0 };

  g_return_val_if_fail (bytes != NULL || len == 0, NULL);
  g_return_val_if_fail (types != NULL || n == 0, NULL);

  if (!message_open (&message, bytes, len, limits, error))
    return NULL;
  return read_arguments (&message, types, n);
}

/**
 * ic_candid_decode_one:
 * @bytes: a message
 * @len: its length
 * @type: the expected type of the first argument
 * @limits: (nullable): see ic_candid_decode()
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the first argument, see ic_candid_decode()
 */
IcCandidValue *
ic_candid_decode_one (gconstpointer bytes,
                      gsize len,
                      IcCandidType *type,
                      const IcCandidLimits *limits,
                      GError **error)
{
  g_autoptr (GPtrArray) values = NULL;

  g_return_val_if_fail (type != NULL, NULL);

  values = ic_candid_decode (bytes, len, &type, 1, limits, error);
  return values != NULL ? ic_candid_value_ref (values->pdata[0]) : NULL;
}

/**
 * ic_candid_decode_any:
 * @bytes: a message
 * @len: its length
 * @limits: (nullable): see ic_candid_decode()
 * @types_out: (out) (optional) (transfer full) (element-type IcCandidType): the types it carries
 * @error: return location
 *
 * Reads all arguments at their own types; a value of a future type reads as reserved.
 *
 * Returns: (transfer full) (element-type IcCandidValue) (nullable): the values, or %NULL
 */
GPtrArray *
ic_candid_decode_any (gconstpointer bytes,
                      gsize len,
                      const IcCandidLimits *limits,
                      GPtrArray **types_out,
                      GError **error)
{
  g_auto (Message) message = { 0 };
  GPtrArray *values;

  g_return_val_if_fail (bytes != NULL || len == 0, NULL);

  if (!message_open (&message, bytes, len, limits, error))
    return NULL;
  values = read_arguments (&message, (IcCandidType *const *)message.types->pdata,
                           message.types->len);
  if (values != NULL && types_out != NULL)
    {
      *types_out = g_ptr_array_new_full (message.types->len, (GDestroyNotify)ic_candid_type_unref);
      for (guint i = 0; i < message.types->len; i++)
        g_ptr_array_add (*types_out, ic_candid_type_ref (message.types->pdata[i]));
    }
  return values;
}
