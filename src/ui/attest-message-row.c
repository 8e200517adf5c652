/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-delivery-text.h"
#include "attest-message-row-private.h"
#include "attest-text-layout.h"
#include "attest-text.h"
#include "attest-time.h"

enum
{
  SEND_AGAIN,
  QUOTE,
  DETAILS,
  FOLD,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestMessageRow, attest_message_row, GTK_TYPE_LIST_BOX_ROW)

static guint signals[N_SIGNALS];

static char *
describe_notice (ChatMessage *message)
{
  if (chat_message_get_kind (message) == CHAT_MESSAGE_JOINED)
    {
      g_autofree char *name = NULL;

      if (chat_message_is_own (message))
        return g_strdup (_ ("You joined"));
      name = attest_text_isolate (chat_message_get_author (message));
      /* Translators: %s is a person's name */
      return g_strdup_printf (_ ("%s joined"), name);
    }
  return attest_delivery_describe_notice (message);
}

/* "author, time, state, text": what a screen reader says about the row. */
static char *
describe_text (AttestMessageRow *self)
{
  g_autofree char *time = attest_time_format_clock (chat_message_get_time_ns (self->message));
  g_autofree char *author = attest_text_isolate (chat_message_get_author (self->message));
  const char *state = attest_delivery_get_word (chat_message_get_delivery (self->message));
  const char *name = chat_message_is_own (self->message) ? _ ("You") : author;
  g_autofree char *marked = NULL;
  g_autofree char *label = NULL;

  if (self->mark_words != NULL)
    /* Translators: a name, then what is to be said about it, such as "looks like your name" */
    marked = g_strdup_printf (_ ("%s (%s)"), name, self->mark_words);
  /* Translators: author, time, state of delivery, text; read aloud for a message. The text is as it
   * is shown: a long one only begins. */
  label = g_strdup_printf (_ ("%s, %s, %s, %s"), marked != NULL ? marked : name, time, state,
                           gtk_label_get_text (self->text));
  if (chat_message_get_possible_duplicate (self->message))
    /* Translators: a message as read aloud, then its mark */
    return g_strdup_printf (_ ("%s, may appear twice"), label);
  return g_steal_pointer (&label);
}

void
attest_message_row_update_label (AttestMessageRow *self)
{
  g_free (self->accessible_label);
  if (attest_message_row_is_text (self))
    self->accessible_label = describe_text (self);
  else
    {
      g_autofree char *time = attest_time_format_clock (chat_message_get_time_ns (self->message));
      g_autofree char *notice = describe_notice (self->message);

      /* Translators: a notice such as "Ada joined", then the time */
      self->accessible_label = g_strdup_printf (_ ("%s, %s"), notice, time);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->accessible_label, -1);
}

static void
set_css_class (GtkWidget *widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update_delivery (AttestMessageRow *self)
{
  ChatDelivery delivery = chat_message_get_delivery (self->message);
  gboolean failed = attest_message_row_is_text (self) && delivery == CHAT_DELIVERY_FAILED;

  gtk_widget_set_visible (self->failure, failed);
  if (chat_message_is_own (self->message))
    {
      g_autofree char *description = attest_delivery_describe (self->message);

      gtk_image_set_from_icon_name (self->state, attest_delivery_get_icon_name (delivery));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->state), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      description, -1);
    }
  if (self->failed != failed)
    {
      self->failed = failed;
      set_css_class (GTK_WIDGET (self), "failed", failed);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "message.send-again", failed);
    }
  attest_message_row_update_label (self);
}

static void
update_author (AttestMessageRow *self)
{
  g_autofree char *name = attest_text_clean_line (chat_message_get_author (self->message));

  self->author_stale = FALSE;
  if (self->author_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->author), self->author_class);
  g_clear_pointer (&self->author_class, g_free);
  self->author_class = g_strdup_printf ("author-%u", attest_text_get_author_color (name));
  gtk_widget_add_css_class (GTK_WIDGET (self->author), self->author_class);
  gtk_label_set_text (self->author, *name != '\0' ? name : _ ("Nameless"));
  adw_avatar_set_text (self->avatar, name);
}

