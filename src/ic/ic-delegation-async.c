/* SPDX-License-Identifier: MIT */
#include "ic-delegation.h"

/* What a worker thread needs. Hops do not change, but the array could. */
typedef struct
{
  GBytes *root_der;
  GPtrArray *chain;
  GBytes *session_public_key_der; /* (nullable) */
  IcPrincipal canister_id;
  gboolean has_canister;
  guint64 now_ns;
  gboolean for_update_call;
  IcRootKey *root; /* (nullable) */
} Check;

static void
check_free (gpointer data)
{
  Check *self = data;

  g_bytes_unref (self->root_der);
  g_ptr_array_unref (self->chain);
  g_clear_pointer (&self->session_public_key_der, g_bytes_unref);
  g_clear_pointer (&self->root, ic_root_key_unref);
  g_free (self);
}

static Check *
check_new (GBytes *root_der,
           GPtrArray *chain,
           const IcPrincipal *canister_id,
           guint64 now_ns,
           IcRootKey *root)
{
  Check *self = g_new0 (Check, 1);

  self->root_der = g_bytes_ref (root_der);
  self->chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  for (guint i = 0; chain != NULL && i < chain->len; i++)
    g_ptr_array_add (self->chain, ic_delegation_copy (g_ptr_array_index (chain, i)));
  self->has_canister = canister_id != NULL;
  if (canister_id != NULL)
    self->canister_id = *canister_id;
  self->now_ns = now_ns;
  self->root = root != NULL ? ic_root_key_ref (root) : NULL;
  return self;
}

static void
verify_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Check *check = data;
  GError *error = NULL;
  IcPublicKey *key = ic_delegation_chain_verify_with_root (
      check->root_der, check->chain, check->has_canister ? &check->canister_id : NULL,
      check->now_ns, check->for_update_call, check->root, &error);

  if (key != NULL)
    g_task_return_pointer (task, key, (GDestroyNotify)ic_public_key_unref);
  else
    g_task_return_error (task, error);
}

/**
 * ic_delegation_chain_verify_async:
 * @root_der: the key that the sender is derived from
 * @chain: (nullable) (element-type IcDelegation): hops, the first signed by @root_der
 * @canister_id: (nullable): canister that the request is for
 * @now_ns: wall time
 * @for_update_call: whether "queries" does not suffice
 * @root: (nullable): root of trust for signatures by canisters
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * ic_delegation_chain_verify_with_root() in a worker thread.
 */
void
ic_delegation_chain_verify_async (GBytes *root_der,
                                  GPtrArray *chain,
                                  const IcPrincipal *canister_id,
                                  guint64 now_ns,
                                  gboolean for_update_call,
                                  IcRootKey *root,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Check *check = check_new (root_der, chain, canister_id, now_ns, root);

  check->for_update_call = for_update_call;
  g_task_set_source_tag (task, ic_delegation_chain_verify_async);
  g_task_set_task_data (task, check, check_free);
  g_task_run_in_thread (task, verify_in_thread);
}

/**
 * ic_delegation_chain_verify_finish:
 * @result: of the callback
 * @error: as ic_delegation_chain_verify_with_root(), or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the last key
 */
IcPublicKey *
ic_delegation_chain_verify_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
check_login_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Check *check = data;
  GError *error = NULL;

  if (ic_delegation_chain_check_login (check->root_der, check->chain, check->session_public_key_der,
                                       check->has_canister ? &check->canister_id : NULL,
                                       check->now_ns, check->root, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ic_delegation_chain_check_login_async:
 * @root_der: the key that the principal is derived from
 * @chain: (element-type IcDelegation): hops, the first signed by @root_der
 * @session_public_key_der: our key
 * @canister_id: (nullable): canister that the login is wanted for
 * @now_ns: wall time
 * @root: (nullable): root of trust for signatures by canisters
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * ic_delegation_chain_check_login() in a worker thread.
 */
void
ic_delegation_chain_check_login_async (GBytes *root_der,
                                       GPtrArray *chain,
                                       GBytes *session_public_key_der,
                                       const IcPrincipal *canister_id,
                                       guint64 now_ns,
                                       IcRootKey *root,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Check *check = check_new (root_der, chain, canister_id, now_ns, root);

  check->session_public_key_der = g_bytes_ref (session_public_key_der);
  g_task_set_source_tag (task, ic_delegation_chain_check_login_async);
  g_task_set_task_data (task, check, check_free);
  g_task_run_in_thread (task, check_login_in_thread);
}

/**
 * ic_delegation_chain_check_login_finish:
 * @result: of the callback
 * @error: as ic_delegation_chain_check_login(), or G_IO_ERROR_CANCELLED
 *
 * Returns: whether the login may be used
 */
gboolean
ic_delegation_chain_check_login_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
