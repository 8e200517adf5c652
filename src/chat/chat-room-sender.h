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

  /* Where what is said is kept; NULL, all of them: nowhere */
  /* It may have been handed over from now on. */
  void (*leaving) (ChatMessage *message, gpointer user_data);
  /* chat_room_sender_kept() when all that was told up to now is safe. */
  void (*sync) (guint round, gpointer user_data);
  /* It was handed over. */
  void (*handed) (ChatMessage *message, guint64 sequence, gpointer user_data);
  /* Instead of chat_message_set_proof(). */
  void (*prove) (ChatMessage *message,
                 const IcwsMessage *received,
                 const IcwsProof *proof,
                 gpointer user_data);
} ChatRoomSenderFuncs;

/* Of ours that are written down to leave, and have not left: if Attest is killed, nobody can tell
 * what became of them. */
#define CHAT_ROOM_SENDER_MAX_LEAVING 4

ChatRoomSender *chat_room_sender_new (ChatCodec *codec,
                                      IcClock *clock,
                                      const ChatRoomSenderFuncs *funcs,
                                      gpointer user_data);
/* What the session that is open has been given may still go out. */
void chat_room_sender_free (ChatRoomSender *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatRoomSender, chat_room_sender_free)

/* From now on; what is in flight keeps the bytes that it was sent with. */
void chat_room_sender_set_codec (ChatRoomSender *self, ChatCodec *codec);
/* Takes @event; @message (nullable): its row. */
void chat_room_sender_push (ChatRoomSender *self, ChatEvent *event, ChatMessage *message);
guint chat_room_sender_get_length (ChatRoomSender *self);
/* Nothing waits for its turn or is being checked, and the session is open. */
gboolean chat_room_sender_is_idle (ChatRoomSender *self);

/* (transfer full): what a line of ours says; a value is read from its content when it is sent. */
ChatEvent *chat_room_sender_dup_event (ChatMessage *message);
/* (transfer full): GPtrArray of ChatMessage, in order: all that is on its way. */
GPtrArray *chat_room_sender_list_messages (ChatRoomSender *self);
void chat_room_sender_kept (ChatRoomSender *self, guint round);

/* Until chat_room_sender_begin() nothing is sent: what an earlier run of Attest left comes first. */
void chat_room_sender_hold (ChatRoomSender *self);
/* One of those, in their order, @checking: it may have been sent; then @question (nullable) tells
 * whether. Takes @event. */
void chat_room_sender_restore (ChatRoomSender *self,
                               ChatEvent *event,
                               ChatMessage *message,
                               gboolean checking,
                               const IcwsQuestion *question);
void chat_room_sender_begin (ChatRoomSender *self);

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
