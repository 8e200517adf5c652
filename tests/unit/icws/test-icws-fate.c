/* SPDX-License-Identifier: MIT */
#include "icws-test-network.h"

#include <string.h>

#define ADD(name, func)                                                                            \
  g_test_add ("/icws/fate/" name, IcwsTestNetwork, NULL, icws_test_network_set_up, func,           \
              icws_test_network_tear_down)

static void
start (IcwsTestNetwork *f,
       IcAgent *agent,
       const IcwsQuestion *question,
       guint64 not_before_ns,
       GCancellable *cancellable)
{
  icws_fate_ask_async (agent, &f->group_chat, question->id, question->ingress_expiry_ns,
                       not_before_ns, IC_CLOCK (f->clock), cancellable, icws_test_network_done, f);
}

static IcwsRequestFate
finish (IcwsTestNetwork *f)
{
  g_autoptr (GAsyncResult) result = icws_test_network_wait (f);
  g_autoptr (GError) error = NULL;
  IcwsRequestFate fate = { 0 };

  icws_fate_ask_finish (result, &fate, &error);
  g_assert_no_error (error);
  return fate;
}

static IcwsRequestFate
ask (IcwsTestNetwork *f, const IcwsQuestion *question)
{
  start (f, f->agent, question, 0, NULL);
  return finish (f);
}

static void
assert_fails (IcwsTestNetwork *f, GQuark domain, int code)
{
  g_autoptr (GAsyncResult) result = icws_test_network_wait (f);
  g_autoptr (GError) error = NULL;
  IcwsRequestFate fate = { 0 };

  g_assert_false (icws_fate_ask_finish (result, &fate, &error));
  g_assert_error (error, domain, code);
}

/* Clears @fate. */
static void
assert_fate (IcwsRequestFate *fate, IcwsFate expected, const char *text)
{
  g_assert_cmpstr (icws_fate_to_id (fate->fate), ==, icws_fate_to_id (expected));
  g_assert_cmpuint (fate->sequence, ==, 0);
  g_assert_cmpuint (fate->certificate_time_ns, >=, TEST_NOW_NS);
  if (text == NULL)
    g_assert_cmpstr (fate->text, ==, NULL);
  else if (fate->text == NULL || strstr (fate->text, text) == NULL)
    g_error ("“%s” is not in “%s”", text, fate->text);
  icws_request_fate_clear (fate);
}

static void
assert_asked (IcwsTestNetwork *f, const IcwsQuestion *question, IcwsFate expected, const char *text)
{
  IcwsRequestFate fate = ask (f, question);

  assert_fate (&fate, expected, text);
}

static void
test_accepted (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion opened = icws_test_network_open (f, 5);

  assert_asked (f, &opened, ICWS_FATE_ACCEPTED, NULL);
}

/* The canister says no: a second ws_open, a message of an unknown client. */
static void
test_refused (IcwsTestNetwork *f, gconstpointer data)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("DIDL\0\0", 6);
  IcwsQuestion said = icws_test_network_say (f, 6, 1, content);
  IcwsQuestion again;

  assert_asked (f, &said, ICWS_FATE_REFUSED, "open connection");
  icws_test_network_open (f, 5);
  again = icws_test_network_open (f, 5);
  assert_asked (f, &again, ICWS_FATE_REFUSED, "already");
}

static void
assert_rejected (IcwsTestNetwork *f,
                 const IcwsQuestion *question,
                 const char *code,
                 const char *text)
{
  IcwsRequestFate fate = ask (f, question);

  g_assert_cmpuint (fate.reject_code, ==, NET_REJECT_CANISTER_ERROR);
  g_assert_cmpstr (fate.error_code, ==, code);
  assert_fate (&fate, ICWS_FATE_REJECTED, text);
}

static void
test_rejected (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion trapped = icws_test_network_call (f, &f->group_chat, "ws_open",
                                                 g_bytes_new_static ("junk", 4));
  IcwsQuestion no_method = icws_test_network_call (f, &f->group_chat, "ws_opn",
                                                   g_bytes_new_static ("DIDL\0\0", 6));

  assert_rejected (f, &trapped, NET_ERROR_CODE_CALLED_TRAP, "trap");
  assert_rejected (f, &no_method, NET_ERROR_CODE_METHOD_NOT_FOUND, "has no update method 'ws_opn'");
}

