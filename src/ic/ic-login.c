/* SPDX-License-Identifier: MIT */
#include "ic-login.h"

#include <string.h>

#include "ic-delegation-json.h"
#include "ic-error.h"
#include "ic-pem.h"
#include "ic-i18n.h"

#define SEED_HEX_DIGITS 64

/**
 * ic_login_new:
 * @session: who signs
 * @session_key: its secret as text
 * @root_der: the key that the principal is derived from
 * @chain: (element-type IcDelegation): hops from @root_der to the key of @session, checked already
 */
IcLogin *
ic_login_new (IcIdentity *session, IcSecret *session_key, GBytes *root_der, GPtrArray *chain)
{
  IcLogin *self = g_new0 (IcLogin, 1);

  self->identity = ic_delegation_identity_new (session, root_der, chain);
  ic_identity_get_principal (IC_IDENTITY (self->identity), &self->principal);
  self->expiration_ns = ic_delegation_chain_get_expiration_ns (chain);
  self->root_der = g_bytes_ref (root_der);
  self->chain = g_ptr_array_ref (chain);
  self->session_key = ic_secret_ref (session_key);
  return self;
}

void
ic_login_free (IcLogin *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->identity);
  g_bytes_unref (self->root_der);
  g_ptr_array_unref (self->chain);
  ic_secret_unref (self->session_key);
  g_free (self);
}

/**
 * ic_login_to_json:
 * @self: a login
 *
 * Returns: (transfer full): its chain, in which nothing is secret
 */
char *
ic_login_to_json (const IcLogin *self)
{
  return ic_delegation_chain_to_json (self->root_der, self->chain);
}

typedef struct
{
  GBytes *root_der;
  GPtrArray *chain;
  IcSecret *session_key;
  IcIdentity *session;
  IcPrincipal canister_id;
  gboolean has_canister;
  guint64 now_ns;
  IcRootKey *root; /* (nullable) */
} Import;

static void
import_free (gpointer data)
{
  Import *self = data;

  g_clear_pointer (&self->root_der, g_bytes_unref);
  g_clear_pointer (&self->chain, g_ptr_array_unref);
  ic_secret_unref (self->session_key);
  g_clear_object (&self->session);
  g_clear_pointer (&self->root, ic_root_key_unref);
  g_free (self);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Import *import = g_task_get_task_data (task);
  GError *error = NULL;

  if (ic_delegation_chain_check_login_finish (result, &error))
    g_task_return_pointer (
        task, ic_login_new (import->session, import->session_key, import->root_der, import->chain),
        (GDestroyNotify)ic_login_free);
  else
    g_task_return_error (task, error);
}

static void
check (GTask *task)
{
  Import *import = g_task_get_task_data (task);

  if (ic_identity_get_delegations (import->session) != NULL)
    {
      g_task_return_new_error (task, IC_ERROR, IC_ERROR_LOGIN_KEY,
                               _ ("The session key is itself a delegation, not a key."));
      return;
    }
  ic_delegation_chain_check_login_async (
      import->root_der, import->chain, ic_identity_get_public_key_der (import->session),
      import->has_canister ? &import->canister_id : NULL, import->now_ns, import->root,
      g_task_get_cancellable (task), on_checked, g_object_ref (task));
}

static void
on_key (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Import *import = g_task_get_task_data (task);
  GError *error = NULL;

  import->session = ic_pem_import_finish (result, &error);
  if (import->session == NULL)
    g_task_return_error (task, error);
  else
    check (task);
}

static gboolean
is_space (char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* By its length alone: PEM and JSON are longer. */
static gboolean
is_hex_seed (const IcSecret *key)
{
  const char *text = ic_secret_get_text (key);
  gsize len = strlen (text);

  while (len > 0 && is_space (text[len - 1]))
    len--;
  while (len > 0 && is_space (*text))
    {
      text++;
      len--;
    }
  return len == SEED_HEX_DIGITS;
}

/**
 * ic_login_import_async:
 * @chain_json: DelegationChain.toJSON()
 * @len: its length, or -1
 * @session_key: the secret key that the chain leads to, as text
 * @canister_id: (nullable): canister that the login is wanted for
 * @now_ns: wall time
 * @root: (nullable): root of trust for signatures by canisters
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
ic_login_import_async (const char *chain_json,
                       gssize len,
                       IcSecret *session_key,
                       const IcPrincipal *canister_id,
                       guint64 now_ns,
                       IcRootKey *root,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Import *import = g_new0 (Import, 1);
  GError *error = NULL;

  g_return_if_fail (session_key != NULL);

  import->session_key = ic_secret_ref (session_key);
  import->has_canister = canister_id != NULL;
  if (canister_id != NULL)
    import->canister_id = *canister_id;
  import->now_ns = now_ns;
  import->root = root != NULL ? ic_root_key_ref (root) : NULL;
  g_task_set_source_tag (task, ic_login_import_async);
  g_task_set_task_data (task, import, import_free);

  if (!ic_delegation_chain_from_json (chain_json, len, &import->root_der, &import->chain, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!is_hex_seed (session_key))
    {
      ic_pem_import_async (session_key, NULL, cancellable, on_key, g_steal_pointer (&task));
      return;
    }
  import->session = IC_IDENTITY (
      ic_ed25519_identity_new_from_hex (ic_secret_get_text (session_key), &error));
  if (import->session == NULL)
    g_task_return_error (task, error);
  else
    check (task);
}

/**
 * ic_login_import_finish:
 * @result: of the callback
 * @error: IC_ERROR_LOGIN_*, one of those of ic_pem_import(), IC_ERROR_KEY, or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the login
 */
IcLogin *
ic_login_import_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
