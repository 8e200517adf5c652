/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-network-gateway.h"

#define US_PER_MS G_GINT64_CONSTANT (1000)

/* How long until the port is tried again that somebody else has taken meanwhile. */
#define RETRY_MS 1000

struct _NetNetworkGateway
{
  NetGateway *gateway;
  IcClock *clock;
  NetNetworkGatewayOptions options; /* with the ports that it has, and a reference of its own */
  gboolean is_down;
  gboolean is_closing;
  gboolean is_stopped;
  guint down_ms;
  guint timer; /* of the clock: until it comes back */
  GSourceOnceFunc done;
  gpointer done_data;
};

static void
clear (gpointer data)
{
  NetNetworkGateway *self = data;

  g_clear_object (&self->options.tls_certificate);
  g_object_unref (self->gateway);
  g_object_unref (self->clock);
}

static guint16
get_port (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return (guint16)g_uri_get_port (uri);
}

NetNetworkGateway *
net_network_gateway_new (NetGateway *gateway,
                         IcClock *clock,
                         const NetNetworkGatewayOptions *options)
{
  NetNetworkGateway *self = g_rc_box_new0 (NetNetworkGateway);

  self->gateway = gateway;
  self->clock = g_object_ref (clock);
  self->options = *options;
  if (options->tls_certificate != NULL)
    g_object_ref (options->tls_certificate);
  return self;
}

gboolean
net_network_gateway_listen (NetNetworkGateway *self, GError **error)
{
  NetNetworkGatewayOptions *options = &self->options;

  if (!net_gateway_listen (self->gateway, options->port, NULL, options->listen_any, error))
    return FALSE;
  options->port = get_port (net_gateway_get_url (self->gateway));
  if (options->tls_certificate == NULL)
    return TRUE;
  if (!net_gateway_listen (self->gateway, options->tls_port, options->tls_certificate,
                           options->listen_any, error))
    return FALSE;
  options->tls_port = get_port (net_gateway_get_tls_url (self->gateway));
  return TRUE;
}

/* Restart */

static void close_gateway (NetNetworkGateway *self, guint down_ms);

static void
on_time (gpointer user_data)
{
  NetNetworkGateway *self = user_data;
  g_autoptr (GError) error = NULL;

  self->timer = 0;
  self->is_down = !net_network_gateway_listen (self, &error);
  if (self->is_down)
    {
      g_message ("a gateway cannot come back yet: %s", error->message);
      /* Of two ports it may have got one. */
      close_gateway (self, RETRY_MS);
    }
}

static void
come_back_later (NetNetworkGateway *self)
{
  gint64 time_us = ic_clock_get_monotonic_us (self->clock) + self->down_ms * US_PER_MS;

  if (self->timer != 0)
    ic_clock_cancel (self->clock, self->timer);
  self->timer = ic_clock_call_at (self->clock, time_us, on_time, self);
}

static void
on_closed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  NetNetworkGateway *self = user_data;

  net_gateway_close_finish (NET_GATEWAY (object), result, NULL);
  self->is_closing = FALSE;
  if (!self->is_stopped)
    come_back_later (self);
  else if (self->done != NULL)
    self->done (self->done_data);
  g_rc_box_release_full (self, clear);
}

static void
close_gateway (NetNetworkGateway *self, guint down_ms)
{
  self->is_down = TRUE;
  self->is_closing = TRUE;
  self->down_ms = down_ms;
  net_gateway_close_async (self->gateway, NULL, on_closed, g_rc_box_acquire (self));
}

/**
 * net_network_gateway_restart:
 * @down_ms: by the network's clock
 *
 * Closes all connections with code 1001, listens no more, and comes back on the same ports with the
 * same key.
 */
void
net_network_gateway_restart (NetNetworkGateway *self, guint down_ms)
{
  if (self->is_stopped)
    return;
  self->down_ms = down_ms;
  if (!self->is_down)
    close_gateway (self, down_ms);
  else if (!self->is_closing)
    come_back_later (self);
}

static void
stay_away (NetNetworkGateway *self)
{
  self->is_stopped = TRUE;
  if (self->timer != 0)
    ic_clock_cancel (self->clock, self->timer);
  self->timer = 0;
}

void
net_network_gateway_leave (NetNetworkGateway *self, GSourceOnceFunc done, gpointer data)
{
  gboolean was_down = self->is_down;

  stay_away (self);
  if (was_down)
    {
      done (data);
      return;
    }
  self->done = done;
  self->done_data = data;
  close_gateway (self, 0);
}

void
net_network_gateway_stop (NetNetworkGateway *self)
{
  stay_away (self);
  net_gateway_stop (self->gateway);
}

void
net_network_gateway_free (NetNetworkGateway *self)
{
  net_network_gateway_stop (self);
  g_rc_box_release_full (self, clear);
}

NetGateway *
net_network_gateway_get_gateway (NetNetworkGateway *self)
{
  return self->gateway;
}

gboolean
net_network_gateway_is_down (NetNetworkGateway *self)
{
  return self->is_down;
}
