/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "icws-test-kit.h"
#include "icws-test-server.h"
#include "icws/icws-metered-stream.h"

#define FIN_BINARY 0x82
#define FIN_TEXT   0x81
#define FIN_CLOSE  0x88
#define FIN_PING   0x89
#define FIN_PONG   0x8a
#define BINARY     0x02
#define CONTINUE   0x00
#define CHUNK      (64 * 1024)

typedef struct
{
  IcwsTransport *transport;
  GCancellable *cancellable;
  gboolean opened; /* open_finish was called */
  GError *open_error;
  GPtrArray *frames;
  guint n_closed;
  guint code;
  char *reason;
  GError *error;
} Client;

static void
on_frame (IcwsTransport *transport, GBytes *frame, Client *client)
{
  g_assert_cmpuint (client->n_closed, ==, 0);
  g_ptr_array_add (client->frames, g_bytes_ref (frame));
}

static void
on_closed (
    IcwsTransport *transport, guint code, const char *reason, const GError *error, Client *client)
{
  client->n_closed++;
  client->code = code;
  client->reason = g_strdup (reason);
  client->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Client *client = user_data;

  icws_transport_open_finish (ICWS_TRANSPORT (source), result, &client->open_error);
  client->opened = TRUE;
}

static Client *
client_new (const char *url)
{
  Client *client = g_new0 (Client, 1);

  client->transport = icws_gateway_transport_new (url);
  client->cancellable = g_cancellable_new ();
  client->frames = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_signal_connect (client->transport, "frame", G_CALLBACK (on_frame), client);
  g_signal_connect (client->transport, "closed", G_CALLBACK (on_closed), client);
  icws_transport_open_async (client->transport, client->cancellable, on_open, client);
  return client;
}

static Client *
client_of (IcwsTestServer *server)
{
  g_autofree char *url = icws_test_server_get_url (server);

  return client_new (url);
}

static void
client_free (Client *client)
{
  g_assert_finalize_object (client->transport);
  g_object_unref (client->cancellable);
  g_ptr_array_unref (client->frames);
  g_clear_error (&client->open_error);
  g_clear_error (&client->error);
  g_free (client->reason);
  g_free (client);
  icws_test_settle ();
}

static void
wait_open (Client *client)
{
  icws_test_wait (client->opened);
  g_assert_no_error (client->open_error);
}

static void
wait_closed (Client *client)
{
  wait_open (client);
  icws_test_wait (client->n_closed > 0);
  icws_test_settle ();
  g_assert_cmpuint (client->n_closed, ==, 1);
}

static void
echo_script (IcwsTestServer *server, gpointer data)
{
  GBytes *payload = NULL;

  icws_test_server_frame (server, FIN_BINARY, "handshake", 9);
  while (icws_test_server_read_frame (server, &payload) == FIN_BINARY)
    {
      icws_test_server_frame (server, FIN_BINARY, g_bytes_get_data (payload, NULL),
                              g_bytes_get_size (payload));
      g_clear_pointer (&payload, g_bytes_unref);
    }
  g_clear_pointer (&payload, g_bytes_unref);
}

/* The gateway's first frame comes in one packet with the HTTP answer, too. */
static void
test_echo (void)
{
  g_autoptr (IcwsTestServer) server = icws_test_server_new (echo_script, NULL, FALSE, NULL);
  Client *client = client_of (server);
  g_autofree char *url = icws_test_server_get_url (server);
  g_autofree char *description = icws_transport_get_description (client->transport);
  static const gsize sizes[] = { 0, 1, 125, 126, 65535, 65536, 1000000, ICWS_MAX_FRAME_BYTES };

  g_assert_cmpstr (description, ==, url);
  wait_open (client);
  icws_test_wait (client->frames->len == 1);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) frame = g_bytes_new_take (g_malloc0 (sizes[i] + 1), sizes[i]);

      icws_transport_send (client->transport, frame);
      icws_test_wait (client->frames->len == i + 2 || client->n_closed > 0);
      g_assert_no_error (client->error);
      g_assert_true (g_bytes_equal (client->frames->pdata[i + 1], frame));
      g_assert_true (icws_transport_has_delivered (client->transport));
    }
  icws_transport_close (client->transport, 4001, "done");
  icws_test_settle ();
  g_assert_cmpuint (client->n_closed, ==, 0); /* whoever closes knows */
  client_free (client);
}

