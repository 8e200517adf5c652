/* SPDX-License-Identifier: MIT */
/* The statements of the store, and what SQLite's errors mean. */
#include "chat-history-private.h"
#include "ic/ic-i18n.h"

/* ?1: the first id that stays because of the number, ?2: the first time that stays, ?3: at most. */
#define EXPIRED                                                                                    \
  "(SELECT id FROM message WHERE (id < ?1 OR time < ?2) AND NOT (own AND delivery IN (1, 2)) "     \
  "ORDER BY id LIMIT ?3)"
#define UNINDEX                                                                                    \
  "INSERT INTO search (search, rowid, author, text) SELECT 'delete', id, author, text "            \
  "FROM message WHERE kind = 0 AND id "
#define SELECT_RECORD "SELECT " CHAT_HISTORY_COLUMNS " FROM message "

static const char *const STATEMENTS[N_STMTS] = {
  [STMT_BEGIN] = "BEGIN IMMEDIATE",
  [STMT_COMMIT] = "COMMIT",
  [STMT_ROLLBACK] = "ROLLBACK",
  [STMT_SAVEPOINT] = "SAVEPOINT one",
  [STMT_RELEASE] = "RELEASE one",
  [STMT_BACK] = "ROLLBACK TO one",
  [STMT_APPEND] = "INSERT INTO message VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
                  "?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)",
  [STMT_SET_DELIVERY] = "UPDATE message SET delivery = ?2, failure = ?3 WHERE id = ?1",
  [STMT_SET_NUMBER] =
      "UPDATE message SET own_sequence = ?2, client = ?3, nonce = ?4, request = ?5, "
      "expiry = ?6 WHERE id = ?1",
  [STMT_SET_PROOF] = "UPDATE message SET sequence = ?2, certificate_time = ?3, key = ?4, "
                     "client = coalesce (?5, client), nonce = coalesce (?6, nonce), proved = ?7 "
                     "WHERE id = ?1",
  [STMT_SET_DUPLICATE] = "UPDATE message SET duplicate = ?2 WHERE id = ?1",
  [STMT_SET_SPAN] = "UPDATE message SET from_time = ?2, to_time = ?3 WHERE id = ?1",
  [STMT_INDEX] = "INSERT INTO search (rowid, author, text) VALUES (?1, ?2, ?3)",
  [STMT_UNINDEX] = UNINDEX "= ?1",
  [STMT_REMOVE] = "DELETE FROM message WHERE id = ?1",
  [STMT_ADD_PROOF] = "INSERT INTO proof (hash, data) VALUES (?1, ?2)",
  [STMT_FIND_PROOF] = "SELECT id FROM proof WHERE hash = ?1",
  [STMT_REMOVE_RAW] = "DELETE FROM raw WHERE id = ?1",
  [STMT_ADD_RAW] = "INSERT INTO raw (id, content, cert, tree) "
                   "SELECT ?1, ?2, ?3, ?4 FROM message WHERE id = ?1",
  [STMT_SET_STATE] = "INSERT INTO state VALUES (?1, ?2) "
                     "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  [STMT_READ_NEWEST] = SELECT_RECORD "ORDER BY id DESC LIMIT ?2",
  [STMT_READ_BEFORE] = SELECT_RECORD "WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
  [STMT_READ_AFTER] = SELECT_RECORD "WHERE id > ?1 ORDER BY id LIMIT ?2",
  [STMT_READ_OUTBOX] = SELECT_RECORD "WHERE own AND delivery IN (1, 2) ORDER BY id",
  [STMT_GET] = SELECT_RECORD "WHERE id = ?1",
  [STMT_FIND_OWN] = SELECT_RECORD
  "WHERE own AND nonce = ?1 AND own_sequence = ?2 ORDER BY id DESC LIMIT 1",
  [STMT_GET_RAW] = "SELECT content, cert, tree, (SELECT data FROM proof WHERE id = cert), "
                   "(SELECT data FROM proof WHERE id = tree) FROM raw WHERE id = ?1",
  [STMT_COUNT] = "SELECT (SELECT value FROM state WHERE name = 'records'), "
                 "(SELECT min (id) FROM message), (SELECT max (id) FROM message)",
  [STMT_COUNT_UNREAD] = "SELECT count (*), min (id) FROM (SELECT id FROM message "
                        "WHERE id > ?1 AND kind = 0 AND NOT own ORDER BY id LIMIT ?2)",
  [STMT_SEARCH] = "SELECT " CHAT_HISTORY_COLUMNS ", highlight (search, 0, ?3, ?4), "
                  "highlight (search, 1, ?3, ?4) FROM search JOIN message ON message.id = "
                  "search.rowid WHERE search MATCH ?1 AND search.rowid < ?2 "
                  "ORDER BY search.rowid DESC LIMIT ?5",
  [STMT_EXPIRE_INDEX] = UNINDEX "IN " EXPIRED,
  [STMT_EXPIRE] = "DELETE FROM message WHERE id IN " EXPIRED,
};

sqlite3_stmt *
chat_history_stmt (ChatHistoryStore *self, ChatHistoryStmt stmt)
{
  return self->stmts[stmt];
}

