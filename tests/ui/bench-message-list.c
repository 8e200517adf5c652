/* SPDX-License-Identifier: MIT */
/* How long the main loop is held up while 1,000 messages a second come into the list that is
 * shown. */
#include "config.h"

#include <time.h>

#include <adwaita.h>

#include "attest-message-list.h"
#include "ui-test-util.h"

#define SECONDS      5
#define TICK_MS      4
#define LONG_TURN_US 8000

typedef struct
{
  GListStore *store;
  guint n;
  gint64 start;
  gint64 last_turn;
  GArray *gaps; /* gint64, microseconds */
  /* What a frame costs in GTK: microseconds */
  gint64 phase_start;
  gint64 layout_max;
  gint64 layout_sum;
  gint64 paint_max;
  gint64 paint_sum;
  gboolean painted;
  guint frames;
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

/* Of this thread: what a turn costs when other programs do not take the processor away. */
static gint64
get_cpu_time (void)
{
  struct timespec time;

  if (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time) != 0)
    return 0;
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* The window's own handlers of the frame clock were connected earlier and run before these. */
static void
update_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->phase_start = g_get_monotonic_time ();
}

static void
layout_cb (GdkFrameClock *clock, Bench *bench)
{
  gint64 now = g_get_monotonic_time ();

  bench->layout_max = MAX (bench->layout_max, now - bench->phase_start);
  bench->layout_sum += now - bench->phase_start;
  bench->phase_start = now;
}

static void
paint_cb (GdkFrameClock *clock, Bench *bench)
{
  gint64 now = g_get_monotonic_time ();

  bench->paint_max = MAX (bench->paint_max, now - bench->phase_start);
  bench->paint_sum += now - bench->phase_start;
  bench->painted = TRUE;
  bench->frames++;
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  GtkWidget *list;
  GdkFrameClock *clock;
  gint64 end;
  gint64 worst;
  gint64 worst_other = 0;
  gint64 worst_cpu = 0;
  gint64 worst_other_cpu = 0;
  guint over = 0;
  gint64 sum = 0;

  ui_test_init (&argc, &argv);
  bench.store = g_list_store_new (CHAT_TYPE_MESSAGE);
  bench.gaps = g_array_new (FALSE, FALSE, sizeof (gint64));
  list = attest_message_list_new ();
  attest_message_list_set_model (ATTEST_MESSAGE_LIST (list), G_LIST_MODEL (bench.store));
  ui_test_show (list, 700, 700);
  clock = gtk_widget_get_frame_clock (list);
  g_signal_connect (clock, "update", G_CALLBACK (update_cb), &bench);
  g_signal_connect (clock, "layout", G_CALLBACK (layout_cb), &bench);
  g_signal_connect (clock, "paint", G_CALLBACK (paint_cb), &bench);

  bench.start = g_get_monotonic_time ();
  end = bench.start + SECONDS * G_TIME_SPAN_SECOND;
  g_timeout_add (TICK_MS, feed_cb, &bench);
  while (g_get_monotonic_time () < end)
    {
      gint64 before;
      gint64 gap;
      gint64 cpu;

      /* Waiting for something to do is no gap; doing it is. */
      if (!g_main_context_pending (NULL))
        g_main_context_wakeup (NULL);
      bench.painted = FALSE;
      before = g_get_monotonic_time ();
      cpu = get_cpu_time ();
      g_main_context_iteration (NULL, FALSE);
      gap = g_get_monotonic_time () - before;
      g_array_append_val (bench.gaps, gap);
      cpu = get_cpu_time () - cpu;
      sum += gap;
      over += gap > LONG_TURN_US;
      worst_cpu = MAX (worst_cpu, cpu);
      if (!bench.painted)
        {
          worst_other = MAX (worst_other, gap);
          worst_other_cpu = MAX (worst_other_cpu, cpu);
        }
      if (gap < 50)
        g_usleep (200);
    }
  g_array_sort (bench.gaps, compare);
  worst = g_array_index (bench.gaps, gint64, bench.gaps->len - 1);
  g_print ("messages %u in %d s; turns %u; longest turn %.1f ms, 99%% under %.1f ms, busy %.0f%%\n",
           bench.n, SECONDS, bench.gaps->len, (double)worst / 1000,
           (double)g_array_index (bench.gaps, gint64, bench.gaps->len * 99 / 100) / 1000,
           (double)sum / (SECONDS * 10000.0));
  g_print ("longest turn in processor time %.1f ms, without a frame %.1f ms; %u turns over %d ms\n",
           (double)worst_cpu / 1000, (double)worst_other_cpu / 1000, over, LONG_TURN_US / 1000);
  g_print ("longest turn without a frame %.1f ms; frames %u: layout %.1f ms (at most %.1f), "
           "drawing %.1f ms (at most %.1f); rows at the end %u\n",
           (double)worst_other / 1000, bench.frames,
           (double)bench.layout_sum / 1000 / MAX (bench.frames, 1), (double)bench.layout_max / 1000,
           (double)bench.paint_sum / 1000 / MAX (bench.frames, 1), (double)bench.paint_max / 1000,
           attest_message_list_get_n_rows (ATTEST_MESSAGE_LIST (list)));
  return 0;
}
