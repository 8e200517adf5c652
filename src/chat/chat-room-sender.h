/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-codec.h"
#include "chat-fate.h"
#include "chat-message.h"

G_BEGIN_DECLS

/**
 * ChatRoomSender: what we say in a room, from the composer until it is proved to be accepted: in
 * order, over as many sessions as it takes. Knows no connection: its owner tells it what happens and
 * carries out what it wants.
 */
typedef struct _ChatRoomSender ChatRoomSender;

typedef struct
{
  /* To the session that is open; as icws_session_send(). */
  guint64 (*send) (GBytes *content, GError **error, gpointer user_data);
  /* Of the session that is open, or has just ended; as icws_session_get_question(). */
  gboolean (*get_question) (guint64 sequence, IcwsQuestion *out, gpointer user_data);
  void (*settle) (guint64 sequence, gpointer user_data);
  ChatFateAsk ask;
} ChatRoomSenderFuncs;

ChatRoomSender *chat_room_sender_new (ChatCodec *codec,
                                      IcClock *clock,
                                      const ChatRoomSenderFuncs *funcs,
                                      gpointer user_data);
void chat_room_sender_free (ChatRoomSender *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatRoomSender, chat_room_sender_free)

/* From now on; what is in flight keeps the bytes that it was sent with. */
void chat_room_sender_set_codec (ChatRoomSender *self, ChatCodec *codec);
/* Takes @event; @message (nullable): its row. */
void chat_room_sender_push (ChatRoomSender *self, ChatEvent *event, ChatMessage *message);
guint chat_room_sender_get_length (ChatRoomSender *self);
/* Nothing waits for its turn or is being checked, and the session is open. */
gboolean chat_room_sender_is_idle (ChatRoomSender *self);

/* A session is open, by a certificate of @proof_ns; takes @greeting (nullable): said first. */
void chat_room_sender_opened (ChatRoomSender *self, guint64 proof_ns, ChatEvent *greeting);
void chat_room_sender_closed (ChatRoomSender *self);
void chat_room_sender_sent (ChatRoomSender *self, guint64 sequence);
void chat_room_sender_acknowledged (ChatRoomSender *self, guint64 sequence);
/* By the IC itself, of the current session. */
void chat_room_sender_accepted (ChatRoomSender *self, guint64 sequence, guint64 certificate_ns);
void chat_room_sender_refused (ChatRoomSender *self, const IcwsRequestFate *fate);
/* TRUE: @event is what we said, come back to us with a proof. @proof, @message nullable. */
gboolean chat_room_sender_take_echo (ChatRoomSender *self,
                                     const ChatEvent *event,
                                     const IcwsMessage *message,
                                     const IcwsProof *proof);

G_END_DECLS
