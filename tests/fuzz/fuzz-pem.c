/* SPDX-License-Identifier: MIT */
#include "ic/ic-error.h"
#include "ic/ic-identity-serialize.h"
#include "ic/ic-pem-private.h"

/* A file that is taken gives an identity that can be stored and restored; one that is not, an error
 * that tells why. The first byte chooses what the rest is, so that the fuzzer need not learn Base64.
 * No passphrase is ever given: hashing it would take all the time. */
int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static IcIdentity *
parse (guint8 form, const guint8 *data, gsize size, GError **error)
{
  g_autoptr (IcSecret) bytes = ic_secret_new_from (data, size);
  g_autoptr (IcSecret) plain = NULL;

  switch (form % 4)
    {
    case 0:
      return ic_pem_import (bytes, NULL, error);
    case 1:
      return ic_pem_parse_sec1 (bytes, NULL, error);
    case 2:
      return ic_pem_parse_pkcs8 (bytes, error);
    case 3:
    default:
      plain = ic_pem_decrypt_pkcs8 (bytes, NULL, error);
      g_assert_null (plain);
      return NULL;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcIdentity) identity = NULL;
  g_autoptr (IcIdentity) again = NULL;
  g_autoptr (IcSecret) text = NULL;

  if (size == 0)
    return 0;
  identity = parse (data[0], data + 1, size - 1, &error);
  if (identity == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == IC_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  g_assert_no_error (error);
  text = ic_identity_serialize (identity, &error);
  g_assert_no_error (error);
  again = ic_identity_deserialize (text, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (ic_identity_get_public_key_der (identity),
                                ic_identity_get_public_key_der (again)));
  return 0;
}