/* Also a check of the schema: tables and columns must be there. */
gboolean
chat_history_prepare_all (ChatHistoryStore *self, GError **error)
{
  for (guint i = 0; i < N_STMTS; i++)
    if (sqlite3_prepare_v3 (self->db, STATEMENTS[i], -1, SQLITE_PREPARE_PERSISTENT, &self->stmts[i],
                            NULL) != SQLITE_OK)
      {
        g_set_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BROKEN,
                     _ ("it is not built as a history is: %s"), sqlite3_errmsg (self->db));
        return FALSE;
      }
  return TRUE;
}

static ChatHistoryError
code_of (int rc)
{
  switch (rc & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return CHAT_HISTORY_ERROR_BROKEN;
    case SQLITE_FULL:
      return CHAT_HISTORY_ERROR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return CHAT_HISTORY_ERROR_BUSY;
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
    case SQLITE_NOLFS:
      return CHAT_HISTORY_ERROR_IO;
    case SQLITE_TOOBIG:
      return CHAT_HISTORY_ERROR_LIMIT;
    default:
      return CHAT_HISTORY_ERROR_INTERNAL;
    }
}

static const char *
words_of (ChatHistoryError code)
{
  switch (code)
    {
    case CHAT_HISTORY_ERROR_BROKEN:
      return _ ("The history of this room is damaged");
    case CHAT_HISTORY_ERROR_FULL:
      return _ ("There is no room left on the disk to keep the history of this room");
    case CHAT_HISTORY_ERROR_BUSY:
      return _ ("The history of this room is in use by another Attest");
    case CHAT_HISTORY_ERROR_IO:
      return _ ("The history of this room cannot be read or written");
    case CHAT_HISTORY_ERROR_LIMIT:
      return _ ("A message is too large for the history");
    case CHAT_HISTORY_ERROR_SQLITE:
    case CHAT_HISTORY_ERROR_NEWER:
    case CHAT_HISTORY_ERROR_CLOSED:
    case CHAT_HISTORY_ERROR_INTERNAL:
    default:
      return _ ("The history of this room cannot be used");
    }
}

gboolean
chat_history_check (ChatHistoryStore *self, int rc, GError **error)
{
  ChatHistoryError code = code_of (rc);
  const char *detail = self->db != NULL ? sqlite3_errmsg (self->db) : sqlite3_errstr (rc);

  if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
    return TRUE;
  if (rc == SQLITE_INTERRUPT)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
      return FALSE;
    }
  if (code == CHAT_HISTORY_ERROR_BROKEN)
    chat_history_mark_suspect (self);
  g_set_error (error, CHAT_HISTORY_ERROR, code, "%s (%s)", words_of (code), detail);
  return FALSE;
}

gboolean
chat_history_exec (ChatHistoryStore *self, const char *sql, GError **error)
{
  return chat_history_check (self, sqlite3_exec (self->db, sql, NULL, NULL, NULL), error);
}

gboolean
chat_history_run_stmt (ChatHistoryStore *self, ChatHistoryStmt stmt, GError **error)
{
  sqlite3_stmt *prepared = self->stmts[stmt];
  gboolean ok;
  int rc;

  while ((rc = sqlite3_step (prepared)) == SQLITE_ROW)
    continue;
  ok = chat_history_check (self, rc, error);
  sqlite3_reset (prepared);
  sqlite3_clear_bindings (prepared);
  return ok;
}

gint64
chat_history_query_int (ChatHistoryStore *self, const char *sql, gint64 otherwise)
{
  sqlite3_stmt *stmt = NULL;
  gint64 value = otherwise;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
      sqlite3_step (stmt) == SQLITE_ROW)
    value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  return value;
}

char *
chat_history_query_text (ChatHistoryStore *self, const char *sql)
{
  sqlite3_stmt *stmt = NULL;
  char *value = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
      sqlite3_step (stmt) == SQLITE_ROW)
    value = chat_history_column_text (stmt, 0);
  sqlite3_finalize (stmt);
  return value;
}

void
chat_history_bind_text (sqlite3_stmt *stmt, int index, const char *text)
{
  sqlite3_bind_text (stmt, index, text, -1, SQLITE_TRANSIENT);
}

void
chat_history_bind_bytes (sqlite3_stmt *stmt, int index, GBytes *bytes)
{
  gsize len;
  gconstpointer data;

  if (bytes == NULL)
    {
      sqlite3_bind_null (stmt, index);
      return;
    }
  data = g_bytes_get_data (bytes, &len);
  sqlite3_bind_blob64 (stmt, index, data ? data : "", len, SQLITE_TRANSIENT);
}

char *
chat_history_column_text (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *)sqlite3_column_text (stmt, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

GBytes *
chat_history_column_bytes (sqlite3_stmt *stmt, int column)
{
  gconstpointer data;

  if (sqlite3_column_type (stmt, column) == SQLITE_NULL)
    return NULL;
  data = sqlite3_column_blob (stmt, column);
  return g_bytes_new (data, (gsize)sqlite3_column_bytes (stmt, column));
}

gboolean
chat_history_reindex (ChatHistoryStore *self, const GError *error)
{
  if (self->reindexed || !g_error_matches (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BROKEN) ||
      !sqlite3_get_autocommit (self->db))
    return FALSE;
  self->reindexed = TRUE;
  g_message ("The search index is made anew: %s", error->message);
  return chat_history_exec (self, "INSERT INTO search (search) VALUES ('rebuild')", NULL);
}
