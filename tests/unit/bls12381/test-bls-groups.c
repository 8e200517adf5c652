/* SPDX-License-Identifier: MIT */
/* Both groups: encodings, membership, multiplication, and the pairing's laws. */
#include "bls-test-util.h"
#include "data/points.h"

#include "bls12381/constants.h"
#include "bls12381/pairing.h"
#include "bls12381/secret-multiplication.h"

static const guint8 p_bytes[BLS_FP_BYTES] = {
  0x1a, 0x01, 0x11, 0xea, 0x39, 0x7f, 0xe6, 0x9a, 0x4b, 0x1b, 0xa7, 0xb6, 0x43, 0x4b, 0xac, 0xd7,
  0x64, 0x77, 0x4b, 0x84, 0xf3, 0x85, 0x12, 0xbf, 0x67, 0x30, 0xd2, 0xa0, 0xf6, 0xb0, 0xf6, 0x24,
  0x1e, 0xab, 0xff, 0xfe, 0xb1, 0x53, 0xff, 0xff, 0xb9, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xaa, 0xab
};

static BlsResult
check_g1 (const guint8 bytes[48])
{
  BlsG1Affine p;
  guint8 again[48];
  BlsResult result = bls_g1_decode (&p, bytes);

  if (result != BLS_OK)
    return result;
  bls_g1_encode (again, &p);
  g_assert_cmpmem (again, 48, bytes, 48);
  return bls_g1_is_in_group (&p) ? BLS_OK : BLS_ERROR_NOT_IN_GROUP;
}

static BlsResult
check_g2 (const guint8 bytes[96])
{
  BlsG2Affine p;
  BlsLine lines[BLS_LINE_COUNT];
  guint8 again[96];
  BlsResult result = bls_g2_decode (&p, bytes);

  if (result != BLS_OK)
    return result;
  bls_g2_encode (again, &p);
  g_assert_cmpmem (again, 96, bytes, 96);
  return bls_lines_prepare (lines, &p) ? BLS_OK : BLS_ERROR_NOT_IN_GROUP;
}

static void
assert_points (const char *const *points, gsize count, gsize length, BlsResult want)
{
  for (gsize i = 0; i < count; i++)
    {
      guint8 bytes[96];

      test_hex (bytes, length, points[i]);
      g_assert_cmpint (length == 48 ? check_g1 (bytes) : check_g2 (bytes), ==, want);
    }
}

static void
test_wrong_subgroup (void)
{
  assert_points (g1_small_order, G_N_ELEMENTS (g1_small_order), 48, BLS_ERROR_NOT_IN_GROUP);
  assert_points (g1_mixed_order, G_N_ELEMENTS (g1_mixed_order), 48, BLS_ERROR_NOT_IN_GROUP);
  assert_points (g1_cofactor_order, G_N_ELEMENTS (g1_cofactor_order), 48, BLS_ERROR_NOT_IN_GROUP);
  assert_points (g2_small_order, G_N_ELEMENTS (g2_small_order), 96, BLS_ERROR_NOT_IN_GROUP);
  assert_points (g2_mixed_order, G_N_ELEMENTS (g2_mixed_order), 96, BLS_ERROR_NOT_IN_GROUP);
  assert_points (g2_cofactor_order, G_N_ELEMENTS (g2_cofactor_order), 96, BLS_ERROR_NOT_IN_GROUP);
}

/* Random x: half of them are on the curve, none of those in the group. */
static void
test_random_x (void)
{
  guint64 state = 8;
  int on_curve[2] = { 0, 0 };

  for (int i = 0; i < 400; i++)
    {
      guint8 bytes[96];
      BlsResult result;

      test_bytes (&state, bytes, sizeof bytes);
      bytes[0] = (guint8)(0x80 | (bytes[0] & 0x2f));
      bytes[48] &= 0x0f;
      result = check_g1 (bytes);
      g_assert_true (result == BLS_ERROR_NOT_ON_CURVE || result == BLS_ERROR_NOT_IN_GROUP);
      on_curve[0] += result == BLS_ERROR_NOT_IN_GROUP;
      result = check_g2 (bytes);
      g_assert_true (result == BLS_ERROR_NOT_ON_CURVE || result == BLS_ERROR_NOT_IN_GROUP);
      on_curve[1] += result == BLS_ERROR_NOT_IN_GROUP;
    }
  for (int i = 0; i < 2; i++)
    {
      g_assert_cmpint (on_curve[i], >, 140);
      g_assert_cmpint (on_curve[i], <, 260);
    }
}

