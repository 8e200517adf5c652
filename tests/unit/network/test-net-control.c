/* SPDX-License-Identifier: MIT */
/* The switches of a local network, by HTTP; and several gateways in one network. */
#include "net-test-client.h"
#include "network/net-canister-faults.h"
#include "network/net-control.h"
#include <json-glib/json-glib.h>
#include <string.h>

#define N_GATEWAYS   3
#define FAST_POLL_MS 5

#define US_PER_MS G_GINT64_CONSTANT (1000)

typedef struct
{
  IcManualClock *clock; /* (nullable) */
  NetNetwork *network;
  SoupSession *session;
} Fixture;

static void
start (Fixture *self, const NetNetworkOptions *options)
{
  g_autoptr (GError) error = NULL;

  self->network = net_network_new (options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
  self->session = soup_session_new ();
}

/* @data: whether the clock stands still. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (5);
  NetNetworkOptions options;

  net_network_options_init (&options);
  options.n_gateways = N_GATEWAYS;
  options.with_control = TRUE;
  options.gateway.poll_interval_ms = FAST_POLL_MS;
  options.random = random;
  if (data != NULL)
    {
      self->clock = ic_manual_clock_new (ic_clock_get_wall_ns (ic_clock_get_system ()));
      options.clock = IC_CLOCK (self->clock);
    }
  start (self, &options);
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  net_network_stop (self->network);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  drain ();
  g_assert_finalize_object (self->network);
  g_clear_object (&self->clock);
}

static NetFaults *
get_faults (Fixture *self, guint i)
{
  return net_gateway_get_faults (net_network_get_nth_gateway (self->network, i));
}

static NetWsCanister *
get_group_chat (Fixture *self)
{
  return net_network_get_nth_canister (self->network, 0, NULL);
}

/* Requests */

typedef struct
{
  guint status;
  char *allow;
  char *content_type;
  JsonNode *body; /* (nullable) */
} Answer;

static void
answer_clear (Answer *self)
{
  g_free (self->allow);
  g_free (self->content_type);
  g_clear_pointer (&self->body, json_node_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

typedef struct
{
  GBytes *bytes;
  gboolean done;
} Wait;

static void
on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;
  g_autoptr (GError) error = NULL;

  wait->bytes = soup_session_send_and_read_finish (SOUP_SESSION (object), result, &error);
  g_assert_no_error (error);
  wait->done = TRUE;
}

/* @header (nullable): a name and a value. */
static void
send_bytes (Fixture *self,
            const char *method,
            const char *path,
            GBytes *body,
            const char *const *header,
            Answer *answer)
{
  g_autofree char *url = g_strconcat (net_network_get_control_url (self->network), path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  SoupMessageHeaders *headers;
  Wait wait = { 0 };
  gsize len;
  const char *text;

  g_assert_nonnull (message);
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", body);
  if (header != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), header[0], header[1]);
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, on_answer,
                                    &wait);
  test_run_until (&wait.done);

  headers = soup_message_get_response_headers (message);
  answer->status = soup_message_get_status (message);
  answer->allow = g_strdup (soup_message_headers_get_one (headers, "Allow"));
  answer->content_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  text = g_bytes_get_data (wait.bytes, &len);
  if (len > 0)
    {
      g_autoptr (JsonParser) parser = json_parser_new_immutable ();
      g_autoptr (GError) error = NULL;

      json_parser_load_from_data (parser, text, (gssize)len, &error);
      g_assert_no_error (error);
      answer->body = json_parser_steal_root (parser);
    }
  g_bytes_unref (wait.bytes);
}

static void
send_text (Fixture *self, const char *method, const char *path, const char *body, Answer *answer)
{
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;

  send_bytes (self, method, path, bytes, NULL, answer);
}

static void
assert_does (Fixture *self, const char *method, const char *path, const char *body)
{
  g_auto (Answer) answer = { 0 };

  send_text (self, method, path, body, &answer);
  if (answer.status != 200)
    g_error ("%s %s: %s", method, path, json_to_string (answer.body, FALSE));
  g_assert_cmpstr (answer.content_type, ==, "application/json");
  /* The new state. */
  g_assert_true (json_object_has_member (json_node_get_object (answer.body), "gateways"));
}

static void
assert_answer (const Answer *answer, guint status, const char *pattern)
{
  const char *error;

  g_assert_cmpuint (answer->status, ==, status);
  g_assert_cmpstr (answer->content_type, ==, "application/json");
  error = json_object_get_string_member (json_node_get_object (answer->body), "error");
  if (!g_pattern_match_simple (pattern, error))
    g_error ("%s is not %s", error, pattern);
}

static void
assert_refused (Fixture *self,
                const char *method,
                const char *path,
                const char *body,
                guint status,
                const char *pattern)
{
  g_auto (Answer) answer = { 0 };

  send_text (self, method, path, body, &answer);
  assert_answer (&answer, status, pattern);
}

/* State */

static JsonObject *
get_state (Fixture *self, Answer *answer)
{
  send_text (self, "GET", "/", NULL, answer);
  g_assert_cmpuint (answer->status, ==, 200);
  return json_node_get_object (answer->body);
}

static void
test_state (Fixture *self, gconstpointer data)
{
  g_auto (Answer) answer = { 0 };
  JsonObject *state = get_state (self, &answer);
  JsonArray *gateways = json_object_get_array_member (state, "gateways");
  JsonArray *canisters = json_object_get_array_member (state, "canisters");
  JsonArray *kinds = json_object_get_array_member (state, "faults");

  g_assert_cmpuint (json_array_get_length (gateways), ==, N_GATEWAYS);
  for (guint i = 0; i < N_GATEWAYS; i++)
    {
      JsonObject *gateway = json_array_get_object_element (gateways, i);

      g_assert_cmpint (json_object_get_int_member (gateway, "index"), ==, i);
      g_assert_cmpstr (json_object_get_string_member (gateway, "url"), ==,
                       net_gateway_get_url (net_network_get_nth_gateway (self->network, i)));
      g_assert_false (json_object_get_boolean_member (gateway, "down"));
      g_assert_cmpuint (json_object_get_size (json_object_get_object_member (gateway, "faults")),
                        ==, NET_N_FAULTS);
    }
  g_assert_cmpuint (json_array_get_length (canisters), ==, 5);
  g_assert_cmpstr (
      json_object_get_string_member (json_array_get_object_element (canisters, 0), "name"), ==,
      "group_chat");
  g_assert_cmpuint (json_array_get_length (kinds), ==, NET_N_FAULTS);
  for (guint i = 0; i < NET_N_FAULTS; i++)
    {
      JsonObject *kind = json_array_get_object_element (kinds, i);

      g_assert_cmpstr (json_object_get_string_member (kind, "name"), ==, net_fault_get_name (i));
      g_assert_cmpstr (json_object_get_string_member (kind, "text"), ==, net_fault_get_text (i));
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (kind, "phases")), >=,
                        2);
    }
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (state, "canister_faults")),
                    ==, NET_N_CANISTER_FAULTS);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (state, "close_reasons")),
                    ==, NET_N_CLOSE_REASONS);
}

