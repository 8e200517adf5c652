/* SPDX-License-Identifier: MIT */
#include "chat-room-interface.h"
#include "chat-room-private.h"

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_TYPISTS,
  PROP_CODEC,
  PROP_HISTORY_TROUBLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint message_added_signal;

static void chat_room_list_model_init (GListModelInterface *iface);
static void chat_room_paged_init (ChatPagedInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatRoom,
                               chat_room,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, chat_room_list_model_init)
                                   G_IMPLEMENT_INTERFACE (CHAT_TYPE_PAGED, chat_room_paged_init))

/* @record (nullable): what is kept of it besides. */
void
chat_room_add_message (ChatRoom *self, ChatMessage *message, const ChatHistoryRecord *record)
{
  chat_log_append (self->log, message, record);
  g_signal_emit (self, message_added_signal, 0, message);
}

static void
add_received (ChatRoom *self,
              ChatMessageKind kind,
              const char *author,
              const char *text,
              const char *details,
              gboolean own,
              const IcwsMessage *message,
              const IcwsProof *proof)
{
  guint64 time_ns = message ? message->timestamp_ns : ic_clock_get_wall_ns (self->clock);
  g_autoptr (ChatHistoryRecord) record = NULL;
  g_autoptr (ChatMessage) row = chat_message_new (
      kind, author, text, own, time_ns, own ? CHAT_DELIVERY_ACCEPTED : CHAT_DELIVERY_RECEIVED);

  if (message != NULL && proof != NULL)
    {
      chat_message_set_proof (row, message->sequence_num, proof->certificate_time_ns,
                              proof->frame->key);
      record = chat_history_record_new ();
      chat_history_record_set_proof (record, proof);
      record->codec_id = g_strdup (chat_codec_get_id (self->codec));
    }
  if (details != NULL)
    chat_message_set_details (row, details);
  chat_room_add_message (self, row, record);
}

/* Our own message came back to us: the canister has accepted it, and says so with a certificate. */
static gboolean
handle_echo (ChatRoom *self,
             const ChatEvent *event,
             const IcwsMessage *message,
             const IcwsProof *proof)
{
  if (!chat_room_sender_take_echo (self->sender, event, message, proof))
    return FALSE;
  if (event->kind == CHAT_EVENT_JOINED)
    add_received (self, CHAT_MESSAGE_JOINED, event->author, NULL, NULL, TRUE, message, proof);
  return TRUE;
}

/**
 * chat_room_handle_content:
 * @content: Candid of one application message
 * @message: (nullable): the message it came in
 * @proof: (nullable): what proves it
 *
 * Shows one verified application message. One that is not of the canister's type leaves a notice in
 * its place instead of vanishing.
 */
void
chat_room_handle_content (ChatRoom *self,
                          GBytes *content,
                          const IcwsMessage *message,
                          const IcwsProof *proof)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatEvent) event = chat_codec_decode (self->codec, content, &error);

  if (event == NULL)
    {
      g_debug ("Unreadable message: %s", error->message);
      add_received (self, CHAT_MESSAGE_NOTICE, NULL, CHAT_NOTICE_UNREADABLE, NULL, FALSE, message,
                    proof);
      return;
    }
  if (handle_echo (self, event, message, proof))
    return;
  switch (event->kind)
    {
    case CHAT_EVENT_TYPING:
      chat_typists_add (self->typists, event->author);
      return;
    case CHAT_EVENT_JOINED:
      add_received (self, CHAT_MESSAGE_JOINED, event->author, NULL, NULL, FALSE, message, proof);
      return;
    case CHAT_EVENT_TEXT:
    case CHAT_EVENT_VALUE:
    default:
      chat_typists_remove (self->typists, event->author);
      add_received (self, CHAT_MESSAGE_TEXT, event->author, event->text, event->details, FALSE,
                    message, proof);
    }
}

static void
on_typists_changed (gpointer data)
{
  g_object_notify_by_pspec (data, properties[PROP_TYPISTS]);
}

static GType
get_item_type (GListModel *model)
{
  return CHAT_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (CHAT_ROOM (model)->log));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (CHAT_ROOM (model)->log), position);
}

static void
chat_room_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
has_older (ChatPaged *paged)
{
  return chat_paged_has_older (CHAT_PAGED (CHAT_ROOM (paged)->log));
}

static gboolean
has_newer (ChatPaged *paged)
{
  return chat_paged_has_newer (CHAT_PAGED (CHAT_ROOM (paged)->log));
}

static void
load_older (ChatPaged *paged)
{
  chat_paged_load_older (CHAT_PAGED (CHAT_ROOM (paged)->log));
}

static void
load_newer (ChatPaged *paged)
{
  chat_paged_load_newer (CHAT_PAGED (CHAT_ROOM (paged)->log));
}

static void
load_newest (ChatPaged *paged)
{
  chat_paged_load_newest (CHAT_PAGED (CHAT_ROOM (paged)->log));
}

static void
chat_room_paged_init (ChatPagedInterface *iface)
{
  iface->has_older = has_older;
  iface->has_newer = has_newer;
  iface->load_older = load_older;
  iface->load_newer = load_newer;
  iface->load_newest = load_newest;
}

