/* SPDX-License-Identifier: MIT */
/* The poller of direct mode against a boundary node that answers what the test wants: how often it
 * asks, from where on, and what it makes of nonsense. */
#include <libsoup/soup.h>
#include <string.h>

#include "icws-test-kit.h"
#include "ic/ic-cbor.h"
#include "icws/icws-direct-private.h"

#define CANISTER "kio63-vyaaa-aaaal-qcd6q-cai"
#define NONCE    7

typedef struct
{
  SoupServer *server;
  IcManualClock *manual;
  IcClock *clock;
  IcRandom *random;
  IcIdentity *identity;
  IcAgent *agent;
  IcwsDirectPoller *poller;
  IcwsClientKey key;

  /* what the node answers */
  guint status;
  GQueue replies; /* GBytes: Candid, the last one again and again */
  GArray *asked;  /* guint64: nonces */
  gboolean silent;
  SoupServerMessage *held; /* not answered yet */

  GPtrArray *frames; /* GBytes */
  GError *error;
  guint n_failed;
} Fixture;

/* The interface as the test writes it down */

static IcCandidType *
messages_type (gboolean with_end)
{
  g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidType) boolean = ic_candid_type_new_primitive (IC_CANDID_BOOL);
  g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);
  g_autoptr (IcCandidType) principal = ic_candid_type_new_primitive (IC_CANDID_PRINCIPAL);
  g_autoptr (IcCandidType) blob = ic_candid_type_new_blob ();
  g_autoptr (IcCandidType) client = ic_candid_type_new_record ();
  g_autoptr (IcCandidType) message = ic_candid_type_new_record ();
  g_autoptr (IcCandidType) list = ic_candid_type_new_vec (message);
  g_autoptr (IcCandidType) record = ic_candid_type_new_record ();
  IcCandidType *result = ic_candid_type_new_variant ();

  ic_candid_type_add_field (client, "client_principal", principal);
  ic_candid_type_add_field (client, "client_nonce", nat64);
  ic_candid_type_add_field (message, "client_key", client);
  ic_candid_type_add_field (message, "key", text);
  ic_candid_type_add_field (message, "content", blob);
  ic_candid_type_add_field (record, "messages", list);
  ic_candid_type_add_field (record, "cert", blob);
  ic_candid_type_add_field (record, "tree", blob);
  if (with_end)
    ic_candid_type_add_field (record, "is_end_of_queue", boolean);
  ic_candid_type_add_field (result, "Ok", record);
  ic_candid_type_add_field (result, "Err", text);
  return result;
}

static IcCandidValue *
message_value (Fixture *self, guint64 client_nonce, guint64 nonce)
{
  g_autofree char *gateway = ic_principal_to_text (&self->key.principal);
  g_autofree char *key = g_strdup_printf ("%s_%020" G_GUINT64_FORMAT, gateway, nonce);
  IcCandidValue *client = ic_candid_value_new_record ();
  IcCandidValue *message = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (client, "client_principal",
                                   ic_candid_value_new_principal (&self->key.principal));
  ic_candid_value_record_set_take (client, "client_nonce",
                                   ic_candid_value_new_uint (IC_CANDID_NAT64, client_nonce));
  ic_candid_value_record_set_take (message, "client_key", client);
  ic_candid_value_record_set_take (message, "key", ic_candid_value_new_text (key));
  ic_candid_value_record_set_take (message, "content", ic_candid_value_new_blob ("content", 7));
  return message;
}

/* Messages @first, @first + 1, ... of the queue for the client of @client_nonce. */
static GBytes *
make_reply_with (
    Fixture *self, guint64 client_nonce, guint64 first, guint n, gboolean end, gboolean with_end)
{
  g_autoptr (IcCandidType) type = messages_type (with_end);
  IcCandidValue *list = ic_candid_value_new_vec ();
  IcCandidValue *record = ic_candid_value_new_record ();
  g_autoptr (IcCandidValue) value = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  for (guint i = 0; i < n; i++)
    ic_candid_value_vec_append_take (list, message_value (self, client_nonce, first + i));
  ic_candid_value_record_set_take (record, "messages", list);
  ic_candid_value_record_set_take (record, "cert", ic_candid_value_new_blob ("cert", 4));
  ic_candid_value_record_set_take (record, "tree", ic_candid_value_new_blob ("tree", 4));
  if (with_end)
    ic_candid_value_record_set_take (record, "is_end_of_queue", ic_candid_value_new_bool (end));
  value = ic_candid_value_new_variant_take ("Ok", record);
  bytes = ic_candid_encode_one (type, value, &error);
  g_assert_no_error (error);
  return bytes;
}

