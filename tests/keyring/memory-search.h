/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MemorySearch: looks for pieces of a secret in the memory of this very process. So that it does not
 * find what it looks for in itself, it knows the pieces only with each byte changed
 * (MEMORY_SEARCH_MASK), and wipes what it reads.
 */
typedef struct _MemorySearch MemorySearch;

#define MEMORY_SEARCH_MASK  0xa5
#define MEMORY_SEARCH_PIECE 16 /* bytes of a piece */

/* Opens /proc/self/maps and mem: afterwards a process that is not dumpable may not. */
MemorySearch *memory_search_new (void);
void memory_search_free (MemorySearch *self);
/* @name: static. */
void memory_search_add (MemorySearch *self, const char *name, const guint8 *masked_piece);
/* Gives the number of places, and writes each to @log. */
guint memory_search_run (MemorySearch *self, GString *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MemorySearch, memory_search_free)

G_END_DECLS
