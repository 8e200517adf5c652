/* SPDX-License-Identifier: MIT */
/* The file of the saved profiles: JSON, versioned, read strictly. */
#include "chat-profile-store-private.h"
#include "icws/icws-json.h"
#include "ic/ic-i18n.h"

#define VERSION 1
/* The file itself needs four; json-glib reads nested values by recursion. */
#define MAX_DEPTH    8
#define MAX_URL      2048
#define MAX_INTERVAL (60 * 60 * 1000)

static const char *const NETWORKS[] = { "mainnet", "local", "custom" };
static const char *const DIRECT[] = { "last-resort", "always", "never" };

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
      where->ack_interval_ms > MAX_INTERVAL ||
      !icws_json_is_text (id, CHAT_PROFILE_STORE_MAX_TEXT) ||
      !icws_json_is_text (where->title, CHAT_PROFILE_STORE_MAX_TEXT) ||
      !icws_json_is_text (chat_saved_profile_get_display_name (profile),
                          CHAT_PROFILE_STORE_MAX_TEXT) ||
      !icws_json_is_text (chat_saved_profile_get_identity_id (profile),
                          CHAT_PROFILE_STORE_MAX_TEXT) ||
      !icws_json_is_text (chat_saved_profile_get_identity_kind (profile),
                          CHAT_PROFILE_STORE_MAX_TEXT))
    {
      g_set_error_literal (error, CHAT_PROFILE_STORE_ERROR, CHAT_PROFILE_STORE_ERROR_INVALID,
                           _ ("A name of the profile is missing or too long"));
      return FALSE;
    }
  return TRUE;
}

static void
add_profile (JsonBuilder *builder, ChatSavedProfile *profile)
{
  const ChatProfile *where = chat_saved_profile_get_profile (profile);
  g_autofree char *canister = ic_principal_to_text (&where->canister_id);
  g_auto (GStrv) gateways = chat_profile_dup_gateways (where);

  json_builder_begin_object (builder);
  icws_json_add_text (builder, "id", chat_saved_profile_get_id (profile));
  icws_json_add_text (builder, "title", where->title);
  icws_json_add_text (builder, "network", NETWORKS[where->network]);
  icws_json_add_text (builder, "network-url", where->network_url);
  json_builder_set_member_name (builder, "gateways");
  json_builder_begin_array (builder);
  for (char **url = gateways; *url != NULL; url++)
    json_builder_add_string_value (builder, *url);
  json_builder_end_array (builder);
  /* Only what differs from what files without the field mean: an Attest that does not know it refuses
   * the file. */
  if (where->direct != CHAT_DIRECT_LAST_RESORT)
    icws_json_add_text (builder, "direct", DIRECT[where->direct]);
  icws_json_add_text (builder, "root-key", where->root_key_pin);
  icws_json_add_text (builder, "canister", canister);
  icws_json_add_text (builder, "codec", where->codec_id);
  if (where->ack_interval_ms != 0)
    icws_json_add_number (builder, "ack-interval-ms", where->ack_interval_ms);
  icws_json_add_text (builder, "display-name", chat_saved_profile_get_display_name (profile));
  icws_json_add_text (builder, "identity", chat_saved_profile_get_identity_id (profile));
  icws_json_add_text (builder, "identity-kind", chat_saved_profile_get_identity_kind (profile));
  icws_json_add_number (builder, "last-used", chat_saved_profile_get_last_used_s (profile));
  json_builder_end_object (builder);
}

char *
chat_profile_store_to_json (GPtrArray *profiles, const char *last_id)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  icws_json_add_number (builder, "version", VERSION);
  icws_json_add_text (builder, "last", last_id);
  json_builder_set_member_name (builder, "profiles");
  json_builder_begin_array (builder);
  for (guint i = 0; i < profiles->len; i++)
    add_profile (builder, g_ptr_array_index (profiles, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

static gboolean
read_gateways (JsonObject *object, ChatProfile *profile, GError **error)
{
  JsonArray *array = icws_json_read_list (object, "gateways", CHAT_PROFILE_MAX_GATEWAYS, error);
  g_autoptr (GStrvBuilder) gateways = g_strv_builder_new ();
  g_auto (GStrv) urls = NULL;

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *url = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (url) || json_node_get_value_type (url) != G_TYPE_STRING ||
          !icws_json_is_text (json_node_get_string (url), MAX_URL))
        return icws_json_broken (error, _ ("a gateway is no address"));
      g_strv_builder_add (gateways, json_node_get_string (url));
    }
  urls = g_strv_builder_end (gateways);
  chat_profile_set_gateways (profile, (const char *const *)urls);
  return TRUE;
}

