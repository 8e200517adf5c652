/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-message-list-private.h"

/* Closer than this to an end of the window, the next page comes in. */
#define PAGE_MARGIN  400
#define STICK_MARGIN 2.0
/* The window while more comes in than is made: what somebody at the end could see. */
#define FLOOD_ROWS (2 * ATTEST_MESSAGE_LIST_PAGE_ROWS)

/* Where a row stands in what is scrolled, without the day above it; FALSE if it has no place
 * yet. */
gboolean
attest_message_list_get_row_place (AttestMessageList *self,
                                   AttestMessageRow *row,
                                   double *y,
                                   double *height)
{
  graphene_rect_t bounds;

  if (gtk_widget_get_height (GTK_WIDGET (row)) == 0 ||
      !gtk_widget_compute_bounds (GTK_WIDGET (row), gtk_widget_get_parent (GTK_WIDGET (self->list)),
                                  &bounds))
    return FALSE;
  *y = bounds.origin.y;
  *height = bounds.size.height;
  return TRUE;
}

static void
remember_anchor (AttestMessageList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double value = gtk_adjustment_get_value (adjustment);

  self->anchor = NULL;
  for (guint i = 0; i < self->rows->len; i++)
    {
      double y;
      double height;

      if (attest_message_list_get_row_place (self, attest_message_list_nth (self, i), &y,
                                             &height) &&
          y + height > value)
        {
          self->anchor = attest_message_list_nth (self, i);
          self->anchor_offset = y - value;
          return;
        }
    }
}

/* The anchor's row goes: the row at @index is one instead, where it stands. */
void
attest_message_list_move_anchor (AttestMessageList *self, guint index)
{
  AttestMessageRow *row = index < self->rows->len ? attest_message_list_nth (self, index) : NULL;
  double old_y;
  double y;
  double height;

  if (row != NULL && attest_message_list_get_row_place (self, self->anchor, &old_y, &height) &&
      attest_message_list_get_row_place (self, row, &y, &height))
    {
      self->anchor = row;
      self->anchor_offset += y - old_y;
    }
  else
    self->anchor = NULL;
}

