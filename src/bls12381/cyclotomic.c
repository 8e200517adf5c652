/* SPDX-License-Identifier: MIT */
#include "bls12381/cyclotomic.h"

#include "bls12381/curve-parameter.h"
#include "bls12381/fp2-wide.h"

/* (a + b s)^2 = a^2 + xi b^2 + ((a + b)^2 - a^2 - b^2) s in Fp4 = Fp2[s] / (s^2 - xi) */
static void
fp4_sqr (BlsFp2 *r0, BlsFp2 *r1, const BlsFp2 *a, const BlsFp2 *b)
{
  BlsFp2Wide a2, b2, both;
  BlsFp2 sum;

  bls_fp2_add_unreduced (&sum, a, b);
  bls_fp2_wide_sqr (&both, &sum, bls_4p);
  bls_fp2_wide_sqr (&a2, a, bls_2p);
  bls_fp2_wide_sqr (&b2, b, bls_2p);

  /* [-8, 24) + [0, 16) i: what is left of the excesses in c0 is p (a0 + a1 + b0 + b1) 2 */
  bls_fp2_wide_sub (&both, &both, &a2);
  bls_fp2_wide_sub (&both, &both, &b2);
  bls_wide_reduce_from_minus_9 (&r1->c0, &both.c0);
  bls_wide_reduce_from_48 (&r1->c1, &both.c1);

  /* [-8, 32) + [0, 32) i */
  bls_fp2_wide_mul_xi (&b2, &b2);
  bls_fp2_wide_add (&a2, &a2, &b2);
  bls_wide_reduce_from_minus_9 (&r0->c0, &a2.c0);
  bls_wide_reduce_from_48 (&r0->c1, &a2.c1);
}

/* r = 3 t - 2 a */
static void
three_minus_two (BlsFp2 *r, const BlsFp2 *t, const BlsFp2 *a)
{
  BlsFp2 d;

  bls_fp2_sub (&d, t, a);
  bls_fp2_add (&d, &d, &d);
  bls_fp2_add (r, &d, t);
}

/* r = 3 t + 2 a */
static void
three_plus_two (BlsFp2 *r, const BlsFp2 *t, const BlsFp2 *a)
{
  BlsFp2 d;

  bls_fp2_add (&d, t, a);
  bls_fp2_add (&d, &d, &d);
  bls_fp2_add (r, &d, t);
}

/* Granger, Scott 2010, section 3.2: three squares in Fp4. */
void
bls_cyclotomic_sqr (BlsFp12 *r, const BlsFp12 *a)
{
  BlsFp2 t0, t1, t2, t3, t4, t5;

  fp4_sqr (&t0, &t1, &a->c0.c0, &a->c1.c1);
  fp4_sqr (&t2, &t3, &a->c1.c0, &a->c0.c2);
  fp4_sqr (&t4, &t5, &a->c0.c1, &a->c1.c2);

  three_minus_two (&r->c0.c0, &t0, &a->c0.c0);
  three_plus_two (&r->c1.c1, &t1, &a->c1.c1);
  three_minus_two (&r->c0.c1, &t2, &a->c0.c1);
  three_plus_two (&r->c1.c2, &t3, &a->c1.c2);
  three_minus_two (&r->c0.c2, &t4, &a->c0.c2);
  bls_fp2_mul_xi (&t5, &t5);
  three_plus_two (&r->c1.c0, &t5, &a->c1.c0);
}

/*
 * Four of the six coefficients are enough to go on squaring, for two thirds of the price; the other
 * two follow from them by a division (Karabina 2010, "Squaring in cyclotomic subgroups"). The names
 * are those of Aranha, Karabina, Longa, Gebotys, Lopez 2011 ("Faster explicit formulas for computing
 * pairings over ordinary curves", section 5.2): g0 ... g5 are the coefficients of
 * 1, w^3, w, w^4, w^2, w^5.
 */
typedef struct
{
  BlsFp2 g2, g3, g4, g5;
} Compressed;

static void
compress (Compressed *r, const BlsFp12 *a)
{
  *r = (Compressed){ a->c1.c0, a->c0.c2, a->c0.c1, a->c1.c2 };
}

