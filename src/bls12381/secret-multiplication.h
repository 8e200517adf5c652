/* SPDX-License-Identifier: MIT */
/* [scalar] P with a secret scalar: constant-time, everything on the way wiped. P is public. */
#pragma once

#include "bls12381/g1.h"
#include "bls12381/g2.h"
#include "bls12381/scalar.h"

void bls_g1_mul_secret (BlsG1Affine *r, const BlsG1Affine *a, const BlsScalar *scalar);
void bls_g2_mul_secret (BlsG2Affine *r, const BlsG2Affine *a, const BlsScalar *scalar);
