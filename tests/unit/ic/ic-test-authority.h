/* SPDX-License-Identifier: MIT */
#pragma once

#include "bls12381/bls12381.h"
#include "ic/ic-certificate.h"
#include "ic/ic-random.h"

G_BEGIN_DECLS

/**
 * IcTestAuthority: an Internet Computer for tests: a root key and one subnet, whose secrets are known.
 */
typedef struct
{
  guint8 root_secret[BLS_SECRET_KEY_BYTES];
  guint8 subnet_secret[BLS_SECRET_KEY_BYTES];
  GBytes *root_der;
  GBytes *subnet_der;
  IcPrincipal subnet_id;
} IcTestAuthority;

IcTestAuthority *ic_test_authority_new (guint64 seed);
void ic_test_authority_free (IcTestAuthority *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcTestAuthority, ic_test_authority_free)

/* Signs the tree @builder as it is, with what was revealed. (transfer full) */
GBytes *ic_test_sign (IcTreeBuilder *builder,
                      const guint8 secret[BLS_SECRET_KEY_BYTES],
                      const IcPrincipal *subnet_id,
                      GBytes *delegation);
/* With the subnet's key and @delegation, or with the root key where that is NULL. */
GBytes *
ic_test_authority_certify (IcTestAuthority *self, IcTreeBuilder *builder, GBytes *delegation);

typedef enum
{
  IC_TEST_RANGES_FLAT,
  IC_TEST_RANGES_SHARDED,
  IC_TEST_RANGES_NONE
} IcTestRanges;

/* CBOR list of one range. (transfer full) */
GBytes *ic_test_range (const IcPrincipal *low, const IcPrincipal *high);
/* The certificate of a delegation for the canisters from @low to @high. (transfer full) */
GBytes *ic_test_authority_delegate (IcTestAuthority *self,
                                    IcTestRanges form,
                                    const IcPrincipal *low,
                                    const IcPrincipal *high);

/* Sets /time and reveals it. */
void ic_test_set_time (IcTreeBuilder *builder, guint64 time_ns);
/* Sets a leaf below any path of labels and reveals it. */
void ic_test_set (
    IcTreeBuilder *builder, const IcLabel *path, gsize n_labels, gconstpointer value, gsize len);

G_END_DECLS
