/* SPDX-License-Identifier: MIT */
/* A message: its links, fold, menu, marks, quote and details. */
#include "config.h"

#include "attest-announcer.h"
#include "attest-chat-view.h"
#include "attest-composer.h"
#include "attest-message-details.h"
#include "attest-message-row.h"
#include "attest-window.h"
#include "ui-test-util.h"

#define CYRILLIC_GRACE                                                                             \
  "Gr\xd0\xb0"                                                                                     \
  "ce"

typedef struct
{
  GListStore *store;
  AttestChatView *view;
  GtkWidget *window;
} Fixture;

static gboolean
is_settled (gpointer data)
{
  return attest_message_list_is_settled (attest_chat_view_get_list (data));
}

static void
settle (Fixture *fixture)
{
  ui_test_wait (is_settled, fixture->view);
  ui_test_wait_for_frames (fixture->window);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = g_list_store_new (CHAT_TYPE_MESSAGE);
  fixture->view = g_object_ref_sink (g_object_new (ATTEST_TYPE_CHAT_VIEW, NULL));
  attest_chat_view_set_model (fixture->view, G_LIST_MODEL (fixture->store));
  attest_message_list_set_own_name (attest_chat_view_get_list (fixture->view), "Ada");
  fixture->window = ui_test_show (GTK_WIDGET (fixture->view), 500, 600);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (fixture->view);
  g_assert_finalize_object (fixture->store);
}

static AttestMessageRow *
get_row (Fixture *fixture, guint i)
{
  return ATTEST_MESSAGE_ROW (
      attest_message_list_get_row (attest_chat_view_get_list (fixture->view), i));
}

static AttestMessageRow *
add (Fixture *fixture, const char *author, const char *text, gboolean own)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->store));
  g_autoptr (ChatMessage) message = ui_test_message (author, text, own, UI_TEST_NOW_S + n);

  g_list_store_append (fixture->store, message);
  settle (fixture);
  return get_row (fixture, n);
}

static GtkWidget *
find_shown (AttestMessageRow *row, const char *text)
{
  GtkWidget *found = ui_test_find_label (GTK_WIDGET (row), text);

  return found != NULL && gtk_widget_get_mapped (found) ? found : NULL;
}

static char *
make_lines (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 1; i <= n; i++)
    g_string_append_printf (text, "line %u\n", i);
  return g_string_free (text, FALSE);
}

static void
test_fold (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_lines (60);
  AttestMessageList *list = attest_chat_view_get_list (fixture->view);
  AttestMessageRow *row;
  graphene_rect_t before;
  graphene_rect_t after;

  for (guint i = 0; i < 10; i++)
    add (fixture, "Tim", "before it", FALSE);
  row = add (fixture, "Grace", text, FALSE);
  g_assert_true (attest_message_row_get_folded (row));
  g_assert_nonnull (strstr (attest_message_row_get_label (row), "line 12 …"));
  g_assert_null (strstr (attest_message_row_get_label (row), "line 13"));
  g_assert_nonnull (find_shown (row, "Show More"));
  g_assert_true (attest_message_list_get_at_newest (list));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (row), fixture->window, &before));

  /* Reading goes on where it was, not at the end of the text. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (row), "message.toggle-fold", NULL));
  settle (fixture);
  g_assert_false (attest_message_row_get_folded (row));
  g_assert_nonnull (strstr (attest_message_row_get_label (row), "line 60"));
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (row), "Show Less"));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (row), fixture->window, &after));
  g_assert_cmpfloat_with_epsilon (before.origin.y, after.origin.y, 1.0);
  g_assert_cmpfloat (after.size.height, >, 2 * before.size.height);
  g_assert_false (attest_message_list_get_at_newest (list));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (row), "message.toggle-fold", NULL));
  settle (fixture);
  g_assert_true (attest_message_row_get_folded (row));
  g_assert_true (attest_message_list_get_at_newest (list));
}

/* A row that goes to another message takes nothing along, and a message stays unfolded. */
static void
test_reuse (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_lines (30);
  g_autoptr (ChatMessage) lengthy = ui_test_message ("Ada", text, FALSE, UI_TEST_NOW_S);
  g_autoptr (ChatMessage) brief = ui_test_message ("Tim", "short", FALSE, UI_TEST_NOW_S);
  g_autoptr (ChatMessage) notice = chat_message_new (CHAT_MESSAGE_JOINED, "Tim", NULL, FALSE,
                                                     UI_TEST_NOW_NS, CHAT_DELIVERY_RECEIVED);
  AttestMessageRow *row = add (fixture, "Ada", text, FALSE);

  attest_message_row_set_message (row, lengthy);
  gtk_widget_activate_action (GTK_WIDGET (row), "message.toggle-fold", NULL);
  g_assert_false (attest_message_row_get_folded (row));
  ui_test_wait_for_frames (fixture->window);
  g_assert_nonnull (find_shown (row, "Uses your name"));
  attest_message_row_set_message (row, brief);
  ui_test_wait_for_frames (fixture->window);
  g_assert_null (find_shown (row, "Show Less"));
  g_assert_null (find_shown (row, "Uses your name"));
  attest_message_row_set_message (row, lengthy);
  ui_test_wait_for_frames (fixture->window);
  g_assert_nonnull (find_shown (row, "Show Less"));
  attest_message_row_set_message (row, notice);
  ui_test_wait_for_frames (fixture->window);
  g_assert_null (find_shown (row, "Show Less"));
  g_assert_null (find_shown (row, "Uses your name"));
}

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  AttestMessageRow *own = add (fixture, "Ada", "mine", TRUE);
  AttestMessageRow *other = add (fixture, "Ada", "not mine", FALSE);
  AttestMessageRow *grace = add (fixture, "Grace", "first", FALSE);
  AttestMessageRow *false_grace = add (fixture, CYRILLIC_GRACE, "second", FALSE);

  g_assert_null (find_shown (own, "Uses your name"));
  g_assert_nonnull (find_shown (other, "Uses your name"));
  g_assert_nonnull (strstr (attest_message_row_get_label (other), "(Uses your name)"));
  g_assert_null (strchr (attest_message_row_get_label (grace), '('));
  g_assert_nonnull (strstr (attest_message_row_get_label (false_grace), "who wrote before"));
}

