/* SPDX-License-Identifier: MIT */
#include "ic-certificate-private.h"

#include <sodium.h>

#include "ic-error.h"
#include "ic-i18n.h"

/* Proves the subnet that a delegation names (interface spec, "Delegation"), or recalls the proof. */
static IcSubnet *
prove_subnet (IcCertificate *self, IcRootKey *root, GError **error)
{
  g_autoptr (IcSubnet) subnet = ic_root_key_find_subnet (root, self->delegation_hash);
  g_autoptr (GError) local = NULL;
  IcCertificate *inner;
  BlsResult result;

  if (subnet != NULL)
    return g_steal_pointer (&subnet);

  inner = ic_certificate_peek_delegation (self, &local);
  if (inner == NULL)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_DELEGATION, _ ("the delegation's certificate: %s"),
                   local->message);
      return NULL;
    }
  if (inner->has_delegation)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_DELEGATION,
                           _ ("the delegation's certificate has a delegation itself"));
      return NULL;
    }

  result = ic_root_key_verify (root, ic_root_key_get_key (root), inner);
  if (result != BLS_OK)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_DELEGATION,
                   _ ("the delegation is not signed by the root key: %s"),
                   bls_result_to_string (result));
      return NULL;
    }

  subnet = ic_subnet_new (inner->tree, &self->subnet_id, error);
  if (subnet == NULL)
    return NULL;
  ic_root_key_add_subnet (root, self->delegation_hash, subnet);

  return g_steal_pointer (&subnet);
}

/**
 * ic_certificate_verify:
 * @self: a certificate
 * @root: the root of trust
 * @canister_id: the canister that it is to speak of
 * @error: IC_ERROR_DELEGATION: the delegation is malformed, not signed by the root, delegated itself,
 *   or lacks the subnet's key; IC_ERROR_CANISTER_RANGE: it shows no range with the canister in it;
 *   IC_ERROR_SIGNATURE: the certificate itself is not signed by the key it must be signed by
 *
 * Verifies a certificate (interface spec, "Certification"). Without delegation the root key must
 * have signed it, and the root subnet is believed about every canister. Takes about the time of one
 * pairing, or of two when the delegation is a new one: not for the main thread. Does not look at the
 * time; see ic_certificate_check_time().
 */
gboolean
ic_certificate_verify (IcCertificate *self,
                       IcRootKey *root,
                       const IcPrincipal *canister_id,
                       GError **error)
{
  g_autoptr (IcSubnet) subnet = NULL;
  const BlsPublicKey *key;
  BlsResult result;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (root != NULL, FALSE);
  g_return_val_if_fail (canister_id != NULL, FALSE);

  key = ic_root_key_get_key (root);
  if (self->has_delegation)
    {
      subnet = prove_subnet (self, root, error);
      if (subnet == NULL || !ic_subnet_check_canister (subnet, canister_id, error))
        return FALSE;
      key = ic_subnet_get_key (subnet);
    }

  result = ic_root_key_verify (root, key, self);
  if (result != BLS_OK)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_SIGNATURE, _ ("the certificate's signature: %s"),
                   bls_result_to_string (result));
      return FALSE;
    }
  return TRUE;
}
