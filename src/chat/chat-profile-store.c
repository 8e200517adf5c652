/* SPDX-License-Identifier: MIT */
#include "chat-profile-store.h"

#include <string.h>

#include "chat-file.h"
#include "chat-profile-store-private.h"
#include "ic/ic-i18n.h"

struct _ChatProfileStore
{
  GObject parent_instance;

  ChatFile *file;
  GPtrArray *profiles; /* of ChatSavedProfile */
  char *last_id;       /* (nullable) */
};

static guint save_failed_signal;

static void list_model_init (GListModelInterface *iface);

G_DEFINE_QUARK (chat_profile_store_error_quark, chat_profile_store_error)
G_DEFINE_FINAL_TYPE_WITH_CODE (ChatProfileStore,
                               chat_profile_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return CHAT_TYPE_SAVED_PROFILE;
}

static guint
get_n_items (GListModel *model)
{
  return CHAT_PROFILE_STORE (model)->profiles->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ChatProfileStore *self = CHAT_PROFILE_STORE (model);

  if (position >= self->profiles->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->profiles, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
chat_profile_store_finalize (GObject *object)
{
  ChatProfileStore *self = CHAT_PROFILE_STORE (object);

  g_clear_object (&self->file);
  g_ptr_array_unref (self->profiles);
  g_free (self->last_id);
  G_OBJECT_CLASS (chat_profile_store_parent_class)->finalize (object);
}

static void
chat_profile_store_class_init (ChatProfileStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_profile_store_finalize;
  save_failed_signal = g_signal_new ("save-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1,
                                     G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
chat_profile_store_init (ChatProfileStore *self)
{
  self->profiles = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
on_save_failed (ChatFile *file, const GError *error, ChatProfileStore *self)
{
  g_signal_emit (self, save_failed_signal, 0, error);
}

/**
 * chat_profile_store_new:
 * @path: (nullable): the file; %NULL for the person's own
 *
 * Returns: (transfer full): an empty store; see chat_profile_store_load_async()
 */
ChatProfileStore *
chat_profile_store_new (const char *path)
{
  static const ChatFileKind KIND = {
    "profiles.json",
    N_ ("saved profiles"),
    CHAT_PROFILE_STORE_MAX_BYTES,
    chat_profile_store_error_quark,
    CHAT_PROFILE_STORE_ERROR_BROKEN,
    CHAT_PROFILE_STORE_ERROR_IO,
  };
  ChatProfileStore *self = g_object_new (CHAT_TYPE_PROFILE_STORE, NULL);

  self->file = chat_file_new (path, &KIND);
  g_signal_connect_object (self->file, "save-failed", G_CALLBACK (on_save_failed), self, 0);
  return self;
}

const char *
chat_profile_store_get_path (ChatProfileStore *self)
{
  return chat_file_get_path (self->file);
}

static void
save (ChatProfileStore *self)
{
  chat_file_save (self->file, chat_profile_store_to_json (self->profiles, self->last_id));
}

/**
 * chat_profile_store_flush_async:
 * @cancellable: (nullable): to wait no longer; the writing goes on
 *
 * Ends when all changes so far are written.
 */
void
chat_profile_store_flush_async (ChatProfileStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, chat_profile_store_flush_async);
  chat_file_flush (self->file, task);
}

/**
 * chat_profile_store_flush_finish:
 * @error: %CHAT_PROFILE_STORE_ERROR_IO: how the last writing failed
 */
gboolean
chat_profile_store_flush_finish (ChatProfileStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What the thread that reads hands over. */
typedef struct
{
  GPtrArray *profiles;
  char *last_id;
} Loaded;

static void
loaded_free (Loaded *loaded)
{
  g_clear_pointer (&loaded->profiles, g_ptr_array_unref);
  g_free (loaded->last_id);
  g_free (loaded);
}

static gpointer
parse (const char *text, gsize len, gpointer data, GError **error)
{
  Loaded *loaded = g_new0 (Loaded, 1);

  loaded->profiles = chat_profile_store_from_json (text, len, &loaded->last_id, error);
  if (loaded->profiles == NULL)
    g_clear_pointer (&loaded, loaded_free);
  return loaded;
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ChatProfileStore *self = source;
  GError *error = NULL;
  Loaded *loaded = chat_file_load (self->file, parse, NULL, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, loaded ? loaded : g_new0 (Loaded, 1), (GDestroyNotify)loaded_free);
}

/**
 * chat_profile_store_load_async:
 * @cancellable: (nullable): to give up
 *
 * Reads the file in a thread. Call it once, before anything else.
 */
void
chat_profile_store_load_async (ChatProfileStore *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, chat_profile_store_load_async);
  g_task_run_in_thread (task, load_thread);
}

/**
 * chat_profile_store_load_finish:
 * @error: %CHAT_PROFILE_STORE_ERROR_BROKEN, with what is wrong and where the file is kept
 *
 * Returns: whether the list is what was saved
 */
gboolean
chat_profile_store_load_finish (ChatProfileStore *self, GAsyncResult *result, GError **error)
{
  Loaded *loaded;
  guint n_before;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return FALSE;
  n_before = self->profiles->len;
  if (loaded->profiles != NULL)
    {
      g_ptr_array_unref (self->profiles);
      self->profiles = g_steal_pointer (&loaded->profiles);
      g_free (self->last_id);
      self->last_id = g_steal_pointer (&loaded->last_id);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->profiles->len);
    }
  loaded_free (loaded);
  return TRUE;
}

static gboolean
find (ChatProfileStore *self, const char *id, guint *position)
{
  for (guint i = 0; i < self->profiles->len; i++)
    if (g_strcmp0 (chat_saved_profile_get_id (g_ptr_array_index (self->profiles, i)), id) == 0)
      {
        *position = i;
        return TRUE;
      }
  return FALSE;
}

/* What would not be read again is not written. Takes nothing. */
static gboolean
fits (ChatProfileStore *self, ChatSavedProfile *profile, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_copy (self->profiles, (GCopyFunc)g_object_ref, NULL);
  g_autofree char *text = NULL;

  g_ptr_array_set_free_func (all, g_object_unref);
  g_ptr_array_add (all, g_object_ref (profile));
  text = chat_profile_store_to_json (all, chat_saved_profile_get_id (profile));
  if (strlen (text) <= CHAT_PROFILE_STORE_MAX_BYTES)
    return TRUE;
  g_set_error_literal (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID,
                       _ ("There are too many saved profiles"));
  return FALSE;
}

/**
 * chat_profile_store_add:
 * @error: %CHAT_PROFILE_STORE_ERROR_INVALID
 *
 * Adds @profile at the end and saves.
 */
gboolean
chat_profile_store_add (ChatProfileStore *self, ChatSavedProfile *profile, GError **error)
{
  guint position;

  if (!chat_profile_store_check (profile, error))
    return FALSE;
  if (find (self, chat_saved_profile_get_id (profile), &position))
    {
      g_set_error_literal (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID,
                           _ ("This profile is saved already"));
      return FALSE;
    }
  if (self->profiles->len >= CHAT_PROFILE_STORE_MAX_PROFILES)
    {
      g_set_error (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID,
                   _ ("There are %u saved profiles already"), self->profiles->len);
      return FALSE;
    }
  if (!fits (self, profile, error))
    return FALSE;
  g_ptr_array_add (self->profiles, g_object_ref (profile));
  g_list_model_items_changed (G_LIST_MODEL (self), self->profiles->len - 1, 0, 1);
  save (self);
  return TRUE;
}

static void
replace (ChatProfileStore *self, guint position, ChatSavedProfile *profile)
{
  g_object_ref (profile);
  g_object_unref (g_ptr_array_index (self->profiles, position));
  g_ptr_array_index (self->profiles, position) = profile;
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}

/**
 * chat_profile_store_update:
 * @error: %CHAT_PROFILE_STORE_ERROR_INVALID
 *
 * Puts @profile in the place of the one with its id and saves.
 */
gboolean
chat_profile_store_update (ChatProfileStore *self, ChatSavedProfile *profile, GError **error)
{
  guint position;

  if (!chat_profile_store_check (profile, error) || !fits (self, profile, error))
    return FALSE;
  if (!find (self, chat_saved_profile_get_id (profile), &position))
    {
      g_set_error_literal (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID,
                           _ ("This profile is not saved any more"));
      return FALSE;
    }
  replace (self, position, profile);
  save (self);
  return TRUE;
}

/**
 * chat_profile_store_remove:
 *
 * Returns: whether there was one
 */
gboolean
chat_profile_store_remove (ChatProfileStore *self, const char *id)
{
  guint position;

  if (!find (self, id, &position))
    return FALSE;
  if (g_strcmp0 (self->last_id, id) == 0)
    g_clear_pointer (&self->last_id, g_free);
  g_ptr_array_remove_index (self->profiles, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  save (self);
  return TRUE;
}

ChatSavedProfile *
chat_profile_store_find (ChatProfileStore *self, const char *id)
{
  guint position;

  return find (self, id, &position) ? g_ptr_array_index (self->profiles, position) : NULL;
}

/**
 * chat_profile_store_set_last:
 * @id: the profile that is used now
 * @now_s: the time, seconds since 1970
 */
void
chat_profile_store_set_last (ChatProfileStore *self, const char *id, gint64 now_s)
{
  g_autoptr (ChatSavedProfile) used = NULL;
  guint position;

  if (!find (self, id, &position))
    return;
  used = chat_saved_profile_used (g_ptr_array_index (self->profiles, position), MAX (now_s, 0));
  g_free (self->last_id);
  self->last_id = g_strdup (chat_saved_profile_get_id (used));
  replace (self, position, used);
  save (self);
}

/**
 * chat_profile_store_get_last:
 *
 * Returns: (transfer none) (nullable): the profile that was used last
 */
ChatSavedProfile *
chat_profile_store_get_last (ChatProfileStore *self)
{
  return self->last_id ? chat_profile_store_find (self, self->last_id) : NULL;
}

/**
 * chat_profile_store_forget_identity:
 * @identity_id: an id that the keyring does not hold any more
 */
void
chat_profile_store_forget_identity (ChatProfileStore *self, const char *identity_id)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->profiles->len; i++)
    {
      ChatSavedProfile *old = g_ptr_array_index (self->profiles, i);
      g_autoptr (ChatSavedProfile) fresh = NULL;
      g_autoptr (ChatSavedProfile) used = NULL;

      if (g_strcmp0 (chat_saved_profile_get_identity_id (old), identity_id) != 0)
        continue;
      fresh = chat_saved_profile_new (chat_saved_profile_get_id (old),
                                      chat_saved_profile_get_profile (old),
                                      chat_saved_profile_get_display_name (old), NULL,
                                      chat_saved_profile_get_identity_kind (old));
      used = chat_saved_profile_used (fresh, chat_saved_profile_get_last_used_s (old));
      replace (self, i, used);
      changed = TRUE;
    }
  if (changed)
    save (self);
}
