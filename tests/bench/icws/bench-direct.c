/* SPDX-License-Identifier: MIT */
/*
 * Messages a second through direct mode and through the gateway, in one run on a local network in
 * this process: one person says them, and hears each verified; the next goes when the session lets
 * it. "in turn": each is awaited before the next is said, "at once": as many wait as the session
 * takes. The best of a few rounds each, and their ratio.
 */
#include "icws-test-direct.h"

#define N_MESSAGES 200
#define N_ROUNDS   5

static void
wait_for (TestPerson *person, guint n)
{
  while (person->messages->len < n)
    {
      g_assert_no_error (icws_session_get_error (person->session) != NULL
                             ? (GError *)icws_session_get_error (person->session)
                             : NULL);
      if (!g_main_context_iteration (NULL, FALSE))
        {
          /* Nothing is ready: the gateway's polls wait for time. Direct mode's do not. */
          if (!test_person_is_busy (person))
            ic_manual_clock_advance_us (person->network->manual, 1000);
          else
            g_main_context_iteration (NULL, TRUE);
        }
    }
}

/* An echo shows that the canister has it, as a chat room finds out. */
static void
on_message (IcwsSession *session, IcwsMessage *message, IcwsProof *proof, TestPerson *person)
{
  icws_session_settle (session, person->messages->len);
}

static double
measure (gboolean direct, gboolean in_turn)
{
  TestNetwork *network = test_network_new ();
  TestPerson *person = direct ? test_person_new (network, GROUP_CHAT_ID, 1, NULL)
                              : test_person_new_by_gateway (network, GROUP_CHAT_ID, 1);
  gint64 start_us;
  double seconds;

  g_signal_connect (person->session, "message", G_CALLBACK (on_message), person);
  test_person_open (person);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      guint window = in_turn ? 1 : ICWS_MAX_QUEUED / 2;

      if (i >= window)
        wait_for (person, i + 1 - window);
      test_person_say (person, test_group_message ("somebody", "what is said"));
    }
  wait_for (person, N_MESSAGES);
  seconds = (g_get_monotonic_time () - start_us) / (double)G_USEC_PER_SEC;
  test_person_free (person);
  test_network_free (network);
  return N_MESSAGES / seconds;
}

int
main (int argc, char *argv[])
{
  static const char *const NAMES[] = { "at once", "in turn" };

  for (guint in_turn = 0; in_turn < G_N_ELEMENTS (NAMES); in_turn++)
    {
      double direct = 0, gateway = 0;

      for (guint i = 0; i < N_ROUNDS; i++)
        {
          direct = MAX (direct, measure (TRUE, in_turn));
          gateway = MAX (gateway, measure (FALSE, in_turn));
        }
      g_print ("%s: direct %.0f messages/s, gateway %.0f messages/s, ratio %.2f\n", NAMES[in_turn],
               direct, gateway, direct / gateway);
    }
  return 0;
}
