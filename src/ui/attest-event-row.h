/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "icws/icws.h"

G_BEGIN_DECLS

/**
 * AttestEventRow: one entry of the ledger. All rows have one height, so that a GtkListView serves.
 */
#define ATTEST_TYPE_EVENT_ROW (attest_event_row_get_type ())
G_DECLARE_FINAL_TYPE (AttestEventRow, attest_event_row, ATTEST, EVENT_ROW, AdwBin)

GtkWidget *attest_event_row_new (void);
void attest_event_row_set_entry (AttestEventRow *self, IcwsLedgerEntry *entry);
const char *attest_event_row_get_text (AttestEventRow *self);
const char *attest_event_row_get_details (AttestEventRow *self);

G_END_DECLS
