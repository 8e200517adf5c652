/* SPDX-License-Identifier: MIT */
/* Sleep, clocks that are set, and messages that come late. */
#include "icws-test-run.h"

static void
sleep_ms (IcwsTestRun *run, gint64 ms)
{
  ic_manual_clock_suspend_us (run->kit->manual_clock, ms * 1000);
}

static void
set_by_ms (IcwsTestRun *run, gint64 ms)
{
  ic_manual_clock_set_wall_ns (run->kit->manual_clock,
                               icws_test_kit_now (run->kit) + ms * (gint64)IC_NS_PER_MS);
}

static gint64
last_latency_us (IcwsTestRun *run)
{
  IcwsFigures figures;

  icws_ledger_get_figures (run->ledger, &figures);
  return figures.last_latency_us;
}

static void
assert_open (IcwsTestRun *run)
{
  g_assert_no_error (icws_session_get_error (run->session));
  g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_OPEN);
}

/* A long sleep ends it, whatever notices first: the watch, a time-out, a frame, the end of the
 * socket, a message to send. In each case it is a sleep, and never silence. */
static void
test_long_sleep (void)
{
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (1, NULL, 60000);
      g_autoptr (GBytes) payload = icws_test_text ("x");
      g_autoptr (GError) error = NULL;
      const IcwsServiceMessage close = { .kind = ICWS_SERVICE_CLOSE,
                                         .close_reason = ICWS_CLOSE_KEEP_ALIVE_TIMEOUT };

      icws_test_run_open (run);
      /* The ack timer is due with the watch's. */
      icws_test_run_advance_ms (run, 60000 + ICWS_LATENCY_BOUND_MS - 1);
      sleep_ms (run, i == 5 ? ICWS_SUSPEND_LIMIT_MS : 3600 * 1000);
      assert_open (run);
      if (i == 0 || i == 5)
        icws_test_run_advance_ms (run, ICWS_CLOCK_WATCH_INTERVAL_MS);
      else if (i == 1)
        icws_test_run_advance_ms (run, 1);
      else if (i == 2)
        icws_test_run_deliver_service (run, &close);
      else if (i == 3)
        icws_transport_emit_closed (ICWS_TRANSPORT (run->transport), 1006, NULL, NULL);
      else
        {
          g_assert_cmpuint (icws_session_send (run->session, payload, &error), ==, 0);
          g_assert_error (error, ICWS_ERROR, ICWS_ERROR_NOT_OPEN);
        }
      icws_test_run_assert_closed (run, ICWS_ERROR_SUSPENDED);
      icws_test_run_assert_evidence (run, "slept", i == 5 ? "30.0 s" : "3600.0 s");
    }
}

/* At every stage before it is open. */
static void
test_sleep_while_opening (void)
{
  for (guint stage = 0; stage < 3; stage++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (2, NULL, 0);

      if (stage == 0)
        {
          run->transport->open = ICWS_TEST_OPEN_HANGS;
          icws_session_open (run->session);
        }
      else if (stage == 1)
        {
          icws_session_open (run->session);
          icws_test_wait (icws_session_get_state (run->session) == ICWS_STATE_HANDSHAKE);
        }
      else
        icws_test_run_handshake (run);
      icws_test_run_advance_ms (run, ICWS_HANDSHAKE_TIMEOUT_MS - 1);
      sleep_ms (run, 8 * 3600 * 1000);
      icws_test_run_advance_ms (run, ICWS_OPEN_TIMEOUT_MS);
      icws_test_run_assert_closed (run, ICWS_ERROR_SUSPENDED);
    }
}

/* A nap is written down, and the connection goes on with its deadlines put off by it. */
static void
test_short_sleep (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (3, NULL, 60000);

  icws_test_run_open (run);
  sleep_ms (run, ICWS_SUSPEND_LIMIT_MS - 1);
  icws_test_run_advance_ms (run, ICWS_CLOCK_WATCH_INTERVAL_MS);
  assert_open (run);
  g_assert_true (icws_test_run_ledger_has (run, "resumed"));
  g_assert_false (icws_test_run_ledger_has (run, "clock-changed"));
  icws_test_run_deliver_at (run, -100);
  g_assert_cmpint (last_latency_us (run), ==, 100 * 1000);
  icws_test_run_advance_ms (run, 60000 + ICWS_LATENCY_BOUND_MS - ICWS_CLOCK_WATCH_INTERVAL_MS - 1);
  assert_open (run);
  icws_test_run_advance_ms (run, 1);
  icws_test_run_assert_closed (run, ICWS_ERROR_SILENT);
}

/* A frame that was at the verifier during a nap did not take longer for that. */
static void
test_sleep_while_verifying (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (4, NULL, 0);
  g_autoptr (IcwsFrame) frame = NULL;

  icws_test_run_open (run);
  frame = icws_test_run_make_frame (run, 2);
  icws_test_run_inject_frame (run, frame);
  sleep_ms (run, 25000);
  icws_test_run_drain (run);
  assert_open (run);
  g_assert_cmpint (last_latency_us (run), ==, 0);
}

