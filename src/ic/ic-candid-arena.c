/* SPDX-License-Identifier: MIT */
#include "ic-candid-private.h"

/* Types of one decoded message: one allocation for the types, few for their fields. A message with
 * a handful of types needs two. */

#define FIRST_CHUNK   1024
#define MAX_CHUNK     (64 * 1024)
#define ALIGN_UP(len) (((len) + 15) & ~(gsize)15)

typedef struct _Chunk Chunk;

struct _Chunk
{
  Chunk *next;
  gsize used;
  gsize size;
};

struct _IcCandidArena
{
  gint ref_count;
  gsize n_types;
  Chunk *chunks; /* the newest first; only that one has room */
  IcCandidType types[];
};

IcCandidArena *
ic_candid_arena_new (gsize n_types)
{
  IcCandidArena *self = g_malloc0 (sizeof *self + n_types * sizeof (IcCandidType));

  self->ref_count = 1;
  self->n_types = n_types;
  for (gsize i = 0; i < n_types; i++)
    self->types[i].arena = self;
  return self;
}

IcCandidType *
ic_candid_arena_get_type (IcCandidArena *self, gsize i)
{
  g_assert (i < self->n_types);

  return &self->types[i];
}

/* Zeroed memory that lives as long as the arena. */
gpointer
ic_candid_arena_alloc (IcCandidArena *self, gsize size)
{
  gsize header = ALIGN_UP (sizeof (Chunk));
  Chunk *chunk = self->chunks;
  gpointer memory;

  size = ALIGN_UP (size);
  if (chunk == NULL || chunk->size - chunk->used < size)
    {
      gsize room = chunk == NULL ? FIRST_CHUNK : MIN (chunk->size * 2, MAX_CHUNK);

      room = MAX (room, size);
      chunk = g_malloc0 (header + room);
      chunk->size = room;
      chunk->next = self->chunks;
      self->chunks = chunk;
    }
  memory = (guint8 *)chunk + header + chunk->used;
  chunk->used += size;
  return memory;
}

IcCandidArena *
ic_candid_arena_ref (IcCandidArena *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
ic_candid_arena_unref (IcCandidArena *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  while (self->chunks != NULL)
    {
      Chunk *chunk = self->chunks;

      self->chunks = chunk->next;
      g_free (chunk);
    }
  g_free (self);
}
