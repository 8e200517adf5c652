/* SPDX-License-Identifier: MIT */
/* The file of the saved profiles: JSON, versioned, read strictly. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "chat-profile-store-private.h"

#define VERSION 1
/* The file itself needs four; json-glib reads nested values by recursion. */
#define MAX_DEPTH    8
#define MAX_URL      2048
#define MAX_INTERVAL (60 * 60 * 1000)

static const char *const NETWORKS[] = { "mainnet", "local", "custom" };

static gboolean broken (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
broken (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_BROKEN, format,
                                 args);
  va_end (args);
  return FALSE;
}

static gboolean
is_text (const char *text, gsize max)
{
  return text == NULL || (strlen (text) <= max && g_utf8_validate (text, -1, NULL));
}

/* Each limit that the reader has, so that nothing is written which it refuses later. */
gboolean
chat_profile_store_check (ChatSavedProfile *profile, GError **error)
{
  const ChatProfile *where = chat_saved_profile_get_profile (profile);
  const char *id = chat_saved_profile_get_id (profile);
  g_autoptr (GError) local = NULL;

  if (!chat_profile_validate (where, &local))
    {
      g_set_error_literal (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID,
                           local->message);
      return FALSE;
    }
  if (*id == 0 || where->title == NULL || (guint)where->network >= G_N_ELEMENTS (NETWORKS) ||
      where->ack_interval_ms > MAX_INTERVAL || !is_text (id, CHAT_PROFILE_STORE_MAX_TEXT) ||
      !is_text (where->title, CHAT_PROFILE_STORE_MAX_TEXT) ||
      !is_text (chat_saved_profile_get_display_name (profile), CHAT_PROFILE_STORE_MAX_TEXT) ||
      !is_text (chat_saved_profile_get_identity_id (profile), CHAT_PROFILE_STORE_MAX_TEXT) ||
      !is_text (chat_saved_profile_get_identity_kind (profile), CHAT_PROFILE_STORE_MAX_TEXT))
    {
      g_set_error_literal (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID,
                           "A name of the profile is missing or too long");
      return FALSE;
    }
  if (where->gateways != NULL && (*where->gateways == NULL || g_strv_length (where->gateways) >
                                                                  CHAT_PROFILE_STORE_MAX_GATEWAYS))
    {
      g_set_error (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID,
                   "A profile has between one and %d gateways", CHAT_PROFILE_STORE_MAX_GATEWAYS);
      return FALSE;
    }
  if (where->gateways != NULL && g_strcmp0 (where->gateways[0], where->gateway_url) != 0)
    {
      g_set_error_literal (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID,
                           "The gateway in use is not the first of the profile's gateways");
      return FALSE;
    }
  return TRUE;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_profile (JsonBuilder *builder, ChatSavedProfile *profile)
{
  const ChatProfile *where = chat_saved_profile_get_profile (profile);
  g_autofree char *canister = ic_principal_to_text (&where->canister_id);
  char *single[] = { where->gateway_url, NULL };

  json_builder_begin_object (builder);
  add_text (builder, "id", chat_saved_profile_get_id (profile));
  add_text (builder, "title", where->title);
  add_text (builder, "network", NETWORKS[where->network]);
  add_text (builder, "network-url", where->network_url);
  json_builder_set_member_name (builder, "gateways");
  json_builder_begin_array (builder);
  for (char **url = where->gateways ? where->gateways : single; *url != NULL; url++)
    json_builder_add_string_value (builder, *url);
  json_builder_end_array (builder);
  add_text (builder, "canister", canister);
  add_text (builder, "codec", where->codec_id);
  if (where->ack_interval_ms != 0)
    add_number (builder, "ack-interval-ms", where->ack_interval_ms);
  add_text (builder, "display-name", chat_saved_profile_get_display_name (profile));
  add_text (builder, "identity", chat_saved_profile_get_identity_id (profile));
  add_text (builder, "identity-kind", chat_saved_profile_get_identity_kind (profile));
  add_number (builder, "last-used", chat_saved_profile_get_last_used_s (profile));
  json_builder_end_object (builder);
}

char *
chat_profile_store_to_json (GPtrArray *profiles, const char *last_id)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_number (builder, "version", VERSION);
  add_text (builder, "last", last_id);
  json_builder_set_member_name (builder, "profiles");
  json_builder_begin_array (builder);
  for (guint i = 0; i < profiles->len; i++)
    add_profile (builder, g_ptr_array_index (profiles, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/* Before the parser sees it. */
static gboolean
check_depth (const char *text, gsize len, GError **error)
{
  gboolean in_string = FALSE;
  int depth = 0;

  for (gsize i = 0; i < len; i++)
    {
      if (in_string)
        {
          if (text[i] == '\\')
            i++;
          else if (text[i] == '"')
            in_string = FALSE;
        }
      else if (text[i] == '"')
        in_string = TRUE;
      else if (text[i] == '{' || text[i] == '[')
        depth++;
      else if (text[i] == '}' || text[i] == ']')
        depth--;
      /* json-glib reads comments, which could hide what we count. */
      else if (text[i] == '/' || text[i] == '\'')
        return broken (error, "it is no JSON");
      if (depth > MAX_DEPTH)
        return broken (error, "it is nested too deep");
    }
  return TRUE;
}

static gboolean
check_members (JsonObject *object, const char *const *known, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data))
      return broken (error, "it has an unknown field \"%.40s\"", (const char *)l->data);
  return TRUE;
}

/* @out is borrowed; %NULL if the field is missing and @required is not. */
static gboolean
read_text (JsonObject *object,
           const char *name,
           gboolean required,
           gsize max,
           const char **out,
           GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *out = NULL;
  if (node == NULL)
    return required ? broken (error, "the field \"%s\" is missing", name) : TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return broken (error, "the field \"%s\" is no text", name);
  *out = json_node_get_string (node);
  if (*out == NULL || !is_text (*out, max))
    return broken (error, "the field \"%s\" is too long", name);
  return TRUE;
}

static gboolean
read_number (JsonObject *object, const char *name, gint64 max, gint64 *out, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *out = 0;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return broken (error, "the field \"%s\" is no whole number", name);
  *out = json_node_get_int (node);
  if (*out < 0 || *out > max)
    return broken (error, "the field \"%s\" is out of range", name);
  return TRUE;
}

static gboolean
read_gateways (JsonObject *object, ChatProfile *profile, GError **error)
{
  JsonNode *node = json_object_get_member (object, "gateways");
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array ? json_array_get_length (array) : 0;
  g_autoptr (GStrvBuilder) gateways = g_strv_builder_new ();

  if (n == 0 || n > CHAT_PROFILE_STORE_MAX_GATEWAYS)
    return broken (error, "there are no gateways, or too many");
  for (guint i = 0; i < n; i++)
    {
      JsonNode *url = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (url) || json_node_get_value_type (url) != G_TYPE_STRING ||
          !is_text (json_node_get_string (url), MAX_URL))
        return broken (error, "a gateway is no address");
      g_strv_builder_add (gateways, json_node_get_string (url));
    }
  profile->gateways = g_strv_builder_end (gateways);
  profile->gateway_url = g_strdup (profile->gateways[0]);
  return TRUE;
}

