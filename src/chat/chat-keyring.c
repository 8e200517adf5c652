/* SPDX-License-Identifier: MIT */
/* The keyring: what reads it. See chat-keyring-change.c for what changes it. */
#include "chat-keyring-private.h"

struct _ChatKeyring
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (ChatKeyring, chat_keyring, G_TYPE_OBJECT)

static void
chat_keyring_class_init (ChatKeyringClass *klass)
{
}

static void
chat_keyring_init (ChatKeyring *self)
{
}

/**
 * chat_keyring_new:
 *
 * Returns: (transfer full): the person's keyring; it is not looked for before it is used
 */
ChatKeyring *
chat_keyring_new (void)
{
  return g_object_new (CHAT_TYPE_KEYRING, NULL);
}

/*
 * chat_keyring_begin:
 *
 * libsecret keeps its session with the service, which is worth nothing any more once that service
 * was started again ("The session does not exist"). We come here a few times a day: begin afresh.
 * It leaves acts under way alone, and means nothing to libsecret's other backends.
 */
void
chat_keyring_begin (void)
{
  secret_service_disconnect ();
}

void
chat_keyring_free_items (GList *items)
{
  g_list_free_full (items, g_object_unref);
}

/* Others may be cancelled one after the other. */
#define MAX_AGAIN 3

typedef struct
{
  GHashTable *attributes;
  SecretSearchFlags flags;
  guint n_again;
} Search;

static void
search_free (gpointer data)
{
  Search *self = data;

  g_hash_table_unref (self->attributes);
  g_free (self);
}

static void search (GTask *task);

static void
search_again (gpointer data)
{
  search (data);
}

/* All that libsecret does waits for the one connection that it makes, and falls with whoever asked
 * first and was cancelled. (Where the person is asked, it may have been the person who said no.) */
static gboolean
was_somebody_elses (GTask *task, const GError *error)
{
  Search *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->n_again < MAX_AGAIN &&
         (self->flags & SECRET_SEARCH_UNLOCK) == 0 &&
         (cancellable == NULL || !g_cancellable_is_cancelled (cancellable));
}

static void
on_searched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error == NULL)
    g_task_return_pointer (task, items, (GDestroyNotify)chat_keyring_free_items);
  else if (was_somebody_elses (task, error))
    {
      ((Search *)g_task_get_task_data (task))->n_again++;
      /* Not from within what is falling: there the connection is still the old one. */
      g_idle_add_once (search_again, g_steal_pointer (&task));
    }
  else
    g_task_return_error (
        task, chat_keyring_error_take (g_steal_pointer (&error), g_task_get_cancellable (task)));
}

/* Takes @task. */
static void
search (GTask *task)
{
  Search *self = g_task_get_task_data (task);

  secret_password_searchv (chat_keyring_get_search_schema (), self->attributes, self->flags,
                           g_task_get_cancellable (task), on_searched, task);
}

/*
 * chat_keyring_search_async:
 * @attributes: (transfer full): what the items have in common
 *
 * Finds items without reading a secret. Finish with chat_keyring_search_finish().
 */
void
chat_keyring_search_async (ChatKeyring *self,
                           GHashTable *attributes,
                           gboolean unlock,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Search *data = g_new0 (Search, 1);

  data->attributes = attributes;
  data->flags = SECRET_SEARCH_ALL | (unlock ? SECRET_SEARCH_UNLOCK : 0);
  g_task_set_source_tag (task, chat_keyring_search_async);
  g_task_set_task_data (task, data, search_free);
  search (task);
}

/* %NULL without an error: nothing found. Free with chat_keyring_free_items(). */
GList *
chat_keyring_search_finish (ChatKeyring *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  ChatStoredIdentity *first = *(ChatStoredIdentity *const *)a;
  ChatStoredIdentity *second = *(ChatStoredIdentity *const *)b;
  gint64 first_s = chat_stored_identity_get_created_s (first);
  gint64 second_s = chat_stored_identity_get_created_s (second);

  if (first_s != second_s)
    return first_s < second_s ? -1 : 1;
  return g_strcmp0 (chat_stored_identity_get_id (first), chat_stored_identity_get_id (second));
}

