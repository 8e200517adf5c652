/* SPDX-License-Identifier: MIT */
/*
 * The longest gap between ticks of the main loop while messages arrive over a real WebSocket and go
 * through verifier and session: a thousand a second in bursts of fifty, as a gateway relays what it
 * polls. Each message has a ledger entry and a handler that reads it.
 *
 * "wall" is what a person would feel, on this machine with whatever else runs on it; "cpu" is the
 * processor time of the main thread between two ticks, which is ours alone; "idle" is the wall time
 * between ticks of a main loop in another thread that has nothing else to do: what the machine
 * itself takes. The aim is missed if the main loop is late and the idle one is not, or if it
 * computes too long.
 */
#include <stdlib.h>
#include <time.h>

#include "icws-test-kit.h"
#include "icws-test-server.h"

#define SECONDS         5
#define BURST           50
#define BURSTS_A_SECOND 20
#define N_BURSTS        (SECONDS * BURSTS_A_SECOND)
#define PAYLOAD_BYTES   100
#define FIN_BINARY      0x82
#define GAP_AIM_US      8000

typedef struct
{
  IcwsTestKit *kit;
  IcwsClientKey client;
  GPtrArray *frames; /* OpenMessage, then the bursts */
  IcwsSession *session;
  GMainLoop *loop;
  guint64 n_messages;
  gsize n_bytes;

  gint64 last_wall_us;
  gint64 last_cpu_us;
  GArray *wall_us;
  GArray *cpu_us;

  gint64 last_idle_us;
  GArray *idle_us;
  GMainLoop *idle_loop;
  GThread *idle_thread;
} Bench;

static gint64
cpu_time_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64)time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
tick (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 wall_us = g_get_monotonic_time ();
  gint64 cpu_us = cpu_time_us ();

  if (bench->last_wall_us != 0)
    {
      gint64 wall_gap = wall_us - bench->last_wall_us;
      gint64 cpu_gap = cpu_us - bench->last_cpu_us;

      g_array_append_val (bench->wall_us, wall_gap);
      g_array_append_val (bench->cpu_us, cpu_gap);
    }
  bench->last_wall_us = wall_us;
  bench->last_cpu_us = cpu_us;
  return G_SOURCE_CONTINUE;
}

static gboolean
idle_tick (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now_us = g_get_monotonic_time ();

  if (bench->last_idle_us != 0)
    {
      gint64 gap = now_us - bench->last_idle_us;

      g_array_append_val (bench->idle_us, gap);
    }
  bench->last_idle_us = now_us;
  return G_SOURCE_CONTINUE;
}

static gpointer
run_idle_loop (gpointer user_data)
{
  Bench *bench = user_data;
  GMainContext *context = g_main_loop_get_context (bench->idle_loop);
  g_autoptr (GSource) source = g_timeout_source_new (1);

  g_source_set_callback (source, idle_tick, bench, NULL);
  g_source_attach (source, context);
  g_main_loop_run (bench->idle_loop);
  g_source_destroy (source);
  return NULL;
}

static void
on_opened (IcwsSession *session, Bench *bench)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_timeout_add (1, tick, bench);
  bench->idle_loop = g_main_loop_new (context, FALSE);
  bench->idle_thread = g_thread_new ("idle", run_idle_loop, bench);
}

static void
on_message (IcwsSession *session, IcwsMessage *message, IcwsProof *proof, Bench *bench)
{
  bench->n_bytes += g_bytes_get_size (message->content);
  if (++bench->n_messages == N_BURSTS * BURST)
    g_main_loop_quit (bench->loop);
}

static void
on_closed (IcwsSession *session, const GError *error, Bench *bench)
{
  g_error ("closed: %s", error->message);
}

/* The gateway, in a thread of its own. */
static void
gateway (IcwsTestServer *server, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GBytes) handshake = icws_handshake_encode (&bench->kit->gateway);
  g_autoptr (GBytes) request = NULL;
  gint64 start_us;

  icws_test_server_frame (server, FIN_BINARY, g_bytes_get_data (handshake, NULL),
                          g_bytes_get_size (handshake));
  icws_test_server_read_frame (server, &request);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < bench->frames->len; i++)
    {
      GBytes *frame = bench->frames->pdata[i];

      if (i % BURST == 1)
        {
          gint64 wait_us = start_us + (i / BURST + 1) * G_USEC_PER_SEC / BURSTS_A_SECOND -
                           g_get_monotonic_time ();

          if (wait_us > 0)
            g_usleep (wait_us);
        }
      icws_test_server_frame (server, FIN_BINARY, g_bytes_get_data (frame, NULL),
                              g_bytes_get_size (frame));
    }
  icws_test_server_wait_closed (server);
}

