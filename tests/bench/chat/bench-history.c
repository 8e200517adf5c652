/* SPDX-License-Identifier: MIT */
/*
 * The history of a room with 1,000 messages next to one with 1,000,000 (or the number given): how
 * long it takes to open it, to read a page at the end and in the middle, to search, and to add one
 * message of ours with fsync. Times are the best of several; ratios are what counts.
 */
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench-history-fill.h"

#define SMALL  1000
#define LARGE  1000000
#define PASSES 9

typedef struct
{
  guint n;
  char *path;
  gdouble fill_s;
  gdouble open_us;
  gdouble newest_us;
  gdouble middle_us;
  gdouble around_us;
  gdouble rare_us;
  gdouble common_us;
  gdouble prefix_us;
  gdouble count_us;
  gdouble own_us;
  gdouble mib;
} Room;

static void
read_page (ChatHistory *history, ChatHistoryWhere where, gint64 id, gdouble *best)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) page = NULL;

  chat_history_read_async (history, where, id, 50, NULL, bench_history_on_result, &result);
  page = chat_history_read_finish (history, bench_history_wait (&result), NULL);
  g_assert_cmpuint (page->len, ==, 50);
  *best = MIN (*best, (gdouble)(g_get_monotonic_time () - start));
}

static void
search (ChatHistory *history, const char *words, gdouble *best)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  chat_history_search_async (history, words, 0, 50, NULL, bench_history_on_result, &result);
  hits = chat_history_search_finish (history, bench_history_wait (&result), NULL);
  g_assert_cmpuint (hits->len, >, 0);
  *best = MIN (*best, (gdouble)(g_get_monotonic_time () - start));
}

static void
count (ChatHistory *history, gdouble *best)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GAsyncResult) result = NULL;
  ChatHistoryCounts counts;

  chat_history_count_async (history, NULL, bench_history_on_result, &result);
  g_assert_true (chat_history_count_finish (history, bench_history_wait (&result), &counts, NULL));
  *best = MIN (*best, (gdouble)(g_get_monotonic_time () - start));
}

static void
say_something (ChatHistory *history, gdouble *best)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (ChatHistoryRecord) record = chat_history_record_new ();

  record->own = TRUE;
  record->delivery = CHAT_DELIVERY_QUEUED;
  record->text = g_strdup ("one of ours");
  chat_history_append (history, record);
  bench_history_flush (history);
  *best = MIN (*best, (gdouble)(g_get_monotonic_time () - start));
}

static void
measure (Room *room)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (room->path, &status), ==, 0);
  room->mib = (gdouble)status.st_size / (1024 * 1024);
  for (gdouble *best = &room->open_us; best <= &room->own_us; best++)
    *best = G_MAXDOUBLE;
  for (guint i = 0; i < PASSES; i++)
    {
      gint64 start = g_get_monotonic_time ();
      ChatHistory *history = bench_history_open (room->path);

      room->open_us = MIN (room->open_us, (gdouble)(g_get_monotonic_time () - start));
      read_page (history, CHAT_HISTORY_NEWEST, 0, &room->newest_us);
      read_page (history, CHAT_HISTORY_BEFORE, room->n / 2, &room->middle_us);
      read_page (history, CHAT_HISTORY_AROUND, room->n / 3, &room->around_us);
      search (history, "needle", &room->rare_us);
      search (history, "w0ord", &room->common_us);
      search (history, "w1", &room->prefix_us);
      count (history, &room->count_us);
      say_something (history, &room->own_us);
      bench_history_close (history);
    }
}

static void
print (const char *what, gdouble a, gdouble b, const char *unit)
{
  printf ("%-34s %12.1f %12.1f  %-4s %8.2f\n", what, a, b, unit, b / a);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("attest-bench-history-XXXXXX", NULL);
  Room rooms[2] = { { .n = SMALL }, { .n = argc > 1 ? (guint)atoi (argv[1]) : LARGE } };
  Room *a = &rooms[0];
  Room *b = &rooms[1];

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.db", i);
      gint64 start;

      rooms[i].path = g_build_filename (folder, name, NULL);
      start = g_get_monotonic_time ();
      bench_history_fill (rooms[i].path, rooms[i].n);
      rooms[i].fill_s = (gdouble)(g_get_monotonic_time () - start) / G_USEC_PER_SEC;
      measure (&rooms[i]);
    }
  printf ("%-34s %12u %12u  %-4s %8s\n", "messages", a->n, b->n, "", "ratio");
  print ("append, in batches, per message", a->fill_s * 1e6 / a->n, b->fill_s * 1e6 / b->n, "us");
  print ("file", a->mib, b->mib, "MiB");
  print ("open", a->open_us, b->open_us, "us");
  print ("newest 50", a->newest_us, b->newest_us, "us");
  print ("50 before the middle", a->middle_us, b->middle_us, "us");
  print ("50 around a third", a->around_us, b->around_us, "us");
  print ("search, 1 in 1,000", a->rare_us, b->rare_us, "us");
  print ("search, most common word", a->common_us, b->common_us, "us");
  print ("search, prefix of a quarter", a->prefix_us, b->prefix_us, "us");
  print ("count and unread", a->count_us, b->count_us, "us");
  print ("one of ours, with fsync", a->own_us, b->own_us, "us");
  for (guint i = 0; i < 2; i++)
    {
      chat_history_delete_files (rooms[i].path, NULL);
      g_free (rooms[i].path);
    }
  g_rmdir (folder);
  return 0;
}
