/* SPDX-License-Identifier: MIT */
/* The message list: a window of rows that stays where the person is. */
#include "config.h"

#include "attest-message-list.h"
#include "attest-message-row.h"
#include "ui-test-util.h"

typedef struct
{
  GListStore *store;
  AttestMessageList *list;
  GtkWidget *window;
} Fixture;

static char *
make_text (guint i)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "Message %u", i);
  /* Heights differ, which is what makes scrolling hard. */
  for (guint words = i * 7 % 60; words > 0; words--)
    g_string_append (text, " and more words");
  return g_string_free (text, FALSE);
}

static void
append (GListStore *store, guint n)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = g_list_model_get_n_items (G_LIST_MODEL (store));

  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *text = make_text (i);
      g_autofree char *author = g_strdup_printf ("Author %u", i / 3 % 5);

      g_ptr_array_add (
          items, ui_test_message (author, text, i % 11 == 0, UI_TEST_NOW_S - 100000 + i * 20));
    }
  g_list_store_splice (store, first, 0, items->pdata, items->len);
}

static gboolean
is_settled (gpointer data)
{
  return attest_message_list_is_settled (ATTEST_MESSAGE_LIST (data));
}

/* All rows stand, also after they were laid out and drawn, which may bring in a page. */
static void
settle (Fixture *fixture)
{
  do
    {
      ui_test_wait (is_settled, fixture->list);
      ui_test_wait_for_frames (fixture->window);
    }
  while (!is_settled (fixture->list));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = g_list_store_new (CHAT_TYPE_MESSAGE);
  fixture->list = ATTEST_MESSAGE_LIST (attest_message_list_new ());
  g_object_ref_sink (fixture->list);
  append (fixture->store, GPOINTER_TO_UINT (data));
  attest_message_list_set_model (fixture->list, G_LIST_MODEL (fixture->store));
  fixture->window = ui_test_show (GTK_WIDGET (fixture->list), 500, 600);
  settle (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  /* Rows and sources hold nothing: the list goes when its window goes. */
  g_assert_finalize_object (fixture->list);
  g_assert_finalize_object (fixture->store);
}

static guint
get_n_items (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->store));
}

/* The rows are those of the model from the first on, in order, and never too many. */
static void
assert_consistent (Fixture *fixture)
{
  guint first = attest_message_list_get_first (fixture->list);
  guint n = attest_message_list_get_n_rows (fixture->list);

  g_assert_cmpuint (n, <=, ATTEST_MESSAGE_LIST_MAX_ROWS);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ChatMessage)
          message = g_list_model_get_item (G_LIST_MODEL (fixture->store), first + i);
      AttestMessageRow *row = ATTEST_MESSAGE_ROW (attest_message_list_get_row (fixture->list, i));

      g_assert_true (attest_message_row_get_message (row) == message);
      g_assert_cmpint (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)), ==, (int)i);
    }
}

static void
assert_at_end (Fixture *fixture)
{
  GtkAdjustment *adjustment = attest_message_list_get_adjustment (fixture->list);

  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (adjustment) +
                                      gtk_adjustment_get_page_size (adjustment),
                                  gtk_adjustment_get_upper (adjustment), 1.0);
  g_assert_cmpuint (attest_message_list_get_first (fixture->list) +
                        attest_message_list_get_n_rows (fixture->list),
                    ==, get_n_items (fixture));
}

/* Where a message is seen, from the upper edge of the list. */
static double
get_y (Fixture *fixture, ChatMessage *message)
{
  for (guint i = 0; i < attest_message_list_get_n_rows (fixture->list); i++)
    {
      GtkWidget *row = attest_message_list_get_row (fixture->list, i);
      graphene_rect_t bounds;

      if (attest_message_row_get_message (ATTEST_MESSAGE_ROW (row)) != message)
        continue;
      g_assert_true (gtk_widget_compute_bounds (row, GTK_WIDGET (fixture->list), &bounds));
      return bounds.origin.y;
    }
  g_error ("The message has no row");
}

static ChatMessage *
get_visible_message (Fixture *fixture)
{
  for (guint i = 0; i < attest_message_list_get_n_rows (fixture->list); i++)
    {
      GtkWidget *row = attest_message_list_get_row (fixture->list, i);
      graphene_rect_t bounds;

      g_assert_true (gtk_widget_compute_bounds (row, GTK_WIDGET (fixture->list), &bounds));
      if (bounds.origin.y + bounds.size.height > 0)
        return attest_message_row_get_message (ATTEST_MESSAGE_ROW (row));
    }
  g_error ("No row is visible");
}

