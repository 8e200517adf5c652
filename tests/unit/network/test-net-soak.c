/* SPDX-License-Identifier: MIT */
/* A thousand people in one room, over real WebSockets: all hear all, in order, and the main loop
 * stays responsive. Prints figures; asserts only what does not depend on the machine. */
#include "net-test-client.h"
#include <sys/resource.h>

#define N_CLIENTS  1000
#define N_MESSAGES 20

typedef struct
{
  gint64 last_us;
  gint64 worst_us;
} Ticker;

static gboolean
on_tick (gpointer data)
{
  Ticker *ticker = data;
  gint64 now_us = g_get_monotonic_time ();

  if (ticker->last_us != 0)
    ticker->worst_us = MAX (ticker->worst_us, now_us - ticker->last_us);
  ticker->last_us = now_us;
  return G_SOURCE_CONTINUE;
}

static void
print_phase (const char *name, gint64 since_us, const Ticker *ticker)
{
  g_test_message ("%s: %.0f ms, longest gap of the loop (network and clients in one) %.1f ms", name,
                  (g_get_monotonic_time () - since_us) / 1000.0, ticker->worst_us / 1000.0);
}

static void
test_thousand_clients (void)
{
  NetNetworkOptions options;
  g_autoptr (NetNetwork) network = NULL;
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify)test_client_free);
  g_autoptr (GError) error = NULL;
  Ticker ticker = { 0 };
  guint source;
  gint64 start_us;

  net_network_options_init (&options);
  network = net_network_new (&options);
  net_network_start (network, &error);
  g_assert_no_error (error);
  session = soup_session_new_with_options ("max-conns", 2 * N_CLIENTS, "max-conns-per-host",
                                           2 * N_CLIENTS, NULL);
  source = g_timeout_add (1, on_tick, &ticker);

  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      TestClient *client = test_client_new (session, net_network_get_gateway_url (network), i, i);

      test_client_open (client, GROUP_CHAT_ID);
      g_ptr_array_add (clients, client);
    }
  for (guint i = 0; i < N_CLIENTS; i++)
    test_client_wait_frames (g_ptr_array_index (clients, i), 1);
  print_phase ("1,000 clients connected and open", start_us, &ticker);

  ticker.worst_us = 0;
  start_us = g_get_monotonic_time ();
  for (guint m = 0; m < N_MESSAGES; m++)
    {
      g_autofree char *text = g_strdup_printf ("%u", m);

      test_client_say (g_ptr_array_index (clients, m * 37 % N_CLIENTS), GROUP_CHAT_ID,
                       test_group_message ("somebody", text));
    }
  for (guint i = 0; i < N_CLIENTS; i++)
    test_client_wait_frames (g_ptr_array_index (clients, i), 1 + N_MESSAGES);
  print_phase ("20 messages to each of 1,000", start_us, &ticker);

  for (guint i = 0; i < N_CLIENTS; i++)
    {
      TestClient *client = g_ptr_array_index (clients, i);
      TestClient *first = g_ptr_array_index (clients, 0);

      for (guint f = 0; f < 1 + N_MESSAGES; f++)
        {
          const NetWsMessage *message = &test_client_get_frame (client, f)->message;

          g_assert_cmpuint (message->sequence_num, ==, f + 1);
          g_assert_true (net_client_key_equal (&message->client_key, &client->key));
          /* One order for all. */
          if (f > 0)
            g_assert_true (g_bytes_equal (message->content,
                                          test_client_get_frame (first, f)->message.content));
        }
    }
  g_source_remove (source);
  net_network_stop (network);
}

int
main (int argc, char **argv)
{
  struct rlimit limit;

  g_test_init (&argc, &argv, NULL);
  /* Both ends of each connection are in this process. */
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < 2 * N_CLIENTS + 64)
    {
      g_test_message ("only %lu file descriptors allowed", (unsigned long)limit.rlim_cur);
      return 77; /* skipped */
    }
  g_test_add_func ("/network/soak/thousand-clients", test_thousand_clients);
  return g_test_run ();
}
