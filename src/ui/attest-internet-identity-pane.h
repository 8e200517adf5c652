/* SPDX-License-Identifier: MIT */
#pragma once

#include "attest-identity-pane.h"
#include "attest-sign-in.h"

G_BEGIN_DECLS

/**
 * AttestInternetIdentityPane: signs in by the browser, or takes a delegation that exists already.
 */
#define ATTEST_TYPE_INTERNET_IDENTITY_PANE (attest_internet_identity_pane_get_type ())
G_DECLARE_FINAL_TYPE (AttestInternetIdentityPane,
                      attest_internet_identity_pane,
                      ATTEST,
                      INTERNET_IDENTITY_PANE,
                      AttestIdentityPane)

/* Where the sign-in is for: a network and a room. */
void attest_internet_identity_pane_set_profile (AttestInternetIdentityPane *self,
                                                const ChatProfile *profile);
void attest_internet_identity_pane_set_host (AttestInternetIdentityPane *self, const char *url);
const char *attest_internet_identity_pane_get_host (AttestInternetIdentityPane *self);
void attest_internet_identity_pane_set_domain (AttestInternetIdentityPane *self,
                                               const char *domain);
AttestSignInOptions *attest_internet_identity_pane_dup_options (AttestInternetIdentityPane *self);
void attest_internet_identity_pane_start (AttestInternetIdentityPane *self);
void attest_internet_identity_pane_cancel (AttestInternetIdentityPane *self);
gboolean attest_internet_identity_pane_get_waiting (AttestInternetIdentityPane *self);
const char *
attest_internet_identity_pane_get_link (AttestInternetIdentityPane *self); /* (nullable) */
void attest_internet_identity_pane_import (AttestInternetIdentityPane *self,
                                           const char *chain_json,
                                           const char *session_key);

G_END_DECLS
