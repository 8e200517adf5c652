/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IC_PRINCIPAL_MAX_BYTES 29
/* 63 characters and the terminating zero */
#define IC_PRINCIPAL_TEXT_SIZE 64

/**
 * IcPrincipal: an identifier of the Internet Computer. A plain value: copy it by assignment.
 * Zero-initialised it is the management canister (aaaaa-aa).
 */
typedef struct
{
  guint8 len;
  guint8 bytes[IC_PRINCIPAL_MAX_BYTES];
} IcPrincipal;

extern const IcPrincipal IC_PRINCIPAL_ANONYMOUS;
extern const IcPrincipal IC_PRINCIPAL_MANAGEMENT;

gboolean
ic_principal_from_bytes (IcPrincipal *self, gconstpointer bytes, gsize len, GError **error);
gboolean ic_principal_from_text (IcPrincipal *self, const char *text, GError **error);
void ic_principal_self_authenticating (IcPrincipal *self, gconstpointer der, gsize der_len);
char *ic_principal_to_text (const IcPrincipal *self);
gboolean ic_principal_is_anonymous (const IcPrincipal *self);
gboolean ic_principal_equal (const IcPrincipal *a, const IcPrincipal *b);
/* Byte order as the IC sorts canister ids (memcmp, then length): for ranges. */
int ic_principal_compare (const IcPrincipal *a, const IcPrincipal *b);
guint ic_principal_hash (const IcPrincipal *self);

G_END_DECLS
