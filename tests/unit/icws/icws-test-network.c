/* SPDX-License-Identifier: MIT */
#include "icws-test-network.h"

#include <string.h>

#include "icws/icws.h"

/* Of the application subnet (net-ranges.c). */
#define FIRST_CANISTER G_GUINT64_CONSTANT (0x1700000)

/* A canister that does nothing */

#define TEST_TYPE_IDLE_CANISTER (test_idle_canister_get_type ())
G_DECLARE_FINAL_TYPE (TestIdleCanister, test_idle_canister, TEST, IDLE_CANISTER, GObject)

struct _TestIdleCanister
{
  GObject parent_instance;
  IcPrincipal id;
  char *interface; /* (nullable) */
};

static void test_idle_canister_iface_init (NetCanisterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestIdleCanister,
                               test_idle_canister,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NET_TYPE_CANISTER,
                                                      test_idle_canister_iface_init))

static const IcPrincipal *
test_idle_canister_get_id (NetCanister *canister)
{
  return &TEST_IDLE_CANISTER (canister)->id;
}

static void
test_idle_canister_update (NetCanister *canister,
                           const IcPrincipal *caller,
                           const char *method,
                           GBytes *arg,
                           NetOutcome *outcome)
{
  net_canister_no_method (canister, outcome, "update", method);
}

static void
test_idle_canister_query (NetCanister *canister,
                          const IcPrincipal *caller,
                          const char *method,
                          GBytes *arg,
                          const NetQueryContext *context,
                          NetOutcome *outcome)
{
  net_canister_no_method (canister, outcome, "query", method);
}

static gboolean
test_idle_canister_get_certified_data (NetCanister *canister, guint8 data[IC_HASH_BYTES])
{
  return FALSE;
}

static const char *const *
test_idle_canister_get_metadata_names (NetCanister *canister)
{
  static const char *const SERVICE[] = { "candid:service", NULL };

  return TEST_IDLE_CANISTER (canister)->interface != NULL ? SERVICE : SERVICE + 1;
}

static const char *
test_idle_canister_get_metadata (NetCanister *canister, const char *name)
{
  return TEST_IDLE_CANISTER (canister)->interface;
}

static void
test_idle_canister_iface_init (NetCanisterInterface *iface)
{
  iface->get_id = test_idle_canister_get_id;
  iface->update = test_idle_canister_update;
  iface->query = test_idle_canister_query;
  iface->get_certified_data = test_idle_canister_get_certified_data;
  iface->get_metadata_names = test_idle_canister_get_metadata_names;
  iface->get_metadata = test_idle_canister_get_metadata;
}

static void
test_idle_canister_finalize (GObject *object)
{
  g_free (TEST_IDLE_CANISTER (object)->interface);
  G_OBJECT_CLASS (test_idle_canister_parent_class)->finalize (object);
}

static void
test_idle_canister_class_init (TestIdleCanisterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_idle_canister_finalize;
}

static void
test_idle_canister_init (TestIdleCanister *self)
{
}

/* The network */

static IcIdentity *
make_identity (guint8 seed)
{
  guint8 bytes[32];

  memset (bytes, seed, sizeof bytes);
  return IC_IDENTITY (ic_ed25519_identity_new_from_seed (bytes));
}

void
icws_test_network_set_up (IcwsTestNetwork *self, gconstpointer data)
{
  const NetWsCdkOptions cdk = { .ack_interval_ms = NET_WS_DEFAULT_ACK_INTERVAL_MS,
                                .keep_alive_timeout_ms = NET_WS_DEFAULT_KEEP_ALIVE_MS };
  g_autoptr (NetKeys) keys = NULL;
  g_autoptr (GError) error = NULL;

  self->network_clock = ic_manual_clock_new (TEST_NOW_NS);
  self->clock = ic_manual_clock_new (TEST_NOW_NS + GPOINTER_TO_INT (data) * (gint64)IC_NS_PER_S);
  self->random = ic_random_new_seeded (7);
  keys = net_keys_new (self->random);
  self->replica = net_replica_new (keys, IC_CLOCK (self->network_clock));
  self->canister = net_group_chat_new (IC_CLOCK (self->network_clock), &cdk);
  net_replica_install (self->replica, NET_CANISTER (self->canister));
  self->http = net_http_server_new (self->replica);
  net_http_server_listen (self->http, 0, FALSE, &error);
  g_assert_no_error (error);

  self->root = ic_root_key_new_from_der (net_keys_get_public_key_der (keys, NET_SUBNET_ROOT),
                                         &error);
  g_assert_no_error (error);
  self->ada = make_identity (1);
  self->bob = make_identity (2);
  self->agent = icws_test_network_new_agent (self, icws_test_network_get_url (self), self->ada);
  g_assert_true (ic_principal_from_text (&self->group_chat, GROUP_CHAT_ID, NULL));
}

