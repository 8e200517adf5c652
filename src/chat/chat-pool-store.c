/* SPDX-License-Identifier: MIT */
#include "chat-pool-store.h"

#include "chat-file.h"
#include "ic/ic-i18n.h"

typedef enum
{
  STATE_NEW,
  STATE_LOADING,
  STATE_LOADED
} State;

struct _ChatPoolStore
{
  GObject parent_instance;

  ChatFile *file;
  IcClock *clock;
  IcRandom *random;
  State state;
  GError *load_error;  /* (nullable) */
  IcwsPool *records;   /* (nullable) until loaded; lists nothing, and keeps the records of all */
  GPtrArray *attached; /* of IcwsPool, weak */
  GPtrArray *loading;  /* of GTask: those who wait for the end of loading */
  GPtrArray *flushing; /* of GTask: flushes that came before it */
  guint timer;         /* 0: nothing is to be written */
  gboolean spreading;  /* what changes now comes from here */
};

static guint save_failed_signal;

G_DEFINE_QUARK (chat_pool_store_error_quark, chat_pool_store_error)
G_DEFINE_FINAL_TYPE (ChatPoolStore, chat_pool_store, G_TYPE_OBJECT)

static void on_pool_gone (gpointer data, GObject *pool);

/* Writes what waits for the timer. */
static void
write_now (ChatPoolStore *self)
{
  if (self->timer == 0)
    return;
  ic_clock_cancel (self->clock, self->timer);
  self->timer = 0;
  chat_file_save (self->file, icws_pool_to_json (self->records));
}

static void
chat_pool_store_dispose (GObject *object)
{
  ChatPoolStore *self = CHAT_POOL_STORE (object);

  write_now (self);
  for (guint i = 0; i < self->attached->len; i++)
    g_object_weak_unref (g_ptr_array_index (self->attached, i), on_pool_gone, self);
  g_ptr_array_set_size (self->attached, 0);
  G_OBJECT_CLASS (chat_pool_store_parent_class)->dispose (object);
}

static void
chat_pool_store_finalize (GObject *object)
{
  ChatPoolStore *self = CHAT_POOL_STORE (object);

  g_clear_object (&self->file);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_clear_error (&self->load_error);
  g_clear_object (&self->records);
  g_ptr_array_unref (self->attached);
  g_ptr_array_unref (self->loading);
  g_ptr_array_unref (self->flushing);
  G_OBJECT_CLASS (chat_pool_store_parent_class)->finalize (object);
}