static void
quoted_cb (ChatMessage **target, ChatMessage *message)
{
  *target = message;
}

static void
test_quote (Fixture *fixture, gconstpointer data)
{
  AttestComposer *composer = ATTEST_COMPOSER (attest_chat_view_get_composer (fixture->view));
  AttestMessageRow *row = add (fixture, "Grace\xe2\x80\xae", "one\ntwo", FALSE);
  ChatMessage *quoted = NULL;
  g_autofree char *text = NULL;
  g_autofree char *longer = NULL;
  g_autofree char *lines = make_lines (50);

  g_signal_connect_swapped (attest_chat_view_get_list (fixture->view), "quote",
                            G_CALLBACK (quoted_cb), &quoted);
  gtk_widget_activate_action (GTK_WIDGET (row), "message.quote", NULL);
  g_assert_true (quoted == attest_message_row_get_message (row));
  text = attest_composer_get_text (composer);
  g_assert_cmpstr (text, ==, "> Grace: one\n> two\n");

  attest_composer_set_text (composer, "I said");
  attest_composer_quote (composer, NULL, lines);
  longer = attest_composer_get_text (composer);
  g_assert_true (g_str_has_prefix (longer, "I said\n> line 1\n"));
  g_assert_true (g_str_has_suffix (longer, "> line 6\n> …\n"));
}

static GtkWidget *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

static void
test_details (Fixture *fixture, gconstpointer data)
{
  AttestMessageRow *row = add (fixture, "Ada", "hm", FALSE);
  GtkWidget *details;

  chat_message_set_proof (attest_message_row_get_message (row), 7, UI_TEST_NOW_NS, "rwlgt_7");
  gtk_widget_activate_action (GTK_WIDGET (row), "message.details", NULL);
  details = find_window (ATTEST_TYPE_MESSAGE_DETAILS);
  g_assert_nonnull (details);
  g_assert_nonnull (ui_test_find_label (details, "Uses your name"));
  g_assert_nonnull (ui_test_find_label (details, "rwlgt_7"));
  gtk_window_destroy (GTK_WINDOW (details));
}

/* Our own goes on its way while its details are shown. */
static void
test_details_of_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = chat_message_new (CHAT_MESSAGE_TEXT, "Ada", "x", TRUE,
                                                      UI_TEST_NOW_NS, CHAT_DELIVERY_SENT);
  GtkWidget *details = GTK_WIDGET (attest_message_details_new (message, "group-chat", NULL));

  g_object_add_weak_pointer (G_OBJECT (details), (gpointer *)&details);
  g_assert_nonnull (ui_test_find_label (details, "Sent, not yet confirmed by the room"));
  chat_message_set_delivery (message, CHAT_DELIVERY_ACCEPTED);
  g_assert_nonnull (ui_test_find_label (details, "Accepted by the room: the proof has come back"));
  gtk_window_destroy (GTK_WINDOW (details));
  g_assert_null (details);
}

