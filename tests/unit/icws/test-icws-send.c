/* SPDX-License-Identifier: MIT */
/* Sending, acknowledgements and signs of life, over hours of a clock that is moved by hand. */
#include "icws-test-run.h"

#include <string.h>

#define ACK_INTERVAL_MS 300000

static guint64
send_text (IcwsTestRun *run, const char *text)
{
  g_autoptr (GBytes) payload = icws_test_text (text);
  g_autoptr (GError) error = NULL;
  guint64 sequence = icws_session_send (run->session, payload, &error);

  g_assert_no_error (error);
  return sequence;
}

static void
assert_reads (IcwsTestRun *run, guint64 sequence, const char *text)
{
  g_autoptr (IcwsMessage) message = icws_test_run_read_message (run);

  g_assert_cmpuint (message->sequence_num, ==, sequence);
  g_assert_false (message->is_service_message);
  g_assert_cmpmem (g_bytes_get_data (message->content, NULL), g_bytes_get_size (message->content),
                   text, strlen (text));
}

static void
assert_reads_keep_alive (IcwsTestRun *run, guint64 sequence, guint64 last_incoming)
{
  g_autoptr (IcwsMessage) message = icws_test_run_read_message (run);
  IcwsServiceMessage service;

  g_assert_cmpuint (message->sequence_num, ==, sequence);
  g_assert_true (message->is_service_message);
  g_assert_true (icws_service_message_decode (&service, message->content, NULL));
  g_assert_cmpint (service.kind, ==, ICWS_SERVICE_KEEP_ALIVE);
  g_assert_cmpuint (service.last_incoming_sequence, ==, last_incoming);
}

static void
test_not_open (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (1, NULL, 0);
  g_autoptr (GBytes) payload = icws_test_text ("x");
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (icws_session_send (run->session, payload, &error), ==, 0);
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_NOT_OPEN);
  g_clear_error (&error);
  icws_test_run_handshake (run);
  g_assert_cmpuint (icws_session_send (run->session, payload, &error), ==, 0);
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_NOT_OPEN);
  g_clear_error (&error);
  icws_session_close (run->session);
  g_assert_cmpuint (icws_session_send (run->session, payload, &error), ==, 0);
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_NOT_OPEN);
}

static void
test_too_large (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (2, NULL, 0);
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (ICWS_MAX_MESSAGE_BYTES + 1),
                                                 ICWS_MAX_MESSAGE_BYTES + 1);
  g_autoptr (GBytes) largest = g_bytes_new_from_bytes (payload, 0, ICWS_MAX_MESSAGE_BYTES);
  g_autoptr (GError) error = NULL;

  icws_test_run_open (run);
  g_assert_cmpuint (icws_session_send (run->session, payload, &error), ==, 0);
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_MESSAGE_TOO_LARGE);
  /* That cost no number, and the session goes on. */
  g_assert_cmpuint (icws_session_send (run->session, largest, NULL), ==, 1);
  icws_test_wait (run->transport->sent->len == 2);
  g_assert_cmpuint (g_bytes_get_size (run->transport->sent->pdata[1]), <=, 2 * 1024 * 1024);
}

/* Numbers and order, at most four in flight, the rest when those have settled. */
static void
test_in_flight (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (3, NULL, 0);
  guint8 id[IC_HASH_BYTES];

  icws_test_run_open (run);
  for (guint i = 1; i <= 10; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", i);

      g_assert_cmpuint (send_text (run, text), ==, i);
    }
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", i);

      assert_reads (run, i, text);
      g_assert_true (icws_session_get_request_id (run->session, i, id));
    }
  g_assert_false (icws_test_run_has_unread (run));
  g_assert_false (icws_session_get_request_id (run->session, 5, id));

  /* Seen by other means: all up to it have arrived. */
  icws_session_settle (run->session, 2);
  assert_reads (run, 5, "message 5");
  assert_reads (run, 6, "message 6");
  g_assert_false (icws_test_run_has_unread (run));
  icws_session_settle (run->session, 2);
  g_assert_false (icws_test_run_has_unread (run));

  /* By time. */
  icws_test_run_advance_ms (run, ICWS_SETTLE_MS - 1);
  g_assert_false (icws_test_run_has_unread (run));
  icws_test_run_advance_ms (run, 1);
  for (guint i = 7; i <= 10; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", i);

      assert_reads (run, i, text);
    }
  g_assert_false (icws_test_run_has_unread (run));
  g_assert_cmpuint (run->sent->len, ==, 10);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (g_array_index (run->sent, guint64, i), ==, i + 1);
}

