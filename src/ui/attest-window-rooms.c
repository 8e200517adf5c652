/* SPDX-License-Identifier: MIT */
/* Which rooms there are, and which one is shown. */
#include "config.h"

#include "attest-composer.h"
#include "attest-notifier.h"
#include "attest-text.h"
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

AttestNotifier *
attest_window_get_notifier (AttestWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return ATTEST_IS_APPLICATION (application)
             ? attest_application_get_notifier (ATTEST_APPLICATION (application))
             : NULL;
}

/**
 * attest_window_find_row:
 * @item: a room of the window
 *
 * Returns: (transfer none) (nullable): its row in the sidebar
 */
AttestRoomRow *
attest_window_find_row (AttestWindow *self, AttestRoomItem *item)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->rooms, i)) != NULL; i++)
    if (attest_room_row_get_item (ATTEST_ROOM_ROW (row)) == item)
      return ATTEST_ROOM_ROW (row);
  return NULL;
}

/**
 * attest_window_find_saved:
 * @saved_id: of a saved connection
 *
 * Returns: (transfer none) (nullable): its room, if that is open
 */
AttestRoomItem *
attest_window_find_saved (AttestWindow *self, const char *saved_id)
{
  for (guint i = 0; i < self->items->len; i++)
    if (g_strcmp0 (attest_room_item_get_saved_id (self->items->pdata[i]), saved_id) == 0)
      return self->items->pdata[i];
  return NULL;
}

/**
 * attest_window_find_waiting:
 * @saved_id: of a saved connection
 *
 * Returns: (transfer none) (nullable): its row, if it waits for somebody to sign in
 */
AttestRoomRow *
attest_window_find_waiting (AttestWindow *self, const char *saved_id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->rooms, i)) != NULL; i++)
    {
      ChatSavedProfile *saved = attest_room_row_get_saved (ATTEST_ROOM_ROW (row));

      if (saved != NULL && g_strcmp0 (chat_saved_profile_get_id (saved), saved_id) == 0)
        return ATTEST_ROOM_ROW (row);
    }
  return NULL;
}

static void
changed_cb (AttestRoomItem *item, AttestWindow *self)
{
  if (item == self->item)
    attest_window_refresh (self);
}

static void
muted_cb (AttestRoomItem *item, GParamSpec *pspec, AttestWindow *self)
{
  attest_room_store_set_muted (self->store, attest_room_item_get_saved_id (item),
                               attest_room_item_get_muted (item));
  if (item == self->item)
    g_object_notify (G_OBJECT (self), "muted");
  attest_window_update_seen (self);
}

/**
 * attest_window_show_page:
 * @name: of a page of the window's stack
 *
 * Shows it with the focus where one begins to type. The focus leaves the page before that is hidden:
 * otherwise GTK, after the next frame, moves it on from wherever it is by then, one widget too far.
 */
void
attest_window_show_page (AttestWindow *self, const char *name)
{
  GtkWindow *window = GTK_WINDOW (self);
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, name);
  GtkWidget *focus = gtk_window_get_focus (window);

  if (focus != NULL && !gtk_widget_is_ancestor (focus, page))
    gtk_window_set_focus (window, NULL);
  gtk_stack_set_visible_child (self->stack, page);
  if (gtk_window_get_focus (window) != NULL || g_str_equal (name, "loading"))
    return;
  if (g_str_equal (name, "login"))
    gtk_widget_grab_focus (page);
  else if (self->item != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->chat_view));
  else if (self->waiting != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->waiting_page));
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

/**
 * attest_window_keep_draft:
 *
 * What is typed is kept with the room that is shown.
 */
void
attest_window_keep_draft (AttestWindow *self)
{
  g_autofree char *text = NULL;

  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (self->item == NULL)
    return;
  text = attest_composer_get_text (
      ATTEST_COMPOSER (attest_chat_view_get_composer (self->chat_view)));
  attest_room_item_set_draft (self->item, text);
}

static void
show_main (AttestWindow *self, const char *content, GtkListBoxRow *row, const char *saved_id)
{
  if (row != NULL)
    gtk_list_box_select_row (self->rooms, row);
  gtk_stack_set_visible_child_name (self->content, content);
  attest_window_show_page (self, "main");
  attest_split_view_set_show_content (self->split_view, TRUE);
  attest_room_store_set_last (self->store, saved_id);
  attest_window_update_seen (self);
}

