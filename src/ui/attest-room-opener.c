/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-room-opener.h"
#include "ic/ic-identity-serialize.h"

struct _AttestRoomOpener
{
  GObject parent_instance;

  ChatKeyring *keyring;
  GPtrArray *list;    /* (nullable): what the keyring holds */
  GError *list_error; /* (nullable): why it does not tell */
};

G_DEFINE_FINAL_TYPE (AttestRoomOpener, attest_room_opener, G_TYPE_OBJECT)

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  ChatSavedProfile *saved = g_task_get_task_data (task);
  const ChatProfile *profile = chat_saved_profile_get_profile (saved);
  GError *error = NULL;
  g_autoptr (IcSecret) secret = chat_keyring_lookup_finish (CHAT_KEYRING (source), result, &error);
  g_autoptr (IcIdentity) identity = NULL;

  if (secret != NULL)
    identity = ic_identity_deserialize (secret, &error);
  if (identity != NULL &&
      chat_identity_check (identity, &profile->canister_id,
                           ic_clock_get_wall_ns (ic_clock_get_system ()), &error))
    g_task_return_pointer (task, g_steal_pointer (&identity), g_object_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
is_listed (AttestRoomOpener *self, const char *id)
{
  for (guint i = 0; i < self->list->len; i++)
    if (g_strcmp0 (chat_stored_identity_get_id (self->list->pdata[i]), id) == 0)
      return TRUE;
  return FALSE;
}

static void
return_not_found (GTask *task)
{
  g_task_return_new_error (task, CHAT_KEYRING_ERROR, CHAT_KEYRING_ERROR_NOT_FOUND,
                           _ ("No such identity is remembered"));
  g_object_unref (task);
}

/* Takes @task. A locked keyring is not asked for anything: that would ask the person. */
static void
look_up (AttestRoomOpener *self, GTask *task)
{
  const char *id = chat_saved_profile_get_identity_id (g_task_get_task_data (task));

  if (self->list_error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->list_error));
      g_object_unref (task);
    }
  else if (!is_listed (self, id))
    return_not_found (task);
  else
    chat_keyring_lookup_async (self->keyring, id, g_task_get_cancellable (task), on_looked_up,
                               task);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  AttestRoomOpener *self = g_task_get_source_object (task);

  g_clear_error (&self->list_error);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  self->list = chat_keyring_list_finish (CHAT_KEYRING (source), result, &self->list_error);
  look_up (self, task);
}

/**
 * attest_room_opener_find_async:
 * @self: an opener
 * @saved: a saved connection
 * @cancellable: (nullable): a cancellable
 * @callback: called with the identity
 * @data: for @callback
 *
 * The keyring is asked once what it holds, for all connections.
 */
void
attest_room_opener_find_async (AttestRoomOpener *self,
                               ChatSavedProfile *saved,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_task_data (task, g_object_ref (saved), g_object_unref);
  if (chat_saved_profile_get_identity_id (saved) == NULL)
    return_not_found (task);
  else if (self->list != NULL || self->list_error != NULL)
    look_up (self, task);
  else
    chat_keyring_list_async (self->keyring, FALSE, cancellable, on_listed, task);
}

IcIdentity *
attest_room_opener_find_finish (AttestRoomOpener *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
attest_room_opener_finalize (GObject *object)
{
  AttestRoomOpener *self = ATTEST_ROOM_OPENER (object);

  g_clear_object (&self->keyring);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_error (&self->list_error);
  G_OBJECT_CLASS (attest_room_opener_parent_class)->finalize (object);
}

static void
attest_room_opener_class_init (AttestRoomOpenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_room_opener_finalize;
}

static void
attest_room_opener_init (AttestRoomOpener *self)
{
}

AttestRoomOpener *
attest_room_opener_new (ChatKeyring *keyring)
{
  AttestRoomOpener *self = g_object_new (ATTEST_TYPE_ROOM_OPENER, NULL);

  self->keyring = g_object_ref (keyring);
  return self;
}
