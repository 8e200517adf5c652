/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-http-server.h"

#include "ic/ic-principal.h"
#include "net-body-limit.h"
#include "net-listen.h"
#include "net-http-pause.h"
#include <libsoup/soup.h>
#include <string.h>

#define CONTENT_TYPE_CBOR "application/cbor"

struct _NetHttpServer
{
  GObject parent_instance;

  NetReplica *replica;
  SoupServer *server;
  GCancellable *cancellable;
  char *url;
};

G_DEFINE_FINAL_TYPE (NetHttpServer, net_http_server, G_TYPE_OBJECT)

static void
set_response (SoupServerMessage *message, const NetResponse *response)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, response->status, NULL);
  if (response->content_type != NULL)
    soup_message_headers_set_content_type (headers, response->content_type, NULL);
  if (g_bytes_get_size (response->body) > 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (message),
                                    response->body);
  soup_message_body_complete (soup_server_message_get_response_body (message));
}

static void
respond_take (SoupServerMessage *message, NetResponse *response)
{
  set_response (message, response);
  net_response_free (response);
}

/* Web pages call replicas from other origins. */
static void
set_cors_headers (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_append (headers, "Access-Control-Allow-Origin", "*");
  soup_message_headers_append (headers, "Access-Control-Allow-Methods", "HEAD, POST, GET, OPTIONS");
  soup_message_headers_append (headers, "Access-Control-Allow-Headers",
                               "Accept, Content-Type, User-Agent, X-Requested-With");
  soup_message_headers_append (headers, "Access-Control-Max-Age", "600");
}

/* By the network's clock, which may be another than the machine's that libsoup took it from. */
static void
set_date (NetHttpServer *self, SoupServerMessage *message)
{
  guint64 wall_ns = ic_clock_get_wall_ns (net_replica_get_clock (self->replica));
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (wall_ns / IC_NS_PER_S);
  g_autofree char *text = soup_date_time_to_string (now, SOUP_DATE_HTTP);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Date", text);
}

static void
on_handled (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SoupServerMessage) message = user_data;
  g_autoptr (NetResponse) response = net_replica_handle_finish (NET_REPLICA (object), result, NULL);

  if (response != NULL)
    set_response (message, response);
  else
    soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
  net_http_unpause (message);
}

/* What stands between the API's root and the end of the path. */
static const struct
{
  const char *version;
  const char *kind;
  const char *action;
  NetEndpoint endpoint;
} ROUTES[] = {
  { "v2", "canister", "call", NET_ENDPOINT_CALL_V2 },
  { "v3", "canister", "call", NET_ENDPOINT_CALL_V3 },
  { "v4", "canister", "call", NET_ENDPOINT_CALL_V4 },
  { "v2", "canister", "query", NET_ENDPOINT_QUERY_V2 },
  { "v3", "canister", "query", NET_ENDPOINT_QUERY_V3 },
  { "v2", "canister", "read_state", NET_ENDPOINT_READ_STATE_V2 },
  { "v3", "canister", "read_state", NET_ENDPOINT_READ_STATE_V3 },
  { "v2", "subnet", "read_state", NET_ENDPOINT_SUBNET_READ_STATE_V2 },
  { "v3", "subnet", "read_state", NET_ENDPOINT_SUBNET_READ_STATE_V3 },
};

/* Splits "/api/v2/canister/<id>/query". */
static NetResponse *
parse_path (const char *path, NetEndpoint *endpoint, IcPrincipal *target)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GError) error = NULL;

  if (g_strv_length (parts) != 6 || *parts[0] != '\0' || !g_str_equal (parts[1], "api"))
    return net_response_new_text (404, "No such page");
  for (guint i = 0; i < G_N_ELEMENTS (ROUTES); i++)
    if (g_str_equal (parts[2], ROUTES[i].version) && g_str_equal (parts[3], ROUTES[i].kind) &&
        g_str_equal (parts[5], ROUTES[i].action))
      {
        *endpoint = ROUTES[i].endpoint;
        if (!ic_principal_from_text (target, parts[4], &error))
          return net_response_new_text (400, "Malformed principal in the URL: %s", error->message);
        return NULL;
      }
  return net_response_new_text (404, "No such page");
}

