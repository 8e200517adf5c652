/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-inspector.h"

G_BEGIN_DECLS

/* More bytes than this are not shown: they can be saved. */
#define ATTEST_INSPECTOR_MAX_SHOWN (64 * 1024)

/* The page of the trees: a choice of tree over a list. */
GtkWidget *attest_inspector_proof_new (const IcwsInspection *inspection,
                                       const IcPrincipal *canister_id,
                                       GtkWidget **view);
/* Offset, sixteen bytes, and what of them is text, a line each. (transfer full) */
char *attest_inspector_hex_dump (GBytes *bytes, gsize max);

G_END_DECLS
