/* SPDX-License-Identifier: MIT */
#include "ic-delegation.h"

#include <string.h>

#include "ic-canister-signature.h"
#include "ic-delegation-private.h"
#include "ic-error.h"
#include "ic-request-id.h"
#include "ic-i18n.h"

#define DOMAIN_SEPARATOR "\x1Aic-request-auth-delegation"

#define PERMISSIONS_ALL     "all"
#define PERMISSIONS_QUERIES "queries"

/**
 * ic_delegation_new:
 * @pubkey: DER of the key that is delegated to
 * @expiration_ns: wall time until which it holds
 * @targets: (nullable) (element-type GBytes): canisters that it is for; %NULL for all
 * @permissions: (nullable): "queries" or "all"; %NULL means "all", but is hashed otherwise
 * @signature: of the delegating key; empty in a hop that is yet to be signed
 *
 * Takes references of its own; @targets must not be changed any more.
 */
IcDelegation *
ic_delegation_new (GBytes *pubkey,
                   guint64 expiration_ns,
                   GPtrArray *targets,
                   const char *permissions,
                   GBytes *signature)
{
  IcDelegation *self;

  g_return_val_if_fail (pubkey != NULL, NULL);
  g_return_val_if_fail (signature != NULL, NULL);

  self = g_new0 (IcDelegation, 1);
  self->pubkey = g_bytes_ref (pubkey);
  self->expiration_ns = expiration_ns;
  self->targets = targets != NULL ? g_ptr_array_ref (targets) : NULL;
  self->permissions = g_strdup (permissions);
  self->signature = g_bytes_ref (signature);
  return self;
}

/**
 * ic_delegation_copy:
 * @self: a hop
 *
 * Returns: (transfer full): another one with the same, unchanging parts
 */
IcDelegation *
ic_delegation_copy (const IcDelegation *self)
{
  return ic_delegation_new (self->pubkey, self->expiration_ns, self->targets, self->permissions,
                            self->signature);
}

void
ic_delegation_free (IcDelegation *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->pubkey);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_free (self->permissions);
  g_bytes_unref (self->signature);
  g_free (self);
}

gboolean
ic_delegation_permissions_known (const char *permissions)
{
  return g_str_equal (permissions, PERMISSIONS_ALL) ||
         g_str_equal (permissions, PERMISSIONS_QUERIES);
}

/**
 * ic_delegation_get_signed_bytes:
 * @self: a hop; its signature does not matter
 *
 * Interface spec, "Authentication": absent fields are left out of the hash.
 *
 * Returns: (transfer full): what the delegating key signs
 */
GBytes *
ic_delegation_get_signed_bytes (const IcDelegation *self)
{
  g_autoptr (IcMapHash) map = ic_map_hash_new ();
  guint8 message[sizeof DOMAIN_SEPARATOR - 1 + IC_HASH_BYTES] = DOMAIN_SEPARATOR;
  gsize len;
  gconstpointer pubkey = g_bytes_get_data (self->pubkey, &len);

  ic_map_hash_add_bytes (map, "pubkey", pubkey, len);
  ic_map_hash_add_nat (map, "expiration", self->expiration_ns);
  if (self->targets != NULL)
    {
      guint8 hash[IC_HASH_BYTES];

      ic_hash_blob_array (self->targets, hash);
      ic_map_hash_add_hash (map, "targets", hash);
    }
  if (self->permissions != NULL)
    ic_map_hash_add_text (map, "permissions", self->permissions);
  ic_map_hash_finish (map, message + sizeof DOMAIN_SEPARATOR - 1);

  return g_bytes_new (message, sizeof message);
}

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (IC_ERROR, IC_ERROR_REQUEST_DELEGATION, format, args);
  va_end (args);
  return FALSE;
}

