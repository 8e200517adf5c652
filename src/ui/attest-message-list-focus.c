/* SPDX-License-Identifier: MIT */
/* The keyboard's focus among rows that come and go. */
#include "config.h"

#include "attest-message-list-private.h"

static GtkWindow *
get_window (AttestMessageList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* A row goes. GTK would give its focus to the first row that it finds, and scroll there: nobody has
 * it until all rows stand. */
void
attest_message_list_release_focus (AttestMessageList *self, AttestMessageRow *row)
{
  GtkWindow *window = get_window (self);
  GtkWidget *focus = window != NULL ? gtk_window_get_focus (window) : NULL;

  if (focus == NULL ||
      (focus != GTK_WIDGET (row) && !gtk_widget_is_ancestor (focus, GTK_WIDGET (row))))
    return;
  gtk_window_set_focus (window, NULL);
  self->focus_lost = TRUE;
}

/* The row at which the person looks gets what another one had to give up, and stays where it is. */
void
attest_message_list_restore_focus (AttestMessageList *self)
{
  GtkWindow *window = get_window (self);
  AttestMessageRow *row = self->anchor;

  if (!self->focus_lost || self->target != NULL || self->rows->len == 0 || window == NULL)
    return;
  self->focus_lost = FALSE;
  if (gtk_window_get_focus (window) != NULL)
    return;
  if (self->stick || row == NULL)
    row = attest_message_list_nth (self, self->rows->len - 1);
  self->adjusting = TRUE;
  gtk_widget_grab_focus (GTK_WIDGET (row));
  self->adjusting = FALSE;
  self->unsettled = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (self->list));
}

/**
 * attest_message_list_grab_focus_newest:
 * @self: the list
 *
 * Focuses the newest message that exists as a row, for F6.
 *
 * Returns: whether something took the focus
 */
gboolean
attest_message_list_grab_focus_newest (AttestMessageList *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_LIST (self), FALSE);

  if (self->rows->len == 0)
    return FALSE;
  return gtk_widget_grab_focus (GTK_WIDGET (attest_message_list_nth (self, self->rows->len - 1)));
}
