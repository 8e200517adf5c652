/* SPDX-License-Identifier: MIT */
/* The message list over a model that holds a part of a longer list. */
#include "config.h"

#include <math.h>

#include "attest-message-list.h"
#include "attest-message-row.h"
#include "ui-test-paged.h"
#include "ui-test-util.h"

typedef struct
{
  UiTestPaged *model;
  AttestMessageList *list;
  GtkWidget *window;
} Fixture;

static ChatMessage *
make (guint i)
{
  GString *text = g_string_new (NULL);
  g_autofree char *author = g_strdup_printf ("Author %u", i / 3 % 5);
  ChatMessage *message;

  g_string_append_printf (text, "Message %u", i);
  for (guint words = i * 7 % 60; words > 0; words--)
    g_string_append (text, " and more words");
  message = ui_test_message (author, text->str, FALSE, UI_TEST_NOW_S - 1000000 + i * 200);
  g_string_free (text, TRUE);
  return message;
}

static gboolean
is_settled (gpointer data)
{
  return attest_message_list_is_settled (ATTEST_MESSAGE_LIST (data));
}

/* Rows stand, and pages that were asked for are there, but for one that is held back. */
static void
settle (Fixture *fixture)
{
  guint n_loads;

  do
    {
      n_loads = ui_test_paged_get_n_loads (fixture->model);
      ui_test_wait (is_settled, fixture->list);
      ui_test_wait_for_frames (fixture->window);
      ui_test_wait_for_frames (fixture->window);
    }
  while (!is_settled (fixture->list) || n_loads != ui_test_paged_get_n_loads (fixture->model));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->model = ui_test_paged_new (GPOINTER_TO_UINT (data), make);
  fixture->list = ATTEST_MESSAGE_LIST (attest_message_list_new ());
  g_object_ref_sink (fixture->list);
  attest_message_list_set_keeps_history (fixture->list, TRUE);
  attest_message_list_set_model (fixture->list, G_LIST_MODEL (fixture->model));
  fixture->window = ui_test_show (GTK_WIDGET (fixture->list), 500, 600);
  settle (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (fixture->list);
  g_assert_finalize_object (fixture->model);
}

static ChatMessage *
get_message (Fixture *fixture, guint index)
{
  return attest_message_row_get_message (
      ATTEST_MESSAGE_ROW (attest_message_list_get_row (fixture->list, index)));
}

static GtkWidget *
find_row (Fixture *fixture, ChatMessage *message)
{
  for (guint i = 0; i < attest_message_list_get_n_rows (fixture->list); i++)
    if (get_message (fixture, i) == message)
      return attest_message_list_get_row (fixture->list, i);
  return NULL;
}

static void
assert_consistent (Fixture *fixture)
{
  guint first = attest_message_list_get_first (fixture->list);
  guint n = attest_message_list_get_n_rows (fixture->list);

  g_assert_cmpuint (n, <=, ATTEST_MESSAGE_LIST_MAX_ROWS);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ChatMessage)
          message = g_list_model_get_item (G_LIST_MODEL (fixture->model), first + i);

      g_assert_true (get_message (fixture, i) == message);
    }
}

static double
get_y (Fixture *fixture, GtkWidget *row)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (row, GTK_WIDGET (fixture->list), &bounds));
  return bounds.origin.y;
}

static guint
get_visible (Fixture *fixture)
{
  for (guint i = 0; i < attest_message_list_get_n_rows (fixture->list); i++)
    {
      GtkWidget *row = attest_message_list_get_row (fixture->list, i);

      if (get_y (fixture, row) + gtk_widget_get_height (row) > 0)
        return i;
    }
  g_error ("No row is visible");
}

static void
scroll_by (Fixture *fixture, double delta)
{
  GtkAdjustment *adjustment = attest_message_list_get_adjustment (fixture->list);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + delta);
}

