/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-identity.h"
#include "ic-secret.h"

G_BEGIN_DECLS

/**
 * IcDerivation: how programs make a key of a recovery phrase, by the names of the programs. The same
 * phrase gives another principal with each.
 */
typedef enum
{
  IC_DERIVATION_DFX,              /* dfx, quill, icp-cli, keysmith: BIP32, secp256k1 */
  IC_DERIVATION_AGENT_JS_ED25519, /* first half of the seed as Ed25519 key */
  IC_DERIVATION_ICP_CLI_ED25519,  /* icp-cli --seed-curve ed25519: SLIP-10 */
  IC_DERIVATION_ICP_CLI_P256      /* icp-cli --seed-curve prime256v1: SLIP-10 */
} IcDerivation;

#define IC_N_DERIVATIONS 4

const char *ic_derivation_get_id (IcDerivation derivation);
gboolean ic_derivation_from_id (const char *id, IcDerivation *derivation);
const char *ic_derivation_get_path (IcDerivation derivation); /* (nullable) */

IcIdentity *
ic_identity_new_from_seed (const IcSecret *seed, IcDerivation derivation, GError **error);
IcIdentity *ic_identity_new_from_mnemonic (IcSecret *phrase,
                                           IcSecret *passphrase,
                                           IcDerivation derivation,
                                           GError **error);
void ic_identity_new_from_mnemonic_async (IcSecret *phrase,
                                          IcSecret *passphrase,
                                          IcDerivation derivation,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
IcIdentity *ic_identity_new_from_mnemonic_finish (GAsyncResult *result, GError **error);

G_END_DECLS
