/* SPDX-License-Identifier: MIT */
/* The search in what a room keeps: over a real history in a file. */
#include "config.h"

#include <glib/gstdio.h>

#include "attest-chat-view.h"
#include "attest-message-row.h"
#include "attest-search-row.h"
#include "attest-search-text.h"
#include "attest-search-view.h"
#include "ui-test-util.h"

#define N_MESSAGES 400

typedef struct
{
  char *directory;
  ChatHistory *history;
  AttestSearchView *view;
  GtkWidget *window;
} Fixture;

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static ChatHistory *
open_history (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "room.db", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  ChatHistory *history;

  chat_history_open_async (path, NULL, on_result, &result);
  history = chat_history_open_finish (wait_for (&result), NULL);
  g_assert_nonnull (history);
  return history;
}

/* Every third says "needle"; the first one "beginning", too. */
static void
fill (ChatHistory *history)
{
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autoptr (ChatHistoryRecord) record = chat_history_record_new ();

      record->author = g_strdup (i % 2 == 0 ? "Grace" : "Zoë");
      record->text = g_strdup_printf ("Message %u%s%s", i, i % 3 == 0 ? " has a Needle in it" : "",
                                      i == 0 ? ", at the beginning" : "");
      record->time_ns = UI_TEST_NOW_NS - (guint64)(N_MESSAGES - i) * 60 * IC_NS_PER_S;
      chat_history_append (history, record);
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (UI_TEST_NOW_NS);

  fixture->directory = g_dir_make_tmp ("attest-search-XXXXXX", NULL);
  fixture->history = open_history (fixture->directory);
  fill (fixture->history);
  fixture->view = g_object_ref_sink (g_object_new (ATTEST_TYPE_SEARCH_VIEW, NULL));
  attest_search_view_set_clock (fixture->view, IC_CLOCK (clock));
  attest_search_view_set_history (fixture->view, fixture->history);
  fixture->window = ui_test_show (GTK_WIDGET (fixture->view), 500, 600);
}

static void
remove_directory (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "room.db", NULL);

  g_assert_true (chat_history_delete_files (path, NULL));
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  chat_history_close_sync (fixture->history);
  g_assert_finalize_object (fixture->view);
  g_clear_object (&fixture->history);
  remove_directory (fixture->directory);
  g_free (fixture->directory);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static gboolean
is_told (gpointer data)
{
  return *(guint *)data > 0;
}

/* Until the next word on how many were found. */
static void
search (Fixture *fixture, const char *words)
{
  guint count = 0;
  gulong handler = g_signal_connect_swapped (fixture->view, "notify::summary",
                                             G_CALLBACK (count_cb), &count);

  attest_search_view_set_words (fixture->view, words);
  ui_test_wait (is_told, &count);
  g_signal_handler_disconnect (fixture->view, handler);
}

static const char *
get_label (Fixture *fixture, guint index)
{
  return attest_search_row_get_label (
      ATTEST_SEARCH_ROW (attest_search_view_get_row (fixture->view, index)));
}

static gboolean
has_all_rows (gpointer data)
{
  return attest_search_view_get_n_rows (ATTEST_SEARCH_VIEW (data)) == (N_MESSAGES + 2) / 3;
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (ui_test_find (GTK_WIDGET (fixture->view), GTK_TYPE_SCROLLED_WINDOW)));

  g_assert_cmpstr (attest_search_view_get_page (fixture->view), ==, "waiting");
  search (fixture, "  NEEDLE ");
  g_assert_cmpstr (attest_search_view_get_page (fixture->view), ==, "found");
  g_assert_cmpuint (attest_search_view_get_n_rows (fixture->view), ==, ATTEST_SEARCH_VIEW_PAGE);
  g_assert_cmpstr (attest_search_view_get_summary (fixture->view), ==,
                   "The newest 50 messages found");
  g_assert_nonnull (strstr (get_label (fixture, 0), "Message 399 has a Needle"));
  g_assert_nonnull (strstr (get_label (fixture, 0), "Zoë"));
  g_assert_nonnull (strstr (get_label (fixture, 0), "Today, 08:59"));

  while (!has_all_rows (fixture->view))
    {
      guint n = attest_search_view_get_n_rows (fixture->view);

      ui_test_wait_for_frames (fixture->window);
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
      ui_test_wait_for_frames (fixture->window);
      g_assert_cmpuint (attest_search_view_get_n_rows (fixture->view), <=,
                        n + ATTEST_SEARCH_VIEW_PAGE);
    }
  ui_test_wait_for_frames (fixture->window);
  g_assert_cmpstr (attest_search_view_get_summary (fixture->view), ==, "134 messages found");
  g_assert_nonnull (strstr (get_label (fixture, 133), "Message 0 has a Needle"));
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  search (fixture, "needle beginn");
  g_assert_cmpuint (attest_search_view_get_n_rows (fixture->view), ==, 1);
  g_assert_cmpstr (attest_search_view_get_summary (fixture->view), ==, "1 message found");

  search (fixture, "haystack");
  g_assert_cmpstr (attest_search_view_get_page (fixture->view), ==, "nothing");
  g_assert_cmpuint (attest_search_view_get_n_rows (fixture->view), ==, 0);
  g_assert_cmpstr (attest_search_view_get_summary (fixture->view), ==, "No results found");

  /* By name and without accents; nothing but marks finds nothing. */
  search (fixture, "zoe");
  g_assert_cmpuint (attest_search_view_get_n_rows (fixture->view), ==, ATTEST_SEARCH_VIEW_PAGE);
  search (fixture, "\"*");
  g_assert_cmpstr (attest_search_view_get_page (fixture->view), ==, "nothing");

  attest_search_view_set_words (fixture->view, "");
  g_assert_cmpstr (attest_search_view_get_page (fixture->view), ==, "waiting");

  chat_history_close_sync (fixture->history);
  search (fixture, "needle");
  g_assert_cmpstr (attest_search_view_get_page (fixture->view), ==, "failed");
  g_assert_cmpstr (attest_search_view_get_summary (fixture->view), !=, "");
}

