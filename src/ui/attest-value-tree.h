/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-value-node.h"

G_BEGIN_DECLS

/**
 * AttestValueTree: a Candid value as a tree that can be unfolded: names, types and values.
 */
#define ATTEST_TYPE_VALUE_TREE (attest_value_tree_get_type ())
G_DECLARE_FINAL_TYPE (AttestValueTree, attest_value_tree, ATTEST, VALUE_TREE, AdwBin)

GtkWidget *attest_value_tree_new (void);
/* @root (nullable) */
void attest_value_tree_set_root (AttestValueTree *self, AttestValueNode *root);
GListModel *
attest_value_tree_get_rows (AttestValueTree *self); /* of GtkTreeListRow, unfolded ones */

G_END_DECLS
