/* SPDX-License-Identifier: MIT */
/* The state of a network's switches, as JSON. */
#include "config.h"

#include "net-control-private.h"
#include "net-json.h"

static void
add_rate (JsonBuilder *builder, double rate)
{
  json_builder_set_member_name (builder, "rate");
  json_builder_add_double_value (builder, rate);
}

static void
begin (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

static void
begin_list (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
}

/* Gateways */

static void
add_fault (JsonBuilder *builder, NetFaults *faults, NetFault fault)
{
  static const NetFaultSetting OFF = { 0 };
  const NetFaultSetting *setting = net_faults_get (faults, fault);

  if (setting == NULL)
    setting = &OFF;
  begin (builder, net_fault_get_name (fault));
  add_rate (builder, setting->rate);
  net_json_add_text (builder, "phase", net_fault_phase_get_name (setting->phase));
  net_json_add_number (builder, "parameter", setting->parameter);
  net_json_add_number (builder, "limit", setting->limit);
  json_builder_set_member_name (builder, "clients");
  if (setting->clients == NULL)
    json_builder_add_null_value (builder);
  else
    {
      json_builder_begin_array (builder);
      for (guint i = 0; setting->clients[i] != NULL; i++)
        json_builder_add_string_value (builder, setting->clients[i]);
      json_builder_end_array (builder);
    }
  net_json_add_number (builder, "count", net_faults_get_count (faults, fault));
  json_builder_end_object (builder);
}

static void
add_gateway (JsonBuilder *builder, NetNetwork *network, guint i)
{
  NetGateway *gateway = net_network_get_nth_gateway (network, i);
  const char *tls_url = net_gateway_get_tls_url (gateway);

  json_builder_begin_object (builder);
  net_json_add_number (builder, "index", i);
  net_json_add_text (builder, "url", net_gateway_get_url (gateway));
  if (tls_url != NULL)
    net_json_add_text (builder, "tls_url", tls_url);
  net_json_add_principal (builder, "principal", net_gateway_get_principal (gateway));
  json_builder_set_member_name (builder, "down");
  json_builder_add_boolean_value (builder, net_network_is_gateway_down (network, i));
  net_json_add_number (builder, "sessions", net_gateway_get_n_sessions (gateway));
  begin (builder, "faults");
  for (guint fault = 0; fault < NET_N_FAULTS; fault++)
    add_fault (builder, net_gateway_get_faults (gateway), fault);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

/* Canisters */

static void
add_canister_fault (JsonBuilder *builder, const NetCanisterFaults *faults, NetCanisterFault fault)
{
  begin (builder, net_canister_fault_get_name (fault));
  add_rate (builder, faults->faults[fault].rate);
  net_json_add_number (builder, "parameter", faults->faults[fault].parameter);
  net_json_add_number (builder, "limit", faults->faults[fault].limit);
  net_json_add_number (builder, "count", faults->faults[fault].count);
  json_builder_end_object (builder);
}

static void
add_canister (JsonBuilder *builder, NetNetwork *network, guint i)
{
  const char *name;
  NetWsCanister *canister = net_network_get_nth_canister (network, i, &name);

  json_builder_begin_object (builder);
  net_json_add_text (builder, "name", name);
  net_json_add_principal (builder, "id", net_canister_get_id (NET_CANISTER (canister)));
  net_json_add_number (builder, "clients",
                       net_ws_cdk_get_n_clients (net_ws_canister_get_cdk (canister)));
  begin (builder, "faults");
  for (guint fault = 0; fault < NET_N_CANISTER_FAULTS; fault++)
    add_canister_fault (builder, net_ws_canister_get_faults (canister), fault);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

/* What there is to choose from */

static void
add_fault_kinds (JsonBuilder *builder)
{
  begin_list (builder, "faults");
  for (guint fault = 0; fault < NET_N_FAULTS; fault++)
    {
      json_builder_begin_object (builder);
      net_json_add_text (builder, "name", net_fault_get_name (fault));
      net_json_add_text (builder, "text", net_fault_get_text (fault));
      net_json_add_number (builder, "default_parameter", net_fault_get_default_parameter (fault));
      begin_list (builder, "phases");
      for (guint phase = 0; phase < NET_N_FAULT_PHASES; phase++)
        if (net_fault_can_happen (fault, phase))
          json_builder_add_string_value (builder, net_fault_phase_get_name (phase));
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_canister_fault_kinds (JsonBuilder *builder)
{
  begin_list (builder, "canister_faults");
  for (guint fault = 0; fault < NET_N_CANISTER_FAULTS; fault++)
    {
      json_builder_begin_object (builder);
      net_json_add_text (builder, "name", net_canister_fault_get_name (fault));
      net_json_add_text (builder, "text", net_canister_fault_get_text (fault));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

char *
net_control_describe (NetNetwork *network)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  begin_list (builder, "gateways");
  for (guint i = 0; i < net_network_get_n_gateways (network); i++)
    add_gateway (builder, network, i);
  json_builder_end_array (builder);
  begin_list (builder, "canisters");
  for (guint i = 0; i < net_network_get_n_canisters (network); i++)
    add_canister (builder, network, i);
  json_builder_end_array (builder);
  add_fault_kinds (builder);
  add_canister_fault_kinds (builder);
  begin_list (builder, "close_reasons");
  for (guint i = 0; i < NET_N_CLOSE_REASONS; i++)
    json_builder_add_string_value (builder, net_close_reason_get_name (i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
