/* SPDX-License-Identifier: MIT */
#include "icws-test-network.h"

#include <string.h>

#define ADD(name, ahead_s, func)                                                                   \
  g_test_add ("/icws/diagnosis/" name, IcwsTestNetwork, GINT_TO_POINTER (ahead_s),                 \
              icws_test_network_set_up, func, icws_test_network_tear_down)

static void
assert_fate (IcwsDiagnosis *diagnosis, guint64 sequence, IcwsFate fate)
{
  const IcwsRequestFate *found = icws_diagnosis_get_request (diagnosis, sequence);

  g_assert_nonnull (found);
  g_assert_cmpuint (found->sequence, ==, sequence);
  g_assert_cmpstr (icws_fate_to_id (found->fate), ==, icws_fate_to_id (fate));
}

/* Everything is as it should be, but for our clock. */
static void
test_whole (IcwsTestNetwork *f, gconstpointer data)
{
  int ahead_s = GPOINTER_TO_INT (data);
  IcwsQuestion questions[3];
  g_autoptr (GBytes) content = g_bytes_new_static ("DIDL\0\0", 6);
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;

  questions[0] = icws_test_network_open (f, 5);
  questions[1] = icws_test_network_say (f, 7, 1, content);
  questions[2] = icws_test_network_unsent (f);
  questions[2].sequence = 2;
  diagnosis = icws_test_network_diagnose (f, f->agent, &f->group_chat, questions,
                                          G_N_ELEMENTS (questions));

  g_assert_no_error (diagnosis->network_error);
  g_assert_true (diagnosis->reachable);
  g_assert_cmpuint (diagnosis->wall_ns, ==, ic_clock_get_wall_ns (IC_CLOCK (f->clock)));
  g_assert_cmpuint (diagnosis->certified_time_ns, >=, TEST_NOW_NS);
  g_assert_cmpuint (diagnosis->certified_time_ns, <, TEST_NOW_NS + IC_NS_PER_S);
  icws_test_assert_clock_offset (diagnosis, ahead_s);
  g_assert_cmpint (diagnosis->clock_wrong, ==, ABS (ahead_s) > 120);
  g_assert_cmpint (diagnosis->canister, ==, ICWS_CANISTER_PRESENT);
  g_assert_cmpuint (strlen (diagnosis->module_hash), ==, 2 * IC_HASH_BYTES);
  g_assert_true (diagnosis->has_interface);
  g_assert_true (diagnosis->has_websocket);
  g_assert_cmpuint (diagnosis->requests->len, ==, 3);
  assert_fate (diagnosis, 0, ICWS_FATE_ACCEPTED);
  assert_fate (diagnosis, 1, ICWS_FATE_REFUSED);
  assert_fate (diagnosis, 2, ICWS_FATE_ABSENT);
  g_assert_null (icws_diagnosis_get_request (diagnosis, 3));
}

/* A request made by a clock that is ahead was refused by the IC: its absence blames nobody. */
static void
test_made_ahead (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion question = icws_test_network_unsent (f);
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;

  question.ingress_expiry_ns += GPOINTER_TO_INT (data) * IC_NS_PER_S;
  diagnosis = icws_test_network_diagnose (f, f->agent, &f->group_chat, &question, 1);
  g_assert_true (diagnosis->clock_wrong);
  assert_fate (diagnosis, 0, ICWS_FATE_UNKNOWN);
}

