/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <string.h>

#include "attest-time.h"

#define NS_PER_S G_GUINT64_CONSTANT (1000000000)

static GDateTime *
to_local (guint64 wall_ns)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local ((gint64)(wall_ns / NS_PER_S));

  /* A canister's time can be any number: one that no calendar has is shown as the first day. */
  return time != NULL ? g_steal_pointer (&time) : g_date_time_new_from_unix_local (0);
}

static gboolean
uses_12_hours (void)
{
  const char *format = nl_langinfo (T_FMT);

  return format != NULL && (strstr (format, "%p") != NULL || strstr (format, "%r") != NULL);
}

/**
 * attest_time_format_clock:
 * @wall_ns: nanoseconds since 1970
 *
 * Returns: (transfer full): hour and minute in local time, in the locale's habit
 */
char *
attest_time_format_clock (guint64 wall_ns)
{
  g_autoptr (GDateTime) time = to_local (wall_ns);

  return g_date_time_format (time, uses_12_hours () ? "%-I:%M %p" : "%H:%M");
}

/**
 * attest_time_format_clock_seconds:
 * @wall_ns: nanoseconds since 1970
 *
 * Returns: (transfer full): hour, minute and second in local time
 */
char *
attest_time_format_clock_seconds (guint64 wall_ns)
{
  g_autoptr (GDateTime) time = to_local (wall_ns);

  return g_date_time_format (time, uses_12_hours () ? "%-I:%M:%S %p" : "%H:%M:%S");
}

/**
 * attest_time_is_same_day:
 * @a_ns: nanoseconds since 1970
 * @b_ns: nanoseconds since 1970
 *
 * Returns: whether both fall on one day of the local calendar
 */
gboolean
attest_time_is_same_day (guint64 a_ns, guint64 b_ns)
{
  g_autoptr (GDateTime) a = to_local (a_ns);
  g_autoptr (GDateTime) b = to_local (b_ns);

  return g_date_time_get_year (a) == g_date_time_get_year (b) &&
         g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/**
 * attest_time_format_day:
 * @wall_ns: nanoseconds since 1970
 * @now_ns: the present
 *
 * Returns: (transfer full): "Today", "Yesterday" or the date, for the line between two days
 */
char *
attest_time_format_day (guint64 wall_ns, guint64 now_ns)
{
  g_autoptr (GDateTime) time = to_local (wall_ns);
  g_autoptr (GDateTime) now = to_local (now_ns);
  g_autoptr (GDateTime) yesterday = g_date_time_add_days (now, -1);

  if (attest_time_is_same_day (wall_ns, now_ns))
    return g_strdup (_ ("Today"));
  if (g_date_time_get_year (time) == g_date_time_get_year (yesterday) &&
      g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (yesterday))
    return g_strdup (_ ("Yesterday"));
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: a date of this year, see g_date_time_format() */
    return g_date_time_format (time, _ ("%A, %-d %B"));
  /* Translators: a date of another year, see g_date_time_format() */
  return g_date_time_format (time, _ ("%-d %B %Y"));
}

/**
 * attest_time_format_full:
 * @wall_ns: nanoseconds since 1970
 *
 * Returns: (transfer full): date and time, for tooltips
 */
char *
attest_time_format_full (guint64 wall_ns)
{
  g_autoptr (GDateTime) time = to_local (wall_ns);

  return g_date_time_format (time, "%x %X");
}

/**
 * attest_time_format_age:
 * @wall_ns: nanoseconds since 1970; 0 for never
 * @now_ns: the present
 *
 * Returns: (transfer full): how long ago that was, in words
 */
char *
attest_time_format_age (guint64 wall_ns, guint64 now_ns)
{
  guint64 seconds;

  if (wall_ns == 0)
    return g_strdup (_ ("never"));
  seconds = now_ns > wall_ns ? (now_ns - wall_ns) / NS_PER_S : 0;
  if (seconds < 2)
    return g_strdup (_ ("now"));
  if (seconds < 60)
    /* Translators: seconds */
    return g_strdup_printf (_ ("%u s ago"), (guint)seconds);
  if (seconds < 60 * 60)
    /* Translators: minutes */
    return g_strdup_printf (_ ("%u min ago"), (guint)(seconds / 60));
  if (seconds < 24 * 60 * 60)
    /* Translators: hours */
    return g_strdup_printf (_ ("%u h ago"), (guint)(seconds / 3600));
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u day ago", "%u days ago", (gulong)(seconds / 86400)),
      (guint)(seconds / 86400));
}

/**
 * attest_time_format_span:
 * @us: microseconds; less than 0 for not known
 *
 * Returns: (transfer full): a length of time in its fitting unit
 */
char *
attest_time_format_span (gint64 us)
{
  if (us < 0)
    return g_strdup (_ ("not known"));
  if (us < 1000)
    return g_strdup (_ ("under 1 ms"));
  if (us < 10 * G_TIME_SPAN_SECOND)
    /* Translators: milliseconds */
    return g_strdup_printf (_ ("%u ms"), (guint)(us / 1000));
  if (us < 2 * G_TIME_SPAN_MINUTE)
    /* Translators: seconds */
    return g_strdup_printf (_ ("%u s"), (guint)(us / G_TIME_SPAN_SECOND));
  if (us < 2 * G_TIME_SPAN_HOUR)
    /* Translators: minutes and seconds */
    return g_strdup_printf (_ ("%u min %u s"), (guint)(us / G_TIME_SPAN_MINUTE),
                            (guint)(us % G_TIME_SPAN_MINUTE / G_TIME_SPAN_SECOND));
  /* Translators: hours */
  return g_strdup_printf (_ ("%u h"), (guint)MIN (us / G_TIME_SPAN_HOUR, G_MAXUINT));
}
