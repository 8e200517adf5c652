/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-request-id.h"
#include <cbor.h>

G_BEGIN_DECLS

/* Path and nesting limits: mainnet trees are below 64 deep. */
#define IC_HASH_TREE_MAX_DEPTH 128

typedef enum
{
  IC_LOOKUP_FOUND,
  IC_LOOKUP_ABSENT,  /* the tree proves that there is no such path */
  IC_LOOKUP_UNKNOWN, /* pruned: the tree proves nothing about it */
  IC_LOOKUP_ERROR    /* a subtree where a leaf is wanted (through a leaf: absent, as in the spec) */
} IcLookupStatus;

typedef enum
{
  IC_NODE_EMPTY = 0,
  IC_NODE_FORK = 1,
  IC_NODE_LABELED = 2,
  IC_NODE_LEAF = 3,
  IC_NODE_PRUNED = 4
} IcNodeType;

/**
 * IcHashTree: an immutable, reference-counted hash tree (interface spec, "Certificate"). Node
 * pointers are borrowed and live as long as a reference to the tree. Thread-safe once made.
 */
typedef struct _IcHashTree IcHashTree;
typedef struct _IcHashTreeNode IcHashTreeNode;

/* Bytes with or without self-describe tag. Labels must be well-formed, forks of labels in order. */
IcHashTree *ic_hash_tree_decode (gconstpointer bytes, gsize len, GError **error);
IcHashTree *ic_hash_tree_decode_item (cbor_item_t *item, GError **error);
IcHashTree *ic_hash_tree_ref (IcHashTree *self);
void ic_hash_tree_unref (IcHashTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcHashTree, ic_hash_tree_unref)

void ic_hash_tree_get_root_hash (IcHashTree *self, guint8 out[IC_HASH_BYTES]); /* cached */
const IcHashTreeNode *ic_hash_tree_get_root (IcHashTree *self);

typedef struct
{
  gconstpointer bytes;
  gsize len;
} IcLabel;
#define IC_LABEL(text)       ((IcLabel){ (text), sizeof (text) - 1 })
#define IC_LABEL_BYTES(p, n) ((IcLabel){ (p), (n) })

/* Looks a leaf up. @value and @value_len are borrowed from the tree. */
IcLookupStatus ic_hash_tree_lookup (
    IcHashTree *self, const IcLabel *path, gsize n_labels, const guint8 **value, gsize *value_len);
/* The same for a subtree. */
IcLookupStatus ic_hash_tree_lookup_node (IcHashTree *self,
                                         const IcLabel *path,
                                         gsize n_labels,
                                         const IcHashTreeNode **node);
/* The labels at the top of the subtree @node, in order; the callback gets each and what is below it. */
typedef void (*IcHashTreeChildFunc) (const guint8 *label,
                                     gsize len,
                                     const IcHashTreeNode *child,
                                     gpointer user_data);
void ic_hash_tree_node_foreach_child (const IcHashTreeNode *node,
                                      IcHashTreeChildFunc func,
                                      gpointer data);

/* To walk and show a tree. */
IcNodeType ic_hash_tree_node_get_type (const IcHashTreeNode *node);
const guint8 *ic_hash_tree_node_get_bytes (const IcHashTreeNode *node,
                                           gsize *len); /* label or leaf or hash */
const IcHashTreeNode *
ic_hash_tree_node_get_left (const IcHashTreeNode *node); /* fork: left; labeled: child */
const IcHashTreeNode *ic_hash_tree_node_get_right (const IcHashTreeNode *node);
void ic_hash_tree_node_get_hash (const IcHashTreeNode *node, guint8 out[IC_HASH_BYTES]);

/**
 * IcTreeBuilder: a mutable labelled tree that makes full or pruned hash trees: for the local network
 * and for tests. Children are kept sorted; a node has either a value or children.
 */
typedef struct _IcTreeBuilder IcTreeBuilder;
IcTreeBuilder *ic_tree_builder_new (void);
void ic_tree_builder_free (IcTreeBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcTreeBuilder, ic_tree_builder_free)
void ic_tree_builder_set (
    IcTreeBuilder *self, const IcLabel *path, gsize n_labels, gconstpointer value, gsize len);
void ic_tree_builder_remove (IcTreeBuilder *self, const IcLabel *path, gsize n_labels);
void ic_tree_builder_get_root_hash (IcTreeBuilder *self, guint8 out[IC_HASH_BYTES]);
/* Marks a path (leaf or whole subtree) to be revealed by the next ic_tree_builder_witness(). A path
 * that is absent reveals its neighbours, so that absence is proved. */
void ic_tree_builder_reveal (IcTreeBuilder *self, const IcLabel *path, gsize n_labels);
/* CBOR (no tag) of the tree with everything unrevealed pruned; forgets the marks. (transfer full) */
GBytes *ic_tree_builder_witness (IcTreeBuilder *self);

G_END_DECLS
