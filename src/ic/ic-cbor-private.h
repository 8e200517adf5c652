/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-cbor.h"

G_BEGIN_DECLS

/* cbor_load() gives up at 2048 levels and cbor_decref() recurses: no limit may be above this. */
#define IC_CBOR_HARD_MAX_DEPTH 512

/* Walks @bytes without allocating by what they announce; @body is where the first item after a
 * self-describe tag begins. */
gboolean ic_cbor_scan (
    gconstpointer bytes, gsize len, const IcCborLimits *limits, gsize *body, GError **error);

G_END_DECLS
