/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-hash-tree.h"
#include "ic/ic-request-id.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NetTree: a labelled tree of the local network: the state tree of a subnet, or the certified
 * messages of a canister. Each level is a balanced search tree that caches its hashes, so that a
 * change costs O(log n) even with thousands of queued messages. It is written apart from ic's tree
 * builder on purpose: the reader of `ic` meets trees of another writer and another shape.
 */
typedef struct _NetTree NetTree;

NetTree *net_tree_new (void);
void net_tree_free (NetTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetTree, net_tree_free)

void
net_tree_set (NetTree *self, const IcLabel *path, gsize n_labels, gconstpointer value, gsize len);
void net_tree_set_text (NetTree *self, const IcLabel *path, gsize n_labels, const char *value);
void net_tree_set_nat (NetTree *self, const IcLabel *path, gsize n_labels, guint64 value);
gboolean net_tree_remove (NetTree *self, const IcLabel *path, gsize n_labels);
gboolean net_tree_is_empty (NetTree *self);
void net_tree_get_hash (NetTree *self, guint8 out[IC_HASH_BYTES]);
/* The hash of a tree that holds only @self below @label. */
void net_tree_get_labeled_hash (NetTree *self, const char *label, guint8 out[IC_HASH_BYTES]);

/* Appends @self as CBOR (no tag), with everything pruned that none of @paths reveals. A path
 * (GPtrArray of GBytes) reveals a leaf or a whole subtree; one that is absent reveals its
 * neighbours, which proves the absence. */
void net_tree_put_witness (NetTree *self, GPtrArray *paths, GByteArray *out);

/* A path for net_tree_put_witness(). (transfer full) */
GPtrArray *net_path_new (const IcLabel *labels, gsize n_labels);
GPtrArray *net_paths_new (void);

G_END_DECLS