static void
make_frames (Bench *bench)
{
  const IcwsServiceMessage open = { .kind = ICWS_SERVICE_OPEN, .client_key = bench->client };
  g_autoptr (GBytes) payload = icws_service_message_encode (&open);
  g_autoptr (GBytes) content = icws_test_kit_content (bench->kit, &bench->client, 1, TRUE, payload);
  g_autoptr (IcwsFrame) frame = icws_test_kit_frame (bench->kit, content);
  guint64 sequence = 2;

  bench->frames = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_ptr_array_add (bench->frames, icws_frame_encode (frame));
  for (guint i = 0; i < N_BURSTS; i++)
    {
      IcwsTestOutput *outputs[BURST];
      g_autoptr (GPtrArray) frames = NULL;

      for (guint j = 0; j < BURST; j++)
        {
          g_autoptr (GBytes) text = icws_test_random_bytes (bench->kit, PAYLOAD_BYTES);
          g_autoptr (GBytes)
              message = icws_test_kit_content (bench->kit, &bench->client, sequence++, FALSE, text);

          outputs[j] = icws_test_kit_put (bench->kit, message);
        }
      frames = icws_test_kit_poll (bench->kit, outputs, BURST);
      for (guint j = 0; j < BURST; j++)
        {
          g_ptr_array_add (bench->frames, g_bytes_ref (frames->pdata[j]));
          icws_test_output_free (outputs[j]);
        }
    }
}

static int
compare_gaps (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a;
  gint64 y = *(const gint64 *)b;

  return x < y ? -1 : x > y;
}

static gint64
report (const char *name, GArray *gaps)
{
  gint64 max_us;

  g_array_sort (gaps, compare_gaps);
  max_us = g_array_index (gaps, gint64, gaps->len - 1);
  g_print ("%s: p50 %.2f ms, p99 %.2f ms, max %.2f ms\n", name,
           g_array_index (gaps, gint64, gaps->len / 2) / 1000.0,
           g_array_index (gaps, gint64, gaps->len * 99 / 100) / 1000.0, max_us / 1000.0);
  return max_us;
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  IcwsSessionConfig config = { 0 };
  IcwsTestServer *server;
  g_autofree char *url = NULL;
  IcwsFigures figures;
  gint64 cpu_max, wall_max, idle_max;
  gboolean missed;

  bench.kit = icws_test_kit_new (77, TRUE);
  bench.loop = g_main_loop_new (NULL, FALSE);
  bench.wall_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  bench.cpu_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  bench.idle_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  server = icws_test_server_new (gateway, &bench, FALSE, NULL);
  url = icws_test_server_get_url (server);

  config.transport = icws_gateway_transport_new (url);
  config.identity = IC_IDENTITY (ic_ed25519_identity_new_random (bench.kit->random));
  config.canister_id = bench.kit->canister_id;
  config.verifier = icws_test_kit_verifier (bench.kit, 0);
  config.ledger = icws_ledger_new (bench.kit->clock);
  config.clock = bench.kit->clock;
  config.random = bench.kit->random;
  bench.session = icws_session_new (&config);
  icws_session_get_client_key (bench.session, &bench.client);
  make_frames (&bench);
  g_signal_connect (bench.session, "opened", G_CALLBACK (on_opened), &bench);
  g_signal_connect (bench.session, "message", G_CALLBACK (on_message), &bench);
  g_signal_connect (bench.session, "closed", G_CALLBACK (on_closed), &bench);
  icws_session_open (bench.session);
  g_main_loop_run (bench.loop);

  g_main_loop_quit (bench.idle_loop);
  g_thread_join (bench.idle_thread);

  icws_ledger_get_figures (config.ledger, &figures);
  g_print ("%" G_GUINT64_FORMAT " messages verified in %d s, %" G_GUINT64_FORMAT
           " certificates, %u ticks\n",
           figures.messages_verified, SECONDS, figures.certificates_verified, bench.wall_us->len);
  cpu_max = report ("cpu ", bench.cpu_us);
  idle_max = report ("idle", bench.idle_us);
  wall_max = report ("wall", bench.wall_us);
  missed = cpu_max > GAP_AIM_US || (wall_max > GAP_AIM_US && idle_max <= GAP_AIM_US);
  g_print ("longest gap %.2f ms, aim %.0f ms%s\n", wall_max / 1000.0, GAP_AIM_US / 1000.0,
           missed                  ? ": missed"
           : wall_max > GAP_AIM_US ? ": the machine is too busy to tell"
                                   : "");

  g_signal_handlers_disconnect_by_data (bench.session, &bench);
  icws_session_close (bench.session);
  g_object_unref (bench.session);
  g_object_unref (config.transport);
  return missed ? EXIT_FAILURE : EXIT_SUCCESS;
}
