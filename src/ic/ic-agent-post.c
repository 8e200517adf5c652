/* SPDX-License-Identifier: MIT */
#include "ic-agent-private.h"

#include "ic-error.h"

/* The version of the API that every host has. */
#define OLDEST 2

static const char *const NAMES[IC_N_ENDPOINTS] = {
  [IC_ENDPOINT_CALL] = "call",
  [IC_ENDPOINT_QUERY] = "query",
  [IC_ENDPOINT_READ_STATE] = "read_state",
};

typedef struct
{
  IcEndpoint endpoint;
  IcPrincipal canister_id;
  GBytes *envelope;
  guint version;
  guint status;
  GError *first_error; /* what the newest version said */
} Post;

static void
post_free (gpointer data)
{
  Post *self = data;

  g_bytes_unref (self->envelope);
  g_clear_error (&self->first_error);
  g_free (self);
}

static void post_version (GTask *task);

/* Hosts that lack an end point answer with one of these. 400 has other reasons, too: then the older
 * version gets the same answer, and what the newest one said is reported. */
static gboolean
may_lack_version (guint status)
{
  return status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_BAD_REQUEST ||
         status == SOUP_STATUS_METHOD_NOT_ALLOWED;
}

static void
on_posted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  IcAgent *self = IC_AGENT (source);
  Post *post = g_task_get_task_data (task);
  g_autoptr (GBytes) body = ic_agent_http_finish (self, result, &post->status, &error);

  if (body != NULL)
    {
      /* Calls made at once may have found it out already. */
      self->versions[post->endpoint] = MIN (self->versions[post->endpoint], post->version);
      g_task_return_pointer (task, g_steal_pointer (&body), (GDestroyNotify)g_bytes_unref);
      return;
    }

  if (g_error_matches (error, IC_ERROR, IC_ERROR_HTTP) && may_lack_version (post->status))
    {
      if (post->first_error == NULL)
        post->first_error = g_steal_pointer (&error);
      if (post->version > OLDEST)
        {
          post->version--;
          post_version (task);
        }
      else
        g_task_return_error (task, g_steal_pointer (&post->first_error));
      return;
    }

  g_task_return_error (task, g_steal_pointer (&error));
}

static void
post_version (GTask *task)
{
  Post *post = g_task_get_task_data (task);
  g_autofree char *canister = ic_principal_to_text (&post->canister_id);
  g_autofree char *path = g_strdup_printf ("/api/v%u/canister/%s/%s", post->version, canister,
                                           NAMES[post->endpoint]);

  ic_agent_http_async (g_task_get_source_object (task), path, post->envelope,
                       g_task_get_cancellable (task), on_posted, g_object_ref (task));
}

/* (skip) */
void
ic_agent_post_async (IcAgent *self,
                     IcEndpoint endpoint,
                     const IcPrincipal *canister_id,
                     GBytes *envelope,
                     GCancellable *cancellable,
                     GAsyncReadyCallback cb,
                     gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, cb, data);
  Post *post = g_new0 (Post, 1);

  post->endpoint = endpoint;
  post->canister_id = *canister_id;
  post->envelope = g_bytes_ref (envelope);
  post->version = self->versions[endpoint];
  g_task_set_source_tag (task, ic_agent_post_async);
  g_task_set_task_data (task, post, post_free);
  post_version (task);
}

/* (skip) */
GBytes *
ic_agent_post_finish (IcAgent *self, GAsyncResult *result, guint *status, GError **error)
{
  Post *post = g_task_get_task_data (G_TASK (result));

  *status = post->status;
  return g_task_propagate_pointer (G_TASK (result), error);
}
