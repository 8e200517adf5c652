/* SPDX-License-Identifier: MIT */
#include "icws-test-kit.h"

#define S_US ((gint64)G_USEC_PER_SEC)

typedef struct
{
  IcManualClock *manual;
  IcClock *clock;
  IcwsClockWatch *watch;
  guint n;
  gint64 slept_us;
  gint64 set_us;
  gboolean free_it;
} Fixture;

static void
on_jump (gint64 slept_us, gint64 set_us, gpointer user_data)
{
  Fixture *self = user_data;

  self->n++;
  self->slept_us = slept_us;
  self->set_us = set_us;
  if (self->free_it)
    g_clear_pointer (&self->watch, icws_clock_watch_free);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->manual = ic_manual_clock_new (ICWS_TEST_NOW_NS);
  self->clock = IC_CLOCK (self->manual);
  self->watch = icws_clock_watch_new (self->clock, on_jump, self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->watch, icws_clock_watch_free);
  g_assert_cmpuint (ic_manual_clock_get_pending (self->manual), ==, 0);
  g_object_unref (self->manual);
}

static void
set_by_ms (Fixture *self, gint64 ms)
{
  ic_manual_clock_set_wall_ns (self->manual,
                               ic_clock_get_wall_ns (self->clock) + ms * (gint64)IC_NS_PER_MS);
}

static void
test_quiet (Fixture *self, gconstpointer data)
{
  ic_manual_clock_advance_us (self->manual, 24 * 3600 * S_US);
  icws_clock_watch_check (self->watch);
  g_assert_cmpuint (self->n, ==, 0);
  g_assert_cmpuint (ic_manual_clock_get_pending (self->manual), ==, 1);
}

