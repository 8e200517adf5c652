/* SPDX-License-Identifier: MIT */
/* What follows a verdict: the whole stack with several gateways, on a clock that is moved by hand. */
#include "chat-failover-fixture.h"
#include "chat/chat-connection-private.h"

/* The verdict that came last in the list. */
static IcwsAct
last_act (Fixture *fixture)
{
  g_autoptr (IcwsVerdict) verdict = fixture_dup_last_verdict (fixture);

  return verdict ? icws_verdict_get_act (verdict) : ICWS_ACT_NONE;
}

/* Caught in a lie: another gateway has the room within a moment, what was said arrives, and the
 * liar's record keeps the evidence. */
static void
test_lie (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcwsVerdict) verdict = NULL;
  gint64 begin_us;

  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 0));
  fixture_fault (fixture, 0, "tamper-content:1:chat");
  begin_us = ic_clock_get_monotonic_us (IC_CLOCK (fixture->clock));
  fixture_say (fixture, "hello");
  WAIT_FOR (fixture_is_accepted (fixture, "hello"));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  /* No backoff, no diagnosis: the clock has gone on by less than the first backoff would take. */
  g_assert_cmpint (ic_clock_get_monotonic_us (IC_CLOCK (fixture->clock)) - begin_us, <, 20000000);
  g_assert_true (fixture_is_at (fixture, 1));
  g_assert_cmpuint (fixture->n_diagnosed, ==, 0);

  verdict = fixture_dup_last_verdict (fixture);
  g_assert_cmpint (icws_verdict_get_act (verdict), ==, ICWS_ACT_TAMPERED);
  g_assert_true (chat_connection_get_incident (fixture->connection) == verdict);
  g_assert_null (chat_connection_get_verdict (fixture->connection));
  g_assert_cmpint (fixture_gateway_state (fixture, 0), ==, ICWS_GATEWAY_QUARANTINED);
  g_assert_cmpint (fixture_gateway_state (fixture, 1), ==, ICWS_GATEWAY_GOOD);
  /* It was red in between, and nothing but: no "connection error". */
  g_assert_nonnull (strstr (fixture->log->str, "integrity-failure"));
  g_assert_null (strstr (fixture->log->str, "gateway-unreachable"));
  chat_connection_acknowledge (fixture->connection);
  g_assert_null (chat_connection_get_incident (fixture->connection));
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_VERIFIED);
}

/* The record of the liar outlives the program. */
static void
test_quarantine_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  fixture_fault (fixture, 0, "tamper-content");
  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 1));
  json = icws_pool_to_json (chat_connection_get_pool (fixture->connection));
  fixture_leave (fixture);

  fixture_make (fixture, fixture_profile (fixture));
  g_assert_true (
      icws_pool_load_json (chat_connection_get_pool (fixture->connection), json, -1, &error));
  g_assert_no_error (error);
  chat_connection_connect (fixture->connection);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 1));
  g_assert_cmpuint (fixture_n_verdicts (fixture), ==, 0); /* it was not even tried */
}

static const char *
find_evidence (IcwsVerdict *verdict, const char *name)
{
  guint n;
  const IcwsEvidence *evidence = icws_verdict_get_evidence (verdict, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (evidence[i].name, name))
      return evidence[i].value;
  return NULL;
}

/* What the session saw where it happened is part of the evidence. */
static void
test_evidence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcwsVerdict) verdict = NULL;

  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  fixture_say (fixture, "one");
  WAIT_FOR (fixture_is_accepted (fixture, "one"));
  fixture_fault (fixture, 0, "drop:1:chat");
  fixture_say (fixture, "two");
  fixture_pass (fixture, 2);
  fixture_heal (fixture, 0);
  fixture_say (fixture, "three");
  WAIT_FOR (fixture_n_verdicts (fixture) == 1);
  verdict = fixture_dup_last_verdict (fixture);
  g_assert_cmpint (icws_verdict_get_act (verdict), ==, ICWS_ACT_REORDERED);
  /* OpenMessage, the greeting's echo, "one"; then "two" is left out. */
  g_assert_cmpstr (find_evidence (verdict, "expected-sequence"), ==, "4");
  g_assert_cmpstr (find_evidence (verdict, "received-sequence"), ==, "5");
  g_assert_cmpstr (find_evidence (verdict, "received-up-to"), ==, "3");
  WAIT_FOR (fixture_is_accepted (fixture, "three"));
}

