/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-connection-info.h"

G_BEGIN_DECLS

/**
 * AttestStatusPage: the page of the connection panel that says how it is: the verdict, the chain of
 * trust, figures, who is who.
 *
 * Signals: "update": a second has passed while the page is seen. "inspect" (IcwsVerdict *): the
 * person wants to see the evidence.
 */
#define ATTEST_TYPE_STATUS_PAGE (attest_status_page_get_type ())
G_DECLARE_FINAL_TYPE (AttestStatusPage, attest_status_page, ATTEST, STATUS_PAGE, AdwBin)

void attest_status_page_show (AttestStatusPage *self, const AttestConnectionInfo *info);

/* For tests. */
GtkWidget *attest_status_page_get_step_row (AttestStatusPage *self, IcwsStep step);
GtkWidget *attest_status_page_get_value_row (AttestStatusPage *self, const char *name);
const char *attest_status_page_get_title (AttestStatusPage *self);
const char *attest_status_page_get_explanation (AttestStatusPage *self);

G_END_DECLS
