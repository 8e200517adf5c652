/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-message-list.h"
#include "attest-message-row.h"
#include "attest-time.h"

/* GtkListView of GTK 4.8 guesses the heights of rows that it has not shown and drifts while one
 * scrolls; a GtkListBox does not, but cannot hold a long history. So: a list box over a window of the
 * model that slides when the person reaches an end of it. Everything about that is in this file. */

/* Rows that are made in one turn of the main loop: about 3 ms. */
#define ROWS_PER_TURN 6
/* Closer than this to an end of the window, the next page comes in. */
#define PAGE_MARGIN  400
#define STICK_MARGIN 2.0

struct _AttestMessageList
{
  GtkWidget parent_instance;

  GListModel *model;
  IcClock *clock;
  GPtrArray *rows;   /* AttestMessageRow, borrowed from the list box */
  GPtrArray *spares; /* AttestMessageRow out of use */
  guint n_items;     /* of the model, when last told */
  guint first;       /* the window [first, last) of the model that is wanted */
  guint last;
  guint n_missing; /* rows at the beginning of the window that are still to be made */
  guint n_new;
  guint sync_source;

  /* Where the person reads: @anchor stands @anchor_offset below the upper edge. */
  AttestMessageRow *anchor; /* borrowed; one of rows */
  double anchor_offset;
  double known_upper;
  double known_page_size;

  GtkWidget *overlay;
  GtkScrolledWindow *scroller;
  GtkListBox *list;
  GtkRevealer *jump_revealer;
  GtkLabel *jump_count;
  GtkWidget *jump_button;

  guint stick : 1;
  guint adjusting : 1;
  guint unsettled : 1; /* sizes have changed, the position is not yet held */
};

enum
{
  PROP_0,
  PROP_AT_NEWEST,
  PROP_N_NEW,
  N_PROPS
};

enum
{
  SEND_AGAIN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestMessageList, attest_message_list, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void queue_sync (AttestMessageList *self);

static AttestMessageRow *
get_row (AttestMessageList *self, guint i)
{
  return g_ptr_array_index (self->rows, i);
}

/* Position */

/* Where a row stands in what is scrolled, without the day above it; FALSE if it has no place yet. */
static gboolean
get_row_place (AttestMessageList *self, AttestMessageRow *row, double *y, double *height)
{
  graphene_rect_t bounds;

  if (gtk_widget_get_height (GTK_WIDGET (row)) == 0 ||
      !gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &bounds))
    return FALSE;
  *y = bounds.origin.y;
  *height = bounds.size.height;
  return TRUE;
}

static void
remember_anchor (AttestMessageList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double value = gtk_adjustment_get_value (adjustment);

  self->anchor = NULL;
  for (guint i = 0; i < self->rows->len; i++)
    {
      double y;
      double height;

      if (get_row_place (self, get_row (self, i), &y, &height) && y + height > value)
        {
          self->anchor = get_row (self, i);
          self->anchor_offset = y - value;
          return;
        }
    }
}

static void
set_stick (AttestMessageList *self, gboolean stick)
{
  if (self->stick == !!stick)
    return;
  self->stick = !!stick;
  if (stick && self->n_new > 0)
    {
      self->n_new = 0;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_NEW]);
    }
  gtk_revealer_set_reveal_child (self->jump_revealer, !stick);
  gtk_revealer_set_transition_type (self->jump_revealer, GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_NEWEST]);
}

static gboolean
is_at_end (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >=
         gtk_adjustment_get_upper (adjustment) - STICK_MARGIN;
}

static void
hold_position (AttestMessageList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double y;
  double height;

  self->adjusting = TRUE;
  if (self->stick)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  else if (self->anchor != NULL && get_row_place (self, self->anchor, &y, &height))
    gtk_adjustment_set_value (adjustment, y - self->anchor_offset);
  self->adjusting = FALSE;
}

/* Runs after GTK has laid out, in the same frame. What changes here is laid out again before anything
 * is drawn, so nobody sees the list at the wrong place. (In the adjustment's own signals, which come
 * in the middle of an allocation, GTK would forget the change.) */
static void
layout_cb (AttestMessageList *self)
{
  if (!self->unsettled)
    return;
  self->unsettled = FALSE;
  hold_position (self);
}

static void
adjustment_changed_cb (GtkAdjustment *adjustment, AttestMessageList *self)
{
  self->known_upper = gtk_adjustment_get_upper (adjustment);
  self->known_page_size = gtk_adjustment_get_page_size (adjustment);
  self->unsettled = TRUE;
}

