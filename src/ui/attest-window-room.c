/* SPDX-License-Identifier: MIT */
/* What can be done with the room that is shown: its menu. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-export-dialog.h"
#include "attest-room-dialog.h"
#include "attest-room-text.h"
#include "attest-text.h"
#include "attest-window-private.h"

#define TELL_S 5

/**
 * attest_window_tell:
 * @self: the window
 * @text: plain text
 * @seconds: how long it is shown; 0: until it is closed
 */
void
attest_window_tell (AttestWindow *self, const char *text, guint seconds)
{
  g_autofree char *line = attest_text_clean_line (text);
  g_autofree char *markup = g_markup_escape_text (line, -1);
  AdwToast *toast = adw_toast_new (markup);

  adw_toast_set_timeout (toast, seconds);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * attest_window_tell_of_history:
 * @item: a room
 * @error: what does not work with its history
 *
 * Stands above the messages until it is read.
 */
void
attest_window_tell_of_history (AttestWindow *self, AttestRoomItem *item, const GError *error)
{
  g_autofree char *words = attest_room_text_for_history_error (error);

  attest_room_item_set_notice (item, words);
}

/**
 * attest_window_history_failed_cb:
 * @saved_id: of a saved connection
 * @error: what did not work with its history
 */
void
attest_window_history_failed_cb (AttestWindow *self, const char *saved_id, const GError *error)
{
  AttestRoomItem *item = attest_window_find_saved (self, saved_id);
  g_autofree char *words = NULL;

  if (item != NULL)
    {
      attest_window_tell_of_history (self, item, error);
      return;
    }
  words = attest_room_text_for_history_error (error);
  attest_window_tell (self, words, 0);
}

static ChatSavedProfile *
find_saved (AttestWindow *self)
{
  const char *saved_id = NULL;

  if (self->item != NULL)
    saved_id = attest_room_item_get_saved_id (self->item);
  else if (self->waiting != NULL)
    saved_id = chat_saved_profile_get_id (attest_room_row_get_saved (self->waiting));
  return saved_id != NULL
             ? chat_profile_store_find (attest_login_page_get_store (self->login_page), saved_id)
             : NULL;
}

static void
sign_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);
  ChatSavedProfile *saved = find_saved (self);

  if (self->waiting == NULL || saved == NULL)
    return;
  attest_window_show_login (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->login_page));
  attest_login_page_open_profile (self->login_page, saved);
}

static void
reopen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  attest_window_reopen_room (ATTEST_WINDOW (widget));
}

