/* SPDX-License-Identifier: MIT */
/* Questions to a store, and the way of their answers. */
#include "chat-history-private.h"

static void
push_read (ChatHistory *self, ChatHistoryRun run, const ChatHistoryRead *read, GTask *task)
{
  chat_history_push (self, run, g_memdup2 (read, sizeof *read), g_free, task);
}

/**
 * chat_history_read_async:
 * @where: where the page is
 * @id: where @where counts from
 * @n: records; at most %CHAT_HISTORY_MAX_PAGE
 */
void
chat_history_read_async (ChatHistory *self,
                         ChatHistoryWhere where,
                         gint64 id,
                         guint n,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  ChatHistoryRead read = { .where = where, .id = id, .n = MIN (n, CHAT_HISTORY_MAX_PAGE) };

  push_read (
      self, chat_history_run_read, &read,
      chat_history_task_new (self, cancellable, chat_history_read_async, callback, user_data));
}

GPtrArray *
chat_history_read_finish (ChatHistory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
chat_history_get_async (ChatHistory *self,
                        gint64 id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  ChatHistoryRead read = { .id = id };

  push_read (
      self, chat_history_run_get, &read,
      chat_history_task_new (self, cancellable, chat_history_get_async, callback, user_data));
}

void
chat_history_find_own_async (ChatHistory *self,
                             guint64 client_nonce,
                             guint64 own_sequence,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  ChatHistoryRead read = { .client_nonce = client_nonce, .own_sequence = own_sequence };

  push_read (
      self, chat_history_run_find_own, &read,
      chat_history_task_new (self, cancellable, chat_history_find_own_async, callback, user_data));
}

ChatHistoryRecord *
chat_history_get_finish (ChatHistory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
chat_history_read_outbox_async (ChatHistory *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  chat_history_push (self, chat_history_run_outbox, NULL, NULL,
                     chat_history_task_new (self, cancellable, chat_history_read_outbox_async,
                                            callback, user_data));
}

void
chat_history_count_async (ChatHistory *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  gint64 last_read = chat_history_get_last_read (self);

  chat_history_push (
      self, chat_history_run_count, g_memdup2 (&last_read, sizeof last_read), g_free,
      chat_history_task_new (self, cancellable, chat_history_count_async, callback, user_data));
}

gboolean
chat_history_count_finish (ChatHistory *self,
                           GAsyncResult *result,
                           ChatHistoryCounts *counts,
                           GError **error)
{
  g_autofree ChatHistoryCounts *answer = g_task_propagate_pointer (G_TASK (result), error);

  if (answer == NULL)
    return FALSE;
  *counts = *answer;
  return TRUE;
}

void
chat_history_search_async (ChatHistory *self,
                           const char *words,
                           gint64 before,
                           guint n,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  ChatHistorySearch *search = g_new0 (ChatHistorySearch, 1);

  search->words = g_strdup (words ? words : "");
  search->before = before;
  search->n = MIN (n, CHAT_HISTORY_MAX_PAGE);
  chat_history_push (
      self, chat_history_run_search, search, (GDestroyNotify)chat_history_search_free,
      chat_history_task_new (self, cancellable, chat_history_search_async, callback, user_data));
}

GPtrArray *
chat_history_search_finish (ChatHistory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
chat_history_expire_async (ChatHistory *self,
                           guint64 before_ns,
                           guint64 keep,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  ChatHistoryExpiry *expiry = g_new0 (ChatHistoryExpiry, 1);

  expiry->before_ns = MIN (before_ns, G_MAXINT64);
  expiry->keep = MIN (keep, G_MAXINT64);
  chat_history_push (
      self, chat_history_run_expire, expiry, g_free,
      chat_history_task_new (self, cancellable, chat_history_expire_async, callback, user_data));
}

gint64
chat_history_expire_finish (ChatHistory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

void
chat_history_export_async (ChatHistory *self,
                           GOutputStream *stream,
                           const IcPrincipal *canister_id,
                           GBytes *root_key,
                           GCancellable *cancellable,
                           ChatHistoryProgress progress,
                           gpointer progress_data,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  chat_history_push (
      self, chat_history_run_export,
      chat_history_export_new (stream, canister_id, root_key, progress, progress_data),
      chat_history_export_free,
      chat_history_task_new (self, cancellable, chat_history_export_async, callback, user_data));
}

gint64
chat_history_export_finish (ChatHistory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
