/* SPDX-License-Identifier: MIT */
/*
 * libsoup would do this too, but it hands the socket straight to its WebSocket, and nothing could
 * be put between the two to limit what a gateway makes us read.
 */
#include "icws-upgrade.h"

#include <libsoup/soup.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "icws-delivered.h"
#include "icws-error.h"
#include "icws-metered-stream.h"
#include "ic/ic-i18n.h"

/* RFC 6455, section 1.3: what the server appends to our key. */
#define ACCEPT_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define KEY_BYTES   16
/* Of the server's answer: a status line and a few headers. */
#define MAX_RESPONSE_BYTES (16 * 1024)
#define READ_BYTES         4096

typedef struct
{
  GUri *uri;
  guint64 max_unframed_bytes;
  GSocketConnection *connection;
  gboolean proxied;
  char *key;
  char *request;
  GByteArray *response;
  guint8 buffer[READ_BYTES];
} Upgrade;

static void read_more (GTask *task);

static void
upgrade_free (gpointer data)
{
  Upgrade *upgrade = data;

  g_uri_unref (upgrade->uri);
  g_clear_object (&upgrade->connection);
  g_free (upgrade->key);
  g_free (upgrade->request);
  g_byte_array_unref (upgrade->response);
  g_free (upgrade);
}

static gboolean
is_secure (GUri *uri)
{
  return g_str_equal (g_uri_get_scheme (uri), "wss");
}

static int
get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port > 0)
    return port;
  return is_secure (uri) ? 443 : 80;
}

/* Fails the task; a TLS error and a cancellation keep what they are. */
static void
return_error (GTask *task, GError *error)
{
  if (error->domain != ICWS_ERROR && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      IcwsError code = error->domain == G_TLS_ERROR ? ICWS_ERROR_TLS : ICWS_ERROR_UNREACHABLE;
      GError *inner = error;

      error = g_error_new (ICWS_ERROR, code, "%s", inner->message);
      g_error_free (inner);
    }
  g_task_return_error (task, error);
}

static char *
make_request (GUri *uri, const char *key)
{
  const char *host = g_uri_get_host (uri);
  const char *path = g_uri_get_path (uri);
  const char *query = g_uri_get_query (uri);
  gboolean ipv6 = strchr (host, ':') != NULL;

  return g_strdup_printf ("GET %s%s%s HTTP/1.1\r\n"
                          "Host: %s%s%s:%d\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Key: %s\r\n"
                          "Sec-WebSocket-Version: 13\r\n"
                          "User-Agent: attest\r\n"
                          "\r\n",
                          *path != '\0' ? path : "/", query != NULL ? "?" : "",
                          query != NULL ? query : "", ipv6 ? "[" : "", host, ipv6 ? "]" : "",
                          get_port (uri), key);
}

static gboolean
is_accepted (const char *key, const char *accept)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize len = sizeof digest;
  g_autofree char *expected = NULL;

  g_checksum_update (checksum, (const guchar *)key, -1);
  g_checksum_update (checksum, (const guchar *)ACCEPT_GUID, -1);
  g_checksum_get_digest (checksum, digest, &len);
  expected = g_base64_encode (digest, len);
  return accept != NULL && strcmp (accept, expected) == 0;
}

/* RFC 6455, section 4.1: what the client must validate. */
static gboolean
check_response (Upgrade *upgrade, gsize len, GError **error)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  /* libsoup reads numbers up to their end, so it needs a zero after the text. */
  g_autofree char *text = g_strndup ((const char *)upgrade->response->data, len);
  g_autofree char *reason = NULL;
  guint status;

  if (!soup_headers_parse_response (text, (int)len, headers, NULL, &status, &reason))
    {
      g_set_error_literal (error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE,
                           _ ("What answers there does not speak HTTP"));
      return FALSE;
    }
  if (status != SOUP_STATUS_SWITCHING_PROTOCOLS)
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE,
                   _ ("The server answered with HTTP status %u (%s) instead of a WebSocket"),
                   status, reason != NULL ? reason : "");
      return FALSE;
    }
  if (!soup_message_headers_header_equals (headers, "Upgrade", "websocket") ||
      !soup_message_headers_header_contains (headers, "Connection", "Upgrade") ||
      !is_accepted (upgrade->key, soup_message_headers_get_one (headers, "Sec-WebSocket-Accept")))
    {
      g_set_error_literal (error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE,
                           _ ("The server's WebSocket handshake is not valid"));
      return FALSE;
    }
  /* We asked for none; libsoup would not know what to do with them. */
  if (soup_message_headers_get_list (headers, "Sec-WebSocket-Extensions") != NULL ||
      soup_message_headers_get_list (headers, "Sec-WebSocket-Protocol") != NULL)
    {
      g_set_error_literal (error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE,
                           _ ("The server chose a WebSocket extension that was not offered"));
      return FALSE;
    }
  return TRUE;
}

