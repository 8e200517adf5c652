/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "attest-identity-pane.h"
#include "attest-login-form.h"
#include "attest-login-memory.h"
#include "attest-sign-in.h"

G_BEGIN_DECLS

/**
 * AttestLoginPage: where to chat, and as whom. Shows the principal before one goes in.
 *
 * Signals: "login" (IcIdentity *, const char *name): the profile is that of
 * attest_login_page_get_profile(); "notice" (const char *): to be told, as that nothing could be
 * remembered; "back": the person wants to see the rooms again; "loaded": the saved connections are
 * there; "removed" (const char *id): a saved connection was. Action "login.join".
 */
#define ATTEST_TYPE_LOGIN_PAGE (attest_login_page_get_type ())
G_DECLARE_FINAL_TYPE (AttestLoginPage, attest_login_page, ATTEST, LOGIN_PAGE, AdwBin)

void attest_login_page_set_local_profile (AttestLoginPage *self, const ChatProfile *profile);
/* A place that is not chosen in the form, e.g. of an address that was opened; NULL: none. */
void attest_login_page_set_preset (AttestLoginPage *self, const ChatProfile *profile);
/* Whether there are rooms to go back to. */
void attest_login_page_set_can_go_back (AttestLoginPage *self, gboolean can_go_back);
void attest_login_page_set_network (AttestLoginPage *self, ChatNetwork network);
void attest_login_page_set_canister (AttestLoginPage *self, const IcPrincipal *canister_id);
void attest_login_page_set_method (AttestLoginPage *self, AttestLoginMethod method);
AttestLoginMethod attest_login_page_get_method (AttestLoginPage *self);
AttestIdentityPane *attest_login_page_get_pane (AttestLoginPage *self, AttestLoginMethod method);
/* Of the local network. */
void attest_login_page_set_identity_url (AttestLoginPage *self, const char *url);
AttestSignInOptions *attest_login_page_dup_sign_in_options (AttestLoginPage *self);
void attest_login_page_set_remember (AttestLoginPage *self, gboolean remember);
void attest_login_page_set_save (AttestLoginPage *self, gboolean save);
ChatProfileStore *attest_login_page_get_store (AttestLoginPage *self);
AttestLoginMemory *attest_login_page_get_memory (AttestLoginPage *self);
ChatKeyring *attest_login_page_get_keyring (AttestLoginPage *self);
/* (nullable): of the saved connection that one goes into; while "login" is emitted. */
const char *attest_login_page_get_saved_id (AttestLoginPage *self);
gboolean attest_login_page_get_loaded (AttestLoginPage *self);
/* The person has said that it should be. */
void attest_login_page_remove_profile (AttestLoginPage *self, const char *id);
void attest_login_page_open_profile (AttestLoginPage *self, ChatSavedProfile *profile);
void attest_login_page_edit_profile (AttestLoginPage *self, ChatSavedProfile *profile);
void attest_login_page_set_seed (AttestLoginPage *self, const char *seed);
void attest_login_page_set_display_name (AttestLoginPage *self, const char *name);
gboolean attest_login_page_join (AttestLoginPage *self);
void attest_login_page_reset (AttestLoginPage *self);
ChatProfile *attest_login_page_get_profile (AttestLoginPage *self);
ChatNetwork attest_login_page_get_network (AttestLoginPage *self);
const char *attest_login_page_get_principal (AttestLoginPage *self);
const char *attest_login_page_get_problem (AttestLoginPage *self, const char *field);

G_END_DECLS