static void
test_canisters (IcwsTestNetwork *f, gconstpointer data)
{
  static const char OTHER[] = "service : { greet : (text) -> (text) query; ws_open : () -> () }";
  static const char WEBSOCKET[] = "service : { ws_open : (O) -> (R); ws_message : (M) -> (R) }";
  static const guint8 NO_CONTROLLERS[] = { 0xd9, 0xd9, 0xf7, 0x80 };
  IcPrincipal empty = icws_test_canister_id (4);
  const struct
  {
    IcPrincipal id;
    IcwsCanisterState state;
    gboolean has_interface;
    gboolean has_websocket;
  } cases[] = {
    { icws_test_network_install (f, 1, OTHER), ICWS_CANISTER_PRESENT, TRUE, FALSE },
    { icws_test_network_install (f, 2, WEBSOCKET), ICWS_CANISTER_PRESENT, TRUE, TRUE },
    { icws_test_network_install (f, 3, NULL), ICWS_CANISTER_PRESENT, FALSE, FALSE },
    { empty, ICWS_CANISTER_EMPTY, FALSE, FALSE },
    { icws_test_canister_id (9), ICWS_CANISTER_MISSING, FALSE, FALSE },
  };

  net_tree_set (net_certifier_get_state (net_replica_get_certifier (f->replica)),
                (IcLabel[]){ IC_LABEL ("canister"), IC_LABEL_BYTES (empty.bytes, empty.len),
                             IC_LABEL ("controllers") },
                3, NO_CONTROLLERS, sizeof NO_CONTROLLERS);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (IcwsDiagnosis)
          diagnosis = icws_test_network_diagnose (f, f->agent, &cases[i].id, NULL, 0);

      g_assert_no_error (diagnosis->network_error);
      g_assert_true (diagnosis->reachable);
      g_assert_cmpint (diagnosis->canister, ==, cases[i].state);
      g_assert_cmpint (diagnosis->module_hash != NULL, ==, cases[i].state == ICWS_CANISTER_PRESENT);
      g_assert_cmpint (diagnosis->has_interface, ==, cases[i].has_interface);
      g_assert_cmpint (diagnosis->has_websocket, ==, cases[i].has_websocket);
      g_assert_cmpuint (diagnosis->requests->len, ==, 0);
    }
}

/* The IC refuses calls to a canister that does not run, and certifies nothing about them: so their
 * absence blames no gateway. */
static void
test_out_of_service (IcwsTestNetwork *f, gconstpointer data)
{
  static const struct
  {
    NetCanisterFault fault;
    const char *code;
    const char *text;
  } CASES[] = { { NET_CANISTER_FAULT_STOPPED, "IC0508", "is stopped" },
                { NET_CANISTER_FAULT_OUT_OF_CYCLES, "IC0207", "frozen" } };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (IcwsDiagnosis) diagnosis = NULL;
      g_autoptr (IcwsDiagnosis) copy = NULL;
      IcwsQuestion question;

      net_ws_canister_set_fault (f->canister, CASES[i].fault, 1, 0, 0);
      question = icws_test_network_open (f, 5);
      diagnosis = icws_test_network_diagnose (f, f->agent, &f->group_chat, &question, 1);
      copy = icws_diagnosis_copy (diagnosis);
      g_assert_no_error (copy->network_error);
      g_assert_cmpint (copy->canister, ==, ICWS_CANISTER_PRESENT);
      g_assert_true (copy->refuses_calls);
      g_assert_cmpuint (copy->query_reject_code, !=, 0);
      g_assert_cmpstr (copy->query_error_code, ==, CASES[i].code);
      g_assert_nonnull (strstr (copy->query_text, CASES[i].text));
      assert_fate (copy, 0, ICWS_FATE_UNKNOWN);
      g_assert_nonnull (
          strstr (icws_diagnosis_get_request (copy, 0)->text, "refused without a trace"));

      /* In between: the call is accepted first. */
      net_ws_canister_set_fault (f->canister, CASES[i].fault, 1, NET_CANISTER_FAULT_AFTER_ACCEPTING,
                                 0);
      question = icws_test_network_open (f, 5);
      g_clear_pointer (&diagnosis, icws_diagnosis_free);
      diagnosis = icws_test_network_diagnose (f, f->agent, &f->group_chat, &question, 1);
      assert_fate (diagnosis, 0, ICWS_FATE_REJECTED);
      g_assert_cmpstr (icws_diagnosis_get_request (diagnosis, 0)->error_code, ==, CASES[i].code);
      net_ws_canister_clear_faults (f->canister);
    }
}

/* A call that waits for its turn. */
static void
test_slow (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion question = icws_test_network_unsent (f);
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;

  icws_test_network_set_status (f, &question, "status", "received", strlen ("received"));
  diagnosis = icws_test_network_diagnose (f, f->agent, &f->group_chat, &question, 1);
  g_assert_false (diagnosis->refuses_calls);
  g_assert_cmpuint (diagnosis->query_reject_code, ==, 0);
  assert_fate (diagnosis, 0, ICWS_FATE_PENDING);
}