static void
scroll_by (Fixture *fixture, double delta)
{
  GtkAdjustment *adjustment = attest_message_list_get_adjustment (fixture->list);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + delta);
}

static void
test_window_of_many (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (attest_message_list_get_n_rows (fixture->list), ==,
                    ATTEST_MESSAGE_LIST_PAGE_ROWS);
  assert_at_end (fixture);
  assert_consistent (fixture);
}

static void
test_sticks_to_newest (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 40; i++)
    {
      append (fixture->store, 1 + i % 5);
      settle (fixture);
      assert_at_end (fixture);
      g_assert_true (attest_message_list_get_at_newest (fixture->list));
    }
  append (fixture->store, 5000);
  settle (fixture);
  assert_at_end (fixture);
  assert_consistent (fixture);
  g_assert_cmpuint (attest_message_list_get_n_new (fixture->list), ==, 0);
}

static void
test_keeps_still (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message;
  double y;
  guint others = 0;

  scroll_by (fixture, -900);
  settle (fixture);
  g_assert_false (attest_message_list_get_at_newest (fixture->list));
  message = get_visible_message (fixture);
  y = get_y (fixture, message);

  for (guint i = 0; i < 30; i++)
    {
      guint before = get_n_items (fixture);

      append (fixture->store, 3);
      for (guint j = before; j < before + 3; j++)
        others += j % 11 != 0;
      settle (fixture);
      g_assert_cmpfloat_with_epsilon (get_y (fixture, message), y, 1.0);
      assert_consistent (fixture);
    }
  /* Own messages are no news. */
  g_assert_cmpuint (attest_message_list_get_n_new (fixture->list), ==, others);
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (fixture->list), "list.jump-to-newest", NULL));
  settle (fixture);
  assert_at_end (fixture);
  g_assert_true (attest_message_list_get_at_newest (fixture->list));
  g_assert_cmpuint (attest_message_list_get_n_new (fixture->list), ==, 0);
}

/* To the very first message and back: the rows are always those of the window, and never too
 * many. */
static void
test_slides (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment = attest_message_list_get_adjustment (fixture->list);
  guint turns = 0;
  gboolean seen_full = FALSE;

  while (attest_message_list_get_first (fixture->list) > 0 ||
         gtk_adjustment_get_value (adjustment) > 1)
    {
      ChatMessage *message;
      double y;

      scroll_by (fixture, -500);
      ui_test_wait_for_frames (fixture->window);
      message = get_visible_message (fixture);
      y = get_y (fixture, message);
      /* More rows come in above now, and what was seen stays where the person left it. */
      settle (fixture);
      g_assert_cmpfloat_with_epsilon (get_y (fixture, message), y, 1.0);
      assert_consistent (fixture);
      seen_full |= attest_message_list_get_n_rows (fixture->list) == ATTEST_MESSAGE_LIST_MAX_ROWS;
      g_assert_cmpuint (++turns, <, 1000);
    }
  g_assert_true (seen_full);
  g_assert_cmpuint (attest_message_list_get_first (fixture->list), ==, 0);

  for (turns = 0; !attest_message_list_get_at_newest (fixture->list); turns++)
    {
      scroll_by (fixture, 500);
      settle (fixture);
      assert_consistent (fixture);
      g_assert_cmpuint (turns, <, 1000);
    }
  assert_at_end (fixture);
}

static void
test_page_above_holds_anchor (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message;
  double y;
  guint first = attest_message_list_get_first (fixture->list);
  GtkAdjustment *adjustment = attest_message_list_get_adjustment (fixture->list);

  /* To the upper edge at once, as with Home or a dragged scrollbar. */
  gtk_adjustment_set_value (adjustment, 0);
  message = attest_message_row_get_message (
      ATTEST_MESSAGE_ROW (attest_message_list_get_row (fixture->list, 0)));
  ui_test_wait_for_frames (fixture->window);
  y = get_y (fixture, message);
  settle (fixture);
  g_assert_cmpuint (attest_message_list_get_first (fixture->list), <, first);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 100);
  /* The day above the first row goes with the row's being the first; the row itself stays. */
  g_assert_cmpfloat_with_epsilon (get_y (fixture, message), y, 1.0);
  assert_consistent (fixture);
}

