/* SPDX-License-Identifier: MIT */
/* Receiving: what ends a session, and what must not. */
#include "icws-test-run.h"

#include <string.h>

static void
deliver_text (IcwsTestRun *run, const char *text)
{
  g_autoptr (GBytes) payload = icws_test_text (text);

  icws_test_run_deliver (run, FALSE, payload);
}

static IcwsStepState
step (IcwsTestRun *run, IcwsStep which)
{
  IcwsStepInfo info;

  icws_session_get_step (run->session, which, &info);
  return info.state;
}

static void
test_frames (void)
{
  static const char *const bad[] = { "", "\xa0", "nonsense", "\xa4\x63key\x01" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (14, NULL, 0);
      g_autoptr (GBytes) frame = icws_test_text (bad[i]);

      icws_test_run_open (run);
      icws_test_run_inject (run, frame);
      icws_test_run_assert_closed (run, ICWS_ERROR_FRAME);
      g_assert_cmpuint (run->transport->close_code, ==, 4000);
    }
}

static void
test_frame_limit (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (15, NULL, 0);
  g_autoptr (GBytes)
      frame = g_bytes_new_take (g_malloc0 (ICWS_MAX_FRAME_BYTES + 1), ICWS_MAX_FRAME_BYTES + 1);

  icws_test_run_open (run);
  icws_test_run_inject (run, frame);
  icws_test_run_assert_closed (run, ICWS_ERROR_FRAME_LIMIT);
}

static void
test_flood (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (16, NULL, 0);
  g_autoptr (GBytes) frame = icws_test_text ("nonsense");

  icws_test_run_open (run);
  for (guint i = 0; i <= ICWS_VERIFIER_MAX_PENDING; i++)
    icws_test_run_inject (run, frame);
  icws_test_run_assert_closed (run, ICWS_ERROR_FLOOD);
}

/* What the verifier refuses ends the session with the same error, and the frame is kept. */
static void
test_tampered (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (17, NULL, 0);
  g_autoptr (GBytes) payload = icws_test_text ("true");
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GBytes) other = icws_test_text ("false");
  g_autoptr (IcwsFrame) frame = NULL;
  g_autoptr (GBytes) bytes = NULL;
  IcwsFigures figures;

  icws_test_run_open (run);
  content = icws_test_kit_content (run->kit, &run->client, 2, FALSE, payload);
  frame = icws_test_kit_frame (run->kit, content);
  g_bytes_unref (frame->content);
  frame->content = g_bytes_ref (other);
  bytes = icws_frame_encode (frame);
  icws_test_run_inject (run, bytes);
  icws_test_run_assert_closed (run, ICWS_ERROR_TAMPERED_CONTENT);
  g_assert_true (icws_error_is_integrity_failure (icws_session_get_error (run->session)));
  g_assert_cmpint (step (run, ICWS_STEP_WITNESS), ==, ICWS_STEP_STATE_FAILED);
  icws_ledger_get_figures (run->ledger, &figures);
  g_assert_cmpuint (figures.messages_refused, ==, 1);
  {
    guint n = g_list_model_get_n_items (G_LIST_MODEL (run->ledger));
    g_autoptr (IcwsLedgerEntry) entry = g_list_model_get_item (G_LIST_MODEL (run->ledger), n - 1);

    g_assert_cmpstr (icws_ledger_entry_get_id (entry), ==, "tampered-content");
    g_assert_cmpint (icws_ledger_entry_get_severity (entry), ==, ICWS_SEVERITY_PROBLEM);
    g_assert_cmpint (icws_ledger_entry_get_group (entry), ==, ICWS_GROUP_PROOF);
    g_assert_true (g_bytes_equal (icws_ledger_entry_get_evidence (entry), bytes));
  }
}

/* Another gateway's queue, though every proof is right. */
static void
test_other_gateway (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (18, NULL, 0);

  icws_test_run_open (run);
  run->kit->gateway = run->client.principal;
  deliver_text (run, "x");
  icws_test_run_assert_closed (run, ICWS_ERROR_TAMPERED_KEY);
}

