/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <string.h>

#include "attest-fold-text.h"
#include "attest-link-text.h"

/* So far back a space is looked for, so that no word is cut. */
#define MAX_WORD_CHARS 40

/* Where the lines or the characters are too many; NULL: nowhere. */
static const char *
find_limit (const char *text)
{
  guint chars = 0;
  guint lines = 1;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (*p == '\n' && ++lines > ATTEST_FOLD_MAX_LINES)
        return p[1] != '\0' ? p : NULL;
      if (++chars > ATTEST_FOLD_MAX_CHARS)
        return p;
    }
  return NULL;
}

static const char *
find_space (const char *text, const char *limit)
{
  const char *p = limit;

  for (int i = 0; i < MAX_WORD_CHARS && p > text; i++)
    {
      if (g_unichar_isspace (g_utf8_get_char (p)))
        return p;
      p = g_utf8_prev_char (p);
    }
  /* Then at least not between a letter and what belongs to it. */
  for (p = limit; p > text; p = g_utf8_prev_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c) && !g_unichar_ismark (c))
        return p;
    }
  return limit;
}

/**
 * attest_fold_text_find_cut:
 * @text: clean text
 *
 * Never inside an address: what is left of it would lead somewhere else.
 *
 * Returns: how many bytes are shown, or 0
 */
gsize
attest_fold_text_find_cut (const char *text)
{
  const char *limit = find_limit (text);
  g_autoptr (GPtrArray) links = NULL;
  gsize cut;

  if (limit == NULL)
    return 0;
  cut = (gsize)(find_space (text, limit) - text);
  links = attest_link_text_find (text);
  for (guint i = 0; i < links->len; i++)
    {
      const AttestLink *link = g_ptr_array_index (links, i);

      if (link->start < cut && link->end > cut)
        cut = link->start > 0 ? link->start : link->end;
    }
  return text[cut] != '\0' ? cut : 0;
}
