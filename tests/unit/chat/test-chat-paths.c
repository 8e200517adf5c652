/* SPDX-License-Identifier: MIT */
/* Direct mode and back, this computer's network, root keys that change, tests of gateways. */
#include "chat-failover-fixture.h"
#include "chat-test-monitor.h"

static void
set_up (Fixture *fixture, gconstpointer data)
{
  chat_test_monitor_set (TRUE, FALSE);
  fixture_set_up (fixture, data);
}

static IcwsDirectTransport *
direct_transport (Fixture *fixture)
{
  return chat_connection_get_direct_transport (fixture->connection);
}

static void
join_direct (Fixture *fixture)
{
  ChatProfile *profile = fixture_profile_of (fixture, 1);

  profile->direct = CHAT_DIRECT_ALWAYS;
  fixture_join (fixture, profile);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpint (chat_connection_get_mode (fixture->connection), ==, CHAT_MODE_DIRECT);
}

/* Nobody looks and nobody is told: closed after a while, and there again at once. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  join_direct (fixture);
  chat_connection_set_attention (fixture->connection, FALSE, TRUE);
  fixture_pass (fixture, 40);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_VERIFIED); /* it announces messages */
  g_assert_cmpint (icws_direct_transport_get_pace (direct_transport (fixture)), ==, ICWS_PACE_IDLE);
  chat_connection_set_attention (fixture->connection, FALSE, FALSE);
  fixture_pass (fixture, 20);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_VERIFIED);
  fixture_pass (fixture, 20);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_PAUSED);
  fixture_skip (fixture, 600);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_PAUSED);
  g_assert_cmpuint (fixture_n_verdicts (fixture), ==, 0);

  chat_connection_set_attention (fixture->connection, TRUE, FALSE);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpint (icws_direct_transport_get_pace (direct_transport (fixture)), ==,
                   ICWS_PACE_ACTIVE);
  /* A look away is no pause. */
  chat_connection_set_attention (fixture->connection, FALSE, FALSE);
  fixture_pass (fixture, 20);
  chat_connection_set_attention (fixture->connection, TRUE, FALSE);
  fixture_pass (fixture, 40);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_VERIFIED);
}

static void
test_metered (Fixture *fixture, gconstpointer data)
{
  join_direct (fixture);
  chat_test_monitor_set (TRUE, TRUE);
  g_assert_cmpint (icws_direct_transport_get_pace (direct_transport (fixture)), ==, ICWS_PACE_IDLE);
  chat_test_monitor_set (TRUE, FALSE);
  g_assert_cmpint (icws_direct_transport_get_pace (direct_transport (fixture)), ==,
                   ICWS_PACE_ACTIVE);
}

