/* SPDX-License-Identifier: MIT */
#include "bench-history-fill.h"

#define BATCH   5000
#define N_WORDS 4000

void
bench_history_on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

GAsyncResult *
bench_history_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

ChatHistory *
bench_history_open (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  ChatHistory *history;

  chat_history_open_async (path, NULL, bench_history_on_result, &result);
  history = chat_history_open_finish (bench_history_wait (&result), NULL);
  g_assert_nonnull (history);
  return history;
}

void
bench_history_flush (ChatHistory *history)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_history_flush_async (history, NULL, bench_history_on_result, &result);
  g_assert_true (chat_history_flush_finish (history, bench_history_wait (&result), NULL));
}

void
bench_history_close (ChatHistory *history)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_history_close_async (history, NULL, bench_history_on_result, &result);
  g_assert_true (chat_history_close_finish (history, bench_history_wait (&result), NULL));
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

void
bench_history_fill (const char *path, guint n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  ChatHistory *history = bench_history_open (path);

  for (guint i = 0; i < n; i++)
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
        bench_history_flush (history);
    }
  bench_history_flush (history);
  bench_history_close (history);
}
