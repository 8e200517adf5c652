/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-control.h"

#include "net-body-limit.h"
#include "net-control-private.h"
#include "net-listen.h"

#define CONTENT_TYPE_JSON "application/json"

struct _NetControl
{
  GObject parent_instance;

  NetNetwork *network; /* borrowed: it owns this */
  SoupServer *server;
  char *url;
};

G_DEFINE_FINAL_TYPE (NetControl, net_control, G_TYPE_OBJECT)

static void
respond (SoupServerMessage *message, guint status, char *json /* transfer full */)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, CONTENT_TYPE_JSON, SOUP_MEMORY_TAKE, json,
                                    strlen (json));
}

gboolean
net_control_refuse (SoupServerMessage *message, guint status, const char *format, ...)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  JsonObject *object = json_object_new ();
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  json_object_set_string_member (object, "error", text);
  json_node_take_object (node, object);
  respond (message, status, json_to_string (node, FALSE));
  return FALSE;
}

/* Who may ask */

/* "127.0.0.1:1234" and the like: a page that made its name resolve to loopback says another one. */
static gboolean
is_loopback_host (const char *host)
{
  static const char *const HOSTS[] = { "127.0.0.1", "localhost", "[::1]" };

  for (guint i = 0; i < G_N_ELEMENTS (HOSTS); i++)
    {
      gsize len = strlen (HOSTS[i]);

      if (g_ascii_strncasecmp (host, HOSTS[i], len) == 0 && (host[len] == '\0' || host[len] == ':'))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_sender (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *host = soup_message_headers_get_one (headers, "Host");

  if (soup_message_headers_get_list (headers, "Origin") != NULL)
    return net_control_refuse (message, SOUP_STATUS_FORBIDDEN,
                               "Not for web pages (the request has an origin)");
  if (host == NULL || !is_loopback_host (host))
    return net_control_refuse (message, SOUP_STATUS_FORBIDDEN, "Only for 127.0.0.1 and localhost");
  return TRUE;
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  NetControl *self = user_data;
  NetControlRequest request = { self->network, message, soup_server_message_get_method (message),
                                NULL };
  g_autoptr (GBytes) body = NULL;

  if (!check_sender (message))
    return;
  if (net_body_limit_is_exceeded (message, NET_CONTROL_MAX_BODY))
    {
      net_control_refuse (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                          "Request of more than %d bytes", NET_CONTROL_MAX_BODY);
      return;
    }
  body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  request.body = body;
  /* Whoever switched something sees the new state. */
  if (net_control_route (&request, path))
    respond (message, SOUP_STATUS_OK, net_control_describe (self->network));
}

static void
net_control_dispose (GObject *object)
{
  net_control_stop (NET_CONTROL (object));
  G_OBJECT_CLASS (net_control_parent_class)->dispose (object);
}

static void
net_control_finalize (GObject *object)
{
  g_free (NET_CONTROL (object)->url);
  G_OBJECT_CLASS (net_control_parent_class)->finalize (object);
}

static void
net_control_class_init (NetControlClass *class)
{
  G_OBJECT_CLASS (class)->dispose = net_control_dispose;
  G_OBJECT_CLASS (class)->finalize = net_control_finalize;
}

static void
net_control_init (NetControl *self)
{
}

/**
 * net_control_new:
 * @network: a started network that outlives it
 */
NetControl *
net_control_new (NetNetwork *network)
{
  NetControl *self = g_object_new (NET_TYPE_CONTROL, NULL);

  self->network = network;
  return self;
}

/**
 * net_control_listen:
 * @port: 0: any
 *
 * Listens on 127.0.0.1, and nowhere else. Fails with %G_IO_ERROR.
 */
gboolean
net_control_listen (NetControl *self, guint16 port, GError **error)
{
  g_return_val_if_fail (self->server == NULL, FALSE);

  self->server = soup_server_new ("server-header", "attest-network", NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  net_body_limit_install (self->server, NET_CONTROL_MAX_BODY);
  self->url = net_listen (self->server, "http", FALSE, port, FALSE, error);
  return self->url != NULL;
}

void
net_control_stop (NetControl *self)
{
  if (self->server == NULL)
    return;
  soup_server_disconnect (self->server);
  soup_server_remove_handler (self->server, NULL);
  g_clear_object (&self->server);
}

const char *
net_control_get_url (NetControl *self)
{
  return self->url;
}
