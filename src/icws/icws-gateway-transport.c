/* SPDX-License-Identifier: MIT */
#include <libsoup/soup.h>

#include "icws-delivered.h"
#include "icws-error.h"
#include "icws-metered-stream.h"
#include "icws-transport.h"
#include "icws-upgrade.h"
#include "icws-wire.h"
#include "ic/ic-i18n.h"

/* Pings, so that a dead connection is noticed by TCP; that a gateway goes silent is noticed by the
 * session, for libsoup 3.2 has no time-out for pongs. */
#define KEEPALIVE_S 30
/* One frame may be whole in the buffers while the next is on its way. */
#define MAX_UNFRAMED_BYTES (ICWS_MAX_FRAME_BYTES + 64 * 1024)

struct _IcwsGatewayTransport
{
  GObject parent_instance;

  char *url;
  GIOStream *stream;
  SoupWebsocketConnection *socket;
  gboolean ended;        /* "closed" was emitted, or we closed */
  gboolean peer_closing; /* libsoup answers the close frame by itself */
};

static void icws_gateway_transport_iface_init (IcwsTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IcwsGatewayTransport,
                               icws_gateway_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ICWS_TYPE_TRANSPORT,
                                                      icws_gateway_transport_iface_init))

static void
end (IcwsGatewayTransport *self, guint code, const char *reason, const GError *error)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  icws_transport_emit_closed (ICWS_TRANSPORT (self), code, reason, error);
}

static void
on_message (SoupWebsocketConnection *socket,
            SoupWebsocketDataType type,
            GBytes *message,
            IcwsGatewayTransport *self)
{
  if (self->ended)
    return;
  icws_metered_stream_reset (ICWS_METERED_STREAM (self->stream));
  if (type != SOUP_WEBSOCKET_DATA_BINARY)
    {
      g_autoptr (GError)
          error = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_FRAME,
                                       _ ("The gateway sent a text frame; the protocol is binary"));

      g_object_ref (self);
      end (self, 0, NULL, error);
      /* Whoever was told may have closed it already. */
      if (soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (socket, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, NULL);
      g_object_unref (self);
      return;
    }
  icws_transport_emit_frame (ICWS_TRANSPORT (self), message);
}

/* libsoup 3.2 takes codes that are younger than RFC 6455, such as 1012 for a restart, for a breach of
 * the protocol; a gateway that says goodbye with one commits none. */
static gboolean
is_young_close_code (guint code)
{
  return code >= 1012 && code <= 1014;
}

static void
on_error (SoupWebsocketConnection *socket, const GError *error, IcwsGatewayTransport *self)
{
  g_autoptr (GError) named = NULL;
  guint code = soup_websocket_connection_get_close_code (socket);

  if (error->domain == SOUP_WEBSOCKET_ERROR && is_young_close_code (code))
    {
      end (self, code, NULL, NULL);
      return;
    }
  if (error->domain == ICWS_ERROR)
    named = g_error_copy (error);
  else if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG))
    named = g_error_new (ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT,
                         _ ("The gateway announced a frame of more than %d bytes"),
                         ICWS_MAX_FRAME_BYTES);
  else if (error->domain == SOUP_WEBSOCKET_ERROR)
    named = g_error_new (ICWS_ERROR, ICWS_ERROR_FRAME,
                         _ ("The gateway does not speak WebSocket: %s"), error->message);
  else
    named = g_error_new (ICWS_ERROR, ICWS_ERROR_DISCONNECTED, _ ("The connection was lost: %s"),
                         error->message);
  end (self, 0, NULL, named);
}

/* The other side has sent its close frame; "closed" follows only when TCP is down, seconds later. */
static void
on_closing (SoupWebsocketConnection *socket, IcwsGatewayTransport *self)
{
  if (self->ended)
    return;
  self->peer_closing = TRUE;
  end (self, soup_websocket_connection_get_close_code (socket),
       soup_websocket_connection_get_close_data (socket), NULL);
}

static void
on_closed (SoupWebsocketConnection *socket, IcwsGatewayTransport *self)
{
  end (self, soup_websocket_connection_get_close_code (socket),
       soup_websocket_connection_get_close_data (socket), NULL);
}

/* Only ws: and wss:, with a host, and nothing that could break a line of the HTTP request. */
static GUri *
parse_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  for (const char *p = url; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) || g_ascii_isspace (*p))
      {
        g_set_error (error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE, _ ("“%s” is no address"), url);
        return NULL;
      }
  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "ws") && !g_str_equal (g_uri_get_scheme (uri), "wss")))
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE,
                   _ ("“%s” is no address of a WebSocket (ws:// or wss://)"), url);
      return NULL;
    }
  return g_steal_pointer (&uri);
}

