/* SPDX-License-Identifier: MIT */
/* Reading records. */
#include "chat-history-private.h"

static int
column_choice (sqlite3_stmt *stmt, int column, int last)
{
  return CLAMP (sqlite3_column_int (stmt, column), 0, last);
}

static void
read_client (sqlite3_stmt *stmt, int column, ChatHistoryRecord *record)
{
  gconstpointer bytes = sqlite3_column_blob (stmt, column);

  if (sqlite3_column_type (stmt, column) == SQLITE_NULL)
    return;
  record->has_client_key = ic_principal_from_bytes (
      &record->client_key.principal, bytes ? bytes : "", (gsize)sqlite3_column_bytes (stmt, column),
      NULL);
  record->client_key.nonce = (guint64)sqlite3_column_int64 (stmt, column + 1);
}

static void
read_question (sqlite3_stmt *stmt, int column, ChatHistoryRecord *record)
{
  if (sqlite3_column_bytes (stmt, column) != IC_HASH_BYTES)
    return;
  record->has_question = TRUE;
  memcpy (record->question.id, sqlite3_column_blob (stmt, column), IC_HASH_BYTES);
  record->question.sequence = record->own_sequence;
  record->question.ingress_expiry_ns = (guint64)sqlite3_column_int64 (stmt, column + 1);
}

/* What stands in the file need not be what we wrote. */
ChatHistoryRecord *
chat_history_read_row (sqlite3_stmt *stmt)
{
  ChatHistoryRecord *self = chat_history_record_new ();

  self->id = sqlite3_column_int64 (stmt, 0);
  self->kind = column_choice (stmt, 1, CHAT_MESSAGE_NOTICE);
  self->author = chat_history_column_text (stmt, 2);
  self->text = chat_history_column_text (stmt, 3);
  self->own = sqlite3_column_int (stmt, 4) != 0;
  self->time_ns = (guint64)sqlite3_column_int64 (stmt, 5);
  self->delivery = column_choice (stmt, 6, CHAT_DELIVERY_FAILED);
  self->own_sequence = (guint64)sqlite3_column_int64 (stmt, 7);
  self->sequence = (guint64)sqlite3_column_int64 (stmt, 8);
  self->certificate_time_ns = (guint64)sqlite3_column_int64 (stmt, 9);
  self->key = chat_history_column_text (stmt, 10);
  read_client (stmt, 11, self);
  self->codec_id = chat_history_column_text (stmt, 13);
  self->from_ns = (guint64)sqlite3_column_int64 (stmt, 14);
  self->to_ns = (guint64)sqlite3_column_int64 (stmt, 15);
  self->possible_duplicate = sqlite3_column_int (stmt, 16) != 0;
  self->failure_text = chat_history_column_text (stmt, 17);
  read_question (stmt, 18, self);
  self->has_proof = sqlite3_column_int (stmt, 20) != 0;
  self->details = chat_history_column_text (stmt, 21);
  self->outgoing = chat_history_column_bytes (stmt, 22);
  return self;
}

gboolean
chat_history_read_rows (ChatHistoryStore *self,
                        sqlite3_stmt *stmt,
                        GPtrArray *records,
                        GError **error)
{
  gboolean ok;
  int rc;

  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    g_ptr_array_add (records, chat_history_read_row (stmt));
  ok = chat_history_check (self, rc, error);
  sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
  return ok;
}

static void
reverse (GPtrArray *array)
{
  for (guint i = 0; i < array->len / 2; i++)
    {
      gpointer kept = array->pdata[i];

      array->pdata[i] = array->pdata[array->len - 1 - i];
      array->pdata[array->len - 1 - i] = kept;
    }
}

static gboolean
read_some (ChatHistoryStore *self,
           ChatHistoryStmt which,
           gint64 id,
           guint n,
           GPtrArray *records,
           GError **error)
{
  sqlite3_stmt *stmt = chat_history_stmt (self, which);

  sqlite3_bind_int64 (stmt, 1, id);
  sqlite3_bind_int64 (stmt, 2, n);
  return chat_history_read_rows (self, stmt, records, error);
}

static GPtrArray *
records_new (ChatHistoryJob *job)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)chat_history_record_free);

  job->result = records;
  job->free_result = (GDestroyNotify)g_ptr_array_unref;
  return records;
}