static void
deaf_script (IcwsTestServer *server, gpointer data)
{
  GAsyncQueue *release = data;

  icws_test_server_frame (server, FIN_BINARY, "handshake", 9);
  g_async_queue_pop (release);
}

/* Nothing acknowledges what it got no room for. */
static void
test_undelivered (void)
{
  g_autoptr (GAsyncQueue) release = g_async_queue_new ();
  IcwsTestServer *server = icws_test_server_new (deaf_script, release, FALSE, NULL);
  Client *client = client_of (server);

  g_assert_false (icws_transport_has_delivered (client->transport)); /* not connected */
  wait_open (client);
  icws_test_wait (client->frames->len == 1);
  g_assert_true (icws_transport_has_delivered (client->transport));
  /* More than the buffers of both sides hold. */
  for (guint i = 0; i < 16; i++)
    {
      g_autoptr (GBytes)
          frame = g_bytes_new_take (g_malloc0 (ICWS_MAX_FRAME_BYTES), ICWS_MAX_FRAME_BYTES);

      icws_transport_send (client->transport, frame);
    }
  icws_test_wait (!icws_transport_has_delivered (client->transport));
  icws_test_settle ();
  g_assert_false (icws_transport_has_delivered (client->transport));
  g_async_queue_push (release, release);
  icws_test_wait (client->n_closed > 0);
  g_assert_false (icws_transport_has_delivered (client->transport));
  client_free (client);
  icws_test_server_free (server);
}

static void
fragments_script (IcwsTestServer *server, gpointer data)
{
  icws_test_server_frame (server, BINARY, "one", 3);
  icws_test_server_frame (server, FIN_PING, "?", 1);
  icws_test_server_frame (server, CONTINUE, "", 0);
  icws_test_server_frame (server, CONTINUE, "two", 3);
  icws_test_server_frame (server, 0x80, "three", 5);
  icws_test_server_wait_closed (server);
}

static void
test_fragments (void)
{
  g_autoptr (IcwsTestServer) server = icws_test_server_new (fragments_script, NULL, FALSE, NULL);
  Client *client = client_of (server);

  wait_open (client);
  icws_test_wait (client->frames->len == 1);
  g_assert_cmpmem (g_bytes_get_data (client->frames->pdata[0], NULL),
                   g_bytes_get_size (client->frames->pdata[0]), "onetwothree", 11);
  icws_transport_close (client->transport, 1000, NULL);
  client_free (client);
}

static void
text_script (IcwsTestServer *server, gpointer data)
{
  icws_test_server_frame (server, FIN_TEXT, "hello", 5);
  icws_test_server_frame (server, FIN_BINARY, "hello", 5);
  icws_test_server_wait_closed (server);
}

static void
announce_script (IcwsTestServer *server, gpointer data)
{
  static const guint8 head[] = { FIN_BINARY, 127, 0, 0, 0, 0, 6, 0x40, 0, 0 };

  icws_test_server_write (server, head, sizeof head);
  icws_test_server_wait_closed (server);
}

static void
large_script (IcwsTestServer *server, gpointer data)
{
  g_autofree char *payload = g_malloc0 (ICWS_MAX_FRAME_BYTES + 1);

  icws_test_server_frame (server, FIN_BINARY, payload, ICWS_MAX_FRAME_BYTES + 1);
  icws_test_server_wait_closed (server);
}

/* Fragments without an end, as fast as they go. */
static void
endless_script (IcwsTestServer *server, gpointer data)
{
  g_autofree char *payload = g_malloc0 (CHUNK);

  if (icws_test_server_frame (server, BINARY, payload, CHUNK))
    while (icws_test_server_frame (server, CONTINUE, payload, CHUNK))
      ;
}

static void
pings_script (IcwsTestServer *server, gpointer data)
{
  char payload[125] = { 0 };

  while (icws_test_server_frame (server, FIN_PING, payload, sizeof payload))
    ;
}

static void
reserved_script (IcwsTestServer *server, gpointer data)
{
  icws_test_server_frame (server, 0xf3, "x", 1);
  icws_test_server_wait_closed (server);
}

static void
masked_script (IcwsTestServer *server, gpointer data)
{
  static const guint8 frame[] = { FIN_BINARY, 0x81, 1, 2, 3, 4, 5 };

  icws_test_server_write (server, frame, sizeof frame);
  icws_test_server_wait_closed (server);
}

static void
lost_script (IcwsTestServer *server, gpointer data)
{
}

