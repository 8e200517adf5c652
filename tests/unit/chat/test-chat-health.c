/* SPDX-License-Identifier: MIT */
/* Health: a pure function of inputs and time, by table and by property. */
#include "chat/chat-health.h"

#define NOW_NS     (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)
#define ACK_MS     60000
#define WINDOW_NS  ((ACK_MS + (guint64)ICWS_LATENCY_BOUND_MS) * IC_NS_PER_MS)
#define N_PROPERTY 100000

/* An open session that was proved a second ago. */
static ChatHealthInputs
verified (void)
{
  return (ChatHealthInputs){
    .network_available = TRUE,
    .wanted = TRUE,
    .state = ICWS_STATE_OPEN,
    .last_proof_wall_ns = NOW_NS - IC_NS_PER_S,
    .last_latency_us = 1000,
    .ack_interval_ms = ACK_MS,
  };
}

static void
assert_health (const ChatHealthInputs *in, ChatHealth expected)
{
  g_assert_cmpstr (chat_health_to_id (chat_health_evaluate (in, NOW_NS)), ==,
                   chat_health_to_id (expected));
}

/* All troubles at once: each that is taken away uncovers the next. */
static void
test_precedence (void)
{
  g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_UNREACHABLE, "x");
  ChatHealthInputs in = {
    .incident = TRUE,
    .root_key_changed = TRUE,
    .paused = TRUE,
    .attempt = 2,
    .state = ICWS_STATE_CLOSED,
    .error = error,
    .last_latency_us = 2 * CHAT_HEALTH_DELAY_US,
    .delayed_in_a_row = 1,
    .ack_interval_ms = ACK_MS,
  };

  assert_health (&in, CHAT_HEALTH_INTEGRITY);
  in.incident = FALSE;
  assert_health (&in, CHAT_HEALTH_IDENTITY);
  in.root_key_changed = FALSE;
  assert_health (&in, CHAT_HEALTH_DISCONNECTED); /* nothing is wanted: nothing is in trouble */
  in.wanted = TRUE;
  assert_health (&in, CHAT_HEALTH_OFFLINE);
  in.network_available = TRUE;
  assert_health (&in, CHAT_HEALTH_PAUSED);
  in.paused = FALSE;
  assert_health (&in, CHAT_HEALTH_UNREACHABLE);
  in.attempt = 1;
  assert_health (&in, CHAT_HEALTH_RECONNECTING);
  in.error = NULL;
  assert_health (&in, CHAT_HEALTH_CHECKING);
  in.state = ICWS_STATE_OPEN;
  assert_health (&in, CHAT_HEALTH_CHECKING); /* an open session proves nothing */
  in.last_proof_wall_ns = NOW_NS - WINDOW_NS - 1;
  assert_health (&in, CHAT_HEALTH_UNCONFIRMED);
  in.last_proof_wall_ns = NOW_NS + 1;
  assert_health (&in, CHAT_HEALTH_UNCONFIRMED);
  in.last_proof_wall_ns = NOW_NS - WINDOW_NS;
  assert_health (&in, CHAT_HEALTH_DELAYED);
  in.last_latency_us = 0;
  assert_health (&in, CHAT_HEALTH_DELAYED);
  in.delayed_in_a_row = 0;
  assert_health (&in, CHAT_HEALTH_VERIFIED);
}

static void
test_hysteresis (void)
{
  ChatHealthInputs in = verified ();

  in.delayed_in_a_row = 4;
  for (in.timely_in_a_row = 0; in.timely_in_a_row < CHAT_HEALTH_TIMELY; in.timely_in_a_row++)
    assert_health (&in, CHAT_HEALTH_DELAYED);
  assert_health (&in, CHAT_HEALTH_VERIFIED);
  in.last_latency_us = CHAT_HEALTH_DELAY_US;
  assert_health (&in, CHAT_HEALTH_VERIFIED);
  in.last_latency_us++;
  assert_health (&in, CHAT_HEALTH_DELAYED);
}

/* What the IC found out counts, not what the error looked like. */
static void
test_verdicts (void)
{
  static const struct
  {
    IcwsError code;
    gboolean clock_wrong;
    ChatHealth expected;
  } ROWS[] = {
    { ICWS_ERROR_STALE, TRUE, CHAT_HEALTH_REFUSED },
    { ICWS_ERROR_TAMPERED_CONTENT, FALSE, CHAT_HEALTH_INTEGRITY },
    { ICWS_ERROR_UNREACHABLE, FALSE, CHAT_HEALTH_RECONNECTING },
    { ICWS_ERROR_CLOSED_KEEP_ALIVE, FALSE, CHAT_HEALTH_RECONNECTING },
    { ICWS_ERROR_ANONYMOUS, FALSE, CHAT_HEALTH_REFUSED },
    { ICWS_ERROR_SUSPENDED, FALSE, CHAT_HEALTH_RECONNECTING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, ROWS[i].code, "x");
      IcwsDiagnosis diagnosis = { .reachable = TRUE,
                                  .clock_wrong = ROWS[i].clock_wrong,
                                  .has_clock_offset = TRUE,
                                  .certified_time_ns = NOW_NS,
                                  .clock_offset_ns = 3600 * (gint64)IC_NS_PER_S };
      g_autoptr (IcwsVerdict) verdict = NULL;
      ChatHealthInputs in = verified ();

      diagnosis.requests = g_array_new (FALSE, TRUE, sizeof (IcwsRequestFate));
      verdict = icws_verdict_new (error, ROWS[i].clock_wrong ? &diagnosis : NULL, "wss://a.example",
                                  NULL, NOW_NS);
      in.state = ICWS_STATE_CLOSED;
      in.error = error;
      in.verdict = verdict;
      in.attempt = 1;
      g_test_message ("%s", icws_error_get_id (error));
      assert_health (&in, ROWS[i].expected);
      g_array_unref (diagnosis.requests);
    }
}

