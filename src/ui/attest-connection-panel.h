/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-events-page.h"
#include "attest-gateways-page.h"
#include "attest-lab-page.h"
#include "attest-status-page.h"

G_BEGIN_DECLS

/**
 * AttestConnectionPanel: how the connection is, on four pages: status, gateways, events, and the lab
 * of a local network.
 *
 * Signals: "update" when a second has passed while the panel is seen: whoever owns it then calls
 * attest_connection_panel_show(). "close": the person is done with it.
 */
#define ATTEST_TYPE_CONNECTION_PANEL (attest_connection_panel_get_type ())
G_DECLARE_FINAL_TYPE (
    AttestConnectionPanel, attest_connection_panel, ATTEST, CONNECTION_PANEL, AdwBin)

void attest_connection_panel_show (AttestConnectionPanel *self, const AttestConnectionInfo *info);
/* What the pages of gateways and events show; NULL: nothing. */
void attest_connection_panel_set_connection (AttestConnectionPanel *self,
                                             ChatConnection *connection);
void attest_connection_panel_set_events (AttestConnectionPanel *self, GListModel *events);
/* The switches of a local network; NULL: no lab. */
void attest_connection_panel_set_control_url (AttestConnectionPanel *self, const char *url);
void attest_connection_panel_inspect (AttestConnectionPanel *self, IcwsVerdict *verdict);
/* @name: "status", "gateways", "events", "lab" */
void attest_connection_panel_show_page (AttestConnectionPanel *self, const char *name);

AttestStatusPage *attest_connection_panel_get_status (AttestConnectionPanel *self);
AttestEventsPage *attest_connection_panel_get_events (AttestConnectionPanel *self);
AttestGatewaysPage *attest_connection_panel_get_gateways (AttestConnectionPanel *self);
AttestLabPage *attest_connection_panel_get_lab (AttestConnectionPanel *self);

/* For tests. */
GtkWidget *attest_connection_panel_get_step_row (AttestConnectionPanel *self, IcwsStep step);
GtkWidget *attest_connection_panel_get_value_row (AttestConnectionPanel *self, const char *name);
const char *attest_connection_panel_get_title (AttestConnectionPanel *self);
const char *attest_connection_panel_get_explanation (AttestConnectionPanel *self);

G_END_DECLS
