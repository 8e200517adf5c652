/* SPDX-License-Identifier: MIT */
/*
 * The cyclotomic subgroup of Fp12, of order p^4 - p^2 + 1: what the first part of the final
 * exponentiation leads into. Here a conjugate is an inverse and squares are cheap. Public data only.
 */
#pragma once

#include "bls12381/fp12.h"

void bls_cyclotomic_sqr (BlsFp12 *r, const BlsFp12 *a);

/* r = a^x, x the (negative) parameter of the curve. */
void bls_cyclotomic_power_x (BlsFp12 *r, const BlsFp12 *a);
