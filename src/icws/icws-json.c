/* SPDX-License-Identifier: MIT */
#include "icws-json.h"
#include "ic/ic-i18n.h"

#include <gio/gio.h>
#include <string.h>

gboolean
icws_json_broken (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, format, args);
  va_end (args);
  return FALSE;
}

gboolean
icws_json_is_text (const char *text, gsize max)
{
  return text == NULL || (strlen (text) <= max && g_utf8_validate (text, -1, NULL));
}

/* Before the parser sees it. */
static gboolean
check_depth (const char *text, gsize len, guint max_depth, GError **error)
{
  gboolean in_string = FALSE;
  gint64 depth = 0;

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
        return icws_json_broken (error, _ ("it is no JSON"));
      if (depth > (gint64)max_depth)
        return icws_json_broken (error, _ ("it is nested too deep"));
    }
  return TRUE;
}

/**
 * icws_json_parse_object:
 * @text: the whole file
 * @max_len: the most bytes that it may have
 * @max_depth: the most objects and lists in each other
 *
 * Returns: (transfer full): a node that holds an object; %NULL with %G_IO_ERROR_INVALID_DATA
 */
JsonNode *
icws_json_parse_object (const char *text, gsize len, gsize max_len, guint max_depth, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonNode *root;

  if (len > max_len)
    {
      icws_json_broken (error, _ ("it is longer than %zu bytes"), max_len);
      return NULL;
    }
  if (!g_utf8_validate_len (text, len, NULL) || memchr (text, 0, len) != NULL)
    {
      icws_json_broken (error, _ ("it is no text"));
      return NULL;
    }
  if (!check_depth (text, len, max_depth, error))
    return NULL;
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, (gssize)len, NULL))
    {
      icws_json_broken (error, _ ("it is no JSON"));
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      icws_json_broken (error, _ ("it is no JSON object"));
      return NULL;
    }
  return json_node_ref (root);
}

gboolean
icws_json_check_members (JsonObject *object, const char *const *known, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data))
      return icws_json_broken (error, _ ("it has an unknown field \"%.40s\""),
                               (const char *)l->data);
  return TRUE;
}

gboolean
icws_json_read_text (JsonObject *object,
                     const char *name,
                     gboolean required,
                     gsize max,
                     const char **out,
                     GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *out = NULL;
  if (node == NULL)
    return required ? icws_json_broken (error, _ ("the field \"%s\" is missing"), name) : TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return icws_json_broken (error, _ ("the field \"%s\" is no text"), name);
  *out = json_node_get_string (node);
  if (*out == NULL || !icws_json_is_text (*out, max))
    return icws_json_broken (error, _ ("the field \"%s\" is too long"), name);
  return TRUE;
}

gboolean
icws_json_read_number (
    JsonObject *object, const char *name, gint64 max, gint64 *out, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *out = 0;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return icws_json_broken (error, _ ("the field \"%s\" is no whole number"), name);
  *out = json_node_get_int (node);
  if (*out < 0 || *out > max)
    return icws_json_broken (error, _ ("the field \"%s\" is out of range"), name);
  return TRUE;
}

gboolean
icws_json_read_flag (JsonObject *object, const char *name, gboolean *out, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *out = FALSE;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return icws_json_broken (error, _ ("the field \"%s\" is neither true nor false"), name);
  *out = json_node_get_boolean (node);
  return TRUE;
}

JsonArray *
icws_json_read_list (JsonObject *object, const char *name, guint max, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *list;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      /* Translators: here and below %s is a name in a file, in English, such as "gateways" */
      icws_json_broken (error, _ ("it has no list of %s"), name);
      return NULL;
    }
  list = json_node_get_array (node);
  if (json_array_get_length (list) > max)
    {
      icws_json_broken (error, _ ("it holds more than %u %s"), max, name);
      return NULL;
    }
  return list;
}

gboolean
icws_json_read_choice (JsonObject *object,
                       const char *name,
                       const char *const *names,
                       guint n_names,
                       int missing,
                       int *out,
                       GError **error)
{
  const char *text;

  *out = missing;
  if (!icws_json_read_text (object, name, missing < 0, 40, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < n_names; i++)
    if (g_str_equal (text, names[i]))
      {
        *out = (int)i;
        return TRUE;
      }
  return icws_json_broken (error, _ ("unknown %s \"%.40s\""), name, text);
}

void
icws_json_add_text (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

void
icws_json_add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}
