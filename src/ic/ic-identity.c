/* SPDX-License-Identifier: MIT */
#include "ic-identity.h"

G_DEFINE_INTERFACE (IcIdentity, ic_identity, G_TYPE_OBJECT)

static void
ic_identity_default_init (IcIdentityInterface *iface)
{
}

/**
 * ic_identity_get_principal:
 * @self: an identity
 * @out: (out caller-allocates): the sender of its requests
 */
void
ic_identity_get_principal (IcIdentity *self, IcPrincipal *out)
{
  gsize len;
  gconstpointer der = g_bytes_get_data (ic_identity_get_public_key_der (self), &len);

  ic_principal_self_authenticating (out, der, len);
}

/**
 * ic_identity_get_public_key_der:
 * @self: an identity
 *
 * Returns: (transfer none): DER of the key that its principal is derived from
 */
GBytes *
ic_identity_get_public_key_der (IcIdentity *self)
{
  g_return_val_if_fail (IC_IS_IDENTITY (self), NULL);

  return IC_IDENTITY_GET_IFACE (self)->get_public_key_der (self);
}

/**
 * ic_identity_get_delegations:
 * @self: an identity
 *
 * Returns: (transfer none) (nullable) (element-type IcDelegation): hops from that key to the one that
 *   signs; %NULL if it signs itself
 */
GPtrArray *
ic_identity_get_delegations (IcIdentity *self)
{
  IcIdentityInterface *iface;

  g_return_val_if_fail (IC_IS_IDENTITY (self), NULL);

  iface = IC_IDENTITY_GET_IFACE (self);
  return iface->get_delegations != NULL ? iface->get_delegations (self) : NULL;
}

/**
 * ic_identity_sign_async:
 * @self: an identity
 * @message: what to sign, with its domain separator
 * @cancellable: (nullable): to give up
 * @callback: called from the main loop, never from within this function
 * @user_data: for @callback
 */
void
ic_identity_sign_async (IcIdentity *self,
                        GBytes *message,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (IC_IS_IDENTITY (self));
  g_return_if_fail (message != NULL);

  IC_IDENTITY_GET_IFACE (self)->sign_async (self, message, cancellable, callback, user_data);
}

/**
 * ic_identity_sign_finish:
 * @self: an identity
 * @result: what the callback was given
 * @error: G_IO_ERROR_CANCELLED, or what the identity has to say
 *
 * Returns: (transfer full): the signature
 */
GBytes *
ic_identity_sign_finish (IcIdentity *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IC_IS_IDENTITY (self), NULL);

  return IC_IDENTITY_GET_IFACE (self)->sign_finish (self, result, error);
}
