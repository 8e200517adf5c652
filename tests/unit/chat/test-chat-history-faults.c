/* SPDX-License-Identifier: MIT */
/* What goes wrong: damaged files, full disks, other processes, other versions, being killed. */
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chat-history-kit.h"

#define KILLS      20
#define KILLS_SOAK 500
#define DAMAGES    60

static const char *self_path;

/* --- A process that writes, and says what is kept --- */

static char *
text_of (gint64 id)
{
  return g_strdup_printf ("message %" G_GINT64_FORMAT ", long enough that pages fill up", id);
}

static int
run_writer (const char *path)
{
  ChatHistory *history = history_open (path);
  ChatHistoryCounts counts;
  gint64 id;

  history_count (history, &counts);
  id = counts.newest;
  for (guint turn = 0;; turn++)
    {
      for (guint i = 0; i <= turn % 5; i++)
        {
          g_autofree char *text = text_of (id + 1);

          id = history_add (history, turn % 3 == 0 ? history_own (text, CHAT_DELIVERY_QUEUED)
                                                   : history_text ("Ada", text, turn));
        }
      if (!history_flush (history, NULL) || write (STDOUT_FILENO, &id, sizeof id) != sizeof id)
        return 1;
    }
}

typedef struct
{
  GPid pid;
  int out;
} Writer;

static void
writer_start (Writer *self, const char *path)
{
  const char *argv[] = { self_path, "--writer", path, NULL };
  g_autoptr (GError) error = NULL;

  g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                            &self->pid, NULL, &self->out, NULL, &error);
  g_assert_no_error (error);
}

/* What is kept up to now; 0 at the end. */
static gint64
writer_next (Writer *self)
{
  gint64 id;

  return read (self->out, &id, sizeof id) == sizeof id ? id : 0;
}

static void
writer_kill (Writer *self)
{
  kill (self->pid, SIGKILL);
  waitpid (self->pid, NULL, 0);
}

static void
assert_kept (ChatHistory *history, gint64 last)
{
  gint64 id = 0;

  while (id < last)
    {
      g_autoptr (GPtrArray) page = history_read (history, CHAT_HISTORY_AFTER, id, 500);

      g_assert_cmpuint (page->len, >, 0);
      for (guint i = 0; i < page->len; i++)
        {
          const ChatHistoryRecord *record = page->pdata[i];
          g_autofree char *text = text_of (++id);

          g_assert_cmpint (record->id, ==, id);
          g_assert_cmpstr (record->text, ==, text);
        }
    }
}

static void
test_kill (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  guint n_kills = g_test_slow () ? KILLS_SOAK : KILLS;

  for (guint i = 0; i < n_kills; i++)
    {
      Writer writer;
      gint64 last = 0;
      gint64 id;
      ChatHistory *history;

      writer_start (&writer, kit->path);
      for (gint n = g_test_rand_int_range (1, 60); n > 0; n--)
        g_assert_cmpint (last = writer_next (&writer), >, 0);
      /* It is in the middle of something else now. */
      for (gint n = g_test_rand_int_range (0, 3000); n > 0; n--)
        g_thread_yield ();
      writer_kill (&writer);
      while ((id = writer_next (&writer)) != 0)
        last = id;
      close (writer.out);

      history = history_open (kit->path);
      g_assert_null (chat_history_get_damage (history));
      assert_kept (history, last);
      history_close (history);
    }
}

static void
test_busy (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  Writer writer;
  ChatHistory *history;
  g_autoptr (GError) error = NULL;

  writer_start (&writer, kit->path);
  g_assert_cmpint (writer_next (&writer), >, 0);
  g_assert_null (history_try_open (kit->path, &error));
  g_assert_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "in use by another Attest"));
  writer_kill (&writer);
  close (writer.out);

  /* And in the same one. */
  g_clear_error (&error);
  history = history_open (kit->path);
  g_assert_null (history_try_open (kit->path, &error));
  g_assert_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BUSY);
  history_add (history, history_text ("Ada", "goes on", 1));
  g_assert_true (history_flush (history, NULL));
  history_close (history);
}

/* --- Files --- */

static void
fill (const char *path, guint n)
{
  ChatHistory *history = history_open (path);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = text_of (i + 1);

      history_add (history, history_text ("Ada", text, i));
    }
  chat_history_set_display_name (history, "Me");
  history_close (history);
}

