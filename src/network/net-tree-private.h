/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-tree.h"

typedef struct _NetTreeNode NetTreeNode;

/* A node of one level: holds either a leaf (@value) or the next level (@sub). */
struct _NetTreeNode
{
  NetTreeNode *left;
  NetTreeNode *right;
  guint64 priority; /* treap: every parent's is at least its children's */
  GBytes *value;
  NetTree *sub;

  guint8 labeled_hash[IC_HASH_BYTES]; /* of (label, content) alone */
  guint8 hash[IC_HASH_BYTES];         /* of this node with its two sides */
  gboolean own_valid;                 /* labeled_hash is current */
  gboolean valid;                     /* hash is current */

  /* Marks of one witness; net_tree_put_witness() leaves them clear. */
  gboolean opened; /* on a search path: the node is not pruned as a whole */
  gboolean named;  /* its label is shown, the content maybe pruned */
  gboolean whole;  /* its content is shown */

  gsize label_len;
  guint8 label[];
};

struct _NetTree
{
  NetTreeNode *root;
};

int net_tree_node_compare (const NetTreeNode *node, gconstpointer label, gsize len);
const guint8 *net_tree_node_get_labeled_hash (NetTreeNode *node);
const guint8 *net_tree_node_get_hash (NetTreeNode *node);
