/* SPDX-License-Identifier: MIT */
#include "ic/ic-hash-tree.h"

#include <stddef.h>
#include <stdint.h>

#define MAX_LABELS IC_HASH_TREE_MAX_DEPTH

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Looks up every path that the tree shows: what stands there must be what the lookup says. */
typedef struct
{
  IcHashTree *tree;
  IcLabel path[MAX_LABELS];
  gsize n_labels;
} Walk;

static void
visit (const guint8 *label, gsize len, const IcHashTreeNode *child, gpointer data)
{
  Walk *walk = data;
  const IcHashTreeNode *node = NULL;
  const guint8 *value;
  gsize value_len;
  IcLookupStatus status;

  g_assert (walk->n_labels < MAX_LABELS);
  walk->path[walk->n_labels++] = IC_LABEL_BYTES (label, len);

  status = ic_hash_tree_lookup_node (walk->tree, walk->path, walk->n_labels, &node);
  switch (ic_hash_tree_node_get_type (child))
    {
    case IC_NODE_PRUNED:
      g_assert (status == IC_LOOKUP_UNKNOWN);
      break;
    case IC_NODE_EMPTY:
      g_assert (status == IC_LOOKUP_ABSENT);
      break;
    case IC_NODE_LEAF:
      status = ic_hash_tree_lookup (walk->tree, walk->path, walk->n_labels, &value, &value_len);
      g_assert (status == IC_LOOKUP_FOUND);
      g_assert (value == ic_hash_tree_node_get_bytes (child, &len) && value_len == len);
      break;
    case IC_NODE_FORK:
    case IC_NODE_LABELED:
    default:
      g_assert (status == IC_LOOKUP_FOUND && node == child);
      ic_hash_tree_node_foreach_child (child, visit, walk);
      break;
    }
  walk->n_labels--;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcHashTree) tree = ic_hash_tree_decode (data, size, &error);
  Walk walk = { tree };

  g_assert ((tree == NULL) == (error != NULL));
  /* The walk looks each path up anew: enough for small trees. */
  if (tree != NULL && size <= 4096)
    ic_hash_tree_node_foreach_child (ic_hash_tree_get_root (tree), visit, &walk);
  return 0;
}