/* (skip) */
gboolean
ic_delegation_has_target (GPtrArray *targets, const IcPrincipal *canister_id)
{
  for (guint i = 0; i < targets->len; i++)
    {
      gsize len;
      gconstpointer bytes = g_bytes_get_data (g_ptr_array_index (targets, i), &len);

      if (len == canister_id->len && (len == 0 || memcmp (bytes, canister_id->bytes, len) == 0))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_hop (const IcDelegation *hop,
           guint number,
           const IcPrincipal *canister_id,
           guint64 now_ns,
           gboolean for_update_call,
           GError **error)
{
  if (hop->expiration_ns < now_ns)
    return refuse (error, _ ("delegation %u has expired"), number);
  if (hop->targets != NULL && hop->targets->len > IC_DELEGATION_MAX_TARGETS)
    return refuse (error, _ ("delegation %u names more than %d targets"), number,
                   IC_DELEGATION_MAX_TARGETS);
  if (hop->targets != NULL && canister_id != NULL &&
      !ic_delegation_has_target (hop->targets, canister_id))
    return refuse (error, _ ("delegation %u does not extend to the canister"), number);
  if (hop->permissions != NULL && !ic_delegation_permissions_known (hop->permissions))
    return refuse (error, _ ("delegation %u has unknown permissions"), number);
  if (for_update_call && hop->permissions != NULL &&
      g_str_equal (hop->permissions, PERMISSIONS_QUERIES))
    return refuse (error, _ ("delegation %u permits queries only"), number);
  return TRUE;
}

/* (skip) */
void
ic_delegation_name_in_error (guint number, GError **error)
{
  g_autofree char *words = NULL;

  if (error == NULL || *error == NULL)
    return;
  words = (*error)->message;
  /* Translators: the number of a delegation in a chain, then what is wrong with it */
  (*error)->message = g_strdup_printf (_ ("delegation %u: %s"), number, words);
}

/* Each key stands once in a chain: no loops. */
static gboolean
check_distinct (GBytes *root_der, GPtrArray *chain, GError **error)
{
  for (guint i = 0; i < chain->len; i++)
    {
      const IcDelegation *hop = g_ptr_array_index (chain, i);

      if (g_bytes_equal (hop->pubkey, root_der))
        return refuse (error, _ ("delegation %u leads back to the first key"), i + 1);
      for (guint j = 0; j < i; j++)
        {
          const IcDelegation *earlier = g_ptr_array_index (chain, j);

          if (g_bytes_equal (hop->pubkey, earlier->pubkey))
            return refuse (error, _ ("delegations %u and %u are to the same key"), j + 1, i + 1);
        }
    }
  return TRUE;
}

/* (skip) */
IcPublicKey *
ic_delegation_follow (
    IcPublicKey *from, const IcDelegation *hop, guint number, IcRootKey *root, GError **error)
{
  g_autoptr (GBytes) message = ic_delegation_get_signed_bytes (hop);
  g_autoptr (GError) local_error = NULL;
  IcPublicKey *to;
  gsize message_len, signature_len;
  gconstpointer bytes = g_bytes_get_data (message, &message_len);
  gconstpointer signature = g_bytes_get_data (hop->signature, &signature_len);

  if (!ic_public_key_verify_with_root (from, bytes, message_len, signature, signature_len, root,
                                       error))
    {
      ic_delegation_name_in_error (number, error);
      return NULL;
    }
  to = ic_public_key_new_from_der (hop->pubkey, &local_error);
  if (to == NULL)
    refuse (error, _ ("delegation %u: %s"), number, local_error->message);
  return to;
}

/**
 * ic_delegation_chain_verify_with_root:
 * @root_der: the key that the sender is derived from
 * @chain: (nullable) (element-type IcDelegation): hops, the first signed by @root_der
 * @canister_id: (nullable): canister that the request is for
 * @now_ns: wall time
 * @for_update_call: whether "queries" does not suffice
 * @root: (nullable): root of trust for signatures by canisters
 * @error: see the header
 *
 * Interface spec, "Authentication". What costs nothing is checked for the whole chain before the
 * first signature.
 *
 * Returns: (transfer full): the last key, the one that signs requests
 */
IcPublicKey *
ic_delegation_chain_verify_with_root (GBytes *root_der,
                                      GPtrArray *chain,
                                      const IcPrincipal *canister_id,
                                      guint64 now_ns,
                                      gboolean for_update_call,
                                      IcRootKey *root,
                                      GError **error)
{
  g_autoptr (IcPublicKey) key = ic_public_key_new_from_der (root_der, error);

  if (key == NULL)
    return NULL;
  if (chain == NULL)
    return g_steal_pointer (&key);

  if (chain->len > IC_DELEGATION_MAX_CHAIN)
    {
      refuse (error, _ ("chain of %u delegations, at most %d allowed"), chain->len,
              IC_DELEGATION_MAX_CHAIN);
      return NULL;
    }
  if (!check_distinct (root_der, chain, error))
    return NULL;
  for (guint i = 0; i < chain->len; i++)
    {
      if (!check_hop (g_ptr_array_index (chain, i), i + 1, canister_id, now_ns, for_update_call,
                      error))
        return NULL;
    }

  for (guint i = 0; i < chain->len; i++)
    {
      IcPublicKey *next = ic_delegation_follow (key, g_ptr_array_index (chain, i), i + 1, root,
                                                error);

      if (next == NULL)
        return NULL;
      ic_public_key_unref (key);
      key = next;
    }

  return g_steal_pointer (&key);
}

/**
 * ic_delegation_chain_verify:
 * @root_der: the key that the sender is derived from
 * @chain: (nullable) (element-type IcDelegation): hops, the first signed by @root_der
 * @canister_id: (nullable): canister that the request is for
 * @now_ns: wall time
 * @for_update_call: whether "queries" does not suffice
 * @error: see the header
 *
 * Returns: (transfer full): the last key, the one that signs requests
 */
IcPublicKey *
ic_delegation_chain_verify (GBytes *root_der,
                            GPtrArray *chain,
                            const IcPrincipal *canister_id,
                            guint64 now_ns,
                            gboolean for_update_call,
                            GError **error)
{
  return ic_delegation_chain_verify_with_root (root_der, chain, canister_id, now_ns,
                                               for_update_call, NULL, error);
}

/**
 * ic_delegation_chain_get_expiration_ns:
 * @chain: (element-type IcDelegation): hops
 *
 * Returns: when the first of them expires; %G_MAXUINT64 without hops
 */
guint64
ic_delegation_chain_get_expiration_ns (GPtrArray *chain)
{
  guint64 earliest = G_MAXUINT64;

  for (guint i = 0; i < chain->len; i++)
    {
      const IcDelegation *hop = g_ptr_array_index (chain, i);

      earliest = MIN (earliest, hop->expiration_ns);
    }
  return earliest;
}
