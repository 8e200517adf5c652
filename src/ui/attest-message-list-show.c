/* SPDX-License-Identifier: MIT */
/* One message is brought into the middle, and stands out for a moment. */
#include "config.h"

#include "attest-message-list-private.h"

/* Rows above the message that are made before it is shown; there are as many and more below. */
#define ROWS_ABOVE 20
#define FOUND_MS   2000
/* Above a message that is higher than the list. */
#define TOP_MARGIN 24

static AttestMessageRow *
find_row (AttestMessageList *self, ChatMessage *message)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (attest_message_row_get_message (attest_message_list_nth (self, i)) == message)
      return attest_message_list_nth (self, i);
  return NULL;
}

void
attest_message_list_unmark (AttestMessageList *self)
{
  g_clear_handle_id (&self->found_source, g_source_remove);
  if (self->found != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->found), "found");
  self->found = NULL;
}

static gboolean
found_over_cb (gpointer data)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (data);

  self->found_source = 0;
  attest_message_list_unmark (self);
  return G_SOURCE_REMOVE;
}

static void
mark (AttestMessageList *self, AttestMessageRow *row)
{
  attest_message_list_unmark (self);
  self->found = row;
  gtk_widget_add_css_class (GTK_WIDGET (row), "found");
  self->found_source = g_timeout_add (FOUND_MS, found_over_cb, self);
}

void
attest_message_list_cancel_show (AttestMessageList *self)
{
  if (self->target == NULL)
    return;
  g_clear_object (&self->target);
  gtk_widget_set_opacity (GTK_WIDGET (self->list), 1);
}

/* After layout: the message is what the list holds on to. */
void
attest_message_list_place_target (AttestMessageList *self)
{
  AttestMessageRow *row = self->target != NULL ? find_row (self, self->target) : NULL;
  double page = gtk_adjustment_get_page_size (gtk_scrolled_window_get_vadjustment (self->scroller));
  double y;
  double height;

  if (row == NULL || !attest_message_list_get_row_place (self, row, &y, &height))
    return;
  self->anchor = row;
  self->anchor_offset = height + 2 * TOP_MARGIN < page ? (page - height) / 2 : TOP_MARGIN;
}

/* A frame was drawn, and all rows stand. */
void
attest_message_list_finish_show (AttestMessageList *self)
{
  g_autoptr (ChatMessage) message = NULL;
  AttestMessageRow *row;

  if (self->target == NULL || self->sync_wanted || self->unsettled ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  message = g_object_ref (self->target);
  attest_message_list_cancel_show (self);
  row = find_row (self, message);
  if (row == NULL)
    return;
  mark (self, row);
  self->adjusting = TRUE;
  gtk_widget_grab_focus (GTK_WIDGET (row));
  self->adjusting = FALSE;
  /* It may be one of the newest. */
  self->reconsider = TRUE;
  self->unsettled = TRUE;
  self->ends_stale = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (self->list));
}

/**
 * attest_message_list_show_message:
 * @self: the list
 * @position: of a message in the model
 *
 * Brings the message into the middle of what is seen, gives it the focus, and lets it stand out for
 * two seconds.
 */
void
attest_message_list_show_message (AttestMessageList *self, guint position)
{
  g_autoptr (ChatMessage) message = NULL;

  g_return_if_fail (ATTEST_IS_MESSAGE_LIST (self));

  if (self->model != NULL)
    message = g_list_model_get_item (self->model, position);
  if (message == NULL)
    return;
  attest_message_list_unmark (self);
  g_set_object (&self->target, message);
  self->go_newest = FALSE;
  self->fill_around = FALSE;
  attest_message_list_set_stick (self, FALSE);
  if (find_row (self, message) == NULL)
    {
      while (self->rows->len > 0)
        attest_message_list_remove_row (self, self->rows->len - 1);
      self->anchor = NULL;
      self->first = position - MIN (position, ROWS_ABOVE);
      self->last = MIN (self->n_items, self->first + ATTEST_MESSAGE_LIST_PAGE_ROWS);
      /* It would be seen on its way to its place. */
      gtk_widget_set_opacity (GTK_WIDGET (self->list), 0);
    }
  self->unsettled = TRUE;
  attest_message_list_queue_sync (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self->list));
}
