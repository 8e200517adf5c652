/* SPDX-License-Identifier: MIT */
/* What names look like, after UTS #39, section 4: compatibility forms and case folded, what is not
 * seen left out, and letters of other alphabets that look like Latin ones taken for these. The table is
 * a small one: Latin, Greek, Cyrillic, Armenian and digits, where names are imitated. */
#include "config.h"

#include <string.h>

#include "attest-name-marks.h"

typedef struct
{
  gunichar from;
  gunichar to;
} Confusable;

/* Sorted by @from. */
static const Confusable CONFUSABLES[] = {
  { '0', 'o' },    { '1', 'l' },    { 'I', 'l' },    { '|', 'l' },    { 0x0131, 'i' },
  { 0x01c0, 'l' }, { 0x0251, 'a' }, { 0x0261, 'g' }, { 0x0269, 'i' }, { 0x028f, 'y' },
  { 0x0391, 'a' }, { 0x0392, 'b' }, { 0x0395, 'e' }, { 0x0396, 'z' }, { 0x0397, 'h' },
  { 0x0399, 'l' }, { 0x039a, 'k' }, { 0x039c, 'm' }, { 0x039d, 'n' }, { 0x039f, 'o' },
  { 0x03a1, 'p' }, { 0x03a4, 't' }, { 0x03a5, 'y' }, { 0x03a7, 'x' }, { 0x03b1, 'a' },
  { 0x03b3, 'y' }, { 0x03b5, 'e' }, { 0x03b9, 'i' }, { 0x03ba, 'k' }, { 0x03bd, 'v' },
  { 0x03bf, 'o' }, { 0x03c1, 'p' }, { 0x03c4, 't' }, { 0x03c5, 'u' }, { 0x03c7, 'x' },
  { 0x03f2, 'c' }, { 0x03f3, 'j' }, { 0x03f9, 'c' }, { 0x0405, 's' }, { 0x0406, 'l' },
  { 0x0408, 'j' }, { 0x0410, 'a' }, { 0x0412, 'b' }, { 0x0415, 'e' }, { 0x041a, 'k' },
  { 0x041c, 'm' }, { 0x041d, 'h' }, { 0x041e, 'o' }, { 0x0420, 'p' }, { 0x0421, 'c' },
  { 0x0422, 't' }, { 0x0423, 'y' }, { 0x0425, 'x' }, { 0x0430, 'a' }, { 0x0432, 'b' },
  { 0x0435, 'e' }, { 0x043a, 'k' }, { 0x043c, 'm' }, { 0x043d, 'h' }, { 0x043e, 'o' },
  { 0x0440, 'p' }, { 0x0441, 'c' }, { 0x0442, 't' }, { 0x0443, 'y' }, { 0x0445, 'x' },
  { 0x0455, 's' }, { 0x0456, 'i' }, { 0x0458, 'j' }, { 0x04ae, 'y' }, { 0x04af, 'y' },
  { 0x04ba, 'h' }, { 0x04bb, 'h' }, { 0x04c0, 'l' }, { 0x04cf, 'l' }, { 0x0501, 'd' },
  { 0x050c, 'g' }, { 0x051a, 'q' }, { 0x051b, 'q' }, { 0x051c, 'w' }, { 0x051d, 'w' },
  { 0x0555, 'o' }, { 0x0570, 'h' }, { 0x0578, 'n' }, { 0x057d, 'u' }, { 0x0581, 'g' },
  { 0x0585, 'o' },
};

/* UAX #44, default ignorable characters, and others without a shape. */
static gboolean
is_invisible (gunichar c)
{
  return c == 0x00ad || c == 0x034f || c == 0x061c || c == 0x115f || c == 0x1160 || c == 0x17b4 ||
         c == 0x17b5 || c == 0x2800 || c == 0x3164 || c == 0xffa0 || (c >= 0x180b && c <= 0x180f) ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff ||
         (c >= 0xfff0 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff) ||
         (g_unichar_iscntrl (c) && c != '\n' && c != '\t');
}

