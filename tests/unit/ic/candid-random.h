/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-candid.h"

G_BEGIN_DECLS

/* Random types, and values of them: the same for the same seed. Types may be recursive; this object
 * keeps what their knots are tied to, so it must outlive them. */
typedef struct _CandidRandom CandidRandom;

CandidRandom *candid_random_new (guint32 seed);
void candid_random_free (CandidRandom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CandidRandom, candid_random_free)

guint32 candid_random_below (CandidRandom *self, guint32 n);
/* A type that has values; @depth: levels of nesting at most. */
IcCandidType *candid_random_type (CandidRandom *self, guint depth);
IcCandidValue *candid_random_value (CandidRandom *self, IcCandidType *type);
/* A type that resembles @type: a sub- or supertype of it, or neither. */
IcCandidType *candid_random_relative (CandidRandom *self, IcCandidType *type);

G_END_DECLS
