/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "chat-history-record.h"

G_BEGIN_DECLS

#define CHAT_HISTORY_MAX_PAGE         500 /* records of one answer */
#define CHAT_HISTORY_MAX_QUERY        256 /* characters of a search */
#define CHAT_HISTORY_MAX_DRAFT        CHAT_MAX_TEXT_BYTES
#define CHAT_HISTORY_MAX_UNREAD       10000 /* counted so far, and no further */
#define CHAT_HISTORY_MAX_PENDING      20000 /* writes that wait for a disk that is full */
#define CHAT_HISTORY_RETRY_S          5
#define CHAT_HISTORY_PROFILE_ID_CHARS 64

#define CHAT_HISTORY_ERROR (chat_history_error_quark ())
GQuark chat_history_error_quark (void);
/* Their messages are sentences for people. */
typedef enum
{
  CHAT_HISTORY_ERROR_SQLITE, /* the system's SQLite is too old, or lacks full-text search */
  CHAT_HISTORY_ERROR_NEWER,  /* written by a newer Attest; untouched */
  CHAT_HISTORY_ERROR_BUSY,   /* open already, here or in another process */
  CHAT_HISTORY_ERROR_BROKEN, /* damaged; a damaged file is set aside when it is opened */
  CHAT_HISTORY_ERROR_FULL,   /* no room left; what was to be written waits */
  CHAT_HISTORY_ERROR_IO,    /* no access, read only, a failing disk; what was to be written waits */
  CHAT_HISTORY_ERROR_LIMIT, /* beyond a limit of ours */
  CHAT_HISTORY_ERROR_CLOSED,
  CHAT_HISTORY_ERROR_INTERNAL
} ChatHistoryError;

/**
 * ChatHistory: what was said in one room, with what proves it, in a database of its own. All work is
 * done in one thread, in the order of the calls: what is read includes what was written before.
 * Writes come back at once; all those of one turn of the main loop are one transaction. Use it from
 * the main context in which it was opened.
 *
 * Signals:
 *   "write-failed" (const GError *): what was written waits (FULL, IO) and is tried again with the
 *      next write and every CHAT_HISTORY_RETRY_S, or could not be kept (other codes)
 *   "written": everything written so far is kept; after a failure, and after each transaction
 */
#define CHAT_TYPE_HISTORY (chat_history_get_type ())
G_DECLARE_FINAL_TYPE (ChatHistory, chat_history, CHAT, HISTORY, GObject)

/* attest/history/<profile-id>.db in the person's data directory; NULL: no id for a file name. */
char *chat_history_dup_path (const char *profile_id);

