/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * IcClock: time as a dependency that is handed in, so that each time-out is testable without
 * waiting. Wall time is nanoseconds since 1970 (as the IC counts), monotonic time microseconds,
 * which stand still while the computer sleeps; boot time goes on then. Main-thread only, except the
 * getters.
 */
#define IC_TYPE_CLOCK (ic_clock_get_type ())
G_DECLARE_DERIVABLE_TYPE (IcClock, ic_clock, IC, CLOCK, GObject)

struct _IcClockClass
{
  GObjectClass parent_class;
  guint64 (*get_wall_ns) (IcClock *self);
  gint64 (*get_monotonic_us) (IcClock *self);
  guint (*call_at) (IcClock *self, gint64 monotonic_us, GSourceOnceFunc func, gpointer data);
  void (*cancel) (IcClock *self, guint id);
  gint64 (*get_boottime_us) (IcClock *self); /* by default the monotonic time */
};

IcClock *ic_clock_get_system (void); /* (transfer none) */
guint64 ic_clock_get_wall_ns (IcClock *self);
gint64 ic_clock_get_monotonic_us (IcClock *self);
gint64 ic_clock_get_boottime_us (IcClock *self);
/* Calls @func once at or after @monotonic_us, on the default main context. Returns an id, never 0. */
guint ic_clock_call_at (IcClock *self, gint64 monotonic_us, GSourceOnceFunc func, gpointer data);
void ic_clock_cancel (IcClock *self, guint id);

/* A clock that moves only when told to. */
#define IC_TYPE_MANUAL_CLOCK (ic_manual_clock_get_type ())
G_DECLARE_FINAL_TYPE (IcManualClock, ic_manual_clock, IC, MANUAL_CLOCK, IcClock)

IcManualClock *ic_manual_clock_new (guint64 wall_ns);
/* Moves all times on and fires what is due, in order of time, synchronously. */
void ic_manual_clock_advance_us (IcManualClock *self, gint64 us);
/* Moves the wall time alone: somebody set the clock. */
void ic_manual_clock_set_wall_ns (IcManualClock *self, guint64 wall_ns);
/* Moves wall and boot time on, but not monotonic time, and fires nothing: the computer slept. */
void ic_manual_clock_suspend_us (IcManualClock *self, gint64 us);
guint ic_manual_clock_get_pending (IcManualClock *self);

#define IC_NS_PER_US G_GUINT64_CONSTANT (1000)
#define IC_NS_PER_MS G_GUINT64_CONSTANT (1000000)
#define IC_NS_PER_S  G_GUINT64_CONSTANT (1000000000)

G_END_DECLS
