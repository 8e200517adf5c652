/* SPDX-License-Identifier: MIT */
#include "bls12381/fp6.h"

#include "bls12381/fp2-wide.h"

/*
 * Karatsuba: six products in Fp2 (Devegili, O hEigeartaigh, Scott, Dahab 2006, section 4), reduced at
 * the end. With x y standing for a product of two coordinates, below 4, the ranges are those of the
 * sums of such products that remain when everything is multiplied out.
 */
void
bls_fp6_mul (BlsFp6 *r, const BlsFp6 *a, const BlsFp6 *b)
{
  BlsFp2Wide v0, v1, v2, c0, c1, c2;
  BlsFp2 s, t;

  bls_fp2_wide_mul (&v0, &a->c0, &b->c0);
  bls_fp2_wide_mul (&v1, &a->c1, &b->c1);
  bls_fp2_wide_mul (&v2, &a->c2, &b->c2);
  bls_fp2_add_unreduced (&s, &a->c1, &a->c2);
  bls_fp2_add_unreduced (&t, &b->c1, &b->c2);
  bls_fp2_wide_mul (&c0, &s, &t);
  bls_fp2_add_unreduced (&s, &a->c0, &a->c1);
  bls_fp2_add_unreduced (&t, &b->c0, &b->c1);
  bls_fp2_wide_mul (&c1, &s, &t);
  bls_fp2_add_unreduced (&s, &a->c0, &a->c2);
  bls_fp2_add_unreduced (&t, &b->c0, &b->c2);
  bls_fp2_wide_mul (&c2, &s, &t);

  /* c0 = v0 + xi ((a1 + a2)(b1 + b2) - v1 - v2): [-28, 12) + [-8, 32) i */
  bls_fp2_wide_sub (&c0, &c0, &v1);
  bls_fp2_wide_sub (&c0, &c0, &v2);
  bls_fp2_wide_mul_xi (&c0, &c0);
  bls_fp2_wide_add (&c0, &c0, &v0);
  bls_wide_reduce_from_minus_29 (&r->c0.c0, &c0.c0);
  bls_wide_reduce_from_minus_9 (&r->c0.c1, &c0.c1);

  /* c2 = (a0 + a2)(b0 + b2) - v0 - v2 + v1: [-12, 12) + [0, 24) i */
  bls_fp2_wide_sub (&c2, &c2, &v0);
  bls_fp2_wide_sub (&c2, &c2, &v2);
  bls_fp2_wide_add (&c2, &c2, &v1);
  bls_wide_reduce_from_minus_29 (&r->c2.c0, &c2.c0);
  bls_wide_reduce_from_48 (&r->c2.c1, &c2.c1);

  /* c1 = (a0 + a1)(b0 + b1) - v0 - v1 + xi v2: [-20, 12) + [-4, 28) i */
  bls_fp2_wide_sub (&c1, &c1, &v0);
  bls_fp2_wide_sub (&c1, &c1, &v1);
  bls_fp2_wide_mul_xi (&v2, &v2);
  bls_fp2_wide_add (&c1, &c1, &v2);
  bls_wide_reduce_from_minus_29 (&r->c1.c0, &c1.c0);
  bls_wide_reduce_from_minus_9 (&r->c1.c1, &c1.c1);
}

/* Chung-Hasan SQR2: two products and three squares. */
void
bls_fp6_sqr (BlsFp6 *r, const BlsFp6 *a)
{
  BlsFp2 s0, s1, s2, s3, s4, t;

  bls_fp2_sqr (&s0, &a->c0);
  bls_fp2_mul (&s1, &a->c0, &a->c1);
  bls_fp2_add (&s1, &s1, &s1);
  bls_fp2_sub (&t, &a->c0, &a->c1);
  bls_fp2_add (&t, &t, &a->c2);
  bls_fp2_sqr (&s2, &t);
  bls_fp2_mul (&s3, &a->c1, &a->c2);
  bls_fp2_add (&s3, &s3, &s3);
  bls_fp2_sqr (&s4, &a->c2);

  bls_fp2_mul_xi (&t, &s3);
  bls_fp2_add (&r->c0, &t, &s0);
  bls_fp2_mul_xi (&t, &s4);
  bls_fp2_add (&r->c1, &t, &s1);
  bls_fp2_add (&t, &s1, &s2);
  bls_fp2_add (&t, &t, &s3);
  bls_fp2_sub (&t, &t, &s0);
  bls_fp2_sub (&r->c2, &t, &s4);
}

void
bls_fp6_add (BlsFp6 *r, const BlsFp6 *a, const BlsFp6 *b)
{
  bls_fp2_add (&r->c0, &a->c0, &b->c0);
  bls_fp2_add (&r->c1, &a->c1, &b->c1);
  bls_fp2_add (&r->c2, &a->c2, &b->c2);
}