static void
test_head (Fixture *self, gconstpointer data)
{
  g_auto (Answer) answer = { 0 };

  send_text (self, "HEAD", "/", NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_null (answer.body);
}

/* Gateways */

static void
test_set_fault (Fixture *self, gconstpointer data)
{
  g_auto (Answer) answer = { 0 };
  g_autofree char *ada = NULL;
  g_autofree char *body = NULL;
  g_autoptr (IcEd25519Identity) identity = test_identity (1);
  IcPrincipal principal = test_identity_principal (identity);
  const NetFaultSetting *setting;
  JsonObject *fault;

  ada = ic_principal_to_text (&principal);
  body = g_strdup_printf ("{\"rate\":0.25,\"phase\":\"chat\",\"parameter\":7,\"limit\":9,"
                          "\"clients\":[\"%s\"]}",
                          ada);
  assert_does (self, "PUT", "/gateways/1/faults/drop", body);
  setting = net_faults_get (get_faults (self, 1), NET_FAULT_DROP);
  g_assert_nonnull (setting);
  g_assert_cmpfloat (setting->rate, ==, 0.25);
  g_assert_cmpuint (setting->phase, ==, NET_FAULT_PHASE_CHAT);
  g_assert_cmpuint (setting->parameter, ==, 7);
  g_assert_cmpuint (setting->limit, ==, 9);
  g_assert_cmpstr (setting->clients[0], ==, ada);
  g_assert_null (setting->clients[1]);
  g_assert_null (net_faults_get (get_faults (self, 0), NET_FAULT_DROP));
  g_assert_null (net_faults_get (get_faults (self, 2), NET_FAULT_DROP));

  /* And as it is told. */
  fault = json_object_get_object_member (
      json_object_get_object_member (
          json_array_get_object_element (
              json_object_get_array_member (get_state (self, &answer), "gateways"), 1),
          "faults"),
      "drop");
  g_assert_cmpfloat (json_object_get_double_member (fault, "rate"), ==, 0.25);
  g_assert_cmpstr (json_object_get_string_member (fault, "phase"), ==, "chat");
  g_assert_cmpint (json_object_get_int_member (fault, "parameter"), ==, 7);
  g_assert_cmpint (json_object_get_int_member (fault, "limit"), ==, 9);
  g_assert_cmpstr (
      json_array_get_string_element (json_object_get_array_member (fault, "clients"), 0), ==, ada);

  /* Without a body: always, everywhere, for all. What is left out is not what it was before. */
  assert_does (self, "PUT", "/gateways/1/faults/drop", NULL);
  setting = net_faults_get (get_faults (self, 1), NET_FAULT_DROP);
  g_assert_cmpfloat (setting->rate, ==, 1);
  g_assert_cmpuint (setting->phase, ==, NET_FAULT_PHASE_ANY);
  g_assert_cmpuint (setting->parameter + setting->limit, ==, 0);
  g_assert_null (setting->clients);

  assert_does (self, "PUT", "/gateways/1/faults/drop", "{\"rate\": 0, \"clients\": null}");
  g_assert_null (net_faults_get (get_faults (self, 1), NET_FAULT_DROP));
}

static void
test_clear_faults (Fixture *self, gconstpointer data)
{
  assert_does (self, "PUT", "/gateways/all/faults/drop", "{\"rate\": 1}");
  assert_does (self, "PUT", "/gateways/all/faults/replay", "{}");
  for (guint i = 0; i < N_GATEWAYS; i++)
    g_assert_nonnull (net_faults_get (get_faults (self, i), NET_FAULT_DROP));

  assert_does (self, "DELETE", "/gateways/0/faults/drop", NULL);
  assert_does (self, "DELETE", "/gateways/0/faults/drop", NULL); /* again: the same */
  g_assert_null (net_faults_get (get_faults (self, 0), NET_FAULT_DROP));
  g_assert_nonnull (net_faults_get (get_faults (self, 0), NET_FAULT_REPLAY));
  g_assert_nonnull (net_faults_get (get_faults (self, 1), NET_FAULT_DROP));

  assert_does (self, "DELETE", "/gateways/1/faults", NULL);
  g_assert_true (net_faults_is_honest (get_faults (self, 1)));
  g_assert_false (net_faults_is_honest (get_faults (self, 2)));
  assert_does (self, "DELETE", "/gateways/all/faults", NULL);
  for (guint i = 0; i < N_GATEWAYS; i++)
    g_assert_true (net_faults_is_honest (get_faults (self, i)));
}

/* A fault that is switched on works on who is connected already. */
static void
test_fault_works (Fixture *self, gconstpointer data)
{
  TestClient *client = test_client_new (
      self->session, net_gateway_get_url (net_network_get_nth_gateway (self->network, 2)), 1, 5);
  TestFrame *frame;
  g_auto (Answer) answer = { 0 };
  JsonObject *gateway;

  test_client_open (client, GROUP_CHAT_ID);
  test_client_wait_frames (client, 1);
  assert_does (self, "PUT", "/gateways/2/faults/drop", "{\"limit\": 1}");
  test_client_say (client, GROUP_CHAT_ID, test_group_message ("Ada", "lost"));
  test_client_say (client, GROUP_CHAT_ID, test_group_message ("Ada", "comes"));
  test_client_wait_frames (client, 2);
  frame = test_client_get_frame (client, 1);
  g_assert_cmpuint (frame->message.sequence_num, ==, 3);

  gateway = json_array_get_object_element (
      json_object_get_array_member (get_state (self, &answer), "gateways"), 2);
  g_assert_cmpint (json_object_get_int_member (gateway, "sessions"), ==, 1);
  g_assert_cmpint (
      json_object_get_int_member (
          json_object_get_object_member (json_object_get_object_member (gateway, "faults"), "drop"),
          "count"),
      ==, 1);
  test_client_free (client);
}

/* Canisters */

static void
test_canister_faults (Fixture *self, gconstpointer data)
{
  NetWsCanister *canister = get_group_chat (self);
  g_auto (Answer) answer = { 0 };
  JsonObject *fault;

  assert_does (self, "PUT", "/canisters/group_chat/faults/slow",
               "{\"rate\": 0.5, \"parameter\": 20, \"limit\": 3}");
  g_assert_cmpfloat (net_ws_canister_get_fault (canister, NET_CANISTER_FAULT_SLOW), ==, 0.5);
  fault = json_object_get_object_member (
      json_object_get_object_member (
          json_array_get_object_element (
              json_object_get_array_member (get_state (self, &answer), "canisters"), 0),
          "faults"),
      "slow");
  g_assert_cmpfloat (json_object_get_double_member (fault, "rate"), ==, 0.5);
  g_assert_cmpint (json_object_get_int_member (fault, "parameter"), ==, 20);
  g_assert_cmpint (json_object_get_int_member (fault, "limit"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (fault, "count"), ==, 0);

  assert_does (self, "PUT", "/canisters/group_chat/faults/stopped", NULL);
  g_assert_cmpfloat (net_ws_canister_get_fault (canister, NET_CANISTER_FAULT_STOPPED), ==, 1);
  assert_does (self, "DELETE", "/canisters/group_chat/faults/slow", NULL);
  g_assert_cmpfloat (net_ws_canister_get_fault (canister, NET_CANISTER_FAULT_SLOW), ==, 0);
  g_assert_cmpfloat (net_ws_canister_get_fault (canister, NET_CANISTER_FAULT_STOPPED), ==, 1);
  assert_does (self, "DELETE", "/canisters/group_chat/faults", NULL);
  g_assert_cmpfloat (net_ws_canister_get_fault (canister, NET_CANISTER_FAULT_STOPPED), ==, 0);
  g_assert_cmpfloat (
      net_ws_canister_get_fault (net_network_get_nth_canister (self->network, 1, NULL),
                                 NET_CANISTER_FAULT_STOPPED),
      ==, 0);
}

static TestClient *
join (Fixture *self, guint gateway, guint n)
{
  TestClient *client = test_client_new (
      self->session, net_gateway_get_url (net_network_get_nth_gateway (self->network, gateway)), n,
      100 + n);

  test_client_open (client, GROUP_CHAT_ID);
  test_client_wait_frames (client, 1);
  return client;
}

static void
assert_closed_by_canister (TestClient *client, NetCloseReason expected)
{
  NetServiceKind kind;
  NetCloseReason reason;
  guint64 number;
  TestFrame *frame;

  test_client_wait_frames (client, 2);
  frame = test_client_get_frame (client, 1);
  g_assert_true (frame->message.is_service_message);
  g_assert_true (
      net_ws_decode_service_message (frame->message.content, &kind, &number, &reason, NULL));
  g_assert_cmpint (kind, ==, NET_SERVICE_CLOSE);
  g_assert_cmpint (reason, ==, expected);
}

static void
test_canister_close (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *body;
    NetCloseReason reason;
  } CASES[] = {
    { NULL, NET_CLOSE_CLOSED_BY_APPLICATION },
    { "{\"reason\": \"WrongSequenceNumber\"}", NET_CLOSE_WRONG_SEQUENCE_NUMBER },
    { "{\"reason\": \"InvalidServiceMessage\"}", NET_CLOSE_INVALID_SERVICE_MESSAGE },
    { "{\"reason\": \"KeepAliveTimeout\"}", NET_CLOSE_KEEP_ALIVE_TIMEOUT },
    { "{\"reason\": \"ClosedByApplication\"}", NET_CLOSE_CLOSED_BY_APPLICATION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      /* Through two gateways. */
      TestClient *ada = join (self, 0, 10 + 2 * i);
      TestClient *bob = join (self, 1, 11 + 2 * i);

      assert_does (self, "POST", "/canisters/group_chat/close", CASES[i].body);
      assert_closed_by_canister (ada, CASES[i].reason);
      assert_closed_by_canister (bob, CASES[i].reason);
      test_client_free (ada);
      test_client_free (bob);
    }
}

static void
test_canister_upgrade (Fixture *self, gconstpointer data)
{
  TestClient *client = join (self, 0, 1);

  g_assert_cmpuint (net_ws_cdk_get_n_clients (net_ws_canister_get_cdk (get_group_chat (self))), ==,
                    1);
  assert_does (self, "POST", "/canisters/group_chat/upgrade", "{}");
  g_assert_cmpuint (net_ws_cdk_get_n_clients (net_ws_canister_get_cdk (get_group_chat (self))), ==,
                    0);
  test_client_free (client);
}

/* Several gateways, and restarts */

static void
test_gateways (Fixture *self, gconstpointer data)
{
  TestClient *ada = join (self, 0, 1);
  TestClient *bob = join (self, 2, 2);

  for (guint i = 1; i < N_GATEWAYS; i++)
    g_assert_false (ic_principal_equal (
        net_gateway_get_principal (net_network_get_gateway (self->network)),
        net_gateway_get_principal (net_network_get_nth_gateway (self->network, i))));
  /* One canister: who comes through one gateway hears who comes through another. */
  test_client_say (ada, GROUP_CHAT_ID, test_group_message ("Ada", "hello"));
  test_client_wait_frames (bob, 2);
  {
    g_autofree char *principal = ic_principal_to_text (&bob->gateway);

    g_assert_true (g_str_has_prefix (test_client_get_frame (bob, 1)->key, principal));
  }
  test_client_free (ada);
  test_client_free (bob);
}

static gboolean
is_down (Fixture *self, guint i)
{
  return net_network_is_gateway_down (self->network, i);
}

/* With the clock of the test. */
static void
test_restart (Fixture *self, gconstpointer data)
{
  NetGateway *gateway = net_network_get_nth_gateway (self->network, 1);
  g_autofree char *url = g_strdup (net_gateway_get_url (gateway));
  IcPrincipal principal = *net_gateway_get_principal (gateway);
  TestClient *client = test_client_new (self->session, url, 1, 1);
  TestClient *back;

  assert_does (self, "POST", "/gateways/1/restart", "{\"down_ms\": 5000}");
  test_client_wait_closed (client);
  g_assert_cmpuint (client->close_code, ==, 1001);
  g_assert_true (is_down (self, 1));
  g_assert_false (is_down (self, 0));
  while (net_gateway_get_n_sessions (gateway) > 0)
    g_main_context_iteration (NULL, TRUE);
  drain ();

  ic_manual_clock_advance_us (self->clock, 4999 * US_PER_MS);
  drain ();
  g_assert_true (is_down (self, 1));
  ic_manual_clock_advance_us (self->clock, US_PER_MS);
  g_assert_false (is_down (self, 1));
  /* The same port, the same key. */
  g_assert_cmpstr (net_gateway_get_url (gateway), ==, url);
  back = test_client_new (self->session, url, 1, 2);
  g_assert_true (ic_principal_equal (&back->gateway, &principal));
  test_client_free (client);
  test_client_free (back);
}

/* Somebody has taken the port meanwhile: tried again until it is free. */
static void
test_restart_port_taken (Fixture *self, gconstpointer data)
{
  NetGateway *gateway = net_network_get_nth_gateway (self->network, 0);
  g_autofree char *url = g_strdup (net_gateway_get_url (gateway));
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GInetAddress) host = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress)
      address = g_inet_socket_address_new (host, (guint16)g_uri_get_port (uri));
  g_autoptr (GSocket) squatter = NULL;
  g_autoptr (GError) error = NULL;

  net_network_restart_gateway (self->network, 0, 100);
  drain ();
  squatter = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                           &error);
  g_assert_no_error (error);
  g_socket_bind (squatter, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (squatter, &error);
  g_assert_no_error (error);

  ic_manual_clock_advance_us (self->clock, 100 * US_PER_MS);
  drain ();
  g_assert_true (is_down (self, 0));
  g_socket_close (squatter, &error);
  g_assert_no_error (error);
  ic_manual_clock_advance_us (self->clock, 1000 * US_PER_MS);
  g_assert_false (is_down (self, 0));
  g_assert_cmpstr (net_gateway_get_url (gateway), ==, url);
}

