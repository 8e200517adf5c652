/* SPDX-License-Identifier: MIT */
/* Secret scalars modulo the group order r, as plain numbers of four limbs, lowest first.
 * Constant-time. */
#pragma once

#include <stdint.h>

#include "bls12381/bls12381.h"

#define BLS_SCALAR_LIMBS 4

typedef struct
{
  uint64_t l[BLS_SCALAR_LIMBS];
} BlsScalar;

/* BLS_ERROR_BAD_SECRET if it is zero or not below r. Only that answer depends on the bytes. */
BlsResult bls_scalar_from_bytes (BlsScalar *r, const uint8_t bytes[BLS_SECRET_KEY_BYTES]);
