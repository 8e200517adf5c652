/* SPDX-License-Identifier: MIT */
/* The line above the first message that the person has not seen. It stays where it is until the
 * room is left, or something is said. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-message-list-private.h"

/* As many surely stand on one page with what was read before; with more of them, the list begins
 * at the first one. */
#define MAX_AT_NEWEST 5

static gboolean
is_news (ChatMessage *message)
{
  return chat_message_get_kind (message) == CHAT_MESSAGE_TEXT && !chat_message_is_own (message);
}

static void
set_first_unread (AttestMessageList *self, ChatMessage *message)
{
  self->line_seen = FALSE;
  if (g_set_object (&self->first_unread, message))
    gtk_list_box_invalidate_headers (self->list);
}

static guint
find_position (AttestMessageList *self, guint count)
{
  guint position = self->n_items;

  for (guint i = self->n_items; i > 0 && count > 0; i--)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (self->model, i - 1);

      if (!is_news (message))
        continue;
      position = i - 1;
      count--;
    }
  return position;
}

/* The window begins with the first unread message; what is above it comes when that stands. */
static void
show_from (AttestMessageList *self, guint position, guint count)
{
  while (self->rows->len > 0)
    attest_message_list_remove_row (self, self->rows->len - 1);
  attest_message_list_set_stick (self, FALSE);
  self->anchor = NULL;
  self->first = position;
  self->last = MIN (self->n_items, position + 2 * ATTEST_MESSAGE_LIST_PAGE_ROWS);
  self->fill_around = TRUE;
  self->n_new = count;
  g_object_notify (G_OBJECT (self), "n-new");
  attest_message_list_queue_sync (self);
}

/**
 * attest_message_list_set_unread_position:
 * @self: the list
 * @count: how many messages of others at the end the person has not seen; 0 for none
 *
 * Draws a line above the first of them, and begins there if they are many.
 */
void
attest_message_list_set_unread_position (AttestMessageList *self, guint count)
{
  g_autoptr (ChatMessage) message = NULL;
  guint position;

  g_return_if_fail (ATTEST_IS_MESSAGE_LIST (self));
  position = self->model != NULL && count > 0 ? find_position (self, count) : self->n_items;
  if (position < self->n_items)
    message = g_list_model_get_item (self->model, position);
  set_first_unread (self, message);
  if (message != NULL && count > MAX_AT_NEWEST)
    show_from (self, position, count);
}

/**
 * attest_message_list_set_away:
 * @self: the list
 * @away: whether nobody looks at it just now
 *
 * What comes in the meantime is unread.
 */
void
attest_message_list_set_away (AttestMessageList *self, gboolean away)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_LIST (self));
  self->away = !!away;
  if (!away)
    self->line_seen = TRUE;
}

/* Messages [@position, @position + @added) are new at the end. */
void
attest_message_list_note_unread (AttestMessageList *self, guint position, guint added)
{
  if (!self->away || (self->first_unread != NULL && !self->line_seen))
    return;
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (self->model, i);

      if (is_news (message))
        {
          set_first_unread (self, message);
          return;
        }
    }
}

/**
 * attest_message_list_note_added:
 * @self: the list
 * @message: has come in just now
 *
 * A model that holds a part of a longer list does not tell what is new from what is read anew, and
 * not of what comes in while it holds an older part: the room does, and whoever shows it calls this,
 * after the model has changed. Does nothing with another model.
 */
void
attest_message_list_note_added (AttestMessageList *self, ChatMessage *message)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_LIST (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (self->paged == NULL || !is_news (message))
    return;
  if (self->away && (self->first_unread == NULL || self->line_seen))
    set_first_unread (self, message);
  if (self->stick)
    return;
  self->n_new++;
  g_object_notify (G_OBJECT (self), "n-new");
}

/* The line, under the day, if there is one: takes @above. */
GtkWidget *
attest_message_list_create_unread_line (GtkWidget *above)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (_ ("New Messages"));

  for (int i = 0; i < 2; i++)
    {
      GtkWidget *separator = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

      gtk_widget_set_hexpand (separator, TRUE);
      gtk_widget_set_valign (separator, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (line), separator);
      if (i == 0)
        gtk_box_append (GTK_BOX (line), label);
    }
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (line, "unread-line");
  if (above != NULL)
    gtk_box_append (GTK_BOX (box), above);
  gtk_box_append (GTK_BOX (box), line);
  return box;
}
