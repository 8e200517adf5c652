/* SPDX-License-Identifier: MIT */
/*
 * The lines of a Miller loop over a fixed point Q of G2. They depend on Q only, so a key that is
 * used again has them ready.
 */
#pragma once

#include "bls12381/g2.h"

/* 63 doublings and 5 additions: the bits of |x| below its top one. */
#define BLS_LINE_COUNT 68

/* y - lambda x + mu: the line y = lambda x - mu on the twist, through the points of this step. */
typedef struct
{
  BlsFp2 lambda, mu;
} BlsLine;

/* False if @q, a point of the curve, is not in G2: then @lines is without meaning. */
bool bls_lines_prepare (BlsLine lines[BLS_LINE_COUNT], const BlsG2Affine *q);
