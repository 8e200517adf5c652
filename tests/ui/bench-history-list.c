/* SPDX-License-Identifier: MIT */
/*
 * A room with 1,000 messages next to one with 1,000,000 (or the number given), from a real history,
 * in a window: how long it takes until the newest messages are seen, how much memory that needs, and
 * what frames cost while one scrolls up through some thousand messages and jumps to what was found.
 * Each figure is the best of several processes; ratios are what counts.
 *
 * A frame's cost is all that the main thread does from one frame to the next, in processor time (the
 * machine may be busy with other things) and by the clock.
 *
 * By hand: bench-history-list [N]; or --fill PATH N, and then --measure PATH for one process's figures.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "attest-chat-view.h"
#include "attest-message-row.h"
#include "bench-history-fill.h"
#include "ui-test-util.h"

#define SMALL       1000
#define LARGE       1000000
#define PASSES      3
#define SCROLL_ROWS 4000
#define SCROLL_STEP 250 /* pixels a frame: about 15,000 a second */
#define JUMPS       10
#define FRAME_MS    16.0

enum
{
  START_MS,
  MEMORY_START_MIB,
  MEMORY_SCROLLED_MIB,
  SCROLL_FRAMES,
  SCROLL_MEDIAN_MS,
  SCROLL_99_MS,
  SCROLL_WORST_MS,
  SCROLL_WORST_WALL_MS,
  SCROLL_OVER,
  SCROLL_HELD_UP,
  JUMP_MS,
  JUMP_WORST_MS,
  JUMP_WORST_WALL_MS,
  JUMP_OVER,
  N_FIGURES
};

static const char *const names[N_FIGURES] = {
  [START_MS] = "open until all is seen, ms",
  [MEMORY_START_MIB] = "memory then, more than before, MiB",
  [MEMORY_SCROLLED_MIB] = "memory after scrolling, more, MiB",
  [SCROLL_FRAMES] = "scrolling: frames",
  [SCROLL_MEDIAN_MS] = "scrolling: a frame, median, ms cpu",
  [SCROLL_99_MS] = "scrolling: a frame, 99 %, ms cpu",
  [SCROLL_WORST_MS] = "scrolling: a frame, worst, ms cpu",
  [SCROLL_WORST_WALL_MS] = "scrolling: a frame, worst, ms clock",
  [SCROLL_OVER] = "scrolling: frames over 16 ms cpu",
  [SCROLL_HELD_UP] = "scrolling: frames that waited for a page",
  [JUMP_MS] = "found message until it is seen, ms",
  [JUMP_WORST_MS] = "jump: a frame, worst, ms cpu",
  [JUMP_WORST_WALL_MS] = "jump: a frame, worst, ms clock",
  [JUMP_OVER] = "jump: frames over 16 ms cpu",
};

typedef struct
{
  GtkWidget *window;
  AttestChatView *view;
  AttestMessageList *list;
  ChatHistory *history;
  ChatRoom *room;
  GArray *costs; /* double: ms of processor time of each frame */
  double cpu;    /* of the frame that is going on */
  double wall;
  double worst_wall;
} Bench;

static double
get_cpu_ms (void)
{
  struct timespec time;

  g_assert_cmpint (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time), ==, 0);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double
get_wall_ms (void)
{
  return (double)g_get_monotonic_time () / 1e3;
}

/* Of this process, without what is only mapped from files. */
static double
get_memory_mib (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "RssAnon:");
  g_assert_nonnull (line);
  return g_ascii_strtod (line + strlen ("RssAnon:"), NULL) / 1024;
}

static void
painted_cb (GdkFrameClock *clock, Bench *bench)
{
  g_array_append_val (bench->costs, bench->cpu);
  bench->worst_wall = MAX (bench->worst_wall, bench->wall);
  bench->cpu = 0;
  bench->wall = 0;
}

static void
turn (Bench *bench)
{
  double cpu = get_cpu_ms ();
  double wall = get_wall_ms ();

  if (!g_main_context_iteration (NULL, FALSE))
    {
      g_usleep (200);
      return;
    }
  bench->cpu += get_cpu_ms () - cpu;
  bench->wall += get_wall_ms () - wall;
}

static void
begin (Bench *bench)
{
  g_array_set_size (bench->costs, 0);
  bench->cpu = bench->wall = bench->worst_wall = 0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return x < y ? -1 : x > y;
}

