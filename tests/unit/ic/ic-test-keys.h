/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-delegation.h"
#include "ic/ic-identity.h"
#include "ic/ic-public-key.h"

G_BEGIN_DECLS

/* Key pairs that sign at once, of each kind that a request may be signed with. */
typedef struct _IcTestKey IcTestKey;

/* @number: another number, another key; below 4 for IC_KEY_P256. */
IcTestKey *ic_test_key_new (IcKeyAlgorithm algorithm, guint number);
IcTestKey *ic_test_key_new_secp256k1 (const guint8 secret[32]);
void ic_test_key_free (IcTestKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcTestKey, ic_test_key_free)

GBytes *ic_test_key_get_der (IcTestKey *self); /* (transfer none) */
GBytes *ic_test_key_sign (IcTestKey *self, GBytes *message);
/* A hop from @self to @pubkey. */
IcDelegation *ic_test_key_delegate (IcTestKey *self,
                                    GBytes *pubkey,
                                    guint64 expiration_ns,
                                    GPtrArray *targets,
                                    const char *permissions);

G_END_DECLS
