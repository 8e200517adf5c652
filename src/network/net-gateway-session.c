/* SPDX-License-Identifier: MIT */
/* One client's connection [ic-websocket-gateway client_session.rs]. Init: nothing has come yet.
 * Setup: the first envelope went to the canister, and whatever else the client sends is dropped.
 * Open: the canister's first message came, and all is relayed. */
#include "config.h"

#include "net-gateway-faults.h"

#include "ic/ic-cbor.h"

/* An envelope is an ingress message of 2 MiB at most. */
#define MAX_FRAME (NET_REPLICA_MAX_BODY + 1024)

typedef enum
{
  STATE_INIT,
  STATE_SETUP,
  STATE_OPEN
} State;

struct _NetGatewaySession
{
  NetGateway *gateway; /* borrowed: it owns the session */
  SoupWebsocketConnection *connection;
  NetGatewayFaults *faults; /* all that is sent goes through it */
  State state;
  /* from Setup on */
  IcPrincipal canister_id;
  NetClientKey key;
};

static gboolean
unref_later (gpointer object)
{
  g_object_unref (object);
  return G_SOURCE_REMOVE;
}

void
net_gateway_session_drop (NetGatewaySession *self)
{
  NetGateway *gateway = self->gateway;

  /* We may be in the middle of a read of the connection, which goes on after this. */
  g_idle_add_full (G_PRIORITY_DEFAULT, unref_later, g_object_ref (self->connection), NULL);

  if (self->state != STATE_INIT)
    {
      g_autoptr (GBytes) arg = net_ws_encode_close_arg (&self->key);
      g_autoptr (GBytes) envelope = net_gateway_sign (gateway, IC_REQUEST_CALL, &self->canister_id,
                                                      "ws_close", arg);

      net_gateway_remove_client (gateway, &self->canister_id, &self->key, self);
      if (!net_gateway_faults_withholds_close (self->faults, &self->key.principal))
        net_gateway_submit (gateway, &self->canister_id, envelope);
    }
  net_gateway_remove_session (gateway, self);
}

/* {envelope: {...}} holding a call; NULL for anything else. */
static IcEnvelope *
decode_frame (GBytes *frame, GError **error)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (frame, &len);
  cbor_item_t *map = ic_cbor_load (bytes, len, NULL, error);
  cbor_item_t *item;
  IcEnvelope *envelope = NULL;

  if (map == NULL)
    return NULL;
  if (ic_cbor_expect_map (map, "client frame", error) &&
      (item = ic_cbor_map_require (map, "envelope", "client frame", error)) != NULL)
    envelope = ic_envelope_decode_item (item, error);
  cbor_decref (&map);

  if (envelope != NULL && envelope->request->type != IC_REQUEST_CALL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not the envelope of a call");
      g_clear_pointer (&envelope, ic_envelope_free);
    }
  return envelope;
}

/* The first frame tells who the client is and which canister it wants. A fault may end the session
 * here: then @self is gone, though the frame was good. */
static gboolean
set_up (NetGatewaySession *self, const IcEnvelope *envelope, GError **error)
{
  IcPrincipal gateway;

  if (!net_ws_decode_open_arg (envelope->request->arg, &self->key.nonce, &gateway, error))
    return FALSE;
  self->key.principal = envelope->request->sender;
  self->canister_id = envelope->request->canister_id;
  self->state = STATE_SETUP;
  /* Before the call: its answer must find the session. */
  net_gateway_add_client (self->gateway, &self->canister_id, &self->key, self);
  net_gateway_faults_send_up (self->faults, envelope);
  return TRUE;
}

static void
on_message (SoupWebsocketConnection *connection, int type, GBytes *frame, gpointer user_data)
{
  NetGatewaySession *self = user_data;
  g_autoptr (IcEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;

  if (self->state == STATE_SETUP)
    {
      g_info ("dropping what a client sends before its connection is open");
      return;
    }
  if (type == SOUP_WEBSOCKET_DATA_BINARY)
    envelope = decode_frame (frame, &error);
  else
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not a binary frame");

  if (self->state == STATE_OPEN)
    {
      if (envelope != NULL)
        net_gateway_faults_send_up (self->faults, envelope);
      else
        {
          g_info ("ending a session: %s", error->message);
          net_gateway_session_drop (self);
        }
    }
  else if (envelope == NULL || !set_up (self, envelope, &error))
    {
      g_info ("refusing a client: %s", error->message);
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NO_STATUS, NULL);
    }
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer user_data)
{
  net_gateway_session_drop (user_data);
}

NetGatewaySession *
net_gateway_session_new (NetGateway *gateway, SoupWebsocketConnection *connection)
{
  NetGatewaySession *self = g_new0 (NetGatewaySession, 1);

  self->gateway = gateway;
  self->connection = g_object_ref (connection);
  self->faults = net_gateway_faults_new (gateway, self, connection);
  soup_websocket_connection_set_max_incoming_payload_size (connection, MAX_FRAME);
  g_signal_connect (connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), self);
  return self;
}

void
net_gateway_session_start (NetGatewaySession *self)
{
  net_gateway_faults_shake_hands (self->faults);
}

void
net_gateway_session_free (NetGatewaySession *self)
{
  g_signal_handlers_disconnect_by_data (self->connection, self);
  net_gateway_faults_free (self->faults);
  g_object_unref (self->connection);
  g_free (self);
}

void
net_gateway_session_relay (NetGatewaySession *self, NetGatewayFrame *frame, NetGatewayFrame *other)
{
  self->state = STATE_OPEN;
  net_gateway_faults_send_down (self->faults, frame, other);
}

const IcPrincipal *
net_gateway_session_get_canister_id (NetGatewaySession *self)
{
  return &self->canister_id;
}

void
net_gateway_session_fail (NetGatewaySession *self)
{
  g_autoptr (SoupWebsocketConnection) connection = g_object_ref (self->connection);

  net_gateway_remove_session (self->gateway, self);
  if (soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NO_STATUS, NULL);
}

void
net_gateway_session_say_goodbye (NetGatewaySession *self)
{
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY,
                                     "the gateway stops");
}
