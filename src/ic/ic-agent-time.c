/* SPDX-License-Identifier: MIT */
/* What the diagnosis of a wrong clock needs: the host's own word for the time, and an agent that
 * lives by another clock. */
#include "ic-agent-private.h"

#include <string.h>

#include "ic-error.h"

/**
 * ic_agent_new_for_clock:
 * @self: an agent
 * @clock: time for the new one: by it requests expire, certificates are fresh, and waits end
 *
 * Makes another agent of the same host, identity and root of trust. It has connections of its own, so
 * that it waits for nothing that @self waits for.
 *
 * Returns: (transfer full): an agent; @self where that lives by @clock already
 */
IcAgent *
ic_agent_new_for_clock (IcAgent *self, IcClock *clock)
{
  IcAgent *other;

  g_return_val_if_fail (IC_IS_AGENT (self), NULL);
  g_return_val_if_fail (IC_IS_CLOCK (clock), NULL);

  if (self->clock == clock)
    return g_object_ref (self);

  other = ic_agent_new (self->url, self->identity, self->root, clock, self->random);
  memcpy (other->versions, self->versions, sizeof other->versions);
  return other;
}

/* Data of the task: the date. */
static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  guint64 *date_ns = g_task_get_task_data (task);
  GError *error = NULL;
  guint status;
  g_autoptr (GBytes) body = ic_agent_http_finish (IC_AGENT (source), result, &status, &error);

  *date_ns = ic_agent_http_get_date_ns (result);
  if (body == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ic_agent_ask_date_async:
 * @self: an agent
 * @cancellable: (nullable): to give up
 * @cb: called when done
 * @data: for @cb
 *
 * Asks the host for its status (interface spec, "Status endpoint"): whether it answers at all, and
 * what it takes for the time.
 */
void
ic_agent_ask_date_async (IcAgent *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback cb,
                         gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IC_IS_AGENT (self));

  task = g_task_new (self, cancellable, cb, data);
  g_task_set_source_tag (task, ic_agent_ask_date_async);
  g_task_set_task_data (task, g_new0 (guint64, 1), g_free);
  ic_agent_http_async (self, IC_AGENT_STATUS_PATH, NULL, cancellable, on_answer,
                       g_object_ref (task));
}

/**
 * ic_agent_ask_date_finish:
 * @self: an agent
 * @result: of ic_agent_ask_date_async()
 * @date_ns: (out): the Date of the answer (RFC 9110, section 6.6.1), a whole second; 0 if there was
 *   none. Set even where the answer was an HTTP error. Nobody vouches for it.
 * @error: of the network (IC_ERROR_NETWORK, _HTTP, _LIMIT)
 *
 * Returns: whether the host answered well
 */
gboolean
ic_agent_ask_date_finish (IcAgent *self, GAsyncResult *result, guint64 *date_ns, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  *date_ns = *(guint64 *)g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error);
}