/* The last resort is left when a gateway is there again, at a quiet moment, unless bytes cost. */
static void
test_return (Fixture *fixture, gconstpointer data)
{
  fixture_fault (fixture, 0, "refuse");
  fixture_join (fixture, fixture_profile_of (fixture, 1));
  fixture->speed = FAST;
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpint (chat_connection_get_mode (fixture->connection), ==, CHAT_MODE_DIRECT);
  /* It looks, finds nobody, and disturbs nothing. */
  fixture_pass (fixture, 200);
  g_assert_cmpint (chat_connection_get_mode (fixture->connection), ==, CHAT_MODE_DIRECT);
  g_assert_cmpuint (fixture->n_opened, ==, 1);
  g_assert_cmpuint (icws_gateway_get_n_failed (fixture_gateway (fixture, 0)), >=, 3);

  fixture_heal (fixture, 0);
  chat_test_monitor_set (TRUE, TRUE);
  fixture_pass (fixture, 200);
  g_assert_cmpint (chat_connection_get_mode (fixture->connection), ==, CHAT_MODE_DIRECT);
  chat_test_monitor_set (TRUE, FALSE);
  WAIT_FOR (fixture_is_at (fixture, 0) && fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpuint (fixture->n_opened, ==, 2);
}

/* Offline is nobody's fault; when the network is back nothing is waited for. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  ChatProfile *profile = fixture_profile_of (fixture, 1);
  g_autoptr (IcwsVerdict) verdict = NULL;
  guint attempt;

  /* A host that is not this computer's own loopback, so that the monitor counts. */
  g_free (profile->gateway_url);
  g_clear_pointer (&profile->gateways, g_strfreev);
  profile->gateway_url = g_strdup ("ws://gateway.invalid:1");
  chat_test_monitor_set (FALSE, FALSE);
  fixture_join (fixture, profile);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_OFFLINE);
  WAIT_FOR (fixture_n_verdicts (fixture) > 0);
  verdict = fixture_dup_last_verdict (fixture);
  g_assert_cmpint (icws_verdict_get_act (verdict), ==, ICWS_ACT_NETWORK_LOST);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_OFFLINE);
  g_assert_null (chat_connection_get_diagnosis (fixture->connection)); /* nobody was asked */
  WAIT_FOR (chat_connection_get_retry_seconds (fixture->connection) > 0);
  attempt = chat_connection_get_attempt (fixture->connection);
  chat_test_monitor_set (TRUE, FALSE);
  g_assert_cmpuint (chat_connection_get_retry_seconds (fixture->connection), ==, 0);
  g_assert_cmpint (icws_session_get_state (chat_connection_get_session (fixture->connection)), ==,
                   ICWS_STATE_CONNECTING);
  WAIT_FOR (chat_connection_get_attempt (fixture->connection) > attempt);
}

/* The network was gone for long: what was connected through it is not waited for. For a moment: it
 * goes on. */
static void
test_back_online (Fixture *fixture, gconstpointer data)
{
  ChatProfile *profile = fixture_profile_of (fixture, 1);
  g_autoptr (GUri) uri = g_uri_parse (profile->gateway_url, G_URI_FLAGS_NONE, NULL);

  g_free (profile->gateway_url);
  g_clear_pointer (&profile->gateways, g_strfreev);
  profile->gateway_url = g_strdup_printf ("ws://0.0.0.0:%d", g_uri_get_port (uri));
  fixture_join (fixture, profile);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  chat_test_monitor_set (FALSE, FALSE);
  fixture_pass (fixture, 1);
  chat_test_monitor_set (TRUE, FALSE);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_VERIFIED);
  g_assert_cmpuint (fixture->n_opened, ==, 1);
  chat_test_monitor_set (FALSE, FALSE);
  fixture_pass (fixture, 10);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_VERIFIED); /* by its last proof */
  chat_test_monitor_set (TRUE, FALSE);
  WAIT_FOR (fixture->n_opened == 2 && fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpuint (fixture_n_verdicts (fixture), ==, 0);
}

/* An address of this computer that does not look like its loopback interface. */
static ChatProfile *
custom_profile (Fixture *fixture)
{
  ChatProfile *profile = fixture_profile_of (fixture, 1);
  g_autoptr (GUri) uri = g_uri_parse (profile->network_url, G_URI_FLAGS_NONE, NULL);

  g_free (profile->network_url);
  profile->network = CHAT_NETWORK_CUSTOM;
  profile->network_url = g_strdup_printf ("http://0.0.0.0:%d", g_uri_get_port (uri));
  return profile;
}