/* Scrolls in steps until an end of the whole list; what is seen never jumps. */
static void
scroll_to_end (Fixture *fixture, double step)
{
  GtkAdjustment *adjustment = attest_message_list_get_adjustment (fixture->list);

  for (guint i = 0; i < 2000; i++)
    {
      double value = gtk_adjustment_get_value (adjustment);
      ChatMessage *message;
      double y;

      scroll_by (fixture, step);
      message = get_message (fixture, get_visible (fixture));
      y = get_y (fixture, find_row (fixture, message));
      if (fabs (value - gtk_adjustment_get_value (adjustment)) < 0.5 && is_settled (fixture->list))
        {
          settle (fixture);
          if (fabs (value - gtk_adjustment_get_value (adjustment)) < 0.5)
            return;
        }
      settle (fixture);
      g_assert_nonnull (find_row (fixture, message));
      g_assert_cmpfloat_with_epsilon (get_y (fixture, find_row (fixture, message)), y,
                                      fabs (step) + 1);
      assert_consistent (fixture);
    }
  g_error ("There is no end");
}

static void
test_up_and_down (Fixture *fixture, gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);

  g_assert_true (attest_message_list_get_at_newest (fixture->list));
  scroll_to_end (fixture, -1500);
  g_assert_true (get_message (fixture, 0) == ui_test_paged_get (fixture->model, 0));
  g_assert_true (chat_paged_has_newer (CHAT_PAGED (fixture->model)));
  g_assert_false (attest_message_list_get_at_newest (fixture->list));
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (fixture->list), "Beginning of the History"));

  scroll_to_end (fixture, 1500);
  g_assert_true (get_message (fixture, attest_message_list_get_n_rows (fixture->list) - 1) ==
                 ui_test_paged_get (fixture->model, n - 1));
  g_assert_true (attest_message_list_get_at_newest (fixture->list));
  g_assert_cmpuint (attest_message_list_get_n_new (fixture->list), ==, 0);
}

/* The exact place, while a page comes in above and goes below. */
static void
test_keeps_still (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment = attest_message_list_get_adjustment (fixture->list);
  ChatMessage *message;
  double y;

  ui_test_paged_set_held (fixture->model, TRUE);
  for (guint i = 0; i < 8; i++)
    {
      gtk_adjustment_set_value (adjustment, 0);
      settle (fixture);
    }
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (fixture->list), "Loading Older Messages…"));
  g_assert_true (gtk_spinner_get_spinning (
      GTK_SPINNER (ui_test_find (GTK_WIDGET (fixture->list), GTK_TYPE_SPINNER))));
  message = get_message (fixture, get_visible (fixture));
  y = get_y (fixture, find_row (fixture, message));
  for (guint i = 0; i < 4; i++)
    {
      ui_test_paged_deliver (fixture->model);
      settle (fixture);
      g_assert_cmpfloat_with_epsilon (get_y (fixture, find_row (fixture, message)), y, 0.5);
      assert_consistent (fixture);
    }
}

/* In a list where all is in sight nobody can scroll. */
static void
test_fills_the_window (void)
{
  Fixture fixture = { 0 };

  set_up (&fixture, GUINT_TO_POINTER (1000));
  gtk_window_destroy (GTK_WINDOW (fixture.window));
  g_clear_object (&fixture.model);
  fixture.model = ui_test_paged_new (1000, make);
  ui_test_paged_load_around (fixture.model, 2);
  attest_message_list_set_model (fixture.list, G_LIST_MODEL (fixture.model));
  fixture.window = ui_test_show (GTK_WIDGET (fixture.list), 500, 600);
  settle (&fixture);
  g_assert_false (attest_message_list_get_at_newest (fixture.list));
  assert_consistent (&fixture);
  tear_down (&fixture, NULL);
}

static void
say (Fixture *fixture, const char *author)
{
  ChatMessage *message = ui_test_message (author, "What is new", g_str_equal (author, "Me"),
                                          UI_TEST_NOW_S);

  ui_test_paged_say (fixture->model, message);
  attest_message_list_note_added (fixture->list, message);
}