static void
test_absent (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion unsent = icws_test_network_unsent (f);
  IcPrincipal missing = icws_test_canister_id (9);
  g_autoptr (GBytes) arg = g_bytes_new_static ("DIDL\0\0", 6);
  IcwsQuestion lost = icws_test_network_call (f, &missing, "ws_open", g_steal_pointer (&arg));
  IcwsRequestFate fate;

  assert_asked (f, &unsent, ICWS_FATE_ABSENT, NULL);
  /* The replica does not even take a call to a canister that is not there. */
  icws_fate_ask_async (f->agent, &missing, lost.id, lost.ingress_expiry_ns, 0, IC_CLOCK (f->clock),
                       NULL, icws_test_network_done, f);
  fate = finish (f);
  assert_fate (&fate, ICWS_FATE_ABSENT, NULL);
}

/* Absence means something from when the request could have been there until it expires. */
static void
test_absent_when (IcwsTestNetwork *f, gconstpointer data)
{
  static const struct
  {
    gint64 expires_in_ns;
    IcwsFate fate;
    const char *text;
  } CASES[] = {
    { -1, ICWS_FATE_UNKNOWN, "expired" },
    { -(gint64)TEST_HOUR, ICWS_FATE_UNKNOWN, "expired" },
    { 0, ICWS_FATE_ABSENT, NULL },
    { 330 * IC_NS_PER_S, ICWS_FATE_ABSENT, NULL },
    { 330 * IC_NS_PER_S + 1, ICWS_FATE_UNKNOWN, "not valid yet" },
    { TEST_HOUR, ICWS_FATE_UNKNOWN, "not valid yet" },
  };
  IcwsQuestion unsent = icws_test_network_unsent (f);
  guint64 time_ns;
  IcwsRequestFate fate = ask (f, &unsent);

  time_ns = fate.certificate_time_ns;
  icws_request_fate_clear (&fate);
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      unsent.ingress_expiry_ns = time_ns + (guint64)CASES[i].expires_in_ns;
      assert_asked (f, &unsent, CASES[i].fate, CASES[i].text);
    }
}

static void
set_text (IcwsTestNetwork *f, const IcwsQuestion *question, const char *name, const char *text)
{
  icws_test_network_set_status (f, question, name, text, strlen (text));
}

static void
test_pending (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion question = icws_test_network_unsent (f);

  set_text (f, &question, "status", "received");
  assert_asked (f, &question, ICWS_FATE_PENDING, NULL);
  set_text (f, &question, "status", "processing");
  assert_asked (f, &question, ICWS_FATE_PENDING, NULL);
  set_text (f, &question, "status", "done");
  assert_asked (f, &question, ICWS_FATE_PENDING, "forgotten");
  /* Whenever that was. */
  question.ingress_expiry_ns = 1;
  assert_asked (f, &question, ICWS_FATE_PENDING, "forgotten");
}

