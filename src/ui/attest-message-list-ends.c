/* SPDX-License-Identifier: MIT */
/* The ends of a model that holds a part of a longer list: pages come in when the person is near, and
 * "the newest" is only where the model has the newest. */
#include "config.h"

#include "attest-message-list-private.h"

static void
ends_changed_cb (AttestMessageList *self)
{
  gboolean had_newer = self->has_newer;

  self->has_older = chat_paged_has_older (self->paged);
  self->has_newer = chat_paged_has_newer (self->paged);
  self->loading_older = FALSE;
  self->headers_stale = TRUE;
  self->ends_stale = TRUE;
  if (self->has_newer)
    attest_message_list_set_stick (self, FALSE);
  else if (self->go_newest)
    attest_message_list_jump_to_newest (self);
  else if (had_newer)
    {
      /* Who has come to the end of what there was may be at the newest message now. */
      self->reconsider = TRUE;
      self->unsettled = TRUE;
      gtk_widget_queue_allocate (GTK_WIDGET (self->list));
    }
  attest_message_list_queue_sync (self);
}

/* The model is another one. */
void
attest_message_list_bind_ends (AttestMessageList *self)
{
  self->paged = CHAT_IS_PAGED (self->model) ? CHAT_PAGED (self->model) : NULL;
  self->has_older = self->paged != NULL && chat_paged_has_older (self->paged);
  self->has_newer = self->paged != NULL && chat_paged_has_newer (self->paged);
  self->loading_older = FALSE;
  self->go_newest = FALSE;
  self->ends_stale = self->paged != NULL;
  if (self->paged != NULL)
    g_signal_connect_object (self->paged, "ends-changed", G_CALLBACK (ends_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

/* A page before it is needed: while the rows of the last one are still made. */
void
attest_message_list_ask_at_ends (AttestMessageList *self, gboolean above, gboolean below)
{
  if (self->paged == NULL)
    return;
  if (above && self->has_older && self->first < ATTEST_MESSAGE_LIST_PAGE_ROWS)
    {
      if (!self->loading_older && self->first == 0)
        {
          self->headers_stale = TRUE;
          attest_message_list_queue_sync (self);
        }
      self->loading_older = TRUE;
      chat_paged_load_older (self->paged);
    }
  if (below && self->has_newer && self->n_items - self->last < ATTEST_MESSAGE_LIST_PAGE_ROWS)
    chat_paged_load_newer (self->paged);
}

/* The rows stand: what came in may still not be enough, and nobody scrolls where all of it is in
 * sight. */
void
attest_message_list_consider_ends (AttestMessageList *self)
{
  if (!self->ends_stale || self->sync_wanted || self->unsettled || self->rows->len == 0 ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->ends_stale = FALSE;
  attest_message_list_load_page_if_near_end (self);
}

/* Returns: whether the newest page is on its way, and jump_to_newest comes again with it */
gboolean
attest_message_list_ask_for_newest (AttestMessageList *self)
{
  if (!self->has_newer)
    {
      self->go_newest = FALSE;
      return FALSE;
    }
  self->go_newest = TRUE;
  chat_paged_load_newest (self->paged);
  return TRUE;
}

/**
 * attest_message_list_set_keeps_history:
 * @self: the list
 * @keeps_history: whether the room keeps what is said; decides what is said above the first message
 */
void
attest_message_list_set_keeps_history (AttestMessageList *self, gboolean keeps_history)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_LIST (self));

  if (self->keeps_history == !!keeps_history)
    return;
  self->keeps_history = !!keeps_history;
  gtk_list_box_invalidate_headers (self->list);
}
