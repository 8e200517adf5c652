/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-connection-info.h"

G_BEGIN_DECLS

/**
 * AttestConnectionPanel: how the connection is: the verdict, the chain of trust, figures, who is who,
 * and the record of events.
 *
 * Signals: "update" when a second has passed while the panel is seen: whoever owns it then calls
 * attest_connection_panel_show(). "close": the person is done with it.
 */
#define ATTEST_TYPE_CONNECTION_PANEL (attest_connection_panel_get_type ())
G_DECLARE_FINAL_TYPE (
    AttestConnectionPanel, attest_connection_panel, ATTEST, CONNECTION_PANEL, AdwBin)

void attest_connection_panel_show (AttestConnectionPanel *self, const AttestConnectionInfo *info);
void attest_connection_panel_set_events (AttestConnectionPanel *self, GListModel *events);
void attest_connection_panel_show_page (AttestConnectionPanel *self, const char *name);

/* For tests. */
GtkWidget *attest_connection_panel_get_step_row (AttestConnectionPanel *self, IcwsStep step);
GtkWidget *attest_connection_panel_get_value_row (AttestConnectionPanel *self, const char *name);
const char *attest_connection_panel_get_title (AttestConnectionPanel *self);
const char *attest_connection_panel_get_explanation (AttestConnectionPanel *self);

G_END_DECLS
