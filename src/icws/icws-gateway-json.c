/* SPDX-License-Identifier: MIT */
/* One gateway's record as JSON. A backoff is not kept: it is shorter than a start of the program. */
#include "icws-gateway-private.h"
#include "icws-json.h"
#include "icws-pool.h"
#include "ic/ic-i18n.h"

#define MAX_PRINCIPAL 70
#define MAX_LEVEL     30

static const char *const STATES[] = { "untried", "good", "failing" };

/* Never so much that the reader would refuse it. (nullable) */
static JsonNode *
make_verdict_node (IcwsVerdict *verdict, gboolean with_frame)
{
  g_autofree char *text = icws_verdict_to_json (verdict, with_frame);

  if (strlen (text) <=
      (with_frame ? ICWS_GATEWAY_MAX_EVIDENCE_BYTES : ICWS_GATEWAY_MAX_VERDICT_BYTES))
    return json_from_string (text, NULL);
  return with_frame ? make_verdict_node (verdict, FALSE) : NULL;
}

static void
add_quarantine (IcwsGateway *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "quarantine");
  json_builder_begin_object (builder);
  icws_json_add_number (builder, "revision", (gint64)self->quarantine_revision);
  icws_json_add_number (builder, "level", self->quarantine_level);
  if (self->quarantine.end_ns == G_MAXUINT64)
    {
      json_builder_set_member_name (builder, "endless");
      json_builder_add_boolean_value (builder, TRUE);
    }
  if (self->quarantine.end_ns != 0)
    icws_json_add_number (builder, "begin-ns", (gint64)self->quarantine.begin_ns);
  if (self->quarantine.end_ns != 0 && self->quarantine.end_ns != G_MAXUINT64)
    icws_json_add_number (builder, "end-ns", (gint64)self->quarantine.end_ns);
  if (self->quarantine_verdict != NULL)
    {
      JsonNode *node = make_verdict_node (self->quarantine_verdict, TRUE);

      if (node != NULL)
        {
          json_builder_set_member_name (builder, "verdict");
          json_builder_add_value (builder, node);
        }
    }
  json_builder_end_object (builder);
}

static void
add_lists (IcwsGateway *self, JsonBuilder *builder)
{
  guint first = (self->next_latency + ICWS_GATEWAY_MAX_LATENCIES - self->n_latencies) %
                ICWS_GATEWAY_MAX_LATENCIES;

  json_builder_set_member_name (builder, "latencies-us");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->n_latencies; i++)
    json_builder_add_int_value (builder,
                                self->latencies_us[(first + i) % ICWS_GATEWAY_MAX_LATENCIES]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "verdicts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->verdicts)); i++)
    {
      g_autoptr (IcwsVerdict) verdict = g_list_model_get_item (G_LIST_MODEL (self->verdicts), i);
      JsonNode *node = make_verdict_node (verdict, FALSE);

      if (node != NULL)
        json_builder_add_value (builder, node);
    }
  json_builder_end_array (builder);
}

void
icws_gateway_add_json (IcwsGateway *self, JsonBuilder *builder)
{
  json_builder_begin_object (builder);
  icws_json_add_text (builder, "url", self->url);
  icws_json_add_text (builder, "principal", self->principal);
  icws_json_add_text (builder, "state", STATES[self->last]);
  if (self->pin_revision != 0)
    {
      json_builder_set_member_name (builder, "pinned");
      json_builder_add_boolean_value (builder, self->pinned);
      icws_json_add_number (builder, "pin-revision", (gint64)self->pin_revision);
    }
  icws_json_add_number (builder, "opened", (gint64)self->n_opened);
  icws_json_add_number (builder, "failed", (gint64)self->n_failed);
  icws_json_add_number (builder, "messages", (gint64)self->n_messages);
  icws_json_add_number (builder, "uptime-us", (gint64)self->uptime_us);
  icws_json_add_number (builder, "good-us", (gint64)self->good_us);
  icws_json_add_number (builder, "last-proof-ns", (gint64)self->last_proof_ns);
  if (self->quarantine_revision != 0)
    add_quarantine (self, builder);
  add_lists (self, builder);
  json_builder_end_object (builder);
}

/* (transfer full) */
static IcwsVerdict *
read_verdict (JsonNode *node, gsize max, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (IcwsVerdict) verdict = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      icws_json_broken (error, _ ("a verdict is no object"));
      return NULL;
    }
  text = json_to_string (node, FALSE);
  if (strlen (text) > max)
    icws_json_broken (error, _ ("a verdict is too long"));
  else if ((verdict = icws_verdict_new_from_json (text, NULL)) == NULL)
    icws_json_broken (error, _ ("a verdict cannot be read"));
  return g_steal_pointer (&verdict);
}

static gboolean
read_span (JsonObject *object, IcwsSpan *span, GError **error)
{
  gint64 begin, end;
  gboolean endless;

  if (!icws_json_read_number (object, "begin-ns", G_MAXINT64, &begin, error) ||
      !icws_json_read_number (object, "end-ns", G_MAXINT64, &end, error) ||
      !icws_json_read_flag (object, "endless", &endless, error))
    return FALSE;
  span->begin_ns = (guint64)begin;
  span->end_ns = endless ? G_MAXUINT64 : (guint64)end;
  if (endless ? end != 0
              : (end < begin || (guint64)(end - begin) > ICWS_POOL_QUARANTINE_LAST_S * IC_NS_PER_S))
    return icws_json_broken (error, _ ("a quarantine ends before it begins, or lasts too long"));
  return TRUE;
}

