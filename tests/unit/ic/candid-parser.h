/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-candid.h"

G_BEGIN_DECLS

/* Reads textual Candid, for tests: types with definitions (by IcCandidDid), and values at a known
 * type. Aborts the test on what it does not understand. */
typedef struct _CandidParser CandidParser;

CandidParser *candid_parser_new (void);
void candid_parser_free (CandidParser *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CandidParser, candid_parser_free)

/* `type name = body`, for all types that are read later. */
void candid_parser_define (CandidParser *self, const char *name, const char *body);
IcCandidType *candid_parser_type (CandidParser *self, const char *text);
/* `(type, type)`, also with definitions before: `type a = ...; (a)` */
GPtrArray *candid_parser_types (CandidParser *self, const char *text);
/* `(value, value)`; missing values of opt, null and reserved are filled in. */
GPtrArray *candid_parser_values (CandidParser *self, const char *text, GPtrArray *types);

G_END_DECLS
