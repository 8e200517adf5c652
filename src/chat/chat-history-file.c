/* SPDX-License-Identifier: MIT */
/* Opening the database file: how it is used, whether it is sound, and what is done if it is not. */
#include "chat-history-private.h"
#include "ic/ic-i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MODE      0600
#define DIRECTORY_MODE 0700
/* Damaged files that are kept: .broken, .broken.1, ... */
#define MAX_BROKEN 20
/* Instructions of SQLite's machine between two looks at whether to go on. */
#define PROGRESS_STEPS 20000
/* Kept of a journal that was larger for a while. */
#define JOURNAL_BYTES 4194304
#define SUSPECT       ".suspect"

static const char *const SUFFIXES[] = { "", "-wal", "-shm", "-journal", SUSPECT };

void
chat_history_mark_suspect (ChatHistoryStore *self)
{
  g_autofree char *path = g_strconcat (self->path, SUSPECT, NULL);
  int fd = g_open (path, O_CREAT | O_WRONLY | O_CLOEXEC, FILE_MODE);

  if (fd >= 0)
    close (fd);
}

static gboolean
is_suspect (ChatHistoryStore *self)
{
  g_autofree char *path = g_strconcat (self->path, SUSPECT, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
clear_suspect (ChatHistoryStore *self)
{
  g_autofree char *path = g_strconcat (self->path, SUSPECT, NULL);

  g_unlink (path);
}

static gboolean
fail_io (GError **error, gboolean is_directory, const char *path, int number)
{
  g_set_error (error, CHAT_HISTORY_ERROR,
               number == ENOSPC || number == EDQUOT ? CHAT_HISTORY_ERROR_FULL
                                                    : CHAT_HISTORY_ERROR_IO,
               /* Translators: a path, and what the system says */
               is_directory ? _ ("The history of this room cannot be kept: cannot make %s: %s")
                            : _ ("The history of this room cannot be kept: cannot open %s: %s"),
               path, g_strerror (number));
  return FALSE;
}

/* Nobody else reads what was said: SQLite gives its journal the mode of the file. */
static gboolean
make_file (ChatHistoryStore *self, GError **error)
{
  g_autofree char *directory = g_path_get_dirname (self->path);
  int fd;

  if (g_mkdir_with_parents (directory, DIRECTORY_MODE) != 0)
    return fail_io (error, TRUE, directory, errno);
  fd = g_open (self->path, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
  if (fd < 0)
    return fail_io (error, FALSE, self->path, errno);
  if (fchmod (fd, FILE_MODE) != 0)
    g_debug ("Cannot change the mode of %s: %s", self->path, g_strerror (errno));
  close (fd);
  return TRUE;
}

static int
on_progress (gpointer data)
{
  ChatHistoryStore *self = data;

  if (self->yielding)
    return g_async_queue_length (self->queue) > 0;
  return g_cancellable_is_cancelled (self->cancellable);
}

static gboolean
check_sqlite (ChatHistoryStore *self, GError **error)
{
  if (sqlite3_libversion_number () < CHAT_HISTORY_MIN_SQLITE)
    {
      g_set_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_SQLITE,
                   _ ("SQLite %s is too old to keep a history: version 3.40 or newer is needed"),
                   sqlite3_libversion ());
      return FALSE;
    }
  if (chat_history_query_int (self, "SELECT 1 FROM pragma_module_list WHERE name = 'fts5'", 0) != 1)
    {
      g_set_error (
          error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_SQLITE,
          _ ("SQLite %s was built without full-text search (FTS5), which the history needs"),
          sqlite3_libversion ());
      return FALSE;
    }
  return TRUE;
}

static void
configure (sqlite3 *db)
{
  static const struct
  {
    int id;
    int value;
  } LIMITS[] = {
    { SQLITE_LIMIT_LENGTH, CHAT_HISTORY_MAX_VALUE },
    { SQLITE_LIMIT_SQL_LENGTH, 64 * 1024 },
    { SQLITE_LIMIT_ATTACHED, 1 },
    { SQLITE_LIMIT_EXPR_DEPTH, 100 },
    { SQLITE_LIMIT_COMPOUND_SELECT, 20 },
    { SQLITE_LIMIT_TRIGGER_DEPTH, 10 },
    { SQLITE_LIMIT_WORKER_THREADS, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (LIMITS); i++)
    sqlite3_limit (db, LIMITS[i].id, LIMITS[i].value);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_busy_timeout (db, CHAT_HISTORY_BUSY_MS);
}

/*
 * Exclusive locking: the room belongs to one process, which the second one is told, and no shared
 * memory is needed. The kernel lets go of the lock when a process dies.
 */
static gboolean
take_file (ChatHistoryStore *self, GError **error)
{
  g_autofree char *mode = NULL;

  if (!chat_history_exec (
          self,
          "PRAGMA locking_mode = EXCLUSIVE;"
          "PRAGMA secure_delete = ON;"
          "PRAGMA cell_size_check = ON;"
          "PRAGMA temp_store = MEMORY;"
          "PRAGMA cache_size = -8192;"
          "PRAGMA journal_size_limit = " G_STRINGIFY (JOURNAL_BYTES) ";"
                                                                     "BEGIN EXCLUSIVE; COMMIT;",
          error))
    return FALSE;
  mode = chat_history_query_text (self, "PRAGMA journal_mode = WAL");
  if (g_strcmp0 (mode, "wal") != 0)
    {
      chat_history_check (self, sqlite3_extended_errcode (self->db), error);
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_IO,
                             _ ("The history of this room cannot be kept on this file system"));
      return FALSE;
    }
  self->durable = FALSE;
  return chat_history_exec (self, "PRAGMA synchronous = NORMAL; BEGIN EXCLUSIVE; COMMIT;", error);
}

gboolean
chat_history_check_file (ChatHistoryStore *self, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  g_autofree char *found = NULL;
  int rc = sqlite3_prepare_v2 (self->db, "PRAGMA quick_check (1)", -1, &stmt, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_step (stmt);
  if (rc == SQLITE_ROW)
    found = chat_history_column_text (stmt, 0);
  sqlite3_finalize (stmt);
  if (rc != SQLITE_ROW)
    return chat_history_check (self, rc, error);
  if (g_strcmp0 (found, "ok") == 0)
    return TRUE;
  chat_history_mark_suspect (self);
  g_set_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BROKEN,
               _ ("The history of this room is damaged (%s)"), found);
  return FALSE;
}

void
chat_history_close_file (ChatHistoryStore *self)
{
  for (guint i = 0; i < N_STMTS; i++)
    g_clear_pointer (&self->stmts[i], sqlite3_finalize);
  if (self->db != NULL)
    sqlite3_close_v2 (g_steal_pointer (&self->db));
}

gboolean
chat_history_open_file (ChatHistoryStore *self, GError **error)
{
  const int FLAGS = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                    SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  gboolean whole = is_suspect (self);
  GStatBuf status;

  if (!make_file (self, error))
    return FALSE;
  if (g_stat (self->path, &status) == 0 && status.st_size <= CHAT_HISTORY_CHECK_AT_ONCE_BYTES)
    whole = TRUE;
  if (!chat_history_check (self, sqlite3_open_v2 (self->path, &self->db, FLAGS, NULL), error))
    return FALSE;
  configure (self->db);
  if (!take_file (self, error) || !check_sqlite (self, error) ||
      !chat_history_migrate (self, error) || (whole && !chat_history_check_file (self, error)) ||
      !chat_history_prepare_all (self, error))
    return FALSE;
  sqlite3_progress_handler (self->db, PROGRESS_STEPS, on_progress, self);
  clear_suspect (self);
  self->check_due = !whole;
  return TRUE;
}

/* Renames the file and its journal, which belongs to it. (nullable): where it is now */
static char *
keep_aside (ChatHistoryStore *self)
{
  for (guint i = 0; i < MAX_BROKEN; i++)
    {
      g_autofree char *aside = i == 0 ? g_strconcat (self->path, ".broken", NULL)
                                      : g_strdup_printf ("%s.broken.%u", self->path, i);
      g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);
      g_autofree char *aside_wal = g_strconcat (aside, "-wal", NULL);

      if (g_file_test (aside, G_FILE_TEST_EXISTS))
        continue;
      if (g_rename (self->path, aside) != 0)
        return NULL;
      g_rename (wal, aside_wal);
      clear_suspect (self);
      return g_steal_pointer (&aside);
    }
  return NULL;
}

static gboolean
begin_anew (ChatHistoryStore *self, const GError *damage, GError **told, GError **error)
{
  g_autofree char *aside = NULL;
  gint64 n_saved;

  chat_history_close_file (self);
  aside = keep_aside (self);
  if (aside == NULL)
    {
      g_propagate_error (error, g_error_copy (damage));
      return FALSE;
    }
  if (!chat_history_open_file (self, error))
    return FALSE;
  n_saved = chat_history_salvage (self, aside);
  g_set_error (told, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BROKEN,
               _ ("The history of this room was damaged: %s. The file is kept as %s; "
                  "%" PRId64 " messages could be read from it"),
               damage->message, aside, n_saved);
  return TRUE;
}

gboolean
chat_history_run_open (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  ChatHistoryOpening *opening = g_new0 (ChatHistoryOpening, 1);
  g_autoptr (GError) local = NULL;

  job->result = opening;
  job->free_result = (GDestroyNotify)chat_history_opening_free;
  if (!chat_history_open_file (self, &local))
    {
      if (!g_error_matches (local, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BROKEN))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!begin_anew (self, local, &opening->damage, error))
        return FALSE;
    }
  opening->next_id = 1 +
                     MAX (chat_history_query_int (
                              self, "SELECT seq FROM sqlite_sequence WHERE name = 'message'", 0),
                          chat_history_query_int (self, "SELECT max (id) FROM message", 0));
  opening->draft = chat_history_query_text (
      self, "SELECT value FROM state WHERE name = '" STATE_DRAFT "'");
  opening->display_name = chat_history_query_text (
      self, "SELECT value FROM state WHERE name = '" STATE_DISPLAY_NAME "'");
  opening->last_read = chat_history_query_int (
      self, "SELECT value FROM state WHERE name = '" STATE_LAST_READ "'", 0);
  opening->last_heard_ns = (guint64)MAX (
      chat_history_query_int (self, "SELECT value FROM state WHERE name = '" STATE_LAST_HEARD "'",
                              0),
      0);
  return TRUE;
}

