/* SPDX-License-Identifier: MIT */
/* The keyring: what changes it. Each change is looked at afterwards. */
#include "chat-keyring-private.h"
#include "ic/ic-i18n.h"

typedef struct
{
  ChatStoredIdentity *identity; /* (nullable) */
  IcSecret *secret;             /* (nullable) */
  char *id;
  char *name; /* (nullable) */
} Change;

static void
change_free (Change *change)
{
  g_clear_object (&change->identity);
  g_clear_pointer (&change->secret, ic_secret_unref);
  g_free (change->id);
  g_free (change->name);
  g_free (change);
}

static GTask *
change_new (ChatKeyring *self,
            const char *id,
            gpointer tag,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Change *change = g_new0 (Change, 1);

  change->id = g_strdup (id);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, change, (GDestroyNotify)change_free);
  return task;
}

static gboolean
return_if_error (GTask *task, GError *error)
{
  if (error == NULL)
    return FALSE;
  g_task_return_error (task, chat_keyring_error_take (error, g_task_get_cancellable (task)));
  return TRUE;
}

static gboolean
is_same (ChatStoredIdentity *a, ChatStoredIdentity *b)
{
  g_autoptr (GHashTable) first = chat_keyring_attributes_item (a);
  g_autoptr (GHashTable) second = chat_keyring_attributes_item (b);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, first);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_strcmp0 (value, g_hash_table_lookup (second, key)) != 0)
      return FALSE;
  return TRUE;
}

static void
on_old_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (!return_if_error (task, g_steal_pointer (&error)))
    g_task_return_boolean (task, TRUE);
}

/* A keyring replaces what has all the same attributes: what has our id and others is an old one. */
static void
on_store_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Change *change = g_task_get_task_data (task);
  GList *items = chat_keyring_search_finish (CHAT_KEYRING (source), result, &error);
  g_autoptr (ChatStoredIdentity) old = NULL;
  gboolean found = FALSE;

  for (GList *l = items; l != NULL; l = l->next)
    {
      g_autoptr (ChatStoredIdentity) item = chat_keyring_read_item (l->data);

      if (item != NULL && is_same (item, change->identity))
        found = TRUE;
      else if (item != NULL)
        g_set_object (&old, item);
    }
  chat_keyring_free_items (items);

  if (return_if_error (task, g_steal_pointer (&error)))
    return;
  if (!found)
    g_task_return_new_error (task, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_OTHER,
                             _ ("The keyring took the identity but does not hold it"));
  else if (old != NULL)
    {
      g_autoptr (GHashTable) attributes = chat_keyring_attributes_item (old);

      secret_password_clearv (chat_keyring_get_search_schema (), attributes,
                              g_task_get_cancellable (task), on_old_cleared, g_object_ref (task));
    }
  else
    g_task_return_boolean (task, TRUE);
}

/* GNOME's keyring says so by another name than the specification's. */
static gboolean
is_without_collection (const GError *error)
{
  return g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Change *change = g_task_get_task_data (task);

  if (!secret_password_store_finish (result, &error))
    {
      /* A prompt that was dismissed: libsecret says no more than "no"; or, if it was to make the
       * person's first collection, that this collection does not exist. */
      if (error == NULL || is_without_collection (error))
        {
          g_clear_error (&error);
          error = chat_keyring_error_new (CHAT_KEYRING_ERROR_DENIED);
        }
      return_if_error (task, g_steal_pointer (&error));
      return;
    }
  chat_keyring_search_async (g_task_get_source_object (task),
                             chat_keyring_attributes_id (change->id), FALSE,
                             g_task_get_cancellable (task), on_store_checked, g_object_ref (task));
}

/* Takes @task, whose change has identity and secret. */
static void
store (GTask *task)
{
  Change *change = g_task_get_task_data (task);
  g_autofree char *label = chat_stored_identity_make_label (change->identity);
  g_autoptr (GHashTable) attributes = chat_keyring_attributes_item (change->identity);
  SecretValue *value = chat_keyring_encode (change->secret);

  g_clear_pointer (&change->secret, ic_secret_unref);
  secret_password_storev_binary (chat_keyring_get_schema (), attributes, SECRET_COLLECTION_DEFAULT,
                                 label, value, g_task_get_cancellable (task), on_stored, task);
  secret_value_unref (value);
}

/**
 * chat_keyring_store_async:
 * @self: a keyring
 * @identity: what to tell of it
 * @secret: the identity itself, of at most %CHAT_KEYRING_MAX_SECRET bytes
 * @cancellable: (nullable): to give up, also while the person is asked
 * @callback: called when done
 * @user_data: for @callback
 *
 * Stores @secret in the person's default collection, in place of what had the same id.
 */
void
chat_keyring_store_async (ChatKeyring *self,
                          ChatStoredIdentity *identity,
                          IcSecret *secret,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = change_new (self, chat_stored_identity_get_id (identity), chat_keyring_store_async,
                            cancellable, callback, user_data);
  Change *change = g_task_get_task_data (task);

  if (ic_secret_get_len (secret) == 0 || ic_secret_get_len (secret) > CHAT_KEYRING_MAX_SECRET)
    {
      g_task_return_new_error (task, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_OTHER,
                               _ ("An identity of %zu bytes cannot be remembered"),
                               ic_secret_get_len (secret));
      g_object_unref (task);
      return;
    }
  change->identity = g_object_ref (identity);
  change->secret = ic_secret_ref (secret);
  chat_keyring_begin ();
  store (task);
}

