/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-message-layout.h"
#include "attest-message-row.h"

G_BEGIN_DECLS

struct _AttestMessageRow
{
  GtkListBoxRow parent_instance;

  ChatMessage *message;
  AttestNameMarks *marks; /* (nullable) */
  char *author_class;
  char *accessible_label;
  char *mark_words; /* (nullable): what is said about the author's name */

  GtkWidget *body;
  GtkWidget *failure;
  AttestMessageLayout *layout;
  AdwAvatar *avatar;
  GtkLabel *author;
  GtkLabel *notice;
  GtkLabel *text;
  GtkLabel *time;
  GtkImage *state;
  GtkWidget *mark; /* (nullable): made when it is first needed, as are the next two */
  GtkWidget *more; /* (nullable) */
  GtkWidget *menu; /* (nullable) */

  guint continues : 1;
  guint is_continued : 1;
  guint author_stale : 1; /* the author's parts are hidden and those of another message */
  guint failed : 1;
  guint folded : 1; /* only the beginning of the text is shown */
};

static inline gboolean
attest_message_row_is_text (AttestMessageRow *self)
{
  return self->message != NULL && chat_message_get_kind (self->message) == CHAT_MESSAGE_TEXT;
}

char *attest_message_row_dup_text (AttestMessageRow *self);
void attest_message_row_update_label (AttestMessageRow *self);

/* attest-message-row-text.c: what was said, folded, and what is said about who said it */
void attest_message_row_update_text (AttestMessageRow *self);
void attest_message_row_show_mark (AttestMessageRow *self, gboolean shown);
void attest_message_row_toggle_fold (AttestMessageRow *self);

/* attest-message-row-menu.c: what can be done with a message */
void attest_message_row_class_install_actions (GtkWidgetClass *widget_class);
void attest_message_row_init_menu (AttestMessageRow *self);
void attest_message_row_close_menu (AttestMessageRow *self);
void attest_message_row_emit_send_again (AttestMessageRow *self);
void attest_message_row_emit_quote (AttestMessageRow *self);
void attest_message_row_emit_details (AttestMessageRow *self);
void attest_message_row_emit_fold (AttestMessageRow *self);

G_END_DECLS
