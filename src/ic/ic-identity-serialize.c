/* SPDX-License-Identifier: MIT */
#include "ic-identity-serialize.h"

#include <string.h>

#include "ic-delegation-json.h"
#include "ic-ecdsa-identity.h"
#include "ic-error.h"
#include "ic-i18n.h"

/* attest-identity:1:KIND:HEX of a key, attest-identity:1:delegation:KIND:HEX:JSON of one at the end of
 * a chain, where JSON is the form of @dfinity/identity, which holds no secret. */
#define HEAD         "attest-identity:1:"
#define DELEGATION   "delegation:"
#define SECRET_BYTES 32
#define HEX_DIGITS   (2 * SECRET_BYTES)
#define MAX_BYTES    (IC_DELEGATION_JSON_MAX_BYTES + 256)

static const struct
{
  const char *name;
  IcKeyAlgorithm algorithm;
} kinds[] = {
  { "ed25519:", IC_KEY_ED25519 },
  { "secp256k1:", IC_KEY_SECP256K1 },
  { "p256:", IC_KEY_P256 },
};

static IcIdentity *
find_signer (IcIdentity *identity)
{
  while (IC_IS_DELEGATION_IDENTITY (identity))
    identity = ic_delegation_identity_get_inner (IC_DELEGATION_IDENTITY (identity));
  return identity;
}

static IcSecret *
get_secret (IcIdentity *signer, IcKeyAlgorithm *algorithm)
{
  if (IC_IS_ED25519_IDENTITY (signer))
    {
      *algorithm = IC_KEY_ED25519;
      return ic_ed25519_identity_dup_seed (IC_ED25519_IDENTITY (signer));
    }
  if (IC_IS_SECP256K1_IDENTITY (signer))
    {
      *algorithm = IC_KEY_SECP256K1;
      return ic_secret_ref (ic_secp256k1_identity_get_secret (IC_SECP256K1_IDENTITY (signer)));
    }
  if (IC_IS_P256_IDENTITY (signer))
    {
      *algorithm = IC_KEY_P256;
      return ic_secret_ref (ic_p256_identity_get_secret (IC_P256_IDENTITY (signer)));
    }
  return NULL;
}

static IcSecret *export(IcIdentity *self, IcKeyAlgorithm *algorithm, GError **error)
{
  IcSecret *secret = get_secret (find_signer (self), algorithm);

  if (secret == NULL)
    g_set_error_literal (error, IC_ERROR, IC_ERROR_KEY_UNSUPPORTED,
                         _ ("the key of this identity cannot be taken out"));
  return secret;
}

/**
 * ic_identity_export_secret:
 * @self: an identity
 * @error: IC_ERROR_KEY_UNSUPPORTED if its key is elsewhere (in a device, say)
 *
 * Returns: (transfer full): the private key that signs, 32 bytes; for a delegation identity that of
 *   the end of the chain. Read it only.
 */
IcSecret *
ic_identity_export_secret (IcIdentity *self, GError **error)
{
  IcKeyAlgorithm algorithm;

  g_return_val_if_fail (IC_IS_IDENTITY (self), NULL);

  return export(self, &algorithm, error);
}

static const char *
get_kind (IcKeyAlgorithm algorithm)
{
  guint i = 0;

  while (kinds[i].algorithm != algorithm)
    i++;
  return kinds[i].name;
}

static IcSecret *
join (const char *const parts[], guint n)
{
  IcSecret *joined;
  gsize len = 0;

  for (guint i = 0; i < n; i++)
    len += strlen (parts[i]);
  joined = ic_secret_new (len);
  len = 0;
  for (guint i = 0; i < n; i++)
    {
      memcpy (ic_secret_get_data (joined) + len, parts[i], strlen (parts[i]));
      len += strlen (parts[i]);
    }
  return joined;
}

/**
 * ic_identity_serialize:
 * @self: an identity over an Ed25519, secp256k1 or P-256 key, with or without delegations
 * @error: IC_ERROR_KEY_UNSUPPORTED if its key is elsewhere
 *
 * Returns: (transfer full): ASCII text for ic_identity_deserialize(), on one line
 */