/* Not all are asked, and a few at once; each fate comes to its own request. */
static void
test_many (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion questions[20];
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;
  g_autoptr (IcwsDiagnosis) copy = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      questions[i] = i % 3 == 0 ? icws_test_network_open (f, i) : icws_test_network_unsent (f);
      questions[i].sequence = 100 + i;
    }
  diagnosis = icws_test_network_diagnose (f, f->agent, &f->group_chat, questions,
                                          G_N_ELEMENTS (questions));
  g_assert_no_error (diagnosis->network_error);
  g_assert_cmpuint (diagnosis->requests->len, ==, ICWS_DIAGNOSIS_MAX_QUESTIONS);
  copy = icws_diagnosis_copy (diagnosis);
  g_clear_pointer (&diagnosis, icws_diagnosis_free);
  for (guint i = 0; i < ICWS_DIAGNOSIS_MAX_QUESTIONS; i++)
    {
      g_assert_cmpuint (g_array_index (copy->requests, IcwsRequestFate, i).sequence, ==, 100 + i);
      assert_fate (copy, 100 + i, i % 3 == 0 ? ICWS_FATE_ACCEPTED : ICWS_FATE_ABSENT);
    }
  g_assert_cmpint (copy->canister, ==, ICWS_CANISTER_PRESENT);
  g_assert_nonnull (copy->module_hash);
}

static void
test_root_key (IcwsTestNetwork *f, gconstpointer data)
{
  g_autoptr (IcAgent) agent = ic_agent_new (icws_test_network_get_url (f), f->ada, NULL,
                                            IC_CLOCK (f->clock), f->random);
  g_autoptr (IcwsDiagnosis)
      diagnosis = icws_test_network_diagnose (f, agent, &f->group_chat, NULL, 0);

  g_assert_no_error (diagnosis->network_error);
  g_assert_null (ic_agent_get_root_key (agent));
  g_assert_cmpint (diagnosis->canister, ==, ICWS_CANISTER_PRESENT);
}

static void
test_interface (void)
{
  static const struct
  {
    const char *text;
    gboolean found;
  } CASES[] = {
    { "service : { ws_open : () -> () }", TRUE },
    { "service:{ws_open:()->()}", TRUE },
    { "service : { \"ws_open\" /* here */ : F }", TRUE },
    { "service : { a : () -> (); ws_open // why\n : F }", TRUE },
    { "service : { ws_opened : () -> () }", FALSE },
    { "service : { aws_open : () -> () }", FALSE },
    { "service : { // ws_open : () -> ()\n }", FALSE },
    { "service : { /* /* ws_open : F */ ws_open : F */ }", FALSE },
    { "service : { \"say ws_open : F\" : G }", FALSE },
    { "service : { \"a\\\"b\" : G; ws_open : F }", TRUE },
    { "type ws_open = F; service : {}", FALSE },
    { "ws_open", FALSE },
    { "\"ws_open", FALSE },
    { "\"ws_open\\", FALSE },
    { "/* ws_open : F", FALSE },
    { "ws_open /", FALSE },
    { "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      gsize len = strlen (CASES[i].text);
      g_autofree char *text = g_memdup2 (CASES[i].text, len); /* ends where it ends */

      g_test_message ("%s", CASES[i].text);
      g_assert_cmpint (icws_interface_has_method (text, len, "ws_open"), ==, CASES[i].found);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("whole", 0, test_whole);
  ADD ("clock/30-s-ahead", 30, test_whole);
  ADD ("clock/30-s-behind", -30, test_whole);
  ADD ("clock/3-min-ahead", 180, test_whole);
  ADD ("clock/3-min-behind", -180, test_whole);
  ADD ("clock/1-h-ahead", 3600, test_whole);
  ADD ("clock/1-h-behind", -3600, test_whole);
  ADD ("clock/10-years-behind", -315360000, test_whole);
  ADD ("clock/made-3-min-ahead", 180, test_made_ahead);
  ADD ("clock/made-1-h-ahead", 3600, test_made_ahead);
  ADD ("clock/made-1-h-behind", -3600, test_made_ahead);
  ADD ("canisters", 0, test_canisters);
  ADD ("out-of-service", 0, test_out_of_service);
  ADD ("slow", 0, test_slow);
  ADD ("many", 0, test_many);
  ADD ("root-key", 0, test_root_key);
  g_test_add_func ("/icws/diagnosis/interface", test_interface);
  return g_test_run ();
}
