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

G_END_DECLS