static void
test_prepend_and_remove (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message;
  double y;
  g_autoptr (ChatMessage) old = ui_test_message ("Old", "older", FALSE, UI_TEST_NOW_S - 200000);

  scroll_by (fixture, -300);
  settle (fixture);
  message = get_visible_message (fixture);
  y = get_y (fixture, message);

  for (guint i = 0; i < 20; i++)
    g_list_store_insert (fixture->store, 0, old);
  settle (fixture);
  g_assert_cmpfloat_with_epsilon (get_y (fixture, message), y, 1.0);
  assert_consistent (fixture);

  /* "Send again" moves a message from the middle to the end. */
  for (guint i = 0; i < 5; i++)
    {
      guint position = get_n_items (fixture) - 3 - i;
      g_autoptr (ChatMessage)
          moved = g_list_model_get_item (G_LIST_MODEL (fixture->store), position);

      g_list_store_remove (fixture->store, position);
      g_list_store_append (fixture->store, moved);
      settle (fixture);
      assert_consistent (fixture);
    }
  g_list_store_remove_all (fixture->store);
  settle (fixture);
  g_assert_cmpuint (attest_message_list_get_n_rows (fixture->list), ==, 0);
  append (fixture->store, 10);
  settle (fixture);
  assert_consistent (fixture);
  g_assert_cmpuint (attest_message_list_get_n_rows (fixture->list), ==, 10);
}

static void
test_resize_holds_anchor (Fixture *fixture, gconstpointer data)
{
  static const int WIDTHS[] = { 420, 360, 700, 500 };
  ChatMessage *message;
  double y;

  scroll_by (fixture, -700);
  settle (fixture);
  message = get_visible_message (fixture);
  y = get_y (fixture, message);
  for (gsize i = 0; i < G_N_ELEMENTS (WIDTHS); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTHS[i], 600);
      settle (fixture);
      g_assert_cmpfloat_with_epsilon (get_y (fixture, message), y, 1.0);
    }
}

/* A flood: rows are made a few at a time, and those that nobody would see are never made. */
static void
test_flood (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      append (fixture->store, 25);
      g_main_context_iteration (NULL, FALSE);
      g_assert_cmpuint (attest_message_list_get_n_rows (fixture->list), <=,
                        ATTEST_MESSAGE_LIST_MAX_ROWS);
    }
  settle (fixture);
  assert_at_end (fixture);
  assert_consistent (fixture);
}

static gboolean
has_newest (gpointer data)
{
  Fixture *fixture = data;
  guint n_rows = attest_message_list_get_n_rows (fixture->list);
  g_autoptr (ChatMessage) newest = NULL;
  GtkWidget *row;

  if (n_rows == 0)
    return FALSE;
  newest = g_list_model_get_item (G_LIST_MODEL (fixture->store), get_n_items (fixture) - 1);
  row = attest_message_list_get_row (fixture->list, n_rows - 1);
  return attest_message_row_get_message (ATTEST_MESSAGE_ROW (row)) == newest;
}

/* The first message that is seen when scrolled @up pixels, and where. */
static ChatMessage *
get_message_above (Fixture *fixture, double up, double *y)
{
  for (guint i = 0; i < attest_message_list_get_n_rows (fixture->list); i++)
    {
      GtkWidget *row = attest_message_list_get_row (fixture->list, i);
      graphene_rect_t bounds;

      g_assert_true (gtk_widget_compute_bounds (row, GTK_WIDGET (fixture->list), &bounds));
      *y = bounds.origin.y + up;
      if (*y + bounds.size.height > 0)
        return attest_message_row_get_message (ATTEST_MESSAGE_ROW (row));
    }
  g_error ("No row is there");
}

/* A flood that is faster than rows are made: the newest message is seen at once, with rows above
 * it, and who leaves the end reads on without a jump while the gaps close. */
static void
test_leaves_flood (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment = attest_message_list_get_adjustment (fixture->list);
  ChatMessage *message;
  double up;
  double y;

  for (guint i = 0; i < 20; i++)
    {
      append (fixture->store, 40);
      ui_test_wait (has_newest, fixture);
      g_assert_false (attest_message_list_is_settled (fixture->list));
      g_assert_true (attest_message_list_get_at_newest (fixture->list));
    }
  ui_test_wait_for_frames (fixture->window);
  g_assert_false (attest_message_list_is_settled (fixture->list));
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), >,
                     gtk_adjustment_get_page_size (adjustment));

  /* Up to rows that are there only because there are no others yet. */
  up = gtk_adjustment_get_value (adjustment) * 0.7;
  message = get_message_above (fixture, up, &y);
  scroll_by (fixture, -up);
  g_assert_false (attest_message_list_get_at_newest (fixture->list));
  append (fixture->store, 40);
  settle (fixture);
  assert_consistent (fixture);
  g_assert_cmpfloat_with_epsilon (get_y (fixture, message), y, 1.0);
  g_assert_cmpuint (attest_message_list_get_n_new (fixture->list), >, 0);
}