/* What is wrong with the flags and the coordinates, the same for both groups. */
static void
test_encodings (void)
{
  for (int group = 0; group < 2; group++)
    {
      gsize length = group ? 96 : 48;
      BlsResult (*check) (const guint8 *) = group ? check_g2 : check_g1;
      guint8 good[96], bytes[96];

      test_hex (good, length, group ? multiples[4].g2 : multiples[4].g1);
      g_assert_cmpint (check (good), ==, BLS_OK);

      /* every other setting of the flags */
      for (guint flags = 0; flags < 8; flags++)
        {
          memcpy (bytes, good, length);
          bytes[0] = (guint8)((bytes[0] & 0x1f) | flags << 5);
          if (flags == 4 || flags == 5) /* the point or its negative */
            g_assert_cmpint (check (bytes), ==, BLS_OK);
          else
            g_assert_cmpint (check (bytes), ==, BLS_ERROR_ENCODING);
        }

      /* infinity: one encoding only */
      memset (bytes, 0, sizeof bytes);
      bytes[0] = 0xc0;
      g_assert_cmpint (check (bytes), ==, BLS_ERROR_INFINITY);
      bytes[0] = 0xe0;
      g_assert_cmpint (check (bytes), ==, BLS_ERROR_ENCODING);
      bytes[0] = 0x40;
      g_assert_cmpint (check (bytes), ==, BLS_ERROR_ENCODING);
      for (gsize i = 0; i < length; i++)
        {
          memset (bytes, 0, sizeof bytes);
          bytes[0] = 0xc0;
          bytes[i] |= 1;
          g_assert_cmpint (check (bytes), ==, BLS_ERROR_ENCODING);
        }

      /* x = p, and p in each half; x + p for a small x that is on the curve */
      for (gsize half = 0; half < length / 48; half++)
        {
          memcpy (bytes, good, length);
          memcpy (bytes + 48 * half, p_bytes, 48);
          if (half == 0)
            bytes[0] |= 0x80;
          g_assert_cmpint (check (bytes), ==, BLS_ERROR_ENCODING);
          memset (bytes + 48 * half, 0xff, 48);
          if (half == 0)
            bytes[0] = 0x9f;
          g_assert_cmpint (check (bytes), ==, BLS_ERROR_ENCODING);
        }
      memset (bytes, 0, sizeof bytes);
      bytes[0] = 0x80;
      if (group == 0)
        g_assert_cmpint (check (bytes), ==, BLS_ERROR_NOT_IN_GROUP); /* (0, 2), of order 3 */
      memcpy (bytes, p_bytes, 48);
      bytes[0] |= 0x80;
      g_assert_cmpint (check (bytes), ==, BLS_ERROR_ENCODING);
    }
}

static void
test_multiples (void)
{
  const BlsG1Affine g1 = { bls_g1_generator_xy[0], bls_g1_generator_xy[1] };
  const BlsG2Affine g2 = { bls_g2_generator_xy[0], bls_g2_generator_xy[1] };

  for (gsize i = 0; i < G_N_ELEMENTS (multiples); i++)
    {
      guint8 bytes[96], want[96];
      BlsScalar k;
      BlsG1Affine p;
      BlsG2Affine q;

      test_hex (bytes, 32, multiples[i].scalar);
      g_assert_cmpint (bls_scalar_from_bytes (&k, bytes), ==, BLS_OK);
      bls_g1_mul_secret (&p, &g1, &k);
      bls_g1_encode (bytes, &p);
      test_hex (want, 48, multiples[i].g1);
      g_assert_cmpmem (bytes, 48, want, 48);
      g_assert_cmpint (check_g1 (bytes), ==, BLS_OK);
      bls_g2_mul_secret (&q, &g2, &k);
      bls_g2_encode (bytes, &q);
      test_hex (want, 96, multiples[i].g2);
      g_assert_cmpmem (bytes, 96, want, 96);
      g_assert_cmpint (check_g2 (bytes), ==, BLS_OK);
    }
}

static void
assert_same (const BlsG1 *a, const BlsG1 *b)
{
  BlsG1Affine x, y;

  g_assert_true (bls_g1_is_identity (a) == bls_g1_is_identity (b));
  bls_g1_to_affine_vartime (&x, a);
  bls_g1_to_affine_vartime (&y, b);
  g_assert_true (bls_fp_equal (&x.x, &y.x) && bls_fp_equal (&x.y, &y.y));
}

/* Jacobian addition with all its exceptions. */
static void
test_g1_law (void)
{
  guint8 bytes[48];
  BlsG1Affine affine, negative;
  BlsG1 p, q, minus_p, sum, other, identity = { bls_fp_one, bls_fp_one, { { 0 } } };

  test_hex (bytes, 48, multiples[4].g1);
  g_assert_cmpint (bls_g1_decode (&affine, bytes), ==, BLS_OK);
  negative = affine;
  bls_fp_neg (&negative.y, &negative.y);
  bls_g1_from_affine (&p, &affine);
  bls_g1_from_affine (&minus_p, &negative);
  bls_g1_double (&q, &p);

  bls_g1_add (&sum, &p, &p);
  assert_same (&sum, &q);
  bls_g1_add_affine (&sum, &p, &affine);
  assert_same (&sum, &q);
  bls_g1_add (&sum, &p, &minus_p);
  g_assert_true (bls_g1_is_identity (&sum));
  bls_g1_add_affine (&sum, &p, &negative);
  g_assert_true (bls_g1_is_identity (&sum));
  bls_g1_add (&sum, &identity, &q);
  assert_same (&sum, &q);
  bls_g1_add (&sum, &q, &identity);
  assert_same (&sum, &q);
  bls_g1_add_affine (&sum, &identity, &affine);
  assert_same (&sum, &p);
  bls_g1_double (&sum, &identity);
  g_assert_true (bls_g1_is_identity (&sum));

  /* (2p + p) + 2p = 2 (2p) + p, with affine and Jacobian second operands, in place */
  bls_g1_add (&sum, &q, &p);
  bls_g1_add (&sum, &sum, &q);
  bls_g1_double (&other, &q);
  bls_g1_add_affine (&other, &other, &affine);
  assert_same (&sum, &other);
}