/* Which parts there are; the layout knows where they go. */
static void
update_parts (AttestMessageRow *self)
{
  gboolean text = attest_message_row_is_text (self);
  gboolean own = text && chat_message_is_own (self->message);

  gboolean author = text && !own && !self->continues;

  if (author && self->author_stale)
    update_author (self);
  attest_message_layout_set_own (self->layout, own);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), author);
  gtk_widget_set_visible (GTK_WIDGET (self->author), author);
  gtk_widget_set_visible (GTK_WIDGET (self->time), text && !self->continues);
  gtk_widget_set_visible (GTK_WIDGET (self->state), own);
  gtk_widget_set_visible (GTK_WIDGET (self->text), text);
  gtk_widget_set_visible (GTK_WIDGET (self->notice), !text);
  attest_message_row_show_mark (self, author);
  set_css_class (GTK_WIDGET (self), "own", own);
  set_css_class (GTK_WIDGET (self), "continues", self->continues);
  set_css_class (GTK_WIDGET (self), "continued", self->is_continued);
}

/* The mark stands beside the time: such a message never continues another. */
static void
update_time (AttestMessageRow *self)
{
  g_autofree char *clock = attest_time_format_clock (chat_message_get_time_ns (self->message));
  g_autofree char *marked = NULL;

  if (chat_message_get_possible_duplicate (self->message))
    /* Translators: %s is a time of day */
    marked = g_strdup_printf (_ ("%s · may appear twice"), clock);
  gtk_label_set_text (self->time, marked != NULL ? marked : clock);
}

static void
update_mark (AttestMessageRow *self)
{
  update_time (self);
  update_delivery (self);
}

static void
update_message (AttestMessageRow *self)
{
  if (attest_message_row_is_text (self))
    {
      self->author_stale = TRUE;
      if (self->marks != NULL && !chat_message_is_own (self->message))
        attest_name_marks_see (self->marks, chat_message_get_author (self->message),
                               chat_message_get_time_ns (self->message));
      attest_message_row_update_text (self);
      update_time (self);
    }
  else
    {
      g_autofree char *notice = describe_notice (self->message);

      gtk_label_set_text (self->notice, notice);
      if (self->more != NULL)
        gtk_widget_set_visible (self->more, FALSE);
    }
  update_parts (self);
  update_delivery (self);
}

static gboolean
is_inside (AttestMessageRow *self, GtkWidget *part, int x, int y)
{
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (part) &&
         gtk_widget_compute_bounds (part, GTK_WIDGET (self), &bounds) &&
         graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT ((float)x, (float)y));
}

/* Made when it is wanted: to set a tooltip asks the display where the pointer is, each time. */
static gboolean
attest_message_row_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  AttestMessageRow *self = ATTEST_MESSAGE_ROW (widget);

  if (self->message == NULL)
    return FALSE;
  if (keyboard || is_inside (self, GTK_WIDGET (self->time), x, y))
    {
      g_autofree char *full = attest_time_format_full (chat_message_get_time_ns (self->message));

      gtk_tooltip_set_text (tooltip, full);
      return TRUE;
    }
  if (is_inside (self, GTK_WIDGET (self->state), x, y))
    {
      g_autofree char *description = attest_delivery_describe (self->message);

      gtk_tooltip_set_text (tooltip, description);
      return TRUE;
    }
  return FALSE;
}

static void
attest_message_row_dispose (GObject *object)
{
  AttestMessageRow *self = ATTEST_MESSAGE_ROW (object);

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->marks);
  attest_message_row_close_menu (self);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), NULL);
  G_OBJECT_CLASS (attest_message_row_parent_class)->dispose (object);
}

static void
attest_message_row_finalize (GObject *object)
{
  AttestMessageRow *self = ATTEST_MESSAGE_ROW (object);

  g_free (self->author_class);
  g_free (self->accessible_label);
  g_free (self->mark_words);
  G_OBJECT_CLASS (attest_message_row_parent_class)->finalize (object);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, ATTEST_TYPE_MESSAGE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, CHAT_TYPE_MESSAGE);
}

static void
attest_message_row_class_init (AttestMessageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = attest_message_row_dispose;
  object_class->finalize = attest_message_row_finalize;
  widget_class->query_tooltip = attest_message_row_query_tooltip;

  signals[SEND_AGAIN] = new_signal ("send-again");
  signals[QUOTE] = new_signal ("quote");
  signals[DETAILS] = new_signal ("details");
  signals[FOLD] = g_signal_new ("fold", ATTEST_TYPE_MESSAGE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  g_type_ensure (ATTEST_TYPE_MESSAGE_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestMessageRow, author);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageRow, body);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageRow, failure);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageRow, layout);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageRow, notice);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageRow, state);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageRow, text);
  gtk_widget_class_bind_template_child (widget_class, AttestMessageRow, time);

  attest_message_row_class_install_actions (widget_class);
}