static GBytes *
make_reply (Fixture *self, guint64 client_nonce, guint64 first, guint n, gboolean end)
{
  return make_reply_with (self, client_nonce, first, n, end, TRUE);
}

static GBytes *
make_refusal (const char *words)
{
  g_autoptr (IcCandidType) type = messages_type (TRUE);
  g_autoptr (IcCandidValue)
      value = ic_candid_value_new_variant_take ("Err", ic_candid_value_new_text (words));

  return ic_candid_encode_one (type, value, NULL);
}

/* The node */

static guint64
read_asked_nonce (SoupServerMessage *message)
{
  g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);
  g_autoptr (IcCandidType) type = ic_candid_type_new_record ();
  g_autoptr (GBytes)
      body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (GError) error = NULL;
  g_autoptr (IcEnvelope) envelope = ic_envelope_decode (body, &error);
  g_autoptr (IcCandidValue) value = NULL;
  guint64 nonce = 0;

  g_assert_no_error (error);
  g_assert_cmpint (envelope->request->type, ==, IC_REQUEST_QUERY);
  g_assert_cmpstr (envelope->request->method_name, ==, "ws_get_messages");
  ic_candid_type_add_field (type, "nonce", nat64);
  value = ic_candid_decode_one (g_bytes_get_data (envelope->request->arg, NULL),
                                g_bytes_get_size (envelope->request->arg), type, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ic_candid_value_get_uint64 (ic_candid_value_record_get (value, "nonce"), &nonce));
  return nonce;
}

static void
on_request (
    SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *q, gpointer data)
{
  Fixture *self = data;
  guint64 nonce = read_asked_nonce (message);
  g_autoptr (GBytes) reply = NULL;
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) body = NULL;

  g_array_append_val (self->asked, nonce);
  reply = g_bytes_ref (g_queue_peek_head (&self->replies));
  if (self->replies.length > 1)
    g_bytes_unref (g_queue_pop_head (&self->replies));
  ic_cbor_put_map (out, 2);
  ic_cbor_put_text (out, "status");
  ic_cbor_put_text (out, "replied");
  ic_cbor_put_text (out, "reply");
  ic_cbor_put_map (out, 1);
  ic_cbor_put_text (out, "arg");
  ic_cbor_put_gbytes (out, reply);
  body = g_byte_array_free_to_bytes (out);
  soup_server_message_set_status (message, self->status, NULL);
  soup_server_message_set_response (message, "application/cbor", SOUP_MEMORY_COPY,
                                    g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  if (self->silent)
    {
      soup_server_message_pause (message);
      g_set_object (&self->held, message);
    }
}

static void
on_frame (GBytes *frame, gpointer user_data)
{
  Fixture *self = user_data;

  g_ptr_array_add (self->frames, g_bytes_ref (frame));
}

static void
on_failed (const GError *error, gpointer user_data)
{
  Fixture *self = user_data;

  g_assert_cmpuint (++self->n_failed, ==, 1);
  self->error = g_error_copy (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  static const IcwsDirectPollerFuncs FUNCS = { on_frame, on_failed };
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  IcPrincipal canister;
  GSList *uris;

  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);

  self->manual = ic_manual_clock_new (ICWS_TEST_NOW_NS);
  self->clock = IC_CLOCK (self->manual);
  self->random = ic_random_new_seeded (1);
  self->identity = IC_IDENTITY (ic_ed25519_identity_new_random (self->random));
  self->agent = ic_agent_new (url, self->identity, NULL, self->clock, self->random);
  g_assert_true (ic_principal_from_text (&canister, CANISTER, NULL));
  self->poller = icws_direct_poller_new (self->agent, &canister, self->clock, &FUNCS, self);
  ic_identity_get_principal (self->identity, &self->key.principal);
  self->key.nonce = NONCE;
  self->status = 200;
  self->asked = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
}