static GtkWidget *
find_item (GtkWidget *menu, const char *text)
{
  return ui_test_find_label (menu, text);
}

static void
test_menu (Fixture *fixture, gconstpointer data)
{
  AttestMessageRow *row = add (fixture, "Grace", "see https://example.com/a_b and more", FALSE);
  g_autoptr (ChatMessage) notice = chat_message_new (CHAT_MESSAGE_JOINED, "Tim", NULL, FALSE,
                                                     UI_TEST_NOW_NS, CHAT_DELIVERY_RECEIVED);

  g_assert_null (attest_message_row_get_menu (row));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (row), "message.popup-menu", NULL));
  g_assert_nonnull (attest_message_row_get_menu (row));
  g_assert_nonnull (find_item (attest_message_row_get_menu (row), "Copy Message"));
  g_assert_nonnull (find_item (attest_message_row_get_menu (row), "Quote"));
  g_assert_nonnull (find_item (attest_message_row_get_menu (row), "Details"));
  g_assert_nonnull (find_item (attest_message_row_get_menu (row), "Open https://example.com/a_b"));
  g_assert_null (find_item (attest_message_row_get_menu (row), "Send Again"));
  ui_test_wait_for_frames (fixture->window);
  gtk_popover_popdown (GTK_POPOVER (attest_message_row_get_menu (row)));

  /* A notice says nothing that could be answered. */
  attest_message_row_set_message (row, notice);
  g_assert_null (attest_message_row_get_menu (row));
  attest_message_row_popup_menu (row, 0, 0);
  g_assert_nonnull (find_item (attest_message_row_get_menu (row), "Copy Message"));
  g_assert_null (find_item (attest_message_row_get_menu (row), "Quote"));
}

static void
test_own_failed_menu (Fixture *fixture, gconstpointer data)
{
  AttestMessageRow *row = add (fixture, "Ada", "mine", TRUE);

  chat_message_set_failed (attest_message_row_get_message (row), "no");
  attest_message_row_popup_menu (row, 0, 0);
  g_assert_nonnull (find_item (attest_message_row_get_menu (row), "Send Again"));
}

static gboolean
has_text (gpointer data)
{
  g_autofree char *text = attest_composer_get_text (data);

  return *text != '\0';
}

static gboolean
has_warning (gpointer data)
{
  return attest_composer_get_warning (data) != NULL;
}

static void
test_paste (Fixture *fixture, gconstpointer data)
{
  AttestComposer *composer = ATTEST_COMPOSER (attest_chat_view_get_composer (fixture->view));
  GtkWidget *view = ui_test_find (GTK_WIDGET (composer), GTK_TYPE_TEXT_VIEW);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (composer));
  g_autofree char *book = g_strnfill (1024 * 1024, 'x');
  g_autofree char *page = g_strnfill (CHAT_MAX_TEXT_BYTES + 1, 'x');
  g_autofree char *pasted = NULL;

  gdk_clipboard_set_text (clipboard, "a word");
  g_signal_emit_by_name (view, "paste-clipboard");
  ui_test_wait (has_text, composer);
  pasted = attest_composer_get_text (composer);
  g_assert_cmpstr (pasted, ==, "a word");
  g_assert_null (attest_composer_get_warning (composer));

  /* Not even taken in, and told. */
  attest_composer_set_text (composer, "");
  gdk_clipboard_set_text (clipboard, book);
  g_signal_emit_by_name (view, "paste-clipboard");
  ui_test_wait (has_warning, composer);
  g_assert_false (has_text (composer));
  g_assert_nonnull (strstr (attest_composer_get_warning (composer), "1.0\u00a0MiB"));

  /* Can be cut down by hand, but not sent. */
  gdk_clipboard_set_text (clipboard, page);
  g_signal_emit_by_name (view, "paste-clipboard");
  ui_test_wait (has_text, composer);
  g_assert_nonnull (strstr (attest_composer_get_warning (composer), "too long"));
  g_assert_false (attest_composer_send (composer));
  attest_composer_set_text (composer, "short");
  g_assert_null (attest_composer_get_warning (composer));
}

