/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-identity.h"
#include "ic-secret.h"

G_BEGIN_DECLS

/* ECDSA keys, whose secret lives in locked memory and is wiped on finalize. Signatures are r || s of
 * 64 bytes over SHA-256, deterministic (RFC 6979), with the lower of the two possible s. */

#define IC_TYPE_SECP256K1_IDENTITY (ic_secp256k1_identity_get_type ())
G_DECLARE_FINAL_TYPE (IcSecp256k1Identity, ic_secp256k1_identity, IC, SECP256K1_IDENTITY, GObject)

/* The scalar, big-endian; IC_ERROR_KEY if it is zero or not below the order. */
IcSecp256k1Identity *ic_secp256k1_identity_new (const guint8 secret[32], GError **error);
IcSecret *ic_secp256k1_identity_get_secret (IcSecp256k1Identity *self); /* (transfer none) */
GBytes *
ic_secp256k1_identity_sign_sync (IcSecp256k1Identity *self, gconstpointer message, gsize len);

#define IC_TYPE_P256_IDENTITY (ic_p256_identity_get_type ())
G_DECLARE_FINAL_TYPE (IcP256Identity, ic_p256_identity, IC, P256_IDENTITY, GObject)

IcP256Identity *ic_p256_identity_new (const guint8 secret[32], GError **error);
IcSecret *ic_p256_identity_get_secret (IcP256Identity *self); /* (transfer none) */
GBytes *
ic_p256_identity_sign_sync (IcP256Identity *self, gconstpointer message, gsize len, GError **error);

G_END_DECLS
