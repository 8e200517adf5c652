/* SPDX-License-Identifier: MIT */
#include "bls12381/fp2.h"

#include "bls12381/constants.h"
#include "bls12381/fp-kernel.h"

/* Karatsuba with one reduction a coordinate:
 *   c1 = (a0 + a1)(b0 + b1) - a0 b0 - a1 b1 = a0 b1 + a1 b0, below 8 p^2,
 *   c0 = a0 b0 - a1 b1, each below 4 p^2. */
void
bls_fp2_mul (BlsFp2 *r, const BlsFp2 *a, const BlsFp2 *b)
{
  uint64_t sum_a[BLS_FP_LIMBS], sum_b[BLS_FP_LIMBS];
  BlsWide real, imaginary, cross;

  bls_limbs_add (sum_a, a->c0.l, a->c1.l);
  bls_limbs_add (sum_b, b->c0.l, b->c1.l);
  bls_wide_mul (&cross, sum_a, sum_b);
  bls_wide_mul (&real, a->c0.l, b->c0.l);
  bls_wide_mul (&imaginary, a->c1.l, b->c1.l);
  bls_wide_sub_modulo (&cross, &cross, &real);
  bls_wide_sub_modulo (&cross, &cross, &imaginary);
  bls_wide_reduce (&r->c1, &cross);
  bls_wide_sub (&real, &real, &imaginary);
  bls_wide_reduce (&r->c0, &real);
}

/* (a0 + a1)(a0 - a1) and 2 a0 a1, the sums in the first factors left below 4p. */
void
bls_fp2_sqr (BlsFp2 *r, const BlsFp2 *a)
{
  BlsFp sum, difference, twice;

  bls_limbs_add (sum.l, a->c0.l, a->c1.l);
  bls_fp_sub_inline (&difference, &a->c0, &a->c1);
  bls_limbs_add (twice.l, a->c0.l, a->c0.l);
  bls_fp_mul_inline (&r->c1, &twice, &a->c1);
  bls_fp_mul_inline (&r->c0, &sum, &difference);
}

void
bls_fp2_add (BlsFp2 *r, const BlsFp2 *a, const BlsFp2 *b)
{
  bls_fp_add_inline (&r->c0, &a->c0, &b->c0);
  bls_fp_add_inline (&r->c1, &a->c1, &b->c1);
}

void
bls_fp2_sub (BlsFp2 *r, const BlsFp2 *a, const BlsFp2 *b)
{
  bls_fp_sub_inline (&r->c0, &a->c0, &b->c0);
  bls_fp_sub_inline (&r->c1, &a->c1, &b->c1);
}

void
bls_fp2_neg (BlsFp2 *r, const BlsFp2 *a)
{
  bls_fp_neg (&r->c0, &a->c0);
  bls_fp_neg (&r->c1, &a->c1);
}

void
bls_fp2_conj (BlsFp2 *r, const BlsFp2 *a)
{
  r->c0 = a->c0;
  bls_fp_neg (&r->c1, &a->c1);
}

void
bls_fp2_half_of (BlsFp2 *r, const BlsFp2 *a)
{
  bls_fp_half_of (&r->c0, &a->c0);
  bls_fp_half_of (&r->c1, &a->c1);
}

void
bls_fp2_mul_fp (BlsFp2 *r, const BlsFp2 *a, const BlsFp *b)
{
  BlsFp factor = *b;

  bls_fp_mul (&r->c0, &a->c0, &factor);
  bls_fp_mul (&r->c1, &a->c1, &factor);
}

void
bls_fp2_mul_xi (BlsFp2 *r, const BlsFp2 *a)
{
  BlsFp difference;

  bls_fp_sub_inline (&difference, &a->c0, &a->c1);
  bls_fp_add_inline (&r->c1, &a->c0, &a->c1);
  r->c0 = difference;
}