/* Our clock is a minute ahead: wrong, but not so wrong that certificates would be. Once it is known, no
 * message reads as late any more. */
static void
test_fast_clock (Fixture *fixture, gconstpointer data)
{
  IcwsFigures figures;
  guint n;

  fixture_split_clock (fixture);
  ic_manual_clock_set_wall_ns (
      fixture->clock, ic_clock_get_wall_ns (IC_CLOCK (fixture->network_clock)) + 60 * IC_NS_PER_S);
  fixture_join (fixture, fixture_profile_of (fixture, 1));
  fixture->speed = FAST;
  for (guint i = 0; fixture_n_verdicts (fixture) == 0; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      fixture_say (fixture, text);
      WAIT_FOR (fixture_n_verdicts (fixture) > 0 || fixture_is_accepted (fixture, text));
      g_assert_cmpuint (i, <, 2 * ICWS_MAX_DELAYED_IN_A_ROW);
    }
  /* The Internet Computer's answer takes real time: on a slow machine the clock must not outrun it. */
  fixture->speed = SLOW;
  g_assert_null (chat_connection_get_incident (fixture->connection));
  n = fixture->n_opened;
  WAIT_FOR (fixture->n_opened > n);
  g_assert_nonnull (chat_connection_get_diagnosis (fixture->connection));
  n = fixture_n_verdicts (fixture);
  for (guint i = 0; i < 2 * ICWS_MAX_DELAYED_IN_A_ROW; i++)
    {
      g_autofree char *text = g_strdup_printf ("again %u", i);

      fixture_say (fixture, text);
      WAIT_FOR (fixture_is_accepted (fixture, text));
    }
  g_assert_cmpuint (fixture_n_verdicts (fixture), ==, n);
  icws_ledger_get_figures (chat_connection_get_ledger (fixture->connection), &figures);
  g_assert_cmpint (figures.last_latency_us, <, ICWS_MESSAGE_DELAYED_MS * G_GINT64_CONSTANT (1000));
}

/* Nobody there: the next one, at once; the first one backs off and is not blamed. */
static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  fixture_fault (fixture, 0, "refuse");
  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 1));
  g_assert_cmpint (last_act (fixture), ==, ICWS_ACT_GATEWAY_UNREACHABLE);
  g_assert_cmpint (fixture_gateway_state (fixture, 0), ==, ICWS_GATEWAY_FAILING);
  g_assert_null (chat_connection_get_incident (fixture->connection));
}

/* A single gateway that is gone for a moment is waited for. */
static void
test_backoff (Fixture *fixture, gconstpointer data)
{
  fixture_fault (fixture, 0, "refuse");
  fixture_join (fixture, fixture_profile_of (fixture, 1));
  WAIT_FOR (fixture_n_verdicts (fixture) == 1 &&
            chat_connection_get_retry_seconds (fixture->connection) > 0);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_RECONNECTING);
  g_assert_cmpuint (chat_connection_get_attempt (fixture->connection), ==, 1);
  fixture_heal (fixture, 0);
  fixture->speed = FAST;
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpint (chat_connection_get_mode (fixture->connection), ==, CHAT_MODE_GATEWAY);
  g_assert_cmpuint (chat_connection_get_attempt (fixture->connection), ==, 0);
}

