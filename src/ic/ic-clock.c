/* SPDX-License-Identifier: MIT */
#include "ic-clock.h"

G_DEFINE_ABSTRACT_TYPE (IcClock, ic_clock, G_TYPE_OBJECT)

static void
ic_clock_class_init (IcClockClass *klass)
{
  klass->get_boottime_us = ic_clock_get_monotonic_us;
}

static void
ic_clock_init (IcClock *self)
{
}

/**
 * ic_clock_get_wall_ns:
 * @self: a clock
 *
 * Returns: nanoseconds since 1970, as the IC counts
 */
guint64
ic_clock_get_wall_ns (IcClock *self)
{
  g_return_val_if_fail (IC_IS_CLOCK (self), 0);

  return IC_CLOCK_GET_CLASS (self)->get_wall_ns (self);
}

/**
 * ic_clock_get_monotonic_us:
 * @self: a clock
 *
 * Returns: microseconds since some past moment, never going back
 */
gint64
ic_clock_get_monotonic_us (IcClock *self)
{
  g_return_val_if_fail (IC_IS_CLOCK (self), 0);

  return IC_CLOCK_GET_CLASS (self)->get_monotonic_us (self);
}

/**
 * ic_clock_get_boottime_us:
 * @self: a clock
 *
 * Returns: microseconds since some past moment, never going back, that go on while the computer
 * sleeps; the same as the monotonic time where that cannot be told
 */
gint64
ic_clock_get_boottime_us (IcClock *self)
{
  g_return_val_if_fail (IC_IS_CLOCK (self), 0);

  return IC_CLOCK_GET_CLASS (self)->get_boottime_us (self);
}

/**
 * ic_clock_call_at:
 * @self: a clock
 * @monotonic_us: when, on the monotonic scale; a past time means as soon as possible
 * @func: called once, never from within this function, never early
 * @data: for @func
 *
 * Returns: an id for ic_clock_cancel(), never 0
 */
guint
ic_clock_call_at (IcClock *self, gint64 monotonic_us, GSourceOnceFunc func, gpointer data)
{
  g_return_val_if_fail (IC_IS_CLOCK (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  return IC_CLOCK_GET_CLASS (self)->call_at (self, monotonic_us, func, data);
}

/**
 * ic_clock_cancel:
 * @self: a clock
 * @id: what ic_clock_call_at() returned; 0 or one that has fired is ignored
 */
void
ic_clock_cancel (IcClock *self, guint id)
{
  g_return_if_fail (IC_IS_CLOCK (self));

  if (id != 0)
    IC_CLOCK_GET_CLASS (self)->cancel (self, id);
}
