/* SPDX-License-Identifier: MIT */
#include "ic-cbor.h"

#include <string.h>

#include "ic-cbor-private.h"
#include "ic-error.h"
#include "ic-i18n.h"

#define TAG_POSITIVE_BIGNUM 2

const IcCborLimits IC_CBOR_LIMITS_DEFAULT = {
  .max_bytes = 4 * 1024 * 1024,
  .max_depth = 128,
  .max_items = 100 * 1000,
};

/**
 * ic_cbor_load:
 * @bytes: (nullable): @len bytes from the wire
 * @len: their number
 * @limits: (nullable): what to accept; %NULL for IC_CBOR_LIMITS_DEFAULT
 * @error: IC_ERROR_CBOR for malformed input, IC_ERROR_LIMIT beyond a limit
 *
 * Decodes one CBOR message. Memory grows with @len, not with what headers announce.
 *
 * Returns: (transfer full): the outermost item, without the self-describe tag
 */
cbor_item_t *
ic_cbor_load (gconstpointer bytes, gsize len, const IcCborLimits *limits, GError **error)
{
  struct cbor_load_result result;
  cbor_item_t *item;
  gsize body;

  if (limits == NULL)
    limits = &IC_CBOR_LIMITS_DEFAULT;
  if (!ic_cbor_scan (bytes, len, limits, &body, error))
    return NULL;

  item = cbor_load ((const guint8 *)bytes + body, len - body, &result);
  if (item == NULL)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_CBOR, _ ("malformed CBOR at byte %zu"),
                   body + result.error.position);
      return NULL;
    }
  return item;
}

static gboolean G_GNUC_PRINTF (2, 3) wrong_shape (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (IC_ERROR, IC_ERROR_CBOR, format, args);
  va_end (args);
  return FALSE;
}

/**
 * ic_cbor_expect_map:
 * @item: an item
 * @what: its name in errors
 * @error: IC_ERROR_CBOR if it is something else
 */
gboolean
ic_cbor_expect_map (cbor_item_t *item, const char *what, GError **error)
{
  /* Translators: here and below %s is the technical name of a part, such as "certificate" or
   * "sequence_num", and stays as it is */
  return cbor_isa_map (item) || wrong_shape (error, _ ("%s is not a map"), what);
}

/**
 * ic_cbor_expect_array:
 * @item: an item
 * @what: its name in errors
 * @error: IC_ERROR_CBOR if it is something else
 */
gboolean
ic_cbor_expect_array (cbor_item_t *item, const char *what, GError **error)
{
  return cbor_isa_array (item) || wrong_shape (error, _ ("%s is not an array"), what);
}

/**
 * ic_cbor_map_get:
 * @map: an item
 * @key: a text key
 *
 * Returns: (transfer none) (nullable): the value, %NULL if there is none or @map is no map
 */
cbor_item_t *
ic_cbor_map_get (cbor_item_t *map, const char *key)
{
  gsize key_len = strlen (key);
  struct cbor_pair *pairs;

  if (!cbor_isa_map (map))
    return NULL;

  pairs = cbor_map_handle (map);
  for (gsize i = 0; i < cbor_map_size (map); i++)
    {
      if (cbor_isa_string (pairs[i].key) && cbor_string_length (pairs[i].key) == key_len &&
          memcmp (cbor_string_handle (pairs[i].key), key, key_len) == 0)
        return pairs[i].value;
    }
  return NULL;
}

/**
 * ic_cbor_map_get_optional:
 * @map: an item
 * @key: a text key
 *
 * Returns: (transfer none) (nullable): as ic_cbor_map_get(), but %NULL for a null too
 */
cbor_item_t *
ic_cbor_map_get_optional (cbor_item_t *map, const char *key)
{
  cbor_item_t *item = ic_cbor_map_get (map, key);

  return item != NULL && cbor_is_null (item) ? NULL : item;
}

/**
 * ic_cbor_map_require:
 * @map: an item
 * @key: a text key
 * @what: name of the map in errors
 * @error: IC_ERROR_CBOR if @map is no map or lacks @key
 *
 * Returns: (transfer none): the value
 */
cbor_item_t *
ic_cbor_map_require (cbor_item_t *map, const char *key, const char *what, GError **error)
{
  cbor_item_t *value;

  if (!ic_cbor_expect_map (map, what, error))
    return NULL;
  value = ic_cbor_map_get (map, key);
  if (value == NULL)
    /* Translators: both are technical names of parts, and stay as they are */
    g_set_error (error, IC_ERROR, IC_ERROR_CBOR, _ ("%s lacks the field %s"), what, key);
  return value;
}

