/* SPDX-License-Identifier: MIT */
#include "chat-test-identity.h"

IcIdentity *
chat_test_identity_new (IcEd25519Identity *root,
                        guint64 expiration_ns,
                        const char *permissions,
                        const IcPrincipal *target)
{
  g_autoptr (IcEd25519Identity) session = ic_ed25519_identity_new_random (ic_random_get_system ());
  GBytes *session_der = ic_identity_get_public_key_der (IC_IDENTITY (session));
  GBytes *root_der = ic_identity_get_public_key_der (IC_IDENTITY (root));
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (IcDelegation) unsigned_hop = NULL;

  if (target != NULL)
    {
      targets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
      g_ptr_array_add (targets, g_bytes_new (target->bytes, target->len));
    }
  unsigned_hop = ic_delegation_new (session_der, expiration_ns, targets, permissions, none);
  message = ic_delegation_get_signed_bytes (unsigned_hop);
  signature = ic_ed25519_identity_sign_sync (root, g_bytes_get_data (message, NULL),
                                             g_bytes_get_size (message));
  g_ptr_array_add (chain,
                   ic_delegation_new (session_der, expiration_ns, targets, permissions, signature));
  return IC_IDENTITY (ic_delegation_identity_new (IC_IDENTITY (session), root_der, chain));
}