static void
test_root_key (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hex = ic_bytes_to_hex (net_network_get_root_key_der (fixture->network));
  ChatProfile *profile = custom_profile (fixture);
  IcRootKey *offered;

  /* The first time: taken, and told. */
  fixture_join (fixture, profile);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (
      g_bytes_equal (ic_root_key_get_der (chat_connection_get_root_key (fixture->connection)),
                     net_network_get_root_key_der (fixture->network)));
  fixture_leave (fixture);

  /* As last time. */
  profile = custom_profile (fixture);
  profile->root_key_pin = g_strdup (hex);
  fixture_join (fixture, profile);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  fixture_leave (fixture);

  /* Another one: nothing is opened before a person has said so. */
  hex[g_utf8_strlen (hex, -1) - 1] ^= 1;
  profile = custom_profile (fixture);
  profile->root_key_pin = g_strdup (hex);
  fixture_join (fixture, profile);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_IDENTITY);
  g_assert_null (chat_connection_get_session (fixture->connection));
  g_assert_null (chat_connection_get_root_key (fixture->connection));
  fixture_skip (fixture, 120);
  chat_connection_connect (fixture->connection);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_IDENTITY);
  offered = chat_connection_get_offered_root_key (fixture->connection);
  g_assert_true (g_bytes_equal (ic_root_key_get_der (offered),
                                net_network_get_root_key_der (fixture->network)));
  chat_connection_accept_root_key (fixture->connection);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_null (chat_connection_get_offered_root_key (fixture->connection));
}

static guint
count_ledger (Fixture *fixture, const char *id)
{
  GListModel *ledger = G_LIST_MODEL (chat_connection_get_ledger (fixture->connection));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (ledger); i++)
    {
      g_autoptr (IcwsLedgerEntry) entry = g_list_model_get_item (ledger, i);

      n += g_str_equal (icws_ledger_entry_get_id (entry), id);
    }
  return n;
}

static void
assert_nobody_blamed (Fixture *fixture)
{
  GListModel *verdicts = chat_connection_get_verdicts (fixture->connection);

  for (guint i = 0; i < g_list_model_get_n_items (verdicts); i++)
    {
      g_autoptr (IcwsVerdict) verdict = g_list_model_get_item (verdicts, i);

      g_assert_false (icws_verdict_is_integrity_failure (verdict));
    }
  g_assert_null (chat_connection_get_incident (fixture->connection));
  g_assert_null (strstr (fixture->log->str, "integrity-failure"));
  g_assert_cmpint (fixture_gateway_state (fixture, 0), !=, ICWS_GATEWAY_QUARANTINED);
}

static void
assert_root_key_is_networks (Fixture *fixture, IcRootKey *root_key)
{
  g_assert_true (g_bytes_equal (ic_root_key_get_der (root_key),
                                net_network_get_root_key_der (fixture->network)));
}

/* A local network that was started anew signs with another key. That is nobody's forgery. */
static void
test_new_root_key (Fixture *fixture, gconstpointer data)
{
  ChatProfile *profile = fixture_profile_of (fixture, 1);

  profile->direct = CHAT_DIRECT_NEVER;
  fixture_join (fixture, profile);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  fixture_renew_network (fixture);
  fixture->speed = FAST;
  WAIT_FOR (fixture->n_opened == 2 && fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 0));
  assert_root_key_is_networks (fixture, chat_connection_get_root_key (fixture->connection));
  g_assert_cmpuint (count_ledger (fixture, "root-key-changed"), ==, 1);
  assert_nobody_blamed (fixture);
  fixture_say (fixture, "hello");
  WAIT_FOR (fixture_is_accepted (fixture, "hello"));
  /* Again: each time is the first. */
  fixture_renew_network (fixture);
  WAIT_FOR (fixture->n_opened == 3 && fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  assert_nobody_blamed (fixture);
}

