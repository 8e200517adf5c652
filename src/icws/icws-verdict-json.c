/* SPDX-License-Identifier: MIT */
/* A verdict in a file: the evidence of a quarantine outlives the program. */
#include "icws-json.h"
#include "icws-verdict-private.h"
#include "ic/ic-i18n.h"

#include <gio/gio.h>
#include <string.h>

/* Object, list of evidence, piece of evidence. */
#define MAX_DEPTH 3

static void
add_uint64 (JsonBuilder *builder, const char *name, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  icws_json_add_text (builder, name, text);
}

/* An error's text may be anybody's. */
static void
add_error (JsonBuilder *builder, const GError *error)
{
  g_autofree char *valid = g_utf8_make_valid (error->message, -1);
  g_autofree char *message = g_utf8_strlen (valid, -1) * 4 <= ICWS_VERDICT_MAX_TEXT_BYTES
                                 ? g_strdup (valid)
                                 : g_utf8_substring (valid, 0, ICWS_VERDICT_MAX_TEXT_BYTES / 4);

  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  icws_json_add_text (builder, "id", icws_error_get_id (error));
  icws_json_add_text (builder, "message", message);
  json_builder_end_object (builder);
}

/**
 * icws_verdict_to_json:
 * @self: a verdict
 * @with_frame: whether to put the refused frame in, as hex
 *
 * Returns: (transfer full): a JSON object. The time is nanoseconds since 1970 as text.
 */
char *
icws_verdict_to_json (IcwsVerdict *self, gboolean with_frame)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  const IcwsEvidence *evidence;
  guint n;
  GBytes *frame;

  g_return_val_if_fail (ICWS_IS_VERDICT (self), NULL);

  json_builder_begin_object (builder);
  icws_json_add_text (builder, "act", icws_act_to_id (icws_verdict_get_act (self)));
  icws_json_add_text (builder, "culprit", icws_culprit_to_id (icws_verdict_get_culprit (self)));
  icws_json_add_text (builder, "certainty",
                      icws_certainty_to_id (icws_verdict_get_certainty (self)));
  icws_json_add_text (builder, "response", icws_response_to_id (icws_verdict_get_response (self)));
  add_uint64 (builder, "time_ns", icws_verdict_get_wall_ns (self));
  icws_json_add_text (builder, "gateway", icws_verdict_get_gateway (self));
  icws_json_add_text (builder, "text", icws_verdict_get_text (self));
  add_error (builder, icws_verdict_get_error (self));
  json_builder_set_member_name (builder, "evidence");
  json_builder_begin_array (builder);
  evidence = icws_verdict_get_evidence (self, &n);
  for (guint i = 0; i < n; i++)
    {
      json_builder_begin_object (builder);
      icws_json_add_text (builder, "name", evidence[i].name);
      icws_json_add_text (builder, "value", evidence[i].value);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  frame = icws_verdict_get_frame (self);
  if (with_frame && frame != NULL)
    {
      g_autofree char *hex = ic_bytes_to_hex (frame);

      icws_json_add_text (builder, "frame", hex);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* A field that is one of the stable names. */
#define READ_NAME(object, name, from_id, out, error)                                               \
  (icws_json_read_text (object, name, TRUE, ICWS_VERDICT_MAX_NAME_BYTES, &text, error) &&          \
   (from_id (text, out) || icws_json_broken (error, _ ("unknown %s \"%.40s\""), name, text)))

static gboolean
read_ruling (JsonObject *object, IcwsRuling *out, GError **error)
{
  const char *text;

  if (!READ_NAME (object, "act", icws_act_from_id, &out->act, error) ||
      !READ_NAME (object, "culprit", icws_culprit_from_id, &out->culprit, error) ||
      !READ_NAME (object, "certainty", icws_certainty_from_id, &out->certainty, error) ||
      !READ_NAME (object, "response", icws_response_from_id, &out->response, error) ||
      !icws_json_read_text (object, "text", TRUE, ICWS_VERDICT_MAX_TEXT_BYTES, &text, error))
    return FALSE;
  out->text = g_strdup (text);
  return TRUE;
}

static gboolean
read_time (JsonObject *object, guint64 *out, GError **error)
{
  const char *text;

  if (!icws_json_read_text (object, "time_ns", TRUE, ICWS_VERDICT_MAX_NAME_BYTES, &text, error))
    return FALSE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, out, NULL))
    return icws_json_broken (error, _ ("the field \"time_ns\" is no whole number"));
  return TRUE;
}

