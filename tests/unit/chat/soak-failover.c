/* SPDX-License-Identifier: MIT */
/*
 * Two people talk through four gateways, of which three misbehave at random, for as many messages as
 * asked for: nothing is lost, doubled, out of order or false without a mark. One thread and one clock,
 * moved by hand: a seed decides on all that is said and done (but not on what sockets and slices of
 * real time do to its order). In chapters, each with rooms of its own, so that what is checked
 * need not be kept.
 *
 * ATTEST_SOAK_MESSAGES, ATTEST_SOAK_SEED: other than the usual ones.
 */
#include "soak-failover.h"

#define DEFAULT_MESSAGES 100000
#define DEFAULT_SEED     20240229
#define CHAPTERS         10
#define STEP_MS          100
/* Of the clock: in which whatever is said must be settled, and be heard. */
#define PATIENCE_US (7200 * G_GINT64_CONSTANT (1000000))
#define AGAIN_MS    15000
/* Of 20 % and 100 % of the run: what is kept for a person is bounded, and full by then or small. */
#define MAX_GROWTH (256 * 1024 * 1024)

typedef gboolean (*SoakFunc) (Soak *self);

static void
step (Soak *self)
{
  settle ();
  ic_manual_clock_advance_us (self->clock, STEP_MS * G_GINT64_CONSTANT (1000));
}

static gboolean
are_all_open (Soak *self)
{
  for (guint i = 0; i < SOAK_N_PEOPLE; i++)
    if (!self->people[i].open)
      return FALSE;
  return TRUE;
}

static gboolean
is_all_settled (Soak *self)
{
  for (guint i = 0; i < SOAK_N_PEOPLE; i++)
    if (self->people[i].n_typed < self->people[i].quota || self->people[i].n_unsettled > 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_all_heard (Soak *self)
{
  for (guint i = 0; i < SOAK_N_PEOPLE; i++)
    {
      const char *heard = self->people[i].heard;
      SoakPerson *other = soak_other (&self->people[i]);
      g_autofree char *last = g_strdup_printf ("%s says %u: goodbye", other->name,
                                               other->n_typed - 1);

      if (g_strcmp0 (heard, last) != 0)
        return FALSE;
    }
  return is_all_settled (self);
}

static void
give_up (Soak *self)
{
  for (guint i = 0; i < SOAK_N_PEOPLE; i++)
    {
      const SoakPerson *person = &self->people[i];

      g_test_message ("%s: %s, typed %u of %u, %u not settled, heard \"%s\"", person->name,
                      chat_health_to_id (chat_connection_get_health (person->connection)),
                      person->n_typed, person->quota, person->n_unsettled, person->heard);
    }
  soak_report (self);
  g_error ("seed %" G_GUINT64_FORMAT ": nothing goes on", self->seed);
}

static void
wait_for (Soak *self, SoakFunc done)
{
  gint64 end_us = soak_now_us (self) + PATIENCE_US;

  while (!done (self))
    {
      if (soak_now_us (self) > end_us)
        give_up (self);
      step (self);
    }
}

static void
say_goodbye (SoakPerson *person)
{
  g_autofree char *text = g_strdup_printf ("%s says %u: goodbye", person->name, person->n_typed);

  soak_person_say (person, text);
  person->n_typed++;
}

/* All are honest now: until each one has heard the last word of the other. */
static void
part (Soak *self)
{
  gint64 end_us = soak_now_us (self) + PATIENCE_US;
  gint64 again_us = 0;

  soak_schedule_heal (self);
  while (!is_all_heard (self))
    {
      if (soak_now_us (self) > end_us)
        give_up (self);
      if (soak_now_us (self) >= again_us)
        {
          again_us = soak_later_us (self, AGAIN_MS, AGAIN_MS);
          for (guint i = 0; i < SOAK_N_PEOPLE; i++)
            say_goodbye (&self->people[i]);
        }
      step (self);
    }
}

static void
talk (Soak *self, ChatDirectPolicy policy, guint n_messages)
{
  gint64 progress_us = soak_now_us (self);
  guint n_typed = 0;

  for (guint i = 0; i < SOAK_N_PEOPLE; i++)
    soak_person_begin (&self->people[i], policy, n_messages / SOAK_N_PEOPLE);
  wait_for (self, are_all_open);
  while (!is_all_settled (self))
    {
      guint n = self->people[0].n_typed + self->people[1].n_typed - self->people[0].n_unsettled -
                self->people[1].n_unsettled;

      if (n != n_typed)
        progress_us = soak_now_us (self);
      n_typed = n;
      if (soak_now_us (self) - progress_us > PATIENCE_US)
        give_up (self);
      soak_schedule_live (self);
      for (guint i = 0; i < SOAK_N_PEOPLE; i++)
        soak_person_live (&self->people[i]);
      step (self);
    }
  part (self);
  soak_check (self);
  for (guint i = 0; i < SOAK_N_PEOPLE; i++)
    soak_person_end (&self->people[i]);
  settle ();
}

static void
run (guint64 seed, guint n_messages, guint n_chapters)
{
  Soak *self = soak_new (seed);
  gint64 begin_us = g_get_monotonic_time ();
  gsize rss = 0, early_rss = 0;

  for (guint i = 0; i < n_chapters; i++)
    {
      talk (self, 2 * i < n_chapters ? CHAT_DIRECT_LAST_RESORT : CHAT_DIRECT_NEVER,
            n_messages / n_chapters);
      rss = soak_get_rss ();
      if (10 * (i + 1) <= 2 * n_chapters)
        early_rss = rss;
      g_test_message ("%3u %%: %" G_GUINT64_FORMAT
                      " messages, %u outages, %.0f s of the clock, %.0f s, "
                      "%.1f MiB resident",
                      100 * (i + 1) / n_chapters, self->n_messages, self->outages->len,
                      (double)soak_now_us (self) / G_USEC_PER_SEC,
                      (double)(g_get_monotonic_time () - begin_us) / G_USEC_PER_SEC,
                      (double)rss / (1024 * 1024));
    }
  soak_report (self);
  g_assert_cmpuint (self->n_violations, ==, 0);
  g_assert_cmpuint (self->n_failovers, >, n_messages / 500);
  if (early_rss != 0)
    g_assert_cmpuint (rss, <, early_rss + MAX_GROWTH);
  soak_free (self);
}

static guint64
get_number (const char *variable, guint64 otherwise)
{
  const char *text = g_getenv (variable);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
test_short (void)
{
  run (get_number ("ATTEST_SOAK_SEED", DEFAULT_SEED), 500, 2);
}

static void
test_soak (void)
{
  run (get_number ("ATTEST_SOAK_SEED", DEFAULT_SEED),
       (guint)get_number ("ATTEST_SOAK_MESSAGES", DEFAULT_MESSAGES), CHAPTERS);
}

/* These tell of each frame, and of each connection. */
static void
drop_log (const char *domain, GLogLevelFlags level, const char *text, gpointer data)
{
}

int
main (int argc, char *argv[])
{
  gboolean is_short = argc > 1 && g_str_equal (argv[1], "short");

  g_test_init (&argc, &argv, NULL);
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, drop_log, NULL);
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_DEBUG, drop_log, NULL);
  if (is_short)
    g_test_add_func ("/chat/soak-failover/short", test_short);
  else
    g_test_add_func ("/chat/soak-failover/soak", test_soak);
  return g_test_run ();
}
