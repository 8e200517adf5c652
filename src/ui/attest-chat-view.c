/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-chat-view-private.h"
#include "attest-message-details.h"
#include "attest-text.h"
#include "attest-ui.h"
#include "compat/attest-bin-focus.h"

enum
{
  PROP_0,
  PROP_SEARCH_MODE,
  PROP_CAN_SEARCH,
  PROP_SEARCH_HINT,
  N_PROPS
};

enum
{
  BANNER_ACTION,
  LEAVE_COMPOSER,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestChatView, attest_chat_view, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
banner_cb (AttestChatView *self)
{
  g_signal_emit (self, signals[BANNER_ACTION], 0);
}

static void
leave_cb (AttestChatView *self)
{
  g_signal_emit (self, signals[LEAVE_COMPOSER], 0);
}

static gboolean
send_cb (AttestChatView *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (self->room == NULL)
    return FALSE;
  if (!chat_room_send_text (self->room, text, &error))
    {
      /* The composer has the same limits and says so; this is the room's last word. */
      g_debug ("Not sent: %s", error->message);
      return FALSE;
    }
  attest_message_list_set_unread_position (self->list, 0);
  attest_message_list_jump_to_newest (self->list);
  return TRUE;
}

static void
form_sent_cb (AttestChatView *self)
{
  attest_message_list_set_unread_position (self->list, 0);
  attest_message_list_jump_to_newest (self->list);
}

static void
typing_cb (AttestChatView *self)
{
  if (self->room != NULL &&
      (self->settings == NULL || g_settings_get_boolean (self->settings, "send-typing")))
    chat_room_notify_typing (self->room);
}

static void
send_again_cb (AttestChatView *self, ChatMessage *message)
{
  if (self->room == NULL)
    return;
  chat_room_send_again (self->room, message);
  attest_message_list_jump_to_newest (self->list);
}

static void
quote_cb (AttestChatView *self, ChatMessage *message)
{
  attest_composer_quote (self->composer, chat_message_get_author (message),
                         chat_message_get_text (message));
}

static void
details_cb (AttestChatView *self, ChatMessage *message)
{
  AttestNameMarks *marks = attest_message_list_get_name_marks (self->list);
  const char *codec_id = NULL;
  g_autofree char *mark = NULL;
  AttestMessageDetails *details;

  if (self->room != NULL)
    codec_id = chat_connection_get_profile (chat_room_get_connection (self->room))->codec_id;
  if (!chat_message_is_own (message))
    mark = attest_name_marks_describe (marks, chat_message_get_author (message));
  details = attest_message_details_new (message, codec_id, mark);
  if (self->room != NULL)
    attest_message_details_set_room (details, self->room);
  gtk_window_set_transient_for (GTK_WINDOW (details), self->window);
  gtk_window_present (GTK_WINDOW (details));
}

static void
message_added_cb (AttestChatView *self, ChatMessage *message)
{
  attest_message_list_note_added (self->list, message);
  if (chat_message_get_kind (message) == CHAT_MESSAGE_TEXT && !chat_message_is_own (message))
    attest_announcer_announce (self->announcer, chat_message_get_author (message),
                               chat_message_get_text (message));
}

static void
active_cb (AttestChatView *self)
{
  attest_message_list_set_away (self->list,
                                self->window != NULL && !gtk_window_is_active (self->window));
}

static void
attest_chat_view_root (GtkWidget *widget)
{
  AttestChatView *self = ATTEST_CHAT_VIEW (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (attest_chat_view_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (!GTK_IS_WINDOW (root))
    return;
  self->window = GTK_WINDOW (root);
  g_signal_connect_object (root, "notify::is-active", G_CALLBACK (active_cb), self,
                           G_CONNECT_SWAPPED);
  active_cb (self);
}

static void
attest_chat_view_unroot (GtkWidget *widget)
{
  AttestChatView *self = ATTEST_CHAT_VIEW (widget);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_func (self->window, active_cb, self);
  self->window = NULL;
  GTK_WIDGET_CLASS (attest_chat_view_parent_class)->unroot (widget);
}

static void
typists_cb (AttestChatView *self)
{
  attest_chat_view_set_typists (self, chat_room_get_typists (self->room));
}

void
attest_chat_view_update_page (AttestChatView *self)
{
  gboolean empty = self->model == NULL || g_list_model_get_n_items (self->model) == 0;
  const char *name = empty ? "empty" : "messages";

  if (attest_chat_view_get_searching (self))
    name = "search";
  gtk_stack_set_visible_child_name (self->stack, name);
}

static void
attest_chat_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AttestChatView *self = ATTEST_CHAT_VIEW (object);

  switch (prop_id)
    {
    case PROP_SEARCH_MODE:
      g_value_set_boolean (value, attest_chat_view_get_search_mode (self));
      break;
    case PROP_CAN_SEARCH:
      g_value_set_boolean (value, self->history != NULL);
      break;
    case PROP_SEARCH_HINT:
      g_value_set_string (value, attest_chat_view_get_search_hint (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
attest_chat_view_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  if (prop_id == PROP_SEARCH_MODE)
    attest_chat_view_set_search_mode (ATTEST_CHAT_VIEW (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static gboolean
attest_chat_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ATTEST_CHAT_VIEW (widget)->composer));
}

static void
attest_chat_view_dispose (GObject *object)
{
  AttestChatView *self = ATTEST_CHAT_VIEW (object);

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->search_view != NULL)
    {
      attest_chat_view_bind_history (self, NULL);
      attest_chat_view_stop_search (self);
    }
  g_clear_object (&self->room);
  g_clear_object (&self->model);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (attest_chat_view_parent_class)->dispose (object);
}

static void
attest_chat_view_class_init (AttestChatViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = attest_chat_view_dispose;
  G_OBJECT_CLASS (klass)->get_property = attest_chat_view_get_property;
  G_OBJECT_CLASS (klass)->set_property = attest_chat_view_set_property;
  widget_class->grab_focus = attest_chat_view_grab_focus;
  widget_class->focus = attest_bin_focus;
  widget_class->root = attest_chat_view_root;
  widget_class->unroot = attest_chat_view_unroot;

  g_object_class_install_property (
      G_OBJECT_CLASS (klass), PROP_SEARCH_MODE,
      g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
      G_OBJECT_CLASS (klass), PROP_CAN_SEARCH,
      g_param_spec_boolean ("can-search", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_SEARCH_HINT,
                                   g_param_spec_string ("search-hint", NULL, NULL, NULL,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  signals[BANNER_ACTION] = g_signal_new ("banner-action", ATTEST_TYPE_CHAT_VIEW, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LEAVE_COMPOSER] = g_signal_new ("leave-composer", ATTEST_TYPE_CHAT_VIEW,
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (ATTEST_TYPE_ANNOUNCER);
  g_type_ensure (ATTEST_TYPE_BANNER);
  g_type_ensure (ATTEST_TYPE_COMPOSER);
  g_type_ensure (ATTEST_TYPE_MESSAGE_LIST);
  g_type_ensure (ATTEST_TYPE_SEARCH_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-chat-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestChatView, announcer);
  gtk_widget_class_bind_template_child (widget_class, AttestChatView, banner);
  gtk_widget_class_bind_template_child (widget_class, AttestChatView, composer);
  gtk_widget_class_bind_template_child (widget_class, AttestChatView, history_banner);
  gtk_widget_class_bind_template_child (widget_class, AttestChatView, list);
  gtk_widget_class_bind_template_child (widget_class, AttestChatView, search_bar);
  gtk_widget_class_bind_template_child (widget_class, AttestChatView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, AttestChatView, search_view);
  gtk_widget_class_bind_template_child (widget_class, AttestChatView, empty);
  gtk_widget_class_bind_template_child (widget_class, AttestChatView, stack);
  gtk_widget_class_bind_template_child (widget_class, AttestChatView, typing);
  attest_chat_view_class_install_search (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, banner_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_sent_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, quote_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, typing_cb);
}

static void
attest_chat_view_init (AttestChatView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = attest_ui_get_settings ();
  attest_chat_view_init_search (self);
  attest_chat_view_init_history (self);
}

/**
 * attest_chat_view_set_room:
 * @self: the view
 * @room: (nullable): the room to show and to write to
 */
void
attest_chat_view_set_room (AttestChatView *self, ChatRoom *room)
{
  g_return_if_fail (ATTEST_IS_CHAT_VIEW (self));

  if (self->room == room)
    return;
  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  g_set_object (&self->room, room);
  attest_composer_set_text (self->composer, "");
  attest_composer_set_room (self->composer, room);
  attest_announcer_clear (self->announcer);
  attest_message_list_set_own_name (self->list,
                                    room != NULL ? chat_room_get_display_name (room) : NULL);
  attest_chat_view_bind_history (self, room != NULL ? chat_room_get_history (room) : NULL);
  attest_chat_view_set_model (self, (GListModel *)room);
  attest_chat_view_set_trouble (self, NULL);
  attest_chat_view_set_typists (self, NULL);
  if (room == NULL)
    return;
  attest_message_list_set_clock (self->list,
                                 chat_connection_get_clock (chat_room_get_connection (room)));
  attest_search_view_set_clock (self->search_view,
                                chat_connection_get_clock (chat_room_get_connection (room)));
  g_signal_connect_object (room, "notify::typists", G_CALLBACK (typists_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (room, "message-added", G_CALLBACK (message_added_cb), self,
                           G_CONNECT_SWAPPED);
  typists_cb (self);
}

/**
 * attest_chat_view_set_model:
 * @self: the view
 * @model: (nullable): a model of ChatMessage; set by attest_chat_view_set_room()
 */
void
attest_chat_view_set_model (AttestChatView *self, GListModel *model)
{
  g_return_if_fail (ATTEST_IS_CHAT_VIEW (self));

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, attest_chat_view_update_page, self);
  g_set_object (&self->model, model);
  attest_message_list_set_model (self->list, model);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (attest_chat_view_update_page),
                             self, G_CONNECT_SWAPPED);
  attest_chat_view_update_page (self);
}

/**
 * attest_chat_view_set_typists:
 * @self: the view
 * @typists: (nullable): names of those who are writing
 */
void
attest_chat_view_set_typists (AttestChatView *self, const char *const *typists)
{
  guint n = typists != NULL ? g_strv_length ((char **)typists) : 0;
  g_autofree char *first = n > 0 ? attest_text_isolate (typists[0]) : NULL;
  g_autofree char *second = n > 1 ? attest_text_isolate (typists[1]) : NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (ATTEST_IS_CHAT_VIEW (self));

  if (n == 1)
    /* Translators: %s is a person's name */
    text = g_strdup_printf (_ ("%s is typing…"), first);
  else if (n == 2)
    /* Translators: two persons' names */
    text = g_strdup_printf (_ ("%s and %s are typing…"), first, second);
  else if (n > 2)
    text = g_strdup (_ ("Several people are typing…"));
  else
    text = g_strdup ("");
  gtk_label_set_text (self->typing, text);
}

/**
 * attest_chat_view_set_trouble:
 * @self: the view
 * @text: (nullable): what the banner says; %NULL hides it
 *
 * The banner takes its room from the messages, never from the composer.
 */
void
attest_chat_view_set_trouble (AttestChatView *self, const AttestHealthText *text)
{
  g_return_if_fail (ATTEST_IS_CHAT_VIEW (self));

  if (text != NULL)
    attest_banner_set_content (self->banner, text->icon_name, text->title,
                               text->can_reconnect && g_strcmp0 (text->css_class, "health-bad") != 0
                                   ? _ ("_Reconnect")
                                   : _ ("_Details"),
                               text->css_class);
  attest_banner_set_revealed (self->banner, text != NULL);
}

gboolean
attest_chat_view_get_banner_revealed (AttestChatView *self)
{
  g_return_val_if_fail (ATTEST_IS_CHAT_VIEW (self), FALSE);
  return attest_banner_get_revealed (self->banner);
}

const char *
attest_chat_view_get_typing_text (AttestChatView *self)
{
  g_return_val_if_fail (ATTEST_IS_CHAT_VIEW (self), NULL);
  return gtk_label_get_text (self->typing);
}

AttestMessageList *
attest_chat_view_get_list (AttestChatView *self)
{
  g_return_val_if_fail (ATTEST_IS_CHAT_VIEW (self), NULL);
  return self->list;
}

GtkWidget *
attest_chat_view_get_composer (AttestChatView *self)
{
  g_return_val_if_fail (ATTEST_IS_CHAT_VIEW (self), NULL);
  return GTK_WIDGET (self->composer);
}
