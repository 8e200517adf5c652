/* SPDX-License-Identifier: MIT */
#pragma once

#include "bls12381/g1.h"

/* The suite of IC signatures: https://internetcomputer.org/docs/references/ic-interface-spec,
 * "Certificate", and draft-irtf-cfrg-bls-signature. */
#define BLS_SUITE "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"

/* hash_to_curve of BLS12381G1_XMD:SHA-256_SSWU_RO_ (RFC 9380, sections 3 and 8.8.1). The message is
 * public. */
void bls_hash_to_g1 (
    BlsG1 *r, const uint8_t *message, size_t message_len, const uint8_t *dst, size_t dst_len);

/* The part after hash_to_field: map both to the curve, add, clear the cofactor. */
void bls_map_pair_to_g1 (BlsG1 *r, const BlsFp *u0, const BlsFp *u1);

/* map_to_curve alone: onto E, not into G1. */
void bls_map_to_e (BlsG1 *r, const BlsFp *u);
