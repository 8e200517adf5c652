/* SPDX-License-Identifier: MIT */
/* Fp2 = Fp[i] / (i^2 + 1): c0 + c1 i. */
#pragma once

#include "bls12381/fp.h"

typedef struct
{
  BlsFp c0, c1;
} BlsFp2;

void bls_fp2_mul (BlsFp2 *r, const BlsFp2 *a, const BlsFp2 *b);
void bls_fp2_sqr (BlsFp2 *r, const BlsFp2 *a);
void bls_fp2_add (BlsFp2 *r, const BlsFp2 *a, const BlsFp2 *b);
void bls_fp2_sub (BlsFp2 *r, const BlsFp2 *a, const BlsFp2 *b);
void bls_fp2_neg (BlsFp2 *r, const BlsFp2 *a);
void bls_fp2_conj (BlsFp2 *r, const BlsFp2 *a);
void bls_fp2_half_of (BlsFp2 *r, const BlsFp2 *a);
void bls_fp2_mul_fp (BlsFp2 *r, const BlsFp2 *a, const BlsFp *b);

/* r = (1 + i) a: 1 + i is the non-residue that the tower and the twist are made with. */
void bls_fp2_mul_xi (BlsFp2 *r, const BlsFp2 *a);

void bls_fp2_inv_vartime (BlsFp2 *r, const BlsFp2 *a);
void bls_fp2_inv (BlsFp2 *r, const BlsFp2 *a);

void bls_fp2_select (BlsFp2 *r, uint64_t condition, const BlsFp2 *a, const BlsFp2 *b);
bool bls_fp2_is_zero (const BlsFp2 *a);
bool bls_fp2_equal (const BlsFp2 *a, const BlsFp2 *b);

/* Whether c1, or c0 if c1 is zero, is above (p - 1) / 2. */
bool bls_fp2_is_larger_half (const BlsFp2 *a);

/* A square root, or false if there is none. */
bool bls_fp2_sqrt_vartime (BlsFp2 *r, const BlsFp2 *a);
