/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic/ic.h"

G_BEGIN_DECLS

/**
 * IcwsTreeItem: one node of a hash tree, for display: what it is, its label or value in words, its
 * hash, and whether it lies on the path that proves something. Forks are not shown: a label stands
 * under the label above it, as in the path; what was pruned stands beside them as a hash.
 */
#define ICWS_TYPE_TREE_ITEM (icws_tree_item_get_type ())
G_DECLARE_FINAL_TYPE (IcwsTreeItem, icws_tree_item, ICWS, TREE_ITEM, GObject)

/* The root of @tree. @path: what it proves: the nodes on it are marked. */
IcwsTreeItem *icws_tree_item_new (IcHashTree *tree, const IcLabel *path, gsize n_labels);

IcNodeType
icws_tree_item_get_node_type (IcwsTreeItem *self);        /* labeled, leaf or pruned; fork: root */
const char *icws_tree_item_get_text (IcwsTreeItem *self); /* label or value, readable */
const char *icws_tree_item_get_hash (IcwsTreeItem *self); /* hex */
gboolean icws_tree_item_get_on_path (IcwsTreeItem *self);
/* (transfer full) (nullable): a GListModel of IcwsTreeItem; NULL: nothing below. */
GListModel *icws_tree_item_dup_children (IcwsTreeItem *self);

/* Bytes for people: text in quotes if it is text, a principal if the label is one, else hex, cut off
 * after some. (transfer full) */
char *icws_tree_item_format_bytes (gconstpointer bytes, gsize len);

G_END_DECLS