static void
test_replies (IcwsTestNetwork *f, gconstpointer data)
{
  static const struct
  {
    const char *reply;
    gsize len;
    IcwsFate fate;
    const char *text;
  } CASES[] = {
#define REPLY(bytes) bytes, sizeof (bytes) - 1
    /* variant { Ok } alone, Ok of something, Err of text */
    { REPLY ("DIDL\x01\x6b\x01\xbc\x8a\x01\x7f\x01\x00\x00"), ICWS_FATE_ACCEPTED, NULL },
    { REPLY ("DIDL\x01\x6b\x01\xbc\x8a\x01\x7d\x01\x00\x00\x05"), ICWS_FATE_ACCEPTED, NULL },
    { REPLY ("DIDL\x01\x6b\x01\xc5\xfe\xd2\x01\x71\x01\x00\x00\x02no"), ICWS_FATE_REFUSED, "no" },
    /* nothing of the kind */
    { REPLY ("DIDL\x00\x01\x7d\x05"), ICWS_FATE_ACCEPTED, "neither Ok nor Err" },
    { REPLY ("DIDL\x00\x00"), ICWS_FATE_ACCEPTED, "neither Ok nor Err" },
    { REPLY (""), ICWS_FATE_ACCEPTED, "neither Ok nor Err" },
    /* Err of nat, of a vector that is longer than the world */
    { REPLY ("DIDL\x01\x6b\x01\xc5\xfe\xd2\x01\x7d\x01\x00\x00\x02"), ICWS_FATE_ACCEPTED,
      "neither Ok nor Err" },
    { REPLY ("DIDL\x02\x6b\x01\xbc\x8a\x01\x01\x6d\x7f\x01\x00\x00\xff\xff\xff\xff\x0f"),
      ICWS_FATE_ACCEPTED, "neither Ok nor Err" },
#undef REPLY
  };
  IcwsQuestion question = icws_test_network_unsent (f);

  set_text (f, &question, "status", "replied");
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      icws_test_network_set_status (f, &question, "reply", CASES[i].reply, CASES[i].len);
      assert_asked (f, &question, CASES[i].fate, CASES[i].text);
    }
}

