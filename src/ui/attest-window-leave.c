/* SPDX-License-Identifier: MIT */
/* Rooms go: by a person's will, with or without what was said there; or as the window closes. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-notifier.h"
#include "attest-window-private.h"

/* The history is closed when the room is gone, and deleted then if @forget. */
static void
close_room (AttestWindow *self, AttestRoomItem *item, gboolean forget)
{
  AttestRoomRow *row = attest_window_find_row (self, item);
  gboolean kept = attest_room_item_get_history (item) != NULL;
  g_autofree char *saved_id = g_strdup (attest_room_item_get_saved_id (item));
  g_autoptr (ChatRoom) room = NULL;

  g_signal_handlers_disconnect_by_data (item, self);
  if (attest_window_get_notifier (self) != NULL)
    attest_notifier_remove (attest_window_get_notifier (self), item);
  room = attest_room_item_close (item);
  if (kept)
    attest_room_store_close (self->store, saved_id, G_OBJECT (room), forget);
  else if (forget)
    attest_room_store_forget (self->store, saved_id);
  if (row != NULL)
    gtk_list_box_remove (self->rooms, GTK_WIDGET (row));
  g_ptr_array_remove (self->items, item);
}

/* The row at @position is shown, or the one before; or the login page. */
static void
show_near (AttestWindow *self, int position)
{
  GtkListBoxRow *row = NULL;

  for (int i = MAX (position, 0); row == NULL && i >= 0; i--)
    row = gtk_list_box_get_row_at_index (self->rooms, i);
  if (row != NULL)
    attest_window_show_row (self, ATTEST_ROOM_ROW (row));
  else
    attest_window_show_login (self);
}

static int
get_position (GtkListBoxRow *row)
{
  return row != NULL ? gtk_list_box_row_get_index (row) : 0;
}

static void
leave_item (AttestWindow *self, AttestRoomItem *item, gboolean forget)
{
  int position = get_position (GTK_LIST_BOX_ROW (attest_window_find_row (self, item)));
  gboolean shown = item == self->item;

  attest_room_store_set_open (self->store, attest_room_item_get_saved_id (item), FALSE);
  if (shown)
    {
      attest_window_keep_draft (self);
      self->item = NULL;
      attest_window_bind_room (self);
    }
  close_room (self, item, forget);
  if (shown)
    show_near (self, position);
  attest_window_update_actions (self);
}

static void
leave_waiting (AttestWindow *self, AttestRoomRow *row, gboolean forget)
{
  g_autofree char *id = g_strdup (chat_saved_profile_get_id (attest_room_row_get_saved (row)));
  int position = get_position (GTK_LIST_BOX_ROW (row));
  gboolean shown = row == self->waiting;

  attest_room_store_set_open (self->store, id, FALSE);
  if (forget)
    attest_room_store_forget (self->store, id);
  if (shown)
    self->waiting = NULL;
  gtk_list_box_remove (self->rooms, GTK_WIDGET (row));
  if (shown)
    show_near (self, position);
}

/**
 * attest_window_leave_room:
 * @self: the window
 * @forget: whether what was said there is deleted
 *
 * Disconnects the room that is shown, forgets its key, and shows the one beside it; the login page if
 * it was the last. It is not opened at the next start.
 */
void
attest_window_leave_room (AttestWindow *self, gboolean forget)
{
  if (self->item != NULL)
    leave_item (self, self->item, forget);
  else if (self->waiting != NULL)
    leave_waiting (self, self->waiting, forget);
}

/**
 * attest_window_leave_all:
 *
 * Closes every room in order, as when the window is closed: they are opened at the next start.
 */
void
attest_window_leave_all (AttestWindow *self)
{
  GtkListBoxRow *row;

  attest_window_stop_restoring (self);
  g_cancellable_cancel (self->closing);
  attest_window_keep_draft (self);
  self->item = NULL;
  self->waiting = NULL;
  attest_window_bind_room (self);
  while (self->items->len > 0)
    close_room (self, g_ptr_array_index (self->items, 0), FALSE);
  while ((row = gtk_list_box_get_row_at_index (self->rooms, 0)) != NULL)
    gtk_list_box_remove (self->rooms, GTK_WIDGET (row));
}

static void
leave_response_cb (AttestWindow *self, const char *response, AdwMessageDialog *dialog)
{
  const char *saved_id = g_object_get_data (G_OBJECT (dialog), "saved-id");
  AttestRoomItem *item = attest_window_find_saved (self, saved_id);
  AttestRoomRow *waiting = attest_window_find_waiting (self, saved_id);
  gboolean forget = g_str_equal (response, "forget");

  if (!forget && !g_str_equal (response, "leave"))
    return;
  if (item != NULL)
    leave_item (self, item, forget);
  else if (waiting != NULL)
    leave_waiting (self, waiting, forget);
}

/**
 * attest_window_ask_to_leave:
 *
 * Asks whether to leave the room that is shown, and what becomes of what was said there. One that is
 * not saved keeps nothing, and is left at once.
 */
void
attest_window_ask_to_leave (AttestWindow *self)
{
  const char *title = self->item != NULL ? attest_room_item_get_title (self->item)
                                         : adw_window_title_get_title (self->title);
  const char *saved_id = NULL;
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  if (self->item != NULL)
    saved_id = attest_room_item_get_saved_id (self->item);
  else if (self->waiting != NULL)
    saved_id = chat_saved_profile_get_id (attest_room_row_get_saved (self->waiting));
  if (saved_id == NULL)
    {
      attest_window_leave_room (self, FALSE);
      return;
    }
  /* Translators: %s is the name of a room */
  heading = g_strdup_printf (_ ("Leave “%s”?"), title);
  dialog = adw_message_dialog_new (
      GTK_WINDOW (self), heading,
      _ ("Attest disconnects, and does not open this room at the next start. The connection stays "
         "in "
         "the list of saved ones.\n\nWhat was said is kept on this computer, and is there again "
         "when "
         "you come back, unless you delete it now. Messages that still wait to be sent are deleted "
         "with it. Nobody else’s copies are touched."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "forget",
                                    _ ("Leave and _Delete History"), "leave", _ ("_Leave"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "forget",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "leave");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "saved-id", g_strdup (saved_id), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (leave_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * attest_window_removed_cb:
 * @saved_id: of a saved connection that a person removed
 *
 * Its room is left, and what was said there is deleted.
 */
void
attest_window_removed_cb (AttestWindow *self, const char *saved_id)
{
  AttestRoomItem *item = attest_window_find_saved (self, saved_id);
  AttestRoomRow *waiting = attest_window_find_waiting (self, saved_id);
  gboolean on_login = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "login") == 0;

  if (item != NULL)
    leave_item (self, item, TRUE);
  else if (waiting != NULL)
    leave_waiting (self, waiting, TRUE);
  else
    attest_room_store_forget (self->store, saved_id);
  attest_room_store_drop (self->store, saved_id);
  /* The person is among the saved connections, and stays there. */
  if (on_login)
    attest_window_show_login (self);
}
