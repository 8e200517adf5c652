/* SPDX-License-Identifier: MIT */
#include "ic-loopback.h"

#include <libsoup/soup.h>
#include <string.h>

#include "ic-error.h"
#include "ic-loopback-private.h"
#include "ic-i18n.h"

#define FORM_TYPE "application/x-www-form-urlencoded"

/* One request, kept with its message. */
#define DATA_REQUEST "ic-loopback-request"

typedef struct
{
  IcLoopback *loopback;       /* (nullable): not owned; NULL once it is closed */
  SoupServerMessage *message; /* not owned */
  guint timer;
  gsize size;
} Request;

struct _IcLoopback
{
  GObject parent_instance;

  char *nonce;
  IcClock *clock;
  IcLoopbackFunc func;
  gpointer func_data;

  SoupServer *server;
  char *url;
  char *host;      /* the only Host header that is right */
  GPtrArray *open; /* of Request, not owned: those that are not over */
  SoupServerMessage
      *pending; /* the one that waits for ic_loopback_answer(), or its answer to be sent */
  gboolean answered;
  gboolean gone; /* the one that waited is not there any more */
  IcLoopbackSentFunc sent;
  gpointer sent_data;
};

G_DEFINE_FINAL_TYPE (IcLoopback, ic_loopback, G_TYPE_OBJECT)

static void
request_stop_timer (Request *self)
{
  if (self->timer != 0 && self->loopback != NULL)
    ic_clock_cancel (self->loopback->clock, self->timer);
  self->timer = 0;
}

/* Ends the connection without an answer; what waits for it finds its end. */
static void
cut (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static void
on_request_timer (gpointer data)
{
  Request *request = data;

  request->timer = 0;
  g_debug ("a request took too long");
  cut (request->message);
}

static void
refuse (SoupServerMessage *message, guint status, const char *why)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  g_debug ("refused with %u: %s", status, why);
  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  if (status == SOUP_STATUS_METHOD_NOT_ALLOWED)
    soup_message_headers_replace (headers, "Allow", "POST");
  soup_server_message_set_response (message, "text/plain; charset=utf-8", SOUP_MEMORY_COPY, why,
                                    strlen (why));
  /* Its body is read, but no longer kept. */
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

/* Everything that can be told by the head of a request. */
static void
on_head (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer user_data)
{
  IcLoopback *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *host = soup_message_headers_get_list (headers, "Host");
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  /* A name that an attacker lets point to this machine (DNS rebinding) is no way in. */
  if (g_strcmp0 (host, self->host) != 0)
    refuse (message, SOUP_STATUS_FORBIDDEN, "Wrong host");
  else if (!g_str_equal (path, "/") || query != NULL)
    refuse (message, SOUP_STATUS_NOT_FOUND, "Nothing here");
  else if (g_strcmp0 (soup_server_message_get_method (message), "POST") != 0)
    refuse (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "Nothing to see here");
  else if (g_strcmp0 (type, FORM_TYPE) != 0)
    refuse (message, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "Not a form");
  else if (soup_message_headers_get_content_length (headers) > IC_LOOPBACK_MAX_BODY)
    refuse (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "Too large");
}

static void
on_body (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer user_data)
{
  IcLoopback *self = user_data;
  g_autoptr (GBytes)
      body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *delegation = NULL;
  g_autofree char *nonce = NULL;
  gsize len;
  const char *bytes = g_bytes_get_data (body, &len);

  if (len == 0 || !ic_loopback_form_parse (bytes, len, &delegation, &nonce))
    {
      refuse (message, SOUP_STATUS_BAD_REQUEST, "Not the form expected");
      return;
    }
  if (!ic_loopback_nonce_equal (nonce, self->nonce))
    {
      refuse (message, SOUP_STATUS_FORBIDDEN, "Not the login that was started here");
      return;
    }
  if (self->pending != NULL)
    {
      refuse (message, SOUP_STATUS_CONFLICT, "Another answer is being checked");
      return;
    }

  self->pending = g_object_ref (message);
  self->answered = self->gone = FALSE;
  soup_server_message_pause (message);
  self->func (self, delegation, strlen (delegation), self->func_data);
}

static void
on_chunk (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  Request *request = user_data;
  gsize before = request->size;

  request->size += g_bytes_get_size (chunk);
  if (request->size > IC_LOOPBACK_MAX_BODY + IC_LOOPBACK_MAX_EXCESS)
    cut (message);
  else if (request->size > IC_LOOPBACK_MAX_BODY && before <= IC_LOOPBACK_MAX_BODY)
    refuse (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "Too large");
}

static void
request_free (gpointer data)
{
  Request *self = data;

  request_stop_timer (self);
  if (self->loopback != NULL)
    g_ptr_array_remove_fast (self->loopback->open, self);
  g_free (self);
}

static void
on_request_started (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  IcLoopback *self = user_data;
  Request *request = g_new0 (Request, 1);

  request->loopback = self;
  request->message = message;
  request->timer = ic_clock_call_at (self->clock,
                                     ic_clock_get_monotonic_us (self->clock) +
                                         (gint64)IC_LOOPBACK_REQUEST_S * G_USEC_PER_SEC,
                                     on_request_timer, request);
  g_ptr_array_add (self->open, request);
  g_object_set_data_full (G_OBJECT (message), DATA_REQUEST, request, request_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_chunk), request);
  if (self->open->len > IC_LOOPBACK_MAX_CONNECTIONS)
    cut (message);
}

