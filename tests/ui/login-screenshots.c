/* SPDX-License-Identifier: MIT */
/* Pictures of each way to log in: login-screenshots VARIANT [WIDTH [TEXT-SCALE]], into $ATTEST_SCREENSHOT_DIR. */
#include "config.h"

#include <glib/gstdio.h>

#include "attest-expiry-banner.h"
#include "attest-internet-identity-pane.h"
#include "attest-key-file-pane.h"
#include "attest-login-page.h"
#include "attest-new-phrase-dialog.h"
#include "attest-phrase-pane.h"
#include "ui-test-util.h"

static const char *directory;
static const char *variant;

static void
save (GtkWidget *window, const char *view)
{
  g_autofree char *name = g_strdup_printf ("login-%s-%s.png", view, variant);
  g_autofree char *path = g_build_filename (directory, name, NULL);

  ui_test_wait_for_frames (window);
  ui_test_screenshot (window, path);
}

static gboolean
is_idle_cb (gpointer data)
{
  return !attest_identity_pane_get_busy (data);
}

static AttestIdentityPane *
choose (AttestLoginPage *page, AttestLoginMethod method)
{
  AttestIdentityPane *pane = attest_login_page_get_pane (page, method);

  attest_login_page_set_method (page, method);
  ui_test_wait (is_idle_cb, pane);
  return pane;
}

static void
show_panes (AttestLoginPage *page, GtkWidget *window)
{
  AttestPhrasePane *phrase = ATTEST_PHRASE_PANE (choose (page, ATTEST_LOGIN_PHRASE));
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "unit", "ic", "data", "keys",
                                                 "k256-encrypted-scrypt.pem", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  AttestIdentityPane *key;
  GtkWidget *row;

  attest_phrase_pane_set_phrase (
      phrase, "equip will roof matter pink blind book anxiety banner elbow sun young");
  ui_test_wait (is_idle_cb, phrase);
  save (window, "phrase");
  attest_phrase_pane_set_phrase (
      phrase, "equip will roof mattr pink blind book anxiety banner elbow sun young");
  save (window, "phrase-wrong");
  attest_phrase_pane_set_phrase (phrase, "");
  attest_phrase_pane_set_revealed (phrase, TRUE);
  row = ui_test_find (GTK_WIDGET (phrase), ADW_TYPE_PASSWORD_ENTRY_ROW);
  gtk_widget_grab_focus (row);
  gtk_editable_set_text (GTK_EDITABLE (row), "equip wil");
  gtk_editable_set_position (GTK_EDITABLE (row), -1);
  save (window, "phrase-complete");

  choose (page, ATTEST_LOGIN_INTERNET_IDENTITY);
  save (window, "internet-identity");
  key = choose (page, ATTEST_LOGIN_KEY_FILE);
  attest_key_file_pane_load (ATTEST_KEY_FILE_PANE (key), file);
  ui_test_wait (is_idle_cb, key);
  save (window, "key-file");
  choose (page, ATTEST_LOGIN_SESSION_KEY);
  save (window, "session");
  choose (page, ATTEST_LOGIN_REMEMBERED);
  save (window, "remembered");
}

static void
show_profiles (AttestLoginPage *page, GtkWidget *window)
{
  static const char *const TITLES[] = { "Group Chat", "Developers" };

  for (guint i = 0; i < G_N_ELEMENTS (TITLES); i++)
    {
      g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_MAINNET);
      g_autoptr (ChatSavedProfile) saved = NULL;

      g_free (profile->title);
      profile->title = g_strdup (TITLES[i]);
      saved = chat_saved_profile_new (NULL, profile, "Ada", i == 0 ? "x" : NULL,
                                      i == 0 ? "internet-identity" : NULL);
      chat_profile_store_add (attest_login_page_get_store (page), saved, NULL);
    }
  attest_login_page_reset (page);
  gtk_widget_grab_focus (GTK_WIDGET (page));
  save (window, "profiles");
}

static void
show_others (int width)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (7);
  AttestNewPhraseDialog *dialog = attest_new_phrase_dialog_new (random);
  AttestExpiryBanner *banner = g_object_new (ATTEST_TYPE_EXPIRY_BANNER, NULL);
  GtkWidget *window;

  gtk_window_set_default_size (GTK_WINDOW (dialog), MIN (width, 420), -1);
  gtk_window_present (GTK_WINDOW (dialog));
  save (GTK_WIDGET (dialog), "new-phrase");
  attest_new_phrase_dialog_go_on (dialog);
  attest_new_phrase_dialog_go_on (dialog);
  save (GTK_WIDGET (dialog), "new-phrase-ask");
  gtk_window_destroy (GTK_WINDOW (dialog));

  window = ui_test_show (GTK_WIDGET (banner), width, 120);
  attest_expiry_banner_show_stage (banner, CHAT_EXPIRY_MINUTES);
  save (window, "expiry");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  AttestLoginPage *page;
  GtkWidget *window;
  int width;

  directory = g_getenv ("ATTEST_SCREENSHOT_DIR");
  if (directory == NULL || argc < 2)
    {
      g_print ("ATTEST_SCREENSHOT_DIR=... login-screenshots VARIANT [WIDTH [TEXT-SCALE]]\n");
      return 77;
    }
  variant = argv[1];
  width = argc > 2 ? atoi (argv[2]) : 640;
  g_mkdir_with_parents (directory, 0755);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  /* For g_test_build_filename(). */
  ui_test_init (&argc, &argv);
  ui_test_set_look (variant, argc > 3 ? argv[3] : NULL);

  page = g_object_new (ATTEST_TYPE_LOGIN_PAGE, NULL);
  attest_login_page_set_display_name (page, "Ada");
  window = ui_test_show (GTK_WIDGET (page), width, 1000);
  show_panes (page, window);
  show_profiles (page, window);
  gtk_window_destroy (GTK_WINDOW (window));
  show_others (width);
  return 0;
}
