/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-message-list-private.h"

/* Rows that are made between two frames: about 2 ms, and as much again when they are laid out. */
#define ROWS_PER_FRAME 6
/* More than the day and the line above a row take. */
#define UNREAD_OFFSET 200

static void
send_again_cb (AttestMessageList *self, ChatMessage *message)
{
  g_signal_emit_by_name (self, "send-again", message);
}

static void
quote_cb (AttestMessageList *self, ChatMessage *message)
{
  g_signal_emit_by_name (self, "quote", message);
}

static void
details_cb (AttestMessageList *self, ChatMessage *message)
{
  g_signal_emit_by_name (self, "details", message);
}

static AttestMessageRow *
create_row (AttestMessageList *self)
{
  AttestMessageRow *row = g_object_ref_sink (ATTEST_MESSAGE_ROW (attest_message_row_new ()));

  attest_message_row_set_name_marks (row, self->marks);
  g_signal_connect_object (row, "send-again", G_CALLBACK (send_again_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "quote", G_CALLBACK (quote_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "details", G_CALLBACK (details_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "fold", G_CALLBACK (attest_message_list_hold_row), self,
                           G_CONNECT_SWAPPED);
  return row;
}

/* A row for @message, grouped with the message of the row above, if any. */
static AttestMessageRow *
take_row (AttestMessageList *self, ChatMessage *message, AttestMessageRow *above)
{
  ChatMessage *previous = above != NULL ? attest_message_row_get_message (above) : NULL;
  AttestMessageRow *row;

  if (self->spares->len > 0)
    row = g_ptr_array_steal_index (self->spares, self->spares->len - 1);
  else
    row = create_row (self);
  attest_message_row_set_grouped_message (
      row, message, previous != NULL && chat_message_groups_with (message, previous));
  return row;
}

static void
insert_row (AttestMessageList *self, guint index, ChatMessage *message)
{
  AttestMessageRow *above = index > 0 ? attest_message_list_nth (self, index - 1) : NULL;
  g_autoptr (AttestMessageRow) row = take_row (self, message, above);

  g_ptr_array_insert (self->rows, (int)index, row);
  gtk_list_box_insert (self->list, GTK_WIDGET (row), (int)index);
}

void
attest_message_list_remove_row (AttestMessageList *self, guint index)
{
  AttestMessageRow *row = g_object_ref (attest_message_list_nth (self, index));

  attest_message_list_release_focus (self, row);
  if (self->found == row)
    attest_message_list_unmark (self);
  if (self->anchor == row)
    attest_message_list_move_anchor (self, index + 1);
  g_ptr_array_remove_index (self->rows, index);
  gtk_list_box_remove (self->list, GTK_WIDGET (row));
  if (self->spares->len < ATTEST_MESSAGE_LIST_PAGE_ROWS)
    g_ptr_array_add (self->spares, row);
  else
    g_object_unref (row);
}

ChatMessage *
attest_message_list_get_item_above (AttestMessageList *self)
{
  guint position = self->first + self->n_missing;

  if (position == 0 || position > g_list_model_get_n_items (self->model))
    return NULL;
  return g_list_model_get_item (self->model, position - 1);
}

static void
update_grouping (AttestMessageList *self)
{
  ChatMessage *previous = NULL;
  g_autoptr (ChatMessage) before = NULL;

  before = attest_message_list_get_item_above (self);
  previous = before;
  for (guint i = 0; i < self->rows->len; i++)
    {
      ChatMessage *message = attest_message_row_get_message (attest_message_list_nth (self, i));
      ChatMessage *next = i + 1 < self->rows->len ? attest_message_row_get_message (
                                                        attest_message_list_nth (self, i + 1))
                                                  : NULL;

      attest_message_row_set_grouping (attest_message_list_nth (self, i),
                                       previous != NULL &&
                                           chat_message_groups_with (message, previous),
                                       next != NULL && chat_message_groups_with (next, message));
      previous = message;
    }
}

static gboolean
is_wanted (GHashTable *wanted, AttestMessageRow *row)
{
  return g_hash_table_contains (wanted, attest_message_row_get_message (row));
}

/* Rows above those that are there are made from the nearest on upwards, so that nothing comes in
 * between two rows that somebody sees. Returns how many were made. */
static guint
fill_above (AttestMessageList *self, GPtrArray *items, guint budget)
{
  guint made = 0;
  guint position = self->n_missing;

  while (position > 0 && made < budget)
    {
      self->n_missing = --position;
      insert_row (self, 0, g_ptr_array_index (items, position));
      made++;
    }
  return made;
}

/* How many messages of the window come before the first row. */
static guint
count_missing (AttestMessageList *self, GPtrArray *items)
{
  guint position = 0;

  if (self->rows->len == 0 ||
      !g_ptr_array_find (items, attest_message_row_get_message (attest_message_list_nth (self, 0)),
                         &position))
    return 0;
  return position;
}

/* Removes the row of @message if it is one of [from, to): it was moved in the model. */
static gboolean
remove_moved (AttestMessageList *self, ChatMessage *message, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    if (attest_message_row_get_message (attest_message_list_nth (self, i)) == message)
      {
        attest_message_list_remove_row (self, i);
        return TRUE;
      }
  return FALSE;
}

/* For somebody who reads older messages: what is missing above comes first, which would be a gap
 * there. */
static guint
fill_downwards (AttestMessageList *self, GPtrArray *items, guint budget)
{
  guint made = fill_above (self, items, budget);

  for (guint i = 0; i < items->len && self->n_missing == 0; i++)
    {
      ChatMessage *message = g_ptr_array_index (items, i);

      if (i < self->rows->len &&
          attest_message_row_get_message (attest_message_list_nth (self, i)) == message)
        continue;
      if (made == budget)
        return made;
      remove_moved (self, message, i + 1, self->rows->len);
      insert_row (self, i, message);
      made++;
    }
  return made;
}

/* For somebody at the newest message: that one comes first. What a flood pushes out of the
 * window before its turn comes is never made. */
static guint
fill_upwards (AttestMessageList *self, GPtrArray *items, guint budget)
{
  guint made = 0;
  guint index = self->rows->len;

  for (guint i = items->len; i > 0; i--)
    {
      ChatMessage *message = g_ptr_array_index (items, i - 1);

      if (index > 0 &&
          attest_message_row_get_message (attest_message_list_nth (self, index - 1)) == message)
        {
          index--;
          continue;
        }
      if (made == budget)
        break;
      if (remove_moved (self, message, 0, index))
        index--;
      insert_row (self, index, message);
      made++;
    }
  self->n_missing = count_missing (self, items);
  return made;
}

/* Removes the rows that are not in the window. In a flood some of them stay until there are
 * others, or there would be nothing to see. Returns how many went. */
static guint
remove_unwanted (AttestMessageList *self, GHashTable *wanted, guint budget)
{
  guint n_wanted = 0;
  guint removed = 0;
  guint kept = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n_wanted += is_wanted (wanted, attest_message_list_nth (self, i));
  if (self->stick && !self->purge && g_hash_table_size (wanted) > n_wanted + budget &&
      n_wanted < ATTEST_MESSAGE_LIST_PAGE_ROWS)
    kept = ATTEST_MESSAGE_LIST_PAGE_ROWS - n_wanted;
  self->purge = FALSE;

  for (guint i = self->rows->len; i-- > 0;)
    {
      if (is_wanted (wanted, attest_message_list_nth (self, i)))
        continue;
      if (kept > 0)
        {
          kept--;
          continue;
        }
      attest_message_list_remove_row (self, i);
      removed++;
    }
  return removed;
}

/* Makes the rows those of the window: a few at a time, so that a flood of messages does not hold
 * up the main loop. Returns whether all rows stand. */
static gboolean
sync_rows (AttestMessageList *self, guint budget, guint *made)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  gboolean complete;
  guint removed;

  for (guint i = self->first; i < self->last; i++)
    {
      ChatMessage *message = g_list_model_get_item (self->model, i);

      g_hash_table_add (wanted, message);
      g_ptr_array_add (items, message);
    }
  removed = remove_unwanted (self, wanted, budget);
  self->n_missing = count_missing (self, items);
  if (self->stick)
    *made = fill_upwards (self, items, budget);
  else
    *made = fill_downwards (self, items, budget);
  complete = self->rows->len == items->len;

  if (removed > 0 || *made > 0)
    {
      update_grouping (self);
      self->headers_stale = TRUE;
    }
  if (complete && self->headers_stale)
    {
      self->headers_stale = FALSE;
      gtk_list_box_invalidate_headers (self->list);
    }
  return complete;
}

static void
refresh_marks (AttestMessageList *self)
{
  self->marks_stale = FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    attest_message_row_refresh_mark (attest_message_list_nth (self, i));
}

static gboolean
sync_cb (gpointer data)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (data);
  guint made = 0;

  self->sync_wanted = !sync_rows (self, ROWS_PER_FRAME, &made);
  if (self->fill_around && self->anchor == NULL && self->rows->len > 0)
    {
      /* Whatever was scrolled before: the line and the first unread message come to the top. */
      self->anchor = attest_message_list_nth (self, 0);
      self->anchor_offset = UNREAD_OFFSET;
    }
  if (self->marks_stale && !self->sync_wanted)
    refresh_marks (self);
  if ((made > 0 || self->ends_stale || self->target != NULL) &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      /* The next ones when these are laid out, or one frame would have to lay out too many. */
      self->frame_awaited = TRUE;
      gdk_frame_clock_request_phase (gtk_widget_get_frame_clock (GTK_WIDGET (self)),
                                     GDK_FRAME_CLOCK_PHASE_AFTER_PAINT);
    }
  if (self->sync_wanted && !self->frame_awaited)
    return G_SOURCE_CONTINUE;
  self->sync_source = 0;
  return G_SOURCE_REMOVE;
}

void
attest_message_list_queue_sync (AttestMessageList *self)
{
  self->sync_wanted = TRUE;
  /* After layout and drawing, so that frames go on while many rows are made. */
  if (self->sync_source == 0 && !self->frame_awaited)
    self->sync_source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, sync_cb, self, NULL);
}

/* The frame with the rows that were made was drawn, or will not come. */
void
attest_message_list_frame_done (AttestMessageList *self)
{
  self->frame_awaited = FALSE;
  if (self->sync_wanted)
    attest_message_list_queue_sync (self);
  else if (self->fill_around)
    attest_message_list_fill_around (self);
  else
    {
      attest_message_list_finish_show (self);
      attest_message_list_restore_focus (self);
      attest_message_list_consider_ends (self);
    }
}