static void
test_announcer (Fixture *fixture, gconstpointer data)
{
  GtkWidget *widget = ui_test_find (GTK_WIDGET (fixture->view), ATTEST_TYPE_ANNOUNCER);
  AttestAnnouncer *announcer = ATTEST_ANNOUNCER (widget);

  g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (announcer)), ==,
                   GTK_ACCESSIBLE_ROLE_STATUS);
  attest_announcer_announce (announcer, "Grace", "one");
  g_assert_cmpstr (attest_announcer_get_text (announcer), ==, "\u2068Grace\u2069: one");
  /* What follows at once waits, and is said together. */
  attest_announcer_announce (announcer, "Grace", "two");
  attest_announcer_announce (announcer, "Tim", "three\nlines");
  g_assert_cmpstr (attest_announcer_get_text (announcer), ==, "\u2068Grace\u2069: one");
  attest_announcer_flush (announcer);
  g_assert_cmpstr (attest_announcer_get_text (announcer), ==,
                   "2 new messages. \u2068Tim\u2069: three lines");
  attest_announcer_announce (announcer, "Tim", "four");
  attest_announcer_clear (announcer);
  attest_announcer_flush (announcer);
  g_assert_cmpstr (attest_announcer_get_text (announcer), ==, "");
}

static GtkLabel *
find_text (AttestMessageRow *row)
{
  const char *text = chat_message_get_text (attest_message_row_get_message (row));

  return GTK_LABEL (ui_test_find_label (GTK_WIDGET (row), text));
}

/* One comes to each link with Tab, and a text after another one without links has none. */
static void
test_link_keyboard (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) plain = ui_test_message ("Tim", "none", FALSE, UI_TEST_NOW_S);
  AttestMessageRow *row = add (fixture, "Tim", "see https://one.example and https://two.example",
                               FALSE);
  GtkLabel *label = find_text (row);

  g_assert_null (gtk_label_get_current_uri (label));
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (label), GTK_DIR_TAB_FORWARD));
  if (gtk_label_get_current_uri (label) == NULL)
    g_assert_true (gtk_widget_child_focus (GTK_WIDGET (label), GTK_DIR_TAB_FORWARD));
  g_assert_cmpstr (gtk_label_get_current_uri (label), ==, "https://one.example");
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (label), GTK_DIR_TAB_FORWARD));
  g_assert_cmpstr (gtk_label_get_current_uri (label), ==, "https://two.example");

  attest_message_row_set_message (row, plain);
  g_assert_null (gtk_label_get_current_uri (label));
}

/* An address of a room is handed to the window, which asks; others than those found in texts go
 * nowhere. */
static void
test_room_link (void)
{
  AttestWindow *window = attest_window_new (NULL);
  AttestChatView *view = attest_window_get_chat_view (window);
  AttestMessageList *list = attest_chat_view_get_list (view);
  g_autoptr (GListStore) store = g_list_store_new (CHAT_TYPE_MESSAGE);
  g_autoptr (ChatMessage)
      message = ui_test_message ("Tim", "attest:kio63-vyaaa-aaaal-qcd6q-cai", FALSE, UI_TEST_NOW_S);
  GtkLabel *label;
  GtkWidget *dialog;
  gboolean handled = FALSE;

  g_list_store_append (store, message);
  attest_chat_view_set_model (view, G_LIST_MODEL (store));
  ui_test_show (GTK_WIDGET (window), 600, 600);
  ui_test_wait (is_settled, view);
  label = find_text (ATTEST_MESSAGE_ROW (attest_message_list_get_row (list, 0)));
  g_assert_nonnull (label);

  g_signal_emit_by_name (label, "activate-link", "file:///etc/passwd", &handled);
  g_assert_true (handled);
  g_assert_null (find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_signal_emit_by_name (label, "activate-link", "attest:kio63-vyaaa-aaaal-qcd6q-cai", &handled);
  g_assert_true (handled);
  dialog = find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/message-row/room-link", test_room_link);
#define ADD(name, function)                                                                        \
  g_test_add ("/ui/message-row/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("fold", test_fold);
  ADD ("reuse", test_reuse);
  ADD ("link-keyboard", test_link_keyboard);
  ADD ("marks", test_marks);
  ADD ("quote", test_quote);
  ADD ("details", test_details);
  ADD ("details-of-own", test_details_of_own);
  ADD ("menu", test_menu);
  ADD ("own-failed-menu", test_own_failed_menu);
  ADD ("paste", test_paste);
  ADD ("announcer", test_announcer);
#undef ADD
  return g_test_run ();
}
