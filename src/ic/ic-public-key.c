/* SPDX-License-Identifier: MIT */
#include "ic-public-key.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <secp256k1.h>
#include <sodium.h>
#include <string.h>

#include "ic-der-private.h"
#include "ic-error.h"
#include "ic-request-id.h"
#include "ic-i18n.h"

#define EC_SIGNATURE_BYTES 64
#define EC_SCALAR_BYTES    32
#define EC_UNCOMPRESSED    0x04

struct _IcPublicKey
{
  gatomicrefcount ref_count;
  GBytes *der;
  IcDerKey key; /* points into @der */

  secp256k1_pubkey secp256k1; /* of IC_KEY_SECP256K1 */
  gnutls_pubkey_t p256;       /* of IC_KEY_P256 */
};

static const secp256k1_context *
get_secp256k1 (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize)secp256k1_context_create (SECP256K1_CONTEXT_VERIFY));

  return (const secp256k1_context *)once;
}

static gboolean
parse_secp256k1 (IcPublicKey *self)
{
  /* The library would also take the hybrid forms 0x06 and 0x07, which the IC does not know. */
  return self->key.raw[0] == EC_UNCOMPRESSED &&
         secp256k1_ec_pubkey_parse (get_secp256k1 (), &self->secp256k1, self->key.raw,
                                    self->key.raw_len);
}

static gboolean
parse_p256 (IcPublicKey *self)
{
  guint8 *raw = (guint8 *)self->key.raw;
  gnutls_datum_t x = { raw + 1, EC_SCALAR_BYTES };
  gnutls_datum_t y = { raw + 1 + EC_SCALAR_BYTES, EC_SCALAR_BYTES };

  /* Importing does not look whether the point is on the curve, verifying the parameters does. */
  return raw[0] == EC_UNCOMPRESSED && gnutls_pubkey_init (&self->p256) == GNUTLS_E_SUCCESS &&
         gnutls_pubkey_import_ecc_raw (self->p256, GNUTLS_ECC_CURVE_SECP256R1, &x, &y) ==
             GNUTLS_E_SUCCESS &&
         gnutls_pubkey_verify_params (self->p256) == GNUTLS_E_SUCCESS;
}

/**
 * ic_public_key_new_from_der:
 * @der: SubjectPublicKeyInfo
 * @error: IC_ERROR_DER for an unknown or malformed form, IC_ERROR_KEY for a point off the curve
 *
 * Returns: (transfer full): the key
 */
IcPublicKey *
ic_public_key_new_from_der (GBytes *der, GError **error)
{
  g_autoptr (IcPublicKey) self = g_new0 (IcPublicKey, 1);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);
  gboolean valid = TRUE;

  g_atomic_ref_count_init (&self->ref_count);
  self->der = g_bytes_ref (der);
  if (!ic_der_parse_key (bytes, len, &self->key, error))
    return NULL;

  if (self->key.algorithm == IC_KEY_SECP256K1)
    valid = parse_secp256k1 (self);
  else if (self->key.algorithm == IC_KEY_P256)
    valid = parse_p256 (self);
  if (!valid)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_KEY, _ ("public key for %s is no point of the curve"),
                   ic_key_algorithm_to_string (self->key.algorithm));
      return NULL;
    }

  return g_steal_pointer (&self);
}

IcPublicKey *
ic_public_key_ref (IcPublicKey *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ic_public_key_unref (IcPublicKey *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->p256 != NULL)
    gnutls_pubkey_deinit (self->p256);
  g_bytes_unref (self->der);
  g_free (self);
}

IcKeyAlgorithm
ic_public_key_get_algorithm (IcPublicKey *self)
{
  return self->key.algorithm;
}

const char *
ic_key_algorithm_to_string (IcKeyAlgorithm algorithm)
{
  switch (algorithm)
    {
    case IC_KEY_ED25519:
      return "Ed25519";
    case IC_KEY_SECP256K1:
      return "ECDSA secp256k1";
    case IC_KEY_P256:
      return "ECDSA P-256";
    case IC_KEY_CANISTER:
      return "canister signatures";
    case IC_KEY_BLS:
      return "BLS12-381";
    default:
      return "unknown";
    }
}

