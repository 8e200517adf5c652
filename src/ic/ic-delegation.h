/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-certificate.h"
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
 * @root: (nullable): root of trust for signatures by canisters, NULL refuses these; with one of them
 * in the chain it computes for a millisecond or more.
 * Fails with IC_ERROR_REQUEST_DELEGATION or IC_ERROR_REQUEST_SIGNATURE; IC_ERROR_DER or IC_ERROR_KEY
 * for @root_der. An empty or NULL @chain gives the root key. */
IcPublicKey *ic_delegation_chain_verify_with_root (GBytes *root_der,
                                                   GPtrArray *chain /* IcDelegation */,
                                                   const IcPrincipal *canister_id,
                                                   guint64 now_ns,
                                                   gboolean for_update_call,
                                                   IcRootKey *root,
                                                   GError **error);
/* The same without a root of trust. */
IcPublicKey *ic_delegation_chain_verify (GBytes *root_der,
                                         GPtrArray *chain /* IcDelegation */,
                                         const IcPrincipal *canister_id,
                                         guint64 now_ns,
                                         gboolean for_update_call,
                                         GError **error);
/* In a worker thread. */
void ic_delegation_chain_verify_async (GBytes *root_der,
                                       GPtrArray *chain,
                                       const IcPrincipal *canister_id,
                                       guint64 now_ns,
                                       gboolean for_update_call,
                                       IcRootKey *root,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
IcPublicKey *ic_delegation_chain_verify_finish (GAsyncResult *result, GError **error);

/* Everything that a person's login has to be, before it is used: not empty or too long, no repeated
 * key, unexpired, ending at @session_public_key_der, good for writing and for @canister_id (NULL: not
 * checked), each signature. Messages are for people. Fails with IC_ERROR_LOGIN_CHAIN, _EXPIRED, _KEY,
 * _READ_ONLY, _TARGET or _SIGNATURE. */
gboolean ic_delegation_chain_check_login (GBytes *root_der,
                                          GPtrArray *chain,
                                          GBytes *session_public_key_der,
                                          const IcPrincipal *canister_id,
                                          guint64 now_ns,
                                          IcRootKey *root,
                                          GError **error);
/* In a worker thread. */
void ic_delegation_chain_check_login_async (GBytes *root_der,
                                            GPtrArray *chain,
                                            GBytes *session_public_key_der,
                                            const IcPrincipal *canister_id,
                                            guint64 now_ns,
                                            IcRootKey *root,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean ic_delegation_chain_check_login_finish (GAsyncResult *result, GError **error);

/* When the first hop expires; G_MAXUINT64 without hops. */
guint64 ic_delegation_chain_get_expiration_ns (GPtrArray *chain);

G_END_DECLS
