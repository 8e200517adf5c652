/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A strict reader of DER (X.690): definite lengths in their shortest form, one tag byte, nothing
 * copied. Depth is bounded, since whoever reads enters each structure by name. */
typedef struct
{
  const guint8 *p;
  const guint8 *end;
} IcDerReader;

#define IC_DER_INTEGER      0x02
#define IC_DER_BIT_STRING   0x03
#define IC_DER_OCTET_STRING 0x04
#define IC_DER_NULL         0x05
#define IC_DER_OID          0x06
#define IC_DER_SEQUENCE     0x30
#define IC_DER_CONTEXT_0    0xa0 /* [0], constructed */
#define IC_DER_CONTEXT_1    0xa1
#define IC_DER_IMPLICIT_1   0x81 /* [1], primitive */

gboolean ic_der_peek (const IcDerReader *self, guint8 tag);
gboolean ic_der_read (IcDerReader *self, guint8 tag, IcDerReader *contents);
gboolean ic_der_read_uint (IcDerReader *self, guint64 *number);
gboolean ic_der_at_end (const IcDerReader *self);
gsize ic_der_left (const IcDerReader *self);
gboolean ic_der_equals (const IcDerReader *self, gconstpointer bytes, gsize len);

/* Dotted decimal form of the contents of an object identifier, to be shown. (transfer full) */
char *ic_der_oid_to_text (const IcDerReader *oid);

G_END_DECLS
