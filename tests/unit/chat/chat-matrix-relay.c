/* SPDX-License-Identifier: MIT */
#include "chat-matrix-relay.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define CHUNK_BYTES (64 * 1024)

typedef struct _Link Link;

/* One direction of a link. */
typedef struct
{
  Link *link; /* NULL: it has ended */
  guint from;
  gsize n_held; /* bytes that wait for the way to be free */
  guint8 bytes[CHUNK_BYTES];
} Pump;

struct _Link
{
  Relay *relay;
  GSocketConnection *ends[2]; /* client, server */
  GCancellable *cancellable;
  Pump *pumps[2];
};

struct _Relay
{
  GSocketService *service;
  guint16 port; /* of the server */
  char *url;
  RelayMode mode;
  GPtrArray *links;
  GPtrArray *waiting; /* GSocketConnection: accepted while nothing goes through */
};

static void pump_read (Pump *self);

static void
end_stream (GSocketConnection *stream, gboolean reset)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  GSocket *socket = g_socket_connection_get_socket (stream);

  if (reset)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  g_socket_close (socket, NULL); /* whatever is under way */
  g_object_unref (stream);
}

/* Pumps in the middle of a read or a write free themselves when that is cancelled. */
static void
link_end (Link *self, gboolean reset)
{
  g_ptr_array_remove_fast (self->relay->links, self);
  for (guint i = 0; i < 2; i++)
    {
      Pump *pump = self->pumps[i];

      if (pump->n_held > 0)
        g_free (pump);
      else
        pump->link = NULL;
    }
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < 2; i++)
    end_stream (self->ends[i], reset);
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
on_written (GObject *object, GAsyncResult *result, gpointer data)
{
  Pump *self = data;
  gboolean ok = g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL);

  if (self->link == NULL)
    g_free (self);
  else if (ok)
    pump_read (self);
  else
    {
      link_end (self->link, FALSE);
      g_free (self);
    }
}

static void
pump_write (Pump *self, gsize n)
{
  GIOStream *to = G_IO_STREAM (self->link->ends[1 - self->from]);

  self->n_held = 0;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (to), self->bytes, n,
                                   G_PRIORITY_DEFAULT, self->link->cancellable, on_written, self);
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer data)
{
  Pump *self = data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);

  if (self->link == NULL)
    g_free (self);
  else if (n <= 0)
    {
      link_end (self->link, FALSE);
      g_free (self);
    }
  else if (self->link->relay->mode == RELAY_HOLD)
    self->n_held = (gsize)n;
  else
    pump_write (self, (gsize)n);
}

static void
pump_read (Pump *self)
{
  GIOStream *from = G_IO_STREAM (self->link->ends[self->from]);

  g_input_stream_read_async (g_io_stream_get_input_stream (from), self->bytes, CHUNK_BYTES,
                             G_PRIORITY_DEFAULT, self->link->cancellable, on_read, self);
}

static void
join (Relay *self, GSocketConnection *client)
{
  g_autoptr (GSocketClient) caller = g_socket_client_new ();
  /* On this computer this takes no time. */
  GSocketConnection *server = g_socket_client_connect_to_host (caller, "127.0.0.1", self->port,
                                                               NULL, NULL);
  Link *link;

  if (server == NULL)
    {
      end_stream (g_object_ref (client), TRUE);
      return;
    }
  link = g_new0 (Link, 1);
  link->relay = self;
  link->ends[0] = g_object_ref (client);
  link->ends[1] = server;
  link->cancellable = g_cancellable_new ();
  g_ptr_array_add (self->links, link);
  for (guint i = 0; i < 2; i++)
    {
      g_socket_set_option (g_socket_connection_get_socket (link->ends[i]), IPPROTO_TCP, TCP_NODELAY,
                           1, NULL);
      link->pumps[i] = g_new0 (Pump, 1);
      link->pumps[i]->link = link;
      link->pumps[i]->from = i;
      pump_read (link->pumps[i]);
    }
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *client, GObject *source, gpointer data)
{
  Relay *self = data;

  switch (self->mode)
    {
    case RELAY_PASS:
      join (self, client);
      break;
    case RELAY_HOLD:
      g_ptr_array_add (self->waiting, g_object_ref (client));
      break;
    case RELAY_REFUSE:
      end_stream (g_object_ref (client), TRUE);
      break;
    }
  return TRUE;
}

Relay *
relay_new (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) own = NULL;
  g_autoptr (GError) error = NULL;
  Relay *self = g_new0 (Relay, 1);

  self->port = (guint16)g_uri_get_port (uri);
  self->links = g_ptr_array_new ();
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &own, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  self->url = g_strdup_printf ("%s://127.0.0.1:%d", g_uri_get_scheme (uri),
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (own)));
  return self;
}

void
relay_cut (Relay *self)
{
  while (self->links->len > 0)
    link_end (g_ptr_array_index (self->links, 0), TRUE);
  while (self->waiting->len > 0)
    end_stream (g_ptr_array_steal_index (self->waiting, 0), TRUE);
}

void
relay_free (Relay *self)
{
  relay_cut (self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_object_unref (self->service);
  g_ptr_array_unref (self->links);
  g_ptr_array_unref (self->waiting);
  g_free (self->url);
  g_free (self);
}

const char *
relay_get_url (Relay *self)
{
  return self->url;
}

void
relay_set_mode (Relay *self, RelayMode mode)
{
  self->mode = mode;
  if (mode == RELAY_HOLD)
    return;
  for (guint i = 0; i < self->links->len; i++)
    {
      Link *link = g_ptr_array_index (self->links, i);

      for (guint j = 0; j < 2; j++)
        if (link->pumps[j]->n_held > 0)
          pump_write (link->pumps[j], link->pumps[j]->n_held);
    }
  while (self->waiting->len > 0)
    {
      g_autoptr (GSocketConnection) client = g_ptr_array_steal_index (self->waiting, 0);

      if (mode == RELAY_PASS)
        join (self, client);
      else
        end_stream (g_object_ref (client), TRUE);
    }
}
