/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-login-memory.h"

#include "ic/ic-identity-serialize.h"

struct _AttestLoginMemory
{
  GObject parent_instance;

  ChatKeyring *keyring;
  ChatProfileStore *store;
  char *id;          /* (nullable): in the keyring, of who is in the chat */
  IcIdentity *later; /* (nullable): a renewal that waits until the identity itself is stored */
  guint n_storing;
};

enum
{
  FAILED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestLoginMemory, attest_login_memory, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

/* One writing: the keyring is asked what it has, then gets the secret. */
typedef struct
{
  AttestLoginMemory *memory;
  ChatStoredIdentity *wanted; /* to be stored, or what it replaces is found by */
  IcSecret *secret;
  gboolean renewal; /* nothing is added */
  gboolean replaces;
} Writing;

static void
writing_free (Writing *writing)
{
  g_object_unref (writing->memory);
  g_object_unref (writing->wanted);
  ic_secret_unref (writing->secret);
  g_free (writing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Writing, writing_free)

static void
finish (Writing *writing, const GError *error)
{
  AttestLoginMemory *self = writing->memory;
  const char *id = chat_stored_identity_get_id (writing->wanted);
  g_autoptr (IcIdentity) later = NULL;

  self->n_storing--;
  if (error != NULL)
    {
      /* What was to be replaced is there all the same. */
      if (!writing->renewal && !writing->replaces)
        {
          chat_profile_store_forget_identity (self->store, id);
          if (g_strcmp0 (self->id, id) == 0)
            attest_login_memory_set_id (self, NULL);
        }
      g_signal_emit (self, signals[FAILED], 0, error);
    }
  if (self->n_storing == 0 && self->later != NULL)
    {
      later = g_steal_pointer (&self->later);
      attest_login_memory_renew (self, later);
    }
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Writing) writing = data;
  g_autoptr (GError) error = NULL;

  chat_keyring_store_finish (CHAT_KEYRING (source), result, &error);
  finish (writing, error);
}

/* What the keyring has of the same: by id after a renewal, else by principal and kind. */
static ChatStoredIdentity *
find (const Writing *writing, GPtrArray *list)
{
  ChatStoredIdentity *wanted = writing->wanted;

  for (guint i = 0; i < list->len; i++)
    {
      ChatStoredIdentity *item = list->pdata[i];

      if (g_strcmp0 (chat_stored_identity_get_principal (item),
                     chat_stored_identity_get_principal (wanted)) == 0 &&
          (writing->renewal ? g_strcmp0 (chat_stored_identity_get_id (item),
                                         chat_stored_identity_get_id (wanted)) == 0
                            : g_strcmp0 (chat_stored_identity_get_kind (item),
                                         chat_stored_identity_get_kind (wanted)) == 0))
        return item;
    }
  return NULL;
}

/* The saved connections were told the id of a new item. */
static void
move_profiles (AttestLoginMemory *self, const char *from, const char *to)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->store)); i++)
    {
      g_autoptr (ChatSavedProfile) old = g_list_model_get_item (G_LIST_MODEL (self->store), i);
      g_autoptr (ChatSavedProfile) saved = NULL;

      if (g_strcmp0 (chat_saved_profile_get_identity_id (old), from) != 0)
        continue;
      saved = chat_saved_profile_new (chat_saved_profile_get_id (old),
                                      chat_saved_profile_get_profile (old),
                                      chat_saved_profile_get_display_name (old), to,
                                      chat_saved_profile_get_identity_kind (old));
      if (chat_profile_store_update (self->store, saved, NULL))
        chat_profile_store_set_last (self->store, chat_saved_profile_get_id (saved),
                                     chat_saved_profile_get_last_used_s (old));
    }
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Writing *writing = data;
  AttestLoginMemory *self = writing->memory;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = chat_keyring_list_finish (CHAT_KEYRING (source), result, &error);
  ChatStoredIdentity *old = list != NULL ? find (writing, list) : NULL;

  /* The person may have had it forgotten since: then it stays so. */
  if (list == NULL || (writing->renewal && old == NULL))
    {
      finish (writing, error);
      writing_free (writing);
      return;
    }
  if (old != NULL)
    {
      const char *id = chat_stored_identity_get_id (writing->wanted);
      const char *old_id = chat_stored_identity_get_id (old);

      writing->replaces = TRUE;
      if (!writing->renewal)
        {
          move_profiles (self, id, old_id);
          if (g_strcmp0 (self->id, id) == 0)
            attest_login_memory_set_id (self, old_id);
        }
      /* With the name that the person may have given it. */
      g_set_object (&writing->wanted, old);
    }
  chat_keyring_store_async (self->keyring, writing->wanted, writing->secret, NULL, stored_cb,
                            writing);
}

