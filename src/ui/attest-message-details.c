/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-delivery-text.h"
#include "attest-message-details.h"
#include "attest-message-facts.h"
#include "attest-text.h"
#include "attest-value-row.h"
#include "attest-value-tree.h"

struct _AttestMessageDetails
{
  AdwWindow parent_instance;

  ChatMessage *message;
  GtkImage *state; /* of the first row of @proof */
  AdwActionRow *state_row;
  AdwPreferencesPage *page;
  AttestValueTree *tree; /* (nullable) */
  ChatCodec *codec; /* (nullable): reads the message again; not the room's, which counts them */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AttestMessageDetails, attest_message_details, ADW_TYPE_WINDOW)

/* An own message goes on while somebody looks at it. */
static void
update_delivery (AttestMessageDetails *self)
{
  ChatDelivery delivery = chat_message_get_delivery (self->message);
  g_autofree char *words = attest_message_describe_proof (self->message);

  gtk_image_set_from_icon_name (self->state, attest_delivery_get_icon_name (delivery));
  adw_action_row_set_subtitle (self->state_row, words);
}

static void
attest_message_details_dispose (GObject *object)
{
  AttestMessageDetails *self = ATTEST_MESSAGE_DETAILS (object);

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->codec);
  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (attest_message_details_parent_class)->dispose (object);
}

static void
attest_message_details_finalize (GObject *object)
{
  g_object_unref (ATTEST_MESSAGE_DETAILS (object)->cancellable);
  G_OBJECT_CLASS (attest_message_details_parent_class)->finalize (object);
}

static void
attest_message_details_class_init (AttestMessageDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_message_details_dispose;
  G_OBJECT_CLASS (klass)->finalize = attest_message_details_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
attest_message_details_init (AttestMessageDetails *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_window_set_title (GTK_WINDOW (self), _ ("Message Details"));
  gtk_window_set_default_size (GTK_WINDOW (self), 460, 560);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
}

static GtkWidget *
create_row (const char *title, const char *subtitle, const char *icon_name)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (icon_name != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon_name));
  return row;
}

static AdwPreferencesGroup *
create_author_group (ChatMessage *message, const char *codec_id, const char *mark)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *name = attest_text_clean_line (chat_message_get_author (message));
  g_autofree char *words = attest_message_describe_author (message, codec_id);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Author"));
  adw_preferences_group_add (
      ADW_PREFERENCES_GROUP (group),
      create_row (*name != '\0' ? name : _ ("Nameless"), words, "avatar-default-symbolic"));
  if (mark != NULL)
    adw_preferences_group_add (
        ADW_PREFERENCES_GROUP (group),
        create_row (mark,
                    _ ("Look twice before you take this for somebody whom you know: names are easy "
                       "to imitate."),
                    "attest-imitation-symbolic"));
  return ADW_PREFERENCES_GROUP (group);
}

static void
add_fact (AdwPreferencesGroup *group, const AttestMessageFact *fact)
{
  GtkWidget *row = g_object_new (ATTEST_TYPE_VALUE_ROW, "title", fact->title, "value", fact->value,
                                 "copyable", fact->copyable, NULL);

  adw_preferences_group_add (group, row);
}

static AdwPreferencesGroup *
create_proof_group (AttestMessageDetails *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GPtrArray) facts = attest_message_list_facts (self->message);
  GtkWidget *row = create_row (
      chat_message_is_own (self->message) ? _ ("Delivery") : _ ("What is proved"), "", NULL);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Proof"));
  self->state_row = ADW_ACTION_ROW (row);
  self->state = GTK_IMAGE (gtk_image_new ());
  adw_action_row_add_prefix (self->state_row, GTK_WIDGET (self->state));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  for (guint i = 0; i < facts->len; i++)
    add_fact (ADW_PREFERENCES_GROUP (group), g_ptr_array_index (facts, i));
  return ADW_PREFERENCES_GROUP (group);
}

/**
 * attest_message_details_new:
 * @message: a text
 * @codec_id: (nullable): the kind of the room's messages
 * @mark: (nullable): what is to be said about the author's name
 *
 * Returns: (transfer none): a window, to be presented
 */
