/* SPDX-License-Identifier: MIT */
/* The parameter x of the curve: p, r and every chain of doublings in this room come from it. */
#pragma once

#include <stdint.h>

/* x is negative: this is |x|. Six bits are set. */
#define BLS_X_ABS     UINT64_C (0xd201000000010000)
#define BLS_X_TOP_BIT 63
