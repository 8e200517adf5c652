/* SPDX-License-Identifier: MIT */

/* Answers questions about the keys of src/ic, one a line on stdin: a command and its arguments,
 * separated by spaces; bytes and texts as hex, nothing as "-". The answer is one line, "ok VALUE" or
 * "error CODE MESSAGE". */
#include "../lib/oracle-main.h"

#include "ic/ic-bytes.h"
#include "ic/ic-derivation.h"
#include "ic/ic-ecdsa-identity.h"
#include "ic/ic-error.h"
#include "ic/ic-identity-serialize.h"
#include "ic/ic-mnemonic.h"
#include "ic/ic-pem.h"

#include <string.h>

static IcSecret *
parse_secret (const char *argument, GError **error)
{
  if (g_str_equal (argument, "-"))
    return ic_secret_new (0);
  return ic_secret_from_hex (argument, strlen (argument), error);
}

static char *
secret_to_hex (IcSecret *secret)
{
  g_autoptr (IcSecret) hex = NULL;

  if (secret == NULL)
    return NULL;
  hex = ic_secret_to_hex (secret);
  return g_strdup (ic_secret_get_text (hex));
}

/* The public key, the principal and the private key. */
static char *
describe (IcIdentity *identity, GError **error)
{
  g_autofree char *der = NULL;
  g_autofree char *principal_text = NULL;
  g_autofree char *hex = NULL;
  g_autoptr (IcSecret) secret = NULL;
  IcPrincipal principal;

  if (identity == NULL)
    return NULL;
  secret = ic_identity_export_secret (identity, error);
  if (secret == NULL)
    return NULL;
  hex = secret_to_hex (secret);
  der = ic_bytes_to_hex (ic_identity_get_public_key_der (identity));
  ic_identity_get_principal (identity, &principal);
  principal_text = ic_principal_to_text (&principal);
  return g_strjoin (" ", der, principal_text, hex, NULL);
}

/* phrase ENTROPY */
static char *
phrase (char **args, GError **error)
{
  g_autoptr (IcSecret) entropy = parse_secret (args[0], error);
  g_autoptr (IcSecret) words = NULL;

  if (entropy == NULL)
    return NULL;
  words = ic_mnemonic_from_entropy (ic_secret_get_const (entropy), ic_secret_get_len (entropy));
  return g_strdup (ic_secret_get_text (words));
}

/* validate PHRASE */
static char *
validate (char **args, GError **error)
{
  g_autoptr (IcSecret) words = parse_secret (args[0], error);

  if (words == NULL || !ic_mnemonic_validate (ic_secret_get_text (words), NULL, error))
    return NULL;
  return g_strdup ("valid");
}

/* seed PHRASE PASSPHRASE */
static char *
seed (char **args, GError **error)
{
  g_autoptr (IcSecret) words = parse_secret (args[0], error);
  g_autoptr (IcSecret) passphrase = parse_secret (args[1], error);
  g_autoptr (IcSecret) answer = NULL;

  if (words == NULL || passphrase == NULL)
    return NULL;
  answer = ic_mnemonic_to_seed (words, passphrase, error);
  return secret_to_hex (answer);
}

/* derive DERIVATION PHRASE PASSPHRASE */
static char *
derive (char **args, GError **error)
{
  g_autoptr (IcSecret) words = parse_secret (args[1], error);
  g_autoptr (IcSecret) passphrase = parse_secret (args[2], error);
  g_autoptr (IcIdentity) identity = NULL;
  IcDerivation derivation;

  if (words == NULL || passphrase == NULL)
    return NULL;
  if (!ic_derivation_from_id (args[0], &derivation))
    g_error ("not a derivation: %s", args[0]);
  identity = ic_identity_new_from_mnemonic (words, passphrase, derivation, error);
  return describe (identity, error);
}

static GBytes *
sign_sync (IcIdentity *identity, gconstpointer message, gsize len, GError **error)
{
  if (IC_IS_P256_IDENTITY (identity))
    return ic_p256_identity_sign_sync (IC_P256_IDENTITY (identity), message, len, error);
  if (IC_IS_SECP256K1_IDENTITY (identity))
    return ic_secp256k1_identity_sign_sync (IC_SECP256K1_IDENTITY (identity), message, len);
  return ic_ed25519_identity_sign_sync (IC_ED25519_IDENTITY (identity), message, len);
}

/* sign KIND SECRET MESSAGE: the public key and the signature */
static char *
sign (char **args, GError **error)
{
  g_autofree char *text = g_strconcat ("attest-identity:1:", args[0], ":", args[1], NULL);
  g_autoptr (IcSecret) stored = ic_secret_new_text (text);
  g_autoptr (IcIdentity) identity = ic_identity_deserialize (stored, error);
  g_autoptr (IcSecret) message = parse_secret (args[2], error);
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *der = NULL;
  g_autofree char *hex = NULL;

  if (identity == NULL || message == NULL)
    return NULL;
  signature = sign_sync (identity, ic_secret_get_const (message), ic_secret_get_len (message),
                         error);
  if (signature == NULL)
    return NULL;
  der = ic_bytes_to_hex (ic_identity_get_public_key_der (identity));
  hex = ic_bytes_to_hex (signature);
  return g_strjoin (" ", der, hex, NULL);
}

/* import FILE PASSPHRASE; "-" as passphrase: none */
static char *
import (char **args, GError **error)
{
  g_autoptr (IcSecret) contents = parse_secret (args[0], error);
  g_autoptr (IcSecret) passphrase = NULL;
  g_autoptr (IcIdentity) identity = NULL;

  if (contents == NULL)
    return NULL;
  if (!g_str_equal (args[1], "-"))
    {
      passphrase = parse_secret (args[1], error);
      if (passphrase == NULL)
        return NULL;
    }
  identity = ic_pem_import (contents, passphrase, error);
  return describe (identity, error);
}

static const OracleCommand commands[] = {
  { "phrase", 1, phrase }, { "validate", 1, validate }, { "seed", 2, seed },
  { "derive", 3, derive }, { "sign", 3, sign },         { "import", 2, import },
};

static char *
answer_line (const char *line, GError **error)
{
  return oracle_dispatch (commands, G_N_ELEMENTS (commands), line, error);
}

int
main (void)
{
  return oracle_main (answer_line);
}
