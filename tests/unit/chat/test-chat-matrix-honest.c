/* SPDX-License-Identifier: MIT */
/*
 * No false verdict: honest gateways, an honest canister, and a world in which connections break, hang
 * and crawl, computers sleep and clocks are set. Nobody is proved to be at fault, nobody is set aside,
 * each trouble has its own name, and in the end the connection is proved again.
 *
 * ATTEST_HONEST_SESSIONS=n: how many sessions are opened; ATTEST_HONEST_FIRST=n: the first seed;
 * ATTEST_HONEST_SEED=n: one run alone.
 */
#include "chat-matrix-kit.h"

#include <stdlib.h>

#define FIRST_SEED 1000
/* Longer than in the matrix: nothing is measured here. */
#define STEP_MS           1000
#define DEFAULT_SESSIONS  500
#define TROUBLES_IN_A_RUN 20
/* After a trouble is over: backoff, time-outs that have begun in it, a diagnosis. */
#define RECOVERY_MS 300000
/* A clock that is wrong by less is nothing to speak of. */
#define SMALL_CLOCK_MS 20000
/* Unless it is fast and messages are late besides. */
#define FAST_CLOCK_MS 15000

typedef struct
{
  Kit *kit;
  gint64 clock_ms;    /* how far our clock is ahead */
  gint64 over_us[32]; /* when the last trouble of each kind was over; 0: none yet */
  GString *log;
} Run;

typedef struct
{
  const char *name;
  void (*happen) (Run *run);
  guint64 acts; /* bits of IcwsAct that may be told of it */
} Trouble;

static guint
draw (Run *run, guint min, guint max)
{
  return min + (guint)(ic_random_uint64 (run->kit->random) % (max - min + 1));
}

/* Mostly short, sometimes long. */
static guint
draw_long (Run *run, guint min, guint max)
{
  return draw (run, min, draw (run, min, max));
}

static void
say_something (Run *run)
{
  guint n = draw (run, 0, 3);

  for (guint i = 0; i < n; i++)
    if (draw (run, 0, 1) == 0)
      kit_say (run->kit, "hello");
    else
      kit_peer_say (run->kit, "hello yourself");
}

static guint
draw_gateway (Run *run)
{
  return draw (run, 0, KIT_N_GATEWAYS - 1);
}

static void
cut_gateways (Run *run)
{
  for (guint i = 0; i < KIT_N_GATEWAYS; i++)
    relay_cut (run->kit->gateway_relays[i]);
}

static void
set_gateways (Run *run, RelayMode mode)
{
  for (guint i = 0; i < KIT_N_GATEWAYS; i++)
    relay_set_mode (run->kit->gateway_relays[i], mode);
}

static void
drop (Run *run)
{
  cut_gateways (run);
}

static void
refuse (Run *run)
{
  set_gateways (run, RELAY_REFUSE);
  cut_gateways (run);
  kit_run (run->kit, draw_long (run, 0, 60000));
  set_gateways (run, RELAY_PASS);
}

static void
hang (Run *run)
{
  cut_gateways (run);
  set_gateways (run, RELAY_HOLD);
  kit_run (run->kit, draw_long (run, 0, 60000));
  set_gateways (run, RELAY_PASS);
}

/* Less than what is called a delay. */
static void
crawl (Run *run)
{
  set_gateways (run, RELAY_HOLD);
  kit_run (run->kit, draw (run, 500, 25000));
  set_gateways (run, RELAY_PASS);
}

/* Just before an AckMessage is due, for almost as long as it may take. */
static void
late_ack (Run *run)
{
  gint64 into_us = kit_now_us (run->kit) % (KIT_ACK_MS * 1000);

  kit_run (run->kit, (guint)((KIT_ACK_MS * 1000 - into_us) / 1000));
  set_gateways (run, RELAY_HOLD);
  kit_run (run->kit, draw (run, 20000, 26000));
  set_gateways (run, RELAY_PASS);
}

static void
restart_gateway (Run *run)
{
  net_network_restart_gateway (run->kit->network, draw_gateway (run), draw_long (run, 0, 60000));
}

static void
restart_all (Run *run)
{
  for (guint i = 0; i < KIT_N_GATEWAYS; i++)
    net_network_restart_gateway (run->kit->network, i, draw_long (run, 0, 60000));
}

static void
nap (Run *run)
{
  kit_sleep (run->kit, draw (run, 100, 29000));
}

static void
sleep_long (Run *run)
{
  kit_sleep (run->kit, draw_long (run, 31000, 1200000));
}

static void
set_clock_to (Run *run, gint64 ahead_ms)
{
  kit_set_clock (run->kit, ahead_ms - run->clock_ms);
  run->clock_ms = ahead_ms;
}

static void
set_clock_a_little (Run *run)
{
  set_clock_to (run, (gint64)draw (run, 0, 2 * SMALL_CLOCK_MS) - SMALL_CLOCK_MS);
}