/* Texts of strangers are cut and made valid. */
static void
test_long_text (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion question = icws_test_network_unsent (f);
  g_autofree char *text = g_strnfill (5000, 'x');
  IcwsRequestFate fate;

  text[3] = '\xff';
  set_text (f, &question, "status", "rejected");
  set_text (f, &question, "reject_code", "\x05");
  set_text (f, &question, "reject_message", text);
  fate = ask (f, &question);
  g_assert_cmpint (fate.fate, ==, ICWS_FATE_REJECTED);
  g_assert_true (g_utf8_validate (fate.text, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (fate.text, -1), ==, 1000);
  g_assert_null (fate.error_code);
  icws_request_fate_clear (&fate);
}

/* Nobody else may ask. */
static void
test_other_sender (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion opened = icws_test_network_open (f, 5);
  g_autoptr (IcAgent)
      agent = icws_test_network_new_agent (f, icws_test_network_get_url (f), f->bob);

  start (f, agent, &opened, 0, NULL);
  assert_fails (f, IC_ERROR, IC_ERROR_HTTP);
}

static void
advance_half_a_second (IcwsTestNetwork *f)
{
  icws_test_network_wait_timers (f, 1);
  g_assert_null (f->result);
  ic_manual_clock_advance_us (f->clock, 499 * 1000);
  g_assert_cmpuint (ic_manual_clock_get_pending (f->clock), ==, 1);
  ic_manual_clock_advance_us (f->clock, 1000);
  g_assert_cmpuint (ic_manual_clock_get_pending (f->clock), ==, 0);
}

static void
test_old_certificate (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion unsent = icws_test_network_unsent (f);
  IcwsRequestFate fate;

  start (f, f->agent, &unsent, TEST_NOW_NS + 2 * IC_NS_PER_S, NULL);
  advance_half_a_second (f);
  icws_test_network_wait_timers (f, 1);
  ic_manual_clock_advance_us (f->network_clock, 2 * G_TIME_SPAN_SECOND);
  advance_half_a_second (f);
  fate = finish (f);
  g_assert_cmpuint (fate.certificate_time_ns, >=, TEST_NOW_NS + 2 * IC_NS_PER_S);
  assert_fate (&fate, ICWS_FATE_ABSENT, NULL);
}

/* The network stands still: six questions, then nothing is known. */
static void
test_only_old_certificates (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion unsent = icws_test_network_unsent (f);
  IcwsRequestFate fate;

  start (f, f->agent, &unsent, TEST_NOW_NS + 2 * IC_NS_PER_S, NULL);
  for (guint i = 0; i < 5; i++)
    advance_half_a_second (f);
  fate = finish (f);
  assert_fate (&fate, ICWS_FATE_UNKNOWN, "older than the question");

  /* That it was received stays true. */
  set_text (f, &unsent, "status", "processing");
  start (f, f->agent, &unsent, TEST_NOW_NS + TEST_MINUTE, NULL);
  for (guint i = 0; i < 5; i++)
    advance_half_a_second (f);
  fate = finish (f);
  assert_fate (&fate, ICWS_FATE_PENDING, NULL);
}

/* What is final needs no younger certificate. */
static void
test_final (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion opened = icws_test_network_open (f, 5);
  IcwsRequestFate fate;

  start (f, f->agent, &opened, TEST_NOW_NS + TEST_HOUR, NULL);
  fate = finish (f);
  assert_fate (&fate, ICWS_FATE_ACCEPTED, NULL);
}

static void
test_cancelled (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion unsent = icws_test_network_unsent (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  start (f, f->agent, &unsent, TEST_NOW_NS + TEST_HOUR, cancellable);
  icws_test_network_wait_timers (f, 1);
  g_cancellable_cancel (cancellable);
  assert_fails (f, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  start (f, f->agent, &unsent, 0, cancellable);
  assert_fails (f, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_unreachable (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion unsent = icws_test_network_unsent (f);

  icws_test_network_stop (f);
  start (f, f->agent, &unsent, 0, NULL);
  assert_fails (f, IC_ERROR, IC_ERROR_NETWORK);
}

/* The root subnet of mainnet knows nothing of other subnets' canisters: what it lacks proves
 * nothing. */
static void
test_root_subnet (IcwsTestNetwork *f, gconstpointer data)
{
  const IcPrincipal OUTSIDE = { .len = 10, .bytes = { 0, 0, 0, 0, 0xff, 0, 0, 0, 1, 1 } };
  const IcPrincipal *ids[] = { &f->group_chat, &OUTSIDE };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GPtrArray) paths = icws_diagnosis_canister_paths (ids[i]);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (IcCertificate) certificate = NULL;

      ic_agent_read_state_async (f->agent, ids[i], paths, NULL, icws_test_network_done, f);
      result = icws_test_network_wait (f);
      certificate = ic_agent_read_state_finish (f->agent, result, NULL);
      g_assert_nonnull (certificate);
      g_assert_cmpint (ic_certificate_has_delegation (certificate), ==, i == 0);
      g_assert_true (icws_certificate_proves_absence (certificate, f->root));
      g_assert_cmpint (icws_certificate_proves_absence (certificate, ic_root_key_get_mainnet ()),
                       ==, i == 0);
    }
}

static void
test_ids (void)
{
  IcwsRequestFate from = { .sequence = 3,
                           .fate = ICWS_FATE_REJECTED,
                           .reject_code = 5,
                           .error_code = g_strdup ("IC0503"),
                           .text = g_strdup ("trapped") };
  IcwsRequestFate to;

  g_assert_cmpstr (icws_fate_to_id (ICWS_FATE_UNKNOWN), ==, "unknown");
  g_assert_cmpstr (icws_fate_to_id (ICWS_FATE_REJECTED), ==, "rejected");
  icws_request_fate_copy (&from, &to);
  icws_request_fate_clear (&from);
  g_assert_null (from.text);
  g_assert_cmpuint (to.sequence, ==, 3);
  g_assert_cmpuint (to.reject_code, ==, 5);
  g_assert_cmpstr (to.error_code, ==, "IC0503");
  g_assert_cmpstr (to.text, ==, "trapped");
  icws_request_fate_clear (&to);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("accepted", test_accepted);
  ADD ("refused", test_refused);
  ADD ("rejected", test_rejected);
  ADD ("absent", test_absent);
  ADD ("absent-when", test_absent_when);
  ADD ("pending", test_pending);
  ADD ("replies", test_replies);
  ADD ("long-text", test_long_text);
  ADD ("other-sender", test_other_sender);
  ADD ("old-certificate", test_old_certificate);
  ADD ("only-old-certificates", test_only_old_certificates);
  ADD ("final", test_final);
  ADD ("cancelled", test_cancelled);
  ADD ("unreachable", test_unreachable);
  ADD ("root-subnet", test_root_subnet);
  g_test_add_func ("/icws/fate/ids", test_ids);
  return g_test_run ();
}
