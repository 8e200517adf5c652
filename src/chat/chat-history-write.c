/* SPDX-License-Identifier: MIT */
/* Single writes, each in the transaction of its batch. */
#include "chat-history-private.h"
#include "icws/icws-json.h"
#include "ic/ic-i18n.h"

void
chat_history_write_free (ChatHistoryWrite *self)
{
  chat_history_record_free (self->record);
  g_free (self->value);
  g_free (self);
}

static void
bind_client (sqlite3_stmt *stmt, int index, const ChatHistoryRecord *record)
{
  if (!record->has_client_key)
    return; /* NULL, as after a reset */
  sqlite3_bind_blob (stmt, index, record->client_key.principal.bytes,
                     record->client_key.principal.len, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (stmt, index + 1, (gint64)record->client_key.nonce);
}

static void
bind_question (sqlite3_stmt *stmt, int index, const ChatHistoryRecord *record)
{
  if (!record->has_question)
    return;
  sqlite3_bind_blob (stmt, index, record->question.id, IC_HASH_BYTES, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (stmt, index + 1, (gint64)record->question.ingress_expiry_ns);
}

static gboolean
has_raw (const ChatHistoryRecord *record)
{
  return record->content != NULL && record->cert != NULL && record->tree != NULL;
}

/* Stored once, whatever number of messages it proves. 0 on error. */
static gint64
add_proof (ChatHistoryStore *self, GBytes *data, GError **error)
{
  sqlite3_stmt *find = chat_history_stmt (self, STMT_FIND_PROOF);
  sqlite3_stmt *add = chat_history_stmt (self, STMT_ADD_PROOF);
  guint8 hash[IC_HASH_BYTES];
  gint64 id = 0;
  int rc;

  ic_sha256 (g_bytes_get_data (data, NULL), g_bytes_get_size (data), hash);
  sqlite3_bind_blob (find, 1, hash, sizeof hash, SQLITE_STATIC);
  rc = sqlite3_step (find);
  if (rc == SQLITE_ROW)
    id = sqlite3_column_int64 (find, 0);
  sqlite3_reset (find);
  sqlite3_clear_bindings (find);
  if (id != 0 || !chat_history_check (self, rc, error))
    return id;

  sqlite3_bind_blob (add, 1, hash, sizeof hash, SQLITE_STATIC);
  chat_history_bind_bytes (add, 2, data);
  if (!chat_history_run_stmt (self, STMT_ADD_PROOF, error))
    return 0;
  return sqlite3_last_insert_rowid (self->db);
}

static gboolean
add_raw (ChatHistoryStore *self, const ChatHistoryRecord *record, GError **error)
{
  sqlite3_stmt *stmt = chat_history_stmt (self, STMT_ADD_RAW);
  gint64 cert = add_proof (self, record->cert, error);
  gint64 tree = cert != 0 ? add_proof (self, record->tree, error) : 0;

  if (tree == 0)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, record->id);
  chat_history_bind_bytes (stmt, 2, record->content);
  sqlite3_bind_int64 (stmt, 3, cert);
  sqlite3_bind_int64 (stmt, 4, tree);
  return chat_history_run_stmt (self, STMT_ADD_RAW, error);
}

static gboolean
check_limits (const ChatHistoryRecord *record, GError **error)
{
  const char *texts[] = { record->author, record->text, record->key, record->codec_id,
                          record->failure_text };
  GBytes *parts[] = { record->content, record->cert, record->tree, record->outgoing };
  gboolean fits = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    fits = fits && icws_json_is_text (texts[i], CHAT_HISTORY_MAX_TEXT);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    fits = fits && (parts[i] == NULL || g_bytes_get_size (parts[i]) <= ICWS_MAX_FRAME_BYTES);
  if (!fits)
    g_set_error_literal (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_LIMIT,
                         _ ("A message is too large for the history, or no text"));
  return fits;
}

static gboolean
add_to_index (ChatHistoryStore *self, const ChatHistoryRecord *record, GError **error)
{
  sqlite3_stmt *stmt = chat_history_stmt (self, STMT_INDEX);

  sqlite3_bind_int64 (stmt, 1, record->id);
  chat_history_bind_text (stmt, 2, record->author);
  chat_history_bind_text (stmt, 3, record->text);
  return chat_history_run_stmt (self, STMT_INDEX, error);
}

gboolean
chat_history_apply_append (ChatHistoryStore *self, const ChatHistoryRecord *record, GError **error)
{
  sqlite3_stmt *stmt = chat_history_stmt (self, STMT_APPEND);

  if (!check_limits (record, error))
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, record->id);
  sqlite3_bind_int (stmt, 2, record->kind);
  chat_history_bind_text (stmt, 3, record->author);
  chat_history_bind_text (stmt, 4, record->text);
  sqlite3_bind_int (stmt, 5, record->own != FALSE);
  sqlite3_bind_int64 (stmt, 6, (gint64)record->time_ns);
  sqlite3_bind_int (stmt, 7, record->delivery);
  sqlite3_bind_int64 (stmt, 8, (gint64)record->own_sequence);
  sqlite3_bind_int64 (stmt, 9, (gint64)record->sequence);
  sqlite3_bind_int64 (stmt, 10, (gint64)record->certificate_time_ns);
  chat_history_bind_text (stmt, 11, record->key);
  bind_client (stmt, 12, record);
  chat_history_bind_text (stmt, 14, record->codec_id);
  sqlite3_bind_int64 (stmt, 15, (gint64)record->from_ns);
  sqlite3_bind_int64 (stmt, 16, (gint64)record->to_ns);
  sqlite3_bind_int (stmt, 17, record->possible_duplicate != FALSE);
  chat_history_bind_text (stmt, 18, record->failure_text);
  bind_question (stmt, 19, record);
  sqlite3_bind_int (stmt, 21, has_raw (record));
  /* Too long to be read is as good as not there: the message itself is kept. */
  if (icws_json_is_text (record->details, CHAT_HISTORY_MAX_TEXT))
    chat_history_bind_text (stmt, 22, record->details);
  chat_history_bind_bytes (stmt, 23, record->outgoing);
  if (!chat_history_run_stmt (self, STMT_APPEND, error) ||
      (record->kind == CHAT_MESSAGE_TEXT && !add_to_index (self, record, error)))
    return FALSE;
  return !has_raw (record) || add_raw (self, record, error);
}

