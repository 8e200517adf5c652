/* SPDX-License-Identifier: MIT */
/* Rooms that live over restarts, with a real network and a real keyring: talk, close, start again. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "attest-export-dialog.h"
#include "attest-room-dialog.h"
#include "kept-rooms-kit.h"

static const char *probe_path;
static const char *self_path;

static gboolean
is_no_export_cb (gpointer data)
{
  return kept_rooms_find_toplevel (ATTEST_TYPE_EXPORT_DIALOG) == NULL;
}

static void
export_and_verify (KeptRooms *self)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "attest-test-export.jsonl", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *key = NULL;
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *der = g_bytes_get_data (net_network_get_root_key_der (self->network), &length);
  GString *hex = g_string_new (NULL);
  int status;

  g_unlink (path);
  attest_window_export_to (self->window, file);
  g_assert_nonnull (kept_rooms_find_toplevel (ATTEST_TYPE_EXPORT_DIALOG));
  ui_test_wait (is_no_export_cb, NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", der[i]);
  key = g_string_free (hex, FALSE);
  {
    const char *argv[] = { probe_path, "--verify", path, "--root-key", key, NULL };

    g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output,
                                 &errors, &status, &error));
  }
  g_assert_no_error (error);
  g_test_message ("%s%s", output, errors);
  g_assert_cmpint (status, ==, 0);
  g_unlink (path);
}

static gboolean
is_no_item_cb (gpointer data)
{
  return ((KeptRooms *)data)->window->item == NULL;
}

static gboolean
is_empty_cb (gpointer data)
{
  return g_list_model_get_n_items (data) == 0;
}

static gboolean
is_gone_cb (gpointer data)
{
  return !g_file_test (data, G_FILE_TEST_EXISTS);
}

static gboolean
holds_text (const char *path, const char *text)
{
  const char *suffixes[] = { "", "-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      if (g_file_get_contents (name, &bytes, &length, NULL) &&
          memmem (bytes, length, text, strlen (text)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
respond (AttestWindow *window, const char *action, const char *response)
{
  GtkWidget *dialog;

  gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
  dialog = kept_rooms_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static const char *
get_page (KeptRooms *self)
{
  return gtk_stack_get_visible_child_name (self->window->stack);
}

static gboolean
has_unread_line_cb (gpointer data)
{
  return ui_test_find_label (GTK_WIDGET (((KeptRooms *)data)->window->chat_view), "New Messages") !=
         NULL;
}

static void
test_restart (KeptRooms *self, gconstpointer data)
{
  g_autofree char *saved_id = NULL;
  g_autofree char *path = NULL;
  g_autofree char *draft = NULL;
  g_autoptr (ChatMessage) old = NULL;
  g_auto (GStrv) open = NULL;

  kept_rooms_join (self);
  saved_id = g_strdup (attest_room_item_get_saved_id (self->window->item));
  g_assert_nonnull (saved_id);
  path = chat_history_dup_path (saved_id);
  g_assert_nonnull (attest_room_item_get_history (self->window->item));
  ui_test_wait (kept_rooms_is_online_cb, self);
  attest_room_item_set_seen (self->window->item, TRUE);
  kept_rooms_say (self, self->grace, "The first that Grace says");
  kept_rooms_say (self, attest_window_get_room (self->window), "What Ada answers");
  attest_room_item_set_muted (self->window->item, TRUE);
  attest_composer_set_text (kept_rooms_get_composer (self), "half a sentence");
  /* The person looks at something else. */
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.add-room", NULL);
  kept_rooms_say (self, self->grace, "Nobody has read this");
  kept_rooms_say (self, self->grace, "Nor that");
  kept_rooms_quit (self);
  open = g_settings_get_strv (self->settings, "open-rooms");
  g_assert_cmpuint (g_strv_length (open), ==, 1);
  g_assert_cmpstr (open[0], ==, saved_id);
  g_assert_true (holds_text (path, "Nobody has read this"));

  /* Nothing is asked, and the page for that is never seen. */
  kept_rooms_show (self);
  attest_window_restore (self->window, NULL);
  g_assert_cmpstr (get_page (self), ==, "loading");
  ui_test_show (GTK_WIDGET (self->window), 960, 680);
  ui_test_wait (kept_rooms_has_room_cb, self);
  g_assert_cmpstr (get_page (self), ==, "main");
  /* What is typed at once is a message. */
  ui_test_wait_for_frames (GTK_WIDGET (self->window));
  g_assert_true (GTK_IS_TEXT_VIEW (gtk_window_get_focus (GTK_WINDOW (self->window))));
  old = kept_rooms_find_message (kept_rooms_get_model (self), "The first that Grace says");
  g_assert_nonnull (old);
  g_assert_false (chat_message_is_own (old));
  g_assert_cmpuint (chat_message_get_certificate_time_ns (old), >, 0);
  g_clear_object (&old);
  old = kept_rooms_find_message (kept_rooms_get_model (self), "What Ada answers");
  g_assert_true (chat_message_is_own (old));
  g_assert_cmpint (chat_message_get_delivery (old), ==, CHAT_DELIVERY_ACCEPTED);
  g_assert_true (attest_room_item_get_muted (self->window->item));
  g_assert_cmpstr (chat_room_get_display_name (attest_window_get_room (self->window)), ==, "Ada");
  draft = attest_composer_get_text (kept_rooms_get_composer (self));
  g_assert_cmpstr (draft, ==, "half a sentence");
  ui_test_wait (has_unread_line_cb, self);
  kept_rooms_take_picture (self, "kept-restart.png");

  ui_test_wait (kept_rooms_is_online_cb, self);
  export_and_verify (self);
  kept_rooms_take_picture (self, "kept-exported.png");

  respond (self->window, "win.clear-history", "cancel");
  g_assert_cmpuint (g_list_model_get_n_items (kept_rooms_get_model (self)), >, 0);
  respond (self->window, "win.clear-history", "clear");
  ui_test_wait (is_empty_cb, kept_rooms_get_model (self));
  g_assert_cmpuint (attest_room_item_get_unread (self->window->item), ==, 0);

  kept_rooms_say (self, self->grace, "After all was cleared");
  kept_rooms_quit (self);
  g_assert_false (holds_text (path, "Nobody has read this"));
  g_assert_false (holds_text (path, "The first that Grace says"));
  g_assert_true (holds_text (path, "After all was cleared"));

  kept_rooms_show (self);
  attest_window_restore (self->window, NULL);
  ui_test_show (GTK_WIDGET (self->window), 960, 680);
  ui_test_wait (kept_rooms_has_room_cb, self);
  respond (self->window, "win.leave", "forget");
  ui_test_wait (is_no_item_cb, self);
  ui_test_wait (is_gone_cb, path);
  ui_test_wait (kept_rooms_is_quiet_cb, saved_id);
  g_clear_pointer (&open, g_strfreev);
  open = g_settings_get_strv (self->settings, "open-rooms");
  g_assert_cmpuint (g_strv_length (open), ==, 0);
  g_assert_cmpstr (get_page (self), ==, "login");
  /* The connection is still saved. */
  g_assert_nonnull (
      chat_profile_store_find (attest_login_page_get_store (self->window->login_page), saved_id));
}