AttestMessageDetails *
attest_message_details_new (ChatMessage *message, const char *codec_id, const char *mark)
{
  AttestMessageDetails *self;
  GtkWidget *box;
  GtkWidget *page;

  g_return_val_if_fail (CHAT_IS_MESSAGE (message), NULL);
  self = g_object_new (ATTEST_TYPE_MESSAGE_DETAILS, NULL);
  self->message = g_object_ref (message);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  page = adw_preferences_page_new ();
  self->page = ADW_PREFERENCES_PAGE (page);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            create_author_group (message, codec_id, mark));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), create_proof_group (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  g_signal_connect_object (message, "notify::delivery", G_CALLBACK (update_delivery), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "notify::possible-duplicate", G_CALLBACK (update_delivery),
                           self, G_CONNECT_SWAPPED);
  update_delivery (self);
  return self;
}

/* All that it says, below who said it and what is proved. */
static void
show_value (AttestMessageDetails *self, AttestValueNode *root, ChatInterface *interface)
{
  if (self->tree == NULL)
    {
      GtkWidget *group = adw_preferences_group_new ();
      GtkWidget *frame = gtk_frame_new (NULL);

      self->tree = ATTEST_VALUE_TREE (attest_value_tree_new ());
      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Content"));
      if (interface != NULL && !chat_interface_is_certified (interface))
        adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                               _ ("The values are proved. The names of the fields "
                                                  "are not: no certificate tells them."));
      gtk_frame_set_child (GTK_FRAME (frame), GTK_WIDGET (self->tree));
      gtk_widget_add_css_class (frame, "card");
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), frame);
      adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
    }
  attest_value_tree_set_root (self->tree, root);
}

typedef struct
{
  GWeakRef details;
  ChatInterface *interface; /* (nullable) */
} Reading;

static void
on_record (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;
  g_autoptr (AttestMessageDetails) self = g_weak_ref_get (&reading->details);
  g_autoptr (ChatInterface) interface = reading->interface;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatHistoryRecord)
      record = chat_history_get_finish (CHAT_HISTORY (source), result, &error);
  g_autoptr (IcwsMessage) message = NULL;
  g_autoptr (ChatEvent) event = NULL;
  g_autoptr (AttestValueNode) root = NULL;

  g_weak_ref_clear (&reading->details);
  g_free (reading);
  if (self == NULL || self->codec == NULL || record == NULL || record->content == NULL)
    return;
  message = icws_message_decode (record->content, &error);
  event = message != NULL ? chat_codec_decode (self->codec, message->content, &error) : NULL;
  if (event == NULL || event->value == NULL)
    {
      g_debug ("Not to be shown: %s", error != NULL ? error->message : "no value");
      return;
    }
  root = attest_value_node_new (event->value, event->type);
  show_value (self, root, interface);
}

/**
 * attest_message_details_set_room:
 * @self: the window
 * @room: where the message is from
 *
 * Shows all that the message says, if the room's canister is known by its interface alone.
 */
void
attest_message_details_set_room (AttestMessageDetails *self, ChatRoom *room)
{
  ChatCodec *codec;
  const char *details;
  ChatHistory *history;
  Reading *reading;

  g_return_if_fail (ATTEST_IS_MESSAGE_DETAILS (self));
  codec = chat_room_get_codec (room);
  details = chat_message_get_details (self->message);
  history = chat_room_get_history (room);
  if (g_strcmp0 (chat_codec_get_id (codec), "any") != 0)
    return;
  if (details != NULL)
    {
      g_autoptr (AttestValueNode) root = attest_value_node_new_for_text (details);

      show_value (self, root, chat_room_get_interface (room));
    }
  if (history == NULL || chat_message_get_id (self->message) == 0)
    return;
  self->codec = chat_codec_new_for_type (chat_codec_get_message_type (codec));
  reading = g_new0 (Reading, 1);
  g_weak_ref_init (&reading->details, self);
  g_set_object (&reading->interface, chat_room_get_interface (room));
  chat_history_get_async (history, chat_message_get_id (self->message), self->cancellable,
                          on_record, reading);
}

/**
 * attest_message_details_get_tree:
 * @self: the window
 *
 * Returns: (transfer none) (nullable): what the message says
 */
AttestValueTree *
attest_message_details_get_tree (AttestMessageDetails *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_DETAILS (self), NULL);
  return self->tree;
}