static void
half_script (IcwsTestServer *server, gpointer data)
{
  static const guint8 half[] = { FIN_BINARY, 10, 1, 2, 3 };

  icws_test_server_write (server, half, sizeof half);
}

static const struct
{
  const char *name;
  IcwsTestScript script;
  IcwsError code;
} faults[] = {
  { "text", text_script, ICWS_ERROR_FRAME },
  { "announced", announce_script, ICWS_ERROR_FRAME_LIMIT },
  { "large", large_script, ICWS_ERROR_FRAME_LIMIT },
  { "endless", endless_script, ICWS_ERROR_FRAME_LIMIT },
  { "pings", pings_script, ICWS_ERROR_FRAME_LIMIT },
  { "reserved", reserved_script, ICWS_ERROR_FRAME },
  { "masked", masked_script, ICWS_ERROR_FRAME },
};

static gboolean
count_turn (gpointer data)
{
  (*(guint *)data)++;
  return G_SOURCE_CONTINUE;
}

static void
test_fault (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  IcwsTestServer *server = icws_test_server_new (faults[i].script, NULL, FALSE, NULL);
  Client *client = client_of (server);
  guint turns = 0;
  guint source;

  wait_open (client);
  source = g_timeout_add (0, count_turn, &turns);
  icws_test_wait (client->n_closed > 0);
  g_source_remove (source);
  wait_closed (client);
  g_assert_error (client->error, ICWS_ERROR, (gint)faults[i].code);
  g_assert_cmpuint (client->frames->len, ==, 0);
  /* A flood does not keep the main loop from its other work. */
  if (faults[i].script == endless_script)
    g_assert_cmpuint (turns, >=, ICWS_MAX_FRAME_BYTES / ICWS_METERED_BURST_BYTES / 2);
  client_free (client);
  icws_test_server_free (server);
}

static void
close_script (IcwsTestServer *server, gpointer data)
{
  static const guint8 payload[] = { 0x0f, 0xa1, 'b', 'y', 'e' };

  icws_test_server_frame (server, FIN_CLOSE, payload, GPOINTER_TO_UINT (data));
  icws_test_server_wait_closed (server);
}

static void
goodbye_script (IcwsTestServer *server, gpointer data)
{
  const guint code = GPOINTER_TO_UINT (data);
  const guint8 payload[] = { (guint8)(code >> 8), (guint8)code };

  icws_test_server_frame (server, FIN_CLOSE, payload, sizeof payload);
  icws_test_server_wait_closed (server);
}

/* The codes that a session reads reach it, also the ones that libsoup has no name for. */
static void
test_goodbye (void)
{
  static const guint codes[] = { 1000, 1001, 1011, 1012, 1013, 4000 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      IcwsTestServer *server = icws_test_server_new (goodbye_script, GUINT_TO_POINTER (codes[i]),
                                                     FALSE, NULL);
      Client *client = client_of (server);

      wait_closed (client);
      g_assert_no_error (client->error);
      g_assert_cmpuint (client->code, ==, codes[i]);
      client_free (client);
      icws_test_server_free (server);
    }
}

/* With code and words, with the code alone, without either. */
static void
test_close (void)
{
  static const struct
  {
    guint len;
    guint code;
    const char *reason;
  } cases[] = { { 5, 4001, "bye" }, { 2, 4001, NULL }, { 0, 1005, NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      IcwsTestServer *server = icws_test_server_new (close_script, GUINT_TO_POINTER (cases[i].len),
                                                     FALSE, NULL);
      Client *client = client_of (server);

      wait_closed (client);
      g_assert_no_error (client->error);
      g_assert_cmpuint (client->code, ==, cases[i].code);
      g_assert_cmpstr (client->reason, ==, cases[i].reason);
      client_free (client);
      icws_test_server_free (server);
    }
}

static void
test_lost (void)
{
  const IcwsTestScript scripts[] = { lost_script, half_script };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      IcwsTestServer *server = icws_test_server_new (scripts[i], NULL, FALSE, NULL);
      Client *client = client_of (server);

      wait_closed (client);
      g_assert_cmpuint (client->frames->len, ==, 0);
      if (client->error != NULL)
        g_assert_error (client->error, ICWS_ERROR, ICWS_ERROR_DISCONNECTED);
      client_free (client);
      icws_test_server_free (server);
    }
}

static void
raw_script (IcwsTestServer *server, gpointer data)
{
  const char *answer = data;

  icws_test_server_write (server, answer, strlen (answer));
  icws_test_server_wait_closed (server);
}

