/* SPDX-License-Identifier: MIT */
#include "candid-random.h"

#include <string.h>

#define MAX_FIELDS      5
#define MAX_ITEMS       5
#define MAX_VALUE_DEPTH 12
#define MAX_BIG_BYTES   40

struct _CandidRandom
{
  GRand *rand;
  GPtrArray *open; /* knots that a type under way may use */
  GPtrArray *kept; /* what knots are tied to */
};

CandidRandom *
candid_random_new (guint32 seed)
{
  CandidRandom *self = g_new0 (CandidRandom, 1);

  self->rand = g_rand_new_with_seed (seed);
  self->open = g_ptr_array_new ();
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_candid_type_unref);
  return self;
}

void
candid_random_free (CandidRandom *self)
{
  g_rand_free (self->rand);
  g_ptr_array_unref (self->open);
  g_ptr_array_unref (self->kept);
  g_free (self);
}

guint32
candid_random_below (CandidRandom *self, guint32 n)
{
  return (guint32)g_rand_int_range (self->rand, 0, (gint32)n);
}

static guint64
random_bits (CandidRandom *self)
{
  guint64 bits = (guint64)g_rand_int (self->rand) << 32 | g_rand_int (self->rand);

  /* Small numbers are as likely as big ones. */
  return bits >> candid_random_below (self, 64);
}

static gboolean
chance (CandidRandom *self, guint32 one_in)
{
  return candid_random_below (self, one_in) == 0;
}

static IcCandidType *
random_primitive (CandidRandom *self)
{
  IcCandidKind kind;

  do
    kind = candid_random_below (self, IC_CANDID_PRINCIPAL + 1);
  while (kind == IC_CANDID_EMPTY);
  return ic_candid_type_new_primitive (kind);
}

/* What stands inside an opt or vec may be what has no values, or go back up. */
static IcCandidType *
random_inner (CandidRandom *self, guint depth)
{
  if (self->open->len > 0 && chance (self, 3))
    return ic_candid_type_ref (self->open->pdata[candid_random_below (self, self->open->len)]);
  if (chance (self, 20))
    return ic_candid_type_new_primitive (IC_CANDID_EMPTY);
  return candid_random_type (self, depth);
}

static void
add_field (CandidRandom *self, IcCandidType *type, guint32 position, IcCandidType *field)
{
  static const char *const names[] = { "head",      "tail",         "Ok", "Err", "opt",
                                       "two words", "\xe2\x98\x83", "_",  "key" };

  /* An id or name that is there already is left out. */
  switch (candid_random_below (self, 4))
    {
    case 0:
      ic_candid_type_add_field (type, names[candid_random_below (self, G_N_ELEMENTS (names))],
                                field);
      break;

    case 1:
      ic_candid_type_add_field_id (type, g_rand_int (self->rand), field);
      break;

    default:
      ic_candid_type_add_field_id (type, position, field);
      break;
    }
}

static IcCandidType *
random_fields (CandidRandom *self, IcCandidType *type, guint depth)
{
  gboolean is_variant = ic_candid_type_get_kind (type) == IC_CANDID_VARIANT;
  guint n = candid_random_below (self, MAX_FIELDS) + (is_variant ? 1 : 0);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (IcCandidType) field = is_variant && chance (self, 2)
                                           ? ic_candid_type_new_primitive (IC_CANDID_NULL)
                                           : candid_random_type (self, depth);

      add_field (self, type, i, field);
    }
  return type;
}

static GPtrArray *
random_tuple (CandidRandom *self, guint depth)
{
  GPtrArray *types = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_candid_type_unref);
  guint n = candid_random_below (self, 3);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (types, candid_random_type (self, depth));
  return types;
}

