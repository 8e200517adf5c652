/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AttestWordStrip: completes the words of a recovery phrase while it is typed: the words that fit
 * stand under the entry. Tab or Enter takes the first, a click any. Only while the text can be seen:
 * the words would tell what a hidden one is.
 */
#define ATTEST_TYPE_WORD_STRIP (attest_word_strip_get_type ())
G_DECLARE_FINAL_TYPE (AttestWordStrip, attest_word_strip, ATTEST, WORD_STRIP, AdwBin)

AttestWordStrip *attest_word_strip_new (AdwEntryRow *entry);
guint attest_word_strip_get_n_words (AttestWordStrip *self);
const char *attest_word_strip_get_word (AttestWordStrip *self, guint position);
/* Puts that word in the place of what is being typed. */
gboolean attest_word_strip_accept (AttestWordStrip *self, guint position);
void attest_word_strip_refresh (AttestWordStrip *self);
/* Whether the last word is still being typed: it may become a word. */
gboolean attest_word_strip_is_typing (AdwEntryRow *entry);

G_END_DECLS