/* No gateway can be used: none is needed. */
static void
test_all_bad (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_GATEWAYS; i++)
    fixture_fault (fixture, i, "tamper-content");
  fixture_join (fixture, fixture_profile (fixture));
  fixture_say (fixture, "hello");
  WAIT_FOR (fixture_is_accepted (fixture, "hello"));
  g_assert_cmpint (chat_connection_get_mode (fixture->connection), ==, CHAT_MODE_DIRECT);
  g_assert_null (chat_connection_get_gateway (fixture->connection));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpuint (fixture_n_verdicts (fixture), ==, N_GATEWAYS);
}

/* Nobody may be used, and nobody wants direct mode: stays red and still, until a person forgives. */
static void
test_never_direct (Fixture *fixture, gconstpointer data)
{
  ChatProfile *profile = fixture_profile_of (fixture, 1);

  profile->direct = CHAT_DIRECT_NEVER;
  fixture_fault (fixture, 0, "tamper-content");
  fixture_join (fixture, profile);
  WAIT_FOR (fixture_n_verdicts (fixture) == 1);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_INTEGRITY);
  g_assert_cmpuint (chat_connection_get_retry_seconds (fixture->connection), ==, 0);
  /* Seen, and still there is nothing that could be trusted. */
  chat_connection_acknowledge (fixture->connection);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_INTEGRITY);
  chat_connection_connect (fixture->connection);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_INTEGRITY);
  g_assert_cmpint (chat_connection_get_mode (fixture->connection), ==, CHAT_MODE_GATEWAY);
  fixture_skip (fixture, 600);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_INTEGRITY);
  g_assert_cmpuint (fixture_n_verdicts (fixture), ==, 1);

  fixture_heal (fixture, 0);
  icws_pool_forgive (chat_connection_get_pool (fixture->connection), fixture_url (fixture, 0));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 0));
}

static void
test_policy (Fixture *fixture, gconstpointer data)
{
  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  chat_connection_set_direct_policy (fixture->connection, CHAT_DIRECT_NEVER);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_VERIFIED); /* changes nothing now */
  chat_connection_set_direct_policy (fixture->connection, CHAT_DIRECT_ALWAYS);
  g_assert_cmpint (fixture_health (fixture), !=, CHAT_HEALTH_VERIFIED);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpint (chat_connection_get_mode (fixture->connection), ==, CHAT_MODE_DIRECT);
  fixture_say (fixture, "without a gateway");
  WAIT_FOR (fixture_is_accepted (fixture, "without a gateway"));
  chat_connection_set_direct_policy (fixture->connection, CHAT_DIRECT_NEVER);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 0));
  g_assert_cmpuint (fixture_n_verdicts (fixture), ==, 0);
}

static void
test_pin (Fixture *fixture, gconstpointer data)
{
  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  chat_connection_use_gateway (fixture->connection, fixture_url (fixture, 2));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 2));
  /* A pin is no reason to trust a liar. */
  fixture_fault (fixture, 2, "tamper-content:1:chat");
  fixture_say (fixture, "hello");
  WAIT_FOR (fixture_is_accepted (fixture, "hello"));
  g_assert_true (fixture_is_at (fixture, 0));
  chat_connection_use_gateway (fixture->connection, NULL);
  g_assert_false (icws_gateway_get_pinned (fixture_gateway (fixture, 2)));
}

