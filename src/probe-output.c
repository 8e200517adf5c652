/* SPDX-License-Identifier: MIT */
#include "probe-output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static gboolean
write_line (const char *bytes)
{
  if (fputs (bytes, stdout) >= 0 && fputc ('\n', stdout) != EOF && fflush (stdout) == 0)
    return TRUE;
  if (errno != EPIPE)
    g_printerr ("attest-probe: cannot write: %s\n", g_strerror (errno));
  return FALSE;
}

gboolean
probe_output_json (const char *text)
{
  return write_line (text);
}

gboolean
probe_output_text (const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;
  g_autofree char *local = NULL;
  const char *charset;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  if (!g_get_console_charset (&charset))
    local = g_convert_with_fallback (text, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  return write_line (local != NULL ? local : text);
}

#define ZERO_WIDTH_NON_JOINER 0x200C
#define ZERO_WIDTH_JOINER     0x200D
#define REPLACEMENT           0xFFFD

/* Formatting characters can turn a line around: a terminal must show what was said, not obey it.
 * Joiners make scripts and emoji what they are. */
static gboolean
is_printable (gunichar c)
{
  if (c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER)
    return TRUE;
  return !g_unichar_iscntrl (c) && g_unichar_type (c) != G_UNICODE_FORMAT &&
         g_unichar_type (c) != G_UNICODE_LINE_SEPARATOR &&
         g_unichar_type (c) != G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *
probe_output_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *clean = g_string_new (NULL);

  for (const char *p = valid; *p != 0; p = g_utf8_next_char (p))
    g_string_append_unichar (clean, is_printable (g_utf8_get_char (p)) ? g_utf8_get_char (p)
                                                                       : REPLACEMENT);
  return g_string_free (clean, FALSE);
}
