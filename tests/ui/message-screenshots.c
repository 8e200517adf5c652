/* SPDX-License-Identifier: MIT */
/* Pictures of messages of every kind: message-screenshots VARIANT [WIDTH [TEXT-SCALE]], into
 * $ATTEST_SCREENSHOT_DIR. Dark and contrast come from the environment; the variant "rtl" turns the
 * direction around. */
#include "config.h"

#include <glib/gstdio.h>

#include "attest-chat-view.h"
#include "attest-composer.h"
#include "attest-message-details.h"
#include "attest-message-row.h"
#include "ui-test-util.h"

static const char *directory;
static const char *variant;

static void
save (GtkWidget *widget, const char *view)
{
  g_autofree char *name = g_strdup_printf ("%s-%s.png", view, variant);
  g_autofree char *path = g_build_filename (directory, name, NULL);

  ui_test_wait_for_frames (widget);
  ui_test_screenshot (widget, path);
}

static void
add (GListStore *store, const char *author, const char *text)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));
  g_autoptr (ChatMessage) message = ui_test_message (author, text, g_str_equal (author, "Ada"),
                                                     UI_TEST_NOW_S - 3600 + n * 20);

  g_list_store_append (store, message);
}

static gboolean
is_settled_cb (gpointer data)
{
  return attest_message_list_is_settled (ATTEST_MESSAGE_LIST (data));
}

static AttestMessageRow *
get_row (AttestMessageList *list, guint index)
{
  return ATTEST_MESSAGE_ROW (attest_message_list_get_row (list, index));
}

static void
show_links_and_names (AttestChatView *view, GListStore *store, GtkWidget *window)
{
  AttestMessageList *list = attest_chat_view_get_list (view);

  add (store, "Grace", "The notes are at https://example.com/notes/(2026), read them.");
  add (store, "Ada", "Mine too: https://example.org/a?b=c and attest:kio63-vyaaa-aaaal-qcd6q-cai");
  add (store,
       "Gr\xd0\xb0"
       "ce",
       "Log in here, please: https://p\xd0\xb0ypal.com/login");
  add (store,
       "Gr\xd0\xb0"
       "ce",
       "Or https://paypal.com@evil.example/login, https://b\xc3\xbc"
       "cher.example");
  add (store, "Ada", "Not me.");
  g_list_store_insert (store, 5, ui_test_message ("Ada", "I am Ada, too.", FALSE, UI_TEST_NOW_S));
  add (store, "Tim\xe2\x80\x8b", "I hide something.");
  attest_message_list_set_unread_position (list, 2);
  ui_test_wait (is_settled_cb, list);
  save (window, "names");
  attest_message_row_popup_menu (get_row (list, 0), 60, 40);
  ui_test_wait_for_frames (window);
  save (attest_message_row_get_menu (get_row (list, 0)), "menu");
  gtk_popover_popdown (GTK_POPOVER (attest_message_row_get_menu (get_row (list, 0))));
}

static void
show_long_and_bidi (AttestChatView *view, GListStore *store, GtkWidget *window)
{
  AttestMessageList *list = attest_chat_view_get_list (view);
  GString *text = g_string_new ("What I have to say:");

  for (guint i = 1; i < 30; i++)
    g_string_append_printf (text, "\n%u. one thing after another", i);
  g_list_store_remove_all (store);
  add (store, "Jun", "شكرا جزيلا! كل شيء يعمل كما هو متوقع.\nAnd a line in English.");
  add (store, "\xd9\x8a\xd9\x88\xd8\xb3\xd9\x81", "مرحبا https://example.com/ar شكرا");
  add (store, "Eve", "\xe2\x80\xaetxt.exe\xe2\x80\xac is not what it seems");
  add (store, "Grace", text->str);
  add (store, "Ada", text->str);
  attest_composer_quote (ATTEST_COMPOSER (attest_chat_view_get_composer (view)), "Grace",
                         "What I have to say:\none");
  ui_test_wait (is_settled_cb, list);
  save (window, "long");
  g_string_free (text, TRUE);
}

static void
show_details (void)
{
  g_autoptr (ChatMessage) message = ui_test_message ("Grace", "x", FALSE, UI_TEST_NOW_S);
  g_autoptr (ChatMessage) own = ui_test_message ("Ada", "x", TRUE, UI_TEST_NOW_S);
  GtkWidget *details;

  chat_message_set_proof (message, 42, UI_TEST_NOW_NS,
                          "kio63-vyaaa-aaaal-qcd6q-cai_00000000000000000042");
  details = GTK_WIDGET (attest_message_details_new (message, "group-chat",
                                                    "Looks like “Gr\xd0\xb0"
                                                    "ce”, who wrote before"));
  ui_test_show (details, 460, 620);
  save (details, "details");
  gtk_window_destroy (GTK_WINDOW (details));

  chat_message_set_failed (own, "the room is full");
  chat_message_set_possible_duplicate (own, TRUE);
  details = GTK_WIDGET (attest_message_details_new (own, "group-chat", NULL));
  ui_test_show (details, 460, 560);
  save (details, "details-own");
  gtk_window_destroy (GTK_WINDOW (details));
}

int
main (int argc, char **argv)
{
  int width = 760;
  g_autoptr (GListStore) store = g_list_store_new (CHAT_TYPE_MESSAGE);
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (UI_TEST_NOW_NS);
  AttestChatView *view;
  GtkWidget *window;

  directory = g_getenv ("ATTEST_SCREENSHOT_DIR");
  if (directory == NULL || argc < 2)
    {
      g_print ("ATTEST_SCREENSHOT_DIR=... message-screenshots VARIANT [WIDTH [TEXT-SCALE]]\n");
      return 77;
    }
  variant = argv[1];
  if (argc > 2)
    width = atoi (argv[2]);
  g_mkdir_with_parents (directory, 0755);
  ui_test_init (&argc, &argv);
  if (g_str_equal (variant, "rtl"))
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Cantarell 11", NULL);
  if (argc > 3)
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                  (int)(96 * 1024 * g_ascii_strtod (argv[3], NULL)), NULL);
  view = g_object_new (ATTEST_TYPE_CHAT_VIEW, NULL);
  attest_message_list_set_clock (attest_chat_view_get_list (view), IC_CLOCK (clock));
  attest_message_list_set_own_name (attest_chat_view_get_list (view), "Ada");
  attest_chat_view_set_model (view, G_LIST_MODEL (store));
  window = ui_test_show (GTK_WIDGET (view), width, 760);
  show_links_and_names (view, store, window);
  show_long_and_bidi (view, store, window);
  gtk_window_destroy (GTK_WINDOW (window));
  show_details ();
  return 0;
}
