/* SPDX-License-Identifier: MIT */
/* The JSON of the switches (docs/local-network.md), read with limits. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "attest-lab-state.h"
#include "attest-text.h"
#include "icws/icws-json.h"

/* The deepest are the clients of a fault of a gateway. */
#define MAX_DEPTH 8

static void
fault_free (gpointer data)
{
  AttestLabFault *fault = data;

  g_free (fault->name);
  g_free (fault->text);
  g_strfreev (fault->phases);
  g_free (fault);
}

static void
target_free (gpointer data)
{
  AttestLabTarget *target = data;

  g_free (target->name);
  g_free (target->address);
  g_array_unref (target->settings);
  g_free (target);
}

void
attest_lab_state_free (AttestLabState *self)
{
  g_ptr_array_unref (self->gateways);
  g_ptr_array_unref (self->canisters);
  g_ptr_array_unref (self->faults);
  g_ptr_array_unref (self->canister_faults);
  g_strfreev (self->close_reasons);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               /* Translators: %s is a member of the answer, such as "gateways" */
               _ ("The network's answer cannot be understood (%s)."), what);
  return FALSE;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static guint64
get_count (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;
  return (guint64)MAX (json_node_get_int (node), 0);
}

/* A rate of 1 may be written as a whole number. */
static double
get_rate (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "rate");

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return 0;
  if (json_node_get_value_type (node) != G_TYPE_INT64 &&
      json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return 0;
  return CLAMP (json_node_get_double (node), 0, 1);
}

/* Names become parts of paths. */
static gboolean
is_name (const char *text)
{
  gsize len = text != NULL ? strlen (text) : 0;

  if (len == 0 || len > ATTEST_LAB_MAX_NAME)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '_')
      return FALSE;
  return TRUE;
}

/* (transfer none) (nullable): @max at most, or FALSE in @ok; a member that is missing is empty. */
static JsonArray *
get_array (JsonObject *object, const char *name, guint max, gboolean *ok)
{
  JsonNode *node = json_object_get_member (object, name);

  *ok = TRUE;
  if (node == NULL)
    return NULL;
  *ok = JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) <= max;
  return *ok ? json_node_get_array (node) : NULL;
}

static JsonObject *
get_object_element (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* What is no name is left out. NULL: too many, or no list. */
static char **
read_names (JsonObject *object, const char *member, guint max)
{
  gboolean ok;
  JsonArray *array = get_array (object, member, max, &ok);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (!ok)
    return NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
          is_name (json_node_get_string (node)))
        g_strv_builder_add (names, json_node_get_string (node));
    }
  return g_strv_builder_end (names);
}

static char *
read_text (JsonObject *object, const char *member, const char *fallback)
{
  const char *text = get_string (object, member);
  g_autofree char *clean = attest_text_clean_line (text != NULL ? text : fallback);

  return g_utf8_substring (clean, 0, MIN (g_utf8_strlen (clean, -1), ATTEST_LAB_MAX_TEXT));
}

static gboolean
read_faults (JsonObject *object, const char *member, GPtrArray *faults, GError **error)
{
  gboolean ok;
  JsonArray *array = get_array (object, member, ATTEST_LAB_MAX_FAULTS, &ok);

  if (!ok)
    return refuse (error, member);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element = get_object_element (array, i);
      AttestLabFault *fault;
      g_autofree char *text = NULL;

      if (element == NULL || !is_name (get_string (element, "name")))
        return refuse (error, member);
      fault = g_new0 (AttestLabFault, 1);
      g_ptr_array_add (faults, fault);
      fault->name = g_strdup (get_string (element, "name"));
      text = read_text (element, "text", fault->name);
      /* The network tells it in English, in words that are in our catalogue if it is of our age. */
      fault->text = g_strdup (_ (text));
      fault->phases = read_names (element, "phases", ATTEST_LAB_MAX_REASONS);
      if (fault->phases == NULL)
        return refuse (error, member);
    }
  return TRUE;
}

static void
read_setting (JsonObject *object, AttestLabSetting *setting)
{
  const char *phase = get_string (object, "phase");

  setting->rate = get_rate (object);
  if (is_name (phase))
    g_strlcpy (setting->phase, phase, sizeof setting->phase);
  setting->parameter = get_count (object, "parameter");
  setting->limit = get_count (object, "limit");
  setting->count = get_count (object, "count");
}

