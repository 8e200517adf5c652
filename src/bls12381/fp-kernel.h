/* SPDX-License-Identifier: MIT */
/*
 * Limb arithmetic that fp.c and fp2.c are made of, inlined into both.
 *
 * A BlsWide is a product or a sum of products that is not reduced yet. bls_wide_reduce() takes what
 * is below p * 2^384 (about 9.8 p^2) and gives a number below 2p.
 */
#pragma once

#include "bls12381/fp.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <x86intrin.h>
#endif

#define BLS_INLINE static inline __attribute__ ((always_inline))
#define BLS_UNROLL _Pragma ("GCC unroll 12")

typedef unsigned __int128 BlsU128;

typedef struct
{
  uint64_t l[2 * BLS_FP_LIMBS];
} BlsWide;

/* p, lowest limb first, as literals, so that the compiler sees them. */
#define BLS_P_LIMBS                                                                                \
  {                                                                                                \
    UINT64_C (0xb9feffffffffaaab), UINT64_C (0x1eabfffeb153ffff), UINT64_C (0x6730d2a0f6b0f624),   \
        UINT64_C (0x64774b84f38512bf), UINT64_C (0x4b1ba7b6434bacd7),                              \
        UINT64_C (0x1a0111ea397fe69a)                                                              \
  }
#define BLS_2P_LIMBS                                                                               \
  {                                                                                                \
    UINT64_C (0x73fdffffffff5556), UINT64_C (0x3d57fffd62a7ffff), UINT64_C (0xce61a541ed61ec48),   \
        UINT64_C (0xc8ee9709e70a257e), UINT64_C (0x96374f6c869759ae),                              \
        UINT64_C (0x340223d472ffcd34)                                                              \
  }
/* p * 2^63, seven limbs: at limb 5 of a BlsWide it stands for p * 2^383, about 4.9 p^2. */
#define BLS_P_SHIFTED_LIMBS                                                                        \
  {                                                                                                \
    UINT64_C (0x8000000000000000), UINT64_C (0xdcff7fffffffd555), UINT64_C (0x0f55ffff58a9ffff),   \
        UINT64_C (0xb39869507b587b12), UINT64_C (0xb23ba5c279c2895f),                              \
        UINT64_C (0x258dd3db21a5d66b), UINT64_C (0x0d0088f51cbff34d)                               \
  }
/* -1/p mod 2^64 */
#define BLS_P_NEG_INVERSE UINT64_C (0x89f3fffcfffcfffd)

static const uint64_t bls_p[BLS_FP_LIMBS] = BLS_P_LIMBS;
static const uint64_t bls_2p[BLS_FP_LIMBS] = BLS_2P_LIMBS;

/* a + b + *carry. The intrinsics become one instruction each; gcc 12 makes a detour of __int128. */
BLS_INLINE uint64_t
bls_adc (uint64_t a, uint64_t b, unsigned char *carry)
{
#if defined(__x86_64__) && defined(__GNUC__)
  unsigned long long sum;

  *carry = _addcarry_u64 (*carry, a, b, &sum);
  return sum;
#else
  BlsU128 sum = (BlsU128)a + b + *carry;

  *carry = (unsigned char)(sum >> 64);
  return (uint64_t)sum;
#endif
}

/* a - b - *borrow. */
BLS_INLINE uint64_t
bls_sbb (uint64_t a, uint64_t b, unsigned char *borrow)
{
#if defined(__x86_64__) && defined(__GNUC__)
  unsigned long long difference;

  *borrow = _subborrow_u64 (*borrow, a, b, &difference);
  return difference;
#else
  BlsU128 difference = (BlsU128)a - b - *borrow;

  *borrow = (unsigned char)(difference >> 64) & 1;
  return (uint64_t)difference;
#endif
}

/* Three words that take the sum of one column of products. */
typedef struct
{
  uint64_t s0, s1, s2;
} BlsColumn;

BLS_INLINE void
bls_column_add_product (BlsColumn *c, uint64_t a, uint64_t b)
{
  BlsU128 product = (BlsU128)a * b;
  unsigned char carry = 0;

  c->s0 = bls_adc (c->s0, (uint64_t)product, &carry);
  c->s1 = bls_adc (c->s1, (uint64_t)(product >> 64), &carry);
  c->s2 = bls_adc (c->s2, 0, &carry);
}