/* While it is down already: the time counts anew. And all at once. */
static void
test_restart_again (Fixture *self, gconstpointer data)
{
  net_network_restart_gateway (self->network, 0, 1000);
  drain ();
  ic_manual_clock_advance_us (self->clock, 600 * US_PER_MS);
  net_network_restart_gateway (self->network, 0, 1000);
  ic_manual_clock_advance_us (self->clock, 600 * US_PER_MS);
  g_assert_true (is_down (self, 0));
  ic_manual_clock_advance_us (self->clock, 400 * US_PER_MS);
  g_assert_false (is_down (self, 0));

  assert_does (self, "POST", "/gateways/all/restart", NULL);
  drain ();
  ic_manual_clock_advance_us (self->clock, 0);
  for (guint i = 0; i < N_GATEWAYS; i++)
    g_assert_false (is_down (self, i));
}

/* The network ends while a gateway is down. */
static void
test_stop_while_down (Fixture *self, gconstpointer data)
{
  net_network_restart_gateway (self->network, 0, 1000);
  drain ();
  net_network_restart_gateway (self->network, 1, 1000);
  net_network_stop (self->network);
  drain ();
  ic_manual_clock_advance_us (self->clock, 5000 * US_PER_MS);
  g_assert_true (is_down (self, 0));
  g_assert_true (is_down (self, 1));
}