static void
random_scalar (guint64 *state, BlsScalar *k)
{
  guint8 random[48], secret[32];

  test_bytes (state, random, sizeof random);
  bls_secret_from_random (secret, random);
  g_assert_cmpint (bls_scalar_from_bytes (k, secret), ==, BLS_OK);
}

static void
test_pairing (void)
{
  const BlsG1Affine g1 = { bls_g1_generator_xy[0], bls_g1_generator_xy[1] };
  const BlsG2Affine g2 = { bls_g2_generator_xy[0], bls_g2_generator_xy[1] };
  guint64 state = 9;

  for (int i = 0; i < 30; i++)
    {
      BlsScalar a, b, c;
      BlsG1Affine p, ap;
      BlsG2Affine q, aq;
      BlsG1 j_minus_p, j_ap, j_p;
      BlsLine q_lines[BLS_LINE_COUNT], aq_lines[BLS_LINE_COUNT];

      random_scalar (&state, &a);
      random_scalar (&state, &b);
      random_scalar (&state, &c);
      bls_g1_mul_secret (&p, &g1, &b);
      bls_g2_mul_secret (&q, &g2, &c);
      bls_g1_mul_secret (&ap, &p, &a);
      bls_g2_mul_secret (&aq, &q, &a);
      g_assert_true (bls_lines_prepare (q_lines, &q));
      g_assert_true (bls_lines_prepare (aq_lines, &aq));

      /* e (aP, Q) e (-P, aQ) = 1, and without the sign it is not */
      bls_g1_from_affine (&j_ap, &ap);
      bls_g1_from_affine (&j_p, &p);
      j_minus_p = j_p;
      bls_fp_neg (&j_minus_p.y, &j_p.y);
      g_assert_true (bls_pairing_product_is_one (&j_ap, q_lines, &j_minus_p, aq_lines));
      g_assert_true (bls_pairing_product_is_one (&j_minus_p, aq_lines, &j_ap, q_lines));
      g_assert_false (bls_pairing_product_is_one (&j_ap, q_lines, &j_p, aq_lines));
      g_assert_false (bls_pairing_product_is_one (&j_minus_p, q_lines, &j_ap, aq_lines));

      /* P with another z */
      bls_g1_double (&j_p, &j_minus_p);
      bls_fp_neg (&j_ap.y, &j_ap.y);
      bls_g1_double (&j_ap, &j_ap);
      bls_fp_neg (&j_ap.y, &j_ap.y);
      g_assert_true (bls_pairing_product_is_one (&j_ap, q_lines, &j_p, aq_lines));
    }
}

static void
test_scalars (void)
{
  guint8 secret[32], want[32], random[48];
  BlsScalar k;

  for (gsize i = 0; i < G_N_ELEMENTS (reductions); i++)
    {
      test_hex (random, sizeof random, reductions[i].random);
      test_hex (want, sizeof want, reductions[i].scalar);
      bls_secret_from_random (secret, random);
      g_assert_cmpmem (secret, 32, want, 32);
      g_assert_cmpint (bls_scalar_from_bytes (&k, secret), ==, BLS_OK);
    }
  memset (secret, 0, sizeof secret);
  g_assert_cmpint (bls_scalar_from_bytes (&k, secret), ==, BLS_ERROR_BAD_SECRET);
  memset (secret, 0xff, sizeof secret);
  g_assert_cmpint (bls_scalar_from_bytes (&k, secret), ==, BLS_ERROR_BAD_SECRET);
  for (int i = 0; i < 32; i++)
    secret[i] = (guint8)(bls_group_order[3 - i / 8] >> (56 - 8 * (i % 8)));
  g_assert_cmpint (bls_scalar_from_bytes (&k, secret), ==, BLS_ERROR_BAD_SECRET);
  secret[31]--;
  g_assert_cmpint (bls_scalar_from_bytes (&k, secret), ==, BLS_OK);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bls12381/groups/wrong-subgroup", test_wrong_subgroup);
  g_test_add_func ("/bls12381/groups/random-x", test_random_x);
  g_test_add_func ("/bls12381/groups/encodings", test_encodings);
  g_test_add_func ("/bls12381/groups/multiples", test_multiples);
  g_test_add_func ("/bls12381/groups/g1-law", test_g1_law);
  g_test_add_func ("/bls12381/groups/pairing", test_pairing);
  g_test_add_func ("/bls12381/groups/scalars", test_scalars);
  return g_test_run ();
}
