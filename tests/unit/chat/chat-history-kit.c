/* SPDX-License-Identifier: MIT */
#include "chat-history-kit.h"

#include <glib/gstdio.h>
#include <string.h>

HistoryKit *
history_kit_new (void)
{
  HistoryKit *self = g_new0 (HistoryKit, 1);

  self->folder = g_dir_make_tmp ("attest-history-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->path = g_build_filename (self->folder, "attest", "history", "room.db", NULL);
  return self;
}

/* Calls @func for each file below @folder. */
static void
walk (const char *folder, void (*func) (const char *path, gpointer data), gpointer data)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        walk (path, func, data);
      func (path, data);
    }
  g_clear_pointer (&dir, g_dir_close);
}

static void
remove_file (const char *path, gpointer data)
{
  g_remove (path);
}

void
history_kit_free (HistoryKit *self)
{
  walk (self->folder, remove_file, NULL);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

typedef struct
{
  const char *bytes;
  gboolean found;
} Hunt;

static void
hunt (const char *path, gpointer data)
{
  Hunt *self = data;
  g_autofree char *contents = NULL;
  gsize len;

  if (g_file_get_contents (path, &contents, &len, NULL) &&
      memmem (contents, len, self->bytes, strlen (self->bytes)) != NULL)
    self->found = TRUE;
}

gboolean
history_kit_holds (HistoryKit *self, const char *bytes)
{
  Hunt data = { bytes, FALSE };

  walk (self->folder, hunt, &data);
  return data.found;
}

void
history_on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

GAsyncResult *
history_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

ChatHistory *
history_try_open (const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_history_open_async (path, NULL, history_on_result, &result);
  return chat_history_open_finish (history_wait (&result), error);
}

ChatHistory *
history_open (const char *path)
{
  g_autoptr (GError) error = NULL;
  ChatHistory *history = history_try_open (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (history);
  return history;
}

void
history_close (ChatHistory *history)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_history_close_async (history, NULL, history_on_result, &result);
  chat_history_close_finish (history, history_wait (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_object_unref (history);
}

gboolean
history_flush (ChatHistory *history, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_history_flush_async (history, NULL, history_on_result, &result);
  return chat_history_flush_finish (history, history_wait (&result), error);
}

ChatHistoryRecord *
history_text (const char *author, const char *text, guint64 time_ns)
{
  ChatHistoryRecord *record = chat_history_record_new ();

  record->author = g_strdup (author);
  record->text = g_strdup (text);
  record->time_ns = time_ns;
  record->codec_id = g_strdup ("group-chat");
  return record;
}

ChatHistoryRecord *
history_own (const char *text, ChatDelivery delivery)
{
  ChatHistoryRecord *record = history_text ("Me", text, 5);

  record->own = TRUE;
  record->delivery = delivery;
  return record;
}

gint64
history_add (ChatHistory *history, ChatHistoryRecord *record)
{
  gint64 id = chat_history_append (history, record);

  chat_history_record_free (record);
  return id;
}

GPtrArray *
history_read (ChatHistory *history, ChatHistoryWhere where, gint64 id, guint n)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *records;

  chat_history_read_async (history, where, id, n, NULL, history_on_result, &result);
  records = chat_history_read_finish (history, history_wait (&result), &error);
  g_assert_no_error (error);
  return records;
}

GPtrArray *
history_outbox (ChatHistory *history)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *records;

  chat_history_read_outbox_async (history, NULL, history_on_result, &result);
  records = chat_history_read_finish (history, history_wait (&result), &error);
  g_assert_no_error (error);
  return records;
}

ChatHistoryRecord *
history_get (ChatHistory *history, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ChatHistoryRecord *record;

  chat_history_get_async (history, id, NULL, history_on_result, &result);
  record = chat_history_get_finish (history, history_wait (&result), &error);
  g_assert_no_error (error);
  return record;
}

GPtrArray *
history_search (ChatHistory *history, const char *words, gint64 before, guint n)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *hits;

  chat_history_search_async (history, words, before, n, NULL, history_on_result, &result);
  hits = chat_history_search_finish (history, history_wait (&result), &error);
  g_assert_no_error (error);
  return hits;
}

void
history_count (ChatHistory *history, ChatHistoryCounts *counts)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_history_count_async (history, NULL, history_on_result, &result);
  chat_history_count_finish (history, history_wait (&result), counts, &error);
  g_assert_no_error (error);
}

gint64
history_expire (ChatHistory *history, guint64 before_ns, guint64 keep)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n;

  chat_history_expire_async (history, before_ns, keep, NULL, history_on_result, &result);
  n = chat_history_expire_finish (history, history_wait (&result), &error);
  g_assert_no_error (error);
  return n;
}

void
history_clear (ChatHistory *history)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_history_clear_async (history, NULL, history_on_result, &result);
  chat_history_clear_finish (history, history_wait (&result), &error);
  g_assert_no_error (error);
}
