/* SPDX-License-Identifier: MIT */
#include "ic/ic-clock.h"

#define START_NS (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)

typedef struct
{
  IcClock *clock;
  GString *log;
  const char *name;
  gint64 fired_us;
  guint64 fired_ns;
  guint to_cancel;
  gint64 again_after_us;
} Call;

static void
note (gpointer data)
{
  Call *call = data;

  g_string_append (call->log, call->name);
  call->fired_us = ic_clock_get_monotonic_us (call->clock);
  call->fired_ns = ic_clock_get_wall_ns (call->clock);
  if (call->to_cancel != 0)
    ic_clock_cancel (call->clock, call->to_cancel);
  if (call->again_after_us > 0)
    {
      gint64 at = call->fired_us + call->again_after_us;

      call->again_after_us = 0;
      ic_clock_call_at (call->clock, at, note, call);
    }
}

static void
test_manual_order (void)
{
  g_autoptr (IcManualClock) manual = ic_manual_clock_new (START_NS);
  g_autoptr (GString) log = g_string_new (NULL);
  IcClock *clock = IC_CLOCK (manual);
  gint64 start = ic_clock_get_monotonic_us (clock);
  Call a = { clock, log, "a" }, b = { clock, log, "b" }, c = { clock, log, "c" },
       d = { clock, log, "d" };

  g_assert_cmpint (start, >, 0);
  g_assert_cmpuint (ic_clock_call_at (clock, start + 300, note, &c), !=, 0);
  ic_clock_call_at (clock, start + 100, note, &a);
  ic_clock_call_at (clock, start + 200, note, &b);
  /* Of equal times the older first. */
  ic_clock_call_at (clock, start + 300, note, &d);
  g_assert_cmpuint (ic_manual_clock_get_pending (manual), ==, 4);

  ic_manual_clock_advance_us (manual, 99);
  g_assert_cmpstr (log->str, ==, "");
  ic_manual_clock_advance_us (manual, 1);
  g_assert_cmpstr (log->str, ==, "a");
  ic_manual_clock_advance_us (manual, 1000);
  g_assert_cmpstr (log->str, ==, "abcd");
  g_assert_cmpuint (ic_manual_clock_get_pending (manual), ==, 0);

  g_assert_cmpint (b.fired_us, ==, start + 200);
  g_assert_cmpuint (b.fired_ns, ==, START_NS + 200 * IC_NS_PER_US);
  g_assert_cmpint (ic_clock_get_monotonic_us (clock), ==, start + 1100);
  g_assert_cmpuint (ic_clock_get_wall_ns (clock), ==, START_NS + 1100 * IC_NS_PER_US);
}

static void
test_manual_cancel (void)
{
  g_autoptr (IcManualClock) manual = ic_manual_clock_new (START_NS);
  g_autoptr (GString) log = g_string_new (NULL);
  IcClock *clock = IC_CLOCK (manual);
  gint64 start = ic_clock_get_monotonic_us (clock);
  Call a = { clock, log, "a" }, b = { clock, log, "b" }, c = { clock, log, "c" };
  guint id_a, id_b;

  id_a = ic_clock_call_at (clock, start + 10, note, &a);
  id_b = ic_clock_call_at (clock, start + 20, note, &b);
  ic_clock_call_at (clock, start + 30, note, &c);
  g_assert_cmpuint (id_a, !=, id_b);
  /* One call cancels the next, the last cancels one that has fired. */
  a.to_cancel = id_b;
  c.to_cancel = id_a;
  ic_manual_clock_advance_us (manual, 50);
  g_assert_cmpstr (log->str, ==, "ac");
  ic_clock_cancel (clock, 0);
  ic_clock_cancel (clock, 12345);
}

static void
test_manual_reschedule (void)
{
  g_autoptr (IcManualClock) manual = ic_manual_clock_new (START_NS);
  g_autoptr (GString) log = g_string_new (NULL);
  IcClock *clock = IC_CLOCK (manual);
  gint64 start = ic_clock_get_monotonic_us (clock);
  Call a = { clock, log, "a" };

  a.again_after_us = 10;
  ic_clock_call_at (clock, start + 10, note, &a);
  ic_manual_clock_advance_us (manual, 20);
  g_assert_cmpstr (log->str, ==, "aa");
  g_assert_cmpint (a.fired_us, ==, start + 20);

  /* A time in the past: at the next occasion, not from within call_at(), and time does not go back. */
  ic_clock_call_at (clock, start, note, &a);
  g_assert_cmpstr (log->str, ==, "aa");
  ic_manual_clock_advance_us (manual, 0);
  g_assert_cmpstr (log->str, ==, "aaa");
  g_assert_cmpint (a.fired_us, ==, start + 20);
}

static void
test_manual_wall (void)
{
  g_autoptr (IcManualClock) manual = ic_manual_clock_new (START_NS);
  IcClock *clock = IC_CLOCK (manual);
  gint64 start = ic_clock_get_monotonic_us (clock);

  ic_manual_clock_set_wall_ns (manual, START_NS / 2);
  g_assert_cmpuint (ic_clock_get_wall_ns (clock), ==, START_NS / 2);
  g_assert_cmpint (ic_clock_get_monotonic_us (clock), ==, start);
}

