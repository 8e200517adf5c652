/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-certificate.h"
#include "ic-public-key.h"

G_BEGIN_DECLS

/* Those of Internet Identity have some 3 KiB; the largest certificates carry long lists of ranges. */
#define IC_CANISTER_SIGNATURE_MAX_BYTES (256 * 1024)

/* Verifies a signature by a canister (interface spec, "Canister signatures"): computes for a
 * millisecond or more. Fails with IC_ERROR_REQUEST_SIGNATURE. */
gboolean ic_canister_signature_verify (IcPublicKey *key,
                                       gconstpointer message,
                                       gsize message_len,
                                       gconstpointer signature,
                                       gsize signature_len,
                                       IcRootKey *root,
                                       GError **error);

/* A signature of any kind: @root NULL refuses those by canisters. */
gboolean ic_public_key_verify_with_root (IcPublicKey *key,
                                         gconstpointer message,
                                         gsize message_len,
                                         gconstpointer signature,
                                         gsize signature_len,
                                         IcRootKey *root,
                                         GError **error);

/* DER of the key of @canister_id that @seed chooses. (transfer full) */
GBytes *ic_der_wrap_canister (const IcPrincipal *canister_id, gconstpointer seed, gsize seed_len);
/* CBOR with self-describe tag, from parts; @tree_cbor without tag: for the local network and tests.
 * (transfer full) */
GBytes *ic_canister_signature_encode (GBytes *certificate, GBytes *tree_cbor);

G_END_DECLS
