/* SPDX-License-Identifier: MIT */
#include "ic-envelope.h"

#include "ic-canister-signature.h"
#include "ic-clock.h"
#include "ic-error.h"
#include "ic-i18n.h"

/* What a node accepts: five minutes ahead, and half a minute for clocks that differ. */
#define MAX_INGRESS_TTL_NS (5 * 60 * IC_NS_PER_S)
#define PERMITTED_DRIFT_NS (30 * IC_NS_PER_S)

static gboolean
refuse (GError **error, int code, const char *why)
{
  g_set_error_literal (error, IC_ERROR, code, why);
  return FALSE;
}

static gboolean
check_expiry (const IcRequest *request, guint64 now_ns, GError **error)
{
  if (request->ingress_expiry_ns < now_ns)
    return refuse (error, IC_ERROR_REQUEST_EXPIRY, _ ("the request has expired"));
  if (request->ingress_expiry_ns - now_ns > MAX_INGRESS_TTL_NS + PERMITTED_DRIFT_NS)
    return refuse (error, IC_ERROR_REQUEST_EXPIRY,
                   _ ("the request expires too far in the future: is a clock wrong?"));
  return TRUE;
}

static gboolean
check_signature (const IcEnvelope *self, guint64 now_ns, IcRootKey *root, GError **error)
{
  const IcRequest *request = self->request;
  gboolean is_call = request->type == IC_REQUEST_CALL;
  /* A read of the state is for paths, not for a canister: who serves it looks at the targets. */
  const IcPrincipal *canister_id = request->type == IC_REQUEST_READ_STATE ? NULL
                                                                          : &request->canister_id;
  g_autoptr (IcPublicKey) key = NULL;
  g_autoptr (GBytes) message = NULL;
  IcPrincipal sender;
  gsize der_len, message_len, signature_len;
  gconstpointer der, bytes, signature;

  if (self->sender_pubkey == NULL || self->sender_sig == NULL)
    return refuse (error, IC_ERROR_REQUEST_SIGNATURE, _ ("the request is not signed"));

  der = g_bytes_get_data (self->sender_pubkey, &der_len);
  ic_principal_self_authenticating (&sender, der, der_len);
  if (!ic_principal_equal (&sender, &request->sender))
    return refuse (error, IC_ERROR_REQUEST_SIGNATURE, _ ("the sender does not own the public key"));

  key = ic_delegation_chain_verify_with_root (self->sender_pubkey, self->delegations, canister_id,
                                              now_ns, is_call, root, error);
  if (key == NULL)
    return FALSE;

  message = ic_request_get_signed_bytes (request);
  bytes = g_bytes_get_data (message, &message_len);
  signature = g_bytes_get_data (self->sender_sig, &signature_len);
  return ic_public_key_verify_with_root (key, bytes, message_len, signature, signature_len, root,
                                         error);
}

/**
 * ic_envelope_check_with_root:
 * @self: an envelope
 * @now_ns: wall time
 * @root: (nullable): root of trust for signatures by canisters; %NULL refuses these
 * @error: IC_ERROR_REQUEST_EXPIRY, IC_ERROR_REQUEST_SIGNATURE, IC_ERROR_REQUEST_DELEGATION, or
 *   IC_ERROR_DER and IC_ERROR_KEY for a public key that is none
 *
 * Interface spec, "Authentication", in the order of a replica: first the expiry, then the sender, the
 * delegations and at last the signature.
 */
gboolean
ic_envelope_check_with_root (const IcEnvelope *self,
                             guint64 now_ns,
                             IcRootKey *root,
                             GError **error)
{
  const IcRequest *request = self->request;
  gboolean is_anonymous = ic_principal_is_anonymous (&request->sender);

  if (!(is_anonymous && request->type != IC_REQUEST_CALL) && !check_expiry (request, now_ns, error))
    return FALSE;

  if (!is_anonymous)
    return check_signature (self, now_ns, root, error);
  if (self->sender_pubkey != NULL || self->sender_sig != NULL || self->delegations != NULL)
    return refuse (error, IC_ERROR_REQUEST_SIGNATURE,
                   _ ("an anonymous request must not be signed"));
  return TRUE;
}

/**
 * ic_envelope_check:
 * @self: an envelope
 * @now_ns: wall time
 * @error: as ic_envelope_check_with_root()
 *
 * Refuses what is signed by a canister.
 */
gboolean
ic_envelope_check (const IcEnvelope *self, guint64 now_ns, GError **error)
{
  return ic_envelope_check_with_root (self, now_ns, NULL, error);
}
