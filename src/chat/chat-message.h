/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A verified message that is not of the canister's message type. */
#define CHAT_NOTICE_UNREADABLE "unreadable"

typedef enum
{
  CHAT_MESSAGE_TEXT,
  CHAT_MESSAGE_JOINED, /* notice: @author joined */
  CHAT_MESSAGE_NOTICE  /* notice of ours: the text is an id that the window puts into words:
                          CHAT_NOTICE_UNREADABLE */
} ChatMessageKind;

typedef enum
{
  CHAT_DELIVERY_RECEIVED, /* from others: verified */
  CHAT_DELIVERY_QUEUED,   /* own: waits for a connection or its turn */
  CHAT_DELIVERY_SENT,     /* own: handed to the gateway */
  CHAT_DELIVERY_ACCEPTED, /* own: accepted by the canister, proved by echo or ack */
  CHAT_DELIVERY_FAILED    /* own: not confirmed when the connection ended, or refused */
} ChatDelivery;

/**
 * ChatMessage: one line of a room. Properties (notify): "delivery"; the rest is fixed.
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
/* TRUE if @self should stand under the header of @previous: same author and side, same day, less than
 * five minutes apart, both texts. */
gboolean chat_message_groups_with (ChatMessage *self, ChatMessage *previous);

G_END_DECLS