/* The same, but hangs up. */
static void
raw_end_script (IcwsTestServer *server, gpointer data)
{
  const char *answer = data;

  icws_test_server_write (server, answer, strlen (answer));
}

static void
assert_unreachable (IcwsTestScript script, const char *answer, const char *words)
{
  IcwsTestServer *server = icws_test_server_new (script, (gpointer)answer, TRUE, NULL);
  Client *client = client_of (server);

  icws_test_wait (client->opened);
  g_assert_error (client->open_error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE);
  if (words != NULL)
    g_assert_nonnull (strstr (client->open_error->message, words));
  g_assert_cmpuint (client->n_closed, ==, 0);
  client_free (client);
  icws_test_server_free (server);
}

static void
test_no_websocket (void)
{
  g_autofree char *endless = g_strnfill (20000, 'x');

  assert_unreachable (raw_script, "HTTP/1.1 404 Not Found\r\n\r\n", "404");
  assert_unreachable (raw_script, "HTTP/1.1 302 Found\r\nLocation: ws://x/\r\n\r\n", "302");
  assert_unreachable (raw_script, "HTTP/1.1 503 Service Unavailable\r\n\r\n", "503");
  assert_unreachable (raw_script, "SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP");
  assert_unreachable (raw_script, endless, NULL);
  assert_unreachable (raw_end_script, "", NULL);
  assert_unreachable (raw_end_script, "HTTP/1.1 101 Switching Pro", NULL);
  /* No accept key, or one that answers another key. */
  assert_unreachable (raw_script,
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\n\r\n",
                      "handshake");
  assert_unreachable (raw_script,
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\n"
                      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                      "handshake");
}

static void
test_no_server (void)
{
  IcwsTestServer *server = icws_test_server_new (lost_script, NULL, FALSE, NULL);
  g_autofree char *url = icws_test_server_get_url (server);
  Client *client;

  icws_test_server_free (server);
  client = client_new (url);
  icws_test_wait (client->opened);
  g_assert_error (client->open_error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE);
  client_free (client);
}

static void
test_bad_url (void)
{
  static const char *const urls[] = {
    "",           "gateway.icws.io",   "http://127.0.0.1/",       "ws://",
    "ws:///path", "ws://127.0.0.1:x/", "ws://h/\r\nEvil: header", "ws://h/a b"
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      Client *client = client_new (urls[i]);

      icws_test_wait (client->opened);
      g_assert_error (client->open_error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE);
      client_free (client);
    }
}

/* A server that takes the connection and says nothing: giving up works at once. */
static void
test_cancel (void)
{
  IcwsTestServer *server = icws_test_server_new (raw_script, (gpointer) "", TRUE, NULL);
  Client *client = client_of (server);

  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (client->opened);
  g_cancellable_cancel (client->cancellable);
  icws_test_wait (client->opened);
  g_assert_error (client->open_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  client_free (client);
  icws_test_server_free (server);
}

/* A certificate that nobody vouches for. */
static void
test_tls (void)
{
  g_autoptr (GTlsCertificate) certificate = icws_test_server_make_certificate ();
  IcwsTestServer *server = icws_test_server_new (echo_script, NULL, FALSE, certificate);
  Client *client = client_of (server);

  icws_test_wait (client->opened);
  g_assert_error (client->open_error, ICWS_ERROR, ICWS_ERROR_TLS);
  client_free (client);
  icws_test_server_free (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icws/gateway-transport/echo", test_echo);
  g_test_add_func ("/icws/gateway-transport/undelivered", test_undelivered);
  g_test_add_func ("/icws/gateway-transport/fragments", test_fragments);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/icws/gateway-transport/fault/", faults[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_fault);
    }
  g_test_add_func ("/icws/gateway-transport/close", test_close);
  g_test_add_func ("/icws/gateway-transport/goodbye", test_goodbye);
  g_test_add_func ("/icws/gateway-transport/lost", test_lost);
  g_test_add_func ("/icws/gateway-transport/no-websocket", test_no_websocket);
  g_test_add_func ("/icws/gateway-transport/no-server", test_no_server);
  g_test_add_func ("/icws/gateway-transport/bad-url", test_bad_url);
  g_test_add_func ("/icws/gateway-transport/cancel", test_cancel);
  g_test_add_func ("/icws/gateway-transport/tls", test_tls);
  return g_test_run ();
}
