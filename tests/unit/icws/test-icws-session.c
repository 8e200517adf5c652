/* SPDX-License-Identifier: MIT */
/* Opening and closing: each end of a session by its cause. */
#include "icws-test-run.h"

#include <string.h>

static GBytes *
service_payload (const IcwsServiceMessage *service)
{
  return icws_service_message_encode (service);
}

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
test_open (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (1, NULL, 0);
  IcPrincipal gateway;
  guint8 id[IC_HASH_BYTES];
  IcwsFigures figures;

  g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_NEW);
  g_assert_false (icws_session_get_gateway_principal (run->session, &gateway));
  g_assert_false (icws_session_get_request_id (run->session, 0, id));
  g_assert_cmpint (icws_session_get_ack_deadline_us (run->session), ==, -1);
  icws_test_run_open (run);
  g_assert_true (icws_session_get_gateway_principal (run->session, &gateway));
  g_assert_true (ic_principal_equal (&gateway, &run->kit->gateway));
  g_assert_true (icws_session_get_request_id (run->session, 0, id));
  g_assert_cmpint (icws_session_get_ack_deadline_us (run->session), ==,
                   ic_clock_get_monotonic_us (run->kit->clock) + 330 * G_USEC_PER_SEC);
  for (IcwsStep i = ICWS_STEP_REACH; i < ICWS_STEP_ACK; i++)
    g_assert_cmpint (step (run, i), ==, ICWS_STEP_STATE_PASSED);
  g_assert_cmpint (step (run, ICWS_STEP_ACK), ==, ICWS_STEP_STATE_RUNNING);

  deliver_text (run, "one");
  deliver_text (run, "two");
  g_assert_cmpuint (run->messages->len, ==, 2);
  icws_ledger_get_figures (run->ledger, &figures);
  g_assert_cmpuint (figures.frames_received, ==, 4);
  g_assert_cmpuint (figures.messages_verified, ==, 3);
  g_assert_cmpuint (figures.messages_refused, ==, 0);
  g_assert_cmpuint (figures.certificates_verified, ==, 3);
  g_assert_cmpuint (figures.last_proof_wall_ns, ==, ICWS_TEST_NOW_NS);
  g_assert_cmpint (figures.last_latency_us, ==, 0);
  g_assert_cmpuint (run->n_updated, >=, 3);
}

/* The envelope of ws_open says what it must. */
static void
test_open_envelope (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (2, NULL, 0);
  g_autoptr (GBytes) handshake = icws_handshake_encode (&run->kit->gateway);
  g_autoptr (GBytes) expected = icws_open_arguments_encode (run->client.nonce, &run->kit->gateway);
  IcEnvelope *envelope;
  guint8 id[IC_HASH_BYTES], expected_id[IC_HASH_BYTES];

  icws_session_open (run->session);
  icws_test_wait (icws_session_get_state (run->session) == ICWS_STATE_HANDSHAKE);
  icws_test_run_inject (run, handshake);
  envelope = icws_test_run_read (run);
  g_assert_true (g_bytes_equal (envelope->request->arg, expected));
  g_assert_cmpuint (envelope->request->ingress_expiry_ns, >,
                    ICWS_TEST_NOW_NS + 3 * 60 * IC_NS_PER_S);
  g_assert_cmpuint (envelope->request->ingress_expiry_ns, <=,
                    ICWS_TEST_NOW_NS + 5 * 60 * IC_NS_PER_S);
  ic_request_get_id (envelope->request, expected_id);
  g_assert_true (icws_session_get_request_id (run->session, 0, id));
  g_assert_cmpmem (id, sizeof id, expected_id, sizeof expected_id);
  ic_envelope_free (envelope);
  /* And nothing else is sent before the OpenMessage. */
  g_assert_false (icws_test_run_has_unread (run));
  icws_session_close (run->session);
}

