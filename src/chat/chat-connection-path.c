/* SPDX-License-Identifier: MIT */
/* Which way: a gateway of the pool, direct mode, or waiting. */
#include "chat-connection-private.h"

void
chat_connection_cancel_retry (ChatConnection *self)
{
  chat_connection_disarm (self, &self->retry_timer);
  self->retry_at_us = 0;
  chat_connection_watch_clock (self, FALSE);
}

static void
on_retry (gpointer data)
{
  ChatConnection *self = data;

  self->retry_timer = 0;
  chat_connection_start (self);
}

void
chat_connection_schedule_retry (ChatConnection *self, gint64 delay_us)
{
  chat_connection_arm (self, &self->retry_timer, delay_us, on_retry);
  self->retry_at_us = ic_clock_get_monotonic_us (self->clock) + delay_us;
  chat_connection_watch_clock (self, TRUE);
}

/* By the failures of this path in a row: another one begins anew, and the pool has a backoff of its
 * own for each gateway. */
gint64
chat_connection_next_backoff_us (ChatConnection *self)
{
  guint shift = MIN (self->tries > 0 ? self->tries - 1 : 0, CHAT_RETRY_MAX_SHIFT);
  gint64 delay_ms = MIN ((gint64)CHAT_RETRY_FIRST_MS << shift, CHAT_RETRY_LAST_MS);
  gint64 jitter = delay_ms / CHAT_RETRY_JITTER;

  delay_ms += (gint64)(ic_random_uint64 (self->random) % (guint64)(2 * jitter + 1)) - jitter;
  return delay_ms * 1000;
}

void
chat_connection_forget_path (ChatConnection *self)
{
  g_clear_object (&self->again);
  g_clear_object (&self->avoid);
}

static gboolean
may_go_direct (ChatConnection *self)
{
  if (self->direct_barred)
    return FALSE;
  return self->direct_policy == CHAT_DIRECT_ALWAYS ||
         self->direct_policy == CHAT_DIRECT_LAST_RESORT;
}

/* May @gateway be tried now? It may have left the pool, or been caught, meanwhile. */
static gboolean
is_usable (ChatConnection *self, IcwsGateway *gateway)
{
  guint64 now_ns = ic_clock_get_wall_ns (self->clock);

  return gateway != NULL &&
         icws_pool_find (self->pool, icws_gateway_get_url (gateway)) == gateway &&
         icws_gateway_get_state (gateway, now_ns) != ICWS_GATEWAY_QUARANTINED &&
         icws_gateway_get_retry_ns (gateway) <= now_ns;
}

gboolean
chat_connection_is_session_going_on (ChatConnection *self)
{
  return self->session != NULL && icws_session_get_state (self->session) != ICWS_STATE_CLOSED;
}

/* Something else than what has just ended, that may be tried at once. */
gboolean
chat_connection_has_other_path (ChatConnection *self, const ChatEnd *end)
{
  g_autoptr (IcwsGateway) next = NULL;

  if (self->direct_policy == CHAT_DIRECT_ALWAYS)
    return FALSE;
  next = icws_pool_pick (self->pool, end->gateway);
  if (next != NULL && next != end->gateway)
    return TRUE;
  if (end->direct || !may_go_direct (self))
    return FALSE;
  /* A gateway that is gone for a moment is no reason to do without one. */
  return self->tries >= CHAT_TRIES_OF_ONE_PATH ||
         icws_verdict_get_act (end->verdict) != ICWS_ACT_GATEWAY_UNREACHABLE;
}

/* All gateways are set aside: what they did is what is shown, also after a start of the program. */
static void
show_quarantine (ChatConnection *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pool)); i++)
    {
      g_autoptr (IcwsGateway) gateway = g_list_model_get_item (G_LIST_MODEL (self->pool), i);
      IcwsVerdict *verdict = icws_gateway_get_quarantine_verdict (gateway);

      if (verdict == NULL || icws_gateway_get_state (gateway, ic_clock_get_wall_ns (self->clock)) !=
                                 ICWS_GATEWAY_QUARANTINED)
        continue;
      g_set_object (&self->verdict, verdict);
      g_clear_error (&self->error);
      self->error = g_error_copy (icws_verdict_get_error (verdict));
      return;
    }
}