static void
on_network_closed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  net_network_close_finish (NET_NETWORK (object), result, NULL);
  *(gboolean *)user_data = TRUE;
}

static void
test_farewell (Fixture *self, gconstpointer data)
{
  TestClient *client = test_client_new (
      self->session, net_gateway_get_url (net_network_get_nth_gateway (self->network, 2)), 1, 1);
  gboolean done = FALSE;

  net_network_restart_gateway (self->network, 0, 1000);
  drain ();
  net_network_close_async (self->network, on_network_closed, &done);
  test_run_until (&done);
  test_client_wait_closed (client);
  g_assert_cmpuint (client->close_code, ==, 1001);
  test_client_free (client);
}

static void
test_ports (void)
{
  NetNetworkOptions options;
  g_autoptr (NetNetwork) network = NULL;
  g_autoptr (NetNetwork) crowd = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) crowd_error = NULL;

  net_network_options_init (&options);
  options.gateway_port = G_MAXUINT16 - 1;
  options.n_gateways = 3;
  network = net_network_new (&options);
  g_assert_false (net_network_start (network, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  options.gateway_port = 0;
  options.n_gateways = NET_NETWORK_MAX_GATEWAYS + 1;
  crowd = net_network_new (&options);
  g_assert_false (net_network_start (crowd, &crowd_error));
  g_assert_error (crowd_error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_without_control (void)
{
  NetNetworkOptions options;
  g_autoptr (NetNetwork) network = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *description = NULL;
  JsonObject *object;
  g_autoptr (GError) error = NULL;

  net_network_options_init (&options);
  network = net_network_new (&options);
  net_network_start (network, &error);
  g_assert_no_error (error);
  g_assert_null (net_network_get_control_url (network));
  g_assert_cmpuint (net_network_get_n_gateways (network), ==, 1);
  description = net_network_describe (network);
  node = json_from_string (description, &error);
  g_assert_no_error (error);
  object = json_node_get_object (node);
  g_assert_false (json_object_has_member (object, "control_url"));
  g_assert_cmpint (json_object_get_int_member (object, "ack_interval_ms"), ==,
                   NET_WS_DEFAULT_ACK_INTERVAL_MS);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "gateways")), ==,
                    1);
  net_network_stop (network);
  drain ();
}