static void
read_settings (JsonObject *object, GPtrArray *faults, GArray *settings)
{
  JsonNode *node = json_object_get_member (object, "faults");
  JsonObject *all = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node)
                                                                  : NULL;

  for (guint i = 0; i < faults->len; i++)
    {
      AttestLabFault *fault = g_ptr_array_index (faults, i);
      AttestLabSetting setting = { 0 };
      JsonNode *one = all != NULL ? json_object_get_member (all, fault->name) : NULL;

      if (one != NULL && JSON_NODE_HOLDS_OBJECT (one))
        read_setting (json_node_get_object (one), &setting);
      g_array_append_val (settings, setting);
    }
}

static AttestLabTarget *
target_new (JsonObject *object, GPtrArray *faults)
{
  AttestLabTarget *target = g_new0 (AttestLabTarget, 1);

  target->settings = g_array_new (FALSE, FALSE, sizeof (AttestLabSetting));
  read_settings (object, faults, target->settings);
  return target;
}

static gboolean
read_gateways (JsonObject *object, AttestLabState *self, GError **error)
{
  gboolean ok;
  JsonArray *array = get_array (object, "gateways", ATTEST_LAB_MAX_TARGETS, &ok);

  if (!ok)
    return refuse (error, "gateways");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element = get_object_element (array, i);
      AttestLabTarget *target;

      if (element == NULL)
        return refuse (error, "gateways");
      target = target_new (element, self->faults);
      g_ptr_array_add (self->gateways, target);
      target->name = g_strdup_printf ("%u", i);
      target->address = read_text (element, "url", target->name);
      target->down = json_object_get_boolean_member_with_default (element, "down", FALSE);
      target->n_clients = get_count (element, "sessions");
    }
  return TRUE;
}

static gboolean
read_canisters (JsonObject *object, AttestLabState *self, GError **error)
{
  gboolean ok;
  JsonArray *array = get_array (object, "canisters", ATTEST_LAB_MAX_TARGETS, &ok);

  if (!ok)
    return refuse (error, "canisters");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element = get_object_element (array, i);
      AttestLabTarget *target;

      if (element == NULL || !is_name (get_string (element, "name")))
        return refuse (error, "canisters");
      target = target_new (element, self->canister_faults);
      g_ptr_array_add (self->canisters, target);
      target->name = g_strdup (get_string (element, "name"));
      target->n_clients = get_count (element, "clients");
    }
  return TRUE;
}

/**
 * attest_lab_state_parse:
 * @json: the answer of the switches of a local network
 * @len: bytes of @json
 * @error: return location
 *
 * Returns: (transfer full): what it says, or %NULL with %G_IO_ERROR_INVALID_DATA
 */
AttestLabState *
attest_lab_state_parse (const char *json, gsize len, GError **error)
{
  g_autoptr (JsonNode)
      root = icws_json_parse_object (json, len, ATTEST_LAB_MAX_BYTES, MAX_DEPTH, NULL);
  g_autoptr (AttestLabState) self = NULL;
  JsonObject *object;

  if (root == NULL)
    {
      refuse (error, "JSON");
      return NULL;
    }
  object = json_node_get_object (root);

  self = g_new0 (AttestLabState, 1);
  self->gateways = g_ptr_array_new_with_free_func (target_free);
  self->canisters = g_ptr_array_new_with_free_func (target_free);
  self->faults = g_ptr_array_new_with_free_func (fault_free);
  self->canister_faults = g_ptr_array_new_with_free_func (fault_free);
  if (!read_faults (object, "faults", self->faults, error) ||
      !read_faults (object, "canister_faults", self->canister_faults, error) ||
      !read_gateways (object, self, error) || !read_canisters (object, self, error))
    return NULL;
  self->close_reasons = read_names (object, "close_reasons", ATTEST_LAB_MAX_REASONS);
  if (self->close_reasons == NULL)
    {
      refuse (error, "close_reasons");
      return NULL;
    }
  return g_steal_pointer (&self);
}
