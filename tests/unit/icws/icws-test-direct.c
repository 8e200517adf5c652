/* SPDX-License-Identifier: MIT */
#include "icws-test-direct.h"

#include "icws/icws-direct-private.h"
#include "icws/icws-session-private.h"

TestNetwork *
test_network_new (void)
{
  TestNetwork *self = g_new0 (TestNetwork, 1);
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;

  self->manual = ic_manual_clock_new (TEST_NOW_NS);
  self->clock = IC_CLOCK (self->manual);
  self->random = ic_random_new_seeded (4);
  self->people = g_ptr_array_new ();
  net_network_options_init (&options);
  options.cdk.ack_interval_ms = TEST_ACK_MS;
  options.cdk.keep_alive_timeout_ms = TEST_KEEP_ALIVE_MS;
  options.clock = self->clock;
  options.random = self->random;
  self->network = net_network_new (&options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
  self->root = ic_root_key_new_from_der (net_network_get_root_key_der (self->network), NULL);
  return self;
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
test_network_free (TestNetwork *self)
{
  g_assert_cmpuint (self->people->len, ==, 0);
  net_network_stop (self->network);
  drain ();
  g_assert_finalize_object (self->network);
  g_assert_cmpuint (ic_manual_clock_get_pending (self->manual), ==, 0);
  ic_root_key_unref (self->root);
  g_ptr_array_unref (self->people);
  g_object_unref (self->random);
  g_object_unref (self->manual);
  g_free (self);
}

NetWsCdk *
test_network_cdk (TestNetwork *self, const char *canister)
{
  IcPrincipal id = test_principal (canister);

  return net_ws_canister_get_cdk (
      NET_WS_CANISTER (net_replica_get_canister (net_network_get_replica (self->network), &id)));
}

guint
test_network_count (TestNetwork *self, const char *canister)
{
  return net_ws_cdk_get_n_clients (test_network_cdk (self, canister));
}

static void
on_opened (IcwsSession *session, TestPerson *self)
{
  self->n_opened++;
}

static void
on_message (IcwsSession *session, IcwsMessage *message, IcwsProof *proof, TestPerson *self)
{
  g_ptr_array_add (self->messages, g_bytes_ref (message->content));
}

static void
on_closed (IcwsSession *session, const GError *error, TestPerson *self)
{
  self->n_closed++;
}

static void
on_accepted (IcwsDirectTransport *transport,
             guint64 sequence,
             guint64 certificate_time_ns,
             TestPerson *self)
{
  guint64 now_ns = ic_clock_get_wall_ns (self->network->clock);

  /* The replica's time in the moment of the call. */
  g_assert_cmpuint (certificate_time_ns, >, now_ns - 60 * IC_NS_PER_S);
  g_assert_cmpuint (certificate_time_ns, <, now_ns + IC_NS_PER_S);
  g_array_append_val (self->accepted, sequence);
  icws_session_settle (self->session, sequence);
}

static TestPerson *
person_new (
    TestNetwork *network, const char *canister, guint n, IcIdentity *identity, gboolean direct)
{
  TestPerson *self = g_new0 (TestPerson, 1);
  IcwsSessionConfig config = { .canister_id = test_principal (canister) };

  self->network = network;
  self->identity = identity != NULL ? identity : IC_IDENTITY (test_identity (n));
  self->agent = ic_agent_new (net_network_get_replica_url (network->network), self->identity,
                              network->root, network->clock, network->random);
  self->transport =
      direct ? icws_direct_transport_new (self->agent, &config.canister_id, network->clock)
             : icws_gateway_transport_new (net_network_get_gateway_url (network->network));
  self->verifier = icws_verifier_new (network->root, &config.canister_id, network->clock, 1);
  self->ledger = icws_ledger_new (network->clock);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->accepted = g_array_new (FALSE, FALSE, sizeof (guint64));

  config.transport = self->transport;
  config.identity = self->identity;
  config.verifier = self->verifier;
  config.ledger = self->ledger;
  config.clock = network->clock;
  config.random = network->random;
  config.ack_interval_ms = TEST_ACK_MS;
  self->session = icws_session_new (&config);
  g_signal_connect (self->session, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect (self->session, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->session, "closed", G_CALLBACK (on_closed), self);
  if (direct)
    g_signal_connect (self->transport, "accepted", G_CALLBACK (on_accepted), self);
  g_ptr_array_add (network->people, self);
  return self;
}

TestPerson *
test_person_new (TestNetwork *network, const char *canister, guint n, IcIdentity *identity)
{
  return person_new (network, canister, n, identity, TRUE);
}

TestPerson *
test_person_new_by_gateway (TestNetwork *network, const char *canister, guint n)
{
  return person_new (network, canister, n, NULL, FALSE);
}

/* Nothing of it outlives what it has under way. */
void
test_person_free (TestPerson *self)
{
  icws_session_close (self->session);
  g_ptr_array_remove (self->network->people, self);
  if (ICWS_IS_DIRECT_TRANSPORT (self->transport))
    g_signal_handlers_disconnect_by_data (self->transport, self);
  test_wait (G_OBJECT (self->session)->ref_count == 1 && self->session->unverified == 0);
  g_assert_finalize_object (self->session);
  g_assert_finalize_object (self->transport);
  test_wait (G_OBJECT (self->agent)->ref_count == 1);
  g_assert_finalize_object (self->agent);
  test_wait (G_OBJECT (self->verifier)->ref_count == 1);
  g_assert_finalize_object (self->verifier);
  g_assert_finalize_object (self->ledger);
  g_object_unref (self->identity);
  g_ptr_array_unref (self->messages);
  g_array_unref (self->accepted);
  g_free (self);
}

IcwsDirectTransport *
test_person_direct (TestPerson *self)
{
  return ICWS_DIRECT_TRANSPORT (self->transport);
}

gboolean
test_person_is_busy (TestPerson *self)
{
  IcwsSession *session = self->session;

  if (session->state == ICWS_STATE_CLOSED)
    return FALSE;
  return session->unverified > 0 || session->signing ||
         (ICWS_IS_DIRECT_TRANSPORT (self->transport) &&
          icws_direct_transport_is_busy (test_person_direct (self)));
}

void
test_network_settle (TestNetwork *self)
{
  gboolean busy;

  do
    {
      drain ();
      busy = FALSE;
      for (guint i = 0; i < self->people->len; i++)
        busy = busy || test_person_is_busy (g_ptr_array_index (self->people, i));
      if (busy)
        g_main_context_iteration (NULL, TRUE);
    }
  while (busy);
}

void
test_network_advance (TestNetwork *self, guint ms, guint step_ms)
{
  for (guint done = 0; done < ms; done += step_ms)
    {
      ic_manual_clock_advance_us (self->manual, (gint64)step_ms * 1000);
      test_network_settle (self);
    }
}

void
test_person_open (TestPerson *self)
{
  icws_session_open (self->session);
  test_wait (self->session->state != ICWS_STATE_CONNECTING &&
             self->session->state != ICWS_STATE_HANDSHAKE);
  while (self->session->state == ICWS_STATE_OPENING)
    {
      guint8 id[IC_HASH_BYTES];

      /* ws_open is being signed and sent. */
      test_wait (icws_session_get_request_id (self->session, 0, id) ||
                 self->session->state == ICWS_STATE_CLOSED);
      test_network_settle (self->network);
      if (self->session->state == ICWS_STATE_OPENING)
        ic_manual_clock_advance_us (self->network->manual, 100 * 1000);
    }
}

void
test_person_say (TestPerson *self, GBytes *content)
{
  g_autoptr (GError) error = NULL;

  icws_session_send (self->session, content, &error);
  g_assert_no_error (error);
  g_bytes_unref (content);
}
