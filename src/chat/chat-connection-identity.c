/* SPDX-License-Identifier: MIT */
/* Who we are: what cannot do is refused before anything is sent, and a sign-in may be renewed. */
#include "chat-connection-private.h"
#include "ic/ic-i18n.h"

gboolean
chat_connection_check_identity (ChatConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (chat_identity_check (self->identity, &self->profile->canister_id,
                           ic_clock_get_wall_ns (self->clock), &error))
    return TRUE;
  icws_ledger_add_error (self->ledger, error, NULL);
  chat_connection_fail (self, error);
  return FALSE;
}

/* Every message is signed with the delegation: after its end none would be taken. */
void
chat_connection_take_expiry (ChatExpiry expiry, gpointer data)
{
  g_autoptr (ChatConnection) self = g_object_ref (data);

  g_object_notify (G_OBJECT (self), "expiry");
  if (expiry == CHAT_EXPIRY_EXPIRED && self->wanted && !self->stopped)
    {
      chat_connection_end_session (self);
      /* It fails by the identity. */
      chat_connection_start (self);
    }
  else
    g_signal_emit (self, chat_connection_signals[CHAT_SIGNAL_UPDATED], 0);
}

/**
 * chat_connection_renew_identity:
 * @identity: the same principal with a newer delegation
 * @error: %CHAT_ERROR_IDENTITY if it is somebody else, or what chat_identity_check() says
 *
 * Goes on as the same person. If a connection is wanted, a fresh session opens at once with
 * @identity; what waits to be sent goes on waiting for it, and what was sent and not accepted yet
 * is marked as failed, as whenever a session ends.
 *
 * Returns: whether @identity was taken; if not, all is as before
 */
gboolean
chat_connection_renew_identity (ChatConnection *self, IcIdentity *identity, GError **error)
{
  IcPrincipal old_principal, new_principal;

  g_return_val_if_fail (CHAT_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (IC_IS_IDENTITY (identity), FALSE);

  ic_identity_get_principal (self->identity, &old_principal);
  ic_identity_get_principal (identity, &new_principal);
  if (!ic_principal_equal (&old_principal, &new_principal))
    {
      g_autofree char *old_text = ic_principal_to_text (&old_principal);
      g_autofree char *new_text = ic_principal_to_text (&new_principal);

      g_set_error (error, CHAT_ERROR, CHAT_ERROR_IDENTITY,
                   _ ("This is another identity: you are %s here, and signed in as %s"), old_text,
                   new_text);
      return FALSE;
    }
  if (!chat_identity_check (identity, &self->profile->canister_id,
                            ic_clock_get_wall_ns (self->clock), error))
    return FALSE;

  g_set_object (&self->identity, identity);
  /* It holds the old one. The verifier and the root key go on. */
  g_clear_object (&self->agent);
  chat_renewal_watch_set_expiry_ns (self->renewal, chat_identity_get_expiry_ns (identity));
  g_object_notify (G_OBJECT (self), "identity-expiry-ns");
  if (self->wanted)
    chat_connection_restart (self);
  else
    chat_connection_update_health (self);
  return TRUE;
}

/**
 * chat_connection_get_identity_expiry_ns:
 *
 * Returns: when the sign-in ends, nanoseconds since 1970; %CHAT_EXPIRY_NONE_NS: never
 */
guint64
chat_connection_get_identity_expiry_ns (ChatConnection *self)
{
  return self->renewal ? chat_renewal_watch_get_expiry_ns (self->renewal) : CHAT_EXPIRY_NONE_NS;
}

/**
 * chat_connection_get_expiry:
 *
 * Returns: how near the end of the sign-in is
 */
ChatExpiry
chat_connection_get_expiry (ChatConnection *self)
{
  return self->renewal ? chat_renewal_watch_get_expiry (self->renewal) : CHAT_EXPIRY_NEVER;
}
