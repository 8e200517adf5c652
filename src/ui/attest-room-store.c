/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-room-store-private.h"
#include "attest-ui.h"

#define DAY_S 86400

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];
static AttestRoomStore *default_store;

G_DEFINE_FINAL_TYPE (AttestRoomStore, attest_room_store, G_TYPE_OBJECT)

static void
entry_free (AttestRoomStoreEntry *entry)
{
  g_queue_clear_full (&entry->waiting, g_object_unref);
  g_clear_object (&entry->history);
  g_free (entry);
}

void
attest_room_store_tell_failed (AttestRoomStore *self, const char *id, const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, id, error);
}

guint64
attest_room_store_get_limit_ns (AttestKeepHistory keep, guint64 now_ns)
{
  static const guint DAYS[ATTEST_N_KEEP] = { 0, 365, 90, 30, 7, 0 };
  guint64 age_ns = (guint64)DAYS[MIN (keep, ATTEST_KEEP_NONE)] * DAY_S * IC_NS_PER_S;

  return age_ns == 0 || age_ns > now_ns ? 0 : now_ns - age_ns;
}

static AttestKeepHistory
get_keep (AttestRoomStore *self)
{
  return self->settings != NULL
             ? (AttestKeepHistory)g_settings_get_enum (self->settings, "keep-history")
             : ATTEST_KEEP_FOREVER;
}

gboolean
attest_room_store_keeps (AttestRoomStore *self)
{
  return get_keep (self) != ATTEST_KEEP_NONE;
}

static void
on_expired (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (chat_history_expire_finish (CHAT_HISTORY (source), result, &error) < 0)
    g_debug ("Old messages were not removed: %s", error->message);
}

static void
expire (AttestRoomStore *self, ChatHistory *history)
{
  guint64 now_ns = ic_clock_get_wall_ns (ic_clock_get_system ());
  guint64 limit_ns = attest_room_store_get_limit_ns (get_keep (self), now_ns);

  if (limit_ns > 0)
    chat_history_expire_async (history, limit_ns, 0, NULL, on_expired, NULL);
}

static gboolean
daily_cb (gpointer data)
{
  AttestRoomStore *self = data;
  GHashTableIter iter;
  AttestRoomStoreEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    if (entry->history != NULL && !entry->busy)
      expire (self, entry->history);
  return G_SOURCE_CONTINUE;
}

void
attest_room_store_hold (void)
{
  if (g_application_get_default () != NULL)
    g_application_hold (g_application_get_default ());
}

void
attest_room_store_release (void)
{
  if (g_application_get_default () != NULL)
    g_application_release (g_application_get_default ());
}

static void start_open (AttestRoomStore *self, GTask *task);

/* Nobody has it any more: whoever waits for that, goes on. */
void
attest_room_store_remove_entry (AttestRoomStore *self, const char *id)
{
  AttestRoomStoreEntry *entry = g_hash_table_lookup (self->entries, id);
  GQueue waiting = entry->waiting;
  GTask *task;

  g_queue_init (&entry->waiting);
  g_hash_table_remove (self->entries, id);
  while ((task = g_queue_pop_head (&waiting)) != NULL)
    start_open (self, task);
}

static AttestRoomStoreEntry *
add_entry (AttestRoomStore *self, const char *id, gboolean busy)
{
  AttestRoomStoreEntry *entry = g_new0 (AttestRoomStoreEntry, 1);

  g_queue_init (&entry->waiting);
  entry->busy = busy;
  g_hash_table_replace (self->entries, g_strdup (id), entry);
  return entry;
}