static gboolean
read_quarantine (JsonObject *parent, IcwsGateway *self, GError **error)
{
  static const char *const KNOWN[] = { "revision", "level",   "begin-ns", "end-ns",
                                       "endless",  "verdict", NULL };
  JsonNode *node = json_object_get_member (parent, "quarantine");
  JsonObject *object;
  gint64 revision, level;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return icws_json_broken (error, _ ("a quarantine is no object"));
  object = json_node_get_object (node);
  if (!icws_json_check_members (object, KNOWN, error) ||
      !icws_json_read_number (object, "revision", ICWS_GATEWAY_MAX_COUNT, &revision, error) ||
      !icws_json_read_number (object, "level", MAX_LEVEL, &level, error) ||
      !read_span (object, &self->quarantine, error))
    return FALSE;
  if (revision == 0)
    return icws_json_broken (error, _ ("a quarantine has no revision"));
  self->quarantine_revision = (guint64)revision;
  self->quarantine_level = (guint)level;
  node = json_object_get_member (object, "verdict");
  if (node == NULL)
    return TRUE;
  self->quarantine_verdict = read_verdict (node, ICWS_GATEWAY_MAX_EVIDENCE_BYTES, error);
  return self->quarantine_verdict != NULL;
}

static gboolean
read_lists (JsonObject *object, IcwsGateway *self, GError **error)
{
  JsonArray *latencies = icws_json_read_list (object, "latencies-us", ICWS_GATEWAY_MAX_LATENCIES,
                                              error);
  JsonArray *verdicts;

  if (latencies == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (latencies); i++)
    {
      JsonNode *node = json_array_get_element (latencies, i);
      gint64 latency = -1;

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
        latency = json_node_get_int (node);
      if (latency < 0 || latency > ICWS_GATEWAY_MAX_COUNT)
        return icws_json_broken (error, _ ("a latency is out of range"));
      icws_gateway_add_latency (self, latency);
    }
  verdicts = icws_json_read_list (object, "verdicts", ICWS_GATEWAY_MAX_VERDICTS, error);
  if (verdicts == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (verdicts); i++)
    {
      g_autoptr (IcwsVerdict) verdict = read_verdict (json_array_get_element (verdicts, i),
                                                      ICWS_GATEWAY_MAX_VERDICT_BYTES, error);

      if (verdict == NULL)
        return FALSE;
      g_list_store_append (self->verdicts, verdict);
    }
  return TRUE;
}

static gboolean
read_count (JsonObject *object, const char *name, guint64 *out, GError **error)
{
  gint64 value;

  if (!icws_json_read_number (object, name, ICWS_GATEWAY_MAX_COUNT, &value, error))
    return FALSE;
  *out = (guint64)value;
  return TRUE;
}

static gboolean
read_figures (JsonObject *object, IcwsGateway *self, GError **error)
{
  const char *principal;
  IcPrincipal checked;
  gint64 proof;
  int state;

  if (!icws_json_read_text (object, "principal", FALSE, MAX_PRINCIPAL, &principal, error) ||
      !icws_json_read_choice (object, "state", STATES, G_N_ELEMENTS (STATES), -1, &state, error) ||
      !icws_json_read_flag (object, "pinned", &self->pinned, error) ||
      !read_count (object, "pin-revision", &self->pin_revision, error) ||
      !read_count (object, "opened", &self->n_opened, error) ||
      !read_count (object, "failed", &self->n_failed, error) ||
      !read_count (object, "messages", &self->n_messages, error) ||
      !read_count (object, "uptime-us", &self->uptime_us, error) ||
      !read_count (object, "good-us", &self->good_us, error) ||
      !icws_json_read_number (object, "last-proof-ns", G_MAXINT64, &proof, error))
    return FALSE;
  if (self->pinned && self->pin_revision == 0)
    return icws_json_broken (error, _ ("a pin has no revision"));
  if (principal != NULL && !ic_principal_from_text (&checked, principal, NULL))
    return icws_json_broken (error, _ ("the principal of a gateway is none"));
  self->last = (IcwsGatewayState)state;
  self->last_proof_ns = (guint64)proof;
  self->principal = g_strdup (principal);
  return TRUE;
}

IcwsGateway *
icws_gateway_new_from_json (JsonNode *node, IcClock *clock, GError **error)
{
  static const char *const KNOWN[] = { "url",          "principal",     "state",
                                       "pinned",       "pin-revision",  "opened",
                                       "failed",       "messages",      "uptime-us",
                                       "good-us",      "last-proof-ns", "quarantine",
                                       "latencies-us", "verdicts",      NULL };
  g_autoptr (IcwsGateway) self = NULL;
  JsonObject *object;
  const char *url;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      icws_json_broken (error, _ ("a gateway is no object"));
      return NULL;
    }
  object = json_node_get_object (node);
  if (!icws_json_check_members (object, KNOWN, error) ||
      !icws_json_read_text (object, "url", TRUE, ICWS_GATEWAY_MAX_URL, &url, error))
    return NULL;
  self = icws_gateway_new (url, clock, NULL);
  if (self == NULL)
    {
      icws_json_broken (error, _ ("a gateway has no address"));
      return NULL;
    }
  if (!read_figures (object, self, error) || !read_quarantine (object, self, error) ||
      !read_lists (object, self, error))
    return NULL;
  return g_steal_pointer (&self);
}
