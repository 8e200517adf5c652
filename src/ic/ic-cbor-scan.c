/* SPDX-License-Identifier: MIT */
#include "ic-cbor-private.h"

#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

/* RFC 8949, section 3: major types and the additional information of the first byte. */
#define MAJOR_UINT   0
#define MAJOR_NEGINT 1
#define MAJOR_BYTES  2
#define MAJOR_TEXT   3
#define MAJOR_ARRAY  4
#define MAJOR_MAP    5
#define MAJOR_TAG    6
#define MAJOR_SIMPLE 7

#define INFO_UINT8      24
#define INFO_UINT64     27
#define INFO_INDEFINITE 31

#define SIMPLE_FALSE 20
#define SIMPLE_TRUE  21
#define SIMPLE_NULL  22

#define TAG_POSITIVE_BIGNUM 2
#define TAG_NEGATIVE_BIGNUM 3
#define TAG_SELF_DESCRIBE   55799

typedef struct
{
  const guint8 *text;
  gsize len;
} Key;

typedef struct
{
  guint64 n_left; /* items still to come; of a map keys and values */
  gboolean is_map;
  guint first_key; /* of a map: its keys in Scan.keys begin here */
} Level;

typedef struct
{
  const guint8 *start;
  const guint8 *at;
  const guint8 *end;
  const IcCborLimits *limits;
  guint max_depth;
  guint n_items;
  GArray *levels; /* of Level */
  /* Keys of all open maps. An inner map is over before the next key of an outer one comes, so that
   * the keys of each map stand together, the innermost map's last. */
  GArray *keys;
} Scan;

static gboolean
malformed (Scan *scan, const char *what, GError **error)
{
  g_set_error (error, IC_ERROR, IC_ERROR_CBOR, _ ("malformed CBOR at byte %zu: %s"),
               (gsize)(scan->at - scan->start), what);
  return FALSE;
}

static gboolean
read_head (Scan *scan, guint *major, guint *info, guint64 *value, GError **error)
{
  guint n_bytes;

  if (scan->at == scan->end)
    return malformed (scan, _ ("it ends early"), error);

  *major = *scan->at >> 5;
  *info = *scan->at & 31;
  if (*info == INFO_INDEFINITE)
    return malformed (scan, _ ("indefinite length"), error);
  if (*info > INFO_UINT64)
    return malformed (scan, _ ("reserved first byte"), error);
  if (*info < INFO_UINT8)
    {
      *value = *info;
      scan->at++;
      return TRUE;
    }

  n_bytes = 1u << (*info - INFO_UINT8);
  if ((gsize)(scan->end - scan->at) < 1 + n_bytes)
    return malformed (scan, _ ("it ends early"), error);
  scan->at++;
  *value = 0;
  for (guint i = 0; i < n_bytes; i++)
    *value = *value << 8 | *scan->at++;

  return TRUE;
}

static gboolean
count_item (Scan *scan, GError **error)
{
  if (++scan->n_items > scan->limits->max_items)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LIMIT, _ ("CBOR of more than %u items"),
                   scan->limits->max_items);
      return FALSE;
    }
  return TRUE;
}

static gboolean
skip_string (Scan *scan, guint64 len, gboolean is_text, GError **error)
{
  if (len > (guint64)(scan->end - scan->at))
    return malformed (scan, _ ("a string longer than the message"), error);
  /* g_utf8_validate_len() refuses zero bytes too: they would cut a C string short. */
  if (is_text && !g_utf8_validate_len ((const char *)scan->at, len, NULL))
    return malformed (scan, _ ("text that is not UTF-8"), error);
  scan->at += len;
  return TRUE;
}

/* A bignum is a tag and its byte string, with nothing between. */
static gboolean
skip_bignum (Scan *scan, GError **error)
{
  guint major, info;
  guint64 len;

  if (!count_item (scan, error) || !read_head (scan, &major, &info, &len, error))
    return FALSE;
  if (major != MAJOR_BYTES)
    return malformed (scan, _ ("a bignum that is no byte string"), error);
  return skip_string (scan, len, FALSE, error);
}

static gboolean
open_level (Scan *scan, guint64 n_items, gboolean is_map, GError **error)
{
  Level level = { n_items, is_map, scan->keys->len };

  if (scan->levels->len >= scan->max_depth)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LIMIT, _ ("CBOR nested deeper than %u levels"),
                   scan->max_depth);
      return FALSE;
    }
  g_array_append_val (scan->levels, level);
  return TRUE;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const Key *left = a;
  const Key *right = b;
  int order = memcmp (left->text, right->text, MIN (left->len, right->len));

  if (order == 0)
    order = (left->len > right->len) - (left->len < right->len);
  return order;
}

