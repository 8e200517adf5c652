/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "ic/ic-random.h"
#include "ic/ic-secret.h"

G_BEGIN_DECLS

/**
 * AttestNewPhraseDialog: a new recovery phrase, to be written down, and then three of its words
 * asked for. Signal "accepted" (IcSecret *phrase).
 */
#define ATTEST_TYPE_NEW_PHRASE_DIALOG (attest_new_phrase_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    AttestNewPhraseDialog, attest_new_phrase_dialog, ATTEST, NEW_PHRASE_DIALOG, AdwWindow)

#define ATTEST_NEW_PHRASE_ASKED 3

AttestNewPhraseDialog *attest_new_phrase_dialog_new (IcRandom *random);
IcSecret *attest_new_phrase_dialog_get_phrase (AttestNewPhraseDialog *self);
void attest_new_phrase_dialog_go_on (AttestNewPhraseDialog *self);
/* Number of the asked word, from 0, and what is answered. */
guint attest_new_phrase_dialog_get_asked (AttestNewPhraseDialog *self, guint question);
void
attest_new_phrase_dialog_answer (AttestNewPhraseDialog *self, guint question, const char *word);
const char *attest_new_phrase_dialog_get_problem (AttestNewPhraseDialog *self);

G_END_DECLS
