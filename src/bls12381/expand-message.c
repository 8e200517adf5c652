/* SPDX-License-Identifier: MIT */
#include "bls12381/expand-message.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define HASH_BYTES  crypto_hash_sha256_BYTES
#define BLOCK_BYTES 64 /* of SHA-256: s_in_bytes */

/* DST_prime = DST || I2OSP (len (DST), 1) */
static void
add_dst_prime (crypto_hash_sha256_state *state, const uint8_t *dst, size_t dst_len)
{
  uint8_t length = (uint8_t)dst_len;

  crypto_hash_sha256_update (state, dst, dst_len);
  crypto_hash_sha256_update (state, &length, 1);
}

void
bls_expand_message_xmd (uint8_t *out,
                        size_t out_len,
                        const uint8_t *message,
                        size_t message_len,
                        const uint8_t *dst,
                        size_t dst_len)
{
  static const uint8_t z_pad[BLOCK_BYTES];
  const uint8_t length_and_zero[3] = { (uint8_t)(out_len >> 8), (uint8_t)out_len, 0 };
  uint8_t b0[HASH_BYTES], b[HASH_BYTES] = { 0 };
  crypto_hash_sha256_state state;

  assert (out_len <= BLS_EXPAND_MAX_BYTES && dst_len <= 255);

  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, z_pad, sizeof z_pad);
  crypto_hash_sha256_update (&state, message, message_len);
  crypto_hash_sha256_update (&state, length_and_zero, sizeof length_and_zero);
  add_dst_prime (&state, dst, dst_len);
  crypto_hash_sha256_final (&state, b0);

  for (uint8_t i = 1; out_len > 0; i++)
    {
      size_t take = out_len < HASH_BYTES ? out_len : HASH_BYTES;

      /* b_i = H (b_0 xor b_(i-1) || i || DST_prime), and b_0 alone for the first */
      for (size_t k = 0; k < HASH_BYTES; k++)
        b[k] ^= b0[k];
      crypto_hash_sha256_init (&state);
      crypto_hash_sha256_update (&state, b, sizeof b);
      crypto_hash_sha256_update (&state, &i, 1);
      add_dst_prime (&state, dst, dst_len);
      crypto_hash_sha256_final (&state, b);

      memcpy (out, b, take);
      out += take;
      out_len -= take;
    }
}
