/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-network.h"

#include "net-any-canister.h"
#include "net-canister-faults.h"
#include "net-control.h"
#include "net-network-gateway.h"

enum
{
  GROUP_CHAT,
  PING_PONG_MOTOKO,
  PING_PONG_RUST,
  ANY_CANISTER,
  ANY_CANISTER_PRIVATE,
  N_CANISTERS
};

/* Names of the canisters in the description. */
static const char *const CANISTER_NAMES[N_CANISTERS] = {
  "group_chat", "ping_pong_motoko", "ping_pong_rust", "any_canister", "any_canister_private",
};

struct _NetNetwork
{
  GObject parent_instance;

  NetNetworkOptions options; /* with references of its own */
  NetKeys *keys;
  NetReplica *replica;
  NetHttpServer *http;
  GPtrArray *gateways; /* NetNetworkGateway */
  NetControl *control; /* (nullable) */
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
  g_clear_object (&self->control);
  g_ptr_array_set_size (self->gateways, 0);
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
net_network_finalize (GObject *object)
{
  g_ptr_array_unref (NET_NETWORK (object)->gateways);
  G_OBJECT_CLASS (net_network_parent_class)->finalize (object);
}

static void
net_network_class_init (NetNetworkClass *class)
{
  G_OBJECT_CLASS (class)->dispose = net_network_dispose;
  G_OBJECT_CLASS (class)->finalize = net_network_finalize;
}

static void
net_network_init (NetNetwork *self)
{
  self->gateways = g_ptr_array_new_with_free_func ((GDestroyNotify)net_network_gateway_free);
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

static void
add_gateway (NetNetwork *self)
{
  const NetNetworkOptions *options = &self->options;
  guint i = self->gateways->len;
  const NetNetworkGatewayOptions own = {
    .port = options->gateway_port > 0 ? options->gateway_port + i : 0,
    .tls_port = options->tls_port > 0 ? options->tls_port + i : 0,
    .tls_certificate = options->tls_certificate,
    .listen_any = options->listen_any,
  };
  NetGateway *gateway = net_gateway_new (self->replica, options->random, &options->gateway);

  g_ptr_array_add (self->gateways, net_network_gateway_new (gateway, options->clock, &own));
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
  self->canisters[ANY_CANISTER] = net_any_canister_new (clock, cdk);
  self->canisters[ANY_CANISTER_PRIVATE] = net_any_canister_new_private (clock, cdk);
  for (guint i = 0; i < N_CANISTERS; i++)
    {
      net_ws_canister_set_random (self->canisters[i], self->options.random);
      net_replica_install (self->replica, NET_CANISTER (self->canisters[i]));
    }
  self->http = net_http_server_new (self->replica);
  add_gateway (self);
  self->ii_canister = net_ii_canister_new (clock, self->options.random,
                                           self->options.identity_max_life_s);
  net_replica_install (self->replica, NET_CANISTER (self->ii_canister));
  self->ii_server = net_ii_server_new (self->ii_canister, self->replica);
  /* Last, so that a seed gives the same keys to the rest however many there are. */
  for (guint i = 1; i < self->options.n_gateways; i++)
    add_gateway (self);
}

static gboolean
check_options (const NetNetworkOptions *options, GError **error)
{
  guint last = MAX (options->n_gateways, 1) - 1;

  if (options->cdk.keep_alive_timeout_ms == 0 ||
      options->cdk.keep_alive_timeout_ms >= options->cdk.ack_interval_ms)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "the keep-alive time-out must be less than the interval of acknowledgements");
  else if (last >= NET_NETWORK_MAX_GATEWAYS)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "at most %d gateways",
                 NET_NETWORK_MAX_GATEWAYS);
  else if ((options->gateway_port > 0 && options->gateway_port + last > G_MAXUINT16) ||
           (options->tls_port > 0 && options->tls_port + last > G_MAXUINT16))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "the ports of the gateways go beyond %d", G_MAXUINT16);
  else
    return TRUE;
  return FALSE;
}

