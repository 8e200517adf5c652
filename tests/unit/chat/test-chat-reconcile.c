/* SPDX-License-Identifier: MIT */
/* What becomes of messages that a session had sent when it ended: each fate by itself. */
#include "chat-test-world.h"

static void
assert_accepted (World *world, const char *const *texts)
{
  for (guint i = 0; i < world->accepted->len && texts[i] != NULL; i++)
    g_assert_cmpstr (world->accepted->pdata[i], ==, texts[i]);
  g_assert_cmpuint (world->accepted->len, ==, g_strv_length ((char **)texts));
}

static void
assert_message (ChatMessage *message, ChatDelivery delivery, gboolean possible_duplicate)
{
  g_assert_cmpint (chat_message_get_delivery (message), ==, delivery);
  g_assert_cmpint (chat_message_get_possible_duplicate (message), ==, possible_duplicate);
}

/* Three texts are handed to a gateway that dies; what it has done by then differs. */
static void
lose_three (World *world)
{
  world_open_session (world);
  world_say (world, "a");
  world_say (world, "b");
  world_say (world, "c");
  world_relay_all (world);
}

static void
test_accepted (World *world, gconstpointer data)
{
  lose_three (world);
  world_deliver_all (world);
  world_close_session (world);
  world_advance_ms (world, 5000);
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_SENT, FALSE);
  g_assert_cmpuint (world->questions->len, ==, 0); /* not before the fence */
  world_open_session (world);
  g_assert_cmpuint (g_array_index (world->questions, Question, 0).not_before_ns, ==,
                    world_now_ns (world));
  world_answer_all (world, ANSWER_TRUTH);
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_ACCEPTED, FALSE);
  world_finish (world);
  assert_accepted (world, (const char *[]){ "a", "b", "c", NULL });
}

/* The first arrived, the second was refused, the third never came; a new one is said meanwhile. */
static void
test_each_fate (World *world, gconstpointer data)
{
  lose_three (world);
  world_deliver (world, world_find_envelope (world, 1, NULL), FALSE);
  world_deliver (world, world_find_envelope (world, 1, "a"), FALSE);
  world_close_session (world);
  world->canister_session = 0;
  world_deliver (world, world_find_envelope (world, 1, "b"), FALSE);
  world_say (world, "d");
  world_open_session (world);
  world_say (world, "e");
  /* Answers come in any order: nothing newer goes before the oldest is known. */
  world_answer (world, 1, ANSWER_TRUTH);
  world_answer (world, 1, ANSWER_TRUTH);
  g_assert_null (world_find_envelope (world, 2, "b"));
  assert_message (world->messages->pdata[1], CHAT_DELIVERY_QUEUED, FALSE);
  world_answer (world, 0, ANSWER_TRUTH);
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_ACCEPTED, FALSE);
  /* The greeting was first, then the old ones, then the new ones. */
  g_assert_cmpuint (world_find_envelope (world, 2, NULL)->sequence, ==, 1);
  g_assert_cmpuint (world_find_envelope (world, 2, "b")->sequence, ==, 2);
  world_finish (world);
  assert_accepted (world, (const char *[]){ "a", "b", "c", "d", "e", NULL });
  /* The old gateway wakes up. */
  world_deliver_all (world);
  assert_accepted (world, (const char *[]){ "a", "b", "c", "d", "e", NULL });
}

static void
test_pending (World *world, gconstpointer data)
{
  lose_three (world);
  world_deliver (world, world_find_envelope (world, 1, NULL), FALSE);
  world_deliver (world, world_find_envelope (world, 1, "a"), TRUE);
  world_close_session (world);
  world_open_session (world);
  for (guint i = 0; i < 10; i++)
    {
      world_answer_all (world, ANSWER_TRUTH);
      assert_message (world->messages->pdata[0], CHAT_DELIVERY_SENT, FALSE);
      g_assert_null (world_find_envelope (world, 2, "b"));
      world_advance_ms (world, CHAT_RECONCILE_PENDING_MS);
      g_assert_cmpuint (world->questions->len, ==, 1);
    }
  world_find_envelope (world, 1, "a")->working = FALSE;
  world_finish (world);
  assert_accepted (world, (const char *[]){ "a", "b", "c", NULL });
}

