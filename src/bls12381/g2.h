/* SPDX-License-Identifier: MIT */
/* The twist E': y^2 = x^3 + 4 (1 + i) over Fp2 and its subgroup G2 of prime order r. */
#pragma once

#include "bls12381/bls12381.h"
#include "bls12381/fp2.h"

typedef struct
{
  BlsFp2 x, y;
} BlsG2Affine;

/* 96 bytes, the imaginary part of x first. Decoding gives a point of the curve; the subgroup is
 * checked by bls_lines_prepare(), which has the multiple of the point that it takes. */
BlsResult bls_g2_decode (BlsG2Affine *r, const uint8_t bytes[BLS_PUBLIC_KEY_BYTES]);
void bls_g2_encode (uint8_t bytes[BLS_PUBLIC_KEY_BYTES], const BlsG2Affine *a);

/* The untwist-Frobenius-twist endomorphism. */
void bls_g2_psi (BlsG2Affine *r, const BlsG2Affine *a);
