/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestExportDialog: writes the history of a room into a file, as docs/history.md tells; shows how far
 * it is, and can be cancelled. Goes away by itself.
 *
 * Signals: "exported" (gint64 messages, GFile *); "failed" (const GError *): also when the person
 * cancelled. What is left of the file is removed then.
 */
#define ATTEST_TYPE_EXPORT_DIALOG (attest_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AttestExportDialog, attest_export_dialog, ATTEST, EXPORT_DIALOG, AdwWindow)

/* @room: with a history. */
AttestExportDialog *attest_export_dialog_new (ChatRoom *room);
void attest_export_dialog_export_to (AttestExportDialog *self, GFile *file);
void attest_export_dialog_cancel (AttestExportDialog *self);

G_END_DECLS
