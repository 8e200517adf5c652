/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-text.h"

#define FIRST_STRONG_ISOLATE    0x2068
#define POP_DIRECTIONAL_ISOLATE 0x2069

/* What strangers write goes into labels beside our own words. These characters let a text reach out of
 * its place or show something else than it says: overrides, embeddings, isolates (unbalanced ones
 * reorder what follows), and control characters. Plain direction marks and joiners are needed for
 * honest text and stay. */
static gboolean
is_harmful (gunichar c)
{
  if (c >= 0x202a && c <= 0x202e)
    return TRUE;
  if (c >= 0x2066 && c <= 0x2069)
    return TRUE;
  if (c >= 0xfff9 && c <= 0xfffb)
    return TRUE;
  /* tag characters: invisible text */
  if (c >= 0xe0000 && c <= 0xe007f)
    return TRUE;
  if (c == 0x2028 || c == 0x2029 || c == 0xfeff)
    return TRUE;
  return c != '\n' && c != '\t' && g_unichar_type (c) == G_UNICODE_CONTROL;
}

static char *
clean (const char *text, gboolean one_line)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *result = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (one_line && (c == '\n' || c == '\t' || c == 0x2028 || c == 0x2029))
        c = ' ';
      else if (c == 0x2028 || c == 0x2029)
        c = '\n';
      if (!is_harmful (c))
        g_string_append_unichar (result, c);
    }
  return g_string_free (result, FALSE);
}

/**
 * attest_text_clean:
 * @text: (nullable): text of a stranger
 *
 * Makes a text safe to show in a label of its own: valid UTF-8, no direction overrides, no control
 * characters. Paragraphs keep their own base direction, which Pango finds for each.
 *
 * Returns: (transfer full): the text, never %NULL
 */
char *
attest_text_clean (const char *text)
{
  return clean (text, FALSE);
}

/**
 * attest_text_clean_line:
 * @text: (nullable): a name of a stranger
 *
 * As attest_text_clean(), on one line and without white space at the ends.
 *
 * Returns: (transfer full): the line, never %NULL
 */
char *
attest_text_clean_line (const char *text)
{
  return g_strstrip (clean (text, TRUE));
}

/**
 * attest_text_isolate:
 * @text: (nullable): a name of a stranger
 *
 * For names inside sentences of ours: cleaned, and between the isolates of UAX #9, so that a name in
 * another script does not turn the sentence around.
 *
 * Returns: (transfer full): the isolated line
 */
char *
attest_text_isolate (const char *text)
{
  g_autofree char *line = attest_text_clean_line (text);
  GString *result = g_string_new (NULL);

  g_string_append_unichar (result, FIRST_STRONG_ISOLATE);
  g_string_append (result, line);
  g_string_append_unichar (result, POP_DIRECTIONAL_ISOLATE);
  return g_string_free (result, FALSE);
}

/**
 * attest_text_get_author_color:
 * @author: (nullable): the name as shown
 *
 * Returns: 1 to ATTEST_N_AUTHOR_COLORS: the number of the style class "author-N". The same choice as
 *   AdwAvatar's, so that name and picture agree.
 */
guint
attest_text_get_author_color (const char *author)
{
  return g_str_hash (author != NULL ? author : "") % ATTEST_N_AUTHOR_COLORS + 1;
}
