/* SPDX-License-Identifier: MIT */
#include "ic-pem-private.h"

#include <string.h>

#include "ic-der-private.h"
#include "ic-ecdsa-identity.h"
#include "ic-error.h"
#include "ic-i18n.h"

#define SECRET_BYTES 32
/* Old versions of the packages wrote the public key behind the seed. */
#define LONG_SECRET_BYTES 64

static void
skip_space (const char **p, const char *end)
{
  while (*p < end && (**p == ' ' || **p == '\t' || **p == '\r' || **p == '\n'))
    (*p)++;
}

static gboolean
skip (const char **p, const char *end, char wanted)
{
  skip_space (p, end);
  if (*p == end || **p != wanted)
    return FALSE;
  (*p)++;
  return TRUE;
}

/* A string of hexadecimal digits, which needs no escapes. */
static IcSecret *
read_hex (const char **p, const char *end)
{
  const char *start;
  const char *quote;

  if (!skip (p, end, '"'))
    return NULL;
  start = *p;
  quote = memchr (start, '"', end - start);
  if (quote == NULL)
    return NULL;
  *p = quote + 1;
  return ic_secret_from_hex (start, quote - start, NULL);
}

static IcKeyAlgorithm
find_algorithm (const IcSecret *public_key, const guint8 **raw, gsize *raw_len)
{
  IcDerKey key;

  *raw = ic_secret_get_const (public_key);
  *raw_len = ic_secret_get_len (public_key);
  if (ic_der_parse_key (*raw, *raw_len, &key, NULL))
    {
      *raw = key.raw;
      *raw_len = key.raw_len;
      return key.algorithm;
    }
  return *raw_len == IC_ED25519_RAW_BYTES ? IC_KEY_ED25519 : IC_KEY_SECP256K1;
}

/**
 * ic_pem_parse_json:
 * @text: `["public key", "secret"]` in hexadecimal digits
 * @len: its length
 * @error: IC_ERROR_KEY, IC_ERROR_KEY_UNSUPPORTED
 *
 * What JSON.stringify() makes of an Ed25519KeyIdentity or a Secp256k1KeyIdentity. The public key is
 * in DER or, for the latter, the bare point.
 *
 * Returns: (transfer full): the identity
 */
IcIdentity *
ic_pem_parse_json (const char *text, gsize len, GError **error)
{
  const char *p = text;
  const char *end = text + len;
  g_autoptr (IcSecret) public_key = NULL;
  g_autoptr (IcSecret) secret = NULL;
  g_autoptr (IcIdentity) identity = NULL;
  IcKeyAlgorithm algorithm;
  const guint8 *raw;
  gsize raw_len;
  gsize secret_len;

  if (skip (&p, end, '['))
    public_key = read_hex (&p, end);
  if (public_key != NULL && skip (&p, end, ','))
    secret = read_hex (&p, end);
  if (secret == NULL || !skip (&p, end, ']'))
    return ic_pem_refuse (error, IC_ERROR_KEY,
                          _ ("JSON text is no key: expected [\"public key\", \"secret\"] in "
                             "hexadecimal digits"));
  skip_space (&p, end);
  if (p != end)
    return ic_pem_refuse (error, IC_ERROR_KEY, _ ("text follows the key in JSON"));

  algorithm = find_algorithm (public_key, &raw, &raw_len);
  secret_len = ic_secret_get_len (secret);
  if (secret_len != SECRET_BYTES &&
      !(algorithm == IC_KEY_ED25519 && secret_len == LONG_SECRET_BYTES && raw_len == SECRET_BYTES &&
        memcmp (ic_secret_get_const (secret) + SECRET_BYTES, raw, SECRET_BYTES) == 0))
    return ic_pem_refuse (error, IC_ERROR_KEY, _ ("secret in JSON has %zu bytes, not %d"),
                          secret_len, SECRET_BYTES);

  if (algorithm == IC_KEY_ED25519)
    identity = IC_IDENTITY (ic_ed25519_identity_new_from_seed (ic_secret_get_const (secret)));
  else if (algorithm == IC_KEY_SECP256K1)
    identity = (IcIdentity *)ic_secp256k1_identity_new (ic_secret_get_const (secret), error);
  else if (algorithm == IC_KEY_P256)
    identity = (IcIdentity *)ic_p256_identity_new (ic_secret_get_const (secret), error);
  else
    return ic_pem_refuse (error, IC_ERROR_KEY_UNSUPPORTED, _ ("key in JSON is for %s"),
                          ic_key_algorithm_to_string (algorithm));
  if (identity == NULL)
    return NULL;
  if (!ic_pem_is_public_key_of (identity, raw, raw_len))
    return ic_pem_refuse (error, IC_ERROR_KEY,
                          _ ("public and private key in JSON do not belong together"));
  return g_steal_pointer (&identity);
}
