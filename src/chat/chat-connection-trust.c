/* SPDX-License-Identifier: MIT */
/*
 * The root of trust. The mainnet's is compiled in. Other networks make their own and tell it: there
 * is nobody else to ask, so one that is not on this computer is held to what it said the first time.
 */
#include "chat-connection-private.h"
#include "ic/ic-i18n.h"

static gboolean
is_pinned_network (ChatConnection *self)
{
  return self->profile->network == CHAT_NETWORK_CUSTOM &&
         !chat_connection_is_loopback (self->profile->network_url);
}

static void
use_root_key (ChatConnection *self, IcRootKey *root_key)
{
  g_clear_pointer (&self->root_key, ic_root_key_unref);
  self->root_key = ic_root_key_ref (root_key);
  g_clear_object (&self->verifier);
  self->verifier = icws_verifier_new (root_key, &self->profile->canister_id, self->clock, 0);
}

static char *
root_key_to_hex (IcRootKey *root_key)
{
  return ic_bytes_to_hex (ic_root_key_get_der (root_key));
}

static gboolean
take_root_key (ChatConnection *self, IcRootKey *root_key)
{
  g_autofree char *hex = root_key_to_hex (root_key);

  if (is_pinned_network (self) && self->root_key_pin != NULL &&
      g_ascii_strcasecmp (hex, self->root_key_pin) != 0)
    {
      g_clear_pointer (&self->offered_root_key, ic_root_key_unref);
      self->offered_root_key = ic_root_key_ref (root_key);
      self->stopped = TRUE;
      return FALSE;
    }
  g_free (self->root_key_pin);
  self->root_key_pin = g_steal_pointer (&hex);
  use_root_key (self, root_key);
  return TRUE;
}

/* Whoever holds the agent or a verifier of the old one goes on with it, and so do old proofs. */
gboolean
chat_connection_replace_root_key (ChatConnection *self, IcRootKey *root_key)
{
  IcwsLedgerRecord record = ICWS_LEDGER_RECORD_INIT;

  record.severity = ICWS_SEVERITY_WARNING;
  record.group = ICWS_GROUP_IDENTITY;
  record.id = "root-key-changed";
  icws_ledger_add (
      self->ledger, &record,
      _ ("The network at %s tells another root key than before: what it signs now is not "
         "judged by the old one"),
      self->profile->network_url);
  g_clear_pointer (&self->root_key, ic_root_key_unref);
  g_clear_object (&self->verifier);
  g_clear_object (&self->agent);
  return take_root_key (self, root_key);
}

static void
on_root_key (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ChatConnection) self = data;
  g_autoptr (GError) local = NULL;
  g_autoptr (GError) error = NULL;
  gboolean got = ic_agent_fetch_root_key_finish (IC_AGENT (source), result, &local);

  /* The agent was replaced by a renewal, or nothing is wanted any more. */
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->wanted ||
      IC_AGENT (source) != self->agent)
    return;
  if (got && self->verifier == NULL)
    {
      if (take_root_key (self, ic_agent_get_root_key (IC_AGENT (source))))
        chat_connection_open_path (self);
      else
        chat_connection_update_health (self);
      return;
    }
  if (got)
    return;
  g_set_error (&error, ICWS_ERROR, ICWS_ERROR_UNREACHABLE,
               _ ("The network at %s did not tell its root key: %s"), self->profile->network_url,
               local->message);
  icws_ledger_add_error (self->ledger, error, NULL);
  chat_connection_fail (self, error);
}

gboolean
chat_connection_ensure_trust (ChatConnection *self)
{
  if (self->verifier != NULL)
    return TRUE;
  if (self->profile->network == CHAT_NETWORK_MAINNET)
    {
      use_root_key (self, ic_root_key_get_mainnet ());
      return TRUE;
    }
  if (self->offered_root_key != NULL)
    {
      self->stopped = TRUE;
      return FALSE;
    }
  ic_agent_fetch_root_key_async (chat_connection_ensure_agent (self), self->cancellable,
                                 on_root_key, g_object_ref (self));
  return FALSE;
}

IcAgent *
chat_connection_ensure_agent (ChatConnection *self)
{
  if (self->agent == NULL)
    self->agent = ic_agent_new (self->profile->network_url, self->identity, self->root_key,
                                self->clock, self->random);
  return self->agent;
}

/**
 * chat_connection_accept_root_key:
 *
 * A person says that the network's new root key is right: it becomes the pin, and the connection is
 * made. Nothing if there is none that waits.
 */
void
chat_connection_accept_root_key (ChatConnection *self)
{
  g_return_if_fail (CHAT_IS_CONNECTION (self));
  if (self->offered_root_key == NULL)
    return;
  g_free (self->root_key_pin);
  self->root_key_pin = root_key_to_hex (self->offered_root_key);
  use_root_key (self, self->offered_root_key);
  g_clear_pointer (&self->offered_root_key, ic_root_key_unref);
  /* It may have been made for the old one. */
  g_clear_object (&self->agent);
  if (self->wanted)
    chat_connection_start (self);
  else
    chat_connection_update_health (self);
}

/**
 * chat_connection_get_root_key:
 *
 * Returns: (transfer none) (nullable): the root of trust, once known and believed; to be pinned by
 *   the caller for a network of one's own
 */
IcRootKey *
chat_connection_get_root_key (ChatConnection *self)
{
  return self->root_key;
}

/**
 * chat_connection_get_offered_root_key:
 *
 * Returns: (transfer none) (nullable): what the network tells now, while that is another one than
 *   last time and nobody has accepted it
 */
IcRootKey *
chat_connection_get_offered_root_key (ChatConnection *self)
{
  return self->offered_root_key;
}

/**
 * chat_connection_get_agent:
 *
 * Returns: (transfer none) (nullable): the way to the Internet Computer itself; %NULL before the
 *   root key is known
 */
IcAgent *
chat_connection_get_agent (ChatConnection *self)
{
  return self->root_key ? chat_connection_ensure_agent (self) : NULL;
}