static gboolean
set_proof (ChatHistoryStore *self, const ChatHistoryRecord *record, GError **error)
{
  sqlite3_stmt *stmt = chat_history_stmt (self, STMT_SET_PROOF);

  sqlite3_bind_int64 (stmt, 1, record->id);
  sqlite3_bind_int64 (stmt, 2, (gint64)record->sequence);
  sqlite3_bind_int64 (stmt, 3, (gint64)record->certificate_time_ns);
  chat_history_bind_text (stmt, 4, record->key);
  bind_client (stmt, 5, record);
  sqlite3_bind_int (stmt, 7, has_raw (record));
  if (!chat_history_run_stmt (self, STMT_SET_PROOF, error))
    return FALSE;
  sqlite3_bind_int64 (chat_history_stmt (self, STMT_REMOVE_RAW), 1, record->id);
  if (!chat_history_run_stmt (self, STMT_REMOVE_RAW, error))
    return FALSE;
  return !has_raw (record) || add_raw (self, record, error);
}

static gboolean
apply_update (ChatHistoryStore *self, const ChatHistoryWrite *write, GError **error)
{
  const ChatHistoryRecord *record = write->record;
  sqlite3_stmt *stmt;
  gboolean ok = check_limits (record, error);

  if (ok && (write->fields & CHAT_HISTORY_DELIVERY))
    {
      stmt = chat_history_stmt (self, STMT_SET_DELIVERY);
      sqlite3_bind_int64 (stmt, 1, record->id);
      sqlite3_bind_int (stmt, 2, record->delivery);
      chat_history_bind_text (stmt, 3, record->failure_text);
      ok = chat_history_run_stmt (self, STMT_SET_DELIVERY, error);
    }
  if (ok && (write->fields & CHAT_HISTORY_NUMBER))
    {
      stmt = chat_history_stmt (self, STMT_SET_NUMBER);
      sqlite3_bind_int64 (stmt, 1, record->id);
      sqlite3_bind_int64 (stmt, 2, (gint64)record->own_sequence);
      bind_client (stmt, 3, record);
      bind_question (stmt, 5, record);
      ok = chat_history_run_stmt (self, STMT_SET_NUMBER, error);
    }
  if (ok && (write->fields & CHAT_HISTORY_PROOF))
    ok = set_proof (self, record, error);
  if (ok && (write->fields & CHAT_HISTORY_DUPLICATE))
    {
      stmt = chat_history_stmt (self, STMT_SET_DUPLICATE);
      sqlite3_bind_int64 (stmt, 1, record->id);
      sqlite3_bind_int (stmt, 2, record->possible_duplicate != FALSE);
      ok = chat_history_run_stmt (self, STMT_SET_DUPLICATE, error);
    }
  if (ok && (write->fields & CHAT_HISTORY_SPAN))
    {
      stmt = chat_history_stmt (self, STMT_SET_SPAN);
      sqlite3_bind_int64 (stmt, 1, record->id);
      sqlite3_bind_int64 (stmt, 2, (gint64)record->from_ns);
      sqlite3_bind_int64 (stmt, 3, (gint64)record->to_ns);
      ok = chat_history_run_stmt (self, STMT_SET_SPAN, error);
    }
  return ok;
}

gboolean
chat_history_apply (ChatHistoryStore *self, const ChatHistoryWrite *write, GError **error)
{
  sqlite3_stmt *stmt;

  switch (write->kind)
    {
    case WRITE_APPEND:
      return chat_history_apply_append (self, write->record, error);
    case WRITE_UPDATE:
      return apply_update (self, write, error);
    case WRITE_REMOVE:
      sqlite3_bind_int64 (chat_history_stmt (self, STMT_UNINDEX), 1, write->id);
      if (!chat_history_run_stmt (self, STMT_UNINDEX, error))
        return FALSE;
      sqlite3_bind_int64 (chat_history_stmt (self, STMT_REMOVE), 1, write->id);
      return chat_history_run_stmt (self, STMT_REMOVE, error);
    case WRITE_STATE:
    default:
      stmt = chat_history_stmt (self, STMT_SET_STATE);
      chat_history_bind_text (stmt, 1, write->name);
      chat_history_bind_text (stmt, 2, write->value);
      return chat_history_run_stmt (self, STMT_SET_STATE, error);
    }
}
