/* SPDX-License-Identifier: MIT */
#include "chat-profile.h"

#include "chat-codec.h"

G_DEFINE_QUARK (chat_error_quark, chat_error)

/* Longest URL that we take: far more than any real host needs. */
#define MAX_URL_CHARS 2048

/**
 * chat_profile_new_default:
 * @network: which network; a custom one starts with the local network's addresses
 *
 * Returns: (transfer full): the group chat on that network
 */
ChatProfile *
chat_profile_new_default (ChatNetwork network)
{
  ChatProfile *self = g_new0 (ChatProfile, 1);
  gboolean mainnet = network == CHAT_NETWORK_MAINNET;

  self->network = network;
  self->network_url = g_strdup (mainnet ? CHAT_MAINNET_URL : CHAT_LOCAL_URL);
  self->gateway_url = g_strdup (mainnet ? CHAT_MAINNET_GATEWAY : CHAT_LOCAL_GATEWAY);
  if (!ic_principal_from_text (&self->canister_id, CHAT_GROUP_CANISTER, NULL))
    g_assert_not_reached ();
  self->codec_id = g_strdup ("group-chat");
  self->title = g_strdup ("Group chat");
  return self;
}

ChatProfile *
chat_profile_copy (const ChatProfile *self)
{
  ChatProfile *copy = g_new0 (ChatProfile, 1);

  *copy = *self;
  copy->network_url = g_strdup (self->network_url);
  copy->gateway_url = g_strdup (self->gateway_url);
  copy->gateways = g_strdupv (self->gateways);
  copy->codec_id = g_strdup (self->codec_id);
  copy->title = g_strdup (self->title);
  return copy;
}

void
chat_profile_free (ChatProfile *self)
{
  if (self == NULL)
    return;
  g_free (self->network_url);
  g_free (self->gateway_url);
  g_strfreev (self->gateways);
  g_free (self->codec_id);
  g_free (self->title);
  g_free (self);
}

static gboolean
check_url (const char *url, const char *plain, const char *secure, const char *what, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) local = NULL;

  if (url == NULL || *url == 0 || strlen (url) > MAX_URL_CHARS)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, "The %s has no usable address", what);
      return FALSE;
    }
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, &local);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == 0)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, "The address of the %s is not a URL: %s",
                   what, local ? local->message : "it names no host");
      return FALSE;
    }
  if (g_strcmp0 (g_uri_get_scheme (uri), plain) != 0 &&
      g_strcmp0 (g_uri_get_scheme (uri), secure) != 0)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE,
                   "The address of the %s must start with %s:// or %s://", what, secure, plain);
      return FALSE;
    }
  return TRUE;
}

/**
 * chat_profile_validate:
 *
 * Checks what a person or a file gave: the URLs (http or https for the network, ws or wss for the
 * gateway), the canister id and the codec.
 *
 * Returns: %FALSE with %CHAT_ERROR_PROFILE and a sentence for people
 */
gboolean
chat_profile_validate (const ChatProfile *self, GError **error)
{
  g_autoptr (ChatCodec) codec = NULL;

  if (!check_url (self->network_url, "http", "https", "network", error) ||
      !check_url (self->gateway_url, "ws", "wss", "gateway", error))
    return FALSE;
  for (char **url = self->gateways; url != NULL && *url != NULL; url++)
    if (!check_url (*url, "ws", "wss", "gateway", error))
      return FALSE;
  if (self->canister_id.len == 0 || ic_principal_is_anonymous (&self->canister_id))
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_PROFILE,
                           "This is not the id of a canister");
      return FALSE;
    }
  codec = chat_codec_new_by_id (self->codec_id);
  if (codec == NULL)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, "Unknown kind of chat: %s",
                   self->codec_id ? self->codec_id : "none");
      return FALSE;
    }
  return TRUE;
}