static IcCandidType *
random_func (CandidRandom *self, guint depth)
{
  static const guint modes[] = { 0, 0, IC_CANDID_FUNC_QUERY, IC_CANDID_FUNC_ONEWAY,
                                 IC_CANDID_FUNC_COMPOSITE_QUERY };
  g_autoptr (GPtrArray) args = random_tuple (self, depth);
  g_autoptr (GPtrArray) results = random_tuple (self, depth);
  guint mode = modes[candid_random_below (self, G_N_ELEMENTS (modes))];

  if (mode == IC_CANDID_FUNC_ONEWAY)
    g_ptr_array_set_size (results, 0);
  return ic_candid_type_new_func (args, results, mode);
}

static IcCandidType *
random_service (CandidRandom *self, guint depth)
{
  static const char *const names[] = { "get", "put", "Get", "a", "aa", "\xf0\x9f\x90\x82" };
  IcCandidType *type = ic_candid_type_new_service ();
  guint n = candid_random_below (self, 3);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (IcCandidType) func = random_func (self, depth);

      ic_candid_type_add_method (type, names[candid_random_below (self, G_N_ELEMENTS (names))],
                                 func);
    }
  return type;
}

static IcCandidType *
random_plain (CandidRandom *self, guint depth)
{
  g_autoptr (IcCandidType) inner = NULL;

  switch (candid_random_below (self, 10))
    {
    case 0:
    case 1:
      inner = random_inner (self, depth);
      return ic_candid_type_new_opt (inner);

    case 2:
      inner = random_inner (self, depth);
      return ic_candid_type_new_vec (inner);

    case 3:
    case 4:
      return random_fields (self, ic_candid_type_new_record (), depth);

    case 5:
      return random_fields (self, ic_candid_type_new_variant (), depth);

    case 6:
      return ic_candid_type_new_blob ();

    case 7:
      return chance (self, 2) ? random_func (self, depth) : random_service (self, depth);

    default:
      return random_primitive (self);
    }
}

/* `type t = opt t`: anything is a subtype of it, but nothing can be read at it. */
static gboolean
is_bare_loop (IcCandidType *type)
{
  while (ic_candid_type_get_kind (type) == IC_CANDID_OPT)
    type = ic_candid_type_get_inner (type);
  return ic_candid_type_get_kind (type) == IC_CANDID_KNOT; /* not tied yet */
}

IcCandidType *
candid_random_type (CandidRandom *self, guint depth)
{
  g_autoptr (IcCandidType) knot = NULL;
  IcCandidType *type;

  if (depth == 0)
    return random_primitive (self);
  if (!chance (self, 6))
    return random_plain (self, depth - 1);

  knot = ic_candid_type_new_knot ();
  g_ptr_array_add (self->open, knot);
  type = random_plain (self, depth - 1);
  g_ptr_array_remove_index (self->open, self->open->len - 1);
  if (is_bare_loop (type))
    {
      ic_candid_type_unref (type);
      return random_primitive (self);
    }
  ic_candid_type_tie (knot, type);
  g_ptr_array_add (self->kept, ic_candid_type_ref (type));
  return type;
}

static IcPrincipal
random_principal (CandidRandom *self)
{
  IcPrincipal principal = { 0 };

  principal.len = (guint8)candid_random_below (self, IC_PRINCIPAL_MAX_BYTES + 1);
  for (guint i = 0; i < principal.len; i++)
    principal.bytes[i] = (guint8)g_rand_int (self->rand);
  return principal;
}

static char *
random_text (CandidRandom *self, gsize *len)
{
  static const gunichar ranges[] = { 0x20, 0x7f, 0x100, 0x800, 0xd800, 0x10ffff };
  GString *text = g_string_new (NULL);
  guint n = candid_random_below (self, 12);

  for (guint i = 0; i < n; i++)
    {
      gunichar c = g_rand_int (self->rand) %
                   ranges[candid_random_below (self, G_N_ELEMENTS (ranges))];

      if (c >= 0xd800 && c < 0xe000)
        c = 0;
      if (c == 0)
        g_string_append_c (text, 0);
      else
        g_string_append_unichar (text, c);
    }
  *len = text->len;
  return g_string_free (text, FALSE);
}

