/* SPDX-License-Identifier: MIT */
/* Hashing to G1: the vectors of RFC 9380, and the cases that no hash will ever meet. */
#include "bls-test-util.h"
#include "data/rfc9380-vectors.h"

#include "bls12381/constants.h"
#include "bls12381/expand-message.h"
#include "bls12381/hash-to-g1.h"

static void
test_expand (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rfc9380_expand); i++)
    {
      gsize length = strlen (rfc9380_expand[i].out) / 2;
      g_autofree guint8 *want = g_malloc (length);
      g_autofree guint8 *have = g_malloc (length);

      test_hex (want, length, rfc9380_expand[i].out);
      bls_expand_message_xmd (have, length, (const guint8 *)rfc9380_expand[i].message,
                              strlen (rfc9380_expand[i].message),
                              (const guint8 *)RFC9380_EXPAND_DST, strlen (RFC9380_EXPAND_DST));
      g_assert_cmpmem (have, length, want, length);
    }
}

static void
assert_point (const BlsG1 *p, const char *x, const char *y)
{
  BlsG1Affine affine;

  bls_g1_to_affine_vartime (&affine, p);
  test_assert_fp_hex (&affine.x, x);
  test_assert_fp_hex (&affine.y, y);
}

static void
test_hash (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rfc9380_g1); i++)
    {
      BlsFp u0, u1;
      BlsG1 p;
      guint8 uniform[128];
      const guint8 *message = (const guint8 *)rfc9380_g1[i].message;
      gsize length = strlen (rfc9380_g1[i].message);

      bls_expand_message_xmd (uniform, sizeof uniform, message, length,
                              (const guint8 *)RFC9380_G1_DST, strlen (RFC9380_G1_DST));
      bls_fp_from_64_bytes (&u0, uniform);
      bls_fp_from_64_bytes (&u1, uniform + 64);
      test_assert_fp_hex (&u0, rfc9380_g1[i].u0);
      test_assert_fp_hex (&u1, rfc9380_g1[i].u1);

      bls_map_to_e (&p, &u0);
      assert_point (&p, rfc9380_g1[i].q0_x, rfc9380_g1[i].q0_y);
      bls_map_to_e (&p, &u1);
      assert_point (&p, rfc9380_g1[i].q1_x, rfc9380_g1[i].q1_y);

      bls_hash_to_g1 (&p, message, length, (const guint8 *)RFC9380_G1_DST, strlen (RFC9380_G1_DST));
      assert_point (&p, rfc9380_g1[i].p_x, rfc9380_g1[i].p_y);
    }
}

static void
assert_equal (const BlsG1 *a, const BlsG1 *b)
{
  BlsG1Affine x, y;

  g_assert_true (bls_g1_is_identity (a) == bls_g1_is_identity (b));
  bls_g1_to_affine_vartime (&x, a);
  bls_g1_to_affine_vartime (&y, b);
  g_assert_true (bls_fp_equal (&x.x, &y.x) && bls_fp_equal (&x.y, &y.y));
}

/* The pair at once, against each alone: also where both are one point, or opposite ones. */
static void
test_pair (void)
{
  guint64 state = 7;

  for (int i = 0; i < 300; i++)
    {
      BlsFp u0, u1, opposite;
      BlsG1 p0, p1, sum, cleared, pair;
      BlsG1Affine affine;

      test_fp (&state, &u0);
      test_fp (&state, &u1);
      if (i % 4 == 1)
        u1 = u0;
      if (i % 4 == 2)
        bls_fp_neg (&u1, &u0);

      bls_map_to_e (&p0, &u0);
      bls_map_to_e (&p1, &u1);
      bls_g1_add (&sum, &p0, &p1);
      bls_g1_mul_x (&cleared, &sum);
      bls_g1_add (&cleared, &cleared, &sum);
      bls_map_pair_to_g1 (&pair, &u0, &u1);
      assert_equal (&pair, &cleared);

      /* sgn0 (u) decides the sign of y, so u and -u give opposite points. */
      bls_fp_neg (&opposite, &u0);
      g_assert_true (bls_g1_is_identity (&pair) ==
                     (bls_fp_equal (&opposite, &u1) && !bls_fp_is_zero (&u0)));
      if (!bls_g1_is_identity (&pair))
        {
          bls_g1_to_affine_vartime (&affine, &pair);
          g_assert_true (bls_g1_is_in_group (&affine));
        }
    }
}

/* Z u^2 = -1 sends the map into its exception: u = 0 does, too. Both give a point of E. */
static void
test_exceptions (void)
{
  BlsFp u = { { 0 } }, y2, x3;
  BlsG1 p;
  BlsG1Affine a;

  bls_map_to_e (&p, &u);
  g_assert_false (bls_g1_is_identity (&p));
  bls_g1_to_affine_vartime (&a, &p);
  bls_fp_sqr (&y2, &a.y);
  bls_fp_sqr (&x3, &a.x);
  bls_fp_mul (&x3, &x3, &a.x);
  bls_fp_add (&x3, &x3, &bls_g1_b);
  g_assert_true (bls_fp_equal (&y2, &x3));

  /* -1 / Z is a square here (c2 is the root of -Z): u = 1 / c2 */
  bls_fp_inv (&u, &bls_sswu_c2);
  bls_map_to_e (&p, &u);
  g_assert_false (bls_g1_is_identity (&p));
  bls_g1_to_affine_vartime (&a, &p);
  bls_fp_sqr (&y2, &a.y);
  bls_fp_sqr (&x3, &a.x);
  bls_fp_mul (&x3, &x3, &a.x);
  bls_fp_add (&x3, &x3, &bls_g1_b);
  g_assert_true (bls_fp_equal (&y2, &x3));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bls12381/hash/expand-message", test_expand);
  g_test_add_func ("/bls12381/hash/rfc9380-g1", test_hash);
  g_test_add_func ("/bls12381/hash/pair", test_pair);
  g_test_add_func ("/bls12381/hash/exceptions", test_exceptions);
  return g_test_run ();
}
