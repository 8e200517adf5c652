/* SPDX-License-Identifier: MIT */
#include "bls12381/pairing.h"

#include "bls12381/constants.h"
#include "bls12381/curve-parameter.h"
#include "bls12381/cyclotomic.h"

/* What a line needs of the point (x, y) it is evaluated at. */
typedef struct
{
  BlsFp minus_x_over_y, one_over_y;
} Argument;

/* Both with one inversion; y is never zero in a group of odd order. */
static void
prepare_arguments (Argument *r0, Argument *r1, const BlsG1 *p0, const BlsG1 *p1)
{
  BlsFp product, inverse, t;
  const BlsG1 *p[2] = { p0, p1 };
  Argument *r[2] = { r0, r1 };

  bls_fp_mul (&product, &p0->y, &p1->y);
  bls_fp_inv_vartime (&inverse, &product);
  for (int i = 0; i < 2; i++)
    {
      /* 1 / y = z^3 / Y, x / y = z X / Y */
      bls_fp_mul (&t, &inverse, &p[1 - i]->y);
      bls_fp_mul (&t, &t, &p[i]->z);
      bls_fp_mul (&r[i]->minus_x_over_y, &t, &p[i]->x);
      bls_fp_neg (&r[i]->minus_x_over_y, &r[i]->minus_x_over_y);
      bls_fp_mul (&t, &t, &p[i]->z);
      bls_fp_mul (&r[i]->one_over_y, &t, &p[i]->z);
    }
}

/*
 * The untwisted line at (x, y), times w^3 / y, is mu / y - (lambda x / y) v + v w. The product of two
 * such, with a_i + b_i v + v w:
 *   (a0 a1 + xi) + (a0 b1 + a1 b0) v + b0 b1 v^2 + ((a0 + a1) v + (b0 + b1) v^2) w.
 */
static void
multiply_lines (BlsFp12 *f,
                bool f_is_one,
                const BlsLine *line0,
                const Argument *at0,
                const BlsLine *line1,
                const Argument *at1)
{
  BlsFp2 a0, b0, a1, b1, sum_a, sum_b, t;
  BlsFp6 c0;

  bls_fp2_mul_fp (&a0, &line0->mu, &at0->one_over_y);
  bls_fp2_mul_fp (&b0, &line0->lambda, &at0->minus_x_over_y);
  bls_fp2_mul_fp (&a1, &line1->mu, &at1->one_over_y);
  bls_fp2_mul_fp (&b1, &line1->lambda, &at1->minus_x_over_y);

  bls_fp2_mul (&c0.c0, &a0, &a1);
  bls_fp2_mul (&c0.c2, &b0, &b1);
  bls_fp2_add (&t, &a0, &b0);
  bls_fp2_add (&c0.c1, &a1, &b1);
  bls_fp2_mul (&c0.c1, &c0.c1, &t);
  bls_fp2_sub (&c0.c1, &c0.c1, &c0.c0);
  bls_fp2_sub (&c0.c1, &c0.c1, &c0.c2);
  bls_fp_add (&c0.c0.c0, &c0.c0.c0, &bls_fp_one);
  bls_fp_add (&c0.c0.c1, &c0.c0.c1, &bls_fp_one);

  bls_fp2_add (&sum_a, &a0, &a1);
  bls_fp2_add (&sum_b, &b0, &b1);
  if (f_is_one)
    {
      *f = (BlsFp12){ 0 };
      f->c0 = c0;
      f->c1.c1 = sum_a;
      f->c1.c2 = sum_b;
    }
  else
    bls_fp12_mul_sparse (f, f, &c0, &sum_a, &sum_b);
}

void
bls_miller_loop_2 (BlsFp12 *f,
                   const BlsG1 *p0,
                   const BlsLine lines0[BLS_LINE_COUNT],
                   const BlsG1 *p1,
                   const BlsLine lines1[BLS_LINE_COUNT])
{
  Argument at0, at1;
  int n = 0;

  prepare_arguments (&at0, &at1, p0, p1);
  for (int i = BLS_X_TOP_BIT - 1; i >= 0; i--)
    {
      if (n > 0)
        bls_fp12_sqr (f, f);
      multiply_lines (f, n == 0, &lines0[n], &at0, &lines1[n], &at1);
      n++;
      if ((BLS_X_ABS >> i) & 1)
        {
          multiply_lines (f, false, &lines0[n], &at0, &lines1[n], &at1);
          n++;
        }
    }
  /* x is negative */
  bls_fp12_conj (f, f);
}

/* r = a^(x - 1) in the cyclotomic subgroup, where conjugation inverts. */
static void
power_x_minus_1 (BlsFp12 *r, const BlsFp12 *a)
{
  BlsFp12 inverse;

  bls_fp12_conj (&inverse, a);
  bls_cyclotomic_power_x (r, a);
  bls_fp12_mul (r, r, &inverse);
}

/*
 * (p^12 - 1) / r = (p^6 - 1)(p^2 + 1) * (p^4 - p^2 + 1) / r, and
 * 3 (p^4 - p^2 + 1) / r = (x - 1)^2 (x + p)(x^2 + p^2 - 1) + 3
 * (Hayashida, Hayasaka, Teruya 2020, "Efficient final exponentiation via cyclotomic structure for
 * pairings over families of elliptic curves").
 */
void
bls_final_exponentiation (BlsFp12 *r, const BlsFp12 *f)
{
  BlsFp12 m, t, u;

  /* m = f^((p^6 - 1)(p^2 + 1)) */
  bls_fp12_inv_vartime (&t, f);
  bls_fp12_conj (&m, f);
  bls_fp12_mul (&m, &m, &t);
  bls_fp12_frobenius_2 (&t, &m);
  bls_fp12_mul (&m, &m, &t);

  power_x_minus_1 (&t, &m);
  power_x_minus_1 (&t, &t);

  /* t^(x + p) */
  bls_cyclotomic_power_x (&u, &t);
  bls_fp12_frobenius (&t, &t);
  bls_fp12_mul (&t, &t, &u);

  /* t^(x^2 + p^2 - 1) */
  bls_cyclotomic_power_x (&u, &t);
  bls_cyclotomic_power_x (&u, &u);
  bls_fp12_frobenius_2 (r, &t);
  bls_fp12_mul (&u, &u, r);
  bls_fp12_conj (&t, &t);
  bls_fp12_mul (&u, &u, &t);

  /* times m^3 */
  bls_cyclotomic_sqr (&t, &m);
  bls_fp12_mul (&t, &t, &m);
  bls_fp12_mul (r, &u, &t);
}

bool
bls_pairing_product_is_one (const BlsG1 *p0,
                            const BlsLine lines0[BLS_LINE_COUNT],
                            const BlsG1 *p1,
                            const BlsLine lines1[BLS_LINE_COUNT])
{
  BlsFp12 f;

  bls_miller_loop_2 (&f, p0, lines0, p1, lines1);
  bls_final_exponentiation (&f, &f);
  return bls_fp12_is_one (&f);
}
