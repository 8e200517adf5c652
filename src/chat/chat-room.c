/* SPDX-License-Identifier: MIT */
#include "chat-room-interface.h"
#include "chat-room-private.h"

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_TYPISTS,
  PROP_CODEC,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint message_added_signal;

static void chat_room_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatRoom,
                               chat_room,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, chat_room_list_model_init))

void
chat_room_add_message (ChatRoom *self, ChatMessage *message)
{
  guint position = self->messages->len;

  g_ptr_array_add (self->messages, g_object_ref (message));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  g_signal_emit (self, message_added_signal, 0, message);
}

void
chat_room_replace_last (ChatRoom *self, ChatMessage *message)
{
  guint position = self->messages->len - 1;

  g_object_unref (self->messages->pdata[position]);
  self->messages->pdata[position] = g_object_ref (message);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
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
  g_autoptr (ChatMessage) row = chat_message_new (
      kind, author, text, own, time_ns, own ? CHAT_DELIVERY_ACCEPTED : CHAT_DELIVERY_RECEIVED);

  if (message != NULL && proof != NULL)
    chat_message_set_proof (row, message->sequence_num, proof->certificate_time_ns,
                            proof->frame->key);
  if (details != NULL)
    chat_message_set_details (row, details);
  chat_room_add_message (self, row);
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
  return CHAT_ROOM (model)->messages->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ChatRoom *self = CHAT_ROOM (model);

  if (position >= self->messages->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->messages, position));
}

static void
chat_room_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
chat_room_dispose (GObject *object)
{
  ChatRoom *self = CHAT_ROOM (object);

  g_clear_pointer (&self->typists, chat_typists_free);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_pointer (&self->sender, chat_room_sender_free);
  g_clear_object (&self->session);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (chat_room_parent_class)->dispose (object);
}

static void
chat_room_finalize (GObject *object)
{
  ChatRoom *self = CHAT_ROOM (object);

  g_clear_pointer (&self->messages, g_ptr_array_unref);
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
  g_object_class_install_properties (object_class, N_PROPS, properties);
  message_added_signal = g_signal_new ("message-added", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                       CHAT_TYPE_MESSAGE);
  chat_room_class_init_interface (klass);
}

static void
chat_room_init (ChatRoom *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
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
  ChatRoom *self = g_object_new (CHAT_TYPE_ROOM, NULL);

  self->connection = g_object_ref (connection);
  self->display_name = g_strdup (display_name);
  self->clock = g_object_ref (chat_connection_get_clock (connection));
  self->codec = chat_codec_new_by_id (chat_connection_get_profile (connection)->codec_id);
  g_assert (self->codec != NULL);
  self->typists = chat_typists_new (self->clock, on_typists_changed, self);
  chat_room_follow_sessions (self);
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

/* Takes @event. */
static void
queue_event (ChatRoom *self, ChatEvent *event)
{
  g_autoptr (ChatMessage)
      message = chat_message_new (CHAT_MESSAGE_TEXT, self->display_name, event->text, TRUE,
                                  ic_clock_get_wall_ns (self->clock), CHAT_DELIVERY_QUEUED);

  if (event->details != NULL)
    chat_message_set_details (message, event->details);
  chat_room_add_message (self, message);
  /* Whoever has just said something is not typing any more: the next key may tell it at once. */
  self->typing_told_us = G_MININT64;
  chat_room_sender_push (self->sender, event, message);
}

/* What can never be sent is told now, while it can be changed. */
static gboolean
check_can_say (ChatRoom *self, const ChatEvent *event, GError **error)
{
  g_autoptr (GBytes) content = NULL;

  if (!chat_codec_can_encode (self->codec, event->kind))
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_MESSAGE,
                           "This room does not take such messages");
      return FALSE;
    }
  if (event->kind == CHAT_EVENT_TEXT)
    return TRUE;
  content = chat_codec_encode (self->codec, event, ic_clock_get_wall_ns (self->clock), error);
  return content != NULL;
}

/**
 * chat_room_send_event:
 * @event: (transfer full): %CHAT_EVENT_TEXT or %CHAT_EVENT_VALUE, as the codec can encode it
 *
 * Puts @event into the room and sends it as soon as the connection allows.
 *
 * Returns: %FALSE with %CHAT_ERROR_TOO_LONG (the text, or what waits already), or why the codec cannot
 *   encode it
 */
gboolean
chat_room_send_event (ChatRoom *self, ChatEvent *event, GError **error)
{
  g_autoptr (ChatEvent) owned = event;

  if (owned->text != NULL && strlen (owned->text) > CHAT_MAX_TEXT_BYTES)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_TOO_LONG,
                   "The message is longer than %d kilobytes", CHAT_MAX_TEXT_BYTES / 1024);
      return FALSE;
    }
  if (chat_room_sender_get_length (self->sender) >= CHAT_MAX_QUEUED)
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_TOO_LONG,
                           "Too many messages wait for the connection already");
      return FALSE;
    }
  if (!check_can_say (self, owned, error))
    return FALSE;
  queue_event (self, g_steal_pointer (&owned));
  return TRUE;
}

/**
 * chat_room_send_text:
 * @text: what to say; space around it is cut off
 *
 * Puts @text into the room and sends it as soon as the connection allows.
 *
 * Returns: %FALSE with %CHAT_ERROR_EMPTY, or as chat_room_send_event()
 */
gboolean
chat_room_send_text (ChatRoom *self, const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text ? text : ""));

  if (*stripped == 0)
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_EMPTY, "There is nothing to send");
      return FALSE;
    }
  return chat_room_send_event (self, chat_event_new (CHAT_EVENT_TEXT, self->display_name, stripped),
                               error);
}

/**
 * chat_room_send_again:
 * @message: a failed message of ours
 *
 * Takes @message out of its place and sends it as the newest.
 */
void
chat_room_send_again (ChatRoom *self, ChatMessage *message)
{
  ChatEvent *event;
  guint position;

  if (!chat_message_is_own (message) ||
      chat_message_get_delivery (message) != CHAT_DELIVERY_FAILED ||
      !g_ptr_array_find (self->messages, message, &position))
    return;
  event = chat_event_new (CHAT_EVENT_TEXT, self->display_name, chat_message_get_text (message));
  g_ptr_array_remove_index (self->messages, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  queue_event (self, event);
}

/**
 * chat_room_notify_typing:
 *
 * Tells the others that we type, at most every %CHAT_TYPING_INTERVAL_MS; dropped when the
 * connection is not open or other messages wait.
 */
void
chat_room_notify_typing (ChatRoom *self)
{
  gint64 now_us = ic_clock_get_monotonic_us (self->clock);

  if (!chat_codec_can_encode (self->codec, CHAT_EVENT_TYPING) ||
      !chat_room_sender_is_idle (self->sender))
    return;
  if (self->typing_told_us != G_MININT64 &&
      now_us - self->typing_told_us < CHAT_TYPING_INTERVAL_MS * 1000)
    return;
  self->typing_told_us = now_us;
  chat_room_sender_push (self->sender, chat_event_new (CHAT_EVENT_TYPING, self->display_name, NULL),
                         NULL);
}
