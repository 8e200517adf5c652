/* SPDX-License-Identifier: MIT */
#include "bls12381/fp.h"

#include "bls12381/constants.h"
#include "bls12381/fp-kernel.h"

void
bls_fp_mul (BlsFp *r, const BlsFp *a, const BlsFp *b)
{
  bls_fp_mul_inline (r, a, b);
}

void
bls_fp_sqr (BlsFp *r, const BlsFp *a)
{
  bls_fp_sqr_inline (r, a);
}

void
bls_fp_sqr_n (BlsFp *r, const BlsFp *a, unsigned n)
{
  BlsFp t = *a;

  for (unsigned i = 0; i < n; i++)
    bls_fp_sqr_inline (&t, &t);
  *r = t;
}

void
bls_fp_mul_add_mul (BlsFp *r, const BlsFp *a, const BlsFp *b, const BlsFp *c, const BlsFp *d)
{
  BlsWide w;

  bls_wide_mul_add_mul (&w, a->l, b->l, c->l, d->l);
  bls_wide_reduce (r, &w);
}

void
bls_fp_add (BlsFp *r, const BlsFp *a, const BlsFp *b)
{
  bls_fp_add_inline (r, a, b);
}

void
bls_fp_sub (BlsFp *r, const BlsFp *a, const BlsFp *b)
{
  bls_fp_sub_inline (r, a, b);
}

void
bls_fp_neg (BlsFp *r, const BlsFp *a)
{
  static const BlsFp zero = { { 0 } };

  bls_fp_sub_inline (r, &zero, a);
}

/* An odd number becomes even by adding p; below 3p before the shift. */
void
bls_fp_half_of (BlsFp *r, const BlsFp *a)
{
  uint64_t odd = -(a->l[0] & 1), masked[BLS_FP_LIMBS], t[BLS_FP_LIMBS];

  for (int k = 0; k < 6; k++)
    masked[k] = bls_p[k] & odd;
  bls_limbs_add (t, a->l, masked);
  for (int k = 0; k < 5; k++)
    r->l[k] = (t[k] >> 1) | (t[k + 1] << 63);
  r->l[5] = t[5] >> 1;
}

void
bls_fp_select (BlsFp *r, uint64_t condition, const BlsFp *a, const BlsFp *b)
{
  uint64_t mask = -condition;

  for (int k = 0; k < 6; k++)
    r->l[k] = b->l[k] ^ ((a->l[k] ^ b->l[k]) & mask);
}

/* From [0, 2p) to [0, p). */
static void
to_canonical (BlsFp *r, const BlsFp *a)
{
  bls_limbs_sub_if_above (r->l, a->l, bls_p);
}

/* Out of Montgomery form, into [0, p). */
static void
to_plain (BlsFp *r, const BlsFp *a)
{
  static const BlsFp plain_one = { { 1 } };

  bls_fp_mul (r, a, &plain_one);
  to_canonical (r, r);
}

bool
bls_fp_is_zero (const BlsFp *a)
{
  BlsFp c;
  uint64_t bits = 0;

  to_canonical (&c, a);
  for (int k = 0; k < 6; k++)
    bits |= c.l[k];
  return bits == 0;
}

bool
bls_fp_equal (const BlsFp *a, const BlsFp *b)
{
  BlsFp d;

  bls_fp_sub_inline (&d, a, b);
  return bls_fp_is_zero (&d);
}

uint64_t
bls_fp_sgn0 (const BlsFp *a)
{
  BlsFp plain;

  to_plain (&plain, a);
  return plain.l[0] & 1;
}

/* 2a >= p + 1 is the same as 2a - p > 0, and p is odd: 2a >= p. */
bool
bls_fp_is_larger_half (const BlsFp *a)
{
  BlsFp plain;
  unsigned char borrow = 0;

  to_plain (&plain, a);
  bls_limbs_add (plain.l, plain.l, plain.l);
  for (int k = 0; k < 6; k++)
    (void)bls_sbb (plain.l[k], bls_p[k], &borrow);
  return borrow == 0;
}

/* Number of @count limbs from big-endian bytes. */
static void
limbs_from_bytes (uint64_t *limbs, size_t count, const uint8_t *bytes)
{
  for (size_t k = 0; k < count; k++)
    {
      uint64_t limb = 0;

      for (size_t i = 0; i < 8; i++)
        limb = (limb << 8) | bytes[8 * (count - 1 - k) + i];
      limbs[k] = limb;
    }
}

bool
bls_fp_from_bytes (BlsFp *r, const uint8_t bytes[BLS_FP_BYTES])
{
  BlsFp plain;
  unsigned char borrow = 0;

  limbs_from_bytes (plain.l, 6, bytes);
  for (int k = 0; k < 6; k++)
    (void)bls_sbb (plain.l[k], bls_p[k], &borrow);
  if (!borrow)
    return false;

  bls_fp_mul (r, &plain, &bls_fp_r2);
  return true;
}

void
bls_fp_to_bytes (uint8_t bytes[BLS_FP_BYTES], const BlsFp *a)
{
  BlsFp plain;

  to_plain (&plain, a);
  for (int i = 0; i < BLS_FP_BYTES; i++)
    bytes[i] = (uint8_t)(plain.l[5 - i / 8] >> (56 - 8 * (i % 8)));
}

/* high * 2^384 + low: the products with 2^1152 and 2^768 take each into Montgomery form. The lower
 * part may be any 384-bit number: its product with a number below p is below p * 2^384. */
void
bls_fp_from_64_bytes (BlsFp *r, const uint8_t bytes[64])
{
  BlsFp low, high = { { 0 } };

  limbs_from_bytes (high.l, 2, bytes);
  limbs_from_bytes (low.l, 6, bytes + 16);
  bls_fp_mul (&low, &low, &bls_fp_r2);
  bls_fp_mul (&high, &high, &bls_fp_r3);
  bls_fp_add (r, &low, &high);
}