static gboolean
is_waiting_cb (gpointer data)
{
  return ((KeptRooms *)data)->window->waiting != NULL;
}

/* A locked keyring is not asked to open: the room waits, and says so. */
static void
test_locked (KeptRooms *self, gconstpointer data)
{
  g_autofree char *label = NULL;

  kept_rooms_join (self);
  kept_rooms_quit (self);
  keyring_daemon_stop (self->daemon);
  self->daemon = keyring_daemon_start (FALSE, KEYRING_PROMPT_NOBODY);
  kept_rooms_show (self);
  attest_window_restore (self->window, NULL);
  ui_test_show (GTK_WIDGET (self->window), 960, 680);
  ui_test_wait (is_waiting_cb, self);
  g_assert_cmpstr (get_page (self), ==, "main");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (self->window->content), ==, "waiting");
  g_assert_null (self->window->item);
  g_assert_null (kept_rooms_find_toplevel (ADW_TYPE_MESSAGE_DIALOG));
  label = attest_room_row_dup_label (self->window->waiting);
  g_assert_nonnull (strstr (label, "Sign in again"));
  g_assert_nonnull (strstr (attest_room_row_get_reason (self->window->waiting), "locked"));
  kept_rooms_take_picture (self, "kept-waiting.png");

  /* With the key at hand after all: the row becomes the room. */
  keyring_daemon_stop (self->daemon);
  self->daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.sign-in", NULL);
  ui_test_wait (kept_rooms_has_room_cb, self);
  g_assert_null (self->window->waiting);
  g_assert_nonnull (gtk_list_box_get_row_at_index (self->window->rooms, 0));
  g_assert_null (gtk_list_box_get_row_at_index (self->window->rooms, 1));
}

