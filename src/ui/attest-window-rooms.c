/* SPDX-License-Identifier: MIT */
/* Which rooms there are, and which one is shown. */
#include "config.h"

#include "attest-composer.h"
#include "attest-notifier.h"
#include "attest-window-private.h"

/**
 * attest_window_get_connection:
 *
 * Returns: (transfer none) (nullable): of the room that is shown
 */
ChatConnection *
attest_window_get_connection (AttestWindow *self)
{
  return self->item != NULL ? attest_room_item_get_connection (self->item) : NULL;
}

static AttestNotifier *
get_notifier (AttestWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return ATTEST_IS_APPLICATION (application)
             ? attest_application_get_notifier (ATTEST_APPLICATION (application))
             : NULL;
}

static AttestRoomRow *
find_row (AttestWindow *self, AttestRoomItem *item)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->rooms, i)) != NULL; i++)
    if (attest_room_row_get_item (ATTEST_ROOM_ROW (row)) == item)
      return ATTEST_ROOM_ROW (row);
  return NULL;
}

static void
changed_cb (AttestRoomItem *item, AttestWindow *self)
{
  if (item == self->item)
    attest_window_refresh (self);
}

/**
 * attest_window_update_seen:
 *
 * A room is read while it is shown in a window that somebody works with.
 */
void
attest_window_update_seen (AttestWindow *self)
{
  gboolean active = gtk_window_is_active (GTK_WINDOW (self));
  gboolean shown = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "main") == 0;
  gboolean notifying = self->settings == NULL ||
                       g_settings_get_boolean (self->settings, "notifications");

  for (guint i = 0; i < self->items->len; i++)
    {
      AttestRoomItem *item = g_ptr_array_index (self->items, i);

      attest_room_item_set_seen (item, active && shown && item == self->item);
      chat_connection_set_attention (attest_room_item_get_connection (item),
                                     gtk_widget_get_visible (GTK_WIDGET (self)),
                                     notifying && !attest_room_item_get_muted (item));
    }
}

static void
keep_draft (AttestWindow *self)
{
  g_autofree char *text = NULL;

  if (self->item == NULL)
    return;
  text = attest_composer_get_text (
      ATTEST_COMPOSER (attest_chat_view_get_composer (self->chat_view)));
  attest_room_item_set_draft (self->item, text);
}

/**
 * attest_window_show_room:
 * @item: (nullable): one of the window's rooms; %NULL does nothing
 */
void
attest_window_show_room (AttestWindow *self, AttestRoomItem *item)
{
  AttestRoomRow *row;

  if (item == NULL)
    return;
  if (item != self->item)
    {
      keep_draft (self);
      self->item = item;
      attest_window_bind_room (self);
      attest_composer_set_text (ATTEST_COMPOSER (attest_chat_view_get_composer (self->chat_view)),
                                attest_room_item_get_draft (item));
      attest_message_list_set_unread_position (attest_chat_view_get_list (self->chat_view),
                                               attest_room_item_get_unread (item));
    }
  row = find_row (self, item);
  if (row != NULL)
    gtk_list_box_select_row (self->rooms, GTK_LIST_BOX_ROW (row));
  gtk_stack_set_visible_child_name (self->stack, "main");
  attest_split_view_set_show_content (self->split_view, TRUE);
  attest_window_update_seen (self);
}

/**
 * attest_window_show_room_by_id:
 * @id: of an announcement
 *
 * Returns: whether that room is still there
 */
gboolean
attest_window_show_room_by_id (AttestWindow *self, const char *id)
{
  g_return_val_if_fail (ATTEST_IS_WINDOW (self), FALSE);
  for (guint i = 0; i < self->items->len; i++)
    {
      AttestRoomItem *item = g_ptr_array_index (self->items, i);

      if (g_str_equal (attest_notifier_get_id (item), id))
        {
          attest_window_show_room (self, item);
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * attest_window_add_room:
 * @item: a new room
 *
 * Takes @item into the sidebar and shows it.
 */
void
attest_window_add_room (AttestWindow *self, AttestRoomItem *item)
{
  g_ptr_array_add (self->items, g_object_ref (item));
  gtk_list_box_append (self->rooms, attest_room_row_new (item));
  g_signal_connect_object (item, "changed", G_CALLBACK (changed_cb), self, 0);
  if (get_notifier (self) != NULL)
    attest_notifier_add (get_notifier (self), item);
  attest_window_show_room (self, item);
}

/**
 * attest_window_move_room:
 * @step: 1 for the next room, -1 for the one before; goes round
 */
void
attest_window_move_room (AttestWindow *self, int step)
{
  guint position;

  if (self->item == NULL || !g_ptr_array_find (self->items, self->item, &position))
    return;
  position = (position + self->items->len + (guint)step) % self->items->len;
  attest_window_show_room (self, g_ptr_array_index (self->items, position));
}

static void
remove_room (AttestWindow *self, AttestRoomItem *item)
{
  AttestRoomRow *row = find_row (self, item);

  g_signal_handlers_disconnect_by_data (item, self);
  if (get_notifier (self) != NULL)
    attest_notifier_remove (get_notifier (self), item);
  attest_room_item_close (item);
  if (row != NULL)
    gtk_list_box_remove (self->rooms, GTK_WIDGET (row));
  g_ptr_array_remove (self->items, item);
}

/**
 * attest_window_show_login:
 *
 * Asks where to go and as whom; nothing of the last answer's secrets is left.
 */
void
attest_window_show_login (AttestWindow *self)
{
  attest_login_page_reset (self->login_page);
  attest_login_page_set_can_go_back (self->login_page, self->item != NULL);
  gtk_stack_set_visible_child_name (self->stack, "login");
  attest_window_update_seen (self);
  attest_window_update_actions (self);
}

/**
 * attest_window_leave_room:
 * @self: the window
 *
 * Disconnects the room that is shown, forgets it and its key, and shows the one beside it; the login
 * page if it was the last.
 */
void
attest_window_leave_room (AttestWindow *self)
{
  AttestRoomItem *item = self->item;
  guint position;

  if (item == NULL || !g_ptr_array_find (self->items, item, &position))
    return;
  self->item = NULL;
  attest_window_bind_room (self);
  remove_room (self, item);
  if (self->items->len > 0)
    attest_window_show_room (self,
                             g_ptr_array_index (self->items, MIN (position, self->items->len - 1)));
  else
    attest_window_show_login (self);
}

/**
 * attest_window_leave_all:
 *
 * Leaves every room in order, as when the window is closed.
 */
void
attest_window_leave_all (AttestWindow *self)
{
  while (self->item != NULL)
    attest_window_leave_room (self);
}
