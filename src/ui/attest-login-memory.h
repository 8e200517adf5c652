/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"
#include "chat/chat-keyring.h"

G_BEGIN_DECLS

/**
 * AttestLoginMemory: keeps in the keyring who is in the chat, if the person wanted that: stores the
 * identity, and its renewals in the same place. Nobody waits for it.
 *
 * Signal "failed" (const GError *error): the keyring does not have what it should.
 */
#define ATTEST_TYPE_LOGIN_MEMORY (attest_login_memory_get_type ())
G_DECLARE_FINAL_TYPE (AttestLoginMemory, attest_login_memory, ATTEST, LOGIN_MEMORY, GObject)

AttestLoginMemory *attest_login_memory_new (ChatKeyring *keyring, ChatProfileStore *store);
/* Who is in the chat has this id in the keyring; NULL: is not to be remembered. */
void attest_login_memory_set_id (AttestLoginMemory *self, const char *id);
const char *attest_login_memory_get_id (AttestLoginMemory *self); /* (nullable) */
/* The id that it has until its own is known. (transfer none) (nullable) */
const char *attest_login_memory_remember (AttestLoginMemory *self,
                                          IcIdentity *identity,
                                          const char *kind,
                                          const char *name);
void attest_login_memory_renew (AttestLoginMemory *self, IcIdentity *identity);

G_END_DECLS
