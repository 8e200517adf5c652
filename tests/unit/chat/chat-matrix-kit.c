/* SPDX-License-Identifier: MIT */
#include "chat-matrix-kit.h"

#define NOW_NS  (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)
#define STEP_MS 500
/* While we sleep; others must be in time with their signs of life. */
#define SLEEP_STEP_MS 10000

static void
drop_message (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

void
kit_init (int *argc, char ***argv)
{
  static const char *const TALKERS[] = { "libsoup", "GLib", "GLib-GIO", "GLib-Net" };

  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (argc, argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (TALKERS); i++)
    g_log_set_handler (TALKERS[i], G_LOG_LEVEL_DEBUG, drop_message, NULL);
}

static void
kit_verdict_clear (gpointer data)
{
  g_object_unref (((KitVerdict *)data)->verdict);
}

static void
on_struck (NetFaults *faults, guint fault, guint phase, Kit *self)
{
  if (self->struck_us < 0)
    self->struck_us = kit_now_us (self);
}

static ChatProfile *
make_profile (Kit *self, guint n_gateways)
{
  ChatProfile *profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);

  g_free (profile->network_url);
  g_free (profile->gateway_url);
  profile->network_url = g_strdup (relay_get_url (self->replica_relay));
  profile->gateway_url = g_strdup (relay_get_url (self->gateway_relays[0]));
  profile->gateways = g_new0 (char *, n_gateways + 1);
  for (guint i = 0; i < n_gateways; i++)
    profile->gateways[i] = g_strdup (relay_get_url (self->gateway_relays[i]));
  profile->direct = CHAT_DIRECT_NEVER;
  profile->ack_interval_ms = self->ack_ms;
  return profile;
}

