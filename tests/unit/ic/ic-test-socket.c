/* SPDX-License-Identifier: MIT */
#include "ic-test-socket.h"

#include <stdlib.h>
#include <string.h>

static void read_more (IcTestSocket *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  IcTestSocket *self = data;
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (n <= 0)
    {
      self->at_end = TRUE;
      return;
    }
  g_string_append_len (self->received, (const char *)self->buffer, n);
  read_more (self);
}

static void
read_more (IcTestSocket *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)),
                             self->buffer, sizeof self->buffer, G_PRIORITY_DEFAULT, NULL, on_read,
                             self);
}

IcTestSocket *
ic_test_socket_new (const char *url)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *host = g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
  GSocketConnection *connection = g_socket_client_connect_to_host (client, host, 0, NULL, NULL);
  IcTestSocket *self;

  if (connection == NULL)
    return NULL;
  self = g_new0 (IcTestSocket, 1);
  self->connection = connection;
  self->received = g_string_new (NULL);
  read_more (self);
  return self;
}

void
ic_test_socket_free (IcTestSocket *self)
{
  g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);
  while (!self->at_end)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (self->connection);
  g_string_free (self->received, TRUE);
  g_free (self);
}

void
ic_test_socket_send (IcTestSocket *self, const char *text, gssize len)
{
  GSocket *socket = g_socket_connection_get_socket (self->connection);
  gsize left = len < 0 ? strlen (text) : (gsize)len;

  g_socket_set_blocking (socket, FALSE);
  while (left > 0 && !self->at_end)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_socket_send (socket, text, left, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_main_context_iteration (NULL, FALSE);
          continue;
        }
      if (n < 0)
        return;
      text += n;
      left -= n;
    }
}

const char *
ic_test_socket_read (IcTestSocket *self)
{
  while (!self->at_end)
    g_main_context_iteration (NULL, TRUE);
  return self->received->str;
}

guint
ic_test_socket_read_status (IcTestSocket *self)
{
  const char *text = ic_test_socket_read (self);

  return g_str_has_prefix (text, "HTTP/1.") ? atoi (text + strlen ("HTTP/1.1 ")) : 0;
}

char *
ic_test_socket_get_header (IcTestSocket *self, const char *name)
{
  g_autofree char *start = g_strdup_printf ("\r\n%s: ", name);
  const char *found = strstr (self->received->str, start);

  if (found == NULL)
    return NULL;
  found += strlen (start);
  return g_strndup (found, strcspn (found, "\r\n"));
}

char *
ic_test_form_post (const char *url, const char *body)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return g_strdup_printf ("POST / HTTP/1.1\r\nHost: %s:%d\r\nOrigin: null\r\nContent-Type: "
                          "application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                          g_uri_get_host (uri), g_uri_get_port (uri), strlen (body), body);
}

char *
ic_test_form (const char *delegation, const char *nonce)
{
  g_autofree char *encoded = g_uri_escape_string (delegation, NULL, FALSE);

  return g_strdup_printf ("delegation=%s&nonce=%s", encoded, nonce);
}
