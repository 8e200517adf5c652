/* SPDX-License-Identifier: MIT */
/*
 * What waits to be written is committed in one transaction. If that fails because of the disk, all of
 * it waits on; a single write that can never be done is left out, and told.
 */
#include "chat-history-private.h"
#include "ic/ic-i18n.h"

/* Whether the same write may well succeed later. */
static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_FULL) ||
         g_error_matches (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_IO) ||
         g_error_matches (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BUSY) ||
         g_error_matches (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BROKEN);
}

/* fsync at each commit for what we said, at checkpoints for what can be asked for no more anyway. */
static gboolean
set_durable (ChatHistoryStore *self, GError **error)
{
  gboolean durable = FALSE;

  for (GList *l = self->writes.head; l != NULL && !durable; l = l->next)
    durable = ((ChatHistoryWrite *)l->data)->durable;
  if (durable == self->durable)
    return TRUE;
  self->durable = durable;
  return chat_history_exec (
      self, durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", error);
}

static gboolean
apply_all (ChatHistoryStore *self, GError **left_out, GError **error)
{
  for (GList *l = self->writes.head; l != NULL; l = l->next)
    {
      g_autoptr (GError) local = NULL;

      /* A write of several steps is done whole or not at all. */
      if (!chat_history_run_stmt (self, STMT_SAVEPOINT, error))
        return FALSE;
      if (chat_history_apply (self, l->data, &local))
        {
          if (!chat_history_run_stmt (self, STMT_RELEASE, error))
            return FALSE;
          continue;
        }
      if (is_passing (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!chat_history_run_stmt (self, STMT_BACK, error) ||
          !chat_history_run_stmt (self, STMT_RELEASE, error))
        return FALSE;
      g_clear_error (left_out);
      *left_out = g_steal_pointer (&local);
    }
  return TRUE;
}

static gboolean
commit_once (ChatHistoryStore *self, GError **left_out, GError **error)
{
  if (set_durable (self, error) && chat_history_run_stmt (self, STMT_BEGIN, error) &&
      apply_all (self, left_out, error) && chat_history_run_stmt (self, STMT_COMMIT, error))
    return TRUE;
  if (!sqlite3_get_autocommit (self->db))
    chat_history_run_stmt (self, STMT_ROLLBACK, NULL);
  return FALSE;
}

static gboolean
on_failed (gpointer data)
{
  gpointer *pair = data;

  chat_history_tell_failed (pair[0], pair[1]);
  return G_SOURCE_REMOVE;
}

static void
pair_free (gpointer data)
{
  gpointer *pair = data;

  g_object_unref (pair[0]);
  g_error_free (pair[1]);
  g_free (pair);
}

static gboolean
on_written (gpointer data)
{
  chat_history_tell_written (data);
  return G_SOURCE_REMOVE;
}

static void
tell_failed (ChatHistoryStore *self, const GError *error)
{
  ChatHistory *history = g_weak_ref_get (&self->history);
  gpointer *pair;

  if (history == NULL)
    return;
  pair = g_new (gpointer, 2);
  pair[0] = history;
  pair[1] = g_error_copy (error);
  chat_history_store_invoke (self, on_failed, pair, pair_free);
}

static void
tell_written (ChatHistoryStore *self)
{
  ChatHistory *history = g_weak_ref_get (&self->history);

  if (history != NULL)
    chat_history_store_invoke (self, on_written, history, g_object_unref);
}

/* Memory has an end, too. The oldest stay: what we said before is what a person looks for first. */
static void
drop_excess (ChatHistoryStore *self)
{
  g_autoptr (GError) error = NULL;

  if (g_queue_get_length (&self->writes) <= CHAT_HISTORY_MAX_PENDING)
    return;
  while (g_queue_get_length (&self->writes) > CHAT_HISTORY_MAX_PENDING)
    chat_history_write_free (g_queue_pop_tail (&self->writes));
  g_set_error_literal (&error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_LIMIT,
                       _ ("The history has not been writable for so long that newer messages are "
                          "not kept"));
  tell_failed (self, error);
}

/**
 * chat_history_commit:
 *
 * Commits all that waits. On failure it waits on.
 */
gboolean
chat_history_commit (ChatHistoryStore *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GError) left_out = NULL;
  gboolean ok;

  if (g_queue_is_empty (&self->writes))
    return TRUE;
  ok = commit_once (self, &left_out, &local);
  if (!ok && chat_history_reindex (self, local))
    {
      g_clear_error (&local);
      g_clear_error (&left_out);
      ok = commit_once (self, &left_out, &local);
    }
  self->failing = !ok;
  if (!ok)
    {
      tell_failed (self, local);
      g_propagate_error (error, g_steal_pointer (&local));
      drop_excess (self);
      return FALSE;
    }
  g_queue_clear_full (&self->writes, (GDestroyNotify)chat_history_write_free);
  if (left_out != NULL)
    tell_failed (self, left_out);
  tell_written (self);
  return TRUE;
}

/* The job's data is a GPtrArray of ChatHistoryWrite. */
gboolean
chat_history_run_writes (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  GPtrArray *batch = job->data;

  for (guint i = 0; i < batch->len; i++)
    g_queue_push_tail (&self->writes, g_steal_pointer (&batch->pdata[i]));
  return chat_history_commit (self, error);
}