static void
test_unreachable (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (3, NULL, 0);

  run->transport->open = ICWS_TEST_OPEN_FAILS;
  run->transport->open_error = g_error_new_literal (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND,
                                                    "No such host");
  icws_session_open (run->session);
  icws_test_run_assert_closed (run, ICWS_ERROR_UNREACHABLE);
  g_assert_cmpstr (icws_session_get_error (run->session)->message, ==, "No such host");
  g_assert_cmpint (step (run, ICWS_STEP_REACH), ==, ICWS_STEP_STATE_FAILED);
}

static void
test_tls (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (4, NULL, 0);

  run->transport->open = ICWS_TEST_OPEN_FAILS;
  run->transport->open_error = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_TLS, "Expired");
  icws_session_open (run->session);
  icws_test_run_assert_closed (run, ICWS_ERROR_TLS);
}

static void
test_connect_timeout (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (5, NULL, 0);

  run->transport->open = ICWS_TEST_OPEN_HANGS;
  icws_session_open (run->session);
  icws_test_settle ();
  icws_test_run_advance_ms (run, ICWS_HANDSHAKE_TIMEOUT_MS - 1);
  g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_CONNECTING);
  icws_test_run_advance_ms (run, 1);
  icws_test_run_assert_closed (run, ICWS_ERROR_UNREACHABLE);
}

static void
test_handshake_timeout (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (6, NULL, 0);

  icws_session_open (run->session);
  icws_test_wait (icws_session_get_state (run->session) == ICWS_STATE_HANDSHAKE);
  icws_test_run_advance_ms (run, ICWS_HANDSHAKE_TIMEOUT_MS - 1);
  g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_HANDSHAKE);
  icws_test_run_advance_ms (run, 1);
  icws_test_run_assert_closed (run, ICWS_ERROR_HANDSHAKE_TIMEOUT);
  g_assert_cmpuint (run->transport->close_code, ==, 4000);
  g_assert_cmpint (step (run, ICWS_STEP_HANDSHAKE), ==, ICWS_STEP_STATE_FAILED);
}

static void
test_handshake_nonsense (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (7, NULL, 0);
  g_autoptr (GBytes) nonsense = icws_test_text ("nonsense");

  icws_session_open (run->session);
  icws_test_wait (icws_session_get_state (run->session) == ICWS_STATE_HANDSHAKE);
  icws_test_run_inject (run, nonsense);
  icws_test_run_assert_closed (run, ICWS_ERROR_HANDSHAKE);
  g_assert_cmpuint (run->transport->sent->len, ==, 0);
}

static void
test_open_timeout (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (8, NULL, 0);

  icws_test_run_handshake (run);
  icws_test_run_advance_ms (run, ICWS_OPEN_TIMEOUT_MS - 1);
  g_assert_cmpint (icws_session_get_state (run->session), ==, ICWS_STATE_OPENING);
  icws_test_run_advance_ms (run, 1);
  icws_test_run_assert_closed (run, ICWS_ERROR_OPEN_TIMEOUT);
  g_assert_cmpint (step (run, ICWS_STEP_SIGNED_OPEN), ==, ICWS_STEP_STATE_FAILED);
}

static void
test_anonymous (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new_anonymous (9);

  icws_session_open (run->session);
  icws_test_run_assert_closed (run, ICWS_ERROR_ANONYMOUS);
  g_assert_cmpuint (run->transport->sent->len, ==, 0);
  g_assert_cmpuint (run->transport->n_closes, ==, 0);
}

static void
test_sign (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (10, icws_test_failing_identity_new (), 0);
  g_autoptr (GBytes) handshake = icws_handshake_encode (&run->kit->gateway);

  icws_session_open (run->session);
  icws_test_wait (icws_session_get_state (run->session) == ICWS_STATE_HANDSHAKE);
  icws_test_run_inject (run, handshake);
  icws_test_run_assert_closed (run, ICWS_ERROR_SIGN);
  g_assert_cmpuint (run->transport->sent->len, ==, 0);
}

