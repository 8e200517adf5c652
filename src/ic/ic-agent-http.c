/* SPDX-License-Identifier: MIT */
#include "ic-agent-private.h"

#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

#define CONTENT_TYPE "application/cbor"
/* RFC 6585, section 4; libsoup has no name for it. */
#define STATUS_TOO_MANY_REQUESTS 429
#define CHUNK_BYTES              (64 * 1024)

/* What is quoted of the text that comes with an HTTP error. */
#define MAX_QUOTE_BYTES 200

/* The year 2500; in nanoseconds it still fits. */
#define MAX_DATE_S G_GINT64_CONSTANT (16725225600)

/* One exchange, with its retries. */
typedef struct
{
  char *uri;
  GBytes *body; /* (nullable) */
  guint retries;
  gint64 retry_us;
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *answer;
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *self = data;

  g_free (self->uri);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->answer, g_byte_array_unref);
  g_free (self);
}

static void send_message (GTask *task);

/* Cancellation stays what it is; everything else means that the host was not reached. */
static void
return_network_error (GTask *task, GError *local)
{
  IcAgent *agent = g_task_get_source_object (task);

  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (local));
  else
    g_task_return_new_error (task, IC_ERROR, IC_ERROR_NETWORK, _ ("cannot reach %s: %s"),
                             agent->url, local->message);
}

/* The first words of an answer, as text that can be shown. */
static char *
quote (GByteArray *answer)
{
  g_autofree char *text = NULL;

  if (answer->len == 0)
    return g_strdup ("");

  text = g_utf8_make_valid ((const char *)answer->data, MIN (answer->len, MAX_QUOTE_BYTES));
  for (char *c = text; *c != '\0'; c++)
    {
      if (g_ascii_iscntrl (*c))
        *c = ' ';
    }
  return g_strdup (g_strstrip (text));
}

static void
return_http_error (GTask *task, Exchange *exchange)
{
  IcAgent *agent = g_task_get_source_object (task);
  g_autofree char *text = quote (exchange->answer);
  const char *reason = soup_message_get_reason_phrase (exchange->message);

  if (reason == NULL)
    reason = _ ("no reason given");
  if (*text == '\0')
    g_task_return_new_error (
        task, IC_ERROR, IC_ERROR_HTTP,
        /* Translators: an address, a number, and the words that go with the number: "Not Found" */
        _ ("%s answered with HTTP status %u (%s)"), agent->url,
        soup_message_get_status (exchange->message), reason);
  else
    g_task_return_new_error (task, IC_ERROR, IC_ERROR_HTTP,
                             /* Translators: at the end what the server said */
                             _ ("%s answered with HTTP status %u (%s): %s"), agent->url,
                             soup_message_get_status (exchange->message), reason, text);
}

static gboolean
status_is_busy (guint status)
{
  return status == STATUS_TOO_MANY_REQUESTS || status == SOUP_STATUS_SERVICE_UNAVAILABLE;
}

static void
on_retry_time (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (!ic_agent_delay_finish (IC_AGENT (source), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    send_message (task);
}

static void
retry_later (GTask *task, Exchange *exchange)
{
  gint64 us = exchange->retry_us;

  exchange->retries++;
  exchange->retry_us *= 2;
  ic_agent_delay_async (g_task_get_source_object (task), us, g_task_get_cancellable (task),
                        on_retry_time, g_object_ref (task));
}

static void
finish_answer (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  IcAgent *agent = g_task_get_source_object (task);
  guint status = soup_message_get_status (exchange->message);
  const char *type;

  if (status_is_busy (status) && exchange->retries < IC_AGENT_MAX_RETRIES)
    {
      retry_later (task, exchange);
      return;
    }
  if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    {
      return_http_error (task, exchange);
      return;
    }

  type = soup_message_headers_get_content_type (
      soup_message_get_response_headers (exchange->message), NULL);
  if (exchange->answer->len > 0 && (type == NULL || g_ascii_strcasecmp (type, CONTENT_TYPE) != 0))
    {
      g_task_return_new_error (task, IC_ERROR, IC_ERROR_HTTP,
                               _ ("%s answered with content of type %s, not %s"), agent->url,
                               type != NULL ? type : _ ("unknown"), CONTENT_TYPE);
      return;
    }

  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&exchange->answer)),
                         (GDestroyNotify)g_bytes_unref);
}