/* @path: of the database file; made if there is none. */
void chat_history_open_async (const char *path,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
ChatHistory *chat_history_open_finish (GAsyncResult *result, GError **error);
/* (nullable): CHAT_HISTORY_ERROR_BROKEN when a damaged file was set aside at opening: says where it is
 * kept, and how many messages could be saved out of it. */
const GError *chat_history_get_damage (ChatHistory *self);
/* Writes what waits, and closes. TRUE: all is written. Nothing works afterwards. */
void chat_history_close_async (ChatHistory *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean chat_history_close_finish (ChatHistory *self, GAsyncResult *result, GError **error);
/* The same, blocking: at the end of the program. */
void chat_history_close_sync (ChatHistory *self);
/* Nothing may be asked for, or written, any more. */
gboolean chat_history_is_closed (ChatHistory *self);

/* Of a file that is not open: takes away it and all beside it. Blocks for a moment. */
gboolean chat_history_delete_files (const char *path, GError **error);

/* --- Writing --- */

/* Adds at the end, without its id. The id of the new record, higher than all before. */
gint64 chat_history_append (ChatHistory *self, const ChatHistoryRecord *record);
gint64 chat_history_get_last_id (ChatHistory *self); /* no record has a higher one */

typedef enum
{
  CHAT_HISTORY_DELIVERY = 1 << 0,  /* delivery, failure_text */
  CHAT_HISTORY_NUMBER = 1 << 1,    /* own_sequence, client key, question */
  CHAT_HISTORY_PROOF = 1 << 2,     /* sequence, certificate time, key, client key if there is one,
                                     content, cert, tree */
  CHAT_HISTORY_DUPLICATE = 1 << 3, /* possible_duplicate */
  CHAT_HISTORY_SPAN = 1 << 4       /* from_ns, to_ns */
} ChatHistoryFields;
/* Changes these fields of the record with @record's id; nothing happens if there is none. */
void
chat_history_update (ChatHistory *self, const ChatHistoryRecord *record, ChatHistoryFields fields);
void chat_history_remove (ChatHistory *self, gint64 id);
/* Has everything that was written before reached the disk (with fsync, if something of ours is among
 * it)? */
void chat_history_flush_async (ChatHistory *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean chat_history_flush_finish (ChatHistory *self, GAsyncResult *result, GError **error);

/* State of the room; known at once after opening. */
const char *chat_history_get_draft (ChatHistory *self); /* never NULL */
void chat_history_set_draft (ChatHistory *self, const char *text);
gint64 chat_history_get_last_read (ChatHistory *self); /* id; 0: nothing */
void chat_history_set_last_read (ChatHistory *self, gint64 id);
/* Stamp of the last message of the canister that was taken, whether it is kept or not; 0: none. */
guint64 chat_history_get_last_heard_ns (ChatHistory *self);
void chat_history_set_last_heard_ns (ChatHistory *self, guint64 time_ns);
const char *chat_history_get_display_name (ChatHistory *self); /* never NULL */
void chat_history_set_display_name (ChatHistory *self, const char *name);

/* --- Reading --- */

typedef enum
{
  CHAT_HISTORY_NEWEST,
  CHAT_HISTORY_BEFORE, /* the last @n with a lower id */
  CHAT_HISTORY_AFTER,  /* the first @n with a higher id */
  CHAT_HISTORY_AROUND  /* n / 2 lower ones, and from the id on */
} ChatHistoryWhere;
/* GPtrArray of ChatHistoryRecord, oldest first, without raw proofs. */
void chat_history_read_async (ChatHistory *self,
                              ChatHistoryWhere where,
                              gint64 id,
                              guint n,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *chat_history_read_finish (ChatHistory *self, GAsyncResult *result, GError **error);

/* One record with its raw proof; NULL without an error if there is none. */
void chat_history_get_async (ChatHistory *self,
                             gint64 id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The same of a message of ours, by its number. */
void chat_history_find_own_async (ChatHistory *self,
                                  guint64 client_nonce,
                                  guint64 own_sequence,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
ChatHistoryRecord *
chat_history_get_finish (ChatHistory *self, GAsyncResult *result, GError **error);

/* Ours that are queued or sent, in order: GPtrArray of ChatHistoryRecord. */
void chat_history_read_outbox_async (ChatHistory *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

typedef struct
{
  gint64 n_records;
  gint64 n_unread; /* texts of others after the last read one; at most CHAT_HISTORY_MAX_UNREAD */
  gint64 first_unread; /* id; 0: none */
  gint64 oldest;       /* id; 0: none */
  gint64 newest;
} ChatHistoryCounts;
void chat_history_count_async (ChatHistory *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean chat_history_count_finish (ChatHistory *self,
                                    GAsyncResult *result,
                                    ChatHistoryCounts *counts,
                                    GError **error);

/* Bytes from @start to @end (not included) of the text or the author's name. */
typedef struct
{
  guint start;
  guint end;
} ChatHistorySpan;
typedef struct
{
  ChatHistoryRecord *record;
  GArray *text_spans; /* of ChatHistorySpan */
  GArray *author_spans;
} ChatHistoryHit;
void chat_history_hit_free (ChatHistoryHit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatHistoryHit, chat_history_hit_free)
/* @words: as typed; all of them must begin words of the text or the name, whatever their case and
 * accents. @before: 0, or the id of the last hit of the page before. GPtrArray of ChatHistoryHit,
 * newest first. */
void chat_history_search_async (ChatHistory *self,
                                const char *words,
                                gint64 before,
                                guint n,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *chat_history_search_finish (ChatHistory *self, GAsyncResult *result, GError **error);

/* --- Forgetting --- */

/* Removes records older than @before_ns (0: none) and all but the newest @keep (0: all stay); never
 * what is in the outbox. The number of removed ones. */
void chat_history_expire_async (ChatHistory *self,
                                guint64 before_ns,
                                guint64 keep,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gint64 chat_history_expire_finish (ChatHistory *self, GAsyncResult *result, GError **error);
/* Removes everything but what is in the outbox, state of the room included, so that nothing of it is
 * left in the files. */
void chat_history_clear_async (ChatHistory *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean chat_history_clear_finish (ChatHistory *self, GAsyncResult *result, GError **error);

/* --- Export: docs/history.md --- */

/* Calls come in the main context. */
typedef void (*ChatHistoryProgress) (gint64 done, gint64 total, gpointer user_data);
/* Writes all records to @stream, which is not closed, a few at a time; others can read and write in
 * between. @root_key: DER. The number of messages. */
void chat_history_export_async (ChatHistory *self,
                                GOutputStream *stream,
                                const IcPrincipal *canister_id,
                                GBytes *root_key,
                                GCancellable *cancellable,
                                ChatHistoryProgress progress,
                                gpointer progress_data,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gint64 chat_history_export_finish (ChatHistory *self, GAsyncResult *result, GError **error);

G_END_DECLS
