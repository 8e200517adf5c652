/* SPDX-License-Identifier: MIT */
/* Hex and reproducible numbers for the tests of this room. */
#pragma once

#include <glib.h>
#include <string.h>

#include "bls12381/fp12.h"
#include "bls12381/fp-kernel.h"

/* SplitMix64: not random at all, and that is wanted. */
static inline guint64
test_next (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static inline void
test_bytes (guint64 *state, guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8)test_next (state);
}

static inline void
test_hex (guint8 *bytes, gsize length, const char *hex)
{
  g_assert_cmpuint (strlen (hex), ==, 2 * length);
  for (gsize i = 0; i < length; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]), low = g_ascii_xdigit_value (hex[2 * i + 1]);

      g_assert_true (high >= 0 && low >= 0);
      bytes[i] = (guint8)(high << 4 | low);
    }
}

static inline void
test_fp_hex (BlsFp *r, const char *hex)
{
  guint8 bytes[BLS_FP_BYTES];

  test_hex (bytes, sizeof bytes, hex);
  g_assert_true (bls_fp_from_bytes (r, bytes));
}

#define test_assert_fp_hex(a, hex)                                                                 \
  do                                                                                               \
    {                                                                                              \
      guint8 test_have_[BLS_FP_BYTES], test_want_[BLS_FP_BYTES];                                   \
      bls_fp_to_bytes (test_have_, (a));                                                           \
      test_hex (test_want_, BLS_FP_BYTES, (hex));                                                  \
      g_assert_cmpmem (test_have_, BLS_FP_BYTES, test_want_, BLS_FP_BYTES);                        \
    }                                                                                              \
  while (0)

/* A number in [0, 2p) with all its representations: every fourth is at an edge. */
static inline void
test_fp (guint64 *state, BlsFp *r)
{
  guint64 kind = test_next (state) % 16;
  guint8 bytes[64];
  unsigned char carry = 0;

  test_bytes (state, bytes, sizeof bytes);
  bls_fp_from_64_bytes (r, bytes);
  switch (kind)
    {
    case 0: /* 0 */
      memset (r, 0, sizeof *r);
      break;
    case 1: /* 0, written as p */
      memcpy (r->l, bls_p, sizeof bls_p);
      break;
    case 2: /* the largest representation, 2p - 1 */
      memcpy (r->l, bls_2p, sizeof bls_2p);
      r->l[0]--;
      break;
    case 3: /* p - 1 or p + 1 */
      memcpy (r->l, bls_p, sizeof bls_p);
      r->l[0] += test_next (state) % 2 ? 1 : -1;
      break;
    case 4:
    case 5: /* the upper of the two representations */
      bls_limbs_sub_if_above (r->l, r->l, bls_p);
      for (int k = 0; k < 6; k++)
        r->l[k] = bls_adc (r->l[k], bls_p[k], &carry);
      break;
    default:
      break;
    }
}

static inline void
test_fp2 (guint64 *state, BlsFp2 *r)
{
  test_fp (state, &r->c0);
  test_fp (state, &r->c1);
}

static inline void
test_fp6 (guint64 *state, BlsFp6 *r)
{
  test_fp2 (state, &r->c0);
  test_fp2 (state, &r->c1);
  test_fp2 (state, &r->c2);
}

static inline void
test_fp12 (guint64 *state, BlsFp12 *r)
{
  test_fp6 (state, &r->c0);
  test_fp6 (state, &r->c1);
}

/* Below 2p. */
static inline void
test_assert_in_range (const BlsFp *a)
{
  unsigned char borrow = 0;

  for (int k = 0; k < 6; k++)
    (void)bls_sbb (a->l[k], bls_2p[k], &borrow);
  g_assert_true (borrow);
}
