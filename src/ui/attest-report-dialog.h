/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestReportDialog: shows what a report says before it is saved, and lets one add the bytes of
 * messages.
 *
 * Signal "saved" (const GError *error): a file was written, or could not be.
 */
#define ATTEST_TYPE_REPORT_DIALOG (attest_report_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AttestReportDialog, attest_report_dialog, ATTEST, REPORT_DIALOG, AdwWindow)

AttestReportDialog *attest_report_dialog_new (ChatConnection *connection);
/* Writes the report as it is chosen to @file, in the background. */
void attest_report_dialog_save_to (AttestReportDialog *self, GFile *file);

G_END_DECLS
