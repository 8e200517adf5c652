/* SPDX-License-Identifier: MIT */
/* Several rooms in one window: which one is shown, what is unread, what was typed, leaving. */
#include "config.h"

#include "attest-composer.h"
#include "attest-notifier.h"
#include "attest-preferences.h"
#include "attest-ui.h"
#include "attest-window-private.h"
#include "ui-test-util.h"

/* Nothing listens there, and nothing has to. */
#define NOWHERE "http://127.0.0.1:9"

static void
join (AttestWindow *window, const char *title)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (IcIdentity)
      identity = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));

  g_free (profile->network_url);
  profile->network_url = g_strdup (NOWHERE);
  g_free (profile->title);
  profile->title = g_strdup (title);
  attest_window_login (window, profile, identity, "Ada");
}

static AttestRoomItem *
get_item (AttestWindow *window, guint position)
{
  return g_ptr_array_index (window->items, position);
}

static void
say (AttestRoomItem *item, const char *text)
{
  g_autoptr (ChatCodec) codec = chat_codec_new_by_id ("group-chat");
  g_autoptr (ChatEvent) event = chat_event_new (CHAT_EVENT_TEXT, "Grace", text);
  g_autoptr (GBytes) content = chat_codec_encode (codec, event, UI_TEST_NOW_NS, NULL);

  g_assert_nonnull (content);
  chat_room_handle_content (attest_room_item_get_room (item), content, NULL, NULL);
}

static AttestComposer *
get_composer (AttestWindow *window)
{
  return ATTEST_COMPOSER (attest_chat_view_get_composer (window->chat_view));
}

static const char *
get_page (AttestWindow *window)
{
  return gtk_stack_get_visible_child_name (window->stack);
}

static void
test_rooms (void)
{
  AttestWindow *window = attest_window_new (NULL);
  g_autofree char *draft = NULL;
  g_autofree char *label = NULL;

  ui_test_show (GTK_WIDGET (window), 900, 600);
  g_assert_cmpstr (get_page (window), ==, "login");
  g_assert_null (attest_window_get_room (window));

  join (window, "First & <foremost>");
  g_assert_cmpstr (get_page (window), ==, "main");
  attest_composer_set_text (get_composer (window), "half a sentence");
  join (window, "Second");
  g_assert_cmpuint (window->items->len, ==, 2);
  g_assert_true (attest_window_get_room (window) ==
                 attest_room_item_get_room (get_item (window, 1)));
  g_assert_cmpstr (adw_window_title_get_title (window->title), ==, "Second");
  draft = attest_composer_get_text (get_composer (window));
  g_assert_cmpstr (draft, ==, "");

  /* What comes in a room that nobody sees is unread; in the one that is seen it is not. */
  attest_room_item_set_seen (get_item (window, 1), TRUE);
  say (get_item (window, 0), "One");
  say (get_item (window, 0), "Two");
  say (get_item (window, 1), "Three");
  g_assert_cmpuint (attest_room_item_get_unread (get_item (window, 0)), ==, 2);
  g_assert_cmpuint (attest_room_item_get_unread (get_item (window, 1)), ==, 0);
  attest_room_item_set_muted (get_item (window, 0), TRUE);
  label = attest_room_row_dup_label (
      ATTEST_ROOM_ROW (gtk_list_box_get_row_at_index (window->rooms, 0)));
  g_assert_true (g_str_has_prefix (label, "First & <foremost>, "));
  g_assert_nonnull (strstr (label, "2 unread messages"));
  g_assert_nonnull (strstr (label, "muted"));

  /* Back to the first: its draft is there again. */
  attest_window_move_room (window, 1);
  g_assert_true (window->item == get_item (window, 0));
  g_clear_pointer (&draft, g_free);
  draft = attest_composer_get_text (get_composer (window));
  g_assert_cmpstr (draft, ==, "half a sentence");
  g_assert_true (gtk_list_box_get_selected_row (window->rooms) ==
                 gtk_list_box_get_row_at_index (window->rooms, 0));

  gtk_window_destroy (GTK_WINDOW (window));
}