static gboolean
chance (IcRandom *random, guint percent)
{
  return ic_random_uint64 (random) % 100 < percent;
}

/* Mostly good, so that each condition is often the only one that fails. */
static ChatHealthInputs
draw (IcRandom *random, GPtrArray *verdicts)
{
  ChatHealthInputs in = verified ();
  guint64 span = 2 * WINDOW_NS;

  in.network_available = chance (random, 80);
  in.wanted = chance (random, 80);
  in.attempt = ic_random_uint64 (random) % 4;
  in.incident = chance (random, 10);
  in.root_key_changed = chance (random, 10);
  in.paused = chance (random, 10);
  in.delayed_in_a_row = chance (random, 20);
  in.timely_in_a_row = ic_random_uint64 (random) % 5;
  if (chance (random, 40))
    in.state = ic_random_uint64 (random) % (ICWS_STATE_CLOSED + 1);
  if (chance (random, 20))
    {
      in.verdict = g_ptr_array_index (verdicts, ic_random_uint64 (random) % verdicts->len);
      in.error = icws_verdict_get_error (in.verdict);
      if (chance (random, 50))
        in.verdict = NULL;
    }
  if (chance (random, 10))
    in.last_latency_us = (gint64)(ic_random_uint64 (random) % (guint64)(2 * CHAT_HEALTH_DELAY_US));
  in.last_proof_wall_ns = chance (random, 10)
                              ? 0
                              : NOW_NS - span + ic_random_uint64 (random) % (span + span / 4);
  return in;
}

static gboolean
is_lie (const ChatHealthInputs *in)
{
  if (in->incident)
    return TRUE;
  return in->verdict ? icws_verdict_is_integrity_failure (in->verdict)
                     : in->error != NULL && icws_error_is_integrity_failure (in->error);
}

static GPtrArray *
make_verdicts (void)
{
  GPtrArray *verdicts = g_ptr_array_new_with_free_func (g_object_unref);

  for (int code = 0; code <= ICWS_ERROR_BUSY; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, code, "x");

      g_ptr_array_add (verdicts, icws_verdict_new (error, NULL, "wss://a.example", NULL, NOW_NS));
    }
  return verdicts;
}

static void
test_property (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (4);
  g_autoptr (GPtrArray) verdicts = make_verdicts ();
  guint n[CHAT_HEALTH_DISCONNECTED + 1] = { 0 };

  for (guint i = 0; i < N_PROPERTY; i++)
    {
      ChatHealthInputs in = draw (random, verdicts);
      ChatHealth health = chat_health_evaluate (&in, NOW_NS);
      guint64 later_ns = NOW_NS + ic_random_uint64 (random) % (2 * WINDOW_NS);
      gboolean proved = in.last_proof_wall_ns != 0 && in.last_proof_wall_ns <= NOW_NS &&
                        NOW_NS - in.last_proof_wall_ns <= WINDOW_NS;

      n[health]++;
      if (health == CHAT_HEALTH_VERIFIED)
        g_assert_true (proved && in.state == ICWS_STATE_OPEN && in.wanted && !in.paused &&
                       !in.root_key_changed && !is_lie (&in));
      /* A lie and nothing else is shown as one, whatever else is wrong. */
      g_assert_true ((health == CHAT_HEALTH_INTEGRITY) == is_lie (&in));
      g_assert_true ((health == CHAT_HEALTH_IDENTITY) == (in.root_key_changed && !is_lie (&in)));
      /* Nothing becomes verified by waiting. A proof of the future only waits for its time. */
      if (health != CHAT_HEALTH_VERIFIED && in.last_proof_wall_ns <= NOW_NS)
        g_assert_cmpint (chat_health_evaluate (&in, later_ns), !=, CHAT_HEALTH_VERIFIED);
    }
  for (guint i = 0; i <= CHAT_HEALTH_DISCONNECTED; i++)
    g_assert_cmpuint (n[i], >, 0);
  g_assert_cmpuint (n[CHAT_HEALTH_VERIFIED], >, N_PROPERTY / 100);
}

static void
test_ids (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i <= CHAT_HEALTH_DISCONNECTED; i++)
    g_assert_true (g_hash_table_add (seen, (gpointer)chat_health_to_id (i)));
  g_assert_false (g_hash_table_contains (seen, "unknown"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/health/precedence", test_precedence);
  g_test_add_func ("/chat/health/hysteresis", test_hysteresis);
  g_test_add_func ("/chat/health/verdicts", test_verdicts);
  g_test_add_func ("/chat/health/property", test_property);
  g_test_add_func ("/chat/health/ids", test_ids);
  return g_test_run ();
}
