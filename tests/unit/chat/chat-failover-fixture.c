/* SPDX-License-Identifier: MIT */
#include "chat-failover-fixture.h"

#define DEADLINE_S 90
#define NOW_NS     (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)
#define TICK_MS    2

static gboolean
on_deadline (gpointer data)
{
  Fixture *fixture = data;

  g_critical ("Nothing happened within %d s; so far: %s", DEADLINE_S, fixture->log->str);
  g_abort ();
  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (gpointer data)
{
  Fixture *fixture = data;
  gint64 us = fixture->speed * G_GINT64_CONSTANT (1000);

  ic_manual_clock_advance_us (fixture->clock, us);
  if (fixture->network_clock != fixture->clock)
    ic_manual_clock_advance_us (fixture->network_clock, us);
  return G_SOURCE_CONTINUE;
}

static void
start_network (Fixture *fixture, guint n_gateways, guint16 replica_port, guint16 gateway_port)
{
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;

  net_network_options_init (&options);
  options.replica_port = replica_port;
  options.gateway_port = gateway_port;
  options.identity_port = 0;
  options.n_gateways = n_gateways;
  options.clock = IC_CLOCK (fixture->network_clock);
  fixture->network = net_network_new (&options);
  net_network_start (fixture->network, &error);
  g_assert_no_error (error);
}

static guint16
port_of (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return (guint16)g_uri_get_port (uri);
}

void
fixture_renew_network (Fixture *fixture)
{
  guint16 replica_port = port_of (net_network_get_replica_url (fixture->network));
  guint16 gateway_port = port_of (fixture_url (fixture, 0));

  net_network_stop (fixture->network);
  g_clear_object (&fixture->network);
  start_network (fixture, 1, replica_port, gateway_port);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = ic_manual_clock_new (NOW_NS);
  fixture->network_clock = g_object_ref (fixture->clock);
  start_network (fixture, N_GATEWAYS, 0, 0);
  fixture->identity = ic_ed25519_identity_new_random (ic_random_get_system ());
  fixture->log = g_string_new (NULL);
  fixture->speed = SLOW;
  fixture->deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, fixture);
  fixture->ticker = g_timeout_add (TICK_MS, on_tick, fixture);
}

void
fixture_split_clock (Fixture *fixture)
{
  g_object_unref (fixture->clock);
  fixture->clock = ic_manual_clock_new (NOW_NS);
}

void
fixture_leave (Fixture *fixture)
{
  g_clear_object (&fixture->room);
  if (fixture->connection == NULL)
    return;
  chat_connection_disconnect (fixture->connection);
  g_signal_handlers_disconnect_by_data (fixture->connection, fixture);
  g_clear_object (&fixture->connection);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_leave (fixture);
  net_network_stop (fixture->network);
  g_clear_object (&fixture->network);
  g_clear_object (&fixture->identity);
  g_source_remove (fixture->ticker);
  g_source_remove (fixture->deadline);
  g_string_free (fixture->log, TRUE);
  g_clear_object (&fixture->network_clock);
  g_clear_object (&fixture->clock);
}

const char *
fixture_url (Fixture *fixture, guint gateway)
{
  return net_gateway_get_url (net_network_get_nth_gateway (fixture->network, gateway));
}

ChatProfile *
fixture_profile_of (Fixture *fixture, guint n)
{
  ChatProfile *profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);

  g_free (profile->network_url);
  g_free (profile->gateway_url);
  profile->network_url = g_strdup (net_network_get_replica_url (fixture->network));
  profile->gateway_url = g_strdup (fixture_url (fixture, 0));
  profile->gateways = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    profile->gateways[i] = g_strdup (fixture_url (fixture, i));
  return profile;
}

ChatProfile *
fixture_profile (Fixture *fixture)
{
  return fixture_profile_of (fixture, N_GATEWAYS);
}

static void
on_health (ChatConnection *connection, GParamSpec *pspec, Fixture *fixture)
{
  g_string_append_printf (fixture->log, "%s ",
                          chat_health_to_id (chat_connection_get_health (connection)));
}

static void
on_opened (ChatConnection *connection, Fixture *fixture)
{
  fixture->n_opened++;
  g_string_append (fixture->log, "opened ");
}

