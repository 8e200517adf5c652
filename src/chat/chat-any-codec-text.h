/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-candid.h"

G_BEGIN_DECLS

/* Of one summary, and of one description; what is longer ends with an ellipsis. */
#define CHAT_VALUE_MAX_SUMMARY_BYTES     300
#define CHAT_VALUE_MAX_DESCRIPTION_BYTES (64 * 1024)

/* A value for people to read: on one line, and as a tree with a line for each field. @type (nullable)
 * gives the names. (transfer full) */
char *chat_value_summarize (IcCandidValue *value, IcCandidType *type);
char *chat_value_describe (IcCandidValue *value, IcCandidType *type);
/* Name of field or tag @id of a record or variant, else its number. (transfer full) */
char *chat_value_dup_label (IcCandidType *type, guint32 id);
/* (nullable): well-known names, where a message carries numbers only. */
const char *chat_value_guess_name (guint32 id);

G_END_DECLS