/* Refusals */

static void
test_wrong_paths (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *method;
    const char *path;
    guint status;
    const char *pattern;
  } CASES[] = {
    { "GET", "/nothing", 404, "No such page" },
    { "GET", "//", 404, "No such page" },
    { "GET", "/gateways", 404, "No such page" },
    { "GET", "/gateways/0", 404, "No such page" },
    { "PUT", "/gateways/3/faults/drop", 404, "*no gateway \"3\"*0 to 2*" },
    { "PUT", "/gateways/-1/faults/drop", 404, "*no gateway \"-1\"*" },
    { "PUT", "/gateways/+1/faults/drop", 404, "*no gateway*" },
    { "PUT", "/gateways//faults/drop", 404, "*no gateway \"\"*" },
    { "PUT", "/gateways/99999999999999999999/faults/drop", 404, "*no gateway*" },
    { "PUT", "/gateways/0/faults/dropp", 404, "*no fault \"dropp\"*drop, *" },
    { "PUT", "/gateways/0/faults/slow", 404, "*no fault \"slow\"*" },
    { "PUT", "/gateways/0/faults/drop/x", 404, "No such page" },
    { "PUT", "/gateways/0/fault/drop", 404, "No such page" },
    { "GET", "/canisters", 404, "No such page" },
    { "PUT", "/canisters/chat/faults/slow", 404, "*no canister \"chat\"*group_chat, *" },
    { "PUT", "/canisters/group_chat/faults/drop", 404, "*no fault \"drop\"*slow, *" },
    { "POST", "/canisters/group_chat/nothing", 404, "No such page" },
    { "POST", "/a/b/c/d/e/f/g/h/i/j/k", 404, "No such page" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    assert_refused (self, CASES[i].method, CASES[i].path, NULL, CASES[i].status, CASES[i].pattern);
}

static void
test_wrong_methods (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *path;
    const char *allow;
  } CASES[] = {
    { "/", "GET, HEAD" },
    { "/gateways/0/faults/drop", "PUT, DELETE" },
    { "/gateways/0/faults", "DELETE" },
    { "/gateways/0/restart", "POST" },
    { "/canisters/group_chat/faults/slow", "PUT, DELETE" },
    { "/canisters/group_chat/faults", "DELETE" },
    { "/canisters/group_chat/upgrade", "POST" },
    { "/canisters/group_chat/close", "POST" },
  };
  static const char *const METHODS[] = { "GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS" };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    for (guint m = 0; m < G_N_ELEMENTS (METHODS); m++)
      {
        g_auto (Answer) answer = { 0 };

        if (strstr (CASES[i].allow, METHODS[m]) != NULL)
          continue;
        send_text (self, METHODS[m], CASES[i].path, NULL, &answer);
        assert_answer (&answer, 405, "* is not done here: *");
        g_assert_cmpstr (answer.allow, ==, CASES[i].allow);
      }
}

