/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-event.h"
#include "chat-message.h"

G_BEGIN_DECLS

/**
 * ChatOutbox: what we said and do not know to be accepted yet, in order: first the items that went
 * to the session (they have its sequence number), then those that wait. Our own messages are known
 * in the canister's echo by what they say and by their order, never by the display name alone.
 */
typedef struct _ChatOutbox ChatOutbox;

typedef struct
{
  ChatEvent *event;
  ChatMessage *message; /* (nullable): typing and joining have no row */
  guint64 sequence;     /* of the session; 0: waits */
  gboolean relayed;     /* handed to the transport */
} ChatOutboxItem;

ChatOutbox *chat_outbox_new (void);
void chat_outbox_free (ChatOutbox *self);
guint chat_outbox_get_length (ChatOutbox *self);
/* Takes @event. */
void chat_outbox_push (ChatOutbox *self, ChatEvent *event, ChatMessage *message);
/* Before all that wait. Takes @event. */
void chat_outbox_push_first (ChatOutbox *self, ChatEvent *event);
/* The first that waits; borrowed; NULL if none. */
ChatOutboxItem *chat_outbox_peek_waiting (ChatOutbox *self);
void chat_outbox_drop_waiting (ChatOutbox *self, ChatOutboxItem *item);
void chat_outbox_set_relayed (ChatOutbox *self, guint64 sequence);
/* Takes out the oldest item in flight that says the same; (transfer full), NULL if none. */
ChatOutboxItem *chat_outbox_take_echo (ChatOutbox *self, const ChatEvent *event);
/* Takes out the oldest item in flight up to @sequence; (transfer full), NULL if none. */
ChatOutboxItem *chat_outbox_take_acknowledged (ChatOutbox *self, guint64 sequence);
/* The session is gone: items that were not relayed wait again; gives the next relayed one that has
 * a row (transfer full), and forgets those that have none. */
ChatOutboxItem *chat_outbox_take_lost (ChatOutbox *self);
void chat_outbox_item_free (ChatOutboxItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatOutbox, chat_outbox_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatOutboxItem, chat_outbox_item_free)

G_END_DECLS