static void
set_clock_wrong (Run *run)
{
  gint64 by_ms = draw_long (run, 130000, 86400000);

  set_clock_to (run, draw (run, 0, 1) == 0 ? by_ms : -by_ms);
  kit_run (run->kit, draw_long (run, 0, 200000));
  set_clock_to (run, 0);
}

static void
lose_network (Run *run)
{
  gboolean cut = draw (run, 0, 1) == 0;

  kit_set_network (run->kit, cut ? RELAY_REFUSE : RELAY_HOLD, cut);
  kit_run (run->kit, draw_long (run, 500, 300000));
  kit_set_network (run->kit, RELAY_PASS, FALSE);
}

/* The boundary node cannot be asked, just when it would help. */
static void
lose_replica (Run *run)
{
  relay_set_mode (run->kit->replica_relay, draw (run, 0, 1) == 0 ? RELAY_REFUSE : RELAY_HOLD);
  relay_cut (run->kit->replica_relay);
  cut_gateways (run);
  kit_run (run->kit, draw_long (run, 500, 60000));
  relay_set_mode (run->kit->replica_relay, RELAY_PASS);
}

static void
slow_canister (Run *run)
{
  net_ws_canister_set_fault (run->kit->canister, NET_CANISTER_FAULT_SLOW, 1,
                             draw (run, 1000, 25000), 0);
  if (draw (run, 0, 1) == 0)
    cut_gateways (run);
  say_something (run);
  kit_run (run->kit, draw_long (run, 1000, 90000));
  net_ws_canister_set_fault (run->kit->canister, NET_CANISTER_FAULT_SLOW, 0, 0, 0);
}

static void
upgrade (Run *run)
{
  if (draw (run, 0, 1) == 0)
    cut_gateways (run);
  if (draw (run, 0, 1) == 0)
    settle ();
  net_ws_canister_upgrade (run->kit->canister);
}

static void
close_all (Run *run)
{
  net_ws_canister_close_all (run->kit->canister, draw (run, 0, 1) == 0
                                                     ? NET_CLOSE_WRONG_SEQUENCE_NUMBER
                                                     : NET_CLOSE_KEEP_ALIVE_TIMEOUT);
}

#define ACT(name) (G_GUINT64_CONSTANT (1) << ICWS_ACT_##name)
/* A network that comes back between a time-out and the end of its diagnosis hides that it was gone, and
 * a canister that has answered by then, that it was slow: then there is a suspicion, and no more. And
 * our sign of life comes too late. */
#define UNHEARD (ACT (WITHHELD_FROM_YOU) | ACT (NEVER_OPENED) | ACT (OUT_OF_STEP) | ACT (DELAYED))
#define BROKEN  (ACT (CONNECTION_LOST) | ACT (GATEWAY_UNREACHABLE))

static const Trouble TROUBLES[] = {
  { "drop", drop, BROKEN },
  { "refuse", refuse, BROKEN },
  { "hang", hang, UNHEARD | BROKEN },
  { "crawl", crawl, 0 },
  { "late-ack", late_ack, 0 },
  { "restart-gateway", restart_gateway, ACT (GATEWAY_RESTARTED) | BROKEN },
  { "restart-all", restart_all, ACT (GATEWAY_RESTARTED) | BROKEN },
  { "nap", nap, ACT (SUSPENDED) },
  { "sleep", sleep_long, ACT (SUSPENDED) },
  { "set-clock-a-little", set_clock_a_little, 0 },
  { "set-clock-wrong", set_clock_wrong, ACT (CLOCK_WRONG) },
  { "lose-network", lose_network, ACT (NETWORK_LOST) | UNHEARD | BROKEN },
  { "lose-replica", lose_replica, ACT (NETWORK_LOST) | UNHEARD | BROKEN },
  { "slow-canister", slow_canister, ACT (CANISTER_SLOW) | UNHEARD | BROKEN },
  { "upgrade", upgrade, ACT (CANISTER_RESTARTED) | ACT (WITHHELD_FROM_YOU) | BROKEN },
  { "close-all", close_all, ACT (OUT_OF_STEP) },
};

/* What a trouble leaves behind comes to light within so long: silence, then a diagnosis. */
#define AFTERMATH_MS (KIT_ACK_MS + ICWS_LATENCY_BOUND_MS + RECOVERY_MS)

static guint counts[G_N_ELEMENTS (TROUBLES)][ICWS_N_ACTS];

static void
fail (Run *run, const char *why)
{
  g_test_message ("%s; what happened: %s", why, run->log->str);
  kit_print (run->kit);
  g_test_message ("%s: ATTEST_HONEST_SEED=%" G_GUINT64_FORMAT " tells it again", why,
                  run->kit->seed);
  g_test_fail ();
}