/* No frame comes for a window that is hidden; the list's rows are made all the same. */
static void
test_hidden_in_flood (Fixture *fixture, gconstpointer data)
{
  append (fixture->store, 100);
  ui_test_wait (has_newest, fixture);
  g_assert_false (attest_message_list_is_settled (fixture->list));
  gtk_widget_set_visible (fixture->window, FALSE);
  ui_test_wait (is_settled, fixture->list);
  assert_consistent (fixture);
  append (fixture->store, 100);
  ui_test_wait (is_settled, fixture->list);
  assert_consistent (fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  settle (fixture);
  assert_at_end (fixture);
}

/* The index of the row under the line; G_MAXUINT if there is no line. */
static guint
find_line (Fixture *fixture)
{
  guint found = G_MAXUINT;

  for (guint i = 0; i < attest_message_list_get_n_rows (fixture->list); i++)
    {
      GtkWidget *row = attest_message_list_get_row (fixture->list, i);
      GtkWidget *header = gtk_list_box_row_get_header (GTK_LIST_BOX_ROW (row));

      if (header == NULL || ui_test_find_label (header, "New Messages") == NULL)
        continue;
      g_assert_cmpuint (found, ==, G_MAXUINT);
      found = i;
    }
  return found;
}

/* Number @n of the model stands under the line. */
static void
assert_line_above (Fixture *fixture, guint n)
{
  g_assert_cmpuint (find_line (fixture), !=, G_MAXUINT);
  g_assert_cmpuint (attest_message_list_get_first (fixture->list) + find_line (fixture), ==, n);
}

static void
test_unread_line (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (find_line (fixture), ==, G_MAXUINT);
  /* Of 40 messages number 33 is ours, which is no news. */
  attest_message_list_set_unread_position (fixture->list, 3);
  settle (fixture);
  assert_line_above (fixture, 37);
  assert_at_end (fixture);
  append (fixture->store, 5);
  settle (fixture);
  assert_line_above (fixture, 37);
  attest_message_list_set_unread_position (fixture->list, 0);
  settle (fixture);
  g_assert_cmpuint (find_line (fixture), ==, G_MAXUINT);
  attest_message_list_set_unread_position (fixture->list, 1000);
  settle (fixture);
  assert_line_above (fixture, 1);
  attest_message_list_set_model (fixture->list, NULL);
  attest_message_list_set_model (fixture->list, G_LIST_MODEL (fixture->store));
  settle (fixture);
  g_assert_cmpuint (find_line (fixture), ==, G_MAXUINT);
}

/* More than a page of news: one begins to read at the first. */
static void
test_begins_at_unread (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message;
  guint position = 0;
  double y;

  attest_message_list_set_unread_position (fixture->list, 120);
  settle (fixture);
  g_assert_false (attest_message_list_get_at_newest (fixture->list));
  g_assert_cmpuint (attest_message_list_get_n_new (fixture->list), ==, 120);
  assert_consistent (fixture);
  position = attest_message_list_get_first (fixture->list) + find_line (fixture);
  message = attest_message_row_get_message (
      ATTEST_MESSAGE_ROW (attest_message_list_get_row (fixture->list, find_line (fixture))));
  y = get_y (fixture, message);
  g_assert_cmpfloat (y, >=, 0);
  g_assert_cmpfloat (y, <, 150);
  /* What was read before is there too, above. */
  g_assert_cmpuint (find_line (fixture), >=, ATTEST_MESSAGE_LIST_SLIDE_ROWS);
  /* 120 of others and our own between them. */
  g_assert_cmpuint (get_n_items (fixture) - position, >, 120);
  g_assert_cmpuint (get_n_items (fixture) - position, <, 140);

  gtk_widget_activate_action (GTK_WIDGET (fixture->list), "list.jump-to-newest", NULL);
  settle (fixture);
  assert_at_end (fixture);
  assert_consistent (fixture);
  g_assert_cmpuint (attest_message_list_get_n_new (fixture->list), ==, 0);
}

static void
test_begins_at_unread_of_few (Fixture *fixture, gconstpointer data)
{
  attest_message_list_set_unread_position (fixture->list, 6);
  settle (fixture);
  assert_consistent (fixture);
  assert_line_above (fixture, 1);
  /* Number 0, which is ours, has come above. */
  g_assert_cmpuint (attest_message_list_get_first (fixture->list), ==, 0);
  g_assert_false (attest_message_list_get_at_newest (fixture->list));
  scroll_by (fixture, 100000);
  settle (fixture);
  g_assert_true (attest_message_list_get_at_newest (fixture->list));
  assert_line_above (fixture, 1);
}

static void
test_unread_while_away (Fixture *fixture, gconstpointer data)
{
  append (fixture->store, 3);
  settle (fixture);
  g_assert_cmpuint (find_line (fixture), ==, G_MAXUINT);
  attest_message_list_set_away (fixture->list, TRUE);
  append (fixture->store, 3);
  append (fixture->store, 3);
  settle (fixture);
  assert_line_above (fixture, 13);
  /* Seen, it stays, until there is more that was not seen. */
  attest_message_list_set_away (fixture->list, FALSE);
  append (fixture->store, 3);
  settle (fixture);
  assert_line_above (fixture, 13);
  /* The next one, number 22, is our own. */
  attest_message_list_set_away (fixture->list, TRUE);
  append (fixture->store, 3);
  append (fixture->store, 3);
  settle (fixture);
  assert_line_above (fixture, 23);
}

/* Who has cleared everything is at the newest message of what comes. */
static void
test_sticks_after_clear (Fixture *fixture, gconstpointer data)
{
  scroll_by (fixture, -900);
  settle (fixture);
  g_assert_false (attest_message_list_get_at_newest (fixture->list));
  g_list_store_remove_all (fixture->store);
  append (fixture->store, 100);
  settle (fixture);
  assert_at_end (fixture);
  g_assert_true (attest_message_list_get_at_newest (fixture->list));
}

static void
test_grouping (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *author;
    guint second;
    gboolean own;
    gboolean continues;
  } CASES[] = {
    { "Ada", 0, FALSE, FALSE },  { "Ada", 10, FALSE, TRUE },    { "Bob", 20, FALSE, FALSE },
    { "Ada", 30, FALSE, FALSE }, { "Ada", 40, TRUE, FALSE },    { "Ada", 50, TRUE, TRUE },
    { "Ada", 351, TRUE, FALSE }, { "Ada", 86500, TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (ChatMessage) message = ui_test_message (CASES[i].author, "x", CASES[i].own,
                                                         UI_TEST_NOW_S + CASES[i].second);

      g_list_store_append (fixture->store, message);
    }
  settle (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      AttestMessageRow *row = ATTEST_MESSAGE_ROW (attest_message_list_get_row (fixture->list, i));
      gboolean new_day = i == 0 || CASES[i].second > 80000;

      g_assert_cmpint (attest_message_row_get_continues (row), ==, CASES[i].continues);
      g_assert_cmpint (gtk_list_box_row_get_header (GTK_LIST_BOX_ROW (row)) != NULL, ==, new_day);
    }
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

#define ADD(name, n, function)                                                                     \
  g_test_add ("/ui/message-list/" name, Fixture, GUINT_TO_POINTER (n), set_up, function, tear_down)
  ADD ("window-of-many", 5000, test_window_of_many);
  ADD ("sticks-to-newest", 10, test_sticks_to_newest);
  ADD ("keeps-still", 300, test_keeps_still);
  ADD ("slides", 350, test_slides);
  ADD ("page-above-holds-anchor", 5000, test_page_above_holds_anchor);
  ADD ("prepend-and-remove", 120, test_prepend_and_remove);
  ADD ("resize-holds-anchor", 150, test_resize_holds_anchor);
  ADD ("flood", 0, test_flood);
  ADD ("leaves-flood", 100, test_leaves_flood);
  ADD ("hidden-in-flood", 100, test_hidden_in_flood);
  ADD ("unread-line", 40, test_unread_line);
  ADD ("begins-at-unread", 400, test_begins_at_unread);
  ADD ("begins-at-unread-of-few", 7, test_begins_at_unread_of_few);
  ADD ("unread-while-away", 10, test_unread_while_away);
  ADD ("sticks-after-clear", 300, test_sticks_after_clear);
  ADD ("grouping", 0, test_grouping);
#undef ADD
  return g_test_run ();
}
