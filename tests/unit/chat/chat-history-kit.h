/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat-history.h"

G_BEGIN_DECLS

/* A folder of its own for each test, and calls that wait for their answer. */
typedef struct
{
  char *folder;
  char *path; /* of the database */
} HistoryKit;

HistoryKit *history_kit_new (void);
void history_kit_free (HistoryKit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HistoryKit, history_kit_free)

ChatHistory *history_try_open (const char *path, GError **error);
ChatHistory *history_open (const char *path); /* must work */
/* Closes it, which must work, and lets go of it. */
void history_close (ChatHistory *history);
gboolean history_flush (ChatHistory *history, GError **error);

ChatHistoryRecord *history_text (const char *author, const char *text, guint64 time_ns);
ChatHistoryRecord *history_own (const char *text, ChatDelivery delivery);
gint64 history_add (ChatHistory *history, ChatHistoryRecord *record); /* takes it */

GPtrArray *history_read (ChatHistory *history, ChatHistoryWhere where, gint64 id, guint n);
GPtrArray *history_outbox (ChatHistory *history);
ChatHistoryRecord *history_get (ChatHistory *history, gint64 id); /* (nullable) */
GPtrArray *history_search (ChatHistory *history, const char *words, gint64 before, guint n);
void history_count (ChatHistory *history, ChatHistoryCounts *counts);
gint64 history_expire (ChatHistory *history, guint64 before_ns, guint64 keep);
void history_clear (ChatHistory *history);

/* GAsyncReadyCallback for a GAsyncResult *, and the wait for it. */
void history_on_result (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *history_wait (GAsyncResult **result);

/* Whether any file in the folder holds these bytes. */
gboolean history_kit_holds (HistoryKit *self, const char *bytes);

G_END_DECLS
