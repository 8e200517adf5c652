/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-identity.h"
#include "ic-secret.h"

G_BEGIN_DECLS

/**
 * IcLogin: a login by delegation that was checked: who it is, and what has to be kept to be the same
 * person later.
 */
typedef struct
{
  IcDelegationIdentity *identity;
  IcPrincipal principal;
  guint64 expiration_ns; /* of the first hop that expires */
  GBytes *root_der;
  GPtrArray *chain;      /* of IcDelegation */
  IcSecret *session_key; /* text that ic_login_import_async() and a renewal read */
} IcLogin;

IcLogin *
ic_login_new (IcIdentity *session, IcSecret *session_key, GBytes *root_der, GPtrArray *chain);
void ic_login_free (IcLogin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcLogin, ic_login_free)

/* The chain as @dfinity/identity writes it; the other half of what has to be kept. (transfer full) */
char *ic_login_to_json (const IcLogin *self);

/* A chain in JSON and the session key it leads to: 64 hexadecimal digits (an Ed25519 seed), the JSON
 * of a key of @dfinity/identity, or PEM. Checked as ic_delegation_chain_check_login() does, in a
 * worker thread. Fails with IC_ERROR_LOGIN_*, or with the errors of ic_pem_import() for the key. */
void ic_login_import_async (const char *chain_json,
                            gssize len,
                            IcSecret *session_key,
                            const IcPrincipal *canister_id,
                            guint64 now_ns,
                            IcRootKey *root,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
IcLogin *ic_login_import_finish (GAsyncResult *result, GError **error);

G_END_DECLS
