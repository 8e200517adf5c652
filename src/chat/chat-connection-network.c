/* SPDX-License-Identifier: MIT */
/* What happens to this computer - no network, a metered one, sleep - and who looks at the chat. */
#include "chat-connection-private.h"

gboolean
chat_connection_is_loopback (const char *url)
{
  g_autoptr (GUri) uri = url ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) address = host ? g_inet_address_new_from_string (host) : NULL;

  return g_strcmp0 (host, "localhost") == 0 ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

/* Where we are connected to, or will be. */
static const char *
get_url (ChatConnection *self)
{
  if (self->mode == CHAT_MODE_DIRECT)
    return self->profile->network_url;
  return self->gateway ? icws_gateway_get_url (self->gateway) : self->profile->gateway_url;
}

/* The network monitor knows nothing of the loopback interface. */
gboolean
chat_connection_is_online (ChatConnection *self)
{
  return chat_connection_is_loopback (get_url (self)) ||
         g_network_monitor_get_network_available (self->monitor);
}

/* Was the network gone for so long that what was connected through it is not any more? */
static gboolean
is_back_after_long (ChatConnection *self, gboolean available)
{
  gint64 now_us = ic_clock_get_monotonic_us (self->clock);
  gint64 since_us = self->offline_since_us;

  if (!available && since_us == 0)
    self->offline_since_us = now_us;
  if (!available)
    return FALSE;
  self->offline_since_us = 0;
  return since_us != 0 && now_us - since_us >= CHAT_OFFLINE_US;
}

static void
on_network_changed (ChatConnection *self, gboolean available)
{
  g_autoptr (ChatConnection) keep = g_object_ref (self);
  gboolean lost = is_back_after_long (self, available) &&
                  !chat_connection_is_loopback (get_url (self)) &&
                  chat_connection_is_session_going_on (self);

  /* Waiting out a backoff makes no sense when the network has just come back. */
  if (!available || (self->retry_timer == 0 && !lost))
    {
      chat_connection_update_health (self);
      return;
    }
  self->tries = 0;
  icws_pool_clear_backoff (self->pool);
  chat_connection_start (self);
}

void
chat_connection_watch_network (ChatConnection *self)
{
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  if (!g_network_monitor_get_network_available (self->monitor))
    self->offline_since_us = ic_clock_get_monotonic_us (self->clock);
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (on_network_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "notify::network-metered",
                           G_CALLBACK (chat_connection_apply_attention), self, G_CONNECT_SWAPPED);
}

/* Timers stand still while the computer sleeps; who waits must look at once when it wakes up. The
 * same when a wrong clock was what stopped us, and somebody set it. */
static void
on_clock_jump (gint64 slept_us, gint64 set_us, gpointer data)
{
  ChatConnection *self = data;
  gboolean clock_was_wrong = self->verdict != NULL &&
                             icws_verdict_get_act (self->verdict) == ICWS_ACT_CLOCK_WRONG;

  /* Not here and now: that would free the watch that calls. */
  if (self->wanted && (slept_us > 0 || (set_us != 0 && clock_was_wrong)))
    {
      icws_pool_clear_backoff (self->pool);
      chat_connection_schedule_retry (self, 0);
    }
}

/* While it waits; an open session has a watch of its own. */
void
chat_connection_watch_clock (ChatConnection *self, gboolean watch)
{
  if (watch && self->clock_watch == NULL)
    self->clock_watch = icws_clock_watch_new (self->clock, on_clock_jump, self);
  else if (!watch)
    g_clear_pointer (&self->clock_watch, icws_clock_watch_free);
}

/* ws_close tells the canister: nobody needs to wait for our keep-alive. */
static void
on_pause (gpointer data)
{
  g_autoptr (ChatConnection) self = g_object_ref (data);

  self->pause_timer = 0;
  if (!self->wanted || self->mode != CHAT_MODE_DIRECT ||
      !chat_connection_is_session_going_on (self))
    return;
  self->paused = TRUE;
  self->generation++;
  chat_connection_drop_session (self);
  chat_connection_update_health (self);
}

static gboolean
is_metered (ChatConnection *self)
{
  return g_network_monitor_get_network_metered (self->monitor);
}

/* The pace of direct mode, and its pause. A gateway keeps us connected at no cost: it never pauses. */
void
chat_connection_apply_attention (ChatConnection *self)
{
  if (self->direct_transport == NULL || !chat_connection_is_session_going_on (self))
    {
      chat_connection_disarm (self, &self->pause_timer);
      return;
    }
  icws_direct_transport_set_pace (ICWS_DIRECT_TRANSPORT (self->direct_transport),
                                  self->visible && !is_metered (self) ? ICWS_PACE_ACTIVE
                                                                      : ICWS_PACE_IDLE);
  if (self->visible || self->notifying)
    chat_connection_disarm (self, &self->pause_timer);
  else if (self->pause_timer == 0)
    chat_connection_arm (self, &self->pause_timer, CHAT_PAUSE_MS * G_GINT64_CONSTANT (1000),
                         on_pause);
}

/**
 * chat_connection_set_attention:
 * @visible: a person can see the chat
 * @notifying: messages are announced while nobody sees it
 *
 * Without both, direct mode ends after %CHAT_PAUSE_MS and health is %CHAT_HEALTH_PAUSED; with one of
 * them it is connected again at once. Before the first call it counts as visible.
 */
void
chat_connection_set_attention (ChatConnection *self, gboolean visible, gboolean notifying)
{
  g_return_if_fail (CHAT_IS_CONNECTION (self));
  self->visible = visible != FALSE;
  self->notifying = notifying != FALSE;
  if (self->paused && (visible || notifying))
    chat_connection_start (self);
  else
    chat_connection_apply_attention (self);
}
