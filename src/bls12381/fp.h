/* SPDX-License-Identifier: MIT */
/*
 * The base field Fp, p of 381 bits, in Montgomery form (a stands for a / 2^384).
 *
 * A number is kept in [0, 2p), not in [0, p): 4p < 2^384, so that a Montgomery product of two such
 * numbers is again below 2p without a last subtraction (Walter 1999). Every function here takes and
 * gives numbers in [0, 2p); the comparisons and encodings bring them to [0, p) themselves.
 *
 * Nothing here branches on a number or uses one as an index, except what is named _vartime, for
 * public data only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLS_FP_LIMBS 6
#define BLS_FP_BYTES 48

typedef struct
{
  uint64_t l[BLS_FP_LIMBS];
} BlsFp;

extern const BlsFp bls_fp_one;

void bls_fp_mul (BlsFp *r, const BlsFp *a, const BlsFp *b);
void bls_fp_sqr (BlsFp *r, const BlsFp *a);
void bls_fp_sqr_n (BlsFp *r, const BlsFp *a, unsigned n);
void bls_fp_add (BlsFp *r, const BlsFp *a, const BlsFp *b);
void bls_fp_sub (BlsFp *r, const BlsFp *a, const BlsFp *b);
void bls_fp_neg (BlsFp *r, const BlsFp *a);
void bls_fp_half_of (BlsFp *r, const BlsFp *a);

/* r = a * b + c * d with one reduction. */
void bls_fp_mul_add_mul (BlsFp *r, const BlsFp *a, const BlsFp *b, const BlsFp *c, const BlsFp *d);

/* r = condition ? a : b, for condition 0 or 1. */
void bls_fp_select (BlsFp *r, uint64_t condition, const BlsFp *a, const BlsFp *b);

/* a^((p-3)/4): the heart of square roots, of their tests, and of the constant-time inverse. */
void bls_fp_pow_p_minus_3_div_4 (BlsFp *r, const BlsFp *a);

/* 1 / a, and 0 for 0. */
void bls_fp_inv (BlsFp *r, const BlsFp *a);
void bls_fp_inv_vartime (BlsFp *r, const BlsFp *a);

bool bls_fp_is_zero (const BlsFp *a);
bool bls_fp_equal (const BlsFp *a, const BlsFp *b);

/* RFC 9380, section 4.1: the lowest bit of the number itself. */
uint64_t bls_fp_sgn0 (const BlsFp *a);

/* Whether the number is above (p - 1) / 2: the sign of the compressed encodings. */
bool bls_fp_is_larger_half (const BlsFp *a);

/* Big-endian. False if not below p. */
bool bls_fp_from_bytes (BlsFp *r, const uint8_t bytes[BLS_FP_BYTES]);
void bls_fp_to_bytes (uint8_t bytes[BLS_FP_BYTES], const BlsFp *a);

/* RFC 9380, section 5.2: 64 big-endian bytes, reduced modulo p. */
void bls_fp_from_64_bytes (BlsFp *r, const uint8_t bytes[64]);
