/* SPDX-License-Identifier: MIT */
#include "ic-clock.h"

/* Not 0, which callers use for "no time". */
#define MONOTONIC_START_US (1000 * 1000)

typedef struct
{
  guint id;
  gint64 at_us;
  GSourceOnceFunc func;
  gpointer data;
} Timer;

struct _IcManualClock
{
  IcClock parent_instance;

  guint64 wall_ns;
  gint64 monotonic_us;
  gint64 slept_us; /* boot time is so much further */
  guint last_id;
  GQueue timers; /* of Timer, by time, then by age */
};

G_DEFINE_FINAL_TYPE (IcManualClock, ic_manual_clock, IC_TYPE_CLOCK)

static guint64
ic_manual_clock_get_wall_ns (IcClock *clock)
{
  return IC_MANUAL_CLOCK (clock)->wall_ns;
}

static gint64
ic_manual_clock_get_monotonic_us (IcClock *clock)
{
  return IC_MANUAL_CLOCK (clock)->monotonic_us;
}

static gint64
ic_manual_clock_get_boottime_us (IcClock *clock)
{
  return IC_MANUAL_CLOCK (clock)->monotonic_us + IC_MANUAL_CLOCK (clock)->slept_us;
}

static guint
ic_manual_clock_call_at (IcClock *clock, gint64 monotonic_us, GSourceOnceFunc func, gpointer data)
{
  IcManualClock *self = IC_MANUAL_CLOCK (clock);
  Timer *timer = g_new0 (Timer, 1);
  GList *after = self->timers.tail;

  timer->id = ++self->last_id;
  timer->at_us = monotonic_us;
  timer->func = func;
  timer->data = data;

  while (after != NULL && ((Timer *)after->data)->at_us > monotonic_us)
    after = after->prev;
  if (after == NULL)
    g_queue_push_head (&self->timers, timer);
  else
    g_queue_insert_after (&self->timers, after, timer);

  return timer->id;
}

static void
ic_manual_clock_cancel (IcClock *clock, guint id)
{
  IcManualClock *self = IC_MANUAL_CLOCK (clock);

  for (GList *l = self->timers.head; l != NULL; l = l->next)
    {
      if (((Timer *)l->data)->id == id)
        {
          g_free (l->data);
          g_queue_delete_link (&self->timers, l);
          return;
        }
    }
}

static void
ic_manual_clock_finalize (GObject *object)
{
  IcManualClock *self = IC_MANUAL_CLOCK (object);

  g_queue_clear_full (&self->timers, g_free);
  G_OBJECT_CLASS (ic_manual_clock_parent_class)->finalize (object);
}

static void
ic_manual_clock_class_init (IcManualClockClass *klass)
{
  IcClockClass *clock_class = IC_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ic_manual_clock_finalize;
  clock_class->get_wall_ns = ic_manual_clock_get_wall_ns;
  clock_class->get_monotonic_us = ic_manual_clock_get_monotonic_us;
  clock_class->get_boottime_us = ic_manual_clock_get_boottime_us;
  clock_class->call_at = ic_manual_clock_call_at;
  clock_class->cancel = ic_manual_clock_cancel;
}

static void
ic_manual_clock_init (IcManualClock *self)
{
  g_queue_init (&self->timers);
  self->monotonic_us = MONOTONIC_START_US;
}

/**
 * ic_manual_clock_new:
 * @wall_ns: its first wall time
 */
IcManualClock *
ic_manual_clock_new (guint64 wall_ns)
{
  IcManualClock *self = g_object_new (IC_TYPE_MANUAL_CLOCK, NULL);

  self->wall_ns = wall_ns;
  return self;
}

static void
move_to (IcManualClock *self, gint64 monotonic_us)
{
  if (monotonic_us <= self->monotonic_us)
    return;
  self->wall_ns += (guint64)(monotonic_us - self->monotonic_us) * IC_NS_PER_US;
  self->monotonic_us = monotonic_us;
}

/**
 * ic_manual_clock_advance_us:
 * @self: a clock
 * @us: by how much, 0 or more
 *
 * Moves all times on and calls what falls due, in order of time; each call sees its own time. What
 * a call schedules within the span fires too.
 */
void
ic_manual_clock_advance_us (IcManualClock *self, gint64 us)
{
  gint64 target;

  g_return_if_fail (IC_IS_MANUAL_CLOCK (self));
  g_return_if_fail (us >= 0);

  g_object_ref (self);
  target = self->monotonic_us + us;
  while (self->timers.head != NULL && ((Timer *)self->timers.head->data)->at_us <= target)
    {
      g_autofree Timer *timer = g_queue_pop_head (&self->timers);

      move_to (self, timer->at_us);
      timer->func (timer->data);
    }
  move_to (self, target);
  g_object_unref (self);
}

/**
 * ic_manual_clock_set_wall_ns:
 * @self: a clock
 * @wall_ns: its new wall time
 *
 * Monotonic time and what is due are not moved.
 */
void
ic_manual_clock_set_wall_ns (IcManualClock *self, guint64 wall_ns)
{
  g_return_if_fail (IC_IS_MANUAL_CLOCK (self));

  self->wall_ns = wall_ns;
}

/**
 * ic_manual_clock_suspend_us:
 * @self: a clock
 * @us: how long, 0 or more
 *
 * The computer slept: wall and boot time went on, monotonic time and what is due stood still.
 */
void
ic_manual_clock_suspend_us (IcManualClock *self, gint64 us)
{
  g_return_if_fail (IC_IS_MANUAL_CLOCK (self));
  g_return_if_fail (us >= 0);

  self->slept_us += us;
  self->wall_ns += (guint64)us * IC_NS_PER_US;
}

/**
 * ic_manual_clock_get_pending:
 * @self: a clock
 *
 * Returns: how many calls are still to come
 */
guint
ic_manual_clock_get_pending (IcManualClock *self)
{
  g_return_val_if_fail (IC_IS_MANUAL_CLOCK (self), 0);

  return g_queue_get_length (&self->timers);
}
