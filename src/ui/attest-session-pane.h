/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-identity-pane.h"

G_BEGIN_DECLS

/**
 * AttestSessionPane: a random key for this session. A reset makes another one.
 */
#define ATTEST_TYPE_SESSION_PANE (attest_session_pane_get_type ())
G_DECLARE_FINAL_TYPE (
    AttestSessionPane, attest_session_pane, ATTEST, SESSION_PANE, AttestIdentityPane)

G_END_DECLS
