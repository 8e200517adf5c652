/* SPDX-License-Identifier: MIT */
/* The HTTP interface, over a real socket of the loopback. */
#include "ic/ic-certificate.h"
#include "net-test-util.h"
#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  NetNetwork *network;
  SoupSession *session;
  IcEd25519Identity *ada;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  NetNetworkOptions options;
  g_autoptr (GError) error = NULL;

  net_network_options_init (&options);
  self->network = net_network_new (&options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
  self->session = soup_session_new ();
  self->ada = test_identity (1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  net_network_stop (self->network);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->network);
  g_object_unref (self->ada);
}

typedef struct
{
  GBytes *body;
  gboolean done;
} Wait;

static void
on_sent (GObject *object, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;
  g_autoptr (GError) error = NULL;

  wait->body = soup_session_send_and_read_finish (SOUP_SESSION (object), result, &error);
  g_assert_no_error (error);
  wait->done = TRUE;
}

/* Sends and waits; @body and @type may be NULL. (transfer full) */
static SoupMessage *
request (Fixture *self,
         const char *method,
         const char *path,
         const char *type,
         GBytes *body,
         GBytes **answer)
{
  g_autofree char *url = g_strconcat (net_network_get_replica_url (self->network), path, NULL);
  SoupMessage *message = soup_message_new (method, url);
  Wait wait = { 0 };

  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, type, body);
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, on_sent,
                                    &wait);
  test_run_until (&wait.done);
  if (answer != NULL)
    *answer = wait.body;
  else
    g_bytes_unref (wait.body);
  return message;
}

static NetResponse *
post (Fixture *self, const char *path, GBytes *body /* transfer full */)
{
  GBytes *answer = NULL;
  g_autoptr (SoupMessage) message = request (self, "POST", path, "application/cbor", body, &answer);
  NetResponse *response = g_new0 (NetResponse, 1);

  g_bytes_unref (body);
  response->status = soup_message_get_status (message);
  response->body = answer;
  return response;
}

static guint64
expiry (void)
{
  return ic_clock_get_wall_ns (ic_clock_get_system ()) + 240 * IC_NS_PER_S;
}

static void
test_status (Fixture *self, gconstpointer data)
{
  NetResponse response = { 0 };
  g_autoptr (SoupMessage)
      message = request (self, "GET", "/api/v2/status", NULL, NULL, &response.body);
  g_autoptr (GBytes) body = response.body;
  g_autoptr (GBytes) key = NULL;
  g_autofree char *health = NULL;

  response.status = soup_message_get_status (message);
  key = test_response_get_bytes (&response, "root_key");
  health = test_response_get_text (&response, "replica_health_status");
  g_assert_true (g_bytes_equal (key, net_network_get_root_key_der (self->network)));
  g_assert_cmpstr (health, ==, "healthy");
  g_assert_cmpstr (
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL), ==,
      "application/cbor");
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                 "Access-Control-Allow-Origin"),
                   ==, "*");
}

static void
test_options (Fixture *self, gconstpointer data)
{
  g_autoptr (SoupMessage) message = request (
      self, "OPTIONS", "/api/v3/canister/" GROUP_CHAT_ID "/call", NULL, NULL, NULL);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_assert_nonnull (strstr (soup_message_headers_get_one (headers, "Access-Control-Allow-Headers"),
                            "Content-Type"));
}

static void
test_all_end_points (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) arg = test_bytes ("DIDL\x00\x00");
  g_autoptr (GBytes) open_arg = net_ws_encode_open_arg (1, &IC_PRINCIPAL_ANONYMOUS);
  static const char *const VERSIONS[] = { "v2", "v3", "v4" };

  for (guint i = 0; i < G_N_ELEMENTS (VERSIONS); i++)
    {
      g_autofree char *call = g_strdup_printf ("/api/%s/canister/" GROUP_CHAT_ID "/call",
                                               VERSIONS[i]);
      g_autofree char *query = g_strdup_printf ("/api/%s/canister/" GROUP_CHAT_ID "/query",
                                                VERSIONS[i]);
      g_autofree char *read = g_strdup_printf ("/api/%s/canister/" GROUP_CHAT_ID "/read_state",
                                               VERSIONS[i]);
      g_autoptr (NetResponse)
          called = post (self, call,
                         test_sign (self->ada, test_call (self->ada, GROUP_CHAT_ID, "ws_open",
                                                          open_arg, expiry ())));
      g_autoptr (NetResponse) queried = post (
          self, query,
          test_sign (self->ada, test_query (self->ada, GROUP_CHAT_ID, "getAllConnectedClients", arg,
                                            expiry ())));
      g_autoptr (NetResponse) read_back = post (
          self, read, test_sign (NULL, test_read_state (NULL, "time", expiry ())));

      g_assert_cmpuint (called->status, ==, i == 0 ? 202 : 200);
      g_assert_cmpuint (queried->status, ==, i < 2 ? 200 : 404);
      g_assert_cmpuint (read_back->status, ==, i < 2 ? 200 : 404);
    }
}