static void
test_disconnected (void)
{
  static const struct
  {
    gint64 code; /* of an ICWS error, or -1: none, -2: of another domain */
    IcwsError expected;
  } cases[] = {
    { -1, ICWS_ERROR_DISCONNECTED },
    { -2, ICWS_ERROR_DISCONNECTED },
    { ICWS_ERROR_FRAME, ICWS_ERROR_FRAME },
    { ICWS_ERROR_FRAME_LIMIT, ICWS_ERROR_FRAME_LIMIT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint open = 0; open < 2; open++)
      {
        g_autoptr (IcwsTestRun) run = icws_test_run_new (11, NULL, 0);
        g_autoptr (GError) error = NULL;

        if (open)
          icws_test_run_open (run);
        else
          icws_test_run_handshake (run);
        if (cases[i].code >= 0)
          error = g_error_new_literal (ICWS_ERROR, cases[i].code, "by the transport");
        else if (cases[i].code == -2)
          error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "reset");
        icws_transport_emit_closed (ICWS_TRANSPORT (run->transport), 1006, NULL, error);
        icws_test_run_assert_closed (run, cases[i].expected);
      }
}

/* A gateway that says goodbye is no lost connection, and no misdeed. */
static void
test_going_away (void)
{
  static const struct
  {
    guint code;
    const char *reason;
    IcwsError expected;
  } cases[] = {
    { 1001, "bye", ICWS_ERROR_GOING_AWAY },   { 1012, NULL, ICWS_ERROR_GOING_AWAY },
    { 1000, "bye", ICWS_ERROR_DISCONNECTED }, { 1011, NULL, ICWS_ERROR_DISCONNECTED },
    { 4000, "bye", ICWS_ERROR_DISCONNECTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (14, NULL, 0);
      g_autofree char *code = g_strdup_printf ("%u", cases[i].code);

      icws_test_run_open (run);
      icws_transport_emit_closed (ICWS_TRANSPORT (run->transport), cases[i].code, cases[i].reason,
                                  NULL);
      icws_test_run_assert_closed (run, cases[i].expected);
      icws_test_run_assert_evidence (run, "close-code", code);
      if (cases[i].reason != NULL)
        icws_test_run_assert_evidence (run, "close-reason", cases[i].reason);
    }
}

/* Ended by what others found out: once. */
static void
test_end (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (15, NULL, 0);
  g_autoptr (GError) withheld = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_WITHHELD, "Never came");
  g_autoptr (GError) other = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_REFUSED, "No");

  icws_test_run_open (run);
  icws_session_end (run->session, withheld);
  icws_session_end (run->session, other);
  icws_test_run_assert_closed (run, ICWS_ERROR_WITHHELD);
  g_assert_cmpstr (icws_session_get_error (run->session)->message, ==, "Never came");
  g_assert_cmpuint (run->transport->close_code, ==, 4000);
  g_assert_null (icws_session_get_refused_frame (run->session));
}

/* Whether the gateway has received what we sent is asked while the connection is still there. */
static void
test_gateway_received (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (15, NULL, 0);
      g_autoptr (GError) withheld = g_error_new_literal (ICWS_ERROR, ICWS_ERROR_WITHHELD, "No");

      icws_test_run_open (run);
      run->transport->has_delivered = i == 1;
      icws_session_end (run->session, withheld);
      icws_test_run_assert_closed (run, ICWS_ERROR_WITHHELD);
      icws_test_run_assert_evidence (run, ICWS_EVIDENCE_GATEWAY_RECEIVED,
                                     i == 1 ? ICWS_EVIDENCE_YES : ICWS_EVIDENCE_UNKNOWN);
    }
}

