/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A verified message that is not of the canister's message type. */
#define CHAT_NOTICE_UNREADABLE "unreadable"
/* Messages of others between two sessions were not received: chat_message_get_span(). */
#define CHAT_NOTICE_GAP "gap"
/* A message that could not be verified is not shown. */
#define CHAT_NOTICE_REFUSED "refused"
/* The room goes on through another gateway, the author, or without one (no author). */
#define CHAT_NOTICE_SWITCHED "switched"

typedef enum
{
  CHAT_MESSAGE_TEXT,
  CHAT_MESSAGE_JOINED, /* notice: @author joined */
  CHAT_MESSAGE_NOTICE  /* notice of ours: the text is an id that the window puts into words:
                          CHAT_NOTICE_... */
} ChatMessageKind;

typedef enum
{
  CHAT_DELIVERY_RECEIVED, /* from others: verified */
  CHAT_DELIVERY_QUEUED,   /* own: waits for a connection or its turn */
  CHAT_DELIVERY_SENT, /* own: handed to the gateway; also while it is found out what became of it */
  CHAT_DELIVERY_ACCEPTED, /* own: accepted by the canister, proved by echo, ack or certified status */
  CHAT_DELIVERY_FAILED    /* own: refused for good by the canister or the IC */
} ChatDelivery;

/* What "changed" tells. */
typedef enum
{
  CHAT_MESSAGE_CHANGE_DELIVERY = 1 << 0, /* and the failure text */
  CHAT_MESSAGE_CHANGE_DUPLICATE = 1 << 1,
  CHAT_MESSAGE_CHANGE_PROOF = 1 << 2
} ChatMessageChange;

/**
 * ChatMessage: one line of a room. Properties (notify): "delivery", "possible-duplicate"; the rest
 * is fixed.
 * Signals: "changed" (ChatMessageChange): for whoever keeps it.
 */
#define CHAT_TYPE_MESSAGE (chat_message_get_type ())
G_DECLARE_FINAL_TYPE (ChatMessage, chat_message, CHAT, MESSAGE, GObject)

ChatMessage *chat_message_new (ChatMessageKind kind,
                               const char *author,
                               const char *text,
                               gboolean own,
                               guint64 time_ns,
                               ChatDelivery delivery);
ChatMessageKind chat_message_get_kind (ChatMessage *self);
const char *chat_message_get_author (ChatMessage *self);
const char *chat_message_get_text (ChatMessage *self);
gboolean chat_message_is_own (ChatMessage *self);
guint64
chat_message_get_time_ns (ChatMessage *self); /* of the canister for received ones, ours else */
ChatDelivery chat_message_get_delivery (ChatMessage *self);
void chat_message_set_delivery (ChatMessage *self, ChatDelivery delivery);
/* What is kept of it is to be written anew, though it looks the same. */
void chat_message_touch (ChatMessage *self, ChatMessageChange change);
/* In the room's history; 0: is not kept. */
gint64 chat_message_get_id (ChatMessage *self);
void chat_message_set_id (ChatMessage *self, gint64 id);
/* (nullable) Where the canister is known by its interface alone: the whole message, on lines of its own. */
const char *chat_message_get_details (ChatMessage *self);
void chat_message_set_details (ChatMessage *self, const char *details);
/* (nullable) Ours: what is sent, where the text does not say it all: Candid. */
GBytes *chat_message_get_content (ChatMessage *self);
void chat_message_set_content (ChatMessage *self, GBytes *content);
/* The proof: numbers of the protocol. 0 where there is none. */
guint64 chat_message_get_sequence (ChatMessage *self); /* received: of the canister */
guint64 chat_message_get_certificate_time_ns (ChatMessage *self);
const char *chat_message_get_key (ChatMessage *self); /* (nullable): certified key */
void chat_message_set_proof (ChatMessage *self,
                             guint64 sequence,
                             guint64 certificate_time_ns,
                             const char *key);
guint64 chat_message_get_own_sequence (ChatMessage *self); /* own: of the client */
void chat_message_set_own_sequence (ChatMessage *self, guint64 sequence);
/* Own: nobody could tell whether it was accepted before it was sent again. */
gboolean chat_message_get_possible_duplicate (ChatMessage *self);
void chat_message_set_possible_duplicate (ChatMessage *self, gboolean possible_duplicate);
/* Failed, and what the canister or the IC said against it. */
void chat_message_set_failed (ChatMessage *self, const char *text);
const char *chat_message_get_failure_text (ChatMessage *self); /* (nullable) */
/* Notice: nanoseconds since 1970; 0 where it has no span. */
void chat_message_get_span (ChatMessage *self, guint64 *from_ns, guint64 *to_ns);
void chat_message_set_span (ChatMessage *self, guint64 from_ns, guint64 to_ns);
/* TRUE if @self should stand under the header of @previous: same author and side, same day, less than
 * five minutes apart, both texts. */
gboolean chat_message_groups_with (ChatMessage *self, ChatMessage *previous);

G_END_DECLS
