/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-candid.h"

G_BEGIN_DECLS

/* Words of textual Candid, and values at a known type. */
typedef struct
{
  const char *p;
} CandidScanner;

char candid_scanner_peek (CandidScanner *self); /* next character that is no space */
gboolean candid_scanner_accept (CandidScanner *self, const char *symbol);
void candid_scanner_expect (CandidScanner *self, const char *symbol);
char *candid_scanner_word (CandidScanner *self); /* letters, digits, _; or NULL */
gboolean candid_scanner_accept_word (CandidScanner *self, const char *word);
GString *candid_scanner_string (CandidScanner *self); /* quoted, with escapes */
char *candid_scanner_name (CandidScanner *self);      /* word or quoted */
/* A field's label: a number gives @id, a name @name. FALSE if there is neither. */
gboolean candid_scanner_label (CandidScanner *self, char **name, guint32 *id);
IcCandidValue *candid_scanner_value (CandidScanner *self, IcCandidType *type);
IcCandidValue *candid_scanner_absent (IcCandidType *type);

G_END_DECLS