/**
 * attest_window_show_room:
 * @item: (nullable): one of the window's rooms; %NULL does nothing
 */
void
attest_window_show_room (AttestWindow *self, AttestRoomItem *item)
{
  if (item == NULL)
    return;
  if (item != self->item)
    {
      attest_window_keep_draft (self);
      self->item = item;
      self->waiting = NULL;
      attest_window_bind_room (self);
      attest_composer_set_text (ATTEST_COMPOSER (attest_chat_view_get_composer (self->chat_view)),
                                attest_room_item_get_draft (item));
      attest_message_list_set_unread_position (attest_chat_view_get_list (self->chat_view),
                                               attest_room_item_get_unread (item));
    }
  show_main (self, "room", GTK_LIST_BOX_ROW (attest_window_find_row (self, item)),
             attest_room_item_get_saved_id (item));
}

static void
show_waiting (AttestWindow *self, AttestRoomRow *row)
{
  ChatSavedProfile *saved = attest_room_row_get_saved (row);
  g_autofree char *title = attest_text_clean_line (chat_saved_profile_get_title (saved));
  g_autofree char *markup = g_markup_escape_text (attest_room_row_get_reason (row), -1);

  attest_window_keep_draft (self);
  self->item = NULL;
  self->waiting = row;
  attest_window_bind_room (self);
  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, "");
  adw_status_page_set_description (self->waiting_page, markup);
  show_main (self, "waiting", GTK_LIST_BOX_ROW (row), chat_saved_profile_get_id (saved));
}

/**
 * attest_window_show_row:
 * @row: of the sidebar
 *
 * Shows its room; of one that waits, why, and offers to sign in.
 */
void
attest_window_show_row (AttestWindow *self, AttestRoomRow *row)
{
  if (attest_room_row_get_item (row) != NULL)
    attest_window_show_room (self, attest_room_row_get_item (row));
  else if (attest_room_row_get_saved (row) != NULL)
    show_waiting (self, row);
}

/**
 * attest_window_show_room_by_id:
 * @id: of an announcement
 *
 * Returns: whether that room is there
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
 * @show: whether it is shown, or only listed
 *
 * Takes @item into the sidebar; in the place of the row that waited for it, if there is one.
 */
void
attest_window_add_room (AttestWindow *self, AttestRoomItem *item, gboolean show)
{
  const char *saved_id = attest_room_item_get_saved_id (item);
  AttestRoomRow *waiting = saved_id != NULL ? attest_window_find_waiting (self, saved_id) : NULL;
  int position = -1;

  if (waiting != NULL)
    {
      position = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (waiting));
      if (self->waiting == waiting)
        self->waiting = NULL;
      gtk_list_box_remove (self->rooms, GTK_WIDGET (waiting));
    }
  g_ptr_array_add (self->items, g_object_ref (item));
  gtk_list_box_insert (self->rooms, attest_room_row_new (item), position);
  g_signal_connect_object (item, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (item, "notify::muted", G_CALLBACK (muted_cb), self, 0);
  if (attest_window_get_notifier (self) != NULL)
    attest_notifier_add (attest_window_get_notifier (self), item);
  attest_room_store_set_open (self->store, saved_id, TRUE);
  if (show)
    attest_window_show_room (self, item);
  else
    attest_window_update_seen (self);
}

/**
 * attest_window_move_room:
 * @step: 1 for the next room, -1 for the one before; goes round
 */
void
attest_window_move_room (AttestWindow *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->rooms);
  int n = 0;

  if (row == NULL)
    return;
  while (gtk_list_box_get_row_at_index (self->rooms, n) != NULL)
    n++;
  row = gtk_list_box_get_row_at_index (self->rooms,
                                       (gtk_list_box_row_get_index (row) + n + step) % n);
  attest_window_show_row (self, ATTEST_ROOM_ROW (row));
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
  attest_login_page_set_can_go_back (self->login_page,
                                     gtk_list_box_get_row_at_index (self->rooms, 0) != NULL);
  attest_window_show_page (self, "login");
  attest_window_update_seen (self);
  attest_window_update_actions (self);
}
