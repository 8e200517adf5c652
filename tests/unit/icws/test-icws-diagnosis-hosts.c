/* SPDX-License-Identifier: MIT */
/* A diagnosis where the host is not what it should be. */
#include "icws-test-network.h"

#include <libsoup/soup.h>
#include <string.h>

#include "ic/ic-envelope.h"
#include "network/net-listen.h"

#define ADD(name, ahead_s, func)                                                                   \
  g_test_add ("/icws/diagnosis/host/" name, IcwsTestNetwork, GINT_TO_POINTER (ahead_s),            \
              icws_test_network_set_up, func, icws_test_network_tear_down)

/* A host that stands before the replica, and does as the test wants. */

typedef struct
{
  IcwsTestNetwork *f;
  SoupServer *server;
  char *url;
  const char *date; /* (nullable): in place of the network's */
  gboolean no_date;
  guint status_of_status; /* 0: the replica answers */
  guint status_of_post;
  gboolean private_metadata;
  gboolean hang;     /* never answers but with its status */
  GPtrArray *paused; /* SoupServerMessage */
} Front;

static void
on_handled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SoupServerMessage) message = data;
  g_autoptr (NetResponse) response = net_replica_handle_finish (NET_REPLICA (source), result, NULL);

  g_assert_nonnull (response);
  soup_server_message_set_status (message, response->status, NULL);
  soup_server_message_set_response (message, response->content_type, SOUP_MEMORY_COPY,
                                    g_bytes_get_data (response->body, NULL),
                                    g_bytes_get_size (response->body));
  soup_server_message_unpause (message);
}

static gboolean
asks_for_metadata (GBytes *body)
{
  g_autoptr (IcEnvelope) envelope = ic_envelope_decode (body, NULL);
  GPtrArray *path = envelope->request->paths->pdata[0];

  return path->len == 4;
}

static void
handle_post (Front *self, SoupServerMessage *message, const char *path)
{
  gboolean is_query = g_str_has_suffix (path, "/query");
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GBytes)
      body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  guint status = self->status_of_post;
  IcPrincipal target;

  if (self->private_metadata && !is_query && asks_for_metadata (body))
    status = 403;
  if (self->hang)
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->paused, g_object_ref (message));
    }
  else if (status != 0)
    soup_server_message_set_status (message, status, NULL);
  else
    {
      g_assert_true (ic_principal_from_text (&target, parts[4], NULL));
      soup_server_message_pause (message);
      net_replica_handle_async (self->f->replica,
                                is_query ? NET_ENDPOINT_QUERY_V3 : NET_ENDPOINT_READ_STATE_V3,
                                &target, body, NULL, on_handled, g_object_ref (message));
    }
}

static void
on_request (
    SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *q, gpointer data)
{
  Front *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (self->no_date)
    soup_message_headers_remove (headers, "Date");
  else if (self->date != NULL)
    soup_message_headers_replace (headers, "Date", self->date);
  if (g_str_has_suffix (path, "/read_state") || g_str_has_suffix (path, "/query"))
    handle_post (self, message, path);
  else if (self->status_of_status != 0)
    soup_server_message_set_status (message, self->status_of_status, NULL);
  else
    {
      g_autoptr (NetResponse) response = net_replica_get_status (self->f->replica);

      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, response->content_type, SOUP_MEMORY_COPY,
                                        g_bytes_get_data (response->body, NULL),
                                        g_bytes_get_size (response->body));
    }
}

static Front *
front_new (IcwsTestNetwork *f)
{
  Front *self = g_new0 (Front, 1);

  self->f = f;
  self->paused = g_ptr_array_new_with_free_func (g_object_unref);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  self->url = net_listen (self->server, "http", FALSE, 0, FALSE, NULL);
  g_assert_nonnull (self->url);
  return self;
}

static void
front_free (Front *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->paused);
  g_free (self->url);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Front, front_free)

static IcwsDiagnosis *
diagnose_front (IcwsTestNetwork *f, Front *front, const IcwsQuestion *questions, guint n)
{
  g_autoptr (IcAgent) agent = icws_test_network_new_agent (f, front->url, f->ada);

  return icws_test_network_diagnose (f, agent, &f->group_chat, questions, n);
}