static void
return_too_large (GTask *task)
{
  IcAgent *agent = g_task_get_source_object (task);

  g_task_return_new_error (task, IC_ERROR, IC_ERROR_LIMIT,
                           _ ("%s answered with more than %d bytes"), agent->url,
                           IC_AGENT_MAX_BODY_BYTES);
}

static void read_chunk (GTask *task);

static void
on_chunk (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GBytes)
      bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes == NULL)
    {
      return_network_error (task, error);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      finish_answer (task);
      return;
    }
  if (exchange->answer->len + g_bytes_get_size (bytes) > IC_AGENT_MAX_BODY_BYTES)
    {
      return_too_large (task);
      return;
    }

  g_byte_array_append (exchange->answer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  read_chunk (task);
}

static void
read_chunk (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (exchange->stream, CHUNK_BYTES, g_task_get_priority (task),
                                   g_task_get_cancellable (task), on_chunk, g_object_ref (task));
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Exchange *exchange = g_task_get_task_data (task);

  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->stream == NULL)
    {
      return_network_error (task, error);
      return;
    }
  if (soup_message_headers_get_content_length (
          soup_message_get_response_headers (exchange->message)) > IC_AGENT_MAX_BODY_BYTES)
    {
      return_too_large (task);
      return;
    }
  read_chunk (task);
}

static void
send_message (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  IcAgent *agent = g_task_get_source_object (task);

  g_clear_object (&exchange->message);
  g_clear_object (&exchange->stream);
  g_byte_array_set_size (exchange->answer, 0);

  exchange->message = soup_message_new (exchange->body != NULL ? "POST" : "GET", exchange->uri);
  if (exchange->message == NULL)
    {
      g_task_return_new_error (task, IC_ERROR, IC_ERROR_NETWORK, _ ("%s is no address of a host"),
                               agent->url);
      return;
    }
  if (exchange->body != NULL)
    soup_message_set_request_body_from_bytes (exchange->message, CONTENT_TYPE, exchange->body);
  else
    /* A stored answer has an old Date, and perhaps the root key of an old network. */
    soup_message_headers_replace (soup_message_get_request_headers (exchange->message),
                                  "Cache-Control", "no-cache");
  soup_message_headers_replace (soup_message_get_request_headers (exchange->message), "Accept",
                                CONTENT_TYPE);
  /* The same request may reach the IC twice: its id is the same. So a connection that is open already
   * may be used. A redirect could send a signed request anywhere: none is followed. */
  soup_message_add_flags (exchange->message, SOUP_MESSAGE_IDEMPOTENT | SOUP_MESSAGE_NO_REDIRECT);

  soup_session_send_async (agent->session, exchange->message, g_task_get_priority (task),
                           g_task_get_cancellable (task), on_sent, g_object_ref (task));
}

/* (skip) */
void
ic_agent_http_async (IcAgent *self,
                     const char *path,
                     GBytes *body,
                     GCancellable *cancellable,
                     GAsyncReadyCallback cb,
                     gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, cb, data);
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->uri = g_strconcat (self->url, path, NULL);
  exchange->body = body != NULL ? g_bytes_ref (body) : NULL;
  exchange->retry_us = IC_AGENT_RETRY_FIRST_US;
  exchange->answer = g_byte_array_new ();
  g_task_set_source_tag (task, ic_agent_http_async);
  g_task_set_task_data (task, exchange, exchange_free);
  send_message (task);
}

/* (skip) */
GBytes *
ic_agent_http_finish (IcAgent *self, GAsyncResult *result, guint *status, GError **error)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));

  *status = exchange->message != NULL ? soup_message_get_status (exchange->message) : 0;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* (skip) */
guint64
ic_agent_http_get_date_ns (GAsyncResult *result)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));
  g_autoptr (GDateTime) date = NULL;
  const char *text;
  gint64 seconds;

  if (exchange->message == NULL)
    return 0;
  text = soup_message_headers_get_one (soup_message_get_response_headers (exchange->message),
                                       "Date");
  if (text != NULL)
    date = soup_date_time_new_from_http_string (text);
  seconds = date != NULL ? g_date_time_to_unix (date) : 0;
  return seconds > 0 && seconds <= MAX_DATE_S ? (guint64)seconds * IC_NS_PER_S : 0;
}