static void
test_busy (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (4, NULL, 0);
  g_autoptr (GBytes) payload = icws_test_text ("x");
  g_autoptr (GError) error = NULL;
  guint n = 0;

  icws_test_run_open (run);
  while (icws_session_send (run->session, payload, &error) != 0)
    n++;
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_BUSY);
  /* The first is being signed. */
  g_assert_cmpuint (n, ==, ICWS_MAX_QUEUED + 1);
  g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_OPEN);
  for (guint i = 1; i <= n; i++)
    {
      g_autoptr (IcwsMessage) message = NULL;

      if (!icws_test_run_has_unread (run))
        icws_test_run_advance_ms (run, ICWS_SETTLE_MS);
      message = icws_test_run_read_message (run);
      g_assert_cmpuint (message->sequence_num, ==, i);
    }
  /* A full queue is sent within what the canister waits for a keep-alive. */
  g_assert_cmpint (ic_clock_get_wall_ns (run->kit->clock) - ICWS_TEST_NOW_NS, <, 60 * IC_NS_PER_S);
}

static void
test_ack (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (5, NULL, 0);
  IcwsFigures figures;
  IcwsStepInfo info;

  icws_test_run_open (run);
  send_text (run, "one");
  send_text (run, "two");
  assert_reads (run, 1, "one");
  assert_reads (run, 2, "two");
  icws_test_run_deliver_ack (run, 1);
  assert_reads_keep_alive (run, 3, 2);
  g_assert_cmpuint (run->acknowledged->len, ==, 1);
  g_assert_cmpuint (g_array_index (run->acknowledged, guint64, 0), ==, 1);
  icws_test_run_deliver_ack (run, 3);
  assert_reads_keep_alive (run, 4, 3);
  g_assert_cmpuint (g_array_index (run->acknowledged, guint64, 1), ==, 3);
  icws_ledger_get_figures (run->ledger, &figures);
  g_assert_cmpuint (figures.messages_sent, ==, 4);
  g_assert_cmpuint (figures.messages_acknowledged, ==, 3);
  g_assert_cmpuint (figures.acks_received, ==, 2);
  icws_session_get_step (run->session, ICWS_STEP_ACK, &info);
  g_assert_cmpint (info.state, ==, ICWS_STEP_STATE_PASSED);
}

/* A keep-alive does not wait behind the limit of what is in flight. */
static void
test_keep_alive_at_once (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (6, NULL, 0);

  icws_test_run_open (run);
  for (guint i = 1; i <= ICWS_MAX_IN_FLIGHT; i++)
    {
      send_text (run, "x");
      assert_reads (run, i, "x");
    }
  icws_test_run_deliver_ack (run, 0);
  assert_reads_keep_alive (run, ICWS_MAX_IN_FLIGHT + 1, 2);
  g_assert_cmpuint (run->acknowledged->len, ==, 0);
}

/* A day of rounds, nothing else. */
static void
test_rounds (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (7, NULL, ACK_INTERVAL_MS);
  guint rounds = 24 * 3600 * 1000 / ACK_INTERVAL_MS;

  icws_test_run_open (run);
  for (guint i = 1; i <= rounds; i++)
    {
      icws_test_run_advance_ms (run, ACK_INTERVAL_MS);
      g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_OPEN);
      icws_test_run_deliver_ack (run, i - 1);
      assert_reads_keep_alive (run, i, i + 1);
    }
  g_assert_cmpuint (run->n_closed, ==, 0);
}

/* Rounds at the latest moment still count; a moment later they do not. */
static void
test_silent (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (8, NULL, 60000);
  IcwsStepInfo info;

  icws_test_run_open (run);
  for (guint i = 1; i <= 3; i++)
    {
      icws_test_run_advance_ms (run, 60000 + ICWS_LATENCY_BOUND_MS - 1);
      icws_test_run_deliver_ack (run, i - 1);
      assert_reads_keep_alive (run, i, i + 1);
    }
  icws_test_run_advance_ms (run, 60000 + ICWS_LATENCY_BOUND_MS - 1);
  g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_OPEN);
  icws_test_run_advance_ms (run, 1);
  icws_test_run_assert_closed (run, ICWS_ERROR_SILENT);
  icws_session_get_step (run->session, ICWS_STEP_ACK, &info);
  g_assert_cmpint (info.state, ==, ICWS_STEP_STATE_FAILED);
}