BLS_INLINE uint64_t
bls_column_next (BlsColumn *c)
{
  uint64_t low = c->s0;

  c->s0 = c->s1;
  c->s1 = c->s2;
  c->s2 = 0;
  return low;
}

BLS_INLINE void
bls_wide_mul (BlsWide *r, const uint64_t a[BLS_FP_LIMBS], const uint64_t b[BLS_FP_LIMBS])
{
  BlsColumn c = { 0, 0, 0 };

  BLS_UNROLL
  for (int k = 0; k < 11; k++)
    {
      BLS_UNROLL
      for (int i = k < 6 ? 0 : k - 5; i <= (k < 6 ? k : 5); i++)
        bls_column_add_product (&c, a[i], b[k - i]);
      r->l[k] = bls_column_next (&c);
    }
  r->l[11] = c.s0;
}

/* r = a * b + c * d, the sum below 2^768. */
BLS_INLINE void
bls_wide_mul_add_mul (BlsWide *r,
                      const uint64_t a[BLS_FP_LIMBS],
                      const uint64_t b[BLS_FP_LIMBS],
                      const uint64_t c[BLS_FP_LIMBS],
                      const uint64_t d[BLS_FP_LIMBS])
{
  BlsColumn s = { 0, 0, 0 };

  BLS_UNROLL
  for (int k = 0; k < 11; k++)
    {
      BLS_UNROLL
      for (int i = k < 6 ? 0 : k - 5; i <= (k < 6 ? k : 5); i++)
        {
          bls_column_add_product (&s, a[i], b[k - i]);
          bls_column_add_product (&s, c[i], d[k - i]);
        }
      r->l[k] = bls_column_next (&s);
    }
  r->l[11] = s.s0;
}

/* The products off the diagonal once, doubled by column, then the diagonal. */
BLS_INLINE void
bls_wide_sqr (BlsWide *r, const uint64_t a[BLS_FP_LIMBS])
{
  BlsColumn c = { 0, 0, 0 };

  BLS_UNROLL
  for (int k = 0; k < 11; k++)
    {
      BlsColumn twice = { 0, 0, 0 };
      int first = k < 6 ? 0 : k - 5;
      unsigned char carry = 0;

      if (first < k - first)
        {
          BLS_UNROLL
          for (int i = first; i < k - i; i++)
            bls_column_add_product (&twice, a[i], a[k - i]);
          twice.s0 = bls_adc (twice.s0, twice.s0, &carry);
          twice.s1 = bls_adc (twice.s1, twice.s1, &carry);
          twice.s2 = bls_adc (twice.s2, twice.s2, &carry);
          carry = 0;
          c.s0 = bls_adc (c.s0, twice.s0, &carry);
          c.s1 = bls_adc (c.s1, twice.s1, &carry);
          c.s2 = bls_adc (c.s2, twice.s2, &carry);
        }
      if (k % 2 == 0)
        bls_column_add_product (&c, a[k / 2], a[k / 2]);
      r->l[k] = bls_column_next (&c);
    }
  r->l[11] = c.s0;
}

/* Montgomery reduction, column by column: r = w / 2^384 mod p, below w / 2^384 + p. */
BLS_INLINE void
bls_wide_reduce (BlsFp *r, const BlsWide *w)
{
  uint64_t m[BLS_FP_LIMBS], high[BLS_FP_LIMBS];
  BlsColumn c = { 0, 0, 0 };
  unsigned char carry;

  BLS_UNROLL
  for (int k = 0; k < 6; k++)
    {
      carry = 0;
      c.s0 = bls_adc (c.s0, w->l[k], &carry);
      c.s1 = bls_adc (c.s1, 0, &carry);
      c.s2 = bls_adc (c.s2, 0, &carry);
      BLS_UNROLL
      for (int i = 0; i < k; i++)
        bls_column_add_product (&c, m[i], bls_p[k - i]);
      m[k] = c.s0 * BLS_P_NEG_INVERSE;
      bls_column_add_product (&c, m[k], bls_p[0]);
      bls_column_next (&c);
    }
  BLS_UNROLL
  for (int k = 6; k < 11; k++)
    {
      BLS_UNROLL
      for (int i = k - 5; i < 6; i++)
        bls_column_add_product (&c, m[i], bls_p[k - i]);
      high[k - 6] = bls_column_next (&c);
    }
  high[5] = c.s0;

  carry = 0;
  BLS_UNROLL
  for (int k = 0; k < 6; k++)
    r->l[k] = bls_adc (high[k], w->l[k + 6], &carry);
}