static void
clear_replies (Fixture *self)
{
  g_queue_clear_full (&self->replies, (GDestroyNotify)g_bytes_unref);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  icws_direct_poller_free (self->poller);
  icws_test_wait (G_OBJECT (self->agent)->ref_count == 1);
  g_assert_finalize_object (self->agent);
  g_assert_cmpuint (ic_manual_clock_get_pending (self->manual), ==, 0);
  g_clear_object (&self->held);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  icws_test_settle ();
  g_object_unref (self->identity);
  g_object_unref (self->random);
  g_object_unref (self->manual);
  clear_replies (self);
  g_array_unref (self->asked);
  g_ptr_array_unref (self->frames);
  g_clear_error (&self->error);
}

/* @reply (transfer full): from now on. */
static void
answer (Fixture *self, GBytes *reply)
{
  clear_replies (self);
  g_queue_push_tail (&self->replies, reply);
}

static void
settle (Fixture *self)
{
  icws_test_wait (!icws_direct_poller_is_busy (self->poller));
}

static void
advance_ms (Fixture *self, guint ms)
{
  ic_manual_clock_advance_us (self->manual, (gint64)ms * 1000);
  settle (self);
}

static guint
count_polls (Fixture *self, guint ms, guint step_ms)
{
  guint64 before = icws_direct_poller_get_n_polls (self->poller);

  for (guint i = 0; i < ms; i += step_ms)
    advance_ms (self, step_ms);
  return icws_direct_poller_get_n_polls (self->poller) - before;
}

/* Started, and in. */
static void
start (Fixture *self)
{
  answer (self, make_reply (self, NONCE, 0, 1, TRUE));
  icws_direct_poller_start (self->poller, &self->key);
  settle (self);
  g_assert_cmpuint (self->frames->len, ==, 1);
  answer (self, make_reply (self, NONCE, 1, 0, TRUE));
}

/* How often */

static void
test_pace_active (Fixture *self, gconstpointer data)
{
  guint last = ICWS_DIRECT_FAST_MS;

  g_assert_cmpuint (icws_direct_poller_get_n_polls (self->poller), ==, 0);
  start (self);
  g_assert_cmpuint (icws_direct_poller_get_n_polls (self->poller), ==, 1);
  /* Not a moment early. */
  advance_ms (self, ICWS_DIRECT_FAST_MS - 1);
  g_assert_cmpuint (icws_direct_poller_get_n_polls (self->poller), ==, 1);
  advance_ms (self, 1);
  g_assert_cmpuint (icws_direct_poller_get_n_polls (self->poller), ==, 2);
  /* Fast for a while... */
  g_assert_cmpuint (count_polls (self, (ICWS_DIRECT_QUIET_POLLS - 1) * ICWS_DIRECT_FAST_MS, 100),
                    ==, ICWS_DIRECT_QUIET_POLLS - 1);
  g_assert_cmpuint (icws_direct_poller_get_interval_ms (self->poller), ==, ICWS_DIRECT_FAST_MS);
  /* ... then slower with each... */
  for (guint i = 0; i < 11; i++)
    {
      advance_ms (self, last);
      g_assert_cmpuint (icws_direct_poller_get_interval_ms (self->poller), >, last);
      last = icws_direct_poller_get_interval_ms (self->poller);
    }
  /* ... and not slower than that. */
  g_assert_cmpuint (last, ==, ICWS_DIRECT_SLOW_MS);
  g_assert_cmpuint (count_polls (self, 60000, 100), ==, 60000 / ICWS_DIRECT_SLOW_MS);

  /* A message makes it fast again... */
  answer (self, make_reply (self, NONCE, 1, 1, TRUE));
  advance_ms (self, ICWS_DIRECT_SLOW_MS);
  g_assert_cmpuint (icws_direct_poller_get_interval_ms (self->poller), ==, ICWS_DIRECT_FAST_MS);
  answer (self, make_reply (self, NONCE, 2, 0, TRUE));
  count_polls (self, 60000, 100);
  g_assert_cmpuint (icws_direct_poller_get_interval_ms (self->poller), ==, ICWS_DIRECT_SLOW_MS);
  /* ... and one of ours polls at once. */
  icws_direct_poller_hurry (self->poller);
  settle (self);
  g_assert_cmpuint (count_polls (self, 3000, 100), ==, 3000 / ICWS_DIRECT_FAST_MS);
}

