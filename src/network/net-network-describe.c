/* SPDX-License-Identifier: MIT */
/* What a program must know to connect, as JSON. */
#include "config.h"

#include "net-network.h"

#include "net-json.h"

static char *
to_hex (GBytes *bytes)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  GString *hex = g_string_sized_new (2 * len);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  return g_string_free (hex, FALSE);
}

static void
add_gateways (JsonBuilder *builder, NetNetwork *network)
{
  json_builder_set_member_name (builder, "gateways");
  json_builder_begin_array (builder);
  for (guint i = 0; i < net_network_get_n_gateways (network); i++)
    {
      NetGateway *gateway = net_network_get_nth_gateway (network, i);
      const char *tls_url = net_gateway_get_tls_url (gateway);

      json_builder_begin_object (builder);
      net_json_add_text (builder, "url", net_gateway_get_url (gateway));
      if (tls_url != NULL)
        net_json_add_text (builder, "tls_url", tls_url);
      net_json_add_principal (builder, "principal", net_gateway_get_principal (gateway));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_canisters (JsonBuilder *builder, NetNetwork *network)
{
  json_builder_set_member_name (builder, "canisters");
  json_builder_begin_object (builder);
  for (guint i = 0; i < net_network_get_n_canisters (network); i++)
    {
      const char *name;
      NetWsCanister *canister = net_network_get_nth_canister (network, i, &name);

      net_json_add_principal (builder, name, net_canister_get_id (NET_CANISTER (canister)));
    }
  json_builder_end_object (builder);
}

/**
 * net_network_describe:
 *
 * A JSON object that tells a program all it needs to connect; docs/local-network.md lists the members.
 *
 * Returns: (transfer full)
 */
char *
net_network_describe (NetNetwork *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *root_key = to_hex (net_network_get_root_key_der (self));
  NetKeys *keys = net_replica_get_keys (net_network_get_replica (self));
  const NetNetworkOptions *options = net_network_get_options (self);
  const char *tls_url = net_network_get_gateway_tls_url (self);
  const char *control_url = net_network_get_control_url (self);

  json_builder_begin_object (builder);
  net_json_add_text (builder, "replica_url", net_network_get_replica_url (self));
  net_json_add_text (builder, "gateway_url", net_network_get_gateway_url (self));
  net_json_add_text (builder, "identity_url", net_network_get_identity_url (self));
  if (tls_url != NULL)
    net_json_add_text (builder, "gateway_tls_url", tls_url);
  if (control_url != NULL)
    net_json_add_text (builder, "control_url", control_url);
  net_json_add_text (builder, "root_key", root_key);
  net_json_add_principal (builder, "subnet_id",
                          net_keys_get_subnet_id (keys, NET_SUBNET_APPLICATION));
  net_json_add_principal (builder, "gateway_principal",
                          net_gateway_get_principal (net_network_get_gateway (self)));
  net_json_add_number (builder, "ack_interval_ms", options->cdk.ack_interval_ms);
  net_json_add_number (builder, "keep_alive_timeout_ms", options->cdk.keep_alive_timeout_ms);
  add_gateways (builder, self);
  add_canisters (builder, self);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
