/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  IC_CANDID_NULL,
  IC_CANDID_BOOL,
  IC_CANDID_NAT,
  IC_CANDID_INT,
  IC_CANDID_NAT8,
  IC_CANDID_NAT16,
  IC_CANDID_NAT32,
  IC_CANDID_NAT64,
  IC_CANDID_INT8,
  IC_CANDID_INT16,
  IC_CANDID_INT32,
  IC_CANDID_INT64,
  IC_CANDID_FLOAT32,
  IC_CANDID_FLOAT64,
  IC_CANDID_TEXT,
  IC_CANDID_RESERVED,
  IC_CANDID_EMPTY,
  IC_CANDID_PRINCIPAL,
  IC_CANDID_OPT,
  IC_CANDID_VEC,
  IC_CANDID_RECORD,
  IC_CANDID_VARIANT,
  IC_CANDID_FUNC,
  IC_CANDID_SERVICE,
  IC_CANDID_KNOT,  /* a named reference that closes a recursive type */
  IC_CANDID_FUTURE /* in decoded messages only: a type newer than this code, never read */
} IcCandidKind;

/**
 * IcCandidType: a Candid type. Immutable once built (a knot is tied once), reference counted.
 */
typedef struct _IcCandidType IcCandidType;

typedef enum
{
  IC_CANDID_FUNC_QUERY = 1 << 0,
  IC_CANDID_FUNC_ONEWAY = 1 << 1,
  IC_CANDID_FUNC_COMPOSITE_QUERY = 1 << 2
} IcCandidFuncMode;

IcCandidType *ic_candid_type_ref (IcCandidType *self);
void ic_candid_type_unref (IcCandidType *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcCandidType, ic_candid_type_unref)

/* Constructors (transfer full). Those that take a type take a reference of their own (transfer
 * none). */
IcCandidType *ic_candid_type_new_primitive (IcCandidKind kind);
IcCandidType *ic_candid_type_new_opt (IcCandidType *inner);
IcCandidType *ic_candid_type_new_vec (IcCandidType *inner);
IcCandidType *ic_candid_type_new_blob (void);
IcCandidType *ic_candid_type_new_record (void);
IcCandidType *ic_candid_type_new_variant (void);
/* Fields may be added in any order, by name or by number, before first use; a repeated id is a
 * programmer's error for named ones and returns FALSE. */
gboolean ic_candid_type_add_field (IcCandidType *self, const char *name, IcCandidType *type);
gboolean ic_candid_type_add_field_id (IcCandidType *self, guint32 id, IcCandidType *type);
IcCandidType *ic_candid_type_new_func (GPtrArray *args, GPtrArray *results, guint modes);
IcCandidType *ic_candid_type_new_service (void);
gboolean ic_candid_type_add_method (IcCandidType *self, const char *name, IcCandidType *func);
/* Recursive types: make a knot, use it inside, then tie it. A knot does not keep its target alive, as
 * that contains the knot: keep a reference to the target. Should it die, the knot is untied again. */
IcCandidType *ic_candid_type_new_knot (void);
void ic_candid_type_tie (IcCandidType *knot, IcCandidType *target);

IcCandidKind ic_candid_type_get_kind (IcCandidType *self);   /* of the target for a knot */
IcCandidType *ic_candid_type_get_inner (IcCandidType *self); /* opt, vec (transfer none) */
gsize ic_candid_type_get_n_fields (IcCandidType *self);      /* record, variant: ascending id */
IcCandidType *
ic_candid_type_get_field (IcCandidType *self, gsize i, guint32 *id, const char **name);
guint ic_candid_type_get_modes (IcCandidType *self); /* func: IcCandidFuncMode flags */
gsize ic_candid_type_get_n_args (IcCandidType *self);
IcCandidType *ic_candid_type_get_arg (IcCandidType *self, gsize i);
gsize ic_candid_type_get_n_results (IcCandidType *self);
IcCandidType *ic_candid_type_get_result (IcCandidType *self, gsize i);
gsize ic_candid_type_get_n_methods (IcCandidType *self); /* service: ascending name */
IcCandidType *
ic_candid_type_get_method (IcCandidType *self, gsize i, const char **name, gsize *len);
guint32 ic_candid_field_id (const char *name);        /* h = h * 223 + byte mod 2^32 */
gboolean ic_candid_type_is_blob (IcCandidType *self); /* vec nat8 */
gboolean ic_candid_type_equal (IcCandidType *a, IcCandidType *b);
/* Candid's subtyping (spec "Subtyping"), co-inductive. */
gboolean ic_candid_type_is_subtype (IcCandidType *sub, IcCandidType *super);
char *ic_candid_type_to_text (IcCandidType *self); /* textual Candid (transfer full) */

G_END_DECLS
