/* SPDX-License-Identifier: MIT */
/* What goes wrong on the way down, from the gateway to the client. */
#include "config.h"

#include "net-gateway-faults-private.h"

#include "ic/ic-cbor.h"
#include "ic/ic-certificate.h"

#define US_PER_MS          1000
#define MAX_NONSENSE_BYTES 512
#define MAX_PRINCIPAL      29

/* Silence and end */

gboolean
net_gateway_faults_is_silent (NetGatewayFaults *self, NetSilence *silence)
{
  return silence->on &&
         silence->generation == net_faults_get_generation (self->gateway->faults, silence->fault);
}

gboolean
net_gateway_faults_silence (NetGatewayFaults *self,
                            NetSilence *silence,
                            NetFault fault,
                            NetFaultPhase phase,
                            const IcPrincipal *client)
{
  NetFaults *faults = self->gateway->faults;

  if (net_gateway_faults_is_silent (self, silence))
    return TRUE;
  if (!net_faults_strike (faults, fault, phase, client, NULL))
    return FALSE;
  *silence = (NetSilence){ TRUE, fault, net_faults_get_generation (faults, fault) };
  return TRUE;
}

static void
on_drop_time (gpointer user_data)
{
  NetGatewayFaults *self = user_data;

  self->drop_timer = 0;
  net_gateway_session_drop (self->session);
}

gboolean
net_gateway_faults_drop (NetGatewayFaults *self, NetFaultPhase phase, const IcPrincipal *client)
{
  IcClock *clock = net_replica_get_clock (self->gateway->replica);
  guint64 after_ms;

  if (self->drop_timer != 0 ||
      !net_faults_strike (self->gateway->faults, NET_FAULT_CLOSE, phase, client, &after_ms))
    return FALSE;
  if (after_ms == 0)
    {
      net_gateway_session_drop (self->session);
      return TRUE;
    }
  self->drop_timer = ic_clock_call_at (
      clock, ic_clock_get_monotonic_us (clock) + (gint64)after_ms * US_PER_MS, on_drop_time, self);
  return FALSE;
}

void
net_gateway_faults_restart (NetGatewayFaults *self, NetFaultPhase phase, const IcPrincipal *client)
{
  if (net_faults_strike (self->gateway->faults, NET_FAULT_RESTART, phase, client, NULL))
    net_gateway_session_say_goodbye (self->session);
}

/* Noise */

static GBytes *
random_bytes (NetGatewayFaults *self)
{
  gsize len = 1 + ic_random_uint64 (self->gateway->random) % MAX_NONSENSE_BYTES;
  guint8 *bytes = g_malloc (len);

  ic_random_bytes (self->gateway->random, bytes, len);
  return g_bytes_new_take (bytes, len);
}

static void
put_take (NetGatewayFaults *self, NetOutputKind kind, GBytes *bytes)
{
  net_gateway_outbox_put (self->outbox, kind, bytes, 1, 0);
  g_bytes_unref (bytes);
}

static void
make_noise (NetGatewayFaults *self, NetFaultPhase phase, const IcPrincipal *client)
{
  NetFaults *faults = self->gateway->faults;
  guint64 n;

  if (net_faults_strike (faults, NET_FAULT_NONSENSE, phase, client, NULL))
    put_take (self, NET_OUTPUT_BINARY, random_bytes (self));
  if (net_faults_strike (faults, NET_FAULT_TEXT, phase, client, NULL))
    put_take (self, NET_OUTPUT_TEXT, g_bytes_new_static ("hello", 5));
  if (net_faults_strike (faults, NET_FAULT_HUGE_FRAME, phase, client, &n))
    put_take (self, NET_OUTPUT_BINARY, g_bytes_new_take (g_malloc0 (n), n));
  if (net_faults_strike (faults, NET_FAULT_PING_FLOOD, phase, client, &n))
    net_gateway_outbox_put (self->outbox, NET_OUTPUT_PING, NULL, n, 0);
}

/* Time and number */

