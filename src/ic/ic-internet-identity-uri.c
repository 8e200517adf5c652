/* SPDX-License-Identifier: MIT */
#include "ic-internet-identity-private.h"

#include <string.h>

#include "ic-error.h"
#include "ic-json-private.h"
#include "ic-i18n.h"

#define PARSE_FLAGS (G_URI_FLAGS_ENCODED)

static gboolean
is_this_machine (const char *host)
{
  return g_str_equal (host, "localhost") || g_str_equal (host, "127.0.0.1") ||
         g_str_equal (host, "::1") || g_str_has_suffix (host, ".localhost");
}

/* Scheme, host and port and nothing else; http only on this machine. */
static gboolean
is_origin (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);
  const char *path = g_uri_get_path (uri);
  gboolean secure = g_str_equal (scheme, "https");

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL ||
      (*path != '\0' && !g_str_equal (path, "/")))
    return FALSE;
  return secure || (g_str_equal (scheme, "http") && is_this_machine (host));
}

/* scheme://host[:port], in small letters and without the port that goes without saying. */
static char *
make_origin (GUri *uri)
{
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  const char *scheme = g_uri_get_scheme (uri);
  gboolean is_v6 = strchr (host, ':') != NULL;
  int port = g_uri_get_port (uri);
  int usual = g_str_equal (scheme, "https") ? 443 : 80;

  if (port <= 0 || port == usual)
    return g_strdup_printf (is_v6 ? "%s://[%s]" : "%s://%s", scheme, host);
  return g_strdup_printf (is_v6 ? "%s://[%s]:%d" : "%s://%s:%d", scheme, host, port);
}

static gboolean
has_odd_characters (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar)*c <= ' ' || (guchar)*c >= 0x7f || *c == '\\')
      return TRUE;
  return FALSE;
}

/* (skip) */
char *
ic_ii_parse_host (const char *url, GError **error)
{
  g_autoptr (GUri) uri = has_odd_characters (url) ? NULL : g_uri_parse (url, PARSE_FLAGS, NULL);

  if (uri == NULL || !is_origin (uri))
    {
      g_set_error (
          error, IC_ERROR, IC_ERROR_LOGIN_OPTIONS,
          _ ("“%s” is no address of an Internet Identity: it has to be like %s, with https."), url,
          IC_INTERNET_IDENTITY_URL);
      return NULL;
    }
  return make_origin (uri);
}

/* (skip) */
gboolean
ic_ii_check_domain (const char *domain, GError **error)
{
  gboolean has_scheme = strstr (domain, "://") != NULL;
  g_autofree char *url = has_scheme ? g_strdup (domain) : g_strconcat ("https://", domain, NULL);
  g_autoptr (GUri) uri = has_odd_characters (url) ? NULL : g_uri_parse (url, PARSE_FLAGS, NULL);

  if (uri != NULL && is_origin (uri))
    return TRUE;
  g_set_error (
      error, IC_ERROR, IC_ERROR_LOGIN_OPTIONS,
      _ ("“%s” is no address of a web app: it has to be like app.example.com, without path."),
      domain);
  return FALSE;
}

static char *
resolve (const char *host, const char *path, GError **error)
{
  g_autofree char *root = g_strconcat (host, "/", NULL);
  g_autoptr (GUri) base = g_uri_parse (root, PARSE_FLAGS, NULL);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *origin = NULL;

  if (*path == '\0')
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LOGIN_DISCOVERY, _ ("%s names no login page."), host);
      return NULL;
    }
  if (strlen (path) <= IC_II_MAX_PATH && !has_odd_characters (path))
    uri = g_uri_parse_relative (base, path, PARSE_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LOGIN_DISCOVERY,
                   _ ("%s names a login page that is no path."), host);
      return NULL;
    }
  origin = make_origin (uri);
  if (!g_str_equal (origin, host))
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LOGIN_DISCOVERY,
                   _ ("%s names a login page on another host, %s: not followed."), host, origin);
      return NULL;
    }
  return g_uri_to_string (uri);
}

/* (skip) */
char *
ic_ii_parse_config (const char *host, const char *json, gsize len, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) root = ic_json_parse (json, len, IC_II_MAX_CONFIG_BYTES,
                                             _ ("its configuration"), &local_error);
  JsonObject *object = root != NULL
                           ? ic_json_get_object (root, _ ("its configuration"), &local_error)
                           : NULL;
  JsonNode *member = object != NULL ? ic_json_require (object, "path", &local_error) : NULL;
  const char *text = member != NULL ? ic_json_get_string (member, "path", &local_error) : NULL;
  g_autofree char *path = NULL;

  if (text == NULL)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LOGIN_DISCOVERY,
                   _ ("%s does not say where desktop programs log in: %s."), host,
                   local_error->message);
      return NULL;
    }
  path = g_strstrip (g_strdup (text));
  return resolve (host, path, error);
}

/* (skip) */
char *
ic_ii_base64url (gconstpointer bytes, gsize len)
{
  char *text = g_base64_encode (bytes, len);

  for (char *c = text; *c != '\0'; c++)
    {
      if (*c == '+')
        *c = '-';
      else if (*c == '/')
        *c = '_';
      else if (*c == '=')
        {
          *c = '\0';
          break;
        }
    }
  return text;
}

/* (skip) */
char *
ic_ii_make_fragment (GBytes *public_key_der,
                     const char *callback,
                     const char *nonce,
                     const char *domain,
                     guint ttl_minutes)
{
  GString *fragment = g_string_new ("public_key=");
  gsize len;
  gconstpointer der = g_bytes_get_data (public_key_der, &len);
  g_autofree char *key = ic_ii_base64url (der, len);

  g_string_append (fragment, key);
  g_string_append (fragment, "&callback=");
  g_string_append_uri_escaped (fragment, callback, NULL, FALSE);
  g_string_append_printf (fragment, "&nonce=%s", nonce);
  if (domain != NULL)
    {
      g_string_append (fragment, "&domain=");
      g_string_append_uri_escaped (fragment, domain, NULL, FALSE);
    }
  if (ttl_minutes > 0)
    g_string_append_printf (fragment, "&ttl=%u", ttl_minutes);
  return g_string_free (fragment, FALSE);
}
