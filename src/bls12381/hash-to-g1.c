/* SPDX-License-Identifier: MIT */
#include "bls12381/hash-to-g1.h"

#include "bls12381/constants.h"
#include "bls12381/expand-message.h"

#define L_BYTES 64 /* RFC 9380, section 8.8.1 */

/*
 * The simplified SWU map onto E': y^2 = x^3 + A'x + B' (RFC 9380, section 6.6.2), as the
 * straight-line program of appendix F.2 with sqrt_ratio of F.2.1.2, p being 3 modulo 4. It gives
 * x = xn / d and y; here in Jacobian coordinates with z = d.
 */
static void
map_to_e_prime (BlsG1 *r, const BlsFp *u)
{
  BlsFp u2, zu2, s, xn, d, gn, gd, d2, t, y1, y2, root, check;
  bool is_square;

  /* zu2 = Z u^2, s = Z^2 u^4 + Z u^2 */
  bls_fp_sqr (&u2, u);
  bls_fp_mul (&zu2, &u2, &bls_sswu_z);
  bls_fp_sqr (&s, &zu2);
  bls_fp_add (&s, &s, &zu2);

  /* x1 = B (s + 1) / (-A s), or B / (Z A) for s = 0 */
  bls_fp_add (&xn, &s, &bls_fp_one);
  bls_fp_mul (&xn, &xn, &bls_sswu_b);
  if (bls_fp_is_zero (&s))
    d = bls_sswu_z;
  else
    bls_fp_neg (&d, &s);
  bls_fp_mul (&d, &d, &bls_sswu_a);

  /* g (x1) = gn / gd with gn = xn^3 + A xn d^2 + B d^3, gd = d^3 */
  bls_fp_sqr (&d2, &d);
  bls_fp_mul (&gd, &d2, &d);
  bls_fp_sqr (&gn, &xn);
  bls_fp_mul (&t, &d2, &bls_sswu_a);
  bls_fp_add (&gn, &gn, &t);
  bls_fp_mul_add_mul (&gn, &gn, &xn, &gd, &bls_sswu_b);

  /* sqrt_ratio (gn, gd): y1 = gn gd (gn gd^3)^((p-3)/4), a root if there is one */
  bls_fp_mul (&y1, &gn, &gd);
  bls_fp_sqr (&t, &gd);
  bls_fp_mul (&t, &t, &y1);
  bls_fp_pow_p_minus_3_div_4 (&root, &t);
  bls_fp_mul (&y1, &y1, &root);
  bls_fp_sqr (&check, &y1);
  bls_fp_mul (&check, &check, &gd);
  is_square = bls_fp_equal (&check, &gn);

  if (is_square)
    r->y = y1;
  else
    {
      /* x2 = Z u^2 x1, y2 = Z u^3 sqrt (g (x1) Z ...) = (Z u^2) u c2 y1 */
      bls_fp_mul (&y2, &y1, &bls_sswu_c2);
      bls_fp_mul (&y2, &y2, &zu2);
      bls_fp_mul (&r->y, &y2, u);
      bls_fp_mul (&xn, &xn, &zu2);
    }
  if (bls_fp_sgn0 (u) != bls_fp_sgn0 (&r->y))
    bls_fp_neg (&r->y, &r->y);

  bls_fp_mul (&r->x, &xn, &d);
  bls_fp_mul (&r->y, &r->y, &gd);
  r->z = d;
}

/* sum of c[i] x^i w^(degree - i), i up to @degree, where the coefficient of x^degree is 1 if
 * @monic: the polynomial in x / w, times w^degree. @powers are w, w^2 ... */
static void
homogeneous (BlsFp *r, const BlsFp *c, int degree, bool monic, const BlsFp *x, const BlsFp *powers)
{
  BlsFp t = monic ? bls_fp_one : c[degree];

  for (int i = degree - 1; i >= 0; i--)
    bls_fp_mul_add_mul (&t, &t, x, &c[i], &powers[degree - 1 - i]);
  *r = t;
}

/*
 * The 11-isogeny from E' to E (RFC 9380, appendix E.2). With X, Y, Z and W = Z^2 its denominators
 * are h^2 and h^3, so that (X_num, Y Y_num, Z h) is the image. Points of the kernel, where h is zero,
 * go to the identity, as section 6.6.3 wants it.
 */
static void
isogeny (BlsG1 *r, const BlsG1 *a)
{
  BlsFp powers[15], x_num, y_num, h;

  bls_fp_sqr (&powers[0], &a->z);
  for (int i = 1; i < 15; i++)
    bls_fp_mul (&powers[i], &powers[i - 1], &powers[0]);
  homogeneous (&x_num, bls_iso_x_num, 11, false, &a->x, powers);
  homogeneous (&y_num, bls_iso_y_num, 15, false, &a->x, powers);
  homogeneous (&h, bls_iso_h, 5, true, &a->x, powers);
  r->x = x_num;
  bls_fp_mul (&r->y, &a->y, &y_num);
  bls_fp_mul (&r->z, &a->z, &h);
}

/* [h_eff] P with h_eff = 1 - x (RFC 9380, section 8.8.1). */
static void
clear_cofactor (BlsG1 *r, const BlsG1 *a)
{
  BlsG1 t;

  bls_g1_mul_x (&t, a);
  bls_g1_add (r, &t, a);
}

void
bls_map_to_e (BlsG1 *r, const BlsFp *u)
{
  BlsG1 q;

  map_to_e_prime (&q, u);
  isogeny (r, &q);
}

/* The isogeny is a homomorphism, so the points are added on E' and mapped once. */
void
bls_map_pair_to_g1 (BlsG1 *r, const BlsFp *u0, const BlsFp *u1)
{
  BlsG1 q0, q1, sum;

  map_to_e_prime (&q0, u0);
  map_to_e_prime (&q1, u1);
  if (bls_g1_add_distinct (&sum, &q0, &q1))
    isogeny (&sum, &sum);
  else
    {
      isogeny (&q0, &q0);
      isogeny (&q1, &q1);
      bls_g1_add (&sum, &q0, &q1);
    }
  clear_cofactor (r, &sum);
}

void
bls_hash_to_g1 (
    BlsG1 *r, const uint8_t *message, size_t message_len, const uint8_t *dst, size_t dst_len)
{
  uint8_t uniform[2 * L_BYTES];
  BlsFp u0, u1;

  bls_expand_message_xmd (uniform, sizeof uniform, message, message_len, dst, dst_len);
  bls_fp_from_64_bytes (&u0, uniform);
  bls_fp_from_64_bytes (&u1, uniform + L_BYTES);
  bls_map_pair_to_g1 (r, &u0, &u1);
}