/**
 * ic_cbor_peek_bytes:
 * @item: a byte string
 * @len: (out): its length
 * @what: its name in errors
 * @error: IC_ERROR_CBOR if it is something else
 *
 * Returns: (transfer none): its bytes, as long as @item lives; never %NULL on success
 */
const guint8 *
ic_cbor_peek_bytes (cbor_item_t *item, gsize *len, const char *what, GError **error)
{
  const guint8 *bytes;

  if (!cbor_isa_bytestring (item) || !cbor_bytestring_is_definite (item))
    {
      wrong_shape (error, _ ("%s is not a byte string"), what);
      return NULL;
    }
  *len = cbor_bytestring_length (item);
  bytes = cbor_bytestring_handle (item);

  return *len > 0 && bytes != NULL ? bytes : (const guint8 *)"";
}

/**
 * ic_cbor_get_bytes:
 * @item: a byte string
 * @what: its name in errors
 * @error: IC_ERROR_CBOR if it is something else
 *
 * Returns: (transfer full): a copy of its bytes
 */
GBytes *
ic_cbor_get_bytes (cbor_item_t *item, const char *what, GError **error)
{
  gsize len;
  const guint8 *bytes = ic_cbor_peek_bytes (item, &len, what, error);

  return bytes != NULL ? g_bytes_new (bytes, len) : NULL;
}

/**
 * ic_cbor_get_text:
 * @item: a text
 * @what: its name in errors
 * @error: IC_ERROR_CBOR if it is something else
 *
 * Returns: (transfer full): a copy, UTF-8 and without zero bytes as ic_cbor_load() saw to
 */
char *
ic_cbor_get_text (cbor_item_t *item, const char *what, GError **error)
{
  if (!cbor_isa_string (item) || !cbor_string_is_definite (item))
    {
      wrong_shape (error, _ ("%s is not a text"), what);
      return NULL;
    }
  return g_strndup ((const char *)cbor_string_handle (item), cbor_string_length (item));
}

/* RFC 8949, section 3.4.3: a big-endian number in a byte string. */
static gboolean
get_bignum (cbor_item_t *tag, guint64 *value)
{
  cbor_item_t *item = cbor_move (cbor_tag_item (tag));
  const guint8 *bytes;
  gsize len, i = 0;

  if (cbor_tag_value (tag) != TAG_POSITIVE_BIGNUM)
    return FALSE;
  bytes = ic_cbor_peek_bytes (item, &len, "bignum", NULL);
  if (bytes == NULL)
    return FALSE;
  while (i < len && bytes[i] == 0)
    i++;
  if (len - i > sizeof *value)
    return FALSE;
  for (*value = 0; i < len; i++)
    *value = *value << 8 | bytes[i];
  return TRUE;
}

/**
 * ic_cbor_get_uint64:
 * @item: an unsigned integer, or a bignum that fits
 * @value: (out): the number
 * @what: name of the item in errors
 * @error: IC_ERROR_CBOR
 */
gboolean
ic_cbor_get_uint64 (cbor_item_t *item, guint64 *value, const char *what, GError **error)
{
  if (cbor_isa_uint (item))
    {
      *value = cbor_get_int (item);
      return TRUE;
    }
  if (cbor_isa_tag (item) && get_bignum (item, value))
    return TRUE;
  return wrong_shape (error, _ ("%s is not a natural number of 64 bits"), what);
}

/**
 * ic_cbor_get_bool:
 * @item: true or false
 * @value: (out): which
 * @what: its name in errors
 * @error: IC_ERROR_CBOR if it is something else
 */
gboolean
ic_cbor_get_bool (cbor_item_t *item, gboolean *value, const char *what, GError **error)
{
  if (!cbor_isa_float_ctrl (item) || !cbor_is_bool (item))
    return wrong_shape (error, _ ("%s is not a truth value"), what);
  *value = cbor_get_bool (item);
  return TRUE;
}

/**
 * ic_cbor_get_principal:
 * @item: a byte string
 * @value: (out caller-allocates): the principal
 * @what: name of the item in errors
 * @error: IC_ERROR_CBOR, also when too long
 */
gboolean
ic_cbor_get_principal (cbor_item_t *item, IcPrincipal *value, const char *what, GError **error)
{
  gsize len;
  const guint8 *bytes = ic_cbor_peek_bytes (item, &len, what, error);

  if (bytes == NULL)
    return FALSE;
  return ic_principal_from_bytes (value, bytes, len, NULL) ||
         wrong_shape (error, _ ("%s is not a principal"), what);
}