/* Whether sizes have changed and the position is not yet held: the value may have given way to the new
 * size, and is not where the person went. GTK tells of the value first and of the sizes later. */
static gboolean
is_unsettled (AttestMessageList *self, GtkAdjustment *adjustment)
{
  return self->unsettled || self->known_upper != gtk_adjustment_get_upper (adjustment) ||
         self->known_page_size != gtk_adjustment_get_page_size (adjustment);
}

static void
load_page_if_near_end (AttestMessageList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double value = gtk_adjustment_get_value (adjustment);
  double below = gtk_adjustment_get_upper (adjustment) - value -
                 gtk_adjustment_get_page_size (adjustment);

  /* One page at a time: the next one when this one stands. */
  if (self->sync_source != 0)
    return;
  if (value < PAGE_MARGIN && self->first > 0)
    {
      self->first -= MIN (self->first, ATTEST_MESSAGE_LIST_PAGE_ROWS);
      self->last = MIN (self->last, self->first + ATTEST_MESSAGE_LIST_MAX_ROWS);
      queue_sync (self);
    }
  else if (below < PAGE_MARGIN && self->last < self->n_items)
    {
      self->last = MIN (self->n_items, self->last + ATTEST_MESSAGE_LIST_PAGE_ROWS);
      if (self->last - self->first > ATTEST_MESSAGE_LIST_MAX_ROWS)
        self->first = self->last - ATTEST_MESSAGE_LIST_MAX_ROWS;
      queue_sync (self);
    }
}

static void
value_changed_cb (GtkAdjustment *adjustment, AttestMessageList *self)
{
  if (self->adjusting || is_unsettled (self, adjustment))
    return;
  set_stick (self, self->last == self->n_items && is_at_end (adjustment));
  remember_anchor (self);
  load_page_if_near_end (self);
}

/* Rows */

static void
send_again_cb (AttestMessageList *self, ChatMessage *message)
{
  g_signal_emit (self, signals[SEND_AGAIN], 0, message);
}

static AttestMessageRow *
take_row (AttestMessageList *self, ChatMessage *message)
{
  AttestMessageRow *row;

  if (self->spares->len > 0)
    row = g_ptr_array_steal_index (self->spares, self->spares->len - 1);
  else
    {
      row = g_object_ref_sink (ATTEST_MESSAGE_ROW (attest_message_row_new ()));
      g_signal_connect_object (row, "send-again", G_CALLBACK (send_again_cb), self,
                               G_CONNECT_SWAPPED);
    }
  attest_message_row_set_message (row, message);
  return row;
}

static void
insert_row (AttestMessageList *self, guint index, ChatMessage *message)
{
  g_autoptr (AttestMessageRow) row = take_row (self, message);

  g_ptr_array_insert (self->rows, (int)index, row);
  gtk_list_box_insert (self->list, GTK_WIDGET (row), (int)index);
}

static void
remove_row (AttestMessageList *self, guint index)
{
  AttestMessageRow *row = g_object_ref (get_row (self, index));

  if (self->anchor == row)
    self->anchor = NULL;
  g_ptr_array_remove_index (self->rows, index);
  gtk_list_box_remove (self->list, GTK_WIDGET (row));
  if (self->spares->len < ATTEST_MESSAGE_LIST_PAGE_ROWS)
    g_ptr_array_add (self->spares, row);
  else
    g_object_unref (row);
}

/* The message before the first row. */
static ChatMessage *
get_item_above (AttestMessageList *self)
{
  guint position = self->first + self->n_missing;

  if (position == 0 || position > g_list_model_get_n_items (self->model))
    return NULL;
  return g_list_model_get_item (self->model, position - 1);
}

static void
update_grouping (AttestMessageList *self)
{
  ChatMessage *previous = NULL;
  g_autoptr (ChatMessage) before = NULL;

  before = get_item_above (self);
  previous = before;
  for (guint i = 0; i < self->rows->len; i++)
    {
      ChatMessage *message = attest_message_row_get_message (get_row (self, i));
      ChatMessage *next = i + 1 < self->rows->len
                              ? attest_message_row_get_message (get_row (self, i + 1))
                              : NULL;

      attest_message_row_set_grouping (
          get_row (self, i), previous != NULL && chat_message_groups_with (message, previous),
          next != NULL && chat_message_groups_with (next, message));
      previous = message;
    }
}

