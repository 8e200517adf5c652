/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-hash-tree-private.h"

G_BEGIN_DECLS

/**
 * The inside of IcTreeBuilder. A *forest* is what hangs below one label: NULL if nothing does, else
 * the topmost node of an AVL tree with the entries (a label with a value or a forest of its own) at
 * its bottom, sorted, and forks above them.
 */
typedef struct _IcTreeNode IcTreeNode;
struct _IcTreeNode
{
  IcTreeNode *left; /* NULL in an entry */
  IcTreeNode *right;
  IcTreeNode *first;    /* the leftmost entry below a fork: it tells which way a label lies */
  IcTreeNode *children; /* of an entry without value: its forest */
  guint8 *label;
  gsize label_len;
  guint8 *value;
  gsize value_len;
  guint8 height;
  guint has_value : 1;
  guint hashed : 1; /* @hash is up to date */
  guint shown : 1;  /* not pruned in the witness that is being made ... */
  guint whole : 1;  /* ... and neither is anything below it */
  guint8 hash[IC_HASH_BYTES];
};

gboolean ic_tree_node_is_fork (const IcTreeNode *self);
int ic_tree_node_compare (const IcLabel *label, const IcTreeNode *entry);
/* Whether @label lies in the right subtree of a fork. */
gboolean ic_tree_node_goes_right (const IcTreeNode *self, const IcLabel *label);

void ic_tree_forest_free (IcTreeNode *forest);
IcTreeNode *ic_tree_forest_find (IcTreeNode *forest, const IcLabel *label);
/* Makes sure that there is an entry for @label and marks all above it as changed. Returns the forest. */
IcTreeNode *ic_tree_forest_insert (IcTreeNode *forest, const IcLabel *label, IcTreeNode **entry);
/* Removes the entry of @label, which must be there. Returns the forest. */
IcTreeNode *ic_tree_forest_remove (IcTreeNode *forest, const IcLabel *label);
/* Marks the way to the entry of @label as changed. */
void ic_tree_forest_touch (IcTreeNode *forest, const IcLabel *label);
void ic_tree_forest_hash (IcTreeNode *forest, guint8 out[IC_HASH_BYTES]);
/* Hash of what stands below an entry's label. */
void ic_tree_entry_hash_content (IcTreeNode *self, guint8 out[IC_HASH_BYTES]);

G_END_DECLS
