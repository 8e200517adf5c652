/* SPDX-License-Identifier: MIT */
/* Fp6 = Fp2[v] / (v^3 - (1 + i)): c0 + c1 v + c2 v^2. */
#pragma once

#include "bls12381/fp2.h"

typedef struct
{
  BlsFp2 c0, c1, c2;
} BlsFp6;

void bls_fp6_mul (BlsFp6 *r, const BlsFp6 *a, const BlsFp6 *b);
void bls_fp6_sqr (BlsFp6 *r, const BlsFp6 *a);
void bls_fp6_add (BlsFp6 *r, const BlsFp6 *a, const BlsFp6 *b);
void bls_fp6_sub (BlsFp6 *r, const BlsFp6 *a, const BlsFp6 *b);
void bls_fp6_neg (BlsFp6 *r, const BlsFp6 *a);
void bls_fp6_mul_v (BlsFp6 *r, const BlsFp6 *a);

/* r = a (b1 v + b2 v^2) */
void bls_fp6_mul_12 (BlsFp6 *r, const BlsFp6 *a, const BlsFp2 *b1, const BlsFp2 *b2);

void bls_fp6_inv_vartime (BlsFp6 *r, const BlsFp6 *a);
bool bls_fp6_equal (const BlsFp6 *a, const BlsFp6 *b);
