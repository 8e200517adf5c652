/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-candid-private.h"

/* The type table of a message that is being encoded, ic-candid-writer.c. */
typedef struct _IcCandidWriter IcCandidWriter;

IcCandidWriter *ic_candid_writer_new (void);
void ic_candid_writer_free (IcCandidWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcCandidWriter, ic_candid_writer_free)
/* Enters the type and all that it consists of. */
gboolean ic_candid_writer_add (IcCandidWriter *self, IcCandidType *type, GError **error);
void ic_candid_writer_put_table (IcCandidWriter *self, GByteArray *out);
/* Primitive code or table index of a type that was added. */
void ic_candid_writer_put_type (IcCandidWriter *self, IcCandidType *type, GByteArray *out);