static gboolean
finish (ChatKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * chat_keyring_store_finish:
 * @error: %CHAT_KEYRING_ERROR_NO_SERVICE, %CHAT_KEYRING_ERROR_DENIED, %CHAT_KEYRING_ERROR_OTHER
 *
 * Returns: whether the keyring holds it now
 */
gboolean
chat_keyring_store_finish (ChatKeyring *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

static void
on_rename_described (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Change *change = g_task_get_task_data (task);
  GList *items = chat_keyring_search_finish (CHAT_KEYRING (source), result, &error);
  g_autoptr (ChatStoredIdentity) old = items ? chat_keyring_read_item (items->data) : NULL;

  chat_keyring_free_items (items);
  if (return_if_error (task, g_steal_pointer (&error)))
    return;
  if (old == NULL)
    {
      g_task_return_error (task, chat_keyring_error_new (CHAT_KEYRING_ERROR_NOT_FOUND));
      return;
    }
  change->identity = chat_stored_identity_new (
      change->id, change->name, chat_stored_identity_get_kind (old),
      chat_stored_identity_get_principal (old), chat_stored_identity_get_created_s (old));
  store (g_steal_pointer (&task));
}

static void
on_rename_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Change *change = g_task_get_task_data (task);

  change->secret = chat_keyring_lookup_finish (CHAT_KEYRING (source), result, &error);
  if (return_if_error (task, g_steal_pointer (&error)))
    return;
  chat_keyring_search_async (CHAT_KEYRING (source), chat_keyring_attributes_id (change->id), FALSE,
                             g_task_get_cancellable (task), on_rename_described,
                             g_object_ref (task));
}

/**
 * chat_keyring_rename_async:
 * @self: a keyring
 * @id: which identity
 * @name: what to call it from now on
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Changes the label by storing the same under the new one: not each of libsecret's backends can
 * change a label alone. The keyring replaces the item in one act.
 */
void
chat_keyring_rename_async (ChatKeyring *self,
                           const char *id,
                           const char *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = change_new (self, id, chat_keyring_rename_async, cancellable, callback, user_data);
  Change *change = g_task_get_task_data (task);

  change->name = g_strdup (name);
  chat_keyring_lookup_async (self, id, cancellable, on_rename_read, task);
}

/**
 * chat_keyring_rename_finish:
 * @error: as chat_keyring_lookup_finish()
 *
 * Returns: whether it has the new name now
 */
gboolean
chat_keyring_rename_finish (ChatKeyring *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

static void
on_forget_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  GList *items = chat_keyring_search_finish (CHAT_KEYRING (source), result, &error);
  gboolean left = items != NULL;
  gboolean locked = left && chat_keyring_is_locked (items->data);

  chat_keyring_free_items (items);
  if (return_if_error (task, g_steal_pointer (&error)))
    return;
  if (locked)
    g_task_return_error (task, chat_keyring_error_new (CHAT_KEYRING_ERROR_DENIED));
  else if (left)
    g_task_return_new_error (task, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_OTHER,
                             _ ("The keyring still holds the identity"));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Change *change = g_task_get_task_data (task);

  /* It is FALSE without an error when nothing was removed: the search tells why. */
  secret_password_clear_finish (result, &error);
  if (return_if_error (task, g_steal_pointer (&error)))
    return;
  chat_keyring_search_async (g_task_get_source_object (task),
                             chat_keyring_attributes_id (change->id), FALSE,
                             g_task_get_cancellable (task), on_forget_checked, g_object_ref (task));
}

/* Takes @task. */
static void
clear (GTask *task)
{
  Change *change = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = chat_keyring_attributes_id (change->id);

  secret_password_clearv (chat_keyring_get_search_schema (), attributes,
                          g_task_get_cancellable (task), on_forgotten, task);
}

static void
on_forget_unlocked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  chat_keyring_free_items (chat_keyring_search_finish (CHAT_KEYRING (source), result, &error));
  if (!return_if_error (task, g_steal_pointer (&error)))
    clear (g_steal_pointer (&task));
}

static void
on_forget_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Change *change = g_task_get_task_data (task);
  GList *items = chat_keyring_search_finish (CHAT_KEYRING (source), result, &error);
  gboolean found = items != NULL;
  gboolean locked = found && chat_keyring_is_locked (items->data);

  chat_keyring_free_items (items);
  if (return_if_error (task, g_steal_pointer (&error)))
    return;
  if (!found)
    g_task_return_error (task, chat_keyring_error_new (CHAT_KEYRING_ERROR_NOT_FOUND));
  else if (locked)
    /* libsecret removes only what is unlocked already. */
    chat_keyring_search_async (CHAT_KEYRING (source), chat_keyring_attributes_id (change->id), TRUE,
                               g_task_get_cancellable (task), on_forget_unlocked,
                               g_object_ref (task));
  else
    clear (g_steal_pointer (&task));
}

/**
 * chat_keyring_forget_async:
 * @self: a keyring
 * @id: which identity
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes an identity for good, and searches for it afterwards.
 */
void
chat_keyring_forget_async (ChatKeyring *self,
                           const char *id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = change_new (self, id, chat_keyring_forget_async, cancellable, callback, user_data);

  chat_keyring_begin ();
  chat_keyring_search_async (self, chat_keyring_attributes_id (id), FALSE, cancellable,
                             on_forget_found, task);
}

/**
 * chat_keyring_forget_finish:
 * @error: as chat_keyring_lookup_finish()
 *
 * Returns: whether it is gone
 */
gboolean
chat_keyring_forget_finish (ChatKeyring *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}
