/* SPDX-License-Identifier: MIT */
#include "bls12381/g1.h"

#include <string.h>

#include "bls12381/constants.h"
#include "bls12381/encoding.h"

static bool
is_all_zero (const uint8_t *bytes, size_t length)
{
  for (size_t i = 0; i < length; i++)
    if (bytes[i] != 0)
      return false;
  return true;
}

BlsResult
bls_g1_decode (BlsG1Affine *r, const uint8_t bytes[BLS_SIGNATURE_BYTES])
{
  uint8_t flags = bytes[0] & BLS_FLAGS, x_bytes[BLS_FP_BYTES];
  BlsFp y2, check;

  if (!(flags & BLS_FLAG_COMPRESSED))
    return BLS_ERROR_ENCODING;
  memcpy (x_bytes, bytes, sizeof x_bytes);
  x_bytes[0] &= (uint8_t)~BLS_FLAGS;
  if (flags & BLS_FLAG_INFINITY)
    return !(flags & BLS_FLAG_LARGER_Y) && is_all_zero (x_bytes, sizeof x_bytes)
               ? BLS_ERROR_INFINITY
               : BLS_ERROR_ENCODING;
  if (!bls_fp_from_bytes (&r->x, x_bytes))
    return BLS_ERROR_ENCODING;

  /* y = (y^2)^((p+1)/4) if y^2 is a square */
  bls_fp_sqr (&y2, &r->x);
  bls_fp_mul (&y2, &y2, &r->x);
  bls_fp_add (&y2, &y2, &bls_g1_b);
  bls_fp_pow_p_minus_3_div_4 (&r->y, &y2);
  bls_fp_mul (&r->y, &r->y, &y2);
  bls_fp_sqr (&check, &r->y);
  if (!bls_fp_equal (&check, &y2))
    return BLS_ERROR_NOT_ON_CURVE;

  if (bls_fp_is_larger_half (&r->y) != ((flags & BLS_FLAG_LARGER_Y) != 0))
    bls_fp_neg (&r->y, &r->y);
  return BLS_OK;
}

void
bls_g1_encode (uint8_t bytes[BLS_SIGNATURE_BYTES], const BlsG1Affine *a)
{
  bls_fp_to_bytes (bytes, &a->x);
  bytes[0] |= BLS_FLAG_COMPRESSED;
  if (bls_fp_is_larger_half (&a->y))
    bytes[0] |= BLS_FLAG_LARGER_Y;
}
