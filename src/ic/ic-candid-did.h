/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-candid-type.h"

G_BEGIN_DECLS

/* What we read of an interface from outside; more is IC_ERROR_LIMIT. */
#define IC_CANDID_DID_MAX_BYTES       (1024 * 1024)
#define IC_CANDID_DID_MAX_DEFINITIONS 10000
#define IC_CANDID_DID_MAX_DEPTH       128    /* of types within types, and of comments */
#define IC_CANDID_DID_MAX_ITEMS       100000 /* fields, arguments, results and methods in all */

/**
 * IcCandidDid: an interface description, a .did file (Candid spec, "Interfaces"). Immutable and
 * reference counted. Its types may outlive it: a reference to one is enough.
 */
typedef struct _IcCandidDid IcCandidDid;

/* IC_ERROR_CANDID with line and column in the text, or IC_ERROR_LIMIT. */
IcCandidDid *ic_candid_did_parse (const char *text, gsize len, GError **error);
/* Definitions and then types in parentheses, `type a = ...; (a, nat)`: a GPtrArray of IcCandidType
 * (transfer full). */
GPtrArray *ic_candid_did_parse_types (const char *text, gsize len, GError **error);

IcCandidDid *ic_candid_did_ref (IcCandidDid *self);
void ic_candid_did_unref (IcCandidDid *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcCandidDid, ic_candid_did_unref)

/* (transfer none) (nullable): the main service, NULL if there are definitions only. */
IcCandidType *ic_candid_did_get_service (IcCandidDid *self);
/* (transfer none) (nullable): types the service is installed with; NULL if it is no constructor. */
GPtrArray *ic_candid_did_get_init_args (IcCandidDid *self);
/* (transfer none) (nullable): the func that the main service has under this name. */
IcCandidType *ic_candid_did_get_method (IcCandidDid *self, const char *name);
/* (transfer none) (nullable): what a definition stands for. */
IcCandidType *ic_candid_did_get_type (IcCandidDid *self, const char *name);

G_END_DECLS
