/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-identity-pane.h"

G_BEGIN_DECLS

/**
 * AttestSeedPane: an Ed25519 key from 32 bytes in hexadecimal digits.
 */
#define ATTEST_TYPE_SEED_PANE (attest_seed_pane_get_type ())
G_DECLARE_FINAL_TYPE (AttestSeedPane, attest_seed_pane, ATTEST, SEED_PANE, AttestIdentityPane)

void attest_seed_pane_set_seed (AttestSeedPane *self, const char *seed);

G_END_DECLS