static void
on_verdict (ChatConnection *connection, IcwsVerdict *verdict, Fixture *fixture)
{
  g_string_append_printf (
      fixture->log, "[%s %s: %s] ", icws_act_to_id (icws_verdict_get_act (verdict)),
      icws_response_to_id (icws_verdict_get_response (verdict)), icws_verdict_get_text (verdict));
  if (chat_connection_get_diagnosis (connection) != NULL)
    fixture->n_diagnosed++;
}

void
fixture_make (Fixture *fixture, ChatProfile *profile)
{
  fixture->connection = chat_connection_new (profile, IC_IDENTITY (fixture->identity),
                                             IC_CLOCK (fixture->clock), ic_random_get_system ());
  chat_profile_free (profile);
  g_signal_connect (fixture->connection, "notify::health", G_CALLBACK (on_health), fixture);
  g_signal_connect (fixture->connection, "opened", G_CALLBACK (on_opened), fixture);
  g_signal_connect (fixture->connection, "verdict", G_CALLBACK (on_verdict), fixture);
  fixture->room = chat_room_new (fixture->connection, "Ann");
}

void
fixture_join (Fixture *fixture, ChatProfile *profile)
{
  fixture_make (fixture, profile);
  chat_connection_connect (fixture->connection);
}

void
fixture_fault (Fixture *fixture, guint gateway, const char *fault)
{
  NetFaults *faults = net_gateway_get_faults (
      net_network_get_nth_gateway (fixture->network, gateway));
  g_autoptr (GError) error = NULL;

  net_faults_parse (faults, fault, &error);
  g_assert_no_error (error);
}

void
fixture_heal (Fixture *fixture, guint gateway)
{
  net_faults_clear_all (
      net_gateway_get_faults (net_network_get_nth_gateway (fixture->network, gateway)));
}

IcwsGateway *
fixture_gateway (Fixture *fixture, guint gateway)
{
  return icws_pool_find (chat_connection_get_pool (fixture->connection),
                         fixture_url (fixture, gateway));
}

IcwsGatewayState
fixture_gateway_state (Fixture *fixture, guint gateway)
{
  return icws_gateway_get_state (fixture_gateway (fixture, gateway),
                                 ic_clock_get_wall_ns (IC_CLOCK (fixture->clock)));
}

gboolean
fixture_is_at (Fixture *fixture, guint gateway)
{
  return chat_connection_get_mode (fixture->connection) == CHAT_MODE_GATEWAY &&
         chat_connection_get_gateway (fixture->connection) == fixture_gateway (fixture, gateway);
}

ChatHealth
fixture_health (Fixture *fixture)
{
  return chat_connection_get_health (fixture->connection);
}

guint
fixture_n_verdicts (Fixture *fixture)
{
  return g_list_model_get_n_items (chat_connection_get_verdicts (fixture->connection));
}

IcwsVerdict *
fixture_dup_last_verdict (Fixture *fixture)
{
  guint n = fixture_n_verdicts (fixture);

  return n == 0 ? NULL
                : g_list_model_get_item (chat_connection_get_verdicts (fixture->connection), n - 1);
}

void
fixture_say (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  chat_room_send_text (fixture->room, text, &error);
  g_assert_no_error (error);
}

gboolean
fixture_is_accepted (Fixture *fixture, const char *text)
{
  GListModel *model = G_LIST_MODEL (fixture->room);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (model, i);

      if (g_strcmp0 (chat_message_get_text (message), text) == 0 &&
          chat_message_get_delivery (message) == CHAT_DELIVERY_ACCEPTED)
        return TRUE;
    }
  return FALSE;
}

static void
pass_at (Fixture *fixture, guint speed, guint seconds)
{
  gint64 end_us = ic_clock_get_monotonic_us (IC_CLOCK (fixture->clock)) +
                  seconds * G_GINT64_CONSTANT (1000000);
  guint before = fixture->speed;

  fixture->speed = speed;
  WAIT_FOR (ic_clock_get_monotonic_us (IC_CLOCK (fixture->clock)) >= end_us);
  fixture->speed = before;
}

void
fixture_pass (Fixture *fixture, guint seconds)
{
  pass_at (fixture, FAST, seconds);
}

void
fixture_skip (Fixture *fixture, guint seconds)
{
  pass_at (fixture, WARP, seconds);
}