static gboolean
read_network (const char *text, ChatProfile *profile, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (NETWORKS); i++)
    if (g_str_equal (text, NETWORKS[i]))
      {
        profile->network = i;
        return TRUE;
      }
  return broken (error, "unknown network \"%.40s\"", text);
}

static ChatProfile *
read_where (JsonObject *object, GError **error)
{
  g_autoptr (ChatProfile) profile = g_new0 (ChatProfile, 1);
  const char *title, *network, *network_url, *canister, *codec;
  gint64 interval;
  g_autoptr (GError) local = NULL;

  if (!read_text (object, "title", TRUE, CHAT_PROFILE_STORE_MAX_TEXT, &title, error) ||
      !read_text (object, "network", TRUE, CHAT_PROFILE_STORE_MAX_TEXT, &network, error) ||
      !read_text (object, "network-url", TRUE, MAX_URL, &network_url, error) ||
      !read_text (object, "canister", TRUE, CHAT_PROFILE_STORE_MAX_TEXT, &canister, error) ||
      !read_text (object, "codec", TRUE, CHAT_PROFILE_STORE_MAX_TEXT, &codec, error) ||
      !read_number (object, "ack-interval-ms", MAX_INTERVAL, &interval, error) ||
      !read_network (network, profile, error) || !read_gateways (object, profile, error))
    return NULL;
  profile->title = g_strdup (title);
  profile->network_url = g_strdup (network_url);
  profile->codec_id = g_strdup (codec);
  profile->ack_interval_ms = (guint)interval;
  if (!ic_principal_from_text (&profile->canister_id, canister, &local) ||
      !chat_profile_validate (profile, &local))
    {
      broken (error, "%s", local->message);
      return NULL;
    }
  return g_steal_pointer (&profile);
}

