/* SPDX-License-Identifier: MIT */
#include "ic-candid-writer.h"

#include "ic-error.h"
#include "ic-leb128.h"
#include "ic-i18n.h"

/* Spec "Types". Entries come in the order in which they are complete: what a type consists of
 * before the type. Types of equal structure share an entry; those on a cycle share one only if they
 * are the same object, for their entries are not known before they end. */

#define UNFINISHED G_MAXUINT

struct _IcCandidWriter
{
  GHashTable *indices; /* IcCandidType -> index or UNFINISHED */
  GHashTable *entries; /* GBytes of an entry -> index */
  GPtrArray *order;    /* IcCandidType by index */
};

IcCandidWriter *
ic_candid_writer_new (void)
{
  IcCandidWriter *self = g_new0 (IcCandidWriter, 1);

  self->indices = g_hash_table_new (NULL, NULL);
  self->entries = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref,
                                         NULL);
  self->order = g_ptr_array_new ();
  return self;
}

void
ic_candid_writer_free (IcCandidWriter *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->indices);
  g_hash_table_unref (self->entries);
  g_ptr_array_unref (self->order);
  g_free (self);
}

static guint
index_of (IcCandidWriter *self, IcCandidType *type)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->indices, ic_candid_type_resolve (type)));
}

void
ic_candid_writer_put_type (IcCandidWriter *self, IcCandidType *type, GByteArray *out)
{
  IcCandidKind kind = ic_candid_type_get_kind (type);

  if (kind == IC_CANDID_PRINCIPAL)
    ic_sleb128_put_int64 (out, IC_CANDID_OPCODE_PRINCIPAL);
  else if (IC_CANDID_IS_PRIMITIVE (kind))
    ic_sleb128_put_int64 (out, -1 - (gint64)kind);
  else
    ic_sleb128_put_int64 (out, index_of (self, type));
}

static void
put_modes (GByteArray *out, guint modes)
{
  guint8 bytes[4] = { 0 };

  for (guint8 mode = 0; mode < 3; mode++)
    if ((modes >> mode & 1) != 0)
      bytes[++bytes[0]] = mode + 1;
  g_byte_array_append (out, bytes, 1u + bytes[0]);
}

static void
put_types (IcCandidWriter *self, IcCandidType *const *types, gsize n, GByteArray *out)
{
  ic_leb128_put_uint64 (out, n);
  for (gsize i = 0; i < n; i++)
    ic_candid_writer_put_type (self, types[i], out);
}

static void
put_entry (IcCandidWriter *self, const IcCandidType *type, GByteArray *out)
{
  ic_sleb128_put_int64 (out, IC_CANDID_OPCODE_OPT - (gint64)(type->kind - IC_CANDID_OPT));

  switch ((guint)type->kind)
    {
    case IC_CANDID_OPT:
    case IC_CANDID_VEC:
      ic_candid_writer_put_type (self, type->as.inner, out);
      break;

    case IC_CANDID_RECORD:
    case IC_CANDID_VARIANT:
      ic_leb128_put_uint64 (out, type->n);
      for (gsize i = 0; i < type->n; i++)
        {
          ic_leb128_put_uint64 (out, type->as.fields[i].id);
          ic_candid_writer_put_type (self, type->as.fields[i].type, out);
        }
      break;

    case IC_CANDID_FUNC:
      put_types (self, type->as.types, type->n, out);
      put_types (self, type->as.types + type->n, type->n_results, out);
      put_modes (out, type->modes);
      break;

    case IC_CANDID_SERVICE:
      ic_leb128_put_uint64 (out, type->n);
      for (gsize i = 0; i < type->n; i++)
        {
          const IcCandidMethod *method = &type->as.methods[i];

          ic_leb128_put_uint64 (out, method->len);
          g_byte_array_append (out, (const guint8 *)method->name, method->len);
          ic_candid_writer_put_type (self, method->type, out);
        }
      break;

    default:
      g_assert_not_reached ();
    }
}

