/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"

G_BEGIN_DECLS

/* Fields of one value that are shown; how many more there are is told. */
#define ATTEST_VALUE_MAX_CHILDREN 200
/* Levels. */
#define ATTEST_VALUE_MAX_DEPTH 32

/**
 * AttestValueNode: a place in a Candid value: its name, its type, and what stands there; and a
 * GListModel of the places within, made when it is first asked for.
 */
#define ATTEST_TYPE_VALUE_NODE (attest_value_node_get_type ())
G_DECLARE_FINAL_TYPE (AttestValueNode, attest_value_node, ATTEST, VALUE_NODE, GObject)

/* @type (nullable): for the names */
AttestValueNode *attest_value_node_new (IcCandidValue *value, IcCandidType *type);
/* From a value on lines of its own, with two spaces for each level: chat_message_get_details(). */
AttestValueNode *attest_value_node_new_for_text (const char *text);
/* All are fit to be shown, and never NULL. */
const char *attest_value_node_get_name (AttestValueNode *self);
const char *attest_value_node_get_type_name (AttestValueNode *self);
const char *attest_value_node_get_text (AttestValueNode *self);
/* (transfer full) (nullable): NULL if there is nothing within */
GListModel *attest_value_node_dup_children (AttestValueNode *self);

G_END_DECLS