/* Everything is tried; it may fail, but only in words. */
static void
use (ChatHistory *history)
{
  GAsyncResult *results[6] = { NULL };
  g_autoptr (ChatHistoryRecord) record = history_own ("new one", CHAT_DELIVERY_QUEUED);

  chat_history_read_async (history, CHAT_HISTORY_NEWEST, 0, 500, NULL, history_on_result,
                           &results[0]);
  chat_history_search_async (history, "message", 0, 500, NULL, history_on_result, &results[1]);
  chat_history_append (history, record);
  chat_history_remove (history, 3);
  chat_history_flush_async (history, NULL, history_on_result, &results[2]);
  chat_history_count_async (history, NULL, history_on_result, &results[3]);
  chat_history_expire_async (history, 0, 50, NULL, history_on_result, &results[4]);
  chat_history_close_async (history, NULL, history_on_result, &results[5]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      history_wait (&results[i]);
      if (i < 2)
        {
          g_autoptr (GPtrArray) found = g_task_propagate_pointer (G_TASK (results[i]), NULL);
        }
      else if (i == 3)
        g_free (g_task_propagate_pointer (G_TASK (results[i]), NULL));
      g_object_unref (results[i]);
    }
}

static void
damage (guint8 *bytes, gsize *len)
{
  gsize at = (gsize)g_test_rand_int_range (0, (gint32)*len);
  gsize n = (gsize)g_test_rand_int_range (1, 200);

  switch (g_test_rand_int_range (0, 4))
    {
    case 0:
      *len = at; /* cut off */
      break;
    case 1: /* a page of nothing */
      memset (bytes + at / 4096 * 4096, 0, MIN (4096, *len - at / 4096 * 4096));
      break;
    case 2:
      for (gsize i = at; i < MIN (at + n, *len); i++)
        bytes[i] = (guint8)g_test_rand_int_range (0, 256);
      break;
    default: /* here and there */
      for (gsize i = 0; i < n; i++)
        bytes[g_test_rand_int_range (0, (gint32)*len)] ^= (guint8)(1
                                                                   << g_test_rand_int_range (0, 8));
    }
}

static void
test_damage (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  g_autofree char *whole = NULL;
  gsize whole_len;
  guint n_aside = 0;

  fill (kit->path, 400);
  g_assert_true (g_file_get_contents (kit->path, &whole, &whole_len, NULL));
  for (guint i = 0; i < DAMAGES; i++)
    {
      g_autofree guint8 *bytes = g_memdup2 (whole, whole_len);
      gsize len = whole_len;
      ChatHistory *history;
      g_autofree char *aside = g_strconcat (kit->path, ".broken", NULL);

      g_assert_true (chat_history_delete_files (kit->path, NULL));
      damage (bytes, &len);
      g_assert_true (g_file_set_contents (kit->path, (char *)bytes, (gssize)len, NULL));
      history = history_open (kit->path);
      if (chat_history_get_damage (history) != NULL)
        {
          g_assert_error (chat_history_get_damage (history), CHAT_HISTORY_ERROR,
                          CHAT_HISTORY_ERROR_BROKEN);
          g_assert_nonnull (strstr (chat_history_get_damage (history)->message, aside));
          g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
          n_aside++;
        }
      use (history);
      g_object_unref (history);
    }
  g_assert_cmpuint (n_aside, >, DAMAGES / 4);
  g_test_message ("%u of %u were set aside", n_aside, DAMAGES);
}

