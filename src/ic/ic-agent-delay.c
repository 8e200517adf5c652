/* SPDX-License-Identifier: MIT */
#include "ic-agent-private.h"

/* A wait by the injected clock that can be cancelled. */
typedef struct
{
  guint timer;
  GSource *cancelled; /* (nullable) */
} Delay;

static void
delay_free (gpointer data)
{
  Delay *self = data;

  if (self->cancelled != NULL)
    {
      g_source_destroy (self->cancelled);
      g_source_unref (self->cancelled);
    }
  g_free (self);
}

static void
on_time (gpointer data)
{
  g_autoptr (GTask) task = data;

  /* Nobody is to cancel it any more. */
  g_task_set_task_data (task, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcAgent *self = g_task_get_source_object (task);
  Delay *delay = g_task_get_task_data (task);

  ic_clock_cancel (self->clock, delay->timer);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* (skip) */
void
ic_agent_delay_async (
    IcAgent *self, gint64 us, GCancellable *cancellable, GAsyncReadyCallback cb, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, cb, data);
  Delay *delay = g_new0 (Delay, 1);

  g_task_set_source_tag (task, ic_agent_delay_async);
  g_task_set_task_data (task, delay, delay_free);
  if (cancellable != NULL)
    {
      delay->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (delay->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
      g_source_attach (delay->cancelled, g_main_context_get_thread_default ());
    }
  /* Whichever comes first, the time or the cancellation, takes the reference to the task. */
  delay->timer = ic_clock_call_at (self->clock, ic_clock_get_monotonic_us (self->clock) + us,
                                   on_time, task);
}

/* (skip) */
gboolean
ic_agent_delay_finish (IcAgent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
