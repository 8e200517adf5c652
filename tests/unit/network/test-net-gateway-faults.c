/* SPDX-License-Identifier: MIT */
/* Each act of a dishonest gateway: exactly that goes over the wire, and nothing else changes. */
#include "net-test-faults.h"
#include <string.h>

#define OPEN  NET_FAULT_PHASE_OPEN
#define CHAT  NET_FAULT_PHASE_CHAT
#define ACK   NET_FAULT_PHASE_ACK
#define CLOSE NET_FAULT_PHASE_CLOSE

/* What a whole session looks like when the fault strikes once (a pattern; the honest one is
 * "1O 2C 3A 4X"). */
typedef struct
{
  const char *fault;
  const char *stream;
} Act;

static const Act ACTS[] = {
  { "tamper-content:1:open", "hash 2C 3A 4X" },
  { "tamper-content:1:chat", "1O hash 3A 4X" },
  { "tamper-content:1:ack", "1O 2C hash 4X" },
  { "tamper-content:1:close", "1O 2C 3A hash" },
  { "tamper-key:1:open", "path 2C 3A 4X" },
  { "tamper-key:1:chat", "1O (path|hash) 3A 4X" },
  { "tamper-key:1:ack", "1O 2C (path|hash) 4X" },
  { "tamper-key:1:close", "1O 2C 3A (path|hash)" },
  { "tamper-tree:1:open", "witness 2C 3A 4X" },
  { "tamper-tree:1:chat", "1O witness 3A 4X" },
  { "tamper-tree:1:ack", "1O 2C witness 4X" },
  { "tamper-tree:1:close", "1O 2C 3A witness" },
  { "tamper-certificate:1:chat", "1O (cert|signature) 3A 4X" },
  { "tamper-certificate:1:open:1", "cert 2C 3A 4X" },
  { "tamper-certificate:1:chat:1", "1O cert 3A 4X" },
  { "tamper-certificate:1:ack:1", "1O 2C cert 4X" },
  { "tamper-certificate:1:close:1", "1O 2C 3A cert" },
  { "tamper-certificate:1:chat:2", "1O signature 3A 4X" },
  { "tamper-certificate:1:chat:3", "1O signature 3A 4X" },
  { "forge-signature:1:open", "signature 2C 3A 4X" },
  { "forge-signature:1:chat", "1O signature 3A 4X" },
  { "forge-signature:1:ack", "1O 2C signature 4X" },
  { "forge-signature:1:close", "1O 2C 3A signature" },
  { "forge-delegation:1:open", "delegation 2C 3A 4X" },
  { "forge-delegation:1:chat", "1O delegation 3A 4X" },
  { "forge-delegation:1:ack", "1O 2C delegation 4X" },
  { "forge-delegation:1:close", "1O 2C 3A delegation" },
  { "forge-range:1:open", "range 2C 3A 4X" },
  { "forge-range:1:chat", "1O range 3A 4X" },
  { "forge-range:1:ack", "1O 2C range 4X" },
  { "forge-range:1:close", "1O 2C 3A range" },
  { "forge-canister:1:open", "canister 2C 3A 4X" },
  { "forge-canister:1:chat", "1O canister 3A 4X" },
  { "forge-canister:1:ack", "1O 2C canister 4X" },
  { "forge-canister:1:close", "1O 2C 3A canister" },
  { "replay:1:chat", "1O 2C 1O 3A 4X" },
  { "replay:1:ack", "1O 2C 3A (1O|2C) 4X" },
  { "replay:1:close", "1O 2C 3A 4X (1O|2C|3A)" },
  { "duplicate:1:open", "1O\\*2 2C 3A 4X" },
  { "duplicate:1:chat", "1O 2C\\*2 3A 4X" },
  { "duplicate:1:ack", "1O 2C 3A\\*2 4X" },
  { "duplicate:1:close", "1O 2C 3A 4X\\*2" },
  { "reorder:1:open", "2C 1O 3A 4X" },
  { "reorder:1:chat", "1O 3A 2C 4X" },
  { "reorder:1:ack", "1O 2C 4X 3A" },
  { "drop:1:open", "2C 3A 4X" },
  { "drop:1:chat", "1O 3A 4X" },
  { "drop:1:ack", "1O 2C 4X" },
  { "drop:1:close", "1O 2C 3A" },
  { "withhold-open:1:open", "" },
  { "withhold-opened:1:open", "" },
  { "withhold-down:1:open", "" },
  { "withhold-down:1:chat", "1O" },
  { "withhold-down:1:ack", "1O 2C" },
  { "withhold-down:1:close", "1O 2C 3A" },
  { "withhold-up:1:chat", "1O 2A 3X" },
  { "nonsense:1:open", "junk 1O 2C 3A 4X" },
  { "nonsense:1:chat", "1O junk 2C 3A 4X" },
  { "nonsense:1:ack", "1O 2C junk 3A 4X" },
  { "nonsense:1:close", "1O 2C 3A junk 4X" },
  { "text:1:open", "text 1O 2C 3A 4X" },
  { "text:1:chat", "1O text 2C 3A 4X" },
  { "text:1:ack", "1O 2C text 3A 4X" },
  { "text:1:close", "1O 2C 3A text 4X" },
  { "huge-frame:1:chat:5000000", "1O huge 2C 3A 4X" },
  { "flood:1:open:30", "1O\\*31 2C 3A 4X" },
  { "flood:1:chat:30", "1O 2C\\*31 3A 4X" },
  { "flood:1:ack:30", "1O 2C 3A\\*31 4X" },
  { "flood:1:close:30", "1O 2C 3A 4X\\*31" },
  { "ping-flood:1:chat:7", "1O 2C 3A 4X" },
  { "close:1:open", "end" },
  { "close:1:chat", "1O end" },
  { "close:1:ack", "1O 2C end" },
  { "close:1:close", "1O 2C 3A end" },
  { "close:1:chat:1200", "1O 2C 3A end" },
  { "restart:1:open", "close1001" },
  { "restart:1:chat", "1O close1001" },
  { "restart:1:ack", "1O 2C 3A close1001" },
  { "restart:1:close", "1O 2C 3A 4X close1001" },
};

