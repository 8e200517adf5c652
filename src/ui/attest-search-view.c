/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-search-row.h"
#include "attest-search-view.h"

/* Closer than this to the end, the next page comes in. */
#define PAGE_MARGIN 600

struct _AttestSearchView
{
  AdwBin parent_instance;

  ChatHistory *history; /* (nullable) */
  IcClock *clock;       /* (nullable) */
  char *words;
  GCancellable *cancellable; /* (nullable): of the search under way */
  guint delay;
  guint n_rows;
  gint64 last; /* id of the last row */
  gboolean more;

  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkLabel *summary;
  GtkListBox *list;
  AdwStatusPage *failed;
};

enum
{
  PROP_0,
  PROP_SUMMARY,
  N_PROPS
};

enum
{
  FOUND,
  LEAVE,
  CLOSE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestSearchView, attest_search_view, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void search_page (AttestSearchView *self);

static void
set_summary (AttestSearchView *self, const char *text)
{
  gtk_label_set_text (self->summary, text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
update_summary (AttestSearchView *self)
{
  g_autofree char *text = NULL;

  if (self->n_rows == 0)
    text = g_strdup (_ ("No results found"));
  else if (!self->more)
    text = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u message found", "%u messages found", self->n_rows),
        self->n_rows);
  else if (self->n_rows < ATTEST_SEARCH_VIEW_MAX)
    /* Translators: there are more; they come in at the end of the list */
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The newest message found",
                                         "The newest %u messages found", self->n_rows),
                            self->n_rows);
  else
    text = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "Only the newest message is shown. Add words to find less.",
                     "Only the newest %u messages are shown. Add words to find less.",
                     self->n_rows),
        self->n_rows);
  set_summary (self, text);
}

static void
forget_rows (AttestSearchView *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  self->n_rows = 0;
  self->last = 0;
}

