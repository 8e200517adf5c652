/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic.h"

G_BEGIN_DECLS

/* Parsed trees are kept with their bytes: this much in all, whatever the number of entries. */
#define ICWS_PROOF_CACHE_MAX_BYTES (32 * 1024 * 1024)

/**
 * IcwsCertifiedTree: a verified (certificate, tree) pair: the certificate holds for the canister and
 * the tree's root is the canister's certified data. Immutable, reference counted, thread-safe.
 */
typedef struct
{
  IcCertificate *certificate;
  IcHashTree *tree;
  guint64 time_ns;
} IcwsCertifiedTree;

IcwsCertifiedTree *
icws_certified_tree_new_take (IcCertificate *certificate, IcHashTree *tree, guint64 time_ns);
void icws_certified_tree_unref (IcwsCertifiedTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsCertifiedTree, icws_certified_tree_unref)

/* Verifies a pair that is not known; called without a lock held. */
typedef IcwsCertifiedTree *(*IcwsCertifyFunc) (GBytes *cert,
                                               GBytes *tree,
                                               gpointer user_data,
                                               GError **error);

/**
 * IcwsProofCache: verified pairs, the least recently used one goes first. Thread-safe. A pair that
 * several threads ask for at once is verified by one of them while the others wait.
 */
typedef struct _IcwsProofCache IcwsProofCache;

IcwsProofCache *icws_proof_cache_new (guint max_entries, gsize max_bytes);
void icws_proof_cache_free (IcwsProofCache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsProofCache, icws_proof_cache_free)

IcwsCertifiedTree *icws_proof_cache_get (IcwsProofCache *self,
                                         GBytes *cert,
                                         GBytes *tree,
                                         IcwsCertifyFunc certify,
                                         gpointer user_data,
                                         gboolean *shared,
                                         GError **error);
guint icws_proof_cache_get_length (IcwsProofCache *self);

G_END_DECLS