/* Of the troubles that there were lately. */
static guint64
allowed_acts (Run *run)
{
  gint64 now_us = kit_now_us (run->kit);
  guint64 acts = 0;

  for (guint i = 0; i < G_N_ELEMENTS (TROUBLES); i++)
    if (run->over_us[i] != 0 && now_us - run->over_us[i] <= AFTERMATH_MS * G_GINT64_CONSTANT (1000))
      acts |= TROUBLES[i].acts;
  /* Until it is set right. Then it can be what makes a message look too late, and is said to be. */
  if (run->clock_ms >= FAST_CLOCK_MS)
    acts |= ACT (CLOCK_WRONG);
  return acts;
}

/* The property. */
static gboolean
check (Run *run, guint first, guint trouble)
{
  Kit *kit = run->kit;

  for (guint i = first; i < kit->verdicts->len; i++)
    {
      IcwsVerdict *verdict = kit_get_verdict (kit, i)->verdict;
      IcwsAct act = icws_verdict_get_act (verdict);

      counts[trouble][act]++;
      if (icws_verdict_get_culprit (verdict) == ICWS_CULPRIT_GATEWAY &&
          icws_verdict_get_certainty (verdict) == ICWS_CERTAINTY_PROVED)
        fail (run, "A GATEWAY IS BLAMED");
      else if (icws_verdict_get_response (verdict) == ICWS_RESPONSE_QUARANTINE)
        fail (run, "A GATEWAY IS SET ASIDE");
      else if (icws_verdict_is_integrity_failure (verdict))
        fail (run, "AN INTEGRITY FAILURE");
      else if ((allowed_acts (run) >> act & 1) == 0)
        fail (run, "A WRONG NAME");
      else
        continue;
      return FALSE;
    }
  if ((kit->healths & (1u << CHAT_HEALTH_INTEGRITY)) != 0)
    fail (run, "THE HEALTH WAS RED");
  else if (!kit_is_verified (kit))
    fail (run, "NOT PROVED AGAIN");
  else
    return TRUE;
  return FALSE;
}

static gboolean
suffer (Run *run, guint i)
{
  Kit *kit = run->kit;
  guint first = kit->verdicts->len;

  kit_run (kit, draw_long (run, 0, 40000));
  say_something (run);
  if (draw (run, 0, 1) == 0)
    kit_step (kit);
  g_string_append_printf (run->log, "%.1f %s; ", (double)kit_now_us (kit) / G_USEC_PER_SEC,
                          TROUBLES[i].name);
  TROUBLES[i].happen (run);
  run->over_us[i] = kit_now_us (kit);
  say_something (run);
  kit_run (kit, draw_long (run, 0, 30000));
  kit_run_until (kit, kit_is_verified, RECOVERY_MS);
  return check (run, first, i);
}

/* Gives how many sessions were opened. */
static guint
play (guint64 seed)
{
  Run run = { .kit = kit_new (seed, 0), .log = g_string_new (NULL) };
  guint n_opened;

  run.kit->step_ms = STEP_MS;
  kit_join_peer (run.kit);
  kit_join (run.kit, KIT_N_GATEWAYS);
  kit_run_until (run.kit, kit_is_verified, RECOVERY_MS);
  for (guint i = 0; i < TROUBLES_IN_A_RUN; i++)
    if (!suffer (&run, draw (&run, 0, G_N_ELEMENTS (TROUBLES) - 1)))
      break;
  n_opened = run.kit->n_opened;
  g_string_free (run.log, TRUE);
  kit_free (run.kit);
  return n_opened;
}

static void
report (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (TROUBLES); i++)
    {
      g_autoptr (GString) line = g_string_new (TROUBLES[i].name);

      g_string_append_c (line, ':');
      for (guint j = 0; j < ICWS_N_ACTS; j++)
        if (counts[i][j] > 0)
          g_string_append_printf (line, " %s %u", icws_act_to_id (j), counts[i][j]);
      g_test_message ("%s", line->str);
    }
}

static guint64
get_number (const char *name, guint64 otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
test_honest (void)
{
  guint64 seed = get_number ("ATTEST_HONEST_SEED", 0);
  guint64 n_wanted = get_number ("ATTEST_HONEST_SESSIONS", DEFAULT_SESSIONS);
  guint64 first = get_number ("ATTEST_HONEST_FIRST", FIRST_SEED);
  guint64 n_sessions = 0, n_runs = 0;

  if (seed != 0)
    {
      play (seed);
      return;
    }
  while (n_sessions < n_wanted && !g_test_failed ())
    n_sessions += play (first + n_runs++);
  g_test_message ("%" G_GUINT64_FORMAT " sessions in %" G_GUINT64_FORMAT " runs", n_sessions,
                  n_runs);
  report ();
}

int
main (int argc, char *argv[])
{
  kit_init (&argc, &argv);
  g_test_add_func ("/chat/matrix/honest", test_honest);
  return g_test_run ();
}
