/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IcCborCursor: reads CBOR of definite length in place, without allocating. For certificates and hash
 * trees, which are on the path of every message and of a known shape; everything else goes through
 * ic-cbor. Every function returns %FALSE on malformed or truncated input, and moves only on success.
 */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
} IcCborCursor;

typedef enum
{
  IC_CBOR_MAJOR_UINT = 0,
  IC_CBOR_MAJOR_NEGINT = 1,
  IC_CBOR_MAJOR_BYTES = 2,
  IC_CBOR_MAJOR_TEXT = 3,
  IC_CBOR_MAJOR_ARRAY = 4,
  IC_CBOR_MAJOR_MAP = 5,
  IC_CBOR_MAJOR_TAG = 6,
  IC_CBOR_MAJOR_SIMPLE = 7
} IcCborMajor;

#define IC_CBOR_TAG_SELF_DESCRIBE 55799

/* Nesting that ic_cbor_cursor_skip() goes along with. */
#define IC_CBOR_CURSOR_MAX_DEPTH 16

/* @bytes may be NULL if there are none. */
void ic_cbor_cursor_init (IcCborCursor *self, gconstpointer bytes, gsize len);
gboolean ic_cbor_cursor_head (IcCborCursor *self, IcCborMajor *major, guint64 *value);
gboolean ic_cbor_cursor_expect (IcCborCursor *self, IcCborMajor major, guint64 *value);
/* A byte or text string; @bytes is borrowed from the input. */
gboolean
ic_cbor_cursor_string (IcCborCursor *self, IcCborMajor major, const guint8 **bytes, gsize *len);
/* Steps over a self-describe tag, if there is one. */
void ic_cbor_cursor_skip_self_describe (IcCborCursor *self);
/* Steps over a null; %FALSE if something else comes. */
gboolean ic_cbor_cursor_null (IcCborCursor *self);
/* Steps over one item of any kind. */
gboolean ic_cbor_cursor_skip (IcCborCursor *self);

G_END_DECLS
