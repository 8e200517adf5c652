/* SPDX-License-Identifier: MIT */
/* What holds of every verdict, whatever the error and whatever the Internet Computer says. */
#include "icws-test-diagnosis.h"
#include "icws/icws-verdict-private.h"

#define N_CASES 10000
#define GATEWAY "wss://gateway.example"

static guint64
below (IcRandom *random, guint64 n)
{
  return ic_random_uint64 (random) % n;
}

static const char *
some_text (IcRandom *random)
{
  static const char *const texts[] = {
    NULL,
    "",
    "No",
    "Client with principal aaaaa-aa doesn't have an open connection",
    "Client with key aaaaa-aa_1 was not registered to gateway aaaaa-aa",
    "Expected incoming sequence number 2 but got 3",
    "Client with principal aaaaa-aa has a different key than the one used in the message",
    "Anonymous principal is not allowed",
  };

  return texts[below (random, G_N_ELEMENTS (texts))];
}

static void
add_answer (IcRandom *random, IcwsDiagnosis *diagnosis, guint64 sequence, IcwsFate fate)
{
  static const char *const codes[] = { NULL,     "",       "IC0207", "IC0301", "IC0503",
                                       "IC0508", "IC0536", "IC0406", "IC9999", "x" };

  icws_test_diagnosis_add (diagnosis, sequence, fate, below (random, 8),
                           fate == ICWS_FATE_REJECTED ? codes[below (random, G_N_ELEMENTS (codes))]
                                                      : NULL,
                           some_text (random));
}

/* Anything at all. */
static IcwsDiagnosis *
random_diagnosis (IcRandom *random)
{
  IcwsDiagnosis *diagnosis;
  guint64 n = below (random, 6);

  if (below (random, 4) == 0)
    return NULL;
  diagnosis = icws_test_diagnosis_new (below (random, 4) != 0);
  if (below (random, 2) == 0)
    icws_test_diagnosis_set_offset (diagnosis, (gint64)below (random, 800) - 400);
  diagnosis->canister = below (random, 4);
  diagnosis->has_interface = below (random, 2) == 0;
  diagnosis->has_websocket = below (random, 2) == 0;
  for (guint64 i = 0; i < n; i++)
    add_answer (random, diagnosis, below (random, 5), below (random, ICWS_FATE_REJECTED + 1));
  return diagnosis;
}

static gboolean
is_lie (IcwsError code)
{
  g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, (gint)code, "x");

  return icws_error_is_integrity_failure (error);
}

static void
test_anything (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (1);

  for (guint i = 0; i < N_CASES; i++)
    {
      IcwsError code = below (random, ICWS_ERROR_LAST + 1);
      g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, (gint)code, "x");
      g_autoptr (IcwsDiagnosis) diagnosis = random_diagnosis (random);
      const char *gateway = below (random, 4) == 0 ? NULL : GATEWAY;
      g_autoptr (IcwsVerdict) verdict = icws_verdict_new (error, diagnosis, gateway, NULL, i);
      g_autoptr (IcwsVerdict) again = icws_verdict_new (error, diagnosis, gateway, NULL, i);
      g_autofree char *json = icws_verdict_to_json (verdict, TRUE);
      g_autofree char *json_again = icws_verdict_to_json (again, TRUE);
      g_autoptr (IcwsVerdict) back = icws_verdict_new_from_json (json, NULL);
      g_autofree char *json_back = NULL;

      /* A pure function, and it goes into a file and back. */
      g_assert_cmpstr (json, ==, json_again);
      g_assert_nonnull (back);
      json_back = icws_verdict_to_json (back, TRUE);
      g_assert_cmpstr (json, ==, json_back);

      /* Integrity: the lies, and a certificate that is old by a clock that is right. */
      if (code == ICWS_ERROR_STALE)
        g_assert_cmpint (icws_verdict_is_integrity_failure (verdict), ==,
                         diagnosis != NULL && diagnosis->has_clock_offset &&
                             !diagnosis->clock_wrong);
      else
        g_assert_cmpint (icws_verdict_is_integrity_failure (verdict), ==, is_lie (code));

      /* Nobody goes to quarantine on a suspicion, nor for what is not the gateway's. */
      if (icws_verdict_get_response (verdict) == ICWS_RESPONSE_QUARANTINE)
        {
          g_assert_cmpint (icws_verdict_get_certainty (verdict), ==, ICWS_CERTAINTY_PROVED);
          g_assert_cmpint (icws_verdict_get_culprit (verdict), ==, ICWS_CULPRIT_GATEWAY);
          g_assert_nonnull (gateway);
        }
      if (gateway == NULL)
        g_assert_cmpint (icws_verdict_get_culprit (verdict), !=, ICWS_CULPRIT_GATEWAY);
    }
}