/* What is typed later counts, also while the first search is under way. */
static void
test_last_words_count (Fixture *fixture, gconstpointer data)
{
  attest_search_view_set_words (fixture->view, "n");
  attest_search_view_set_words (fixture->view, "needle");
  attest_search_view_set_words (fixture->view, "haystack");
  search (fixture, "beginning");
  g_assert_cmpuint (attest_search_view_get_n_rows (fixture->view), ==, 1);
  attest_search_view_set_words (fixture->view, "needle");
  attest_search_view_set_words (fixture->view, "");
  ui_test_wait_for_frames (fixture->window);
  g_assert_cmpuint (attest_search_view_get_n_rows (fixture->view), ==, 0);
}

static void
found_cb (gint64 *found, gint64 id)
{
  *found = id;
}

static void
test_choosing (Fixture *fixture, gconstpointer data)
{
  gint64 found = 0;

  g_signal_connect_swapped (fixture->view, "found", G_CALLBACK (found_cb), &found);
  attest_search_view_activate_first (fixture->view);
  g_assert_cmpint (found, ==, 0);
  search (fixture, "needle");
  attest_search_view_activate_first (fixture->view);
  g_assert_cmpint (
      found, ==,
      attest_search_row_get_id (ATTEST_SEARCH_ROW (attest_search_view_get_row (fixture->view, 0))));
  g_assert_true (attest_search_view_focus_first (fixture->view));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) ==
                 attest_search_view_get_row (fixture->view, 0));
}

static char *
get_excerpt (const char *text, guint start, guint end, PangoAttrList **attributes)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (ChatHistorySpan));
  ChatHistorySpan span = { start, end };

  g_array_append_val (spans, span);
  return attest_search_text_excerpt (text, spans, attributes);
}

static void
assert_bold (PangoAttrList *attributes, const char *text, const char *word)
{
  GSList *list = pango_attr_list_get_attributes (attributes);
  const PangoAttribute *bold;

  g_assert_cmpuint (g_slist_length (list), ==, 1);
  bold = list->data;
  g_assert_cmpint (bold->klass->type, ==, PANGO_ATTR_WEIGHT);
  g_assert_cmpuint (bold->start_index, ==, (guint)(strstr (text, word) - text));
  g_assert_cmpuint (bold->end_index - bold->start_index, ==, strlen (word));
  g_slist_free_full (list, (GDestroyNotify)pango_attribute_destroy);
}

