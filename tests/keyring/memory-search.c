/* SPDX-License-Identifier: MIT */
#include "memory-search.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (256 * 1024)

typedef struct
{
  char *name;
  guint8 masked[MEMORY_SEARCH_PIECE];
} Piece;

struct _MemorySearch
{
  int memory;
  int maps;
  GArray *pieces;    /* of Piece */
  guint8 first[256]; /* whether a piece starts with that byte */
  guint8 *chunk;
};

static void
clear_piece (gpointer data)
{
  g_free (((Piece *)data)->name);
}

MemorySearch *
memory_search_new (void)
{
  MemorySearch *self = g_new0 (MemorySearch, 1);

  self->memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  self->maps = open ("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (self->memory < 0 || self->maps < 0)
    g_error ("This process cannot read its own memory");
  self->pieces = g_array_new (FALSE, TRUE, sizeof (Piece));
  g_array_set_clear_func (self->pieces, clear_piece);
  self->chunk = g_malloc (CHUNK + MEMORY_SEARCH_PIECE);
  return self;
}

void
memory_search_free (MemorySearch *self)
{
  close (self->memory);
  close (self->maps);
  g_array_unref (self->pieces);
  g_free (self->chunk);
  g_free (self);
}

void
memory_search_add (MemorySearch *self, const char *name, const guint8 *masked_piece)
{
  Piece piece = { g_strdup (name), { 0 } };

  memcpy (piece.masked, masked_piece, MEMORY_SEARCH_PIECE);
  self->first[piece.masked[0] ^ MEMORY_SEARCH_MASK] = 1;
  g_array_append_val (self->pieces, piece);
}

static gboolean
matches (const guint8 *bytes, const guint8 *masked)
{
  for (guint i = 0; i < MEMORY_SEARCH_PIECE; i++)
    if ((bytes[i] ^ MEMORY_SEARCH_MASK) != masked[i])
      return FALSE;
  return TRUE;
}

static guint
search_chunk (MemorySearch *self, gsize len, guint64 address, const char *region, GString *log)
{
  guint n = 0;

  for (gsize i = 0; i + MEMORY_SEARCH_PIECE <= len; i++)
    {
      if (!self->first[self->chunk[i]])
        continue;
      for (guint p = 0; p < self->pieces->len; p++)
        {
          const Piece *piece = &g_array_index (self->pieces, Piece, p);

          if (!matches (self->chunk + i, piece->masked))
            continue;
          n++;
          g_string_append_printf (log, "%s at %" G_GINT64_MODIFIER "x in %s\n", piece->name,
                                  address + i, region);
        }
    }
  return n;
}

static guint
search_region (MemorySearch *self, guint64 start, guint64 end, const char *region, GString *log)
{
  guint n = 0;

  for (guint64 at = start; at < end; at += CHUNK)
    {
      gsize wanted = MIN (CHUNK + MEMORY_SEARCH_PIECE - 1, end - at);
      ssize_t got = pread (self->memory, self->chunk, wanted, (off_t)at);

      /* Pages that the kernel does not show, such as [vvar]. */
      if (got <= 0)
        continue;
      n += search_chunk (self, (gsize)got, at, region, log);
      explicit_bzero (self->chunk, CHUNK + MEMORY_SEARCH_PIECE);
    }
  return n;
}

static char *
read_maps (MemorySearch *self)
{
  GString *maps = g_string_new (NULL);
  char buffer[4096];
  ssize_t got;

  lseek (self->maps, 0, SEEK_SET);
  while ((got = read (self->maps, buffer, sizeof buffer)) > 0)
    g_string_append_len (maps, buffer, got);
  return g_string_free (maps, FALSE);
}

guint
memory_search_run (MemorySearch *self, GString *log)
{
  g_autofree char *maps = read_maps (self);
  g_auto (GStrv) lines = g_strsplit (maps, "\n", -1);
  guint n = 0;

  for (char **line = lines; *line != NULL; line++)
    {
      unsigned long long start, end;

      if (sscanf (*line, "%llx-%llx", &start, &end) == 2 && strstr (*line, "[vsyscall]") == NULL)
        n += search_region (self, start, end, *line, log);
    }
  return n;
}