static void
test_pace_idle (Fixture *self, gconstpointer data)
{
  start (self);
  icws_direct_poller_set_pace (self->poller, ICWS_PACE_IDLE);
  g_assert_cmpint (icws_direct_poller_get_pace (self->poller), ==, ICWS_PACE_IDLE);
  g_assert_cmpuint (icws_direct_poller_get_interval_ms (self->poller), ==, ICWS_DIRECT_IDLE_MS);
  g_assert_cmpuint (count_polls (self, 10 * ICWS_DIRECT_IDLE_MS, 500), ==, 10);
  icws_direct_poller_hurry (self->poller);
  settle (self);
  g_assert_cmpuint (count_polls (self, 10 * ICWS_DIRECT_IDLE_MS, 500), ==, 10);
  /* Back: at once, and fast. */
  icws_direct_poller_set_pace (self->poller, ICWS_PACE_ACTIVE);
  g_assert_true (icws_direct_poller_is_busy (self->poller));
  settle (self);
  g_assert_cmpuint (count_polls (self, 3000, 100), ==, 3000 / ICWS_DIRECT_FAST_MS);
}

/* Until the first message to us has come, nobody is idle. */
static void
test_pace_idle_opening (Fixture *self, gconstpointer data)
{
  answer (self, make_reply (self, NONCE, 0, 0, TRUE));
  icws_direct_poller_set_pace (self->poller, ICWS_PACE_IDLE);
  icws_direct_poller_start (self->poller, &self->key);
  settle (self);
  g_assert_cmpuint (count_polls (self, 3000, 100), ==, 3000 / ICWS_DIRECT_FAST_MS);
}

static void
test_pace_paused (Fixture *self, gconstpointer data)
{
  start (self);
  icws_direct_poller_set_pace (self->poller, ICWS_PACE_PAUSED);
  g_assert_cmpuint (icws_direct_poller_get_interval_ms (self->poller), ==, 0);
  icws_direct_poller_hurry (self->poller);
  g_assert_cmpuint (count_polls (self, 600000, 5000), ==, 0);
  g_assert_cmpuint (ic_manual_clock_get_pending (self->manual), ==, 0);
  icws_direct_poller_set_pace (self->poller, ICWS_PACE_ACTIVE);
  settle (self);
  g_assert_cmpuint (count_polls (self, 1000, 100), ==, 2);
}

/* What happens during a poll is asked for in the next. */
static void
test_hurry_during_poll (Fixture *self, gconstpointer data)
{
  guint64 before;

  start (self);
  before = icws_direct_poller_get_n_polls (self->poller);
  icws_direct_poller_hurry (self->poller);
  icws_direct_poller_hurry (self->poller);
  icws_direct_poller_hurry (self->poller);
  settle (self);
  g_assert_cmpuint (icws_direct_poller_get_n_polls (self->poller), ==, before + 2);
}

/* From where on */

static guint64
last_asked (Fixture *self)
{
  return g_array_index (self->asked, guint64, self->asked->len - 1);
}

/* A queue with messages of an older connection, ours among them, in two batches. */
static void
test_skip (Fixture *self, gconstpointer data)
{
  answer (self, make_reply (self, NONCE - 1, 400, 50, FALSE));
  g_queue_push_tail (&self->replies, make_reply (self, NONCE, 450, 3, TRUE));
  icws_direct_poller_start (self->poller, &self->key);
  settle (self);
  g_assert_cmpuint (self->asked->len, ==, 2);
  g_assert_cmpuint (g_array_index (self->asked, guint64, 0), ==, 0);
  g_assert_cmpuint (g_array_index (self->asked, guint64, 1), ==, 450);
  g_assert_cmpuint (self->frames->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (IcwsFrame) frame = icws_frame_decode (g_ptr_array_index (self->frames, i), NULL);
      IcPrincipal gateway;
      guint64 nonce;

      g_assert_true (icws_frame_key_parse (frame->key, &gateway, &nonce));
      g_assert_cmpuint (nonce, ==, 450 + i);
      g_assert_cmpmem (g_bytes_get_data (frame->cert, NULL), g_bytes_get_size (frame->cert), "cert",
                       4);
      g_assert_cmpmem (g_bytes_get_data (frame->tree, NULL), g_bytes_get_size (frame->tree), "tree",
                       4);
    }
  advance_ms (self, ICWS_DIRECT_FAST_MS);
  g_assert_cmpuint (last_asked (self), ==, 453);
}