static void
test_counts_what_is_not_there (Fixture *fixture, gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);

  say (fixture, "Grace");
  settle (fixture);
  g_assert_cmpuint (attest_message_list_get_n_new (fixture->list), ==, 0);
  scroll_to_end (fixture, -1500);
  g_assert_true (chat_paged_has_newer (CHAT_PAGED (fixture->model)));
  for (guint i = 0; i < 3; i++)
    say (fixture, "Grace");
  say (fixture, "Me");
  g_assert_cmpuint (attest_message_list_get_n_new (fixture->list), ==, 3);

  /* Reading on counts nothing again. */
  scroll_by (fixture, 2000);
  settle (fixture);
  g_assert_cmpuint (attest_message_list_get_n_new (fixture->list), ==, 3);

  attest_message_list_jump_to_newest (fixture->list);
  settle (fixture);
  g_assert_true (attest_message_list_get_at_newest (fixture->list));
  g_assert_cmpuint (attest_message_list_get_n_new (fixture->list), ==, 0);
  g_assert_true (get_message (fixture, attest_message_list_get_n_rows (fixture->list) - 1) ==
                 ui_test_paged_get (fixture->model, n + 4));
  assert_consistent (fixture);
}

/* Nothing counts the history that is read at the start as new. */
static void
test_first_load_is_not_new (void)
{
  Fixture fixture = { 0 };

  set_up (&fixture, GUINT_TO_POINTER (0));
  attest_message_list_set_away (fixture.list, TRUE);
  for (guint i = 0; i < 20; i++)
    ui_test_paged_say (fixture.model, make (i));
  settle (&fixture);
  g_assert_cmpuint (attest_message_list_get_n_new (fixture.list), ==, 0);
  g_assert_null (ui_test_find_label (GTK_WIDGET (fixture.list), "New Messages"));
  say (&fixture, "Grace");
  settle (&fixture);
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (fixture.list), "New Messages"));
  tear_down (&fixture, NULL);
}

static void
assert_shown (Fixture *fixture, ChatMessage *message)
{
  GtkAdjustment *adjustment = attest_message_list_get_adjustment (fixture->list);
  GtkWidget *row = find_row (fixture, message);
  double middle;

  g_assert_nonnull (row);
  middle = get_y (fixture, row) + (double)gtk_widget_get_height (row) / 2;
  g_assert_cmpfloat_with_epsilon (middle, gtk_adjustment_get_page_size (adjustment) / 2, 2);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == row);
  g_assert_true (gtk_widget_has_css_class (row, "found"));
}

static gboolean
is_plain (gpointer data)
{
  return !gtk_widget_has_css_class (GTK_WIDGET (data), "found");
}

static void
test_shows_a_message (Fixture *fixture, gconstpointer data)
{
  static const guint places[] = { 70, 450, 451, 100, 960 };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      ChatMessage *message = ui_test_paged_get (fixture->model, places[i]);

      attest_message_list_show_message (fixture->list,
                                        ui_test_paged_load_around (fixture->model, places[i]));
      settle (fixture);
      g_test_message ("Message %u, first %u", places[i],
                      attest_message_list_get_first (fixture->list));
      assert_shown (fixture, message);
      assert_consistent (fixture);
      g_assert_false (attest_message_list_get_at_newest (fixture->list));
    }
  ui_test_wait (is_plain, find_row (fixture, ui_test_paged_get (fixture->model, 960)));

  /* The newest is no exception. */
  attest_message_list_show_message (fixture->list, ui_test_paged_load_around (fixture->model, 999));
  settle (fixture);
  g_assert_true (attest_message_list_get_at_newest (fixture->list));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) ==
                 find_row (fixture, ui_test_paged_get (fixture->model, 999)));
}

