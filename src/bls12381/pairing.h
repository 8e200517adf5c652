/* SPDX-License-Identifier: MIT */
/* The optimal ate pairing of BLS12-381, as a product of two pairings. */
#pragma once

#include "bls12381/fp12.h"
#include "bls12381/g1.h"
#include "bls12381/lines.h"

/* f = f_(x,Q0)(P0) f_(x,Q1)(P1), up to factors that the final exponentiation removes. @lines0 and
 * @lines1 are those of Q0 and Q1; P0 and P1 are not the identity. */
void bls_miller_loop_2 (BlsFp12 *f,
                        const BlsG1 *p0,
                        const BlsLine lines0[BLS_LINE_COUNT],
                        const BlsG1 *p1,
                        const BlsLine lines1[BLS_LINE_COUNT]);

/* f^(3 (p^12 - 1) / r). The factor 3 is prime to r, so the result is 1 for the same f. */
void bls_final_exponentiation (BlsFp12 *r, const BlsFp12 *f);

/* Whether e (P0, Q0) e (P1, Q1) is 1. */
bool bls_pairing_product_is_one (const BlsG1 *p0,
                                 const BlsLine lines0[BLS_LINE_COUNT],
                                 const BlsG1 *p1,
                                 const BlsLine lines1[BLS_LINE_COUNT]);