static void
finish_pending (IcLoopback *self)
{
  IcLoopbackSentFunc sent = self->sent;

  g_clear_object (&self->pending);
  self->sent = NULL;
  if (sent != NULL)
    sent (self, self->sent_data);
}

/* For whom the answer came too late. */
static void
on_answered_nobody (gpointer user_data)
{
  g_autoptr (IcLoopback) self = user_data;

  if (self->server != NULL && self->pending != NULL)
    finish_pending (self);
}

static void
on_request_over (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  IcLoopback *self = user_data;

  g_object_set_data (G_OBJECT (message), DATA_REQUEST, NULL);
  if (message != self->pending)
    return;
  self->gone = TRUE;
  if (self->answered)
    finish_pending (self);
}

static void
ic_loopback_dispose (GObject *object)
{
  ic_loopback_close (IC_LOOPBACK (object));
  G_OBJECT_CLASS (ic_loopback_parent_class)->dispose (object);
}

static void
ic_loopback_finalize (GObject *object)
{
  IcLoopback *self = IC_LOOPBACK (object);

  g_ptr_array_unref (self->open);
  g_object_unref (self->clock);
  g_free (self->nonce);
  g_free (self->url);
  g_free (self->host);
  G_OBJECT_CLASS (ic_loopback_parent_class)->finalize (object);
}

static void
ic_loopback_class_init (IcLoopbackClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ic_loopback_dispose;
  G_OBJECT_CLASS (klass)->finalize = ic_loopback_finalize;
}

static void
ic_loopback_init (IcLoopback *self)
{
  self->open = g_ptr_array_new ();
}

/**
 * ic_loopback_new:
 * @nonce: the one-time number, as text
 * @clock: for the time limit of a request
 * @func: called for a form that carries @nonce
 * @user_data: for @func
 */
