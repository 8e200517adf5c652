/* SPDX-License-Identifier: MIT */
#include "bls12381/secret-multiplication.h"

#include <sodium.h>

/* 3 b = 12 */
static void
multiply_3b (BlsFp *r, const BlsFp *a)
{
  BlsFp four;

  bls_fp_add (&four, a, a);
  bls_fp_add (&four, &four, &four);
  bls_fp_add (r, &four, &four);
  bls_fp_add (r, r, &four);
}

#define FIELD           BlsFp
#define AFFINE          BlsG1Affine
#define F(name)         bls_fp_##name
#define FIELD_ONE       bls_fp_one
#define MULTIPLY_3B     multiply_3b
#define MULTIPLY_SECRET bls_g1_mul_secret

#include "bls12381/secret-multiplication.inc.h"
