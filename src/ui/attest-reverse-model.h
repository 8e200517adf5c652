/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AttestReverseModel: another model with its last item first. Items that are appended there come here
 * in batches, so that a list view is not laid out anew for each of a thousand a second.
 */
#define ATTEST_TYPE_REVERSE_MODEL (attest_reverse_model_get_type ())
G_DECLARE_FINAL_TYPE (AttestReverseModel, attest_reverse_model, ATTEST, REVERSE_MODEL, GObject)

#define ATTEST_REVERSE_MODEL_DELAY_MS 200

AttestReverseModel *attest_reverse_model_new (GListModel *model);
void attest_reverse_model_flush (AttestReverseModel *self);

G_END_DECLS
