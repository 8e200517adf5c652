/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-test-authority.h"
#include "ic/ic-canister-signature.h"
#include "ic/ic-delegation.h"

G_BEGIN_DECLS

/* A canister that signs, certified by a test authority. Change fields before a signature to spoil it. */
typedef struct
{
  IcTestAuthority *authority; /* owned */
  IcRootKey *root;
  IcPrincipal id;
  IcPrincipal certified_id; /* whose certified data the certificate shows */
  IcPrincipal low, high;    /* range of the delegation */
  const char *subnet_type;  /* (nullable) */
  const char *value;        /* of the leaf */
  const char *label;        /* "sig" */
  gboolean other_certified_data;
  gboolean by_root; /* no delegation */
  GBytes *key_der;
} IcTestCanister;

IcTestCanister *ic_test_canister_new (guint64 seed);
void ic_test_canister_free (IcTestCanister *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcTestCanister, ic_test_canister_free)

GBytes *ic_test_canister_sign (IcTestCanister *self, GBytes *message);
/* A hop from its key to @pubkey. */
IcDelegation *ic_test_canister_delegate (IcTestCanister *self,
                                         GBytes *pubkey,
                                         guint64 expiration_ns,
                                         GPtrArray *targets,
                                         const char *permissions);

G_END_DECLS