static void
test_wrong_bodies (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *path;
    const char *body;
    const char *pattern;
  } CASES[] = {
    { "PUT /gateways/0/faults/drop", "nonsense", "*no JSON*" },
    { "PUT /gateways/0/faults/drop", "[]", "*no JSON object" },
    { "PUT /gateways/0/faults/drop", "{", "*no JSON*" },
    { "PUT /gateways/0/faults/drop", "{} {}", "*no JSON*" },
    { "PUT /gateways/0/faults/drop", "{\"rate\": 0.5,}", "*no JSON*" },
    { "PUT /gateways/0/faults/drop", "\xff", "*UTF-8*" },
    { "PUT /gateways/0/faults/drop", "{\"rat\": 1}", "Unknown member \"rat\"*rate, phase*" },
    { "PUT /gateways/0/faults/drop", "{\"rate\": 1.5}", "\"rate\" must be *" },
    { "PUT /gateways/0/faults/drop", "{\"rate\": -0.1}", "\"rate\" must be *" },
    { "PUT /gateways/0/faults/drop", "{\"rate\": \"1\"}", "\"rate\" must be *" },
    { "PUT /gateways/0/faults/drop", "{\"rate\": true}", "\"rate\" must be *" },
    { "PUT /gateways/0/faults/drop", "{\"rate\": 1e999}", "*" },
    { "PUT /gateways/0/faults/drop", "{\"parameter\": -1}", "\"parameter\" must be *" },
    { "PUT /gateways/0/faults/drop", "{\"parameter\": 1.5}", "\"parameter\" must be *" },
    { "PUT /gateways/0/faults/drop", "{\"parameter\": 99999999999}", "\"parameter\" must be *" },
    { "PUT /gateways/0/faults/huge-frame", "{\"parameter\": 300000000}",
      "\"parameter\" must be *" },
    { "PUT /gateways/0/faults/drop", "{\"limit\": []}", "\"limit\" must be *" },
    { "PUT /gateways/0/faults/drop", "{\"phase\": 1}", "\"phase\" must be *" },
    { "PUT /gateways/0/faults/drop", "{\"phase\": \"never\"}", "*no phase \"never\"*any, *" },
    { "PUT /gateways/0/faults/drop", "{\"phase\": \"handshake\"}", "*never happens*" },
    { "PUT /gateways/0/faults/drop", "{\"clients\": []}", "\"clients\" must be *" },
    { "PUT /gateways/0/faults/drop", "{\"clients\": \"aaaaa-aa\"}", "\"clients\" must be *" },
    { "PUT /gateways/0/faults/drop", "{\"clients\": [1]}", "*entry 0*" },
    { "PUT /gateways/0/faults/drop", "{\"clients\": [\"aaaaa-aa\", \"x\"]}", "*entry 1*" },
    { "POST /gateways/0/restart", "{\"down_ms\": 86400001}", "\"down_ms\" must be *" },
    { "POST /gateways/0/restart", "{\"down\": 1}", "Unknown member*" },
    { "PUT /canisters/group_chat/faults/slow", "{\"phase\": \"any\"}", "Unknown member*" },
    { "PUT /canisters/group_chat/faults/slow", "{\"rate\": 2}", "\"rate\" must be *" },
    { "POST /canisters/group_chat/upgrade", "{\"now\": 1}", "Unknown member*" },
    { "POST /canisters/group_chat/close", "{\"reason\": 3}", "\"reason\" must be *" },
    { "POST /canisters/group_chat/close", "{\"reason\": \"Whim\"}",
      "*no reason \"Whim\"*KeepAliveTimeout*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_auto (GStrv) parts = g_strsplit (CASES[i].path, " ", 2);

      assert_refused (self, parts[0], parts[1], CASES[i].body, 400, CASES[i].pattern);
    }
  /* Nothing of it has happened. */
  for (guint i = 0; i < N_GATEWAYS; i++)
    {
      g_assert_true (net_faults_is_honest (get_faults (self, i)));
      g_assert_false (net_network_is_gateway_down (self->network, i));
    }
  for (guint i = 0; i < NET_N_CANISTER_FAULTS; i++)
    g_assert_cmpfloat (net_ws_canister_get_fault (get_group_chat (self), i), ==, 0);
}

