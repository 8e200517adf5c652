/* SPDX-License-Identifier: MIT */
#include "chat-history-private.h"
#include "ic/ic-i18n.h"

#include <string.h>

struct _ChatHistory
{
  GObject parent_instance;

  ChatHistoryStore *store;
  GThread *thread;
  GPtrArray *batch; /* (nullable): of ChatHistoryWrite, of this turn of the main loop */
  GSource *batch_source;
  gboolean closed;
  gint64 next_id;
  gint64 last_read;
  guint64 last_heard_ns;
  char *draft;
  char *display_name;
  GError *damage;
};

enum
{
  WRITE_FAILED,
  WRITTEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChatHistory, chat_history, G_TYPE_OBJECT)
G_DEFINE_QUARK (chat_history_error_quark, chat_history_error)

static void
push_batch (ChatHistory *self)
{
  if (self->batch_source != NULL)
    {
      g_source_destroy (self->batch_source);
      g_clear_pointer (&self->batch_source, g_source_unref);
    }
  if (self->batch != NULL)
    chat_history_store_push (self->store, chat_history_run_writes, g_steal_pointer (&self->batch),
                             (GDestroyNotify)g_ptr_array_unref, NULL);
}

static gboolean
on_batch (gpointer data)
{
  push_batch (data);
  return G_SOURCE_REMOVE;
}

static void
free_write (gpointer write)
{
  if (write != NULL)
    chat_history_write_free (write);
}

/* Takes @write. */
static void
add_write (ChatHistory *self, ChatHistoryWrite *write)
{
  if (self->closed)
    {
      g_critical ("Something is written to a history that is closed");
      chat_history_write_free (write);
      return;
    }
  if (self->batch == NULL)
    {
      self->batch = g_ptr_array_new_with_free_func (free_write);
      self->batch_source = g_idle_source_new ();
      g_source_set_priority (self->batch_source, G_PRIORITY_DEFAULT);
      g_source_set_static_name (self->batch_source, "[attest] history batch");
      g_source_set_callback (self->batch_source, on_batch, self, NULL);
      g_source_attach (self->batch_source, self->store->context);
    }
  g_ptr_array_add (self->batch, write);
}

void
chat_history_push (
    ChatHistory *self, ChatHistoryRun run, gpointer data, GDestroyNotify free_data, GTask *task)
{
  if (self->closed)
    {
      if (free_data != NULL)
        free_data (data);
      if (task != NULL)
        g_task_return_new_error (task, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_CLOSED,
                                 _ ("The history of this room is closed"));
      g_clear_object (&task);
      return;
    }
  push_batch (self);
  chat_history_store_push (self->store, run, data, free_data, task);
}