/* What the IC can be asked stays known after the end. */
static void
test_questions (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (16, NULL, 0);
  g_autoptr (GBytes) payload = icws_test_text ("x");
  IcwsQuestion question;
  guint8 id[IC_HASH_BYTES];

  g_assert_cmpint (icws_session_get_uptime_us (run->session), ==, 0);
  icws_test_run_open (run);
  g_assert_false (icws_session_get_question (run->session, 1, &question));
  icws_session_send (run->session, payload, NULL);
  icws_message_free (icws_test_run_read_message (run));
  g_assert_cmpuint (icws_session_get_last_sent (run->session), ==, 1);
  g_assert_cmpuint (icws_session_get_last_acknowledged (run->session), ==, 0);
  icws_test_run_deliver_ack (run, 1);
  icws_message_free (icws_test_run_read_message (run));
  icws_test_run_advance_ms (run, 5000);
  icws_session_close (run->session);
  icws_test_run_advance_ms (run, 5000);
  g_assert_cmpuint (icws_session_get_last_sent (run->session), ==, 2);
  g_assert_cmpuint (icws_session_get_last_acknowledged (run->session), ==, 1);
  g_assert_cmpint (icws_session_get_uptime_us (run->session), ==, 5 * G_USEC_PER_SEC);
  for (guint64 i = 0; i <= 2; i++)
    {
      g_assert_true (icws_session_get_question (run->session, i, &question));
      g_assert_true (icws_session_get_request_id (run->session, i, id));
      g_assert_cmpuint (question.sequence, ==, i);
      g_assert_cmpmem (question.id, IC_HASH_BYTES, id, IC_HASH_BYTES);
      g_assert_cmpuint (question.ingress_expiry_ns, ==, ICWS_TEST_NOW_NS + 240 * IC_NS_PER_S);
    }
  g_assert_false (icws_session_get_question (run->session, 3, &question));
  icws_test_run_assert_evidence (run, "sent-up-to", "2");
  icws_test_run_assert_evidence (run, "acknowledged-up-to", "1");
}

static void
test_close (void)
{
  for (guint stage = 0; stage < 4; stage++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (12, NULL, 0);

      if (stage == 1)
        icws_session_open (run->session);
      else if (stage == 2)
        icws_test_run_handshake (run);
      else if (stage == 3)
        icws_test_run_open (run);
      icws_session_close (run->session);
      icws_session_close (run->session);
      icws_test_run_assert_closed (run, ICWS_ERROR_CANCELLED);
      if (stage > 0)
        g_assert_cmpuint (run->transport->close_code, ==, 1000);
      g_assert_cmpint (icws_error_get_culprit (icws_session_get_error (run->session)), ==,
                       ICWS_CULPRIT_NONE);
    }
}

/* Dropped at any stage: no leak, no timer, no call into the dead (ASan would tell). */
static void
test_drop (void)
{
  for (guint stage = 0; stage < 5; stage++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (13, NULL, 0);

      if (stage == 1)
        icws_session_open (run->session);
      else if (stage == 2)
        icws_test_run_handshake (run);
      else if (stage >= 3)
        icws_test_run_open (run);
      if (stage == 4)
        {
          g_autoptr (GBytes) payload = icws_test_text ("x");

          icws_session_send (run->session, payload, NULL);
        }
    }
}