static void
on_upgraded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  IcwsGatewayTransport *self = g_task_get_source_object (task);
  GUri *uri = g_task_get_task_data (task);
  GError *error = NULL;

  self->stream = icws_upgrade_finish (result, &error);
  if (self->stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->ended)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Closed meanwhile"));
      return;
    }
  self->socket = soup_websocket_connection_new (self->stream, uri, SOUP_WEBSOCKET_CONNECTION_CLIENT,
                                                NULL, NULL, NULL);
  soup_websocket_connection_set_max_incoming_payload_size (self->socket, ICWS_MAX_FRAME_BYTES);
  soup_websocket_connection_set_keepalive_interval (self->socket, KEEPALIVE_S);
  g_signal_connect_object (self->socket, "message", G_CALLBACK (on_message), self, 0);
  g_signal_connect_object (self->socket, "error", G_CALLBACK (on_error), self, 0);
  g_signal_connect_object (self->socket, "closing", G_CALLBACK (on_closing), self, 0);
  g_signal_connect_object (self->socket, "closed", G_CALLBACK (on_closed), self, 0);
  g_task_return_boolean (task, TRUE);
}

static void
icws_gateway_transport_open_async (IcwsTransport *transport,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  IcwsGatewayTransport *self = ICWS_GATEWAY_TRANSPORT (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  GUri *uri = parse_url (self->url, &error);

  g_task_set_source_tag (task, icws_gateway_transport_open_async);
  if (uri == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, uri, (GDestroyNotify)g_uri_unref);
  icws_upgrade_async (uri, MAX_UNFRAMED_BYTES, cancellable, on_upgraded, g_steal_pointer (&task));
}

static gboolean
icws_gateway_transport_open_finish (IcwsTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
icws_gateway_transport_send (IcwsTransport *transport, GBytes *frame)
{
  IcwsGatewayTransport *self = ICWS_GATEWAY_TRANSPORT (transport);

  if (self->socket != NULL && !self->ended &&
      soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_message (self->socket, SOUP_WEBSOCKET_DATA_BINARY, frame);
}

static void
icws_gateway_transport_close (IcwsTransport *transport, guint code, const char *reason)
{
  IcwsGatewayTransport *self = ICWS_GATEWAY_TRANSPORT (transport);

  self->ended = TRUE;
  if (self->socket != NULL && !self->peer_closing &&
      soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, code, reason);
}

static char *
icws_gateway_transport_get_description (IcwsTransport *transport)
{
  return g_strdup (ICWS_GATEWAY_TRANSPORT (transport)->url);
}

static gboolean
icws_gateway_transport_has_delivered (IcwsTransport *transport)
{
  IcwsGatewayTransport *self = ICWS_GATEWAY_TRANSPORT (transport);

  return self->stream != NULL &&
         icws_delivered_all (icws_metered_stream_get_base (ICWS_METERED_STREAM (self->stream)));
}

static void
icws_gateway_transport_iface_init (IcwsTransportInterface *iface)
{
  iface->open_async = icws_gateway_transport_open_async;
  iface->open_finish = icws_gateway_transport_open_finish;
  iface->send = icws_gateway_transport_send;
  iface->close = icws_gateway_transport_close;
  iface->get_description = icws_gateway_transport_get_description;
  iface->has_delivered = icws_gateway_transport_has_delivered;
}

static gboolean
do_nothing (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static void
icws_gateway_transport_dispose (GObject *object)
{
  IcwsGatewayTransport *self = ICWS_GATEWAY_TRANSPORT (object);

  self->ended = TRUE;
  /* Whoever drops us may be in a signal of the socket, and libsoup goes on with it after that. */
  if (self->socket != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT, do_nothing, g_steal_pointer (&self->socket),
                     g_object_unref);
  g_clear_object (&self->stream);
  G_OBJECT_CLASS (icws_gateway_transport_parent_class)->dispose (object);
}

static void
icws_gateway_transport_finalize (GObject *object)
{
  IcwsGatewayTransport *self = ICWS_GATEWAY_TRANSPORT (object);

  g_free (self->url);
  G_OBJECT_CLASS (icws_gateway_transport_parent_class)->finalize (object);
}

static void
icws_gateway_transport_class_init (IcwsGatewayTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = icws_gateway_transport_dispose;
  object_class->finalize = icws_gateway_transport_finalize;
}

static void
icws_gateway_transport_init (IcwsGatewayTransport *self)
{
}

/**
 * icws_gateway_transport_new:
 * @url: address of a gateway, "ws://…" or "wss://…"
 *
 * A malformed @url is told by opening it, as %ICWS_ERROR_UNREACHABLE.
 *
 * Returns: (transfer full): a transport over a WebSocket.
 */
IcwsTransport *
icws_gateway_transport_new (const char *url)
{
  IcwsGatewayTransport *self;

  g_return_val_if_fail (url != NULL, NULL);

  self = g_object_new (ICWS_TYPE_GATEWAY_TRANSPORT, NULL);
  self->url = g_strdup (url);
  return ICWS_TRANSPORT (self);
}
