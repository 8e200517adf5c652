/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-secret.h"

G_BEGIN_DECLS

/* Hierarchical keys: BIP32 for secp256k1, SLIP-10 for the others. */
#define IC_HD_HARDENED       0x80000000U
#define IC_HD_MAX_DEPTH      255
#define IC_HD_KEY_BYTES      32
#define IC_HD_MIN_SEED_BYTES 16
#define IC_HD_MAX_SEED_BYTES 64

typedef enum
{
  IC_HD_SECP256K1,
  IC_HD_P256,
  IC_HD_ED25519
} IcHdCurve;

/* The private key and then the chain code, 32 bytes each. (transfer full) */
IcSecret *ic_hd_key_derive (
    IcHdCurve curve, const IcSecret *seed, const guint32 *path, gsize path_len, GError **error);

G_END_DECLS