static NetFault
fault_of (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  NetFault fault;

  g_assert_true (net_fault_from_name (parts[0], &fault));
  return fault;
}

static void
assert_stream (FaultFixture *self, TestWire *wire, const char *pattern)
{
  g_autofree char *stream = test_faults_describe (self, wire);
  g_autofree char *whole = g_strdup_printf ("^%s$", pattern);

  if (!g_regex_match_simple (whole, stream, 0, 0))
    g_error ("\"%s\" came where \"%s\" was due", stream, pattern);
}

static void
assert_count (FaultFixture *self, const char *fault, guint64 n)
{
  g_assert_cmpuint (net_faults_get_count (self->faults, fault_of (fault)), ==, n);
}

/* One session, in which the fault strikes once; and one after it, which is honest again. */
static void
play_act (FaultFixture *self, const Act *act)
{
  TestWire *wire = test_faults_connect (self, 1);
  TestWire *later;

  test_faults_set (self, act->fault, 1);
  test_faults_play (self, wire, CLOSE);
  assert_stream (self, wire, act->stream);
  assert_count (self, act->fault, 1);
  g_assert_true (net_faults_is_honest (self->faults));
  test_faults_leave (self, wire);

  test_faults_tick (self, 2);
  later = test_faults_connect (self, 2);
  test_faults_play (self, later, CHAT);
  assert_stream (self, later, "1O 2C");
  test_faults_leave (self, later);
}

static void
test_act (gconstpointer data)
{
  const Act *act = data;

  for (guint newer_api = 0; newer_api < 2; newer_api++)
    {
      FaultFixture fixture = { 0 };

      test_faults_set_up (&fixture, GINT_TO_POINTER (newer_api));
      play_act (&fixture, act);
      test_faults_tear_down (&fixture, NULL);
    }
}

/* All the bytes that a client gets in one session. */
static GByteArray *
record_session (const char *fault, char **clients)
{
  FaultFixture self = { 0 };
  GByteArray *bytes = g_byte_array_new ();
  TestWire *wire;

  test_faults_set_up (&self, NULL);
  if (fault != NULL)
    {
      NetFaultSetting setting = { .rate = 1, .phase = CLOSE, .clients = clients };

      net_faults_set (self.faults, fault_of (fault), &setting);
    }
  wire = test_faults_connect (&self, 1);
  test_faults_play (&self, wire, clients != NULL ? CLOSE : ACK);
  assert_stream (&self, wire, clients != NULL ? "1O 2C 3A 4X" : "1O 2C 3A");
  for (guint i = 0; i < 4; i++)
    {
      WireFrame *frame = g_ptr_array_index (wire->frames, i);

      g_byte_array_append (bytes, frame->payload->data, frame->payload->len);
    }
  test_faults_leave (&self, wire);
  test_faults_tear_down (&self, NULL);
  return bytes;
}

