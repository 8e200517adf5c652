/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-identity-pane.h"

G_BEGIN_DECLS

/**
 * AttestKeyFilePane: a private key in a file: chosen, dropped or pasted.
 */
#define ATTEST_TYPE_KEY_FILE_PANE (attest_key_file_pane_get_type ())
G_DECLARE_FINAL_TYPE (
    AttestKeyFilePane, attest_key_file_pane, ATTEST, KEY_FILE_PANE, AttestIdentityPane)

void attest_key_file_pane_load (AttestKeyFilePane *self, GFile *file);
void
attest_key_file_pane_set_contents (AttestKeyFilePane *self, IcSecret *contents, const char *name);
void attest_key_file_pane_set_passphrase (AttestKeyFilePane *self, const char *passphrase);
/* Tries the passphrase that is filled in. */
void attest_key_file_pane_unlock (AttestKeyFilePane *self);
gboolean attest_key_file_pane_get_wants_passphrase (AttestKeyFilePane *self);

G_END_DECLS