/* The same without a gateway. */
static void
test_new_root_key_direct (Fixture *fixture, gconstpointer data)
{
  join_direct (fixture);
  fixture_renew_network (fixture);
  fixture->speed = FAST;
  WAIT_FOR (fixture->n_opened == 2 && fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpint (chat_connection_get_mode (fixture->connection), ==, CHAT_MODE_DIRECT);
  assert_root_key_is_networks (fixture, chat_connection_get_root_key (fixture->connection));
  assert_nobody_blamed (fixture);
}

/* Elsewhere than on this computer a person must say that it is right. */
static void
test_new_root_key_pinned (Fixture *fixture, gconstpointer data)
{
  ChatProfile *profile = custom_profile (fixture);

  profile->direct = CHAT_DIRECT_NEVER;
  fixture_join (fixture, profile);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  fixture_renew_network (fixture);
  fixture->speed = FAST;
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_IDENTITY);
  assert_nobody_blamed (fixture);
  g_assert_null (chat_connection_get_root_key (fixture->connection));
  assert_root_key_is_networks (fixture, chat_connection_get_offered_root_key (fixture->connection));
  g_assert_cmpuint (chat_connection_get_retry_seconds (fixture->connection), ==, 0);
  chat_connection_connect (fixture->connection);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_IDENTITY);
  fixture_skip (fixture, 120);
  g_assert_cmpuint (fixture->n_opened, ==, 1);
  chat_connection_accept_root_key (fixture->connection);
  WAIT_FOR (fixture->n_opened == 2 && fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  assert_nobody_blamed (fixture);
}

/* The network's key is what it was: who forges is caught. */
static void
test_same_root_key (Fixture *fixture, gconstpointer data)
{
  static const char *const FAULTS[] = { "forge-signature", "forge-delegation" };

  for (gsize i = 0; i < G_N_ELEMENTS (FAULTS); i++)
    {
      g_autoptr (IcwsVerdict) verdict = NULL;
      guint n_evidence;

      fixture_join (fixture, fixture_profile (fixture));
      WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
      fixture_fault (fixture, 0, FAULTS[i]);
      fixture_say (fixture, "hello");
      WAIT_FOR (fixture_is_accepted (fixture, "hello"));
      WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
      g_assert_true (fixture_is_at (fixture, 1));
      verdict = fixture_dup_last_verdict (fixture);
      g_assert_cmpint (icws_verdict_get_act (verdict), ==, ICWS_ACT_FORGED);
      g_assert_true (icws_verdict_is_integrity_failure (verdict));
      g_assert_true (chat_connection_get_incident (fixture->connection) == verdict);
      g_assert_cmpint (fixture_gateway_state (fixture, 0), ==, ICWS_GATEWAY_QUARANTINED);
      g_assert_cmpuint (count_ledger (fixture, "root-key-changed"), ==, 0);
      icws_verdict_get_evidence (verdict, &n_evidence);
      g_assert_cmpuint (n_evidence, >, 0);
      fixture_leave (fixture);
      fixture_heal (fixture, 0);
    }
}

typedef struct
{
  gboolean done;
  gboolean ok;
  IcPrincipal principal;
  gint64 took_us;
  IcwsDiagnosis *diagnosis;
  GError *error;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_error (&answer->error);
  g_clear_pointer (&answer->diagnosis, icws_diagnosis_free);
  *answer = (Answer){ 0 };
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->ok = chat_connection_test_gateway_finish (
      CHAT_CONNECTION (source), result, &answer->principal, &answer->took_us, &answer->error);
  answer->done = TRUE;
}

static void
on_diagnosed (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->diagnosis = chat_connection_diagnose_finish (CHAT_CONNECTION (source), result,
                                                       &answer->error);
  answer->done = TRUE;
}

static void
test_gateways (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *fault;
    int code;
  } ROWS[] = {
    { "refuse", ICWS_ERROR_UNREACHABLE },
    { "bad-handshake", ICWS_ERROR_HANDSHAKE },
    { "no-handshake", ICWS_ERROR_HANDSHAKE_TIMEOUT },
  };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer answer = { 0 };

  fixture_make (fixture, fixture_profile (fixture));
  chat_connection_test_gateway_async (fixture->connection, fixture_url (fixture, 1), NULL,
                                      on_tested, &answer);
  WAIT_FOR (answer.done);
  g_assert_no_error (answer.error);
  g_assert_true (answer.ok);
  g_assert_cmpint (answer.took_us, >=, 0);
  g_assert_true (ic_principal_equal (
      &answer.principal,
      net_gateway_get_principal (net_network_get_nth_gateway (fixture->network, 1))));
  answer_clear (&answer);
  fixture->speed = FAST;
  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      fixture_fault (fixture, 1, ROWS[i].fault);
      chat_connection_test_gateway_async (fixture->connection, fixture_url (fixture, 1), NULL,
                                          on_tested, &answer);
      WAIT_FOR (answer.done);
      g_assert_error (answer.error, ICWS_ERROR, ROWS[i].code);
      g_assert_false (answer.ok);
      answer_clear (&answer);
      fixture_heal (fixture, 1);
    }
  chat_connection_test_gateway_async (fixture->connection, fixture_url (fixture, 1), cancellable,
                                      on_tested, &answer);
  g_cancellable_cancel (cancellable);
  WAIT_FOR (answer.done);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  answer_clear (&answer);
  g_assert_cmpint (fixture_gateway_state (fixture, 1), ==, ICWS_GATEWAY_UNTRIED);
}