GTask *
chat_history_task_new (ChatHistory *self,
                       GCancellable *cancellable,
                       gpointer tag,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

static void
chat_history_dispose (GObject *object)
{
  ChatHistory *self = CHAT_HISTORY (object);

  if (!self->closed && self->store != NULL)
    {
      chat_history_push (self, chat_history_run_close, NULL, NULL, NULL);
      self->closed = TRUE;
    }
  G_OBJECT_CLASS (chat_history_parent_class)->dispose (object);
}

static void
chat_history_finalize (GObject *object)
{
  ChatHistory *self = CHAT_HISTORY (object);

  g_clear_pointer (&self->thread, g_thread_unref);
  g_clear_pointer (&self->store, chat_history_store_unref);
  g_free (self->draft);
  g_free (self->display_name);
  g_clear_error (&self->damage);
  G_OBJECT_CLASS (chat_history_parent_class)->finalize (object);
}

static void
chat_history_class_init (ChatHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_history_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_history_finalize;
  signals[WRITE_FAILED] = g_signal_new ("write-failed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[WRITTEN] = g_signal_new ("written", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
chat_history_init (ChatHistory *self)
{
}

void
chat_history_tell_failed (ChatHistory *self, const GError *error)
{
  g_signal_emit (self, signals[WRITE_FAILED], 0, error);
}

void
chat_history_tell_written (ChatHistory *self)
{
  g_signal_emit (self, signals[WRITTEN], 0);
}

/**
 * chat_history_dup_path:
 * @profile_id: of a saved profile
 *
 * Returns: (transfer full) (nullable): where its history is kept; %NULL if @profile_id is no name
 *   for a file
 */
char *
chat_history_dup_path (const char *profile_id)
{
  g_autofree char *name = NULL;
  gsize len = profile_id != NULL ? strlen (profile_id) : 0;

  if (len == 0 || len > CHAT_HISTORY_PROFILE_ID_CHARS)
    return NULL;
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum (profile_id[i]) && profile_id[i] != '-' && profile_id[i] != '_')
      return NULL;
  name = g_strconcat (profile_id, ".db", NULL);
  return g_build_filename (g_get_user_data_dir (), "attest", "history", name, NULL);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  ChatHistory *self = CHAT_HISTORY (source);
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  ChatHistoryOpening *opening = g_task_propagate_pointer (G_TASK (result), &error);

  if (opening == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->next_id = opening->next_id;
  self->last_read = opening->last_read;
  self->last_heard_ns = opening->last_heard_ns;
  self->draft = g_strdup (opening->draft ? opening->draft : "");
  self->display_name = g_strdup (opening->display_name ? opening->display_name : "");
  self->damage = g_steal_pointer (&opening->damage);
  chat_history_opening_free (opening);
  g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

/**
 * chat_history_open_async:
 * @path: of the database; it and its folders are made, for their owner only
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Opens a history. A damaged one is set aside, and a new one begun with what can be saved of it:
 * chat_history_get_damage(). Errors: %CHAT_HISTORY_ERROR_SQLITE, _NEWER, _BUSY, _FULL, _IO.
 */
void
chat_history_open_async (const char *path,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (ChatHistory) self = g_object_new (CHAT_TYPE_HISTORY, NULL);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, chat_history_open_async);
  self->store = chat_history_store_new (path, context);
  g_weak_ref_set (&self->store->history, self);
  self->thread = g_thread_new ("attest-history", chat_history_store_thread,
                               chat_history_store_ref (self->store));
  chat_history_store_push (self->store, chat_history_run_open, NULL, NULL,
                           g_task_new (self, cancellable, on_opened, task));
}

ChatHistory *
chat_history_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const GError *
chat_history_get_damage (ChatHistory *self)
{
  return self->damage;
}

void
chat_history_close_async (ChatHistory *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  /* Closing is not given up halfway. */
  GTask *task = chat_history_task_new (self, NULL, chat_history_close_async, callback, user_data);

  chat_history_push (self, chat_history_run_close, NULL, NULL, task);
  self->closed = TRUE;
}

gboolean
chat_history_close_finish (ChatHistory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error) >= 0;
}

gboolean
chat_history_is_closed (ChatHistory *self)
{
  return self->closed;
}

void
chat_history_close_sync (ChatHistory *self)
{
  if (!self->closed)
    chat_history_push (self, chat_history_run_close, NULL, NULL, NULL);
  self->closed = TRUE;
  if (self->thread != NULL)
    g_thread_join (g_steal_pointer (&self->thread));
}

/**
 * chat_history_append:
 * @record: what is to be kept; its id does not count
 *
 * Adds a line. What we said reaches the disk with fsync: wait for chat_history_flush_async() before
 * it is sent.
 *
 * Returns: the new record's id
 */
gint64
chat_history_append (ChatHistory *self, const ChatHistoryRecord *record)
{
  ChatHistoryWrite *write = g_new0 (ChatHistoryWrite, 1);

  write->kind = WRITE_APPEND;
  write->record = chat_history_record_copy (record);
  write->record->id = self->next_id++;
  write->durable = record->own;
  add_write (self, write);
  return self->next_id - 1;
}

gint64
chat_history_get_last_id (ChatHistory *self)
{
  return self->next_id - 1;
}

void
chat_history_update (ChatHistory *self, const ChatHistoryRecord *record, ChatHistoryFields fields)
{
  ChatHistoryWrite *write = g_new0 (ChatHistoryWrite, 1);

  write->kind = WRITE_UPDATE;
  write->record = chat_history_record_copy (record);
  write->fields = fields;
  write->durable = (fields & (CHAT_HISTORY_DELIVERY | CHAT_HISTORY_NUMBER)) != 0;
  add_write (self, write);
}

void
chat_history_remove (ChatHistory *self, gint64 id)
{
  ChatHistoryWrite *write = g_new0 (ChatHistoryWrite, 1);

  write->kind = WRITE_REMOVE;
  write->id = id;
  write->durable = TRUE;
  add_write (self, write);
}

void
chat_history_flush_async (ChatHistory *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  chat_history_push (
      self, chat_history_run_flush, NULL, NULL,
      chat_history_task_new (self, cancellable, chat_history_flush_async, callback, user_data));
}

gboolean
chat_history_flush_finish (ChatHistory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error) >= 0;
}

static void
set_state (ChatHistory *self, const char *name, const char *value)
{
  ChatHistoryWrite *write = g_new0 (ChatHistoryWrite, 1);

  write->kind = WRITE_STATE;
  write->name = name;
  write->value = g_strdup (value);
  add_write (self, write);
}

const char *
chat_history_get_draft (ChatHistory *self)
{
  return self->draft;
}

/* Longer than what can be sent is cut, at a letter. */
void
chat_history_set_draft (ChatHistory *self, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  char *cut = valid;

  if (strlen (valid) > CHAT_HISTORY_MAX_DRAFT)
    {
      cut = g_utf8_find_prev_char (valid, valid + CHAT_HISTORY_MAX_DRAFT + 1);
      if (cut != NULL)
        *cut = 0;
    }
  if (g_strcmp0 (self->draft, valid) == 0)
    return;
  g_free (self->draft);
  self->draft = g_steal_pointer (&valid);
  set_state (self, STATE_DRAFT, self->draft);
}

gint64
chat_history_get_last_read (ChatHistory *self)
{
  return self->last_read;
}

void
chat_history_set_last_read (ChatHistory *self, gint64 id)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  if (self->last_read == id)
    return;
  self->last_read = id;
  set_state (self, STATE_LAST_READ, text);
}

