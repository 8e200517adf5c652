/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-login-memory.h"
#include "attest-sign-in.h"

G_BEGIN_DECLS

/**
 * AttestExpiryBanner: tells that a sign-in ends soon, or has ended, and renews it: the same person
 * signs in again, and the chat goes on.
 */
#define ATTEST_TYPE_EXPIRY_BANNER (attest_expiry_banner_get_type ())
G_DECLARE_FINAL_TYPE (AttestExpiryBanner, attest_expiry_banner, ATTEST, EXPIRY_BANNER, AdwBin)

/* @connection: NULL for none; @options: with whom the person signed in. */
void attest_expiry_banner_set_connection (AttestExpiryBanner *self,
                                          ChatConnection *connection,
                                          const AttestSignInOptions *options);
/* What is told of renewals. (nullable) */
void attest_expiry_banner_set_memory (AttestExpiryBanner *self, AttestLoginMemory *memory);
/* As if nothing but the stage were known, for pictures and tests. */
void attest_expiry_banner_show_stage (AttestExpiryBanner *self, ChatExpiry expiry);
void attest_expiry_banner_press (AttestExpiryBanner *self);
gboolean attest_expiry_banner_get_revealed (AttestExpiryBanner *self);
const char *attest_expiry_banner_get_title (AttestExpiryBanner *self);

G_END_DECLS
