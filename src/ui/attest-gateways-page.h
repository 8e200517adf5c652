/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestGatewaysPage: the page of the connection panel that tells which way the connection goes,
 * which gateways may be used, and what is known of each.
 *
 * Signals: "inspect" (IcwsVerdict): the person wants to see the evidence.
 */
#define ATTEST_TYPE_GATEWAYS_PAGE (attest_gateways_page_get_type ())
G_DECLARE_FINAL_TYPE (AttestGatewaysPage, attest_gateways_page, ATTEST, GATEWAYS_PAGE, AdwBin)

/* NULL: nothing to show. */
void attest_gateways_page_set_connection (AttestGatewaysPage *self, ChatConnection *connection);

G_END_DECLS
