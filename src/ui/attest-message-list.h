/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-name-marks.h"
#include "chat/chat.h"

G_BEGIN_DECLS

/* Rows that exist at once (GTK's work for a frame in which some come in grows with them), and how many
 * there are at first. */
#define ATTEST_MESSAGE_LIST_MAX_ROWS  120
#define ATTEST_MESSAGE_LIST_PAGE_ROWS 50
/* So many come in when the person gets near an end; as many go at the other one, and what is in between
 * is more than a window of 2,000 pixels shows. */
#define ATTEST_MESSAGE_LIST_SLIDE_ROWS 30

/**
 * AttestMessageList: the messages of a room: a sliding window over a GListModel of ChatMessage
 * (oldest first), or over a ChatPaged, which it moves. Stays at the newest message while the person
 * is there, and keeps still otherwise.
 *
 * Properties: "at-newest", "n-new" (messages that came while the person read older ones; notify).
 * Actions: "list.jump-to-newest". Signals "send-again", "quote", "details" (ChatMessage *).
 */
#define ATTEST_TYPE_MESSAGE_LIST (attest_message_list_get_type ())
G_DECLARE_FINAL_TYPE (AttestMessageList, attest_message_list, ATTEST, MESSAGE_LIST, GtkWidget)

GtkWidget *attest_message_list_new (void);
void attest_message_list_set_model (AttestMessageList *self, GListModel *model);
void attest_message_list_set_clock (AttestMessageList *self, IcClock *clock);
void attest_message_list_set_own_name (AttestMessageList *self, const char *name);
AttestNameMarks *attest_message_list_get_name_marks (AttestMessageList *self);
void attest_message_list_set_unread_position (AttestMessageList *self, guint count);
void attest_message_list_set_away (AttestMessageList *self, gboolean away);
/* Whether what stood before the first message is kept. */
void attest_message_list_set_keeps_history (AttestMessageList *self, gboolean keeps_history);
void attest_message_list_note_added (AttestMessageList *self, ChatMessage *message);
void attest_message_list_show_message (AttestMessageList *self, guint position);
void attest_message_list_jump_to_newest (AttestMessageList *self);
gboolean attest_message_list_get_at_newest (AttestMessageList *self);
guint attest_message_list_get_n_new (AttestMessageList *self);
gboolean attest_message_list_grab_focus_newest (AttestMessageList *self);

/* For tests. */
guint attest_message_list_get_n_rows (AttestMessageList *self);
guint attest_message_list_get_first (AttestMessageList *self);
GtkWidget *attest_message_list_get_row (AttestMessageList *self, guint index);
GtkAdjustment *attest_message_list_get_adjustment (AttestMessageList *self);
gboolean attest_message_list_is_settled (AttestMessageList *self);

G_END_DECLS
