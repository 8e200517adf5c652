/* SPDX-License-Identifier: MIT */
/* What is kept of a room from one start to the next, and what the person has to know of it. */
#include "config.h"

#include "attest-room-item-private.h"

/* What a person has looked at is read at the next start, too. */
void
attest_room_item_keep_last_read (AttestRoomItem *self)
{
  ChatHistory *history = attest_room_item_get_history (self);

  if (history != NULL && self->newest > chat_history_get_last_read (history))
    chat_history_set_last_read (history, self->newest);
}

/**
 * attest_room_item_set_saved:
 * @self: a new item
 * @saved_id: of the saved connection
 * @counts: (nullable): what is in the room's history
 *
 * Goes on where the person left off: what was typed, and what was not read.
 */
void
attest_room_item_set_saved (AttestRoomItem *self,
                            const char *saved_id,
                            const ChatHistoryCounts *counts)
{
  ChatHistory *history = attest_room_item_get_history (self);

  g_return_if_fail (ATTEST_IS_ROOM_ITEM (self));
  g_free (self->saved_id);
  self->saved_id = g_strdup (saved_id);
  if (history == NULL)
    return;
  g_free (self->draft);
  self->draft = g_strdup (chat_history_get_draft (history));
  if (counts != NULL)
    {
      self->newest = counts->newest;
      attest_room_item_set_unread (self,
                                   (guint)CLAMP (counts->n_unread, 0, CHAT_HISTORY_MAX_UNREAD));
    }
}

const char *
attest_room_item_get_saved_id (AttestRoomItem *self)
{
  return self->saved_id;
}

ChatHistory *
attest_room_item_get_history (AttestRoomItem *self)
{
  return self->room != NULL ? chat_room_get_history (self->room) : NULL;
}

const char *
attest_room_item_get_draft (AttestRoomItem *self)
{
  return self->draft;
}

void
attest_room_item_set_draft (AttestRoomItem *self, const char *text)
{
  g_return_if_fail (ATTEST_IS_ROOM_ITEM (self));
  g_free (self->draft);
  self->draft = g_strdup (text != NULL ? text : "");
  if (attest_room_item_get_history (self) != NULL)
    chat_history_set_draft (attest_room_item_get_history (self), self->draft);
}

/**
 * attest_room_item_cleared:
 *
 * All that was said is forgotten, and so is what was read. The name and what is being typed stay.
 */
void
attest_room_item_cleared (AttestRoomItem *self)
{
  ChatHistory *history = attest_room_item_get_history (self);

  g_return_if_fail (ATTEST_IS_ROOM_ITEM (self));
  self->newest = 0;
  attest_room_item_set_unread (self, 0);
  if (history == NULL)
    return;
  chat_history_set_display_name (history, chat_room_get_display_name (self->room));
  chat_history_set_draft (history, self->draft);
}

const char *
attest_room_item_get_notice (AttestRoomItem *self)
{
  g_return_val_if_fail (ATTEST_IS_ROOM_ITEM (self), NULL);
  return self->notice;
}

void
attest_room_item_set_notice (AttestRoomItem *self, const char *notice)
{
  g_return_if_fail (ATTEST_IS_ROOM_ITEM (self));
  g_free (self->notice);
  self->notice = g_strdup (notice);
  attest_room_item_changed (self);
}
