/* SPDX-License-Identifier: MIT */
#include "probe-json.h"

void
probe_json_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
probe_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
probe_json_add_time (JsonBuilder *builder, const char *name, guint64 wall_ns)
{
  json_builder_set_member_name (builder, name);
  if (wall_ns != 0)
    json_builder_add_int_value (builder, (gint64)MIN (wall_ns, (guint64)G_MAXINT64));
  else
    json_builder_add_null_value (builder);
}

void
probe_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
probe_json_add_principal (JsonBuilder *builder, const char *name, const IcPrincipal *value)
{
  g_autofree char *text = value ? ic_principal_to_text (value) : NULL;

  probe_json_add_string (builder, name, text);
}

void
probe_json_add_error (JsonBuilder *builder, const GError *error)
{
  json_builder_set_member_name (builder, "error");
  if (error == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  probe_json_add_string (builder, "id", icws_error_get_id (error));
  probe_json_add_string (builder, "culprit", icws_culprit_to_id (icws_error_get_culprit (error)));
  probe_json_add_string (builder, "message", error->message);
  json_builder_end_object (builder);
}

const char *
probe_way_to_id (ChatConnection *connection)
{
  return chat_connection_get_mode (connection) == CHAT_MODE_DIRECT ? "direct" : "gateway";
}

const char *
probe_canister_state_to_id (IcwsCanisterState state)
{
  switch (state)
    {
    case ICWS_CANISTER_PRESENT:
      return "present";
    case ICWS_CANISTER_EMPTY:
      return "empty";
    case ICWS_CANISTER_MISSING:
      return "missing";
    case ICWS_CANISTER_UNKNOWN:
    default:
      return "unknown";
    }
}

/**
 * probe_json_add_verdict:
 * @name: (nullable): of the member; %NULL within an array
 * @verdict: (nullable): %NULL becomes null
 */
void
probe_json_add_verdict (JsonBuilder *builder,
                        const char *name,
                        IcwsVerdict *verdict,
                        gboolean with_frame)
{
  g_autofree char *json = verdict ? icws_verdict_to_json (verdict, with_frame) : NULL;
  JsonNode *node = json ? json_from_string (json, NULL) : NULL;

  if (name != NULL)
    json_builder_set_member_name (builder, name);
  if (node != NULL)
    json_builder_add_value (builder, node);
  else
    json_builder_add_null_value (builder);
}

void
probe_json_add_blame (JsonBuilder *builder, IcwsVerdict *verdict)
{
  probe_json_add_string (builder, "act",
                         verdict ? icws_act_to_id (icws_verdict_get_act (verdict)) : NULL);
  probe_json_add_string (builder, "culprit",
                         verdict ? icws_culprit_to_id (icws_verdict_get_culprit (verdict)) : NULL);
  probe_json_add_string (builder, "certainty",
                         verdict ? icws_certainty_to_id (icws_verdict_get_certainty (verdict))
                                 : NULL);
  probe_json_add_string (builder, "response",
                         verdict ? icws_response_to_id (icws_verdict_get_response (verdict))
                                 : NULL);
}

static void
add_request (JsonBuilder *builder, const IcwsRequestFate *request)
{
  json_builder_begin_object (builder);
  probe_json_add_string (builder, "method", request->sequence == 0 ? "ws_open" : "ws_message");
  probe_json_add_int (builder, "sequence", (gint64)request->sequence);
  probe_json_add_string (builder, "fate", icws_fate_to_id (request->fate));
  probe_json_add_time (builder, "certificate_time_ns", request->certificate_time_ns);
  probe_json_add_int (builder, "reject_code", (gint64)request->reject_code);
  probe_json_add_string (builder, "error_code", request->error_code);
  probe_json_add_string (builder, "text", request->text);
  json_builder_end_object (builder);
}

static void
add_network (JsonBuilder *builder, const IcwsDiagnosis *diagnosis)
{
  probe_json_add_boolean (builder, "reachable", diagnosis->reachable);
  probe_json_add_string (builder, "network_error",
                         diagnosis->network_error ? diagnosis->network_error->message : NULL);
  probe_json_add_time (builder, "certified_time_ns", diagnosis->certified_time_ns);
  json_builder_set_member_name (builder, "clock_offset_ns");
  if (diagnosis->has_clock_offset)
    json_builder_add_int_value (builder, diagnosis->clock_offset_ns);
  else
    json_builder_add_null_value (builder);
  probe_json_add_boolean (builder, "clock_wrong", diagnosis->clock_wrong);
}

static void
add_canister (JsonBuilder *builder, const IcwsDiagnosis *diagnosis)
{
  probe_json_add_string (builder, "canister", probe_canister_state_to_id (diagnosis->canister));
  probe_json_add_string (builder, "module_hash", diagnosis->module_hash);
  probe_json_add_boolean (builder, "has_interface", diagnosis->has_interface);
  probe_json_add_boolean (builder, "has_websocket", diagnosis->has_websocket);
  probe_json_add_boolean (builder, "refuses_calls", diagnosis->refuses_calls);
  json_builder_set_member_name (builder, "query");
  if (diagnosis->query_reject_code == 0)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  probe_json_add_int (builder, "reject_code", (gint64)diagnosis->query_reject_code);
  probe_json_add_string (builder, "error_code", diagnosis->query_error_code);
  probe_json_add_string (builder, "text", diagnosis->query_text);
  json_builder_end_object (builder);
}

void
probe_json_add_diagnosis (JsonBuilder *builder, const IcwsDiagnosis *diagnosis)
{
  json_builder_set_member_name (builder, "diagnosis");
  if (diagnosis == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  probe_json_add_time (builder, "time_ns", diagnosis->wall_ns);
  add_network (builder, diagnosis);
  add_canister (builder, diagnosis);
  json_builder_set_member_name (builder, "requests");
  json_builder_begin_array (builder);
  for (guint i = 0; i < diagnosis->requests->len; i++)
    add_request (builder, &g_array_index (diagnosis->requests, IcwsRequestFate, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_gateway (JsonBuilder *builder, IcwsGateway *gateway, guint64 now_ns)
{
  IcwsVerdict *verdict = icws_gateway_get_quarantine_verdict (gateway);
  gint64 median_us = icws_gateway_get_median_latency_us (gateway);

  json_builder_begin_object (builder);
  probe_json_add_string (builder, "url", icws_gateway_get_url (gateway));
  probe_json_add_string (builder, "principal", icws_gateway_get_principal (gateway));
  probe_json_add_string (builder, "state",
                         icws_gateway_state_to_id (icws_gateway_get_state (gateway, now_ns)));
  probe_json_add_int (builder, "opened", (gint64)icws_gateway_get_n_opened (gateway));
  probe_json_add_int (builder, "failed", (gint64)icws_gateway_get_n_failed (gateway));
  probe_json_add_int (builder, "messages", (gint64)icws_gateway_get_n_messages (gateway));
  probe_json_add_int (builder, "uptime_s", (gint64)icws_gateway_get_uptime_s (gateway));
  probe_json_add_time (builder, "last_proof_ns", icws_gateway_get_last_proof_ns (gateway));
  json_builder_set_member_name (builder, "median_latency_us");
  if (median_us >= 0)
    json_builder_add_int_value (builder, median_us);
  else
    json_builder_add_null_value (builder);
  probe_json_add_string (builder, "quarantined_for",
                         verdict ? icws_act_to_id (icws_verdict_get_act (verdict)) : NULL);
  json_builder_end_object (builder);
}

/* Those that may be used, in their order, each with its record. */
void
probe_json_add_gateways (JsonBuilder *builder, ChatConnection *connection)
{
  GListModel *pool = G_LIST_MODEL (chat_connection_get_pool (connection));
  guint64 now_ns = ic_clock_get_wall_ns (chat_connection_get_clock (connection));

  json_builder_set_member_name (builder, "gateways");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (pool); i++)
    {
      g_autoptr (IcwsGateway) gateway = g_list_model_get_item (pool, i);

      add_gateway (builder, gateway, now_ns);
    }
  json_builder_end_array (builder);
}

char *
probe_json_finish (JsonBuilder *builder, gboolean pretty)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, pretty);
}
