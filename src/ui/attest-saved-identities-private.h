/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-saved-identities.h"

G_BEGIN_DECLS

GtkWidget *attest_saved_identities_create_row (AttestSavedIdentities *self,
                                               ChatStoredIdentity *identity,
                                               gboolean chosen);

G_END_DECLS
