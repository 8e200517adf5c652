/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-principal.h"

G_BEGIN_DECLS

typedef enum
{
  IC_KEY_ED25519,
  IC_KEY_SECP256K1,
  IC_KEY_P256,
  IC_KEY_CANISTER, /* canister signature: verified with a certificate (ic-canister-signature) */
  IC_KEY_BLS
} IcKeyAlgorithm;

/**
 * IcPublicKey: a parsed DER public key that verifies signatures. Immutable, reference counted.
 */
typedef struct _IcPublicKey IcPublicKey;

IcPublicKey *ic_public_key_new_from_der (GBytes *der, GError **error);
IcPublicKey *ic_public_key_ref (IcPublicKey *self);
void ic_public_key_unref (IcPublicKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcPublicKey, ic_public_key_unref)

IcKeyAlgorithm ic_public_key_get_algorithm (IcPublicKey *self);
const char *ic_key_algorithm_to_string (IcKeyAlgorithm algorithm);
GBytes *ic_public_key_get_der (IcPublicKey *self); /* (transfer none) */
void ic_public_key_get_principal (IcPublicKey *self, IcPrincipal *out);
/* The canister and the seed of a canister signature key; FALSE for another algorithm. Borrowed. */
gboolean ic_public_key_get_canister (IcPublicKey *self,
                                     IcPrincipal *canister_id,
                                     const guint8 **seed,
                                     gsize *seed_len);
/* Fails with IC_ERROR_REQUEST_SIGNATURE. Ed25519, secp256k1 and P-256 (64 bytes r||s over SHA-256). */
gboolean ic_public_key_verify (IcPublicKey *self,
                               gconstpointer message,
                               gsize message_len,
                               gconstpointer signature,
                               gsize signature_len,
                               GError **error);

/* DER wrapping of raw keys: Ed25519 from 32 bytes, BLS from 96 bytes. (transfer full) */
GBytes *ic_der_wrap_ed25519 (const guint8 raw[32]);
GBytes *ic_der_wrap_bls (const guint8 raw[96]);
/* Takes the 96 raw bytes out of a BLS DER key; borrowed from @der. */
const guint8 *ic_der_unwrap_bls (GBytes *der, GError **error);

G_END_DECLS