void
icws_test_network_tear_down (IcwsTestNetwork *self, gconstpointer data)
{
  g_assert_null (self->result);
  g_assert_cmpuint (ic_manual_clock_get_pending (self->clock), ==, 0);
  g_assert_finalize_object (self->agent);
  icws_test_network_stop (self);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->http);
  g_object_unref (self->replica);
  g_object_unref (self->canister);
  g_object_unref (self->ada);
  g_object_unref (self->bob);
  ic_root_key_unref (self->root);
  g_object_unref (self->random);
  /* A worker that verified may still hold it. */
  g_object_unref (self->clock);
  g_object_unref (self->network_clock);
}

const char *
icws_test_network_get_url (IcwsTestNetwork *self)
{
  return net_http_server_get_url (self->http);
}

void
icws_test_network_stop (IcwsTestNetwork *self)
{
  net_http_server_stop (self->http);
  net_replica_stop (self->replica);
}

IcAgent *
icws_test_network_new_agent (IcwsTestNetwork *self, const char *url, IcIdentity *identity)
{
  return ic_agent_new (url, identity, self->root, IC_CLOCK (self->clock), self->random);
}

void
icws_test_network_done (GObject *source, GAsyncResult *result, gpointer data)
{
  IcwsTestNetwork *self = data;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
}

static gboolean
on_too_late (gpointer data)
{
  g_error ("the test waits in vain");
  return G_SOURCE_REMOVE;
}

GAsyncResult *
icws_test_network_wait (IcwsTestNetwork *self)
{
  guint guard = g_timeout_add_seconds (60, on_too_late, NULL);

  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
  return g_steal_pointer (&self->result);
}