static gboolean
listen_gateways (NetNetwork *self, GError **error)
{
  for (guint i = 0; i < self->gateways->len; i++)
    if (!net_network_gateway_listen (g_ptr_array_index (self->gateways, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
listen_control (NetNetwork *self, GError **error)
{
  if (!self->options.with_control)
    return TRUE;
  self->control = net_control_new (self);
  return net_control_listen (self->control, self->options.control_port, error);
}

gboolean
net_network_start (NetNetwork *self, GError **error)
{
  const NetNetworkOptions *options = &self->options;

  g_return_val_if_fail (self->replica == NULL, FALSE);

  if (!check_options (options, error))
    return FALSE;
  build (self);
  return net_http_server_listen (self->http, options->replica_port, options->listen_any, error) &&
         listen_gateways (self, error) &&
         net_ii_server_listen (self->ii_server, options->identity_port, options->listen_any,
                               error) &&
         listen_control (self, error);
}

typedef struct
{
  guint n_left;
} Farewell;

static void
on_left (gpointer user_data)
{
  GTask *task = user_data;
  Farewell *farewell = g_task_get_task_data (task);

  if (--farewell->n_left == 0)
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
net_network_close_async (NetNetwork *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Farewell *farewell = g_new0 (Farewell, 1);

  g_return_if_fail (self->gateways->len > 0);

  farewell->n_left = self->gateways->len;
  g_task_set_source_tag (task, net_network_close_async);
  g_task_set_task_data (task, farewell, g_free);
  for (guint i = 0; i < self->gateways->len; i++)
    net_network_gateway_leave (g_ptr_array_index (self->gateways, i), on_left, g_object_ref (task));
}

gboolean
net_network_close_finish (NetNetwork *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
net_network_stop (NetNetwork *self)
{
  if (self->control != NULL)
    net_control_stop (self->control);
  for (guint i = 0; i < self->gateways->len; i++)
    net_network_gateway_stop (g_ptr_array_index (self->gateways, i));
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
  return net_gateway_get_url (net_network_get_gateway (self));
}

const char *
net_network_get_gateway_tls_url (NetNetwork *self)
{
  return net_gateway_get_tls_url (net_network_get_gateway (self));
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
  return net_network_get_nth_gateway (self, 0);
}

guint
net_network_get_n_gateways (NetNetwork *self)
{
  return self->gateways->len;
}

NetGateway *
net_network_get_nth_gateway (NetNetwork *self, guint i)
{
  g_return_val_if_fail (i < self->gateways->len, NULL);

  return net_network_gateway_get_gateway (g_ptr_array_index (self->gateways, i));
}

void
net_network_restart_gateway (NetNetwork *self, guint i, guint down_ms)
{
  g_return_if_fail (i < self->gateways->len);

  net_network_gateway_restart (g_ptr_array_index (self->gateways, i), down_ms);
}

gboolean
net_network_is_gateway_down (NetNetwork *self, guint i)
{
  g_return_val_if_fail (i < self->gateways->len, TRUE);

  return net_network_gateway_is_down (g_ptr_array_index (self->gateways, i));
}

guint
net_network_get_n_canisters (NetNetwork *self)
{
  return N_CANISTERS;
}

/**
 * net_network_get_nth_canister:
 * @name: (out) (optional): "group_chat" and the like, as in the description
 */
NetWsCanister *
net_network_get_nth_canister (NetNetwork *self, guint i, const char **name)
{
  g_return_val_if_fail (i < N_CANISTERS, NULL);

  if (name != NULL)
    *name = CANISTER_NAMES[i];
  return self->canisters[i];
}

const char *
net_network_get_control_url (NetNetwork *self)
{
  return self->control != NULL ? net_control_get_url (self->control) : NULL;
}

const NetNetworkOptions *
net_network_get_options (NetNetwork *self)
{
  return &self->options;
}