/* A canister that never comes to an end does not stop the conversation for ever. */
static void
test_pending_without_end (World *world, gconstpointer data)
{
  lose_three (world);
  world_deliver (world, world_find_envelope (world, 1, NULL), FALSE);
  world_deliver (world, world_find_envelope (world, 1, "a"), TRUE);
  world_close_session (world);
  world_open_session (world);
  for (guint i = 0; i <= CHAT_RECONCILE_MAX_PENDING_MS / CHAT_RECONCILE_PENDING_MS; i++)
    {
      world_answer_all (world, ANSWER_TRUTH);
      world_advance_ms (world, CHAT_RECONCILE_PENDING_MS);
    }
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_QUEUED, TRUE);
  world_finish (world);
  assert_accepted (world, (const char *[]){ "a", "a", "b", "c", NULL });
}

static void
test_unknown (World *world, gconstpointer data)
{
  lose_three (world);
  world_deliver_all (world);
  world_close_session (world);
  world_advance_ms (world, 3600000);
  world_open_session (world);
  world_answer_all (world, ANSWER_FORGOT);
  world_finish (world);
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_ACCEPTED, TRUE);
  assert_accepted (world, (const char *[]){ "a", "b", "c", "a", "b", "c", NULL });
}

/* The IC cannot be asked: some tries with pauses, not as many for each message. */
static void
test_unreachable (World *world, gconstpointer data)
{
  guint n = 0;

  lose_three (world);
  world_close_session (world);
  world_open_session (world);
  for (gint64 ms = 0; world_find_envelope (world, 2, "c") == NULL; ms += 100)
    {
      g_assert_cmpint (ms, <, 10000);
      for (; world->questions->len > 0; n++)
        world_answer (world, 0, ANSWER_NONE);
      world_advance_ms (world, 100);
    }
  g_assert_cmpuint (n, >=, CHAT_RECONCILE_TRIES);
  g_assert_cmpuint (n, <=, 3 * CHAT_RECONCILE_TRIES);
  world_finish (world);
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_ACCEPTED, TRUE);
}

/* A short trouble is no reason to say it twice. */
static void
test_unreachable_for_a_while (World *world, gconstpointer data)
{
  lose_three (world);
  world_deliver_all (world);
  world_close_session (world);
  world_open_session (world);
  world_answer_all (world, ANSWER_NONE);
  world_advance_ms (world, CHAT_RECONCILE_RETRY_MS);
  world_answer_all (world, ANSWER_NONE);
  world_finish (world);
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_ACCEPTED, FALSE);
  assert_accepted (world, (const char *[]){ "a", "b", "c", NULL });
}

/* "Absent", by a certificate from before the fence: it may have arrived since. */
static void
test_stale_absence (World *world, gconstpointer data)
{
  lose_three (world);
  world_close_session (world);
  world_open_session (world);
  world_answer_all (world, ANSWER_STALE);
  g_assert_null (world_find_envelope (world, 2, "a"));
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_SENT, FALSE);
  world_finish (world);
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_ACCEPTED, FALSE);
}

static void
test_lost_three_times (World *world, gconstpointer data)
{
  lose_three (world);
  world_deliver (world, world_find_envelope (world, 1, NULL), FALSE);
  world_deliver (world, world_find_envelope (world, 1, "a"), FALSE);
  for (guint i = 0; i < 3; i++)
    {
      world_close_session (world);
      world_advance_ms (world, 3000);
      world_open_session (world);
      g_assert_cmpuint (world->questions->len, ==, 3); /* those of the first round go on */
      world_relay_all (world);
    }
  world_answer (world, 0, ANSWER_TRUTH);
  world_answer (world, 0, ANSWER_TRUTH);
  world_close_session (world);
  world_answer (world, 0, ANSWER_TRUTH); /* while no session is open */
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_ACCEPTED, FALSE);
  assert_message (world->messages->pdata[2], CHAT_DELIVERY_QUEUED, FALSE);
  world_open_session (world);
  world_finish (world);
  assert_accepted (world, (const char *[]){ "a", "b", "c", NULL });
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_ACCEPTED, FALSE);
}

