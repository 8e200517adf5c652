/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-public-key.h"

G_BEGIN_DECLS

#define IC_DELEGATION_MAX_CHAIN   20
#define IC_DELEGATION_MAX_TARGETS 1000

/**
 * IcDelegation: one signed hop: "the holder of @pubkey may sign for me until @expiration_ns".
 */
typedef struct
{
  GBytes *pubkey; /* DER of the key that is delegated to */
  guint64 expiration_ns;
  GPtrArray *targets; /* (nullable): GBytes of principal bytes; NULL means every canister */
  char *permissions;  /* (nullable): "queries" or "all" */
  GBytes *signature;
} IcDelegation;

/* Takes references of its own. @targets: with g_bytes_unref() as free function. */
IcDelegation *ic_delegation_new (GBytes *pubkey,
                                 guint64 expiration_ns,
                                 GPtrArray *targets,
                                 const char *permissions,
                                 GBytes *signature);
IcDelegation *ic_delegation_copy (const IcDelegation *self);
void ic_delegation_free (IcDelegation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcDelegation, ic_delegation_free)

/* The bytes that the delegating key signs: "\x1Aic-request-auth-delegation" || hash. (transfer full) */
GBytes *ic_delegation_get_signed_bytes (const IcDelegation *self);

/* Checks a whole chain from @root_der: count, no repeated key, expiry against @now_ns, targets that
 * cover @canister_id (NULL: not checked), permissions, each signature. Gives the last key.
 * Fails with IC_ERROR_REQUEST_DELEGATION or IC_ERROR_REQUEST_SIGNATURE; IC_ERROR_DER or IC_ERROR_KEY
 * for @root_der. An empty or NULL @chain gives the root key. */
IcPublicKey *ic_delegation_chain_verify (GBytes *root_der,
                                         GPtrArray *chain /* IcDelegation */,
                                         const IcPrincipal *canister_id,
                                         guint64 now_ns,
                                         gboolean for_update_call,
                                         GError **error);

G_END_DECLS
