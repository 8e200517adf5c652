/* SPDX-License-Identifier: MIT */
/* Pictures of messages of every kind: message-screenshots VARIANT [WIDTH [TEXT-SCALE]], into
 * $ATTEST_SCREENSHOT_DIR. Dark and contrast come from the environment; the variant "rtl" turns the
 * direction around. */
#include "config.h"

#include <glib/gstdio.h>

#include "attest-chat-view-private.h"
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
  /* A menu has its place on the screen: its row must be in sight. */
  attest_message_list_show_message (list, 0);
  ui_test_wait_for_frames (window);
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
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static gboolean
is_done_cb (gpointer data)
{
  return *(GAsyncResult **)data != NULL;
}

static void
keep (ChatHistory *history, const char *author, const char *text)
{
  static guint n;
  g_autoptr (ChatHistoryRecord) record = chat_history_record_new ();

  record->author = g_strdup (author);
  record->text = g_strdup (text);
  record->own = g_str_equal (author, "Ada");
  record->time_ns = UI_TEST_NOW_NS - (guint64)(40 - n++) * 5400 * IC_NS_PER_S;
  chat_history_append (history, record);
}

static gboolean
is_searched_cb (gpointer data)
{
  return *attest_search_view_get_summary (ATTEST_SEARCH_VIEW (data)) != '\0';
}

static void
show_search (AttestChatView *view, IcClock *clock, GtkWidget *window)
{
  g_autofree char *path = g_dir_make_tmp ("attest-pictures-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (path, "room.db", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ChatHistory) history = NULL;

  chat_history_open_async (file, NULL, on_result, &result);
  ui_test_wait (is_done_cb, &result);
  history = chat_history_open_finish (result, NULL);
  g_assert_nonnull (history);
  for (guint i = 0; i < 8; i++)
    {
      keep (history, "Grace", "The gateway runs since midnight, and nothing is missing.");
      keep (history, "Ada",
            "Which gateway? The one that we took out of the pool last week said so too.");
      keep (history, "\xd9\x8a\xd9\x88\xd8\xb3\xd9\x81",
            "شكرا جزيلا! كل شيء يعمل: gateway كما هو متوقع.");
      keep (history, "Somebody With a Rather Long Name That Does Not Fit Anywhere",
            "A long story before it comes to the point, with many words that nobody looks for, and "
            "then\nthe gateways of all three boundary nodes went away at once, which took us an "
            "hour to find, and another one to believe in.");
    }
  attest_chat_view_bind_history (view, history);
  attest_search_view_set_clock (view->search_view, clock);
  g_object_set (view, "search-mode", TRUE, NULL);
  gtk_editable_set_text (view->search_entry, "gateway");
  ui_test_wait (is_searched_cb, view->search_view);
  save (window, "search");
  gtk_editable_set_text (view->search_entry, "haystack");
  attest_search_view_show_note (view->search_view, "");
  ui_test_wait (is_searched_cb, view->search_view);
  save (window, "search-nothing");
  attest_chat_view_stop_search (view);

  attest_chat_view_set_model (view, NULL);
  save (window, "empty-kept");
  attest_chat_view_bind_history (view, NULL);
  chat_history_close_sync (history);
  g_assert_true (chat_history_delete_files (file, NULL));
  g_rmdir (path);
}

static void
show_found (AttestChatView *view, GListStore *store, GtkWidget *window)
{
  g_list_store_remove_all (store);
  for (guint i = 0; i < 60; i++)
    add (store, i % 3 == 1 ? "Ada" : "Grace", "One of many messages, of the usual length.");
  ui_test_wait (is_settled_cb, attest_chat_view_get_list (view));
  attest_message_list_show_message (attest_chat_view_get_list (view), 10);
  ui_test_wait_for_frames (window);
  ui_test_wait (is_settled_cb, attest_chat_view_get_list (view));
  ui_test_wait_for_frames (window);
  save (window, "found");
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
  ui_test_set_look (variant, argc > 3 ? argv[3] : NULL);
  view = g_object_new (ATTEST_TYPE_CHAT_VIEW, NULL);
  attest_message_list_set_clock (attest_chat_view_get_list (view), IC_CLOCK (clock));
  attest_message_list_set_own_name (attest_chat_view_get_list (view), "Ada");
  attest_chat_view_set_model (view, G_LIST_MODEL (store));
  window = ui_test_show (GTK_WIDGET (view), width, 760);
  show_links_and_names (view, store, window);
  show_long_and_bidi (view, store, window);
  show_found (view, store, window);
  show_search (view, IC_CLOCK (clock), window);
  gtk_window_destroy (GTK_WINDOW (window));
  show_details ();
  return 0;
}
