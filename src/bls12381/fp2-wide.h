/* SPDX-License-Identifier: MIT */
/*
 * Lazy reduction for the tower above Fp2: products stay 768 bits wide while they are added, and each
 * coordinate of the result is reduced once. Reducing costs more than a product, adding next to
 * nothing.
 *
 * Coordinates are modulo 2^768, so a negative one is a large number; the comments of the callers
 * give the ranges in units of p^2, where a product of numbers below 2p is below 4.
 */
#pragma once

#include "bls12381/fp-kernel.h"
#include "bls12381/fp2.h"

typedef struct
{
  BlsWide c0, c1;
} BlsFp2Wide;

/* For coordinates below 2^k p each, k at most 2: c0 within +-4^k, c1 in [0, 2 4^k). */
void bls_fp2_wide_mul (BlsFp2Wide *r, const BlsFp2 *a, const BlsFp2 *b);

/* Up to a multiple of p; for coordinates below 2^k p: c0 in [0, 4 4^k), c1 in [0, 2 4^k). The
 * @excess is 2^k p, 2p or 4p. */
void bls_fp2_wide_sqr (BlsFp2Wide *r, const BlsFp2 *a, const uint64_t excess[BLS_FP_LIMBS]);

#define BLS_3P_LIMBS                                                                               \
  {                                                                                                \
    UINT64_C (0x2dfcffffffff0001), UINT64_C (0x5c03fffc13fbffff), UINT64_C (0x359277e2e412e26c),   \
        UINT64_C (0x2d65e28eda8f383e), UINT64_C (0xe152f722c9e30686),                              \
        UINT64_C (0x4e0335beac7fb3ce)                                                              \
  }
#define BLS_4P_LIMBS                                                                               \
  {                                                                                                \
    UINT64_C (0xe7fbfffffffeaaac), UINT64_C (0x7aaffffac54ffffe), UINT64_C (0x9cc34a83dac3d890),   \
        UINT64_C (0x91dd2e13ce144afd), UINT64_C (0x2c6e9ed90d2eb35d),                              \
        UINT64_C (0x680447a8e5ff9a69)                                                              \
  }

static const uint64_t bls_3p[BLS_FP_LIMBS] = BLS_3P_LIMBS;
static const uint64_t bls_4p[BLS_FP_LIMBS] = BLS_4P_LIMBS;

BLS_INLINE void
bls_wide_add (BlsWide *r, const BlsWide *a, const BlsWide *b)
{
  unsigned char carry = 0;

  BLS_UNROLL
  for (int k = 0; k < 12; k++)
    r->l[k] = bls_adc (a->l[k], b->l[k], &carry);
}

BLS_INLINE void
bls_fp2_wide_sub (BlsFp2Wide *r, const BlsFp2Wide *a, const BlsFp2Wide *b)
{
  bls_wide_sub_modulo (&r->c0, &a->c0, &b->c0);
  bls_wide_sub_modulo (&r->c1, &a->c1, &b->c1);
}

BLS_INLINE void
bls_fp2_wide_add (BlsFp2Wide *r, const BlsFp2Wide *a, const BlsFp2Wide *b)
{
  bls_wide_add (&r->c0, &a->c0, &b->c0);
  bls_wide_add (&r->c1, &a->c1, &b->c1);
}

/* r = (1 + i) a */
BLS_INLINE void
bls_fp2_wide_mul_xi (BlsFp2Wide *r, const BlsFp2Wide *a)
{
  BlsWide difference;

  bls_wide_sub_modulo (&difference, &a->c0, &a->c1);
  bls_wide_add (&r->c1, &a->c0, &a->c1);
  r->c0 = difference;
}

/* r = a + b with coordinates below 4p: a factor for bls_fp2_wide_mul(), not a number for fp.h. */
BLS_INLINE void
bls_fp2_add_unreduced (BlsFp2 *r, const BlsFp2 *a, const BlsFp2 *b)
{
  bls_limbs_add (r->c0.l, a->c0.l, b->c0.l);
  bls_limbs_add (r->c1.l, a->c1.l, b->c1.l);
}

/* From [0, 48): the reduction gives a number below (48 / 9.8 + 1) p < 6p. */
BLS_INLINE void
bls_wide_reduce_from_48 (BlsFp *r, const BlsWide *w)
{
  BlsFp t;

  bls_wide_reduce (&t, w);
  bls_limbs_sub_if_above (t.l, t.l, bls_4p);
  bls_limbs_sub_if_above (r->l, t.l, bls_2p);
}

/* The same from [-9.8, 38): 2^384 p is 9.8 p^2. */
BLS_INLINE void
bls_wide_reduce_from_minus_9 (BlsFp *r, const BlsWide *w)
{
  BlsWide t = *w;

  bls_limbs_add (t.l + 6, t.l + 6, bls_p);
  bls_wide_reduce_from_48 (r, &t);
}

/* The same from [-29, 18): three times that. */
BLS_INLINE void
bls_wide_reduce_from_minus_29 (BlsFp *r, const BlsWide *w)
{
  BlsWide t = *w;

  bls_limbs_add (t.l + 6, t.l + 6, bls_3p);
  bls_wide_reduce_from_48 (r, &t);
}
