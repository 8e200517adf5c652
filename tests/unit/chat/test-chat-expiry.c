/* SPDX-License-Identifier: MIT */
/* The end of a sign-in in the midst of a chat, and its renewal: the whole stack on one clock that is
 * moved by hand. */
#include "chat-test-identity.h"
#include "chat/chat.h"
#include "network/net-network.h"

#define DEADLINE_S 60
#define NOW_NS     (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)
/* Time goes on by this for each look of the loop, so that the network's own timers fire. */
#define TICK_MS 2
/* And by this in each step towards something that only the time brings about. */
#define STEP_MS  100
#define LIFE_NS  (400 * IC_NS_PER_S)
#define LATER_NS (G_GUINT64_CONSTANT (86400) * IC_NS_PER_S)

typedef struct
{
  IcManualClock *clock;
  NetNetwork *network;
  IcEd25519Identity *root;
  ChatConnection *connection;
  ChatRoom *room;
  GString *log; /* of what the connection said */
  guint deadline;
  guint ticker;
} Fixture;

static gboolean
on_deadline (gpointer data)
{
  g_critical ("Nothing happened within %d s", DEADLINE_S);
  g_abort ();
  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (gpointer data)
{
  ic_manual_clock_advance_us (data, TICK_MS * 1000);
  return G_SOURCE_CONTINUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;

  fixture->clock = ic_manual_clock_new (NOW_NS);
  net_network_options_init (&options);
  options.replica_port = 0;
  options.gateway_port = 0;
  options.clock = IC_CLOCK (fixture->clock);
  fixture->network = net_network_new (&options);
  net_network_start (fixture->network, &error);
  g_assert_no_error (error);
  fixture->root = ic_ed25519_identity_new_random (ic_random_get_system ());
  fixture->log = g_string_new (NULL);
  fixture->deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);
  fixture->ticker = g_timeout_add (TICK_MS, on_tick, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->room);
  if (fixture->connection != NULL)
    chat_connection_disconnect (fixture->connection);
  g_clear_object (&fixture->connection);
  net_network_stop (fixture->network);
  g_clear_object (&fixture->network);
  g_clear_object (&fixture->root);
  g_source_remove (fixture->ticker);
  g_source_remove (fixture->deadline);
  g_string_free (fixture->log, TRUE);
  g_clear_object (&fixture->clock);
}

#define WAIT_FOR(condition)                                                                        \
  while (!(condition))                                                                             \
  g_main_context_iteration (NULL, TRUE)

/* For what takes time and no work of others: the next look at the clock after a sleep. */
#define PASS_TIME_UNTIL(condition)                                                                 \
  while (!(condition))                                                                             \
    {                                                                                              \
      ic_manual_clock_advance_us (fixture->clock, STEP_MS * 1000);                                 \
      while (g_main_context_iteration (NULL, FALSE))                                               \
        ;                                                                                          \
    }

static guint64
now_ns (Fixture *fixture)
{
  return ic_clock_get_wall_ns (IC_CLOCK (fixture->clock));
}

static void
on_closed (ChatConnection *connection, const GError *error, GString *log)
{
  g_string_append_printf (log, "closed:%s ", icws_error_get_id (error));
}

static void
on_expiry (ChatConnection *connection, GParamSpec *pspec, GString *log)
{
  guint expiry;

  g_object_get (connection, "expiry", &expiry, NULL);
  g_string_append_printf (log, "%s ", chat_expiry_to_id (expiry));
}

static void
join (Fixture *fixture, IcIdentity *identity)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);

  g_free (profile->network_url);
  g_free (profile->gateway_url);
  profile->network_url = g_strdup (net_network_get_replica_url (fixture->network));
  profile->gateway_url = g_strdup (net_network_get_gateway_url (fixture->network));
  fixture->connection = chat_connection_new (profile, identity, IC_CLOCK (fixture->clock),
                                             ic_random_get_system ());
  g_signal_connect (fixture->connection, "closed", G_CALLBACK (on_closed), fixture->log);
  g_signal_connect (fixture->connection, "notify::expiry", G_CALLBACK (on_expiry), fixture->log);
  fixture->room = chat_room_new (fixture->connection, "Ann");
  chat_connection_connect (fixture->connection);
}

static ChatDelivery
delivery (Fixture *fixture, const char *text)
{
  GListModel *model = G_LIST_MODEL (fixture->room);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (model, i);

      if (g_strcmp0 (chat_message_get_text (message), text) == 0)
        return chat_message_get_delivery (message);
    }
  g_error ("no such message: %s", text);
}