static void
test_bad_urls (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *path;
    guint status;
  } CASES[] = {
    { "/", 404 },
    { "/api/v2", 404 },
    { "/api/v2/canister/" GROUP_CHAT_ID, 404 },
    { "/api/v2/canister/" GROUP_CHAT_ID "/nothing", 404 },
    { "/api/v2/canister/" GROUP_CHAT_ID "/call/more", 404 },
    { "/api/v9/canister/" GROUP_CHAT_ID "/call", 404 },
    { "/api/v2/canister/nonsense/call", 400 },
    { "/api/v2/canister/kio63-vyaaa-aaaal-qcd6q-caa/call", 400 },
    { "/api/v2/subnet/" GROUP_CHAT_ID "/read_state", 400 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (NetResponse) response = post (
          self, CASES[i].path, test_sign (NULL, test_read_state (NULL, "time", expiry ())));

      g_assert_cmpuint (response->status, ==, CASES[i].status);
    }
}

static void
test_bad_requests (Fixture *self, gconstpointer data)
{
  static const char *const PATH = "/api/v2/canister/" GROUP_CHAT_ID "/call";
  g_autoptr (GBytes) body = test_bytes ("{}");
  g_autoptr (SoupMessage) get = request (self, "GET", PATH, NULL, NULL, NULL);
  g_autoptr (SoupMessage) json = request (self, "POST", PATH, "application/json", body, NULL);
  g_autoptr (SoupMessage)
      posted = request (self, "POST", "/api/v2/status", "text/plain", body, NULL);

  g_assert_cmpuint (soup_message_get_status (get), ==, 405);
  g_assert_cmpuint (soup_message_get_status (json), ==, 400);
  g_assert_cmpuint (soup_message_get_status (posted), ==, 405);
}

static void
test_too_large (Fixture *self, gconstpointer data)
{
  const gsize size = 3 * NET_REPLICA_MAX_BODY;
  g_autoptr (NetResponse) response = post (self, "/api/v2/canister/" GROUP_CHAT_ID "/call",
                                           g_bytes_new_take (g_malloc0 (size), size));

  g_assert_cmpuint (response->status, ==, 413);
}

static void
on_aborted (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (object), result, NULL);

  *(gboolean *)data = TRUE;
}

/* Clients that go away in the middle of a request, at any point, harm nobody. */
static void
test_client_goes (Fixture *self, gconstpointer data)
{
  g_autofree char *url = g_strconcat (net_network_get_replica_url (self->network),
                                      "/api/v3/canister/" GROUP_CHAT_ID "/call", NULL);
  g_autoptr (GBytes) arg = net_ws_encode_open_arg (1, &IC_PRINCIPAL_ANONYMOUS);

  for (guint turns = 0; turns < 30; turns++)
    {
      g_autoptr (GBytes) body = test_sign (
          self->ada, test_call (self->ada, GROUP_CHAT_ID, "ws_open", arg, expiry ()));
      g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      gboolean done = FALSE;

      soup_message_set_request_body_from_bytes (message, "application/cbor", body);
      soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, cancellable,
                                        on_aborted, &done);
      for (guint i = 0; i < turns && !done; i++)
        g_main_context_iteration (NULL, FALSE);
      g_cancellable_cancel (cancellable);
      test_run_until (&done);
    }
  test_status (self, NULL);
}

/* Stops with a request under way. */
static void
test_stop_under_way (Fixture *self, gconstpointer data)
{
  g_autofree char *url = g_strconcat (net_network_get_replica_url (self->network),
                                      "/api/v3/canister/" GROUP_CHAT_ID "/call", NULL);
  g_autoptr (GBytes) arg = net_ws_encode_open_arg (1, &IC_PRINCIPAL_ANONYMOUS);
  g_autoptr (GBytes)
      body = test_sign (self->ada, test_call (self->ada, GROUP_CHAT_ID, "ws_open", arg, expiry ()));
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  gboolean done = FALSE;

  soup_message_set_request_body_from_bytes (message, "application/cbor", body);
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, on_aborted,
                                    &done);
  for (guint i = 0; i < 12; i++)
    g_main_context_iteration (NULL, FALSE);
  net_network_stop (self->network);
  test_run_until (&done);
}

