/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-cbor-cursor.h"
#include "ic-hash-tree.h"

G_BEGIN_DECLS

/* Longer than any tree we have reason to read: the certificate of a whole subnet has some 500 nodes,
 * a witness for 50 messages some 1,500. */
#define IC_HASH_TREE_MAX_NODES 100000

/* One node. All nodes of a tree stand in one array in preorder, so that the left (or only) child of a
 * node is the next one, the right child the one after the left child's span. */
struct _IcHashTreeNode
{
  const guint8 *bytes; /* label, leaf or pruned hash, in the tree's copy of the input */
  guint32 len;
  guint32 span; /* nodes of this subtree, itself counted */
  IcNodeType type;
  guint8 hash[IC_HASH_BYTES];
};

/* The tree, its nodes and its copy of the bytes are one block. */
struct _IcHashTree
{
  gatomicrefcount ref_count;
  guint32 n_nodes;
  IcHashTreeNode nodes[];
};

/* Reads one tree (no tag) and moves @cursor past it. */
IcHashTree *ic_hash_tree_read (IcCborCursor *cursor, GError **error);

/* Hashes of the five kinds of node (interface spec, "Certificate"). */
void ic_hash_tree_hash_empty (guint8 out[IC_HASH_BYTES]);
void ic_hash_tree_hash_leaf (gconstpointer value, gsize len, guint8 out[IC_HASH_BYTES]);
void ic_hash_tree_hash_labeled (gconstpointer label,
                                gsize len,
                                const guint8 child[IC_HASH_BYTES],
                                guint8 out[IC_HASH_BYTES]);
void ic_hash_tree_hash_fork (const guint8 left[IC_HASH_BYTES],
                             const guint8 right[IC_HASH_BYTES],
                             guint8 out[IC_HASH_BYTES]);

/* Byte order, a prefix before what it begins. */
int ic_label_compare (gconstpointer a, gsize a_len, gconstpointer b, gsize b_len);

G_END_DECLS
