/* SPDX-License-Identifier: MIT */
#include "icws-test-run.h"

#include "icws/icws-session-private.h"

static void
on_opened (IcwsSession *session, IcwsTestRun *self)
{
  self->n_opened++;
}

static void
on_message (IcwsSession *session, IcwsMessage *message, IcwsProof *proof, IcwsTestRun *self)
{
  g_assert_true (proof->message == message);
  g_assert_cmpuint (self->n_closed, ==, 0);
  g_ptr_array_add (self->messages, g_bytes_ref (message->content));
}

static void
on_sent (IcwsSession *session, guint64 sequence, IcwsTestRun *self)
{
  g_array_append_val (self->sent, sequence);
}

static void
on_acknowledged (IcwsSession *session, guint64 sequence, IcwsTestRun *self)
{
  g_array_append_val (self->acknowledged, sequence);
}

static void
on_closed (IcwsSession *session, const GError *error, IcwsTestRun *self)
{
  g_assert_nonnull (error);
  g_assert_true (error == icws_session_get_error (session));
  g_assert_cmpint (icws_session_get_state (session), ==, ICWS_STATE_CLOSED);
  self->n_closed++;
}

static void
on_updated (IcwsSession *session, IcwsTestRun *self)
{
  self->n_updated++;
}

static IcwsTestRun *
run_new (guint64 seed, IcIdentity *identity, guint ack_interval_ms)
{
  IcwsTestRun *self = g_new0 (IcwsTestRun, 1);
  IcwsSessionConfig config = { 0 };

  self->kit = icws_test_kit_new (seed, TRUE);
  self->transport = icws_test_transport_new ();
  self->identity = identity;
  self->verifier = icws_test_kit_verifier (self->kit, 2);
  self->ledger = icws_ledger_new (self->kit->clock);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->sent = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->acknowledged = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->canister_sequence = 1;

  config.transport = ICWS_TRANSPORT (self->transport);
  config.identity = self->identity;
  config.canister_id = self->kit->canister_id;
  config.verifier = self->verifier;
  config.ledger = self->ledger;
  config.clock = self->kit->clock;
  config.random = self->kit->random;
  config.ack_interval_ms = ack_interval_ms;
  self->session = icws_session_new (&config);
  icws_session_get_client_key (self->session, &self->client);
  g_signal_connect (self->session, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect (self->session, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->session, "sent", G_CALLBACK (on_sent), self);
  g_signal_connect (self->session, "acknowledged", G_CALLBACK (on_acknowledged), self);
  g_signal_connect (self->session, "closed", G_CALLBACK (on_closed), self);
  g_signal_connect (self->session, "updated", G_CALLBACK (on_updated), self);
  return self;
}

IcwsTestRun *
icws_test_run_new (guint64 seed, IcIdentity *identity, guint ack_interval_ms)
{
  if (identity == NULL)
    {
      g_autoptr (IcRandom) random = ic_random_new_seeded (seed + 1);

      identity = IC_IDENTITY (ic_ed25519_identity_new_random (random));
    }
  return run_new (seed, identity, ack_interval_ms);
}

IcwsTestRun *
icws_test_run_new_anonymous (guint64 seed)
{
  return run_new (seed, NULL, 0);
}

void
icws_test_run_free (IcwsTestRun *self)
{
  icws_test_run_drain (self);
  icws_test_settle ();
  g_assert_finalize_object (self->session);
  g_assert_cmpuint (ic_manual_clock_get_pending (self->kit->manual_clock), ==, 0);
  /* Jobs whose session is gone hold the verifier until they are through. */
  icws_test_wait (G_OBJECT (self->verifier)->ref_count == 1);
  g_assert_finalize_object (self->verifier);
  g_assert_finalize_object (self->ledger);
  g_assert_finalize_object (self->transport);
  g_clear_object (&self->identity);
  g_ptr_array_unref (self->messages);
  g_array_unref (self->sent);
  g_array_unref (self->acknowledged);
  icws_test_kit_free (self->kit);
  g_free (self);
}

void
icws_test_run_inject (IcwsTestRun *self, GBytes *frame)
{
  icws_transport_emit_frame (ICWS_TRANSPORT (self->transport), frame);
}

void
icws_test_run_inject_frame (IcwsTestRun *self, const IcwsFrame *frame)
{
  g_autoptr (GBytes) bytes = icws_frame_encode (frame);

  icws_test_run_inject (self, bytes);
}

void
icws_test_run_drain (IcwsTestRun *self)
{
  if (self->session->state != ICWS_STATE_CLOSED)
    icws_test_wait (self->session->unverified == 0 || self->session->state == ICWS_STATE_CLOSED);
}

void
icws_test_run_handshake (IcwsTestRun *self)
{
  g_autoptr (GBytes) handshake = icws_handshake_encode (&self->kit->gateway);
  IcEnvelope *envelope;

  icws_session_open (self->session);
  icws_test_wait (icws_session_get_state (self->session) == ICWS_STATE_HANDSHAKE);
  icws_test_run_inject (self, handshake);
  envelope = icws_test_run_read (self);
  g_assert_cmpstr (envelope->request->method_name, ==, "ws_open");
  ic_envelope_free (envelope);
  g_assert_cmpint (icws_session_get_state (self->session), ==, ICWS_STATE_OPENING);
}

void
icws_test_run_open (IcwsTestRun *self)
{
  const IcwsServiceMessage open = { .kind = ICWS_SERVICE_OPEN, .client_key = self->client };

  icws_test_run_handshake (self);
  icws_test_run_deliver_service (self, &open);
  g_assert_no_error (icws_session_get_error (self->session));
  g_assert_cmpint (icws_session_get_state (self->session), ==, ICWS_STATE_OPEN);
  g_assert_cmpuint (self->n_opened, ==, 1);
}

void
icws_test_run_deliver (IcwsTestRun *self, gboolean is_service_message, GBytes *payload)
{
  g_autoptr (GBytes) content = icws_test_kit_content (
      self->kit, &self->client, self->canister_sequence++, is_service_message, payload);
  g_autoptr (IcwsFrame) frame = icws_test_kit_frame (self->kit, content);

  icws_test_run_inject_frame (self, frame);
  icws_test_run_drain (self);
}

void
icws_test_run_deliver_service (IcwsTestRun *self, const IcwsServiceMessage *service)
{
  g_autoptr (GBytes) payload = icws_service_message_encode (service);

  icws_test_run_deliver (self, TRUE, payload);
}

void
icws_test_run_deliver_ack (IcwsTestRun *self, guint64 last)
{
  const IcwsServiceMessage ack = { .kind = ICWS_SERVICE_ACK, .last_incoming_sequence = last };

  icws_test_run_deliver_service (self, &ack);
}

IcwsFrame *
icws_test_run_make_frame (IcwsTestRun *self, guint64 sequence)
{
  g_autoptr (GBytes) payload = icws_test_text ("x");
  g_autoptr (GBytes)
      content = icws_test_kit_content (self->kit, &self->client, sequence, FALSE, payload);

  return icws_test_kit_frame (self->kit, content);
}

void
icws_test_run_deliver_at (IcwsTestRun *self, gint64 offset_ms)
{
  g_autoptr (GBytes) payload = icws_test_text ("x");
  const IcwsMessage message = {
    .client_key = self->client,
    .sequence_num = self->canister_sequence++,
    .timestamp_ns = icws_test_kit_now (self->kit) + offset_ms * (gint64)IC_NS_PER_MS,
    .content = payload,
  };
  g_autoptr (GBytes) content = icws_message_encode (&message, TRUE);
  g_autoptr (IcwsFrame) frame = icws_test_kit_frame (self->kit, content);

  icws_test_run_inject_frame (self, frame);
  icws_test_run_drain (self);
}

/* Nothing is being signed and nothing is unread. */
gboolean
icws_test_run_has_unread (IcwsTestRun *self)
{
  icws_test_settle ();
  icws_test_wait (!self->session->signing);
  return self->n_read < self->transport->sent->len;
}

IcEnvelope *
icws_test_run_read (IcwsTestRun *self)
{
  g_autoptr (GError) error = NULL;
  GBytes *frame;
  gsize len;
  const guint8 *data;
  g_autoptr (cbor_item_t) map = NULL;
  IcEnvelope *envelope;

  icws_test_wait (self->n_read < self->transport->sent->len);
  frame = g_ptr_array_index (self->transport->sent, self->n_read++);
  data = g_bytes_get_data (frame, &len);
  map = ic_cbor_load (data, len, NULL, &error);
  g_assert_no_error (error);
  envelope = ic_envelope_decode_item (ic_cbor_map_get (map, "envelope"), &error);
  g_assert_no_error (error);
  ic_envelope_check (envelope, icws_test_kit_now (self->kit), &error);
  g_assert_no_error (error);
  g_assert_cmpint (envelope->request->type, ==, IC_REQUEST_CALL);
  g_assert_true (ic_principal_equal (&envelope->request->sender, &self->client.principal));
  g_assert_true (ic_principal_equal (&envelope->request->canister_id, &self->kit->canister_id));
  g_assert_cmpuint (g_bytes_get_size (envelope->request->nonce), ==, 16);
  return envelope;
}

IcwsMessage *
icws_test_run_read_message (IcwsTestRun *self)
{
  IcEnvelope *envelope = icws_test_run_read (self);
  IcwsMessage *message = g_new0 (IcwsMessage, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) arguments = NULL;
  IcCandidValue *record, *key;
  gsize len;
  const guint8 *data;

  g_assert_cmpstr (envelope->request->method_name, ==, "ws_message");
  data = g_bytes_get_data (envelope->request->arg, &len);
  arguments = ic_candid_decode_any (data, len, NULL, NULL, &error);
  g_assert_no_error (error);
  record = ic_candid_value_record_get (g_ptr_array_index (arguments, 0), "msg");
  key = ic_candid_value_record_get (record, "client_key");
  g_assert_true (ic_candid_value_get_principal (
      ic_candid_value_record_get (key, "client_principal"), &message->client_key.principal));
  g_assert_true (ic_candid_value_get_uint64 (ic_candid_value_record_get (key, "client_nonce"),
                                             &message->client_key.nonce));
  g_assert_true (ic_candid_value_get_uint64 (ic_candid_value_record_get (record, "sequence_num"),
                                             &message->sequence_num));
  g_assert_true (ic_candid_value_get_uint64 (ic_candid_value_record_get (record, "timestamp"),
                                             &message->timestamp_ns));
  g_assert_true (ic_candid_value_get_bool (
      ic_candid_value_record_get (record, "is_service_message"), &message->is_service_message));
  data = ic_candid_value_get_blob (ic_candid_value_record_get (record, "content"), &len);
  g_assert_nonnull (data);
  message->content = g_bytes_new (data, len);
  g_assert_true (icws_client_key_equal (&message->client_key, &self->client));
  g_assert_cmpuint (message->timestamp_ns, ==, icws_test_kit_now (self->kit));
  ic_envelope_free (envelope);
  return message;
}

void
icws_test_run_assert_closed (IcwsTestRun *self, IcwsError code)
{
  icws_test_wait (icws_session_get_state (self->session) == ICWS_STATE_CLOSED);
  icws_test_settle ();
  g_assert_error ((GError *)icws_session_get_error (self->session), ICWS_ERROR, (gint)code);
  g_assert_cmpuint (self->n_closed, ==, 1);
  g_assert_false (self->transport->is_open);
  g_assert_cmpuint (ic_manual_clock_get_pending (self->kit->manual_clock), ==, 0);
  g_assert_cmpint (icws_session_get_ack_deadline_us (self->session), ==, -1);
}

void
icws_test_run_advance_ms (IcwsTestRun *self, gint64 ms)
{
  ic_manual_clock_advance_us (self->kit->manual_clock, ms * 1000);
}

void
icws_test_run_assert_evidence (IcwsTestRun *self, const char *name, const char *value)
{
  guint n;
  const IcwsEvidence *evidence = icws_session_get_evidence (self->session, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (evidence[i].name, name))
      {
        g_assert_cmpstr (evidence[i].value, ==, value);
        return;
      }
  g_error ("no evidence \"%s\"", name);
}

gboolean
icws_test_run_ledger_has (IcwsTestRun *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->ledger)); i++)
    {
      g_autoptr (IcwsLedgerEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->ledger), i);

      if (g_str_equal (icws_ledger_entry_get_id (entry), id))
        return TRUE;
    }
  return FALSE;
}