/* One leaf of the messages is gone: all others are saved. */
static void
test_salvage (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  g_autofree char *bytes = NULL;
  g_autofree char *needle = text_of (200);
  gsize len;
  char *at;
  ChatHistory *history;
  ChatHistoryCounts counts;

  fill (kit->path, 400);
  g_assert_true (g_file_get_contents (kit->path, &bytes, &len, NULL));
  at = memmem (bytes, len, needle, strlen (needle));
  g_assert_nonnull (at);
  memset (bytes + (gsize)(at - bytes) / 4096 * 4096, 0xff, 4096);
  g_assert_true (g_file_set_contents (kit->path, bytes, (gssize)len, NULL));

  history = history_open (kit->path);
  g_assert_nonnull (chat_history_get_damage (history));
  history_count (history, &counts);
  g_assert_cmpint (counts.n_records, >, 300);
  g_assert_cmpint (counts.n_records, <, 400);
  g_assert_cmpint (counts.oldest, ==, 1);
  g_assert_cmpint (counts.newest, ==, 400);
  g_assert_cmpstr (chat_history_get_display_name (history), ==, "Me");
  {
    g_autoptr (GPtrArray) hits = history_search (history, "400", 0, 10);

    g_assert_cmpuint (hits->len, ==, 1);
  }
  g_assert_cmpint (history_add (history, history_text ("Ada", "next", 1)), ==, 401);
  history_close (history);
}

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_newer (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_len, after_len;
  g_autoptr (GError) error = NULL;

  fill (kit->path, 10);
  run_sql (kit->path, "PRAGMA user_version = 3");
  g_assert_true (g_file_get_contents (kit->path, &before, &before_len, NULL));
  g_assert_null (history_try_open (kit->path, &error));
  g_assert_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_NEWER);
  g_assert_nonnull (strstr (error->message, "newer version of Attest"));
  g_assert_true (g_file_get_contents (kit->path, &after, &after_len, NULL));
  g_assert_cmpmem (before, before_len, after, after_len);
}

/* Databases of something else, and files that are none. */
static void
test_foreign (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history;

  fill (kit->path, 1);
  g_assert_true (chat_history_delete_files (kit->path, NULL));
  run_sql (kit->path, "CREATE TABLE message (id, text)");
  history = history_open (kit->path);
  g_assert_error (chat_history_get_damage (history), CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BROKEN);
  history_close (history);

  run_sql (kit->path, "ALTER TABLE message DROP COLUMN codec");
  history = history_open (kit->path);
  g_assert_error (chat_history_get_damage (history), CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BROKEN);
  history_close (history);

  g_assert_true (g_file_set_contents (kit->path, "This is no database at all.", -1, NULL));
  history = history_open (kit->path);
  g_assert_error (chat_history_get_damage (history), CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BROKEN);
  history_close (history);

  g_assert_true (g_file_set_contents (kit->path, "", 0, NULL));
  history = history_open (kit->path);
  g_assert_null (chat_history_get_damage (history));
  history_close (history);
}

static void
test_no_access (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  g_autofree char *file = g_build_filename (kit->folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "room.db", NULL);
  g_autofree char *closed = g_build_filename (kit->folder, "closed", NULL);
  g_autofree char *inside = g_build_filename (closed, "room.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_null (history_try_open (below, &error));
  g_assert_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_IO);
  g_clear_error (&error);
  /* A folder is no file. */
  g_assert_null (history_try_open (kit->folder, &error));
  g_assert_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_IO);
  g_clear_error (&error);
  if (getuid () == 0)
    return; /* for root, nothing is read only */
  g_assert_cmpint (g_mkdir (closed, 0500), ==, 0);
  g_assert_null (history_try_open (inside, &error));
  g_assert_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_IO);
}

/* --- A full disk: SQLite lets its system calls be replaced --- */

static gint disk_is_full;
static sqlite3_syscall_ptr real_pwrite;

static ssize_t
full_pwrite (int fd, const void *bytes, size_t len, off_t offset)
{
  if (!g_atomic_int_get (&disk_is_full))
    return ((ssize_t (*) (int, const void *, size_t, off_t))real_pwrite) (fd, bytes, len, offset);
  errno = ENOSPC;
  return -1;
}

static void
on_failed (ChatHistory *history, const GError *error, guint *n_failures)
{
  g_assert_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_FULL);
  g_assert_nonnull (strstr (error->message, "no room left"));
  (*n_failures)++;
}

