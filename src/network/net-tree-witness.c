/* SPDX-License-Identifier: MIT */
/* Hashes of a NetTree, and its pruned form as CBOR (interface spec, "Certificate" and "Lookup"). */
#include "config.h"

#include "net-tree-private.h"

#include "ic/ic-cbor.h"
#include <sodium.h>
#include <string.h>

#define SEPARATOR_EMPTY   "\x11ic-hashtree-empty"
#define SEPARATOR_FORK    "\x10ic-hashtree-fork"
#define SEPARATOR_LABELED "\x13ic-hashtree-labeled"
#define SEPARATOR_LEAF    "\x10ic-hashtree-leaf"

enum
{
  TAG_EMPTY,
  TAG_FORK,
  TAG_LABELED,
  TAG_LEAF,
  TAG_PRUNED
};

static void
hash_parts (guint8 out[IC_HASH_BYTES],
            const char *separator,
            gconstpointer a,
            gsize a_len,
            gconstpointer b,
            gsize b_len)
{
  crypto_hash_sha256_state state;

  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, (const guint8 *)separator, strlen (separator));
  crypto_hash_sha256_update (&state, a, a_len);
  crypto_hash_sha256_update (&state, b, b_len);
  crypto_hash_sha256_final (&state, out);
}

static void
hash_fork (guint8 out[IC_HASH_BYTES], const guint8 *left, const guint8 *right)
{
  hash_parts (out, SEPARATOR_FORK, left, IC_HASH_BYTES, right, IC_HASH_BYTES);
}

static void
content_hash (NetTreeNode *node, guint8 out[IC_HASH_BYTES])
{
  if (node->sub != NULL)
    net_tree_get_hash (node->sub, out);
  else
    {
      gsize len;
      const guint8 *bytes = g_bytes_get_data (node->value, &len);

      hash_parts (out, SEPARATOR_LEAF, bytes, len, NULL, 0);
    }
}

const guint8 *
net_tree_node_get_labeled_hash (NetTreeNode *node)
{
  if (!node->own_valid)
    {
      guint8 content[IC_HASH_BYTES];

      content_hash (node, content);
      hash_parts (node->labeled_hash, SEPARATOR_LABELED, node->label, node->label_len, content,
                  sizeof content);
      node->own_valid = TRUE;
    }
  return node->labeled_hash;
}

/* A node with both sides is fork (left, fork (own, right)). */
const guint8 *
net_tree_node_get_hash (NetTreeNode *node)
{
  guint8 own[IC_HASH_BYTES];

  if (node->valid)
    return node->hash;

  memcpy (own, net_tree_node_get_labeled_hash (node), sizeof own);
  if (node->right != NULL)
    hash_fork (own, net_tree_node_get_labeled_hash (node), net_tree_node_get_hash (node->right));
  if (node->left != NULL)
    hash_fork (node->hash, net_tree_node_get_hash (node->left), own);
  else
    memcpy (node->hash, own, sizeof own);
  node->valid = TRUE;
  return node->hash;
}

void
net_tree_get_hash (NetTree *self, guint8 out[IC_HASH_BYTES])
{
  if (self->root != NULL)
    memcpy (out, net_tree_node_get_hash (self->root), IC_HASH_BYTES);
  else
    hash_parts (out, SEPARATOR_EMPTY, NULL, 0, NULL, 0);
}

void
net_tree_get_labeled_hash (NetTree *self, const char *label, guint8 out[IC_HASH_BYTES])
{
  guint8 hash[IC_HASH_BYTES];

  net_tree_get_hash (self, hash);
  hash_parts (out, SEPARATOR_LABELED, label, strlen (label), hash, sizeof hash);
}

/* Marks */

static void
mark_path (NetTree *self, GPtrArray *path, guint depth)
{
  NetTreeNode *node = self->root;
  NetTreeNode *before = NULL;
  NetTreeNode *after = NULL;
  gsize len;
  const guint8 *label = g_bytes_get_data (g_ptr_array_index (path, depth), &len);

  while (node != NULL)
    {
      int order = net_tree_node_compare (node, label, len);

      node->opened = TRUE;
      if (order == 0)
        {
          node->named = TRUE;
          if (depth + 1 == path->len || node->sub == NULL)
            node->whole = TRUE;
          else
            mark_path (node->sub, path, depth + 1);
          return;
        }
      if (order < 0)
        after = node;
      else
        before = node;
      node = order < 0 ? node->left : node->right;
    }

  /* Absent: the labels on both sides, next to each other, prove it. */
  if (before != NULL)
    before->named = TRUE;
  if (after != NULL)
    after->named = TRUE;
}

/* Writers */

static void
put_pruned (GByteArray *out, const guint8 *hash)
{
  ic_cbor_put_array (out, 2);
  ic_cbor_put_uint64 (out, TAG_PRUNED);
  ic_cbor_put_bytes (out, hash, IC_HASH_BYTES);
}

static void
put_fork (GByteArray *out)
{
  ic_cbor_put_array (out, 3);
  ic_cbor_put_uint64 (out, TAG_FORK);
}

static void
put_leaf (GByteArray *out, GBytes *value)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (value, &len);

  ic_cbor_put_array (out, 2);
  ic_cbor_put_uint64 (out, TAG_LEAF);
  ic_cbor_put_bytes (out, bytes, len);
}

static void put_level (NetTreeNode *node, gboolean whole, GByteArray *out);

static void
put_tree (NetTree *tree, gboolean whole, GByteArray *out)
{
  if (tree->root != NULL)
    put_level (tree->root, whole, out);
  else
    {
      ic_cbor_put_array (out, 1);
      ic_cbor_put_uint64 (out, TAG_EMPTY);
    }
}

static void
put_own (NetTreeNode *node, gboolean whole, GByteArray *out)
{
  gboolean named = node->named || whole;
  gboolean all = node->whole || whole;

  node->opened = node->named = node->whole = FALSE;
  if (!named)
    {
      put_pruned (out, net_tree_node_get_labeled_hash (node));
      return;
    }
  ic_cbor_put_array (out, 3);
  ic_cbor_put_uint64 (out, TAG_LABELED);
  ic_cbor_put_bytes (out, node->label, node->label_len);
  if (node->sub != NULL && (all || (node->sub->root != NULL && node->sub->root->opened)))
    put_tree (node->sub, all, out);
  else if (node->sub == NULL && all)
    put_leaf (out, node->value);
  else
    {
      guint8 hash[IC_HASH_BYTES];

      content_hash (node, hash);
      put_pruned (out, hash);
    }
}

static void
put_level (NetTreeNode *node, gboolean whole, GByteArray *out)
{
  if (!node->opened && !whole)
    {
      put_pruned (out, net_tree_node_get_hash (node));
      return;
    }
  if (node->left != NULL)
    {
      put_fork (out);
      put_level (node->left, whole, out);
    }
  if (node->right != NULL)
    put_fork (out);
  put_own (node, whole, out);
  if (node->right != NULL)
    put_level (node->right, whole, out);
}

void
net_tree_put_witness (NetTree *self, GPtrArray *paths, GByteArray *out)
{
  gboolean everything = FALSE;

  for (guint i = 0; i < paths->len; i++)
    {
      GPtrArray *path = g_ptr_array_index (paths, i);

      if (path->len == 0)
        everything = TRUE;
      else
        mark_path (self, path, 0);
    }

  if (self->root != NULL && !everything && !self->root->opened)
    put_pruned (out, net_tree_node_get_hash (self->root));
  else
    put_tree (self, everything, out);
}