static NetResponse *
check_post (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (g_strcmp0 (soup_server_message_get_method (message), "POST") != 0)
    return net_response_new_text (405, "Unsupported method");
  if (g_strcmp0 (type, CONTENT_TYPE_CBOR) != 0)
    return net_response_new_text (400, "Unexpected content-type, expected %s", CONTENT_TYPE_CBOR);
  return NULL;
}

static void
handle_post (NetHttpServer *self, SoupServerMessage *message, const char *path)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  NetEndpoint endpoint = NET_ENDPOINT_CALL_V2;
  IcPrincipal target;
  NetResponse *refusal = parse_path (path, &endpoint, &target);
  g_autoptr (GBytes) bytes = NULL;

  if (refusal == NULL)
    refusal = check_post (message);
  if (refusal != NULL)
    {
      respond_take (message, refusal);
      return;
    }
  if (net_body_limit_is_exceeded (message, NET_REPLICA_MAX_BODY))
    {
      respond_take (message, net_response_new_text (413, "Request of more than %d bytes",
                                                    NET_REPLICA_MAX_BODY));
      return;
    }

  bytes = soup_message_body_flatten (body);
  net_http_pause (message);
  net_replica_handle_async (self->replica, endpoint, &target, bytes, self->cancellable, on_handled,
                            g_object_ref (message));
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  NetHttpServer *self = user_data;
  const char *method = soup_server_message_get_method (message);

  set_cors_headers (message);
  set_date (self, message);
  if (g_str_equal (method, "OPTIONS"))
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  else if (!g_str_equal (path, "/api/v2/status"))
    handle_post (self, message, path);
  else if (g_str_equal (method, "GET") || g_str_equal (method, "HEAD"))
    respond_take (message, net_replica_get_status (self->replica));
  else
    respond_take (message, net_response_new_text (405, "Unsupported method"));
}

static void
net_http_server_dispose (GObject *object)
{
  net_http_server_stop (NET_HTTP_SERVER (object));
  G_OBJECT_CLASS (net_http_server_parent_class)->dispose (object);
}

static void
net_http_server_finalize (GObject *object)
{
  NetHttpServer *self = NET_HTTP_SERVER (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->replica);
  g_free (self->url);
  G_OBJECT_CLASS (net_http_server_parent_class)->finalize (object);
}

static void
net_http_server_class_init (NetHttpServerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = net_http_server_dispose;
  G_OBJECT_CLASS (class)->finalize = net_http_server_finalize;
}

static void
net_http_server_init (NetHttpServer *self)
{
  self->cancellable = g_cancellable_new ();
}

NetHttpServer *
net_http_server_new (NetReplica *replica)
{
  NetHttpServer *self = g_object_new (NET_TYPE_HTTP_SERVER, NULL);

  self->replica = g_object_ref (replica);
  return self;
}

gboolean
net_http_server_listen (NetHttpServer *self, guint16 port, gboolean listen_any, GError **error)
{
  g_return_val_if_fail (self->server == NULL, FALSE);

  self->server = soup_server_new ("server-header", "attest-network", NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  net_body_limit_install (self->server, NET_REPLICA_MAX_BODY);
  self->url = net_listen (self->server, "http", FALSE, port, listen_any, error);
  return self->url != NULL;
}

void
net_http_server_stop (NetHttpServer *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->server == NULL)
    return;
  soup_server_disconnect (self->server);
  soup_server_remove_handler (self->server, NULL);
  g_clear_object (&self->server);
}

const char *
net_http_server_get_url (NetHttpServer *self)
{
  return self->url;
}