static void
test_misdelivered (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (19, NULL, 0);

      icws_test_run_open (run);
      if (i == 0)
        run->client.nonce++;
      else
        run->client.principal = run->kit->subnet_id;
      deliver_text (run, "x");
      icws_test_run_assert_closed (run, ICWS_ERROR_MISDELIVERED);
      g_assert_cmpuint (run->messages->len, ==, 0);
    }
}

static void
test_replayed (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (20, NULL, 0);
  g_autoptr (IcwsFrame) frame = NULL;

  icws_test_run_open (run);
  frame = icws_test_run_make_frame (run, 2);
  icws_test_run_inject_frame (run, frame);
  icws_test_run_drain (run);
  g_assert_cmpuint (run->messages->len, ==, 1);
  icws_test_run_inject_frame (run, frame);
  icws_test_run_assert_closed (run, ICWS_ERROR_REPLAYED);
  g_assert_cmpuint (run->messages->len, ==, 1);
  g_assert_cmpint (step (run, ICWS_STEP_ORDER), ==, ICWS_STEP_STATE_FAILED);
  icws_test_run_assert_evidence (run, "expected-sequence", "3");
  icws_test_run_assert_evidence (run, "received-up-to", "2");
  {
    g_autoptr (GBytes) refused = icws_frame_encode (frame);

    g_assert_true (g_bytes_equal (icws_session_get_refused_frame (run->session), refused));
  }
}

/* The right sequence number under a key that is not newer than the last. */
static void
test_key_nonce (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (21, NULL, 0);

  icws_test_run_open (run);
  run->kit->next_nonce = 1000;
  deliver_text (run, "gaps are for other clients");
  g_assert_cmpuint (run->messages->len, ==, 1);
  run->kit->next_nonce = 999;
  deliver_text (run, "x");
  icws_test_run_assert_closed (run, ICWS_ERROR_REPLAYED);
}

static void
test_reordered (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (22, NULL, 0);

  icws_test_run_open (run);
  run->canister_sequence = 3;
  run->kit->next_nonce++;
  deliver_text (run, "x");
  icws_test_run_assert_closed (run, ICWS_ERROR_REORDERED);
}

/* The canister left a number out: nothing was in its queue that a gateway could have dropped. */
static void
test_skipped (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (22, NULL, 0);

  icws_test_run_open (run);
  run->canister_sequence = 4;
  run->kit->next_nonce++; /* room for one of two */
  deliver_text (run, "x");
  icws_test_run_assert_closed (run, ICWS_ERROR_CONTENT);
}

/* The OpenMessage itself was dropped. */
static void
test_reordered_at_open (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (23, NULL, 0);

  icws_test_run_handshake (run);
  run->canister_sequence = 2;
  deliver_text (run, "x");
  icws_test_run_assert_closed (run, ICWS_ERROR_REORDERED);
}

static void
test_times (void)
{
  g_autoptr (IcwsTestRun) late = icws_test_run_new (24, NULL, 0);
  g_autoptr (IcwsTestRun) future = icws_test_run_new (25, NULL, 0);
  IcwsFigures figures;

  icws_test_run_open (late);
  icws_test_run_deliver_at (late, -1000);
  g_assert_false (icws_test_run_ledger_has (late, "message-delayed"));
  icws_test_run_deliver_at (late, -31 * 1000);
  g_assert_true (icws_test_run_ledger_has (late, "message-delayed"));
  icws_ledger_get_figures (late->ledger, &figures);
  g_assert_cmpint (figures.last_latency_us, ==, 31 * G_USEC_PER_SEC);
  icws_test_run_deliver_at (late, -ICWS_MESSAGE_LATE_MS - 1);
  icws_test_run_assert_closed (late, ICWS_ERROR_MESSAGE_LATE);

  icws_test_run_open (future);
  icws_test_run_deliver_at (future, ICWS_MESSAGE_FUTURE_MS);
  g_assert_cmpint (icws_session_get_state (future->session), ==, ICWS_STATE_OPEN);
  icws_test_run_deliver_at (future, ICWS_MESSAGE_FUTURE_MS + 1);
  icws_test_run_assert_closed (future, ICWS_ERROR_CONTENT);
}

