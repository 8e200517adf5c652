/* SPDX-License-Identifier: MIT */
/* Addresses in what strangers write. They are always shown in full, as they were written: no text
 * stands for another address. What a reader could take for another host is spelled out beside it. */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "attest-link-text.h"
#include "attest-name-marks.h"
#include "chat/chat.h"

#define MAX_HOST_BYTES 253 /* RFC 1035, section 2.3.4 */

typedef enum
{
  SCHEME_HTTP,
  SCHEME_HTTPS,
  SCHEME_ROOM,
  SCHEME_MAIL,
  N_SCHEMES
} Scheme;

static const char *const PREFIXES[] = {
  [SCHEME_HTTP] = "http://",
  [SCHEME_HTTPS] = "https://",
  [SCHEME_ROOM] = "attest:",
  [SCHEME_MAIL] = "mailto:",
};

void
attest_link_free (AttestLink *self)
{
  g_free (self->uri);
  g_free (self->host);
  g_free (self);
}

static Scheme
find_scheme (const char *text)
{
  if (strchr ("haHAmM", *text) == NULL)
    return N_SCHEMES;
  for (int scheme = 0; scheme < N_SCHEMES; scheme++)
    if (g_ascii_strncasecmp (text, PREFIXES[scheme], strlen (PREFIXES[scheme])) == 0)
      return (Scheme)scheme;
  return N_SCHEMES;
}

/* RFC 3986 knows none of these, and programs differ in what they make of them. */
static gboolean
ends_address (gunichar c)
{
  if (c < 0x80)
    return c <= ' ' || c == 0x7f || strchr ("<>\"{}|\\^`", (int)c) != NULL;
  if (g_unichar_isspace (c) || g_unichar_iszerowidth (c))
    return !g_unichar_ismark (c);
  /* CJK punctuation, among it a full stop that counts as a dot in hosts, and wide brackets. */
  return (c >= 0x3000 && c <= 0x3003) || (c >= 0x3008 && c <= 0x301f) ||
         (c >= 0xff01 && c <= 0xff0f) || (c >= 0xff1a && c <= 0xff1f) || c == 0xff3b ||
         c == 0xff3d || (c >= 0xff5b && c <= 0xff65) || !g_unichar_isprint (c);
}

static int
count (const char *start, const char *end, char wanted)
{
  int n = 0;

  for (const char *p = start; p < end; p++)
    n += *p == wanted;
  return n;
}

/* Punctuation at the end belongs to the sentence, a closing bracket only if it was not opened in
 * the address. */
static const char *
trim (const char *start, const char *end)
{
  int round = count (start, end, ')') - count (start, end, '(');
  int square = count (start, end, ']') - count (start, end, '[');

  while (end > start)
    {
      const char *last = g_utf8_prev_char (end);
      gunichar c = g_utf8_get_char (last);

      if ((c == ')' && round-- <= 0) || (c == ']' && square-- <= 0))
        return end;
      if (c < 0x80 ? strchr (".,;:!?'*_~)]", (int)c) == NULL
                   : !(c >= 0x2018 && c <= 0x201f) && c != 0xab && c != 0xbb && c != 0x2026)
        return end;
      end = last;
    }
  return end;
}

static gboolean
is_ascii_host_char (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '.';
}

static gboolean
is_literal_host (const char *host)
{
  gsize len = strlen (host);

  /* RFC 3986, section 3.2.2: an IPv6 address in brackets */
  return len > 3 && host[0] == '[' && host[len - 1] == ']' &&
         strspn (host + 1, "0123456789abcdefABCDEF:.") == len - 2;
}

/* Letters, digits, hyphens and dots in any script; %NULL for anything else. Sets @odd if the host
 * looks like one that it is not. */