/* r = a - b modulo 2^768. */
BLS_INLINE void
bls_wide_sub_modulo (BlsWide *r, const BlsWide *a, const BlsWide *b)
{
  unsigned char borrow = 0;

  BLS_UNROLL
  for (int k = 0; k < 12; k++)
    r->l[k] = bls_sbb (a->l[k], b->l[k], &borrow);
}

/* r = a - b + p * 2^383: for b below 4 p^2 it is not negative, for a below that, too, below
 * p * 2^384. */
BLS_INLINE void
bls_wide_sub (BlsWide *r, const BlsWide *a, const BlsWide *b)
{
  static const uint64_t shifted[7] = BLS_P_SHIFTED_LIMBS;
  unsigned char borrow = 0, carry = 0;

  BLS_UNROLL
  for (int k = 0; k < 12; k++)
    r->l[k] = bls_sbb (a->l[k], b->l[k], &borrow);
  BLS_UNROLL
  for (int k = 0; k < 7; k++)
    r->l[k + 5] = bls_adc (r->l[k + 5], shifted[k], &carry);
}

/* r = a + b, not reduced: below 4p. */
BLS_INLINE void
bls_limbs_add (uint64_t r[BLS_FP_LIMBS],
               const uint64_t a[BLS_FP_LIMBS],
               const uint64_t b[BLS_FP_LIMBS])
{
  unsigned char carry = 0;

  BLS_UNROLL
  for (int k = 0; k < 6; k++)
    r[k] = bls_adc (a[k], b[k], &carry);
}

/* Subtracts m if that leaves nothing negative. */
BLS_INLINE void
bls_limbs_sub_if_above (uint64_t r[BLS_FP_LIMBS],
                        const uint64_t a[BLS_FP_LIMBS],
                        const uint64_t m[BLS_FP_LIMBS])
{
  uint64_t d[BLS_FP_LIMBS], keep;
  unsigned char borrow = 0;

  BLS_UNROLL
  for (int k = 0; k < 6; k++)
    d[k] = bls_sbb (a[k], m[k], &borrow);
  keep = -(uint64_t)borrow;
  BLS_UNROLL
  for (int k = 0; k < 6; k++)
    r[k] = d[k] ^ ((d[k] ^ a[k]) & keep);
}

BLS_INLINE void
bls_fp_add_inline (BlsFp *r, const BlsFp *a, const BlsFp *b)
{
  uint64_t sum[BLS_FP_LIMBS];

  bls_limbs_add (sum, a->l, b->l);
  bls_limbs_sub_if_above (r->l, sum, bls_2p);
}

BLS_INLINE void
bls_fp_sub_inline (BlsFp *r, const BlsFp *a, const BlsFp *b)
{
  uint64_t d[BLS_FP_LIMBS], e[BLS_FP_LIMBS], keep;
  unsigned char borrow = 0, carry = 0;

  BLS_UNROLL
  for (int k = 0; k < 6; k++)
    d[k] = bls_sbb (a->l[k], b->l[k], &borrow);
  keep = (uint64_t)borrow - 1;
  BLS_UNROLL
  for (int k = 0; k < 6; k++)
    e[k] = bls_adc (d[k], bls_2p[k], &carry);
  BLS_UNROLL
  for (int k = 0; k < 6; k++)
    r->l[k] = e[k] ^ ((e[k] ^ d[k]) & keep);
}

BLS_INLINE void
bls_fp_mul_inline (BlsFp *r, const BlsFp *a, const BlsFp *b)
{
  BlsWide w;

  bls_wide_mul (&w, a->l, b->l);
  bls_wide_reduce (r, &w);
}

BLS_INLINE void
bls_fp_sqr_inline (BlsFp *r, const BlsFp *a)
{
  BlsWide w;

  bls_wide_sqr (&w, a->l);
  bls_wide_reduce (r, &w);
}