/* Sleep moves wall and boot time, and nothing fires. */
static void
test_manual_suspend (void)
{
  g_autoptr (IcManualClock) manual = ic_manual_clock_new (START_NS);
  g_autoptr (GString) log = g_string_new (NULL);
  IcClock *clock = IC_CLOCK (manual);
  gint64 start = ic_clock_get_monotonic_us (clock);
  Call a = { clock, log, "a" };

  g_assert_cmpint (ic_clock_get_boottime_us (clock), ==, start);
  ic_clock_call_at (clock, start + 100, note, &a);
  ic_manual_clock_suspend_us (manual, 5000);
  g_assert_cmpstr (log->str, ==, "");
  g_assert_cmpint (ic_clock_get_monotonic_us (clock), ==, start);
  g_assert_cmpint (ic_clock_get_boottime_us (clock), ==, start + 5000);
  g_assert_cmpuint (ic_clock_get_wall_ns (clock), ==, START_NS + 5000 * IC_NS_PER_US);
  ic_manual_clock_advance_us (manual, 100);
  g_assert_cmpstr (log->str, ==, "a");
  g_assert_cmpint (ic_clock_get_boottime_us (clock), ==, start + 5100);
}

/* A clock that knows no boot time. */
#define TEST_TYPE_PLAIN_CLOCK (test_plain_clock_get_type ())
G_DECLARE_FINAL_TYPE (TestPlainClock, test_plain_clock, TEST, PLAIN_CLOCK, IcClock)
struct _TestPlainClock
{
  IcClock parent_instance;
};
G_DEFINE_FINAL_TYPE (TestPlainClock, test_plain_clock, IC_TYPE_CLOCK)

static gint64
test_plain_clock_get_monotonic_us (IcClock *clock)
{
  return 77;
}

static void
test_plain_clock_class_init (TestPlainClockClass *klass)
{
  IC_CLOCK_CLASS (klass)->get_monotonic_us = test_plain_clock_get_monotonic_us;
}

static void
test_plain_clock_init (TestPlainClock *self)
{
}

static void
test_boottime_default (void)
{
  g_autoptr (TestPlainClock) plain = g_object_new (TEST_TYPE_PLAIN_CLOCK, NULL);

  g_assert_cmpint (ic_clock_get_boottime_us (IC_CLOCK (plain)), ==, 77);
}

typedef struct
{
  GMainLoop *loop;
  gint64 at_us;
  guint n_left;
} SystemCall;

static void
system_fired (gpointer data)
{
  SystemCall *call = data;

  g_assert_cmpint (ic_clock_get_monotonic_us (ic_clock_get_system ()), >=, call->at_us);
  if (--call->n_left == 0)
    g_main_loop_quit (call->loop);
  else
    {
      call->at_us = ic_clock_get_monotonic_us (ic_clock_get_system ()) + 700;
      ic_clock_call_at (ic_clock_get_system (), call->at_us, system_fired, call);
    }
}

static void
must_not_fire (gpointer data)
{
  g_assert_not_reached ();
}

static void
test_system (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  IcClock *clock = ic_clock_get_system ();
  SystemCall call = { loop, 0, 20 };
  gint64 now = ic_clock_get_monotonic_us (clock);
  guint cancelled, late, fired;

  g_assert_true (clock == ic_clock_get_system ());
  /* After 2020 and in nanoseconds. */
  g_assert_cmpuint (ic_clock_get_wall_ns (clock), >, G_GUINT64_CONSTANT (1577836800) * IC_NS_PER_S);

  /* Boot time is the monotonic time and the sleeps since boot. */
  g_assert_cmpint (ic_clock_get_boottime_us (clock), >=, now);

  cancelled = ic_clock_call_at (clock, now + 1, must_not_fire, NULL);
  late = ic_clock_call_at (clock, G_MAXINT64, must_not_fire, NULL);
  call.at_us = now - 1000;
  fired = ic_clock_call_at (clock, call.at_us, system_fired, &call);
  g_assert_cmpuint (fired, !=, 0);
  ic_clock_cancel (clock, cancelled);
  g_main_loop_run (loop);

  ic_clock_cancel (clock, late);
  ic_clock_cancel (clock, late);
  ic_clock_cancel (clock, fired);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/clock/manual-order", test_manual_order);
  g_test_add_func ("/ic/clock/manual-cancel", test_manual_cancel);
  g_test_add_func ("/ic/clock/manual-reschedule", test_manual_reschedule);
  g_test_add_func ("/ic/clock/manual-wall", test_manual_wall);
  g_test_add_func ("/ic/clock/manual-suspend", test_manual_suspend);
  g_test_add_func ("/ic/clock/boottime-default", test_boottime_default);
  g_test_add_func ("/ic/clock/system", test_system);
  return g_test_run ();
}
