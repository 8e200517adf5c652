/* SPDX-License-Identifier: MIT */
/* Polls ws_get_messages of one canister and hands the messages out [ic-websocket-gateway
 * canister_poller.rs]. */
#include "config.h"

#include "net-gateway-private.h"

#include "ic/ic-cbor.h"
#include "ic/ic-error.h"

#define US_PER_MS 1000

struct _NetGatewayPoller
{
  gatomicrefcount ref_count; /* one for the gateway, one for the poll under way */
  NetGateway *gateway;       /* borrowed; NULL once stopped */
  IcPrincipal canister_id;
  GHashTable *clients; /* NetClientKey -> NetGatewaySession, borrowed */
  /* The last messages, newest first, of two clients: for the fault that mixes clients up. */
  NetGatewayFrame *last[2];
  guint64 next_nonce;
  gint64 started_us;
  guint timer;
};

static void poll_now (NetGatewayPoller *self);

static void
poller_unref (NetGatewayPoller *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->clients);
  for (guint i = 0; i < G_N_ELEMENTS (self->last); i++)
    g_clear_pointer (&self->last[i], net_gateway_frame_unref);
  g_free (self);
}

static void
on_timer (gpointer user_data)
{
  NetGatewayPoller *self = user_data;

  self->timer = 0;
  poll_now (self);
}

/* {status: "replied", reply: {arg}}: the argument, or NULL with an error. Only a transient reject
 * (IC_ERROR_HTTP here) lets a gateway go on. */
static GBytes *
decode_reply (const NetResponse *response, GError **error)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (response->body, &len);
  cbor_item_t *map, *item;
  GBytes *arg = NULL;
  guint64 code = 0;

  if (response->status != 200)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_HTTP, "status %u", response->status);
      return NULL;
    }
  map = ic_cbor_load (bytes, len, NULL, error);
  if (map == NULL)
    return NULL;
  if ((item = ic_cbor_map_get (map, "reply")) != NULL &&
      (item = ic_cbor_map_require (item, "arg", "reply", error)) != NULL)
    arg = ic_cbor_get_bytes (item, "arg", error);
  else if ((item = ic_cbor_map_require (map, "reject_code", "query", error)) != NULL &&
           ic_cbor_get_uint64 (item, &code, "reject_code", error))
    g_set_error (error, IC_ERROR,
                 code == NET_REJECT_SYS_TRANSIENT ? IC_ERROR_HTTP : IC_ERROR_REJECTED,
                 "rejected with code %" G_GUINT64_FORMAT, code);
  cbor_decref (&map);
  return arg;
}

static gboolean
is_for (const NetGatewayFrame *frame, const NetClientKey *key)
{
  return frame != NULL && net_client_key_equal (&frame->client_key, key);
}

/* Keeps @frame as the newest, and the newest of somebody else. */
static void
remember (NetGatewayPoller *self, NetGatewayFrame *frame)
{
  if (!is_for (self->last[0], &frame->client_key))
    {
      g_clear_pointer (&self->last[1], net_gateway_frame_unref);
      self->last[1] = g_steal_pointer (&self->last[0]);
    }
  g_clear_pointer (&self->last[0], net_gateway_frame_unref);
  self->last[0] = net_gateway_frame_ref (frame);
}

static void
relay_one (NetGatewayPoller *self,
           const NetOutputMessage *message,
           const NetOutputMessages *messages)
{
  NetGatewaySession *session = g_hash_table_lookup (self->clients, &message->client_key);
  g_autoptr (NetGatewayFrame) frame = NULL;
  g_autoptr (NetGatewayFrame) other = NULL;

  if (session == NULL)
    return;
  frame = net_gateway_frame_new (&self->canister_id, message, messages->cert, messages->tree);
  other = self->last[is_for (self->last[0], &message->client_key) ? 1 : 0];
  if (other != NULL)
    net_gateway_frame_ref (other);
  remember (self, frame);
  net_gateway_session_relay (session, frame, other);
}

static gboolean
relay (NetGatewayPoller *self, const NetOutputMessages *messages, GError **error)
{
  for (guint i = 0; i < messages->messages->len; i++)
    {
      NetOutputMessage *message = g_ptr_array_index (messages->messages, i);

      /* The first poll may find that older messages are gone; from then on none may be missing. */
      if (self->next_nonce != 0 && message->nonce != self->next_nonce)
        {
          g_set_error (error, IC_ERROR, IC_ERROR_REJECTED,
                       "nonce %" G_GUINT64_FORMAT " where %" G_GUINT64_FORMAT " was due",
                       message->nonce, self->next_nonce);
          return FALSE;
        }
      self->next_nonce = message->nonce + 1;
      relay_one (self, message, messages);
    }
  return TRUE;
}