gboolean
chat_history_run_read (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  const ChatHistoryRead *read = job->data;
  GPtrArray *records = records_new (job);
  guint n_before = read->n / 2;
  gboolean ok;

  switch (read->where)
    {
    case CHAT_HISTORY_NEWEST:
      ok = read_some (self, STMT_READ_NEWEST, 0, read->n, records, error);
      reverse (records);
      return ok;
    case CHAT_HISTORY_BEFORE:
      ok = read_some (self, STMT_READ_BEFORE, read->id, read->n, records, error);
      reverse (records);
      return ok;
    case CHAT_HISTORY_AFTER:
      return read_some (self, STMT_READ_AFTER, read->id, read->n, records, error);
    case CHAT_HISTORY_AROUND:
    default:
      if (!read_some (self, STMT_READ_BEFORE, read->id, n_before, records, error))
        return FALSE;
      reverse (records);
      return read_some (self, STMT_READ_AFTER, read->id - 1, read->n - n_before, records, error);
    }
}

gboolean
chat_history_run_outbox (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  return chat_history_read_rows (self, chat_history_stmt (self, STMT_READ_OUTBOX),
                                 records_new (job), error);
}

/* The raw proof of a record that has one. */
gboolean
chat_history_load_raw (ChatHistoryStore *self, ChatHistoryRecord *record, GError **error)
{
  sqlite3_stmt *stmt = chat_history_stmt (self, STMT_GET_RAW);
  gboolean ok;
  int rc;

  sqlite3_bind_int64 (stmt, 1, record->id);
  rc = sqlite3_step (stmt);
  if (rc == SQLITE_ROW)
    {
      record->content = chat_history_column_bytes (stmt, 0);
      record->cert = chat_history_column_bytes (stmt, 3);
      record->tree = chat_history_column_bytes (stmt, 4);
    }
  ok = chat_history_check (self, rc, error);
  sqlite3_reset (stmt);
  return ok;
}

/* The one record of a bound statement. */
static gboolean
get_one (ChatHistoryStore *self, ChatHistoryJob *job, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (GPtrArray)
      records = g_ptr_array_new_with_free_func ((GDestroyNotify)chat_history_record_free);

  job->free_result = (GDestroyNotify)chat_history_record_free;
  if (!chat_history_read_rows (self, stmt, records, error))
    return FALSE;
  if (records->len == 0)
    return TRUE;
  job->result = g_ptr_array_steal_index (records, 0);
  return chat_history_load_raw (self, job->result, error);
}

gboolean
chat_history_run_get (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  const ChatHistoryRead *read = job->data;
  sqlite3_stmt *stmt = chat_history_stmt (self, STMT_GET);

  sqlite3_bind_int64 (stmt, 1, read->id);
  return get_one (self, job, stmt, error);
}

gboolean
chat_history_run_find_own (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  const ChatHistoryRead *read = job->data;
  sqlite3_stmt *stmt = chat_history_stmt (self, STMT_FIND_OWN);

  sqlite3_bind_int64 (stmt, 1, (gint64)read->client_nonce);
  sqlite3_bind_int64 (stmt, 2, (gint64)read->own_sequence);
  return get_one (self, job, stmt, error);
}

static gboolean
read_numbers (ChatHistoryStore *self, sqlite3_stmt *stmt, gint64 *numbers, int n, GError **error)
{
  int rc = sqlite3_step (stmt);
  gboolean ok = chat_history_check (self, rc, error);

  for (int i = 0; i < n; i++)
    numbers[i] = rc == SQLITE_ROW ? sqlite3_column_int64 (stmt, i) : 0;
  sqlite3_reset (stmt);
  return ok;
}

/* The job's data is the id of the last read one. */
gboolean
chat_history_run_count (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  const gint64 *last_read = job->data;
  ChatHistoryCounts *counts = g_new0 (ChatHistoryCounts, 1);
  sqlite3_stmt *unread = chat_history_stmt (self, STMT_COUNT_UNREAD);
  gint64 all[3];
  gint64 of_unread[2];

  job->result = counts;
  job->free_result = g_free;
  sqlite3_bind_int64 (unread, 1, *last_read);
  sqlite3_bind_int64 (unread, 2, CHAT_HISTORY_MAX_UNREAD);
  if (!read_numbers (self, unread, of_unread, 2, error) ||
      !read_numbers (self, chat_history_stmt (self, STMT_COUNT), all, 3, error))
    return FALSE;
  counts->n_records = all[0];
  counts->oldest = all[1];
  counts->newest = all[2];
  counts->n_unread = of_unread[0];
  counts->first_unread = of_unread[1];
  return TRUE;
}