guint64
chat_history_get_last_heard_ns (ChatHistory *self)
{
  return self->last_heard_ns;
}

void
chat_history_set_last_heard_ns (ChatHistory *self, guint64 time_ns)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, time_ns);

  if (self->last_heard_ns == time_ns)
    return;
  self->last_heard_ns = time_ns;
  set_state (self, STATE_LAST_HEARD, text);
}

const char *
chat_history_get_display_name (ChatHistory *self)
{
  return self->display_name;
}

void
chat_history_set_display_name (ChatHistory *self, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name ? name : "", -1);

  if (g_strcmp0 (self->display_name, valid) == 0)
    return;
  g_free (self->display_name);
  self->display_name = g_steal_pointer (&valid);
  set_state (self, STATE_DISPLAY_NAME, self->display_name);
}

void
chat_history_clear_async (ChatHistory *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_free (self->draft);
  self->draft = g_strdup ("");
  g_free (self->display_name);
  self->display_name = g_strdup ("");
  self->last_read = 0;
  self->last_heard_ns = 0;
  chat_history_push (
      self, chat_history_run_clear, NULL, NULL,
      chat_history_task_new (self, cancellable, chat_history_clear_async, callback, user_data));
}

gboolean
chat_history_clear_finish (ChatHistory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error) >= 0;
}