static IcCandidValue *
random_big (CandidRandom *self, IcCandidKind kind)
{
  guint8 bytes[MAX_BIG_BYTES];
  gsize n = 1 + candid_random_below (self, MAX_BIG_BYTES);

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8)g_rand_int (self->rand) | 0x80;
  bytes[n - 1] &= 0x7f;
  return kind == IC_CANDID_NAT ? ic_candid_value_new_nat_leb128 (bytes, n)
                               : ic_candid_value_new_int_sleb128 (bytes, n);
}

static IcCandidValue *
random_float (CandidRandom *self, IcCandidKind kind)
{
  guint64 bits = (guint64)g_rand_int (self->rand) << 32 | g_rand_int (self->rand);
  guint32 half = (guint32)bits;
  double real;
  float single;

  memcpy (&real, &bits, sizeof real);
  memcpy (&single, &half, sizeof single);
  /* No NaN: others do not keep its bits. */
  if (real != real || chance (self, 3))
    real = candid_random_below (self, 1000) / 8.0;
  if (single != single)
    single = -0.0f;
  return kind == IC_CANDID_FLOAT32 ? ic_candid_value_new_float32 (single)
                                   : ic_candid_value_new_float64 (real);
}

static IcCandidValue *
random_scalar (CandidRandom *self, IcCandidKind kind)
{
  g_autofree char *text = NULL;
  IcPrincipal principal;
  gsize len;

  switch ((guint)kind)
    {
    case IC_CANDID_NULL:
      return ic_candid_value_new_null ();

    case IC_CANDID_BOOL:
      return ic_candid_value_new_bool (chance (self, 2));

    case IC_CANDID_NAT:
      return chance (self, 2) ? random_big (self, kind)
                              : ic_candid_value_new_nat (random_bits (self));

    case IC_CANDID_INT:
      return chance (self, 2) ? random_big (self, kind)
                              : ic_candid_value_new_int ((gint64)random_bits (self));

    case IC_CANDID_FLOAT32:
    case IC_CANDID_FLOAT64:
      return random_float (self, kind);

    case IC_CANDID_TEXT:
      text = random_text (self, &len);
      return ic_candid_value_new_text_len (text, len);

    case IC_CANDID_PRINCIPAL:
    case IC_CANDID_SERVICE:
      principal = random_principal (self);
      return kind == IC_CANDID_SERVICE ? ic_candid_value_new_service (&principal)
                                       : ic_candid_value_new_principal (&principal);

    case IC_CANDID_FUNC:
      principal = random_principal (self);
      text = random_text (self, &len);
      return ic_candid_value_new_func_len (&principal, text, len);

    case IC_CANDID_RESERVED:
      return ic_candid_value_new_reserved ();

    default:
      if (kind >= IC_CANDID_INT8)
        return ic_candid_value_new_sint (kind, (gint64)random_bits (self));
      return ic_candid_value_new_uint (kind, random_bits (self));
    }
}

static IcCandidValue *random_value (CandidRandom *self, IcCandidType *type, guint depth);

static IcCandidValue *
random_vec (CandidRandom *self, IcCandidType *type, guint depth)
{
  IcCandidType *inner = ic_candid_type_get_inner (type);
  gboolean is_empty = depth >= MAX_VALUE_DEPTH ||
                      ic_candid_type_get_kind (inner) == IC_CANDID_EMPTY;
  guint n = is_empty ? 0 : candid_random_below (self, MAX_ITEMS);
  IcCandidValue *vec;

  if (ic_candid_type_is_blob (type))
    {
      guint8 bytes[64];
      gsize len = candid_random_below (self, sizeof bytes);

      for (gsize i = 0; i < len; i++)
        bytes[i] = (guint8)g_rand_int (self->rand);
      return ic_candid_value_new_blob (bytes, len);
    }
  vec = ic_candid_value_new_vec ();
  for (guint i = 0; i < n; i++)
    ic_candid_value_vec_append_take (vec, random_value (self, inner, depth + 1));
  return vec;
}