/* Another process has the history: the room works without it, and says so. */
static void
test_busy (KeptRooms *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) other = NULL;
  g_autoptr (GDataInputStream) input = NULL;

  kept_rooms_join (self);
  path = chat_history_dup_path (attest_room_item_get_saved_id (self->window->item));
  kept_rooms_quit (self);
  other = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                            self_path, "--hold", path, NULL);
  g_assert_no_error (error);
  input = g_data_input_stream_new (g_subprocess_get_stdout_pipe (other));
  line = g_data_input_stream_read_line (input, NULL, NULL, &error);
  g_assert_cmpstr (line, ==, "held");

  kept_rooms_show (self);
  attest_window_restore (self->window, NULL);
  ui_test_show (GTK_WIDGET (self->window), 960, 680);
  ui_test_wait (kept_rooms_has_room_cb, self);
  g_assert_null (attest_room_item_get_history (self->window->item));
  g_assert_true (attest_banner_get_revealed (self->window->notice));
  g_assert_nonnull (strstr (attest_banner_get_title (self->window->notice), "Another Attest"));
  ui_test_wait (kept_rooms_is_online_cb, self);
  kept_rooms_say (self, attest_window_get_room (self->window), "It works all the same");
  kept_rooms_take_picture (self, "kept-busy.png");

  g_output_stream_close (g_subprocess_get_stdin_pipe (other), NULL, NULL);
  g_assert_true (g_subprocess_wait (other, NULL, &error));
}

static void
edit_cb (ChatSavedProfile **out, ChatSavedProfile *changed)
{
  g_set_object (out, changed);
}

static void
test_edit (KeptRooms *self, gconstpointer data)
{
  g_autofree char *saved_id = NULL;
  ChatSavedProfile *saved;
  AttestRoomDialog *dialog;
  g_autoptr (ChatSavedProfile) changed = NULL;

  kept_rooms_join (self);
  saved_id = g_strdup (attest_room_item_get_saved_id (self->window->item));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.edit-room", NULL);
  dialog = ATTEST_ROOM_DIALOG (kept_rooms_find_toplevel (ATTEST_TYPE_ROOM_DIALOG));
  g_assert_nonnull (dialog);
  g_signal_connect_swapped (dialog, "saved", G_CALLBACK (edit_cb), &changed);
  attest_room_dialog_set_title (dialog, " ");
  g_assert_false (attest_room_dialog_save (dialog));
  attest_room_dialog_set_title (dialog, "Our <room>");
  attest_room_dialog_add_gateway (dialog, "nonsense");
  g_assert_false (attest_room_dialog_save (dialog));
  g_assert_cmpstr (attest_room_dialog_get_problem (dialog), !=, "");
  gtk_window_destroy (GTK_WINDOW (dialog));

  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.edit-room", NULL);
  dialog = ATTEST_ROOM_DIALOG (kept_rooms_find_toplevel (ATTEST_TYPE_ROOM_DIALOG));
  g_signal_connect_swapped (dialog, "saved", G_CALLBACK (edit_cb), &changed);
  attest_room_dialog_set_title (dialog, "Our <room>");
  attest_room_dialog_set_display_name (dialog, "Countess");
  attest_room_dialog_add_gateway (dialog, "ws://127.0.0.1:9");
  g_assert_true (attest_room_dialog_save (dialog));
  g_assert_nonnull (changed);
  saved = chat_profile_store_find (attest_login_page_get_store (self->window->login_page),
                                   saved_id);
  g_assert_cmpstr (chat_saved_profile_get_title (saved), ==, "Our <room>");
  g_assert_cmpstr (chat_saved_profile_get_display_name (saved), ==, "Countess");
  g_assert_cmpstr (attest_room_item_get_title (self->window->item), ==, "Our <room>");
  g_assert_cmpstr (chat_room_get_display_name (attest_window_get_room (self->window)), ==, "Ada");

  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.reopen-room", NULL);
  g_assert_null (self->window->item);
  ui_test_wait (kept_rooms_has_room_cb, self);
  g_assert_cmpstr (chat_room_get_display_name (attest_window_get_room (self->window)), ==,
                   "Countess");
  g_assert_nonnull (icws_pool_find (
      chat_connection_get_pool (attest_window_get_connection (self->window)), "ws://127.0.0.1:9"));
}