/* What can be changed while the room is open, is. */
static void
apply (AttestWindow *self, ChatSavedProfile *before, ChatSavedProfile *after)
{
  AttestRoomItem *item = attest_window_find_saved (self, chat_saved_profile_get_id (after));
  AdwToast *toast;

  if (item == NULL)
    return;
  attest_room_item_set_title (item, chat_saved_profile_get_title (after));
  chat_connection_set_direct_policy (attest_room_item_get_connection (item),
                                     chat_saved_profile_get_profile (after)->direct);
  if (item == self->item)
    adw_window_title_set_title (self->title, attest_room_item_get_title (item));
  if (!attest_room_dialog_needs_reopening (before, after))
    return;
  toast = adw_toast_new (_ ("Saved. Gateways and your name change when the room is opened again."));
  adw_toast_set_timeout (toast, 0);
  if (item == self->item)
    {
      adw_toast_set_button_label (toast, _ ("Open Again"));
      adw_toast_set_action_name (toast, "win.reopen-room");
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
edited_cb (AttestWindow *self, ChatSavedProfile *changed)
{
  ChatProfileStore *store = attest_login_page_get_store (self->login_page);
  const char *id = chat_saved_profile_get_id (changed);
  ChatSavedProfile *found = chat_profile_store_find (store, id);
  g_autoptr (ChatSavedProfile) before = found != NULL ? g_object_ref (found) : NULL;
  g_autoptr (ChatSavedProfile) used = NULL;
  g_autoptr (GError) error = NULL;

  if (before == NULL)
    return;
  used = chat_saved_profile_used (changed, chat_saved_profile_get_last_used_s (before));
  if (!chat_profile_store_update (store, used, &error))
    {
      attest_window_tell (self, error->message, 0);
      return;
    }
  apply (self, before, used);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);
  ChatSavedProfile *saved = find_saved (self);
  AttestRoomDialog *dialog;

  if (saved == NULL)
    return;
  dialog = attest_room_dialog_new (saved);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  g_signal_connect_object (dialog, "saved", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
copy_response_cb (AttestWindow *self, const char *response, AdwMessageDialog *dialog)
{
  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                            g_object_get_data (G_OBJECT (dialog), "command"));
}

/* Whoever gets the file can do the same. */
static void
verify_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);
  g_autofree char *quoted = g_shell_quote (g_variant_get_string (parameter, NULL));
  g_autofree char *command = g_strconcat ("attest-probe --verify ", quoted, NULL);
  g_autofree char *body = g_strdup_printf (
      /* Translators: %s is a command */
      _ ("Each message in the file comes with what proves it. This command checks all of them, on "
         "any "
         "computer and without a network:\n\n%s"),
      command);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Verify the Export"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"), "copy",
                                    _ ("C_opy Command"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "copy");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_object_set_data_full (G_OBJECT (dialog), "command", g_steal_pointer (&command), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (copy_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
exported_cb (AttestWindow *self, gint64 n, GFile *file)
{
  guint count = (guint)CLAMP (n, 0, G_MAXINT);
  const char *path = g_file_peek_path (file);
  g_autofree char *text = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u message exported", "%u messages exported", count), count);
  AdwToast *toast = adw_toast_new (text);

  if (path != NULL && g_utf8_validate (path, -1, NULL))
    {
      adw_toast_set_button_label (toast, _ ("_Verify…"));
      adw_toast_set_action_name (toast, "win.verify-export");
      adw_toast_set_action_target (toast, "s", path);
    }
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
export_failed_cb (AttestWindow *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      attest_window_tell (self, _ ("Nothing was exported"), TELL_S);
      return;
    }
  /* Translators: %s is a technical message */
  text = g_strdup_printf (_ ("The history could not be exported: %s"), error->message);
  attest_window_tell (self, text, 0);
}

/**
 * attest_window_export_to:
 * @self: the window
 * @file: where to
 *
 * Writes the history of the room that is shown.
 */
void
attest_window_export_to (AttestWindow *self, GFile *file)
{
  AttestExportDialog *dialog;

  g_return_if_fail (ATTEST_IS_WINDOW (self));
  if (self->item == NULL || attest_room_item_get_history (self->item) == NULL)
    return;
  dialog = attest_export_dialog_new (attest_room_item_get_room (self->item));
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  g_signal_connect_object (dialog, "exported", G_CALLBACK (exported_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "failed", G_CALLBACK (export_failed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  attest_export_dialog_export_to (dialog, file);
}

static void
chosen_cb (AttestWindow *self, int response, GtkNativeDialog *chooser)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
  if (file != NULL)
    attest_window_export_to (self, file);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *title = NULL;
  g_autofree char *file_name = NULL;
  GtkFileChooserNative *chooser;

  if (self->item == NULL || attest_room_item_get_history (self->item) == NULL)
    return;
  title = g_strdelimit (g_strdup (attest_room_item_get_title (self->item)), "/\\:", '-');
  /* Translators: name of a file: the name of a room, and a date such as 2026-11-24 */
  file_name = g_strdup_printf (_ ("%s %s.jsonl"), title, day);
  chooser = gtk_file_chooser_native_new (_ ("Export History"), GTK_WINDOW (self),
                                         GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), file_name);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  if (chat_room_clear_finish (CHAT_ROOM (source), result, &error))
    {
      for (guint i = 0; self->items != NULL && i < self->items->len; i++)
        if (attest_room_item_get_room (self->items->pdata[i]) == CHAT_ROOM (source))
          attest_room_item_cleared (self->items->pdata[i]);
      attest_window_tell (self, _ ("History cleared"), TELL_S);
      return;
    }
  words = attest_room_text_for_history_error (error);
  attest_window_tell (self, words, 0);
}

static void
clear_response_cb (AttestWindow *self, const char *response, AdwMessageDialog *dialog)
{
  ChatRoom *room = g_object_get_data (G_OBJECT (dialog), "room");

  if (g_str_equal (response, "clear"))
    chat_room_clear_async (room, NULL, on_cleared, g_object_ref (self));
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestWindow *self = ATTEST_WINDOW (widget);
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  if (self->item == NULL)
    return;
  /* Translators: %s is the name of a room */
  heading = g_strdup_printf (_ ("Clear the History of “%s”?"),
                             attest_room_item_get_title (self->item));
  dialog = adw_message_dialog_new (
      GTK_WINDOW (self), heading,
      _ ("All that was said here is deleted from this computer, with what proves it. This cannot "
         "be "
         "undone. Messages that still wait to be sent stay. Nobody else’s copies are touched."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "clear",
                                    _ ("C_lear History"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "clear",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "room",
                          g_object_ref (attest_room_item_get_room (self->item)), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (clear_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * attest_window_class_install_room_actions:
 * @widget_class: the class of the window, with its properties
 */
void
attest_window_class_install_room_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.sign-in", NULL, sign_in_action);
  gtk_widget_class_install_action (widget_class, "win.edit-room", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "win.reopen-room", NULL, reopen_action);
  gtk_widget_class_install_action (widget_class, "win.export-history", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "win.verify-export", "s", verify_action);
  gtk_widget_class_install_action (widget_class, "win.clear-history", NULL, clear_action);
  gtk_widget_class_install_property_action (widget_class, "win.mute", "muted");
}

/**
 * attest_window_update_room_actions:
 *
 * Offers what can be done with the room that is shown.
 */
void
attest_window_update_room_actions (AttestWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean in_room = self->item != NULL;

  gtk_widget_action_set_enabled (widget, "win.sign-in", self->waiting != NULL);
  gtk_widget_action_set_enabled (widget, "win.edit-room", find_saved (self) != NULL);
  gtk_widget_action_set_enabled (widget, "win.mute", in_room);
  gtk_widget_action_set_enabled (widget, "win.clear-history", in_room);
  gtk_widget_action_set_enabled (widget, "win.export-history",
                                 in_room && attest_room_item_get_history (self->item) != NULL);
}
