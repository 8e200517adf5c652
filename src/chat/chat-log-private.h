/* SPDX-License-Identifier: MIT */
/*
 * The inside of a log:
 *   chat-log.c       the model
 *   chat-log-keep.c  what is written, and which object stands for which record
 *   chat-log-read.c  what is read
 */
#pragma once

#include "chat-log.h"

G_BEGIN_DECLS

struct _ChatLog
{
  GObject parent_instance;

  ChatHistory *history; /* (nullable) */
  GPtrArray *rows;      /* of ChatMessage */
  ChatMessage *newest;  /* (nullable): of all, also when it is not among the rows */
  gint64 newest_id;     /* no record has a higher id */
  gboolean has_older;
  gboolean has_newer;

  /* Objects by their ids, as long as somebody holds them */
  GHashTable *known; /* gint64 -> ChatLogKnown */

  /* Reading. Answers of an older era are worth nothing. */
  guint era;
  guint n_reading;
  gboolean reading_older;
  gboolean reading_newer;
  GPtrArray *arrived; /* (nullable): since the newest page was asked for */
  GPtrArray *held;    /* changed since something was asked for: the answer may be older */
  GHashTable *gone;   /* gint64: removed since something was asked for */
};

/* chat-log.c */
/* Puts @rows (transfer full) in place of all. */
void chat_log_set_rows (ChatLog *self, GPtrArray *rows);
void chat_log_set_newest (ChatLog *self, GPtrArray *rows);
void chat_log_set_ends (ChatLog *self, gboolean has_older, gboolean has_newer);
void chat_log_drop_oldest (ChatLog *self, guint n);
void chat_log_drop_newest (ChatLog *self, guint n);

/* chat-log-keep.c */
void chat_log_know (ChatLog *self, ChatMessage *message);
void chat_log_forget (ChatLog *self, gint64 id);
void chat_log_forget_all (ChatLog *self);
/* Adds it to the history. */
void chat_log_keep (ChatLog *self, ChatMessage *message, const ChatHistoryRecord *record);
/* A new era: what is under way is answered for nothing. */
void chat_log_begin_era (ChatLog *self);

/* chat-log-read.c */
void chat_log_read_older (ChatLog *self);
void chat_log_read_newer (ChatLog *self);

G_END_DECLS
