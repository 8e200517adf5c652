/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-ledger.h"

G_BEGIN_DECLS

/* Frames are kept whole as evidence: this much in all. Verified ones go before refused ones, and
 * older ones before newer ones. */
#define ICWS_LEDGER_MAX_EVIDENCE_BYTES (16 * 1024 * 1024)

IcwsLedgerEntry *
icws_ledger_entry_new (const IcwsLedgerRecord *record, guint64 wall_ns, char *text);
void icws_ledger_entry_drop_evidence (IcwsLedgerEntry *self);

/* Which chapter of the record an error belongs to. */
IcwsGroup icws_ledger_group_for_error (const GError *error);

G_END_DECLS