void
attest_message_list_set_stick (AttestMessageList *self, gboolean stick)
{
  if (self->stick == !!stick)
    return;
  self->stick = !!stick;
  if (stick && self->n_new > 0)
    {
      self->n_new = 0;
      g_object_notify (G_OBJECT (self), "n-new");
    }
  gtk_revealer_set_reveal_child (self->jump_revealer, !stick);
  gtk_revealer_set_transition_type (self->jump_revealer, GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  g_object_notify (G_OBJECT (self), "at-newest");
}

static gboolean
is_at_end (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >=
         gtk_adjustment_get_upper (adjustment) - STICK_MARGIN;
}

static gboolean
is_at_newest (AttestMessageList *self)
{
  return !self->has_newer && self->last == self->n_items &&
         is_at_end (gtk_scrolled_window_get_vadjustment (self->scroller));
}

static void
apply_position (AttestMessageList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double y;
  double height;

  self->adjusting = TRUE;
  if (self->stick)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  else if (self->anchor != NULL &&
           attest_message_list_get_row_place (self, self->anchor, &y, &height))
    gtk_adjustment_set_value (adjustment, y - self->anchor_offset);
  self->adjusting = FALSE;
}

/* Runs after GTK has laid out, in the same frame. What changes here is laid out again before
 * anything is drawn, so nobody sees the list at the wrong place. (In the adjustment's own
 * signals, which come in the middle of an allocation, GTK would forget the change.) */
void
attest_message_list_hold_position (AttestMessageList *self)
{
  if (!self->unsettled)
    return;
  self->unsettled = FALSE;
  attest_message_list_place_target (self);
  apply_position (self);
  if (self->reconsider)
    {
      self->reconsider = FALSE;
      attest_message_list_set_stick (self, is_at_newest (self));
    }
}

/**
 * attest_message_list_hold_row:
 * @row: a row whose height is about to change because the person wants it
 *
 * It stays where it is, also at the newest message: the person reads on from there. Its beginning
 * comes into sight if it gets shorter.
 */
void
attest_message_list_hold_row (AttestMessageList *self, AttestMessageRow *row)
{
  double y;
  double height;

  if (!attest_message_list_get_row_place (self, row, &y, &height))
    return;
  attest_message_list_set_stick (self, FALSE);
  self->anchor = row;
  self->anchor_offset = y - gtk_adjustment_get_value (
                                gtk_scrolled_window_get_vadjustment (self->scroller));
  if (!attest_message_row_get_folded (row))
    self->anchor_offset = MAX (self->anchor_offset, 0);
  self->reconsider = TRUE;
  self->unsettled = TRUE;
}

void
attest_message_list_sizes_changed (GtkAdjustment *adjustment, AttestMessageList *self)
{
  self->known_upper = gtk_adjustment_get_upper (adjustment);
  self->known_page_size = gtk_adjustment_get_page_size (adjustment);
  self->unsettled = TRUE;
}

/* Whether sizes have changed and the position is not yet held: the value may have given way to
 * the new size, and is not where the person went. GTK tells of the value first and of the sizes
 * later. */
static gboolean
is_unsettled (AttestMessageList *self, GtkAdjustment *adjustment)
{
  return self->unsettled || self->known_upper != gtk_adjustment_get_upper (adjustment) ||
         self->known_page_size != gtk_adjustment_get_page_size (adjustment);
}

void
attest_message_list_load_page_if_near_end (AttestMessageList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double value = gtk_adjustment_get_value (adjustment);
  double below = gtk_adjustment_get_upper (adjustment) - value -
                 gtk_adjustment_get_page_size (adjustment);

  /* One page at a time: the next one when this one stands. */
  if (self->sync_wanted)
    return;
  if (value < PAGE_MARGIN && self->first > 0)
    {
      self->first -= MIN (self->first, ATTEST_MESSAGE_LIST_SLIDE_ROWS);
      self->last = MIN (self->last, self->first + ATTEST_MESSAGE_LIST_MAX_ROWS);
      attest_message_list_queue_sync (self);
    }
  else if (below < PAGE_MARGIN && self->last < self->n_items)
    {
      self->last = MIN (self->n_items, self->last + ATTEST_MESSAGE_LIST_SLIDE_ROWS);
      if (self->last - self->first > ATTEST_MESSAGE_LIST_MAX_ROWS)
        self->first = self->last - ATTEST_MESSAGE_LIST_MAX_ROWS;
      attest_message_list_queue_sync (self);
    }
  attest_message_list_ask_at_ends (self, value < PAGE_MARGIN, below < PAGE_MARGIN);
}

/* The rows from the first unread message on stand: now what comes before it. */
void
attest_message_list_fill_around (AttestMessageList *self)
{
  if (self->rows->len == 0 || self->unsettled ||
      gtk_widget_get_height (GTK_WIDGET (attest_message_list_nth (self, 0))) == 0)
    return;
  self->fill_around = FALSE;
  attest_message_list_set_stick (self, is_at_newest (self));
  remember_anchor (self);
  attest_message_list_load_page_if_near_end (self);
}

/* Who leaves the end in a flood may come to rows that were kept only because there were no others:
 * the window goes where the person is. */
static void
move_window_to_anchor (AttestMessageList *self)
{
  ChatMessage *message;

  if (self->anchor == NULL)
    return;
  message = attest_message_row_get_message (self->anchor);
  for (guint i = self->last; i > 0; i--)
    {
      g_autoptr (ChatMessage) item = g_list_model_get_item (self->model, i - 1);

      if (item != message)
        continue;
      if (i > self->first)
        return;
      self->first = i - MIN (i, ATTEST_MESSAGE_LIST_PAGE_ROWS);
      self->last = MIN (self->n_items, self->first + ATTEST_MESSAGE_LIST_MAX_ROWS);
      return;
    }
}

void
attest_message_list_scrolled (GtkAdjustment *adjustment, AttestMessageList *self)
{
  gboolean followed;

  if (self->adjusting || self->target != NULL || is_unsettled (self, adjustment))
    return;
  followed = self->stick;
  attest_message_list_set_stick (self, is_at_newest (self));
  remember_anchor (self);
  if (followed && !self->stick && self->sync_wanted)
    move_window_to_anchor (self);
  attest_message_list_load_page_if_near_end (self);
}

void
attest_message_list_show_newest (AttestMessageList *self)
{
  self->last = self->n_items;
  self->first = MIN (self->first, self->last);
  if (self->last - self->first > ATTEST_MESSAGE_LIST_MAX_ROWS)
    self->first = self->last - ATTEST_MESSAGE_LIST_MAX_ROWS;
  if (self->last - self->first > MAX (FLOOD_ROWS, self->rows->len + ATTEST_MESSAGE_LIST_PAGE_ROWS))
    self->first = self->last - FLOOD_ROWS;
  else if (self->last < self->first + ATTEST_MESSAGE_LIST_PAGE_ROWS)
    self->first = self->last - MIN (self->last, ATTEST_MESSAGE_LIST_PAGE_ROWS);
  attest_message_list_queue_sync (self);
}

static void
count_new (AttestMessageList *self, guint position, guint added)
{
  guint count = 0;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (self->model, i);

      if (chat_message_get_kind (message) == CHAT_MESSAGE_TEXT && !chat_message_is_own (message))
        count++;
    }
  if (count == 0)
    return;
  self->n_new += count;
  g_object_notify (G_OBJECT (self), "n-new");
}

void
attest_message_list_items_changed (AttestMessageList *self,
                                   guint position,
                                   guint removed,
                                   guint added)
{
  guint before = self->n_items;
  gboolean appended = position == before;
  gboolean at_tail = self->last == before;

  self->n_items = before - removed + added;
  self->purge |= removed > 0;
  if (before == removed) /* nothing is left of where the person was */
    attest_message_list_set_stick (self, self->paged == NULL || self->go_newest ||
                                             !chat_paged_has_newer (self->paged));
  if (self->paged != NULL)
    {
      self->headers_stale = TRUE;
      self->ends_stale = TRUE;
      self->loading_older = FALSE;
    }
  else if (appended)
    {
      attest_message_list_note_unread (self, position, added);
      if (!self->stick)
        count_new (self, position, added);
    }

  if (self->stick)
    {
      if (position + removed <= self->first)
        self->first = self->first - removed + added;
      attest_message_list_show_newest (self);
      return;
    }
  if (position + removed <= self->first && position < self->last)
    {
      self->first = self->first - removed + added;
      self->last = self->last - removed + added;
    }
  else if (position < self->last || (appended && at_tail))
    {
      guint end = MAX (self->last, position + removed);

      self->first = MIN (self->first, position);
      self->last = MIN (end - removed + added, self->first + ATTEST_MESSAGE_LIST_MAX_ROWS);
    }
  self->last = MIN (self->last, self->n_items);
  self->first = MIN (self->first, self->last);
  attest_message_list_queue_sync (self);
}