static void
test_port_taken (Fixture *self, gconstpointer data)
{
  NetNetworkOptions options;
  g_autoptr (NetNetwork) second = NULL;
  g_autoptr (GError) error = NULL;
  const char *port = strrchr (net_network_get_replica_url (self->network), ':') + 1;

  net_network_options_init (&options);
  options.replica_port = atoi (port);
  second = net_network_new (&options);
  g_assert_false (net_network_start (second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

static void
test_bad_intervals (Fixture *self, gconstpointer data)
{
  NetNetworkOptions options;
  g_autoptr (NetNetwork) second = NULL;
  g_autoptr (GError) error = NULL;

  net_network_options_init (&options);
  options.cdk.keep_alive_timeout_ms = options.cdk.ack_interval_ms;
  second = net_network_new (&options);
  g_assert_false (net_network_start (second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A client without libsoup, which does with its connection what it likes. */
static GSocketConnection *
raw_client_new (Fixture *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = g_socket_client_connect_to_uri (
      client, net_network_get_replica_url (self->network), 80, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
raw_client_write (GSocketConnection *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self)), text,
                             strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
raw_client_wait_answer (GSocketConnection *self)
{
  while (!g_socket_condition_check (g_socket_connection_get_socket (self), G_IO_IN))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
set_flag (gpointer flag)
{
  *(gboolean *)flag = TRUE;
  return G_SOURCE_REMOVE;
}

/* However a client leaves, its descriptor goes with it, also when it has had its answer and libsoup
 * waits for another request. */
static void
test_clients_leave (Fixture *self, gconstpointer data)
{
  static const char STATUS[] = "GET /api/v2/status HTTP/1.1\r\nHost: replica\r\n\r\n";
  static const struct
  {
    const char *first; /* (nullable) */
    gboolean wait;
    const char *second; /* (nullable) */
    gboolean wait_again;
  } WAYS[] = {
    { NULL, FALSE, NULL, FALSE },    { "GET /api", FALSE, NULL, FALSE },
    { STATUS, FALSE, NULL, FALSE },  { STATUS, TRUE, NULL, FALSE },
    { STATUS, TRUE, STATUS, FALSE }, { STATUS, TRUE, STATUS, TRUE },
    { STATUS, TRUE, "GET ", FALSE },
  };
  guint n_before = count_descriptors ();

  for (guint i = 0; i < 20 * G_N_ELEMENTS (WAYS); i++)
    {
      const gsize way = i % G_N_ELEMENTS (WAYS);
      g_autoptr (GSocketConnection) client = raw_client_new (self);

      if (WAYS[way].first != NULL)
        raw_client_write (client, WAYS[way].first);
      if (WAYS[way].wait)
        raw_client_wait_answer (client);
      if (WAYS[way].second != NULL)
        {
          char answer[4096];

          g_assert_cmpint (g_socket_receive (g_socket_connection_get_socket (client), answer,
                                             sizeof answer, NULL, NULL),
                           >, 0);
          raw_client_write (client, WAYS[way].second);
        }
      if (WAYS[way].wait_again)
        raw_client_wait_answer (client);
      g_io_stream_close (G_IO_STREAM (client), NULL, NULL);
    }
  {
    gboolean too_late = FALSE;
    guint timer = g_timeout_add_seconds (20, set_flag, &too_late);

    while (count_descriptors () > n_before && !too_late)
      g_main_context_iteration (NULL, TRUE);
    g_assert_cmpuint (count_descriptors (), ==, n_before);
    g_source_remove (timer);
  }
}

#define ADD(path, func) g_test_add ("/network/http/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("status", test_status);
  ADD ("options", test_options);
  ADD ("all-end-points", test_all_end_points);
  ADD ("bad-urls", test_bad_urls);
  ADD ("bad-requests", test_bad_requests);
  ADD ("too-large", test_too_large);
  ADD ("client-goes", test_client_goes);
  ADD ("clients-leave", test_clients_leave);
  ADD ("stop-under-way", test_stop_under_way);
  ADD ("port-taken", test_port_taken);
  ADD ("bad-intervals", test_bad_intervals);
  return g_test_run ();
}
