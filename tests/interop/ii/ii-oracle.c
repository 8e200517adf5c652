/* SPDX-License-Identifier: MIT */

/* Reads delegation chains, one a line on stdin: "COMMAND NOW SESSION-KEY ROOT-KEY JSON" (keys in hex,
 * "-": none), and answers with a line. "read" gives the chain written again; "check" (which wants all
 * of them) checks it as a login and gives the principal. "ok VALUE" or "error CODE MESSAGE". */
#include "../lib/oracle-main.h"

#include "ic/ic-bytes.h"
#include "ic/ic-delegation-json.h"

#include <string.h>

static char *
check (char **words, GBytes *root_der, GPtrArray *chain, GError **error)
{
  g_autoptr (GBytes) session = ic_bytes_from_hex (words[2], NULL);
  gboolean has_root = !g_str_equal (words[3], "-");
  g_autoptr (GBytes) der = has_root ? ic_bytes_from_hex (words[3], NULL) : NULL;
  g_autoptr (IcRootKey) root = has_root ? ic_root_key_new_from_der (der, NULL) : NULL;
  IcPrincipal canister, principal;

  if (!ic_principal_from_text (&canister, "kio63-vyaaa-aaaal-qcd6q-cai", error) ||
      !ic_delegation_chain_check_login (root_der, chain, session, &canister,
                                        g_ascii_strtoull (words[1], NULL, 10), root, error))
    return NULL;
  ic_principal_self_authenticating (&principal, g_bytes_get_data (root_der, NULL),
                                    g_bytes_get_size (root_der));
  return ic_principal_to_text (&principal);
}

static char *
answer (const char *line, GError **error)
{
  /* JSON may hold spaces: it is the rest. */
  g_auto (GStrv) words = g_strsplit (line, " ", 5);
  g_autoptr (GBytes) root_der = NULL;
  g_autoptr (GPtrArray) chain = NULL;

  if (g_strv_length (words) != 5)
    g_error ("not a question: %s", line);
  if (!ic_delegation_chain_from_json (words[4], -1, &root_der, &chain, error))
    return NULL;
  if (g_str_equal (words[0], "read"))
    return ic_delegation_chain_to_json (root_der, chain);
  return check (words, root_der, chain, error);
}

int
main (void)
{
  return oracle_main (answer);
}
