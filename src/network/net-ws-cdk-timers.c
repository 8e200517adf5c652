/* SPDX-License-Identifier: MIT */
/* Acknowledgements and keep-alive [cdk-rs timers.rs]: every ack interval each client gets an
 * AckMessage, and a keep-alive time-out later those that did not answer are dropped. */
#include "config.h"

#include "net-ws-cdk-private.h"

#define US_PER_MS 1000

static void on_ack_timer (gpointer user_data);

static guint
call_in_ms (NetWsCdk *self, guint64 ms, GSourceOnceFunc func)
{
  gint64 now_us = ic_clock_get_monotonic_us (self->clock);

  return ic_clock_call_at (self->clock, now_us + (gint64)ms * US_PER_MS, func, self);
}

static void
remove_abandoned_gateways (NetWsCdk *self)
{
  guint64 now_ns = net_ws_cdk_get_now_ns (self);
  guint64 max_age_ns = self->options.ack_interval_ms * IC_NS_PER_MS;
  GHashTableIter iter;
  gpointer queue;

  g_hash_table_iter_init (&iter, self->gateways);
  while (g_hash_table_iter_next (&iter, NULL, &queue))
    if (net_ws_queue_is_abandoned (queue, now_ns, max_age_ns))
      {
        net_ws_queue_delete_all (queue, self->tree);
        g_hash_table_iter_remove (&iter);
      }
}

static void
on_keep_alive_timer (gpointer user_data)
{
  static const NetCloseReason TIMEOUT = NET_CLOSE_KEEP_ALIVE_TIMEOUT;
  NetWsCdk *self = user_data;
  guint64 now_ns = net_ws_cdk_get_now_ns (self);
  guint64 timeout_ns = self->options.keep_alive_timeout_ms * IC_NS_PER_MS;
  g_autoptr (GPtrArray) late = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  self->keep_alive_timer = 0;
  remove_abandoned_gateways (self);

  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      NetWsClient *client = value;

      if (client->waits_for_keep_alive && now_ns > client->last_keep_alive_ns &&
          now_ns - client->last_keep_alive_ns > timeout_ns)
        g_ptr_array_add (late, client);
    }
  for (guint i = 0; i < late->len; i++)
    net_ws_cdk_remove_client (self, g_ptr_array_index (late, i), &TIMEOUT);
}

static guint64
get_acknowledged (NetWsCdk *self, const NetWsClient *client)
{
  guint64 number = client->next_incoming - 1;
  guint64 parameter;

  if (net_ws_cdk_strike (self, NET_CANISTER_FAULT_BAD_ACK, &parameter))
    number += parameter != 0 ? parameter : NET_CANISTER_FAULT_BAD_ACK_DEFAULT;
  return number;
}

static void
send_ack (NetWsCdk *self, NetWsClient *client)
{
  g_autoptr (GBytes)
      ack = net_ws_encode_number_message (NET_SERVICE_ACK, get_acknowledged (self, client));
  g_autofree char *err = net_ws_cdk_send_to (self, client, ack, TRUE);

  if (err == NULL)
    client->waits_for_keep_alive = TRUE;
}

static void
on_ack_timer (gpointer user_data)
{
  NetWsCdk *self = user_data;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (!net_ws_cdk_strike (self, NET_CANISTER_FAULT_NO_ACK, NULL))
      send_ack (self, value);

  if (self->keep_alive_timer != 0)
    ic_clock_cancel (self->clock, self->keep_alive_timer);
  self->keep_alive_timer = call_in_ms (self, self->options.keep_alive_timeout_ms,
                                       on_keep_alive_timer);
  self->ack_timer = call_in_ms (self, self->options.ack_interval_ms, on_ack_timer);
}

void
net_ws_cdk_start_timers (NetWsCdk *self)
{
  self->ack_timer = call_in_ms (self, self->options.ack_interval_ms, on_ack_timer);
}

void
net_ws_cdk_stop_timers (NetWsCdk *self)
{
  if (self->ack_timer != 0)
    ic_clock_cancel (self->clock, self->ack_timer);
  if (self->keep_alive_timer != 0)
    ic_clock_cancel (self->clock, self->keep_alive_timer);
  self->ack_timer = self->keep_alive_timer = 0;
}