/* Who chooses a gateway by hand wants it, whatever it did; if it lies again it goes back. */
static void
test_choose_quarantined (Fixture *fixture, gconstpointer data)
{
  ChatProfile *profile = fixture_profile_of (fixture, 1);

  profile->direct = CHAT_DIRECT_NEVER;
  fixture_fault (fixture, 0, "tamper-content");
  fixture_join (fixture, profile);
  WAIT_FOR (fixture_n_verdicts (fixture) == 1);
  chat_connection_acknowledge (fixture->connection);
  chat_connection_connect (fixture->connection);
  fixture_skip (fixture, 60);
  /* Still, and honest about why. */
  g_assert_cmpuint (fixture->n_opened, ==, 0);
  g_assert_cmpuint (chat_connection_get_retry_seconds (fixture->connection), ==, 0);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_INTEGRITY);
  g_assert_cmpint (icws_verdict_get_act (chat_connection_get_verdict (fixture->connection)), ==,
                   ICWS_ACT_TAMPERED);

  chat_connection_use_gateway (fixture->connection, fixture_url (fixture, 0));
  g_assert_true (icws_gateway_get_pinned (fixture_gateway (fixture, 0)));
  WAIT_FOR (fixture_n_verdicts (fixture) == 2);
  g_assert_cmpint (fixture_gateway_state (fixture, 0), ==, ICWS_GATEWAY_QUARANTINED);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_INTEGRITY);

  fixture_heal (fixture, 0);
  chat_connection_use_gateway (fixture->connection, fixture_url (fixture, 0));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 0));
  g_assert_cmpint (fixture_gateway_state (fixture, 0), ==, ICWS_GATEWAY_GOOD);
}

/* A connection that fails for days keeps no more than the last verdicts. */
static void
test_bound (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcwsVerdict) first = NULL;
  g_autoptr (IcwsVerdict) last = NULL;
  guint n = CHAT_MAX_VERDICTS + 10;

  fixture_make (fixture, fixture_profile (fixture));
  for (guint i = 1; i <= n; i++)
    {
      g_autoptr (GError) error = g_error_new (ICWS_ERROR, ICWS_ERROR_UNREACHABLE, "%u", i);

      chat_connection_fail (fixture->connection, error);
      g_assert_cmpuint (fixture_n_verdicts (fixture), ==, MIN (i, CHAT_MAX_VERDICTS));
    }
  first = g_list_model_get_item (chat_connection_get_verdicts (fixture->connection), 0);
  last = fixture_dup_last_verdict (fixture);
  g_assert_cmpstr (icws_verdict_get_error (first)->message, ==, "11");
  g_assert_cmpstr (icws_verdict_get_error (last)->message, ==, "510");
}

/* A goodbye is no offence: the same gateway again. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  net_network_restart_gateway (fixture->network, 0, 100);
  WAIT_FOR (fixture_n_verdicts (fixture) == 1);
  g_assert_cmpint (last_act (fixture), ==, ICWS_ACT_GATEWAY_RESTARTED);
  WAIT_FOR (!net_network_is_gateway_down (fixture->network, 0));
  fixture->speed = FAST;
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 0));
}

/* The canister says no: no gateway is blamed, its words are told, and it is asked again later. */
static void
test_canister_refuses (Fixture *fixture, gconstpointer data)
{
  NetWsCanister *canister = net_network_get_nth_canister (fixture->network, 0, NULL);
  g_autoptr (IcwsVerdict) verdict = NULL;

  net_ws_canister_set_fault (canister, NET_CANISTER_FAULT_OPEN_ERR, 1, 0, 0);
  fixture_join (fixture, fixture_profile (fixture));
  fixture->speed = FAST;
  WAIT_FOR (last_act (fixture) == ICWS_ACT_CANISTER_REFUSED);
  verdict = fixture_dup_last_verdict (fixture);
  g_assert_cmpint (icws_verdict_get_certainty (verdict), ==, ICWS_CERTAINTY_PROVED);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_REFUSED);
  g_assert_error (chat_connection_get_error (fixture->connection), ICWS_ERROR, ICWS_ERROR_REFUSED);
  g_assert_nonnull (chat_connection_get_diagnosis (fixture->connection));
  g_assert_cmpuint (fixture_n_verdicts (fixture), ==, 1); /* the suspicion was replaced */
  g_assert_cmpint (fixture_gateway_state (fixture, 0), ==, ICWS_GATEWAY_UNTRIED);
  g_assert_null (chat_connection_get_incident (fixture->connection));

  net_ws_canister_set_fault (canister, NET_CANISTER_FAULT_OPEN_ERR, 0, 0, 0);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 0));
}

