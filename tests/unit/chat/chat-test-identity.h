/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic.h"

G_BEGIN_DECLS

/* A fresh session key with a delegation by @root. @permissions, @target: NULL for all. */
IcIdentity *chat_test_identity_new (IcEd25519Identity *root,
                                    guint64 expiration_ns,
                                    const char *permissions,
                                    const IcPrincipal *target);

G_END_DECLS