static gboolean
close_map (Scan *scan, const Level *level, GError **error)
{
  guint n_keys = scan->keys->len - level->first_key;

  if (n_keys > 1)
    {
      Key *keys = &g_array_index (scan->keys, Key, level->first_key);

      qsort (keys, n_keys, sizeof *keys, compare_keys);
      for (guint i = 1; i < n_keys; i++)
        {
          if (compare_keys (&keys[i - 1], &keys[i]) == 0)
            return malformed (scan, _ ("a map with a repeated key"), error);
        }
    }
  g_array_set_size (scan->keys, level->first_key);
  return TRUE;
}

/* An item is complete: so may be the arrays and maps that it ends. */
static gboolean
close_levels (Scan *scan, GError **error)
{
  while (scan->levels->len > 0)
    {
      Level *level = &g_array_index (scan->levels, Level, scan->levels->len - 1);

      if (level->n_left > 0)
        return TRUE;
      if (level->is_map && !close_map (scan, level, error))
        return FALSE;
      g_array_set_size (scan->levels, scan->levels->len - 1);
    }
  return TRUE;
}

static gboolean
scan_item (Scan *scan, gboolean is_key, GError **error)
{
  guint major, info;
  guint64 value;

  if (!count_item (scan, error) || !read_head (scan, &major, &info, &value, error))
    return FALSE;
  if (is_key)
    {
      Key key = { scan->at, value };

      if (major != MAJOR_TEXT)
        return malformed (scan, _ ("a map key that is no text"), error);
      if (!skip_string (scan, value, TRUE, error))
        return FALSE;
      g_array_append_val (scan->keys, key);
      return TRUE;
    }

  switch (major)
    {
    case MAJOR_UINT:
    case MAJOR_NEGINT:
      return TRUE;

    case MAJOR_BYTES:
    case MAJOR_TEXT:
      return skip_string (scan, value, major == MAJOR_TEXT, error);

    case MAJOR_ARRAY:
      if (value > (guint64)(scan->end - scan->at))
        return malformed (scan, _ ("an array longer than the message"), error);
      return open_level (scan, value, FALSE, error);

    case MAJOR_MAP:
      if (value > (guint64)(scan->end - scan->at) / 2)
        return malformed (scan, _ ("a map longer than the message"), error);
      return open_level (scan, value * 2, TRUE, error);

    case MAJOR_TAG:
      if (value != TAG_POSITIVE_BIGNUM && value != TAG_NEGATIVE_BIGNUM)
        return malformed (scan, _ ("a tag that has no place here"), error);
      return skip_bignum (scan, error);

    default:
      if (info != SIMPLE_FALSE && info != SIMPLE_TRUE && info != SIMPLE_NULL)
        return malformed (scan, _ ("a float or an unknown simple value"), error);
      return TRUE;
    }
}

static gboolean
scan_all (Scan *scan, gsize *body, GError **error)
{
  guint major, info;
  guint64 value;

  if (!read_head (scan, &major, &info, &value, error))
    return FALSE;
  if (major != MAJOR_TAG || value != TAG_SELF_DESCRIBE)
    scan->at = scan->start;
  *body = scan->at - scan->start;

  do
    {
      gboolean is_key = FALSE;

      if (scan->levels->len > 0)
        {
          Level *level = &g_array_index (scan->levels, Level, scan->levels->len - 1);

          is_key = level->is_map && level->n_left % 2 == 0;
          level->n_left--;
        }
      if (!scan_item (scan, is_key, error) || !close_levels (scan, error))
        return FALSE;
    }
  while (scan->levels->len > 0);

  if (scan->at != scan->end)
    return malformed (scan, _ ("bytes after the end"), error);
  return TRUE;
}

gboolean
ic_cbor_scan (
    gconstpointer bytes, gsize len, const IcCborLimits *limits, gsize *body, GError **error)
{
  g_autoptr (GArray) levels = NULL;
  g_autoptr (GArray) keys = NULL;
  Scan scan = {
    .start = bytes,
    .at = bytes,
    .end = (const guint8 *)bytes + len,
    .limits = limits,
    .max_depth = MIN (limits->max_depth, IC_CBOR_HARD_MAX_DEPTH),
  };

  if (len > limits->max_bytes)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LIMIT, _ ("CBOR of %zu bytes, at most %zu allowed"),
                   len, limits->max_bytes);
      return FALSE;
    }

  levels = g_array_new (FALSE, FALSE, sizeof (Level));
  keys = g_array_new (FALSE, FALSE, sizeof (Key));
  scan.levels = levels;
  scan.keys = keys;

  return scan_all (&scan, body, error);
}
