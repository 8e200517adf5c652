/* SPDX-License-Identifier: MIT */
#include "net-test-wire.h"

#include "ic/ic-cbor.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

static const char REQUEST[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                              "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

/* Those that test_settle() waits for. */
static GPtrArray *wires;

static void read_more (TestWire *self);

static void
wire_frame_free (gpointer data)
{
  WireFrame *self = data;

  g_byte_array_unref (self->payload);
  g_free (self);
}

static void
consume (TestWire *self, gsize len)
{
  g_byte_array_remove_range (self->unread, 0, len);
}

static gboolean
take_head (TestWire *self)
{
  const char *bytes = (const char *)self->unread->data;
  const char *end = bytes != NULL ? g_strstr_len (bytes, self->unread->len, "\r\n\r\n") : NULL;

  if (end == NULL)
    return FALSE;
  g_assert_true (g_str_has_prefix (bytes, "HTTP/1.1 "));
  self->status = g_ascii_strtoull (bytes + strlen ("HTTP/1.1 "), NULL, 10);
  consume (self, end + 4 - bytes);
  return TRUE;
}

/* The start of a frame: of a server, so never masked; FIN always. */
static gboolean
take_frame_head (TestWire *self)
{
  const guint8 *bytes = self->unread->data;
  gsize n_len, size;
  guint64 len;

  if (self->unread->len < 2)
    return FALSE;
  g_assert_cmpuint (bytes[0] & 0xf0, ==, 0x80);
  g_assert_cmpuint (bytes[1] & 0x80, ==, 0);
  n_len = bytes[1] == 127 ? 8 : bytes[1] == 126 ? 2 : 0;
  if (self->unread->len < 2 + n_len)
    return FALSE;
  len = n_len == 0 ? bytes[1] : 0;
  for (size = 0; size < n_len; size++)
    len = len << 8 | bytes[2 + size];

  self->partial = g_new0 (WireFrame, 1);
  self->partial->opcode = bytes[0] & 0x0f;
  self->partial->size = len;
  self->partial->payload = g_byte_array_new ();
  consume (self, 2 + n_len);
  return TRUE;
}

static void
finish_frame (TestWire *self)
{
  WireFrame *frame = g_steal_pointer (&self->partial);

  if (frame->opcode != WIRE_PING && frame->opcode != WIRE_PONG)
    {
      self->closing |= frame->opcode == WIRE_CLOSE;
      g_ptr_array_add (self->frames, frame);
      return;
    }
  if (frame->opcode == WIRE_PING)
    self->n_pings++;
  else
    self->n_answered++;
  wire_frame_free (frame);
}

static void
take_frames (TestWire *self)
{
  while (self->partial != NULL || take_frame_head (self))
    {
      WireFrame *frame = self->partial;
      gsize len = MIN (frame->size - self->n_seen, self->unread->len);

      g_byte_array_append (frame->payload, self->unread->data,
                           MIN (len, WIRE_KEPT_BYTES - frame->payload->len));
      consume (self, len);
      self->n_seen += len;
      if (self->n_seen < frame->size)
        return;
      self->n_seen = 0;
      finish_frame (self);
    }
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer data)
{
  TestWire *self = data;
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->reading = FALSE;
  if (n <= 0)
    {
      self->ended = TRUE;
      return;
    }
  g_byte_array_append (self->unread, self->buffer, n);
  if (self->status == 0 && !take_head (self))
    {
      read_more (self);
      return;
    }
  if (self->status == SOUP_STATUS_SWITCHING_PROTOCOLS)
    take_frames (self);
  read_more (self);
}

static void
read_more (TestWire *self)
{
  if (self->paused || self->reading)
    return;
  self->reading = TRUE;
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->stream)),
                             self->buffer, sizeof self->buffer, G_PRIORITY_DEFAULT,
                             self->cancellable, on_read, self);
}

/* Small enough for the socket's buffer. */
static void
write_all (TestWire *self, gconstpointer bytes, gsize len)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->stream)), bytes, len,
                             NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
send_binary (TestWire *self, GBytes *bytes /* transfer full */)
{
  g_autoptr (GBytes) owned = bytes;
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);
  /* FIN and opcode; mask, 16 bits of length; a mask of zeros changes nothing. */
  const guint8 head[] = { 0x80 | WIRE_BINARY, 0x80 | 126, len >> 8, len & 0xff, 0, 0, 0, 0 };

  g_assert_cmpuint (len, >=, 126);
  g_assert_cmpuint (len, <, 65536);
  g_byte_array_append (frame, head, sizeof head);
  g_byte_array_append (frame, data, len);
  write_all (self, frame->data, frame->len);
}

