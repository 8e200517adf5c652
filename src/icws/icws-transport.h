/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * IcwsTransport: carries frames between a session and a gateway (or the direct mode that stands in
 * for one). Frames go in both directions whole and in order. Main-thread object, used once.
 *
 * Signals:
 *   "frame" (GBytes *frame): a binary frame arrived
 *   "closed" (guint code, const char *reason, GError *error): exactly once, after a successful open;
 *      @error (nullable) says what went wrong (ICWS_ERROR), @code is the WebSocket close code or 0
 */
#define ICWS_TYPE_TRANSPORT (icws_transport_get_type ())
G_DECLARE_INTERFACE (IcwsTransport, icws_transport, ICWS, TRANSPORT, GObject)

struct _IcwsTransportInterface
{
  GTypeInterface parent_iface;
  void (*open_async) (IcwsTransport *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  gboolean (*open_finish) (IcwsTransport *self, GAsyncResult *result, GError **error);
  void (*send) (IcwsTransport *self, GBytes *frame);
  void (*close) (IcwsTransport *self, guint code, const char *reason);
  char *(*get_description) (IcwsTransport *self);
  gboolean (*has_delivered) (IcwsTransport *self); /* (nullable): it cannot know */
};

void icws_transport_open_async (IcwsTransport *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean icws_transport_open_finish (IcwsTransport *self, GAsyncResult *result, GError **error);
void icws_transport_send (IcwsTransport *self, GBytes *frame);
void icws_transport_close (IcwsTransport *self, guint code, const char *reason);
char *icws_transport_get_description (
    IcwsTransport *self); /* such as "wss://gateway.icws.io" (transfer full) */
/* TRUE: there is a sign that the other side's computer got all that was sent; FALSE: nobody knows. */
gboolean icws_transport_has_delivered (IcwsTransport *self);
/* For implementations. */
void icws_transport_emit_frame (IcwsTransport *self, GBytes *frame);
void icws_transport_emit_closed (IcwsTransport *self,
                                 guint code,
                                 const char *reason,
                                 const GError *error);

/* The WebSocket of a gateway, over libsoup. Errors ICWS_ERROR_UNREACHABLE, _TLS, _FRAME, _FRAME_LIMIT, _DISCONNECTED. */
#define ICWS_TYPE_GATEWAY_TRANSPORT (icws_gateway_transport_get_type ())
G_DECLARE_FINAL_TYPE (
    IcwsGatewayTransport, icws_gateway_transport, ICWS, GATEWAY_TRANSPORT, GObject)
IcwsTransport *icws_gateway_transport_new (const char *url);

G_END_DECLS
