/* SPDX-License-Identifier: MIT */
/* Messages, typists and the health verdict: everything in chat that needs no wire. */
#include "chat/chat-health.h"
#include "chat/chat-message.h"
#include "chat/chat-room.h"
#include "chat/chat-typists.h"

#define NOON_NS (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)

static ChatMessage *
text (const char *author, gboolean own, guint64 time_ns, ChatDelivery delivery)
{
  return chat_message_new (CHAT_MESSAGE_TEXT, author, "x", own, time_ns, delivery);
}

static void
test_grouping (void)
{
  g_autoptr (ChatMessage) first = text ("Ann", FALSE, NOON_NS, CHAT_DELIVERY_RECEIVED);
  g_autoptr (ChatMessage)
      soon = text ("Ann", FALSE, NOON_NS + 299 * IC_NS_PER_S, CHAT_DELIVERY_RECEIVED);
  g_autoptr (ChatMessage)
      late = text ("Ann", FALSE, NOON_NS + 300 * IC_NS_PER_S, CHAT_DELIVERY_RECEIVED);
  g_autoptr (ChatMessage) other = text ("Bob", FALSE, NOON_NS, CHAT_DELIVERY_RECEIVED);
  g_autoptr (ChatMessage) same_name = text ("Ann", TRUE, NOON_NS, CHAT_DELIVERY_ACCEPTED);
  g_autoptr (ChatMessage) own = text ("Me", TRUE, NOON_NS, CHAT_DELIVERY_ACCEPTED);
  g_autoptr (ChatMessage) failed = text ("Me", TRUE, NOON_NS, CHAT_DELIVERY_FAILED);
  g_autoptr (ChatMessage) twice = text ("Me", TRUE, NOON_NS, CHAT_DELIVERY_ACCEPTED);
  g_autoptr (ChatMessage) joined = chat_message_new (CHAT_MESSAGE_JOINED, "Ann", NULL, FALSE,
                                                     NOON_NS, CHAT_DELIVERY_RECEIVED);
  g_autoptr (ChatMessage) midnight = text ("Ann", FALSE, NOON_NS - NOON_NS % (86400 * IC_NS_PER_S),
                                           CHAT_DELIVERY_RECEIVED);
  g_autoptr (ChatMessage) before_midnight = text (
      "Ann", FALSE, chat_message_get_time_ns (midnight) - IC_NS_PER_S, CHAT_DELIVERY_RECEIVED);

  g_assert_false (chat_message_groups_with (first, NULL));
  g_assert_true (chat_message_groups_with (soon, first));
  g_assert_false (chat_message_groups_with (late, first));
  g_assert_false (chat_message_groups_with (first, soon)); /* earlier than its predecessor */
  g_assert_false (chat_message_groups_with (other, first));
  g_assert_false (chat_message_groups_with (same_name, first));
  g_assert_false (chat_message_groups_with (failed, own));
  g_assert_true (chat_message_groups_with (twice, own));
  chat_message_set_possible_duplicate (twice, TRUE);
  g_assert_false (chat_message_groups_with (twice, own));
  g_assert_false (chat_message_groups_with (own, twice));
  g_assert_false (chat_message_groups_with (first, joined));
  g_assert_false (chat_message_groups_with (joined, first));
  g_assert_false (chat_message_groups_with (midnight, before_midnight));
}

static void
count_notify (gpointer object, gpointer pspec, guint *count)
{
  (*count)++;
}

static void
test_delivery_notify (void)
{
  g_autoptr (ChatMessage) message = text ("Me", TRUE, NOON_NS, CHAT_DELIVERY_QUEUED);
  guint count = 0;

  g_signal_connect (message, "notify::delivery", G_CALLBACK (count_notify), &count);
  chat_message_set_delivery (message, CHAT_DELIVERY_QUEUED);
  g_assert_cmpuint (count, ==, 0);
  chat_message_set_delivery (message, CHAT_DELIVERY_SENT);
  g_assert_cmpuint (count, ==, 1);
}

