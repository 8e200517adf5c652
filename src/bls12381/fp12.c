/* SPDX-License-Identifier: MIT */
#include "bls12381/fp12.h"

#include "bls12381/constants.h"

void
bls_fp12_one (BlsFp12 *r)
{
  *r = (BlsFp12){ 0 };
  r->c0.c0.c0 = bls_fp_one;
}

bool
bls_fp12_equal (const BlsFp12 *a, const BlsFp12 *b)
{
  return bls_fp6_equal (&a->c0, &b->c0) && bls_fp6_equal (&a->c1, &b->c1);
}

bool
bls_fp12_is_one (const BlsFp12 *a)
{
  BlsFp12 one;

  bls_fp12_one (&one);
  return bls_fp12_equal (a, &one);
}

void
bls_fp12_mul (BlsFp12 *r, const BlsFp12 *a, const BlsFp12 *b)
{
  BlsFp6 v0, v1, s, t;

  bls_fp6_mul (&v0, &a->c0, &b->c0);
  bls_fp6_mul (&v1, &a->c1, &b->c1);
  bls_fp6_add (&s, &a->c0, &a->c1);
  bls_fp6_add (&t, &b->c0, &b->c1);
  bls_fp6_mul (&s, &s, &t);
  bls_fp6_sub (&s, &s, &v0);
  bls_fp6_sub (&r->c1, &s, &v1);
  bls_fp6_mul_v (&v1, &v1);
  bls_fp6_add (&r->c0, &v0, &v1);
}

/* The complex method: c0 = (a0 + a1)(a0 + v a1) - a0 a1 - v a0 a1, c1 = 2 a0 a1. */
void
bls_fp12_sqr (BlsFp12 *r, const BlsFp12 *a)
{
  BlsFp6 product, s, t;

  bls_fp6_mul (&product, &a->c0, &a->c1);
  bls_fp6_mul_v (&t, &a->c1);
  bls_fp6_add (&t, &t, &a->c0);
  bls_fp6_add (&s, &a->c0, &a->c1);
  bls_fp6_mul (&s, &s, &t);
  bls_fp6_sub (&s, &s, &product);
  bls_fp6_mul_v (&t, &product);
  bls_fp6_sub (&r->c0, &s, &t);
  bls_fp6_add (&r->c1, &product, &product);
}

void
bls_fp12_mul_sparse (
    BlsFp12 *r, const BlsFp12 *a, const BlsFp6 *b0, const BlsFp2 *b1, const BlsFp2 *b2)
{
  BlsFp6 v0, v1, s, t;

  bls_fp6_mul (&v0, &a->c0, b0);
  bls_fp6_mul_12 (&v1, &a->c1, b1, b2);
  bls_fp6_add (&s, &a->c0, &a->c1);
  t.c0 = b0->c0;
  bls_fp2_add (&t.c1, &b0->c1, b1);
  bls_fp2_add (&t.c2, &b0->c2, b2);
  bls_fp6_mul (&s, &s, &t);
  bls_fp6_sub (&s, &s, &v0);
  bls_fp6_sub (&r->c1, &s, &v1);
  bls_fp6_mul_v (&v1, &v1);
  bls_fp6_add (&r->c0, &v0, &v1);
}

void
bls_fp12_conj (BlsFp12 *r, const BlsFp12 *a)
{
  r->c0 = a->c0;
  bls_fp6_neg (&r->c1, &a->c1);
}

/* conj (a) / (a0^2 - v a1^2) */
void
bls_fp12_inv_vartime (BlsFp12 *r, const BlsFp12 *a)
{
  BlsFp6 norm, t;

  bls_fp6_sqr (&norm, &a->c0);
  bls_fp6_sqr (&t, &a->c1);
  bls_fp6_mul_v (&t, &t);
  bls_fp6_sub (&norm, &norm, &t);
  bls_fp6_inv_vartime (&norm, &norm);
  bls_fp6_mul (&r->c0, &a->c0, &norm);
  bls_fp6_mul (&t, &a->c1, &norm);
  bls_fp6_neg (&r->c1, &t);
}

/* The coefficient of w^k, k = 2 (power of v) + (power of w), times (1 + i)^(k (p-1)/6). */
static void
frobenius_coefficient (BlsFp2 *r, const BlsFp2 *a, int k)
{
  BlsFp2 conjugate;

  bls_fp2_conj (&conjugate, a);
  bls_fp2_mul (r, &conjugate, &bls_frobenius_1[k]);
}

void
bls_fp12_frobenius (BlsFp12 *r, const BlsFp12 *a)
{
  bls_fp2_conj (&r->c0.c0, &a->c0.c0);
  frobenius_coefficient (&r->c1.c0, &a->c1.c0, 1);
  frobenius_coefficient (&r->c0.c1, &a->c0.c1, 2);
  frobenius_coefficient (&r->c1.c1, &a->c1.c1, 3);
  frobenius_coefficient (&r->c0.c2, &a->c0.c2, 4);
  frobenius_coefficient (&r->c1.c2, &a->c1.c2, 5);
}

void
bls_fp12_frobenius_2 (BlsFp12 *r, const BlsFp12 *a)
{
  r->c0.c0 = a->c0.c0;
  bls_fp2_mul_fp (&r->c1.c0, &a->c1.c0, &bls_frobenius_2[1]);
  bls_fp2_mul_fp (&r->c0.c1, &a->c0.c1, &bls_frobenius_2[2]);
  bls_fp2_mul_fp (&r->c1.c1, &a->c1.c1, &bls_frobenius_2[3]);
  bls_fp2_mul_fp (&r->c0.c2, &a->c0.c2, &bls_frobenius_2[4]);
  bls_fp2_mul_fp (&r->c1.c2, &a->c1.c2, &bls_frobenius_2[5]);
}
