/* SPDX-License-Identifier: MIT */
#include "ic-hash-tree-private.h"

#include <string.h>

/**
 * ic_hash_tree_ref:
 * @self: a tree
 *
 * Returns: (transfer full): @self
 */
IcHashTree *
ic_hash_tree_ref (IcHashTree *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ic_hash_tree_unref:
 * @self: (transfer full): a tree
 */
void
ic_hash_tree_unref (IcHashTree *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

/**
 * ic_hash_tree_get_root_hash:
 * @self: a tree
 * @out: (out): the hash that is certified
 */
void
ic_hash_tree_get_root_hash (IcHashTree *self, guint8 out[IC_HASH_BYTES])
{
  g_return_if_fail (self != NULL);

  memcpy (out, self->nodes[0].hash, IC_HASH_BYTES);
}

/**
 * ic_hash_tree_get_root:
 * @self: a tree
 *
 * Returns: (transfer none): its topmost node
 */
const IcHashTreeNode *
ic_hash_tree_get_root (IcHashTree *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->nodes[0];
}

/**
 * ic_hash_tree_node_get_type:
 * @node: a node
 *
 * Returns: its kind
 */
IcNodeType
ic_hash_tree_node_get_type (const IcHashTreeNode *node)
{
  g_return_val_if_fail (node != NULL, IC_NODE_EMPTY);

  return node->type;
}

/**
 * ic_hash_tree_node_get_bytes:
 * @node: a node
 * @len: (out): length of what is returned
 *
 * Returns: (nullable) (transfer none): the label, the leaf's value or the pruned hash; %NULL for
 *   empty nodes and forks
 */
const guint8 *
ic_hash_tree_node_get_bytes (const IcHashTreeNode *node, gsize *len)
{
  g_return_val_if_fail (node != NULL, NULL);

  *len = node->len;
  return node->bytes;
}

/**
 * ic_hash_tree_node_get_left:
 * @node: a node
 *
 * Returns: (nullable) (transfer none): the left subtree of a fork, the subtree of a labelled node
 */
const IcHashTreeNode *
ic_hash_tree_node_get_left (const IcHashTreeNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return node->type == IC_NODE_FORK || node->type == IC_NODE_LABELED ? node + 1 : NULL;
}

/**
 * ic_hash_tree_node_get_right:
 * @node: a node
 *
 * Returns: (nullable) (transfer none): the right subtree of a fork
 */
const IcHashTreeNode *
ic_hash_tree_node_get_right (const IcHashTreeNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return node->type == IC_NODE_FORK ? node + 1 + node[1].span : NULL;
}

/**
 * ic_hash_tree_node_get_hash:
 * @node: a node
 * @out: (out): its hash
 */
void
ic_hash_tree_node_get_hash (const IcHashTreeNode *node, guint8 out[IC_HASH_BYTES])
{
  g_return_if_fail (node != NULL);

  memcpy (out, node->hash, IC_HASH_BYTES);
}