static ChatHealth
health (Fixture *fixture)
{
  return chat_connection_get_health (fixture->connection);
}

static void
say (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  chat_room_send_text (fixture->room, text, &error);
  g_assert_no_error (error);
}

/* As if the computer had slept: time that no timer counted. */
static void
sleep_until (Fixture *fixture, guint64 wall_ns)
{
  ic_manual_clock_set_wall_ns (fixture->clock, wall_ns);
}

static void
assert_log (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->log->str, ==, expected);
  g_string_truncate (fixture->log, 0);
}

/* The whole way: the stages are told, the end closes, what is typed then waits, renewal sends it. */
static void
test_whole_way (Fixture *fixture, gconstpointer data)
{
  guint64 end_ns = now_ns (fixture) + CHAT_EXPIRY_HOUR_NS + LIFE_NS;
  g_autoptr (IcIdentity) identity = chat_test_identity_new (fixture->root, end_ns, NULL, NULL);
  g_autoptr (IcIdentity) renewed = NULL;
  g_autoptr (GError) error = NULL;
  guint64 read_ns;

  join (fixture, identity);
  g_object_get (fixture->connection, "identity-expiry-ns", &read_ns, NULL);
  g_assert_cmpuint (read_ns, ==, end_ns);
  g_assert_cmpint (chat_connection_get_expiry (fixture->connection), ==, CHAT_EXPIRY_FRESH);
  say (fixture, "first");
  WAIT_FOR (delivery (fixture, "first") == CHAT_DELIVERY_ACCEPTED);
  assert_log (fixture, "");

  sleep_until (fixture, end_ns - CHAT_EXPIRY_HOUR_NS);
  PASS_TIME_UNTIL (chat_connection_get_expiry (fixture->connection) == CHAT_EXPIRY_HOUR);
  sleep_until (fixture, end_ns - CHAT_EXPIRY_MINUTES_NS);
  PASS_TIME_UNTIL (chat_connection_get_expiry (fixture->connection) == CHAT_EXPIRY_MINUTES);
  assert_log (fixture, "within-an-hour within-five-minutes ");
  say (fixture, "still here");
  WAIT_FOR (delivery (fixture, "still here") == CHAT_DELIVERY_ACCEPTED);

  sleep_until (fixture, end_ns);
  PASS_TIME_UNTIL (chat_connection_get_expiry (fixture->connection) == CHAT_EXPIRY_EXPIRED);
  assert_log (fixture, "expired closed:identity-expired ");
  g_assert_error (chat_connection_get_error (fixture->connection), ICWS_ERROR,
                  ICWS_ERROR_IDENTITY_EXPIRED);
  g_assert_cmpint (icws_error_get_culprit (chat_connection_get_error (fixture->connection)), ==,
                   ICWS_CULPRIT_YOU);
  g_assert_cmpint (health (fixture), ==, CHAT_HEALTH_REFUSED);
  g_assert_cmpuint (chat_connection_get_retry_seconds (fixture->connection), ==, 0);
  say (fixture, "typed after the end");
  g_assert_cmpint (delivery (fixture, "typed after the end"), ==, CHAT_DELIVERY_QUEUED);

  renewed = chat_test_identity_new (fixture->root, now_ns (fixture) + LATER_NS, NULL, NULL);
  g_assert_true (chat_connection_renew_identity (fixture->connection, renewed, &error));
  g_assert_no_error (error);
  g_assert_true (chat_connection_get_identity (fixture->connection) == renewed);
  assert_log (fixture, "fresh ");
  WAIT_FOR (delivery (fixture, "typed after the end") == CHAT_DELIVERY_ACCEPTED);
  g_assert_cmpint (health (fixture), ==, CHAT_HEALTH_VERIFIED);
  g_assert_cmpint (delivery (fixture, "first"), ==, CHAT_DELIVERY_ACCEPTED);
  g_assert_cmpint (delivery (fixture, "still here"), ==, CHAT_DELIVERY_ACCEPTED);
}

