/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-identity-pane.h"
#include "ic/ic-derivation.h"

G_BEGIN_DECLS

/**
 * AttestPhrasePane: a key from a recovery phrase (BIP39), hidden while it is typed; a wrong word is
 * pointed out with the one that was meant most likely.
 */
#define ATTEST_TYPE_PHRASE_PANE (attest_phrase_pane_get_type ())
G_DECLARE_FINAL_TYPE (AttestPhrasePane, attest_phrase_pane, ATTEST, PHRASE_PANE, AttestIdentityPane)

void attest_phrase_pane_set_phrase (AttestPhrasePane *self, const char *phrase);
void attest_phrase_pane_set_passphrase (AttestPhrasePane *self, const char *passphrase);
void attest_phrase_pane_set_derivation (AttestPhrasePane *self, IcDerivation derivation);
/* Shows the text of the phrase, or hides it. */
void attest_phrase_pane_set_revealed (AttestPhrasePane *self, gboolean revealed);
const char *attest_phrase_pane_get_suggestion (AttestPhrasePane *self); /* (nullable) */
void attest_phrase_pane_take_suggestion (AttestPhrasePane *self);
const char *attest_phrase_pane_get_count_text (AttestPhrasePane *self);

G_END_DECLS
