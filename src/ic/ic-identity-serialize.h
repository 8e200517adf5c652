/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-identity.h"
#include "ic-secret.h"

G_BEGIN_DECLS

/* The form in which a keyring keeps an identity. */
IcSecret *ic_identity_export_secret (IcIdentity *self, GError **error);
IcSecret *ic_identity_serialize (IcIdentity *self, GError **error);
IcIdentity *ic_identity_deserialize (const IcSecret *text, GError **error);

G_END_DECLS
