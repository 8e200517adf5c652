/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define BLS_EXPAND_MAX_BYTES (255 * 32)

/*
 * expand_message_xmd with SHA-256 (RFC 9380, section 5.3.1). @out_len is at most
 * BLS_EXPAND_MAX_BYTES, @dst_len at most 255: both are the callers' constants. (Longer tags are
 * hashed first, section 5.3.3; nobody here has one.)
 */
void bls_expand_message_xmd (uint8_t *out,
                             size_t out_len,
                             const uint8_t *message,
                             size_t message_len,
                             const uint8_t *dst,
                             size_t dst_len);