/* A node that lags behind shows a queue that the canister has begun anew since. */
static void
test_forgotten_queue (Fixture *self, gconstpointer data)
{
  answer (self, make_reply (self, NONCE - 1, 400, 10, TRUE));
  icws_direct_poller_start (self->poller, &self->key);
  settle (self);
  answer (self, make_reply (self, NONCE, 0, 0, TRUE));
  advance_ms (self, ICWS_DIRECT_FAST_MS);
  g_assert_cmpuint (last_asked (self), ==, 410);
  answer (self, make_reply (self, NONCE, 0, 1, TRUE));
  advance_ms (self, ICWS_DIRECT_FAST_MS);
  g_assert_cmpuint (last_asked (self), ==, 0);
  g_assert_cmpuint (self->frames->len, ==, 1);
}

/* Before 0.3.1 canisters do not say whether there is more. */
static void
test_no_end (Fixture *self, gconstpointer data)
{
  answer (self, make_reply_with (self, NONCE, 0, 2, FALSE, FALSE));
  icws_direct_poller_start (self->poller, &self->key);
  settle (self);
  g_assert_cmpuint (self->frames->len, ==, 2);
  g_assert_cmpuint (icws_direct_poller_get_n_polls (self->poller), ==, 1);
}

/* A node that always says that there is more, and gives nothing new, does not make us spin. */
static void
test_no_progress (Fixture *self, gconstpointer data)
{
  answer (self, make_reply (self, NONCE - 1, 0, 5, FALSE));
  icws_direct_poller_start (self->poller, &self->key);
  settle (self);
  g_assert_cmpuint (icws_direct_poller_get_n_polls (self->poller), ==, 2);
  g_assert_cmpuint (count_polls (self, 1000, 100), ==, 2);
}

/* Failures */

static void
test_failures (Fixture *self, gconstpointer data)
{
  guint pause = ICWS_DIRECT_RETRY_FIRST_MS;

  start (self);
  self->status = 500;
  icws_direct_poller_hurry (self->poller);
  settle (self);
  for (guint i = 1; i < ICWS_DIRECT_MAX_FAILURES; i++)
    {
      guint64 before = icws_direct_poller_get_n_polls (self->poller);

      g_assert_no_error (self->error);
      advance_ms (self, pause - 1);
      g_assert_cmpuint (icws_direct_poller_get_n_polls (self->poller), ==, before);
      advance_ms (self, 1);
      g_assert_cmpuint (icws_direct_poller_get_n_polls (self->poller), ==, before + 1);
      pause *= 2;
    }
  g_assert_error (self->error, ICWS_ERROR, ICWS_ERROR_DISCONNECTED);
  g_assert_nonnull (strstr (self->error->message, "HTTP status 500"));
  g_assert_null (strstr (self->error->message, "gateway"));
}

/* One success, and they are counted anew. */
static void
test_failures_forgiven (Fixture *self, gconstpointer data)
{
  start (self);
  for (guint round = 0; round < 3; round++)
    {
      self->status = 500;
      icws_direct_poller_hurry (self->poller);
      settle (self);
      for (guint i = 1; i + 1 < ICWS_DIRECT_MAX_FAILURES; i++)
        advance_ms (self, ICWS_DIRECT_RETRY_FIRST_MS << (i - 1));
      g_assert_no_error (self->error);
      self->status = 200;
      advance_ms (self, ICWS_DIRECT_RETRY_FIRST_MS << (ICWS_DIRECT_MAX_FAILURES - 2));
    }
  g_assert_cmpuint (count_polls (self, 1000, 100), ==, 2);
}

/* A query is one node's word: a refusal by it is no proof. */
static void
test_refusal (Fixture *self, gconstpointer data)
{
  start (self);
  answer (self, make_refusal ("go away"));
  for (guint i = 0; i < 80; i++)
    advance_ms (self, 500);
  g_assert_error (self->error, ICWS_ERROR, ICWS_ERROR_DISCONNECTED);
  g_assert_nonnull (strstr (self->error->message, "go away"));
}

