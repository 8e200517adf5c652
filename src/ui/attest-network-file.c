/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "attest-network-file.h"

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * attest_network_file_parse:
 * @json: text of the file that attest-network writes when it is ready
 * @len: bytes of @json, or -1 if it ends with a zero
 * @error: return location
 *
 * The file names the addresses of a local network, `replica_url` and `gateway_url`, and its
 * `canisters`. What it leaves out stays as in the usual local profile.
 *
 * Returns: (transfer full): the profile, or %NULL with %CHAT_ERROR_PROFILE
 */
ChatProfile *
attest_network_file_parse (const char *json, gssize len, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (GError) parse_error = NULL;
  JsonNode *root;
  JsonObject *object;
  JsonObject *canisters;
  const char *text;

  if (!json_parser_load_from_data (parser, json, len, &parse_error))
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, _ ("The network file cannot be read: %s"),
                   parse_error->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_PROFILE,
                           _ ("The network file names no network."));
      return NULL;
    }
  object = json_node_get_object (root);

  text = get_string (object, "replica_url");
  if (text != NULL)
    {
      g_free (profile->network_url);
      profile->network_url = g_strdup (text);
    }
  text = get_string (object, "gateway_url");
  if (text != NULL)
    {
      g_free (profile->gateway_url);
      profile->gateway_url = g_strdup (text);
    }
  canisters = get_object (object, "canisters");
  text = canisters != NULL ? get_string (canisters, "group_chat") : NULL;
  if (text != NULL && !ic_principal_from_text (&profile->canister_id, text, &parse_error))
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE,
                   _ ("The network file names no usable room: %s"), parse_error->message);
      return NULL;
    }
  if (json_object_has_member (object, "ack_interval_ms"))
    {
      gint64 interval = json_object_get_int_member_with_default (object, "ack_interval_ms", 0);

      profile->ack_interval_ms = (guint)CLAMP (interval, 0, G_MAXINT);
    }
  if (!chat_profile_validate (profile, error))
    return NULL;
  return g_steal_pointer (&profile);
}

/**
 * attest_network_file_load:
 * @path: a file
 * @error: return location
 *
 * As attest_network_file_parse(), from a small local file.
 *
 * Returns: (transfer full): the profile, or %NULL with %CHAT_ERROR_PROFILE or %G_FILE_ERROR
 */
ChatProfile *
attest_network_file_load (const char *path, GError **error)
{
  g_autofree char *json = NULL;
  gsize len;

  if (!g_file_get_contents (path, &json, &len, error))
    return NULL;
  if (len > ATTEST_NETWORK_FILE_MAX_BYTES)
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_PROFILE,
                           _ ("The network file is too large."));
      return NULL;
    }
  return attest_network_file_parse (json, (gssize)len, error);
}

/**
 * attest_network_file_load_identity_url:
 * @path: a file as of attest_network_file_load()
 *
 * Returns: (transfer full) (nullable): where that network has its Internet Identity
 */
char *
attest_network_file_load_identity_url (const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *json = NULL;
  gsize len;
  JsonNode *root;

  if (!g_file_get_contents (path, &json, &len, NULL) || len > ATTEST_NETWORK_FILE_MAX_BYTES ||
      !json_parser_load_from_data (parser, json, (gssize)len, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  return g_strdup (get_string (json_node_get_object (root), "identity_url"));
}
