/* SPDX-License-Identifier: MIT */
#pragma once

#include <sqlite3.h>
#include "chat-history.h"

G_BEGIN_DECLS

#define CHAT_HISTORY_MIN_SQLITE     3040000
#define CHAT_HISTORY_APPLICATION_ID 0x41747374 /* "Atst" */
#define CHAT_HISTORY_SCHEMA         2
#define CHAT_HISTORY_BUSY_MS        1000
/* Of one value in the database. */
#define CHAT_HISTORY_MAX_VALUE (8 * 1024 * 1024)
#define CHAT_HISTORY_MAX_TEXT  (1024 * 1024)
/* Checked whole before it is used; a larger one when there is nothing else to do. */
#define CHAT_HISTORY_CHECK_AT_ONCE_BYTES (8 * 1024 * 1024)

typedef enum
{
  STMT_BEGIN,
  STMT_COMMIT,
  STMT_ROLLBACK,
  STMT_SAVEPOINT,
  STMT_RELEASE,
  STMT_BACK,
  STMT_APPEND,
  STMT_INDEX,
  STMT_SET_DELIVERY,
  STMT_SET_NUMBER,
  STMT_SET_PROOF,
  STMT_SET_DUPLICATE,
  STMT_SET_SPAN,
  STMT_UNINDEX,
  STMT_REMOVE,
  STMT_ADD_PROOF,
  STMT_FIND_PROOF,
  STMT_REMOVE_RAW,
  STMT_ADD_RAW,
  STMT_SET_STATE,
  STMT_READ_NEWEST,
  STMT_READ_BEFORE,
  STMT_READ_AFTER,
  STMT_READ_OUTBOX,
  STMT_GET,
  STMT_FIND_OWN,
  STMT_GET_RAW,
  STMT_COUNT,
  STMT_COUNT_UNREAD,
  STMT_SEARCH,
  STMT_EXPIRE_INDEX,
  STMT_EXPIRE,
  N_STMTS
} ChatHistoryStmt;

/**
 * ChatHistoryStore: the worker's side. Everything in it but the queue belongs to the worker thread.
 */
typedef struct
{
  GAsyncQueue *queue;    /* of ChatHistoryJob */
  GMainContext *context; /* where results go */
  GWeakRef history;

  char *path;
  sqlite3 *db; /* NULL: not open */
  sqlite3_stmt *stmts[N_STMTS];
  gboolean durable;          /* synchronous=FULL is set */
  GQueue writes;             /* of ChatHistoryWrite: not committed yet */
  gboolean failing;          /* the last transaction failed, and is to be tried again */
  GCancellable *cancellable; /* (nullable): of the job that runs */
  gboolean yielding;         /* what runs stops when there is a job */
  gboolean check_due;        /* the file is not checked yet */
  gboolean reindexed;        /* the search index was made anew once */
  gboolean closed;
} ChatHistoryStore;

typedef struct _ChatHistoryJob ChatHistoryJob;
/* FALSE with an error. In the worker. */
typedef gboolean (*ChatHistoryRun) (ChatHistoryStore *store, ChatHistoryJob *job, GError **error);
struct _ChatHistoryJob
{
  ChatHistoryRun run;
  gpointer data;
  GDestroyNotify free_data;
  GTask *task; /* (nullable) */
  GCancellable *cancellable;
  gboolean again; /* set by @run: it has more to do, after what waits already */

  /* What the task returns: @result if there is a @free_result, else @number. */
  gpointer result;
  GDestroyNotify free_result;
  gint64 number;
  GError *error;
};

typedef enum
{
  WRITE_APPEND,
  WRITE_UPDATE,
  WRITE_REMOVE,
  WRITE_STATE
} ChatHistoryWriteKind;
typedef struct
{
  ChatHistoryWriteKind kind;
  gint64 id;
  ChatHistoryRecord *record;
  ChatHistoryFields fields;
  const char *name; /* STATE: static */
  char *value;
  gboolean durable;
} ChatHistoryWrite;
void chat_history_write_free (ChatHistoryWrite *self);

/* What is known of the room right after opening. */
typedef struct
{
  gint64 next_id;
  gint64 last_read;
  guint64 last_heard_ns;
  char *draft;
  char *display_name;
  GError *damage;
} ChatHistoryOpening;
void chat_history_opening_free (ChatHistoryOpening *self);

#define STATE_DRAFT        "draft"
#define STATE_LAST_READ    "last-read"
#define STATE_LAST_HEARD   "last-heard"
#define STATE_DISPLAY_NAME "display-name"

/* chat-history-worker.c */
ChatHistoryStore *chat_history_store_new (const char *path, GMainContext *context);
ChatHistoryStore *chat_history_store_ref (ChatHistoryStore *self);
void chat_history_store_unref (ChatHistoryStore *self);
void chat_history_store_push (ChatHistoryStore *self,
                              ChatHistoryRun run,
                              gpointer data,
                              GDestroyNotify free_data,
                              GTask *task);
/* For callbacks in the main context. Takes @data. */
void chat_history_store_invoke (ChatHistoryStore *self,
                                GSourceFunc func,
                                gpointer data,
                                GDestroyNotify free_data);
gpointer chat_history_store_thread (gpointer store); /* takes a reference */
gboolean chat_history_run_close (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);
gboolean chat_history_run_flush (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);

/* chat-history.c; in the main context */
/* What is asked for after what was written. @task: (transfer full) */
void chat_history_push (
    ChatHistory *self, ChatHistoryRun run, gpointer data, GDestroyNotify free_data, GTask *task);