static void
finish_response (GTask *task, gsize header_len)
{
  Upgrade *upgrade = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) rest = NULL;

  if (!check_response (upgrade, header_len, &error))
    {
      return_error (task, error);
      return;
    }
  rest = g_bytes_new (upgrade->response->data + header_len, upgrade->response->len - header_len);
  g_task_return_pointer (task,
                         icws_metered_stream_new (G_IO_STREAM (upgrade->connection), rest,
                                                  upgrade->max_unframed_bytes),
                         g_object_unref);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Upgrade *upgrade = g_task_get_task_data (task);
  GError *error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);
  const guint8 *end;

  if (n < 0)
    {
      return_error (task, error);
      return;
    }
  if (n == 0)
    {
      g_task_return_new_error (task, ICWS_ERROR, ICWS_ERROR_UNREACHABLE,
                               _ ("The server closed the connection instead of an answer"));
      return;
    }
  g_byte_array_append (upgrade->response, upgrade->buffer, n);
  end = memmem (upgrade->response->data, upgrade->response->len, "\r\n\r\n", 4);
  if (end != NULL)
    finish_response (task, end + 4 - upgrade->response->data);
  else if (upgrade->response->len > MAX_RESPONSE_BYTES)
    g_task_return_new_error (task, ICWS_ERROR, ICWS_ERROR_UNREACHABLE,
                             _ ("The server's answer has no end"));
  else
    read_more (g_steal_pointer (&task));
}

static void
read_more (GTask *task)
{
  Upgrade *upgrade = g_task_get_task_data (task);

  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (upgrade->connection)),
                             upgrade->buffer, sizeof upgrade->buffer, G_PRIORITY_DEFAULT,
                             g_task_get_cancellable (task), on_read, task);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    read_more (g_steal_pointer (&task));
  else
    return_error (task, error);
}

static void
on_event (GSocketClient *client,
          GSocketClientEvent event,
          GSocketConnectable *connectable,
          GIOStream *connection,
          Upgrade *upgrade)
{
  if (event == G_SOCKET_CLIENT_PROXY_NEGOTIATING)
    upgrade->proxied = TRUE;
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Upgrade *upgrade = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  guint8 key[KEY_BYTES];
  GOutputStream *output;

  g_signal_handlers_disconnect_by_data (source, upgrade);
  upgrade->connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (upgrade->connection == NULL)
    {
      return_error (task, error);
      return;
    }
  if (upgrade->proxied)
    icws_delivered_mark_proxied (G_IO_STREAM (upgrade->connection));
  /* Frames are small and each is waited for. */
  g_socket_set_option (g_socket_connection_get_socket (upgrade->connection), IPPROTO_TCP,
                       TCP_NODELAY, TRUE, NULL);
  /* The key is no secret: it only tells this handshake from a cached one. */
  for (guint i = 0; i < KEY_BYTES; i++)
    key[i] = (guint8)g_random_int_range (0, 256);
  upgrade->key = g_base64_encode (key, sizeof key);
  upgrade->request = make_request (upgrade->uri, upgrade->key);
  output = g_io_stream_get_output_stream (G_IO_STREAM (upgrade->connection));
  g_output_stream_write_all_async (output, upgrade->request, strlen (upgrade->request),
                                   G_PRIORITY_DEFAULT, cancellable, on_written,
                                   g_steal_pointer (&task));
}

void
icws_upgrade_async (GUri *uri,
                    guint64 max_unframed_bytes,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Upgrade *upgrade = g_new0 (Upgrade, 1);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = NULL;

  g_task_set_source_tag (task, icws_upgrade_async);
  upgrade->uri = g_uri_ref (uri);
  upgrade->max_unframed_bytes = max_unframed_bytes;
  upgrade->response = g_byte_array_new ();
  g_task_set_task_data (task, upgrade, upgrade_free);

  address = g_network_address_new (g_uri_get_host (uri), get_port (uri));
  g_socket_client_set_tls (client, is_secure (uri));
  g_signal_connect (client, "event", G_CALLBACK (on_event), upgrade);
  g_socket_client_connect_async (client, address, cancellable, on_connected, task);
}

GIOStream *
icws_upgrade_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