Kit *
kit_new (guint64 seed, guint ack_ms)
{
  Kit *self = g_new0 (Kit, 1);
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;

  self->seed = seed;
  self->ack_ms = ack_ms != 0 ? ack_ms : KIT_ACK_MS;
  self->random = ic_random_new_seeded (seed);
  self->clock = ic_manual_clock_new (NOW_NS);
  self->network_clock = ic_manual_clock_new (NOW_NS);
  net_network_options_init (&options);
  options.n_gateways = KIT_N_GATEWAYS;
  options.gateway.poll_interval_ms = KIT_POLL_MS;
  options.cdk.ack_interval_ms = self->ack_ms;
  options.cdk.keep_alive_timeout_ms = KIT_KEEP_ALIVE_MS;
  options.clock = IC_CLOCK (self->network_clock);
  options.random = self->random;
  self->network = net_network_new (&options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
  self->canister = net_network_get_nth_canister (self->network, 0, NULL);
  self->replica_relay = relay_new (net_network_get_replica_url (self->network));
  for (guint i = 0; i < KIT_N_GATEWAYS; i++)
    {
      NetGateway *gateway = net_network_get_nth_gateway (self->network, i);

      self->gateway_relays[i] = relay_new (net_gateway_get_url (gateway));
      g_signal_connect (net_gateway_get_faults (gateway), "struck", G_CALLBACK (on_struck), self);
    }
  self->identity = ic_ed25519_identity_new_random (self->random);
  self->peer_identity = ic_ed25519_identity_new_random (self->random);
  self->verdicts = g_array_new (FALSE, FALSE, sizeof (KitVerdict));
  g_array_set_clear_func (self->verdicts, kit_verdict_clear);
  self->struck_us = -1;
  self->proved_us = -1;
  self->step_ms = STEP_MS;
  return self;
}

static void
leave (ChatRoom **room, ChatConnection **connection, gpointer data)
{
  g_clear_object (room);
  if (*connection == NULL)
    return;
  chat_connection_disconnect (*connection);
  g_signal_handlers_disconnect_by_data (*connection, data);
  g_clear_object (connection);
}

void
kit_free (Kit *self)
{
  leave (&self->room, &self->connection, self);
  leave (&self->peer_room, &self->peer, self);
  kit_set_network (self, RELAY_PASS, FALSE);
  settle ();
  relay_free (self->replica_relay);
  for (guint i = 0; i < KIT_N_GATEWAYS; i++)
    {
      NetGateway *gateway = net_network_get_nth_gateway (self->network, i);

      g_signal_handlers_disconnect_by_data (net_gateway_get_faults (gateway), self);
      relay_free (self->gateway_relays[i]);
    }
  net_network_stop (self->network);
  settle ();
  g_clear_object (&self->network);
  g_clear_object (&self->identity);
  g_clear_object (&self->peer_identity);
  g_array_unref (self->verdicts);
  g_clear_object (&self->clock);
  g_clear_object (&self->network_clock);
  g_clear_object (&self->random);
  settle ();
  g_free (self);
}

gint64
kit_now_us (Kit *self)
{
  return ic_clock_get_monotonic_us (IC_CLOCK (self->clock));
}

static void
on_health (ChatConnection *connection, GParamSpec *pspec, Kit *self)
{
  ChatHealth health = chat_connection_get_health (connection);

  self->healths |= 1u << health;
  if (health == CHAT_HEALTH_VERIFIED)
    self->proved_us = kit_now_us (self);
}

static void
on_opened (ChatConnection *connection, Kit *self)
{
  self->n_opened++;
}

/* The list tells which one replaces a suspicion. */
static void
on_verdict (ChatConnection *connection, IcwsVerdict *verdict, Kit *self)
{
  guint n = g_list_model_get_n_items (chat_connection_get_verdicts (connection));
  KitVerdict *last;

  if (self->verdicts->len < n)
    {
      g_array_set_size (self->verdicts, n);
      last = &g_array_index (self->verdicts, KitVerdict, n - 1);
    }
  else
    {
      last = &g_array_index (self->verdicts, KitVerdict, self->verdicts->len - 1);
      g_object_unref (last->verdict);
    }
  last->verdict = g_object_ref (verdict);
  last->at_us = kit_now_us (self);
  last->health = chat_connection_get_health (connection);
}

void
kit_join (Kit *self, guint n_gateways)
{
  g_autoptr (ChatProfile) profile = make_profile (self, n_gateways);

  self->connection = chat_connection_new (profile, IC_IDENTITY (self->identity),
                                          IC_CLOCK (self->clock), self->random);
  g_signal_connect (self->connection, "notify::health", G_CALLBACK (on_health), self);
  g_signal_connect (self->connection, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect (self->connection, "verdict", G_CALLBACK (on_verdict), self);
  self->room = chat_room_new (self->connection, "Ann");
  chat_connection_connect (self->connection);
}

static gboolean
is_peer_there (Kit *self)
{
  return chat_connection_get_health (self->peer) == CHAT_HEALTH_VERIFIED;
}

void
kit_join_peer (Kit *self)
{
  g_autoptr (ChatProfile) profile = make_profile (self, 1);

  g_free (profile->network_url);
  profile->network_url = g_strdup (net_network_get_replica_url (self->network));
  g_free (profile->gateway_url);
  g_free (profile->gateways[0]);
  profile->gateway_url = g_strdup (net_network_get_gateway_url (self->network));
  profile->gateways[0] = g_strdup (profile->gateway_url);
  self->peer = chat_connection_new (profile, IC_IDENTITY (self->peer_identity),
                                    IC_CLOCK (self->network_clock), self->random);
  self->peer_room = chat_room_new (self->peer, "Bob");
  chat_connection_connect (self->peer);
  g_assert_true (kit_run_until (self, is_peer_there, 60000));
}

void
kit_step (Kit *self)
{
  gint64 us = self->step_ms * G_GINT64_CONSTANT (1000);

  settle ();
  ic_manual_clock_advance_us (self->network_clock, us);
  ic_manual_clock_advance_us (self->clock, us);
  settle ();
}

void
kit_run (Kit *self, guint ms)
{
  gint64 end_us = kit_now_us (self) + ms * G_GINT64_CONSTANT (1000);

  settle ();
  while (kit_now_us (self) < end_us)
    kit_step (self);
}

gboolean
kit_run_until (Kit *self, KitFunc done, guint max_ms)
{
  gint64 end_us = kit_now_us (self) + max_ms * G_GINT64_CONSTANT (1000);

  settle ();
  while (!done (self) && kit_now_us (self) < end_us)
    kit_step (self);
  return done (self);
}

gboolean
kit_is_verified (Kit *self)
{
  return chat_connection_get_health (self->connection) == CHAT_HEALTH_VERIFIED;
}

gboolean
kit_is_open (Kit *self)
{
  IcwsSession *session = chat_connection_get_session (self->connection);

  return session != NULL && icws_session_get_state (session) == ICWS_STATE_OPEN;
}

gboolean
kit_has_verdict (Kit *self)
{
  return self->verdicts->len > 0;
}

void
kit_sleep (Kit *self, guint ms)
{
  ic_manual_clock_suspend_us (self->clock, ms * G_GINT64_CONSTANT (1000));
  /* What comes meanwhile waits in the kernel. */
  kit_set_network (self, RELAY_HOLD, FALSE);
  for (guint left_ms = ms; left_ms > 0;)
    {
      guint step_ms = MIN (left_ms, SLEEP_STEP_MS);

      ic_manual_clock_advance_us (self->network_clock, step_ms * G_GINT64_CONSTANT (1000));
      settle ();
      left_ms -= step_ms;
    }
  kit_set_network (self, RELAY_PASS, FALSE);
}

void
kit_set_clock (Kit *self, gint64 by_ms)
{
  guint64 now_ns = ic_clock_get_wall_ns (IC_CLOCK (self->clock));

  ic_manual_clock_set_wall_ns (self->clock,
                               (guint64)((gint64)now_ns + by_ms * (gint64)IC_NS_PER_MS));
}

void
kit_set_network (Kit *self, RelayMode mode, gboolean cut)
{
  relay_set_mode (self->replica_relay, mode);
  for (guint i = 0; i < KIT_N_GATEWAYS; i++)
    relay_set_mode (self->gateway_relays[i], mode);
  if (!cut)
    return;
  relay_cut (self->replica_relay);
  for (guint i = 0; i < KIT_N_GATEWAYS; i++)
    relay_cut (self->gateway_relays[i]);
}

static void
say (ChatRoom *room, const char *text)
{
  g_autoptr (GError) error = NULL;

  chat_room_send_text (room, text, &error);
  g_assert_no_error (error);
}

void
kit_say (Kit *self, const char *text)
{
  say (self->room, text);
}

void
kit_peer_say (Kit *self, const char *text)
{
  if (self->peer_room != NULL)
    say (self->peer_room, text);
}

void
kit_fault (Kit *self, const char *text, guint64 limit)
{
  NetFaults *faults = net_gateway_get_faults (net_network_get_gateway (self->network));
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  g_autofree char *principal = NULL;
  char *clients[] = { NULL, NULL };
  g_autoptr (GError) error = NULL;
  IcPrincipal own;
  NetFaultSetting setting;
  NetFault fault;

  net_faults_parse (faults, text, &error);
  g_assert_no_error (error);
  g_assert_true (net_fault_from_name (parts[0], &fault));
  ic_identity_get_principal (IC_IDENTITY (self->identity), &own);
  principal = clients[0] = ic_principal_to_text (&own);
  setting = *net_faults_get (faults, fault);
  setting.limit = limit;
  if (setting.phase != NET_FAULT_PHASE_HANDSHAKE)
    setting.clients = clients;
  net_faults_set (faults, fault, &setting);
}

KitVerdict *
kit_get_verdict (Kit *self, guint i)
{
  return i < self->verdicts->len ? &g_array_index (self->verdicts, KitVerdict, i) : NULL;
}

void
kit_print (Kit *self)
{
  IcwsLedger *ledger = chat_connection_get_ledger (self->connection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (ledger));

  g_test_message ("seed %" G_GUINT64_FORMAT, self->seed);
  for (guint i = 0; i < self->verdicts->len; i++)
    {
      g_autofree char *json = icws_verdict_to_json (kit_get_verdict (self, i)->verdict, FALSE);

      g_test_message ("at %.1f s: %s", (double)kit_get_verdict (self, i)->at_us / G_USEC_PER_SEC,
                      json);
    }
  for (guint i = n > 60 ? n - 60 : 0; i < n; i++)
    {
      g_autoptr (IcwsLedgerEntry) entry = g_list_model_get_item (G_LIST_MODEL (ledger), i);

      g_test_message ("%s", icws_ledger_entry_get_text (entry));
    }
}
