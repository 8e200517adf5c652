/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-message-list-private.h"
#include "attest-time.h"

/* Rows that are made in one turn of the main loop: about 3 ms. */
#define ROWS_PER_TURN 6

static void
send_again_cb (AttestMessageList *self, ChatMessage *message)
{
  g_signal_emit_by_name (self, "send-again", message);
}

static AttestMessageRow *
take_row (AttestMessageList *self, ChatMessage *message)
{
  AttestMessageRow *row;

  if (self->spares->len > 0)
    row = g_ptr_array_steal_index (self->spares, self->spares->len - 1);
  else
    {
      row = g_object_ref_sink (ATTEST_MESSAGE_ROW (attest_message_row_new ()));
      g_signal_connect_object (row, "send-again", G_CALLBACK (send_again_cb), self,
                               G_CONNECT_SWAPPED);
    }
  attest_message_row_set_message (row, message);
  return row;
}

static void
insert_row (AttestMessageList *self, guint index, ChatMessage *message)
{
  g_autoptr (AttestMessageRow) row = take_row (self, message);

  g_ptr_array_insert (self->rows, (int)index, row);
  gtk_list_box_insert (self->list, GTK_WIDGET (row), (int)index);
}

void
attest_message_list_remove_row (AttestMessageList *self, guint index)
{
  AttestMessageRow *row = g_object_ref (attest_message_list_nth (self, index));

  if (self->anchor == row)
    self->anchor = NULL;
  g_ptr_array_remove_index (self->rows, index);
  gtk_list_box_remove (self->list, GTK_WIDGET (row));
  if (self->spares->len < ATTEST_MESSAGE_LIST_PAGE_ROWS)
    g_ptr_array_add (self->spares, row);
  else
    g_object_unref (row);
}

/* The message before the first row. */
static ChatMessage *
get_item_above (AttestMessageList *self)
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

  before = get_item_above (self);
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

/* Rows above those that are there are made from the nearest on upwards, so that nothing comes in between
 * two rows that somebody sees. Returns how many were made. */
static guint
fill_above (AttestMessageList *self, GPtrArray *items, guint budget, gboolean *changed)
{
  guint made = 0;
  guint position = 0;

  self->n_missing = 0;
  if (self->rows->len == 0 ||
      !g_ptr_array_find (items, attest_message_row_get_message (attest_message_list_nth (self, 0)),
                         &position))
    return 0;
  while (position > 0 && made < budget)
    {
      self->n_missing = --position;
      insert_row (self, 0, g_ptr_array_index (items, position));
      *changed = TRUE;
      made++;
    }
  self->n_missing = position;
  return made;
}

/* Makes the rows those of the window. Rows are removed at once and made a few at a time, so that a
 * flood of messages does not hold up the main loop. Returns whether all rows stand. */
static gboolean
sync_rows (AttestMessageList *self, guint budget)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  gboolean changed = FALSE;
  gboolean complete = TRUE;

  for (guint i = self->first; i < self->last; i++)
    {
      ChatMessage *message = g_list_model_get_item (self->model, i);

      g_hash_table_add (wanted, message);
      g_ptr_array_add (items, message);
    }
  for (guint i = self->rows->len; i-- > 0;)
    if (!is_wanted (wanted, attest_message_list_nth (self, i)))
      {
        attest_message_list_remove_row (self, i);
        changed = TRUE;
      }

  budget -= fill_above (self, items, budget, &changed);
  /* What is missing above comes first: it would be a gap for those who read there. */
  for (guint i = 0; i < items->len && self->n_missing == 0; i++)
    {
      ChatMessage *message = g_ptr_array_index (items, i);

      if (i < self->rows->len &&
          attest_message_row_get_message (attest_message_list_nth (self, i)) == message)
        continue;
      if (budget == 0)
        {
          complete = FALSE;
          break;
        }
      /* Here already but elsewhere: moved in the model. */
      for (guint j = i + 1; j < self->rows->len; j++)
        if (attest_message_row_get_message (attest_message_list_nth (self, j)) == message)
          {
            attest_message_list_remove_row (self, j);
            break;
          }
      insert_row (self, i, message);
      changed = TRUE;
      budget--;
    }
  complete &= self->n_missing == 0;

  if (changed)
    {
      update_grouping (self);
      if (complete)
        gtk_list_box_invalidate_headers (self->list);
    }
  return complete;
}

static gboolean
sync_cb (gpointer data)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (data);

  if (!sync_rows (self, ROWS_PER_TURN))
    return G_SOURCE_CONTINUE;
  self->sync_source = 0;
  return G_SOURCE_REMOVE;
}

void
attest_message_list_queue_sync (AttestMessageList *self)
{
  /* After layout and drawing, so that frames go on while many rows are made. */
  if (self->sync_source == 0)
    self->sync_source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, sync_cb, self, NULL);
}

void
attest_message_list_show_newest (AttestMessageList *self)
{
  self->last = self->n_items;
  if (self->last - MIN (self->first, self->last) > ATTEST_MESSAGE_LIST_MAX_ROWS)
    self->first = self->last - ATTEST_MESSAGE_LIST_MAX_ROWS;
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
  if (appended && !self->stick)
    count_new (self, position, added);

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

static GtkWidget *
create_day (AttestMessageList *self, guint64 wall_ns)
{
  IcClock *clock = self->clock != NULL ? self->clock : ic_clock_get_system ();
  g_autofree char *day = attest_time_format_day (wall_ns, ic_clock_get_wall_ns (clock));
  GtkWidget *label = gtk_label_new (day);

  gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "day-divider");
  gtk_widget_add_css_class (label, "caption-heading");
  return label;
}

static GtkWidget *
create_beginning (AttestMessageList *self, guint64 wall_ns)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (
      _ ("This room keeps no history: what you see is what was said since you joined."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_widget_add_css_class (label, "list-beginning");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), create_day (self, wall_ns));
  return box;
}

/* The day above a row, if the row before is of another one; above the first, that there is no more. */
void
attest_message_list_update_header (GtkListBoxRow *row, GtkListBoxRow *before_row, gpointer data)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (data);
  g_autoptr (ChatMessage) outside = NULL;
  ChatMessage *message = attest_message_row_get_message (ATTEST_MESSAGE_ROW (row));
  ChatMessage *before = NULL;
  guint64 time_ns = chat_message_get_time_ns (message);

  if (before_row != NULL)
    before = attest_message_row_get_message (ATTEST_MESSAGE_ROW (before_row));
  else
    before = outside = get_item_above (self);

  if (before == NULL)
    gtk_list_box_row_set_header (row, create_beginning (self, time_ns));
  else if (attest_time_is_same_day (chat_message_get_time_ns (before), time_ns))
    gtk_list_box_row_set_header (row, NULL);
  else
    gtk_list_box_row_set_header (row, create_day (self, time_ns));
}
