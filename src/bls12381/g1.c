/* SPDX-License-Identifier: MIT */
#include "bls12381/g1.h"

#include "bls12381/constants.h"
#include "bls12381/curve-parameter.h"

void
bls_g1_from_affine (BlsG1 *r, const BlsG1Affine *a)
{
  r->x = a->x;
  r->y = a->y;
  r->z = bls_fp_one;
}

void
bls_g1_to_affine_vartime (BlsG1Affine *r, const BlsG1 *a)
{
  BlsFp inverse, square;

  bls_fp_inv_vartime (&inverse, &a->z);
  bls_fp_sqr (&square, &inverse);
  bls_fp_mul (&r->x, &a->x, &square);
  bls_fp_mul (&square, &square, &inverse);
  bls_fp_mul (&r->y, &a->y, &square);
}

bool
bls_g1_is_identity (const BlsG1 *a)
{
  return bls_fp_is_zero (&a->z);
}

/* "dbl-2009-l" of the Explicit-Formulas Database; no point of E has order two, so no exception. */
void
bls_g1_double (BlsG1 *r, const BlsG1 *a)
{
  BlsFp x2, y2, y4, d, e, f, t;

  bls_fp_sqr (&x2, &a->x);
  bls_fp_sqr (&y2, &a->y);
  bls_fp_sqr (&y4, &y2);

  /* d = 4 x y^2 */
  bls_fp_mul (&d, &a->x, &y2);
  bls_fp_add (&d, &d, &d);
  bls_fp_add (&d, &d, &d);
  bls_fp_add (&e, &x2, &x2);
  bls_fp_add (&e, &e, &x2);
  bls_fp_sqr (&f, &e);

  bls_fp_mul (&t, &a->y, &a->z);
  bls_fp_add (&r->z, &t, &t);
  bls_fp_sub (&f, &f, &d);
  bls_fp_sub (&r->x, &f, &d);
  bls_fp_sub (&d, &d, &r->x);
  bls_fp_mul (&t, &e, &d);
  bls_fp_add (&y4, &y4, &y4);
  bls_fp_add (&y4, &y4, &y4);
  bls_fp_add (&y4, &y4, &y4);
  bls_fp_sub (&r->y, &t, &y4);
}

/* From u = x1, s = y1 (both over the common denominator z^2, z^3), h = x2 - x1, d = y2 - y1. */
static void
finish_add (BlsG1 *r, const BlsFp *u, const BlsFp *s, const BlsFp *h, const BlsFp *d)
{
  BlsFp h2, h3, v, t;

  bls_fp_sqr (&h2, h);
  bls_fp_mul (&h3, &h2, h);
  bls_fp_mul (&v, u, &h2);
  bls_fp_sqr (&t, d);
  bls_fp_sub (&t, &t, &h3);
  bls_fp_sub (&t, &t, &v);
  bls_fp_sub (&r->x, &t, &v);
  bls_fp_sub (&v, &v, &r->x);
  bls_fp_mul (&t, s, &h3);
  bls_fp_mul (&v, &v, d);
  bls_fp_sub (&r->y, &v, &t);
}

static void
set_identity (BlsG1 *r)
{
  r->x = bls_fp_one;
  r->y = bls_fp_one;
  r->z = (BlsFp){ { 0 } };
}

bool
bls_g1_add_distinct (BlsG1 *r, const BlsG1 *a, const BlsG1 *b)
{
  BlsFp za2, zb2, u, s, h, d, z;

  bls_fp_sqr (&za2, &a->z);
  bls_fp_sqr (&zb2, &b->z);
  bls_fp_mul (&u, &a->x, &zb2);
  bls_fp_mul (&h, &b->x, &za2);
  bls_fp_sub (&h, &h, &u);
  if (bls_fp_is_zero (&h))
    return false;

  bls_fp_mul (&s, &a->y, &zb2);
  bls_fp_mul (&s, &s, &b->z);
  bls_fp_mul (&d, &b->y, &za2);
  bls_fp_mul (&d, &d, &a->z);
  bls_fp_sub (&d, &d, &s);
  bls_fp_mul (&z, &a->z, &b->z);
  bls_fp_mul (&r->z, &z, &h);
  finish_add (r, &u, &s, &h, &d);
  return true;
}

/* For a and b with the same x: the double or the identity. */
static void
add_same_x (BlsG1 *r, const BlsG1 *a, const BlsG1 *b)
{
  BlsFp za3, zb3, s, t;

  bls_fp_sqr (&za3, &a->z);
  bls_fp_mul (&za3, &za3, &a->z);
  bls_fp_sqr (&zb3, &b->z);
  bls_fp_mul (&zb3, &zb3, &b->z);
  bls_fp_mul (&s, &a->y, &zb3);
  bls_fp_mul (&t, &b->y, &za3);
  if (bls_fp_equal (&s, &t))
    bls_g1_double (r, a);
  else
    set_identity (r);
}

void
bls_g1_add (BlsG1 *r, const BlsG1 *a, const BlsG1 *b)
{
  if (bls_g1_is_identity (a))
    *r = *b;
  else if (bls_g1_is_identity (b))
    *r = *a;
  else if (!bls_g1_add_distinct (r, a, b))
    add_same_x (r, a, b);
}

void
bls_g1_add_affine (BlsG1 *r, const BlsG1 *a, const BlsG1Affine *b)
{
  BlsFp z2, h, d, u, s;

  if (bls_g1_is_identity (a))
    {
      bls_g1_from_affine (r, b);
      return;
    }

  bls_fp_sqr (&z2, &a->z);
  bls_fp_mul (&h, &b->x, &z2);
  bls_fp_sub (&h, &h, &a->x);
  if (bls_fp_is_zero (&h))
    {
      BlsG1 same;

      bls_g1_from_affine (&same, b);
      add_same_x (r, a, &same);
      return;
    }

  bls_fp_mul (&d, &z2, &a->z);
  bls_fp_mul (&d, &d, &b->y);
  bls_fp_sub (&d, &d, &a->y);
  u = a->x;
  s = a->y;
  bls_fp_mul (&r->z, &a->z, &h);
  finish_add (r, &u, &s, &h, &d);
}

void
bls_g1_mul_x (BlsG1 *r, const BlsG1 *a)
{
  BlsG1 base = *a, t = *a;

  for (int i = BLS_X_TOP_BIT - 1; i >= 0; i--)
    {
      bls_g1_double (&t, &t);
      if ((BLS_X_ABS >> i) & 1)
        bls_g1_add (&t, &t, &base);
    }
  *r = t;
}

/* (beta x, y) is -[x^2] (x, y) exactly for the points of G1 (Scott 2021, "A note on group membership
 * tests for G1, G2 and GT on BLS pairing-friendly curves"). */
bool
bls_g1_is_in_group (const BlsG1Affine *a)
{
  BlsG1 t;
  BlsFp z2, x, y, sum;

  bls_g1_from_affine (&t, a);
  bls_g1_mul_x (&t, &t);
  bls_g1_mul_x (&t, &t);
  if (bls_g1_is_identity (&t))
    return false;

  bls_fp_sqr (&z2, &t.z);
  bls_fp_mul (&x, &a->x, &bls_g1_beta);
  bls_fp_mul (&x, &x, &z2);
  bls_fp_mul (&y, &a->y, &z2);
  bls_fp_mul (&y, &y, &t.z);
  bls_fp_add (&sum, &y, &t.y);
  return bls_fp_equal (&x, &t.x) && bls_fp_is_zero (&sum);
}
