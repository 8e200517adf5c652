/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-identity-pane.h"
#include "chat/chat-keyring.h"

G_BEGIN_DECLS

/**
 * AttestSavedIdentities: the identities that the keyring remembers: unlock, rename, forget.
 *
 * Signal "forgotten" (char *id).
 */
#define ATTEST_TYPE_SAVED_IDENTITIES (attest_saved_identities_get_type ())
G_DECLARE_FINAL_TYPE (
    AttestSavedIdentities, attest_saved_identities, ATTEST, SAVED_IDENTITIES, AttestIdentityPane)

void attest_saved_identities_set_keyring (AttestSavedIdentities *self, ChatKeyring *keyring);
/* Asks the keyring what it has; @unlock: it may ask the person for a password. */
void attest_saved_identities_refresh (AttestSavedIdentities *self, gboolean unlock);
void attest_saved_identities_use (AttestSavedIdentities *self, const char *id);
void attest_saved_identities_rename (AttestSavedIdentities *self, const char *id, const char *name);
void attest_saved_identities_forget (AttestSavedIdentities *self, const char *id);
/* The one that is used. (nullable) */
const char *attest_saved_identities_get_id (AttestSavedIdentities *self);
const char *attest_saved_identities_get_kind (AttestSavedIdentities *self);
guint attest_saved_identities_get_n (AttestSavedIdentities *self);

G_END_DECLS