static void
test_diagnose (Fixture *fixture, gconstpointer data)
{
  Answer answer = { 0 };
  const IcwsRequestFate *open;

  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  chat_connection_diagnose_async (fixture->connection, NULL, on_diagnosed, &answer);
  WAIT_FOR (answer.done);
  g_assert_no_error (answer.error);
  g_assert_true (answer.diagnosis->reachable);
  g_assert_cmpint (answer.diagnosis->canister, ==, ICWS_CANISTER_PRESENT);
  open = icws_diagnosis_get_request (answer.diagnosis, 0);
  g_assert_nonnull (open);
  g_assert_cmpint (open->fate, ==, ICWS_FATE_ACCEPTED);
  g_assert_nonnull (chat_connection_get_diagnosis (fixture->connection));
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_VERIFIED);
  answer_clear (&answer);
}

/* Whoever is told may do anything, also let go of what tells. */
static void
on_closed_reconnect (ChatConnection *connection, const GError *error, Fixture *fixture)
{
  g_signal_handlers_disconnect_by_func (connection, on_closed_reconnect, fixture);
  chat_connection_connect (connection);
}

static void
on_verdict_leave (ChatConnection *connection, IcwsVerdict *verdict, Fixture *fixture)
{
  fixture_leave (fixture);
}

static void
test_handlers (Fixture *fixture, gconstpointer data)
{
  fixture_join (fixture, fixture_profile (fixture));
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_signal_connect (fixture->connection, "closed", G_CALLBACK (on_closed_reconnect), fixture);
  fixture_fault (fixture, 0, "tamper-content:1:chat");
  fixture_say (fixture, "hello");
  WAIT_FOR (fixture->n_opened >= 2 && fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  /* The person was quicker than the verdict: it counts all the same. */
  g_assert_cmpint (fixture_gateway_state (fixture, 0), ==, ICWS_GATEWAY_QUARANTINED);
  g_assert_true (fixture_is_at (fixture, 1));
  g_signal_connect (fixture->connection, "verdict", G_CALLBACK (on_verdict_leave), fixture);
  fixture_fault (fixture, 1, "tamper-content");
  fixture_say (fixture, "hello again");
  WAIT_FOR (fixture->connection == NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  chat_test_monitor_install ();
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, fixture_tear_down)
  ADD ("/chat/paths/pause", test_pause);
  ADD ("/chat/paths/metered", test_metered);
  ADD ("/chat/paths/return", test_return);
  ADD ("/chat/paths/offline", test_offline);
  ADD ("/chat/paths/back-online", test_back_online);
  ADD ("/chat/paths/root-key", test_root_key);
  ADD ("/chat/paths/new-root-key", test_new_root_key);
  ADD ("/chat/paths/new-root-key-direct", test_new_root_key_direct);
  ADD ("/chat/paths/new-root-key-pinned", test_new_root_key_pinned);
  ADD ("/chat/paths/same-root-key", test_same_root_key);
  ADD ("/chat/paths/gateways", test_gateways);
  ADD ("/chat/paths/diagnose", test_diagnose);
  ADD ("/chat/paths/handlers", test_handlers);
  return g_test_run ();
}
