/* SPDX-License-Identifier: MIT */
/* Pictures of what belongs to kept rooms: room-screenshots VARIANT [WIDTH [TEXT-SCALE]], into $ATTEST_SCREENSHOT_DIR. */
#include "config.h"

#include "attest-export-dialog.h"
#include "attest-preferences.h"
#include "attest-room-dialog.h"
#include "attest-ui.h"
#include "attest-window-private.h"
#include "ui-test-util.h"

/* Nothing listens there, and nothing has to. */
#define NOWHERE "http://127.0.0.1:9"

static const char *directory;
static const char *variant;
static int width = 960;

static void
save (GtkWidget *window, const char *view)
{
  g_autofree char *name = g_strdup_printf ("%s-%s.png", view, variant);
  g_autofree char *path = g_build_filename (directory, name, NULL);

  ui_test_wait_for_frames (window);
  ui_test_screenshot (window, path);
}

static ChatProfile *
create_profile (const char *title)
{
  ChatProfile *profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);

  g_free (profile->network_url);
  profile->network_url = g_strdup (NOWHERE);
  g_free (profile->title);
  profile->title = g_strdup (title);
  return profile;
}

static void
show_dialog (GtkWidget *dialog, const char *view)
{
  int natural;

  gtk_widget_measure (dialog, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  if (!ADW_IS_MESSAGE_DIALOG (dialog))
    gtk_window_set_default_size (GTK_WINDOW (dialog), MIN (width, 520), 600);
  gtk_window_present (GTK_WINDOW (dialog));
  save (dialog, view);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static GtkWidget *
find_dialog (void)
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

static void
take_window (void)
{
  AttestWindow *window = attest_window_new (NULL);
  g_autoptr (ChatProfile) profile = create_profile ("Group chat");
  g_autoptr (ChatProfile)
      other = create_profile ("A room with a rather long name, which does not fit");
  g_autoptr (ChatSavedProfile) saved = chat_saved_profile_new ("saved", other, "Ada", "x", "seed");
  g_autoptr (IcIdentity)
      identity = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));
  GtkWidget *row = attest_room_row_new_waiting (
      saved, "The keyring is locked. Sign in, and it asks for its password.");

  ui_test_show (GTK_WIDGET (window), width, 680);
  gtk_stack_set_visible_child_name (window->stack, "loading");
  save (GTK_WIDGET (window), "loading");
  attest_window_login (window, profile, identity, "Ada");
  attest_room_item_set_saved (window->item, "other", NULL);
  gtk_list_box_append (window->rooms, row);
  attest_room_item_set_notice (window->item,
                               "Another Attest has this room’s history open: nothing is kept here. "
                               "Close it, then open the room again.");
  save (GTK_WIDGET (window), "notice");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.leave", NULL);
  show_dialog (find_dialog (), "leave");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.clear-history", NULL);
  show_dialog (find_dialog (), "clear");
  attest_window_show_row (window, ATTEST_ROOM_ROW (row));
  save (GTK_WIDGET (window), "waiting");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
take_dialogs (void)
{
  g_autoptr (GSettings) settings = attest_ui_get_settings ();
  g_autoptr (ChatProfile) profile = create_profile ("Group chat");
  g_autoptr (ChatSavedProfile)
      saved = chat_saved_profile_new ("saved", profile, "Ada", "x", "seed");
  g_autoptr (ChatProfileStore) store = chat_profile_store_new ("/nonexistent/profiles.json");
  AttestRoomDialog *dialog = attest_room_dialog_new (saved);
  const char *pages[] = { "general", "privacy", "networks" };

  attest_room_dialog_add_gateway (dialog, "wss://gateway.icws.example/a/long/address");
  show_dialog (GTK_WIDGET (dialog), "room-dialog");
  chat_profile_store_add (store, saved, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      AttestPreferences *preferences = attest_preferences_new (settings);
      g_autofree char *name = g_strconcat ("preferences-", pages[i], NULL);

      attest_preferences_set_store (preferences, store);
      adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), pages[i]);
      show_dialog (GTK_WIDGET (preferences), name);
    }
}

int
main (int argc, char **argv)
{
  directory = g_getenv ("ATTEST_SCREENSHOT_DIR");
  if (argc < 2 || directory == NULL)
    {
      g_printerr ("ATTEST_SCREENSHOT_DIR=... room-screenshots VARIANT [WIDTH [TEXT-SCALE]]\n");
      return 64;
    }
  variant = argv[1];
  if (argc > 2)
    width = atoi (argv[2]);
  ui_test_init (&argc, &argv);
  ui_test_load_style ();
  ui_test_set_look (variant, argc > 3 ? argv[3] : NULL);
  take_window ();
  take_dialogs ();
  return 0;
}