/* Gives the number of those that a locked keyring does not tell. */
static guint
read_items (GList *items, GPtrArray *identities)
{
  guint n_hidden = 0;

  for (GList *l = items; l != NULL; l = l->next)
    {
      ChatStoredIdentity *identity = chat_keyring_read_item (l->data);

      if (identity != NULL)
        g_ptr_array_add (identities, identity);
      else if (chat_keyring_is_locked (l->data))
        n_hidden++;
    }
  g_ptr_array_sort (identities, compare_age);
  return n_hidden;
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  GList *items = chat_keyring_search_finish (CHAT_KEYRING (source), result, &error);
  g_autoptr (GPtrArray) identities = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean unlock = GPOINTER_TO_INT (g_task_get_task_data (task));

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (read_items (items, identities) > 0)
    g_task_return_error (task, chat_keyring_error_new (unlock ? CHAT_KEYRING_ERROR_DENIED
                                                              : CHAT_KEYRING_ERROR_LOCKED));
  else
    g_task_return_pointer (task, g_steal_pointer (&identities), (GDestroyNotify)g_ptr_array_unref);
  chat_keyring_free_items (items);
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  g_autoptr (GError) error = NULL;
  GList *items = chat_keyring_search_finish (CHAT_KEYRING (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  chat_keyring_free_items (items);
  /* Once more: what a keyring tells of an item changes when it is unlocked. */
  chat_keyring_search_async (CHAT_KEYRING (source), chat_keyring_attributes_all (), FALSE,
                             g_task_get_cancellable (task), on_listed, task);
}

/**
 * chat_keyring_list_async:
 * @self: a keyring
 * @unlock: whether to ask the person for its password if it is locked
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Lists what Attest has stored, oldest first, without reading a secret.
 */
void
chat_keyring_list_async (ChatKeyring *self,
                         gboolean unlock,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  chat_keyring_begin ();
  g_task_set_source_tag (task, chat_keyring_list_async);
  g_task_set_task_data (task, GINT_TO_POINTER (unlock), NULL);
  chat_keyring_search_async (self, chat_keyring_attributes_all (), unlock, cancellable,
                             unlock ? on_unlocked : on_listed, task);
}

/**
 * chat_keyring_list_finish:
 * @error: %CHAT_KEYRING_ERROR_NO_SERVICE, %CHAT_KEYRING_ERROR_LOCKED, %CHAT_KEYRING_ERROR_DENIED,
 *   %CHAT_KEYRING_ERROR_OTHER
 *
 * Returns: (transfer full) (element-type ChatStoredIdentity): the list, may be empty
 */
GPtrArray *
chat_keyring_list_finish (ChatKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  SecretValue *value = secret_password_lookup_binary_finish (result, &error);
  IcSecret *secret = NULL;

  if (value != NULL)
    secret = chat_keyring_decode (value, &error);
  if (value != NULL)
    secret_value_unref (value); /* wipes it */

  if (secret != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify)ic_secret_unref);
  else if (error != NULL)
    g_task_return_error (
        task, chat_keyring_error_take (g_steal_pointer (&error), g_task_get_cancellable (task)));
  else
    /* It was there a moment ago, and no error: then it was not unlocked. */
    g_task_return_error (task, chat_keyring_error_new (CHAT_KEYRING_ERROR_DENIED));
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  GList *items = chat_keyring_search_finish (CHAT_KEYRING (source), result, &error);
  g_autoptr (GHashTable) attributes = NULL;

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (items == NULL)
    g_task_return_error (task, chat_keyring_error_new (CHAT_KEYRING_ERROR_NOT_FOUND));
  else
    {
      attributes = chat_keyring_attributes_id (g_task_get_task_data (task));
      secret_password_lookupv (chat_keyring_get_search_schema (), attributes,
                               g_task_get_cancellable (task), on_looked_up, g_object_ref (task));
    }
  chat_keyring_free_items (items);
}

/**
 * chat_keyring_lookup_async:
 * @self: a keyring
 * @id: which identity
 * @cancellable: (nullable): to give up, also while the person is asked
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads a secret; the keyring asks to be unlocked if it is locked.
 */
void
chat_keyring_lookup_async (ChatKeyring *self,
                           const char *id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  chat_keyring_begin ();
  g_task_set_source_tag (task, chat_keyring_lookup_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  chat_keyring_search_async (self, chat_keyring_attributes_id (id), FALSE, cancellable, on_found,
                             task);
}

/**
 * chat_keyring_lookup_finish:
 * @error: %CHAT_KEYRING_ERROR_NO_SERVICE, %CHAT_KEYRING_ERROR_DENIED,
 *   %CHAT_KEYRING_ERROR_NOT_FOUND, %CHAT_KEYRING_ERROR_OTHER
 *
 * Returns: (transfer full): the secret, in locked memory
 */
IcSecret *
chat_keyring_lookup_finish (ChatKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