void
bls_fp6_sub (BlsFp6 *r, const BlsFp6 *a, const BlsFp6 *b)
{
  bls_fp2_sub (&r->c0, &a->c0, &b->c0);
  bls_fp2_sub (&r->c1, &a->c1, &b->c1);
  bls_fp2_sub (&r->c2, &a->c2, &b->c2);
}

void
bls_fp6_neg (BlsFp6 *r, const BlsFp6 *a)
{
  bls_fp2_neg (&r->c0, &a->c0);
  bls_fp2_neg (&r->c1, &a->c1);
  bls_fp2_neg (&r->c2, &a->c2);
}

void
bls_fp6_mul_v (BlsFp6 *r, const BlsFp6 *a)
{
  BlsFp2 wrapped;

  bls_fp2_mul_xi (&wrapped, &a->c2);
  r->c2 = a->c1;
  r->c1 = a->c0;
  r->c0 = wrapped;
}

void
bls_fp6_mul_12 (BlsFp6 *r, const BlsFp6 *a, const BlsFp2 *b1, const BlsFp2 *b2)
{
  BlsFp2Wide v1, v2, c0, c1, c2;
  BlsFp2 s, t;

  bls_fp2_wide_mul (&v1, &a->c1, b1);
  bls_fp2_wide_mul (&v2, &a->c2, b2);
  bls_fp2_wide_mul (&c1, &a->c0, b1);
  bls_fp2_wide_mul (&c2, &a->c0, b2);
  bls_fp2_add_unreduced (&s, &a->c1, &a->c2);
  bls_fp2_add_unreduced (&t, b1, b2);
  bls_fp2_wide_mul (&c0, &s, &t);

  /* c0 = xi ((a1 + a2)(b1 + b2) - v1 - v2): [-24, 8) + [-8, 24) i */
  bls_fp2_wide_sub (&c0, &c0, &v1);
  bls_fp2_wide_sub (&c0, &c0, &v2);
  bls_fp2_wide_mul_xi (&c0, &c0);
  bls_wide_reduce_from_minus_29 (&r->c0.c0, &c0.c0);
  bls_wide_reduce_from_minus_9 (&r->c0.c1, &c0.c1);

  /* c1 = a0 b1 + xi v2: [-16, 8) + [-4, 20) i */
  bls_fp2_wide_mul_xi (&v2, &v2);
  bls_fp2_wide_add (&c1, &c1, &v2);
  bls_wide_reduce_from_minus_29 (&r->c1.c0, &c1.c0);
  bls_wide_reduce_from_minus_9 (&r->c1.c1, &c1.c1);

  /* c2 = a0 b2 + v1: [-8, 8) + [0, 16) i */
  bls_fp2_wide_add (&c2, &c2, &v1);
  bls_wide_reduce_from_minus_9 (&r->c2.c0, &c2.c0);
  bls_wide_reduce_from_48 (&r->c2.c1, &c2.c1);
}

void
bls_fp6_inv_vartime (BlsFp6 *r, const BlsFp6 *a)
{
  BlsFp2 t0, t1, t2, s, norm;

  /* t0 = a0^2 - xi a1 a2, t1 = xi a2^2 - a0 a1, t2 = a1^2 - a0 a2 */
  bls_fp2_sqr (&t0, &a->c0);
  bls_fp2_mul (&s, &a->c1, &a->c2);
  bls_fp2_mul_xi (&s, &s);
  bls_fp2_sub (&t0, &t0, &s);
  bls_fp2_sqr (&t1, &a->c2);
  bls_fp2_mul_xi (&t1, &t1);
  bls_fp2_mul (&s, &a->c0, &a->c1);
  bls_fp2_sub (&t1, &t1, &s);
  bls_fp2_sqr (&t2, &a->c1);
  bls_fp2_mul (&s, &a->c0, &a->c2);
  bls_fp2_sub (&t2, &t2, &s);

  /* norm = a0 t0 + xi (a2 t1 + a1 t2) */
  bls_fp2_mul (&norm, &a->c2, &t1);
  bls_fp2_mul (&s, &a->c1, &t2);
  bls_fp2_add (&norm, &norm, &s);
  bls_fp2_mul_xi (&norm, &norm);
  bls_fp2_mul (&s, &a->c0, &t0);
  bls_fp2_add (&norm, &norm, &s);
  bls_fp2_inv_vartime (&norm, &norm);

  bls_fp2_mul (&r->c0, &t0, &norm);
  bls_fp2_mul (&r->c1, &t1, &norm);
  bls_fp2_mul (&r->c2, &t2, &norm);
}

bool
bls_fp6_equal (const BlsFp6 *a, const BlsFp6 *b)
{
  return bls_fp2_equal (&a->c0, &b->c0) && bls_fp2_equal (&a->c1, &b->c1) &&
         bls_fp2_equal (&a->c2, &b->c2);
}
