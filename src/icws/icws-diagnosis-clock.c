/* SPDX-License-Identifier: MIT */
#include "icws-diagnosis-private.h"

struct _IcwsShiftedClock
{
  IcClock parent_instance;

  IcClock *base;
  gint64 shift_ns;
};

G_DEFINE_FINAL_TYPE (IcwsShiftedClock, icws_shifted_clock, IC_TYPE_CLOCK)

static guint64
icws_shifted_clock_get_wall_ns (IcClock *clock)
{
  IcwsShiftedClock *self = ICWS_SHIFTED_CLOCK (clock);

  return ic_clock_get_wall_ns (self->base) + (guint64)self->shift_ns;
}

static gint64
icws_shifted_clock_get_monotonic_us (IcClock *clock)
{
  return ic_clock_get_monotonic_us (ICWS_SHIFTED_CLOCK (clock)->base);
}

static gint64
icws_shifted_clock_get_boottime_us (IcClock *clock)
{
  return ic_clock_get_boottime_us (ICWS_SHIFTED_CLOCK (clock)->base);
}

static guint
icws_shifted_clock_call_at (IcClock *clock,
                            gint64 monotonic_us,
                            GSourceOnceFunc func,
                            gpointer data)
{
  return ic_clock_call_at (ICWS_SHIFTED_CLOCK (clock)->base, monotonic_us, func, data);
}

static void
icws_shifted_clock_cancel (IcClock *clock, guint id)
{
  ic_clock_cancel (ICWS_SHIFTED_CLOCK (clock)->base, id);
}

static void
icws_shifted_clock_finalize (GObject *object)
{
  g_object_unref (ICWS_SHIFTED_CLOCK (object)->base);
  G_OBJECT_CLASS (icws_shifted_clock_parent_class)->finalize (object);
}

static void
icws_shifted_clock_class_init (IcwsShiftedClockClass *klass)
{
  IcClockClass *clock_class = IC_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = icws_shifted_clock_finalize;
  clock_class->get_wall_ns = icws_shifted_clock_get_wall_ns;
  clock_class->get_monotonic_us = icws_shifted_clock_get_monotonic_us;
  clock_class->get_boottime_us = icws_shifted_clock_get_boottime_us;
  clock_class->call_at = icws_shifted_clock_call_at;
  clock_class->cancel = icws_shifted_clock_cancel;
}

static void
icws_shifted_clock_init (IcwsShiftedClock *self)
{
}

/* (skip) */
IcwsShiftedClock *
icws_shifted_clock_new (IcClock *base)
{
  IcwsShiftedClock *self = g_object_new (ICWS_TYPE_SHIFTED_CLOCK, NULL);

  self->base = g_object_ref (base);
  return self;
}

/* (skip) */
void
icws_shifted_clock_set_shift (IcwsShiftedClock *self, gint64 shift_ns)
{
  self->shift_ns = shift_ns;
}
