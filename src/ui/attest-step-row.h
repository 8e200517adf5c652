/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "chat/chat.h"

G_BEGIN_DECLS

/**
 * AttestStepRow: one step of the chain of trust: shape, name, one plain sentence, state and age.
 */
#define ATTEST_TYPE_STEP_ROW (attest_step_row_get_type ())
G_DECLARE_FINAL_TYPE (AttestStepRow, attest_step_row, ATTEST, STEP_ROW, AdwActionRow)

GtkWidget *attest_step_row_new (IcwsStep step);
void attest_step_row_set_info (AttestStepRow *self, const IcwsStepInfo *info, guint64 now_ns);
/* Without a gateway two of the steps mean something else. */
void attest_step_row_set_direct (AttestStepRow *self, gboolean direct);
const char *attest_step_row_get_state_text (AttestStepRow *self);
const char *attest_step_row_get_icon_name (AttestStepRow *self);

G_END_DECLS