/* conj (a) / norm (a) */
static void
inverse_from_norm (BlsFp2 *r, const BlsFp2 *a, const BlsFp *norm_inverse)
{
  bls_fp_mul (&r->c0, &a->c0, norm_inverse);
  bls_fp_mul (&r->c1, &a->c1, norm_inverse);
  bls_fp_neg (&r->c1, &r->c1);
}

void
bls_fp2_inv_vartime (BlsFp2 *r, const BlsFp2 *a)
{
  BlsFp norm;

  bls_fp_mul_add_mul (&norm, &a->c0, &a->c0, &a->c1, &a->c1);
  bls_fp_inv_vartime (&norm, &norm);
  inverse_from_norm (r, a, &norm);
}

void
bls_fp2_inv (BlsFp2 *r, const BlsFp2 *a)
{
  BlsFp norm;

  bls_fp_mul_add_mul (&norm, &a->c0, &a->c0, &a->c1, &a->c1);
  bls_fp_inv (&norm, &norm);
  inverse_from_norm (r, a, &norm);
}

void
bls_fp2_select (BlsFp2 *r, uint64_t condition, const BlsFp2 *a, const BlsFp2 *b)
{
  bls_fp_select (&r->c0, condition, &a->c0, &b->c0);
  bls_fp_select (&r->c1, condition, &a->c1, &b->c1);
}

bool
bls_fp2_is_zero (const BlsFp2 *a)
{
  return bls_fp_is_zero (&a->c0) && bls_fp_is_zero (&a->c1);
}

bool
bls_fp2_equal (const BlsFp2 *a, const BlsFp2 *b)
{
  return bls_fp_equal (&a->c0, &b->c0) && bls_fp_equal (&a->c1, &b->c1);
}

bool
bls_fp2_is_larger_half (const BlsFp2 *a)
{
  if (bls_fp_is_zero (&a->c1))
    return bls_fp_is_larger_half (&a->c0);
  return bls_fp_is_larger_half (&a->c1);
}

/*
 * The complex method, with two powers. Let n = sqrt (a0^2 + a1^2), t = (a0 + n) / 2,
 * s = t^((p-3)/4), x = t s. Then t s^2 is 1 or -1:
 *    1: x^2 = t,  1/x = s, and the root is x + (a1 s / 2) i;
 *   -1: x^2 = -t, and since t (a0 - n) / 2 = -(a1 / 2)^2 the root is (a1 s / 2) - x i.
 * The caller's @a is a square exactly if the root's square is @a: that is checked at the end and
 * covers every other case.
 */
bool
bls_fp2_sqrt_vartime (BlsFp2 *r, const BlsFp2 *a)
{
  BlsFp norm, n, t, s, x, half_a1_s, x2;
  BlsFp2 root, check;

  bls_fp_mul_add_mul (&norm, &a->c0, &a->c0, &a->c1, &a->c1);
  bls_fp_pow_p_minus_3_div_4 (&n, &norm);
  bls_fp_mul (&n, &n, &norm);
  bls_fp_add (&t, &a->c0, &n);
  bls_fp_half_of (&t, &t);
  if (bls_fp_is_zero (&t))
    t = a->c0; /* a1 is zero and n came out as -a0: take (a0 - n) / 2 */

  bls_fp_pow_p_minus_3_div_4 (&s, &t);
  bls_fp_mul (&x, &t, &s);
  bls_fp_half_of (&half_a1_s, &a->c1);
  bls_fp_mul (&half_a1_s, &half_a1_s, &s);
  bls_fp_sqr (&x2, &x);
  if (bls_fp_equal (&x2, &t))
    {
      root.c0 = x;
      root.c1 = half_a1_s;
    }
  else
    {
      root.c0 = half_a1_s;
      bls_fp_neg (&root.c1, &x);
    }
  bls_fp2_sqr (&check, &root);
  if (!bls_fp2_equal (&check, a))
    return false;
  *r = root;
  return true;
}
