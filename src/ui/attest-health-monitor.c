/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-health-monitor.h"

struct _AttestHealthMonitor
{
  GObject parent_instance;

  IcClock *clock;
  ChatHealth health;
  guint64 since_ns;
  guint timer;

  guint is_trouble : 1;
  guint in_trouble : 1; /* lasted long enough */
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestHealthMonitor, attest_health_monitor, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
trouble_cb (gpointer data)
{
  AttestHealthMonitor *self = ATTEST_HEALTH_MONITOR (data);

  self->timer = 0;
  self->in_trouble = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
cancel_timer (AttestHealthMonitor *self)
{
  if (self->timer != 0)
    ic_clock_cancel (self->clock, self->timer);
  self->timer = 0;
}

static void
attest_health_monitor_dispose (GObject *object)
{
  AttestHealthMonitor *self = ATTEST_HEALTH_MONITOR (object);

  cancel_timer (self);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (attest_health_monitor_parent_class)->dispose (object);
}

static void
attest_health_monitor_class_init (AttestHealthMonitorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_health_monitor_dispose;

  signals[CHANGED] = g_signal_new ("changed", ATTEST_TYPE_HEALTH_MONITOR, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
attest_health_monitor_init (AttestHealthMonitor *self)
{
  self->health = CHAT_HEALTH_CHECKING;
}

/**
 * attest_health_monitor_new:
 * @clock: what tells the time
 *
 * Returns: (transfer full): a monitor in the state "checking"
 */
AttestHealthMonitor *
attest_health_monitor_new (IcClock *clock)
{
  AttestHealthMonitor *self = g_object_new (ATTEST_TYPE_HEALTH_MONITOR, NULL);

  self->clock = g_object_ref (clock);
  self->since_ns = ic_clock_get_wall_ns (clock);
  return self;
}

/**
 * attest_health_monitor_set_health:
 * @self: the monitor
 * @health: the verdict
 * @is_trouble: whether that is worth a banner
 *
 * A trouble is spoken of after ATTEST_TROUBLE_DELAY_MS, so that a short one does not flash by; an
 * integrity failure at once. Going from one trouble to another does not start the wait again.
 */
void
attest_health_monitor_set_health (AttestHealthMonitor *self, ChatHealth health, gboolean is_trouble)
{
  g_return_if_fail (ATTEST_IS_HEALTH_MONITOR (self));

  if (self->health == health && self->is_trouble == !!is_trouble)
    return;
  if (self->health != health)
    self->since_ns = ic_clock_get_wall_ns (self->clock);
  self->health = health;
  self->is_trouble = !!is_trouble;

  if (!is_trouble || health == CHAT_HEALTH_INTEGRITY)
    {
      cancel_timer (self);
      self->in_trouble = !!is_trouble;
    }
  else if (!self->in_trouble && self->timer == 0)
    self->timer = ic_clock_call_at (self->clock,
                                    ic_clock_get_monotonic_us (self->clock) +
                                        ATTEST_TROUBLE_DELAY_MS * G_TIME_SPAN_MILLISECOND,
                                    trouble_cb, self);
  g_signal_emit (self, signals[CHANGED], 0);
}

ChatHealth
attest_health_monitor_get_health (AttestHealthMonitor *self)
{
  g_return_val_if_fail (ATTEST_IS_HEALTH_MONITOR (self), CHAT_HEALTH_DISCONNECTED);
  return self->health;
}

/**
 * attest_health_monitor_get_since_ns:
 * @self: the monitor
 *
 * Returns: when the verdict became what it is, nanoseconds since 1970
 */
guint64
attest_health_monitor_get_since_ns (AttestHealthMonitor *self)
{
  g_return_val_if_fail (ATTEST_IS_HEALTH_MONITOR (self), 0);
  return self->since_ns;
}

gboolean
attest_health_monitor_get_in_trouble (AttestHealthMonitor *self)
{
  g_return_val_if_fail (ATTEST_IS_HEALTH_MONITOR (self), FALSE);
  return self->in_trouble;
}
