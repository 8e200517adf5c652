/* SPDX-License-Identifier: MIT */
#include "ic-candid-reader.h"
#include "ic-i18n.h"

/* Reads a type table: spec "Types". The result is a graph inside one arena. */

/* Fields, arguments and methods of one table: 2 MiB of input could announce a million of them. */
#define MAX_TABLE_ITEMS 100000
/* The smallest entry: an opcode and one more byte. */
#define MIN_ENTRY 2

typedef struct
{
  IcCandidReader *reader;
  IcCandidArena *arena;
  gsize n_types;
  gsize n_items;
} Table;

/* A type as it stands inside another or in the argument list: a primitive or a table index. */
gboolean
ic_candid_table_read_type (IcCandidReader *reader,
                           IcCandidArena *arena,
                           gsize n_types,
                           IcCandidType **out)
{
  gint64 code;

  if (!ic_candid_reader_signed (reader, &code))
    return FALSE;
  if (code >= 0)
    {
      if ((guint64)code >= n_types)
        return ic_candid_reader_malformed (reader, _ ("type index out of range"));
      *out = ic_candid_arena_get_type (arena, (gsize)code);
      return TRUE;
    }
  if (code == IC_CANDID_OPCODE_PRINCIPAL)
    *out = ic_candid_type_primitive (IC_CANDID_PRINCIPAL);
  else if (code > IC_CANDID_OPCODE_OPT)
    *out = ic_candid_type_primitive ((IcCandidKind)(-1 - code)); /* the enum has their order */
  else
    return ic_candid_reader_malformed (reader, _ ("no primitive type"));
  return TRUE;
}

static gboolean
read_type (Table *self, IcCandidType **out)
{
  return ic_candid_table_read_type (self->reader, self->arena, self->n_types, out);
}

static gboolean
read_count (Table *self, gsize each, gsize *n)
{
  if (!ic_candid_reader_count (self->reader, each, n))
    return FALSE;
  if (*n > MAX_TABLE_ITEMS - self->n_items)
    {
      g_set_error (self->reader->error, IC_ERROR, IC_ERROR_LIMIT,
                   _ ("Candid type table has more than %d fields"), MAX_TABLE_ITEMS);
      return FALSE;
    }
  self->n_items += *n;
  return TRUE;
}

