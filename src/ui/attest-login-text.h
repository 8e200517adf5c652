/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"
#include "ic/ic-mnemonic.h"

G_BEGIN_DECLS

char *attest_login_text_for_error (const GError *error);
char *attest_login_text_for_phrase (const IcMnemonicProblem *problem);
char *attest_login_text_for_life (guint64 expiry_ns, guint64 now_ns);
const char *attest_login_text_for_kind (const char *kind);
char *attest_login_text_shorten_principal (const char *principal);

G_END_DECLS
