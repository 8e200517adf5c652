/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-ws-cdk-private.h"

#include "ic/ic-error.h"

static guint
principal_hash (gconstpointer principal)
{
  return ic_principal_hash (principal);
}

static gboolean
principal_equal (gconstpointer a, gconstpointer b)
{
  return ic_principal_equal (a, b);
}

gboolean
net_ws_cdk_strike (NetWsCdk *self, NetCanisterFault fault, guint64 *parameter)
{
  return self->handlers.strike != NULL && self->handlers.strike (fault, parameter, self->user_data);
}

static char *
client_not_connected (const NetClientKey *key)
{
  g_autofree char *text = net_client_key_to_text (key);

  return g_strdup_printf ("Client with key %s doesn't have an open connection", text);
}

NetWsClient *
net_ws_cdk_find_current (NetWsCdk *self, const IcPrincipal *principal, char **err)
{
  NetWsClient *client = g_hash_table_lookup (self->current, principal);

  if (client == NULL)
    {
      g_autofree char *text = ic_principal_to_text (principal);

      *err = g_strdup_printf ("Client with principal %s doesn't have an open connection", text);
    }
  return client;
}

/* Clients */

static NetWsClient *
add_client (NetWsCdk *self, const NetClientKey *key, const IcPrincipal *gateway_principal)
{
  NetWsClient *client = g_new0 (NetWsClient, 1);
  NetWsQueue *queue = g_hash_table_lookup (self->gateways, gateway_principal);

  client->key = *key;
  client->gateway_principal = *gateway_principal;
  client->last_keep_alive_ns = net_ws_cdk_get_now_ns (self);
  client->next_incoming = 1;
  g_hash_table_insert (self->clients, &client->key, client);
  g_hash_table_insert (self->current, &client->key.principal, client);

  if (queue == NULL)
    {
      queue = net_ws_queue_new (gateway_principal);
      g_hash_table_insert (self->gateways, g_memdup2 (gateway_principal, sizeof *gateway_principal),
                           queue);
    }
  net_ws_queue_add_client (queue);
  return client;
}

void
net_ws_cdk_remove_client (NetWsCdk *self, NetWsClient *client, const NetCloseReason *reason)
{
  NetWsQueue *queue = g_hash_table_lookup (self->gateways, &client->gateway_principal);
  IcPrincipal principal = client->key.principal;

  if (reason != NULL)
    {
      g_autoptr (GBytes) content = net_ws_encode_close_message (*reason);

      g_free (net_ws_cdk_send_to (self, client, content, TRUE));
    }
  if (queue != NULL)
    net_ws_queue_remove_client (queue, net_ws_cdk_get_now_ns (self));
  g_hash_table_remove (self->current, &client->key.principal);
  g_hash_table_remove (self->clients, &client->key);

  if (self->handlers.on_close != NULL)
    self->handlers.on_close (&principal, self->user_data);
}

char *
net_ws_cdk_close_client (NetWsCdk *self, const IcPrincipal *principal)
{
  static const NetCloseReason REASON = NET_CLOSE_CLOSED_BY_APPLICATION;
  char *err = NULL;
  NetWsClient *client = net_ws_cdk_find_current (self, principal, &err);

  if (client != NULL)
    net_ws_cdk_remove_client (self, client, &REASON);
  return err;
}

void
net_ws_cdk_close_all (NetWsCdk *self, NetCloseReason reason)
{
  g_autoptr (GList) clients = g_hash_table_get_values (self->clients);

  /* No handler can take another client away: on_close is told of one that is gone already. */
  for (GList *link = clients; link != NULL; link = link->next)
    net_ws_cdk_remove_client (self, link->data, &reason);
}

/* The methods */

char *
net_ws_cdk_open (NetWsCdk *self,
                 const IcPrincipal *caller,
                 guint64 client_nonce,
                 const IcPrincipal *gateway_principal)
{
  NetClientKey key = { .principal = *caller, .nonce = client_nonce };
  g_autoptr (GBytes) content = NULL;
  NetWsClient *client;
  char *err;

  if (ic_principal_is_anonymous (caller))
    return g_strdup ("Anonymous principal is not allowed");
  if (g_hash_table_contains (self->clients, &key))
    {
      g_autofree char *text = net_client_key_to_text (&key);

      return g_strdup_printf ("Client with key %s already has an open connection", text);
    }

  /* One live connection for each principal: the older one goes without a word. */
  client = g_hash_table_lookup (self->current, caller);
  if (client != NULL)
    net_ws_cdk_remove_client (self, client, NULL);

  client = add_client (self, &key, gateway_principal);
  content = net_ws_encode_open_message (&key);
  err = net_ws_cdk_send_to (self, client, content, TRUE);
  if (err == NULL && self->handlers.on_open != NULL)
    self->handlers.on_open (caller, self->user_data);
  return err;
}

