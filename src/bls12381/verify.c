/* SPDX-License-Identifier: MIT */
#include "bls12381/bls12381.h"

#include <pthread.h>

#include "bls12381/constants.h"
#include "bls12381/hash-to-g1.h"
#include "bls12381/pairing.h"

_Static_assert(sizeof (BlsLine[BLS_LINE_COUNT]) <= sizeof (BlsPublicKey),
               "the lines of a key must fit into its public type");

static BlsLine generator_lines[BLS_LINE_COUNT];
static pthread_once_t generator_once = PTHREAD_ONCE_INIT;

static void
prepare_generator (void)
{
  const BlsG2Affine generator = { bls_g2_generator_xy[0], bls_g2_generator_xy[1] };

  (void)bls_lines_prepare (generator_lines, &generator);
}

const char *
bls_result_to_string (BlsResult result)
{
  switch (result)
    {
    case BLS_OK:
      return "valid";
    case BLS_ERROR_ENCODING:
      return "not a canonical encoding of a point";
    case BLS_ERROR_NOT_ON_CURVE:
      return "no point of the curve";
    case BLS_ERROR_NOT_IN_GROUP:
      return "a point outside the prime-order group";
    case BLS_ERROR_INFINITY:
      return "the point at infinity";
    case BLS_ERROR_BAD_SIGNATURE:
      return "not a signature of this message by this key";
    case BLS_ERROR_BAD_SECRET:
      return "the secret scalar is zero or not below the group order";
    default:
      return "unknown result";
    }
}

BlsResult
bls_public_key_load (BlsPublicKey *key, const uint8_t bytes[BLS_PUBLIC_KEY_BYTES])
{
  BlsG2Affine point;
  BlsResult result = bls_g2_decode (&point, bytes);

  if (result != BLS_OK)
    return result;
  return bls_lines_prepare ((BlsLine *)key->words, &point) ? BLS_OK : BLS_ERROR_NOT_IN_GROUP;
}

/*
 * CoreVerify of draft-irtf-cfrg-bls-signature, section 2.7, for signatures in G1:
 * e (signature, G) = e (H (message), key), checked as e (-signature, G) e (H (message), key) = 1.
 */
BlsResult
bls_verify_prepared (const BlsPublicKey *key,
                     const uint8_t *message,
                     size_t message_len,
                     const uint8_t signature[BLS_SIGNATURE_BYTES])
{
  BlsG1Affine point;
  BlsG1 negated, hash;
  BlsResult result = bls_g1_decode (&point, signature);

  if (result != BLS_OK)
    return result;
  if (!bls_g1_is_in_group (&point))
    return BLS_ERROR_NOT_IN_GROUP;

  bls_hash_to_g1 (&hash, message, message_len, (const uint8_t *)BLS_SUITE, sizeof BLS_SUITE - 1);
  if (bls_g1_is_identity (&hash))
    return BLS_ERROR_BAD_SIGNATURE; /* its only signature is the identity, refused above */

  pthread_once (&generator_once, prepare_generator);
  bls_fp_neg (&point.y, &point.y);
  bls_g1_from_affine (&negated, &point);
  return bls_pairing_product_is_one (&negated, generator_lines, &hash, (const BlsLine *)key->words)
             ? BLS_OK
             : BLS_ERROR_BAD_SIGNATURE;
}

BlsResult
bls_verify (const uint8_t public_key[BLS_PUBLIC_KEY_BYTES],
            const uint8_t *message,
            size_t message_len,
            const uint8_t signature[BLS_SIGNATURE_BYTES])
{
  BlsPublicKey key;
  BlsResult result = bls_public_key_load (&key, public_key);

  return result != BLS_OK ? result : bls_verify_prepared (&key, message, message_len, signature);
}