/* Another wish before the first one is done. */
static void
test_changes_its_mind (Fixture *fixture, gconstpointer data)
{
  attest_message_list_show_message (fixture->list, ui_test_paged_load_around (fixture->model, 300));
  attest_message_list_show_message (fixture->list, ui_test_paged_load_around (fixture->model, 600));
  settle (fixture);
  assert_shown (fixture, ui_test_paged_get (fixture->model, 600));

  attest_message_list_show_message (fixture->list, ui_test_paged_load_around (fixture->model, 300));
  attest_message_list_jump_to_newest (fixture->list);
  settle (fixture);
  g_assert_true (attest_message_list_get_at_newest (fixture->list));
  assert_consistent (fixture);

  attest_message_list_show_message (fixture->list, ui_test_paged_load_around (fixture->model, 300));
  attest_message_list_set_model (fixture->list, NULL);
  ui_test_wait_for_frames (fixture->window);
  attest_message_list_set_model (fixture->list, G_LIST_MODEL (fixture->model));
  settle (fixture);
  assert_consistent (fixture);
}

/* The row with the focus goes: the list stays where it is, and somebody has the focus. */
static void
test_focus_stays_in_sight (Fixture *fixture, gconstpointer data)
{
  GtkWidget *focus;
  GtkWidget *row;
  ChatMessage *message;
  double y;

  attest_message_list_show_message (fixture->list, ui_test_paged_load_around (fixture->model, 500));
  settle (fixture);
  for (guint i = 0; i < 30; i++)
    {
      scroll_by (fixture, -1500);
      settle (fixture);
    }
  g_assert_null (find_row (fixture, ui_test_paged_get (fixture->model, 500)));
  row = attest_message_list_get_row (fixture->list, get_visible (fixture));
  message = attest_message_row_get_message (ATTEST_MESSAGE_ROW (row));
  y = get_y (fixture, row);
  settle (fixture);
  g_assert_cmpfloat_with_epsilon (get_y (fixture, find_row (fixture, message)), y, 0.5);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (ATTEST_IS_MESSAGE_ROW (focus));
}

/* A plain model has all there is. */
static void
test_plain_model (void)
{
  g_autoptr (GListStore) store = g_list_store_new (CHAT_TYPE_MESSAGE);
  AttestMessageList *list = ATTEST_MESSAGE_LIST (attest_message_list_new ());
  g_autoptr (UiTestPaged) paged = ui_test_paged_new (0, make);
  Fixture fixture = { paged, list, NULL };

  for (guint i = 0; i < 700; i++)
    {
      g_autoptr (ChatMessage) message = make (i);

      g_list_store_append (store, message);
    }
  attest_message_list_set_model (list, G_LIST_MODEL (store));
  fixture.window = ui_test_show (GTK_WIDGET (list), 500, 600);
  settle (&fixture);
  attest_message_list_show_message (list, 333);
  settle (&fixture);
  {
    g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (store), 333);

    assert_shown (&fixture, message);
  }
  gtk_window_destroy (GTK_WINDOW (fixture.window));
}

#define ADD(name, n, function)                                                                     \
  g_test_add ("/message-paging/" name, Fixture, GUINT_TO_POINTER (n), set_up, function, tear_down)

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

  ADD ("up-and-down", 600, test_up_and_down);
  ADD ("keeps-still", 1000, test_keeps_still);
  ADD ("counts-what-is-not-there", 500, test_counts_what_is_not_there);
  ADD ("shows-a-message", 1000, test_shows_a_message);
  ADD ("changes-its-mind", 1000, test_changes_its_mind);
  ADD ("focus-stays-in-sight", 1000, test_focus_stays_in_sight);
  g_test_add_func ("/message-paging/fills-the-window", test_fills_the_window);
  g_test_add_func ("/message-paging/first-load-is-not-new", test_first_load_is_not_new);
  g_test_add_func ("/message-paging/plain-model", test_plain_model);
  return g_test_run ();
}
