/* SPDX-License-Identifier: MIT */
#include "bls12381/lines.h"

#include "bls12381/constants.h"
#include "bls12381/curve-parameter.h"

/* A line times its denominator. */
typedef struct
{
  BlsFp2 lambda, mu, denominator;
} ScaledLine;

/* Jacobian: x / z^2, y / z^3. */
typedef struct
{
  BlsFp2 x, y, z;
} Jacobian;

/*
 * The tangent at T, then T = 2T. With x = X / Z^2, y = Y / Z^3 the slope is 3 x^2 / (2 y), so that
 *   lambda = 3 X^2 Z^2 / (2 Y Z^3),   mu = lambda x - y = (3 X^3 - 2 Y^2) / (2 Y Z^3).
 */
static void
double_step (ScaledLine *line, Jacobian *t)
{
  BlsFp2 x2, y2, y4, z2, d, e, f, s;

  bls_fp2_sqr (&x2, &t->x);
  bls_fp2_sqr (&y2, &t->y);
  bls_fp2_sqr (&y4, &y2);
  bls_fp2_sqr (&z2, &t->z);
  bls_fp2_add (&e, &x2, &x2);
  bls_fp2_add (&e, &e, &x2);

  bls_fp2_mul (&line->lambda, &e, &z2);
  bls_fp2_mul (&s, &e, &t->x);
  bls_fp2_sub (&s, &s, &y2);
  bls_fp2_sub (&line->mu, &s, &y2);

  bls_fp2_mul (&d, &t->x, &y2);
  bls_fp2_add (&d, &d, &d);
  bls_fp2_add (&d, &d, &d);
  bls_fp2_sqr (&f, &e);
  bls_fp2_mul (&s, &t->y, &t->z);
  bls_fp2_add (&t->z, &s, &s);
  bls_fp2_mul (&line->denominator, &t->z, &z2);
  bls_fp2_sub (&f, &f, &d);
  bls_fp2_sub (&t->x, &f, &d);
  bls_fp2_sub (&d, &d, &t->x);
  bls_fp2_mul (&s, &e, &d);
  bls_fp2_add (&y4, &y4, &y4);
  bls_fp2_add (&y4, &y4, &y4);
  bls_fp2_add (&y4, &y4, &y4);
  bls_fp2_sub (&t->y, &s, &y4);
}

/* The line through T and Q, then T = T + Q. The slope is d / (Z h) with h = x_Q Z^2 - X and
 * d = y_Q Z^3 - Y, and mu = (d x_Q - y_Q Z h) / (Z h). For T = Q or T = -Q, h is zero and so is
 * every later Z. */
static void
add_step (ScaledLine *line, Jacobian *t, const BlsG2Affine *q)
{
  BlsFp2 z2, h, d, h2, h3, v, s;

  bls_fp2_sqr (&z2, &t->z);
  bls_fp2_mul (&h, &q->x, &z2);
  bls_fp2_sub (&h, &h, &t->x);
  bls_fp2_mul (&d, &z2, &t->z);
  bls_fp2_mul (&d, &d, &q->y);
  bls_fp2_sub (&d, &d, &t->y);
  bls_fp2_mul (&t->z, &t->z, &h);

  line->lambda = d;
  line->denominator = t->z;
  bls_fp2_mul (&line->mu, &d, &q->x);
  bls_fp2_mul (&s, &q->y, &t->z);
  bls_fp2_sub (&line->mu, &line->mu, &s);

  bls_fp2_sqr (&h2, &h);
  bls_fp2_mul (&h3, &h2, &h);
  bls_fp2_mul (&v, &t->x, &h2);
  bls_fp2_mul (&s, &t->y, &h3);
  bls_fp2_sqr (&t->x, &d);
  bls_fp2_sub (&t->x, &t->x, &h3);
  bls_fp2_sub (&t->x, &t->x, &v);
  bls_fp2_sub (&t->x, &t->x, &v);
  bls_fp2_sub (&v, &v, &t->x);
  bls_fp2_mul (&v, &v, &d);
  bls_fp2_sub (&t->y, &v, &s);
}

/* psi (Q) is [x] Q exactly for the points of G2 (Scott 2021, as in g1.c); @t is [|x|] Q and x is
 * negative. A point whose chain of additions met an exception has a small order and z = 0. */
static bool
is_in_group (const BlsG2Affine *q, const Jacobian *t)
{
  BlsG2Affine psi;
  BlsFp2 z2, x, y, sum;

  if (bls_fp2_is_zero (&t->z))
    return false;
  bls_g2_psi (&psi, q);
  bls_fp2_sqr (&z2, &t->z);
  bls_fp2_mul (&x, &psi.x, &z2);
  bls_fp2_mul (&y, &psi.y, &z2);
  bls_fp2_mul (&y, &y, &t->z);
  bls_fp2_add (&sum, &y, &t->y);
  return bls_fp2_equal (&x, &t->x) && bls_fp2_is_zero (&sum);
}

/* Montgomery's trick: one inversion for all the denominators, none of which is zero. */
static void
divide_lines (BlsLine lines[BLS_LINE_COUNT], ScaledLine scaled[BLS_LINE_COUNT])
{
  BlsFp2 products[BLS_LINE_COUNT], inverse, this_inverse;

  products[0] = scaled[0].denominator;
  for (int i = 1; i < BLS_LINE_COUNT; i++)
    bls_fp2_mul (&products[i], &products[i - 1], &scaled[i].denominator);
  bls_fp2_inv_vartime (&inverse, &products[BLS_LINE_COUNT - 1]);

  for (int i = BLS_LINE_COUNT - 1; i >= 0; i--)
    {
      if (i > 0)
        {
          bls_fp2_mul (&this_inverse, &inverse, &products[i - 1]);
          bls_fp2_mul (&inverse, &inverse, &scaled[i].denominator);
        }
      else
        this_inverse = inverse;
      bls_fp2_mul (&lines[i].lambda, &scaled[i].lambda, &this_inverse);
      bls_fp2_mul (&lines[i].mu, &scaled[i].mu, &this_inverse);
    }
}

bool
bls_lines_prepare (BlsLine lines[BLS_LINE_COUNT], const BlsG2Affine *q)
{
  ScaledLine scaled[BLS_LINE_COUNT];
  Jacobian t = { q->x, q->y, { bls_fp_one, { { 0 } } } };
  int n = 0;

  for (int i = BLS_X_TOP_BIT - 1; i >= 0; i--)
    {
      double_step (&scaled[n++], &t);
      if ((BLS_X_ABS >> i) & 1)
        add_step (&scaled[n++], &t, q);
    }
  if (!is_in_group (q, &t))
    return false;

  divide_lines (lines, scaled);
  return true;
}
