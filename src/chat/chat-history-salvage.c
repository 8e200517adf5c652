/* SPDX-License-Identifier: MIT */
/* Out of a damaged database: what can be read of messages and state goes into the new one. */
#include "chat-history-private.h"

#define RECORDS   "SELECT " CHAT_HISTORY_COLUMNS " FROM message "
#define RECORDS_1 "SELECT " CHAT_HISTORY_COLUMNS_1 ", NULL, NULL FROM message "
#define FORWARD   "WHERE id > ?1 ORDER BY id"
#define BACKWARD  "WHERE id > ?1 ORDER BY id DESC"
#define RAW                                                                                        \
  "SELECT content, cert, tree, (SELECT data FROM proof WHERE id = cert), (SELECT data FROM proof " \
  "WHERE id = tree) FROM raw WHERE id = ?1"

static void
add_raw (sqlite3_stmt *stmt, ChatHistoryRecord *record)
{
  sqlite3_bind_int64 (stmt, 1, record->id);
  if (sqlite3_step (stmt) == SQLITE_ROW)
    {
      record->content = chat_history_column_bytes (stmt, 0);
      record->cert = chat_history_column_bytes (stmt, 3);
      record->tree = chat_history_column_bytes (stmt, 4);
    }
  sqlite3_reset (stmt);
}

/* As far as it goes; the number of records. @last: the last id that was read. */
static gint64
copy_records (ChatHistoryStore *self, sqlite3 *from, const char *sql, gint64 limit, gint64 *last)
{
  sqlite3_stmt *stmt = NULL;
  sqlite3_stmt *raw = NULL;
  gint64 n = 0;

  if (sqlite3_prepare_v2 (from, sql, -1, &stmt, NULL) == SQLITE_OK &&
      sqlite3_prepare_v2 (from, RAW, -1, &raw, NULL) == SQLITE_OK)
    {
      sqlite3_bind_int64 (stmt, 1, limit);
      while (sqlite3_step (stmt) == SQLITE_ROW)
        {
          g_autoptr (ChatHistoryRecord) record = chat_history_read_row (stmt);

          if (record->id <= 0)
            continue;
          add_raw (raw, record);
          *last = record->id;
          n += chat_history_apply_append (self, record, NULL);
        }
    }
  sqlite3_finalize (stmt);
  sqlite3_finalize (raw);
  return n;
}

static void
copy_state (ChatHistoryStore *self, sqlite3 *from)
{
  sqlite3_stmt *stmt = NULL;

  if (sqlite3_prepare_v2 (from, "SELECT name, value FROM state WHERE name <> 'records'", -1, &stmt,
                          NULL) == SQLITE_OK)
    while (sqlite3_step (stmt) == SQLITE_ROW)
      {
        g_autofree char *name = chat_history_column_text (stmt, 0);
        g_autofree char *value = chat_history_column_text (stmt, 1);
        sqlite3_stmt *set = chat_history_stmt (self, STMT_SET_STATE);

        chat_history_bind_text (set, 1, name);
        chat_history_bind_text (set, 2, value);
        chat_history_run_stmt (self, STMT_SET_STATE, NULL);
      }
  sqlite3_finalize (stmt);
}

/* From the start to where the damage is, then from the end back to it. */
static gint64
copy (ChatHistoryStore *self, sqlite3 *from)
{
  gint64 last = 0;
  gint64 ignored = 0;
  /* Written by an Attest before the second version? */
  gboolean old = sqlite3_exec (from, "SELECT outgoing FROM message LIMIT 0", NULL, NULL, NULL) !=
                 SQLITE_OK;
  gint64 n = copy_records (self, from, old ? RECORDS_1 FORWARD : RECORDS FORWARD, 0, &last);

  n += copy_records (self, from, old ? RECORDS_1 BACKWARD : RECORDS BACKWARD, last, &ignored);
  copy_state (self, from);
  return n;
}

gint64
chat_history_salvage (ChatHistoryStore *self, const char *path)
{
  sqlite3 *from = NULL;
  gint64 n = 0;

  if (sqlite3_open_v2 (path, &from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
          SQLITE_OK &&
      chat_history_run_stmt (self, STMT_BEGIN, NULL))
    {
      sqlite3_limit (from, SQLITE_LIMIT_LENGTH, CHAT_HISTORY_MAX_VALUE);
      /* The damaged file is evidence: nothing is changed in it. */
      sqlite3_db_config (from, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
      sqlite3_db_config (from, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
      sqlite3_exec (from, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON;", NULL, NULL,
                    NULL);
      n = copy (self, from);
      if (!chat_history_run_stmt (self, STMT_COMMIT, NULL))
        {
          n = 0;
          chat_history_run_stmt (self, STMT_ROLLBACK, NULL);
        }
    }
  sqlite3_close (from);
  return n;
}
