/* SPDX-License-Identifier: MIT */
#include "chat-room-notices.h"

void
chat_room_notices_clear (ChatRoomNotices *self)
{
  g_clear_pointer (&self->place, g_free);
}

static ChatMessage *
notice_new (const char *id, const char *author, guint64 time_ns)
{
  return chat_message_new (CHAT_MESSAGE_NOTICE, author, id, FALSE, time_ns, CHAT_DELIVERY_RECEIVED);
}

/**
 * chat_room_notices_closed:
 * @last_ns: the canister's stamp of the last message that the session took. Not the time of its
 *   certificate: that covers what came after it in the same poll, and was refused
 * @refused: whether a message of it was refused, which ended it
 * @now_ns: our clock
 *
 * Returns: (transfer full) (nullable): a row in place of the message that was refused
 */
ChatMessage *
chat_room_notices_closed (ChatRoomNotices *self, guint64 last_ns, gboolean refused, guint64 now_ns)
{
  self->last_ns = last_ns;
  return refused ? notice_new (CHAT_NOTICE_REFUSED, NULL, now_ns) : NULL;
}

static gboolean
is_gap (ChatMessage *message)
{
  return message != NULL && chat_message_get_kind (message) == CHAT_MESSAGE_NOTICE &&
         g_strcmp0 (chat_message_get_text (message), CHAT_NOTICE_GAP) == 0;
}

/**
 * chat_room_notices_opened:
 * @proof_ns: certified time of the OpenMessage
 * @place: the gateway's address; "" for direct mode
 * @last: (nullable): the newest row of the room
 * @gap: (out) (transfer full) (nullable): the canister keeps nothing for who is away
 * @merged: (out): @gap covers @last, too
 * @switched: (out) (transfer full) (nullable): another way than last time
 */
void
chat_room_notices_opened (ChatRoomNotices *self,
                          guint64 proof_ns,
                          const char *place,
                          ChatMessage *last,
                          ChatMessage **gap,
                          gboolean *merged,
                          ChatMessage **switched)
{
  guint64 from_ns = self->last_ns;
  guint64 to_ns;

  *gap = *switched = NULL;
  *merged = FALSE;
  if (from_ns != 0 && proof_ns > from_ns)
    {
      *merged = is_gap (last);
      if (*merged)
        chat_message_get_span (last, &from_ns, &to_ns);
      *gap = notice_new (CHAT_NOTICE_GAP, NULL, proof_ns);
      chat_message_set_span (*gap, from_ns, proof_ns);
    }
  if (self->place != NULL && g_strcmp0 (self->place, place) != 0)
    *switched = notice_new (CHAT_NOTICE_SWITCHED, *place ? place : NULL, proof_ns);
  self->last_ns = 0;
  g_free (self->place);
  self->place = g_strdup (place);
}
