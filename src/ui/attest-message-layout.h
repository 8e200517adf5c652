/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * AttestMessageLayout: places the parts of a message row, which are the children in this order:
 * picture, author, time, state, text, failure, notice. Two more, the mark of a name and "show
 * more", are made only where they are needed and come after these in any order. Hidden ones take no
 * room.
 */
#define ATTEST_TYPE_MESSAGE_LAYOUT (attest_message_layout_get_type ())
G_DECLARE_FINAL_TYPE (
    AttestMessageLayout, attest_message_layout, ATTEST, MESSAGE_LAYOUT, GtkLayoutManager)

void attest_message_layout_set_own (AttestMessageLayout *self, gboolean own);
void attest_message_layout_set_mark (AttestMessageLayout *self, GtkWidget *mark);
void attest_message_layout_set_more (AttestMessageLayout *self, GtkWidget *more);

G_END_DECLS