/* A fault that is not due, or due to somebody else, leaves no trace: not a byte. */
static void
test_honest_bytes (void)
{
  char *clients[] = { (char *)"aaaaa-aa", NULL };
  g_autoptr (GByteArray) honest = record_session (NULL, NULL);

  for (guint fault = 0; fault < NET_N_FAULTS; fault++)
    {
      g_autoptr (GByteArray) other = NULL;

      if (!net_fault_can_happen (fault, CLOSE))
        continue;
      other = record_session (net_fault_get_name (fault), NULL);
      g_assert_cmpmem (other->data, other->len, honest->data, honest->len);
      g_clear_pointer (&other, g_byte_array_unref);
      other = record_session (net_fault_get_name (fault), clients);
      g_assert_cmpmem (other->data, other->len, honest->data, honest->len);
    }
}

/* Handshake */

static void
test_no_handshake (FaultFixture *self, gconstpointer data)
{
  TestWire *wire;

  test_faults_set (self, "no-handshake", 1);
  wire = test_faults_connect (self, 1);
  test_faults_tick (self, 100);
  g_assert_cmpuint (wire->status, ==, SOUP_STATUS_SWITCHING_PROTOCOLS);
  g_assert_cmpuint (wire->frames->len, ==, 0);
  g_assert_false (wire->ended);
  test_faults_leave (self, wire);
}

static void
test_bad_handshake (FaultFixture *self, gconstpointer data)
{
  const guint n = 20;
  g_autoptr (GHashTable) kinds = g_hash_table_new (NULL, NULL);

  test_faults_set (self, "bad-handshake", 0);
  for (guint i = 0; i < n; i++)
    {
      TestWire *wire = test_faults_connect (self, i);

      assert_stream (self, wire, "junk");
      g_hash_table_add (kinds,
                        GUINT_TO_POINTER (((WireFrame *)wire->frames->pdata[0])->payload->len));
      test_faults_leave (self, wire);
    }
  g_assert_cmpuint (g_hash_table_size (kinds), ==, 3);
  assert_count (self, "bad-handshake", n);
}

static void
test_wrong_principal (FaultFixture *self, gconstpointer data)
{
  TestWire *wire;
  WireFrame *frame;
  const IcPrincipal *own = net_gateway_get_principal (self->gateway);

  test_faults_set (self, "wrong-principal", 1);
  wire = test_faults_connect (self, 1);
  assert_stream (self, wire, "junk");
  frame = g_ptr_array_index (wire->frames, 0);
  /* Of the same form, but for the principal: the last of it tells that it is made of a key. */
  g_assert_cmpuint (frame->payload->len, ==, 3 + 1 + 18 + 2 + own->len);
  g_assert_cmpuint (frame->payload->data[frame->payload->len - 1], ==, 2);
  g_assert_cmpint (
      memcmp (frame->payload->data + frame->payload->len - own->len, own->bytes, own->len), !=, 0);
  test_faults_leave (self, wire);
}

static void
test_refuse (FaultFixture *self, gconstpointer data)
{
  TestWire *wire;

  test_faults_set (self, "refuse", 1);
  wire = test_faults_connect (self, 1);
  g_assert_cmpuint (wire->status, ==, SOUP_STATUS_SERVICE_UNAVAILABLE);
  test_faults_leave (self, wire);
  wire = test_faults_connect (self, 1);
  g_assert_cmpuint (wire->status, ==, SOUP_STATUS_SWITCHING_PROTOCOLS);
  test_faults_leave (self, wire);
}

