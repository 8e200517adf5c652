/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-lab-state.h"

G_BEGIN_DECLS

/**
 * AttestLabFaultRow: a switch for one fault of a local network, with how often it is done and when.
 *
 * Signals: "switched": a person wants attest_lab_fault_row_get_wanted() from now on.
 */
#define ATTEST_TYPE_LAB_FAULT_ROW (attest_lab_fault_row_get_type ())
G_DECLARE_FINAL_TYPE (
    AttestLabFaultRow, attest_lab_fault_row, ATTEST, LAB_FAULT_ROW, AdwExpanderRow)

GtkWidget *attest_lab_fault_row_new (const AttestLabFault *fault);
/* As it is: done by @n_on of @n_targets; @setting is that of the first, its count that of all. */
void attest_lab_fault_row_show (AttestLabFaultRow *self,
                                const AttestLabSetting *setting,
                                guint n_on,
                                guint n_targets);
const char *attest_lab_fault_row_get_name (AttestLabFaultRow *self);
const AttestLabSetting *attest_lab_fault_row_get_wanted (AttestLabFaultRow *self);

/* How often, as a person may choose it. */
typedef enum
{
  ATTEST_LAB_RATE_ALWAYS,
  ATTEST_LAB_RATE_HALF,
  ATTEST_LAB_RATE_TENTH,
  ATTEST_LAB_RATE_ONCE,
  ATTEST_LAB_RATE_OTHER /* what somebody else set */
} AttestLabRate;
/* For tests: what a person does. */
void attest_lab_fault_row_choose (AttestLabFaultRow *self, AttestLabRate rate);

G_END_DECLS
