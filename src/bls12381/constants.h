/* SPDX-License-Identifier: MIT */
/*
 * The numbers of the curve, in Montgomery form unless said otherwise. constants.py derives them and
 * names their sources.
 */
#pragma once

#include "bls12381/fp2.h"

extern const BlsFp bls_fp_r2;
extern const BlsFp bls_fp_r3;
extern const BlsFp bls_fp_exp_p_minus_3_div_4;
extern const BlsFp bls_fp_half;

extern const BlsFp bls_g1_b;
extern const BlsFp bls_g1_generator_xy[2];
extern const BlsFp2 bls_g2_generator_xy[2];
extern const BlsFp bls_g1_beta;
extern const BlsFp2 bls_psi_x;
extern const BlsFp2 bls_psi_y;

extern const BlsFp2 bls_frobenius_1[6];
extern const BlsFp bls_frobenius_2[6];

extern const BlsFp bls_sswu_a;
extern const BlsFp bls_sswu_b;
extern const BlsFp bls_sswu_z;
extern const BlsFp bls_sswu_c2;
extern const BlsFp bls_iso_x_num[12];
extern const BlsFp bls_iso_y_num[16];
extern const BlsFp bls_iso_h[5];

extern const uint64_t bls_group_order[4];
