/* SPDX-License-Identifier: MIT */
/* What a login page sends: the form, the chain in it, the signature by a canister in that, and what
 * the host says of its page. */
#include "ic/ic-canister-signature.h"
#include "ic/ic-delegation-json.h"
#include "ic/ic-internet-identity-private.h"
#include "ic/ic-loopback-private.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
read_chain (const char *json, gsize len)
{
  g_autoptr (GBytes) root_der = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GBytes) again_der = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *written = NULL;

  if (!ic_delegation_chain_from_json (json, (gssize)len, &root_der, &chain, &error))
    {
      g_assert (error != NULL && root_der == NULL && chain == NULL);
      return;
    }
  written = ic_delegation_chain_to_json (root_der, chain);
  g_assert (ic_delegation_chain_from_json (written, -1, &again_der, &again, NULL));
  g_assert (g_bytes_equal (root_der, again_der) && chain->len == again->len);
  ic_delegation_chain_check_login (root_der, chain, root_der, NULL, 0, ic_root_key_get_mainnet (),
                                   NULL);
}

static void
read_signature (const uint8_t *data, size_t size)
{
  static const IcPrincipal canister = { 10, { 0, 0, 0, 0, 0, 0, 0, 7, 1, 1 } };
  g_autoptr (GBytes) der = ic_der_wrap_canister (&canister, "seed", 4);
  g_autoptr (IcPublicKey) key = ic_public_key_new_from_der (der, NULL);
  g_autoptr (GError) error = NULL;

  g_assert (!ic_canister_signature_verify (key, "message", 7, data, size,
                                           ic_root_key_get_mainnet (), &error));
  g_assert (error != NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *)data + 1;
  g_autofree char *delegation = NULL;
  g_autofree char *nonce = NULL;
  g_autofree char *page = NULL;

  if (size == 0)
    return 0;
  switch (data[0] % 4)
    {
    case 0:
      read_chain (text, size - 1);
      break;
    case 1:
      read_signature (data + 1, size - 1);
      break;
    case 2:
      if (ic_loopback_form_parse (text, size - 1, &delegation, &nonce))
        {
          g_assert (delegation != NULL && nonce != NULL);
          read_chain (delegation, strlen (delegation));
        }
      break;
    default:
      page = ic_ii_parse_config ("https://id.ai", text, size - 1, NULL);
      g_assert (page == NULL || g_str_has_prefix (page, "https://id.ai/"));
      break;
    }
  return 0;
}
