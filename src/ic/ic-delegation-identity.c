/* SPDX-License-Identifier: MIT */
#include "ic-identity.h"

struct _IcDelegationIdentity
{
  GObject parent_instance;

  IcIdentity *inner;
  GBytes *root_der;
  GPtrArray *chain; /* of IcDelegation */
};

static void ic_delegation_identity_iface_init (IcIdentityInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IcDelegationIdentity,
                               ic_delegation_identity,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IC_TYPE_IDENTITY,
                                                      ic_delegation_identity_iface_init))

static GBytes *
get_public_key_der (IcIdentity *identity)
{
  return IC_DELEGATION_IDENTITY (identity)->root_der;
}

static GPtrArray *
get_delegations (IcIdentity *identity)
{
  return IC_DELEGATION_IDENTITY (identity)->chain;
}

static void
inner_signed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  GBytes *signature = ic_identity_sign_finish (IC_IDENTITY (source), result, &error);

  if (signature != NULL)
    g_task_return_pointer (task, signature, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
sign_async (IcIdentity *identity,
            GBytes *message,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (identity, cancellable, callback, user_data);

  g_task_set_source_tag (task, sign_async);
  ic_identity_sign_async (IC_DELEGATION_IDENTITY (identity)->inner, message, cancellable,
                          inner_signed, task);
}

static GBytes *
sign_finish (IcIdentity *identity, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, identity), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ic_delegation_identity_iface_init (IcIdentityInterface *iface)
{
  iface->get_public_key_der = get_public_key_der;
  iface->get_delegations = get_delegations;
  iface->sign_async = sign_async;
  iface->sign_finish = sign_finish;
}

static void
ic_delegation_identity_dispose (GObject *object)
{
  IcDelegationIdentity *self = IC_DELEGATION_IDENTITY (object);

  g_clear_object (&self->inner);
  g_clear_pointer (&self->root_der, g_bytes_unref);
  g_clear_pointer (&self->chain, g_ptr_array_unref);
  G_OBJECT_CLASS (ic_delegation_identity_parent_class)->dispose (object);
}

static void
ic_delegation_identity_class_init (IcDelegationIdentityClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ic_delegation_identity_dispose;
}

static void
ic_delegation_identity_init (IcDelegationIdentity *self)
{
}

static void
append_copies (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; from != NULL && i < from->len; i++)
    g_ptr_array_add (to, ic_delegation_copy (g_ptr_array_index (from, i)));
}

/**
 * ic_delegation_identity_new:
 * @inner: who signs; if it stands at the end of a chain of its own, that chain follows @chain
 * @root_der: the key that the principal is derived from
 * @chain: (element-type IcDelegation): hops from @root_der to the key of @inner; copied
 *
 * Does not check the chain: see ic_delegation_chain_verify().
 */
IcDelegationIdentity *
ic_delegation_identity_new (IcIdentity *inner, GBytes *root_der, GPtrArray *chain)
{
  IcDelegationIdentity *self;

  g_return_val_if_fail (IC_IS_IDENTITY (inner), NULL);
  g_return_val_if_fail (root_der != NULL, NULL);
  g_return_val_if_fail (chain != NULL, NULL);

  self = g_object_new (IC_TYPE_DELEGATION_IDENTITY, NULL);
  self->inner = g_object_ref (inner);
  self->root_der = g_bytes_ref (root_der);
  self->chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  append_copies (self->chain, chain);
  append_copies (self->chain, ic_identity_get_delegations (inner));
  return self;
}

/**
 * ic_delegation_identity_get_inner:
 * @self: an identity
 *
 * Returns: (transfer none): who signs for it
 */
IcIdentity *
ic_delegation_identity_get_inner (IcDelegationIdentity *self)
{
  g_return_val_if_fail (IC_IS_DELEGATION_IDENTITY (self), NULL);

  return self->inner;
}

/**
 * ic_delegation_identity_get_expiration_ns:
 * @self: an identity
 *
 * Returns: when the first of its hops expires; G_MAXUINT64 without hops
 */
guint64
ic_delegation_identity_get_expiration_ns (IcDelegationIdentity *self)
{
  g_return_val_if_fail (IC_IS_DELEGATION_IDENTITY (self), 0);

  return ic_delegation_chain_get_expiration_ns (self->chain);
}
