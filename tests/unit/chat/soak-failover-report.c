/* SPDX-License-Identifier: MIT */
#include "soak-failover.h"

#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

/* Resident bytes, without what the allocator holds in vain. */
gsize
soak_get_rss (void)
{
  unsigned long total = 0, resident = 0;
  FILE *file = fopen ("/proc/self/statm", "r");

  malloc_trim (0);
  if (file == NULL || fscanf (file, "%lu %lu", &total, &resident) != 2)
    resident = 0;
  if (file != NULL)
    fclose (file);
  return resident * (gsize)sysconf (_SC_PAGESIZE);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;

  return left < right ? -1 : left > right;
}

/* "median 1.2 s, worst 3.4 s of 5" */
static char *
sum_up (GArray *times)
{
  if (times->len == 0)
    return g_strdup ("none");
  g_array_sort (times, compare);
  return g_strdup_printf ("median %.1f s, worst %.1f s of %u",
                          (double)g_array_index (times, gint64, times->len / 2) / G_USEC_PER_SEC,
                          (double)g_array_index (times, gint64, times->len - 1) / G_USEC_PER_SEC,
                          times->len);
}

/* @act: ICWS_N_ACTS for all */
static void
report_act (Soak *self, IcwsAct act)
{
  g_autoptr (GArray) from_end = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) from_misdeed = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *end = NULL;
  g_autofree char *misdeed = NULL;

  for (guint i = 0; i < self->outages->len; i++)
    {
      const SoakOutage *outage = &g_array_index (self->outages, SoakOutage, i);

      if (act != ICWS_N_ACTS && outage->act != act)
        continue;
      g_array_append_val (from_end, outage->from_end_us);
      if (outage->from_misdeed_us >= 0)
        g_array_append_val (from_misdeed, outage->from_misdeed_us);
    }
  if (from_end->len == 0)
    return;
  end = sum_up (from_end);
  misdeed = sum_up (from_misdeed);
  g_test_message ("%s: from its end to the next proved session %s; from the first misdeed %s",
                  act == ICWS_N_ACTS ? "all" : icws_act_to_id (act), end, misdeed);
}

static void
report_faults (Soak *self)
{
  g_autoptr (GString) text = g_string_new ("misdeeds:");

  for (guint i = 0; i < NET_N_FAULTS; i++)
    g_string_append_printf (text, " %s %" G_GUINT64_FORMAT, net_fault_get_name (i),
                            self->struck[i]);
  g_test_message ("%s; restarts %" G_GUINT64_FORMAT, text->str, self->n_restarts);
}

void
soak_report (Soak *self)
{
#define N "%" G_GUINT64_FORMAT " "
  g_test_message (N "messages, " N "taken by the canister; received " N
                    "by the other one, missed " N "within " N "marked gaps",
                  self->n_messages, self->n_logged, self->n_received, self->n_missed, self->n_gaps);
  g_test_message (N "went to the queue again, " N "marked as possible duplicates, " N
                    "of these came "
                    "twice",
                  self->n_resent, self->n_marked, self->n_doubled);
  g_test_message (N "proved sessions (" N "direct); " N "failovers, " N
                    "returns to the same gateway, " N "moves by a person",
                  self->n_sessions, self->n_direct, self->n_failovers, self->n_returns,
                  self->n_moves);
#undef N
  report_faults (self);
  report_act (self, ICWS_N_ACTS);
  for (IcwsAct act = 0; act < ICWS_N_ACTS; act++)
    report_act (self, act);
}
