/* SPDX-License-Identifier: MIT */
/* What a tester asks for, from JSON. */
#include "config.h"

#include "net-control-private.h"

#include "ic/ic-json-private.h"

/* Chosen clients of one fault. */
#define MAX_CLIENTS 500

static gboolean complain (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
complain (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
check_names (JsonObject *object, const char *const *names, GError **error)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *link = members; link != NULL; link = link->next)
    if (!g_strv_contains (names, link->data))
      {
        g_autofree char *list = g_strjoinv (", ", (char **)names);

        if (*names == NULL)
          return complain (error, "Unknown member \"%s\": there are none", (char *)link->data);
        return complain (error, "Unknown member \"%s\": there are %s", (char *)link->data, list);
      }
  return TRUE;
}

JsonObject *
net_control_parse (GBytes *body, const char *const *names, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) why = NULL;
  JsonObject *object;
  gsize len;
  const char *text = g_bytes_get_data (body, &len);

  if (len == 0)
    return json_object_new ();
  node = ic_json_parse (text, len, NET_CONTROL_MAX_BODY, "The body", &why);
  object = node != NULL ? ic_json_get_object (node, "The body", &why) : NULL;
  if (object == NULL)
    {
      complain (error, "%s", why->message);
      return NULL;
    }
  return check_names (object, names, error) ? json_object_ref (object) : NULL;
}

/* NULL: leave it as it is. */
static JsonNode *
find (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

gboolean
net_control_get_number (
    JsonObject *object, const char *name, guint64 max, guint64 *out, GError **error)
{
  JsonNode *node = find (object, name);

  if (node == NULL)
    return TRUE;
  if (!holds (node, G_TYPE_INT64) || json_node_get_int (node) < 0 ||
      (guint64)json_node_get_int (node) > max)
    return complain (error, "\"%s\" must be a whole number from 0 to %" G_GUINT64_FORMAT, name,
                     max);
  *out = json_node_get_int (node);
  return TRUE;
}

gboolean
net_control_get_rate (JsonObject *object, double *out, GError **error)
{
  JsonNode *node = find (object, "rate");
  double rate;

  if (node == NULL)
    return TRUE;
  rate = holds (node, G_TYPE_INT64) || holds (node, G_TYPE_DOUBLE) ? json_node_get_double (node)
                                                                   : -1;
  if (!(rate >= 0 && rate <= 1))
    return complain (error, "\"rate\" must be a number from 0 to 1");
  *out = rate;
  return TRUE;
}

gboolean
net_control_get_text (JsonObject *object, const char *name, const char **out, GError **error)
{
  JsonNode *node = find (object, name);

  if (node == NULL)
    return TRUE;
  if (!holds (node, G_TYPE_STRING))
    return complain (error, "\"%s\" must be a text", name);
  *out = json_node_get_string (node);
  return TRUE;
}

gboolean
net_control_get_clients (JsonObject *object, char ***out, GError **error)
{
  JsonNode *node = find (object, "clients");
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array;
  guint n;

  if (node == NULL)
    return TRUE;
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  n = array != NULL ? json_array_get_length (array) : 0;
  if (n == 0 || n > MAX_CLIENTS)
    return complain (error,
                     "\"clients\" must be a list of 1 to %d principals; left out, it means all",
                     MAX_CLIENTS);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autoptr (GError) why = NULL;
      IcPrincipal principal;

      if (!holds (element, G_TYPE_STRING))
        return complain (error, "\"clients\": entry %u is no text", i);
      if (!ic_principal_from_text (&principal, json_node_get_string (element), &why))
        return complain (error, "\"clients\": entry %u: %s", i, why->message);
      g_ptr_array_add (clients, ic_principal_to_text (&principal));
    }
  g_ptr_array_add (clients, NULL);
  *out = (char **)g_ptr_array_free (g_steal_pointer (&clients), FALSE);
  return TRUE;
}
