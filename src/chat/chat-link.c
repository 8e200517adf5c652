/* SPDX-License-Identifier: MIT */
#include "chat-link.h"
#include "ic/ic-i18n.h"

#include <string.h>

#define SCHEME "attest:"

static void
refuse (GError **error, const char *why)
{
  g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, _ ("This address leads to no room: %s"), why);
}

static gboolean
has_scheme (const char *url, const char *plain, const char *secure)
{
  const char *scheme = g_uri_peek_scheme (url);

  return g_strcmp0 (scheme, plain) == 0 || g_strcmp0 (scheme, secure) == 0;
}

/* A name that a stranger gives: one line, of a bounded length. */
static gboolean
take_title (ChatLink *self, const char *value, GError **error)
{
  if (g_utf8_strlen (value, -1) > CHAT_LINK_MAX_TITLE || strpbrk (value, "\r\n\t") != NULL)
    {
      refuse (error, _ ("its title is too long"));
      return FALSE;
    }
  g_free (self->title);
  self->title = *value != 0 ? g_strdup (value) : NULL;
  return TRUE;
}

static gboolean
take_parameter (
    ChatLink *self, GPtrArray *gateways, const char *name, const char *value, GError **error)
{
  if (g_str_equal (name, "title"))
    return take_title (self, value, error);
  if (g_str_equal (name, "gateway"))
    {
      if (!has_scheme (value, "ws", "wss") || !g_uri_is_valid (value, G_URI_FLAGS_NONE, NULL))
        {
          refuse (error, _ ("its gateway has no address of the kind ws:// or wss://"));
          return FALSE;
        }
      g_ptr_array_add (gateways, g_strdup (value));
      return TRUE;
    }
  if (g_str_equal (name, "network"))
    {
      if (!has_scheme (value, "http", "https") || !g_uri_is_valid (value, G_URI_FLAGS_NONE, NULL))
        {
          refuse (error, _ ("its network has no address of the kind http:// or https://"));
          return FALSE;
        }
      g_free (self->network_url);
      self->network_url = g_strdup (value);
      return TRUE;
    }
  /* What a later version adds must not open something else here. */
  refuse (error, _ ("it says something that this program does not know"));
  return FALSE;
}

static gboolean
take_query (ChatLink *self, const char *query, GError **error)
{
  g_autoptr (GPtrArray) gateways = g_ptr_array_new_with_free_func (g_free);
  GUriParamsIter iter;
  char *name, *value;
  GError *inner = NULL;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_NONE);
  while (g_uri_params_iter_next (&iter, &name, &value, &inner))
    {
      gboolean ok = take_parameter (self, gateways, name, value, error);

      g_free (name);
      g_free (value);
      if (!ok)
        return FALSE;
    }
  if (inner != NULL)
    {
      refuse (error, inner->message);
      g_error_free (inner);
      return FALSE;
    }
  if (gateways->len > 0)
    {
      g_ptr_array_add (gateways, NULL);
      self->gateways = (char **)g_ptr_array_free (g_steal_pointer (&gateways), FALSE);
    }
  return TRUE;
}

/**
 * chat_link_parse:
 * @uri: an address, from anywhere
 * @error: %CHAT_ERROR_PROFILE
 *
 * Returns: (transfer full): what it says, or %NULL
 */
ChatLink *
chat_link_parse (const char *uri, GError **error)
{
  g_autoptr (ChatLink) self = g_new0 (ChatLink, 1);
  g_autoptr (ChatProfile) profile = NULL;
  g_autofree char *id = NULL;
  const char *query;

  if (strlen (uri) > CHAT_LINK_MAX_BYTES || !g_utf8_validate (uri, -1, NULL))
    {
      refuse (error, _ ("it is too long, or no text"));
      return NULL;
    }
  if (g_ascii_strncasecmp (uri, SCHEME, strlen (SCHEME)) != 0)
    {
      refuse (error, _ ("it does not begin with “attest:”"));
      return NULL;
    }
  uri += strlen (SCHEME);
  /* Some programs write addresses with slashes, whatever they are. */
  while (*uri == '/')
    uri++;
  query = strchr (uri, '?');
  id = query != NULL ? g_strndup (uri, (gsize)(query - uri)) : g_strdup (uri);
  if (g_str_has_suffix (id, "/"))
    id[strlen (id) - 1] = 0;
  if (!ic_principal_from_text (&self->canister_id, id, NULL))
    {
      refuse (error, _ ("it names no canister"));
      return NULL;
    }
  if (query != NULL && !take_query (self, query + 1, error))
    return NULL;
  profile = chat_link_make_profile (self);
  if (!chat_profile_validate (profile, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
add_parameter (GString *out, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (out, "%c%s=%s", strchr (out->str, '?') != NULL ? '&' : '?', name,
                          escaped);
}

/**
 * chat_link_to_uri:
 *
 * Returns: (transfer full): an address that chat_link_parse() reads
 */
char *
chat_link_to_uri (const ChatLink *self)
{
  g_autofree char *id = ic_principal_to_text (&self->canister_id);
  GString *out = g_string_new (SCHEME);

  g_string_append (out, id);
  if (self->network_url != NULL)
    add_parameter (out, "network", self->network_url);
  for (char **gateway = self->gateways; gateway != NULL && *gateway != NULL; gateway++)
    add_parameter (out, "gateway", *gateway);
  if (self->title != NULL)
    add_parameter (out, "title", self->title);
  return g_string_free (out, FALSE);
}

void
chat_link_free (ChatLink *self)
{
  if (self == NULL)
    return;
  g_free (self->network_url);
  g_strfreev (self->gateways);
  g_free (self->title);
  g_free (self);
}

/**
 * chat_link_make_profile:
 *
 * Returns: (transfer full): where the address leads
 */
ChatProfile *
chat_link_make_profile (const ChatLink *self)
{
  ChatProfile *profile = chat_profile_new_default (
      self->network_url != NULL ? CHAT_NETWORK_CUSTOM : CHAT_NETWORK_MAINNET);

  chat_profile_set_canister (profile, &self->canister_id);
  if (self->network_url != NULL)
    {
      g_free (profile->network_url);
      profile->network_url = g_strdup (self->network_url);
    }
  if (self->gateways != NULL)
    chat_profile_set_gateways (profile, (const char *const *)self->gateways);
  if (self->title != NULL)
    {
      g_free (profile->title);
      profile->title = g_strdup (self->title);
    }
  return profile;
}
