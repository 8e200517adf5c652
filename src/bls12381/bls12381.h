/* SPDX-License-Identifier: MIT */
/*
 * BLS12-381 signatures as the Internet Computer uses them: signature in G1 (48 bytes compressed),
 * public key in G2 (96 bytes compressed), suite BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_.
 *
 * This is the whole interface of the room: another library could stand behind it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C"
{
#endif

#define BLS_SIGNATURE_BYTES  48
#define BLS_PUBLIC_KEY_BYTES 96
#define BLS_SECRET_KEY_BYTES 32

/* Room for a public key together with the line coefficients of its Miller loop. */
#define BLS_PREPARED_KEY_WORDS 2560

  typedef enum
  {
    BLS_OK = 0,
    BLS_ERROR_ENCODING,      /* flags, coordinate not below p, or not the canonical form */
    BLS_ERROR_NOT_ON_CURVE,  /* no point of the curve has this coordinate */
    BLS_ERROR_NOT_IN_GROUP,  /* on the curve, outside the prime-order subgroup */
    BLS_ERROR_INFINITY,      /* the identity: never a valid key or signature */
    BLS_ERROR_BAD_SIGNATURE, /* well-formed, but not a signature of this message by this key */
    BLS_ERROR_BAD_SECRET     /* secret scalar is zero or not below the group order */
  } BlsResult;

  /* A checked public key with its pairing lines prepared: about 20 KB, no pointers, copyable. */
  typedef struct
  {
    uint64_t words[BLS_PREPARED_KEY_WORDS];
  } BlsPublicKey;

  const char *bls_result_to_string (BlsResult result);

  /* Decompresses and checks @bytes (curve, subgroup, not the identity) and prepares it. */
  BlsResult bls_public_key_load (BlsPublicKey *key, const uint8_t bytes[BLS_PUBLIC_KEY_BYTES]);

  /* Verifies @signature over @message under a prepared key. */
  BlsResult bls_verify_prepared (const BlsPublicKey *key,
                                 const uint8_t *message,
                                 size_t message_len,
                                 const uint8_t signature[BLS_SIGNATURE_BYTES]);

  /* The same from the raw key, for a key that is used once: checks the key, too. */
  BlsResult bls_verify (const uint8_t public_key[BLS_PUBLIC_KEY_BYTES],
                        const uint8_t *message,
                        size_t message_len,
                        const uint8_t signature[BLS_SIGNATURE_BYTES]);

  /* Constant-time. @secret is a big-endian scalar, 0 < secret < r. */
  BlsResult bls_secret_to_public (uint8_t public_key[BLS_PUBLIC_KEY_BYTES],
                                  const uint8_t secret[BLS_SECRET_KEY_BYTES]);

  /* Reduces 48 uniformly random bytes to a secret scalar (constant-time; never zero). */
  void bls_secret_from_random (uint8_t secret[BLS_SECRET_KEY_BYTES], const uint8_t random[48]);

  /* Constant-time in @secret. */
  BlsResult bls_sign (uint8_t signature[BLS_SIGNATURE_BYTES],
                      const uint8_t secret[BLS_SECRET_KEY_BYTES],
                      const uint8_t *message,
                      size_t message_len);

#ifdef __cplusplus
}
#endif