/* How a connection through an honest gateway can end. */
static const IcwsError honest_ends[] = {
  ICWS_ERROR_UNREACHABLE,
  ICWS_ERROR_TLS,
  ICWS_ERROR_DISCONNECTED,
  ICWS_ERROR_CANCELLED,
  ICWS_ERROR_SUSPENDED,
  ICWS_ERROR_GOING_AWAY,
  ICWS_ERROR_HANDSHAKE_TIMEOUT,
  ICWS_ERROR_STALE,
  ICWS_ERROR_FUTURE,
  ICWS_ERROR_MESSAGE_LATE,
  ICWS_ERROR_ACK_TIMEOUT,
  ICWS_ERROR_SILENT,
  ICWS_ERROR_OPEN_TIMEOUT,
  ICWS_ERROR_DELAYED,
  ICWS_ERROR_CONTENT,
  ICWS_ERROR_UNEXPECTED_SERVICE,
  ICWS_ERROR_BAD_ACK,
  ICWS_ERROR_CLOSED_WRONG_SEQUENCE,
  ICWS_ERROR_REFUSED,
  ICWS_ERROR_CLOSED_INVALID_SERVICE,
  ICWS_ERROR_ANONYMOUS,
  ICWS_ERROR_CLOSED_KEEP_ALIVE,
  ICWS_ERROR_SIGN,
  ICWS_ERROR_CLOSED_BY_APPLICATION,
  ICWS_ERROR_IDENTITY_EXPIRED,
  ICWS_ERROR_IDENTITY_RESTRICTED,
};

/* One that the gateway has passed on. */
static IcwsFate
random_arrived (IcRandom *random)
{
  static const IcwsFate fates[] = { ICWS_FATE_PENDING, ICWS_FATE_ACCEPTED, ICWS_FATE_ACCEPTED,
                                    ICWS_FATE_REFUSED, ICWS_FATE_REJECTED };

  return fates[below (random, G_N_ELEMENTS (fates))];
}

/* What the IC says about a connection through an honest gateway: what was sent has arrived, but for
 * the last ones, which may be on their way, and those that it has forgotten. A certificate is old
 * only by a clock that is wrong. */
static IcwsDiagnosis *
honest_diagnosis (IcRandom *random, IcwsError code)
{
  IcwsDiagnosis *diagnosis;
  guint64 n = below (random, 6), n_forgotten, n_arrived;

  if (below (random, 4) == 0)
    return NULL;
  diagnosis = icws_test_diagnosis_new (below (random, 4) != 0);
  if (!diagnosis->reachable)
    return diagnosis;
  if (code == ICWS_ERROR_STALE || below (random, 4) == 0)
    icws_test_diagnosis_set_offset (diagnosis, below (random, 2) == 0 ? 400 : -400);
  if (below (random, 8) == 0)
    diagnosis->canister = below (random, 4);
  /* ws_open */
  if (diagnosis->clock_wrong && below (random, 2) == 0)
    {
      add_answer (random, diagnosis, 0, ICWS_FATE_ABSENT);
      return diagnosis;
    }
  add_answer (random, diagnosis, 0,
              below (random, 3) == 0 ? ICWS_FATE_UNKNOWN : random_arrived (random));
  n_forgotten = below (random, n + 1);
  n_arrived = n_forgotten + below (random, n - n_forgotten + 1);
  /* The one whose acknowledgement is overdue has had the time to arrive. */
  if (code == ICWS_ERROR_ACK_TIMEOUT && n_arrived == 0)
    n_arrived = n;
  for (guint64 i = 0; i < n; i++)
    if (i < n_forgotten)
      add_answer (random, diagnosis, i + 1, ICWS_FATE_UNKNOWN);
    else if (i < n_arrived)
      add_answer (random, diagnosis, i + 1, random_arrived (random));
    else
      add_answer (random, diagnosis, i + 1, ICWS_FATE_ABSENT);
  return diagnosis;
}

