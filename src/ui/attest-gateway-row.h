/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestGatewayRow: one gateway of a connection's pool: its state, its record, what it did, and what
 * a person can do with it.
 *
 * Signals: "inspect" (IcwsVerdict): the person wants to see the evidence of something it did.
 * Actions: "gateway.use", "gateway.unpin", "gateway.move-up", "gateway.move-down", "gateway.test",
 *   "gateway.forgive" (asks first), "gateway.remove".
 */
#define ATTEST_TYPE_GATEWAY_ROW (attest_gateway_row_get_type ())
G_DECLARE_FINAL_TYPE (AttestGatewayRow, attest_gateway_row, ATTEST, GATEWAY_ROW, AdwExpanderRow)

GtkWidget *attest_gateway_row_new (ChatConnection *connection, IcwsGateway *gateway);
/* Draws it as it is now. */
void attest_gateway_row_refresh (AttestGatewayRow *self);
IcwsGateway *attest_gateway_row_get_gateway (AttestGatewayRow *self); /* (transfer none) */
/* For tests: "In use and proved", the line of the test; NULL: it was not tested. */
const char *attest_gateway_row_get_state_text (AttestGatewayRow *self);
const char *attest_gateway_row_get_test_text (AttestGatewayRow *self);

G_END_DECLS
