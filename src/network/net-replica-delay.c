/* SPDX-License-Identifier: MIT */
/* Calls to slow canisters: they wait for their time by the clock, and those who asked for the
 * certificate at once are told to come back [interface spec, "Request: Synchronous Call": 202]. */
#include "config.h"

#include "net-replica-private.h"

#define US_PER_MS G_GINT64_CONSTANT (1000)

/* How long a replica keeps a synchronous call waiting before it answers 202. */
#define PATIENCE_MS G_GINT64_CONSTANT (10000)

/* A delay that lasts longer than any test or demonstration. */
#define MAX_DELAY_MS (G_GUINT64_CONSTANT (24) * 60 * 60 * 1000)

static void
dismiss_waiters (NetIngress *ingress)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&ingress->waiters);

  ingress->patience_us = 0;
  for (guint i = 0; waiters != NULL && i < waiters->len; i++)
    net_replica_return (g_ptr_array_index (waiters, i), net_response_new_accepted ());
}

static void
on_delay_timer (gpointer user_data)
{
  g_autoptr (NetReplica) self = g_object_ref (user_data);
  gint64 now_us = ic_clock_get_monotonic_us (self->clock);
  g_autoptr (GList) delayed = NULL;

  self->delay_timer = 0;
  if (net_ingress_pool_release_due (self->ingress, now_us))
    net_replica_schedule_round (self);
  delayed = g_list_copy (net_ingress_pool_peek_delayed (self->ingress)->head);
  for (GList *link = delayed; link != NULL; link = link->next)
    {
      NetIngress *ingress = link->data;

      if (ingress->patience_us != 0 && ingress->patience_us <= now_us)
        dismiss_waiters (ingress);
      net_replica_watch_delayed (self, ingress);
    }
}

gint64
net_replica_get_due_us (NetReplica *self, guint64 delay_ms)
{
  if (delay_ms == 0)
    return 0;
  return ic_clock_get_monotonic_us (self->clock) + (gint64)MIN (delay_ms, MAX_DELAY_MS) * US_PER_MS;
}

void
net_replica_limit_patience (NetReplica *self, NetIngress *ingress)
{
  gint64 end_us = ic_clock_get_monotonic_us (self->clock) + PATIENCE_MS * US_PER_MS;

  if (ingress->patience_us == 0 && ingress->due_us > end_us)
    ingress->patience_us = end_us;
}

static void
wake_at (NetReplica *self, gint64 time_us)
{
  if (self->delay_timer != 0 && self->delay_timer_us <= time_us)
    return;
  if (self->delay_timer != 0)
    ic_clock_cancel (self->clock, self->delay_timer);
  self->delay_timer_us = time_us;
  self->delay_timer = ic_clock_call_at (self->clock, time_us, on_delay_timer, self);
}

void
net_replica_watch_delayed (NetReplica *self, const NetIngress *ingress)
{
  if (ingress->executed || ingress->due_us == 0)
    return;
  wake_at (self, ingress->due_us);
  if (ingress->patience_us != 0)
    wake_at (self, ingress->patience_us);
}
