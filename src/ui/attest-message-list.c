/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-message-list-private.h"

/* GtkListView of GTK 4.8 guesses the heights of rows that it has not shown and drifts while one
 * scrolls; a GtkListBox does not, but cannot hold a long history. So: a list box over a window
 * of the model that slides when the person reaches an end of it. attest-message-list-rows.c
 * makes the rows, attest-message-list-scroll.c keeps the place. */

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
  QUOTE,
  DETAILS,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestMessageList, attest_message_list, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
marks_changed_cb (AttestMessageList *self)
{
  self->marks_stale = TRUE;
  attest_message_list_queue_sync (self);
}

/* A press with the second button, or a long one with a finger. A label has a menu of its own, with
 * the same in it, and takes what goes to it first. */
static void
popup_menu_at (AttestMessageList *self, double x, double y)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->list, (int)y);
  double row_x;
  double row_y;

  if (row != NULL && gtk_widget_translate_coordinates (GTK_WIDGET (self->list), GTK_WIDGET (row), x,
                                                       y, &row_x, &row_y))
    attest_message_row_popup_menu (ATTEST_MESSAGE_ROW (row), row_x, row_y);
}

static void
pressed_cb (AttestMessageList *self, int n_press, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu_at (self, x, y);
}

static void
add_gestures (AttestMessageList *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (popup_menu_at), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (press));
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
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "layout",
                           G_CALLBACK (attest_message_list_hold_position), widget,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint",
                           G_CALLBACK (attest_message_list_frame_done), widget, G_CONNECT_SWAPPED);
}

static void
attest_message_list_unrealize (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (widget),
                                        attest_message_list_hold_position, widget);
  g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (widget),
                                        attest_message_list_frame_done, widget);
  GTK_WIDGET_CLASS (attest_message_list_parent_class)->unrealize (widget);
}

static void
attest_message_list_unmap (GtkWidget *widget)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (widget);

  GTK_WIDGET_CLASS (attest_message_list_parent_class)->unmap (widget);
  /* No frame comes now; rows are made all the same, for when it is shown. */
  if (self->model != NULL)
    attest_message_list_frame_done (self);
}

static void
attest_message_list_dispose (GObject *object)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (object);

  g_clear_handle_id (&self->sync_source, g_source_remove);
  self->sync_wanted = FALSE;
  if (self->overlay != NULL)
    attest_message_list_cancel_show (self);
  attest_message_list_unmark (self);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  self->paged = NULL;
  g_clear_object (&self->clock);
  g_clear_object (&self->first_unread);
  if (self->marks != NULL)
    g_signal_handlers_disconnect_by_data (self->marks, self);
  g_clear_object (&self->marks);
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

static guint
new_signal (const char *name)
{
  return g_signal_new (name, ATTEST_TYPE_MESSAGE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, CHAT_TYPE_MESSAGE);
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
  widget_class->unmap = attest_message_list_unmap;
  widget_class->unrealize = attest_message_list_unrealize;

  properties[PROP_AT_NEWEST] = g_param_spec_boolean ("at-newest", NULL, NULL, TRUE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_NEW] = g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SEND_AGAIN] = new_signal ("send-again");
  signals[QUOTE] = new_signal ("quote");
  signals[DETAILS] = new_signal ("details");

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
  self->marks = attest_name_marks_new ();
  g_signal_connect_object (self->marks, "changed", G_CALLBACK (marks_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_list_box_set_header_func (self->list, attest_message_list_update_header, self, NULL);
  add_gestures (self);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect (adjustment, "changed", G_CALLBACK (attest_message_list_sizes_changed), self);
  g_signal_connect (adjustment, "value-changed", G_CALLBACK (attest_message_list_scrolled), self);
  g_signal_connect (self, "notify::n-new", G_CALLBACK (attest_message_list_update_jump_button),
                    NULL);
  attest_message_list_update_jump_button (self);
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
 * Shows the newest messages of @model. Of a ChatPaged it asks for more as the person comes to an
 * end.
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
  self->sync_wanted = FALSE;
  attest_message_list_cancel_show (self);
  while (self->rows->len > 0)
    attest_message_list_remove_row (self, self->rows->len - 1);
  g_set_object (&self->model, model);
  self->n_items = 0;
  self->first = self->last = 0;
  self->fill_around = FALSE;
  g_clear_object (&self->first_unread);
  attest_name_marks_clear (self->marks);
  attest_message_list_bind_ends (self);
  attest_message_list_set_stick (self, !self->has_newer);
  if (model == NULL)
    return;
  self->n_items = g_list_model_get_n_items (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (attest_message_list_items_changed),
                           self, G_CONNECT_SWAPPED);
  self->first = self->n_items;
  attest_message_list_show_newest (self);
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
 * attest_message_list_set_own_name:
 * @self: the list
 * @name: (nullable): what we call ourselves; who else does is marked
 */
void
attest_message_list_set_own_name (AttestMessageList *self, const char *name)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_LIST (self));
  attest_name_marks_set_own_name (self->marks, name);
}

AttestNameMarks *
attest_message_list_get_name_marks (AttestMessageList *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_LIST (self), NULL);
  return self->marks;
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
  return index < self->rows->len ? GTK_WIDGET (attest_message_list_nth (self, index)) : NULL;
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
  return !self->sync_wanted;
}