char *
net_ws_cdk_close (NetWsCdk *self, const IcPrincipal *caller, const NetClientKey *key)
{
  g_autofree char *gateway = ic_principal_to_text (caller);
  NetWsClient *client;

  if (!g_hash_table_contains (self->gateways, caller))
    return g_strdup_printf ("Gateway with principal %s is not registered", gateway);
  client = g_hash_table_lookup (self->clients, key);
  if (client == NULL)
    return client_not_connected (key);
  if (!ic_principal_equal (&client->gateway_principal, caller))
    {
      g_autofree char *text = net_client_key_to_text (key);

      return g_strdup_printf ("Client with key %s was not registered to gateway %s", text, gateway);
    }
  net_ws_cdk_remove_client (self, client, NULL);
  return NULL;
}

static char *
handle_service_message (NetWsCdk *self, NetWsClient *client, GBytes *content, char **trap)
{
  g_autoptr (GError) error = NULL;
  NetServiceKind kind;
  NetCloseReason reason;
  guint64 number;

  if (!net_ws_decode_service_message (content, &kind, &number, &reason, &error))
    {
      if (self->flavour == NET_CDK_MOTOKO)
        {
          /* from_candid gives null for another type, but traps on what is no Candid at all. */
          if (g_error_matches (error, IC_ERROR, IC_ERROR_CANDID))
            *trap = g_strdup_printf ("IDL error: %s", error->message);
          return g_strdup ("Error decoding service message content: unknown");
        }
      return g_strdup_printf ("Error decoding service message content: %s", error->message);
    }
  if (kind != NET_SERVICE_KEEP_ALIVE)
    return g_strdup ("Invalid service message");

  client->last_keep_alive_ns = net_ws_cdk_get_now_ns (self);
  return NULL;
}

char *
net_ws_cdk_message (NetWsCdk *self,
                    const IcPrincipal *caller,
                    const NetWsMessage *message,
                    char **trap)
{
  static const NetCloseReason WRONG = NET_CLOSE_WRONG_SEQUENCE_NUMBER;
  char *err = NULL;
  NetWsClient *client = net_ws_cdk_find_current (self, caller, &err);

  if (client == NULL)
    return err;
  if (!net_client_key_equal (&client->key, &message->client_key))
    {
      g_autofree char *text = ic_principal_to_text (&message->client_key.principal);

      return g_strdup_printf (
          "Client with principal %s has a different key than the one used in the message", text);
    }
  if (message->sequence_num != client->next_incoming)
    {
      guint64 expected = client->next_incoming;

      net_ws_cdk_remove_client (self, client, &WRONG);
      return g_strdup_printf ("Expected incoming sequence number %" G_GUINT64_FORMAT
                              " but got %" G_GUINT64_FORMAT,
                              expected, message->sequence_num);
    }
  client->next_incoming++;

  if (message->is_service_message)
    return handle_service_message (self, client, message->content, trap);

  if (self->handlers.on_message != NULL &&
      !self->handlers.on_message (caller, message->content, trap, self->user_data) &&
      self->flavour == NET_CDK_RUST)
    {
      /* The IC rolls a trapped call back. In Motoko the handler is awaited, which commits before. */
      client = g_hash_table_lookup (self->clients, &message->client_key);
      if (client != NULL)
        client->next_incoming--;
    }
  return NULL;
}

/* Life */

NetWsCdk *
net_ws_cdk_new (NetCdkFlavour flavour,
                IcClock *clock,
                const NetWsCdkOptions *options,
                const NetWsHandlers *handlers,
                gpointer user_data)
{
  NetWsCdk *self;

  /* As the CDKs check it: an ack round must be over before the next begins. */
  g_return_val_if_fail (options->keep_alive_timeout_ms < options->ack_interval_ms, NULL);

  self = g_new0 (NetWsCdk, 1);
  self->flavour = flavour;
  self->clock = g_object_ref (clock);
  self->options = *options;
  self->handlers = *handlers;
  self->user_data = user_data;
  self->clients = g_hash_table_new_full (net_client_key_hash, net_client_key_equal, NULL, g_free);
  self->current = g_hash_table_new (principal_hash, principal_equal);
  self->gateways = g_hash_table_new_full (principal_hash, principal_equal, g_free,
                                          (GDestroyNotify)net_ws_queue_free);
  self->tree = net_tree_new ();
  net_ws_cdk_start_timers (self);
  return self;
}

void
net_ws_cdk_free (NetWsCdk *self)
{
  if (self == NULL)
    return;
  net_ws_cdk_stop_timers (self);
  g_hash_table_unref (self->current);
  g_hash_table_unref (self->clients);
  g_hash_table_unref (self->gateways);
  net_tree_free (self->tree);
  g_object_unref (self->clock);
  g_free (self);
}

gboolean
net_ws_cdk_get_certified_data (NetWsCdk *self, guint8 data[IC_HASH_BYTES])
{
  if (self->certified)
    net_tree_get_labeled_hash (self->tree, NET_WS_LABEL_WEBSOCKET, data);
  return self->certified;
}

guint
net_ws_cdk_get_n_clients (NetWsCdk *self)
{
  return g_hash_table_size (self->clients);
}

guint64
net_ws_cdk_get_now_ns (NetWsCdk *self)
{
  return ic_clock_get_wall_ns (self->clock);
}

NetCdkFlavour
net_ws_cdk_get_flavour (NetWsCdk *self)
{
  return self->flavour;
}
