/* SPDX-License-Identifier: MIT */
/* What is shown of a message that was found: a line around the first hit. */
#include "config.h"

#include <string.h>

#include "attest-search-text.h"
#include "attest-text.h"

static gboolean
is_boundary (const char *text, gsize length, guint offset)
{
  return offset <= length && ((guchar)text[offset] & 0xc0) != 0x80;
}

/* Without what does not stand in @text, or between two of its characters. */
static GArray *
check_spans (const char *text, GArray *spans)
{
  GArray *good = g_array_new (FALSE, FALSE, sizeof (ChatHistorySpan));
  gsize length = strlen (text);
  guint end = 0;

  for (guint i = 0; spans != NULL && i < spans->len; i++)
    {
      ChatHistorySpan span = g_array_index (spans, ChatHistorySpan, i);

      if (span.start < end || span.end <= span.start || !is_boundary (text, length, span.start) ||
          !is_boundary (text, length, span.end))
        continue;
      end = span.end;
      g_array_append_val (good, span);
    }
  return good;
}

/* Where an excerpt begins that has its first hit at @hit: at a word, if there is one near. */
static const char *
find_start (const char *text, const char *hit)
{
  const char *start = hit;
  const char *word = NULL;
  guint n = 0;

  while (start > text && n < ATTEST_SEARCH_TEXT_BEFORE)
    {
      start = g_utf8_prev_char (start);
      n++;
      if (start == text || g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (start))))
        word = start;
    }
  return start == text || word == NULL ? start : word;
}

static const char *
find_end (const char *start)
{
  const char *end = start;

  for (guint n = 0; n < ATTEST_SEARCH_TEXT_MAX_CHARS && *end != '\0'; n++)
    end = g_utf8_next_char (end);
  return end;
}

/* As attest_text_clean_line(), but white space at the ends stays. */
static void
append_clean (GString *result, const char *start, const char *end)
{
  g_autofree char *raw = g_strndup (start, (gsize)(end - start));
  g_autofree char *clean = attest_text_clean (raw);

  g_string_append (result, g_strdelimit (clean, "\n\t", ' '));
}

static void
append_bold (PangoAttrList *attributes, GString *result, const char *start, const char *end)
{
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->start_index = (guint)result->len;
  append_clean (result, start, end);
  bold->end_index = (guint)result->len;
  pango_attr_list_insert (attributes, bold);
}

/**
 * attest_search_text_excerpt:
 * @text: (nullable): what a stranger wrote
 * @spans: (nullable): of ChatHistorySpan: what was found in it, in order
 * @attributes: (out) (transfer full): bold, where that is in what is returned
 *
 * Cleaned as attest_text_clean_line() does it, piece by piece, so that the places of the hits in the
 * clean text are known.
 *
 * Returns: (transfer full): one line
 */
char *
attest_search_text_excerpt (const char *text, GArray *spans, PangoAttrList **attributes)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  /* In a text that had to be changed the places are not known. */
  g_autoptr (GArray)
      good = check_spans (valid, g_str_equal (valid, text != NULL ? text : "") ? spans : NULL);
  GString *result = g_string_new (NULL);
  const char *start = valid;
  const char *end;
  const char *p;

  *attributes = pango_attr_list_new ();
  if (good->len > 0)
    start = find_start (valid, valid + g_array_index (good, ChatHistorySpan, 0).start);
  end = find_end (start);
  if (start > valid)
    g_string_append (result, "…");
  p = start;
  for (guint i = 0; i < good->len; i++)
    {
      const ChatHistorySpan *span = &g_array_index (good, ChatHistorySpan, i);
      const char *hit = valid + span->start;

      if (hit >= end)
        break;
      append_clean (result, p, hit);
      p = MIN (valid + span->end, end);
      append_bold (*attributes, result, hit, p);
    }
  append_clean (result, p, end);
  if (*end != '\0')
    g_string_append (result, "…");
  return g_string_free (result, FALSE);
}
