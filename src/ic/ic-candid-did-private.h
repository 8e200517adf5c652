/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic-candid-did-scanner.h"
#include "ic-candid-did.h"
#include "ic-candid-private.h"

G_BEGIN_DECLS

/* One interface that is being read. All its types live in the arena; a name is a knot until the end,
 * when each place that holds one gets the type that it stands for. */
typedef struct
{
  IcCandidDidScanner scan;
  IcCandidArena *arena;
  GHashTable *definitions; /* name -> IcCandidType, or a reference to another name */
  GPtrArray *composites;   /* IcCandidType: whatever may hold a knot */
  GPtrArray *references;   /* IcCandidDidReference */
  guint depth;
  gsize n_items;
} IcCandidDidParser;

/* A name in the place of a type. */
typedef struct
{
  IcCandidType type; /* first: a knot, and with modes set while we look for what it stands for */
  const char *name;
  const char *at;
  int wanted; /* IcCandidKind that it must stand for, or -1 */
} IcCandidDidReference;

/* A field or method with its place in the text. */
typedef struct
{
  union
  {
    IcCandidField field;
    IcCandidMethod method;
  } as;
  const char *at;
} IcCandidDidItem;

void
ic_candid_did_parser_init (IcCandidDidParser *self, const char *text, gsize len, GError **error);
void ic_candid_did_parser_clear (IcCandidDidParser *self);

/* ic-candid-did-build.c: types of the arena */
IcCandidType *ic_candid_did_new_type (IcCandidDidParser *self, IcCandidKind kind);
IcCandidType *ic_candid_did_new_reference (IcCandidDidParser *self, int wanted);
IcCandidType *
ic_candid_did_new_func (IcCandidDidParser *self, GPtrArray *args, GPtrArray *results, guint modes);
/* Sets them sorted; an error if one comes twice. @items: of IcCandidDidItem. */
gboolean ic_candid_did_set_fields (IcCandidDidParser *self, IcCandidType *type, GArray *items);
gboolean ic_candid_did_set_methods (IcCandidDidParser *self, IcCandidType *type, GArray *items);
char *ic_candid_did_dup_bytes (IcCandidDidParser *self, const char *bytes, gsize len);
/* Puts types in the place of all names. */
gboolean ic_candid_did_link (IcCandidDidParser *self);

/* ic-candid-did-parse.c: the grammar of types. The token is the first of what is read, and then the
 * one after it. */
gboolean ic_candid_did_read_type (IcCandidDidParser *self, IcCandidType **out);
gboolean ic_candid_did_read_tuple (IcCandidDidParser *self, GPtrArray *types);
gboolean ic_candid_did_read_methods (IcCandidDidParser *self, IcCandidType **out);
gboolean ic_candid_did_skip (IcCandidDidParser *self, char c);

static inline gboolean
ic_candid_did_next (IcCandidDidParser *self)
{
  return ic_candid_did_scanner_next (&self->scan);
}

static inline gboolean
ic_candid_did_is (const IcCandidDidParser *self, const char *keyword)
{
  return ic_candid_did_scanner_is (&self->scan, keyword);
}

G_END_DECLS
