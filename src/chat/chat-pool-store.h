/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws/icws.h"

G_BEGIN_DECLS

/* A change is written so much later, with what changes until then. */
#define CHAT_POOL_STORE_DELAY_MS 2000

#define CHAT_POOL_STORE_ERROR (chat_pool_store_error_quark ())
GQuark chat_pool_store_error_quark (void);
typedef enum
{
  CHAT_POOL_STORE_ERROR_BROKEN, /* the file was not usable, and is kept aside */
  CHAT_POOL_STORE_ERROR_IO      /* it cannot be written */
} ChatPoolStoreError;

/**
 * ChatPoolStore: the records of all gateways, of whichever profile, in one file. The pools that are
 * attached know what the others learn. "save-failed" (const GError *error).
 */
#define CHAT_TYPE_POOL_STORE (chat_pool_store_get_type ())
G_DECLARE_FINAL_TYPE (ChatPoolStore, chat_pool_store, CHAT, POOL_STORE, GObject)

/* @path: NULL for attest/gateways.json in the person's data directory. */
ChatPoolStore *chat_pool_store_new (const char *path, IcClock *clock, IcRandom *random);
const char *chat_pool_store_get_path (ChatPoolStore *self);

/* Reads the file; once, however often it is called. No file is no record. FALSE with
 * CHAT_POOL_STORE_ERROR_BROKEN: the store works all the same, and begins anew; the broken file is
 * kept as "gateways.json.broken". */
void chat_pool_store_load_async (ChatPoolStore *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean chat_pool_store_load_finish (ChatPoolStore *self, GAsyncResult *result, GError **error);

/* Gives @pool the records, now or when they are loaded (this starts loading), and saves whatever it
 * learns. Holds no reference. */
void chat_pool_store_attach (ChatPoolStore *self, IcwsPool *pool);

/* Writes at once; ends when all changes so far are on the disk; fails as the last writing did. */
void chat_pool_store_flush_async (ChatPoolStore *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean chat_pool_store_flush_finish (ChatPoolStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
