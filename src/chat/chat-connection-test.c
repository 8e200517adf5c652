/* SPDX-License-Identifier: MIT */
/* Trying a gateway: reach it, take its handshake, leave. No request of ours is sent. */
#include "chat-connection-private.h"
#include "ic/ic-i18n.h"

#define CLOSE_CODE_NORMAL 1000

typedef struct
{
  IcClock *clock;
  IcwsTransport *transport;
  GCancellable *opening;
  GSource *cancelled; /* (nullable): the caller gave up */
  guint timer;
  gint64 begin_us;
  gint64 took_us;
  IcPrincipal principal;
  gboolean done;
} Test;

static void
test_free (Test *test)
{
  g_clear_object (&test->clock);
  g_clear_object (&test->transport);
  g_clear_object (&test->opening);
  g_clear_pointer (&test->cancelled, g_source_unref);
  g_free (test);
}

/* @error: (transfer full) (nullable). Gives up the reference that kept the task while it ran. */
static void
finish (GTask *task, GError *error)
{
  Test *test = g_task_get_task_data (task);

  if (test->done)
    {
      g_clear_error (&error);
      return;
    }
  test->done = TRUE;
  if (test->timer != 0)
    ic_clock_cancel (test->clock, test->timer);
  if (test->cancelled != NULL)
    g_source_destroy (test->cancelled);
  g_signal_handlers_disconnect_by_data (test->transport, task);
  g_cancellable_cancel (test->opening);
  icws_transport_close (test->transport, CLOSE_CODE_NORMAL, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_frame (GTask *task, GBytes *frame)
{
  Test *test = g_task_get_task_data (task);
  GError *error = NULL;

  test->took_us = ic_clock_get_monotonic_us (test->clock) - test->begin_us;
  icws_handshake_decode (frame, &test->principal, &error);
  finish (task, error);
}

static void
on_closed (GTask *task, guint code, const char *reason, const GError *error)
{
  finish (task, error ? g_error_copy (error)
                      : g_error_new (ICWS_ERROR, ICWS_ERROR_DISCONNECTED,
                                     _ ("The gateway closed the connection before its handshake")));
}

static void
on_timeout (gpointer data)
{
  GTask *task = data;
  Test *test = g_task_get_task_data (task);

  test->timer = 0;
  finish (task, g_error_new (ICWS_ERROR, ICWS_ERROR_HANDSHAKE_TIMEOUT,
                             _ ("The gateway sent no handshake within %d s"),
                             ICWS_HANDSHAKE_TIMEOUT_MS / 1000));
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  finish (data,
          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The test was cancelled")));
  return G_SOURCE_REMOVE;
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!icws_transport_open_finish (ICWS_TRANSPORT (source), result, &error))
    finish (task, error);
}

static void
watch_cancellable (GTask *task, Test *test)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable == NULL)
    return;
  test->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (test->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
  g_source_attach (test->cancelled, g_main_context_get_thread_default ());
}

/**
 * chat_connection_test_gateway_async:
 * @url: of a gateway, in the pool or not
 *
 * Reaches it and takes its handshake, within %ICWS_HANDSHAKE_TIMEOUT_MS. The current session goes on,
 * and the pool is not told.
 */
void
chat_connection_test_gateway_async (ChatConnection *self,
                                    const char *url,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  Test *test;
  GTask *task;

  g_return_if_fail (CHAT_IS_CONNECTION (self));
  g_return_if_fail (url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  test = g_new0 (Test, 1);
  g_task_set_source_tag (task, chat_connection_test_gateway_async);
  g_task_set_task_data (task, test, (GDestroyNotify)test_free);
  test->clock = g_object_ref (self->clock);
  test->opening = g_cancellable_new ();
  test->begin_us = ic_clock_get_monotonic_us (self->clock);
  test->transport = icws_gateway_transport_new (url);
  g_signal_connect_swapped (test->transport, "frame", G_CALLBACK (on_frame), task);
  g_signal_connect_swapped (test->transport, "closed", G_CALLBACK (on_closed), task);
  test->timer = ic_clock_call_at (
      self->clock, test->begin_us + ICWS_HANDSHAKE_TIMEOUT_MS * G_GINT64_CONSTANT (1000),
      on_timeout, task);
  watch_cancellable (task, test);
  icws_transport_open_async (test->transport, test->opening, on_open, g_object_ref (task));
}

/**
 * chat_connection_test_gateway_finish:
 * @principal: (out) (nullable): who it says that it is
 * @took_us: (out) (nullable): from the first packet to the handshake
 *
 * Returns: %FALSE with an %ICWS_ERROR (unreachable, TLS, handshake, ...) or %G_IO_ERROR_CANCELLED
 */
gboolean
chat_connection_test_gateway_finish (ChatConnection *self,
                                     GAsyncResult *result,
                                     IcPrincipal *principal,
                                     gint64 *took_us,
                                     GError **error)
{
  Test *test;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  test = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (principal != NULL)
    *principal = test->principal;
  if (took_us != NULL)
    *took_us = test->took_us;
  return TRUE;
}