static void
test_limits (Fixture *self, gconstpointer data)
{
  g_autofree char *spaces = g_strnfill (65536 - 2, ' ');
  g_autofree char *fits = g_strconcat ("{", spaces, "}", NULL);
  g_autofree char *too_long = g_strconcat ("{ ", spaces, "}", NULL);
  g_autofree char *deep = g_strnfill (60000, '[');
  g_autoptr (GString) crowd = g_string_new ("{\"clients\": [\"aaaaa-aa\"");

  assert_does (self, "PUT", "/gateways/0/faults/drop", fits);
  assert_refused (self, "PUT", "/gateways/1/faults/drop", too_long, 413, "*more than 65536 bytes");
  g_assert_null (net_faults_get (get_faults (self, 1), NET_FAULT_DROP));
  assert_refused (self, "PUT", "/gateways/1/faults/drop", deep, 400, "*no JSON*");
  for (guint i = 0; i < 500; i++)
    g_string_append (crowd, ",\"aaaaa-aa\"");
  g_string_append (crowd, "]}");
  assert_refused (self, "PUT", "/gateways/1/faults/drop", crowd->str, 400, "*1 to 500 principals*");
}

static void
test_web_pages (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *header[2];
    guint status;
  } CASES[] = {
    { { "Origin", "https://example.com" }, 403 },
    { { "Origin", "null" }, 403 },
    { { "Origin", "http://127.0.0.1:1" }, 403 },
    { { "Host", "rebound.example" }, 403 },
    { { "Host", "rebound.example:80" }, 403 },
    { { "Host", "127.0.0.1.example" }, 403 },
    { { "Host", "localhost.example:80" }, 403 },
    { { "Host", "0.0.0.0" }, 403 },
    { { "Host", "LOCALHOST:80" }, 200 },
    { { "Host", "localhost" }, 200 },
    { { "Host", "[::1]:80" }, 200 },
    { { "Host", "127.0.0.1" }, 200 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_auto (Answer) read = { 0 };
      g_auto (Answer) write = { 0 };

      send_bytes (self, "GET", "/", NULL, CASES[i].header, &read);
      g_assert_cmpuint (read.status, ==, CASES[i].status);
      send_bytes (self, "PUT", "/gateways/0/faults/drop", NULL, CASES[i].header, &write);
      g_assert_cmpuint (write.status, ==, CASES[i].status);
      g_assert_cmpint (net_faults_is_honest (get_faults (self, 0)), ==, CASES[i].status == 403);
      net_faults_clear_all (get_faults (self, 0));
    }
}

