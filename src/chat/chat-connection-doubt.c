/* SPDX-License-Identifier: MIT */
/*
 * A signature that cannot be right is a lie only as long as the root of trust is. The mainnet's never
 * changes. Any other network told us its root key, and may have been set up anew since: then
 * everything that it signs looks forged. So before anybody is accused there, it is asked again.
 */
#include "chat-connection-private.h"

/* One question for the root key that is under way. */
typedef struct
{
  ChatConnection *connection;
  GCancellable *cancellable;
} Asking;

gboolean
chat_connection_should_doubt (ChatConnection *self, const ChatEnd *end)
{
  return self->profile->network != CHAT_NETWORK_MAINNET && self->root_key != NULL &&
         (end->direct || end->gateway != NULL) &&
         (g_error_matches (end->error, ICWS_ERROR, ICWS_ERROR_FORGED_SIGNATURE) ||
          g_error_matches (end->error, ICWS_ERROR, ICWS_ERROR_FORGED_DELEGATION));
}

/* It was the network and nobody else: there is no verdict. */
static void
take_new_root_key (ChatConnection *self, IcRootKey *root_key)
{
  g_autoptr (ChatEnd) end = g_steal_pointer (&self->end);

  if (!chat_connection_replace_root_key (self, root_key))
    {
      self->stopped = TRUE;
      chat_connection_update_health (self);
      return;
    }
  /* At once, but for a network that changes it again and again. */
  if (self->root_key_changes++ == 0)
    chat_connection_start (self);
  else
    {
      self->tries++;
      chat_connection_schedule_retry (self, chat_connection_next_backoff_us (self));
      chat_connection_update_health (self);
    }
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Asking *asking = data;
  g_autoptr (ChatConnection) self = asking->connection;
  g_autoptr (GCancellable) cancellable = asking->cancellable;
  gboolean got = ic_agent_fetch_root_key_finish (IC_AGENT (source), result, NULL);
  IcRootKey *root_key = got ? ic_agent_get_root_key (IC_AGENT (source)) : NULL;

  if (self->end == NULL || self->end_cancellable != cancellable)
    return; /* overtaken by the time, or by a person */
  chat_connection_stop_asking (self);
  if (got && !g_bytes_equal (ic_root_key_get_der (root_key), ic_root_key_get_der (self->root_key)))
    take_new_root_key (self, root_key);
  else
    chat_connection_judge_end (self);
}

/* No answer: what we hold is what counts. */
static void
on_out_of_patience (gpointer data)
{
  g_autoptr (ChatConnection) self = g_object_ref (data);

  self->end_timer = 0;
  chat_connection_stop_asking (self);
  chat_connection_judge_end (self);
}

void
chat_connection_doubt (ChatConnection *self)
{
  g_autoptr (IcAgent) agent = ic_agent_new (self->profile->network_url, self->identity, NULL,
                                            self->clock, self->random);
  Asking *asking = g_new0 (Asking, 1);

  g_clear_object (&self->end_cancellable);
  self->end_cancellable = g_cancellable_new ();
  asking->connection = g_object_ref (self);
  asking->cancellable = g_object_ref (self->end_cancellable);
  chat_connection_arm (self, &self->end_timer, CHAT_DOUBT_MS * G_GINT64_CONSTANT (1000),
                       on_out_of_patience);
  ic_agent_fetch_root_key_async (agent, self->end_cancellable, on_asked, asking);
}