IcSecret *
ic_identity_serialize (IcIdentity *self, GError **error)
{
  g_autoptr (IcSecret) secret = NULL;
  g_autoptr (IcSecret) hex = NULL;
  g_autofree char *json = NULL;
  IcKeyAlgorithm algorithm;

  g_return_val_if_fail (IC_IS_IDENTITY (self), NULL);

  secret = export(self, &algorithm, error);
  if (secret == NULL)
    return NULL;
  hex = ic_secret_to_hex (secret);
  if (!IC_IS_DELEGATION_IDENTITY (self))
    return join ((const char *[]){ HEAD, get_kind (algorithm), ic_secret_get_text (hex) }, 3);

  json = ic_delegation_chain_to_json (ic_identity_get_public_key_der (self),
                                      ic_identity_get_delegations (self));
  return join ((const char *[]){ HEAD, DELEGATION, get_kind (algorithm), ic_secret_get_text (hex),
                                 ":", json },
               6);
}

static gboolean
skip (const char **p, const char *prefix)
{
  if (strncmp (*p, prefix, strlen (prefix)) != 0)
    return FALSE;
  *p += strlen (prefix);
  return TRUE;
}

static gpointer
refuse (GError **error)
{
  g_set_error_literal (error, IC_ERROR, IC_ERROR_KEY,
                       _ ("stored identity is damaged, or of a newer version of this program"));
  return NULL;
}

static IcIdentity *
new_identity (IcKeyAlgorithm algorithm, const guint8 *secret, GError **error)
{
  if (algorithm == IC_KEY_SECP256K1)
    return (IcIdentity *)ic_secp256k1_identity_new (secret, error);
  if (algorithm == IC_KEY_P256)
    return (IcIdentity *)ic_p256_identity_new (secret, error);
  return IC_IDENTITY (ic_ed25519_identity_new_from_seed (secret));
}

/* KIND:HEX. */
static IcIdentity *
read_key (const char **p, GError **error)
{
  g_autoptr (IcSecret) secret = NULL;
  guint kind = 0;

  while (kind < G_N_ELEMENTS (kinds) && !skip (p, kinds[kind].name))
    kind++;
  if (kind == G_N_ELEMENTS (kinds) || strnlen (*p, HEX_DIGITS) != HEX_DIGITS)
    return refuse (error);
  secret = ic_secret_from_hex (*p, HEX_DIGITS, NULL);
  if (secret == NULL)
    return refuse (error);
  *p += HEX_DIGITS;
  return new_identity (kinds[kind].algorithm, ic_secret_get_const (secret), error);
}

static gboolean
ends_at (GPtrArray *chain, IcIdentity *key)
{
  const IcDelegation *last;

  if (chain->len == 0)
    return FALSE;
  last = g_ptr_array_index (chain, chain->len - 1);
  return g_bytes_equal (last->pubkey, ic_identity_get_public_key_der (key));
}

/**
 * ic_identity_deserialize:
 * @text: what ic_identity_serialize() gave
 * @error: IC_ERROR_KEY if it is anything else; those of ic_delegation_chain_from_json()
 *
 * Checks that a chain ends at the key, not that it is valid now: ic_delegation_chain_verify() does.
 *
 * Returns: (transfer full): the identity
 */
IcIdentity *
ic_identity_deserialize (const IcSecret *text, GError **error)
{
  const char *p;
  g_autoptr (IcIdentity) key = NULL;
  g_autoptr (GBytes) root_der = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  gboolean has_chain;

  g_return_val_if_fail (text != NULL, NULL);

  p = ic_secret_get_text (text);
  if (ic_secret_get_len (text) > MAX_BYTES || strlen (p) != ic_secret_get_len (text) ||
      !skip (&p, HEAD))
    return refuse (error);
  has_chain = skip (&p, DELEGATION);
  key = read_key (&p, error);
  if (key == NULL)
    return NULL;
  if (!has_chain)
    return *p == '\0' ? g_steal_pointer (&key) : refuse (error);

  if (!skip (&p, ":"))
    return refuse (error);
  if (!ic_delegation_chain_from_json (p, -1, &root_der, &chain, error))
    return NULL;
  if (!ends_at (chain, key))
    return refuse (error);
  return IC_IDENTITY (ic_delegation_identity_new (key, root_der, chain));
}
