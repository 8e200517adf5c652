/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-lab-fault-list.h"

G_BEGIN_DECLS

/**
 * AttestLabPage: the page of the connection panel with the switches of a local network: what its
 * gateways and canisters do wrong. Asks the network each second while it is seen.
 */
#define ATTEST_TYPE_LAB_PAGE (attest_lab_page_get_type ())
G_DECLARE_FINAL_TYPE (AttestLabPage, attest_lab_page, ATTEST, LAB_PAGE, AdwBin)

/* NULL, or an URL that is not of this machine: nothing to show. */
void attest_lab_page_set_control_url (AttestLabPage *self, const char *url);

/* For tests: "loading", "error", "switches"; the switches; the choice of a gateway (-1: all). */
const char *attest_lab_page_get_view (AttestLabPage *self);
AttestLabFaultList *attest_lab_page_get_gateway_faults (AttestLabPage *self);
AttestLabFaultList *attest_lab_page_get_canister_faults (AttestLabPage *self);
void attest_lab_page_choose_gateway (AttestLabPage *self, int index);

G_END_DECLS