void
chat_history_opening_free (ChatHistoryOpening *self)
{
  g_free (self->draft);
  g_free (self->display_name);
  g_clear_error (&self->damage);
  g_free (self);
}

/**
 * chat_history_delete_files:
 * @path: of a history that is not open
 *
 * Takes away the file, its journals, and damaged ones that were set aside. Removing files leaves
 * their bytes on the disk; chat_history_clear_async() before it overwrites them.
 *
 * Returns: %FALSE with %CHAT_HISTORY_ERROR_IO
 */
gboolean
chat_history_delete_files (const char *path, GError **error)
{
  for (int i = -1; i < MAX_BROKEN; i++)
    {
      g_autofree char *base = i < 0    ? g_strdup (path)
                              : i == 0 ? g_strconcat (path, ".broken", NULL)
                                       : g_strdup_printf ("%s.broken.%d", path, i);

      for (guint j = 0; j < G_N_ELEMENTS (SUFFIXES); j++)
        {
          g_autofree char *file = g_strconcat (base, SUFFIXES[j], NULL);

          if (g_unlink (file) != 0 && errno != ENOENT)
            {
              g_set_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_IO,
                           _ ("The history cannot be removed: %s: %s"), file, g_strerror (errno));
              return FALSE;
            }
        }
    }
  return TRUE;
}
