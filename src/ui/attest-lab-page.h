/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestLabPage: the page of the connection panel that tells the switches of a local network: what its gateways and canisters do wrong.
 */
#define ATTEST_TYPE_LAB_PAGE (attest_lab_page_get_type ())
G_DECLARE_FINAL_TYPE (AttestLabPage, attest_lab_page, ATTEST, LAB_PAGE, AdwBin)

/* NULL: nothing to show. */
void attest_lab_page_set_control_url (AttestLabPage *self, const char *url);

G_END_DECLS
