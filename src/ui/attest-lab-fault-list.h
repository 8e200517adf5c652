/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-lab-fault-row.h"

G_BEGIN_DECLS

/**
 * AttestLabFaultList: the switches of all that can go wrong in some gateways or in a canister, in
 * groups.
 *
 * Signals: "switched" (AttestLabFaultRow): a person wants something else.
 */
#define ATTEST_TYPE_LAB_FAULT_LIST (attest_lab_fault_list_get_type ())
G_DECLARE_FINAL_TYPE (AttestLabFaultList, attest_lab_fault_list, ATTEST, LAB_FAULT_LIST, AdwBin)

/* Draws the settings of @targets (of AttestLabTarget), or of the one at @index alone if that is not
 * negative. */
void attest_lab_fault_list_show (AttestLabFaultList *self,
                                 GPtrArray *faults,
                                 GPtrArray *targets,
                                 int index);
AttestLabFaultRow *attest_lab_fault_list_get_row (AttestLabFaultList *self,
                                                  const char *name); /* (nullable) */

G_END_DECLS
