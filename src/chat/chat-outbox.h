/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-event.h"
#include "chat-message.h"
#include "icws/icws.h"

G_BEGIN_DECLS

/**
 * ChatOutbox: what we said and do not know to be accepted yet, in the order in which it was said.
 * An item waits (no number), has a number of the current session, or belongs to a session that has
 * ended and is checked: nothing behind it goes out before its fate is known. Our own messages are
 * known in the canister's echo by what they say and by their order, never by the display name alone.
 */
typedef struct _ChatOutbox ChatOutbox;

typedef struct
{
  ChatEvent *event;
  ChatMessage *message; /* (nullable): typing and joining have no row */
  guint64 sequence;     /* of the current session; 0: waits, or is checked */
  gboolean relayed;     /* handed to the transport */
  guint round;          /* in which its leaving is written down; 0: not asked for */
  char *refusal;        /* (nullable): what the canister said against it in the current session */

  /* Of a session that has ended */
  gboolean checking;
  gboolean has_question; /* FALSE: nobody can tell any more what became of it */
  IcwsQuestion question;
  guint64 fence_ns;  /* certified time since which that session can do no more; 0: not yet */
  guint n_rejected;  /* sessions in which it was rejected */
  guint n_asked;     /* questions that gave no answer */
  gint64 ask_us;     /* when to ask (again) */
  gint64 pending_us; /* since when the IC says that it is working on it; 0: never said */
  gboolean asking;
} ChatOutboxItem;

ChatOutbox *chat_outbox_new (void);
void chat_outbox_free (ChatOutbox *self);
guint chat_outbox_get_length (ChatOutbox *self);
/* Takes @event. */
void chat_outbox_push (ChatOutbox *self, ChatEvent *event, ChatMessage *message);
/* Before everything. Takes @event. */
void chat_outbox_push_first (ChatOutbox *self, ChatEvent *event);
/* Behind what has no row, before the rest; as it was when it was read: @question (nullable) and
 * @checking. Takes @event. */
void chat_outbox_restore (ChatOutbox *self,
                          guint position,
                          ChatEvent *event,
                          ChatMessage *message,
                          gboolean checking,
                          const IcwsQuestion *question);
/* The next one that waits behind @previous, which waits; borrowed, NULL if none may go. */
ChatOutboxItem *chat_outbox_next_waiting (ChatOutbox *self, ChatOutboxItem *previous);
/* Those whose leaving is written down, or is about to be, and that are not relayed. */
guint chat_outbox_count_leaving (ChatOutbox *self);
/* What was written down to leave and was not given to the session waits, and is written down so. */
void chat_outbox_take_back (ChatOutbox *self);
/* GPtrArray of ChatMessage, in order. (transfer full) */
GPtrArray *chat_outbox_list_messages (ChatOutbox *self);
/* The one to be sent next; borrowed; NULL if none may go. */
ChatOutboxItem *chat_outbox_peek_waiting (ChatOutbox *self);
/* Whether anything of the room waits or is checked. */
gboolean chat_outbox_is_busy (ChatOutbox *self);
void chat_outbox_remove (ChatOutbox *self, ChatOutboxItem *item);
/* By its number in the current session; borrowed, NULL if none. */
ChatOutboxItem *chat_outbox_find (ChatOutbox *self, guint64 sequence);
/* The first that the canister said no to, up to that number; borrowed, NULL if none. */
ChatOutboxItem *chat_outbox_find_refused (ChatOutbox *self, guint64 last);
void chat_outbox_set_relayed (ChatOutbox *self, guint64 sequence);
/* Takes out an item that is known to be in the outbox. (transfer full) */
ChatOutboxItem *chat_outbox_take (ChatOutbox *self, ChatOutboxItem *item);
/* Takes out the oldest item in flight that says the same; (transfer full), NULL if none. */
ChatOutboxItem *chat_outbox_take_echo (ChatOutbox *self, const ChatEvent *event);
/* Takes out the oldest item in flight up to @sequence; (transfer full), NULL if none. */
ChatOutboxItem *chat_outbox_take_acknowledged (ChatOutbox *self, guint64 sequence);

/* What to ask the IC about a message of the session that ends; FALSE: it was not sent. */
typedef gboolean (*ChatOutboxQuestionFunc) (guint64 sequence,
                                            IcwsQuestion *out,
                                            gpointer user_data);
/* The session is gone: what it had not sent, or what it had seen refused, waits again; what it had
 * sent is to be checked; what has no row is forgotten. */
void
chat_outbox_end_session (ChatOutbox *self, ChatOutboxQuestionFunc get_question, gpointer user_data);
/* A new session is proved to be open since @fence_ns: what is checked can have a final answer. */
void chat_outbox_set_fence (ChatOutbox *self, guint64 fence_ns);
/* The next one to be checked after @previous (nullable: from the start); borrowed. */
ChatOutboxItem *chat_outbox_next_checking (ChatOutbox *self, ChatOutboxItem *previous);
/* It was not taken: waits again, in its place. */
void chat_outbox_wait_again (ChatOutbox *self, ChatOutboxItem *item);

void chat_outbox_item_free (ChatOutboxItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatOutbox, chat_outbox_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatOutboxItem, chat_outbox_item_free)

G_END_DECLS
