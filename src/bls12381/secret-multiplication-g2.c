/* SPDX-License-Identifier: MIT */
#include "bls12381/secret-multiplication.h"

#include <sodium.h>

/* 3 b = 12 (1 + i) */
static void
multiply_3b (BlsFp2 *r, const BlsFp2 *a)
{
  BlsFp2 four;

  bls_fp2_mul_xi (&four, a);
  bls_fp2_add (&four, &four, &four);
  bls_fp2_add (&four, &four, &four);
  bls_fp2_add (r, &four, &four);
  bls_fp2_add (r, r, &four);
}

#define FIELD   BlsFp2
#define AFFINE  BlsG2Affine
#define F(name) bls_fp2_##name
#define FIELD_ONE                                                                                  \
  {                                                                                                \
    .c0 = bls_fp_one                                                                               \
  }
#define MULTIPLY_3B     multiply_3b
#define MULTIPLY_SECRET bls_g2_mul_secret

#include "bls12381/secret-multiplication.inc.h"