static void
assert_nothing_known (IcwsDiagnosis *diagnosis, guint n)
{
  g_assert_cmpuint (diagnosis->certified_time_ns, ==, 0);
  g_assert_false (diagnosis->has_clock_offset);
  g_assert_false (diagnosis->clock_wrong);
  g_assert_cmpint (diagnosis->canister, ==, ICWS_CANISTER_UNKNOWN);
  g_assert_false (diagnosis->has_interface);
  g_assert_cmpuint (diagnosis->requests->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (g_array_index (diagnosis->requests, IcwsRequestFate, i).fate, ==,
                     ICWS_FATE_UNKNOWN);
}

static void
test_unreachable (IcwsTestNetwork *f, gconstpointer data)
{
  IcwsQuestion question = icws_test_network_unsent (f);
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;
  g_autoptr (IcwsDiagnosis) copy = NULL;

  icws_test_network_stop (f);
  diagnosis = icws_test_network_diagnose (f, f->agent, &f->group_chat, &question, 1);
  g_assert_false (diagnosis->reachable);
  g_assert_error (diagnosis->network_error, IC_ERROR, IC_ERROR_NETWORK);
  assert_nothing_known (diagnosis, 1);
  copy = icws_diagnosis_copy (diagnosis);
  g_assert_error (copy->network_error, IC_ERROR, IC_ERROR_NETWORK);
}

/* Nor is there a root key to be had. */
static void
test_unreachable_root_key (IcwsTestNetwork *f, gconstpointer data)
{
  g_autofree char *url = g_strdup (icws_test_network_get_url (f));
  g_autoptr (IcAgent) agent = ic_agent_new (url, f->ada, NULL, IC_CLOCK (f->clock), f->random);
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;

  icws_test_network_stop (f);
  diagnosis = icws_test_network_diagnose (f, agent, &f->group_chat, NULL, 0);
  g_assert_error (diagnosis->network_error, IC_ERROR, IC_ERROR_NETWORK);
  assert_nothing_known (diagnosis, 0);
}

/* Something answers, but it is no boundary node. */
static void
test_http_errors (IcwsTestNetwork *f, gconstpointer data)
{
  g_autoptr (Front) front = front_new (f);
  IcwsQuestion question = icws_test_network_unsent (f);
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;

  front->status_of_status = front->status_of_post = 502;
  diagnosis = diagnose_front (f, front, &question, 1);
  g_assert_false (diagnosis->reachable);
  g_assert_error (diagnosis->network_error, IC_ERROR, IC_ERROR_HTTP);
  assert_nothing_known (diagnosis, 1);
}

/* No status, but certified answers: those are what counts. */
static void
test_no_status (IcwsTestNetwork *f, gconstpointer data)
{
  g_autoptr (Front) front = front_new (f);
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;

  front->status_of_status = 404;
  front->date = "Fri, 15 Jan 2027 08:00:00 GMT";
  diagnosis = diagnose_front (f, front, NULL, 0);
  g_assert_true (diagnosis->reachable);
  g_assert_no_error (diagnosis->network_error);
  g_assert_cmpint (diagnosis->canister, ==, ICWS_CANISTER_PRESENT);
}

static void
test_private_metadata (IcwsTestNetwork *f, gconstpointer data)
{
  g_autoptr (Front) front = front_new (f);
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;

  front->private_metadata = TRUE;
  front->date = "Fri, 15 Jan 2027 08:00:00 GMT";
  diagnosis = diagnose_front (f, front, NULL, 0);
  g_assert_no_error (diagnosis->network_error);
  g_assert_cmpint (diagnosis->canister, ==, ICWS_CANISTER_PRESENT);
  g_assert_false (diagnosis->has_interface);
}

/* Without a Date the questions are asked by our clock, and nothing is said about it. */
static void
test_no_date (IcwsTestNetwork *f, gconstpointer data)
{
  g_autoptr (Front) front = front_new (f);
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;

  front->no_date = TRUE;
  diagnosis = diagnose_front (f, front, NULL, 0);
  g_assert_no_error (diagnosis->network_error);
  icws_test_assert_clock_offset (diagnosis, GPOINTER_TO_INT (data));
  g_assert_false (diagnosis->clock_wrong);
  g_assert_cmpint (diagnosis->canister, ==, ICWS_CANISTER_PRESENT);
}

/* A Date that certified time does not bear out says nothing about our clock. */
static void
test_lying_date (IcwsTestNetwork *f, gconstpointer data)
{
  static const char *const DATES[] = {
    "Fri, 15 Jan 2027 07:57:00 GMT", /* within the window in which certificates are fresh */
    "Fri, 15 Jan 2027 08:03:00 GMT",
    "Fri, 15 Jan 2027 07:00:00 GMT", /* beyond it */
    "Fri, 15 Jan 2027 09:00:00 GMT",
    "Thu, 01 Jan 1970 00:00:01 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "in the morning",
    ""
  };

  for (guint i = 0; i < G_N_ELEMENTS (DATES); i++)
    {
      g_autoptr (Front) front = front_new (f);
      g_autoptr (IcwsDiagnosis) diagnosis = NULL;

      front->date = DATES[i];
      diagnosis = diagnose_front (f, front, NULL, 0);
      g_assert_true (diagnosis->reachable);
      g_assert_no_error (diagnosis->network_error);
      icws_test_assert_clock_offset (diagnosis, 0);
      g_assert_false (diagnosis->clock_wrong);
      g_assert_cmpint (diagnosis->canister, ==, ICWS_CANISTER_PRESENT);
    }
}

/* Our clock is not that of the certificates, but the Date tells a third time. */
static void
test_other_date (IcwsTestNetwork *f, gconstpointer data)
{
  g_autoptr (Front) front = front_new (f);
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;

  front->date = "Fri, 15 Jan 2027 08:02:00 GMT";
  diagnosis = diagnose_front (f, front, NULL, 0);
  g_assert_no_error (diagnosis->network_error);
  icws_test_assert_clock_offset (diagnosis, GPOINTER_TO_INT (data));
  g_assert_false (diagnosis->clock_wrong);
}

static void
start_hanging (IcwsTestNetwork *f, Front *front, GCancellable *cancellable)
{
  g_autoptr (IcAgent) agent = icws_test_network_new_agent (f, front->url, f->ada);
  IcwsQuestion question = icws_test_network_unsent (f);

  front->hang = TRUE;
  icws_diagnose_async (agent, &f->group_chat, &question, 1, IC_CLOCK (f->clock), cancellable,
                       icws_test_network_done, f);
  while (front->paused->len < 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_timeout (IcwsTestNetwork *f, gconstpointer data)
{
  g_autoptr (Front) front = front_new (f);
  g_autoptr (IcwsDiagnosis) diagnosis = NULL;

  start_hanging (f, front, NULL);
  ic_manual_clock_advance_us (f->clock, ICWS_DIAGNOSIS_TIMEOUT_MS * 1000 - 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (f->result);
  ic_manual_clock_advance_us (f->clock, 1);
  diagnosis = icws_test_network_finish_diagnosis (f);
  g_assert_true (diagnosis->reachable);
  g_assert_error (diagnosis->network_error, IC_ERROR, IC_ERROR_TIMEOUT);
  assert_nothing_known (diagnosis, 1);
}

static void
assert_cancelled (IcwsTestNetwork *f)
{
  g_autoptr (GAsyncResult) result = icws_test_network_wait (f);
  g_autoptr (GError) error = NULL;

  g_assert_null (icws_diagnose_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled (IcwsTestNetwork *f, gconstpointer data)
{
  g_autoptr (Front) front = front_new (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  start_hanging (f, front, cancellable);
  g_cancellable_cancel (cancellable);
  assert_cancelled (f);

  icws_diagnose_async (f->agent, &f->group_chat, NULL, 0, IC_CLOCK (f->clock), cancellable,
                       icws_test_network_done, f);
  assert_cancelled (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("date/none", 0, test_no_date);
  ADD ("date/none-3-min-behind", -180, test_no_date);
  ADD ("date/lying", 0, test_lying_date);
  ADD ("date/other-3-min-behind", -180, test_other_date);
  ADD ("unreachable", 0, test_unreachable);
  ADD ("unreachable-root-key", 0, test_unreachable_root_key);
  ADD ("http-errors", 0, test_http_errors);
  ADD ("no-status", 0, test_no_status);
  ADD ("private-metadata", 0, test_private_metadata);
  ADD ("timeout", 0, test_timeout);
  ADD ("cancelled", 0, test_cancelled);
  return g_test_run ();
}