/* On loopback even if everything else is open to all. */
static void
test_loopback_only (void)
{
  NetNetworkOptions options;
  g_autoptr (NetNetwork) network = NULL;
  g_autoptr (NetControl) control = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (NetControl) other = NULL;
  g_autoptr (GError) taken = NULL;

  net_network_options_init (&options);
  options.listen_any = TRUE;
  network = net_network_new (&options);
  net_network_start (network, &error);
  g_assert_no_error (error);
  control = net_control_new (network);
  g_assert_true (net_control_listen (control, 0, &error));
  g_assert_true (g_str_has_prefix (net_control_get_url (control), "http://127.0.0.1:"));
  uri = g_uri_parse (net_control_get_url (control), G_URI_FLAGS_NONE, NULL);
  {
    /* Its port is free on the other loopback addresses: it does not listen on all. */
    g_autoptr (GInetAddress) host = g_inet_address_new_from_string ("127.0.0.2");
    g_autoptr (GSocketAddress)
        address = g_inet_socket_address_new (host, (guint16)g_uri_get_port (uri));
    g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                               G_SOCKET_PROTOCOL_TCP, &error);

    g_assert_true (g_socket_bind (socket, address, FALSE, &error));
    g_assert_no_error (error);
  }
  other = net_control_new (network);
  g_assert_false (net_control_listen (other, (guint16)g_uri_get_port (uri), &taken));
  g_assert_error (taken, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  net_control_stop (control);
  net_network_stop (network);
  drain ();
}

#define ADD(path, func)                                                                            \
  g_test_add ("/network/control/" path, Fixture, NULL, set_up, func, tear_down)
#define ADD_MANUAL(path, func)                                                                     \
  g_test_add ("/network/control/" path, Fixture, GINT_TO_POINTER (TRUE), set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("state", test_state);
  ADD ("head", test_head);
  ADD ("set-fault", test_set_fault);
  ADD ("clear-faults", test_clear_faults);
  ADD ("fault-works", test_fault_works);
  ADD ("canister-faults", test_canister_faults);
  ADD ("canister-close", test_canister_close);
  ADD ("canister-upgrade", test_canister_upgrade);
  ADD ("gateways", test_gateways);
  ADD_MANUAL ("restart", test_restart);
  ADD_MANUAL ("restart-port-taken", test_restart_port_taken);
  ADD_MANUAL ("restart-again", test_restart_again);
  ADD_MANUAL ("stop-while-down", test_stop_while_down);
  ADD_MANUAL ("farewell", test_farewell);
  g_test_add_func ("/network/control/ports", test_ports);
  g_test_add_func ("/network/control/without-control", test_without_control);
  ADD ("wrong-paths", test_wrong_paths);
  ADD ("wrong-methods", test_wrong_methods);
  ADD ("wrong-bodies", test_wrong_bodies);
  ADD ("limits", test_limits);
  ADD ("web-pages", test_web_pages);
  g_test_add_func ("/network/control/loopback-only", test_loopback_only);
  return g_test_run ();
}