static void
compressed_sqr_n (Compressed *a, int n)
{
  BlsFp2 t2, t3, t4, t5;

  for (int i = 0; i < n; i++)
    {
      fp4_sqr (&t2, &t3, &a->g2, &a->g3);
      fp4_sqr (&t4, &t5, &a->g4, &a->g5);
      three_minus_two (&a->g4, &t2, &a->g4);
      three_plus_two (&a->g5, &t3, &a->g5);
      three_minus_two (&a->g3, &t4, &a->g3);
      bls_fp2_mul_xi (&t5, &t5);
      three_plus_two (&a->g2, &t5, &a->g2);
    }
}

/* g1 = (xi g5^2 + 3 g4^2 - 2 g3) / (4 g2), g0 = xi (2 g1^2 + g2 g5 - 3 g3 g4) + 1 */
static void
decompress (BlsFp12 *r, const Compressed *a, const BlsFp2 *inverse_of_4g2)
{
  BlsFp2 g0, g1, t;

  bls_fp2_sqr (&t, &a->g4);
  bls_fp2_sub (&g1, &t, &a->g3);
  bls_fp2_add (&g1, &g1, &g1);
  bls_fp2_add (&g1, &g1, &t);
  bls_fp2_sqr (&t, &a->g5);
  bls_fp2_mul_xi (&t, &t);
  bls_fp2_add (&g1, &g1, &t);
  bls_fp2_mul (&g1, &g1, inverse_of_4g2);

  bls_fp2_mul (&t, &a->g3, &a->g4);
  bls_fp2_sqr (&g0, &g1);
  bls_fp2_sub (&g0, &g0, &t);
  bls_fp2_add (&g0, &g0, &g0);
  bls_fp2_sub (&g0, &g0, &t);
  bls_fp2_mul (&t, &a->g2, &a->g5);
  bls_fp2_add (&g0, &g0, &t);
  bls_fp2_mul_xi (&g0, &g0);
  bls_fp_add (&g0.c0, &g0.c0, &bls_fp_one);

  r->c0 = (BlsFp6){ g0, a->g4, a->g3 };
  r->c1 = (BlsFp6){ a->g2, g1, a->g5 };
}

/* Both at once, with one inversion. False if a g2 is zero. */
static bool
decompress_2 (BlsFp12 *r0, BlsFp12 *r1, const Compressed *a0, const Compressed *a1)
{
  BlsFp2 product, inverse, t;

  bls_fp2_mul (&product, &a0->g2, &a1->g2);
  if (bls_fp2_is_zero (&product))
    return false;
  bls_fp2_inv_vartime (&inverse, &product);
  bls_fp2_half_of (&inverse, &inverse);
  bls_fp2_half_of (&inverse, &inverse);
  bls_fp2_mul (&t, &inverse, &a1->g2);
  decompress (r0, a0, &t);
  bls_fp2_mul (&t, &inverse, &a0->g2);
  decompress (r1, a1, &t);
  return true;
}

/* Square and multiply, for what does not decompress: 1, and hardly anything else. */
static void
power_x_plain (BlsFp12 *r, const BlsFp12 *a)
{
  BlsFp12 t = *a;

  for (int i = BLS_X_TOP_BIT - 1; i >= 0; i--)
    {
      bls_cyclotomic_sqr (&t, &t);
      if ((BLS_X_ABS >> i) & 1)
        bls_fp12_mul (&t, &t, a);
    }
  bls_fp12_conj (r, &t);
}

/* The two low bits of |x|, far apart, are reached by compressed squares, the others by plain ones. */
#define LOW_BIT    16
#define MIDDLE_BIT 48
_Static_assert((BLS_X_ABS & ((UINT64_C (2) << MIDDLE_BIT) - 1)) ==
                   ((UINT64_C (1) << LOW_BIT) | (UINT64_C (1) << MIDDLE_BIT)),
               "the bits of |x| that the chain relies on");

void
bls_cyclotomic_power_x (BlsFp12 *r, const BlsFp12 *a)
{
  Compressed low, middle;
  BlsFp12 product, t;

  compress (&low, a);
  compressed_sqr_n (&low, LOW_BIT);
  middle = low;
  compressed_sqr_n (&middle, MIDDLE_BIT - LOW_BIT);
  if (!decompress_2 (&product, &t, &low, &middle))
    {
      power_x_plain (r, a);
      return;
    }

  bls_fp12_mul (&product, &product, &t);
  for (int i = MIDDLE_BIT + 1; i <= BLS_X_TOP_BIT; i++)
    {
      bls_cyclotomic_sqr (&t, &t);
      if ((BLS_X_ABS >> i) & 1)
        bls_fp12_mul (&product, &product, &t);
    }
  bls_fp12_conj (r, &product); /* x is negative */
}