static char *
get_ascii_host (const char *host, gboolean *odd)
{
  g_autofree char *ascii = NULL;

  if (*host == '\0' || strlen (host) > MAX_HOST_BYTES)
    return NULL;
  if (is_literal_host (host))
    return g_strdup (host);
  for (const char *p = host; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x80 ? !is_ascii_host_char ((char)c)
                   : !g_unichar_isalnum (c) && !g_unichar_ismark (c))
        return NULL;
    }
  ascii = g_hostname_to_ascii (host);
  if (ascii == NULL || *ascii == '\0' || *ascii == '.' || strstr (ascii, "..") != NULL)
    return NULL;
  for (const char *p = ascii; *p != '\0'; p++)
    if (!is_ascii_host_char (*p))
      return NULL;
  if (g_hostname_is_ascii_encoded (ascii))
    {
      g_autofree char *unicode = g_hostname_to_unicode (ascii);

      *odd = unicode == NULL || attest_name_is_mixed (unicode) ||
             attest_name_passes_for_ascii (unicode);
    }
  return g_steal_pointer (&ascii);
}

static void
append_escaped (GString *uri, const char *text, gsize len)
{
  static const char HEX[] = "0123456789ABCDEF";

  for (gsize i = 0; i < len; i++)
    {
      guchar c = (guchar)text[i];

      if (c < 0x80)
        g_string_append_c (uri, (char)c);
      else
        g_string_append_printf (uri, "%%%c%c", HEX[c >> 4], HEX[c & 15]);
    }
}

/* RFC 3986, section 3: scheme://[userinfo@]host[:port]rest */
static gboolean
parse_web (AttestLink *link, const char *address, Scheme scheme)
{
  const char *authority = address + strlen (PREFIXES[scheme]);
  gsize authority_len = strcspn (authority, "/?#");
  g_autofree char *part = g_strndup (authority, authority_len);
  char *at = strrchr (part, '@');
  char *host = at != NULL ? at + 1 : part;
  char *port = strrchr (host, ':');
  g_autofree char *written = NULL;
  g_autofree char *ascii = NULL;
  g_autoptr (GString) uri = g_string_new (PREFIXES[scheme]);
  const char *rest = authority + authority_len;

  if (port != NULL && strchr (port, ']') == NULL)
    *port++ = '\0';
  else
    port = NULL;
  if (port != NULL && (strlen (port) > 5 || strspn (port, "0123456789") != strlen (port)))
    return FALSE;
  written = g_strdup (host);
  ascii = get_ascii_host (written, &link->odd);
  if (ascii == NULL)
    return FALSE;
  /* Names before an "@" pass for the host; they are shown, and never sent. */
  link->odd |= at != NULL;
  if (at != NULL || g_hostname_is_ascii_encoded (ascii))
    link->host = g_strdup (ascii);
  g_string_append (uri, ascii);
  if (port != NULL && *port != '\0')
    g_string_append_printf (uri, ":%s", port);
  append_escaped (uri, rest, strlen (rest));
  link->uri = g_string_free (g_steal_pointer (&uri), FALSE);
  return g_uri_is_valid (link->uri, G_URI_FLAGS_PARSE_RELAXED, NULL);
}

