/* SPDX-License-Identifier: MIT */
#include "bls12381/fp2-wide.h"

/* Karatsuba: c0 = a0 b0 - a1 b1, c1 = (a0 + a1)(b0 + b1) - a0 b0 - a1 b1 */
void
bls_fp2_wide_mul (BlsFp2Wide *r, const BlsFp2 *a, const BlsFp2 *b)
{
  uint64_t sum_a[BLS_FP_LIMBS], sum_b[BLS_FP_LIMBS];
  BlsWide imaginary;

  bls_limbs_add (sum_a, a->c0.l, a->c1.l);
  bls_limbs_add (sum_b, b->c0.l, b->c1.l);
  bls_wide_mul (&r->c1, sum_a, sum_b);
  bls_wide_mul (&r->c0, a->c0.l, b->c0.l);
  bls_wide_mul (&imaginary, a->c1.l, b->c1.l);
  bls_wide_sub_modulo (&r->c1, &r->c1, &r->c0);
  bls_wide_sub_modulo (&r->c1, &r->c1, &imaginary);
  bls_wide_sub_modulo (&r->c0, &r->c0, &imaginary);
}

/* c0 = (a0 + a1)(a0 - a1 + excess), c1 = 2 a0 a1 */
void
bls_fp2_wide_sqr (BlsFp2Wide *r, const BlsFp2 *a, const uint64_t excess[BLS_FP_LIMBS])
{
  uint64_t sum[BLS_FP_LIMBS], difference[BLS_FP_LIMBS], twice[BLS_FP_LIMBS];
  unsigned char borrow = 0;

  bls_limbs_add (sum, a->c0.l, a->c1.l);
  bls_limbs_add (difference, a->c0.l, excess);
  BLS_UNROLL
  for (int k = 0; k < 6; k++)
    difference[k] = bls_sbb (difference[k], a->c1.l[k], &borrow);
  bls_limbs_add (twice, a->c0.l, a->c0.l);
  bls_wide_mul (&r->c0, sum, difference);
  bls_wide_mul (&r->c1, twice, a->c1.l);
}