static void
test_failed (void)
{
  g_autoptr (ChatMessage) message = text ("Me", TRUE, NOON_NS, CHAT_DELIVERY_SENT);
  g_autoptr (ChatMessage) next = text ("Me", TRUE, NOON_NS, CHAT_DELIVERY_SENT);
  guint count = 0;
  guint64 from_ns, to_ns;

  g_assert_null (chat_message_get_failure_text (message));
  chat_message_set_failed (message, "no room");
  g_assert_cmpint (chat_message_get_delivery (message), ==, CHAT_DELIVERY_FAILED);
  g_assert_cmpstr (chat_message_get_failure_text (message), ==, "no room");

  g_signal_connect (next, "notify::possible-duplicate", G_CALLBACK (count_notify), &count);
  chat_message_set_possible_duplicate (next, TRUE);
  chat_message_set_possible_duplicate (next, TRUE);
  g_assert_cmpuint (count, ==, 1);
  g_assert_true (chat_message_get_possible_duplicate (next));

  chat_message_get_span (next, &from_ns, &to_ns);
  g_assert_cmpuint (from_ns, ==, 0);
  chat_message_set_span (next, 1, 2);
  chat_message_get_span (next, &from_ns, &to_ns);
  g_assert_cmpuint (from_ns + to_ns, ==, 3);
}

static void
count_changed (gpointer data)
{
  (*(guint *)data)++;
}

static void
test_typists (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (NOON_NS);
  guint changed = 0;
  ChatTypists *typists = chat_typists_new (IC_CLOCK (clock), count_changed, &changed);

  chat_typists_add (typists, NULL);
  chat_typists_add (typists, "");
  g_assert_cmpuint (changed, ==, 0);
  chat_typists_add (typists, "Ann");
  ic_manual_clock_advance_us (clock, 2000000);
  chat_typists_add (typists, "Bob");
  chat_typists_add (typists, "Ann"); /* goes on typing: stays, without a change of the list */
  g_assert_cmpuint (changed, ==, 2);
  ic_manual_clock_advance_us (clock, 2999999);
  g_assert_cmpuint (g_strv_length ((char **)chat_typists_get (typists)), ==, 2);
  ic_manual_clock_advance_us (clock, 1);
  g_assert_cmpuint (g_strv_length ((char **)chat_typists_get (typists)), ==, 0);
  g_assert_cmpuint (ic_manual_clock_get_pending (clock), ==, 0);

  for (guint i = 0; i < 2 * CHAT_MAX_TYPISTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%u", i);

      chat_typists_add (typists, name);
    }
  g_assert_cmpuint (g_strv_length ((char **)chat_typists_get (typists)), ==, CHAT_MAX_TYPISTS);
  chat_typists_remove (typists, "n0");
  g_assert_cmpstr (chat_typists_get (typists)[0], ==, "n1");
  chat_typists_clear (typists);
  g_assert_null (chat_typists_get (typists)[0]);
  chat_typists_free (typists);
  g_assert_cmpuint (ic_manual_clock_get_pending (clock), ==, 0);
}

typedef struct
{
  const char *what;
  gboolean network;
  gboolean wanted;
  guint attempt;
  IcwsState state;
  int error;           /* IcwsError; -1: none */
  gint64 proof_age_ms; /* -1: never */
  gint64 latency_us;
  ChatHealth expected;
} HealthCase;

#define WINDOW_MS (300000 + ICWS_LATENCY_BOUND_MS)

