/* SPDX-License-Identifier: MIT */
/* The records of a pool as JSON, read strictly: it decides whom we trust. */
#include <string.h>

#include "icws-json.h"
#include "icws-pool-private.h"
#include "ic/ic-i18n.h"

#define VERSION 1
/* A verdict's evidence is at the seventh. */
#define MAX_DEPTH 12

static void
add_all (GPtrArray *gateways, JsonBuilder *builder)
{
  for (guint i = 0; i < gateways->len; i++)
    if (!icws_gateway_is_blank (g_ptr_array_index (gateways, i)))
      icws_gateway_add_json (g_ptr_array_index (gateways, i), builder);
}

/**
 * icws_pool_to_json:
 *
 * Returns: (transfer full): an object with `version` and `gateways`: the records of those that are
 * not listed any more, oldest first, then the list. Times are nanoseconds since 1970.
 */
char *
icws_pool_to_json (IcwsPool *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  icws_json_add_number (builder, "version", VERSION);
  json_builder_set_member_name (builder, "gateways");
  json_builder_begin_array (builder);
  add_all (self->kept, builder);
  add_all (self->gateways, builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static GPtrArray *
read_gateways (IcwsPool *self, JsonArray *list, GError **error)
{
  g_autoptr (GPtrArray) gateways = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      IcwsGateway *gateway = icws_gateway_new_from_json (json_array_get_element (list, i),
                                                         self->clock, error);

      if (gateway == NULL)
        return NULL;
      g_ptr_array_add (gateways, gateway);
      if (!g_hash_table_add (keys, (gpointer)icws_gateway_get_key (gateway)))
        {
          icws_json_broken (error, _ ("a gateway stands in it twice"));
          return NULL;
        }
    }
  return g_steal_pointer (&gateways);
}

static GPtrArray *
read_all (IcwsPool *self, const char *json, gsize length, GError **error)
{
  static const char *const KNOWN[] = { "version", "gateways", NULL };
  g_autoptr (JsonNode)
      root = icws_json_parse_object (json, length, ICWS_POOL_MAX_JSON_BYTES, MAX_DEPTH, error);
  JsonObject *object;
  JsonArray *list;
  gint64 version;

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
  if (!icws_json_check_members (object, KNOWN, error))
    return NULL;
  list = icws_json_read_list (object, "gateways", ICWS_POOL_MAX_RECORDS, error);
  return list ? read_gateways (self, list, error) : NULL;
}

/**
 * icws_pool_load_json:
 * @length: bytes, or -1
 * @error: %G_IO_ERROR_INVALID_DATA, with a clause that says what is wrong
 *
 * The first time, what is loaded is taken as what was before this run; later, as another state of
 * the same records (a second pool's, say): loading the same twice changes nothing.
 */
gboolean
icws_pool_load_json (IcwsPool *self, const char *json, gssize length, GError **error)
{
  g_autoptr (GPtrArray)
      gateways = read_all (self, json, length < 0 ? strlen (json) : (gsize)length, error);
  /* A person was quicker than the file. */
  IcwsGateway *chosen = self->loaded ? NULL : icws_pool_get_pinned (self);
  gboolean changed = FALSE;

  if (gateways == NULL)
    return FALSE;
  for (guint i = 0; i < gateways->len; i++)
    {
      IcwsGateway *stored = g_ptr_array_index (gateways, i);
      IcwsGateway *known = icws_pool_find_record (self, icws_gateway_get_key (stored));

      if (known != NULL)
        {
          if (!icws_gateway_merge (known, stored, !self->loaded))
            continue;
          changed = TRUE;
          icws_pool_renew (self, known);
        }
      else if (!icws_gateway_is_blank (stored))
        {
          icws_pool_keep (self, g_object_ref (stored));
          changed = TRUE;
        }
    }
  self->loaded = TRUE;
  if (!changed)
    return TRUE;
  icws_pool_settle_pins (self, chosen);
  for (guint i = 0; i < self->gateways->len; i++)
    icws_gateway_look (g_ptr_array_index (self->gateways, i), ic_clock_get_wall_ns (self->clock));
  icws_pool_emit_changed (self);
  return TRUE;
}
