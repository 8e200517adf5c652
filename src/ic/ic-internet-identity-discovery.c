/* SPDX-License-Identifier: MIT */
#include "ic-internet-identity-private.h"

#include <libsoup/soup.h>

#include "ic-error.h"
#include "ic-i18n.h"

#define CONFIG_PATH "/.well-known/cli-auth-config"

typedef struct
{
  char *host;
  SoupSession *session;
  SoupMessage *message;
  char *buffer; /* of one byte more than may come */
} Discovery;

static void
discovery_free (gpointer data)
{
  Discovery *self = data;

  g_free (self->host);
  g_clear_object (&self->session);
  g_clear_object (&self->message);
  g_free (self->buffer);
  g_free (self);
}

static void
return_network_error (GTask *task, GError *error)
{
  Discovery *discovery = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_new_error (task, IC_ERROR, IC_ERROR_NETWORK,
                             _ ("Internet Identity cannot be reached at %s: %s."), discovery->host,
                             error->message);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Discovery *discovery = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GError *parse_error = NULL;
  gsize len;
  char *page;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &len, &error))
    {
      return_network_error (task, error);
      return;
    }
  page = ic_ii_parse_config (discovery->host, discovery->buffer, len, &parse_error);
  if (page != NULL)
    g_task_return_pointer (task, page, g_free);
  else
    g_task_return_error (task, parse_error);
}

static void
return_status (GTask *task, guint status)
{
  Discovery *discovery = g_task_get_task_data (task);
  const char *location = soup_message_headers_get_one (
      soup_message_get_response_headers (discovery->message), "Location");

  /* Who is asked to trust another host is asked by a person, in the settings. */
  if (SOUP_STATUS_IS_REDIRECTION (status) && location != NULL)
    g_task_return_new_error (
        task, IC_ERROR, IC_ERROR_LOGIN_DISCOVERY,
        _ ("%s refers to another address, %.200s: not followed. Enter that one if "
           "you trust it."),
        discovery->host, location);
  else
    g_task_return_new_error (task, IC_ERROR, IC_ERROR_LOGIN_DISCOVERY,
                             _ ("%s offers no login for desktop programs (HTTP status %u)."),
                             discovery->host, status);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Discovery *discovery = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream)
      stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  guint status = soup_message_get_status (discovery->message);

  if (stream == NULL)
    {
      return_network_error (task, error);
      return;
    }
  if (status != SOUP_STATUS_OK)
    {
      return_status (task, status);
      return;
    }
  discovery->buffer = g_malloc (IC_II_MAX_CONFIG_BYTES + 1);
  g_input_stream_read_all_async (stream, discovery->buffer, IC_II_MAX_CONFIG_BYTES + 1,
                                 G_PRIORITY_DEFAULT, g_task_get_cancellable (task), on_read,
                                 g_object_ref (task));
}

/* (skip) */
void
ic_ii_discover_async (const char *host,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Discovery *discovery = g_new0 (Discovery, 1);
  g_autofree char *uri = g_strconcat (host, CONFIG_PATH, NULL);

  g_task_set_source_tag (task, ic_ii_discover_async);
  g_task_set_task_data (task, discovery, discovery_free);
  discovery->host = g_strdup (host);
  discovery->session = soup_session_new_with_options ("timeout", IC_II_DISCOVERY_S, "user-agent",
                                                      "Attest", NULL);
  discovery->message = soup_message_new ("GET", uri);
  if (discovery->message == NULL)
    {
      g_task_return_new_error (task, IC_ERROR, IC_ERROR_NETWORK, _ ("%s is no address of a host."),
                               host);
      return;
    }
  soup_message_headers_replace (soup_message_get_request_headers (discovery->message), "Accept",
                                "application/json");
  soup_message_add_flags (discovery->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_async (discovery->session, discovery->message, G_PRIORITY_DEFAULT, cancellable,
                           on_sent, g_object_ref (task));
}

/* (skip) */
char *
ic_ii_discover_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
