/* SPDX-License-Identifier: MIT */
/* Fp and its tower: the laws of a field on numbers that favour the edges, and every function against
 * a slower way to the same result. */
#include "bls-test-util.h"
#include "data/points.h"

#include "bls12381/constants.h"
#include "bls12381/curve-parameter.h"
#include "bls12381/cyclotomic.h"

#define ROUNDS 2000

/* Each law of a ring for a type T with functions P##_mul, P##_add ... */
#define DEFINE_RING_LAWS(T, P, make)                                                               \
  static void test_ring_##P (void)                                                                 \
  {                                                                                                \
    guint64 state = 1;                                                                             \
                                                                                                   \
    for (int i = 0; i < ROUNDS; i++)                                                               \
      {                                                                                            \
        T a, b, c, s, t, u;                                                                        \
                                                                                                   \
        make (&state, &a);                                                                         \
        make (&state, &b);                                                                         \
        make (&state, &c);                                                                         \
        P##_mul (&s, &a, &b);                                                                      \
        P##_mul (&t, &b, &a);                                                                      \
        g_assert_true (P##_equal (&s, &t));                                                        \
        P##_mul (&s, &s, &c);                                                                      \
        P##_mul (&t, &b, &c);                                                                      \
        P##_mul (&t, &a, &t);                                                                      \
        g_assert_true (P##_equal (&s, &t));                                                        \
        P##_add (&s, &a, &b);                                                                      \
        P##_mul (&s, &s, &c);                                                                      \
        P##_mul (&t, &a, &c);                                                                      \
        P##_mul (&u, &b, &c);                                                                      \
        P##_add (&t, &t, &u);                                                                      \
        g_assert_true (P##_equal (&s, &t));                                                        \
        P##_sub (&s, &a, &b);                                                                      \
        P##_add (&s, &s, &b);                                                                      \
        g_assert_true (P##_equal (&s, &a));                                                        \
        P##_neg (&s, &a);                                                                          \
        P##_sub (&t, &b, &a);                                                                      \
        P##_add (&s, &s, &b);                                                                      \
        g_assert_true (P##_equal (&s, &t));                                                        \
        P##_sqr (&s, &a);                                                                          \
        P##_mul (&t, &a, &a);                                                                      \
        g_assert_true (P##_equal (&s, &t));                                                        \
        u = a; /* results may replace arguments */                                                 \
        P##_mul (&u, &u, &u);                                                                      \
        g_assert_true (P##_equal (&u, &t));                                                        \
      }                                                                                            \
  }

DEFINE_RING_LAWS (BlsFp, bls_fp, test_fp)
DEFINE_RING_LAWS (BlsFp2, bls_fp2, test_fp2)
DEFINE_RING_LAWS (BlsFp6, bls_fp6, test_fp6)

static void
test_fp_range (void)
{
  guint64 state = 2;

  for (int i = 0; i < ROUNDS; i++)
    {
      BlsFp a, b, c, d, r;

      test_fp (&state, &a);
      test_fp (&state, &b);
      test_fp (&state, &c);
      test_fp (&state, &d);
      bls_fp_mul (&r, &a, &b);
      test_assert_in_range (&r);
      bls_fp_sqr (&r, &a);
      test_assert_in_range (&r);
      bls_fp_add (&r, &a, &b);
      test_assert_in_range (&r);
      bls_fp_sub (&r, &a, &b);
      test_assert_in_range (&r);
      bls_fp_neg (&r, &a);
      test_assert_in_range (&r);
      bls_fp_half_of (&r, &a);
      test_assert_in_range (&r);
      bls_fp_mul_add_mul (&r, &a, &b, &c, &d);
      test_assert_in_range (&r);
    }
}

static void
test_fp_functions (void)
{
  guint64 state = 3;

  for (int i = 0; i < ROUNDS; i++)
    {
      BlsFp a, b, c, d, s, t, u;
      guint8 bytes[BLS_FP_BYTES];

      test_fp (&state, &a);
      test_fp (&state, &b);
      test_fp (&state, &c);
      test_fp (&state, &d);

      bls_fp_mul (&s, &a, &b);
      bls_fp_mul (&t, &c, &d);
      bls_fp_add (&s, &s, &t);
      bls_fp_mul_add_mul (&t, &a, &b, &c, &d);
      g_assert_true (bls_fp_equal (&s, &t));

      bls_fp_half_of (&s, &a);
      bls_fp_add (&t, &s, &s);
      g_assert_true (bls_fp_equal (&t, &a));
      bls_fp_mul (&t, &a, &bls_fp_half);
      g_assert_true (bls_fp_equal (&t, &s));

      bls_fp_inv (&s, &a);
      bls_fp_inv_vartime (&t, &a);
      g_assert_true (bls_fp_equal (&s, &t));
      bls_fp_mul (&t, &s, &a);
      if (bls_fp_is_zero (&a))
        g_assert_true (bls_fp_is_zero (&s));
      else
        g_assert_true (bls_fp_equal (&t, &bls_fp_one));

      bls_fp_sqr (&t, &a);
      bls_fp_sqr (&t, &t);
      bls_fp_sqr (&t, &t);
      bls_fp_sqr_n (&s, &a, 3);
      g_assert_true (bls_fp_equal (&s, &t));

      /* a^((p-3)/4 * 4 + 3) = a^p = a */
      bls_fp_pow_p_minus_3_div_4 (&s, &a);
      bls_fp_sqr_n (&s, &s, 2);
      bls_fp_sqr (&t, &a);
      bls_fp_mul (&t, &t, &a);
      bls_fp_mul (&s, &s, &t);
      g_assert_true (bls_fp_equal (&s, &a));

      bls_fp_to_bytes (bytes, &a);
      g_assert_true (bls_fp_from_bytes (&t, bytes));
      g_assert_true (bls_fp_equal (&t, &a));
      g_assert_cmpuint (bls_fp_sgn0 (&a), ==, bytes[BLS_FP_BYTES - 1] & 1);

      /* Exactly one of a and -a is in the larger half, unless both are zero. */
      bls_fp_neg (&u, &a);
      if (bls_fp_is_zero (&a))
        g_assert_false (bls_fp_is_larger_half (&a) || bls_fp_is_larger_half (&u));
      else
        g_assert_true (bls_fp_is_larger_half (&a) != bls_fp_is_larger_half (&u));

      bls_fp_select (&s, 1, &a, &b);
      g_assert_cmpmem (&s, sizeof s, &a, sizeof a);
      bls_fp_select (&s, 0, &a, &b);
      g_assert_cmpmem (&s, sizeof s, &b, sizeof b);
    }
}

static void
test_fp_bytes (void)
{
  /* p - 1, p, p + 1, all ones */
  const char *largest = "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf"
                        "6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaaa";
  guint8 bytes[BLS_FP_BYTES];
  BlsFp a, sum;

  test_hex (bytes, sizeof bytes, largest);
  g_assert_true (bls_fp_from_bytes (&a, bytes));
  bls_fp_add (&sum, &a, &bls_fp_one);
  g_assert_true (bls_fp_is_zero (&sum));
  g_assert_true (bls_fp_is_larger_half (&a));
  g_assert_false (bls_fp_is_larger_half (&bls_fp_one));
  bytes[BLS_FP_BYTES - 1]++;
  g_assert_false (bls_fp_from_bytes (&a, bytes));
  bytes[BLS_FP_BYTES - 1]++;
  g_assert_false (bls_fp_from_bytes (&a, bytes));
  memset (bytes, 0xff, sizeof bytes);
  g_assert_false (bls_fp_from_bytes (&a, bytes));

  /* (p - 1) / 2 is the last of the lower half */
  bls_fp_neg (&a, &bls_fp_half);
  g_assert_false (bls_fp_is_larger_half (&a));
  g_assert_true (bls_fp_is_larger_half (&bls_fp_half));

  for (gsize i = 0; i < G_N_ELEMENTS (reductions_p); i++)
    {
      guint8 wide[64];

      test_hex (wide, sizeof wide, reductions_p[i].bytes);
      bls_fp_from_64_bytes (&a, wide);
      test_assert_in_range (&a);
      test_assert_fp_hex (&a, reductions_p[i].number);
    }
}

static void
test_fp2_functions (void)
{
  guint64 state = 4;
  const BlsFp2 xi = { bls_fp_one, bls_fp_one }, i_unit = { { { 0 } }, bls_fp_one };
  int squares = 0;

  for (int i = 0; i < ROUNDS; i++)
    {
      BlsFp2 a, s, t;
      BlsFp b;

      test_fp2 (&state, &a);
      test_fp (&state, &b);

      bls_fp2_mul_xi (&s, &a);
      bls_fp2_mul (&t, &a, &xi);
      g_assert_true (bls_fp2_equal (&s, &t));

      t = (BlsFp2){ b, { { 0 } } };
      bls_fp2_mul (&t, &a, &t);
      bls_fp2_mul_fp (&s, &a, &b);
      g_assert_true (bls_fp2_equal (&s, &t));

      bls_fp2_half_of (&s, &a);
      bls_fp2_add (&s, &s, &s);
      g_assert_true (bls_fp2_equal (&s, &a));

      bls_fp2_inv (&s, &a);
      bls_fp2_inv_vartime (&t, &a);
      g_assert_true (bls_fp2_equal (&s, &t));
      bls_fp2_mul (&t, &t, &a);
      if (bls_fp2_is_zero (&a))
        g_assert_true (bls_fp2_is_zero (&s));
      else
        g_assert_true (bls_fp_equal (&t.c0, &bls_fp_one) && bls_fp_is_zero (&t.c1));

      bls_fp2_sqr (&s, &a);
      g_assert_true (bls_fp2_sqrt_vartime (&t, &s));
      bls_fp2_sqr (&t, &t);
      g_assert_true (bls_fp2_equal (&s, &t));
      if (!bls_fp2_is_zero (&s))
        {
          /* xi is no square, so xi a^2 is none */
          bls_fp2_mul_xi (&t, &s);
          g_assert_false (bls_fp2_sqrt_vartime (&t, &t));
        }
      squares += bls_fp2_sqrt_vartime (&t, &a);
    }
  g_assert_cmpint (squares, >, ROUNDS / 3);
  g_assert_cmpint (squares, <, ROUNDS * 3 / 4);

  /* Squares and non-squares of Fp are all squares in Fp2. */
  for (int i = -30; i <= 30; i++)
    {
      BlsFp2 a = { { { 0 } } }, r;

      for (int j = 0; j < ABS (i); j++)
        bls_fp_add (&a.c0, &a.c0, &bls_fp_one);
      if (i < 0)
        bls_fp2_neg (&a, &a);
      g_assert_true (bls_fp2_sqrt_vartime (&r, &a));
      bls_fp2_sqr (&r, &r);
      g_assert_true (bls_fp2_equal (&r, &a));
      bls_fp2_mul (&a, &a, &i_unit);
      if (bls_fp2_sqrt_vartime (&r, &a))
        {
          bls_fp2_sqr (&r, &r);
          g_assert_true (bls_fp2_equal (&r, &a));
        }
    }
}

static void
test_fp6_functions (void)
{
  guint64 state = 5;

  for (int i = 0; i < ROUNDS / 4; i++)
    {
      BlsFp6 a, b, s, t, v = { 0 };

      test_fp6 (&state, &a);
      test_fp6 (&state, &b);
      v.c1.c0 = bls_fp_one;
      bls_fp6_mul (&s, &a, &v);
      bls_fp6_mul_v (&t, &a);
      g_assert_true (bls_fp6_equal (&s, &t));

      memset (&b.c0, 0, sizeof b.c0);
      bls_fp6_mul (&s, &a, &b);
      bls_fp6_mul_12 (&t, &a, &b.c1, &b.c2);
      g_assert_true (bls_fp6_equal (&s, &t));

      bls_fp6_inv_vartime (&s, &a);
      bls_fp6_mul (&s, &s, &b);
      bls_fp6_mul (&s, &s, &a);
      g_assert_true (bls_fp6_equal (&s, &b));
    }
}

/* a^e for a number of @limbs limbs */
static void
fp12_pow (BlsFp12 *r, const BlsFp12 *a, const guint64 *e, int limbs)
{
  BlsFp12 t;

  bls_fp12_one (&t);
  for (int i = 64 * limbs - 1; i >= 0; i--)
    {
      bls_fp12_sqr (&t, &t);
      if ((e[i / 64] >> (i % 64)) & 1)
        bls_fp12_mul (&t, &t, a);
    }
  *r = t;
}

static void
test_fp12_functions (void)
{
  const guint64 x_abs = BLS_X_ABS;
  guint64 state = 6;

  for (int i = 0; i < ROUNDS / 20; i++)
    {
      BlsFp12 a, b, c, s, t, u;

      test_fp12 (&state, &a);
      test_fp12 (&state, &b);
      test_fp12 (&state, &c);

      bls_fp12_mul (&s, &a, &b);
      bls_fp12_mul (&t, &b, &a);
      g_assert_true (bls_fp12_equal (&s, &t));
      bls_fp12_mul (&s, &s, &c);
      bls_fp12_mul (&t, &b, &c);
      bls_fp12_mul (&t, &a, &t);
      g_assert_true (bls_fp12_equal (&s, &t));
      bls_fp12_sqr (&s, &a);
      bls_fp12_mul (&t, &a, &a);
      g_assert_true (bls_fp12_equal (&s, &t));

      bls_fp12_inv_vartime (&s, &a);
      bls_fp12_mul (&t, &s, &a);
      g_assert_true (bls_fp12_is_one (&t));

      memset (&b.c1.c0, 0, sizeof b.c1.c0);
      bls_fp12_mul (&s, &a, &b);
      bls_fp12_mul_sparse (&t, &a, &b.c0, &b.c1.c1, &b.c1.c2);
      g_assert_true (bls_fp12_equal (&s, &t));

      /* Frobenius is the power of p, and its 6th power conjugation. */
      bls_fp12_frobenius (&s, &a);
      if (i < 5)
        {
          fp12_pow (&t, &a, bls_p, 6);
          g_assert_true (bls_fp12_equal (&s, &t));
        }
      bls_fp12_frobenius (&t, &s);
      bls_fp12_frobenius_2 (&u, &a);
      g_assert_true (bls_fp12_equal (&t, &u));
      bls_fp12_frobenius_2 (&u, &u);
      bls_fp12_frobenius_2 (&u, &u);
      bls_fp12_conj (&t, &a);
      g_assert_true (bls_fp12_equal (&t, &u));

      /* a^((p^6 - 1)(p^2 + 1)) is in the cyclotomic subgroup. */
      bls_fp12_inv_vartime (&u, &a);
      bls_fp12_mul (&s, &t, &u);
      bls_fp12_frobenius_2 (&t, &s);
      bls_fp12_mul (&s, &s, &t);
      bls_cyclotomic_sqr (&t, &s);
      bls_fp12_sqr (&u, &s);
      g_assert_true (bls_fp12_equal (&t, &u));
      bls_fp12_conj (&t, &s);
      bls_fp12_mul (&t, &t, &s);
      g_assert_true (bls_fp12_is_one (&t));

      bls_cyclotomic_power_x (&t, &s);
      fp12_pow (&u, &s, &x_abs, 1);
      bls_fp12_conj (&u, &u);
      g_assert_true (bls_fp12_equal (&t, &u));
    }
}

/* 1 does not decompress. */
static void
test_power_of_one (void)
{
  BlsFp12 one, t;

  bls_fp12_one (&one);
  bls_cyclotomic_power_x (&t, &one);
  g_assert_true (bls_fp12_is_one (&t));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bls12381/fp/ring", test_ring_bls_fp);
  g_test_add_func ("/bls12381/fp/range", test_fp_range);
  g_test_add_func ("/bls12381/fp/functions", test_fp_functions);
  g_test_add_func ("/bls12381/fp/bytes", test_fp_bytes);
  g_test_add_func ("/bls12381/fp2/ring", test_ring_bls_fp2);
  g_test_add_func ("/bls12381/fp2/functions", test_fp2_functions);
  g_test_add_func ("/bls12381/fp6/ring", test_ring_bls_fp6);
  g_test_add_func ("/bls12381/fp6/functions", test_fp6_functions);
  g_test_add_func ("/bls12381/fp12/functions", test_fp12_functions);
  g_test_add_func ("/bls12381/fp12/power-of-one", test_power_of_one);
  return g_test_run ();
}