/* A message that makes the canister trap in each session does not come back for ever. */
static void
test_rejected (World *world, gconstpointer data)
{
  ChatMessage *message;

  world_open_session (world);
  message = world_say (world, "poison");
  for (guint i = 1; i <= CHAT_RECONCILE_MAX_REJECTED; i++)
    {
      Envelope *envelope;

      world_relay_all (world);
      envelope = world_find_envelope (world, i, "poison");
      g_assert_nonnull (envelope);
      envelope->fate = ICWS_FATE_REJECTED;
      envelope->reject_code = 5;
      world_close_session (world);
      world_open_session (world);
      world_answer_all (world, ANSWER_TRUTH);
    }
  g_assert_cmpint (chat_message_get_delivery (message), ==, CHAT_DELIVERY_FAILED);
  g_assert_cmpstr (chat_message_get_failure_text (message), ==, "trapped");
  world_finish (world);
}

/* Within a session: the IC's own word, before any echo or acknowledgement. */
static void
test_in_session (World *world, gconstpointer data)
{
  IcwsRequestFate fate = { .fate = ICWS_FATE_REJECTED, .text = (char *)"trapped" };

  lose_three (world);
  world_deliver (world, world_find_envelope (world, 1, NULL), FALSE);
  world_deliver (world, world_find_envelope (world, 1, "a"), FALSE);
  chat_room_sender_accepted (world->sender, 2, world_now_ns (world));
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_ACCEPTED, FALSE);
  g_assert_cmpuint (chat_message_get_certificate_time_ns (world->messages->pdata[0]), ==,
                    world_now_ns (world));
  /* Its echo, which comes late, is still known as ours (receive() asserts it). */
  world_receive_all (world);

  fate.sequence = 3;
  chat_room_sender_refused (world->sender, &fate);
  assert_message (world->messages->pdata[1], CHAT_DELIVERY_FAILED, FALSE);
  g_assert_cmpstr (chat_message_get_failure_text (world->messages->pdata[1]), ==, "trapped");

  /* An Err may be about the number: not final. The next session says it again, without asking. */
  fate.sequence = 4;
  fate.fate = ICWS_FATE_REFUSED;
  chat_room_sender_refused (world->sender, &fate);
  assert_message (world->messages->pdata[2], CHAT_DELIVERY_SENT, FALSE);
  world_close_session (world);
  world_open_session (world);
  g_assert_cmpuint (world->questions->len, ==, 0);
  world_finish (world);
  assert_message (world->messages->pdata[2], CHAT_DELIVERY_ACCEPTED, FALSE);
}

/* An Err of a message that the canister has counted is about what it says. */
static void
test_refused_for_good (World *world, gconstpointer data)
{
  IcwsRequestFate fate = { .sequence = 3, .fate = ICWS_FATE_REFUSED, .text = (char *)"rude" };

  lose_three (world);
  chat_room_sender_refused (world->sender, &fate);
  chat_room_sender_acknowledged (world->sender, 4);
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_ACCEPTED, FALSE);
  assert_message (world->messages->pdata[1], CHAT_DELIVERY_FAILED, FALSE);
  g_assert_cmpstr (chat_message_get_failure_text (world->messages->pdata[1]), ==, "rude");
  assert_message (world->messages->pdata[2], CHAT_DELIVERY_ACCEPTED, FALSE);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/chat/reconcile/" path, World, NULL, world_set_up, func, world_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("accepted", test_accepted);
  ADD ("each-fate", test_each_fate);
  ADD ("pending", test_pending);
  ADD ("pending-without-end", test_pending_without_end);
  ADD ("unknown", test_unknown);
  ADD ("unreachable", test_unreachable);
  ADD ("unreachable-for-a-while", test_unreachable_for_a_while);
  ADD ("stale-absence", test_stale_absence);
  ADD ("lost-three-times", test_lost_three_times);
  ADD ("rejected", test_rejected);
  ADD ("in-session", test_in_session);
  ADD ("refused-for-good", test_refused_for_good);
  return g_test_run ();
}
