/* SPDX-License-Identifier: MIT */
#include "bls12381/g2.h"

#include <string.h>

#include "bls12381/constants.h"
#include "bls12381/encoding.h"

BlsResult
bls_g2_decode (BlsG2Affine *r, const uint8_t bytes[BLS_PUBLIC_KEY_BYTES])
{
  uint8_t flags = bytes[0] & BLS_FLAGS, x_bytes[BLS_PUBLIC_KEY_BYTES], nonzero = 0;
  BlsFp2 y2, b;

  if (!(flags & BLS_FLAG_COMPRESSED))
    return BLS_ERROR_ENCODING;
  memcpy (x_bytes, bytes, sizeof x_bytes);
  x_bytes[0] &= (uint8_t)~BLS_FLAGS;
  if (flags & BLS_FLAG_INFINITY)
    {
      for (size_t i = 0; i < sizeof x_bytes; i++)
        nonzero |= x_bytes[i];
      return (flags & BLS_FLAG_LARGER_Y) || nonzero ? BLS_ERROR_ENCODING : BLS_ERROR_INFINITY;
    }
  if (!bls_fp_from_bytes (&r->x.c1, x_bytes) ||
      !bls_fp_from_bytes (&r->x.c0, x_bytes + BLS_FP_BYTES))
    return BLS_ERROR_ENCODING;

  b.c0 = bls_g1_b;
  b.c1 = bls_g1_b;
  bls_fp2_sqr (&y2, &r->x);
  bls_fp2_mul (&y2, &y2, &r->x);
  bls_fp2_add (&y2, &y2, &b);
  if (!bls_fp2_sqrt_vartime (&r->y, &y2))
    return BLS_ERROR_NOT_ON_CURVE;

  if (bls_fp2_is_larger_half (&r->y) != ((flags & BLS_FLAG_LARGER_Y) != 0))
    bls_fp2_neg (&r->y, &r->y);
  return BLS_OK;
}

void
bls_g2_encode (uint8_t bytes[BLS_PUBLIC_KEY_BYTES], const BlsG2Affine *a)
{
  bls_fp_to_bytes (bytes, &a->x.c1);
  bls_fp_to_bytes (bytes + BLS_FP_BYTES, &a->x.c0);
  bytes[0] |= BLS_FLAG_COMPRESSED;
  if (bls_fp2_is_larger_half (&a->y))
    bytes[0] |= BLS_FLAG_LARGER_Y;
}

void
bls_g2_psi (BlsG2Affine *r, const BlsG2Affine *a)
{
  bls_fp2_conj (&r->x, &a->x);
  bls_fp2_mul (&r->x, &r->x, &bls_psi_x);
  bls_fp2_conj (&r->y, &a->y);
  bls_fp2_mul (&r->y, &r->y, &bls_psi_y);
}
