/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic.h"

G_BEGIN_DECLS

/* How often it looks, and from when on a jump is one. */
#define ICWS_CLOCK_WATCH_INTERVAL_MS 5000
#define ICWS_CLOCK_WATCH_JUMP_MS     2000

/**
 * IcwsClockWatch: notices that the computer slept (boot time went on while monotonic time stood
 * still) and that somebody set the wall clock. Both look like a dishonest gateway if they are not
 * noticed. Plain struct on the main loop; times from the injected clock.
 */
typedef struct _IcwsClockWatch IcwsClockWatch;
/* @slept_us: how long, 0: no sleep. @set_us: wall clock moved by that much (may be negative), 0: not. */
typedef void (*IcwsClockWatchFunc) (gint64 slept_us, gint64 set_us, gpointer user_data);
IcwsClockWatch *icws_clock_watch_new (IcClock *clock, IcwsClockWatchFunc func, gpointer user_data);
/* Looks now, e.g. before a time-out is believed. Calls the function if there was a jump. */
void icws_clock_watch_check (IcwsClockWatch *self);
void icws_clock_watch_free (IcwsClockWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsClockWatch, icws_clock_watch_free)

G_END_DECLS