static IcCandidValue *
random_value (CandidRandom *self, IcCandidType *type, guint depth)
{
  IcCandidKind kind = ic_candid_type_get_kind (type);
  IcCandidType *inner = ic_candid_type_get_inner (type);
  gsize n = ic_candid_type_get_n_fields (type);
  IcCandidValue *value;
  guint32 id;

  switch ((guint)kind)
    {
    case IC_CANDID_OPT:
      if (depth >= MAX_VALUE_DEPTH || ic_candid_type_get_kind (inner) == IC_CANDID_EMPTY ||
          chance (self, 3))
        return ic_candid_value_new_opt (NULL);
      return ic_candid_value_new_opt_take (random_value (self, inner, depth + 1));

    case IC_CANDID_VEC:
      return random_vec (self, type, depth);

    case IC_CANDID_RECORD:
      value = ic_candid_value_new_record ();
      for (gsize i = 0; i < n; i++)
        {
          IcCandidType *field = ic_candid_type_get_field (type, i, &id, NULL);

          ic_candid_value_record_set_id_take (value, id, random_value (self, field, depth + 1));
        }
      return value;

    case IC_CANDID_VARIANT:
      inner = ic_candid_type_get_field (type, candid_random_below (self, (guint32)n), &id, NULL);
      return ic_candid_value_new_variant_id_take (id, random_value (self, inner, depth + 1));

    default:
      return random_scalar (self, kind);
    }
}

IcCandidValue *
candid_random_value (CandidRandom *self, IcCandidType *type)
{
  return random_value (self, type, 0);
}

static IcCandidType *
relative_fields (CandidRandom *self, IcCandidType *type)
{
  gboolean is_record = ic_candid_type_get_kind (type) == IC_CANDID_RECORD;
  IcCandidType *copy = is_record ? ic_candid_type_new_record () : ic_candid_type_new_variant ();

  for (gsize i = 0; i < ic_candid_type_get_n_fields (type); i++)
    {
      guint32 id;
      IcCandidType *field = ic_candid_type_get_field (type, i, &id, NULL);
      g_autoptr (IcCandidType) other = NULL;

      if (chance (self, 6))
        continue; /* left out */
      other = chance (self, 2) ? candid_random_relative (self, field) : ic_candid_type_ref (field);
      ic_candid_type_add_field_id (copy, id, other);
    }
  if (chance (self, 3))
    {
      g_autoptr (IcCandidType) added = candid_random_type (self, 1);
      g_autoptr (IcCandidType) opt = ic_candid_type_new_opt (added);

      ic_candid_type_add_field_id (copy, candid_random_below (self, 8),
                                   chance (self, 3) ? added : opt);
    }
  return copy;
}

IcCandidType *
candid_random_relative (CandidRandom *self, IcCandidType *type)
{
  IcCandidKind kind = ic_candid_type_get_kind (type);
  g_autoptr (IcCandidType) inner = NULL;

  if (chance (self, 12))
    return candid_random_type (self, 2);
  if (chance (self, 12))
    return ic_candid_type_new_primitive (IC_CANDID_RESERVED);
  if (chance (self, 8))
    return ic_candid_type_new_opt (type);

  switch ((guint)kind)
    {
    case IC_CANDID_NAT:
      return ic_candid_type_new_primitive (IC_CANDID_INT);

    case IC_CANDID_SERVICE:
      return chance (self, 2) ? ic_candid_type_new_primitive (IC_CANDID_PRINCIPAL)
                              : ic_candid_type_new_service ();

    case IC_CANDID_OPT:
      inner = candid_random_relative (self, ic_candid_type_get_inner (type));
      return ic_candid_type_new_opt (inner);

    case IC_CANDID_VEC:
      inner = candid_random_relative (self, ic_candid_type_get_inner (type));
      return ic_candid_type_new_vec (inner);

    case IC_CANDID_RECORD:
    case IC_CANDID_VARIANT:
      return relative_fields (self, type);

    default:
      return ic_candid_type_ref (type);
    }
}