/* The oldest have to go: a crowd that hangs costs no more than this. */
static void
test_hang (FaultFixture *self, gconstpointer data)
{
  const guint n_kept = 256;
  g_autoptr (GPtrArray) wires = g_ptr_array_new_with_free_func ((GDestroyNotify)test_wire_free);
  TestWire *first, *last, *served;

  test_faults_set (self, "hang", 0);
  for (guint i = 0; i <= n_kept; i++)
    g_ptr_array_add (wires, test_faults_connect (self, i));
  first = g_ptr_array_index (wires, 0);
  last = g_ptr_array_index (wires, n_kept);
  test_run_until (&first->ended);
  test_faults_tick (self, 100);
  for (guint i = 1; i <= n_kept; i++)
    {
      TestWire *wire = g_ptr_array_index (wires, i);

      g_assert_cmpuint (wire->status, ==, 0);
      g_assert_false (wire->ended);
    }
  assert_count (self, "hang", n_kept + 1);
  /* Those behind them are served. */
  net_faults_clear_all (self->faults);
  served = test_faults_join (self, 1000);
  assert_stream (self, served, "1O");
  test_faults_leave (self, served);
  net_gateway_stop (self->gateway);
  test_run_until (&last->ended);
  g_assert_cmpuint (last->status, ==, 0);
}

