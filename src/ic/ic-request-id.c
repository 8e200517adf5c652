/* SPDX-License-Identifier: MIT */
#include "ic-request-id.h"

#include <sodium.h>
#include <string.h>

#include "ic-leb128.h"

G_STATIC_ASSERT (IC_HASH_BYTES == crypto_hash_sha256_BYTES);

#define PAIR_BYTES (2 * IC_HASH_BYTES)

struct _IcMapHash
{
  GByteArray *pairs; /* H(name) || H(value), one after the other */
};

/**
 * ic_sha256:
 * @bytes: (nullable): @len bytes
 * @len: their number
 * @out: (out caller-allocates): the hash
 */
void
ic_sha256 (gconstpointer bytes, gsize len, guint8 out[IC_HASH_BYTES])
{
  crypto_hash_sha256 (out, len > 0 ? bytes : (const guint8 *)"", len);
}

/**
 * ic_map_hash_new:
 *
 * Starts the representation-independent hash of a map (interface spec, "Request ids").
 */
IcMapHash *
ic_map_hash_new (void)
{
  IcMapHash *self = g_new0 (IcMapHash, 1);

  self->pairs = g_byte_array_sized_new (8 * PAIR_BYTES);
  return self;
}

/**
 * ic_map_hash_free:
 * @self: (nullable) (transfer full): the map
 */
void
ic_map_hash_free (IcMapHash *self)
{
  if (self == NULL)
    return;
  g_byte_array_unref (self->pairs);
  g_free (self);
}

/**
 * ic_map_hash_add_hash:
 * @self: the map
 * @name: name of the field; the caller adds each name once
 * @hashed: hash of its value
 */
void
ic_map_hash_add_hash (IcMapHash *self, const char *name, const guint8 hashed[IC_HASH_BYTES])
{
  guint8 pair[PAIR_BYTES];

  ic_sha256 (name, strlen (name), pair);
  memcpy (pair + IC_HASH_BYTES, hashed, IC_HASH_BYTES);
  g_byte_array_append (self->pairs, pair, sizeof pair);
}

/**
 * ic_map_hash_add_bytes:
 * @self: the map
 * @name: name of the field
 * @bytes: (nullable): its value, a blob
 * @len: its length
 */
void
ic_map_hash_add_bytes (IcMapHash *self, const char *name, gconstpointer bytes, gsize len)
{
  guint8 hash[IC_HASH_BYTES];

  ic_sha256 (bytes, len, hash);
  ic_map_hash_add_hash (self, name, hash);
}

/**
 * ic_map_hash_add_text:
 * @self: the map
 * @name: name of the field
 * @value: its value, UTF-8
 */
void
ic_map_hash_add_text (IcMapHash *self, const char *name, const char *value)
{
  ic_map_hash_add_bytes (self, name, value, strlen (value));
}

/**
 * ic_map_hash_add_nat:
 * @self: the map
 * @name: name of the field
 * @value: its value, hashed as the shortest LEB128
 */
void
ic_map_hash_add_nat (IcMapHash *self, const char *name, guint64 value)
{
  g_autoptr (GByteArray) leb = g_byte_array_new ();

  ic_leb128_put_uint64 (leb, value);
  ic_map_hash_add_bytes (self, name, leb->data, leb->len);
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, PAIR_BYTES);
}

/**
 * ic_map_hash_finish:
 * @self: the map
 * @out: (out caller-allocates): its hash
 *
 * May be called again after more fields were added.
 */
void
ic_map_hash_finish (IcMapHash *self, guint8 out[IC_HASH_BYTES])
{
  if (self->pairs->len > 0)
    qsort (self->pairs->data, self->pairs->len / PAIR_BYTES, PAIR_BYTES, compare_pairs);
  ic_sha256 (self->pairs->data, self->pairs->len, out);
}

/**
 * ic_hash_blob_array:
 * @blobs: (element-type GBytes): the items
 * @out: (out caller-allocates): hash of the array
 */
void
ic_hash_blob_array (GPtrArray *blobs, guint8 out[IC_HASH_BYTES])
{
  crypto_hash_sha256_state state;

  crypto_hash_sha256_init (&state);
  for (guint i = 0; i < blobs->len; i++)
    {
      guint8 hash[IC_HASH_BYTES];
      gsize len;
      gconstpointer bytes = g_bytes_get_data (g_ptr_array_index (blobs, i), &len);

      ic_sha256 (bytes, len, hash);
      crypto_hash_sha256_update (&state, hash, sizeof hash);
    }
  crypto_hash_sha256_final (&state, out);
}
