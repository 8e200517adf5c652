/* SPDX-License-Identifier: MIT */
/* Each text is accepted once, in order, or marked: over random schedules of everything that happens. */
#include "chat-test-world.h"

#include <string.h>

/* Random schedules */

static guint
roll (IcRandom *random, guint n)
{
  return (guint)(ic_random_uint64 (random) % n);
}

/* Nothing is told to be accepted that is not. */
static void
check (World *world)
{
  for (guint i = 0; i < world->messages->len; i++)
    {
      ChatMessage *message = world->messages->pdata[i];

      g_assert_cmpint (chat_message_get_delivery (message), !=, CHAT_DELIVERY_FAILED);
      if (chat_message_get_delivery (message) == CHAT_DELIVERY_ACCEPTED)
        g_assert_cmpuint (world_count_accepted (world, chat_message_get_text (message)), >, 0);
    }
}

static void
deliver_some (World *world, IcRandom *random)
{
  gboolean in_order = roll (random, 4) != 0;
  guint n = world->envelopes->len;
  guint start = n > 0 ? roll (random, n) : 0;

  for (guint i = 0; i < n; i++)
    {
      Envelope *envelope = world->envelopes->pdata[in_order ? i : (start + i) % n];

      if (!envelope->handed || envelope->fate != ICWS_FATE_ABSENT ||
          world_now_ns (world) > envelope->expiry_ns)
        continue;
      world_deliver (world, envelope, roll (random, 5) == 0);
      return;
    }
}

static void
tell_status (World *world, IcRandom *random)
{
  for (guint i = 0; i < world->envelopes->len; i++)
    {
      Envelope *envelope = world->envelopes->pdata[i];
      IcwsRequestFate fate = { .sequence = envelope->sequence, .fate = ICWS_FATE_REFUSED };

      if (envelope->session != world->session || envelope->working || roll (random, 3) != 0)
        continue;
      if (envelope->fate == ICWS_FATE_ACCEPTED)
        chat_room_sender_accepted (world->sender, envelope->sequence, world_now_ns (world));
      else if (envelope->fate == ICWS_FATE_REFUSED)
        chat_room_sender_refused (world->sender, &fate);
    }
}

static void
step (World *world, IcRandom *random)
{
  switch (roll (random, 16))
    {
    case 0:
    case 1:
      {
        g_autofree char *text = g_strdup_printf ("text %u", world->messages->len);

        world_say (world, text);
        break;
      }
    case 2:
      world_close_session (world);
      break;
    case 3:
    case 4:
      if (world->session == 0)
        world_open_session (world);
      break;
    case 5:
    case 6:
      world_relay (world);
      break;
    case 7:
    case 8:
    case 9:
      deliver_some (world, random);
      break;
    case 10:
      if (world->envelopes->len > 0)
        {
          Envelope *any = world->envelopes->pdata[roll (random, world->envelopes->len)];

          any->working = FALSE;
        }
      break;
    case 11:
      if (world->session != 0 && world->session == world->canister_session)
        world_push_reply (world, world->session, NULL, world->canister_next - 1);
      break;
    case 12:
      world_receive (world);
      break;
    case 13:
      if (world->session != 0)
        tell_status (world, random);
      break;
    case 14:
      if (world->questions->len > 0)
        world_answer (world, roll (random, world->questions->len),
                      roll (random, 8) ? ANSWER_TRUTH : 1 + roll (random, 2));
      break;
    default:
      /* Mostly moments, now and then longer than the IC remembers. */
      world_advance_ms (world, roll (random, 400) ? roll (random, 3000) : 600000);
    }
  check (world);
}

/* Each text once and in order, unless it is marked. */
static guint
check_end (World *world)
{
  guint n_marked = 0;
  gint last = -1;

  for (guint i = 0; i < world->messages->len; i++)
    {
      ChatMessage *message = world->messages->pdata[i];
      gboolean marked = chat_message_get_possible_duplicate (message);
      guint n = world_count_accepted (world, chat_message_get_text (message));
      gint first = 0;

      g_assert_cmpint (chat_message_get_delivery (message), ==, CHAT_DELIVERY_ACCEPTED);
      g_assert_cmpuint (n, >=, 1);
      if (!marked)
        g_assert_cmpuint (n, ==, 1);
      while (strcmp (world->accepted->pdata[first], chat_message_get_text (message)) != 0)
        first++;
      g_assert_cmpint (first, >, last);
      last = first;
      n_marked += marked;
    }
  return n_marked;
}

#define N_SCHEDULES 1000
#define N_STEPS     300

static void
test_random (void)
{
  guint n_marked = 0, n_texts = 0, n_fenced = 0, n_sessions = 0, n_envelopes = 0;

  for (guint seed = 0; seed < N_SCHEDULES; seed++)
    {
      g_autoptr (IcRandom) random = ic_random_new_seeded (seed);
      World world;

      world_set_up (&world, NULL);
      for (guint i = 0; i < N_STEPS; i++)
        step (&world, random);
      world_close_session (&world);
      world_open_session (&world);
      world_finish (&world);
      check (&world);
      n_marked += check_end (&world);
      n_texts += world.messages->len;
      n_fenced += world.n_fenced;
      n_sessions += world.n_sessions;
      n_envelopes += world.envelopes->len;
      world_tear_down (&world, NULL);
    }
  g_test_message ("%u texts in %u sessions, %u envelopes, %u came too late, %u marked", n_texts,
                  n_sessions, n_envelopes, n_fenced, n_marked);
  /* The schedules do reach what this is about, and marking is no way out. */
  g_assert_cmpuint (n_texts, >, 10000);
  g_assert_cmpuint (n_fenced, >, 1000);
  g_assert_cmpuint (n_marked, >, 0);
  g_assert_cmpuint (n_marked, <, n_texts / 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/reconcile/random", test_random);
  return g_test_run ();
}
