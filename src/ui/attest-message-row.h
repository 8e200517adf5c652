/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-name-marks.h"
#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestMessageRow: one message of a room. Can be bound to another message, so that rows are
 * reused.
 *
 * Actions: "message.copy", "message.quote", "message.details", "message.send-again",
 * "message.toggle-fold", "message.popup-menu", "message.open-link" (string). Signals "send-again",
 * "quote", "details" (ChatMessage *); "fold": the height will change.
 */
#define ATTEST_TYPE_MESSAGE_ROW (attest_message_row_get_type ())
G_DECLARE_FINAL_TYPE (AttestMessageRow, attest_message_row, ATTEST, MESSAGE_ROW, GtkListBoxRow)

GtkWidget *attest_message_row_new (void);
void attest_message_row_set_message (AttestMessageRow *self, ChatMessage *message);
void attest_message_row_set_name_marks (AttestMessageRow *self, AttestNameMarks *marks);
void attest_message_row_refresh_mark (AttestMessageRow *self);
void attest_message_row_popup_menu (AttestMessageRow *self, double x, double y);
ChatMessage *attest_message_row_get_message (AttestMessageRow *self);
void attest_message_row_set_grouped_message (AttestMessageRow *self,
                                             ChatMessage *message,
                                             gboolean continues);
void
attest_message_row_set_grouping (AttestMessageRow *self, gboolean continues, gboolean is_continued);
gboolean attest_message_row_get_continues (AttestMessageRow *self);
const char *attest_message_row_get_label (AttestMessageRow *self);
gboolean attest_message_row_get_folded (AttestMessageRow *self);
GtkWidget *attest_message_row_get_menu (AttestMessageRow *self); /* (nullable), for tests */

G_END_DECLS