static gboolean
is_wanted (GHashTable *wanted, AttestMessageRow *row)
{
  return g_hash_table_contains (wanted, attest_message_row_get_message (row));
}

/* Rows above those that are there are made from the nearest on upwards, so that nothing comes in between
 * two rows that somebody sees. Returns how many were made. */
static guint
fill_above (AttestMessageList *self, GPtrArray *items, guint budget, gboolean *changed)
{
  guint made = 0;
  guint position = 0;

  self->n_missing = 0;
  if (self->rows->len == 0 ||
      !g_ptr_array_find (items, attest_message_row_get_message (get_row (self, 0)), &position))
    return 0;
  while (position > 0 && made < budget)
    {
      self->n_missing = --position;
      insert_row (self, 0, g_ptr_array_index (items, position));
      *changed = TRUE;
      made++;
    }
  self->n_missing = position;
  return made;
}

/* Makes the rows those of the window. Rows are removed at once and made a few at a time, so that a
 * flood of messages does not hold up the main loop. Returns whether all rows stand. */
static gboolean
sync_rows (AttestMessageList *self, guint budget)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  gboolean changed = FALSE;
  gboolean complete = TRUE;

  for (guint i = self->first; i < self->last; i++)
    {
      ChatMessage *message = g_list_model_get_item (self->model, i);

      g_hash_table_add (wanted, message);
      g_ptr_array_add (items, message);
    }
  for (guint i = self->rows->len; i-- > 0;)
    if (!is_wanted (wanted, get_row (self, i)))
      {
        remove_row (self, i);
        changed = TRUE;
      }

  budget -= fill_above (self, items, budget, &changed);
  /* What is missing above comes first: it would be a gap for those who read there. */
  for (guint i = 0; i < items->len && self->n_missing == 0; i++)
    {
      ChatMessage *message = g_ptr_array_index (items, i);

      if (i < self->rows->len && attest_message_row_get_message (get_row (self, i)) == message)
        continue;
      if (budget == 0)
        {
          complete = FALSE;
          break;
        }
      /* Here already but elsewhere: moved in the model. */
      for (guint j = i + 1; j < self->rows->len; j++)
        if (attest_message_row_get_message (get_row (self, j)) == message)
          {
            remove_row (self, j);
            break;
          }
      insert_row (self, i, message);
      changed = TRUE;
      budget--;
    }
  complete &= self->n_missing == 0;

  if (changed)
    {
      update_grouping (self);
      if (complete)
        gtk_list_box_invalidate_headers (self->list);
    }
  return complete;
}

static gboolean
sync_cb (gpointer data)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (data);

  if (!sync_rows (self, ROWS_PER_TURN))
    return G_SOURCE_CONTINUE;
  self->sync_source = 0;
  return G_SOURCE_REMOVE;
}

static void
queue_sync (AttestMessageList *self)
{
  /* After layout and drawing, so that frames go on while many rows are made. */
  if (self->sync_source == 0)
    self->sync_source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, sync_cb, self, NULL);
}

static void
show_newest (AttestMessageList *self)
{
  self->last = self->n_items;
  if (self->last - MIN (self->first, self->last) > ATTEST_MESSAGE_LIST_MAX_ROWS)
    self->first = self->last - ATTEST_MESSAGE_LIST_MAX_ROWS;
  else if (self->last < self->first + ATTEST_MESSAGE_LIST_PAGE_ROWS)
    self->first = self->last - MIN (self->last, ATTEST_MESSAGE_LIST_PAGE_ROWS);
  queue_sync (self);
}

static void
count_new (AttestMessageList *self, guint position, guint added)
{
  guint count = 0;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (self->model, i);

      if (chat_message_get_kind (message) == CHAT_MESSAGE_TEXT && !chat_message_is_own (message))
        count++;
    }
  if (count == 0)
    return;
  self->n_new += count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_NEW]);
}

static void
items_changed_cb (AttestMessageList *self, guint position, guint removed, guint added)
{
  guint before = self->n_items;
  gboolean appended = position == before;
  gboolean at_tail = self->last == before;

  self->n_items = before - removed + added;
  if (appended && !self->stick)
    count_new (self, position, added);

  if (self->stick)
    {
      if (position + removed <= self->first)
        self->first = self->first - removed + added;
      show_newest (self);
      return;
    }
  if (position + removed <= self->first && position < self->last)
    {
      self->first = self->first - removed + added;
      self->last = self->last - removed + added;
    }
  else if (position < self->last || (appended && at_tail))
    {
      guint end = MAX (self->last, position + removed);

      self->first = MIN (self->first, position);
      self->last = MIN (end - removed + added, self->first + ATTEST_MESSAGE_LIST_MAX_ROWS);
    }
  self->last = MIN (self->last, self->n_items);
  self->first = MIN (self->first, self->last);
  queue_sync (self);
}

