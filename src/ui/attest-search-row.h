/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "chat/chat-history.h"

G_BEGIN_DECLS

/**
 * AttestSearchRow: a message that was found: who, when, and a line around the hit.
 */
#define ATTEST_TYPE_SEARCH_ROW (attest_search_row_get_type ())
G_DECLARE_FINAL_TYPE (AttestSearchRow, attest_search_row, ATTEST, SEARCH_ROW, GtkListBoxRow)

GtkWidget *attest_search_row_new (const ChatHistoryHit *hit, guint64 now_ns);
gint64 attest_search_row_get_id (AttestSearchRow *self);
const char *attest_search_row_get_label (AttestSearchRow *self);

G_END_DECLS