/* An address and nothing else: mail programs obey what may follow, up to attaching files. */
static gboolean
parse_mail (AttestLink *link, const char *address)
{
  const char *local = address + strlen (PREFIXES[SCHEME_MAIL]);
  const char *at = strchr (local, '@');
  g_autofree char *ascii = NULL;

  if (at == NULL || at == local || strlen (local) > 320)
    return FALSE;
  for (const char *p = local; p < at; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$'*+-/=_.~", *p) == NULL)
      return FALSE;
  ascii = get_ascii_host (at + 1, &link->odd);
  if (ascii == NULL || *ascii == '[')
    return FALSE;
  if (g_hostname_is_ascii_encoded (ascii))
    link->host = g_strdup (ascii);
  link->uri = g_strdup_printf ("mailto:%.*s@%s", (int)(at - local), local, ascii);
  return TRUE;
}

static gboolean
parse_room (AttestLink *link, const char *address)
{
  g_autoptr (GString) uri = g_string_new (PREFIXES[SCHEME_ROOM]);
  const char *rest = address + strlen (PREFIXES[SCHEME_ROOM]);
  ChatLink *room;

  append_escaped (uri, rest, strlen (rest));
  room = chat_link_parse (uri->str, NULL);
  if (room == NULL)
    return FALSE;
  chat_link_free (room);
  link->uri = g_string_free (g_steal_pointer (&uri), FALSE);
  return TRUE;
}

static AttestLink *
parse_at (const char *text, const char *start, const char *end, Scheme scheme)
{
  g_autofree char *address = g_strndup (start, (gsize)(end - start));
  AttestLink *link = g_new0 (AttestLink, 1);
  gboolean good;

  link->start = (gsize)(start - text);
  link->end = (gsize)(end - text);
  if (strlen (address) <= strlen (PREFIXES[scheme]))
    good = FALSE;
  else if (scheme == SCHEME_MAIL)
    good = parse_mail (link, address);
  else if (scheme == SCHEME_ROOM)
    good = parse_room (link, address);
  else
    good = parse_web (link, address, scheme);
  if (!good)
    g_clear_pointer (&link, attest_link_free);
  return link;
}

/* Inside a word, "http:" is part of another word or of another address. */
static gboolean
can_begin (const char *text, const char *p)
{
  return p == text || (!g_ascii_isalnum (p[-1]) && strchr ("+-.:/@%=&", p[-1]) == NULL);
}

/**
 * attest_link_text_find:
 * @text: (nullable): clean text
 *
 * Returns: (transfer container) (element-type AttestLink): what can be opened
 */
GPtrArray *
attest_link_text_find (const char *text)
{
  GPtrArray *links = g_ptr_array_new_with_free_func ((GDestroyNotify)attest_link_free);
  const char *p = text;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return links;
  while (links->len < ATTEST_LINK_MAX_LINKS && *p != '\0')
    {
      Scheme scheme = can_begin (text, p) ? find_scheme (p) : N_SCHEMES;
      const char *end = p;
      AttestLink *link;

      if (scheme == N_SCHEMES)
        {
          p = g_utf8_next_char (p);
          continue;
        }
      while (*end != '\0' && !ends_address (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      link = end - p <= ATTEST_LINK_MAX_BYTES ? parse_at (text, p, trim (p, end), scheme) : NULL;
      p = end;
      if (link != NULL)
        {
          p = text + link->end;
          g_ptr_array_add (links, link);
        }
    }
  return links;
}

static void
append_markup (GString *markup, const char *text, gsize len)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize)len);

  g_string_append (markup, escaped);
}

static void
append_link (GString *markup, const char *text, const AttestLink *link)
{
  g_autofree char *uri = g_markup_escape_text (link->uri, -1);
  g_autofree char *mark = NULL;

  g_string_append_printf (markup, "<a href=\"%s\">", uri);
  append_markup (markup, text + link->start, link->end - link->start);
  g_string_append (markup, "</a>");
  if (link->host == NULL)
    return;
  if (link->odd)
    /* Translators: beside an address that looks like another one; %s is the real host */
    mark = g_strdup_printf (_ ("[⚠ leads to %s]"), link->host);
  else
    mark = g_strdup_printf ("[%s]", link->host);
  g_string_append_c (markup, ' ');
  append_markup (markup, mark, strlen (mark));
}

/**
 * attest_link_text_to_markup:
 * @text: (nullable): clean text
 *
 * Returns: (transfer full) (nullable): the same text as markup in which addresses are links
 */
char *
attest_link_text_to_markup (const char *text)
{
  g_autoptr (GPtrArray) links = NULL;
  GString *markup;
  gsize done = 0;

  /* Nearly all messages end here. */
  if (text == NULL || strchr (text, ':') == NULL)
    return NULL;
  links = attest_link_text_find (text);
  if (links->len == 0)
    return NULL;
  markup = g_string_new (NULL);
  for (guint i = 0; i < links->len; i++)
    {
      const AttestLink *link = g_ptr_array_index (links, i);

      append_markup (markup, text + done, link->start - done);
      append_link (markup, text, link);
      done = link->end;
    }
  append_markup (markup, text + done, strlen (text + done));
  return g_string_free (markup, FALSE);
}

/**
 * attest_link_is_safe:
 * @uri: (nullable): an address that somebody wants to open
 *
 * Returns: whether it is one that attest_link_text_find() finds
 */
gboolean
attest_link_is_safe (const char *uri)
{
  return uri != NULL && find_scheme (uri) != N_SCHEMES;
}

/**
 * attest_link_is_room:
 * @uri: (nullable): an address that somebody wants to open
 *
 * Returns: whether it leads to a room of ours
 */
gboolean
attest_link_is_room (const char *uri)
{
  return uri != NULL && find_scheme (uri) == SCHEME_ROOM;
}