/* The only thing that fails is the way to the gateway, without a word: all that was sent after that is
 * certified absent, and every time-out of the session is due. */
static void
test_dead_way (void)
{
  static const IcwsError ENDS[] = { ICWS_ERROR_OPEN_TIMEOUT, ICWS_ERROR_ACK_TIMEOUT,
                                    ICWS_ERROR_SILENT, ICWS_ERROR_WITHHELD,
                                    ICWS_ERROR_CLOSED_KEEP_ALIVE };
  g_autoptr (IcRandom) random = ic_random_new_seeded (3);
  guint n_suspected = 0;

  for (guint i = 0; i < N_CASES; i++)
    {
      IcwsError code = ENDS[below (random, G_N_ELEMENTS (ENDS))];
      g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, (gint)code, "x");
      g_autoptr (IcwsDiagnosis) diagnosis = icws_test_diagnosis_new (TRUE);
      IcwsEvidence noted = { (char *)ICWS_EVIDENCE_GATEWAY_RECEIVED,
                             (char *)ICWS_EVIDENCE_UNKNOWN };
      g_autoptr (IcwsVerdict) verdict = NULL;
      guint64 n = below (random, 5), n_arrived = below (random, n + 1);

      icws_test_diagnosis_add (diagnosis, 0, n == 0 ? ICWS_FATE_ABSENT : ICWS_FATE_ACCEPTED, 0,
                               NULL, NULL);
      for (guint64 j = 1; j <= n; j++)
        icws_test_diagnosis_add (
            diagnosis, j, j <= n_arrived ? ICWS_FATE_ACCEPTED : ICWS_FATE_ABSENT, 0, NULL, NULL);
      verdict = icws_verdict_new_full (error, diagnosis, GATEWAY, NULL, i, &noted,
                                       below (random, 2));
      g_assert_cmpint (icws_verdict_get_response (verdict), !=, ICWS_RESPONSE_QUARANTINE);
      if (icws_verdict_get_culprit (verdict) == ICWS_CULPRIT_GATEWAY)
        {
          n_suspected++;
          g_assert_cmpint (icws_verdict_get_certainty (verdict), ==, ICWS_CERTAINTY_SUSPECTED);
        }
    }
  g_assert_cmpuint (n_suspected, >, N_CASES / 4);
}

/* Network, sleep, clocks, restarts, slow and broken canisters: never an attack. */
static void
test_honest (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (2);

  for (guint i = 0; i < N_CASES; i++)
    {
      IcwsError code = honest_ends[below (random, G_N_ELEMENTS (honest_ends))];
      g_autoptr (GError) error = g_error_new_literal (ICWS_ERROR, (gint)code, "x");
      g_autoptr (IcwsDiagnosis) diagnosis = honest_diagnosis (random, code);
      g_autoptr (IcwsVerdict) verdict = icws_verdict_new (error, diagnosis, GATEWAY, NULL, i);

      if (icws_verdict_get_response (verdict) == ICWS_RESPONSE_QUARANTINE ||
          icws_verdict_is_integrity_failure (verdict))
        {
          g_autofree char *json = icws_verdict_to_json (verdict, FALSE);

          g_error ("false alarm: %s", json);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icws/verdict-random/anything", test_anything);
  g_test_add_func ("/icws/verdict-random/honest", test_honest);
  g_test_add_func ("/icws/verdict-random/dead-way", test_dead_way);
  return g_test_run ();
}