/* A clock that is set makes no delays; a sane latency ends the doubt. */
static void
test_set_clock (void)
{
  static const gint64 steps_ms[] = { 90 * 1000, -90 * 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (steps_ms); i++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (5, NULL, 0);

      icws_test_run_open (run);
      set_by_ms (run, steps_ms[i]);
      /* The canister's clock has not moved. */
      for (guint j = 0; j < 2 * ICWS_MAX_DELAYED_IN_A_ROW; j++)
        {
          if (steps_ms[i] > 0)
            icws_test_run_deliver_at (run, -steps_ms[i]);
          else
            icws_test_run_deliver_at (run, ICWS_MESSAGE_FUTURE_MS);
          assert_open (run);
          if (steps_ms[i] > 0)
            g_assert_cmpint (last_latency_us (run), ==, -1);
        }
      g_assert_true (icws_test_run_ledger_has (run, "clock-changed"));
      g_assert_false (icws_test_run_ledger_has (run, "message-delayed"));
      /* Put right again: it counts from the first sane one on. */
      set_by_ms (run, -steps_ms[i]);
      icws_test_run_deliver_at (run, -2000);
      g_assert_cmpint (last_latency_us (run), ==, 2000 * 1000);
      icws_test_run_deliver_at (run, -31 * 1000);
      g_assert_true (icws_test_run_ledger_has (run, "message-delayed"));
    }
}

/* A clock that is known to be fast does not make messages late. */
static void
test_known_offset (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (6, NULL, 0);

  icws_session_set_clock_offset_ns (run->session, 60 * (gint64)IC_NS_PER_S);
  icws_test_run_open (run);
  for (guint i = 0; i < 2 * ICWS_MAX_DELAYED_IN_A_ROW; i++)
    icws_test_run_deliver_at (run, -61 * 1000);
  assert_open (run);
  g_assert_cmpint (last_latency_us (run), ==, G_USEC_PER_SEC);
  g_assert_false (icws_test_run_ledger_has (run, "message-delayed"));
}

/* What is known of a clock moves with it when somebody sets it. */
static void
test_known_offset_is_set (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (6, NULL, 0);

  icws_session_set_clock_offset_ns (run->session, -13 * (gint64)IC_NS_PER_S);
  icws_test_run_open (run);
  set_by_ms (run, 28 * 1000);
  for (guint i = 0; i < 2 * ICWS_MAX_DELAYED_IN_A_ROW; i++)
    icws_test_run_deliver_at (run, -17 * 1000);
  assert_open (run);
  g_assert_cmpint (last_latency_us (run), ==, 2 * G_USEC_PER_SEC);
  g_assert_false (icws_test_run_ledger_has (run, "message-delayed"));
}

/* The message that is too late is handed over: it is verified. */
static void
test_too_late (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (7, NULL, 0);

  icws_test_run_open (run);
  icws_test_run_deliver_at (run, -ICWS_MESSAGE_TOO_LATE_MS);
  assert_open (run);
  icws_test_run_deliver_at (run, -ICWS_MESSAGE_TOO_LATE_MS - 1);
  icws_test_run_assert_closed (run, ICWS_ERROR_DELAYED);
  g_assert_cmpuint (run->messages->len, ==, 2);
  icws_test_run_assert_evidence (run, "delayed-in-a-row", "2");
}

static void
test_delayed_in_a_row (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (8, NULL, 0);

  icws_test_run_open (run);
  for (guint i = 1; i < ICWS_MAX_DELAYED_IN_A_ROW; i++)
    icws_test_run_deliver_at (run, -ICWS_MESSAGE_DELAYED_MS - 1);
  assert_open (run);
  /* One that is in time begins the count anew. */
  icws_test_run_deliver_at (run, -ICWS_MESSAGE_DELAYED_MS);
  for (guint i = 1; i < ICWS_MAX_DELAYED_IN_A_ROW; i++)
    icws_test_run_deliver_at (run, -ICWS_MESSAGE_DELAYED_MS - 1);
  assert_open (run);
  icws_test_run_deliver_at (run, -ICWS_MESSAGE_DELAYED_MS - 1);
  icws_test_run_assert_closed (run, ICWS_ERROR_DELAYED);
  g_assert_cmpuint (run->messages->len, ==, 2 * ICWS_MAX_DELAYED_IN_A_ROW);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icws/suspend/long", test_long_sleep);
  g_test_add_func ("/icws/suspend/while-opening", test_sleep_while_opening);
  g_test_add_func ("/icws/suspend/short", test_short_sleep);
  g_test_add_func ("/icws/suspend/while-verifying", test_sleep_while_verifying);
  g_test_add_func ("/icws/clock/set", test_set_clock);
  g_test_add_func ("/icws/clock/known-offset", test_known_offset);
  g_test_add_func ("/icws/clock/known-offset-is-set", test_known_offset_is_set);
  g_test_add_func ("/icws/delay/too-late", test_too_late);
  g_test_add_func ("/icws/delay/in-a-row", test_delayed_in_a_row);
  return g_test_run ();
}