/* When a frame may go: 0 is at once. @cert (nullable): whose age matters. */
static gint64
find_due_time (NetGatewayFaults *self, NetFaultPhase phase, const IcPrincipal *client, GBytes *cert)
{
  NetFaults *faults = self->gateway->faults;
  IcClock *clock = net_replica_get_clock (self->gateway->replica);
  gint64 now_us = ic_clock_get_monotonic_us (clock);
  gint64 due_us = 0;
  guint64 ms;

  if (net_faults_strike (faults, NET_FAULT_DELAY, phase, client, &ms))
    due_us = now_us + (gint64)ms * US_PER_MS;
  if (cert != NULL && net_faults_strike (faults, NET_FAULT_STALE, phase, client, &ms))
    {
      g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (cert, NULL);
      guint64 wall_ns = ic_clock_get_wall_ns (clock);
      guint64 time_ns = wall_ns;

      if (certificate != NULL)
        ic_certificate_get_time_ns (certificate, &time_ns, NULL);
      due_us = MAX (due_us, now_us + (gint64)ms * US_PER_MS -
                                (gint64)(wall_ns - time_ns) / (gint64)IC_NS_PER_US);
    }
  return due_us;
}

/* The frame, and itself again. */
static void
send_copies (NetGatewayFaults *self,
             NetFaultPhase phase,
             const IcPrincipal *client,
             GBytes *bytes,
             gint64 due_us)
{
  NetFaults *faults = self->gateway->faults;
  guint64 n;

  net_gateway_outbox_put (self->outbox, NET_OUTPUT_BINARY, bytes, 1, due_us);
  if (net_faults_strike (faults, NET_FAULT_DUPLICATE, phase, client, NULL))
    net_gateway_outbox_put (self->outbox, NET_OUTPUT_BINARY, bytes, 1, due_us);
  if (net_faults_strike (faults, NET_FAULT_FLOOD, phase, client, &n))
    net_gateway_outbox_put (self->outbox, NET_OUTPUT_BINARY, bytes, n, due_us);
}

/* Old frames */

static void
remember (NetGatewayFaults *self, NetGatewayFrame *frame)
{
  NetGatewayFrame **slot = &self->old[self->n_old % MAX_OLD_FRAMES];

  if (net_gateway_frame_get_size (frame) > MAX_OLD_FRAME_BYTES)
    return;
  g_clear_pointer (slot, net_gateway_frame_unref);
  *slot = net_gateway_frame_ref (frame);
  self->n_old++;
}

static void
replay (NetGatewayFaults *self, NetFaultPhase phase, const IcPrincipal *client)
{
  guint n = MIN (self->n_old, MAX_OLD_FRAMES);

  if (n > 0 && net_faults_strike (self->gateway->faults, NET_FAULT_REPLAY, phase, client, NULL))
    put_take (self, NET_OUTPUT_BINARY,
              net_gateway_frame_encode (self->old[ic_random_uint64 (self->gateway->random) % n]));
}

/* As it is, or under the key that is due, so that the witness knows the key but not the content. */
static void
misdeliver (NetGatewayFaults *self,
            NetFaultPhase phase,
            const IcPrincipal *client,
            const NetGatewayFrame *frame,
            NetGatewayFrame *other)
{
  g_autoptr (NetGatewayFrame) wrong = NULL;
  guint64 how;

  if (other == NULL ||
      !net_faults_strike (self->gateway->faults, NET_FAULT_MISDELIVER, phase, client, &how))
    return;
  wrong = net_gateway_frame_copy (other);
  if (how == 0)
    how = 1 + ic_random_uint64 (self->gateway->random) % 2;
  if (how == 2)
    {
      g_free (wrong->key);
      wrong->key = g_strdup (frame->key);
    }
  put_take (self, NET_OUTPUT_BINARY, net_gateway_frame_encode (wrong));
}

/* Handshake */

static GBytes *
encode_handshake (const char *name, gconstpointer principal, gsize len)
{
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 1);
  ic_cbor_put_text (out, name);
  ic_cbor_put_bytes (out, principal, len);
  return g_byte_array_free_to_bytes (out);
}

static GBytes *
make_bad_handshake (NetGatewayFaults *self)
{
  const IcPrincipal *own = &self->gateway->principal;
  guint8 bytes[MAX_PRINCIPAL + 1];

  switch (ic_random_uint64 (self->gateway->random) % 3)
    {
    case 0:
      return encode_handshake ("gateway", own->bytes, own->len);
    case 1:
      ic_random_bytes (self->gateway->random, bytes, sizeof bytes);
      return encode_handshake ("gateway_principal", bytes, sizeof bytes);
    default:
      return g_bytes_new_static ("\xa0", 1);
    }
}

