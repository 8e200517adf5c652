/* SPDX-License-Identifier: MIT */
/* Without a gateway there is still somebody on the way: a boundary node that changes what it hands
 * over. Linked so that what the agent has got for a query comes by here first. */
#include "chat-failover-fixture.h"

#include <string.h>

#define WORDS "ten dollars"

static gboolean lying;

GBytes *__real_ic_agent_query_finish (IcAgent *self, GAsyncResult *result, GError **error);
GBytes *__wrap_ic_agent_query_finish (IcAgent *self, GAsyncResult *result, GError **error);

static const guint8 *
find_words (const guint8 *bytes, gsize len)
{
  for (gsize i = 0; i + strlen (WORDS) <= len; i++)
    if (memcmp (bytes + i, WORDS, strlen (WORDS)) == 0)
      return bytes + i;
  return NULL;
}

GBytes *
__wrap_ic_agent_query_finish (IcAgent *self, GAsyncResult *result, GError **error)
{
  GBytes *reply = __real_ic_agent_query_finish (self, result, error);
  gsize len;
  guint8 *bytes;
  const guint8 *words;

  if (reply == NULL || !lying)
    return reply;
  bytes = g_bytes_unref_to_data (reply, &len);
  words = find_words (bytes, len);
  if (words != NULL)
    bytes[words - bytes] = 'z';
  return g_bytes_new_take (bytes, len);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  lying = FALSE;
  fixture_set_up (fixture, data);
}

static void
assert_boundary_node_blamed (Fixture *fixture, IcwsVerdict *verdict)
{
  g_assert_cmpint (icws_verdict_get_act (verdict), ==, ICWS_ACT_TAMPERED);
  g_assert_cmpint (icws_verdict_get_culprit (verdict), ==, ICWS_CULPRIT_NETWORK);
  g_assert_cmpint (icws_verdict_get_certainty (verdict), ==, ICWS_CERTAINTY_PROVED);
  g_assert_cmpint (icws_verdict_get_response (verdict), ==, ICWS_RESPONSE_FAIL_OVER);
  g_assert_true (icws_verdict_is_integrity_failure (verdict));
  g_assert_null (icws_verdict_get_gateway (verdict));
  g_assert_nonnull (icws_verdict_get_frame (verdict));
  g_assert_nonnull (strstr (icws_verdict_get_text (verdict), "boundary node"));
  g_assert_null (strstr (icws_verdict_get_text (verdict), "gateway"));
  g_assert_true (chat_connection_get_incident (fixture->connection) == verdict);
}

/* Nowhere else to go: red and still, until a person says otherwise. */
static void
test_always (Fixture *fixture, gconstpointer data)
{
  ChatProfile *profile = fixture_profile (fixture);
  g_autoptr (IcwsVerdict) verdict = NULL;

  profile->direct = CHAT_DIRECT_ALWAYS;
  fixture_join (fixture, profile);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  lying = TRUE;
  fixture_say (fixture, WORDS);
  WAIT_FOR (fixture_n_verdicts (fixture) == 1);
  verdict = fixture_dup_last_verdict (fixture);
  assert_boundary_node_blamed (fixture, verdict);
  fixture_skip (fixture, 600);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_INTEGRITY);
  g_assert_cmpuint (chat_connection_get_retry_seconds (fixture->connection), ==, 0);
  g_assert_cmpuint (fixture->n_opened, ==, 1);
  g_assert_cmpuint (fixture_n_verdicts (fixture), ==, 1);

  lying = FALSE;
  chat_connection_connect (fixture->connection);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpint (chat_connection_get_mode (fixture->connection), ==, CHAT_MODE_DIRECT);
  g_assert_null (chat_connection_get_incident (fixture->connection));
  /* The canister had taken the words all the same. */
  WAIT_FOR (fixture_is_accepted (fixture, WORDS));
}

/* As the last resort: it is none any more, and a gateway is waited for. */
static void
test_last_resort (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcwsVerdict) verdict = NULL;

  fixture_fault (fixture, 0, "refuse");
  fixture_join (fixture, fixture_profile_of (fixture, 1));
  fixture->speed = FAST;
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_cmpint (chat_connection_get_mode (fixture->connection), ==, CHAT_MODE_DIRECT);
  lying = TRUE;
  fixture_say (fixture, WORDS);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_INTEGRITY);
  verdict = g_object_ref (chat_connection_get_incident (fixture->connection));
  assert_boundary_node_blamed (fixture, verdict);
  fixture_pass (fixture, 120);
  g_assert_cmpuint (fixture->n_opened, ==, 1);
  g_assert_cmpint (fixture_health (fixture), ==, CHAT_HEALTH_INTEGRITY);

  fixture_heal (fixture, 0);
  WAIT_FOR (fixture_health (fixture) == CHAT_HEALTH_VERIFIED);
  g_assert_true (fixture_is_at (fixture, 0));
  /* Proved to be well, and not forgotten. */
  g_assert_true (chat_connection_get_incident (fixture->connection) == verdict);
  g_assert_cmpint (fixture_gateway_state (fixture, 0), ==, ICWS_GATEWAY_GOOD);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, fixture_tear_down)
  ADD ("/chat/direct-lie/always", test_always);
  ADD ("/chat/direct-lie/last-resort", test_last_resort);
  return g_test_run ();
}
