/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#include "attest-lab-client.h"
#include "attest-text.h"
#include "icws/icws-json.h"

#define CHUNK_BYTES (64 * 1024)
/* The network is on this machine: it answers at once or not at all. */
#define TIMEOUT_S 10

struct _AttestLabClient
{
  GObject parent_instance;

  char *url; /* without a slash at its end */
  SoupSession *session;
};

G_DEFINE_FINAL_TYPE (AttestLabClient, attest_lab_client, G_TYPE_OBJECT)

typedef struct
{
  SoupMessage *message;
  GInputStream *stream; /* (nullable) */
  GByteArray *bytes;
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_clear_object (&exchange->message);
  g_clear_object (&exchange->stream);
  g_byte_array_unref (exchange->bytes);
  g_free (exchange);
}

/* The network's own words, if it gave any. (transfer full) (nullable) */
static char *
read_refusal (const char *json, gsize len)
{
  g_autoptr (JsonNode) root = icws_json_parse_object (json, len, ATTEST_LAB_MAX_BYTES, 1, NULL);
  g_autofree char *text = NULL;
  const char *words = NULL;

  if (root == NULL || !icws_json_read_text (json_node_get_object (root), "error", TRUE,
                                            ATTEST_LAB_MAX_BYTES, &words, NULL))
    return NULL;
  text = attest_text_clean_line (words);
  return g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), ATTEST_LAB_MAX_TEXT));
}

static void
return_answer (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  const char *json = exchange->bytes->len > 0 ? (const char *)exchange->bytes->data : "";
  guint status = soup_message_get_status (exchange->message);
  AttestLabState *state;
  GError *error = NULL;

  if (status != SOUP_STATUS_OK)
    {
      g_autofree char *refusal = read_refusal (json, exchange->bytes->len);

      if (refusal != NULL)
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                                 /* Translators: %s is what the network said, in English */
                                 _ ("The network refused: %s"), refusal);
      else
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                                 _ ("The network refused (HTTP status %u)."), status);
      return;
    }
  state = attest_lab_state_parse (json, exchange->bytes->len, &error);
  if (state == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, state, (GDestroyNotify)attest_lab_state_free);
}

static void read_more (GTask *task);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes)
      chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (chunk == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_bytes_get_size (chunk) == 0)
    {
      return_answer (task);
      return;
    }
  g_byte_array_append (exchange->bytes, g_bytes_get_data (chunk, NULL),
                       (guint)g_bytes_get_size (chunk));
  if (exchange->bytes->len > ATTEST_LAB_MAX_BYTES)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                               _ ("The network's answer is too long."));
      return;
    }
  read_more (g_object_ref (task));
}

/* @task: (transfer full) */
static void
read_more (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (exchange->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), read_cb, task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;

  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->stream == NULL)
    g_task_return_error (task, error);
  else
    read_more (g_object_ref (task));
}

static void
attest_lab_client_finalize (GObject *object)
{
  AttestLabClient *self = ATTEST_LAB_CLIENT (object);

  g_free (self->url);
  g_object_unref (self->session);
  G_OBJECT_CLASS (attest_lab_client_parent_class)->finalize (object);
}

static void
attest_lab_client_class_init (AttestLabClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_lab_client_finalize;
}

static void
attest_lab_client_init (AttestLabClient *self)
{
  /* What goes to this machine needs no proxy. */
  self->session = soup_session_new_with_options ("timeout", TIMEOUT_S, "user-agent", "Attest",
                                                 "proxy-resolver", NULL, NULL);
}

/**
 * attest_lab_client_is_loopback:
 * @url: (nullable): an address
 *
 * Returns: whether it is an http URL of this machine
 */
gboolean
attest_lab_client_is_loopback (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL && g_str_equal (g_uri_get_scheme (uri), "http") &&
         g_uri_get_userinfo (uri) == NULL && g_uri_get_query (uri) == NULL &&
         g_uri_get_fragment (uri) == NULL &&
         (g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1") ||
          g_ascii_strcasecmp (host, "localhost") == 0);
}

/**
 * attest_lab_client_new:
 * @url: as attest_lab_client_is_loopback() accepts it
 *
 * Returns: (transfer full): a client of the switches there
 */
AttestLabClient *
attest_lab_client_new (const char *url)
{
  AttestLabClient *self = g_object_new (ATTEST_TYPE_LAB_CLIENT, NULL);

  g_return_val_if_fail (attest_lab_client_is_loopback (url), self);
  self->url = g_strdup (url);
  if (g_str_has_suffix (self->url, "/"))
    self->url[strlen (self->url) - 1] = '\0';
  return self;
}

void
attest_lab_client_send_async (AttestLabClient *self,
                              const char *method,
                              const char *path,
                              const char *body,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *url = g_strconcat (self->url, path, NULL);
  Exchange *exchange = g_new0 (Exchange, 1);

  g_task_set_source_tag (task, attest_lab_client_send_async);
  g_task_set_task_data (task, exchange, exchange_free);
  exchange->bytes = g_byte_array_new ();
  exchange->message = soup_message_new (method, url);
  if (exchange->message == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _ ("The address of the switches is no address."));
      return;
    }
  /* What answers with another address is not the network. */
  soup_message_add_flags (exchange->message, SOUP_MESSAGE_NO_REDIRECT);
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (exchange->message, "application/json", bytes);
    }
  soup_session_send_async (self->session, exchange->message, G_PRIORITY_DEFAULT, cancellable,
                           sent_cb, g_object_ref (task));
}

AttestLabState *
attest_lab_client_send_finish (AttestLabClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
