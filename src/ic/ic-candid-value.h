/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-candid-type.h"
#include "ic-principal.h"

G_BEGIN_DECLS

/**
 * IcCandidValue: a Candid value as a tree. Reference counted; immutable once handed on.
 * Natural and integer numbers of any size are kept as (s)LEB128 bytes, with 64-bit accessors.
 */
typedef struct _IcCandidValue IcCandidValue;

IcCandidValue *ic_candid_value_ref (IcCandidValue *self);
void ic_candid_value_unref (IcCandidValue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcCandidValue, ic_candid_value_unref)

IcCandidKind ic_candid_value_get_kind (IcCandidValue *self);

/* Constructors (transfer full). Containers take a reference of their own: *_take forms take
 * ownership. */
IcCandidValue *ic_candid_value_new_null (void);
IcCandidValue *ic_candid_value_new_reserved (void);
IcCandidValue *ic_candid_value_new_bool (gboolean value);
IcCandidValue *ic_candid_value_new_nat (guint64 value);
IcCandidValue *ic_candid_value_new_int (gint64 value);
IcCandidValue *ic_candid_value_new_nat_leb128 (const guint8 *bytes,
                                               gsize len); /* NULL if malformed */
IcCandidValue *ic_candid_value_new_int_sleb128 (const guint8 *bytes, gsize len);
IcCandidValue *ic_candid_value_new_uint (IcCandidKind kind, guint64 value); /* NAT8..NAT64 */
IcCandidValue *ic_candid_value_new_sint (IcCandidKind kind, gint64 value);  /* INT8..INT64 */
IcCandidValue *ic_candid_value_new_float32 (float value);
IcCandidValue *ic_candid_value_new_float64 (double value);
IcCandidValue *ic_candid_value_new_text (const char *utf8);
IcCandidValue *ic_candid_value_new_text_len (const char *utf8, gsize len); /* may hold NUL */
IcCandidValue *ic_candid_value_new_principal (const IcPrincipal *principal);
IcCandidValue *ic_candid_value_new_service (const IcPrincipal *principal);
IcCandidValue *ic_candid_value_new_func (const IcPrincipal *principal, const char *method);
IcCandidValue *
ic_candid_value_new_func_len (const IcPrincipal *principal, const char *method, gsize len);
IcCandidValue *ic_candid_value_new_opt (IcCandidValue *inner /* nullable: none */);
IcCandidValue *ic_candid_value_new_opt_take (IcCandidValue *inner);
IcCandidValue *ic_candid_value_new_vec (void);
void ic_candid_value_vec_append_take (IcCandidValue *self, IcCandidValue *item);
IcCandidValue *ic_candid_value_new_blob (gconstpointer bytes,
                                         gsize len); /* vec nat8, kept as bytes */
IcCandidValue *ic_candid_value_new_record (void);
void ic_candid_value_record_set_take (IcCandidValue *self, const char *name, IcCandidValue *value);
void ic_candid_value_record_set_id_take (IcCandidValue *self, guint32 id, IcCandidValue *value);
IcCandidValue *ic_candid_value_new_variant_take (const char *name, IcCandidValue *value);
IcCandidValue *ic_candid_value_new_variant_id_take (guint32 id, IcCandidValue *value);

/* Accessors: FALSE or NULL if the value is of another kind or does not fit. Borrowed results. */
gboolean ic_candid_value_get_bool (IcCandidValue *self, gboolean *out);
gboolean ic_candid_value_get_uint64 (IcCandidValue *self,
                                     guint64 *out); /* any nat kind that fits */
gboolean ic_candid_value_get_int64 (IcCandidValue *self,
                                    gint64 *out); /* any int or nat kind that fits */
gboolean ic_candid_value_get_double (IcCandidValue *self, double *out);
const char *ic_candid_value_get_text (IcCandidValue *self, gsize *len /* nullable */);
gboolean ic_candid_value_get_principal (IcCandidValue *self, IcPrincipal *out);
const char *ic_candid_value_get_method (IcCandidValue *self, gsize *len); /* func */
const guint8 *ic_candid_value_get_blob (IcCandidValue *self, gsize *len);
gsize ic_candid_value_get_n_children (IcCandidValue *self); /* vec, record, opt, variant */
IcCandidValue *ic_candid_value_get_child (IcCandidValue *self, gsize i, guint32 *id /* nullable */);
IcCandidValue *ic_candid_value_get_opt (IcCandidValue *self); /* NULL: none */
IcCandidValue *ic_candid_value_record_get (IcCandidValue *self, const char *name);
IcCandidValue *ic_candid_value_variant_get (IcCandidValue *self,
                                            const char *name); /* NULL: other tag */
guint32 ic_candid_value_variant_get_id (IcCandidValue *self);
gboolean ic_candid_value_equal (IcCandidValue *a, IcCandidValue *b);
char *ic_candid_value_to_text (IcCandidValue *self,
                               IcCandidType *type /* nullable, for field names */);

G_END_DECLS
