/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-error.h"
#include "icws-wire.h"

G_BEGIN_DECLS

void icws_wire_take_cbor_error (
    GError **error, GError *inner, IcwsError code, IcwsError limit_code, const char *what);

/* Candid types that the service messages and the methods' arguments share. (transfer none) */
IcCandidType *icws_wire_client_key_type (void);
IcCandidValue *icws_wire_client_key_value (const IcwsClientKey *key);

G_END_DECLS