/* Text of a message, or a word of the form to log in: whatever takes what is typed. */
static gboolean
is_focus_text_in (AttestWindow *window, GtkWidget *place)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  return focus != NULL && (GTK_IS_TEXT_VIEW (focus) || GTK_IS_TEXT (focus)) &&
         gtk_widget_is_ancestor (focus, place);
}

/* What is typed at once must land where a message is written, whatever is shown first. */
static void
test_focus (gconstpointer data)
{
  int width = GPOINTER_TO_INT (data);
  AttestWindow *window = attest_window_new (NULL);
  GtkWidget *composer = GTK_WIDGET (get_composer (window));

  /* As with --temporary: in a room before the window is there. */
  join (window, "First");
  ui_test_show (GTK_WIDGET (window), width, 600);
  g_assert_true (is_focus_text_in (window, composer));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.add-room", NULL);
  ui_test_wait_for_frames (GTK_WIDGET (window));
  g_assert_true (is_focus_text_in (window, GTK_WIDGET (window->login_page)));
  g_signal_emit_by_name (window->login_page, "back");
  ui_test_wait_for_frames (GTK_WIDGET (window));
  g_assert_true (is_focus_text_in (window, composer));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.add-room", NULL);
  join (window, "Second");
  ui_test_wait_for_frames (GTK_WIDGET (window));
  g_assert_true (is_focus_text_in (window, composer));

  attest_window_move_room (window, 1);
  ui_test_wait_for_frames (GTK_WIDGET (window));
  g_assert_true (is_focus_text_in (window, composer));
  g_signal_emit_by_name (window->rooms, "row-activated",
                         gtk_list_box_get_row_at_index (window->rooms, 1));
  ui_test_wait_for_frames (GTK_WIDGET (window));
  g_assert_true (is_focus_text_in (window, composer));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A telephone: as wide as it is, with what GNOME has in a title bar, at a size of text. */
static void
test_narrow (gconstpointer data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  AttestWindow *window = attest_window_new (NULL);
  GtkWidget *pages[] = { GTK_WIDGET (window->login_page), GTK_WIDGET (window->split_view) };

  g_object_set (settings, "gtk-decoration-layout", "appmenu:close", "gtk-xft-dpi",
                96 * 1024 * GPOINTER_TO_INT (data), NULL);
  join (window, "A room with a rather long name, which does not fit");
  attest_connection_panel_set_control_url (window->panel, NOWHERE);
  ui_test_show (GTK_WIDGET (window), 360, 640);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      int width;

      gtk_widget_measure (pages[i], GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
      g_assert_cmpint (width, <=, 360);
    }
  g_object_set (settings, "gtk-xft-dpi", 96 * 1024, NULL);
  gtk_settings_reset_property (settings, "gtk-decoration-layout");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_leaving (void)
{
  AttestWindow *window = attest_window_new (NULL);
  ChatRoom *third;

  ui_test_show (GTK_WIDGET (window), 900, 600);
  join (window, "First");
  join (window, "Second");
  join (window, "Third");
  third = attest_window_get_room (window);
  attest_window_show_room (window, get_item (window, 1));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.leave", NULL);
  g_assert_cmpuint (window->items->len, ==, 2);
  g_assert_true (attest_window_get_room (window) == third);

  /* Another room, and back without joining one. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.add-room", NULL);
  g_assert_cmpstr (get_page (window), ==, "login");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (gtk_widget_get_template_child (
      GTK_WIDGET (window->login_page), ATTEST_TYPE_LOGIN_PAGE, "back"))));
  g_signal_emit_by_name (window->login_page, "back");
  g_assert_cmpstr (get_page (window), ==, "main");
  g_assert_true (attest_window_get_room (window) == third);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.leave", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.leave", NULL);
  g_assert_null (attest_window_get_room (window));
  g_assert_cmpstr (get_page (window), ==, "login");
  g_assert_null (gtk_list_box_get_row_at_index (window->rooms, 0));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (gtk_widget_get_template_child (
      GTK_WIDGET (window->login_page), ATTEST_TYPE_LOGIN_PAGE, "back"))));
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
find_dialog (AttestWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (toplevel))
        return toplevel;
    }
  return NULL;
}

/* An address from a stranger goes nowhere by itself. */
static void
test_link (void)
{
  AttestWindow *window = attest_window_new (NULL);
  g_autoptr (ChatProfile) profile = NULL;
  g_autofree char *id = NULL;
  GtkWidget *dialog;

  ui_test_show (GTK_WIDGET (window), 900, 600);
  attest_window_open_link (window, "attest:nonsense");
  g_assert_null (find_dialog (window));
  attest_window_open_link (window, "attest:" CHAT_PING_RUST_CANISTER "?title=Ping%20%3Cb%3E");
  dialog = find_dialog (window);
  g_assert_nonnull (dialog);
  g_assert_nonnull (
      strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), CHAT_PING_RUST_CANISTER));
  g_assert_null (attest_window_get_room (window));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "open");
  profile = attest_login_page_get_profile (window->login_page);
  id = ic_principal_to_text (&profile->canister_id);
  g_assert_cmpstr (id, ==, CHAT_PING_RUST_CANISTER);
  g_assert_cmpstr (profile->title, ==, "Ping <b>");
  g_assert_null (attest_window_get_room (window));
  gtk_window_destroy (GTK_WINDOW (dialog));

  /* Another place after all. */
  attest_login_page_set_preset (window->login_page, NULL);
  g_clear_pointer (&profile, chat_profile_free);
  profile = attest_login_page_get_profile (window->login_page);
  g_assert_cmpstr (profile->title, !=, "Ping <b>");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_announcement (void)
{
  g_autofree char *open = attest_notifier_make_body ("Gra\u202ece", "Hello\nworld", 3, TRUE);
  g_autofree char *closed = attest_notifier_make_body ("Grace", "Hello", 3, FALSE);
  g_autofree char *one = attest_notifier_make_body ("Grace", "Hello", 1, FALSE);
  g_autofree char *nobody = attest_notifier_make_body (NULL, "Hello", 1, TRUE);
  g_autofree char *endless = g_strnfill (5000, 'x');
  g_autofree char *cut = attest_notifier_make_body (NULL, endless, 1, TRUE);

  /* Isolated, so that a name cannot turn the line around. */
  g_assert_cmpstr (open, ==, "\u2068Grace\u2069: Hello world");
  g_assert_cmpstr (closed, ==, "3 new messages");
  g_assert_cmpstr (one, ==, "1 new message");
  g_assert_cmpstr (nobody, ==, "Hello");
  g_assert_cmpuint (strlen (cut), <=, 200);
}

static void
test_preferences (void)
{
  g_autoptr (GSettings) settings = attest_ui_get_settings ();
  AttestPreferences *preferences;
  const char *directory = g_getenv ("ATTEST_SCREENSHOT_DIR");

  g_assert_nonnull (settings);
  preferences = attest_preferences_new (settings);
  gtk_window_present (GTK_WINDOW (preferences));
  ui_test_wait_for_frames (GTK_WIDGET (preferences));
  if (directory != NULL)
    {
      g_autofree char *path = g_build_filename (directory, "preferences.png", NULL);

      ui_test_screenshot (GTK_WIDGET (preferences), path);
    }
  g_settings_set_boolean (settings, "send-typing", FALSE);
  g_settings_reset (settings, "send-typing");
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (preferences), "Show Names and Texts"));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);
  ui_test_load_style ();
  g_test_add_func ("/rooms/rooms", test_rooms);
  g_test_add_data_func ("/rooms/focus/wide", GINT_TO_POINTER (900), test_focus);
  g_test_add_data_func ("/rooms/focus/narrow", GINT_TO_POINTER (360), test_focus);
  g_test_add_data_func ("/rooms/narrow/1", GINT_TO_POINTER (1), test_narrow);
  g_test_add_data_func ("/rooms/narrow/2", GINT_TO_POINTER (2), test_narrow);
  g_test_add_func ("/rooms/leaving", test_leaving);
  g_test_add_func ("/rooms/link", test_link);
  g_test_add_func ("/rooms/announcement", test_announcement);
  g_test_add_func ("/rooms/preferences", test_preferences);
  return g_test_run ();
}