/* Application messages are no substitute for acks: a gateway could pass only those. */
static void
test_silent_with_messages (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (9, NULL, 60000);
  g_autoptr (GBytes) payload = icws_test_text ("x");

  icws_test_run_open (run);
  for (guint i = 0; i < 8; i++)
    {
      icws_test_run_advance_ms (run, 10000);
      icws_test_run_deliver (run, FALSE, payload);
    }
  icws_test_run_advance_ms (run, 10000);
  icws_test_run_assert_closed (run, ICWS_ERROR_SILENT);
}

/* Acks come, but never of our message. */
static void
test_ack_timeout (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (10, NULL, 60000);

  icws_test_run_open (run);
  icws_test_run_advance_ms (run, 30000);
  send_text (run, "x");
  assert_reads (run, 1, "x");
  icws_test_run_advance_ms (run, 30000);
  icws_test_run_deliver_ack (run, 0);
  assert_reads_keep_alive (run, 2, 2);
  icws_test_run_advance_ms (run, 59999);
  g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_OPEN);
  icws_test_run_advance_ms (run, 1);
  icws_test_run_assert_closed (run, ICWS_ERROR_ACK_TIMEOUT);
}

/* The ack arrived in time and is only not verified yet: no alarm. */
static void
test_deadline_waits_for_verifier (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (11, NULL, 60000);
  const IcwsServiceMessage ack = { .kind = ICWS_SERVICE_ACK };
  g_autoptr (GBytes) payload = icws_service_message_encode (&ack);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (IcwsFrame) frame = NULL;

  icws_test_run_open (run);
  icws_test_run_advance_ms (run, 60000 + ICWS_LATENCY_BOUND_MS - 1);
  content = icws_test_kit_content (run->kit, &run->client, 2, TRUE, payload);
  frame = icws_test_kit_frame (run->kit, content);
  icws_test_run_inject_frame (run, frame);
  icws_test_run_advance_ms (run, 2);
  g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_OPEN);
  icws_test_run_drain (run);
  g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_OPEN);
  assert_reads_keep_alive (run, 1, 2);
}

static void
test_bad_ack (void)
{
  /* 0: of a message never sent; 1: of one that is only queued; 2: going back */
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (12, NULL, 0);

      icws_test_run_open (run);
      if (i == 0)
        icws_test_run_deliver_ack (run, 1);
      else if (i == 1)
        {
          for (guint j = 0; j < 6; j++)
            send_text (run, "x");
          for (guint j = 1; j <= 4; j++)
            assert_reads (run, j, "x");
          icws_test_run_deliver_ack (run, 5);
        }
      else
        {
          send_text (run, "x");
          assert_reads (run, 1, "x");
          icws_test_run_deliver_ack (run, 1);
          icws_test_run_deliver_ack (run, 0);
        }
      icws_test_run_assert_closed (run, ICWS_ERROR_BAD_ACK);
      g_assert_cmpint (icws_error_get_culprit (icws_session_get_error (run->session)), ==,
                       ICWS_CULPRIT_CANISTER);
    }
}

static void
send_on_message (IcwsSession *session, IcwsMessage *message, IcwsProof *proof, gpointer data)
{
  g_assert_cmpuint (icws_session_send (session, message->content, NULL), !=, 0);
}

/* Echoing from inside the handler. */
static void
test_send_in_handler (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (13, NULL, 0);
  g_autoptr (GBytes) payload = icws_test_text ("ping");

  icws_test_run_open (run);
  g_signal_connect (run->session, "message", G_CALLBACK (send_on_message), NULL);
  icws_test_run_deliver (run, FALSE, payload);
  assert_reads (run, 1, "ping");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icws/send/not-open", test_not_open);
  g_test_add_func ("/icws/send/too-large", test_too_large);
  g_test_add_func ("/icws/send/in-flight", test_in_flight);
  g_test_add_func ("/icws/send/busy", test_busy);
  g_test_add_func ("/icws/send/in-handler", test_send_in_handler);
  g_test_add_func ("/icws/ack/basic", test_ack);
  g_test_add_func ("/icws/ack/keep-alive-at-once", test_keep_alive_at_once);
  g_test_add_func ("/icws/ack/rounds", test_rounds);
  g_test_add_func ("/icws/ack/silent", test_silent);
  g_test_add_func ("/icws/ack/silent-with-messages", test_silent_with_messages);
  g_test_add_func ("/icws/ack/timeout", test_ack_timeout);
  g_test_add_func ("/icws/ack/deadline-waits-for-verifier", test_deadline_waits_for_verifier);
  g_test_add_func ("/icws/ack/bad", test_bad_ack);
  return g_test_run ();
}
