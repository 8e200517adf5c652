/* SPDX-License-Identifier: MIT */
#include "net-test-client.h"

#include "ic/ic-cbor.h"

static void
frame_free (gpointer data)
{
  TestFrame *self = data;

  g_free (self->key);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->cert, g_bytes_unref);
  g_clear_pointer (&self->tree, g_bytes_unref);
  net_ws_message_clear (&self->message);
  g_free (self);
}

static void
take_handshake (TestClient *self, cbor_item_t *map)
{
  g_autoptr (GError) error = NULL;
  gsize len;
  const guint8 *bytes = ic_cbor_peek_bytes (
      ic_cbor_map_require (map, "gateway_principal", "handshake", &error), &len,
      "gateway_principal", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (cbor_map_size (map), ==, 1);
  ic_principal_from_bytes (&self->gateway, bytes, len, &error);
  g_assert_no_error (error);
  self->has_handshake = TRUE;
}

static void
take_frame (TestClient *self, cbor_item_t *map)
{
  TestFrame *frame = g_new0 (TestFrame, 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (cbor_map_size (map), ==, 4);
  frame->key = ic_cbor_get_text (ic_cbor_map_get (map, "key"), "key", &error);
  frame->content = ic_cbor_get_bytes (ic_cbor_map_get (map, "content"), "content", &error);
  frame->cert = ic_cbor_get_bytes (ic_cbor_map_get (map, "cert"), "cert", &error);
  frame->tree = ic_cbor_get_bytes (ic_cbor_map_get (map, "tree"), "tree", &error);
  g_assert_no_error (error);
  g_assert_true (net_ws_message_from_cbor (frame->content, &frame->message, &error));
  g_ptr_array_add (self->frames, frame);
}

static void
on_message (SoupWebsocketConnection *connection, int type, GBytes *bytes, TestClient *self)
{
  g_autoptr (GError) error = NULL;
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);
  cbor_item_t *map = ic_cbor_load (data, len, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (type, ==, SOUP_WEBSOCKET_DATA_BINARY);
  if (!self->has_handshake)
    take_handshake (self, map);
  else
    take_frame (self, map);
  cbor_decref (&map);
}

static void
on_closed (SoupWebsocketConnection *connection, TestClient *self)
{
  self->closed = TRUE;
  self->close_code = soup_websocket_connection_get_close_code (connection);
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer data)
{
  TestClient *self = data;
  g_autoptr (GError) error = NULL;

  self->connection = soup_session_websocket_connect_finish (SOUP_SESSION (object), result, &error);
  g_assert_no_error (error);
  soup_websocket_connection_set_max_incoming_payload_size (self->connection, 1024 * 1024);
  g_signal_connect (self->connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (on_closed), self);
}

TestClient *
test_client_new (SoupSession *session, const char *url, guint n, guint64 nonce)
{
  TestClient *self = g_new0 (TestClient, 1);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);

  self->identity = test_identity (n);
  self->key.principal = test_identity_principal (self->identity);
  self->key.nonce = nonce;
  self->frames = g_ptr_array_new_with_free_func (frame_free);
  soup_session_websocket_connect_async (session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL,
                                        on_connected, self);
  test_run_until (&self->has_handshake);
  return self;
}

void
test_client_free (TestClient *self)
{
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_object_unref (self->connection);
  g_object_unref (self->identity);
  g_ptr_array_unref (self->frames);
  g_free (self);
}

GBytes *
test_client_encode_call (IcEd25519Identity *identity, IcRequest *request)
{
  g_autoptr (GBytes) signed_bytes = test_sign (identity, request);
  g_autoptr (IcEnvelope) envelope = ic_envelope_decode (signed_bytes, NULL);
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 1);
  ic_cbor_put_text (out, "envelope");
  ic_envelope_append (envelope, out);
  return g_byte_array_free_to_bytes (out);
}

void
test_client_call (TestClient *self, const char *canister_id, const char *method, GBytes *arg)
{
  guint64 expiry_ns = ic_clock_get_wall_ns (ic_clock_get_system ()) + 240 * IC_NS_PER_S;
  g_autoptr (GBytes) frame = test_client_encode_call (
      self->identity, test_call (self->identity, canister_id, method, arg, expiry_ns));
  gsize len;
  gconstpointer bytes = g_bytes_get_data (frame, &len);

  soup_websocket_connection_send_binary (self->connection, bytes, len);
}

void
test_client_open (TestClient *self, const char *canister_id)
{
  g_autoptr (GBytes) arg = net_ws_encode_open_arg (self->key.nonce, &self->gateway);

  test_client_call (self, canister_id, "ws_open", arg);
}

static void
say (TestClient *self, const char *canister_id, GBytes *content, gboolean is_service_message)
{
  g_autoptr (GBytes) owned = content;
  NetWsMessage message = { .client_key = self->key,
                           .sequence_num = ++self->sequence_num,
                           .is_service_message = is_service_message,
                           .content = content };
  g_autoptr (GBytes) arg = net_ws_encode_message_arg (&message);

  test_client_call (self, canister_id, "ws_message", arg);
}

void
test_client_say (TestClient *self, const char *canister_id, GBytes *content)
{
  say (self, canister_id, content, FALSE);
}

void
test_client_say_service (TestClient *self, const char *canister_id, GBytes *content)
{
  say (self, canister_id, content, TRUE);
}

void
test_client_send_binary (TestClient *self, const char *bytes, gsize len)
{
  soup_websocket_connection_send_binary (self->connection, bytes, len);
}

static gboolean
on_too_late (gpointer user_data)
{
  g_error ("frames that do not come");
  return G_SOURCE_REMOVE;
}

void
test_client_wait_frames (TestClient *self, guint n)
{
  guint guard = g_timeout_add_seconds (60, on_too_late, NULL);

  while (self->frames->len < n && !self->closed)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
  g_assert_cmpuint (self->frames->len, >=, n);
}

void
test_client_wait_closed (TestClient *self)
{
  test_run_until (&self->closed);
}

TestFrame *
test_client_get_frame (TestClient *self, guint i)
{
  g_assert_cmpuint (i, <, self->frames->len);
  return g_ptr_array_index (self->frames, i);
}
