/* SPDX-License-Identifier: MIT */
#pragma once

/* What the Candid files share among themselves; nobody else includes this. */

#include <string.h>

#include "ic-candid.h"

G_BEGIN_DECLS

/* No traversal of a type or a value goes deeper than this, whatever the caller's limits are: the
 * stack of a worker thread must hold it. */
#define IC_CANDID_HARD_DEPTH 1024

/* Negative numbers of the binary format, by IcCandidKind: spec "Types". */
#define IC_CANDID_OPCODE_OPT       (-18)
#define IC_CANDID_OPCODE_VEC       (-19)
#define IC_CANDID_OPCODE_RECORD    (-20)
#define IC_CANDID_OPCODE_VARIANT   (-21)
#define IC_CANDID_OPCODE_FUNC      (-22)
#define IC_CANDID_OPCODE_SERVICE   (-23)
#define IC_CANDID_OPCODE_PRINCIPAL (-24)

#define IC_CANDID_IS_PRIMITIVE(kind) ((kind) <= IC_CANDID_PRINCIPAL)

typedef struct
{
  guint32 id;
  char *name; /* NULL if only the number is known */
  IcCandidType *type;
} IcCandidField;

typedef struct
{
  char *name; /* zero-terminated, but may hold zeros too */
  gsize len;
  IcCandidType *type;
} IcCandidMethod;

/* Owns all the types of one decoded table: they point at each other without counting, so that
 * cycles cost nothing; a reference to one type is a reference to the arena. */
typedef struct _IcCandidArena IcCandidArena;

struct _IcCandidType
{
  gint ref_count; /* unused for statics and types of an arena */
  guint8 kind;
  guint8 modes;         /* func */
  guint8 is_static : 1; /* never freed */
  guint8 endless : 1;   /* record that contains itself in every value: it has none */
  IcCandidArena *arena; /* nullable */
  union
  {
    gsize capacity;          /* record, variant, service that are being built */
    IcCandidType *next_free; /* while it is being destroyed */
  } spare;
  gsize n;         /* fields, methods, or arguments of a func */
  gsize n_results; /* func: they follow the arguments in items.types */
  union
  {
    IcCandidType *inner; /* opt, vec; target of a knot, not counted */
    IcCandidField *fields;
    IcCandidMethod *methods;
    IcCandidType **types;
  } as;
  GPtrArray *knots; /* knots tied to this type, to be cut when it dies */
};

/* The type behind a knot, NULL for a knot that is not tied. */
static inline IcCandidType *
ic_candid_type_resolve (IcCandidType *type)
{
  return type->kind == IC_CANDID_KNOT ? type->as.inner : type;
}

/* Static, never counted. */
IcCandidType *ic_candid_type_primitive (IcCandidKind kind);
const char *ic_candid_kind_name (guint kind);
/* Spec: null <: type. */
gboolean ic_candid_type_accepts_null (IcCandidType *type);
/* The name may hold zeros. */
guint32 ic_candid_field_id_len (const char *name, gsize len);
/* Index of the field, or G_MAXSIZE. */
gsize ic_candid_type_find_field (const IcCandidType *type, guint32 id);

IcCandidArena *ic_candid_arena_new (gsize n_types);
IcCandidType *ic_candid_arena_get_type (IcCandidArena *self, gsize i);
gpointer ic_candid_arena_alloc (IcCandidArena *self, gsize size);
IcCandidArena *ic_candid_arena_ref (IcCandidArena *self);
void ic_candid_arena_unref (IcCandidArena *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcCandidArena, ic_candid_arena_unref)

/* Subtyping with memory: pairs that were proved or refuted stay so for later questions. */
typedef struct _IcCandidSubtyper IcCandidSubtyper;
IcCandidSubtyper *ic_candid_subtyper_new (void);
void ic_candid_subtyper_free (IcCandidSubtyper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcCandidSubtyper, ic_candid_subtyper_free)
/* @budget is lowered by the work; FALSE with *@budget == 0 means: gave up. */
gboolean ic_candid_subtyper_check (IcCandidSubtyper *self,
                                   IcCandidType *sub,
                                   IcCandidType *super,
                                   guint64 *budget);

typedef enum
{
  IC_CANDID_FORM_SCALAR, /* as.u, as.i, as.f32, as.f64 */
  IC_CANDID_FORM_BYTES,  /* text, blob, big numbers (canonical LEB128), func's method */
  IC_CANDID_FORM_ITEMS   /* opt, vec, record, variant */
} IcCandidForm;

struct _IcCandidValue
{
  gint ref_count; /* negative: static, never freed */
  guint8 kind;
  guint8 form;
  guint8 heap; /* items and ids are allocations of their own, being built */
  gsize n;     /* bytes or items */
  union
  {
    gsize capacity;
    IcCandidValue *next_free;
  } spare;
  union
  {
    guint64 u;
    gint64 i;
    float f32;
    double f64;
    const guint8 *bytes; /* followed by a zero that is not counted */
    IcCandidValue **items;
  } as;
  guint32 *ids;           /* record, variant */
  IcPrincipal *principal; /* principal, service, func */
};

/* One allocation for the node and all that it holds. */
IcCandidValue *ic_candid_value_alloc_bytes (IcCandidKind kind, gconstpointer bytes, gsize len);
IcCandidValue *ic_candid_value_alloc_items (IcCandidKind kind, gsize n);
IcCandidValue *ic_candid_value_alloc_reference (IcCandidKind kind,
                                                const IcPrincipal *principal,
                                                gconstpointer method,
                                                gsize len);
IcCandidValue *ic_candid_value_alloc_scalar (IcCandidKind kind);

/* TRUE if the whole is UTF-8; zeros are allowed. */
gboolean ic_candid_is_utf8 (gconstpointer bytes, gsize len);
void ic_candid_append_quoted (GString *out, gconstpointer bytes, gsize len);
/* A field or method name, quoted if it must be. */
void ic_candid_append_name (GString *out, const char *name, gsize len);

/* Big numbers. @bytes is well-formed: the last byte alone has its top bit clear. */
IcCandidValue *ic_candid_value_new_nat_wire (const guint8 *bytes, gsize len);
IcCandidValue *ic_candid_value_new_int_wire (const guint8 *bytes, gsize len);
IcCandidValue *ic_candid_value_nat_to_int (IcCandidValue *nat);
void ic_candid_append_number (GString *out, IcCandidValue *number);
/* Appends the (s)LEB128 form. */
void ic_candid_put_number (GByteArray *out, IcCandidValue *number);

G_END_DECLS
