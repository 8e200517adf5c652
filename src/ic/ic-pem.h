/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-identity.h"
#include "ic-secret.h"

G_BEGIN_DECLS

/* Key files, as dfx, quill, icp-cli, openssl and the JavaScript packages write them. */
#define IC_PEM_MAX_BYTES            (64 * 1024)
#define IC_PEM_MAX_BLOCKS           16
#define IC_PEM_MAX_PASSPHRASE_BYTES 1024
/* What an encrypted file may ask of us: some seconds and half a GiB, where icp-cli asks for
 * 2^17 * 8 and openssl for 2048 rounds or 2^14 * 8. */
#define IC_PEM_MAX_PBKDF2_ROUNDS 10000000
#define IC_PEM_MAX_SCRYPT_BYTES  (512 * 1024 * 1024) /* 128 * N * r */
#define IC_PEM_MAX_SCRYPT_WORK   (1 << 23)           /* N * r * p */

IcIdentity *ic_pem_import (IcSecret *contents, IcSecret *passphrase, GError **error);
void ic_pem_import_async (IcSecret *contents,
                          IcSecret *passphrase,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
IcIdentity *ic_pem_import_finish (GAsyncResult *result, GError **error);

G_END_DECLS
