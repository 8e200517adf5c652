/* SPDX-License-Identifier: MIT */
/* Lazy reduction where its sums are largest and smallest, against a schoolbook that reduces every
 * product. */
#include "bls-test-util.h"

#include "bls12381/cyclotomic.h"

/* 0, 2p - 1 (the largest representation), p (0 again) or 1 / 2^384. */
static void
extreme_fp (BlsFp *r, guint choice)
{
  memset (r, 0, sizeof *r);
  if (choice == 1)
    {
      memcpy (r->l, bls_2p, sizeof bls_2p);
      r->l[0]--;
    }
  else if (choice == 2)
    memcpy (r->l, bls_p, sizeof bls_p);
  else if (choice == 3)
    r->l[0] = 1;
}

/* Schoolbook, every product reduced. */
static void
slow_fp2_mul (BlsFp2 *r, const BlsFp2 *a, const BlsFp2 *b)
{
  BlsFp2 c;
  BlsFp t;

  bls_fp_mul (&c.c0, &a->c0, &b->c0);
  bls_fp_mul (&t, &a->c1, &b->c1);
  bls_fp_sub (&c.c0, &c.c0, &t);
  bls_fp_mul (&c.c1, &a->c0, &b->c1);
  bls_fp_mul (&t, &a->c1, &b->c0);
  bls_fp_add (&c.c1, &c.c1, &t);
  *r = c;
}

static void
slow_fp6_mul (BlsFp6 *r, const BlsFp6 *a, const BlsFp6 *b)
{
  const BlsFp2 *x[3] = { &a->c0, &a->c1, &a->c2 }, *y[3] = { &b->c0, &b->c1, &b->c2 };
  BlsFp6 sum = { 0 };
  BlsFp2 *c[3] = { &sum.c0, &sum.c1, &sum.c2 }, t;

  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      {
        slow_fp2_mul (&t, x[i], y[j]);
        if (i + j >= 3)
          bls_fp2_mul_xi (&t, &t);
        bls_fp2_add (c[(i + j) % 3], c[(i + j) % 3], &t);
      }
  *r = sum;
}

static void
assert_fp2_in_range (const BlsFp2 *a)
{
  test_assert_in_range (&a->c0);
  test_assert_in_range (&a->c1);
}

static void
assert_fp6_in_range (const BlsFp6 *a)
{
  assert_fp2_in_range (&a->c0);
  assert_fp2_in_range (&a->c1);
  assert_fp2_in_range (&a->c2);
}

static void
test_extremes (void)
{
  /* Fp2: every choice of four for each of the four coordinates */
  for (guint i = 0; i < 256; i++)
    {
      BlsFp2 a, b, s, t;

      extreme_fp (&a.c0, i & 3);
      extreme_fp (&a.c1, (i >> 2) & 3);
      extreme_fp (&b.c0, (i >> 4) & 3);
      extreme_fp (&b.c1, (i >> 6) & 3);
      bls_fp2_mul (&s, &a, &b);
      assert_fp2_in_range (&s);
      slow_fp2_mul (&t, &a, &b);
      g_assert_true (bls_fp2_equal (&s, &t));
      bls_fp2_sqr (&s, &a);
      assert_fp2_in_range (&s);
      slow_fp2_mul (&t, &a, &a);
      g_assert_true (bls_fp2_equal (&s, &t));
    }

  /* Fp6: 0 or 2p - 1 for each of the twelve coordinates */
  for (guint i = 0; i < 4096; i++)
    {
      BlsFp6 a, b, s, t;
      BlsFp *x = (BlsFp *)&a, *y = (BlsFp *)&b;

      for (guint j = 0; j < 6; j++)
        {
          extreme_fp (&x[j], (i >> j) & 1);
          extreme_fp (&y[j], (i >> (6 + j)) & 1);
        }
      bls_fp6_mul (&s, &a, &b);
      assert_fp6_in_range (&s);
      slow_fp6_mul (&t, &a, &b);
      g_assert_true (bls_fp6_equal (&s, &t));
      if ((i >> 6 & 3) == 0)
        {
          bls_fp6_mul_12 (&t, &a, &b.c1, &b.c2);
          assert_fp6_in_range (&t);
          g_assert_true (bls_fp6_equal (&s, &t));
        }
    }
}

/* r = 3 t + sign 2 a */
static void
slow_combine (BlsFp2 *r, const BlsFp2 *t, const BlsFp2 *a, gboolean minus)
{
  BlsFp2 twice, s;

  bls_fp2_add (&twice, a, a);
  bls_fp2_add (&s, t, t);
  bls_fp2_add (&s, &s, t);
  if (minus)
    bls_fp2_sub (r, &s, &twice);
  else
    bls_fp2_add (r, &s, &twice);
}

/* The formulas of the cyclotomic square on numbers that are in no subgroup: only their arithmetic is
 * tested, on the extremes. (a + b s)^2 = a^2 + xi b^2 + 2 a b s. */
static void
test_cyclotomic_extremes (void)
{
  for (guint i = 0; i < 4096; i++)
    {
      BlsFp12 a, r;
      BlsFp *x = (BlsFp *)&a;
      const BlsFp2 *pairs[3][2] = { { &a.c0.c0, &a.c1.c1 },
                                    { &a.c1.c0, &a.c0.c2 },
                                    { &a.c0.c1, &a.c1.c2 } };
      BlsFp2 t[3][2], s, want;

      for (guint j = 0; j < 12; j++)
        extreme_fp (&x[j], (i >> j) & 1);
      for (int k = 0; k < 3; k++)
        {
          slow_fp2_mul (&t[k][0], pairs[k][0], pairs[k][0]);
          slow_fp2_mul (&s, pairs[k][1], pairs[k][1]);
          bls_fp2_mul_xi (&s, &s);
          bls_fp2_add (&t[k][0], &t[k][0], &s);
          slow_fp2_mul (&t[k][1], pairs[k][0], pairs[k][1]);
          bls_fp2_add (&t[k][1], &t[k][1], &t[k][1]);
        }
      bls_cyclotomic_sqr (&r, &a);
      assert_fp6_in_range (&r.c0);
      assert_fp6_in_range (&r.c1);
      slow_combine (&want, &t[0][0], &a.c0.c0, TRUE);
      g_assert_true (bls_fp2_equal (&want, &r.c0.c0));
      slow_combine (&want, &t[0][1], &a.c1.c1, FALSE);
      g_assert_true (bls_fp2_equal (&want, &r.c1.c1));
      slow_combine (&want, &t[1][0], &a.c0.c1, TRUE);
      g_assert_true (bls_fp2_equal (&want, &r.c0.c1));
      slow_combine (&want, &t[1][1], &a.c1.c2, FALSE);
      g_assert_true (bls_fp2_equal (&want, &r.c1.c2));
      slow_combine (&want, &t[2][0], &a.c0.c2, TRUE);
      g_assert_true (bls_fp2_equal (&want, &r.c0.c2));
      bls_fp2_mul_xi (&s, &t[2][1]);
      slow_combine (&want, &s, &a.c1.c0, FALSE);
      g_assert_true (bls_fp2_equal (&want, &r.c1.c0));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bls12381/extremes/products", test_extremes);
  g_test_add_func ("/bls12381/extremes/cyclotomic", test_cyclotomic_extremes);
  return g_test_run ();
}
