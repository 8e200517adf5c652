/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "icws/icws.h"

G_BEGIN_DECLS

/**
 * AttestEventsPage: the page of the connection panel with the record of events, to be searched and
 * filtered.
 *
 * Signal "inspect" (IcwsLedgerEntry *): the person wants to see this one in full.
 */
#define ATTEST_TYPE_EVENTS_PAGE (attest_events_page_get_type ())
G_DECLARE_FINAL_TYPE (AttestEventsPage, attest_events_page, ATTEST, EVENTS_PAGE, AdwBin)

void attest_events_page_set_events (AttestEventsPage *self, GListModel *events);

G_END_DECLS