static void
on_items_changed (ChatRoom *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
on_ends_changed (ChatRoom *self)
{
  chat_paged_ends_changed (CHAT_PAGED (self));
}

static void
chat_room_dispose (GObject *object)
{
  ChatRoom *self = CHAT_ROOM (object);

  g_clear_pointer (&self->typists, chat_typists_free);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_pointer (&self->sender, chat_room_sender_free);
  chat_room_forget_history (self);
  g_clear_object (&self->session);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (chat_room_parent_class)->dispose (object);
}

static void
chat_room_finalize (GObject *object)
{
  ChatRoom *self = CHAT_ROOM (object);

  g_clear_object (&self->log);
  g_clear_error (&self->history_trouble);
  chat_room_notices_clear (&self->notices);
  g_clear_object (&self->codec);
  g_clear_object (&self->interface);
  g_clear_object (&self->clock);
  g_free (self->display_name);
  G_OBJECT_CLASS (chat_room_parent_class)->finalize (object);
}

static void
chat_room_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ChatRoom *self = CHAT_ROOM (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, chat_room_get_title (self));
      break;
    case PROP_TYPISTS:
      g_value_set_boxed (value, chat_room_get_typists (self));
      break;
    case PROP_HISTORY_TROUBLE:
      g_value_set_boxed (value, self->history_trouble);
      break;
    case PROP_CODEC:
      g_value_set_object (value, self->codec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chat_room_class_init (ChatRoomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_room_dispose;
  object_class->finalize = chat_room_finalize;
  object_class->get_property = chat_room_get_property;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TYPISTS] = g_param_spec_boxed ("typists", NULL, NULL, G_TYPE_STRV,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CODEC] = g_param_spec_object ("codec", NULL, NULL, CHAT_TYPE_CODEC,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HISTORY_TROUBLE] = g_param_spec_boxed (
      "history-trouble", NULL, NULL, G_TYPE_ERROR, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  message_added_signal = g_signal_new ("message-added", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                       CHAT_TYPE_MESSAGE);
  chat_room_class_init_interface (klass);
}

static void
chat_room_init (ChatRoom *self)
{
  self->typing_told_us = G_MININT64;
}

/**
 * chat_room_new:
 * @connection: the connection that carries it
 * @display_name: the name that we give ourselves
 *
 * Returns: (transfer full): an empty room
 */
ChatRoom *
chat_room_new (ChatConnection *connection, const char *display_name)
{
  return chat_room_new_with_history (connection, display_name, NULL);
}

/**
 * chat_room_new_with_history:
 * @connection: the connection that carries it
 * @display_name: the name that we give ourselves
 * @history: (nullable): open, where all is kept
 *
 * Returns: (transfer full): a room that shows nothing yet and sends nothing: chat_room_load_async()
 */
ChatRoom *
chat_room_new_with_history (ChatConnection *connection,
                            const char *display_name,
                            ChatHistory *history)
{
  ChatRoom *self = g_object_new (CHAT_TYPE_ROOM, NULL);

  self->connection = g_object_ref (connection);
  self->display_name = g_strdup (display_name);
  self->clock = g_object_ref (chat_connection_get_clock (connection));
  self->codec = chat_codec_new_by_id (chat_connection_get_profile (connection)->codec_id);
  g_assert (self->codec != NULL);
  self->typists = chat_typists_new (self->clock, on_typists_changed, self);
  self->log = chat_log_new (history);
  g_signal_connect_object (self->log, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->log, "ends-changed", G_CALLBACK (on_ends_changed), self,
                           G_CONNECT_SWAPPED);
  chat_room_follow_sessions (self);
  chat_room_follow_history (self);
  chat_room_follow_interface (self);
  return self;
}

/**
 * chat_room_get_connection:
 *
 * Returns: (transfer none): the connection that carries the room
 */
ChatConnection *
chat_room_get_connection (ChatRoom *self)
{
  return self->connection;
}

const char *
chat_room_get_title (ChatRoom *self)
{
  return chat_connection_get_profile (self->connection)->title;
}

const char *
chat_room_get_display_name (ChatRoom *self)
{
  return self->display_name;
}

/**
 * chat_room_get_typists:
 *
 * Returns: (transfer none): %NULL-terminated names of who types now; never %NULL
 */
const char *const *
chat_room_get_typists (ChatRoom *self)
{
  return chat_typists_get (self->typists);
}

/**
 * chat_room_get_codec:
 *
 * Returns: (transfer none): what the canister's messages are read and written with
 */
ChatCodec *
chat_room_get_codec (ChatRoom *self)
{
  return self->codec;
}

/**
 * chat_room_set_codec:
 * @codec: (transfer none): reads and writes the canister's messages from now on
 *
 * What is shown stays as it is; what waits to be sent goes out with @codec.
 */
void
chat_room_set_codec (ChatRoom *self, ChatCodec *codec)
{
  g_return_if_fail (CHAT_IS_CODEC (codec));

  if (!g_set_object (&self->codec, codec))
    return;
  chat_room_sender_set_codec (self->sender, codec);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CODEC]);
}

void
chat_room_set_history_trouble (ChatRoom *self, const GError *trouble)
{
  if (trouble == NULL && self->history_trouble == NULL)
    return;
  g_clear_error (&self->history_trouble);
  if (trouble != NULL)
    self->history_trouble = g_error_copy (trouble);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HISTORY_TROUBLE]);
}
