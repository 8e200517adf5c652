/* SPDX-License-Identifier: MIT */
#include "net-test-faults.h"

#include "ic/ic-cbor.h"
#include "ic/ic-error.h"
#include <string.h>

#define HUGE_BYTES (4 * 1024 * 1024)

void
test_faults_set_up (FaultFixture *self, gconstpointer data)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (11);
  g_autoptr (GError) error = NULL;
  NetNetworkOptions options;

  self->clock = ic_manual_clock_new (TEST_NOW_NS);
  net_network_options_init (&options);
  options.gateway.poll_interval_ms = FAULT_POLL_MS;
  options.gateway.newer_api = GPOINTER_TO_INT (data);
  options.cdk.ack_interval_ms = FAULT_ACK_MS;
  options.cdk.keep_alive_timeout_ms = FAULT_KEEP_ALIVE_MS;
  options.clock = IC_CLOCK (self->clock);
  options.random = random;
  self->network = net_network_new (&options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
  self->gateway = net_network_get_gateway (self->network);
  self->faults = net_gateway_get_faults (self->gateway);
  self->root = ic_root_key_new_from_der (net_network_get_root_key_der (self->network), NULL);
}

void
test_faults_tear_down (FaultFixture *self, gconstpointer data)
{
  net_network_stop (self->network);
  test_settle ();
  g_assert_finalize_object (self->network);
  g_assert_finalize_object (self->clock);
  ic_root_key_unref (self->root);
}

void
test_faults_set (FaultFixture *self, const char *text, guint64 limit)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  NetFaultSetting setting;
  NetFault fault;

  net_faults_parse (self->faults, text, &error);
  g_assert_no_error (error);
  g_assert_true (net_fault_from_name (parts[0], &fault));
  setting = *net_faults_get (self->faults, fault);
  setting.limit = limit;
  net_faults_set (self->faults, fault, &setting);
}

TestWire *
test_faults_connect (FaultFixture *self, guint n)
{
  TestWire *wire = test_wire_new (net_gateway_get_url (self->gateway), n, 1000 + n,
                                  IC_CLOCK (self->clock));
  guint64 n_hung = net_faults_get_count (self->faults, NET_FAULT_HANG);

  wire->gateway = *net_gateway_get_principal (self->gateway);
  while (wire->status == 0 && !wire->ended &&
         net_faults_get_count (self->faults, NET_FAULT_HANG) == n_hung)
    g_main_context_iteration (NULL, TRUE);
  test_settle ();
  return wire;
}

void
test_faults_leave (FaultFixture *self, TestWire *wire)
{
  guint n = net_gateway_get_n_sessions (self->gateway);

  if (wire->status == SOUP_STATUS_SWITCHING_PROTOCOLS && !wire->ended)
    n--;
  test_wire_free (wire);
  while (net_gateway_get_n_sessions (self->gateway) > n)
    g_main_context_iteration (NULL, TRUE);
  test_settle ();
}

void
test_faults_tick (FaultFixture *self, guint n_polls)
{
  test_settle ();
  for (guint i = 0; i < n_polls; i++)
    {
      ic_manual_clock_advance_us (self->clock, FAULT_POLL_MS * G_TIME_SPAN_MILLISECOND);
      test_settle ();
    }
}

void
test_faults_say (TestWire *wire, const char *text)
{
  test_wire_say (wire, GROUP_CHAT_ID, test_group_message ("Ada", text), FALSE);
}

void
test_faults_play (FaultFixture *self, TestWire *wire, NetFaultPhase last)
{
  if (last < NET_FAULT_PHASE_OPEN)
    return;
  test_wire_open (wire, GROUP_CHAT_ID);
  test_faults_tick (self, 2);
  if (last < NET_FAULT_PHASE_CHAT || wire->ended)
    return;
  test_faults_say (wire, "one");
  test_faults_tick (self, 2);
  if (last < NET_FAULT_PHASE_ACK)
    return;
  test_faults_tick (self, FAULT_ACK_MS / FAULT_POLL_MS - 2);
  if (last < NET_FAULT_PHASE_CLOSE)
    return;
  test_faults_tick (self, FAULT_KEEP_ALIVE_MS / FAULT_POLL_MS + 2);
}

TestWire *
test_faults_join (FaultFixture *self, guint n)
{
  TestWire *wire = test_faults_connect (self, n);

  test_faults_play (self, wire, NET_FAULT_PHASE_OPEN);
  return wire;
}

guint
test_faults_count_members (FaultFixture *self)
{
  IcPrincipal id = test_principal (GROUP_CHAT_ID);
  NetCanister *canister = net_replica_get_canister (net_network_get_replica (self->network), &id);

  return net_ws_cdk_get_n_clients (net_ws_canister_get_cdk (NET_WS_CANISTER (canister)));
}

/* What a certificate fails by, or NULL and the certified data. */
static const char *
check_certificate (FaultFixture *self, GBytes *cert, guint8 certified_data[IC_HASH_BYTES])
{
  IcPrincipal id = test_principal (GROUP_CHAT_ID);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (cert, NULL);
  const guint8 *bytes;
  gsize len;

  if (certificate == NULL)
    return "cert";
  if (!ic_certificate_verify (certificate, self->root, &id, &error))
    return g_error_matches (error, IC_ERROR, IC_ERROR_CANISTER_RANGE) ? "range"
           : g_error_matches (error, IC_ERROR, IC_ERROR_DELEGATION)   ? "delegation"
                                                                      : "signature";
  bytes = ic_certificate_get_certified_data (certificate, &id, &len, NULL);
  if (bytes == NULL || len != IC_HASH_BYTES)
    return "canister";
  memcpy (certified_data, bytes, len);
  return NULL;
}