static double
get_cost (Bench *bench, double part)
{
  guint i = (guint)((double)bench->costs->len * part);

  return g_array_index (bench->costs, double, MIN (i, bench->costs->len - 1));
}

static guint
count_over (Bench *bench)
{
  guint n = 0;

  for (guint i = 0; i < bench->costs->len; i++)
    n += g_array_index (bench->costs, double, i) > FRAME_MS;
  return n;
}

static void
wait_for_frames (Bench *bench, guint n)
{
  guint until = bench->costs->len + n;

  while (bench->costs->len < until)
    {
      gdk_frame_clock_request_phase (gtk_widget_get_frame_clock (bench->window),
                                     GDK_FRAME_CLOCK_PHASE_AFTER_PAINT);
      turn (bench);
    }
}

static void
settle (Bench *bench)
{
  do
    wait_for_frames (bench, 3);
  while (!attest_message_list_is_settled (bench->list) ||
         attest_message_list_get_n_rows (bench->list) == 0);
}

static void
start (Bench *bench, const char *path, double *figures)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (IcIdentity)
      identity = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));
  g_autoptr (ChatConnection) connection = chat_connection_new (
      profile, identity, ic_clock_get_system (), ic_random_get_system ());
  g_autoptr (GAsyncResult) result = NULL;
  double memory = get_memory_mib ();
  double begun = get_wall_ms ();

  bench->history = bench_history_open (path);
  bench->room = chat_room_new_with_history (connection, "Ada", bench->history);
  chat_room_load_async (bench->room, NULL, bench_history_on_result, &result);
  g_assert_true (chat_room_load_finish (bench->room, bench_history_wait (&result), NULL));
  attest_chat_view_set_room (bench->view, bench->room);
  settle (bench);
  figures[START_MS] = get_wall_ms () - begun;
  figures[MEMORY_START_MIB] = get_memory_mib () - memory;

  begin (bench);
  figures[MEMORY_SCROLLED_MIB] = memory;
}

static gint64
get_first_id (Bench *bench)
{
  return chat_message_get_id (attest_message_row_get_message (
      ATTEST_MESSAGE_ROW (attest_message_list_get_row (bench->list, 0))));
}

static void
scroll (Bench *bench, double *figures)
{
  GtkAdjustment *adjustment = attest_message_list_get_adjustment (bench->list);
  gint64 until = MAX (get_first_id (bench) - SCROLL_ROWS, 1);
  guint held_up = 0;

  begin (bench);
  while (get_first_id (bench) > until || (until == 1 && gtk_adjustment_get_value (adjustment) > 0))
    {
      double value = gtk_adjustment_get_value (adjustment);

      held_up += value == 0;
      gtk_adjustment_set_value (adjustment, value - SCROLL_STEP);
      wait_for_frames (bench, 1);
    }
  g_array_sort (bench->costs, compare);
  figures[SCROLL_FRAMES] = bench->costs->len;
  figures[SCROLL_MEDIAN_MS] = get_cost (bench, 0.5);
  figures[SCROLL_99_MS] = get_cost (bench, 0.99);
  figures[SCROLL_WORST_MS] = get_cost (bench, 1);
  figures[SCROLL_WORST_WALL_MS] = bench->worst_wall;
  figures[SCROLL_OVER] = count_over (bench);
  figures[SCROLL_HELD_UP] = held_up;
  figures[MEMORY_SCROLLED_MIB] = get_memory_mib () - figures[MEMORY_SCROLLED_MIB];
}

static void
jump_to (Bench *bench, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint position;

  chat_room_load_around_async (bench->room, id, NULL, bench_history_on_result, &result);
  while (result == NULL)
    turn (bench);
  position = chat_room_load_around_finish (bench->room, result, NULL);
  g_assert_cmpuint (position, !=, G_MAXUINT);
  attest_message_list_show_message (bench->list, position);
  while (!ATTEST_IS_MESSAGE_ROW (gtk_window_get_focus (GTK_WINDOW (bench->window))))
    turn (bench);
}