static void
test_close_messages (void)
{
  static const struct
  {
    IcwsCloseReason reason;
    IcwsError code;
    guint close_code;
  } cases[] = {
    { ICWS_CLOSE_WRONG_SEQUENCE_NUMBER, ICWS_ERROR_CLOSED_WRONG_SEQUENCE, 4000 },
    { ICWS_CLOSE_INVALID_SERVICE_MESSAGE, ICWS_ERROR_CLOSED_INVALID_SERVICE, 4000 },
    { ICWS_CLOSE_KEEP_ALIVE_TIMEOUT, ICWS_ERROR_CLOSED_KEEP_ALIVE, 4000 },
    { ICWS_CLOSE_BY_APPLICATION, ICWS_ERROR_CLOSED_BY_APPLICATION, 4001 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (30, NULL, 0);
      const IcwsServiceMessage close = { .kind = ICWS_SERVICE_CLOSE,
                                         .close_reason = cases[i].reason };

      icws_test_run_open (run);
      icws_test_run_deliver_service (run, &close);
      icws_test_run_assert_closed (run, cases[i].code);
      g_assert_cmpuint (run->transport->close_code, ==, cases[i].close_code);
    }
}

/* The gateway closes right behind the canister's CloseMessage, which is still being verified: the
 * canister's word is the reason, not "disconnected". */
static void
test_close_race (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (IcwsTestRun) run = icws_test_run_new (31, NULL, 0);
      const IcwsServiceMessage close = { .kind = ICWS_SERVICE_CLOSE,
                                         .close_reason = ICWS_CLOSE_BY_APPLICATION };
      g_autoptr (GBytes) payload = i == 0 ? service_payload (&close)
                                          : icws_test_text ("last words");
      g_autoptr (GBytes) content = NULL;
      g_autoptr (IcwsFrame) frame = NULL;
      g_autoptr (GError) error = NULL;

      icws_test_run_open (run);
      content = icws_test_kit_content (run->kit, &run->client, 2, i == 0, payload);
      frame = icws_test_kit_frame (run->kit, content);
      icws_test_run_inject_frame (run, frame);
      icws_transport_emit_closed (ICWS_TRANSPORT (run->transport), 1000, "", NULL);
      g_assert_cmpuint (run->n_closed, ==, 0);
      g_assert_cmpuint (icws_session_send (run->session, payload, &error), ==, 0);
      g_assert_error (error, ICWS_ERROR, ICWS_ERROR_NOT_OPEN);
      icws_test_run_assert_closed (run, i == 0 ? ICWS_ERROR_CLOSED_BY_APPLICATION
                                               : ICWS_ERROR_DISCONNECTED);
      g_assert_cmpuint (run->messages->len, ==, i);
    }
}

static void
close_on_message (IcwsSession *session, IcwsMessage *message, IcwsProof *proof, gpointer data)
{
  icws_session_close (session);
}

/* A handler that closes: nothing more comes out, though more is verified already. */
static void
test_close_in_handler (void)
{
  g_autoptr (IcwsTestRun) run = icws_test_run_new (32, NULL, 0);

  icws_test_run_open (run);
  g_signal_connect (run->session, "message", G_CALLBACK (close_on_message), NULL);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GBytes) payload = icws_test_text ("x");
      g_autoptr (GBytes) content = icws_test_kit_content (run->kit, &run->client,
                                                          run->canister_sequence++, FALSE, payload);
      g_autoptr (IcwsFrame) frame = icws_test_kit_frame (run->kit, content);

      icws_test_run_inject_frame (run, frame);
    }
  icws_test_run_assert_closed (run, ICWS_ERROR_CANCELLED);
  g_assert_cmpuint (run->messages->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icws/session/open", test_open);
  g_test_add_func ("/icws/session/open-envelope", test_open_envelope);
  g_test_add_func ("/icws/session/unreachable", test_unreachable);
  g_test_add_func ("/icws/session/tls", test_tls);
  g_test_add_func ("/icws/session/connect-timeout", test_connect_timeout);
  g_test_add_func ("/icws/session/handshake-timeout", test_handshake_timeout);
  g_test_add_func ("/icws/session/handshake-nonsense", test_handshake_nonsense);
  g_test_add_func ("/icws/session/open-timeout", test_open_timeout);
  g_test_add_func ("/icws/session/anonymous", test_anonymous);
  g_test_add_func ("/icws/session/sign", test_sign);
  g_test_add_func ("/icws/session/disconnected", test_disconnected);
  g_test_add_func ("/icws/session/going-away", test_going_away);
  g_test_add_func ("/icws/session/end", test_end);
  g_test_add_func ("/icws/session/gateway-received", test_gateway_received);
  g_test_add_func ("/icws/session/questions", test_questions);
  g_test_add_func ("/icws/session/close", test_close);
  g_test_add_func ("/icws/session/drop", test_drop);
  g_test_add_func ("/icws/session/close-messages", test_close_messages);
  g_test_add_func ("/icws/session/close-race", test_close_race);
  g_test_add_func ("/icws/session/close-in-handler", test_close_in_handler);
  return g_test_run ();
}