/* What is about all frames can be done to the handshake, too. */
static void
test_at_handshake (FaultFixture *self, gconstpointer data)
{
  static const Act HANDSHAKES[] = {
    { "nonsense:1:handshake", "junk hello" },
    { "text:1:handshake", "text hello" },
    { "duplicate:1:handshake", "hello" },
    { "flood:1:handshake:5", "hello\\*5" },
    { "close:1:handshake", "end" },
    { "restart:1:handshake", "close1001" },
    { "huge-frame:1:handshake", "huge hello" },
    { "close:1:handshake:100", "end" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (HANDSHAKES); i++)
    {
      TestWire *wire;

      test_faults_set (self, HANDSHAKES[i].fault, 1);
      wire = test_faults_connect (self, i);
      test_faults_tick (self, 2);
      assert_stream (self, wire, HANDSHAKES[i].stream);
      if (g_str_has_prefix (HANDSHAKES[i].fault, "huge"))
        g_assert_cmpuint (((WireFrame *)wire->frames->pdata[0])->size, ==, 64 * 1024 * 1024);
      test_faults_leave (self, wire);
    }
}

static void
test_late_handshake (FaultFixture *self, gconstpointer data)
{
  TestWire *wire;

  test_faults_set (self, "delay:1:handshake:250", 1);
  wire = test_faults_connect (self, 1);
  test_faults_tick (self, 2);
  g_assert_cmpuint (wire->frames->len, ==, 0);
  test_faults_tick (self, 1);
  g_assert_cmpuint (wire->frames->len, ==, 1);
  test_faults_leave (self, wire);
}

/* Up */

static void
test_withhold_open (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_connect (self, 1);

  test_faults_set (self, "withhold-open", 0);
  test_faults_play (self, wire, OPEN);
  g_assert_cmpuint (test_faults_count_members (self), ==, 0);
  test_faults_leave (self, wire);
  net_faults_clear_all (self->faults);
  test_faults_set (self, "withhold-opened", 0);
  wire = test_faults_connect (self, 2);
  test_faults_play (self, wire, CHAT);
  assert_stream (self, wire, "");
  g_assert_cmpuint (test_faults_count_members (self), ==, 1);
  test_faults_leave (self, wire);
}

/* Withheld from the first message on, until somebody switches it off. */
static void
test_withhold_up (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_join (self, 1);
  TestWire *listener = test_faults_join (self, 2);

  test_faults_set (self, "withhold-up:1:chat", 1);
  test_faults_say (wire, "one");
  test_faults_say (wire, "two");
  test_faults_tick (self, 2);
  assert_stream (self, listener, "1O");
  assert_count (self, "withhold-up", 1);
  net_faults_clear (self->faults, NET_FAULT_WITHHOLD_UP);
  wire->sequence_num = 0;
  test_faults_say (wire, "three");
  test_faults_tick (self, 2);
  assert_stream (self, listener, "1O 2C");
  test_faults_leave (self, wire);
  test_faults_leave (self, listener);
}

static void
test_withhold_ws_close (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_join (self, 1);

  test_faults_set (self, "withhold-up:1:close", 1);
  test_faults_leave (self, wire);
  test_faults_tick (self, 2);
  g_assert_cmpuint (test_faults_count_members (self), ==, 1);
  assert_count (self, "withhold-up", 1);
  wire = test_faults_join (self, 2);
  test_faults_leave (self, wire);
  test_faults_tick (self, 2);
  g_assert_cmpuint (test_faults_count_members (self), ==, 1);
}

static void
answer_ack (TestWire *wire)
{
  test_wire_say (wire, GROUP_CHAT_ID, net_ws_encode_number_message (NET_SERVICE_KEEP_ALIVE, 2),
                 TRUE);
}

static void
test_withhold_keep_alive (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_connect (self, 1);

  test_faults_set (self, "withhold-keep-alive", 0);
  test_faults_play (self, wire, ACK);
  answer_ack (wire);
  test_faults_tick (self, 7);
  assert_stream (self, wire, "1O 2C 3A 4X");
  assert_count (self, "withhold-keep-alive", 1);
  test_faults_leave (self, wire);
}

/* What it is like without the fault. */
static void
test_keep_alive (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_connect (self, 1);

  test_faults_play (self, wire, ACK);
  answer_ack (wire);
  test_faults_tick (self, 7);
  assert_stream (self, wire, "1O 2C 3A");
  test_faults_leave (self, wire);
}

static void
test_swap_up (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_join (self, 1);
  g_auto (TestFrame) frame = { 0 };
  NetServiceKind kind;
  NetCloseReason reason;
  guint64 number;

  test_faults_set (self, "swap-up:1:chat", 1);
  test_faults_say (wire, "one");
  test_faults_tick (self, 2);
  assert_stream (self, wire, "1O");
  test_faults_say (wire, "two");
  test_faults_tick (self, 2);
  assert_stream (self, wire, "1O 2X");
  g_assert_true (test_wire_frame_read (wire->frames->pdata[2], &frame));
  g_assert_true (net_ws_message_from_cbor (frame.content, &frame.message, NULL));
  g_assert_true (
      net_ws_decode_service_message (frame.message.content, &kind, &number, &reason, NULL));
  g_assert_cmpint (reason, ==, NET_CLOSE_WRONG_SEQUENCE_NUMBER);
  test_faults_leave (self, wire);
}

/* Down */

/* Two in one room, one of whom gets a message of the other. */
static void
play_misdelivery (FaultFixture *self, const Act *act)
{
  TestWire *other = test_faults_join (self, 2);
  TestWire *wire = test_faults_connect (self, 1);
  g_autofree char *text = ic_principal_to_text (&wire->key.principal);
  char *clients[] = { text, NULL };
  NetFaultSetting setting;

  test_faults_set (self, act->fault, 1);
  setting = *net_faults_get (self->faults, NET_FAULT_MISDELIVER);
  setting.clients = clients;
  net_faults_set (self->faults, NET_FAULT_MISDELIVER, &setting);
  test_faults_play (self, wire, CLOSE);
  assert_stream (self, wire, act->stream);
  assert_stream (self, other, "1O 2C 3A 4X");
  test_faults_leave (self, wire);
  test_faults_leave (self, other);
}

static void
test_misdeliver (void)
{
  static const Act MISDELIVERIES[] = {
    { "misdeliver:1:open:1", "other 1O 2C 3A 4X" },
    { "misdeliver:1:chat:1", "1O other 2C 3A 4X" },
    { "misdeliver:1:ack:1", "1O 2C other 3A 4X" },
    { "misdeliver:1:close:1", "1O 2C 3A other 4X" },
    { "misdeliver:1:open:2", "(hash|path) 1O 2C 3A 4X" },
    { "misdeliver:1:chat:2", "1O (hash|path) 2C 3A 4X" },
    { "misdeliver:1:chat", "1O (other|hash|path) 2C 3A 4X" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (MISDELIVERIES); i++)
    {
      FaultFixture fixture = { 0 };

      test_faults_set_up (&fixture, NULL);
      play_misdelivery (&fixture, &MISDELIVERIES[i]);
      test_faults_tear_down (&fixture, NULL);
    }
}

/* With nobody else there, there is nothing to mix up; nor is it counted. */
static void
test_misdeliver_alone (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_connect (self, 1);

  test_faults_set (self, "misdeliver", 0);
  test_faults_play (self, wire, CLOSE);
  assert_stream (self, wire, "1O 2C 3A 4X");
  assert_count (self, "misdeliver", 0);
  test_faults_leave (self, wire);
}

/* Late, but all of it and in order; what comes after does not overtake. */
static void
test_delay (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_join (self, 1);

  test_faults_set (self, "delay:1:chat:500", 1);
  test_faults_say (wire, "one");
  test_faults_say (wire, "two");
  test_faults_tick (self, 1);
  test_faults_say (wire, "three");
  test_faults_tick (self, 4);
  assert_stream (self, wire, "1O");
  test_faults_tick (self, 1);
  assert_stream (self, wire, "1O 2C 3C 4C");
  test_faults_say (wire, "four");
  test_faults_tick (self, 1);
  assert_stream (self, wire, "1O 2C 3C 4C 5C");
  test_faults_leave (self, wire);
}

static void
test_stale (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_join (self, 1);
  guint64 before_ns, age_ns, time_ns;
  g_auto (TestFrame) frame = { 0 };
  g_autoptr (IcCertificate) certificate = NULL;

  test_faults_set (self, "stale:1:chat", 1);
  test_faults_say (wire, "one");
  test_faults_tick (self, 3);
  before_ns = ic_clock_get_wall_ns (IC_CLOCK (self->clock));
  while (wire->frames->len < 3)
    {
      ic_manual_clock_advance_us (self->clock, G_TIME_SPAN_SECOND);
      test_settle ();
      g_assert_cmpuint (ic_clock_get_wall_ns (IC_CLOCK (self->clock)) - before_ns, <,
                        400 * IC_NS_PER_S);
    }
  g_assert_true (test_wire_frame_read (wire->frames->pdata[2], &frame));
  certificate = ic_certificate_new_from_cbor (frame.cert, NULL);
  g_assert_true (ic_certificate_get_time_ns (certificate, &time_ns, NULL));
  age_ns = ic_clock_get_wall_ns (IC_CLOCK (self->clock)) - time_ns;
  g_assert_cmpuint (age_ns, >=, 360 * IC_NS_PER_S);
  g_assert_cmpuint (age_ns, <, 362 * IC_NS_PER_S);
  test_faults_leave (self, wire);
}

static void
test_withhold_down_until_switched_off (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_join (self, 1);

  test_faults_set (self, "withhold-down:1:chat", 1);
  test_faults_say (wire, "one");
  test_faults_say (wire, "two");
  test_faults_tick (self, 2);
  net_faults_clear (self->faults, NET_FAULT_WITHHOLD_DOWN);
  test_faults_say (wire, "three");
  test_faults_tick (self, 2);
  assert_stream (self, wire, "1O 4C");
  test_faults_leave (self, wire);
}

/* A client that does not read: nothing runs in circles, nothing is lost, and all comes once it
 * reads again. */
static void
test_slow_reader (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_join (self, 1);

  test_faults_set (self, "flood", 1);
  test_faults_say (wire, "one");
  test_faults_say (wire, "two");
  test_wire_set_paused (wire, TRUE);
  test_faults_tick (self, 4);
  g_assert_cmpuint (wire->frames->len, <, 10000);
  test_wire_set_paused (wire, FALSE);
  test_wire_wait (wire, 20004, 0);
  assert_stream (self, wire, "1O 2C\\*20001 3C");
  test_faults_leave (self, wire);
}

static void
test_ping_flood (FaultFixture *self, gconstpointer data)
{
  TestWire *wire = test_faults_join (self, 1);

  test_faults_set (self, "ping-flood", 1);
  test_faults_say (wire, "one");
  test_faults_tick (self, 2);
  test_wire_wait (wire, 0, 20000);
  test_faults_tick (self, 2);
  g_assert_cmpuint (wire->n_pings, ==, 20000);
  assert_stream (self, wire, "1O 2C");
  test_faults_leave (self, wire);
}

/* Switches */

static void
test_clients_filter (FaultFixture *self, gconstpointer data)
{
  TestWire *ada = test_faults_join (self, 1);
  TestWire *bob = test_faults_join (self, 2);
  g_autofree char *text = ic_principal_to_text (&bob->key.principal);
  char *clients[] = { text, NULL };
  NetFaultSetting setting = { .rate = 1, .clients = clients };

  net_faults_set (self->faults, NET_FAULT_TAMPER_CONTENT, &setting);
  test_faults_say (ada, "one");
  test_faults_tick (self, 2);
  assert_stream (self, ada, "1O 2C");
  assert_stream (self, bob, "1O hash");
  net_faults_clear (self->faults, NET_FAULT_TAMPER_CONTENT);
  test_faults_say (ada, "two");
  test_faults_tick (self, 2);
  assert_stream (self, ada, "1O 2C 3C");
  assert_stream (self, bob, "1O hash 3C");
  test_faults_leave (self, ada);
  test_faults_leave (self, bob);
}

static void
test_rate (FaultFixture *self, gconstpointer data)
{
  const guint n = 400;
  TestWire *wire = test_faults_join (self, 1);
  guint64 n_dropped;

  test_faults_set (self, "drop:0.25", 0);
  for (guint i = 0; i < n; i++)
    {
      test_faults_say (wire, "again");
      if (i % 100 == 99)
        test_faults_tick (self, 1);
    }
  test_faults_tick (self, 2);
  n_dropped = net_faults_get_count (self->faults, NET_FAULT_DROP);
  /* The handshake and the OpenMessage came before. */
  g_assert_cmpuint (wire->frames->len, ==, 2 + n - n_dropped);
  g_assert_cmpuint (n_dropped, >, 60);
  g_assert_cmpuint (n_dropped, <, 140);
  test_faults_leave (self, wire);
}

static void
on_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_assert_true (net_gateway_close_finish (NET_GATEWAY (object), result, NULL));
  *(gboolean *)data = TRUE;
}

/* The same port, the same key. */
static void
test_start_again (FaultFixture *self, gconstpointer data)
{
  IcPrincipal principal = *net_gateway_get_principal (self->gateway);
  g_autofree char *url = g_strdup (net_gateway_get_url (self->gateway));
  guint16 port = g_ascii_strtoull (strrchr (url, ':') + 1, NULL, 10);

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (SoupSession) session = soup_session_new ();
      TestClient *client = test_client_new (session, url, i, i);
      TestWire *wire = test_faults_connect (self, 10 + i);
      g_autoptr (GError) error = NULL;
      gboolean done = FALSE;

      test_faults_play (self, wire, CHAT);
      assert_stream (self, wire, "1O 2C");
      test_faults_leave (self, wire);
      test_faults_tick (self, 1);
      if (i % 2 == 0)
        {
          net_gateway_close_async (self->gateway, NULL, on_done, &done);
          test_run_until (&done);
          test_client_wait_closed (client);
          g_assert_cmpuint (client->close_code, ==, SOUP_WEBSOCKET_CLOSE_GOING_AWAY);
        }
      else
        net_gateway_stop (self->gateway);
      test_client_wait_closed (client);
      test_client_free (client);
      g_assert_cmpuint (net_gateway_get_n_sessions (self->gateway), ==, 0);

      net_gateway_listen (self->gateway, port, NULL, FALSE, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (net_gateway_get_url (self->gateway), ==, url);
      g_assert_true (ic_principal_equal (net_gateway_get_principal (self->gateway), &principal));
    }
}

#define ADD(path, func)                                                                            \
  g_test_add ("/network/gateway-faults/" path, FaultFixture, NULL, test_faults_set_up, func,       \
              test_faults_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ACTS); i++)
    {
      g_autofree char *path = g_strdup_printf ("/network/gateway-faults/act/%s", ACTS[i].fault);

      g_test_add_data_func (path, &ACTS[i], test_act);
    }
  g_test_add_func ("/network/gateway-faults/honest-bytes", test_honest_bytes);
  ADD ("no-handshake", test_no_handshake);
  ADD ("bad-handshake", test_bad_handshake);
  ADD ("wrong-principal", test_wrong_principal);
  ADD ("refuse", test_refuse);
  ADD ("hang", test_hang);
  ADD ("at-handshake", test_at_handshake);
  ADD ("late-handshake", test_late_handshake);
  ADD ("withhold-open", test_withhold_open);
  ADD ("withhold-up", test_withhold_up);
  ADD ("withhold-ws-close", test_withhold_ws_close);
  ADD ("withhold-keep-alive", test_withhold_keep_alive);
  ADD ("keep-alive", test_keep_alive);
  ADD ("swap-up", test_swap_up);
  g_test_add_func ("/network/gateway-faults/misdeliver", test_misdeliver);
  ADD ("misdeliver-alone", test_misdeliver_alone);
  ADD ("delay", test_delay);
  ADD ("stale", test_stale);
  ADD ("withhold-down", test_withhold_down_until_switched_off);
  ADD ("slow-reader", test_slow_reader);
  ADD ("ping-flood", test_ping_flood);
  ADD ("clients", test_clients_filter);
  ADD ("rate", test_rate);
  ADD ("start-again", test_start_again);
  return g_test_run ();
}
