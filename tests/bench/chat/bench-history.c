/* SPDX-License-Identifier: MIT */
/*
 * The history of a room with 1,000 messages next to one with 1,000,000 (or the number given): how
 * long it takes to open it, to read a page at the end and in the middle, to search, and to add one
 * message of ours with fsync. Times are the best of several; ratios are what counts.
 */
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

#include "chat/chat-history.h"

#define SMALL   1000
#define LARGE   1000000
#define BATCH   5000
#define PASSES  9
#define N_WORDS 4000

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
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GAsyncResult *
wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static ChatHistory *
open_room (Room *room)
{
  g_autoptr (GAsyncResult) result = NULL;
  ChatHistory *history;

  chat_history_open_async (room->path, NULL, on_result, &result);
  history = chat_history_open_finish (wait (&result), NULL);
  g_assert_nonnull (history);
  return history;
}

static void
flush (ChatHistory *history)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_history_flush_async (history, NULL, on_result, &result);
  g_assert_true (chat_history_flush_finish (history, wait (&result), NULL));
}

static void
close_room (ChatHistory *history)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_history_close_async (history, NULL, on_result, &result);
  g_assert_true (chat_history_close_finish (history, wait (&result), NULL));
  g_clear_object (&result);
  g_object_unref (history);
}

/* Twelve words of a Zipf-like vocabulary; one message in a thousand says "needle". */
static char *
make_text (GRand *rand, guint i)
{
  GString *text = g_string_new (NULL);

  for (guint w = 0; w < 12; w++)
    {
      gdouble u = g_rand_double (rand);

      g_string_append_printf (text, "w%dord ", (int)(u * u * u * N_WORDS));
    }
  if (i % 1000 == 500)
    g_string_append (text, "needle");
  return g_string_free (text, FALSE);
}

static void
fill (Room *room)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  gint64 start = g_get_monotonic_time ();
  ChatHistory *history = open_room (room);

  for (guint i = 0; i < room->n; i++)
    {
      g_autoptr (ChatHistoryRecord) record = chat_history_record_new ();
      guint poll = i / 50;
      g_autofree char *proof = g_strdup_printf ("%u", poll);
      g_autofree char *padded = g_strnfill (1000, 'p');

      record->author = g_strdup_printf ("Person %u", i % 37);
      record->text = make_text (rand, i);
      record->time_ns = (guint64)i * 1000000000;
      record->sequence = i + 1;
      record->certificate_time_ns = record->time_ns;
      record->key = g_strdup_printf ("aaaaa-aa_%020u", i);
      record->codec_id = g_strdup ("group-chat");
      record->content = g_bytes_new (record->text, 80);
      g_strlcpy (padded, proof, 1000);
      record->cert = g_bytes_new (padded, 1000);
      padded[999] = 'w';
      record->tree = g_bytes_new (padded, 1000);
      chat_history_append (history, record);
      if (i % BATCH == BATCH - 1)
        flush (history);
    }
  flush (history);
  close_room (history);
  room->fill_s = (gdouble)(g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static void
read_page (ChatHistory *history, ChatHistoryWhere where, gint64 id, gdouble *best)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) page = NULL;

  chat_history_read_async (history, where, id, 50, NULL, on_result, &result);
  page = chat_history_read_finish (history, wait (&result), NULL);
  g_assert_cmpuint (page->len, ==, 50);
  *best = MIN (*best, (gdouble)(g_get_monotonic_time () - start));
}

static void
search (ChatHistory *history, const char *words, gdouble *best)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  chat_history_search_async (history, words, 0, 50, NULL, on_result, &result);
  hits = chat_history_search_finish (history, wait (&result), NULL);
  g_assert_cmpuint (hits->len, >, 0);
  *best = MIN (*best, (gdouble)(g_get_monotonic_time () - start));
}

static void
count (ChatHistory *history, gdouble *best)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GAsyncResult) result = NULL;
  ChatHistoryCounts counts;

  chat_history_count_async (history, NULL, on_result, &result);
  g_assert_true (chat_history_count_finish (history, wait (&result), &counts, NULL));
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
  flush (history);
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
      ChatHistory *history = open_room (room);

      room->open_us = MIN (room->open_us, (gdouble)(g_get_monotonic_time () - start));
      read_page (history, CHAT_HISTORY_NEWEST, 0, &room->newest_us);
      read_page (history, CHAT_HISTORY_BEFORE, room->n / 2, &room->middle_us);
      read_page (history, CHAT_HISTORY_AROUND, room->n / 3, &room->around_us);
      search (history, "needle", &room->rare_us);
      search (history, "w0ord", &room->common_us);
      search (history, "w1", &room->prefix_us);
      count (history, &room->count_us);
      say_something (history, &room->own_us);
      close_room (history);
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

      rooms[i].path = g_build_filename (folder, name, NULL);
      fill (&rooms[i]);
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
