/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-hash-tree.h"
#include "ic-principal.h"

G_BEGIN_DECLS

/* Interface spec, "Certification": freshness of /time. */
#define IC_CERTIFICATE_MAX_AGE_NS    (5 * 60 * G_GUINT64_CONSTANT (1000000000))
#define IC_CERTIFICATE_MAX_FUTURE_NS (5 * 60 * G_GUINT64_CONSTANT (1000000000))

/**
 * IcRootKey: a root of trust: a checked BLS key and the subnet keys that were proved under it.
 * Reference counted and thread-safe. The cache is keyed by the hash of the whole delegation, so
 * that only what was verified in full is ever skipped.
 */
typedef struct _IcRootKey IcRootKey;

IcRootKey *ic_root_key_new_from_der (GBytes *der, GError **error);
IcRootKey *ic_root_key_get_mainnet (void); /* (transfer none): compiled in */
IcRootKey *ic_root_key_ref (IcRootKey *self);
void ic_root_key_unref (IcRootKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcRootKey, ic_root_key_unref)
GBytes *ic_root_key_get_der (IcRootKey *self); /* (transfer none) */
/* How many BLS verifications were done and how many delegations were found in the cache. */
void ic_root_key_get_stats (IcRootKey *self, guint64 *verifications, guint64 *cache_hits);

/**
 * IcCertificate: a parsed certificate. Immutable, reference counted, thread-safe. Nothing in it is to
 * be believed before ic_certificate_verify() returned TRUE.
 */
typedef struct _IcCertificate IcCertificate;

IcCertificate *ic_certificate_new_from_cbor (GBytes *cbor, GError **error);
IcCertificate *ic_certificate_ref (IcCertificate *self);
void ic_certificate_unref (IcCertificate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcCertificate, ic_certificate_unref)

/* The BLS signature and, with a delegation, the delegation's certificate, subnet key and that its
 * ranges cover @canister_id (flat and sharded form). Computes for a millisecond or more: call it in
 * a worker thread. Does not look at the time. Errors: IC_ERROR_SIGNATURE, _DELEGATION,
 * _CANISTER_RANGE, _CERTIFICATE. */
gboolean ic_certificate_verify (IcCertificate *self,
                                IcRootKey *root,
                                const IcPrincipal *canister_id,
                                GError **error);
/* IC_ERROR_CERTIFICATE_STALE or _FUTURE; 0 for a limit means the default above. */
gboolean ic_certificate_check_time (
    IcCertificate *self, guint64 now_ns, guint64 max_age_ns, guint64 max_future_ns, GError **error);
gboolean ic_certificate_get_time_ns (IcCertificate *self, guint64 *time_ns, GError **error);
IcHashTree *ic_certificate_get_tree (IcCertificate *self); /* (transfer none) */
gboolean ic_certificate_has_delegation (IcCertificate *self);
/* (nullable) (transfer none): subnet id of the delegation, as principal */
const IcPrincipal *ic_certificate_get_subnet_id (IcCertificate *self);
/* (nullable) (transfer none): the delegation's own certificate */
IcCertificate *ic_certificate_get_delegation_certificate (IcCertificate *self);
GBytes *ic_certificate_get_signature (IcCertificate *self); /* (transfer none) */
/* 32 bytes of /canister/<id>/certified_data; IC_ERROR_LOOKUP. Borrowed. */
const guint8 *ic_certificate_get_certified_data (IcCertificate *self,
                                                 const IcPrincipal *canister_id,
                                                 gsize *len,
                                                 GError **error);
/* CBOR with self-describe tag, from parts: for the local network and tests. (transfer full) */
GBytes *ic_certificate_encode (GBytes *tree_cbor,
                               const guint8 signature[48],
                               const IcPrincipal *subnet_id /* nullable */,
                               GBytes *delegation_certificate /* nullable */);
/* "\x0Dic-state-root" || root hash: what a subnet signs. (transfer full) */
GBytes *ic_certificate_signed_bytes (const guint8 root_hash[IC_HASH_BYTES]);

G_END_DECLS