static void
delete_thread (GTask *task, gpointer source, gpointer id, GCancellable *cancellable)
{
  g_autofree char *path = chat_history_dup_path (id);
  GError *error = NULL;

  if (path == NULL || chat_history_delete_files (path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  AttestRoomStore *self = ATTEST_ROOM_STORE (source);
  const char *id = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    attest_room_store_tell_failed (self, id, error);
  attest_room_store_remove_entry (self, id);
  attest_room_store_release ();
}

/* Of an entry that is busy, and has no history any more. */
void
attest_room_store_delete_files (AttestRoomStore *self, const char *id)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_deleted, NULL);

  attest_room_store_hold ();
  g_task_set_task_data (task, g_strdup (id), g_free);
  g_task_run_in_thread (task, delete_thread);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AttestRoomStore *self = g_task_get_source_object (task);
  const char *id = g_task_get_task_data (task);
  AttestRoomStoreEntry *entry = g_hash_table_lookup (self->entries, id);
  GError *error = NULL;
  ChatHistory *history = chat_history_open_finish (result, &error);

  if (history == NULL)
    {
      attest_room_store_remove_entry (self, id);
      g_task_return_error (task, error);
      return;
    }
  entry->history = g_object_ref (history);
  g_object_set_data_full (G_OBJECT (history), "attest-id", g_strdup (id), g_free);
  expire (self, history);
  g_task_return_pointer (task, history, g_object_unref);
}

/* Takes @task. */
static void
start_open (AttestRoomStore *self, GTask *task)
{
  const char *id = g_task_get_task_data (task);
  g_autofree char *path = chat_history_dup_path (id);
  AttestRoomStoreEntry *entry = g_hash_table_lookup (self->entries, id);

  if (entry != NULL && entry->busy)
    {
      g_queue_push_tail (&entry->waiting, task);
      return;
    }
  if (entry != NULL || path == NULL)
    {
      g_task_return_new_error (task, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BUSY,
                               _ ("The history of this room is open already"));
      g_object_unref (task);
      return;
    }
  if (!attest_room_store_keeps (self))
    {
      add_entry (self, id, TRUE);
      attest_room_store_delete_files (self, id);
      g_task_return_pointer (task, NULL, NULL);
      g_object_unref (task);
      return;
    }
  add_entry (self, id, FALSE);
  chat_history_open_async (path, NULL, on_opened, task);
}

void
attest_room_store_open_async (AttestRoomStore *self,
                              const char *id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  /* What is open is handed over, even if nobody wants it any more: to be closed in order. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdup (id), g_free);
  start_open (self, task);
}

ChatHistory *
attest_room_store_open_finish (AttestRoomStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
attest_room_store_forget (AttestRoomStore *self, const char *id)
{
  g_return_if_fail (ATTEST_IS_ROOM_STORE (self));
  if (g_hash_table_lookup (self->entries, id) != NULL)
    {
      attest_room_store_close (self, id, NULL, TRUE);
      return;
    }
  add_entry (self, id, TRUE);
  attest_room_store_delete_files (self, id);
}

gboolean
attest_room_store_is_open (AttestRoomStore *self, const char *id)
{
  return g_hash_table_contains (self->entries, id);
}

static void
attest_room_store_dispose (GObject *object)
{
  AttestRoomStore *self = ATTEST_ROOM_STORE (object);

  if (default_store == self)
    default_store = NULL;
  g_clear_handle_id (&self->daily, g_source_remove);
  g_hash_table_remove_all (self->entries);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (attest_room_store_parent_class)->dispose (object);
}

static void
attest_room_store_finalize (GObject *object)
{
  g_hash_table_unref (ATTEST_ROOM_STORE (object)->entries);
  G_OBJECT_CLASS (attest_room_store_parent_class)->finalize (object);
}

static void
attest_room_store_class_init (AttestRoomStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_room_store_dispose;
  G_OBJECT_CLASS (klass)->finalize = attest_room_store_finalize;
  signals[FAILED] = g_signal_new ("failed", ATTEST_TYPE_ROOM_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                                  G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
attest_room_store_init (AttestRoomStore *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify)entry_free);
  self->settings = attest_ui_get_settings ();
  self->daily = g_timeout_add_seconds (DAY_S, daily_cb, self);
}

AttestRoomStore *
attest_room_store_ref_default (void)
{
  if (default_store != NULL)
    return g_object_ref (default_store);
  default_store = g_object_new (ATTEST_TYPE_ROOM_STORE, NULL);
  return default_store;
}
