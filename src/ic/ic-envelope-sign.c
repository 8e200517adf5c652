/* SPDX-License-Identifier: MIT */
#include "ic-envelope.h"

#include "ic-error.h"
#include "ic-i18n.h"

static GPtrArray *
copy_delegations (GPtrArray *delegations)
{
  GPtrArray *copies;

  if (delegations == NULL)
    return NULL;
  copies = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  for (guint i = 0; i < delegations->len; i++)
    g_ptr_array_add (copies, ic_delegation_copy (g_ptr_array_index (delegations, i)));
  return copies;
}

static void
signed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  IcEnvelope *envelope = g_task_get_task_data (task);

  envelope->sender_sig = ic_identity_sign_finish (IC_IDENTITY (source), result, &error);
  if (envelope->sender_sig == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, ic_envelope_encode (envelope), (GDestroyNotify)g_bytes_unref);
}

/**
 * ic_envelope_sign_async:
 * @request: what to sign; copied
 * @identity: (nullable): its sender; %NULL for the anonymous one
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 */
void
ic_envelope_sign_async (const IcRequest *request,
                        IcIdentity *identity,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GBytes) message = NULL;
  IcEnvelope *envelope = g_new0 (IcEnvelope, 1);
  IcPrincipal sender = IC_PRINCIPAL_ANONYMOUS;

  envelope->request = ic_request_copy (request);
  g_task_set_source_tag (task, ic_envelope_sign_async);
  g_task_set_task_data (task, envelope, (GDestroyNotify)ic_envelope_free);

  if (identity != NULL)
    ic_identity_get_principal (identity, &sender);
  if (!ic_principal_equal (&sender, &request->sender))
    {
      g_task_return_new_error (task, IC_ERROR, IC_ERROR_KEY,
                               _ ("the sender of the request is not the identity that signs it"));
      return;
    }
  if (identity == NULL)
    {
      g_task_return_pointer (task, ic_envelope_encode (envelope), (GDestroyNotify)g_bytes_unref);
      return;
    }

  envelope->sender_pubkey = g_bytes_ref (ic_identity_get_public_key_der (identity));
  envelope->delegations = copy_delegations (ic_identity_get_delegations (identity));
  message = ic_request_get_signed_bytes (request);
  ic_identity_sign_async (identity, message, cancellable, signed_cb, g_steal_pointer (&task));
}

/**
 * ic_envelope_sign_finish:
 * @result: what the callback was given
 * @error: IC_ERROR_KEY if the sender is somebody else, or the identity's error
 *
 * Returns: (transfer full): the envelope as CBOR with self-describe tag
 */
GBytes *
ic_envelope_sign_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
