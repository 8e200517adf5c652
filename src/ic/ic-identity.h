/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-delegation.h"
#include "ic-random.h"
#include "ic-secret.h"

G_BEGIN_DECLS

/**
 * IcIdentity: somebody who can sign requests. Asynchronous, so that a portal or a hardware key can
 * stand behind it.
 */
#define IC_TYPE_IDENTITY (ic_identity_get_type ())
G_DECLARE_INTERFACE (IcIdentity, ic_identity, IC, IDENTITY, GObject)

struct _IcIdentityInterface
{
  GTypeInterface parent_iface;
  /* DER of the key that the principal is derived from (the outermost key of a chain). */
  GBytes *(*get_public_key_der) (IcIdentity *self);
  /* (nullable): IcDelegation, outermost first. */
  GPtrArray *(*get_delegations) (IcIdentity *self);
  void (*sign_async) (IcIdentity *self,
                      GBytes *message,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  GBytes *(*sign_finish) (IcIdentity *self, GAsyncResult *result, GError **error);
};

void ic_identity_get_principal (IcIdentity *self, IcPrincipal *out);
GBytes *ic_identity_get_public_key_der (IcIdentity *self); /* (transfer none) */
GPtrArray *ic_identity_get_delegations (IcIdentity *self); /* (transfer none) (nullable) */
void ic_identity_sign_async (IcIdentity *self,
                             GBytes *message,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GBytes *ic_identity_sign_finish (IcIdentity *self, GAsyncResult *result, GError **error);

/* An Ed25519 key whose secret lives in locked memory (sodium_malloc) and is wiped on finalize. */
#define IC_TYPE_ED25519_IDENTITY (ic_ed25519_identity_get_type ())
G_DECLARE_FINAL_TYPE (IcEd25519Identity, ic_ed25519_identity, IC, ED25519_IDENTITY, GObject)

IcEd25519Identity *ic_ed25519_identity_new_from_seed (const guint8 seed[32]);
/* 64 hex digits, surrounding space allowed; parsed in constant time, IC_ERROR_KEY otherwise. */
IcEd25519Identity *ic_ed25519_identity_new_from_hex (const char *hex, GError **error);
IcEd25519Identity *ic_ed25519_identity_new_random (IcRandom *random);
/* Ed25519 signs in microseconds: for tests and the local network. (transfer full) */
GBytes *ic_ed25519_identity_sign_sync (IcEd25519Identity *self, gconstpointer message, gsize len);

/* Its seed, which makes the same identity again: 32 bytes. (transfer full) */
IcSecret *ic_ed25519_identity_dup_seed (IcEd25519Identity *self);

/* @inner signs; the principal is that of @root_der; @chain is shown to the IC. */
#define IC_TYPE_DELEGATION_IDENTITY (ic_delegation_identity_get_type ())
G_DECLARE_FINAL_TYPE (
    IcDelegationIdentity, ic_delegation_identity, IC, DELEGATION_IDENTITY, GObject)
IcDelegationIdentity *
ic_delegation_identity_new (IcIdentity *inner, GBytes *root_der, GPtrArray *chain);
IcIdentity *ic_delegation_identity_get_inner (IcDelegationIdentity *self);     /* (transfer none) */
guint64 ic_delegation_identity_get_expiration_ns (IcDelegationIdentity *self); /* earliest hop */

G_END_DECLS
