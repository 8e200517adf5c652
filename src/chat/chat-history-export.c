/* SPDX-License-Identifier: MIT */
/* Export: some records in one go, so that the room goes on meanwhile. docs/history.md */
#include "chat-history-private.h"
#include "chat-proof-file-private.h"

#define RECORDS_AT_ONCE 100
#define WRITE_BYTES     (256 * 1024)

struct _ChatHistoryExport
{
  GOutputStream *stream;
  IcPrincipal canister_id;
  GBytes *root_key;
  ChatHistoryProgress progress;
  gpointer progress_data;

  gboolean begun;
  gint64 last_id; /* of the last record that there was at the beginning */
  gint64 done_id;
  gint64 n_total;
  GString *out; /* lines that are not written yet */
  GChecksum *checksum;
  gint64 parts[CHAT_PROOF_FILE_WINDOW]; /* written lately; a ring */
  guint next_part;
};

ChatHistoryExport *
chat_history_export_new (GOutputStream *stream,
                         const IcPrincipal *canister_id,
                         GBytes *root_key,
                         ChatHistoryProgress progress,
                         gpointer progress_data)
{
  ChatHistoryExport *self = g_new0 (ChatHistoryExport, 1);

  self->stream = g_object_ref (stream);
  self->canister_id = *canister_id;
  self->root_key = g_bytes_ref (root_key);
  self->progress = progress;
  self->progress_data = progress_data;
  self->out = g_string_new (NULL);
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  return self;
}

void
chat_history_export_free (gpointer export)
{
  ChatHistoryExport *self = export;

  g_object_unref (self->stream);
  g_bytes_unref (self->root_key);
  g_string_free (self->out, TRUE);
  g_checksum_free (self->checksum);
  g_free (self);
}

static gboolean
write_out (ChatHistoryExport *self, GCancellable *cancellable, GError **error)
{
  g_checksum_update (self->checksum, (const guchar *)self->out->str, (gssize)self->out->len);
  if (!g_output_stream_write_all (self->stream, self->out->str, self->out->len, NULL, cancellable,
                                  error))
    return FALSE;
  g_string_truncate (self->out, 0);
  return TRUE;
}

/* A certificate or a witness, unless it was written lately. */
static void
put_part (ChatHistoryExport *self, const char *type, gint64 number, sqlite3_stmt *stmt, int column)
{
  g_autoptr (GBytes) data = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (self->parts); i++)
    if (self->parts[i] == number)
      return;
  self->parts[self->next_part] = number;
  self->next_part = (self->next_part + 1) % G_N_ELEMENTS (self->parts);
  data = chat_history_column_bytes (stmt, column);
  chat_proof_line_part (self->out, type, number, data);
}

static gboolean
put_record (ChatHistoryStore *store,
            ChatHistoryExport *self,
            ChatHistoryRecord *record,
            GError **error)
{
  sqlite3_stmt *stmt = chat_history_stmt (store, STMT_GET_RAW);
  gint64 cert = 0;
  gint64 tree = 0;
  gboolean ok = TRUE;

  if (record->has_proof)
    {
      int rc;

      sqlite3_bind_int64 (stmt, 1, record->id);
      rc = sqlite3_step (stmt);
      ok = chat_history_check (store, rc, error);
      if (rc == SQLITE_ROW && sqlite3_column_type (stmt, 3) == SQLITE_BLOB &&
          sqlite3_column_type (stmt, 4) == SQLITE_BLOB)
        {
          record->content = chat_history_column_bytes (stmt, 0);
          cert = sqlite3_column_int64 (stmt, 1);
          tree = sqlite3_column_int64 (stmt, 2);
          put_part (self, "certificate", cert, stmt, 3);
          put_part (self, "witness", tree, stmt, 4);
        }
      sqlite3_reset (stmt);
    }
  if (ok)
    chat_proof_line_message (self->out, record, cert, tree);
  return ok;
}

static gboolean
begin (ChatHistoryStore *store, ChatHistoryExport *self)
{
  self->begun = TRUE;
  self->last_id = chat_history_query_int (store, "SELECT max (id) FROM message", 0);
  self->n_total = chat_history_query_int (store, "SELECT value FROM state WHERE name = 'records'",
                                          0);
  chat_proof_line_header (self->out, &self->canister_id, self->root_key);
  return TRUE;
}

static gboolean
end (ChatHistoryExport *self, gint64 n, GCancellable *cancellable, GError **error)
{
  if (!write_out (self, cancellable, error))
    return FALSE;
  chat_proof_line_end (self->out, (guint64)n, g_checksum_get_string (self->checksum));
  return g_output_stream_write_all (self->stream, self->out->str, self->out->len, NULL, cancellable,
                                    error) &&
         g_output_stream_flush (self->stream, cancellable, error);
}

typedef struct
{
  ChatHistoryProgress progress;
  gpointer user_data;
  gint64 done;
  gint64 total;
} Progress;

static gboolean
on_progress (gpointer data)
{
  Progress *self = data;

  self->progress (self->done, self->total, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
tell_progress (ChatHistoryStore *store, ChatHistoryExport *self, gint64 done)
{
  Progress *progress;

  if (self->progress == NULL)
    return;
  progress = g_new0 (Progress, 1);
  progress->progress = self->progress;
  progress->user_data = self->progress_data;
  progress->done = done;
  progress->total = MAX (self->n_total, done);
  chat_history_store_invoke (store, on_progress, progress, g_free);
}

gboolean
chat_history_run_export (ChatHistoryStore *store, ChatHistoryJob *job, GError **error)
{
  ChatHistoryExport *self = job->data;
  g_autoptr (GPtrArray)
      records = g_ptr_array_new_with_free_func ((GDestroyNotify)chat_history_record_free);
  sqlite3_stmt *stmt = chat_history_stmt (store, STMT_READ_AFTER);

  if (!self->begun)
    begin (store, self);
  sqlite3_bind_int64 (stmt, 1, self->done_id);
  sqlite3_bind_int64 (stmt, 2, RECORDS_AT_ONCE);
  if (!chat_history_read_rows (store, stmt, records, error))
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      ChatHistoryRecord *record = records->pdata[i];

      if (record->id > self->last_id)
        return end (self, job->number, job->cancellable, error);
      if (!put_record (store, self, record, error) ||
          (self->out->len >= WRITE_BYTES && !write_out (self, job->cancellable, error)))
        return FALSE;
      self->done_id = record->id;
      job->number++;
    }
  tell_progress (store, self, job->number);
  if (records->len < RECORDS_AT_ONCE)
    return end (self, job->number, job->cancellable, error);
  job->again = TRUE;
  return TRUE;
}
