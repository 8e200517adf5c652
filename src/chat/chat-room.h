/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "chat-codec.h"
#include "chat-connection.h"
#include "chat-message.h"

G_BEGIN_DECLS

/* The example chat: a typing notice at most every 3 s, and it is gone after 3 s. */
#define CHAT_TYPING_INTERVAL_MS 3000
/* Own texts that wait for a connection. */
#define CHAT_MAX_QUEUED 1000

/**
 * ChatRoom: a conversation: a GListModel of ChatMessage (oldest first) over a connection.
 *
 * Properties: "title"; "typists" (GStrv of names, notify): who types now, ourselves left out.
 * Signal "message-added" (ChatMessage *): after the model changed, for notifications and announcements.
 */
#define CHAT_TYPE_ROOM (chat_room_get_type ())
G_DECLARE_FINAL_TYPE (ChatRoom, chat_room, CHAT, ROOM, GObject)

ChatRoom *chat_room_new (ChatConnection *connection, const char *display_name);
ChatConnection *chat_room_get_connection (ChatRoom *self);
const char *chat_room_get_title (ChatRoom *self);
const char *chat_room_get_display_name (ChatRoom *self);
const char *const *chat_room_get_typists (ChatRoom *self);
/* Queues @text, sends it when the connection is open. CHAT_ERROR_EMPTY, _TOO_LONG. */
gboolean chat_room_send_text (ChatRoom *self, const char *text, GError **error);
/* A failed message of ours goes to the queue again, as the newest. */
void chat_room_send_again (ChatRoom *self, ChatMessage *message);
/* The person is typing: tells the others, throttled; not queued. */
void chat_room_notify_typing (ChatRoom *self);
/* One application message from the wire, as the session gives it; public for tests. */
void chat_room_handle_content (ChatRoom *self,
                               GBytes *content,
                               const IcwsMessage *message,
                               const IcwsProof *proof);

G_END_DECLS
