/* SPDX-License-Identifier: MIT */
#pragma once

#include <cbor.h>
#include <gio/gio.h>
#include "ic-principal.h"

G_BEGIN_DECLS

/**
 * CBOR through libcbor, but never cbor_load() on bytes from the wire: it allocates what a header
 * announces. ic_cbor_load() first walks the bytes and refuses what breaks a limit, map keys that are
 * repeated or no text, trailing bytes, indefinite lengths, text that is not UTF-8 or holds a zero
 * byte, floats and tags other than self-describe (55799, outermost) and bignums (2 and 3).
 */
typedef struct
{
  gsize max_bytes; /* of the whole message */
  guint max_depth; /* of arrays, maps and tags */
  guint max_items; /* of data items in all */
} IcCborLimits;

extern const IcCborLimits IC_CBOR_LIMITS_DEFAULT; /* 4 MiB, depth 128, 100,000 items */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cbor_item_t, cbor_intermediate_decref)

/* (transfer full): release with cbor_decref(); a leading self-describe tag is taken off. */
cbor_item_t *
ic_cbor_load (gconstpointer bytes, gsize len, const IcCborLimits *limits, GError **error);

/* Readers of a loaded item. All return borrowed items and fail with IC_ERROR_CBOR naming @what. */
gboolean ic_cbor_expect_map (cbor_item_t *item, const char *what, GError **error);
gboolean ic_cbor_expect_array (cbor_item_t *item, const char *what, GError **error);
/* NULL without error where the key is absent. */
cbor_item_t *ic_cbor_map_get (cbor_item_t *map, const char *key);
/* The same where the value is null: how some encoders write an absent option. */
cbor_item_t *ic_cbor_map_get_optional (cbor_item_t *map, const char *key);
cbor_item_t *
ic_cbor_map_require (cbor_item_t *map, const char *key, const char *what, GError **error);
/* (transfer full) */
GBytes *ic_cbor_get_bytes (cbor_item_t *item, const char *what, GError **error);
/* Borrowed view of a byte string; NULL on error. An empty string gives a non-NULL pointer. */
const guint8 *ic_cbor_peek_bytes (cbor_item_t *item, gsize *len, const char *what, GError **error);
/* (transfer full) */
char *ic_cbor_get_text (cbor_item_t *item, const char *what, GError **error);
gboolean ic_cbor_get_uint64 (cbor_item_t *item, guint64 *value, const char *what, GError **error);
gboolean ic_cbor_get_bool (cbor_item_t *item, gboolean *value, const char *what, GError **error);
gboolean
ic_cbor_get_principal (cbor_item_t *item, IcPrincipal *value, const char *what, GError **error);

/* Writers: append to a GByteArray. Maps and arrays announce their length first. */
void ic_cbor_put_self_describe (GByteArray *out);
void ic_cbor_put_map (GByteArray *out, gsize n_pairs);
void ic_cbor_put_array (GByteArray *out, gsize n_items);
void ic_cbor_put_text (GByteArray *out, const char *text);
void ic_cbor_put_bytes (GByteArray *out, gconstpointer bytes, gsize len);
void ic_cbor_put_gbytes (GByteArray *out, GBytes *bytes);
void ic_cbor_put_uint64 (GByteArray *out, guint64 value);
void ic_cbor_put_bool (GByteArray *out, gboolean value);

G_END_DECLS
