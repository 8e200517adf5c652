/* SPDX-License-Identifier: MIT */
/* The three flag bits of a compressed point: draft-irtf-cfrg-pairing-friendly-curves, appendix C. */
#pragma once

#define BLS_FLAG_COMPRESSED 0x80
#define BLS_FLAG_INFINITY   0x40
#define BLS_FLAG_LARGER_Y   0x20
#define BLS_FLAGS           0xe0