static void
test_full (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);
  sqlite3_vfs *vfs = sqlite3_vfs_find (NULL);
  const char *call = vfs->xGetSystemCall (vfs, "pwrite64") ? "pwrite64" : "pwrite";
  g_autoptr (GError) error = NULL;
  guint n_failures = 0;

  real_pwrite = vfs->xGetSystemCall (vfs, call);
  g_assert_nonnull (real_pwrite);
  g_assert_cmpint (vfs->xSetSystemCall (vfs, call, (sqlite3_syscall_ptr)full_pwrite), ==,
                   SQLITE_OK);
  g_signal_connect (history, "write-failed", G_CALLBACK (on_failed), &n_failures);

  history_add (history, history_own ("before", CHAT_DELIVERY_QUEUED));
  g_assert_true (history_flush (history, NULL));
  g_atomic_int_set (&disk_is_full, TRUE);
  history_add (history, history_own ("while it is full", CHAT_DELIVERY_QUEUED));
  g_assert_false (history_flush (history, &error));
  g_assert_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_FULL);
  g_assert_cmpuint (n_failures, >, 0);
  history_add (history, history_own ("and once more", CHAT_DELIVERY_QUEUED));
  {
    g_autoptr (GPtrArray) page = history_outbox (history);

    g_assert_cmpuint (page->len, ==, 1);
  }
  g_atomic_int_set (&disk_is_full, FALSE);
  g_assert_true (history_flush (history, NULL));
  history_close (history);
  g_assert_cmpint (vfs->xSetSystemCall (vfs, call, NULL), ==, SQLITE_OK);

  history = history_open (kit->path);
  {
    g_autoptr (GPtrArray) page = history_outbox (history);

    g_assert_cmpuint (page->len, ==, 3);
    g_assert_cmpstr (((ChatHistoryRecord *)page->pdata[1])->text, ==, "while it is full");
  }
  history_close (history);
}

static void
on_too_large (ChatHistory *history, const GError *error, guint *n_failures)
{
  g_assert_error (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_LIMIT);
  (*n_failures)++;
}

/* What can never be kept does not hold up the rest. */
static void
test_too_large (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  g_autofree char *giant = g_strnfill (3 * 1024 * 1024, 'x');
  ChatHistory *history = history_open (kit->path);
  guint n_failures = 0;
  ChatHistoryCounts counts;

  g_signal_connect (history, "write-failed", G_CALLBACK (on_too_large), &n_failures);
  history_add (history, history_text ("Ada", "before", 1));
  history_add (history, history_text ("Ada", giant, 2));
  history_add (history, history_text ("Ada", "no \xff text", 2));
  history_add (history, history_text ("Ada", "after", 3));
  g_assert_true (history_flush (history, NULL));
  history_count (history, &counts);
  g_assert_cmpint (counts.n_records, ==, 2);
  g_assert_cmpuint (n_failures, ==, 1);
  history_close (history);
}

/* A database of the first version is brought up, with what is in it. */
static void
test_first_version (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history;

  fill (kit->path, 5);
  run_sql (kit->path, "ALTER TABLE message DROP COLUMN details");
  run_sql (kit->path, "ALTER TABLE message DROP COLUMN outgoing");
  run_sql (kit->path, "PRAGMA user_version = 1");
  history = history_open (kit->path);
  g_assert_null (chat_history_get_damage (history));
  {
    g_autoptr (ChatHistoryRecord) said = history_own ("a value", CHAT_DELIVERY_QUEUED);
    g_autoptr (ChatHistoryRecord) kept = NULL;
    g_autoptr (GPtrArray) page = history_read (history, CHAT_HISTORY_NEWEST, 0, 10);

    g_assert_cmpuint (page->len, ==, 5);
    said->details = g_strdup ("{ a = 1 }");
    said->outgoing = g_bytes_new_static ("DIDL", 4);
    kept = history_get (history, chat_history_append (history, said));
    g_assert_cmpstr (kept->details, ==, "{ a = 1 }");
    g_assert_true (g_bytes_equal (kept->outgoing, said->outgoing));
  }
  history_close (history);
}

int
main (int argc, char **argv)
{
  self_path = argv[0];
  if (argc == 3 && g_str_equal (argv[1], "--writer"))
    return run_writer (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/history/kill", test_kill);
  if (g_test_slow ())
    return g_test_run ();
  g_test_add_func ("/chat/history/busy", test_busy);
  g_test_add_func ("/chat/history/damage", test_damage);
  g_test_add_func ("/chat/history/salvage", test_salvage);
  g_test_add_func ("/chat/history/newer", test_newer);
  g_test_add_func ("/chat/history/foreign", test_foreign);
  g_test_add_func ("/chat/history/no-access", test_no_access);
  g_test_add_func ("/chat/history/first-version", test_first_version);
  g_test_add_func ("/chat/history/full", test_full);
  g_test_add_func ("/chat/history/too-large", test_too_large);
  return g_test_run ();
}
