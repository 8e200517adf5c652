/* SPDX-License-Identifier: MIT */
#include "icws-test-server.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

struct _IcwsTestServer
{
  GSocketListener *listener;
  guint16 port;
  GThread *thread;
  GCancellable *cancellable; /* for accept */
  IcwsTestScript script;
  gpointer user_data;
  gboolean raw;
  GTlsCertificate *certificate;
  GIOStream *stream;
  guint64 written;
};

gboolean
icws_test_server_write (IcwsTestServer *self, gconstpointer data, gsize len)
{
  gsize n = 0;
  gboolean ok = g_output_stream_write_all (g_io_stream_get_output_stream (self->stream), data, len,
                                           &n, NULL, NULL);

  self->written += n;
  return ok;
}

gboolean
icws_test_server_frame (IcwsTestServer *self, guint8 first, gconstpointer payload, gsize len)
{
  guint8 head[10] = { first };
  gsize head_len = 2;

  if (len < 126)
    head[1] = (guint8)len;
  else if (len < 65536)
    {
      head[1] = 126;
      head[2] = (guint8)(len >> 8);
      head[3] = (guint8)len;
      head_len = 4;
    }
  else
    {
      head[1] = 127;
      for (guint i = 0; i < 8; i++)
        head[2 + i] = (guint8)((guint64)len >> (56 - 8 * i));
      head_len = 10;
    }
  return icws_test_server_write (self, head, head_len) &&
         icws_test_server_write (self, payload, len);
}

static gboolean
read_all (IcwsTestServer *self, gpointer data, gsize len)
{
  gsize n = 0;

  return g_input_stream_read_all (g_io_stream_get_input_stream (self->stream), data, len, &n, NULL,
                                  NULL) &&
         n == len;
}

int
icws_test_server_read_frame (IcwsTestServer *self, GBytes **payload)
{
  guint8 head[2], extra[8], mask[4];
  guint64 len;
  guint8 *data;

  if (!read_all (self, head, 2))
    return -1;
  len = head[1] & 0x7f;
  if (len >= 126)
    {
      guint n = len == 126 ? 2 : 8;

      if (!read_all (self, extra, n))
        return -1;
      len = 0;
      for (guint i = 0; i < n; i++)
        len = len << 8 | extra[i];
    }
  g_assert_true (head[1] & 0x80); /* clients mask */
  if (!read_all (self, mask, 4))
    return -1;
  data = g_malloc (len + 1);
  if (!read_all (self, data, len))
    {
      g_free (data);
      return -1;
    }
  for (guint64 i = 0; i < len; i++)
    data[i] ^= mask[i % 4];
  *payload = g_bytes_new_take (data, len);
  return head[0];
}

void
icws_test_server_wait_closed (IcwsTestServer *self)
{
  guint8 byte;

  while (read_all (self, &byte, 1))
    ;
}

guint64
icws_test_server_get_written (IcwsTestServer *self)
{
  return self->written;
}

static char *
read_request (IcwsTestServer *self)
{
  GString *request = g_string_new (NULL);
  char byte;

  while (!g_str_has_suffix (request->str, "\r\n\r\n") && read_all (self, &byte, 1))
    g_string_append_c (request, byte);
  return g_string_free (request, FALSE);
}

static void
answer (IcwsTestServer *self, const char *request)
{
  const char *start = strstr (request, "Sec-WebSocket-Key: ");
  g_autofree char *key = NULL;
  g_autofree char *response = NULL;
  g_autofree char *accept = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize len = sizeof digest;

  g_assert_nonnull (start);
  start += strlen ("Sec-WebSocket-Key: ");
  key = g_strndup (start, strstr (start, "\r\n") - start);
  g_checksum_update (checksum, (const guchar *)key, -1);
  g_checksum_update (checksum, (const guchar *)"258EAFA5-E914-47DA-95CA-C5AB0DC85B11", -1);
  g_checksum_get_digest (checksum, digest, &len);
  accept = g_base64_encode (digest, len);
  response = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                              "upgrade: WebSocket\r\n"
                              "connection: upgrade\r\n"
                              "sec-websocket-accept: %s\r\n\r\n",
                              accept);
  icws_test_server_write (self, response, strlen (response));
}

static gpointer
serve (gpointer data)
{
  IcwsTestServer *self = data;
  GSocketConnection *connection = g_socket_listener_accept (self->listener, NULL, self->cancellable,
                                                            NULL);
  g_autofree char *request = NULL;

  if (connection == NULL)
    return NULL;
  self->stream = G_IO_STREAM (connection);
  if (self->certificate != NULL)
    {
      GIOStream *tls = g_tls_server_connection_new (self->stream, self->certificate, NULL);

      g_object_unref (self->stream);
      self->stream = tls;
      g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL);
    }
  request = read_request (self);
  if (*request != '\0')
    {
      if (!self->raw)
        answer (self, request);
      self->script (self, self->user_data);
    }
  g_io_stream_close (self->stream, NULL, NULL);
  return NULL;
}

IcwsTestServer *
icws_test_server_new (IcwsTestScript script,
                      gpointer user_data,
                      gboolean raw,
                      GTlsCertificate *certificate)
{
  IcwsTestServer *self = g_new0 (IcwsTestServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  self->listener = g_socket_listener_new ();
  self->cancellable = g_cancellable_new ();
  self->script = script;
  self->user_data = user_data;
  self->raw = raw;
  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  self->thread = g_thread_new ("test-server", serve, self);
  return self;
}

void
icws_test_server_free (IcwsTestServer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_clear_object (&self->stream);
  g_clear_object (&self->certificate);
  g_free (self);
}

char *
icws_test_server_get_url (IcwsTestServer *self)
{
  return g_strdup_printf ("%s://127.0.0.1:%u", self->certificate != NULL ? "wss" : "ws",
                          self->port);
}

GTlsCertificate *
icws_test_server_make_certificate (void)
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t crt;
  guint8 serial = 1;
  gnutls_datum_t key_pem, crt_pem;
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;

  g_assert_cmpint (gnutls_x509_privkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_generate (
                       key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
                   ==, 0);
  g_assert_cmpint (gnutls_x509_crt_init (&crt), ==, 0);
  gnutls_x509_crt_set_version (crt, 3);
  gnutls_x509_crt_set_serial (crt, &serial, sizeof serial);
  gnutls_x509_crt_set_activation_time (crt, time (NULL) - 3600);
  gnutls_x509_crt_set_expiration_time (crt, time (NULL) + 3600);
  gnutls_x509_crt_set_dn (crt, "CN=localhost", NULL);
  gnutls_x509_crt_set_key (crt, key);
  g_assert_cmpint (gnutls_x509_crt_sign2 (crt, crt, key, GNUTLS_DIG_SHA256, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_PEM, &crt_pem), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_export2 (key, GNUTLS_X509_FMT_PEM, &key_pem), ==, 0);
  pem = g_strdup_printf ("%s%s", crt_pem.data, key_pem.data);
  gnutls_free (crt_pem.data);
  gnutls_free (key_pem.data);
  gnutls_x509_crt_deinit (crt);
  gnutls_x509_privkey_deinit (key);
  certificate = g_tls_certificate_new_from_pem (pem, -1, &error);
  g_assert_no_error (error);
  return certificate;
}
