/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-history.h"
#include "chat-paged.h"

G_BEGIN_DECLS

/* Rows that come in at once, and that a model over a history holds at most. */
#define CHAT_LOG_PAGE     100
#define CHAT_LOG_MAX_ROWS 500
/* Without a history all there is; the oldest go. */
#define CHAT_LOG_MAX_UNKEPT 10000

/**
 * ChatLog: the lines of a room: a ChatPaged of ChatMessage. With a history all of them are kept there,
 * with every change of theirs, and the model holds one part; without one it holds them all.
 */
#define CHAT_TYPE_LOG (chat_log_get_type ())
G_DECLARE_FINAL_TYPE (ChatLog, chat_log, CHAT, LOG, GObject)

ChatLog *chat_log_new (ChatHistory *history);      /* (nullable) */
ChatHistory *chat_log_get_history (ChatLog *self); /* (nullable) (transfer none) */
ChatMessage *chat_log_get_newest (ChatLog *self);  /* (nullable) (transfer none): of all */

/* Adds a line at the end. @record (nullable): what is kept of it besides what it shows. */
void chat_log_append (ChatLog *self, ChatMessage *message, const ChatHistoryRecord *record);
void chat_log_replace_newest (ChatLog *self, ChatMessage *message);
/* FALSE: it is not of this log. */
gboolean chat_log_remove (ChatLog *self, ChatMessage *message);
/* (transfer full): the line that is kept as @record; the same object while somebody holds it. */
ChatMessage *chat_log_take (ChatLog *self, const ChatHistoryRecord *record);

/* Ours may have been handed over from now on, and nobody knows yet what to ask about it. */
void chat_log_set_leaving (ChatLog *self, ChatMessage *message);
/* It was: as that number of that client, and (nullable) what to ask the Internet Computer. */
void chat_log_set_number (ChatLog *self,
                          ChatMessage *message,
                          const IcwsClientKey *client_key,
                          const IcwsQuestion *question);
/* What proves it, its echo. */
void chat_log_set_proof (ChatLog *self, ChatMessage *message, const IcwsProof *proof);

/* The newest page, whatever is held now. Ends at once without a history. */
void chat_log_load_async (ChatLog *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean chat_log_load_finish (ChatLog *self, GAsyncResult *result, GError **error);
/* That line and what stands around it. Its position; G_MAXUINT with an error, or without one if it is
 * not there. */
void chat_log_load_around_async (ChatLog *self,
                                 gint64 id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
guint chat_log_load_around_finish (ChatLog *self, GAsyncResult *result, GError **error);
/* Lets go of all lines but those of ours that are on their way: the history is cleared likewise. */
void chat_log_clear (ChatLog *self, GPtrArray *on_their_way);

G_END_DECLS
