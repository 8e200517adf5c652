/* SPDX-License-Identifier: MIT */
/* Pages of a history come into the model. */
#include "chat-log-private.h"

typedef enum
{
  READ_NEWEST,
  READ_AROUND,
  READ_OLDER,
  READ_NEWER
} What;

typedef struct
{
  ChatLog *log;
  GTask *task; /* (nullable) */
  What what;
  guint era;
  gint64 id;        /* what it was read from */
  gint64 newest_id; /* when it was asked for */
} Reading;

static void
reading_free (Reading *self)
{
  g_clear_object (&self->task);
  g_object_unref (self->log);
  g_free (self);
}

/**
 * chat_log_begin_era:
 *
 * The rows are about to be others: nothing that is under way fits them.
 */
void
chat_log_begin_era (ChatLog *self)
{
  self->era++;
  self->reading_older = self->reading_newer = FALSE;
  g_clear_pointer (&self->arrived, g_ptr_array_unref);
}

static gint64
id_at (GPtrArray *rows, guint position)
{
  return position < rows->len ? chat_message_get_id (rows->pdata[position]) : 0;
}

static gint64
last_id (GPtrArray *rows)
{
  return rows->len > 0 ? id_at (rows, rows->len - 1) : 0;
}

static GPtrArray *
take_records (ChatLog *self, GPtrArray *records)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < records->len; i++)
    {
      const ChatHistoryRecord *record = records->pdata[i];

      if (!g_hash_table_contains (self->gone, &record->id))
        g_ptr_array_add (rows, chat_log_take (self, record));
    }
  return rows;
}

static void
take_newest (ChatLog *self, GPtrArray *rows)
{
  gboolean older = rows->len > CHAT_LOG_PAGE;
  gint64 last = last_id (rows);

  if (older)
    g_ptr_array_remove_index (rows, 0);
  for (guint i = 0; self->arrived != NULL && i < self->arrived->len; i++)
    if (id_at (self->arrived, i) == 0 || id_at (self->arrived, i) > last)
      g_ptr_array_add (rows, g_object_ref (self->arrived->pdata[i]));
  g_clear_pointer (&self->arrived, g_ptr_array_unref);
  self->newest_id = MAX (self->newest_id, last_id (rows));
  chat_log_set_newest (self, rows);
  chat_log_set_rows (self, rows);
  chat_log_set_ends (self, older, FALSE);
}

static guint
find_id (GPtrArray *rows, gint64 id)
{
  for (guint i = 0; i < rows->len; i++)
    if (id_at (rows, i) == id)
      return i;
  return G_MAXUINT;
}

static guint
take_around (ChatLog *self, GPtrArray *rows, const Reading *reading)
{
  guint position = find_id (rows, reading->id);
  /* Half of what is asked for stands before it. */
  gboolean older = position >= CHAT_LOG_PAGE;

  if (position == G_MAXUINT)
    {
      g_ptr_array_unref (rows);
      return position;
    }
  if (older)
    g_ptr_array_remove_index (rows, 0);
  chat_log_set_rows (self, rows);
  chat_log_set_ends (self, older, last_id (rows) < self->newest_id);
  return position - (older ? 1 : 0);
}

static void
take_older (ChatLog *self, GPtrArray *rows, const Reading *reading)
{
  gboolean older = rows->len > CHAT_LOG_PAGE;
  guint n;

  if (id_at (self->rows, 0) != reading->id)
    {
      g_ptr_array_unref (rows);
      return; /* what it was to stand before is gone meanwhile */
    }
  if (older)
    g_ptr_array_remove_index (rows, 0);
  n = rows->len;
  for (guint i = 0; i < n; i++)
    g_ptr_array_insert (self->rows, (gint)i, g_object_ref (rows->pdata[i]));
  g_ptr_array_unref (rows);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n);
  if (self->rows->len > CHAT_LOG_MAX_ROWS)
    {
      chat_log_drop_newest (self, self->rows->len - CHAT_LOG_MAX_ROWS);
      chat_log_set_ends (self, older, TRUE);
    }
  else
    chat_log_set_ends (self, older, self->has_newer);
}

static void
take_newer (ChatLog *self, GPtrArray *rows, guint n_records, const Reading *reading)
{
  gboolean newer = n_records > CHAT_LOG_PAGE || self->newest_id != reading->newest_id;
  guint n = self->rows->len;

  if (last_id (self->rows) != reading->id)
    {
      g_ptr_array_unref (rows);
      return;
    }
  if (n_records > CHAT_LOG_PAGE && rows->len == n_records)
    g_ptr_array_remove_index (rows, rows->len - 1);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (self->rows, g_object_ref (rows->pdata[i]));
  if (rows->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), n, 0, rows->len);
  g_ptr_array_unref (rows);
  if (!newer)
    chat_log_set_newest (self, self->rows);
  if (self->rows->len > CHAT_LOG_MAX_ROWS)
    {
      chat_log_drop_oldest (self, self->rows->len - CHAT_LOG_MAX_ROWS);
      chat_log_set_ends (self, TRUE, newer);
    }
  else
    chat_log_set_ends (self, self->has_older, newer);
}

