/* SPDX-License-Identifier: MIT */
#include "ic-delegation-private.h"

#include "ic-error.h"
#include "ic-i18n.h"

#define READ_ONLY "queries"

static gboolean refuse (GError **error, IcError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (GError **error, IcError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (IC_ERROR, code, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
check_length (GPtrArray *chain, GError **error)
{
  if (chain == NULL || chain->len == 0)
    return refuse (error, IC_ERROR_LOGIN_CHAIN, _ ("This login is empty: it delegates to nobody."));
  if (chain->len > IC_DELEGATION_MAX_CHAIN)
    return refuse (error, IC_ERROR_LOGIN_CHAIN,
                   _ ("This login is a chain of %u delegations; the Internet Computer allows %d."),
                   chain->len, IC_DELEGATION_MAX_CHAIN);
  for (guint i = 0; i < chain->len; i++)
    {
      const IcDelegation *hop = g_ptr_array_index (chain, i);

      if (hop->targets != NULL && hop->targets->len > IC_DELEGATION_MAX_TARGETS)
        return refuse (error, IC_ERROR_LOGIN_CHAIN,
                       _ ("Delegation %u of this login names %u canisters; the Internet Computer "
                          "allows %d."),
                       i + 1, hop->targets->len, IC_DELEGATION_MAX_TARGETS);
    }
  return TRUE;
}

static gboolean
check_distinct (GBytes *root_der, GPtrArray *chain, GError **error)
{
  for (guint i = 0; i < chain->len; i++)
    {
      const IcDelegation *hop = g_ptr_array_index (chain, i);
      gboolean again = g_bytes_equal (hop->pubkey, root_der);

      for (guint j = 0; j < i && !again; j++)
        again = g_bytes_equal (hop->pubkey,
                               ((const IcDelegation *)g_ptr_array_index (chain, j))->pubkey);
      if (again)
        return refuse (error, IC_ERROR_LOGIN_CHAIN,
                       _ ("This login goes in a circle: the key of delegation %u comes twice."),
                       i + 1);
    }
  return TRUE;
}

/* Whole units, the way people speak of them. */
static char *
describe_age (guint64 ns)
{
  guint64 minutes = ns / 1000000000 / 60;
  guint64 hours = minutes / 60;

  if (minutes < 2)
    return g_strdup (_ ("just now"));
  if (minutes < 120)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u minute ago", "%u minutes ago", (gulong)minutes),
        (guint)minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u hour ago", "%u hours ago", (gulong)hours), (guint)hours);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u day ago", "%u days ago", (gulong)hours / 24),
      (guint)(hours / 24));
}

static gboolean
check_expiry (GPtrArray *chain, guint64 now_ns, GError **error)
{
  guint64 expiration_ns = ic_delegation_chain_get_expiration_ns (chain);
  g_autofree char *age = NULL;

  if (expiration_ns > now_ns)
    return TRUE;
  age = describe_age (now_ns - expiration_ns);
  return refuse (
      error, IC_ERROR_LOGIN_EXPIRED,
      /* Translators: %s is "just now", "3 hours ago" */
      _ ("This login expired %s. Log in again; if it is a new one, look whether the clock of "
         "this computer is right."),
      age);
}

static gboolean
check_use (GPtrArray *chain, const IcPrincipal *canister_id, GError **error)
{
  for (guint i = 0; i < chain->len; i++)
    {
      const IcDelegation *hop = g_ptr_array_index (chain, i);

      if (g_strcmp0 (hop->permissions, READ_ONLY) == 0)
        return refuse (error, IC_ERROR_LOGIN_READ_ONLY,
                       _ ("This login may only read, and chatting needs to write. Log in again and "
                          "choose full access."));
    }
  for (guint i = 0; i < chain->len && canister_id != NULL; i++)
    {
      const IcDelegation *hop = g_ptr_array_index (chain, i);
      g_autofree char *id = ic_principal_to_text (canister_id);

      if (hop->targets != NULL && !ic_delegation_has_target (hop->targets, canister_id))
        return refuse (error, IC_ERROR_LOGIN_TARGET,
                       _ ("This login is for other canisters: delegation %u does not name %s."),
                       i + 1, id);
    }
  return TRUE;
}

static gboolean
check_signatures (GBytes *root_der, GPtrArray *chain, IcRootKey *root, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (IcPublicKey) key = ic_public_key_new_from_der (root_der, &local_error);

  if (key == NULL)
    return refuse (error, IC_ERROR_LOGIN_SIGNATURE,
                   _ ("The key that this login starts from cannot be used: %s."),
                   local_error->message);
  for (guint i = 0; i < chain->len; i++)
    {
      IcPublicKey *next = ic_delegation_follow (key, g_ptr_array_index (chain, i), i + 1, root,
                                                &local_error);

      if (next == NULL)
        return refuse (error, IC_ERROR_LOGIN_SIGNATURE,
                       _ ("This login is forged or damaged: %s. If it comes from another network, "
                          "choose that one."),
                       local_error->message);
      ic_public_key_unref (key);
      key = next;
    }
  return TRUE;
}

/**
 * ic_delegation_chain_check_login:
 * @root_der: the key that the principal is derived from
 * @chain: (element-type IcDelegation): hops, the first signed by @root_der
 * @session_public_key_der: our key
 * @canister_id: (nullable): canister that the login is wanted for
 * @now_ns: wall time
 * @root: (nullable): root of trust for signatures by canisters
 * @error: see the header
 *
 * Checks what came from Internet Identity or from a file. The checks that cost nothing come first,
 * those whose message helps most before the others.
 */
gboolean
ic_delegation_chain_check_login (GBytes *root_der,
                                 GPtrArray *chain,
                                 GBytes *session_public_key_der,
                                 const IcPrincipal *canister_id,
                                 guint64 now_ns,
                                 IcRootKey *root,
                                 GError **error)
{
  const IcDelegation *last;

  g_return_val_if_fail (root_der != NULL, FALSE);
  g_return_val_if_fail (session_public_key_der != NULL, FALSE);

  if (!check_length (chain, error) || !check_distinct (root_der, chain, error))
    return FALSE;
  last = g_ptr_array_index (chain, chain->len - 1);
  if (!g_bytes_equal (last->pubkey, session_public_key_der))
    return refuse (
        error, IC_ERROR_LOGIN_KEY,
        _ ("This login is for another key: its last delegation does not lead to the session "
           "key here."));
  return check_expiry (chain, now_ns, error) && check_use (chain, canister_id, error) &&
         check_signatures (root_der, chain, root, error);
}
