/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-network.h"

#include <json-glib/json-glib.h>

enum
{
  GROUP_CHAT,
  PING_PONG_MOTOKO,
  PING_PONG_RUST,
  N_CANISTERS
};

/* Names of the canisters in the description. */
static const char *const CANISTER_NAMES[N_CANISTERS] = { "group_chat", "ping_pong_motoko",
                                                         "ping_pong_rust" };

struct _NetNetwork
{
  GObject parent_instance;

  NetNetworkOptions options; /* with references of its own */
  NetKeys *keys;
  NetReplica *replica;
  NetHttpServer *http;
  NetGateway *gateway;
  NetIiCanister *ii_canister;
  NetIiServer *ii_server;
  NetWsCanister *canisters[N_CANISTERS];
};

G_DEFINE_FINAL_TYPE (NetNetwork, net_network, G_TYPE_OBJECT)

void
net_network_options_init (NetNetworkOptions *options)
{
  *options = (NetNetworkOptions){
    .cdk = { .ack_interval_ms = NET_WS_DEFAULT_ACK_INTERVAL_MS,
             .keep_alive_timeout_ms = NET_WS_DEFAULT_KEEP_ALIVE_MS },
    .gateway = { .poll_interval_ms = NET_GATEWAY_DEFAULT_POLL_INTERVAL_MS },
  };
}

static void
net_network_dispose (GObject *object)
{
  NetNetwork *self = NET_NETWORK (object);

  net_network_stop (self);
  g_clear_object (&self->gateway);
  g_clear_object (&self->ii_server);
  g_clear_object (&self->ii_canister);
  g_clear_object (&self->http);
  g_clear_object (&self->replica);
  for (guint i = 0; i < N_CANISTERS; i++)
    g_clear_object (&self->canisters[i]);
  g_clear_pointer (&self->keys, net_keys_unref);
  g_clear_object (&self->options.clock);
  g_clear_object (&self->options.random);
  g_clear_object (&self->options.tls_certificate);
  G_OBJECT_CLASS (net_network_parent_class)->dispose (object);
}

static void
net_network_class_init (NetNetworkClass *class)
{
  G_OBJECT_CLASS (class)->dispose = net_network_dispose;
}

static void
net_network_init (NetNetwork *self)
{
}

NetNetwork *
net_network_new (const NetNetworkOptions *options)
{
  NetNetwork *self = g_object_new (NET_TYPE_NETWORK, NULL);

  self->options = *options;
  if (options->tls_certificate != NULL)
    g_object_ref (options->tls_certificate);
  self->options.clock = g_object_ref (options->clock != NULL ? options->clock
                                                             : ic_clock_get_system ());
  self->options.random = g_object_ref (options->random != NULL ? options->random
                                                               : ic_random_get_system ());
  return self;
}

/* The parts without their sockets. */
static void
build (NetNetwork *self)
{
  IcClock *clock = self->options.clock;
  const NetWsCdkOptions *cdk = &self->options.cdk;

  self->keys = net_keys_new (self->options.random);
  self->replica = net_replica_new (self->keys, clock);
  self->canisters[GROUP_CHAT] = net_group_chat_new (clock, cdk);
  self->canisters[PING_PONG_MOTOKO] = net_ping_pong_motoko_new (clock, cdk);
  self->canisters[PING_PONG_RUST] = net_ping_pong_rust_new (clock, cdk);
  for (guint i = 0; i < N_CANISTERS; i++)
    net_replica_install (self->replica, NET_CANISTER (self->canisters[i]));
  self->http = net_http_server_new (self->replica);
  self->gateway = net_gateway_new (self->replica, self->options.random, &self->options.gateway);
  self->ii_canister = net_ii_canister_new (clock, self->options.random,
                                           self->options.identity_max_life_s);
  net_replica_install (self->replica, NET_CANISTER (self->ii_canister));
  self->ii_server = net_ii_server_new (self->ii_canister, self->replica);
}

gboolean
net_network_start (NetNetwork *self, GError **error)
{
  const NetNetworkOptions *options = &self->options;

  g_return_val_if_fail (self->replica == NULL, FALSE);

  if (options->cdk.keep_alive_timeout_ms == 0 ||
      options->cdk.keep_alive_timeout_ms >= options->cdk.ack_interval_ms)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "the keep-alive time-out must be less than the interval of acknowledgements");
      return FALSE;
    }
  build (self);
  return net_http_server_listen (self->http, options->replica_port, options->listen_any, error) &&
         net_gateway_listen (self->gateway, options->gateway_port, NULL, options->listen_any,
                             error) &&
         net_ii_server_listen (self->ii_server, options->identity_port, options->listen_any,
                               error) &&
         (options->tls_certificate == NULL ||
          net_gateway_listen (self->gateway, options->tls_port, options->tls_certificate,
                              options->listen_any, error));
}

void
net_network_stop (NetNetwork *self)
{
  if (self->gateway != NULL)
    net_gateway_stop (self->gateway);
  if (self->ii_server != NULL)
    net_ii_server_stop (self->ii_server);
  if (self->http != NULL)
    net_http_server_stop (self->http);
  if (self->replica != NULL)
    net_replica_stop (self->replica);
}

const char *
net_network_get_replica_url (NetNetwork *self)
{
  return net_http_server_get_url (self->http);
}

const char *
net_network_get_gateway_url (NetNetwork *self)
{
  return net_gateway_get_url (self->gateway);
}

const char *
net_network_get_gateway_tls_url (NetNetwork *self)
{
  return net_gateway_get_tls_url (self->gateway);
}

const char *
net_network_get_identity_url (NetNetwork *self)
{
  return net_ii_server_get_url (self->ii_server);
}

NetIiCanister *
net_network_get_ii_canister (NetNetwork *self)
{
  return self->ii_canister;
}

GBytes *
net_network_get_root_key_der (NetNetwork *self)
{
  return net_keys_get_public_key_der (self->keys, NET_SUBNET_ROOT);
}

NetReplica *
net_network_get_replica (NetNetwork *self)
{
  return self->replica;
}

NetGateway *
net_network_get_gateway (NetNetwork *self)
{
  return self->gateway;
}

static void
add_string_take (JsonBuilder *builder, const char *name, char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
  g_free (value);
}

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

char *
net_network_describe (NetNetwork *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  const char *tls_url = net_network_get_gateway_tls_url (self);

  json_builder_begin_object (builder);
  add_string_take (builder, "replica_url", g_strdup (net_network_get_replica_url (self)));
  add_string_take (builder, "gateway_url", g_strdup (net_network_get_gateway_url (self)));
  add_string_take (builder, "identity_url", g_strdup (net_network_get_identity_url (self)));
  if (tls_url != NULL)
    add_string_take (builder, "gateway_tls_url", g_strdup (tls_url));
  add_string_take (builder, "root_key", to_hex (net_network_get_root_key_der (self)));
  add_string_take (
      builder, "subnet_id",
      ic_principal_to_text (net_keys_get_subnet_id (self->keys, NET_SUBNET_APPLICATION)));
  add_string_take (builder, "gateway_principal",
                   ic_principal_to_text (net_gateway_get_principal (self->gateway)));
  json_builder_set_member_name (builder, "canisters");
  json_builder_begin_object (builder);
  for (guint i = 0; i < N_CANISTERS; i++)
    add_string_take (
        builder, CANISTER_NAMES[i],
        ic_principal_to_text (net_canister_get_id (NET_CANISTER (self->canisters[i]))));
  json_builder_end_object (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
