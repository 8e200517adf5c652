/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-gateway-faults.h"

#include "net-listen.h"

/* agent-rs: three minutes. */
#define INGRESS_TTL_NS (3 * 60 * IC_NS_PER_S)
#define NONCE_BYTES    16

G_DEFINE_FINAL_TYPE (NetGateway, net_gateway, G_TYPE_OBJECT)

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

/* To the replica */

static void
on_submitted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NetResponse) response = net_replica_handle_finish (NET_REPLICA (object), result, NULL);

  if (response == NULL || response->status == 202)
    return;
  if (g_strcmp0 (response->content_type, "application/cbor") == 0)
    g_info ("the replica rejects a relayed call");
  else
    g_info ("the replica refuses a relayed call (%u): %.*s", response->status,
            (int)g_bytes_get_size (response->body),
            (const char *)g_bytes_get_data (response->body, NULL));
}

void
net_gateway_submit (NetGateway *self, const IcPrincipal *canister_id, GBytes *envelope)
{
  net_replica_handle_async (self->replica, NET_ENDPOINT_CALL_V2, canister_id, envelope,
                            self->cancellable, on_submitted, NULL);
}

GBytes *
net_gateway_sign (NetGateway *self,
                  IcRequestType type,
                  const IcPrincipal *canister_id,
                  const char *method,
                  GBytes *arg)
{
  guint64 expiry_ns = ic_clock_get_wall_ns (net_replica_get_clock (self->replica)) + INGRESS_TTL_NS;
  guint8 nonce_bytes[NONCE_BYTES];
  g_autoptr (GBytes) nonce = NULL;
  g_autoptr (IcRequest) request = NULL;
  g_autoptr (GBytes) to_sign = NULL;
  g_autoptr (GBytes) signature = NULL;
  IcEnvelope envelope = { 0 };
  gsize len;
  gconstpointer bytes;

  ic_random_bytes (self->random, nonce_bytes, sizeof nonce_bytes);
  nonce = g_bytes_new (nonce_bytes, sizeof nonce_bytes);
  request = type == IC_REQUEST_CALL
                ? ic_request_new_call (canister_id, method, arg, &self->principal, expiry_ns, nonce)
                : ic_request_new_query (canister_id, method, arg, &self->principal, expiry_ns,
                                        nonce);
  to_sign = ic_request_get_signed_bytes (request);
  bytes = g_bytes_get_data (to_sign, &len);
  signature = ic_ed25519_identity_sign_sync (self->identity, bytes, len);

  envelope.request = request;
  envelope.sender_pubkey = ic_identity_get_public_key_der (IC_IDENTITY (self->identity));
  envelope.sender_sig = signature;
  return ic_envelope_encode (&envelope);
}

/* Clients */

void
net_gateway_add_client (NetGateway *self,
                        const IcPrincipal *canister_id,
                        const NetClientKey *key,
                        NetGatewaySession *session)
{
  NetGatewayPoller *poller = g_hash_table_lookup (self->pollers, canister_id);

  if (poller == NULL)
    {
      poller = net_gateway_poller_new (self, canister_id);
      g_hash_table_insert (self->pollers, (gpointer)net_gateway_poller_get_canister_id (poller),
                           poller);
    }
  net_gateway_poller_add (poller, key, session);
}

void
net_gateway_remove_client (NetGateway *self,
                           const IcPrincipal *canister_id,
                           const NetClientKey *key,
                           NetGatewaySession *session)
{
  NetGatewayPoller *poller = g_hash_table_lookup (self->pollers, canister_id);

  if (poller != NULL)
    net_gateway_poller_remove (poller, key, session);
}

static void
finish_closing (NetGateway *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->closing);

  g_clear_handle_id (&self->grace_timer, g_source_remove);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

void
net_gateway_remove_session (NetGateway *self, NetGatewaySession *session)
{
  g_hash_table_remove (self->sessions, session);
  if (g_hash_table_size (self->sessions) == 0)
    finish_closing (self);
}

void
net_gateway_remove_poller (NetGateway *self, NetGatewayPoller *poller)
{
  g_hash_table_remove (self->pollers, net_gateway_poller_get_canister_id (poller));
}

static void
on_websocket (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *connection,
              gpointer user_data)
{
  NetGateway *self = user_data;
  NetGatewaySession *session = net_gateway_session_new (self, connection);

  g_hash_table_add (self->sessions, session);
  net_gateway_session_start (session);
}

/* Life */

static void
net_gateway_dispose (GObject *object)
{
  net_gateway_stop (NET_GATEWAY (object));
  G_OBJECT_CLASS (net_gateway_parent_class)->dispose (object);
}