static const HealthCase health_cases[] = {
  { "fresh start", TRUE, FALSE, 0, ICWS_STATE_NEW, -1, -1, -1, CHAT_HEALTH_DISCONNECTED },
  { "connecting", TRUE, TRUE, 0, ICWS_STATE_CONNECTING, -1, -1, -1, CHAT_HEALTH_CHECKING },
  { "opening", TRUE, TRUE, 0, ICWS_STATE_OPENING, -1, -1, -1, CHAT_HEALTH_CHECKING },
  { "open socket, no proof", TRUE, TRUE, 0, ICWS_STATE_OPEN, -1, -1, -1, CHAT_HEALTH_CHECKING },
  { "proved now", TRUE, TRUE, 0, ICWS_STATE_OPEN, -1, 0, 1000, CHAT_HEALTH_VERIFIED },
  { "proved at the edge", TRUE, TRUE, 0, ICWS_STATE_OPEN, -1, WINDOW_MS, 1000,
    CHAT_HEALTH_VERIFIED },
  { "decayed", TRUE, TRUE, 0, ICWS_STATE_OPEN, -1, WINDOW_MS + 1, 1000, CHAT_HEALTH_UNCONFIRMED },
  { "clock set back", TRUE, TRUE, 0, ICWS_STATE_OPEN, -1, -1000, 1000, CHAT_HEALTH_UNCONFIRMED },
  { "late", TRUE, TRUE, 0, ICWS_STATE_OPEN, -1, 0, CHAT_HEALTH_DELAY_US + 1, CHAT_HEALTH_DELAYED },
  { "no network, still open", FALSE, TRUE, 0, ICWS_STATE_OPEN, -1, 0, 1000, CHAT_HEALTH_VERIFIED },
  { "no network", FALSE, TRUE, 1, ICWS_STATE_CLOSED, ICWS_ERROR_DISCONNECTED, -1, -1,
    CHAT_HEALTH_OFFLINE },
  { "lost once", TRUE, TRUE, 1, ICWS_STATE_CLOSED, ICWS_ERROR_DISCONNECTED, 0, -1,
    CHAT_HEALTH_RECONNECTING },
  { "cannot reach", TRUE, TRUE, 2, ICWS_STATE_CLOSED, ICWS_ERROR_UNREACHABLE, -1, -1,
    CHAT_HEALTH_UNREACHABLE },
  { "tampered", TRUE, TRUE, 0, ICWS_STATE_CLOSED, ICWS_ERROR_TAMPERED_CONTENT, 0, -1,
    CHAT_HEALTH_INTEGRITY },
  { "tampered, then network gone", FALSE, TRUE, 0, ICWS_STATE_CLOSED, ICWS_ERROR_REPLAYED, 0, -1,
    CHAT_HEALTH_INTEGRITY },
  { "tampered, then closed by us", TRUE, FALSE, 0, ICWS_STATE_CLOSED, ICWS_ERROR_FORGED_SIGNATURE,
    0, -1, CHAT_HEALTH_INTEGRITY },
  { "application closed", TRUE, TRUE, 0, ICWS_STATE_CLOSED, ICWS_ERROR_CLOSED_BY_APPLICATION, 0, -1,
    CHAT_HEALTH_REFUSED },
  { "anonymous", TRUE, TRUE, 0, ICWS_STATE_CLOSED, ICWS_ERROR_ANONYMOUS, -1, -1,
    CHAT_HEALTH_REFUSED },
};

static void
test_health_table (void)
{
  guint64 now = NOON_NS;

  for (gsize i = 0; i < G_N_ELEMENTS (health_cases); i++)
    {
      const HealthCase *c = &health_cases[i];
      g_autoptr (GError) error = c->error >= 0 ? g_error_new_literal (ICWS_ERROR, c->error, "x")
                                               : NULL;
      ChatHealthInputs in = {
        .network_available = c->network,
        .wanted = c->wanted,
        .attempt = c->attempt,
        .state = c->state,
        .error = error,
        .last_latency_us = c->latency_us,
        .ack_interval_ms = 300000,
      };

      if (c->proof_age_ms != -1)
        in.last_proof_wall_ns = now - (guint64)(c->proof_age_ms * (gint64)IC_NS_PER_MS);
      g_test_message ("%s", c->what);
      g_assert_cmpstr (chat_health_to_id (chat_health_evaluate (&in, now)), ==,
                       chat_health_to_id (c->expected));
    }
}

/* No input reaches "verified" without a proof inside the window. */
static void
test_health_property (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (7);
  guint verified = 0;

  for (guint i = 0; i < 200000; i++)
    {
      guint64 r = ic_random_uint64 (random);
      guint64 age_ms = ic_random_uint64 (random) % (2 * WINDOW_MS);
      int code = (int)(r >> 32) % (ICWS_ERROR_MESSAGE_TOO_LARGE + 1);
      g_autoptr (GError) error = (r & 64) ? g_error_new_literal (ICWS_ERROR, code, "x") : NULL;
      gboolean proved = (r & 128) != 0;
      ChatHealthInputs in = {
        .network_available = r & 1,
        .wanted = (r >> 1) & 1,
        .attempt = (r >> 2) & 3,
        .state = (r >> 8) % (ICWS_STATE_CLOSED + 1),
        .error = error,
        .last_proof_wall_ns = proved ? NOON_NS - age_ms * IC_NS_PER_MS : 0,
        .last_latency_us = 1,
        .ack_interval_ms = 300000,
      };

      if (chat_health_evaluate (&in, NOON_NS) != CHAT_HEALTH_VERIFIED)
        continue;
      verified++;
      g_assert_true (proved && age_ms <= WINDOW_MS && in.state == ICWS_STATE_OPEN && in.wanted);
    }
  g_assert_cmpuint (verified, >, 100);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/message/grouping", test_grouping);
  g_test_add_func ("/chat/message/delivery-notify", test_delivery_notify);
  g_test_add_func ("/chat/message/failed", test_failed);
  g_test_add_func ("/chat/typists", test_typists);
  g_test_add_func ("/chat/health/table", test_health_table);
  g_test_add_func ("/chat/health/property", test_health_property);
  return g_test_run ();
}