/* Days */

static GtkWidget *
create_day (AttestMessageList *self, guint64 wall_ns)
{
  IcClock *clock = self->clock != NULL ? self->clock : ic_clock_get_system ();
  g_autofree char *day = attest_time_format_day (wall_ns, ic_clock_get_wall_ns (clock));
  GtkWidget *label = gtk_label_new (day);

  gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "day-divider");
  gtk_widget_add_css_class (label, "caption-heading");
  return label;
}

static GtkWidget *
create_beginning (AttestMessageList *self, guint64 wall_ns)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (
      _ ("This room keeps no history: what you see is what was said since you joined."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_widget_add_css_class (label, "list-beginning");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), create_day (self, wall_ns));
  return box;
}

/* The day above a row, if the row before is of another one; above the first, that there is no more. */
static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before_row, gpointer data)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (data);
  g_autoptr (ChatMessage) outside = NULL;
  ChatMessage *message = attest_message_row_get_message (ATTEST_MESSAGE_ROW (row));
  ChatMessage *before = NULL;
  guint64 time_ns = chat_message_get_time_ns (message);

  if (before_row != NULL)
    before = attest_message_row_get_message (ATTEST_MESSAGE_ROW (before_row));
  else
    before = outside = get_item_above (self);

  if (before == NULL)
    gtk_list_box_row_set_header (row, create_beginning (self, time_ns));
  else if (attest_time_is_same_day (chat_message_get_time_ns (before), time_ns))
    gtk_list_box_row_set_header (row, NULL);
  else
    gtk_list_box_row_set_header (row, create_day (self, time_ns));
}

/* Jump button */

static void
update_jump_button (AttestMessageList *self)
{
  g_autofree char *count = g_strdup_printf ("%u", self->n_new);
  g_autofree char *label = NULL;

  if (self->n_new > 0)
    label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Go to the newest message, %u new",
                                          "Go to the newest message, %u new", self->n_new),
                             self->n_new);
  else
    label = g_strdup (_ ("Go to the newest message"));
  gtk_label_set_label (self->jump_count, count);
  gtk_widget_set_visible (GTK_WIDGET (self->jump_count), self->n_new > 0);
  gtk_widget_set_tooltip_text (self->jump_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->jump_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static void
jump_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  attest_message_list_jump_to_newest (ATTEST_MESSAGE_LIST (widget));
}

static void
attest_message_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (object);

  switch (prop_id)
    {
    case PROP_AT_NEWEST:
      g_value_set_boolean (value, self->stick);
      break;
    case PROP_N_NEW:
      g_value_set_uint (value, self->n_new);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
attest_message_list_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (attest_message_list_parent_class)->realize (widget);
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "layout", G_CALLBACK (layout_cb),
                           widget, G_CONNECT_SWAPPED);
}

static void
attest_message_list_unrealize (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (widget), layout_cb, widget);
  GTK_WIDGET_CLASS (attest_message_list_parent_class)->unrealize (widget);
}

static void
attest_message_list_dispose (GObject *object)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (object);

  g_clear_handle_id (&self->sync_source, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->clock);
  self->anchor = NULL;
  if (self->rows != NULL)
    g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->spares, g_ptr_array_unref);
  if (self->overlay != NULL)
    {
      GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

      g_signal_handlers_disconnect_by_data (adjustment, self);
      gtk_list_box_set_header_func (self->list, NULL, NULL, NULL);
      g_clear_pointer (&self->overlay, gtk_widget_unparent);
    }
  G_OBJECT_CLASS (attest_message_list_parent_class)->dispose (object);
}

static void
attest_message_list_finalize (GObject *object)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (attest_message_list_parent_class)->finalize (object);
}

