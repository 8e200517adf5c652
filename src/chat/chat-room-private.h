/* SPDX-License-Identifier: MIT */
/*
 * The inside of a room:
 *   chat-room.c          the object, its rows, and what comes from others
 *   chat-room-say.c      what a person says
 *   chat-room-session.c  its connection
 *   chat-room-kept.c     its history
 */
#pragma once

#include "chat-log.h"
#include "chat-room-notices.h"
#include "chat-room-sender.h"
#include "chat-room.h"
#include "chat-typists.h"

G_BEGIN_DECLS

struct _ChatRoom
{
  GObject parent_instance;

  ChatConnection *connection;
  ChatCodec *codec;
  ChatInterface *interface; /* (nullable): chat-room-interface.c */
  IcClock *clock;
  char *display_name;
  ChatLog *log;
  GError *history_trouble; /* (nullable) */
  gboolean loaded;         /* or under way */
  ChatRoomSender *sender;
  ChatTypists *typists;
  IcwsSession *session; /* (nullable): that is open, or has just ended */
  ChatRoomNotices notices;
  gint64 typing_told_us; /* when we last told that we type */
};

/* rows */
void chat_room_add_message (ChatRoom *self, ChatMessage *message, const ChatHistoryRecord *record);

/* session: to be called once, when all else is there; makes the sender */
void chat_room_follow_sessions (ChatRoom *self);

/* history */
void chat_room_follow_history (ChatRoom *self);
void chat_room_forget_history (ChatRoom *self);
/* The part of the sender that writes; nothing without a history. */
void chat_room_fill_keeper (ChatRoom *self, ChatRoomSenderFuncs *funcs);
/* The canister's stamp of a message that was taken. */
void chat_room_note_heard (ChatRoom *self, guint64 time_ns, gboolean kept);
void chat_room_set_history_trouble (ChatRoom *self, const GError *trouble);

G_END_DECLS
