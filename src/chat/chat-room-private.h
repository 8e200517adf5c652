/* SPDX-License-Identifier: MIT */
/*
 * The inside of a room:
 *   chat-room.c          the object, its rows, and what a person does
 *   chat-room-session.c  its connection
 */
#pragma once

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
  GPtrArray *messages; /* of ChatMessage */
  ChatRoomSender *sender;
  ChatTypists *typists;
  IcwsSession *session; /* (nullable): that is open, or has just ended */
  ChatRoomNotices notices;
  gint64 typing_told_us; /* when we last told that we type */
};

/* rows */
void chat_room_add_message (ChatRoom *self, ChatMessage *message);
void chat_room_replace_last (ChatRoom *self, ChatMessage *message);

/* session: to be called once, when all else is there; makes the sender */
void chat_room_follow_sessions (ChatRoom *self);

G_END_DECLS
