/* SPDX-License-Identifier: MIT */
#include "bls12381/scalar.h"

#include <sodium.h>

#include "bls12381/constants.h"
#include "bls12381/fp-kernel.h"

BlsResult
bls_scalar_from_bytes (BlsScalar *r, const uint8_t bytes[BLS_SECRET_KEY_BYTES])
{
  unsigned char borrow = 0;
  uint64_t bits = 0;

  for (int k = 0; k < BLS_SCALAR_LIMBS; k++)
    {
      r->l[k] = 0;
      for (int i = 0; i < 8; i++)
        r->l[k] = (r->l[k] << 8) | bytes[8 * (BLS_SCALAR_LIMBS - 1 - k) + i];
      (void)bls_sbb (r->l[k], bls_group_order[k], &borrow);
      bits |= r->l[k];
    }
  /* One bit each, joined before the only branch, which the caller sees anyway. */
  return (borrow & ((bits | -bits) >> 63)) ? BLS_OK : BLS_ERROR_BAD_SECRET;
}

/* Long division by r, bit by bit: 384 steps that are all alike. 2 r < 2^256. */
void
bls_secret_from_random (uint8_t secret[BLS_SECRET_KEY_BYTES], const uint8_t random[48])
{
  uint64_t t[BLS_SCALAR_LIMBS] = { 0 }, d[BLS_SCALAR_LIMBS], bits;

  for (int i = 0; i < 8 * 48; i++)
    {
      uint64_t in = (uint64_t)(random[i / 8] >> (7 - i % 8)) & 1, keep;
      unsigned char borrow = 0;

      for (int k = 0; k < BLS_SCALAR_LIMBS; k++)
        {
          uint64_t out = t[k] >> 63;

          t[k] = (t[k] << 1) | in;
          in = out;
          d[k] = bls_sbb (t[k], bls_group_order[k], &borrow);
        }
      keep = -(uint64_t)borrow;
      for (int k = 0; k < BLS_SCALAR_LIMBS; k++)
        t[k] = d[k] ^ ((d[k] ^ t[k]) & keep);
    }

  /* Zero, which nobody will ever see, becomes one. */
  bits = t[0] | t[1] | t[2] | t[3];
  t[0] |= 1 ^ ((bits | -bits) >> 63);

  for (int i = 0; i < BLS_SECRET_KEY_BYTES; i++)
    secret[i] = (uint8_t)(t[3 - i / 8] >> (56 - 8 * (i % 8)));
  sodium_memzero (t, sizeof t);
  sodium_memzero (d, sizeof d);
}