/* What a poll said; FALSE with an error that ends the poller. */
static gboolean
take_response (NetGatewayPoller *self,
               const NetResponse *response,
               gboolean *is_end_of_queue,
               GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) arg = decode_reply (response, &local);
  g_auto (NetOutputMessages) messages = { 0 };

  *is_end_of_queue = TRUE;
  if (arg == NULL)
    {
      if (g_error_matches (local, IC_ERROR, IC_ERROR_HTTP))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!net_ws_decode_messages (arg, &messages, error) || !relay (self, &messages, error))
    return FALSE;
  *is_end_of_queue = messages.is_end_of_queue;
  return TRUE;
}

static void
fail (NetGatewayPoller *self, const GError *error)
{
  NetGateway *gateway = self->gateway;
  g_autoptr (GList) sessions = g_hash_table_get_values (self->clients);

  g_info ("polling failed, its sessions end: %s", error->message);
  g_hash_table_remove_all (self->clients);
  for (GList *link = sessions; link != NULL; link = link->next)
    net_gateway_session_fail (link->data);
  net_gateway_remove_poller (gateway, self);
}

static void
schedule (NetGatewayPoller *self)
{
  IcClock *clock = net_replica_get_clock (self->gateway->replica);
  gint64 interval_us = (gint64)self->gateway->options.poll_interval_ms * US_PER_MS;
  gint64 at_us = MAX (self->started_us + interval_us, ic_clock_get_monotonic_us (clock));

  self->timer = ic_clock_call_at (clock, at_us, on_timer, self);
}

static void
on_polled (GObject *object, GAsyncResult *result, gpointer user_data)
{
  NetGatewayPoller *self = user_data;
  g_autoptr (NetResponse) response = net_replica_handle_finish (NET_REPLICA (object), result, NULL);
  g_autoptr (GError) error = NULL;
  gboolean is_end_of_queue = TRUE;

  if (self->gateway != NULL && response != NULL)
    {
      if (!take_response (self, response, &is_end_of_queue, &error))
        fail (self, error);
      else if (g_hash_table_size (self->clients) == 0)
        net_gateway_remove_poller (self->gateway, self);
      else if (is_end_of_queue)
        schedule (self);
      else
        poll_now (self);
    }
  poller_unref (self);
}

static void
poll_now (NetGatewayPoller *self)
{
  NetGateway *gateway = self->gateway;
  g_autoptr (GBytes) arg = net_ws_encode_get_messages_arg (self->next_nonce);
  g_autoptr (GBytes) envelope = net_gateway_sign (gateway, IC_REQUEST_QUERY, &self->canister_id,
                                                  "ws_get_messages", arg);

  self->started_us = ic_clock_get_monotonic_us (net_replica_get_clock (gateway->replica));
  g_atomic_ref_count_inc (&self->ref_count);
  net_replica_handle_async (
      gateway->replica, gateway->options.newer_api ? NET_ENDPOINT_QUERY_V3 : NET_ENDPOINT_QUERY_V2,
      &self->canister_id, envelope, gateway->cancellable, on_polled, self);
}

NetGatewayPoller *
net_gateway_poller_new (NetGateway *gateway, const IcPrincipal *canister_id)
{
  NetGatewayPoller *self = g_new0 (NetGatewayPoller, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->gateway = gateway;
  self->canister_id = *canister_id;
  self->clients = g_hash_table_new_full (net_client_key_hash, net_client_key_equal, g_free, NULL);
  /* The first client is added right after this, before the poll's answer comes. */
  poll_now (self);
  return self;
}

void
net_gateway_poller_free (NetGatewayPoller *self)
{
  if (self->timer != 0)
    ic_clock_cancel (net_replica_get_clock (self->gateway->replica), self->timer);
  self->timer = 0;
  self->gateway = NULL;
  poller_unref (self);
}

const IcPrincipal *
net_gateway_poller_get_canister_id (NetGatewayPoller *self)
{
  return &self->canister_id;
}

void
net_gateway_poller_add (NetGatewayPoller *self, const NetClientKey *key, NetGatewaySession *session)
{
  g_hash_table_insert (self->clients, g_memdup2 (key, sizeof *key), session);
}

/* Another session may have taken the key over meanwhile. */
void
net_gateway_poller_remove (NetGatewayPoller *self,
                           const NetClientKey *key,
                           NetGatewaySession *session)
{
  if (g_hash_table_lookup (self->clients, key) == session)
    g_hash_table_remove (self->clients, key);
}