/* In time: one session goes, the next comes, and what is typed in between arrives. */
static void
test_renew_in_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcIdentity)
      identity = chat_test_identity_new (fixture->root, now_ns (fixture) + LIFE_NS, NULL, NULL);
  g_autoptr (GError) error = NULL;

  join (fixture, identity);
  say (fixture, "before");
  WAIT_FOR (delivery (fixture, "before") == CHAT_DELIVERY_ACCEPTED);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *text = g_strdup_printf ("after %u", i);
      g_autoptr (IcIdentity) renewed = chat_test_identity_new (
          fixture->root, now_ns (fixture) + LATER_NS + i, NULL, NULL);

      g_assert_true (chat_connection_renew_identity (fixture->connection, renewed, &error));
      g_assert_no_error (error);
      say (fixture, text);
      g_assert_cmpint (delivery (fixture, text), ==, CHAT_DELIVERY_QUEUED);
      WAIT_FOR (delivery (fixture, text) == CHAT_DELIVERY_ACCEPTED);
    }
  assert_log (fixture, "fresh closed:cancelled closed:cancelled closed:cancelled closed:cancelled "
                       "closed:cancelled ");
}

/* What was sent and is not accepted yet is marked as failed and can be sent again; the rest waits. */
static void
test_nothing_lost (Fixture *fixture, gconstpointer data)
{
  guint64 end_ns = now_ns (fixture) + LIFE_NS;
  g_autoptr (IcIdentity) identity = chat_test_identity_new (fixture->root, end_ns, NULL, NULL);
  g_autoptr (IcIdentity) renewed = NULL;
  g_autoptr (GError) error = NULL;
  guint n_failed = 0, n_accepted = 0;

  join (fixture, identity);
  WAIT_FOR (health (fixture) == CHAT_HEALTH_VERIFIED);
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *text = g_strdup_printf ("line %u", i);

      say (fixture, text);
    }
  WAIT_FOR (delivery (fixture, "line 3") == CHAT_DELIVERY_ACCEPTED);
  sleep_until (fixture, end_ns);
  PASS_TIME_UNTIL (chat_connection_get_expiry (fixture->connection) == CHAT_EXPIRY_EXPIRED);
  renewed = chat_test_identity_new (fixture->root, now_ns (fixture) + LATER_NS, NULL, NULL);
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *text = g_strdup_printf ("later %u", i);

      say (fixture, text);
    }
  chat_connection_renew_identity (fixture->connection, renewed, &error);
  g_assert_no_error (error);
  say (fixture, "last");
  WAIT_FOR (delivery (fixture, "last") == CHAT_DELIVERY_ACCEPTED);
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *text = g_strdup_printf ("line %u", i);
      g_autofree char *later = g_strdup_printf ("later %u", i);

      g_assert_cmpint (delivery (fixture, later), ==, CHAT_DELIVERY_ACCEPTED);
      switch (delivery (fixture, text))
        {
        case CHAT_DELIVERY_ACCEPTED:
          n_accepted++;
          break;
        case CHAT_DELIVERY_FAILED:
          n_failed++;
          break;
        case CHAT_DELIVERY_RECEIVED:
        case CHAT_DELIVERY_QUEUED:
        case CHAT_DELIVERY_SENT:
        default:
          g_assert_not_reached ();
        }
    }
  g_assert_cmpuint (n_accepted + n_failed, ==, 30);
  g_assert_cmpuint (n_accepted, >=, 4);
}

static void
test_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcEd25519Identity) other = ic_ed25519_identity_new_random (ic_random_get_system ());
  g_autoptr (IcIdentity)
      identity = chat_test_identity_new (fixture->root, now_ns (fixture) + LATER_NS, NULL, NULL);
  g_autoptr (IcIdentity)
      another = chat_test_identity_new (other, now_ns (fixture) + LATER_NS, NULL, NULL);
  g_autoptr (IcIdentity)
      ended = chat_test_identity_new (fixture->root, now_ns (fixture), NULL, NULL);
  g_autoptr (IcIdentity) queries = chat_test_identity_new (
      fixture->root, now_ns (fixture) + LATER_NS, "queries", NULL);
  g_autoptr (GError) error = NULL;
  IcwsSession *session;

  join (fixture, identity);
  WAIT_FOR (health (fixture) == CHAT_HEALTH_VERIFIED);
  session = chat_connection_get_session (fixture->connection);
  g_assert_false (chat_connection_renew_identity (fixture->connection, another, &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_IDENTITY);
  g_clear_error (&error);
  g_assert_false (chat_connection_renew_identity (fixture->connection, ended, &error));
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_IDENTITY_EXPIRED);
  g_clear_error (&error);
  g_assert_false (chat_connection_renew_identity (fixture->connection, queries, &error));
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_IDENTITY_RESTRICTED);
  /* All is as before. */
  g_assert_true (chat_connection_get_session (fixture->connection) == session);
  g_assert_true (chat_connection_get_identity (fixture->connection) == identity);
  say (fixture, "as before");
  WAIT_FOR (delivery (fixture, "as before") == CHAT_DELIVERY_ACCEPTED);
  assert_log (fixture, "");
}

