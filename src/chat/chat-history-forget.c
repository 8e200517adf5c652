/* SPDX-License-Identifier: MIT */
/* Forgetting: what is told to be gone is gone from the files, too. */
#include "chat-history-private.h"

/* Rows and pages of the index in one go: others have their turn in between. */
#define ROWS_AT_ONCE  500
#define PAGES_AT_ONCE "-64"

static gboolean
truncate_journal (ChatHistoryStore *self, GError **error)
{
  return chat_history_exec (self, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

/* The first id that stays because of the number alone; 0: all. */
static gint64
find_limit (ChatHistoryStore *self, guint64 keep)
{
  g_autofree char *sql = NULL;

  if (keep == 0)
    return 0;
  sql = g_strdup_printf (
      "SELECT id FROM message ORDER BY id DESC LIMIT 1 OFFSET %" G_GUINT64_FORMAT, keep - 1);
  return chat_history_query_int (self, sql, 0);
}

static gboolean
run_expired (ChatHistoryStore *self,
             ChatHistoryStmt which,
             const ChatHistoryExpiry *expiry,
             GError **error)
{
  sqlite3_stmt *stmt = chat_history_stmt (self, which);

  sqlite3_bind_int64 (stmt, 1, expiry->limit_id);
  sqlite3_bind_int64 (stmt, 2, (gint64)expiry->before_ns);
  sqlite3_bind_int64 (stmt, 3, ROWS_AT_ONCE);
  return chat_history_run_stmt (self, which, error);
}

static gboolean
delete_some (ChatHistoryStore *self, ChatHistoryExpiry *expiry, gint64 *n, GError **error)
{
  if (chat_history_run_stmt (self, STMT_BEGIN, error) &&
      run_expired (self, STMT_EXPIRE_INDEX, expiry, error) &&
      run_expired (self, STMT_EXPIRE, expiry, error))
    {
      *n = sqlite3_changes64 (self->db);
      if (chat_history_run_stmt (self, STMT_COMMIT, error))
        return TRUE;
    }
  if (!sqlite3_get_autocommit (self->db))
    chat_history_run_stmt (self, STMT_ROLLBACK, NULL);
  return FALSE;
}

/* Words of removed texts stand in the index until its parts are merged. TRUE in @done at the end. */
static gboolean
merge_some (ChatHistoryStore *self, gboolean *done, GError **error)
{
  gint64 before = sqlite3_total_changes64 (self->db);

  if (!chat_history_exec (
          self, "INSERT INTO search (search, rank) VALUES ('merge', " PAGES_AT_ONCE ")", error))
    return FALSE;
  *done = sqlite3_total_changes64 (self->db) - before < 2;
  return TRUE;
}

gboolean
chat_history_run_expire (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  ChatHistoryExpiry *expiry = job->data;
  gint64 n = 0;
  gboolean done = FALSE;

  if (expiry->limit_id == 0 && expiry->keep != 0)
    {
      expiry->limit_id = find_limit (self, expiry->keep);
      if (expiry->limit_id == 0)
        expiry->limit_id = G_MININT64;
    }
  if (!expiry->deleted)
    {
      if (!delete_some (self, expiry, &n, error))
        return FALSE;
      job->number += n;
      expiry->deleted = n < ROWS_AT_ONCE;
      job->again = job->number > 0;
      return TRUE;
    }
  if (!merge_some (self, &done, error))
    return FALSE;
  job->again = !done;
  return !done || truncate_journal (self, error);
}

/* The disk does not take what waits: of that, what says something of ours that is on its way stays,
 * and so do changes, which find nothing any more where there is nothing. */
static void
drop_writes (ChatHistoryStore *self)
{
  GList *next;

  for (GList *l = self->writes.head; l != NULL; l = next)
    {
      ChatHistoryWrite *write = l->data;
      const ChatHistoryRecord *record = write->record;

      next = l->next;
      if (write->kind == WRITE_UPDATE || write->kind == WRITE_REMOVE ||
          (write->kind == WRITE_APPEND && record->own &&
           (record->delivery == CHAT_DELIVERY_QUEUED || record->delivery == CHAT_DELIVERY_SENT)))
        continue;
      chat_history_write_free (write);
      g_queue_delete_link (&self->writes, l);
    }
}

/*
 * Freed pages are overwritten (secure_delete), the index goes as a whole, VACUUM writes a file
 * without anything old in it, and the journal that all this went through is cut to nothing.
 */
gboolean
chat_history_run_clear (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  g_autoptr (GPtrArray)
      outbox = g_ptr_array_new_with_free_func ((GDestroyNotify)chat_history_record_free);

  if (!chat_history_commit (self, NULL))
    drop_writes (self);
  return chat_history_read_rows (self, chat_history_stmt (self, STMT_READ_OUTBOX), outbox, error) &&
         chat_history_reset (self, outbox, error) && chat_history_exec (self, "VACUUM", error) &&
         truncate_journal (self, error);
}