static void
stop (AttestSearchView *self)
{
  g_clear_handle_id (&self->delay, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
add_hits (AttestSearchView *self, GPtrArray *hits)
{
  IcClock *clock = self->clock != NULL ? self->clock : ic_clock_get_system ();
  guint64 now_ns = ic_clock_get_wall_ns (clock);

  for (guint i = 0; i < hits->len && self->n_rows < ATTEST_SEARCH_VIEW_MAX; i++)
    {
      const ChatHistoryHit *hit = g_ptr_array_index (hits, i);

      gtk_list_box_append (self->list, attest_search_row_new (hit, now_ns));
      self->last = hit->record->id;
      self->n_rows++;
    }
  self->more = hits->len == ATTEST_SEARCH_VIEW_PAGE;
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestSearchView) self = ATTEST_SEARCH_VIEW (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = chat_history_search_finish (CHAT_HISTORY (source), result, &error);
  gboolean first = self->last == 0;

  /* Another search is under way, or none: this one has nothing to say any more. */
  if (self->cancellable == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (hits == NULL)
    {
      forget_rows (self);
      adw_status_page_set_description (self->failed, error->message);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      set_summary (self, error->message);
      return;
    }
  if (first)
    forget_rows (self);
  add_hits (self, hits);
  if (first)
    {
      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
      gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
    }
  gtk_stack_set_visible_child_name (self->stack, self->n_rows > 0 ? "found" : "nothing");
  update_summary (self);
}

static void
search_page (AttestSearchView *self)
{
  if (self->cancellable != NULL || self->history == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  chat_history_search_async (self->history, self->words, self->last, ATTEST_SEARCH_VIEW_PAGE,
                             self->cancellable, searched_cb, g_object_ref (self));
}

static gboolean
delay_over_cb (gpointer data)
{
  AttestSearchView *self = ATTEST_SEARCH_VIEW (data);

  self->delay = 0;
  self->last = 0;
  search_page (self);
  return G_SOURCE_REMOVE;
}

static void
scrolled_cb (AttestSearchView *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double below = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) -
                 gtk_adjustment_get_page_size (adjustment);

  if (below < PAGE_MARGIN && self->more && self->delay == 0 && self->last != 0 &&
      self->n_rows < ATTEST_SEARCH_VIEW_MAX)
    search_page (self);
}

static void
row_activated_cb (AttestSearchView *self, AttestSearchRow *row)
{
  g_signal_emit (self, signals[FOUND], 0, attest_search_row_get_id (row));
}

static gboolean
keynav_failed_cb (AttestSearchView *self, GtkDirectionType direction)
{
  if (direction == GTK_DIR_UP)
    g_signal_emit (self, signals[LEAVE], 0);
  return direction == GTK_DIR_UP;
}

static void
attest_search_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_SUMMARY)
    g_value_set_string (value, attest_search_view_get_summary (ATTEST_SEARCH_VIEW (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
attest_search_view_dispose (GObject *object)
{
  AttestSearchView *self = ATTEST_SEARCH_VIEW (object);

  stop (self);
  g_clear_object (&self->history);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->words, g_free);
  G_OBJECT_CLASS (attest_search_view_parent_class)->dispose (object);
}

static void
attest_search_view_class_init (AttestSearchViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_search_view_dispose;
  G_OBJECT_CLASS (klass)->get_property = attest_search_view_get_property;
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  signals[FOUND] = g_signal_new ("found", ATTEST_TYPE_SEARCH_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[LEAVE] = g_signal_new ("leave", ATTEST_TYPE_SEARCH_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  signals[CLOSE] = g_signal_new ("close", ATTEST_TYPE_SEARCH_VIEW,
                                 G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  gtk_widget_class_add_binding_signal (widget_class, GDK_KEY_Escape, 0, "close", NULL);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-search-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestSearchView, failed);
  gtk_widget_class_bind_template_child (widget_class, AttestSearchView, list);
  gtk_widget_class_bind_template_child (widget_class, AttestSearchView, scroller);
  gtk_widget_class_bind_template_child (widget_class, AttestSearchView, stack);
  gtk_widget_class_bind_template_child (widget_class, AttestSearchView, summary);
  gtk_widget_class_bind_template_callback (widget_class, keynav_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
attest_search_view_init (AttestSearchView *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->words = g_strdup ("");
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (scrolled_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * attest_search_view_set_history:
 * @self: the view
 * @history: (nullable): what to search in
 */
void
attest_search_view_set_history (AttestSearchView *self, ChatHistory *history)
{
  g_return_if_fail (ATTEST_IS_SEARCH_VIEW (self));

  if (g_set_object (&self->history, history))
    attest_search_view_set_words (self, "");
}

/**
 * attest_search_view_set_clock:
 * @self: the view
 * @clock: (nullable): what tells today from yesterday; the system's clock if not set
 */
void
attest_search_view_set_clock (AttestSearchView *self, IcClock *clock)
{
  g_return_if_fail (ATTEST_IS_SEARCH_VIEW (self));
  g_set_object (&self->clock, clock);
}

/**
 * attest_search_view_set_words:
 * @self: the view
 * @words: as typed
 *
 * Searches for them, a moment later, if they do not change before. What was found last stays until
 * then.
 */
void
attest_search_view_set_words (AttestSearchView *self, const char *words)
{
  g_autofree char *stripped = g_strstrip (g_strdup (words));

  g_return_if_fail (ATTEST_IS_SEARCH_VIEW (self));

  if (g_str_equal (self->words, stripped))
    return;
  stop (self);
  g_free (self->words);
  self->words = g_steal_pointer (&stripped);
  self->more = FALSE;
  if (*self->words != '\0')
    {
      self->delay = g_timeout_add (ATTEST_SEARCH_VIEW_DELAY_MS, delay_over_cb, self);
      return;
    }
  forget_rows (self);
  gtk_stack_set_visible_child_name (self->stack, "waiting");
  gtk_label_set_text (self->summary, "");
}

/**
 * attest_search_view_activate_first:
 * @self: the view
 *
 * Goes to the message that is selected: the newest, if the person chose no other.
 */
void
attest_search_view_activate_first (AttestSearchView *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (ATTEST_IS_SEARCH_VIEW (self));
  row = gtk_list_box_get_selected_row (self->list);
  if (row != NULL && self->delay == 0)
    row_activated_cb (self, ATTEST_SEARCH_ROW (row));
}

/**
 * attest_search_view_focus_first:
 * @self: the view
 *
 * Returns: whether there is a message that could take the focus
 */
gboolean
attest_search_view_focus_first (AttestSearchView *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (ATTEST_IS_SEARCH_VIEW (self), FALSE);
  row = gtk_list_box_get_selected_row (self->list);
  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

/**
 * attest_search_view_show_note:
 * @self: the view
 * @note: says why the chosen message is not shown
 */
void
attest_search_view_show_note (AttestSearchView *self, const char *note)
{
  g_return_if_fail (ATTEST_IS_SEARCH_VIEW (self));
  set_summary (self, note);
}

const char *
attest_search_view_get_summary (AttestSearchView *self)
{
  g_return_val_if_fail (ATTEST_IS_SEARCH_VIEW (self), NULL);
  return gtk_label_get_text (self->summary);
}

guint
attest_search_view_get_n_rows (AttestSearchView *self)
{
  g_return_val_if_fail (ATTEST_IS_SEARCH_VIEW (self), 0);
  return self->n_rows;
}

GtkWidget *
attest_search_view_get_row (AttestSearchView *self, guint index)
{
  g_return_val_if_fail (ATTEST_IS_SEARCH_VIEW (self), NULL);
  return GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int)index));
}

const char *
attest_search_view_get_page (AttestSearchView *self)
{
  g_return_val_if_fail (ATTEST_IS_SEARCH_VIEW (self), NULL);
  return gtk_stack_get_visible_child_name (self->stack);
}
