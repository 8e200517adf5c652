/* SPDX-License-Identifier: MIT */
#include "ic-certificate-private.h"

#include <string.h>

#include "ic-error.h"
#include "ic-hash-tree-private.h"
#include "ic-public-key.h"
#include "ic-i18n.h"

/* A closed interval of canister ids. */
typedef struct
{
  IcPrincipal low, high;
} Range;

/* Ranges of one piece of the routing table, from the canister in its label on. */
typedef struct
{
  IcPrincipal first;
  guint start; /* index of its first range */
  guint end;
} Shard;

struct _IcSubnet
{
  gatomicrefcount ref_count;
  BlsPublicKey key;
  GArray *ranges; /* of Range */
  GArray *shards; /* of Shard, rising; a flat table is one that begins with the lowest id */
};

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, IC_ERROR, IC_ERROR_DELEGATION, text);
  return FALSE;
}

static gboolean
read_principal (IcCborCursor *cursor, IcPrincipal *principal)
{
  const guint8 *bytes;
  gsize len;

  if (!ic_cbor_cursor_string (cursor, IC_CBOR_MAJOR_BYTES, &bytes, &len) ||
      len > IC_PRINCIPAL_MAX_BYTES)
    return FALSE;

  memset (principal, 0, sizeof *principal);
  principal->len = len;
  memcpy (principal->bytes, bytes, len);
  return TRUE;
}

/* CBOR, maybe tagged: a list of pairs [low, high]. */
static gboolean
read_ranges (IcSubnet *self, const guint8 *bytes, gsize len, GError **error)
{
  IcCborCursor cursor;
  guint64 n, two;

  ic_cbor_cursor_init (&cursor, bytes, len);
  ic_cbor_cursor_skip_self_describe (&cursor);
  if (!ic_cbor_cursor_expect (&cursor, IC_CBOR_MAJOR_ARRAY, &n))
    return fail (error, _ ("the canister ranges are no list"));
  if (n > IC_CERTIFICATE_MAX_RANGES - self->ranges->len)
    return fail (error, _ ("too many canister ranges"));

  for (guint64 i = 0; i < n; i++)
    {
      Range range;

      if (!ic_cbor_cursor_expect (&cursor, IC_CBOR_MAJOR_ARRAY, &two) || two != 2 ||
          !read_principal (&cursor, &range.low) || !read_principal (&cursor, &range.high))
        return fail (error, _ ("a canister range is malformed"));
      g_array_append_val (self->ranges, range);
    }
  if (cursor.at != cursor.end)
    return fail (error, _ ("there are bytes behind the canister ranges"));
  return TRUE;
}

static gboolean
read_shard (
    IcSubnet *self, const IcPrincipal *first, const guint8 *bytes, gsize len, GError **error)
{
  Shard shard = { .first = *first, .start = self->ranges->len };

  if (!read_ranges (self, bytes, len, error))
    return FALSE;
  shard.end = self->ranges->len;
  g_array_append_val (self->shards, shard);
  return TRUE;
}

typedef struct
{
  IcSubnet *subnet;
  gboolean ok;
  GError **error;
} ShardReader;

static void
on_shard (const guint8 *label, gsize len, const IcHashTreeNode *child, gpointer data)
{
  ShardReader *reader = data;
  IcPrincipal first = { 0 };

  /* Of all shards the replica shows one, and proves with bare labels which one it is. */
  if (!reader->ok || child->type == IC_NODE_PRUNED)
    return;

  if (len > IC_PRINCIPAL_MAX_BYTES || child->type != IC_NODE_LEAF)
    {
      reader->ok = fail (reader->error, _ ("a shard of the canister ranges is malformed"));
      return;
    }
  first.len = len;
  memcpy (first.bytes, label, len);
  reader->ok = read_shard (reader->subnet, &first, child->bytes, child->len, reader->error);
}

/* Newer replicas keep the ranges in shards below /canister_ranges, older ones in one list; a
 * certificate shows the one or the other, as the end point that it comes from wants it. */