void
icws_test_network_wait_timers (IcwsTestNetwork *self, guint n)
{
  guint guard = g_timeout_add_seconds (60, on_too_late, NULL);

  while (ic_manual_clock_get_pending (self->clock) < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
}

/* Requests */

static IcRequest *
make_request (IcwsTestNetwork *self,
              const IcPrincipal *canister_id,
              const char *method,
              GBytes *arg,
              IcwsQuestion *question)
{
  guint64 expiry_ns = ic_clock_get_wall_ns (IC_CLOCK (self->network_clock)) + 4 * TEST_MINUTE;
  guint8 nonce[16];
  g_autoptr (GBytes) nonce_bytes = NULL;
  IcPrincipal sender;
  IcRequest *request;

  ic_random_bytes (self->random, nonce, sizeof nonce);
  nonce_bytes = g_bytes_new (nonce, sizeof nonce);
  ic_identity_get_principal (self->ada, &sender);
  request = ic_request_new_call (canister_id, method, arg, &sender, expiry_ns, nonce_bytes);
  *question = (IcwsQuestion){ .ingress_expiry_ns = expiry_ns };
  ic_request_get_id (request, question->id);
  return request;
}

IcwsQuestion
icws_test_network_call (IcwsTestNetwork *self,
                        const IcPrincipal *canister_id,
                        const char *method,
                        GBytes *arg)
{
  IcwsQuestion question;
  g_autoptr (IcAgent) sender = ic_agent_new_for_clock (self->agent, IC_CLOCK (self->network_clock));
  g_autoptr (IcRequest) request = make_request (self, canister_id, method, arg, &question);
  g_autoptr (GAsyncResult) signing = NULL;
  g_autoptr (GAsyncResult) calling = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (GBytes) reply = NULL;

  ic_envelope_sign_async (request, self->ada, NULL, icws_test_network_done, self);
  signing = icws_test_network_wait (self);
  envelope = ic_envelope_sign_finish (signing, NULL);
  g_assert_nonnull (envelope);
  ic_agent_call_signed_async (sender, request, envelope, NULL, icws_test_network_done, self);
  calling = icws_test_network_wait (self);
  /* Many of them are made to fail. */
  reply = ic_agent_call_signed_finish (sender, calling, NULL);
  g_bytes_unref (arg);
  return question;
}

IcwsQuestion
icws_test_network_open (IcwsTestNetwork *self, guint64 nonce)
{
  IcPrincipal gateway;

  ic_identity_get_principal (self->bob, &gateway);
  return icws_test_network_call (self, &self->group_chat, "ws_open",
                                 icws_open_arguments_encode (nonce, &gateway));
}

IcwsQuestion
icws_test_network_say (IcwsTestNetwork *self, guint64 nonce, guint64 sequence, GBytes *content)
{
  IcwsMessage message = {
    .client_key.nonce = nonce,
    .sequence_num = sequence,
    .timestamp_ns = TEST_NOW_NS,
    .content = content,
  };
  IcwsQuestion question;

  ic_identity_get_principal (self->ada, &message.client_key.principal);
  question = icws_test_network_call (self, &self->group_chat, "ws_message",
                                     icws_message_arguments_encode (&message));
  question.sequence = sequence;
  return question;
}

IcwsQuestion
icws_test_network_unsent (IcwsTestNetwork *self)
{
  IcwsQuestion question;
  g_autoptr (GBytes) arg = g_bytes_new_static ("DIDL\0\0", 6);
  g_autoptr (IcRequest) request = make_request (self, &self->group_chat, "ws_open", arg, &question);

  return question;
}

void
icws_test_network_set_status (IcwsTestNetwork *self,
                              const IcwsQuestion *question,
                              const char *name,
                              const char *bytes,
                              gsize len)
{
  NetCertifier *certifier = net_replica_get_certifier (self->replica);

  net_tree_set (net_certifier_get_state (certifier),
                (IcLabel[]){ IC_LABEL ("request_status"),
                             IC_LABEL_BYTES (question->id, IC_HASH_BYTES),
                             IC_LABEL_BYTES (name, strlen (name)) },
                3, bytes, len);
}

IcPrincipal
icws_test_canister_id (guint64 number)
{
  IcPrincipal id = { .len = 10 };
  guint64 big_endian = GUINT64_TO_BE (FIRST_CANISTER + number);

  memcpy (id.bytes, &big_endian, sizeof big_endian);
  id.bytes[8] = id.bytes[9] = 1;
  return id;
}

IcPrincipal
icws_test_network_install (IcwsTestNetwork *self, guint64 number, const char *interface)
{
  g_autoptr (TestIdleCanister) canister = g_object_new (TEST_TYPE_IDLE_CANISTER, NULL);

  canister->id = icws_test_canister_id (number);
  canister->interface = g_strdup (interface);
  net_replica_install (self->replica, NET_CANISTER (canister));
  return canister->id;
}

/* Diagnoses */

IcwsDiagnosis *
icws_test_network_finish_diagnosis (IcwsTestNetwork *self)
{
  g_autoptr (GAsyncResult) result = icws_test_network_wait (self);
  g_autoptr (GError) error = NULL;
  IcwsDiagnosis *diagnosis = icws_diagnose_finish (result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (diagnosis->requests);
  return diagnosis;
}

IcwsDiagnosis *
icws_test_network_diagnose (IcwsTestNetwork *self,
                            IcAgent *agent,
                            const IcPrincipal *canister,
                            const IcwsQuestion *questions,
                            guint n)
{
  icws_diagnose_async (agent, canister, questions, n, IC_CLOCK (self->clock), NULL,
                       icws_test_network_done, self);
  return icws_test_network_finish_diagnosis (self);
}

void
icws_test_assert_clock_offset (const IcwsDiagnosis *diagnosis, gint64 seconds)
{
  g_assert_true (diagnosis->has_clock_offset);
  g_assert_cmpint (ABS (diagnosis->clock_offset_ns - seconds * (gint64)IC_NS_PER_S), <,
                   (gint64)IC_NS_PER_S);
}
