/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AttestReverseModel: another model with its last item first.
 */
#define ATTEST_TYPE_REVERSE_MODEL (attest_reverse_model_get_type ())
G_DECLARE_FINAL_TYPE (AttestReverseModel, attest_reverse_model, ATTEST, REVERSE_MODEL, GObject)

AttestReverseModel *attest_reverse_model_new (GListModel *model);

G_END_DECLS
