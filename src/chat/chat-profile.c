/* SPDX-License-Identifier: MIT */
#include "chat-profile.h"

#include <string.h>

#include "chat-codec.h"
#include "icws/icws.h"
#include "ic/ic-i18n.h"

G_DEFINE_QUARK (chat_error_quark, chat_error)

/* Longest URL that we take: far more than any real host needs. */
#define MAX_URL_CHARS 2048

G_STATIC_ASSERT (CHAT_PROFILE_MAX_GATEWAYS == ICWS_POOL_MAX_GATEWAYS);

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
  self->title = g_strdup (_ ("Group chat"));
  return self;
}

/**
 * chat_profile_set_canister:
 * @canister_id: another canister on the same network
 *
 * Makes it the profile's, with its codec and title. Canisters that are not known get the codec "any",
 * which asks them what they speak.
 */
void
chat_profile_set_canister (ChatProfile *self, const IcPrincipal *canister_id)
{
  static const struct
  {
    const char *id;
    const char *codec;
    const char *title;
  } known[] = {
    { CHAT_GROUP_CANISTER, "group-chat", "Group chat" },
    { CHAT_PING_MOTOKO_CANISTER, "ping-pong-motoko", "Ping-pong (Motoko)" },
    { CHAT_PING_RUST_CANISTER, "ping-pong-rust", "Ping-pong (Rust)" },
  };
  g_autofree char *id = ic_principal_to_text (canister_id);
  const char *codec = "any";
  const char *title = id;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (id, known[i].id))
      {
        codec = known[i].codec;
        title = known[i].title;
      }
  self->canister_id = *canister_id;
  g_free (self->codec_id);
  g_free (self->title);
  self->codec_id = g_strdup (codec);
  self->title = g_strdup (title);
}

ChatProfile *
chat_profile_copy (const ChatProfile *self)
{
  ChatProfile *copy = g_new0 (ChatProfile, 1);

  *copy = *self;
  copy->network_url = g_strdup (self->network_url);
  copy->gateway_url = g_strdup (self->gateway_url);
  copy->gateways = g_strdupv (self->gateways);
  copy->root_key_pin = g_strdup (self->root_key_pin);
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
  g_free (self->root_key_pin);
  g_free (self->codec_id);
  g_free (self->title);
  g_free (self);
}

/**
 * chat_profile_dup_gateways:
 *
 * Returns: (transfer full) (array zero-terminated=1): the URLs of the pool, in order; empty if there
 * is no gateway
 */
char **
chat_profile_dup_gateways (const ChatProfile *self)
{
  char *single[] = { self->gateway_url, NULL };

  return g_strdupv (self->gateways != NULL ? self->gateways : single);
}

/**
 * chat_profile_set_gateways:
 * @urls: (nullable) (array zero-terminated=1): the new pool, in order; copied
 */
void
chat_profile_set_gateways (ChatProfile *self, const char *const *urls)
{
  char **copy = g_strdupv ((char **)urls);

  g_strfreev (self->gateways);
  g_free (self->gateway_url);
  self->gateways = copy;
  self->gateway_url = copy ? g_strdup (copy[0]) : NULL;
}

static gboolean
check_url (
    const char *url, const char *plain, const char *secure, gboolean is_gateway, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) local = NULL;

  if (url == NULL || *url == 0 || strlen (url) > MAX_URL_CHARS)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, "%s",
                   is_gateway ? _ ("The gateway has no usable address")
                              : _ ("The network has no usable address"));
      return FALSE;
    }
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, &local);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == 0)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE,
                   is_gateway ? _ ("The address of the gateway is not a URL: %s")
                              : _ ("The address of the network is not a URL: %s"),
                   local ? local->message : _ ("it names no host"));
      return FALSE;
    }
  if (g_strcmp0 (g_uri_get_scheme (uri), plain) != 0 &&
      g_strcmp0 (g_uri_get_scheme (uri), secure) != 0)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE,
                   is_gateway ? _ ("The address of the gateway must start with %s:// or %s://")
                              : _ ("The address of the network must start with %s:// or %s://"),
                   secure, plain);
      return FALSE;
    }
  return TRUE;
}

static gboolean
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_PROFILE, text);
  return FALSE;
}

static gboolean
check_gateways (const ChatProfile *self, GError **error)
{
  g_auto (GStrv) urls = chat_profile_dup_gateways (self);
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if ((guint)self->direct > CHAT_DIRECT_NEVER)
    return refuse (error, _ ("It is not known when to do without a gateway"));
  if (*urls == NULL && self->gateway_url == NULL && self->direct == CHAT_DIRECT_ALWAYS)
    return TRUE;
  if (!check_url (self->gateway_url, "ws", "wss", TRUE, error))
    return FALSE;
  if (g_strcmp0 (urls[0], self->gateway_url) != 0)
    return refuse (error, _ ("The gateway in use is not the first of the profile's gateways"));
  if (g_strv_length (urls) > CHAT_PROFILE_MAX_GATEWAYS)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, _ ("There are more than %d gateways"),
                   CHAT_PROFILE_MAX_GATEWAYS);
      return FALSE;
    }
  for (char **url = urls; *url != NULL; url++)
    {
      char *key;

      if (!check_url (*url, "ws", "wss", TRUE, error))
        return FALSE;
      key = icws_gateway_normalize_url (*url, NULL);
      if (key == NULL)
        return refuse (error, _ ("The address of a gateway cannot be used"));
      if (!g_hash_table_add (keys, key))
        {
          g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, _ ("The gateway %s is there twice"),
                       *url);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_pin (const char *pin, GError **error)
{
  g_autoptr (GBytes) der = NULL;

  if (pin == NULL)
    return TRUE;
  if (*pin != 0 && strlen (pin) <= 2 * CHAT_PROFILE_MAX_ROOT_KEY)
    der = ic_bytes_from_hex (pin, NULL);
  return der != NULL ||
         refuse (error, _ ("The root key of the network that is remembered is none"));
}

/**
 * chat_profile_validate:
 *
 * Checks what a person or a file gave: the URLs (http or https for the network, ws or wss for the
 * gateways, of which there is one at least unless one does without, and none twice, however it is
 * written), the canister id, the codec and the remembered root key.
 *
 * Returns: %FALSE with %CHAT_ERROR_PROFILE and a sentence for people
 */
gboolean
chat_profile_validate (const ChatProfile *self, GError **error)
{
  g_autoptr (ChatCodec) codec = NULL;

  if (!check_url (self->network_url, "http", "https", FALSE, error) ||
      !check_gateways (self, error) || !check_pin (self->root_key_pin, error))
    return FALSE;
  if (self->canister_id.len == 0 || ic_principal_is_anonymous (&self->canister_id))
    return refuse (error, _ ("This is not the id of a canister"));
  codec = chat_codec_new_by_id (self->codec_id);
  if (codec == NULL)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, _ ("Unknown kind of chat: %s"),
                   self->codec_id ? self->codec_id : "none");
      return FALSE;
    }
  return TRUE;
}