/* What we say never goes to the canister: proved by asking the IC, and said through another one. */
static void
test_withheld (Fixture *fixture, gconstpointer data)
{
  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  fixture_fault (fixture, 0, "withhold-up");
  fixture_say (fixture, "hello");
  fixture->speed = FAST;
  WAIT_FOR (fixture_is_accepted (fixture, "hello"));
  g_assert_true (fixture_is_at (fixture, 1));
  g_assert_cmpint (last_act (fixture), ==, ICWS_ACT_WITHHELD_FROM_CANISTER);
  g_assert_cmpint (fixture_gateway_state (fixture, 0), ==, ICWS_GATEWAY_QUARANTINED);
}

/* It works for a while, says nothing for us, and breaks off, before anybody could prove that it
 * withholds: that is no lie, but after the second time another one has its turn. */
static void
test_breaks_off (Fixture *fixture, gconstpointer data)
{
  fixture_fault (fixture, 0, "withhold-up");
  fixture_fault (fixture, 0, "close:1:open:11000");
  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  fixture_pass (fixture, 8);
  /* Slower than elsewhere: each end is asked about, and the answer must come within five seconds. */
  fixture->speed = FAST / 10;
  fixture_say (fixture, "hello");
  WAIT_FOR (fixture_is_accepted (fixture, "hello"));
  g_assert_true (fixture_is_at (fixture, 1));
  g_assert_cmpuint (fixture_n_verdicts (fixture), ==, CHAT_TRIES_OF_ONE_PATH);
  g_assert_cmpint (last_act (fixture), ==, ICWS_ACT_CONNECTION_LOST);
  g_assert_cmpint (fixture_gateway_state (fixture, 0), ==, ICWS_GATEWAY_FAILING);
  g_assert_null (chat_connection_get_incident (fixture->connection));
}

/* A line that breaks now and then is no reason to change, as long as all that was said arrives. */
static void
test_breaks_off_honestly (Fixture *fixture, gconstpointer data)
{
  fixture_fault (fixture, 0, "close:1:open:20000");
  fixture_join (fixture, fixture_profile (fixture));
  fixture->speed = FAST / 4;
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      WAIT_FOR (fixture->n_opened == i);
      g_assert_true (fixture_is_at (fixture, 0));
      fixture_say (fixture, text);
      WAIT_FOR (fixture_is_accepted (fixture, text));
      WAIT_FOR (fixture_n_verdicts (fixture) == i);
      g_assert_cmpint (last_act (fixture), ==, ICWS_ACT_CONNECTION_LOST);
    }
}

/* Everything is gone: nobody is accused, and all goes on by itself when it is back. */
static void
test_network_loss (Fixture *fixture, gconstpointer data)
{
  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  net_network_stop (fixture->network);
  fixture->speed = FAST;
  WAIT_FOR (fixture_n_verdicts (fixture) >= 4 && last_act (fixture) == ICWS_ACT_NETWORK_LOST);
  g_assert_null (chat_connection_get_incident (fixture->connection));
  g_assert_null (strstr (fixture->log->str, "integrity-failure"));
  for (guint i = 0; i < N_GATEWAYS; i++)
    g_assert_cmpint (fixture_gateway_state (fixture, i), !=, ICWS_GATEWAY_QUARANTINED);
}

/* Two minutes of sleep: no backoff, no blame. */
static void
test_sleep (Fixture *fixture, gconstpointer data)
{
  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  ic_manual_clock_suspend_us (fixture->clock, 120 * G_GINT64_CONSTANT (1000000));
  fixture->speed = FAST;
  WAIT_FOR (fixture_n_verdicts (fixture) == 1);
  fixture->speed = SLOW;
  g_assert_cmpint (last_act (fixture), ==, ICWS_ACT_SUSPENDED);
  g_assert_cmpuint (chat_connection_get_retry_seconds (fixture->connection), ==, 0);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 0));
  g_assert_cmpuint (icws_gateway_get_n_failed (fixture_gateway (fixture, 0)), ==, 0);
}

