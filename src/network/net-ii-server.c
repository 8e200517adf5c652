/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-ii-server.h"

#include "ic/ic-bytes.h"
#include "ic/ic-delegation-json.h"
#include "net-body-limit.h"
#include "net-ii-page.h"
#include "net-listen.h"
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

/* Of what the page asks. JSON-GLib recurses: small enough for any nesting. */
#define MAX_BODY      4096
#define RESOURCE_ROOT "/network/ii/"
#define CONTENT_JSON  "application/json"
/* Digits of a number. */
#define MAX_NUMBER 18

/* The page needs nothing from elsewhere; the answer goes to a program on this machine, which sends
 * the browser back here. */
#define POLICY                                                                                     \
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "                  \
  "form-action 'self' http://127.0.0.1:*; base-uri 'none'; frame-ancestors 'none'"

struct _NetIiServer
{
  GObject parent_instance;

  NetIiCanister *canister;
  NetReplica *replica;
  SoupServer *server;
  char *url;
};

G_DEFINE_FINAL_TYPE (NetIiServer, net_ii_server, G_TYPE_OBJECT)

static void
respond (SoupServerMessage *message, guint status, const char *type, const char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
respond_text (SoupServerMessage *message, guint status, const char *text)
{
  respond (message, status, "text/plain; charset=utf-8", text);
}

/* Pages */

static const struct
{
  const char *path;
  const char *file;
  const char *type;
} FILES[] = {
  { "/cli", "net-ii-page.html", "text/html; charset=utf-8" },
  { "/cli.js", "net-ii-page.js", "text/javascript; charset=utf-8" },
  { "/cli.css", "net-ii-page.css", "text/css; charset=utf-8" },
};

static void
get (SoupServerMessage *message, const char *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (g_str_equal (path, "/.well-known/cli-auth-config"))
    {
      respond (message, 200, CONTENT_JSON, "{\"path\":\"/cli\"}");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (FILES); i++)
    if (g_str_equal (path, FILES[i].path))
      {
        g_autofree char *name = g_strconcat (RESOURCE_ROOT, FILES[i].file, NULL);
        g_autoptr (GBytes) bytes = g_resource_lookup_data (net_ii_page_get_resource (), name,
                                                           G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

        /* A GBytes of a resource ends with a zero byte. */
        respond (message, 200, FILES[i].type, g_bytes_get_data (bytes, NULL));
        soup_message_headers_replace (headers, "Content-Security-Policy", POLICY);
        soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
        return;
      }
  respond_text (message, 404, "No such page");
}

/* What the page asks */

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gint64
get_int (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_INT64
             ? json_node_get_int (node)
             : 0;
}

static gboolean
is_number (const char *text)
{
  gsize len = text != NULL ? strlen (text) : 0;

  return len > 0 && len <= MAX_NUMBER && text[0] != '0' && strspn (text, "0123456789") == len;
}

static void
post_number (NetIiServer *self, SoupServerMessage *message)
{
  g_autofree char *json = g_strdup_printf ("{\"number\":\"%" G_GUINT64_FORMAT "\"}",
                                           net_ii_canister_new_number (self->canister));

  respond (message, 200, CONTENT_JSON, json);
}

static void
post_delegation (NetIiServer *self, SoupServerMessage *message, JsonObject *object)
{
  const char *number = get_string (object, "number");
  const char *domain = get_string (object, "domain");
  const char *key_hex = get_string (object, "publicKey");
  gint64 ttl_minutes = CLAMP (get_int (object, "ttl"), 0, NET_II_MAX_LIFE_S / 60);
  g_autofree char *origin = net_ii_derivation_origin (domain);
  g_autoptr (GBytes) key = key_hex != NULL ? ic_bytes_from_hex (key_hex, NULL) : NULL;
  g_autoptr (GBytes) root_der = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autofree char *json = NULL;

  if (!is_number (number) || origin == NULL || key == NULL || g_bytes_get_size (key) == 0)
    {
      respond_text (message, 400, "Invalid request");
      return;
    }
  if (domain != NULL && g_str_equal (number, NET_II_NUMBER_WITHOUT_CLI_ACCESS))
    {
      respond_text (message, 403, "CLI access not enabled");
      return;
    }
  root_der = net_ii_canister_get_user_key (self->canister, number, origin);
  chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_ptr_array_add (chain, net_ii_canister_delegate (self->canister, self->replica, number, origin,
                                                    key, (guint64)ttl_minutes * 60));
  json = ic_delegation_chain_to_json (root_der, chain);
  respond (message, 200, CONTENT_JSON, json);
}

static void
post (NetIiServer *self, SoupServerMessage *message, const char *path)
{
  const char *type = soup_message_headers_get_content_type (
      soup_server_message_get_request_headers (message), NULL);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize len;
  const char *bytes;
  JsonNode *root;

  /* Of this type a page of another origin cannot post without asking first. */
  if (g_strcmp0 (type, CONTENT_JSON) != 0)
    {
      respond_text (message, 415, "Not JSON");
      return;
    }
  if (net_body_limit_is_exceeded (message, MAX_BODY))
    {
      respond_text (message, 413, "Too large");
      return;
    }
  body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  bytes = g_bytes_get_data (body, &len);
  if (len == 0 || !json_parser_load_from_data (parser, bytes, (gssize)len, NULL) ||
      (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      respond_text (message, 400, "Invalid request");
      return;
    }
  if (g_str_equal (path, "/cli/number"))
    post_number (self, message);
  else if (g_str_equal (path, "/cli/delegation"))
    post_delegation (self, message, json_node_get_object (root));
  else
    respond_text (message, 404, "No such page");
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  const char *method = soup_server_message_get_method (message);

  if (g_str_equal (method, "GET") || g_str_equal (method, "HEAD"))
    get (message, path);
  else if (g_str_equal (method, "POST"))
    post (NET_II_SERVER (user_data), message, path);
  else
    respond_text (message, 405, "Unsupported method");
}

/* Life */

static void
net_ii_server_dispose (GObject *object)
{
  net_ii_server_stop (NET_II_SERVER (object));
  G_OBJECT_CLASS (net_ii_server_parent_class)->dispose (object);
}

static void
net_ii_server_finalize (GObject *object)
{
  NetIiServer *self = NET_II_SERVER (object);

  g_object_unref (self->canister);
  g_object_unref (self->replica);
  g_free (self->url);
  G_OBJECT_CLASS (net_ii_server_parent_class)->finalize (object);
}

static void
net_ii_server_class_init (NetIiServerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = net_ii_server_dispose;
  G_OBJECT_CLASS (class)->finalize = net_ii_server_finalize;
}

static void
net_ii_server_init (NetIiServer *self)
{
}

NetIiServer *
net_ii_server_new (NetIiCanister *canister, NetReplica *replica)
{
  NetIiServer *self = g_object_new (NET_TYPE_II_SERVER, NULL);

  self->canister = g_object_ref (canister);
  self->replica = g_object_ref (replica);
  return self;
}

gboolean
net_ii_server_listen (NetIiServer *self, guint16 port, gboolean listen_any, GError **error)
{
  g_return_val_if_fail (self->server == NULL, FALSE);

  self->server = soup_server_new ("server-header", "attest-network", NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  net_body_limit_install (self->server, MAX_BODY);
  self->url = net_listen (self->server, "http", FALSE, port, listen_any, error);
  return self->url != NULL;
}

void
net_ii_server_stop (NetIiServer *self)
{
  if (self->server == NULL)
    return;
  soup_server_disconnect (self->server);
  soup_server_remove_handler (self->server, NULL);
  g_clear_object (&self->server);
}

const char *
net_ii_server_get_url (NetIiServer *self)
{
  return self->url;
}
