/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-random.h"
#include "ic-secret.h"

G_BEGIN_DECLS

/* Recovery phrases (BIP39) of English words. */
#define IC_MNEMONIC_MIN_WORDS            12
#define IC_MNEMONIC_MAX_WORDS            24
#define IC_MNEMONIC_MAX_BYTES            2048 /* longest text that is looked at */
#define IC_MNEMONIC_MAX_PASSPHRASE_BYTES 1024
#define IC_MNEMONIC_SEED_BYTES           64

typedef enum
{
  IC_MNEMONIC_VALID,
  IC_MNEMONIC_EMPTY,        /* no word at all */
  IC_MNEMONIC_TOO_LONG,     /* more than IC_MNEMONIC_MAX_BYTES */
  IC_MNEMONIC_UNKNOWN_WORD, /* see word_index and nearest */
  IC_MNEMONIC_WORD_COUNT,   /* see n_words: not 12, 15, 18, 21 or 24 */
  IC_MNEMONIC_CHECKSUM      /* words of the list, but not this phrase */
} IcMnemonicProblemKind;

/**
 * IcMnemonicProblem: what is wrong with a phrase, to be shown next to it.
 */
typedef struct
{
  IcMnemonicProblemKind kind;
  guint n_words;
  guint word_index;    /* of IC_MNEMONIC_UNKNOWN_WORD, from 0 */
  gsize word_offset;   /* where that word is in the text, in bytes */
  gsize word_len;      /* its length there */
  const char *nearest; /* (nullable): the word of the list that was meant most likely; static */
} IcMnemonicProblem;

gboolean ic_mnemonic_validate (const char *phrase, IcMnemonicProblem *problem, GError **error);
IcSecret *ic_mnemonic_normalize (const char *phrase, IcMnemonicProblem *problem, GError **error);
IcSecret *ic_mnemonic_from_entropy (const guint8 *entropy, gsize len);
IcSecret *ic_mnemonic_generate (IcRandom *random, guint n_words);
guint ic_mnemonic_complete (const char *prefix, const char *words[], guint max);

IcSecret *ic_mnemonic_to_seed (IcSecret *phrase, IcSecret *passphrase, GError **error);
void ic_mnemonic_to_seed_async (IcSecret *phrase,
                                IcSecret *passphrase,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
IcSecret *ic_mnemonic_to_seed_finish (GAsyncResult *result, GError **error);

G_END_DECLS
