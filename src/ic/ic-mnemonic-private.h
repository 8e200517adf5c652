/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-secret.h"

G_BEGIN_DECLS

#define IC_MNEMONIC_N_WORDS    2048
#define IC_MNEMONIC_WORD_BITS  11
#define IC_MNEMONIC_WORD_BYTES 8 /* the longest word */

/* In alphabetical order, filled up with zero bytes. */
extern const char ic_mnemonic_words[IC_MNEMONIC_N_WORDS][IC_MNEMONIC_WORD_BYTES + 1];

const char *ic_mnemonic_nearest (const char *word, gsize len);
IcSecret *ic_mnemonic_decompose (const IcSecret *passphrase, GError **error);

G_END_DECLS
