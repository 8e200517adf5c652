/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IC_HASH_BYTES 32

/**
 * IcMapHash: representation-independent hash of a map (interface spec, "Representation-independent
 * hashing of structured data"). Add the fields in any order, then finish.
 */
typedef struct _IcMapHash IcMapHash;

IcMapHash *ic_map_hash_new (void);
void ic_map_hash_free (IcMapHash *self);
void ic_map_hash_add_text (IcMapHash *self, const char *name, const char *value);
void ic_map_hash_add_bytes (IcMapHash *self, const char *name, gconstpointer bytes, gsize len);
void ic_map_hash_add_nat (IcMapHash *self, const char *name, guint64 value);
/* @hashed: the 32-byte hash of a value of another kind (array, nested map). */
void ic_map_hash_add_hash (IcMapHash *self, const char *name, const guint8 hashed[IC_HASH_BYTES]);
void ic_map_hash_finish (IcMapHash *self, guint8 out[IC_HASH_BYTES]);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcMapHash, ic_map_hash_free)

void ic_sha256 (gconstpointer bytes, gsize len, guint8 out[IC_HASH_BYTES]);
/* Hash of an array: SHA-256 of the concatenated hashes of its items (each a blob). */
void ic_hash_blob_array (GPtrArray *blobs /* of GBytes */, guint8 out[IC_HASH_BYTES]);

G_END_DECLS
