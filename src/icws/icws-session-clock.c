/* SPDX-License-Identifier: MIT */
/*
 * Sleep and set clocks. After a sleep each time-out is overdue and what is in the socket is old,
 * which would read as a gateway that withholds and delays.
 */
#include "icws-session-private.h"
#include "ic/ic-i18n.h"

/* IcwsClockWatchFunc */
static void
on_jump (gint64 slept_us, gint64 set_us, gpointer user_data)
{
  IcwsSession *self = user_data;

  icws_session_enter (self);
  if (set_us != 0)
    {
      self->latency_doubtful = TRUE;
      self->n_delayed = 0;
      if (self->clock_offset_us != 0)
        self->clock_offset_us += set_us;
      icws_session_note (self, ICWS_GROUP_CLOCK, ICWS_DIRECTION_NONE, "clock-changed", 0,
                         _ ("The clock of this computer was set by %+.1f s"),
                         (double)set_us / G_USEC_PER_SEC);
    }
  if (slept_us >= (gint64)ICWS_SUSPEND_LIMIT_MS * 1000)
    {
      icws_session_testify (self, "slept", "%.1f s", (double)slept_us / G_USEC_PER_SEC);
      icws_session_fail (self, ICWS_ERROR_SUSPENDED, _ ("This computer slept for %" PRId64 " s"),
                         slept_us / G_USEC_PER_SEC);
    }
  else if (slept_us > 0)
    icws_session_note (self, ICWS_GROUP_CLOCK, ICWS_DIRECTION_NONE, "resumed", 0,
                       _ ("This computer slept for %.1f s; the connection goes on"),
                       (double)slept_us / G_USEC_PER_SEC);
  icws_session_leave (self);
}

void
icws_session_watch_clocks (IcwsSession *self)
{
  self->watch = icws_clock_watch_new (self->clock, on_jump, self);
}

gboolean
icws_session_check_clocks (IcwsSession *self)
{
  gboolean goes_on;

  icws_session_enter (self);
  if (self->watch != NULL)
    icws_clock_watch_check (self->watch);
  goes_on = self->state != ICWS_STATE_CLOSED;
  icws_session_leave (self);
  return goes_on;
}

/**
 * icws_session_set_clock_offset_ns:
 * @self: a session
 * @offset_ns: our clock minus the Internet Computer's
 *
 * For the figures of latency and for telling delays; certificates are judged by our clock as it is.
 */
void
icws_session_set_clock_offset_ns (IcwsSession *self, gint64 offset_ns)
{
  g_return_if_fail (ICWS_IS_SESSION (self));

  self->clock_offset_us = offset_ns / (gint64)IC_NS_PER_US;
}