TestWire *
test_wire_new (const char *url, guint n, guint64 nonce, IcClock *clock)
{
  TestWire *self = g_new0 (TestWire, 1);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;

  self->unread = g_byte_array_new ();
  self->frames = g_ptr_array_new_with_free_func (wire_frame_free);
  self->cancellable = g_cancellable_new ();
  self->clock = g_object_ref (clock);
  self->identity = test_identity (n);
  self->key.principal = test_identity_principal (self->identity);
  self->key.nonce = nonce;
  g_socket_client_set_enable_proxy (client, FALSE);
  /* The kernel accepts for the gateway, so that this does not wait for the main loop. */
  self->stream = g_socket_client_connect_to_host (client, url + strlen ("ws://"), 0, NULL, &error);
  g_assert_no_error (error);
  /* Or each ping would wait for the kernel to acknowledge what went before. */
  g_socket_set_option (g_socket_connection_get_socket (self->stream), IPPROTO_TCP, TCP_NODELAY,
                       TRUE, &error);
  g_assert_no_error (error);
  write_all (self, REQUEST, sizeof REQUEST - 1);
  read_more (self);
  if (wires == NULL)
    wires = g_ptr_array_new ();
  g_ptr_array_add (wires, self);
  return self;
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
on_too_late (gpointer user_data)
{
  g_error ("something on the wire does not come");
  return G_SOURCE_REMOVE;
}

static gboolean
is_talking (TestWire *self)
{
  return self->status == SOUP_STATUS_SWITCHING_PROTOCOLS && !self->ended && !self->closing &&
         !self->paused;
}

/* What was sent before, either way, has arrived with this. */
static void
ask (TestWire *self)
{
  static const guint8 PING[] = { 0x80 | WIRE_PING, 0x80, 0, 0, 0, 0 };

  /* Where it fails, the end is near. */
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->stream)), PING,
                             sizeof PING, NULL, NULL, NULL);
  self->n_asked++;
}

void
test_settle (void)
{
  guint guard = g_timeout_add_seconds (60, on_too_late, NULL);

  drain ();
  for (guint i = 0; wires != NULL && i < wires->len; i++)
    if (is_talking (g_ptr_array_index (wires, i)))
      ask (g_ptr_array_index (wires, i));
  for (guint i = 0; wires != NULL && i < wires->len; i++)
    {
      TestWire *wire = g_ptr_array_index (wires, i);

      while (is_talking (wire) && wire->n_answered < wire->n_asked)
        g_main_context_iteration (NULL, TRUE);
    }
  drain ();
  g_source_remove (guard);
}

void
test_wire_wait (TestWire *self, guint n_frames, guint64 n_pings)
{
  guint guard = g_timeout_add_seconds (60, on_too_late, NULL);

  while ((self->frames->len < n_frames || self->n_pings < n_pings) && !self->ended)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
}

void
test_wire_free (TestWire *self)
{
  g_ptr_array_remove (wires, self);
  if (wires->len == 0)
    g_clear_pointer (&wires, g_ptr_array_unref);
  g_cancellable_cancel (self->cancellable);
  drain ();
  g_object_unref (self->stream);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->unread);
  g_clear_pointer (&self->partial, wire_frame_free);
  g_ptr_array_unref (self->frames);
  g_object_unref (self->clock);
  g_object_unref (self->identity);
  g_free (self);
}

void
test_wire_set_paused (TestWire *self, gboolean paused)
{
  self->paused = paused;
  read_more (self);
}

/* Calls of one client differ by their number; the same session again has the same bytes. */
static void
call (TestWire *self, const char *canister_id, const char *method, GBytes *arg)
{
  IcPrincipal canister = test_principal (canister_id);
  guint64 expiry_ns = ic_clock_get_wall_ns (self->clock) + 240 * IC_NS_PER_S;
  g_autoptr (GBytes) nonce = g_bytes_new (&self->sequence_num, sizeof self->sequence_num);

  send_binary (self,
               test_client_encode_call (self->identity, ic_request_new_call (&canister, method, arg,
                                                                             &self->key.principal,
                                                                             expiry_ns, nonce)));
}

void
test_wire_open (TestWire *self, const char *canister_id)
{
  g_autoptr (GBytes) arg = net_ws_encode_open_arg (self->key.nonce, &self->gateway);

  call (self, canister_id, "ws_open", arg);
}

void
test_wire_say (TestWire *self,
               const char *canister_id,
               GBytes *content,
               gboolean is_service_message)
{
  g_autoptr (GBytes) owned = content;
  NetWsMessage message = { .client_key = self->key,
                           .sequence_num = ++self->sequence_num,
                           .is_service_message = is_service_message,
                           .content = content };
  g_autoptr (GBytes) arg = net_ws_encode_message_arg (&message);

  call (self, canister_id, "ws_message", arg);
}

gboolean
test_wire_frame_read (const WireFrame *self, TestFrame *out)
{
  cbor_item_t *map;

  *out = (TestFrame){ 0 };
  if (self->opcode != WIRE_BINARY || self->size != self->payload->len)
    return FALSE;
  map = ic_cbor_load (self->payload->data, self->payload->len, NULL, NULL);
  if (map == NULL)
    return FALSE;
  if (ic_cbor_expect_map (map, "frame", NULL) && cbor_map_size (map) == 4)
    {
      cbor_item_t *key = ic_cbor_map_get (map, "key");
      cbor_item_t *content = ic_cbor_map_get (map, "content");
      cbor_item_t *cert = ic_cbor_map_get (map, "cert");
      cbor_item_t *tree = ic_cbor_map_get (map, "tree");

      if (key != NULL && content != NULL && cert != NULL && tree != NULL)
        {
          out->key = ic_cbor_get_text (key, "key", NULL);
          out->content = ic_cbor_get_bytes (content, "content", NULL);
          out->cert = ic_cbor_get_bytes (cert, "cert", NULL);
          out->tree = ic_cbor_get_bytes (tree, "tree", NULL);
        }
    }
  cbor_decref (&map);
  return out->key != NULL && out->content != NULL && out->cert != NULL && out->tree != NULL;
}

void
test_frame_clear (TestFrame *self)
{
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->cert, g_bytes_unref);
  g_clear_pointer (&self->tree, g_bytes_unref);
  net_ws_message_clear (&self->message);
}