static ChatProfile *
read_where (JsonObject *object, GError **error)
{
  g_autoptr (ChatProfile) profile = g_new0 (ChatProfile, 1);
  const char *title, *network_url, *canister, *codec, *pin;
  gint64 interval;
  int network, direct;
  g_autoptr (GError) local = NULL;

  if (!icws_json_read_text (object, "title", TRUE, CHAT_PROFILE_STORE_MAX_TEXT, &title, error) ||
      !icws_json_read_choice (object, "network", NETWORKS, G_N_ELEMENTS (NETWORKS), -1, &network,
                              error) ||
      !icws_json_read_choice (object, "direct", DIRECT, G_N_ELEMENTS (DIRECT),
                              CHAT_DIRECT_LAST_RESORT, &direct, error) ||
      !icws_json_read_text (object, "root-key", FALSE, 2 * CHAT_PROFILE_MAX_ROOT_KEY, &pin,
                            error) ||
      !icws_json_read_text (object, "network-url", TRUE, MAX_URL, &network_url, error) ||
      !icws_json_read_text (object, "canister", TRUE, CHAT_PROFILE_STORE_MAX_TEXT, &canister,
                            error) ||
      !icws_json_read_text (object, "codec", TRUE, CHAT_PROFILE_STORE_MAX_TEXT, &codec, error) ||
      !icws_json_read_number (object, "ack-interval-ms", MAX_INTERVAL, &interval, error) ||
      !read_gateways (object, profile, error))
    return NULL;
  profile->network = (ChatNetwork)network;
  profile->direct = (ChatDirectPolicy)direct;
  profile->root_key_pin = g_strdup (pin);
  profile->title = g_strdup (title);
  profile->network_url = g_strdup (network_url);
  profile->codec_id = g_strdup (codec);
  profile->ack_interval_ms = (guint)interval;
  if (!ic_principal_from_text (&profile->canister_id, canister, &local) ||
      !chat_profile_validate (profile, &local))
    {
      icws_json_broken (error, "%s", local->message);
      return NULL;
    }
  return g_steal_pointer (&profile);
}

static ChatSavedProfile *
read_profile (JsonNode *node, GError **error)
{
  static const char *const KNOWN[] = {
    "id",           "title",    "network",       "network-url", "gateways",
    "direct",       "root-key", "canister",      "codec",       "ack-interval-ms",
    "display-name", "identity", "identity-kind", "last-used",   NULL
  };
  JsonObject *object;
  const char *id, *name, *identity, *kind;
  gint64 last_used;
  g_autoptr (ChatProfile) where = NULL;
  g_autoptr (ChatSavedProfile) profile = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      icws_json_broken (error, _ ("a profile is no object"));
      return NULL;
    }
  object = json_node_get_object (node);
  if (!icws_json_check_members (object, KNOWN, error) ||
      !icws_json_read_text (object, "id", TRUE, CHAT_PROFILE_STORE_MAX_TEXT, &id, error) ||
      !icws_json_read_text (object, "display-name", FALSE, CHAT_PROFILE_STORE_MAX_TEXT, &name,
                            error) ||
      !icws_json_read_text (object, "identity", FALSE, CHAT_PROFILE_STORE_MAX_TEXT, &identity,
                            error) ||
      !icws_json_read_text (object, "identity-kind", FALSE, CHAT_PROFILE_STORE_MAX_TEXT, &kind,
                            error) ||
      !icws_json_read_number (object, "last-used", G_MAXINT64, &last_used, error))
    return NULL;
  where = read_where (object, error);
  if (where == NULL)
    return NULL;
  if (*id == 0)
    {
      icws_json_broken (error, _ ("a profile has no id"));
      return NULL;
    }
  profile = chat_saved_profile_new (id, where, name, identity, kind);
  return chat_saved_profile_used (profile, last_used);
}

static gboolean
read_profiles (JsonArray *array, GPtrArray *profiles, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      ChatSavedProfile *profile = read_profile (json_array_get_element (array, i), error);

      if (profile == NULL)
        return FALSE;
      g_ptr_array_add (profiles, profile);
      if (!g_hash_table_add (ids, (gpointer)chat_saved_profile_get_id (profile)))
        return icws_json_broken (error, _ ("two profiles have the same id"));
    }
  return TRUE;
}

GPtrArray *
chat_profile_store_from_json (const char *text, gsize len, char **last_id, GError **error)
{
  static const char *const KNOWN[] = { "version", "last", "profiles", NULL };
  g_autoptr (JsonNode)
      root = icws_json_parse_object (text, len, CHAT_PROFILE_STORE_MAX_BYTES, MAX_DEPTH, error);
  g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func (g_object_unref);
  JsonObject *object;
  JsonArray *list;
  const char *last;
  gint64 version;

  *last_id = NULL;
  if (root == NULL)
    return NULL;
  object = json_node_get_object (root);
  if (!icws_json_read_number (object, "version", G_MAXINT64, &version, error))
    return NULL;
  if (version != VERSION)
    {
      icws_json_broken (error, _ ("it is of version %" PRId64 ", and this Attest knows version %d"),
                        version, VERSION);
      return NULL;
    }
  list = icws_json_read_list (object, "profiles", CHAT_PROFILE_STORE_MAX_PROFILES, error);
  if (list == NULL || !icws_json_check_members (object, KNOWN, error) ||
      !icws_json_read_text (object, "last", FALSE, CHAT_PROFILE_STORE_MAX_TEXT, &last, error) ||
      !read_profiles (list, profiles, error))
    return NULL;
  *last_id = g_strdup (last);
  return g_steal_pointer (&profiles);
}