static gboolean
read_fields (Table *self, IcCandidType *type)
{
  if (!read_count (self, 2, &type->n))
    return FALSE;
  type->as.fields = ic_candid_arena_alloc (self->arena, type->n * sizeof (IcCandidField));

  for (gsize i = 0; i < type->n; i++)
    {
      IcCandidField *field = &type->as.fields[i];
      guint64 id;

      if (!ic_candid_reader_number (self->reader, &id))
        return FALSE;
      if (id > G_MAXUINT32)
        return ic_candid_reader_malformed (self->reader, _ ("field id of more than 32 bits"));
      if (i > 0 && id <= field[-1].id)
        return ic_candid_reader_malformed (self->reader, _ ("field ids do not ascend"));
      field->id = (guint32)id;
      if (!read_type (self, &field->type))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_modes (Table *self, IcCandidType *type)
{
  gsize n;

  if (!ic_candid_reader_count (self->reader, 1, &n))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      guint8 mode;
      guint8 bit;

      if (!ic_candid_reader_byte (self->reader, &mode))
        return FALSE;
      if (mode < 1 || mode > 3)
        return ic_candid_reader_malformed (self->reader, _ ("unknown annotation of a func"));
      bit = (guint8)(1 << (mode - 1));
      if ((type->modes & bit) != 0)
        return ic_candid_reader_malformed (self->reader, _ ("annotation of a func repeated"));
      type->modes |= bit;
    }
  return TRUE;
}

static gboolean
read_func (Table *self, IcCandidType *type)
{
  g_autofree IcCandidType **args = NULL;

  if (!read_count (self, 1, &type->n))
    return FALSE;
  args = g_new (IcCandidType *, type->n);
  for (gsize i = 0; i < type->n; i++)
    if (!read_type (self, &args[i]))
      return FALSE;

  if (!read_count (self, 1, &type->n_results))
    return FALSE;
  type->as.types = ic_candid_arena_alloc (self->arena, (type->n + type->n_results) * sizeof *args);
  if (type->n > 0)
    memcpy (type->as.types, args, type->n * sizeof *args);
  for (gsize i = 0; i < type->n_results; i++)
    if (!read_type (self, &type->as.types[type->n + i]))
      return FALSE;

  return read_modes (self, type);
}

static gboolean
read_methods (Table *self, IcCandidType *type)
{
  if (!read_count (self, 2, &type->n))
    return FALSE;
  type->as.methods = ic_candid_arena_alloc (self->arena, type->n * sizeof (IcCandidMethod));

  for (gsize i = 0; i < type->n; i++)
    {
      IcCandidMethod *method = &type->as.methods[i];
      const guint8 *name;

      if (!ic_candid_reader_text (self->reader, &name, &method->len))
        return FALSE;
      method->name = ic_candid_arena_alloc (self->arena, method->len + 1);
      memcpy (method->name, name, method->len);
      if (i > 0)
        {
          const IcCandidMethod *last = method - 1;
          int order = memcmp (last->name, method->name, MIN (last->len, method->len));

          if (order > 0 || (order == 0 && last->len >= method->len))
            return ic_candid_reader_malformed (self->reader, _ ("methods do not ascend"));
        }
      if (!read_type (self, &method->type))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_entry (Table *self, IcCandidType *type)
{
  gint64 opcode;
  const guint8 *skipped;
  gsize len;

  if (!ic_candid_reader_signed (self->reader, &opcode))
    return FALSE;

  if (opcode < IC_CANDID_OPCODE_PRINCIPAL)
    {
      type->kind = IC_CANDID_FUTURE;
      return ic_candid_reader_sized (self->reader, &skipped, &len);
    }
  if (opcode > IC_CANDID_OPCODE_OPT || opcode == IC_CANDID_OPCODE_PRINCIPAL)
    return ic_candid_reader_malformed (self->reader,
                                       _ ("type table holds what is no composite type"));

  type->kind = (guint8)(IC_CANDID_OPT + (IC_CANDID_OPCODE_OPT - opcode));
  switch ((guint)type->kind)
    {
    case IC_CANDID_OPT:
    case IC_CANDID_VEC:
      return read_type (self, &type->as.inner);

    case IC_CANDID_RECORD:
    case IC_CANDID_VARIANT:
      return read_fields (self, type);

    case IC_CANDID_FUNC:
      return read_func (self, type);

    default:
      return read_methods (self, type);
    }
}

static gboolean
check_methods (Table *self)
{
  for (gsize i = 0; i < self->n_types; i++)
    {
      const IcCandidType *type = ic_candid_arena_get_type (self->arena, i);

      if (type->kind != IC_CANDID_SERVICE)
        continue;
      for (gsize j = 0; j < type->n; j++)
        if (type->as.methods[j].type->kind != IC_CANDID_FUNC)
          return ic_candid_reader_malformed (self->reader, _ ("method of a service is no func"));
    }
  return TRUE;
}

typedef struct
{
  IcCandidType *type;
  gsize next; /* field to look at */
} Visit;

enum
{
  UNSEEN,
  OPEN,
  DONE
};

/* Marks the records that contain themselves through records only: a value of such a type would
 * never end, and it would eat no input on the way. */
static void
mark_endless (Table *self)
{
  g_autofree guint8 *state = g_new0 (guint8, self->n_types);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Visit));
  IcCandidType *base = ic_candid_arena_get_type (self->arena, 0);

  for (gsize i = 0; i < self->n_types; i++)
    {
      Visit root = { base + i, 0 };

      if (base[i].kind != IC_CANDID_RECORD || state[i] != UNSEEN)
        continue;
      state[i] = OPEN;
      g_array_append_val (stack, root);
      while (stack->len > 0)
        {
          Visit *top = &g_array_index (stack, Visit, stack->len - 1);
          IcCandidType *type = top->type;
          Visit child = { NULL, 0 };

          if (top->next == type->n)
            {
              state[type - base] = DONE;
              g_array_set_size (stack, stack->len - 1);
              if (type->endless && stack->len > 0)
                g_array_index (stack, Visit, stack->len - 1).type->endless = 1;
              continue;
            }
          child.type = type->as.fields[top->next++].type;
          if (child.type->kind != IC_CANDID_RECORD)
            continue;
          if (state[child.type - base] == UNSEEN)
            {
              state[child.type - base] = OPEN;
              g_array_append_val (stack, child);
            }
          else if (state[child.type - base] == OPEN || child.type->endless)
            type->endless = 1;
        }
    }
}

/* Returns an arena with the types of the table, also if it is empty. */
IcCandidArena *
ic_candid_table_read (IcCandidReader *reader, guint max_types, gsize *n_types)
{
  g_autoptr (IcCandidArena) arena = NULL;
  Table self = { reader, NULL, 0, 0 };
  guint64 n;

  if (!ic_candid_reader_number (reader, &n))
    return NULL;
  if (n > ic_candid_reader_left (reader) / MIN_ENTRY)
    {
      ic_candid_reader_malformed (reader, _ ("type table exceeds the input"));
      return NULL;
    }
  if (n > max_types)
    {
      g_set_error (reader->error, IC_ERROR, IC_ERROR_LIMIT,
                   _ ("Candid type table of %" PRIu64 " types, %u are allowed"), n, max_types);
      return NULL;
    }

  self.arena = arena = ic_candid_arena_new (n);
  self.n_types = n;
  for (gsize i = 0; i < n; i++)
    if (!read_entry (&self, ic_candid_arena_get_type (arena, i)))
      return NULL;
  if (!check_methods (&self))
    return NULL;
  if (n > 0)
    mark_endless (&self);
  *n_types = n;
  return g_steal_pointer (&arena);
}
