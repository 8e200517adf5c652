/* SPDX-License-Identifier: MIT */
#include "icws-transport.h"

G_DEFINE_INTERFACE (IcwsTransport, icws_transport, G_TYPE_OBJECT)

enum
{
  SIGNAL_FRAME,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
icws_transport_default_init (IcwsTransportInterface *iface)
{
  /**
   * IcwsTransport::frame:
   * @frame: (type GLib.Bytes): a binary frame that arrived
   */
  signals[SIGNAL_FRAME] = g_signal_new ("frame", ICWS_TYPE_TRANSPORT, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
  /**
   * IcwsTransport::closed:
   * @code: WebSocket close code of the other side, or 0
   * @reason: (nullable): its words
   * @error: (nullable) (type GLib.Error): what went wrong
   */
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", ICWS_TYPE_TRANSPORT, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_STRING,
                                         G_TYPE_ERROR);
}

/**
 * icws_transport_open_async:
 * @self: a transport that was not opened yet
 * @cancellable: (nullable): gives up
 * @callback: called when the other side is reached, or cannot be
 * @user_data: for @callback
 */
void
icws_transport_open_async (IcwsTransport *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (ICWS_IS_TRANSPORT (self));

  ICWS_TRANSPORT_GET_IFACE (self)->open_async (self, cancellable, callback, user_data);
}

/**
 * icws_transport_open_finish:
 * @self: a transport
 * @result: the result
 * @error: %ICWS_ERROR_UNREACHABLE, %ICWS_ERROR_TLS, or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether frames can go in both directions now.
 */
gboolean
icws_transport_open_finish (IcwsTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ICWS_IS_TRANSPORT (self), FALSE);

  return ICWS_TRANSPORT_GET_IFACE (self)->open_finish (self, result, error);
}

/**
 * icws_transport_send:
 * @self: an open transport; on a closed one nothing happens
 * @frame: bytes of a binary frame
 */
void
icws_transport_send (IcwsTransport *self, GBytes *frame)
{
  g_return_if_fail (ICWS_IS_TRANSPORT (self));
  g_return_if_fail (frame != NULL);

  ICWS_TRANSPORT_GET_IFACE (self)->send (self, frame);
}

/**
 * icws_transport_close:
 * @self: a transport
 * @code: WebSocket close code for the other side
 * @reason: (nullable): words for the other side, at most 123 bytes
 */
void
icws_transport_close (IcwsTransport *self, guint code, const char *reason)
{
  g_return_if_fail (ICWS_IS_TRANSPORT (self));

  ICWS_TRANSPORT_GET_IFACE (self)->close (self, code, reason);
}

/**
 * icws_transport_get_description:
 * @self: a transport
 *
 * Returns: (transfer full): where it leads, such as "wss://gateway.icws.io".
 */
char *
icws_transport_get_description (IcwsTransport *self)
{
  g_return_val_if_fail (ICWS_IS_TRANSPORT (self), NULL);

  return ICWS_TRANSPORT_GET_IFACE (self)->get_description (self);
}

/**
 * icws_transport_has_delivered:
 * @self: a transport
 *
 * Tells a peer that does nothing with what it got from one to whom nothing gets through. What was
 * sent a moment ago may be on its way still.
 *
 * Returns: %TRUE if there is a sign that the other side has received what was sent; %FALSE if there
 * is none, or if this transport cannot tell.
 */
gboolean
icws_transport_has_delivered (IcwsTransport *self)
{
  IcwsTransportInterface *iface;

  g_return_val_if_fail (ICWS_IS_TRANSPORT (self), FALSE);

  iface = ICWS_TRANSPORT_GET_IFACE (self);
  return iface->has_delivered != NULL && iface->has_delivered (self);
}

/* For implementations: tells of a frame. */
void
icws_transport_emit_frame (IcwsTransport *self, GBytes *frame)
{
  g_signal_emit (self, signals[SIGNAL_FRAME], 0, frame);
}

/* For implementations: tells of the end, once. */
void
icws_transport_emit_closed (IcwsTransport *self,
                            guint code,
                            const char *reason,
                            const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0, code, reason, error);
}