static guint
take (ChatLog *self, GPtrArray *records, const Reading *reading)
{
  GPtrArray *rows;

  if (reading->era != self->era)
    return G_MAXUINT;
  /* Before anybody is told, who may want the next page at once. */
  if (reading->what == READ_OLDER)
    self->reading_older = FALSE;
  if (reading->what == READ_NEWER)
    self->reading_newer = FALSE;
  if (records == NULL)
    {
      if (reading->what == READ_NEWEST)
        g_clear_pointer (&self->arrived, g_ptr_array_unref);
      return G_MAXUINT;
    }
  rows = take_records (self, records);
  switch (reading->what)
    {
    case READ_OLDER:
      take_older (self, rows, reading);
      return 0;
    case READ_NEWER:
      take_newer (self, rows, records->len, reading);
      return 0;
    case READ_AROUND:
      return take_around (self, rows, reading);
    case READ_NEWEST:
    default:
      take_newest (self, rows);
      return 0;
    }
}

static void
end_reading (ChatLog *self)
{
  if (--self->n_reading > 0)
    return;
  g_hash_table_remove_all (self->gone);
  g_ptr_array_set_size (self->held, 0);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;
  ChatLog *self = reading->log;
  GError *error = NULL;
  g_autoptr (GPtrArray) records = chat_history_read_finish (CHAT_HISTORY (source), result, &error);
  guint position = take (self, records, reading);

  end_reading (self);
  if (reading->task != NULL && error != NULL)
    g_task_return_error (reading->task, error);
  else if (reading->task != NULL)
    g_task_return_int (reading->task, position == G_MAXUINT ? -1 : (gssize)position);
  else if (error != NULL)
    {
      g_debug ("Cannot read a page of the history: %s", error->message);
      g_error_free (error);
    }
  reading_free (reading);
}

static void
read_some (ChatLog *self, What what, gint64 id, GTask *task)
{
  static const ChatHistoryWhere WHERE[] = { CHAT_HISTORY_NEWEST, CHAT_HISTORY_AROUND,
                                            CHAT_HISTORY_BEFORE, CHAT_HISTORY_AFTER };
  Reading *reading = g_new0 (Reading, 1);
  /* One more tells whether there are more. */
  guint n = what == READ_AROUND ? 2 * CHAT_LOG_PAGE : CHAT_LOG_PAGE + 1;

  reading->log = g_object_ref (self);
  reading->task = task;
  reading->what = what;
  reading->era = self->era;
  reading->id = id;
  reading->newest_id = self->newest_id;
  self->n_reading++;
  chat_history_read_async (self->history, WHERE[what], id, n,
                           task != NULL ? g_task_get_cancellable (task) : NULL, on_read, reading);
}

void
chat_log_read_older (ChatLog *self)
{
  self->reading_older = TRUE;
  read_some (self, READ_OLDER, id_at (self->rows, 0), NULL);
}

void
chat_log_read_newer (ChatLog *self)
{
  self->reading_newer = TRUE;
  read_some (self, READ_NEWER, last_id (self->rows), NULL);
}

/**
 * chat_log_load_async:
 * @cancellable: (nullable): a cancellable
 * @callback: (nullable): called when the newest page is there
 * @user_data: for @callback
 */
void
chat_log_load_async (ChatLog *self,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, chat_log_load_async);
  if (self->history == NULL)
    {
      g_task_return_int (task, 0);
      g_object_unref (task);
      return;
    }
  chat_log_begin_era (self);
  self->arrived = g_ptr_array_new_with_free_func (g_object_unref);
  read_some (self, READ_NEWEST, 0, task);
}

gboolean
chat_log_load_finish (ChatLog *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) local = NULL;

  g_task_propagate_int (G_TASK (result), &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * chat_log_load_around_async:
 * @id: of a line
 *
 * A line that is in the model already is found at once, and nothing moves.
 */
void
chat_log_load_around_async (ChatLog *self,
                            gint64 id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  guint position = id != 0 ? find_id (self->rows, id) : G_MAXUINT;

  g_task_set_source_tag (task, chat_log_load_around_async);
  if (position == G_MAXUINT && id > 0 && self->history != NULL)
    {
      chat_log_begin_era (self);
      read_some (self, READ_AROUND, id, task);
      return;
    }
  g_task_return_int (task, position == G_MAXUINT ? -1 : (gssize)position);
  g_object_unref (task);
}

guint
chat_log_load_around_finish (ChatLog *self, GAsyncResult *result, GError **error)
{
  gssize position = g_task_propagate_int (G_TASK (result), error);

  return position < 0 ? G_MAXUINT : (guint)position;
}
