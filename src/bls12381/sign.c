/* SPDX-License-Identifier: MIT */
#include "bls12381/bls12381.h"

#include <sodium.h>

#include "bls12381/constants.h"
#include "bls12381/hash-to-g1.h"
#include "bls12381/secret-multiplication.h"

BlsResult
bls_secret_to_public (uint8_t public_key[BLS_PUBLIC_KEY_BYTES],
                      const uint8_t secret[BLS_SECRET_KEY_BYTES])
{
  const BlsG2Affine generator = { bls_g2_generator_xy[0], bls_g2_generator_xy[1] };
  BlsG2Affine point;
  BlsScalar scalar;
  BlsResult result = bls_scalar_from_bytes (&scalar, secret);

  if (result == BLS_OK)
    {
      bls_g2_mul_secret (&point, &generator, &scalar);
      bls_g2_encode (public_key, &point);
    }
  sodium_memzero (&scalar, sizeof scalar);
  return result;
}

/* CoreSign of draft-irtf-cfrg-bls-signature, section 2.6. */
BlsResult
bls_sign (uint8_t signature[BLS_SIGNATURE_BYTES],
          const uint8_t secret[BLS_SECRET_KEY_BYTES],
          const uint8_t *message,
          size_t message_len)
{
  BlsG1 hash;
  BlsG1Affine point;
  BlsScalar scalar;
  BlsResult result = bls_scalar_from_bytes (&scalar, secret);

  if (result == BLS_OK)
    {
      bls_hash_to_g1 (&hash, message, message_len, (const uint8_t *)BLS_SUITE,
                      sizeof BLS_SUITE - 1);
      bls_g1_to_affine_vartime (&point, &hash);
      bls_g1_mul_secret (&point, &point, &scalar);
      bls_g1_encode (signature, &point);
    }
  sodium_memzero (&scalar, sizeof scalar);
  return result;
}
