/* SPDX-License-Identifier: MIT */
/* How long the main loop is held up while 1,000 messages a second come into the list that is shown. */
#include "config.h"

#include <adwaita.h>

#include "attest-message-list.h"
#include "ui-test-util.h"

#define SECONDS 5
#define TICK_MS 4

typedef struct
{
  GListStore *store;
  guint n;
  gint64 start;
  gint64 last_turn;
  GArray *gaps; /* gint64, microseconds */
} Bench;

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a;
  gint64 y = *(const gint64 *)b;

  return x < y ? -1 : x > y;
}

static gboolean
feed_cb (gpointer data)
{
  Bench *bench = data;
  guint due = (guint)((g_get_monotonic_time () - bench->start) / 1000);

  while (bench->n < due)
    {
      g_autofree char *text = g_strdup_printf ("Message %u, a sentence of the usual length.",
                                               bench->n);
      g_autofree char *author = g_strdup_printf ("Author %u", bench->n / 4 % 9);
      g_autoptr (ChatMessage) message = ui_test_message (author, text, FALSE, UI_TEST_NOW_S);

      g_list_store_append (bench->store, message);
      bench->n++;
    }
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  GtkWidget *list;
  gint64 end;
  gint64 worst;
  gint64 sum = 0;

  ui_test_init (&argc, &argv);
  bench.store = g_list_store_new (CHAT_TYPE_MESSAGE);
  bench.gaps = g_array_new (FALSE, FALSE, sizeof (gint64));
  list = attest_message_list_new ();
  attest_message_list_set_model (ATTEST_MESSAGE_LIST (list), G_LIST_MODEL (bench.store));
  ui_test_show (list, 700, 700);

  bench.start = g_get_monotonic_time ();
  end = bench.start + SECONDS * G_TIME_SPAN_SECOND;
  g_timeout_add (TICK_MS, feed_cb, &bench);
  while (g_get_monotonic_time () < end)
    {
      gint64 before;
      gint64 gap;

      /* Waiting for something to do is no gap; doing it is. */
      if (!g_main_context_pending (NULL))
        g_main_context_wakeup (NULL);
      before = g_get_monotonic_time ();
      g_main_context_iteration (NULL, FALSE);
      gap = g_get_monotonic_time () - before;
      g_array_append_val (bench.gaps, gap);
      sum += gap;
      if (gap < 50)
        g_usleep (200);
    }
  g_array_sort (bench.gaps, compare);
  worst = g_array_index (bench.gaps, gint64, bench.gaps->len - 1);
  g_print ("messages %u in %d s; turns %u; longest turn %.1f ms, 99%% under %.1f ms, busy %.0f%%\n",
           bench.n, SECONDS, bench.gaps->len, (double)worst / 1000,
           (double)g_array_index (bench.gaps, gint64, bench.gaps->len * 99 / 100) / 1000,
           (double)sum / (SECONDS * 10000.0));
  return 0;
}