static ChatSavedProfile *
read_profile (JsonNode *node, GError **error)
{
  static const char *const KNOWN[] = { "id",          "title",           "network",
                                       "network-url", "gateways",        "canister",
                                       "codec",       "ack-interval-ms", "display-name",
                                       "identity",    "identity-kind",   "last-used",
                                       NULL };
  JsonObject *object;
  const char *id, *name, *identity, *kind;
  gint64 last_used;
  g_autoptr (ChatProfile) where = NULL;
  g_autoptr (ChatSavedProfile) profile = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      broken (error, "a profile is no object");
      return NULL;
    }
  object = json_node_get_object (node);
  if (!check_members (object, KNOWN, error) ||
      !read_text (object, "id", TRUE, CHAT_PROFILE_STORE_MAX_TEXT, &id, error) ||
      !read_text (object, "display-name", FALSE, CHAT_PROFILE_STORE_MAX_TEXT, &name, error) ||
      !read_text (object, "identity", FALSE, CHAT_PROFILE_STORE_MAX_TEXT, &identity, error) ||
      !read_text (object, "identity-kind", FALSE, CHAT_PROFILE_STORE_MAX_TEXT, &kind, error) ||
      !read_number (object, "last-used", G_MAXINT64, &last_used, error))
    return NULL;
  where = read_where (object, error);
  if (where == NULL)
    return NULL;
  if (*id == 0)
    {
      broken (error, "a profile has no id");
      return NULL;
    }
  profile = chat_saved_profile_new (id, where, name, identity, kind);
  return chat_saved_profile_used (profile, last_used);
}

static gboolean
read_profiles (JsonArray *array, GPtrArray *profiles, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  if (json_array_get_length (array) > CHAT_PROFILE_STORE_MAX_PROFILES)
    return broken (error, "it holds more than %d profiles", CHAT_PROFILE_STORE_MAX_PROFILES);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      ChatSavedProfile *profile = read_profile (json_array_get_element (array, i), error);

      if (profile == NULL)
        return FALSE;
      g_ptr_array_add (profiles, profile);
      if (!g_hash_table_add (ids, (gpointer)chat_saved_profile_get_id (profile)))
        return broken (error, "two profiles have the same id");
    }
  return TRUE;
}

GPtrArray *
chat_profile_store_from_json (const char *text, gsize len, char **last_id, GError **error)
{
  static const char *const KNOWN[] = { "version", "last", "profiles", NULL };
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func (g_object_unref);
  JsonNode *root, *list;
  JsonObject *object;
  const char *last;
  gint64 version;

  *last_id = NULL;
  if (len > CHAT_PROFILE_STORE_MAX_BYTES)
    {
      broken (error, "it is longer than %d bytes", CHAT_PROFILE_STORE_MAX_BYTES);
      return NULL;
    }
  if (!g_utf8_validate_len (text, len, NULL) || memchr (text, 0, len) != NULL)
    {
      broken (error, "it is no text");
      return NULL;
    }
  if (!check_depth (text, len, error))
    return NULL;
  if (!json_parser_load_from_data (parser, text, (gssize)len, NULL))
    {
      broken (error, "it is no JSON");
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      broken (error, "it is no JSON object");
      return NULL;
    }
  object = json_node_get_object (root);
  if (!read_number (object, "version", G_MAXINT64, &version, error))
    return NULL;
  if (version != VERSION)
    {
      broken (error, "it is of version %" G_GINT64_FORMAT ", and this Attest knows version %d",
              version, VERSION);
      return NULL;
    }
  list = json_object_get_member (object, "profiles");
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    {
      broken (error, "it has no list of profiles");
      return NULL;
    }
  if (!check_members (object, KNOWN, error) ||
      !read_text (object, "last", FALSE, CHAT_PROFILE_STORE_MAX_TEXT, &last, error) ||
      !read_profiles (json_node_get_array (list), profiles, error))
    return NULL;
  *last_id = g_strdup (last);
  return g_steal_pointer (&profiles);
}