/* Takes @wanted. */
static gboolean
write_identity (AttestLoginMemory *self,
                ChatStoredIdentity *wanted,
                IcIdentity *identity,
                gboolean renewal)
{
  g_autoptr (ChatStoredIdentity) taken = wanted;
  g_autoptr (GError) error = NULL;
  IcSecret *secret = ic_identity_serialize (identity, &error);
  Writing *writing;

  if (secret == NULL)
    {
      g_signal_emit (self, signals[FAILED], 0, error);
      return FALSE;
    }
  writing = g_new0 (Writing, 1);
  writing->memory = g_object_ref (self);
  writing->wanted = g_steal_pointer (&taken);
  writing->secret = secret;
  writing->renewal = renewal;
  self->n_storing++;
  chat_keyring_list_async (self->keyring, TRUE, NULL, listed_cb, writing);
  return TRUE;
}

static ChatStoredIdentity *
describe (const char *id, IcIdentity *identity, const char *kind, const char *name)
{
  g_autofree char *text = NULL;
  IcPrincipal principal;

  ic_identity_get_principal (identity, &principal);
  text = ic_principal_to_text (&principal);
  return chat_stored_identity_new (id, name, kind, text, g_get_real_time () / G_USEC_PER_SEC);
}

/**
 * attest_login_memory_remember:
 * @self: the memory
 * @identity: who goes in
 * @kind: what it is; see chat_stored_identity_get_kind()
 * @name: what the person calls it
 *
 * Stores @identity. The same principal and kind in the keyring is replaced, and keeps its id and
 * name: the saved connections that were given the id returned here are given that one then; if
 * nothing could be stored, none.
 *
 * Returns: (transfer none) (nullable): its id; %NULL if it cannot be stored
 */
const char *
attest_login_memory_remember (AttestLoginMemory *self,
                              IcIdentity *identity,
                              const char *kind,
                              const char *name)
{
  ChatStoredIdentity *wanted = describe (NULL, identity, kind, name);

  attest_login_memory_set_id (self, chat_stored_identity_get_id (wanted));
  if (!write_identity (self, wanted, identity, FALSE))
    attest_login_memory_set_id (self, NULL);
  return self->id;
}

/**
 * attest_login_memory_renew:
 * @self: the memory
 * @identity: who is in the chat, after a renewal
 *
 * Stores it in place of the one that ended, if that was remembered and still is.
 */
void
attest_login_memory_renew (AttestLoginMemory *self, IcIdentity *identity)
{
  g_return_if_fail (ATTEST_IS_LOGIN_MEMORY (self));

  if (self->id == NULL)
    return;
  if (self->n_storing > 0)
    g_set_object (&self->later, identity);
  else
    write_identity (self, describe (self->id, identity, "", NULL), identity, TRUE);
}

void
attest_login_memory_set_id (AttestLoginMemory *self, const char *id)
{
  g_autofree char *copy = g_strdup (id);

  g_return_if_fail (ATTEST_IS_LOGIN_MEMORY (self));
  g_free (self->id);
  self->id = g_steal_pointer (&copy);
  if (id == NULL)
    g_clear_object (&self->later);
}

const char *
attest_login_memory_get_id (AttestLoginMemory *self)
{
  g_return_val_if_fail (ATTEST_IS_LOGIN_MEMORY (self), NULL);
  return self->id;
}

static void
attest_login_memory_finalize (GObject *object)
{
  AttestLoginMemory *self = ATTEST_LOGIN_MEMORY (object);

  g_clear_object (&self->keyring);
  g_clear_object (&self->store);
  g_clear_object (&self->later);
  g_free (self->id);
  G_OBJECT_CLASS (attest_login_memory_parent_class)->finalize (object);
}

static void
attest_login_memory_class_init (AttestLoginMemoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_login_memory_finalize;
  signals[FAILED] = g_signal_new ("failed", ATTEST_TYPE_LOGIN_MEMORY, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
attest_login_memory_init (AttestLoginMemory *self)
{
}

/**
 * attest_login_memory_new:
 * @keyring: where identities are remembered
 * @store: the saved connections, which refer to them
 *
 * Returns: (transfer full): a memory of nobody
 */
AttestLoginMemory *
attest_login_memory_new (ChatKeyring *keyring, ChatProfileStore *store)
{
  AttestLoginMemory *self = g_object_new (ATTEST_TYPE_LOGIN_MEMORY, NULL);

  self->keyring = g_object_ref (keyring);
  self->store = g_object_ref (store);
  return self;
}