GBytes *
ic_public_key_get_der (IcPublicKey *self)
{
  return self->der;
}

void
ic_public_key_get_principal (IcPublicKey *self, IcPrincipal *out)
{
  gsize len;
  gconstpointer der = g_bytes_get_data (self->der, &len);

  ic_principal_self_authenticating (out, der, len);
}

/**
 * ic_public_key_get_canister:
 * @self: a key
 * @canister_id: (out caller-allocates): who signs
 * @seed: (out) (transfer none): which of the keys of that canister
 * @seed_len: (out): its length
 *
 * Returns: %FALSE if this is no canister signature key
 */
gboolean
ic_public_key_get_canister (IcPublicKey *self,
                            IcPrincipal *canister_id,
                            const guint8 **seed,
                            gsize *seed_len)
{
  gsize id_len;

  if (self->key.algorithm != IC_KEY_CANISTER)
    return FALSE;

  id_len = self->key.raw[0];
  *seed = self->key.raw + 1 + id_len;
  *seed_len = self->key.raw_len - 1 - id_len;
  return ic_principal_from_bytes (canister_id, self->key.raw + 1, id_len, NULL);
}

static gboolean
verify_secp256k1 (IcPublicKey *self, gconstpointer message, gsize len, const guint8 *signature)
{
  const secp256k1_context *context = get_secp256k1 ();
  secp256k1_ecdsa_signature parsed;
  guint8 hash[IC_HASH_BYTES];

  if (!secp256k1_ecdsa_signature_parse_compact (context, &parsed, signature))
    return FALSE;
  /* The library verifies the lower of the two equivalent s only; the IC does not mind which. */
  secp256k1_ecdsa_signature_normalize (context, &parsed, &parsed);
  ic_sha256 (message, len, hash);
  return secp256k1_ecdsa_verify (context, &parsed, hash, &self->secp256k1);
}

static gboolean
verify_p256 (IcPublicKey *self, gconstpointer message, gsize len, const guint8 *signature)
{
  gnutls_datum_t r = { (guint8 *)signature, EC_SCALAR_BYTES };
  gnutls_datum_t s = { (guint8 *)signature + EC_SCALAR_BYTES, EC_SCALAR_BYTES };
  gnutls_datum_t data = { (guint8 *)message, len };
  gnutls_datum_t der;
  int result;

  if (gnutls_encode_rs_value (&der, &r, &s) != GNUTLS_E_SUCCESS)
    return FALSE;
  result = gnutls_pubkey_verify_data2 (self->p256, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &der);
  gnutls_free (der.data);
  return result >= 0;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE, why);
  return FALSE;
}

/**
 * ic_public_key_verify:
 * @self: a key
 * @message: what was signed, with its domain separator
 * @message_len: its length
 * @signature: the signature
 * @signature_len: its length, 64
 * @error: IC_ERROR_REQUEST_SIGNATURE
 *
 * Interface spec, "Signatures".
 */
gboolean
ic_public_key_verify (IcPublicKey *self,
                      gconstpointer message,
                      gsize message_len,
                      gconstpointer signature,
                      gsize signature_len,
                      GError **error)
{
  gboolean valid = FALSE;

  G_STATIC_ASSERT (EC_SIGNATURE_BYTES == crypto_sign_BYTES);

  if (self->key.algorithm == IC_KEY_CANISTER)
    return refuse (error, _ ("a canister's signature, and no root key to verify it under"));
  if (self->key.algorithm == IC_KEY_BLS)
    return refuse (error, _ ("BLS keys sign certificates, not requests"));
  if (signature_len != EC_SIGNATURE_BYTES)
    return refuse (error, _ ("signature is not of 64 bytes"));

  switch (self->key.algorithm)
    {
    case IC_KEY_ED25519:
      valid = crypto_sign_verify_detached (signature, message, message_len, self->key.raw) == 0;
      break;
    case IC_KEY_SECP256K1:
      valid = verify_secp256k1 (self, message, message_len, signature);
      break;
    case IC_KEY_P256:
      valid = verify_p256 (self, message, message_len, signature);
      break;
    case IC_KEY_CANISTER:
    case IC_KEY_BLS:
    default:
      break;
    }

  return valid || refuse (error, _ ("signature does not verify"));
}
