/* SPDX-License-Identifier: MIT */
#include "icws-clock-watch.h"

#define JUMP_US ((gint64)ICWS_CLOCK_WATCH_JUMP_MS * 1000)
/* A timer of ours that is late by so much: this program was stopped (a debugger, a swapped machine),
 * which is as good as sleep. */
#define STOPPED_US (10 * G_USEC_PER_SEC)
/* The clocks are read one after the other; a pause between them would look like a jump. */
#define READ_MAX_US (100 * 1000)
#define READ_TRIES  5

typedef struct
{
  gint64 monotonic_us;
  gint64 boottime_us;
  gint64 wall_us;
} Times;

struct _IcwsClockWatch
{
  IcClock *clock;
  IcwsClockWatchFunc func;
  gpointer user_data;
  Times last;
  guint timer;
};

static void on_timer (gpointer user_data);

static gboolean
read_times (IcClock *clock, Times *out)
{
  for (guint i = 0; i < READ_TRIES; i++)
    {
      out->monotonic_us = ic_clock_get_monotonic_us (clock);
      out->boottime_us = ic_clock_get_boottime_us (clock);
      out->wall_us = (gint64)(ic_clock_get_wall_ns (clock) / IC_NS_PER_US);
      if (ic_clock_get_monotonic_us (clock) - out->monotonic_us < READ_MAX_US)
        return TRUE;
    }
  return FALSE;
}

static void
arm (IcwsClockWatch *self, gint64 now_us)
{
  if (self->timer != 0)
    ic_clock_cancel (self->clock, self->timer);
  self->timer = ic_clock_call_at (self->clock, now_us + (gint64)ICWS_CLOCK_WATCH_INTERVAL_MS * 1000,
                                  on_timer, self);
}

/**
 * icws_clock_watch_new:
 * @clock: what to watch
 * @func: called when there was a jump, from a timer or from icws_clock_watch_check(); it may free
 *   the watch
 * @user_data: for @func
 *
 * Returns: (transfer full): a watch that looks every %ICWS_CLOCK_WATCH_INTERVAL_MS.
 */
IcwsClockWatch *
icws_clock_watch_new (IcClock *clock, IcwsClockWatchFunc func, gpointer user_data)
{
  IcwsClockWatch *self = g_new0 (IcwsClockWatch, 1);

  self->clock = g_object_ref (clock);
  self->func = func;
  self->user_data = user_data;
  self->last.monotonic_us = ic_clock_get_monotonic_us (clock);
  self->last.boottime_us = ic_clock_get_boottime_us (clock);
  self->last.wall_us = (gint64)(ic_clock_get_wall_ns (clock) / IC_NS_PER_US);
  arm (self, self->last.monotonic_us);
  return self;
}

/**
 * icws_clock_watch_check:
 * @self: a watch
 *
 * Compares the clocks with those of the last look. What is below %ICWS_CLOCK_WATCH_JUMP_MS is the
 * clock being disciplined. May free @self by way of its function.
 */
void
icws_clock_watch_check (IcwsClockWatch *self)
{
  Times now;
  gint64 run_us, slept_us, set_us, stopped_us;

  g_return_if_fail (self != NULL);

  if (!read_times (self->clock, &now))
    {
      arm (self, now.monotonic_us);
      return;
    }
  run_us = now.monotonic_us - self->last.monotonic_us;
  slept_us = now.boottime_us - self->last.boottime_us - run_us;
  set_us = now.wall_us - self->last.wall_us - run_us - slept_us;
  stopped_us = run_us - (gint64)ICWS_CLOCK_WATCH_INTERVAL_MS * 1000;
  self->last = now;
  arm (self, now.monotonic_us);

  if (slept_us < JUMP_US)
    slept_us = 0;
  if (stopped_us >= STOPPED_US)
    slept_us += run_us;
  if (ABS (set_us) < JUMP_US)
    set_us = 0;
  if (slept_us != 0 || set_us != 0)
    self->func (slept_us, set_us, self->user_data);
}

static void
on_timer (gpointer user_data)
{
  IcwsClockWatch *self = user_data;

  self->timer = 0;
  icws_clock_watch_check (self);
}

/**
 * icws_clock_watch_free:
 * @self: (nullable) (transfer full): a watch
 */
void
icws_clock_watch_free (IcwsClockWatch *self)
{
  if (self == NULL)
    return;
  if (self->timer != 0)
    ic_clock_cancel (self->clock, self->timer);
  g_object_unref (self->clock);
  g_free (self);
}
