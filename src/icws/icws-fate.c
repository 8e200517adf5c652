/* SPDX-License-Identifier: MIT */
/* Asking the Internet Computer what became of one request. */
#include "icws-diagnosis-private.h"
#include "ic/ic-i18n.h"

#include <string.h>

/* An answer that is too old is asked for again. Certified state is some seconds old at most. */
#define MAX_ASKS 6
#define AGAIN_US (500 * 1000)

typedef struct
{
  IcAgent *asker;
  IcPrincipal canister_id;
  guint8 request_id[IC_HASH_BYTES];
  guint64 expiry_ns;
  guint64 not_before_ns;
  guint asks;
  GPtrArray *paths;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *self = data;

  g_object_unref (self->asker);
  g_ptr_array_unref (self->paths);
  g_free (self);
}

static void
fate_free (gpointer data)
{
  icws_request_fate_clear (data);
  g_free (data);
}

static void ask (GTask *task);

static void
on_delay (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!ic_agent_delay_finish (IC_AGENT (source), result, &error))
    g_task_return_error (task, error);
  else
    ask (task);
}

/* That it came, and what came of it, stays true however old the certificate is. */
static gboolean
is_lasting (IcwsFate fate)
{
  return fate == ICWS_FATE_ACCEPTED || fate == ICWS_FATE_REFUSED || fate == ICWS_FATE_REJECTED;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  IcAgent *asker = IC_AGENT (source);
  Ask *self = g_task_get_task_data (task);
  g_autoptr (IcCertificate) certificate = NULL;
  IcwsRequestFate fate = { 0 };
  GError *error = NULL;

  certificate = ic_agent_read_state_finish (asker, result, &error);
  if (certificate == NULL || !icws_fate_read (certificate, ic_agent_get_root_key (asker),
                                              self->request_id, self->expiry_ns, &fate, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (fate.certificate_time_ns < self->not_before_ns && !is_lasting (fate.fate))
    {
      if (self->asks < MAX_ASKS)
        {
          icws_request_fate_clear (&fate);
          ic_agent_delay_async (asker, AGAIN_US, g_task_get_cancellable (task), on_delay,
                                g_object_ref (task));
          return;
        }
      if (fate.fate == ICWS_FATE_ABSENT)
        {
          fate.fate = ICWS_FATE_UNKNOWN;
          fate.text = g_strdup (_ ("the answers are older than the question"));
        }
    }
  g_task_return_pointer (task, g_memdup2 (&fate, sizeof fate), fate_free);
}

static void
ask (GTask *task)
{
  Ask *self = g_task_get_task_data (task);

  self->asks++;
  ic_agent_read_state_async (self->asker, &self->canister_id, self->paths,
                             g_task_get_cancellable (task), on_read, g_object_ref (task));
}

/* The one path /request_status/<id>. */
static GPtrArray *
status_paths (const guint8 request_id[IC_HASH_BYTES])
{
  GPtrArray *paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  g_ptr_array_add (paths, icws_path_new ("request_status", request_id, IC_HASH_BYTES, NULL));
  return paths;
}

/**
 * icws_fate_ask_async:
 * @agent: an agent of the identity that made the request, with a root key
 * @canister_id: the canister that it was for
 * @request_id: the request
 * @ingress_expiry_ns: of the request
 * @not_before_ns: by the IC's time: an older certificate does not show what we want to know, and is
 *   asked for again, six times in all and half a second apart; 0 for any. What is final (accepted,
 *   refused, rejected) is believed whatever its age.
 * @clock: by which certificates are fresh and waits are counted
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks for the certified fate of one request (interface spec, "Request status").
 */
void
icws_fate_ask_async (IcAgent *agent,
                     const IcPrincipal *canister_id,
                     const guint8 request_id[IC_HASH_BYTES],
                     guint64 ingress_expiry_ns,
                     guint64 not_before_ns,
                     IcClock *clock,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Ask *self;

  g_return_if_fail (IC_IS_AGENT (agent));
  g_return_if_fail (canister_id != NULL);
  g_return_if_fail (IC_IS_CLOCK (clock));

  task = g_task_new (agent, cancellable, callback, user_data);
  g_task_set_source_tag (task, icws_fate_ask_async);
  self = g_new0 (Ask, 1);
  self->asker = ic_agent_new_for_clock (agent, clock);
  self->canister_id = *canister_id;
  memcpy (self->request_id, request_id, sizeof self->request_id);
  self->expiry_ns = ingress_expiry_ns;
  self->not_before_ns = not_before_ns;
  self->paths = status_paths (request_id);
  g_task_set_task_data (task, self, ask_free);
  ask (task);
}

/**
 * icws_fate_ask_finish:
 * @result: of icws_fate_ask_async()
 * @out: (out caller-allocates): the fate, to be cleared
 * @error: as ic_agent_read_state_finish() and ic_request_outcome_from_certificate()
 */
gboolean
icws_fate_ask_finish (GAsyncResult *result, IcwsRequestFate *out, GError **error)
{
  g_autofree IcwsRequestFate *fate = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, icws_fate_ask_async), FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  fate = g_task_propagate_pointer (G_TASK (result), error);
  if (fate == NULL)
    return FALSE;
  *out = *fate;
  return TRUE;
}