static void
test_ends_in_backoff (Fixture *fixture, gconstpointer data)
{
  guint64 end_ns = now_ns (fixture) + LIFE_NS;
  g_autoptr (IcIdentity) identity = chat_test_identity_new (fixture->root, end_ns, NULL, NULL);

  net_network_stop (fixture->network);
  join (fixture, identity);
  WAIT_FOR (chat_connection_get_retry_seconds (fixture->connection) > 0);
  sleep_until (fixture, end_ns);
  PASS_TIME_UNTIL (g_error_matches (chat_connection_get_error (fixture->connection), ICWS_ERROR,
                                    ICWS_ERROR_IDENTITY_EXPIRED));
  g_assert_cmpuint (chat_connection_get_retry_seconds (fixture->connection), ==, 0);
  g_assert_cmpint (health (fixture), ==, CHAT_HEALTH_REFUSED);
}

/* What a person closed, or left because the gateway lied, is not reopened by an end or a renewal. */
static void
test_closed_stays_closed (Fixture *fixture, gconstpointer data)
{
  guint64 end_ns = now_ns (fixture) + LIFE_NS;
  g_autoptr (IcIdentity) identity = chat_test_identity_new (fixture->root, end_ns, NULL, NULL);
  g_autoptr (IcIdentity) renewed = NULL;
  g_autoptr (GError) error = NULL;

  join (fixture, identity);
  WAIT_FOR (health (fixture) == CHAT_HEALTH_VERIFIED);
  chat_connection_disconnect (fixture->connection);
  assert_log (fixture, "closed:cancelled ");
  sleep_until (fixture, end_ns);
  PASS_TIME_UNTIL (chat_connection_get_expiry (fixture->connection) == CHAT_EXPIRY_EXPIRED);
  assert_log (fixture, "expired ");
  g_assert_null (chat_connection_get_error (fixture->connection));
  renewed = chat_test_identity_new (fixture->root, now_ns (fixture) + LATER_NS, NULL, NULL);
  g_assert_true (chat_connection_renew_identity (fixture->connection, renewed, &error));
  g_assert_cmpint (health (fixture), ==, CHAT_HEALTH_DISCONNECTED);
  chat_connection_connect (fixture->connection);
  WAIT_FOR (health (fixture) == CHAT_HEALTH_VERIFIED);
}

/* What cannot work is refused within connect: no socket was opened, nothing was asked. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint64 life_ns;
    const char *permissions;
    const char *target;
    int code;
  } ROWS[] = {
    { 0, NULL, NULL, ICWS_ERROR_IDENTITY_EXPIRED },
    { LATER_NS, "queries", NULL, ICWS_ERROR_IDENTITY_RESTRICTED },
    { LATER_NS, NULL, CHAT_PING_RUST_CANISTER, ICWS_ERROR_IDENTITY_RESTRICTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      g_autoptr (IcIdentity) identity = NULL;
      IcwsLedger *ledger;
      IcPrincipal target;

      if (ROWS[i].target != NULL)
        g_assert_true (ic_principal_from_text (&target, ROWS[i].target, NULL));
      identity = chat_test_identity_new (fixture->root, now_ns (fixture) + ROWS[i].life_ns,
                                         ROWS[i].permissions, ROWS[i].target ? &target : NULL);
      join (fixture, identity);
      g_assert_error (chat_connection_get_error (fixture->connection), ICWS_ERROR, ROWS[i].code);
      g_assert_null (chat_connection_get_session (fixture->connection));
      g_assert_null (chat_connection_get_root_key (fixture->connection));
      g_assert_cmpint (health (fixture), ==, CHAT_HEALTH_REFUSED);
      g_assert_cmpuint (chat_connection_get_retry_seconds (fixture->connection), ==, 0);
      ledger = chat_connection_get_ledger (fixture->connection);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (ledger)), ==, 1);
      g_clear_object (&fixture->room);
      g_clear_object (&fixture->connection);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/chat/expiry/whole-way", test_whole_way);
  ADD ("/chat/expiry/renew-in-time", test_renew_in_time);
  ADD ("/chat/expiry/nothing-lost", test_nothing_lost);
  ADD ("/chat/expiry/another", test_another);
  ADD ("/chat/expiry/ends-in-backoff", test_ends_in_backoff);
  ADD ("/chat/expiry/closed-stays-closed", test_closed_stays_closed);
  ADD ("/chat/expiry/refused", test_refused);
  return g_test_run ();
}
