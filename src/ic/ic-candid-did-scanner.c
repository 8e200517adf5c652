/* SPDX-License-Identifier: MIT */
/* Words of an interface description: Candid spec, "Core Grammar", "Comments" and, for texts and
 * numbers, "Values". */
#include "ic-candid-did-scanner.h"

#include "ic-candid-did.h"
#include "ic-candid-private.h"
#include "ic-error.h"
#include "ic-i18n.h"

#define IS_LETTER(c) (g_ascii_isalpha (c) || (c) == '_')
/* Of a token that an error message repeats. */
#define MAX_QUOTED_BYTES 40
#define MAX_SCALAR       0x10ffff

static const char *const keywords[] = {
  "blob",      "composite_query", "false",  "func",    "import", "null", "oneway",  "opt",
  "principal", "query",           "record", "service", "true",   "type", "variant", "vec",
};

/* (skip) @text need not be UTF-8: what is not is refused where it stands. */
void
ic_candid_did_scanner_init (IcCandidDidScanner *self, const char *text, gsize len, GError **error)
{
  *self = (IcCandidDidScanner){
    .start = text, .cur = text, .end = text + len, .error = error, .from = text
  };
  self->text = g_string_new (NULL);
}

/* (skip) */
void
ic_candid_did_scanner_clear (IcCandidDidScanner *self)
{
  g_string_free (self->text, TRUE);
  self->text = NULL;
}

/* Errors */

static gboolean
set_error (IcCandidDidScanner *self, const char *at, int code, const char *format, va_list args)
{
  g_autofree char *what = g_strdup_vprintf (format, args);
  guint line = 1;
  guint column = 1;

  for (const char *p = self->start; p < at; p++)
    {
      if (*p == '\n')
        {
          line++;
          column = 1;
        }
      else if (((guint8)*p & 0xc0) != 0x80) /* characters, not bytes */
        column++;
    }
  g_set_error (self->error, IC_ERROR, code, _ ("Candid interface, line %u, column %u: %s"), line,
               column, what);
  return FALSE;
}

/* (skip) */
gboolean
ic_candid_did_scanner_fail (IcCandidDidScanner *self, const char *at, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  set_error (self, at, IC_ERROR_CANDID, format, args);
  va_end (args);
  return FALSE;
}

/* (skip) */
gboolean
ic_candid_did_scanner_limit (IcCandidDidScanner *self, const char *at, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  set_error (self, at, IC_ERROR_LIMIT, format, args);
  va_end (args);
  return FALSE;
}

/* (skip) */
gboolean
ic_candid_did_scanner_expected (IcCandidDidScanner *self, const char *what)
{
  gsize len = MIN ((gsize)(self->cur - self->from), MAX_QUOTED_BYTES);
  g_autofree char *found = g_utf8_make_valid (self->from, (gssize)len);

  if (self->token == IC_CANDID_TOKEN_END)
    return ic_candid_did_scanner_fail (self, self->from, _ ("%s expected, but it ends here"), what);
  if (self->token == IC_CANDID_TOKEN_KEYWORD)
    return ic_candid_did_scanner_fail (
        self, self->from,
        /* Translators: such as "a type", then what stands here */
        _ ("%s expected, found the keyword %s (a name must be quoted)"), what, found);
  return ic_candid_did_scanner_fail (self, self->from,
                                     /* Translators: such as "a type", then what stands here */
                                     _ ("%s expected, found %s"), what, found);
}

/* Blanks and comments */

static gboolean
starts_with (const IcCandidDidScanner *self, const char *two)
{
  return self->end - self->cur >= 2 && self->cur[0] == two[0] && self->cur[1] == two[1];
}

/* Comments nest. */
static gboolean
skip_block (IcCandidDidScanner *self)
{
  const char *at = self->cur;
  guint depth = 0;

  do
    {
      if (starts_with (self, "/*"))
        {
          if (++depth > IC_CANDID_DID_MAX_DEPTH)
            return ic_candid_did_scanner_limit (self, self->cur,
                                                _ ("more than %d comments within each other"),
                                                IC_CANDID_DID_MAX_DEPTH);
          self->cur += 2;
        }
      else if (starts_with (self, "*/"))
        {
          depth--;
          self->cur += 2;
        }
      else if (self->cur == self->end)
        return ic_candid_did_scanner_fail (self, at, _ ("this comment does not end"));
      else
        self->cur++;
    }
  while (depth > 0);
  return TRUE;
}

static gboolean
skip_blank (IcCandidDidScanner *self)
{
  while (self->cur < self->end)
    {
      if (strchr (" \t\r\n", *self->cur) != NULL && *self->cur != 0)
        self->cur++;
      else if (starts_with (self, "//"))
        while (self->cur < self->end && *self->cur != '\n')
          self->cur++;
      else if (!starts_with (self, "/*"))
        return TRUE;
      else if (!skip_block (self))
        return FALSE;
    }
  return TRUE;
}

/* Texts */

/* The number after `\u{`. */
static gboolean
scan_scalar (IcCandidDidScanner *self, const char *at)
{
  guint32 scalar = 0;
  const char *first = self->cur;

  for (; self->cur < self->end && *self->cur != '}'; self->cur++)
    {
      if (*self->cur == '_' && self->cur > first)
        continue;
      if (!g_ascii_isxdigit (*self->cur))
        break;
      scalar = scalar * 16 + (guint32)g_ascii_xdigit_value (*self->cur);
      if (scalar > MAX_SCALAR)
        break;
    }
  if (self->cur == first || self->cur == self->end || *self->cur != '}' ||
      (scalar >= 0xd800 && scalar < 0xe000))
    return ic_candid_did_scanner_fail (self, at, _ ("this is not a Unicode character"));
  self->cur++;
  g_string_append_unichar (self->text, scalar);
  return TRUE;
}