/* Asleep in the midst of a long backoff: timers did not count that, but who wakes up is not made to
 * wait. */
static void
test_sleep_in_backoff (Fixture *fixture, gconstpointer data)
{
  guint attempt;
  gint64 begin_us;

  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  net_network_stop (fixture->network);
  fixture->speed = FAST;
  WAIT_FOR (chat_connection_get_retry_seconds (fixture->connection) > 30);
  fixture->speed = SLOW;
  attempt = chat_connection_get_attempt (fixture->connection);
  begin_us = ic_clock_get_monotonic_us (IC_CLOCK (fixture->clock));
  ic_manual_clock_suspend_us (fixture->clock, 10 * G_GINT64_CONSTANT (1000000));
  WAIT_FOR (chat_connection_get_attempt (fixture->connection) > attempt);
  g_assert_cmpint (ic_clock_get_monotonic_us (IC_CLOCK (fixture->clock)) - begin_us, <,
                   2 * ICWS_CLOCK_WATCH_INTERVAL_MS * G_GINT64_CONSTANT (1000));
}

/* An hour off, and it is our own clock: said so, and gone on when somebody has set it. */
static void
test_wrong_clock (Fixture *fixture, gconstpointer data)
{
  guint64 hour_ns = 3600 * IC_NS_PER_S;
  guint64 now_ns;

  fixture_split_clock (fixture);
  ic_manual_clock_set_wall_ns (fixture->clock,
                               ic_clock_get_wall_ns (IC_CLOCK (fixture->clock)) + hour_ns);
  fixture_join (fixture, fixture_profile (fixture));
  fixture->speed = FAST;
  WAIT_FOR (last_act (fixture) == ICWS_ACT_CLOCK_WRONG);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_REFUSED);
  g_assert_null (strstr (fixture->log->str, "integrity-failure"));
  g_assert_null (chat_connection_get_incident (fixture->connection));
  g_assert_cmpuint (chat_connection_get_retry_seconds (fixture->connection), ==, 0);
  now_ns = ic_clock_get_wall_ns (IC_CLOCK (fixture->network_clock));
  ic_manual_clock_set_wall_ns (fixture->clock, now_ns);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/chat/failover/lie", test_lie);
  ADD ("/chat/failover/quarantine-kept", test_quarantine_kept);
  ADD ("/chat/failover/evidence", test_evidence);
  ADD ("/chat/failover/fast-clock", test_fast_clock);
  ADD ("/chat/failover/unreachable", test_unreachable);
  ADD ("/chat/failover/backoff", test_backoff);
  ADD ("/chat/failover/all-bad", test_all_bad);
  ADD ("/chat/failover/never-direct", test_never_direct);
  ADD ("/chat/failover/policy", test_policy);
  ADD ("/chat/failover/pin", test_pin);
  ADD ("/chat/failover/restart", test_restart);
  ADD ("/chat/failover/canister-refuses", test_canister_refuses);
  ADD ("/chat/failover/withheld", test_withheld);
  ADD ("/chat/failover/breaks-off", test_breaks_off);
  ADD ("/chat/failover/breaks-off-honestly", test_breaks_off_honestly);
  ADD ("/chat/failover/choose-quarantined", test_choose_quarantined);
  ADD ("/chat/failover/bound", test_bound);
  ADD ("/chat/failover/network-loss", test_network_loss);
  ADD ("/chat/failover/sleep", test_sleep);
  ADD ("/chat/failover/sleep-in-backoff", test_sleep_in_backoff);
  ADD ("/chat/failover/wrong-clock", test_wrong_clock);
  return g_test_run ();
}
