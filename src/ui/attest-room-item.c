/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-room-item-private.h"
#include "attest-text.h"

/* Figures change with each message; nobody reads faster than this. */
#define REFRESH_MS 250

enum
{
  PROP_0,
  PROP_UNREAD,
  PROP_MUTED,
  N_PROPS
};

enum
{
  CHANGED,
  MESSAGE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AttestRoomItem, attest_room_item, G_TYPE_OBJECT)

void
attest_room_item_set_unread (AttestRoomItem *self, guint unread)
{
  if (self->unread == unread)
    return;
  self->unread = unread;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
attest_room_item_changed (AttestRoomItem *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
health_cb (AttestRoomItem *self)
{
  g_autoptr (AttestHealthText) text = attest_room_item_dup_health_text (self);

  attest_health_monitor_set_health (
      self->monitor, chat_connection_get_health (attest_room_item_get_connection (self)),
      text->trouble);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
refresh_cb (gpointer data)
{
  AttestRoomItem *self = ATTEST_ROOM_ITEM (data);

  self->refresh_source = 0;
  health_cb (self);
  return G_SOURCE_REMOVE;
}

static void
updated_cb (AttestRoomItem *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

static void
monitor_cb (AttestRoomItem *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
message_added_cb (AttestRoomItem *self, ChatMessage *message)
{
  if (chat_message_get_kind (message) == CHAT_MESSAGE_TEXT && !chat_message_is_own (message) &&
      !self->seen)
    attest_room_item_set_unread (self, self->unread + 1);
  self->newest = MAX (self->newest, chat_message_get_id (message));
  if (self->seen)
    attest_room_item_keep_last_read (self);
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

static void
attest_room_item_dispose (GObject *object)
{
  AttestRoomItem *self = ATTEST_ROOM_ITEM (object);
  g_autoptr (ChatRoom) room = attest_room_item_close (self);

  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (attest_room_item_parent_class)->dispose (object);
}

static void
attest_room_item_finalize (GObject *object)
{
  AttestRoomItem *self = ATTEST_ROOM_ITEM (object);

  g_clear_pointer (&self->options, attest_sign_in_options_free);
  g_free (self->saved_id);
  g_free (self->notice);
  g_free (self->title);
  g_free (self->draft);
  G_OBJECT_CLASS (attest_room_item_parent_class)->finalize (object);
}

static void
attest_room_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AttestRoomItem *self = ATTEST_ROOM_ITEM (object);

  switch (id)
    {
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
attest_room_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MUTED:
      attest_room_item_set_muted (ATTEST_ROOM_ITEM (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
attest_room_item_class_init (AttestRoomItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = attest_room_item_dispose;
  object_class->finalize = attest_room_item_finalize;
  object_class->get_property = attest_room_item_get_property;
  object_class->set_property = attest_room_item_set_property;

  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                     G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, CHAT_TYPE_MESSAGE);
}

static void
attest_room_item_init (AttestRoomItem *self)
{
  self->draft = g_strdup ("");
}

/**
 * attest_room_item_new:
 * @room: a conversation
 * @options: (nullable): with what the person signed in; copied
 *
 * Returns: (transfer full): a room of the window
 */
AttestRoomItem *
attest_room_item_new (ChatRoom *room, const AttestSignInOptions *options)
{
  AttestRoomItem *self = g_object_new (ATTEST_TYPE_ROOM_ITEM, NULL);
  ChatConnection *connection = chat_room_get_connection (room);

  self->room = g_object_ref (room);
  self->options = options != NULL ? attest_sign_in_options_copy (options) : NULL;
  self->title = attest_text_clean_line (chat_room_get_title (room));
  self->monitor = attest_health_monitor_new (chat_connection_get_clock (connection));
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (monitor_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "notify::health", G_CALLBACK (health_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "updated", G_CALLBACK (updated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (room, "message-added", G_CALLBACK (message_added_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * attest_room_item_close:
 *
 * Disconnects. The item tells nothing any more, and has no room.
 *
 * Returns: (transfer full) (nullable): the room
 */
ChatRoom *
attest_room_item_close (AttestRoomItem *self)
{
  ChatConnection *connection;

  g_return_val_if_fail (ATTEST_IS_ROOM_ITEM (self), NULL);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->room == NULL)
    return NULL;
  connection = chat_room_get_connection (self->room);
  g_signal_handlers_disconnect_by_data (connection, self);
  g_signal_handlers_disconnect_by_data (self->room, self);
  g_signal_handlers_disconnect_by_data (self->monitor, self);
  chat_connection_disconnect (connection);
  return g_steal_pointer (&self->room);
}

ChatRoom *
attest_room_item_get_room (AttestRoomItem *self)
{
  return self->room;
}

ChatConnection *
attest_room_item_get_connection (AttestRoomItem *self)
{
  return chat_room_get_connection (self->room);
}

AttestHealthMonitor *
attest_room_item_get_monitor (AttestRoomItem *self)
{
  return self->monitor;
}

const AttestSignInOptions *
attest_room_item_get_sign_in_options (AttestRoomItem *self)
{
  return self->options;
}

const char *
attest_room_item_get_title (AttestRoomItem *self)
{
  return self->title;
}

/**
 * attest_room_item_set_title:
 * @title: what the person calls it from now on
 */
void
attest_room_item_set_title (AttestRoomItem *self, const char *title)
{
  g_return_if_fail (ATTEST_IS_ROOM_ITEM (self));
  g_free (self->title);
  self->title = attest_text_clean_line (title);
  g_signal_emit (self, signals[CHANGED], 0);
}

const char *
attest_room_item_get_network (AttestRoomItem *self)
{
  const ChatProfile *profile = chat_connection_get_profile (attest_room_item_get_connection (self));

  switch (profile->network)
    {
    case CHAT_NETWORK_MAINNET:
      return _ ("Internet Computer");
    case CHAT_NETWORK_LOCAL:
      return _ ("Local network");
    case CHAT_NETWORK_CUSTOM:
    default:
      return profile->network_url;
    }
}

AttestHealthText *
attest_room_item_dup_health_text (AttestRoomItem *self)
{
  return attest_health_text_new_for_connection (attest_room_item_get_connection (self));
}

/**
 * attest_room_item_set_seen:
 * @seen: whether a person looks at it
 */
void
attest_room_item_set_seen (AttestRoomItem *self, gboolean seen)
{
  g_return_if_fail (ATTEST_IS_ROOM_ITEM (self));
  self->seen = seen;
  if (!seen)
    return;
  attest_room_item_set_unread (self, 0);
  attest_room_item_keep_last_read (self);
}

guint
attest_room_item_get_unread (AttestRoomItem *self)
{
  return self->unread;
}

gboolean
attest_room_item_get_muted (AttestRoomItem *self)
{
  return self->muted;
}

void
attest_room_item_set_muted (AttestRoomItem *self, gboolean muted)
{
  g_return_if_fail (ATTEST_IS_ROOM_ITEM (self));
  if (self->muted == muted)
    return;
  self->muted = muted;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MUTED]);
  g_signal_emit (self, signals[CHANGED], 0);
}
