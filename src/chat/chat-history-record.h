/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-codec.h"
#include "chat-message.h"
#include "icws/icws.h"

G_BEGIN_DECLS

/**
 * ChatHistoryRecord: one line of a room as it is kept. Strings may be NULL, numbers 0 where there is
 * none. The raw proof are the parts of the frame that the message came in (ours: its echo).
 */
typedef struct
{
  gint64 id; /* rises in the order of the room */
  ChatMessageKind kind;
  char *author;
  char *text;
  gboolean own;
  guint64 time_ns;
  ChatDelivery delivery;
  guint64 own_sequence;
  guint64 sequence;
  guint64 certificate_time_ns;
  char *key;
  gboolean has_client_key;
  IcwsClientKey client_key; /* of the session that it was sent or received in */
  gboolean has_question;    /* ours, sent: what to ask the IC about it after a restart */
  IcwsQuestion question;
  char *codec_id;
  guint64 from_ns; /* span of a notice */
  guint64 to_ns;
  gboolean possible_duplicate;
  char *failure_text;
  char *details;
  GBytes *outgoing;   /* ours: what is sent, where the text does not say it all */
  gboolean has_proof; /* there is a raw proof, here or in the store */
  GBytes *content;
  GBytes *cert;
  GBytes *tree;
} ChatHistoryRecord;

ChatHistoryRecord *chat_history_record_new (void);
ChatHistoryRecord *chat_history_record_copy (const ChatHistoryRecord *self);
void chat_history_record_free (ChatHistoryRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatHistoryRecord, chat_history_record_free)

/* What the row shows; without client key, codec and raw proof. */
ChatHistoryRecord *chat_history_record_new_from_message (ChatMessage *message);
ChatMessage *chat_history_record_to_message (const ChatHistoryRecord *self);
/* What a row does not show, from @other: client key, codec, raw proof. */
void chat_history_record_add_proof (ChatHistoryRecord *self, const ChatHistoryRecord *other);
/* Number, times, keys and raw parts of a verified message. */
void chat_history_record_set_proof (ChatHistoryRecord *self, const IcwsProof *proof);

/* Names in the export: "text", "joined", "notice"; "received", "queued", ... */
extern const char *const chat_history_kind_names[3];
extern const char *const chat_history_delivery_names[5];

G_END_DECLS
