/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-public-key.h"

G_BEGIN_DECLS

#define IC_ED25519_RAW_BYTES 32
#define IC_BLS_RAW_BYTES     96
/* 0x04 and the two coordinates. */
#define IC_EC_POINT_BYTES 65

/* A public key that was taken apart; @raw points into the DER bytes: the key, the uncompressed point,
 * or for a canister signature key its length byte, canister id and seed. */
typedef struct
{
  IcKeyAlgorithm algorithm;
  const guint8 *raw;
  gsize raw_len;
} IcDerKey;

/* SubjectPublicKeyInfo of IC_KEY_SECP256K1 or IC_KEY_P256 from an uncompressed point. (transfer full) */
GBytes *ic_der_wrap_ec (IcKeyAlgorithm algorithm, const guint8 point[IC_EC_POINT_BYTES]);

gboolean ic_der_parse_key (const guint8 *der, gsize len, IcDerKey *key, GError **error);

G_END_DECLS
