/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-candid-reader.h"

/* State of one decoding, shared by ic-candid-coerce.c and ic-candid-skip.c. */

typedef enum
{
  IC_CANDID_OK,
  IC_CANDID_MISMATCH, /* well-formed so far, but not of the expected type: null inside an opt */
  IC_CANDID_FAILED    /* malformed or beyond a limit: the error is set */
} IcCandidOutcome;

typedef struct
{
  IcCandidReader reader;
  guint64 budget; /* value nodes that may still be made or skipped */
  guint depth;
  guint max_depth;
  IcCandidSubtyper *subtyper; /* made when a reference needs it */
  /* the latest mismatch, for the message */
  IcCandidType *mismatch_wire; /* NULL: missing */
  IcCandidType *mismatch_want;
} IcCandidDecoder;

/* Notes a mismatch for the message, and is one. */
static inline IcCandidOutcome
ic_candid_mismatch (IcCandidDecoder *self, IcCandidType *wire, IcCandidType *want)
{
  self->mismatch_wire = wire;
  self->mismatch_want = want;
  return IC_CANDID_MISMATCH;
}

static inline IcCandidOutcome
ic_candid_outcome (gboolean ok)
{
  return ok ? IC_CANDID_OK : IC_CANDID_FAILED;
}

/* Lowers the budget; FALSE with an error if it is used up. */
gboolean ic_candid_decoder_spend (IcCandidDecoder *self, guint64 cost);
/* The same for long values, one for each @per_unit bytes: a value that turns out to be of another
 * type is read again. */
#define IC_CANDID_CHECKED_BYTES 256  /* of text or a number, looked at one by one */
#define IC_CANDID_COPIED_BYTES  4096 /* of a blob */
gboolean ic_candid_decoder_spend_bytes (IcCandidDecoder *self, gsize len, gsize per_unit);
/* Enters a nested value; FALSE with an error if that is too deep. Leave with self->depth--. */
gboolean ic_candid_decoder_enter (IcCandidDecoder *self);
/* Number of items of a vec, looked at against the input and the budget. */
gboolean ic_candid_decoder_vec_length (IcCandidDecoder *self, IcCandidType *item, gsize *n);

/* Reads past a value of the type @wire; FALSE with an error if it is malformed. */
gboolean ic_candid_skip (IcCandidDecoder *self, IcCandidType *wire);
gboolean ic_candid_skip_principal (IcCandidDecoder *self, IcPrincipal *out);
gboolean ic_candid_skip_number (IcCandidDecoder *self);
gboolean ic_candid_skip_future (IcCandidDecoder *self);
/* Bytes of a value of a fixed width that any bit pattern fits, else 0. */
guint ic_candid_fixed_width (guint kind);

/* Reads a value for an expected type that has no parts; the budget is not touched for the node. */
IcCandidOutcome ic_candid_read_primitive (IcCandidDecoder *self,
                                          IcCandidType *wire,
                                          IcCandidType *want,
                                          IcCandidValue **out);
IcCandidOutcome ic_candid_read_reference (IcCandidDecoder *self,
                                          IcCandidType *wire,
                                          IcCandidType *want,
                                          IcCandidValue **out);
/* Reads a value of the type @wire at the type @want. */
IcCandidOutcome ic_candid_coerce (IcCandidDecoder *self,
                                  IcCandidType *wire,
                                  IcCandidType *want,
                                  IcCandidValue **out);
/* What a missing field or argument reads as; NULL if it must not be missing. */
IcCandidValue *ic_candid_absent (IcCandidType *want);