static void
wait_for_pool (ChatConnection *self)
{
  guint64 now_ns = ic_clock_get_wall_ns (self->clock);
  guint64 next_ns = icws_pool_get_next_ns (self->pool);

  self->starved = TRUE;
  if (self->error == NULL)
    show_quarantine (self);
  if (next_ns == G_MAXUINT64 || self->direct_policy == CHAT_DIRECT_ALWAYS)
    self->stopped = TRUE;
  else
    {
      /* Never hot, whatever the pool says. */
      gint64 left_us = next_ns > now_ns ? (gint64)((next_ns - now_ns) / IC_NS_PER_US) + 1 : 0;

      chat_connection_schedule_retry (self, MAX (left_us, CHAT_RETRY_FIRST_MS * 1000));
    }
  chat_connection_update_health (self);
}

void
chat_connection_open_path (ChatConnection *self)
{
  g_autoptr (IcwsGateway) again = g_steal_pointer (&self->again);
  g_autoptr (IcwsGateway) avoid = g_steal_pointer (&self->avoid);
  g_autoptr (IcwsGateway) gateway = NULL;

  if (self->direct_policy != CHAT_DIRECT_ALWAYS)
    gateway = is_usable (self, again) ? g_object_ref (again) : icws_pool_pick (self->pool, avoid);
  /* The last resort comes before what has just failed. */
  if (gateway != NULL && gateway == avoid && may_go_direct (self))
    g_clear_object (&gateway);
  if (gateway != NULL || may_go_direct (self))
    chat_connection_open_session (self, gateway);
  else
    wait_for_pool (self);
}

/* A person forgave, added or loaded something: no need to wait any longer. */
static void
on_pool_changed (ChatConnection *self)
{
  g_autoptr (IcwsGateway) gateway = NULL;

  if (!self->starved || self->direct_policy == CHAT_DIRECT_ALWAYS)
    return;
  gateway = icws_pool_pick (self->pool, NULL);
  if (gateway != NULL)
    chat_connection_schedule_retry (self, 0);
}

void
chat_connection_watch_pool (ChatConnection *self)
{
  g_signal_connect_swapped (self->pool, "changed", G_CALLBACK (on_pool_changed), self);
}

/**
 * chat_connection_set_direct_policy:
 * @policy: when to do without a gateway
 *
 * Connects anew if that changes something: away from a gateway, back to one, or out of waiting.
 */
void
chat_connection_set_direct_policy (ChatConnection *self, ChatDirectPolicy policy)
{
  g_autoptr (IcwsGateway) usable = NULL;
  gboolean direct;

  g_return_if_fail (CHAT_IS_CONNECTION (self));
  if (policy == self->direct_policy)
    return;
  self->direct_policy = policy;
  if (!self->wanted || self->paused)
    {
      chat_connection_update_health (self);
      return;
    }
  usable = icws_pool_pick (self->pool, NULL);
  direct = self->mode == CHAT_MODE_DIRECT;
  if (!chat_connection_is_session_going_on (self) || (policy == CHAT_DIRECT_ALWAYS && !direct) ||
      (policy == CHAT_DIRECT_NEVER && direct) ||
      (policy == CHAT_DIRECT_LAST_RESORT && direct && usable != NULL))
    chat_connection_restart (self);
  else
    chat_connection_update_health (self);
}

/**
 * chat_connection_use_gateway:
 * @url: (nullable): of a gateway, which is added to the pool if it is not in it; %NULL: no pin
 *
 * A person wants this one: pins it and connects anew through it. One in quarantine is forgiven by
 * that, for who chose it by hand has seen why it stands there; if it lies again it goes back. Who wants
 * a gateway does not want direct mode always: that policy becomes the last resort.
 */
void
chat_connection_use_gateway (ChatConnection *self, const char *url)
{
  g_autofree char *pinned = NULL;

  g_return_if_fail (CHAT_IS_CONNECTION (self));
  if (url == NULL)
    {
      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pool)); i++)
        {
          g_autoptr (IcwsGateway) gateway = g_list_model_get_item (G_LIST_MODEL (self->pool), i);

          if (icws_gateway_get_pinned (gateway))
            pinned = g_strdup (icws_gateway_get_url (gateway));
        }
      if (pinned != NULL)
        icws_pool_pin (self->pool, pinned, FALSE);
      return;
    }
  if (icws_pool_find (self->pool, url) == NULL && !icws_pool_add (self->pool, url, NULL))
    return;
  icws_pool_forgive (self->pool, url);
  icws_pool_pin (self->pool, url, TRUE);
  if (self->direct_policy == CHAT_DIRECT_ALWAYS)
    self->direct_policy = CHAT_DIRECT_LAST_RESORT;
  if (!self->wanted ||
      (chat_connection_is_session_going_on (self) && self->mode == CHAT_MODE_GATEWAY &&
       self->gateway == icws_pool_find (self->pool, url)))
    chat_connection_update_health (self);
  else
    chat_connection_restart (self);
}