static gboolean
read_table (IcSubnet *self, IcHashTree *tree, const IcPrincipal *subnet_id, GError **error)
{
  const IcLabel sharded[] = { IC_LABEL ("canister_ranges"),
                              IC_LABEL_BYTES (subnet_id->bytes, subnet_id->len) };
  const IcLabel flat[] = { IC_LABEL ("subnet"), IC_LABEL_BYTES (subnet_id->bytes, subnet_id->len),
                           IC_LABEL ("canister_ranges") };
  const IcHashTreeNode *shards;
  const guint8 *value;
  gsize len;

  if (ic_hash_tree_lookup_node (tree, sharded, G_N_ELEMENTS (sharded), &shards) == IC_LOOKUP_FOUND)
    {
      ShardReader reader = { self, TRUE, error };

      ic_hash_tree_node_foreach_child (shards, on_shard, &reader);
      return reader.ok;
    }

  /* Without any ranges the key is good, but no canister is covered. */
  if (ic_hash_tree_lookup (tree, flat, G_N_ELEMENTS (flat), &value, &len) == IC_LOOKUP_FOUND)
    return read_shard (self, &IC_PRINCIPAL_MANAGEMENT, value, len, error);
  return TRUE;
}

/* (skip) */
IcSubnet *
ic_subnet_new (IcHashTree *tree, const IcPrincipal *subnet_id, GError **error)
{
  const IcLabel path[] = { IC_LABEL ("subnet"), IC_LABEL_BYTES (subnet_id->bytes, subnet_id->len),
                           IC_LABEL ("public_key") };
  g_autoptr (IcSubnet) self = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) local = NULL;
  const guint8 *value, *raw;
  gsize len;
  BlsResult result;

  if (ic_hash_tree_lookup (tree, path, G_N_ELEMENTS (path), &value, &len) != IC_LOOKUP_FOUND)
    {
      fail (error, _ ("the delegation does not show the subnet's key"));
      return NULL;
    }

  der = g_bytes_new (value, len);
  raw = ic_der_unwrap_bls (der, &local);
  if (raw == NULL)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_DELEGATION, _ ("the subnet's key: %s"),
                   local->message);
      return NULL;
    }

  self = g_new0 (IcSubnet, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  self->shards = g_array_new (FALSE, FALSE, sizeof (Shard));

  result = bls_public_key_load (&self->key, raw);
  if (result != BLS_OK)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_DELEGATION, _ ("the subnet's key: %s"),
                   bls_result_to_string (result));
      return NULL;
    }
  if (!read_table (self, tree, subnet_id, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* (skip) */
IcSubnet *
ic_subnet_ref (IcSubnet *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/* (skip) */
void
ic_subnet_unref (IcSubnet *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->ranges);
  g_array_unref (self->shards);
  g_free (self);
}

/* (skip) */
const BlsPublicKey *
ic_subnet_get_key (IcSubnet *self)
{
  return &self->key;
}

/* The canister belongs into the last shard that begins at or before it. */
static gboolean
covers (IcSubnet *self, const IcPrincipal *canister_id)
{
  const Shard *shard = NULL;

  for (guint i = 0; i < self->shards->len; i++)
    {
      const Shard *next = &g_array_index (self->shards, Shard, i);

      if (ic_principal_compare (&next->first, canister_id) > 0)
        break;
      shard = next;
    }
  if (shard == NULL)
    return FALSE;

  for (guint i = shard->start; i < shard->end; i++)
    {
      const Range *range = &g_array_index (self->ranges, Range, i);

      if (ic_principal_compare (&range->low, canister_id) <= 0 &&
          ic_principal_compare (canister_id, &range->high) <= 0)
        return TRUE;
    }
  return FALSE;
}

/* (skip) */
gboolean
ic_subnet_check_canister (IcSubnet *self, const IcPrincipal *canister_id, GError **error)
{
  g_autofree char *text = NULL;

  if (covers (self, canister_id))
    return TRUE;

  text = ic_principal_to_text (canister_id);
  g_set_error (error, IC_ERROR, IC_ERROR_CANISTER_RANGE,
               _ ("the delegation does not cover canister %s"), text);
  return FALSE;
}
