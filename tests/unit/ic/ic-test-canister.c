/* SPDX-License-Identifier: MIT */
#include "ic-test-canister.h"

#include <string.h>

#define SEED "the seed of a user"

IcTestCanister *
ic_test_canister_new (guint64 seed)
{
  IcTestCanister *self = g_new0 (IcTestCanister, 1);

  self->authority = ic_test_authority_new (seed);
  self->root = ic_root_key_new_from_der (self->authority->root_der, NULL);
  g_assert_nonnull (self->root);
  g_assert_true (ic_principal_from_text (&self->id, "rdmx6-jaaaa-aaaaa-aaadq-cai", NULL));
  self->certified_id = self->low = self->high = self->id;
  self->subnet_type = "system";
  self->value = "";
  self->label = "sig";
  self->key_der = ic_der_wrap_canister (&self->id, SEED, strlen (SEED));
  return self;
}

void
ic_test_canister_free (IcTestCanister *self)
{
  ic_test_authority_free (self->authority);
  ic_root_key_unref (self->root);
  g_bytes_unref (self->key_der);
  g_free (self);
}

/* As ic_test_authority_delegate(), and the type of the subnet. */
static GBytes *
make_delegation (IcTestCanister *self)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  g_autoptr (GBytes) range = ic_test_range (&self->low, &self->high);
  IcLabel id = IC_LABEL_BYTES (self->authority->subnet_id.bytes, self->authority->subnet_id.len);
  IcLabel path[] = { IC_LABEL ("subnet"), id, IC_LABEL ("public_key") };

  ic_test_set (builder, path, 3, g_bytes_get_data (self->authority->subnet_der, NULL),
               g_bytes_get_size (self->authority->subnet_der));
  path[2] = IC_LABEL ("canister_ranges");
  ic_test_set (builder, path, 3, g_bytes_get_data (range, NULL), g_bytes_get_size (range));
  path[2] = IC_LABEL ("type");
  if (self->subnet_type != NULL)
    ic_test_set (builder, path, 3, self->subnet_type, strlen (self->subnet_type));
  ic_test_set_time (builder, G_GUINT64_CONSTANT (1700000000000000000));
  return ic_test_sign (builder, self->authority->root_secret, NULL, NULL);
}

GBytes *
ic_test_canister_sign (IcTestCanister *self, GBytes *message)
{
  guint8 seed_hash[IC_HASH_BYTES], message_hash[IC_HASH_BYTES], root_hash[IC_HASH_BYTES];
  g_autoptr (IcTreeBuilder) signatures = ic_tree_builder_new ();
  g_autoptr (IcTreeBuilder) state = ic_tree_builder_new ();
  g_autoptr (GBytes) delegation = self->by_root ? NULL : make_delegation (self);
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) tree = NULL;

  ic_sha256 (SEED, strlen (SEED), seed_hash);
  ic_sha256 (g_bytes_get_data (message, NULL), g_bytes_get_size (message), message_hash);
  {
    IcLabel path[] = { IC_LABEL_BYTES (self->label, strlen (self->label)),
                       IC_LABEL_BYTES (seed_hash, sizeof seed_hash),
                       IC_LABEL_BYTES (message_hash, sizeof message_hash) };
    IcLabel other[] = { path[0], path[1], IC_LABEL ("another message") };

    ic_tree_builder_set (signatures, other, 3, "", 0);
    ic_test_set (signatures, path, 3, self->value, strlen (self->value));
  }
  ic_tree_builder_get_root_hash (signatures, root_hash);
  tree = ic_tree_builder_witness (signatures);
  if (self->other_certified_data)
    root_hash[7] ^= 1;
  {
    IcLabel path[] = { IC_LABEL ("canister"),
                       IC_LABEL_BYTES (self->certified_id.bytes, self->certified_id.len),
                       IC_LABEL ("certified_data") };

    ic_test_set (state, path, 3, root_hash, sizeof root_hash);
  }
  ic_test_set_time (state, G_GUINT64_CONSTANT (1700000000000000000));
  certificate = ic_test_authority_certify (self->authority, state, delegation);
  return ic_canister_signature_encode (certificate, tree);
}

IcDelegation *
ic_test_canister_delegate (IcTestCanister *self,
                           GBytes *pubkey,
                           guint64 expiration_ns,
                           GPtrArray *targets,
                           const char *permissions)
{
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr (IcDelegation)
      unsigned_hop = ic_delegation_new (pubkey, expiration_ns, targets, permissions, none);
  g_autoptr (GBytes) message = ic_delegation_get_signed_bytes (unsigned_hop);
  g_autoptr (GBytes) signature = ic_test_canister_sign (self, message);

  return ic_delegation_new (pubkey, expiration_ns, targets, permissions, signature);
}