/* NULL on error. */
static GError *
read_error (JsonObject *object, GError **error)
{
  static const char *const known[] = { "id", "message", NULL };
  JsonNode *node = json_object_get_member (object, "error");
  const char *id, *message;
  IcwsError code;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      icws_json_broken (error, _ ("it has no error"));
      return NULL;
    }
  object = json_node_get_object (node);
  if (!icws_json_check_members (object, known, error) ||
      !icws_json_read_text (object, "id", TRUE, ICWS_VERDICT_MAX_NAME_BYTES, &id, error) ||
      !icws_json_read_text (object, "message", TRUE, ICWS_VERDICT_MAX_TEXT_BYTES, &message, error))
    return NULL;
  if (icws_error_from_id (id, &code))
    return g_error_new_literal (ICWS_ERROR, code, message);
  if (!g_str_equal (id, "other"))
    {
      icws_json_broken (error, _ ("unknown error \"%.40s\""), id);
      return NULL;
    }
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, message);
}

static gboolean
read_evidence (JsonObject *object, GArray *evidence, GError **error)
{
  static const char *const known[] = { "name", "value", NULL };
  JsonArray *list = icws_json_read_list (object, "evidence", ICWS_VERDICT_MAX_EVIDENCE, error);

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      const char *name, *value;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return icws_json_broken (error, _ ("a piece of evidence is no object"));
      object = json_node_get_object (node);
      if (!icws_json_check_members (object, known, error) ||
          !icws_json_read_text (object, "name", TRUE, ICWS_VERDICT_MAX_NAME_BYTES, &name, error) ||
          !icws_json_read_text (object, "value", TRUE, ICWS_VERDICT_MAX_EVIDENCE_BYTES, &value,
                                error))
        return FALSE;
      icws_evidence_add (evidence, name, "%s", value);
    }
  return TRUE;
}

static gboolean
read_frame (JsonObject *object, GBytes **out, GError **error)
{
  const char *hex;

  if (!icws_json_read_text (object, "frame", FALSE, 2 * ICWS_MAX_FRAME_BYTES, &hex, error))
    return FALSE;
  if (hex == NULL)
    return TRUE;
  *out = ic_bytes_from_hex (hex, NULL);
  return *out != NULL || icws_json_broken (error, _ ("the field \"frame\" is no hex"));
}

static IcwsVerdict *
read_verdict (JsonObject *object, GError **error)
{
  static const char *const known[] = { "act",      "culprit", "certainty", "response",
                                       "time_ns",  "gateway", "text",      "error",
                                       "evidence", "frame",   NULL };
  IcwsRuling ruling = { 0 };
  guint64 wall_ns;
  const char *gateway;
  g_autoptr (GError) ended = NULL;
  g_autoptr (GArray) evidence = icws_evidence_array_new ();
  g_autoptr (GBytes) frame = NULL;
  IcwsVerdict *self = NULL;

  if (icws_json_check_members (object, known, error) && read_ruling (object, &ruling, error) &&
      read_time (object, &wall_ns, error) &&
      icws_json_read_text (object, "gateway", FALSE, ICWS_VERDICT_MAX_URL_BYTES, &gateway, error) &&
      (ended = read_error (object, error)) != NULL && read_evidence (object, evidence, error) &&
      read_frame (object, &frame, error))
    self = icws_verdict_new_take (&ruling, g_steal_pointer (&ended), gateway, frame, wall_ns,
                                  g_steal_pointer (&evidence));
  g_free (ruling.text);
  return self;
}

/**
 * icws_verdict_new_from_json:
 * @json: what icws_verdict_to_json() gave
 * @error: %ICWS_ERROR_FRAME if it is malformed, or larger than a verdict can be
 *
 * Whether it is an integrity failure is not read but concluded from act and certainty.
 *
 * Returns: (transfer full): the verdict; %NULL on error.
 */
IcwsVerdict *
icws_verdict_new_from_json (const char *json, GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_autoptr (JsonNode) root = NULL;
  IcwsVerdict *self = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  root = icws_json_parse_object (json, strlen (json), ICWS_VERDICT_MAX_JSON_BYTES, MAX_DEPTH,
                                 &inner);
  if (root != NULL)
    self = read_verdict (json_node_get_object (root), &inner);
  if (self == NULL)
    g_set_error (error, ICWS_ERROR, ICWS_ERROR_FRAME, _ ("The verdict cannot be used: %s"),
                 inner->message);
  return self;
}
