/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-candid-type.h"
#include "ic-candid-value.h"

G_BEGIN_DECLS

/* Limits against Candid bombs (spec issue "spacebomb"): what a decoder is ready to do. A value
 * counts once, made or skipped, if it takes bytes or not; besides, each 256 bytes of a text or
 * number and each 4 KiB of a blob count as one. */
typedef struct
{
  gsize max_bytes;  /* of input */
  guint max_types;  /* entries of the type table */
  guint max_depth;  /* of values; 1,024 at most, whatever is asked for */
  guint max_values; /* in all */
} IcCandidLimits;
extern const IcCandidLimits IC_CANDID_LIMITS_DEFAULT; /* 2 MiB, 10,000, 256, 200,000 */

/* Encodes @n arguments, each checked against its type. (transfer full); IC_ERROR_CANDID_TYPE. */
GBytes *ic_candid_encode (IcCandidType *const *types,
                          IcCandidValue *const *values,
                          gsize n,
                          GError **error);
GBytes *ic_candid_encode_one (IcCandidType *type, IcCandidValue *value, GError **error);

/* Decodes at the expected types, honouring subtyping (missing opt is null, extra ignored, ...).
 * Gives a GPtrArray of IcCandidValue (transfer full). @limits NULL: default. */
GPtrArray *ic_candid_decode (gconstpointer bytes,
                             gsize len,
                             IcCandidType *const *types,
                             gsize n,
                             const IcCandidLimits *limits,
                             GError **error);
IcCandidValue *ic_candid_decode_one (gconstpointer bytes,
                                     gsize len,
                                     IcCandidType *type,
                                     const IcCandidLimits *limits,
                                     GError **error);
/* Decodes at the types that the message itself carries. @types_out (nullable): GPtrArray of
 * IcCandidType. */
GPtrArray *ic_candid_decode_any (gconstpointer bytes,
                                 gsize len,
                                 const IcCandidLimits *limits,
                                 GPtrArray **types_out,
                                 GError **error);

G_END_DECLS