static void
attest_message_list_class_init (AttestMessageListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = attest_message_list_get_property;
  object_class->dispose = attest_message_list_dispose;
  object_class->finalize = attest_message_list_finalize;
  widget_class->realize = attest_message_list_realize;
  widget_class->unrealize = attest_message_list_unrealize;

  properties[PROP_AT_NEWEST] = g_param_spec_boolean ("at-newest", NULL, NULL, TRUE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_NEW] = g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SEND_AGAIN] = g_signal_new ("send-again", ATTEST_TYPE_MESSAGE_LIST, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_MESSAGE);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-message-list.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestMessageList, jump_button);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageList, jump_count);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageList, jump_revealer);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageList, list);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageList, overlay);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageList, scroller);

  gtk_widget_class_install_action (widget_class, "list.jump-to-newest", NULL, jump_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_End, GDK_CONTROL_MASK,
                                       "list.jump-to-newest", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LOG);
}

static void
attest_message_list_init (AttestMessageList *self)
{
  GtkAdjustment *adjustment;

  self->rows = g_ptr_array_new ();
  self->spares = g_ptr_array_new_with_free_func (g_object_unref);
  self->stick = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_list_box_set_header_func (self->list, header_cb, self, NULL);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect (adjustment, "changed", G_CALLBACK (adjustment_changed_cb), self);
  g_signal_connect (adjustment, "value-changed", G_CALLBACK (value_changed_cb), self);
  g_signal_connect (self, "notify::n-new", G_CALLBACK (update_jump_button), NULL);
  update_jump_button (self);
}

GtkWidget *
attest_message_list_new (void)
{
  return g_object_new (ATTEST_TYPE_MESSAGE_LIST, NULL);
}

/**
 * attest_message_list_set_model:
 * @self: the list
 * @model: (nullable): a model of ChatMessage, oldest first
 *
 * Shows the newest messages of @model.
 */
void
attest_message_list_set_model (AttestMessageList *self, GListModel *model)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_LIST (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_handle_id (&self->sync_source, g_source_remove);
  while (self->rows->len > 0)
    remove_row (self, self->rows->len - 1);
  g_set_object (&self->model, model);
  self->n_items = 0;
  self->first = self->last = 0;
  set_stick (self, TRUE);
  if (model == NULL)
    return;
  self->n_items = g_list_model_get_n_items (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->first = self->n_items;
  show_newest (self);
}

/**
 * attest_message_list_set_clock:
 * @self: the list
 * @clock: what tells today from yesterday; the system's clock if not set
 */
void
attest_message_list_set_clock (AttestMessageList *self, IcClock *clock)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_LIST (self));
  g_set_object (&self->clock, clock);
}

/**
 * attest_message_list_jump_to_newest:
 * @self: the list
 *
 * Shows the newest message and follows new ones from now on.
 */
void
attest_message_list_jump_to_newest (AttestMessageList *self)
{
  GtkAdjustment *adjustment;

  g_return_if_fail (ATTEST_IS_MESSAGE_LIST (self));

  set_stick (self, TRUE);
  show_newest (self);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  self->adjusting = TRUE;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  self->adjusting = FALSE;
}

gboolean
attest_message_list_get_at_newest (AttestMessageList *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_LIST (self), TRUE);
  return self->stick;
}

guint
attest_message_list_get_n_new (AttestMessageList *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_LIST (self), 0);
  return self->n_new;
}

/**
 * attest_message_list_grab_focus_newest:
 * @self: the list
 *
 * Focuses the newest message that exists as a row, for F6.
 *
 * Returns: whether something took the focus
 */
gboolean
attest_message_list_grab_focus_newest (AttestMessageList *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_LIST (self), FALSE);

  if (self->rows->len == 0)
    return FALSE;
  return gtk_widget_grab_focus (GTK_WIDGET (get_row (self, self->rows->len - 1)));
}

guint
attest_message_list_get_n_rows (AttestMessageList *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_LIST (self), 0);
  return self->rows->len;
}

guint
attest_message_list_get_first (AttestMessageList *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_LIST (self), 0);
  return self->first;
}

GtkWidget *
attest_message_list_get_row (AttestMessageList *self, guint index)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_LIST (self), NULL);
  return index < self->rows->len ? GTK_WIDGET (get_row (self, index)) : NULL;
}

GtkAdjustment *
attest_message_list_get_adjustment (AttestMessageList *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_LIST (self), NULL);
  return gtk_scrolled_window_get_vadjustment (self->scroller);
}

/* Whether all rows of the window stand. */
gboolean
attest_message_list_is_settled (AttestMessageList *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_LIST (self), TRUE);
  return self->sync_source == 0;
}