/* Nothing is kept by choice, and what there was is gone. */
static void
test_not_kept (KeptRooms *self, gconstpointer data)
{
  g_autofree char *path = NULL;

  kept_rooms_join (self);
  path = chat_history_dup_path (attest_room_item_get_saved_id (self->window->item));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  kept_rooms_quit (self);
  g_settings_set_enum (self->settings, "keep-history", ATTEST_KEEP_NONE);
  kept_rooms_show (self);
  attest_window_restore (self->window, NULL);
  ui_test_show (GTK_WIDGET (self->window), 960, 680);
  ui_test_wait (kept_rooms_has_room_cb, self);
  g_assert_null (attest_room_item_get_history (self->window->item));
  ui_test_wait (is_gone_cb, path);
  g_settings_reset (self->settings, "keep-history");
}

static void
test_limits (void)
{
  guint64 now_ns = UI_TEST_NOW_NS;

  g_assert_cmpuint (attest_room_store_get_limit_ns (ATTEST_KEEP_FOREVER, now_ns), ==, 0);
  g_assert_cmpuint (attest_room_store_get_limit_ns (ATTEST_KEEP_WEEK, now_ns), ==,
                    now_ns - 7 * 86400 * IC_NS_PER_S);
  g_assert_cmpuint (attest_room_store_get_limit_ns (ATTEST_KEEP_YEAR, now_ns), ==,
                    now_ns - 365 * 86400 * IC_NS_PER_S);
  g_assert_cmpuint (attest_room_store_get_limit_ns (ATTEST_KEEP_YEAR, 5), ==, 0);
}

static void
on_held (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(ChatHistory **)data = chat_history_open_finish (result, &error);
  g_assert_no_error (error);
}

/* The other process: holds a history until its input ends. */
static int
hold (const char *path)
{
  g_autoptr (ChatHistory) history = NULL;

  chat_history_open_async (path, NULL, on_held, &history);
  while (history == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_print ("held\n");
  getchar ();
  chat_history_close_sync (history);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--hold"))
    return hold (argv[2]);
  ui_test_init (&argc, &argv);
  g_assert_cmpint (argc, ==, 2);
  self_path = argv[0];
  probe_path = argv[1];
#define ADD(name, func)                                                                            \
  g_test_add ("/kept-rooms/" name, KeptRooms, NULL, kept_rooms_set_up, func, kept_rooms_tear_down)
  ADD ("restart", test_restart);
  ADD ("locked", test_locked);
  ADD ("busy", test_busy);
  ADD ("edit", test_edit);
  ADD ("not-kept", test_not_kept);
  g_test_add_func ("/kept-rooms/limits", test_limits);
  return g_test_run ();
}
