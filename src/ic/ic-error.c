/* SPDX-License-Identifier: MIT */
#include "ic-error.h"

G_DEFINE_QUARK (ic - error - quark, ic_error)

/**
 * ic_error_get_class:
 * @error: any error
 *
 * Tells who is at fault. The mapping speaks for the usual reader of wire data; a caller that knows
 * better (text that a person typed, our own delegation chain) says so in an error of its own. Errors
 * of other domains (GIO, TLS, resolver) are the environment's.
 */
IcErrorClass
ic_error_get_class (const GError *error)
{
  g_return_val_if_fail (error != NULL, IC_ERROR_CLASS_ENVIRONMENT);

  if (error->domain != IC_ERROR)
    return IC_ERROR_CLASS_ENVIRONMENT;

  switch ((IcError)error->code)
    {
    case IC_ERROR_PRINCIPAL:
    case IC_ERROR_KEY:
    case IC_ERROR_HEX:
    case IC_ERROR_MNEMONIC:
    case IC_ERROR_KEY_UNSUPPORTED:
    case IC_ERROR_KEY_PASSPHRASE_NEEDED:
    case IC_ERROR_KEY_PASSPHRASE_WRONG:
    case IC_ERROR_LOGIN_EXPIRED:
    case IC_ERROR_LOGIN_READ_ONLY:
    case IC_ERROR_LOGIN_TARGET:
    case IC_ERROR_LOGIN_PRINCIPAL:
    case IC_ERROR_LOGIN_OPTIONS:
    case IC_ERROR_ROOT_KEY:
      return IC_ERROR_CLASS_OURS;

    case IC_ERROR_CBOR:
    case IC_ERROR_LIMIT:
    case IC_ERROR_CANDID:
    case IC_ERROR_CANDID_TYPE:
    case IC_ERROR_DER:
    case IC_ERROR_HASH_TREE:
    case IC_ERROR_LOOKUP:
    case IC_ERROR_CERTIFICATE:
    case IC_ERROR_SIGNATURE:
    case IC_ERROR_DELEGATION:
    case IC_ERROR_CANISTER_RANGE:
    case IC_ERROR_CERTIFICATE_STALE:
    case IC_ERROR_CERTIFICATE_FUTURE:
    case IC_ERROR_REQUEST_SIGNATURE:
    case IC_ERROR_REQUEST_DELEGATION:
    case IC_ERROR_REQUEST_EXPIRY:
    case IC_ERROR_REJECTED:
    case IC_ERROR_LOGIN_JSON:
    case IC_ERROR_LOGIN_CHAIN:
    case IC_ERROR_LOGIN_KEY:
    case IC_ERROR_LOGIN_SIGNATURE:
    case IC_ERROR_LOGIN_DISCOVERY:
      return IC_ERROR_CLASS_PEER;

    case IC_ERROR_HTTP:
    case IC_ERROR_NETWORK:
    case IC_ERROR_TIMEOUT:
    case IC_ERROR_LOGIN_LISTEN:
    case IC_ERROR_LOGIN_BROWSER:
    case IC_ERROR_LOGIN_TIMEOUT:
      return IC_ERROR_CLASS_ENVIRONMENT;

    default:
      return IC_ERROR_CLASS_ENVIRONMENT;
    }
}