/* What a frame fails by, or NULL. */
static const char *
check_frame (FaultFixture *self, const TestFrame *frame)
{
  IcLabel path[] = { IC_LABEL ("websocket"), IC_LABEL_BYTES (frame->key, strlen (frame->key)) };
  guint8 certified_data[IC_HASH_BYTES], hash[IC_HASH_BYTES];
  const char *failure = check_certificate (self, frame->cert, certified_data);
  g_autoptr (IcHashTree) tree = NULL;
  const guint8 *bytes, *leaf;
  gsize len;

  if (failure != NULL)
    return failure;
  bytes = g_bytes_get_data (frame->tree, &len);
  tree = ic_hash_tree_decode (bytes, len, NULL);
  if (tree == NULL)
    return "witness";
  ic_hash_tree_get_root_hash (tree, hash);
  if (memcmp (hash, certified_data, sizeof hash) != 0)
    return "witness";
  if (ic_hash_tree_lookup (tree, path, 2, &leaf, &len) != IC_LOOKUP_FOUND || len != sizeof hash)
    return "path";
  bytes = g_bytes_get_data (frame->content, &len);
  ic_sha256 (bytes, len, hash);
  return memcmp (hash, leaf, sizeof hash) == 0 ? NULL : "hash";
}

static char *
describe_message (FaultFixture *self, TestWire *wire, TestFrame *frame)
{
  const char *failure = check_frame (self, frame);
  NetServiceKind kind = NET_SERVICE_OPEN;
  NetCloseReason reason;
  guint64 number;
  char letter = 'C';

  if (failure != NULL)
    return g_strdup (failure);
  g_assert_true (net_ws_message_from_cbor (frame->content, &frame->message, NULL));
  if (!net_client_key_equal (&frame->message.client_key, &wire->key))
    return g_strdup ("other");
  if (frame->message.is_service_message)
    {
      g_assert_true (
          net_ws_decode_service_message (frame->message.content, &kind, &number, &reason, NULL));
      letter = "OAKX"[kind];
    }
  return g_strdup_printf ("%" G_GUINT64_FORMAT "%c", frame->message.sequence_num, letter);
}

static gboolean
is_handshake (FaultFixture *self, const WireFrame *frame)
{
  const IcPrincipal *principal = net_gateway_get_principal (self->gateway);
  g_autoptr (GByteArray) expected = g_byte_array_new ();

  ic_cbor_put_self_describe (expected);
  ic_cbor_put_map (expected, 1);
  ic_cbor_put_text (expected, "gateway_principal");
  ic_cbor_put_bytes (expected, principal->bytes, principal->len);
  return frame->opcode == WIRE_BINARY && frame->payload->len == expected->len &&
         memcmp (frame->payload->data, expected->data, expected->len) == 0;
}

static gboolean
is_same (const WireFrame *a, const WireFrame *b)
{
  return a->opcode == b->opcode && a->size == b->size &&
         memcmp (a->payload->data, b->payload->data, a->payload->len) == 0;
}

static char *
describe_frame (FaultFixture *self, TestWire *wire, const WireFrame *frame)
{
  g_auto (TestFrame) parts = { 0 };

  if (frame->opcode == WIRE_TEXT)
    return g_strdup ("text");
  if (frame->opcode == WIRE_CLOSE)
    return g_strdup_printf (
        "close%u", frame->size < 2 ? 0 : frame->payload->data[0] << 8 | frame->payload->data[1]);
  if (frame->size > HUGE_BYTES)
    return g_strdup ("huge");
  if (is_handshake (self, frame))
    return g_strdup ("hello");
  if (!test_wire_frame_read (frame, &parts))
    return g_strdup ("junk");
  return describe_message (self, wire, &parts);
}

static void
append (GString *text, const char *word, guint n)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, word);
  if (n > 1)
    g_string_append_printf (text, "*%u", n);
}

char *
test_faults_describe (FaultFixture *self, TestWire *wire)
{
  GString *text = g_string_new (NULL);
  g_autofree char *last = NULL;
  guint n = 0;

  for (guint i = 0; i < wire->frames->len; i++)
    {
      WireFrame *frame = g_ptr_array_index (wire->frames, i);
      g_autofree char *word = NULL;

      /* Verifying each frame of a flood would take a minute. */
      if (last != NULL && is_same (frame, g_ptr_array_index (wire->frames, i - 1)))
        {
          n++;
          continue;
        }
      word = describe_frame (self, wire, frame);
      if (i == 0 && g_str_equal (word, "hello"))
        continue;
      if (last != NULL && !g_str_equal (last, word))
        {
          append (text, last, n);
          n = 0;
        }
      n++;
      g_free (last);
      last = g_steal_pointer (&word);
    }
  if (last != NULL)
    append (text, last, n);
  if (wire->ended)
    append (text, "end", 1);
  return g_string_free (text, FALSE);
}
