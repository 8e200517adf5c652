/* SPDX-License-Identifier: MIT */
#include "chat-fate.h"

void
chat_fate_free (IcwsRequestFate *fate)
{
  if (fate == NULL)
    return;
  icws_request_fate_clear (fate);
  g_free (fate);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) answer = user_data;
  g_autoptr (IcwsRequestFate) fate = g_new0 (IcwsRequestFate, 1);
  GError *error = NULL;

  if (icws_fate_ask_finish (result, fate, &error))
    g_task_return_pointer (answer, g_steal_pointer (&fate), (GDestroyNotify)chat_fate_free);
  else
    g_task_return_error (answer, error);
}

/**
 * chat_fate_ask_agent:
 * @agent: with the identity whose request it is
 * @canister_id: where the request went
 * @clock: the clock
 * @question: the request
 * @not_before_ns: see #ChatFateAsk
 * @answer: (transfer full): completed with the fate
 */
void
chat_fate_ask_agent (IcAgent *agent,
                     const IcPrincipal *canister_id,
                     IcClock *clock,
                     const IcwsQuestion *question,
                     guint64 not_before_ns,
                     GTask *answer)
{
  icws_fate_ask_async (agent, canister_id, question->id, question->ingress_expiry_ns, not_before_ns,
                       clock, g_task_get_cancellable (answer), on_asked, answer);
}
