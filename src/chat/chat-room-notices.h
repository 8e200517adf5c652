/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-connection.h"
#include "chat-message.h"

G_BEGIN_DECLS

/**
 * ChatRoomNotices: what a room has to say about its own way from session to session: a gap in what
 * was received, a message that is not shown, another gateway.
 */
typedef struct
{
  guint64 last_ns; /* stamp of the last message of the last open session; 0: none yet */
  char *place;     /* where it went through: the gateway's address, "" for direct mode */
} ChatRoomNotices;

void chat_room_notices_clear (ChatRoomNotices *self);
/* The session ended; @n_refused: messages of it that could not be verified. (transfer full)
 * (nullable): the notice that it leaves. */
ChatMessage *
chat_room_notices_closed (ChatRoomNotices *self, guint64 last_ns, gboolean refused, guint64 now_ns);
/* A session is open through @place, proved at @proof_ns. @last (nullable): the newest row of the
 * room: a gap right after a gap is one gap, and @merged tells that the new notice replaces it.
 * Each (transfer full) (nullable). */
void chat_room_notices_opened (ChatRoomNotices *self,
                               guint64 proof_ns,
                               const char *place,
                               ChatMessage *last,
                               ChatMessage **gap,
                               gboolean *merged,
                               ChatMessage **switched);

G_END_DECLS