static gboolean
is_alphabetic_script (GUnicodeScript script)
{
  return script == G_UNICODE_SCRIPT_LATIN || script == G_UNICODE_SCRIPT_GREEK ||
         script == G_UNICODE_SCRIPT_CYRILLIC || script == G_UNICODE_SCRIPT_ARMENIAN;
}

static gunichar
look_up (gunichar c)
{
  gsize low = 0;
  gsize high = G_N_ELEMENTS (CONFUSABLES);

  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if (CONFUSABLES[middle].from == c)
        return CONFUSABLES[middle].to;
      if (CONFUSABLES[middle].from < c)
        low = middle + 1;
      else
        high = middle;
    }
  return c;
}

/* Letters that stand for one together. */
static void
join (GString *text, const char *pair, char single)
{
  char *found;

  while ((found = strstr (text->str, pair)) != NULL)
    {
      gsize position = (gsize)(found - text->str);

      *found = single;
      g_string_erase (text, (gssize)position + 1, 1);
    }
}

/**
 * attest_name_get_skeleton:
 * @name: (nullable): what somebody calls themselves
 *
 * Returns: (transfer full): equal for names that look alike; not to be shown
 */
char *
attest_name_get_skeleton (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  g_autofree char *plain = g_utf8_normalize (valid, -1, G_NORMALIZE_NFKC);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *folded = NULL;
  g_autofree char *composed = NULL;
  GString *result;

  for (const char *p = plain; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_invisible (c))
        continue;
      if (!g_unichar_isspace (c))
        g_string_append_unichar (seen, look_up (c));
      else if (seen->len > 0 && seen->str[seen->len - 1] != ' ')
        g_string_append_c (seen, ' ');
    }
  g_strchomp (seen->str);
  folded = g_utf8_casefold (seen->str, -1);
  composed = g_utf8_normalize (folded, -1, G_NORMALIZE_NFKC);
  result = g_string_new (composed);
  join (result, "rn", 'm');
  join (result, "vv", 'w');
  return g_string_free (result, FALSE);
}

/**
 * attest_name_is_mixed:
 * @name: (nullable): a name, or a host
 *
 * Returns: whether one of its words holds letters of more than one of the alphabets that look
 *   alike: nobody spells so
 */
gboolean
attest_name_is_mixed (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  GUnicodeScript word = G_UNICODE_SCRIPT_COMMON;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeScript script = g_unichar_get_script (c);

      if (is_invisible (c) || g_unichar_ismark (c))
        continue;
      if (!g_unichar_isalpha (c) && !g_unichar_isdigit (c))
        word = G_UNICODE_SCRIPT_COMMON;
      else if (is_alphabetic_script (script))
        {
          if (word != G_UNICODE_SCRIPT_COMMON && word != script)
            return TRUE;
          word = script;
        }
    }
  return FALSE;
}

/* Joiners and variation selectors are needed to write some languages, and for pictures. */
static gboolean
is_needed (gunichar c, gunichar before)
{
  if (c == 0x200c || c == 0x200d)
    return before >= 0x80 && !is_alphabetic_script (g_unichar_get_script (before)) &&
           !g_unichar_isspace (before);
  if (c >= 0xfe00 && c <= 0xfe0f)
    return before != 0 && !g_unichar_isalpha (before) && !g_unichar_isspace (before);
  if (c == 0x200e || c == 0x200f)
    return before != 0;
  return c >= 0x180b && c <= 0x180f;
}

/**
 * attest_name_has_hidden:
 * @name: (nullable): what somebody calls themselves
 *
 * Returns: whether it holds characters that nobody sees and that nobody needs to write it
 */
gboolean
attest_name_has_hidden (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  gunichar before = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_invisible (c) && !is_needed (c, before))
        return TRUE;
      before = c;
    }
  return FALSE;
}

/**
 * attest_name_passes_for_ascii:
 * @name: (nullable): a host
 *
 * Returns: whether it is written in other letters, all of which look like Latin ones
 */
gboolean
attest_name_passes_for_ascii (const char *name)
{
  g_autofree char *skeleton = attest_name_get_skeleton (name);

  return name != NULL && !g_str_is_ascii (name) && g_str_is_ascii (skeleton);
}