static void
chat_pool_store_class_init (ChatPoolStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_pool_store_dispose;
  object_class->finalize = chat_pool_store_finalize;
  save_failed_signal = g_signal_new ("save-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1,
                                     G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
chat_pool_store_init (ChatPoolStore *self)
{
  self->attached = g_ptr_array_new ();
  self->loading = g_ptr_array_new_with_free_func (g_object_unref);
  self->flushing = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
on_save_failed (ChatFile *file, const GError *error, ChatPoolStore *self)
{
  g_signal_emit (self, save_failed_signal, 0, error);
}

/**
 * chat_pool_store_new:
 * @path: (nullable): the file; %NULL for the person's own
 * @clock: when to write
 * @random: for pools of its own; they choose nothing
 *
 * Returns: (transfer full): a store that has not read its file yet
 */
ChatPoolStore *
chat_pool_store_new (const char *path, IcClock *clock, IcRandom *random)
{
  static const ChatFileKind KIND = {
    "gateways.json",
    N_ ("records of the gateways"),
    ICWS_POOL_MAX_JSON_BYTES,
    chat_pool_store_error_quark,
    CHAT_POOL_STORE_ERROR_BROKEN,
    CHAT_POOL_STORE_ERROR_IO,
  };
  ChatPoolStore *self = g_object_new (CHAT_TYPE_POOL_STORE, NULL);

  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->file = chat_file_new (path, &KIND);
  g_signal_connect_object (self->file, "save-failed", G_CALLBACK (on_save_failed), self, 0);
  return self;
}

const char *
chat_pool_store_get_path (ChatPoolStore *self)
{
  return chat_file_get_path (self->file);
}

static void
on_time (gpointer data)
{
  write_now (data);
}

/* From one pool to another: what is newer is taken. Both wrote what they read, so that nothing can be
 * malformed. */
static void
pass_on (IcwsPool *from, IcwsPool *to)
{
  g_autofree char *json = icws_pool_to_json (from);
  g_autoptr (GError) error = NULL;

  if (!icws_pool_load_json (to, json, -1, &error))
    g_critical ("The records of the gateways cannot be passed on: %s", error->message);
}

/* At once, and not when it is written: the other pools must not choose a gateway that one pool has
 * just caught lying. */
static void
on_pool_changed (IcwsPool *pool, ChatPoolStore *self)
{
  if (self->state != STATE_LOADED || self->spreading)
    return;
  self->spreading = TRUE;
  pass_on (pool, self->records);
  for (guint i = 0; i < self->attached->len; i++)
    if (g_ptr_array_index (self->attached, i) != pool)
      pass_on (self->records, g_ptr_array_index (self->attached, i));
  self->spreading = FALSE;
}

static void
on_records_changed (IcwsPool *records, ChatPoolStore *self)
{
  if (self->timer == 0)
    self->timer = ic_clock_call_at (
        self->clock, ic_clock_get_monotonic_us (self->clock) + CHAT_POOL_STORE_DELAY_MS * 1000,
        on_time, self);
}

static void
on_pool_gone (gpointer data, GObject *pool)
{
  ChatPoolStore *self = data;

  g_ptr_array_remove_fast (self->attached, pool);
}

/* The pool's list is in use already: what it has seen so far comes after what is stored. */
static void
join (ChatPoolStore *self, IcwsPool *pool)
{
  self->spreading = TRUE;
  pass_on (self->records, pool);
  self->spreading = FALSE;
  on_pool_changed (pool, self);
}

/**
 * chat_pool_store_attach:
 * @pool: stays in step with the file and the other pools for its life
 *
 * Call it before the pool is used, and once.
 */
void
chat_pool_store_attach (ChatPoolStore *self, IcwsPool *pool)
{
  g_return_if_fail (!g_ptr_array_find (self->attached, pool, NULL));

  g_ptr_array_add (self->attached, pool);
  g_object_weak_ref (G_OBJECT (pool), on_pool_gone, self);
  g_signal_connect_object (pool, "changed", G_CALLBACK (on_pool_changed), self, 0);
  if (self->state == STATE_LOADED)
    join (self, pool);
  else if (self->state == STATE_NEW)
    chat_pool_store_load_async (self, NULL, NULL, NULL);
}

static gpointer
parse (const char *text, gsize len, gpointer data, GError **error)
{
  ChatPoolStore *self = data;
  g_autoptr (IcwsPool) records = icws_pool_new (self->clock, self->random);

  return icws_pool_load_json (records, text, (gssize)len, error) ? g_steal_pointer (&records)
                                                                 : NULL;
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ChatPoolStore *self = source;
  GError *error = NULL;
  IcwsPool *records = chat_file_load (self->file, parse, self, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, records ? records : icws_pool_new (self->clock, self->random),
                           g_object_unref);
}

static void
return_loaded (ChatPoolStore *self, GTask *task)
{
  if (self->load_error != NULL)
    g_task_return_error (task, g_error_copy (self->load_error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  ChatPoolStore *self = CHAT_POOL_STORE (source);
  g_autoptr (GPtrArray) attached = g_ptr_array_new_with_free_func (g_object_unref);

  self->records = g_task_propagate_pointer (G_TASK (result), &self->load_error);
  if (self->records == NULL)
    self->records = icws_pool_new (self->clock, self->random);
  self->state = STATE_LOADED;
  g_signal_connect_object (self->records, "changed", G_CALLBACK (on_records_changed), self, 0);
  for (guint i = 0; i < self->attached->len; i++)
    g_ptr_array_add (attached, g_object_ref (g_ptr_array_index (self->attached, i)));
  for (guint i = 0; i < attached->len; i++)
    join (self, g_ptr_array_index (attached, i));
  for (guint i = 0; i < self->loading->len; i++)
    return_loaded (self, g_ptr_array_index (self->loading, i));
  g_ptr_array_set_size (self->loading, 0);
  if (self->flushing->len > 0)
    write_now (self);
  while (self->flushing->len > 0)
    chat_file_flush (self->file, g_ptr_array_steal_index (self->flushing, 0));
}

/**
 * chat_pool_store_load_async:
 * @cancellable: (nullable): to wait no longer; the reading goes on
 *
 * Reads the file in a thread.
 */
void
chat_pool_store_load_async (ChatPoolStore *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) reading = NULL;

  g_task_set_source_tag (task, chat_pool_store_load_async);
  if (self->state == STATE_LOADED)
    {
      return_loaded (self, task);
      return;
    }
  g_ptr_array_add (self->loading, g_steal_pointer (&task));
  if (self->state == STATE_LOADING)
    return;
  self->state = STATE_LOADING;
  reading = g_task_new (self, NULL, on_loaded, NULL);
  g_task_set_source_tag (reading, load_thread);
  g_task_run_in_thread (reading, load_thread);
}

/**
 * chat_pool_store_load_finish:
 * @error: %CHAT_POOL_STORE_ERROR_BROKEN, with what is wrong and where the file is kept
 */
gboolean
chat_pool_store_load_finish (ChatPoolStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * chat_pool_store_flush_async:
 * @cancellable: (nullable): to wait no longer; the writing goes on
 */
void
chat_pool_store_flush_async (ChatPoolStore *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, chat_pool_store_flush_async);
  if (self->state == STATE_LOADING)
    {
      g_ptr_array_add (self->flushing, task);
      return;
    }
  write_now (self);
  chat_file_flush (self->file, task);
}

/**
 * chat_pool_store_flush_finish:
 * @error: %CHAT_POOL_STORE_ERROR_IO: how the last writing failed
 */
gboolean
chat_pool_store_flush_finish (ChatPoolStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
