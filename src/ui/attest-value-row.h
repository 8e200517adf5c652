/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AttestValueRow: a name with a value: beside it (a figure), or under it with a copy button (a
 * principal, an address).
 *
 * Properties: "value", "copyable" (construct-only).
 */
#define ATTEST_TYPE_VALUE_ROW (attest_value_row_get_type ())
G_DECLARE_FINAL_TYPE (AttestValueRow, attest_value_row, ATTEST, VALUE_ROW, AdwActionRow)

void attest_value_row_set_value (AttestValueRow *self, const char *value);
const char *attest_value_row_get_value (AttestValueRow *self);

G_END_DECLS
