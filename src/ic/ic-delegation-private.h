/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-cbor.h"
#include "ic-delegation.h"

G_BEGIN_DECLS

/* {delegation: {pubkey, expiration, targets?, permissions?}, signature} */
IcDelegation *ic_delegation_from_item (cbor_item_t *item, GError **error);
void ic_delegation_append (const IcDelegation *self, GByteArray *out);

/* "queries" and "all" are all that there is. */
gboolean ic_delegation_permissions_known (const char *permissions);

gboolean ic_delegation_has_target (GPtrArray *targets, const IcPrincipal *canister_id);
/* Verifies one hop, @number for messages, and gives the key it leads to. (transfer full) */
IcPublicKey *ic_delegation_follow (
    IcPublicKey *from, const IcDelegation *hop, guint number, IcRootKey *root, GError **error);
/* Puts the number of the delegation before what is wrong with it. */
void ic_delegation_name_in_error (guint number, GError **error);

G_END_DECLS