/* Noticed by the timer, once, however long it was; a look in between notices it at once. */
static void
test_sleep (Fixture *self, gconstpointer data)
{
  ic_manual_clock_suspend_us (self->manual, 3600 * S_US);
  g_assert_cmpuint (self->n, ==, 0);
  ic_manual_clock_advance_us (self->manual, ICWS_CLOCK_WATCH_INTERVAL_MS * 1000);
  g_assert_cmpuint (self->n, ==, 1);
  g_assert_cmpint (self->slept_us, ==, 3600 * S_US);
  g_assert_cmpint (self->set_us, ==, 0);
  ic_manual_clock_advance_us (self->manual, 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (self->n, ==, 1);

  ic_manual_clock_suspend_us (self->manual, ICWS_CLOCK_WATCH_JUMP_MS * 1000);
  icws_clock_watch_check (self->watch);
  g_assert_cmpuint (self->n, ==, 2);
  g_assert_cmpint (self->slept_us, ==, ICWS_CLOCK_WATCH_JUMP_MS * 1000);
  ic_manual_clock_suspend_us (self->manual, ICWS_CLOCK_WATCH_JUMP_MS * 1000 - 1);
  icws_clock_watch_check (self->watch);
  g_assert_cmpuint (self->n, ==, 2);
}

static void
test_set (Fixture *self, gconstpointer data)
{
  set_by_ms (self, 90000);
  ic_manual_clock_advance_us (self->manual, ICWS_CLOCK_WATCH_INTERVAL_MS * 1000);
  g_assert_cmpuint (self->n, ==, 1);
  g_assert_cmpint (self->set_us, ==, 90 * G_USEC_PER_SEC);
  g_assert_cmpint (self->slept_us, ==, 0);
  set_by_ms (self, -3600 * 1000);
  icws_clock_watch_check (self->watch);
  g_assert_cmpuint (self->n, ==, 2);
  g_assert_cmpint (self->set_us, ==, -3600 * S_US);

  /* Small steps are a clock that is being disciplined, and do not add up. */
  for (guint i = 0; i < 100; i++)
    {
      set_by_ms (self, 500);
      ic_manual_clock_advance_us (self->manual, ICWS_CLOCK_WATCH_INTERVAL_MS * 1000);
    }
  g_assert_cmpuint (self->n, ==, 2);
}

/* Asleep, and with the clock put right on resume: both are told. */
static void
test_both (Fixture *self, gconstpointer data)
{
  ic_manual_clock_suspend_us (self->manual, 100 * G_USEC_PER_SEC);
  set_by_ms (self, -7000);
  icws_clock_watch_check (self->watch);
  g_assert_cmpuint (self->n, ==, 1);
  g_assert_cmpint (self->slept_us, ==, 100 * G_USEC_PER_SEC);
  g_assert_cmpint (self->set_us, ==, -7 * G_USEC_PER_SEC);
}

static void
test_free_in_func (Fixture *self, gconstpointer data)
{
  self->free_it = TRUE;
  ic_manual_clock_suspend_us (self->manual, 100 * G_USEC_PER_SEC);
  ic_manual_clock_advance_us (self->manual, 100 * G_USEC_PER_SEC);
  g_assert_cmpuint (self->n, ==, 1);
  g_assert_null (self->watch);
}

/* A clock whose timers come late: the program was stopped, though the machine was not. */
#define TEST_TYPE_LATE_CLOCK (test_late_clock_get_type ())
G_DECLARE_FINAL_TYPE (TestLateClock, test_late_clock, TEST, LATE_CLOCK, IcClock)
struct _TestLateClock
{
  IcClock parent_instance;

  gint64 now_us;
  GSourceOnceFunc func;
  gpointer data;
};
G_DEFINE_FINAL_TYPE (TestLateClock, test_late_clock, IC_TYPE_CLOCK)

static gint64
test_late_clock_get_monotonic_us (IcClock *clock)
{
  return TEST_LATE_CLOCK (clock)->now_us;
}

static guint64
test_late_clock_get_wall_ns (IcClock *clock)
{
  return (guint64)TEST_LATE_CLOCK (clock)->now_us * IC_NS_PER_US;
}

static guint
test_late_clock_call_at (IcClock *clock, gint64 at_us, GSourceOnceFunc func, gpointer data)
{
  TEST_LATE_CLOCK (clock)->func = func;
  TEST_LATE_CLOCK (clock)->data = data;
  return 1;
}

static void
test_late_clock_cancel (IcClock *clock, guint id)
{
}

static void
test_late_clock_class_init (TestLateClockClass *klass)
{
  IC_CLOCK_CLASS (klass)->get_monotonic_us = test_late_clock_get_monotonic_us;
  IC_CLOCK_CLASS (klass)->get_wall_ns = test_late_clock_get_wall_ns;
  IC_CLOCK_CLASS (klass)->call_at = test_late_clock_call_at;
  IC_CLOCK_CLASS (klass)->cancel = test_late_clock_cancel;
}

static void
test_late_clock_init (TestLateClock *self)
{
}

static void
test_stopped (void)
{
  g_autoptr (TestLateClock) clock = g_object_new (TEST_TYPE_LATE_CLOCK, NULL);
  Fixture self = { 0 };

  self.watch = icws_clock_watch_new (IC_CLOCK (clock), on_jump, &self);
  clock->now_us += 14 * G_USEC_PER_SEC;
  clock->func (clock->data);
  g_assert_cmpuint (self.n, ==, 0);
  clock->now_us += 40 * G_USEC_PER_SEC;
  clock->func (clock->data);
  g_assert_cmpuint (self.n, ==, 1);
  g_assert_cmpint (self.slept_us, ==, 40 * G_USEC_PER_SEC);
  g_assert_cmpint (self.set_us, ==, 0);
  icws_clock_watch_free (self.watch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/icws/clock-watch/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("quiet", test_quiet);
  ADD ("sleep", test_sleep);
  ADD ("set", test_set);
  ADD ("both", test_both);
  ADD ("free-in-func", test_free_in_func);
#undef ADD
  g_test_add_func ("/icws/clock-watch/stopped", test_stopped);
  return g_test_run ();
}