static void
test_stale (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (26, NULL, 0);
  g_autoptr (IcwsFrame) frame = NULL;

  icws_test_run_open (run);
  frame = icws_test_run_make_frame (run, 2);
  icws_test_run_advance_ms (run, 5 * 60 * 1000 + 1);
  icws_test_run_inject_frame (run, frame);
  icws_test_run_assert_closed (run, ICWS_ERROR_STALE);
  g_assert_cmpint (step (run, ICWS_STEP_CERTIFICATE), ==, ICWS_STEP_STATE_FAILED);
}

/* Certified, and still no message. */
static void
test_content (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (27, NULL, 0);
  g_autoptr (IcwsTestRun) service = icws_test_run_new (28, NULL, 0);
  g_autoptr (GBytes) nonsense = icws_test_text ("nonsense");
  g_autoptr (IcwsFrame) frame = NULL;

  icws_test_run_open (run);
  frame = icws_test_kit_frame (run->kit, nonsense);
  icws_test_run_inject_frame (run, frame);
  icws_test_run_assert_closed (run, ICWS_ERROR_CONTENT);

  icws_test_run_open (service);
  icws_test_run_deliver (service, TRUE, nonsense);
  icws_test_run_assert_closed (service, ICWS_ERROR_CONTENT);
}

static void
test_unexpected_service (void)
{
  IcwsServiceMessage message = { 0 };

  /* 0: application message first; 1: ack first; 2: keep-alive first; 3: OpenMessage of another;
   * 4: second OpenMessage; 5: keep-alive of the canister */
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (29, NULL, 0);

      message.kind = i == 1 ? ICWS_SERVICE_ACK : ICWS_SERVICE_KEEP_ALIVE;
      if (i == 3 || i == 4)
        message.kind = ICWS_SERVICE_OPEN;
      message.client_key = run->client;
      if (i == 3)
        message.client_key.nonce++;
      if (i < 4)
        icws_test_run_handshake (run);
      else
        icws_test_run_open (run);
      if (i == 0)
        deliver_text (run, "x");
      else
        icws_test_run_deliver_service (run, &message);
      icws_test_run_assert_closed (run, ICWS_ERROR_UNEXPECTED_SERVICE);
      g_assert_cmpuint (run->n_opened, ==, i < 4 ? 0 : 1);
    }
}

/* The clock was set: latency and freshness follow the wall, time-outs do not. */
static void
test_clock_set (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (33, NULL, 0);
  g_autoptr (IcwsFrame) frame = NULL;

  icws_test_run_open (run);
  frame = icws_test_run_make_frame (run, 2);
  ic_manual_clock_set_wall_ns (run->kit->manual_clock, ICWS_TEST_NOW_NS + 3600 * IC_NS_PER_S);
  icws_test_settle ();
  g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_OPEN);
  icws_test_run_inject_frame (run, frame);
  icws_test_run_assert_closed (run, ICWS_ERROR_STALE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icws/receive/frames", test_frames);
  g_test_add_func ("/icws/receive/frame-limit", test_frame_limit);
  g_test_add_func ("/icws/receive/flood", test_flood);
  g_test_add_func ("/icws/receive/tampered", test_tampered);
  g_test_add_func ("/icws/receive/other-gateway", test_other_gateway);
  g_test_add_func ("/icws/receive/misdelivered", test_misdelivered);
  g_test_add_func ("/icws/receive/replayed", test_replayed);
  g_test_add_func ("/icws/receive/key-nonce", test_key_nonce);
  g_test_add_func ("/icws/receive/reordered", test_reordered);
  g_test_add_func ("/icws/receive/skipped", test_skipped);
  g_test_add_func ("/icws/receive/reordered-at-open", test_reordered_at_open);
  g_test_add_func ("/icws/receive/times", test_times);
  g_test_add_func ("/icws/receive/stale", test_stale);
  g_test_add_func ("/icws/receive/content", test_content);
  g_test_add_func ("/icws/receive/unexpected-service", test_unexpected_service);
  g_test_add_func ("/icws/receive/clock-set", test_clock_set);
  return g_test_run ();
}
