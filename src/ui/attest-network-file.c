/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "attest-lab-client.h"
#include "attest-network-file.h"
#include "icws/icws-json.h"

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

/* Of each its URL; there may be too many for a profile: the first of them. What is no URL is left for
 * the check of the profile. */
static char **
read_gateways (JsonObject *object)
{
  JsonArray *array = icws_json_read_list (object, "gateways", G_MAXUINT, NULL);
  g_autoptr (GStrvBuilder) urls = g_strv_builder_new ();
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n == 0)
    g_strv_builder_add (urls, "");
  for (guint i = 0; i < MIN (n, CHAT_PROFILE_MAX_GATEWAYS); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *url = JSON_NODE_HOLDS_OBJECT (node)
                            ? get_string (json_node_get_object (node), "url")
                            : NULL;

      g_strv_builder_add (urls, url != NULL ? url : "");
    }
  return g_strv_builder_end (urls);
}

/**
 * attest_network_file_parse:
 * @json: text of the file that attest-network writes when it is ready
 * @len: bytes of @json, or -1 if it ends with a zero
 * @error: return location
 *
 * The file names the addresses of a local network, `replica_url`, `gateway_url` or all `gateways`,
 * and its `canisters`. What it leaves out stays as in the usual local profile.
 *
 * Returns: (transfer full): the profile, or %NULL with %CHAT_ERROR_PROFILE
 */
ChatProfile *
attest_network_file_parse (const char *json, gssize len, GError **error)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (GError) parse_error = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_auto (GStrv) gateways = NULL;
  JsonObject *object;
  JsonObject *canisters;
  const char *text;

  root = icws_json_parse_object (json, len < 0 ? strlen (json) : (gsize)len,
                                 ATTEST_NETWORK_FILE_MAX_BYTES, ATTEST_NETWORK_FILE_MAX_DEPTH,
                                 &parse_error);
  if (root == NULL)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE, _ ("The network file cannot be read: %s"),
                   parse_error->message);
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
  if (json_object_has_member (object, "gateways"))
    {
      gateways = read_gateways (object);
      chat_profile_set_gateways (profile, (const char *const *)gateways);
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

/* (transfer full) (nullable) */
static char *
load_string (const char *path, const char *name)
{
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) root = NULL;
  gsize len;

  if (!g_file_get_contents (path, &json, &len, NULL))
    return NULL;
  root = icws_json_parse_object (json, len, ATTEST_NETWORK_FILE_MAX_BYTES,
                                 ATTEST_NETWORK_FILE_MAX_DEPTH, NULL);
  return root != NULL ? g_strdup (get_string (json_node_get_object (root), name)) : NULL;
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
  return load_string (path, "identity_url");
}

/**
 * attest_network_file_load_control_url:
 * @path: a file as of attest_network_file_load()
 *
 * Returns: (transfer full) (nullable): where that network is switched, if that is on this machine
 */
char *
attest_network_file_load_control_url (const char *path)
{
  g_autofree char *url = load_string (path, "control_url");

  return attest_lab_client_is_loopback (url) ? g_steal_pointer (&url) : NULL;
}