static void
jump (Bench *bench, double *figures)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  figures[JUMP_MS] = G_MAXDOUBLE;
  chat_history_search_async (bench->history, "w0ord", 0, CHAT_HISTORY_MAX_PAGE, NULL,
                             bench_history_on_result, &result);
  hits = chat_history_search_finish (bench->history, bench_history_wait (&result), NULL);
  g_assert_nonnull (hits);
  begin (bench);
  for (guint i = 0; i < JUMPS; i++)
    {
      const ChatHistoryHit *hit = g_ptr_array_index (hits, (i * 7 + 3) * (hits->len - 1) / 100);
      double begun = get_wall_ms ();

      gtk_window_set_focus (GTK_WINDOW (bench->window), NULL);
      jump_to (bench, hit->record->id);
      figures[JUMP_MS] = MIN (figures[JUMP_MS], get_wall_ms () - begun);
      settle (bench);
    }
  g_array_sort (bench->costs, compare);
  figures[JUMP_WORST_MS] = get_cost (bench, 1);
  figures[JUMP_WORST_WALL_MS] = bench->worst_wall;
  figures[JUMP_OVER] = count_over (bench);
}

/* One process measures one room, once, after GTK has warmed up with other messages. */
static int
measure (const char *path)
{
  g_autoptr (GListStore) store = g_list_store_new (CHAT_TYPE_MESSAGE);
  double figures[N_FIGURES] = { 0 };
  Bench bench = { 0 };

  bench.costs = g_array_new (FALSE, FALSE, sizeof (double));
  bench.view = g_object_new (ATTEST_TYPE_CHAT_VIEW, NULL);
  bench.list = attest_chat_view_get_list (bench.view);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (ChatMessage) message = ui_test_message ("Warm", "some words", FALSE, i * 1000);

      g_list_store_append (store, message);
    }
  attest_chat_view_set_model (bench.view, G_LIST_MODEL (store));
  bench.window = ui_test_show (GTK_WIDGET (bench.view), 700, 700);
  g_signal_connect (gtk_widget_get_frame_clock (bench.window), "after-paint",
                    G_CALLBACK (painted_cb), &bench);
  settle (&bench);
  start (&bench, path, figures);
  scroll (&bench, figures);
  jump (&bench, figures);
  for (guint i = 0; i < N_FIGURES; i++)
    g_print ("figure %u %f\n", i, figures[i]);
  gtk_window_destroy (GTK_WINDOW (bench.window));
  g_object_unref (bench.room);
  bench_history_close (bench.history);
  g_array_unref (bench.costs);
  return 0;
}

static void
run (const char *program, const char *path, double *best)
{
  for (guint i = 0; i < N_FIGURES; i++)
    best[i] = G_MAXDOUBLE;
  for (guint pass = 0; pass < PASSES; pass++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                                          program, "--measure", path, NULL);
      g_autofree char *output = NULL;
      g_auto (GStrv) lines = NULL;

      g_assert_no_error (error);
      g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_successful (process));
      lines = g_strsplit (output, "\n", -1);
      for (guint i = 0; lines[i] != NULL; i++)
        {
          guint figure;
          double value;

          if (sscanf (lines[i], "figure %u %lf", &figure, &value) == 2 && figure < N_FIGURES)
            best[figure] = MIN (best[figure], value);
        }
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *program = g_strdup (argv[0]);
  g_autofree char *folder = NULL;
  guint n[2] = { SMALL, LARGE };
  double figures[2][N_FIGURES];

  if (argc > 2 && g_str_equal (argv[1], "--measure"))
    {
      g_autofree char *path = g_strdup (argv[2]);

      ui_test_init (&argc, &argv);
      return measure (path);
    }
  if (argc > 3 && g_str_equal (argv[1], "--fill"))
    {
      bench_history_fill (argv[2], (guint)atoi (argv[3]));
      return 0;
    }
  if (argc > 1)
    n[1] = (guint)atoi (argv[1]);
  folder = g_dir_make_tmp ("attest-bench-list-XXXXXX", NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.db", n[i]);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      bench_history_fill (path, n[i]);
      run (program, path, figures[i]);
      chat_history_delete_files (path, NULL);
    }
  g_rmdir (folder);
  printf ("%-42s %10u %10u %8s\n", "messages", n[0], n[1], "ratio");
  for (guint i = 0; i < N_FIGURES; i++)
    printf ("%-42s %10.2f %10.2f %8.2f\n", names[i], figures[0][i], figures[1][i],
            figures[0][i] > 0 ? figures[1][i] / figures[0][i] : 0);
  return 0;
}
