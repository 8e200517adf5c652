/* SPDX-License-Identifier: MIT */
/* How near the end of a sign-in is: the pure functions, and the watch under a clock by hand. */
#include "chat-test-identity.h"
#include "chat/chat.h"

#define NOW_NS    (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)
#define MINUTE_NS (60 * IC_NS_PER_S)
#define HOUR_NS   (60 * MINUTE_NS)
#define DAY_NS    (24 * HOUR_NS)

static void
test_evaluate (void)
{
  static const struct
  {
    guint64 expiry_ns;
    ChatExpiry expiry;
    guint64 next_ns;
  } ROWS[] = {
    { CHAT_EXPIRY_NONE_NS, CHAT_EXPIRY_NEVER, CHAT_EXPIRY_NONE_NS },
    { CHAT_EXPIRY_NONE_NS - 1, CHAT_EXPIRY_FRESH, CHAT_EXPIRY_NONE_NS - 1 - HOUR_NS },
    { NOW_NS + 30 * DAY_NS, CHAT_EXPIRY_FRESH, NOW_NS + 30 * DAY_NS - HOUR_NS },
    { NOW_NS + HOUR_NS + 1, CHAT_EXPIRY_FRESH, NOW_NS + 1 },
    { NOW_NS + HOUR_NS, CHAT_EXPIRY_HOUR, NOW_NS + 55 * MINUTE_NS },
    { NOW_NS + 5 * MINUTE_NS + 1, CHAT_EXPIRY_HOUR, NOW_NS + 1 },
    { NOW_NS + 5 * MINUTE_NS, CHAT_EXPIRY_MINUTES, NOW_NS + 5 * MINUTE_NS },
    { NOW_NS + 1, CHAT_EXPIRY_MINUTES, NOW_NS + 1 },
    { NOW_NS, CHAT_EXPIRY_EXPIRED, CHAT_EXPIRY_NONE_NS },
    { NOW_NS - 1, CHAT_EXPIRY_EXPIRED, CHAT_EXPIRY_NONE_NS },
    { 1, CHAT_EXPIRY_EXPIRED, CHAT_EXPIRY_NONE_NS },
    { 0, CHAT_EXPIRY_EXPIRED, CHAT_EXPIRY_NONE_NS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      g_test_message ("row %zu", i);
      g_assert_cmpint (chat_expiry_evaluate (ROWS[i].expiry_ns, NOW_NS), ==, ROWS[i].expiry);
      g_assert_cmpuint (chat_expiry_get_next_ns (ROWS[i].expiry_ns, NOW_NS), ==, ROWS[i].next_ns);
      /* The stage does change at that time, and not a nanosecond before. */
      if (ROWS[i].next_ns == CHAT_EXPIRY_NONE_NS)
        continue;
      g_assert_cmpint (chat_expiry_evaluate (ROWS[i].expiry_ns, ROWS[i].next_ns), >,
                       ROWS[i].expiry);
      g_assert_cmpint (chat_expiry_evaluate (ROWS[i].expiry_ns, ROWS[i].next_ns - 1), ==,
                       ROWS[i].expiry);
    }
}

static void
on_stage (ChatExpiry expiry, gpointer data)
{
  g_string_append_printf (data, "%s ", chat_expiry_to_id (expiry));
}

static void
assert_log (GString *log, const char *expected)
{
  g_assert_cmpstr (log->str, ==, expected);
  g_string_truncate (log, 0);
}

static void
advance (IcManualClock *clock, guint64 ns)
{
  ic_manual_clock_advance_us (clock, (gint64)(ns / IC_NS_PER_US));
}

static void
test_watch (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (NOW_NS);
  g_autoptr (GString) log = g_string_new (NULL);
  ChatRenewalWatch *watch = chat_renewal_watch_new (IC_CLOCK (clock), on_stage, log);

  g_assert_cmpint (chat_renewal_watch_get_expiry (watch), ==, CHAT_EXPIRY_NEVER);
  g_assert_cmpuint (ic_manual_clock_get_pending (clock), ==, 0);
  chat_renewal_watch_set_expiry_ns (watch, NOW_NS + 8 * HOUR_NS);
  assert_log (log, "fresh ");
  advance (clock, 7 * HOUR_NS - IC_NS_PER_MS);
  assert_log (log, "");
  advance (clock, IC_NS_PER_MS + IC_NS_PER_US);
  assert_log (log, "within-an-hour ");
  advance (clock, 55 * MINUTE_NS - IC_NS_PER_MS);
  assert_log (log, "");
  advance (clock, IC_NS_PER_MS);
  assert_log (log, "within-five-minutes ");
  advance (clock, 5 * MINUTE_NS - IC_NS_PER_MS);
  assert_log (log, "");
  advance (clock, IC_NS_PER_MS);
  assert_log (log, "expired ");
  advance (clock, DAY_NS);
  assert_log (log, "");
  chat_renewal_watch_set_expiry_ns (watch, ic_clock_get_wall_ns (IC_CLOCK (clock)) + DAY_NS);
  assert_log (log, "fresh ");
  chat_renewal_watch_set_expiry_ns (watch, CHAT_EXPIRY_NONE_NS);
  assert_log (log, "never ");
  g_assert_cmpuint (ic_manual_clock_get_pending (clock), ==, 0);
  chat_renewal_watch_set_expiry_ns (watch, NOW_NS + 9 * DAY_NS);
  assert_log (log, "fresh ");
  chat_renewal_watch_free (watch);
  g_assert_cmpuint (ic_manual_clock_get_pending (clock), ==, 0);
}

/* The computer slept: the wall time has gone on, the monotonic time has not. Or the clock was set. */
static void
test_watch_sleep (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (NOW_NS);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (ChatRenewalWatch) watch = chat_renewal_watch_new (IC_CLOCK (clock), on_stage, log);

  chat_renewal_watch_set_expiry_ns (watch, NOW_NS + 8 * HOUR_NS);
  assert_log (log, "fresh ");
  ic_manual_clock_set_wall_ns (clock, NOW_NS + 9 * HOUR_NS);
  assert_log (log, "");
  advance (clock, CHAT_RENEWAL_LOOK_MS * IC_NS_PER_MS);
  assert_log (log, "expired ");
  ic_manual_clock_set_wall_ns (clock, NOW_NS);
  advance (clock, CHAT_RENEWAL_LOOK_MS * IC_NS_PER_MS);
  assert_log (log, "fresh ");
  ic_manual_clock_set_wall_ns (clock, NOW_NS + 8 * HOUR_NS - MINUTE_NS);
  chat_renewal_watch_look (watch);
  assert_log (log, "within-five-minutes ");
}

static void
test_identity_check (void)
{
  static const struct
  {
    const char *name;
    guint64 expiry_ns;
    const char *permissions;
    const char *target;
    int code; /* -1: fine */
  } ROWS[] = {
    { "all", NOW_NS + 1, NULL, NULL, -1 },
    { "all, said so", NOW_NS + 1, "all", NULL, -1 },
    { "for this canister", NOW_NS + 1, NULL, CHAT_GROUP_CANISTER, -1 },
    { "at its end", NOW_NS, NULL, NULL, ICWS_ERROR_IDENTITY_EXPIRED },
    { "long over", 1, NULL, NULL, ICWS_ERROR_IDENTITY_EXPIRED },
    { "queries only", NOW_NS + 1, "queries", NULL, ICWS_ERROR_IDENTITY_RESTRICTED },
    { "other canister", NOW_NS + 1, NULL, CHAT_PING_RUST_CANISTER, ICWS_ERROR_IDENTITY_RESTRICTED },
    { "over and for queries", NOW_NS, "queries", NULL, ICWS_ERROR_IDENTITY_EXPIRED },
  };
  g_autoptr (IcEd25519Identity) root = ic_ed25519_identity_new_random (ic_random_get_system ());
  IcPrincipal canister;

  g_assert_true (ic_principal_from_text (&canister, CHAT_GROUP_CANISTER, NULL));
  g_assert_true (chat_identity_check (IC_IDENTITY (root), &canister, G_MAXUINT64 - 1, NULL));
  g_assert_cmpuint (chat_identity_get_expiry_ns (IC_IDENTITY (root)), ==, CHAT_EXPIRY_NONE_NS);
  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IcIdentity) identity = NULL;
      IcPrincipal target;

      g_test_message ("%s", ROWS[i].name);
      if (ROWS[i].target != NULL)
        g_assert_true (ic_principal_from_text (&target, ROWS[i].target, NULL));
      identity = chat_test_identity_new (root, ROWS[i].expiry_ns, ROWS[i].permissions,
                                         ROWS[i].target ? &target : NULL);
      g_assert_cmpuint (chat_identity_get_expiry_ns (identity), ==, ROWS[i].expiry_ns);
      g_assert_cmpint (chat_identity_check (identity, &canister, NOW_NS, &error), ==,
                       ROWS[i].code == -1);
      if (ROWS[i].code != -1)
        g_assert_error (error, ICWS_ERROR, ROWS[i].code);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/renewal/evaluate", test_evaluate);
  g_test_add_func ("/chat/renewal/watch", test_watch);
  g_test_add_func ("/chat/renewal/watch-sleep", test_watch_sleep);
  g_test_add_func ("/chat/renewal/identity-check", test_identity_check);
  return g_test_run ();
}
