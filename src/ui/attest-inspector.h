/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "icws/icws.h"

G_BEGIN_DECLS

/**
 * AttestInspector: a window that shows one event in full: what it says, and for a message what it
 * holds, what proves it (the trees with the path to the root), and its bytes.
 */
#define ATTEST_TYPE_INSPECTOR (attest_inspector_get_type ())
G_DECLARE_FINAL_TYPE (AttestInspector, attest_inspector, ATTEST, INSPECTOR, AdwWindow)

/* What the entry and its evidence, if it is still kept, say. */
AttestInspector *attest_inspector_new (IcwsLedgerEntry *entry, const IcPrincipal *canister_id);
/* The same for the frame of a verdict. */
AttestInspector *attest_inspector_new_for_verdict (IcwsVerdict *verdict,
                                                   const IcPrincipal *canister_id);
/* For tests: "summary", "proof", "bytes". */
void attest_inspector_show_page (AttestInspector *self, const char *name);
GtkWidget *attest_inspector_get_tree_view (AttestInspector *self);
char *attest_inspector_dup_summary (AttestInspector *self); /* as text, for "copy" */

G_END_DECLS
