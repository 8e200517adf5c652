/* SPDX-License-Identifier: MIT */
#include "ic-agent-private.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (IcAgent, ic_agent, G_TYPE_OBJECT)

/* Newest version of each end point (interface spec, "HTTPS interface"); the others, down to v2, are
 * older forms of the same. */
static const guint NEWEST[IC_N_ENDPOINTS] = {
  [IC_ENDPOINT_CALL] = 4,
  [IC_ENDPOINT_QUERY] = 3,
  [IC_ENDPOINT_READ_STATE] = 3,
};

static void
ic_agent_finalize (GObject *object)
{
  IcAgent *self = IC_AGENT (object);

  g_free (self->url);
  g_clear_object (&self->identity);
  g_clear_pointer (&self->root, ic_root_key_unref);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ic_agent_parent_class)->finalize (object);
}

static void
ic_agent_class_init (IcAgentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ic_agent_finalize;
}

static void
ic_agent_init (IcAgent *self)
{
  memcpy (self->versions, NEWEST, sizeof self->versions);
  self->session = soup_session_new_with_options ("timeout", IC_AGENT_IO_TIMEOUT_S, "user-agent",
                                                 "Attest", NULL);
}

/**
 * ic_agent_new:
 * @url: where the boundary API is, like "https://icp-api.io"
 * @identity: (nullable): who signs; %NULL for the anonymous sender
 * @root: (nullable): the root of trust; %NULL to ask a local network for it
 * @clock: time
 * @random: randomness for nonces
 *
 * Returns: (transfer full): an agent
 */
IcAgent *
ic_agent_new (
    const char *url, IcIdentity *identity, IcRootKey *root, IcClock *clock, IcRandom *random)
{
  IcAgent *self;

  g_return_val_if_fail (url != NULL, NULL);
  g_return_val_if_fail (clock != NULL, NULL);
  g_return_val_if_fail (random != NULL, NULL);

  self = g_object_new (IC_TYPE_AGENT, NULL);
  self->url = g_strdup (url);
  while (g_str_has_suffix (self->url, "/"))
    self->url[strlen (self->url) - 1] = '\0';
  g_set_object (&self->identity, identity);
  if (root != NULL)
    self->root = ic_root_key_ref (root);
  self->root_was_given = root != NULL;
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  return self;
}

/**
 * ic_agent_get_root_key:
 * @self: an agent
 *
 * Returns: (transfer none) (nullable): the root of trust, if there is one already
 */
IcRootKey *
ic_agent_get_root_key (IcAgent *self)
{
  g_return_val_if_fail (IC_IS_AGENT (self), NULL);

  return self->root;
}

/**
 * ic_agent_get_identity:
 * @self: an agent
 *
 * Returns: (transfer none) (nullable): who signs
 */
IcIdentity *
ic_agent_get_identity (IcAgent *self)
{
  g_return_val_if_fail (IC_IS_AGENT (self), NULL);

  return self->identity;
}

/**
 * ic_agent_get_url:
 * @self: an agent
 *
 * Returns: the address, without a slash at its end
 */
const char *
ic_agent_get_url (IcAgent *self)
{
  g_return_val_if_fail (IC_IS_AGENT (self), NULL);

  return self->url;
}

/* (skip) */
void
ic_agent_get_sender (IcAgent *self, IcPrincipal *sender)
{
  if (self->identity != NULL)
    ic_identity_get_principal (self->identity, sender);
  else
    *sender = IC_PRINCIPAL_ANONYMOUS;
}

/* (skip) Rounded down to the minute, as other agents do: it tells less about our clock, and leaves
 * room for one that is ahead. */
guint64
ic_agent_get_expiry_ns (IcAgent *self)
{
  guint64 expiry = ic_clock_get_wall_ns (self->clock) + IC_AGENT_EXPIRY_NS;

  return expiry - expiry % IC_AGENT_EXPIRY_GRAIN_NS;
}

/* (skip) */
GBytes *
ic_agent_new_nonce (IcAgent *self)
{
  guint8 nonce[IC_AGENT_NONCE_BYTES];

  ic_random_bytes (self->random, nonce, sizeof nonce);
  return g_bytes_new (nonce, sizeof nonce);
}

/* (skip) */
GPtrArray *
ic_agent_status_paths (const guint8 request_id[IC_HASH_BYTES])
{
  GPtrArray *paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  GPtrArray *path = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  g_ptr_array_add (path, g_bytes_new_static ("request_status", strlen ("request_status")));
  g_ptr_array_add (path, g_bytes_new (request_id, IC_HASH_BYTES));
  g_ptr_array_add (paths, path);
  return paths;
}
