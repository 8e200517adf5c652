/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-cbor.h"
#include "ic-request.h"

G_BEGIN_DECLS

/* The content map of an envelope. */
IcRequest *ic_request_from_item (cbor_item_t *item, GError **error);
void ic_request_append (const IcRequest *self, GByteArray *out);

G_END_DECLS