static void
test_no_answer (Fixture *self, gconstpointer data)
{
  start (self);
  self->silent = TRUE;
  icws_direct_poller_hurry (self->poller);
  icws_test_wait (self->held != NULL);
  ic_manual_clock_advance_us (self->manual, (ICWS_DIRECT_POLL_TIMEOUT_MS - 1) * 1000);
  g_assert_true (icws_direct_poller_is_busy (self->poller));
  ic_manual_clock_advance_us (self->manual, 1000);
  settle (self);
  g_assert_no_error (self->error);
  self->silent = FALSE;
  g_assert_cmpuint (count_polls (self, ICWS_DIRECT_RETRY_FIRST_MS, 100), ==, 1);
}

/* Gone while a poll is under way. */
static void
test_free_during_poll (Fixture *self, gconstpointer data)
{
  start (self);
  icws_direct_poller_hurry (self->poller);
  g_assert_true (icws_direct_poller_is_busy (self->poller));
}

/* Nonsense */

static void
test_garbage (Fixture *self, gconstpointer data)
{
  start (self);
  answer (self, g_bytes_new_static ("DIDL, or is it?", 15));
  advance_ms (self, ICWS_DIRECT_FAST_MS);
  g_assert_error (self->error, ICWS_ERROR, ICWS_ERROR_FRAME);
  g_assert_cmpuint (count_polls (self, 60000, 5000), ==, 0);
}

static void
test_too_many (Fixture *self, gconstpointer data)
{
  start (self);
  answer (self, make_reply (self, NONCE, 1, ICWS_DIRECT_MAX_MESSAGES, TRUE));
  advance_ms (self, ICWS_DIRECT_FAST_MS);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->frames->len, ==, 1 + ICWS_DIRECT_MAX_MESSAGES);
  answer (self, make_reply (self, NONCE, 1, ICWS_DIRECT_MAX_MESSAGES + 1, TRUE));
  advance_ms (self, ICWS_DIRECT_FAST_MS);
  g_assert_error (self->error, ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT);
  g_assert_cmpuint (self->frames->len, ==, 1 + ICWS_DIRECT_MAX_MESSAGES);
}

static void
test_too_large (Fixture *self, gconstpointer data)
{
  gsize len = ICWS_DIRECT_MAX_REPLY_BYTES + 1;

  start (self);
  answer (self, g_bytes_new_take (g_malloc0 (len), len));
  advance_ms (self, ICWS_DIRECT_FAST_MS);
  g_assert_error (self->error, ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT);
}

/* Each beginning of a reply, and each reply with one bit wrong: an error or a reply, never worse. */
static void
test_decode_damaged (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) whole = make_reply (self, NONCE, 0, 2, TRUE);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (whole, &len);

  for (gsize i = 0; i < len; i++)
    {
      g_autoptr (GBytes) part = g_bytes_new (bytes, i);
      g_autofree char *err = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_null (icws_direct_reply_decode (part, &err, &error));
      g_assert_error (error, ICWS_ERROR, ICWS_ERROR_FRAME);
      g_assert_null (err);
    }
  for (gsize i = 0; i < len * 8; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, len);
      g_autoptr (GBytes) damaged = NULL;
      g_autofree char *err = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (IcwsDirectReply) reply = NULL;

      copy[i / 8] ^= 1 << (i % 8);
      damaged = g_bytes_new (copy, len);
      reply = icws_direct_reply_decode (damaged, &err, &error);
      g_assert_cmpint ((reply != NULL) + (err != NULL) + (error != NULL), ==, 1);
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *self, gconstpointer data);
  } TESTS[] = {
    { "pace/active", test_pace_active },
    { "pace/idle", test_pace_idle },
    { "pace/idle-opening", test_pace_idle_opening },
    { "pace/paused", test_pace_paused },
    { "pace/hurry-during-poll", test_hurry_during_poll },
    { "nonce/skip", test_skip },
    { "nonce/forgotten-queue", test_forgotten_queue },
    { "nonce/no-end", test_no_end },
    { "nonce/no-progress", test_no_progress },
    { "failure/http", test_failures },
    { "failure/forgiven", test_failures_forgiven },
    { "failure/refusal", test_refusal },
    { "failure/no-answer", test_no_answer },
    { "failure/free-during-poll", test_free_during_poll },
    { "nonsense/garbage", test_garbage },
    { "nonsense/too-many", test_too_many },
    { "nonsense/too-large", test_too_large },
    { "nonsense/damaged", test_decode_damaged },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (TESTS); i++)
    {
      g_autofree char *path = g_strconcat ("/icws/direct-poller/", TESTS[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, TESTS[i].func, tear_down);
    }
  return g_test_run ();
}