GTask *chat_history_task_new (ChatHistory *self,
                              GCancellable *cancellable,
                              gpointer tag,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void chat_history_tell_failed (ChatHistory *self, const GError *error);
void chat_history_tell_written (ChatHistory *self);

/* chat-history-sql.c */
sqlite3_stmt *chat_history_stmt (ChatHistoryStore *self, ChatHistoryStmt stmt);
gboolean chat_history_prepare_all (ChatHistoryStore *self, GError **error);
/* TRUE for @rc OK, ROW, DONE; else what the database says. */
gboolean chat_history_check (ChatHistoryStore *self, int rc, GError **error);
gboolean chat_history_exec (ChatHistoryStore *self, const char *sql, GError **error);
/* Steps to the end. */
gboolean chat_history_run_stmt (ChatHistoryStore *self, ChatHistoryStmt stmt, GError **error);
gint64 chat_history_query_int (ChatHistoryStore *self, const char *sql, gint64 otherwise);
char *chat_history_query_text (ChatHistoryStore *self, const char *sql); /* (nullable) */
void chat_history_bind_text (sqlite3_stmt *stmt, int index, const char *text);
void chat_history_bind_bytes (sqlite3_stmt *stmt, int index, GBytes *bytes);
/* Valid UTF-8 whatever is stored; NULL for NULL. */
char *chat_history_column_text (sqlite3_stmt *stmt, int column);
GBytes *chat_history_column_bytes (sqlite3_stmt *stmt, int column); /* (nullable) */
/* An index that does not fit the messages any more is made anew, once. */
gboolean chat_history_reindex (ChatHistoryStore *self, const GError *error);

/* chat-history-schema.c */
gboolean chat_history_migrate (ChatHistoryStore *self, GError **error);
/* @outbox: of ChatHistoryRecord. */
gboolean chat_history_reset (ChatHistoryStore *self, GPtrArray *outbox, GError **error);

/* chat-history-file.c */
gboolean chat_history_open_file (ChatHistoryStore *self, GError **error);
void chat_history_close_file (ChatHistoryStore *self);
/* quick_check; CHAT_HISTORY_ERROR_BROKEN, or G_IO_ERROR_CANCELLED when it yielded. */
gboolean chat_history_check_file (ChatHistoryStore *self, GError **error);
/* The next opening looks at the whole file. */
void chat_history_mark_suspect (ChatHistoryStore *self);
gboolean chat_history_run_open (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);

/* chat-history-salvage.c: copies what can be read in the file at @path; the number of records. */
gint64 chat_history_salvage (ChatHistoryStore *self, const char *path);

/* chat-history-commit.c */
gboolean chat_history_commit (ChatHistoryStore *self, GError **error);
gboolean chat_history_run_writes (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);

/* chat-history-write.c: in a transaction */
gboolean chat_history_apply (ChatHistoryStore *self, const ChatHistoryWrite *write, GError **error);
gboolean
chat_history_apply_append (ChatHistoryStore *self, const ChatHistoryRecord *record, GError **error);

/* chat-history-read.c. Columns of a record, in the order in which chat_history_read_row() takes
 * them. */
#define CHAT_HISTORY_COLUMNS_1                                                                     \
  "message.id, kind, message.author, message.text, own, time, delivery, own_sequence, sequence, "  \
  "certificate_time, key, client, nonce, codec, from_time, to_time, duplicate, failure, request, " \
  "expiry, proved"
#define CHAT_HISTORY_COLUMNS   CHAT_HISTORY_COLUMNS_1 ", details, outgoing"
#define CHAT_HISTORY_N_COLUMNS 23
ChatHistoryRecord *chat_history_read_row (sqlite3_stmt *stmt);
/* All rows of a bound statement: appends ChatHistoryRecord. */
gboolean chat_history_read_rows (ChatHistoryStore *self,
                                 sqlite3_stmt *stmt,
                                 GPtrArray *records,
                                 GError **error);
gboolean chat_history_load_raw (ChatHistoryStore *self, ChatHistoryRecord *record, GError **error);

typedef struct
{
  ChatHistoryWhere where;
  gint64 id;
  guint n;
  guint64 client_nonce;
  guint64 own_sequence;
} ChatHistoryRead;
gboolean chat_history_run_read (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);
gboolean chat_history_run_outbox (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);
gboolean chat_history_run_get (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);
gboolean chat_history_run_find_own (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);
gboolean chat_history_run_count (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);

/* chat-history-search.c */
typedef struct
{
  char *words;
  gint64 before;
  guint n;
} ChatHistorySearch;
void chat_history_search_free (ChatHistorySearch *self);
/* What is typed, as a query of FTS5; NULL if there is no word in it. */
char *chat_history_quote_words (const char *words);
gboolean chat_history_run_search (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);

/* chat-history-forget.c */
typedef struct
{
  guint64 before_ns;
  guint64 keep;
  gboolean deleted; /* all rows are; the index is tidied up */
  gint64 limit_id;
} ChatHistoryExpiry;
gboolean chat_history_run_expire (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);
gboolean chat_history_run_clear (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);

/* chat-history-export.c */
typedef struct _ChatHistoryExport ChatHistoryExport;
ChatHistoryExport *chat_history_export_new (GOutputStream *stream,
                                            const IcPrincipal *canister_id,
                                            GBytes *root_key,
                                            ChatHistoryProgress progress,
                                            gpointer progress_data);
void chat_history_export_free (gpointer export);
gboolean chat_history_run_export (ChatHistoryStore *self, ChatHistoryJob *job, GError **error);

G_END_DECLS
