/* SPDX-License-Identifier: MIT */
/*
 * E: y^2 = x^3 + 4 over Fp, and its subgroup G1 of prime order r. For public points: these functions
 * look at their input. secret-scalar.h has the constant-time multiplication.
 */
#pragma once

#include "bls12381/bls12381.h"
#include "bls12381/fp.h"

typedef struct
{
  BlsFp x, y;
} BlsG1Affine;

/* Jacobian: x / z^2, y / z^3; z is zero for the identity. */
typedef struct
{
  BlsFp x, y, z;
} BlsG1;

void bls_g1_from_affine (BlsG1 *r, const BlsG1Affine *a);
void bls_g1_to_affine_vartime (BlsG1Affine *r, const BlsG1 *a);
bool bls_g1_is_identity (const BlsG1 *a);

void bls_g1_double (BlsG1 *r, const BlsG1 *a);
void bls_g1_add (BlsG1 *r, const BlsG1 *a, const BlsG1 *b);
void bls_g1_add_affine (BlsG1 *r, const BlsG1 *a, const BlsG1Affine *b);

/* r = a + b for neither the identity, without using the curve's equation, so that it serves every
 * curve y^2 = x^3 + Ax + B. False, and no sum, if the two have the same x. */
bool bls_g1_add_distinct (BlsG1 *r, const BlsG1 *a, const BlsG1 *b);

/* r = [|x|] a, x the parameter of the curve. */
void bls_g1_mul_x (BlsG1 *r, const BlsG1 *a);

/* Whether a point of E, not the identity, is in G1. */
bool bls_g1_is_in_group (const BlsG1Affine *a);

/* 48 bytes, the format of draft-irtf-cfrg-pairing-friendly-curves, appendix C. Decoding gives a
 * point of the curve; the subgroup is not checked. */
BlsResult bls_g1_decode (BlsG1Affine *r, const uint8_t bytes[BLS_SIGNATURE_BYTES]);
void bls_g1_encode (uint8_t bytes[BLS_SIGNATURE_BYTES], const BlsG1Affine *a);
