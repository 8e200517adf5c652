/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "chat-codec.h"
#include "chat-connection.h"
#include "chat-history.h"
#include "chat-message.h"
#include "chat-paged.h"

G_BEGIN_DECLS

/* The example chat: a typing notice at most every 3 s, and it is gone after 3 s. */
#define CHAT_TYPING_INTERVAL_MS 3000
/* Own texts that wait for a connection. */
#define CHAT_MAX_QUEUED 1000

/**
 * ChatRoom: a conversation over a connection: a ChatPaged (and so a GListModel) of ChatMessage, oldest
 * first. With a history all that is said is kept there, and the model holds a part of it.
 *
 * Properties: "title"; "typists" (GStrv of names, notify): who types now, ourselves left out; "codec"
 * (notify); "history-trouble" (GError, nullable, notify): why what is said is not kept now.
 * Signals: "message-added" (ChatMessage *): after the model changed, for notifications and
 * announcements; also of what is not in the model, while that holds an older part. "interface-failed"
 * (const GError *): what the canister speaks could not be learned; asked again with the next session.
 */
#define CHAT_TYPE_ROOM (chat_room_get_type ())
G_DECLARE_FINAL_TYPE (ChatRoom, chat_room, CHAT, ROOM, GObject)

ChatRoom *chat_room_new (ChatConnection *connection, const char *display_name);
/* @history: open, and this room's alone; the caller closes it after the room's end. Call
 * chat_room_load_async() before it connects. */
ChatRoom *chat_room_new_with_history (ChatConnection *connection,
                                      const char *display_name,
                                      ChatHistory *history);
ChatHistory *chat_room_get_history (ChatRoom *self); /* (nullable) (transfer none) */
/* (nullable) (transfer none): a sentence for people; what could not be written is tried again. */
const GError *chat_room_get_history_trouble (ChatRoom *self);
/* The newest page, and what still waits to be sent. Ends at once without a history. */
void chat_room_load_async (ChatRoom *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean chat_room_load_finish (ChatRoom *self, GAsyncResult *result, GError **error);
/* Brings that message into the model, with what stands around it. Its position; G_MAXUINT with an
 * error, or without one if it is not there any more. */
void chat_room_load_around_async (ChatRoom *self,
                                  gint64 id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
guint chat_room_load_around_finish (ChatRoom *self, GAsyncResult *result, GError **error);
/* Forgets all that was said, here and in the history, but not what still waits to be sent. */
void chat_room_clear_async (ChatRoom *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean chat_room_clear_finish (ChatRoom *self, GAsyncResult *result, GError **error);
ChatConnection *chat_room_get_connection (ChatRoom *self);
const char *chat_room_get_title (ChatRoom *self);
const char *chat_room_get_display_name (ChatRoom *self);
const char *const *chat_room_get_typists (ChatRoom *self);
/* Queues @text, sends it when the connection is open. CHAT_ERROR_EMPTY, _TOO_LONG. */
gboolean chat_room_send_text (ChatRoom *self, const char *text, GError **error);
/* What the canister's messages are read and written with. */
ChatCodec *chat_room_get_codec (ChatRoom *self); /* (transfer none) */
void chat_room_set_codec (ChatRoom *self, ChatCodec *codec);
/* (transfer none) (nullable) What the canister itself says that it speaks; only with the codec "any". */
ChatInterface *chat_room_get_interface (ChatRoom *self);
/* The same as chat_room_send_text() of anything that the codec can encode. Takes @event. */
gboolean chat_room_send_event (ChatRoom *self, ChatEvent *event, GError **error);
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