static GBytes *
make_handshake (NetGatewayFaults *self)
{
  NetFaults *faults = self->gateway->faults;
  IcPrincipal principal = self->gateway->principal;

  if (net_faults_strike (faults, NET_FAULT_BAD_HANDSHAKE, NET_FAULT_PHASE_HANDSHAKE, NULL, NULL))
    return make_bad_handshake (self);
  if (net_faults_strike (faults, NET_FAULT_WRONG_PRINCIPAL, NET_FAULT_PHASE_HANDSHAKE, NULL, NULL))
    {
      guint8 key[32];

      ic_random_bytes (self->gateway->random, key, sizeof key);
      ic_principal_self_authenticating (&principal, key, sizeof key);
    }
  return encode_handshake ("gateway_principal", principal.bytes, principal.len);
}

void
net_gateway_faults_shake_hands (NetGatewayFaults *self)
{
  const NetFaultPhase phase = NET_FAULT_PHASE_HANDSHAKE;
  g_autoptr (GBytes) handshake = NULL;

  if (net_gateway_faults_drop (self, phase, NULL))
    return;
  make_noise (self, phase, NULL);
  if (!net_faults_strike (self->gateway->faults, NET_FAULT_NO_HANDSHAKE, phase, NULL, NULL))
    {
      handshake = make_handshake (self);
      send_copies (self, phase, NULL, handshake, find_due_time (self, phase, NULL, NULL));
    }
  net_gateway_faults_restart (self, phase, NULL);
}

/* Messages */

static gboolean
withholds (NetGatewayFaults *self, NetFaultPhase phase, const IcPrincipal *client)
{
  return net_gateway_faults_silence (self, &self->down, NET_FAULT_WITHHOLD_OPENED, phase, client) ||
         net_gateway_faults_silence (self, &self->down, NET_FAULT_WITHHOLD_DOWN, phase, client) ||
         net_faults_strike (self->gateway->faults, NET_FAULT_DROP, phase, client, NULL);
}

/* Sends a message, or keeps it until the next one has gone. */
static void
send_in_turn (NetGatewayFaults *self,
              NetFaultPhase phase,
              const IcPrincipal *client,
              NetGatewayFrame *frame)
{
  g_autoptr (NetGatewayFrame) changed = net_gateway_tamper (self->gateway, phase, frame);
  g_autoptr (GBytes) bytes = net_gateway_frame_encode (changed);

  if (self->reordered == NULL &&
      net_faults_strike (self->gateway->faults, NET_FAULT_REORDER, phase, client, NULL))
    {
      self->reordered = g_steal_pointer (&bytes);
      return;
    }
  send_copies (self, phase, client, bytes, find_due_time (self, phase, client, frame->cert));
  if (self->reordered != NULL)
    put_take (self, NET_OUTPUT_BINARY, g_steal_pointer (&self->reordered));
  replay (self, phase, client);
}

void
net_gateway_faults_send_down (NetGatewayFaults *self,
                              NetGatewayFrame *frame,
                              NetGatewayFrame *other)
{
  /* The frame's own: the session may be gone before we are done. */
  const IcPrincipal *client = &frame->client_key.principal;
  NetFaultPhase phase;

  if (net_faults_is_honest (self->gateway->faults) && self->reordered == NULL && !self->down.on)
    {
      put_take (self, NET_OUTPUT_BINARY, net_gateway_frame_encode (frame));
      remember (self, frame);
      return;
    }
  phase = net_gateway_frame_get_phase (frame);
  if (withholds (self, phase, client) || net_gateway_faults_drop (self, phase, client))
    return;
  make_noise (self, phase, client);
  misdeliver (self, phase, client, frame, other);
  send_in_turn (self, phase, client, frame);
  remember (self, frame);
  net_gateway_faults_restart (self, phase, client);
}

/* Life */

NetGatewayFaults *
net_gateway_faults_new (NetGateway *gateway,
                        NetGatewaySession *session,
                        SoupWebsocketConnection *connection)
{
  NetGatewayFaults *self = g_new0 (NetGatewayFaults, 1);

  self->gateway = gateway;
  self->session = session;
  self->outbox = net_gateway_outbox_new (connection, net_replica_get_clock (gateway->replica));
  return self;
}

void
net_gateway_faults_free (NetGatewayFaults *self)
{
  if (self->drop_timer != 0)
    ic_clock_cancel (net_replica_get_clock (self->gateway->replica), self->drop_timer);
  for (guint i = 0; i < MAX_OLD_FRAMES; i++)
    g_clear_pointer (&self->old[i], net_gateway_frame_unref);
  g_clear_pointer (&self->reordered, g_bytes_unref);
  g_clear_pointer (&self->swapped, g_bytes_unref);
  net_gateway_outbox_free (self->outbox);
  g_free (self);
}
