/* SPDX-License-Identifier: MIT */
#include "ic-json-private.h"

#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

/* The deepest text that we read is six deep. */
#define MAX_DEPTH 16

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (IC_ERROR, IC_ERROR_LOGIN_JSON, format, args);
  va_end (args);
  return FALSE;
}

/* One value in brackets that is not too deep, and nothing beside it: JSON-GLib recurses, reads several
 * values in a row, comments, and strings in single quotes. The rest is left to it. */
static gboolean
has_shape (const char *text, gsize len)
{
  gboolean in_string = FALSE, closed = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < len; i++)
    {
      char c = text[i];

      if (in_string)
        {
          if (c == '\\')
            i++;
          else if (c == '"')
            in_string = FALSE;
          continue;
        }
      if (c == '[' || c == '{')
        {
          if (closed || ++depth > MAX_DEPTH)
            return FALSE;
        }
      else if (depth == 0)
        {
          if (!g_ascii_isspace (c))
            return FALSE;
        }
      else if (c == '"')
        in_string = TRUE;
      else if (c == ']' || c == '}')
        closed = --depth == 0;
      else if (c == '/' || c == '#' || c == '\'')
        return FALSE;
    }
  return closed;
}

/* (skip) */
JsonNode *
ic_json_parse (const char *text, gsize len, gsize max_bytes, const char *what, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) local_error = NULL;

  if (len > max_bytes)
    {
      refuse (error, _ ("%s is longer than %zu KiB"), what, max_bytes / 1024);
      return NULL;
    }
  /* Refuses a zero byte, too. */
  if (!g_utf8_validate_len (text, len, NULL))
    {
      refuse (error, _ ("%s is not text in UTF-8"), what);
      return NULL;
    }
  if (!has_shape (text, len))
    {
      refuse (error, _ ("%s is no JSON: cut off, nested too deeply, or something else"), what);
      return NULL;
    }

  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, (gssize)len, &local_error))
    {
      refuse (error, _ ("%s is no JSON: %s"), what, local_error->message);
      return NULL;
    }
  if (json_parser_get_root (parser) == NULL)
    {
      refuse (error, _ ("%s is empty"), what);
      return NULL;
    }
  return json_parser_steal_root (parser);
}

/* (skip) */
JsonObject *
ic_json_get_object (JsonNode *node, const char *what, GError **error)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  refuse (error, _ ("%s is no JSON object"), what);
  return NULL;
}

/* (skip) */
JsonNode *
ic_json_require (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    refuse (error, _ ("“%s” is missing"), name);
  return node;
}

/* (skip) */
const char *
ic_json_get_string (JsonNode *node, const char *what, GError **error)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  refuse (error, _ ("“%s” is no text"), what);
  return NULL;
}

/* (skip) */
JsonArray *
ic_json_get_array (JsonNode *node, const char *what, GError **error)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  refuse (error, _ ("“%s” is no list"), what);
  return NULL;
}
