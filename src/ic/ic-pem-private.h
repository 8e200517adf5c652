/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-pem-der.h"
#include "ic-pem.h"

G_BEGIN_DECLS

#define IC_PEM_MAX_LABEL 64

/* One block of a PEM file: what stands between BEGIN and END. */
typedef struct
{
  char label[IC_PEM_MAX_LABEL + 1];
  const char *body; /* within the file */
  gsize body_len;
} IcPemBlock;

/* Sets an error of IC_ERROR and returns %NULL. */
gpointer ic_pem_refuse (GError **error, gint code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Finds the next block from *@text on and moves it behind that; FALSE without @error at the end. */
gboolean ic_pem_next_block (const char **text, const char *end, IcPemBlock *block, GError **error);
IcSecret *ic_pem_block_decode (const IcPemBlock *block, GError **error);

/* The contents of the blocks. @parameters: (nullable): of an EC PARAMETERS block before. */
IcIdentity *ic_pem_parse_sec1 (const IcSecret *der, const IcSecret *parameters, GError **error);
IcIdentity *ic_pem_parse_pkcs8 (const IcSecret *der, GError **error);
IcSecret *ic_pem_decrypt_pkcs8 (const IcSecret *der, IcSecret *passphrase, GError **error);

/* ["public key in hex", "secret in hex"], as the JavaScript packages write it. */
IcIdentity *ic_pem_parse_json (const char *text, gsize len, GError **error);

/* Whether @point (33 or 65 bytes), or 32 bytes for Ed25519, is the public key of @identity. */
gboolean ic_pem_is_public_key_of (IcIdentity *identity, const guint8 *key, gsize len);

G_END_DECLS