static void
test_excerpt (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  PangoAttrList *attributes = NULL;
  char *excerpt;
  guint start;

  /* What is harmful goes, and the hit is where it is seen. */
  excerpt = get_excerpt ("a\xe2\x80\xae\n<b>needle</b>", 8, 14, &attributes);
  g_assert_cmpstr (excerpt, ==, "a <b>needle</b>");
  assert_bold (attributes, excerpt, "needle");
  g_clear_pointer (&attributes, pango_attr_list_unref);
  g_free (excerpt);

  for (guint i = 0; i < 200; i++)
    g_string_append (text, "größer ");
  start = (guint)text->len;
  g_string_append (text, "needle");
  for (guint i = 0; i < 200; i++)
    g_string_append (text, " und weiter");
  excerpt = get_excerpt (text->str, start, start + 6, &attributes);
  g_assert_true (g_str_has_prefix (excerpt, "…größer "));
  g_assert_true (g_str_has_suffix (excerpt, "…"));
  g_assert_cmpint (g_utf8_strlen (excerpt, -1), ==, ATTEST_SEARCH_TEXT_MAX_CHARS + 2);
  assert_bold (attributes, excerpt, "needle");
  g_clear_pointer (&attributes, pango_attr_list_unref);
  g_free (excerpt);

  /* Places that cannot be: nothing is bold. */
  for (guint i = 0; i < 3; i++)
    {
      static const ChatHistorySpan bad[] = { { 1, 2 }, { 5, 90 }, { 3, 3 } };

      excerpt = get_excerpt ("\xc3\xb6 and more", bad[i].start, bad[i].end, &attributes);
      g_assert_cmpstr (excerpt, ==, "ö and more");
      g_assert_null (pango_attr_list_get_attributes (attributes));
      g_clear_pointer (&attributes, pango_attr_list_unref);
      g_free (excerpt);
    }
  excerpt = get_excerpt ("\xff needle", 2, 8, &attributes);
  g_assert_null (pango_attr_list_get_attributes (attributes));
  g_clear_pointer (&attributes, pango_attr_list_unref);
  g_free (excerpt);
  excerpt = attest_search_text_excerpt (NULL, NULL, &attributes);
  g_assert_cmpstr (excerpt, ==, "");
  g_clear_pointer (&attributes, pango_attr_list_unref);
  g_free (excerpt);
}

static gboolean
is_search_over (gpointer data)
{
  gboolean search_mode;

  g_object_get (data, "search-mode", &search_mode, NULL);
  return !search_mode;
}

static gboolean
is_row_focused (gpointer data)
{
  return ATTEST_IS_MESSAGE_ROW (gtk_window_get_focus (GTK_WINDOW (data)));
}

static gboolean
has_found (gpointer data)
{
  return attest_search_view_get_n_rows (ATTEST_SEARCH_VIEW (data)) > 0;
}

/* All of the way: words, Return, and the message stands in the middle of the chat. */
static void
test_in_a_room (void)
{
  g_autofree char *directory = g_dir_make_tmp ("attest-search-XXXXXX", NULL);
  g_autoptr (ChatHistory) history = open_history (directory);
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (IcIdentity)
      identity = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));
  g_autoptr (ChatConnection) connection = chat_connection_new (
      profile, identity, ic_clock_get_system (), ic_random_get_system ());
  g_autoptr (GAsyncResult) result = NULL;
  ChatRoom *room;
  AttestChatView *view = g_object_new (ATTEST_TYPE_CHAT_VIEW, NULL);
  AttestSearchView *found;
  GtkEditable *entry;
  GtkWidget *window;
  gboolean can_search;

  fill (history);
  room = chat_room_new_with_history (connection, "Ada", history);
  chat_room_load_async (room, NULL, on_result, &result);
  g_assert_true (chat_room_load_finish (room, wait_for (&result), NULL));
  window = ui_test_show (GTK_WIDGET (view), 500, 600);
  g_object_get (view, "can-search", &can_search, NULL);
  g_assert_false (can_search);
  g_object_set (view, "search-mode", TRUE, NULL);
  g_assert_true (is_search_over (view));

  attest_chat_view_set_room (view, room);
  g_object_get (view, "can-search", &can_search, NULL);
  g_assert_true (can_search);
  g_object_set (view, "search-mode", TRUE, NULL);
  g_assert_false (is_search_over (view));
  entry = GTK_EDITABLE (ui_test_find (GTK_WIDGET (view), GTK_TYPE_SEARCH_ENTRY));
  gtk_editable_set_text (entry, "beginning");
  found = ATTEST_SEARCH_VIEW (ui_test_find (GTK_WIDGET (view), ATTEST_TYPE_SEARCH_VIEW));
  ui_test_wait (has_found, found);
  g_signal_emit_by_name (entry, "activate");
  ui_test_wait (is_search_over, view);
  ui_test_wait (is_row_focused, window);
  g_assert_cmpstr (chat_message_get_text (attest_message_row_get_message (
                       ATTEST_MESSAGE_ROW (gtk_window_get_focus (GTK_WINDOW (window))))),
                   ==, "Message 0 has a Needle in it, at the beginning");
  g_assert_false (attest_message_list_get_at_newest (attest_chat_view_get_list (view)));

  /* The words are still there, for the next message; Escape takes them away. */
  g_object_set (view, "search-mode", TRUE, NULL);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "beginning");
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_true (is_search_over (view));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");

  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (room);
  chat_history_close_sync (history);
  remove_directory (directory);
}

#define ADD(name, function) g_test_add ("/search/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

  ADD ("pages", test_pages);
  ADD ("states", test_states);
  ADD ("last-words-count", test_last_words_count);
  ADD ("choosing", test_choosing);
  g_test_add_func ("/search/excerpt", test_excerpt);
  g_test_add_func ("/search/in-a-room", test_in_a_room);
  return g_test_run ();
}