static gboolean
scan_escape (IcCandidDidScanner *self)
{
  static const char from[] = "nrt\\\"'";
  static const char to[] = "\n\r\t\\\"'";
  const char *at = self->cur++;
  gsize left = (gsize)(self->end - self->cur);
  const char *found;

  if (left >= 2 && self->cur[0] == 'u' && self->cur[1] == '{')
    {
      self->cur += 2;
      return scan_scalar (self, at);
    }
  if (left >= 2 && g_ascii_isxdigit (self->cur[0]) && g_ascii_isxdigit (self->cur[1]))
    {
      g_string_append_c (self->text, (char)(g_ascii_xdigit_value (self->cur[0]) << 4 |
                                            g_ascii_xdigit_value (self->cur[1])));
      self->cur += 2;
      return TRUE;
    }
  found = left > 0 && *self->cur != 0 ? strchr (from, *self->cur) : NULL;
  if (found == NULL)
    return ic_candid_did_scanner_fail (self, at, _ ("no such escape in a text"));
  g_string_append_c (self->text, to[found - from]);
  self->cur++;
  return TRUE;
}

static gboolean
scan_text (IcCandidDidScanner *self)
{
  self->token = IC_CANDID_TOKEN_TEXT;
  self->cur++;
  while (self->cur < self->end && *self->cur != '"')
    {
      if ((guint8)*self->cur < 0x20 || *self->cur == 0x7f)
        return ic_candid_did_scanner_fail (self, self->cur, _ ("control character in a text"));
      if (*self->cur != '\\')
        g_string_append_c (self->text, *self->cur++);
      else if (!scan_escape (self))
        return FALSE;
    }
  if (self->cur == self->end)
    return ic_candid_did_scanner_fail (self, self->from, _ ("this text does not end"));
  self->cur++;
  if (!ic_candid_is_utf8 (self->text->str, self->text->len))
    return ic_candid_did_scanner_fail (self, self->from, _ ("this text is no UTF-8"));
  return TRUE;
}

/* Numbers and words */

/* Underscores may stand anywhere after the first digit, as the reference has it; the spec wants a
 * digit after each. */
static gboolean
scan_number (IcCandidDidScanner *self)
{
  guint base = 10;

  self->token = IC_CANDID_TOKEN_NUMBER;
  self->number = 0;
  if (starts_with (self, "0x") && self->end - self->cur > 2 && g_ascii_isxdigit (self->cur[2]))
    {
      base = 16;
      self->cur += 2;
    }
  for (; self->cur < self->end; self->cur++)
    {
      int digit = base == 16 ? g_ascii_xdigit_value (*self->cur) : g_ascii_digit_value (*self->cur);

      if (*self->cur == '_')
        continue;
      if (digit < 0)
        break;
      if (self->number > G_MAXUINT32) /* more than any field id: enough to know */
        continue;
      self->number = self->number * base + (guint)digit;
    }
  if (self->cur < self->end && IS_LETTER (*self->cur))
    return ic_candid_did_scanner_fail (self, self->from, _ ("a number with letters in it"));
  return TRUE;
}

static gboolean
scan_word (IcCandidDidScanner *self)
{
  while (self->cur < self->end && (IS_LETTER (*self->cur) || g_ascii_isdigit (*self->cur)))
    self->cur++;
  g_string_append_len (self->text, self->from, self->cur - self->from);
  self->token = IC_CANDID_TOKEN_ID;
  for (gsize i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (strcmp (self->text->str, keywords[i]) == 0)
      self->token = IC_CANDID_TOKEN_KEYWORD;
  return TRUE;
}

/* (skip) */
gboolean
ic_candid_did_scanner_next (IcCandidDidScanner *self)
{
  g_string_truncate (self->text, 0);
  if (!skip_blank (self))
    return FALSE;
  self->from = self->cur;
  if (self->cur == self->end)
    {
      self->token = IC_CANDID_TOKEN_END;
      return TRUE;
    }
  if (*self->cur == '"')
    return scan_text (self);
  if (g_ascii_isdigit (*self->cur))
    return scan_number (self);
  if (IS_LETTER (*self->cur))
    return scan_word (self);
  if (starts_with (self, "->"))
    {
      self->token = IC_CANDID_TOKEN_ARROW;
      self->cur += 2;
      return TRUE;
    }
  if (*self->cur == 0 || strchr ("(){}:;,=", *self->cur) == NULL)
    return ic_candid_did_scanner_fail (self, self->cur, _ ("a character that has no meaning here"));
  self->token = *self->cur++;
  return TRUE;
}

/* (skip) */
gboolean
ic_candid_did_scanner_is (const IcCandidDidScanner *self, const char *keyword)
{
  return self->token == IC_CANDID_TOKEN_KEYWORD && strcmp (self->text->str, keyword) == 0;
}

/* (skip) */
gboolean
ic_candid_did_scanner_ahead (IcCandidDidScanner *self, char c)
{
  const char *cur = self->cur;
  GError **error = self->error;
  gboolean found;

  self->error = NULL; /* met again, if it matters */
  found = skip_blank (self) && self->cur < self->end && *self->cur == c;
  self->cur = cur;
  self->error = error;
  return found;
}