static void
net_gateway_finalize (GObject *object)
{
  NetGateway *self = NET_GATEWAY (object);

  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->pollers);
  g_ptr_array_unref (self->servers);
  g_object_unref (self->cancellable);
  g_object_unref (self->faults);
  net_forger_free (self->forger);
  g_object_unref (self->identity);
  g_object_unref (self->random);
  g_object_unref (self->replica);
  g_free (self->url);
  g_free (self->tls_url);
  G_OBJECT_CLASS (net_gateway_parent_class)->finalize (object);
}

static void
net_gateway_class_init (NetGatewayClass *class)
{
  G_OBJECT_CLASS (class)->dispose = net_gateway_dispose;
  G_OBJECT_CLASS (class)->finalize = net_gateway_finalize;
}

static void
net_gateway_init (NetGateway *self)
{
  self->servers = g_ptr_array_new_with_free_func (g_object_unref);
  self->sessions = g_hash_table_new_full (NULL, NULL, (GDestroyNotify)net_gateway_session_free,
                                          NULL);
  self->pollers = g_hash_table_new_full (principal_hash, principal_equal, NULL,
                                         (GDestroyNotify)net_gateway_poller_free);
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->hung);
}

NetGateway *
net_gateway_new (NetReplica *replica, IcRandom *random, const NetGatewayOptions *options)
{
  NetGateway *self = g_object_new (NET_TYPE_GATEWAY, NULL);

  self->replica = g_object_ref (replica);
  self->random = g_object_ref (random);
  self->faults = net_faults_new (random);
  self->options = *options;
  self->identity = ic_ed25519_identity_new_random (random);
  ic_identity_get_principal (IC_IDENTITY (self->identity), &self->principal);
  return self;
}

gboolean
net_gateway_listen (NetGateway *self,
                    guint16 port,
                    GTlsCertificate *certificate,
                    gboolean listen_any,
                    GError **error)
{
  gboolean tls = certificate != NULL;
  SoupServer *server = soup_server_new ("server-header", "attest-network", "tls-certificate",
                                        certificate, NULL);
  char *url;

  /* After net_gateway_stop(): a new start. */
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
    }
  g_ptr_array_add (self->servers, server);
  net_gateway_watch_door (self, server);
  soup_server_add_websocket_handler (server, NULL, NULL, NULL, on_websocket, self, NULL);
  url = net_listen (server, tls ? "wss" : "ws", tls, port, listen_any, error);
  g_free (tls ? self->tls_url : self->url);
  if (tls)
    self->tls_url = url;
  else
    self->url = url;
  return url != NULL;
}

static void
stop_listening (NetGateway *self)
{
  net_gateway_release_door (self);
  for (guint i = 0; i < self->servers->len; i++)
    {
      soup_server_disconnect (g_ptr_array_index (self->servers, i));
      soup_server_remove_handler (g_ptr_array_index (self->servers, i), NULL);
    }
  g_ptr_array_set_size (self->servers, 0);
}

void
net_gateway_stop (NetGateway *self)
{
  g_cancellable_cancel (self->cancellable);
  stop_listening (self);
  g_hash_table_remove_all (self->sessions);
  g_hash_table_remove_all (self->pollers);
  finish_closing (self);
}

static gboolean
on_grace_over (gpointer user_data)
{
  NetGateway *self = user_data;
  g_autoptr (GList) sessions = g_hash_table_get_keys (self->sessions);

  self->grace_timer = 0;
  /* The last of them finishes the closing. */
  for (GList *link = sessions; link != NULL; link = link->next)
    net_gateway_session_drop (link->data);
  return G_SOURCE_REMOVE;
}

void
net_gateway_close_async (NetGateway *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GList) sessions = g_hash_table_get_keys (self->sessions);

  g_return_if_fail (self->closing == NULL);

  self->closing = g_task_new (self, cancellable, callback, user_data);
  stop_listening (self);
  for (GList *link = sessions; link != NULL; link = link->next)
    net_gateway_session_say_goodbye (link->data);
  if (g_hash_table_size (self->sessions) == 0)
    finish_closing (self);
  else
    self->grace_timer = g_timeout_add (NET_GATEWAY_GRACE_MS, on_grace_over, self);
}

gboolean
net_gateway_close_finish (NetGateway *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
net_gateway_get_url (NetGateway *self)
{
  return self->url;
}

const char *
net_gateway_get_tls_url (NetGateway *self)
{
  return self->tls_url;
}

const IcPrincipal *
net_gateway_get_principal (NetGateway *self)
{
  return &self->principal;
}

NetFaults *
net_gateway_get_faults (NetGateway *self)
{
  return self->faults;
}

guint
net_gateway_get_n_sessions (NetGateway *self)
{
  return g_hash_table_size (self->sessions);
}

guint
net_gateway_get_n_pollers (NetGateway *self)
{
  return g_hash_table_size (self->pollers);
}
