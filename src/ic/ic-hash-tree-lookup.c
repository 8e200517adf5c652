/* SPDX-License-Identifier: MIT */
/*
 * Looking paths up (interface spec, "Lookup"): the tree below a label is read as a list of what hangs
 * on its forks, in order; what is missing from that list is absent only if nothing pruned stands
 * between the neighbours of the place where it would be.
 */
#include "ic-hash-tree-private.h"

/* Steps through the nodes that hang on the forks below @node: its forest. */
#define FOREACH_TREE(tree, node)                                                                   \
  for (const IcHashTreeNode *tree = (node), *end_ = (node) + (node)->span; tree < end_;            \
       tree += tree->type == IC_NODE_FORK ? 1 : tree->span)

/* Interface spec, find_label(). */
static IcLookupStatus
find_label (const IcHashTreeNode *node, const IcLabel *label, const IcHashTreeNode **found)
{
  /* Whether something unknown stands since the last label that sorts before the wanted one. */
  gboolean gap = FALSE;

  FOREACH_TREE (tree, node)
  {
    int order;

    switch (tree->type)
      {
      case IC_NODE_LABELED:
        order = ic_label_compare (label->bytes, label->len, tree->bytes, tree->len);
        if (order == 0)
          {
            *found = tree + 1;
            return IC_LOOKUP_FOUND;
          }
        if (order < 0)
          return gap ? IC_LOOKUP_UNKNOWN : IC_LOOKUP_ABSENT;
        gap = FALSE;
        break;
      case IC_NODE_PRUNED:
        gap = TRUE;
        break;
      case IC_NODE_EMPTY:
      case IC_NODE_FORK:
      case IC_NODE_LEAF:
      default:
        /* Nothing is below an empty node or a leaf, and a fork is stepped into. */
        break;
      }
  }

  return gap ? IC_LOOKUP_UNKNOWN : IC_LOOKUP_ABSENT;
}

/**
 * ic_hash_tree_lookup_node:
 * @self: a tree
 * @path: (array length=n_labels): labels from the root; none is the root itself
 * @node: (out) (transfer none): the subtree, when found
 *
 * Returns: %IC_LOOKUP_FOUND for a subtree that is shown, were it only in part; %IC_LOOKUP_ABSENT where
 *   the tree proves that nothing is there; %IC_LOOKUP_UNKNOWN where it is pruned
 */
IcLookupStatus
ic_hash_tree_lookup_node (IcHashTree *self,
                          const IcLabel *path,
                          gsize n_labels,
                          const IcHashTreeNode **node)
{
  const IcHashTreeNode *at;

  g_return_val_if_fail (self != NULL, IC_LOOKUP_ERROR);
  g_return_val_if_fail (path != NULL || n_labels == 0, IC_LOOKUP_ERROR);

  at = &self->nodes[0];
  for (gsize i = 0; i < n_labels; i++)
    {
      IcLookupStatus status = find_label (at, &path[i], &at);

      if (status != IC_LOOKUP_FOUND)
        return status;
    }

  if (at->type == IC_NODE_PRUNED)
    return IC_LOOKUP_UNKNOWN;
  if (at->type == IC_NODE_EMPTY)
    return IC_LOOKUP_ABSENT;

  *node = at;
  return IC_LOOKUP_FOUND;
}

/**
 * ic_hash_tree_lookup:
 * @self: a tree
 * @path: (array length=n_labels): labels from the root
 * @value: (out) (transfer none): the leaf's bytes, when found
 * @value_len: (out): their number
 *
 * Returns: as ic_hash_tree_lookup_node(), and %IC_LOOKUP_ERROR where a subtree stands instead of a
 *   leaf. A path that leads through a leaf is absent, as in the interface spec.
 */
IcLookupStatus
ic_hash_tree_lookup (
    IcHashTree *self, const IcLabel *path, gsize n_labels, const guint8 **value, gsize *value_len)
{
  const IcHashTreeNode *node = NULL;
  IcLookupStatus status = ic_hash_tree_lookup_node (self, path, n_labels, &node);

  if (status != IC_LOOKUP_FOUND)
    return status;
  if (node->type != IC_NODE_LEAF)
    return IC_LOOKUP_ERROR;

  *value = node->bytes;
  *value_len = node->len;
  return IC_LOOKUP_FOUND;
}

/**
 * ic_hash_tree_node_foreach_child:
 * @node: a subtree, as ic_hash_tree_lookup_node() and the callback give it
 * @func: called for each of its labels that is shown, in order, with the subtree below it
 * @data: for @func
 */
void
ic_hash_tree_node_foreach_child (const IcHashTreeNode *node,
                                 IcHashTreeChildFunc func,
                                 gpointer data)
{
  g_return_if_fail (node != NULL);

  FOREACH_TREE (tree, node)
  {
    if (tree->type == IC_NODE_LABELED)
      func (tree->bytes, tree->len, tree + 1, data);
  }
}