static void
attest_message_row_init (AttestMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "message.send-again", FALSE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  attest_text_layout_set_up (self->text);
  attest_message_row_init_menu (self);
}

GtkWidget *
attest_message_row_new (void)
{
  return g_object_new (ATTEST_TYPE_MESSAGE_ROW, NULL);
}

void
attest_message_row_emit_send_again (AttestMessageRow *self)
{
  g_signal_emit (self, signals[SEND_AGAIN], 0, self->message);
}

void
attest_message_row_emit_quote (AttestMessageRow *self)
{
  g_signal_emit (self, signals[QUOTE], 0, self->message);
}

void
attest_message_row_emit_details (AttestMessageRow *self)
{
  g_signal_emit (self, signals[DETAILS], 0, self->message);
}

void
attest_message_row_emit_fold (AttestMessageRow *self)
{
  g_signal_emit (self, signals[FOLD], 0);
}

/**
 * attest_message_row_dup_text:
 * @self: a row with a message
 *
 * Returns: (transfer full): all of the message, to be copied
 */
char *
attest_message_row_dup_text (AttestMessageRow *self)
{
  return attest_message_row_is_text (self)
             ? attest_text_clean (chat_message_get_text (self->message))
             : describe_notice (self->message);
}

/**
 * attest_message_row_set_name_marks:
 * @self: the row
 * @marks: (nullable): the names of the room
 */
void
attest_message_row_set_name_marks (AttestMessageRow *self, AttestNameMarks *marks)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_ROW (self));
  g_set_object (&self->marks, marks);
}

/**
 * attest_message_row_refresh_mark:
 * @self: the row
 *
 * What is to be said about the author's name may have changed.
 */
void
attest_message_row_refresh_mark (AttestMessageRow *self)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_ROW (self));
  if (!attest_message_row_is_text (self) || chat_message_is_own (self->message))
    return;
  attest_message_row_show_mark (self, !self->continues);
  attest_message_row_update_label (self);
}

/**
 * attest_message_row_set_message:
 * @self: the row
 * @message: what it shows from now on
 */
void
attest_message_row_set_message (AttestMessageRow *self, ChatMessage *message)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_ROW (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  attest_message_row_set_grouped_message (self, message, self->continues);
}

/**
 * attest_message_row_set_grouped_message:
 * @self: the row
 * @message: what it shows from now on
 * @continues: whether it stands under the header of the row above
 *
 * Cheaper than to set both one after the other.
 */
void
attest_message_row_set_grouped_message (AttestMessageRow *self,
                                        ChatMessage *message,
                                        gboolean continues)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_ROW (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (self->message == message)
    {
      attest_message_row_set_grouping (self, continues, self->is_continued);
      return;
    }
  self->continues = !!continues;
  attest_message_row_close_menu (self);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_set_object (&self->message, message);
  g_signal_connect_object (message, "notify::delivery", G_CALLBACK (update_delivery), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "notify::possible-duplicate", G_CALLBACK (update_mark), self,
                           G_CONNECT_SWAPPED);
  update_message (self);
}

ChatMessage *
attest_message_row_get_message (AttestMessageRow *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_ROW (self), NULL);
  return self->message;
}

/**
 * attest_message_row_set_grouping:
 * @self: the row
 * @continues: whether it stands under the header of the row above
 * @is_continued: whether the row below stands under the same header
 */
void
attest_message_row_set_grouping (AttestMessageRow *self, gboolean continues, gboolean is_continued)
{
  g_return_if_fail (ATTEST_IS_MESSAGE_ROW (self));

  if (self->continues == !!continues && self->is_continued == !!is_continued)
    return;
  self->continues = !!continues;
  self->is_continued = !!is_continued;
  if (self->message != NULL)
    update_parts (self);
}

gboolean
attest_message_row_get_continues (AttestMessageRow *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_ROW (self), FALSE);
  return self->continues;
}

/**
 * attest_message_row_get_label:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): what a screen reader says about the row
 */
const char *
attest_message_row_get_label (AttestMessageRow *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_ROW (self), NULL);
  return self->accessible_label;
}

/**
 * attest_message_row_get_folded:
 * @self: the row
 *
 * Returns: whether only the beginning of a long text is shown
 */
gboolean
attest_message_row_get_folded (AttestMessageRow *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_ROW (self), FALSE);
  return self->folded;
}