IcLoopback *
ic_loopback_new (const char *nonce, IcClock *clock, IcLoopbackFunc func, gpointer user_data)
{
  IcLoopback *self;

  g_return_val_if_fail (nonce != NULL && *nonce != '\0', NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (IC_TYPE_LOOPBACK, NULL);
  self->nonce = g_strdup (nonce);
  self->clock = g_object_ref (clock);
  self->func = func;
  self->func_data = user_data;
  return self;
}

/* A socket of our own: libsoup's ways to listen take IPv6 into account, and the page does not. */
static GSocket *
make_socket (guint16 port, guint16 *chosen, GError **error)
{
  g_autoptr (GInetAddress) host = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (host, port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL || !g_socket_bind (socket, address, FALSE, error) ||
      !g_socket_listen (socket, error) || !(bound = g_socket_get_local_address (socket, error)))
    return NULL;
  *chosen = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return g_steal_pointer (&socket);
}

/**
 * ic_loopback_listen:
 * @self: a loopback
 * @port: on 127.0.0.1; 0 for any that is free
 * @error: IC_ERROR_LOGIN_LISTEN
 */
gboolean
ic_loopback_listen (IcLoopback *self, guint16 port, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GSocket) socket = NULL;
  guint16 chosen = 0;

  g_return_val_if_fail (self->server == NULL, FALSE);

  socket = make_socket (port, &chosen, &local_error);
  if (socket != NULL)
    {
      self->server = soup_server_new (NULL, NULL);
      soup_server_add_early_handler (self->server, NULL, on_head, self, NULL);
      soup_server_add_handler (self->server, NULL, on_body, self, NULL);
      g_signal_connect (self->server, "request-started", G_CALLBACK (on_request_started), self);
      g_signal_connect (self->server, "request-finished", G_CALLBACK (on_request_over), self);
      g_signal_connect (self->server, "request-aborted", G_CALLBACK (on_request_over), self);
    }
  if (socket == NULL || !soup_server_listen_socket (self->server, socket, 0, &local_error))
    {
      gboolean busy = g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);

      ic_loopback_close (self);
      g_set_error (error, IC_ERROR, IC_ERROR_LOGIN_LISTEN,
                   busy
                       ? _ ("The browser's answer cannot be received: the port on 127.0.0.1 is in "
                            "use (%s).")
                       : _ ("The browser's answer cannot be received: this computer gives no port "
                            "on its IPv4 address 127.0.0.1, the only one that the login page sends "
                            "to (%s)."),
                   local_error->message);
      return FALSE;
    }
  self->host = g_strdup_printf ("127.0.0.1:%u", chosen);
  self->url = g_strdup_printf ("http://%s/", self->host);
  return TRUE;
}

/**
 * ic_loopback_get_url:
 * @self: a loopback
 *
 * Returns: (nullable) (transfer none): where the form has to be posted
 */
const char *
ic_loopback_get_url (IcLoopback *self)
{
  return self->url;
}

/**
 * ic_loopback_answer:
 * @self: a loopback whose function was called
 * @location: where the browser goes next
 * @sent: (nullable): called when the answer is sent or the browser gone
 * @user_data: for @sent
 */
void
ic_loopback_answer (IcLoopback *self,
                    const char *location,
                    IcLoopbackSentFunc sent,
                    gpointer user_data)
{
  SoupMessageHeaders *headers;

  g_return_if_fail (self->pending != NULL && !self->answered);

  self->answered = TRUE;
  self->sent = sent;
  self->sent_data = user_data;
  if (self->gone)
    {
      g_idle_add_once (on_answered_nobody, g_object_ref (self));
      return;
    }
  headers = soup_server_message_get_response_headers (self->pending);
  soup_server_message_set_status (self->pending, SOUP_STATUS_SEE_OTHER, NULL);
  soup_message_headers_replace (headers, "Location", location);
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_set_content_length (headers, 0);
  soup_server_message_unpause (self->pending);
}

/**
 * ic_loopback_close:
 * @self: a loopback
 *
 * Frees the port and cuts whatever is connected. The functions given are not called any more.
 */
void
ic_loopback_close (IcLoopback *self)
{
  g_autoptr (SoupServer) server = g_steal_pointer (&self->server);

  if (server == NULL)
    return;
  self->sent = NULL;
  g_signal_handlers_disconnect_by_data (server, self);
  soup_server_disconnect (server);
  soup_server_remove_handler (server, NULL);
  while (self->open->len > 0)
    {
      Request *request = g_ptr_array_index (self->open, 0);

      g_signal_handlers_disconnect_by_data (request->message, request);
      cut (request->message);
      request_stop_timer (request);
      request->loopback = NULL;
      g_ptr_array_remove_index_fast (self->open, 0);
    }
  g_clear_object (&self->pending);
}