static gsize
count_parts (const IcCandidType *type)
{
  if (type->kind == IC_CANDID_OPT || type->kind == IC_CANDID_VEC)
    return 1;
  return type->n + type->n_results;
}

static IcCandidType *
get_part (const IcCandidType *type, gsize i)
{
  switch ((guint)type->kind)
    {
    case IC_CANDID_RECORD:
    case IC_CANDID_VARIANT:
      return type->as.fields[i].type;

    case IC_CANDID_SERVICE:
      return type->as.methods[i].type;

    case IC_CANDID_FUNC:
      return type->as.types[i];

    default:
      return type->as.inner;
    }
}

static gboolean
check_type (const IcCandidType *type, guint depth, GError **error)
{
  if (type == NULL)
    g_set_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE,
                 _ ("Candid type refers to one that is not there"));
  else if (type->kind == IC_CANDID_FUTURE)
    g_set_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE,
                 _ ("A future Candid type cannot be encoded"));
  else if (depth > IC_CANDID_HARD_DEPTH)
    g_set_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE, _ ("Candid type is nested too deep"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_methods (const IcCandidType *type, GError **error)
{
  if (type->kind != IC_CANDID_SERVICE)
    return TRUE;
  for (gsize i = 0; i < type->n; i++)
    if (ic_candid_type_get_kind (type->as.methods[i].type) != IC_CANDID_FUNC ||
        !ic_candid_is_utf8 (type->as.methods[i].name, type->as.methods[i].len))
      {
        g_set_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE,
                     _ ("Method of a Candid service is no func or its name no UTF-8"));
        return FALSE;
      }
  return TRUE;
}

/* Gives a complete type an index: that of an equal entry if there is one. */
static void
enter (IcCandidWriter *self, IcCandidType *type, gboolean on_cycle)
{
  g_autoptr (GByteArray) entry = NULL;
  g_autoptr (GBytes) key = NULL;
  gpointer found;

  if (!on_cycle)
    {
      entry = g_byte_array_new ();
      put_entry (self, type, entry);
      key = g_byte_array_free_to_bytes (g_steal_pointer (&entry));
      if (g_hash_table_lookup_extended (self->entries, key, NULL, &found))
        {
          g_hash_table_insert (self->indices, type, found);
          return;
        }
      g_hash_table_insert (self->entries, g_steal_pointer (&key),
                           GUINT_TO_POINTER (self->order->len));
    }
  g_hash_table_insert (self->indices, type, GUINT_TO_POINTER (self->order->len));
  g_ptr_array_add (self->order, type);
}

static gboolean
add (IcCandidWriter *self, IcCandidType *type, guint depth, GError **error)
{
  gboolean on_cycle = FALSE;

  type = ic_candid_type_resolve (type);
  if (!check_type (type, depth, error))
    return FALSE;
  if (IC_CANDID_IS_PRIMITIVE (type->kind) || g_hash_table_contains (self->indices, type))
    return TRUE;
  if (!check_methods (type, error))
    return FALSE;

  g_hash_table_insert (self->indices, type, GUINT_TO_POINTER (UNFINISHED));
  for (gsize i = 0; i < count_parts (type); i++)
    {
      IcCandidType *part = get_part (type, i);

      if (!add (self, part, depth + 1, error))
        return FALSE;
      if (!IC_CANDID_IS_PRIMITIVE (ic_candid_type_get_kind (part)) &&
          index_of (self, part) == UNFINISHED)
        on_cycle = TRUE;
    }
  enter (self, type, on_cycle);
  return TRUE;
}

gboolean
ic_candid_writer_add (IcCandidWriter *self, IcCandidType *type, GError **error)
{
  return add (self, type, 0, error);
}

void
ic_candid_writer_put_table (IcCandidWriter *self, GByteArray *out)
{
  ic_leb128_put_uint64 (out, self->order->len);
  for (guint i = 0; i < self->order->len; i++)
    put_entry (self, self->order->pdata[i], out);
}
