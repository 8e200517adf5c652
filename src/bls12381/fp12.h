/* SPDX-License-Identifier: MIT */
/* Fp12 = Fp6[w] / (w^2 - v): c0 + c1 w. */
#pragma once

#include "bls12381/fp6.h"

typedef struct
{
  BlsFp6 c0, c1;
} BlsFp12;

void bls_fp12_one (BlsFp12 *r);
bool bls_fp12_is_one (const BlsFp12 *a);
bool bls_fp12_equal (const BlsFp12 *a, const BlsFp12 *b);

void bls_fp12_mul (BlsFp12 *r, const BlsFp12 *a, const BlsFp12 *b);
void bls_fp12_sqr (BlsFp12 *r, const BlsFp12 *a);

/* r = a (b0 + (b1 v + b2 v^2) w): the product of two lines has this form. */
void bls_fp12_mul_sparse (
    BlsFp12 *r, const BlsFp12 *a, const BlsFp6 *b0, const BlsFp2 *b1, const BlsFp2 *b2);

/* The 6th power of Frobenius; the inverse in the cyclotomic subgroup. */
void bls_fp12_conj (BlsFp12 *r, const BlsFp12 *a);
void bls_fp12_inv_vartime (BlsFp12 *r, const BlsFp12 *a);

/* r = a^p, r = a^(p^2) */
void bls_fp12_frobenius (BlsFp12 *r, const BlsFp12 *a);
void bls_fp12_frobenius_2 (BlsFp12 *r, const BlsFp12 *a);
