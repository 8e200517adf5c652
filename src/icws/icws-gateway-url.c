/* SPDX-License-Identifier: MIT */
#include <gio/gio.h>
#include <string.h>

#include "icws-gateway.h"
#include "ic/ic-i18n.h"

/* GUri takes spaces and more. */
static gboolean
is_clean (const char *url)
{
  for (const char *c = url; *c != 0; c++)
    if ((guchar)*c <= ' ' || *c == 0x7f)
      return FALSE;
  return strlen (url) <= ICWS_GATEWAY_MAX_URL && g_utf8_validate (url, -1, NULL);
}

/**
 * icws_gateway_normalize_url:
 * @url: what a person or a file gave
 * @error: %G_IO_ERROR_INVALID_ARGUMENT, with a sentence for people
 *
 * One name for all ways to write the address of one gateway: the same host in capitals, with the
 * default port or with a user name in front would otherwise begin a clean record.
 *
 * Returns: (transfer full): scheme, host, port, path and query; %NULL if it is no ws or wss URL
 */
char *
icws_gateway_normalize_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *host = NULL;
  const char *scheme, *path;
  int port;

  if (url != NULL && is_clean (url))
    uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  scheme = uri ? g_uri_get_scheme (uri) : NULL;
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == 0 ||
      (g_strcmp0 (scheme, "ws") != 0 && g_strcmp0 (scheme, "wss") != 0))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("The address of a gateway starts with wss:// or ws:// and a host"));
      return NULL;
    }
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  port = g_uri_get_port (uri);
  if (port == (g_str_equal (scheme, "ws") ? 80 : 443))
    port = -1;
  path = g_uri_get_path (uri);
  return g_uri_join (G_URI_FLAGS_ENCODED, scheme, NULL, host, port,
                     path == NULL || *path == 0 ? "/" : path, g_uri_get_query (uri), NULL);
}
