/* SPDX-License-Identifier: MIT */
#include "ic-test-keys.h"

#include "ic/ic-bytes.h"
#include "ic/ic-error.h"
#include "ic/ic-request-id.h"

#include <string.h>

#define NOW_NS   G_GUINT64_CONSTANT (1685570000000000000)
#define LATER_NS G_GUINT64_CONSTANT (1685570400000000000)

static void
assert_signed_hash (const char *pubkey_hex,
                    GPtrArray *targets,
                    const char *permissions,
                    const char *expected)
{
  g_autoptr (GBytes) pubkey = ic_bytes_from_hex (pubkey_hex, NULL);
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr (IcDelegation) hop = ic_delegation_new (pubkey, LATER_NS, targets, permissions, none);
  g_autoptr (GBytes) message = ic_delegation_get_signed_bytes (hop);
  const guint8 *bytes = g_bytes_get_data (message, NULL);
  g_autofree char *hex = ic_hex_encode (bytes + 27, IC_HASH_BYTES);

  g_assert_cmpuint (g_bytes_get_size (message), ==, 27 + IC_HASH_BYTES);
  g_assert_cmpint (memcmp (bytes, "\x1Aic-request-auth-delegation", 27), ==, 0);
  g_assert_cmpstr (hex, ==, expected);
}

static GPtrArray *
make_targets (const char *first, ...)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  va_list args;

  va_start (args, first);
  for (const char *hex = first; hex != NULL; hex = va_arg (args, const char *))
    g_ptr_array_add (targets, ic_bytes_from_hex (hex, NULL));
  va_end (args);
  return targets;
}

/* Computed with @icp-sdk/core 6.1.0. */
static void
test_hashes (void)
{
  const char *pubkey =
      "302a300506032b6570032100b3997656ba51ff6da37b61d8d549ec80717266ecf48fb5da52b654412634844c";
  g_autoptr (GPtrArray) targets = make_targets ("00000000000004d2", NULL);

  assert_signed_hash (pubkey, NULL, NULL,
                      "3148c5ee629859a9b22861074a0e1434c022053b9dc228661478019258b694c0");
  assert_signed_hash (pubkey, targets, NULL,
                      "65ef5235e11eff8c63791751e414f68b63376cca8a22d21a3cda9352f7885407");
  assert_signed_hash (pubkey, NULL, "queries",
                      "268db7312b6e75a72517e3bc002c763e333e2b7f934727f776344a16dd0ba88e");
}

/* The values of a DelegationChain.toJSON() of @icp-sdk/core 6.1.0: from the Ed25519 key of 32 bytes
 * 0x01 to that of 32 bytes 0x02, for the ledger. */
static void
test_agent_js_chain (void)
{
  g_autoptr (IcTestKey) root = ic_test_key_new (IC_KEY_ED25519, 0);
  g_autoptr (IcTestKey) leaf = ic_test_key_new (IC_KEY_ED25519, 1);
  g_autoptr (GBytes) pubkey = ic_bytes_from_hex (
      "302a300506032b65700321008139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394",
      NULL);
  g_autoptr (GBytes) root_der = ic_bytes_from_hex (
      "302a300506032b65700321008a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c",
      NULL);
  g_autoptr (GBytes) signature = ic_bytes_from_hex (
      "23b6fa5813671a29eba91b5752fe0a6259e995490011bc86ed9104d1e1a878bf"
      "44cdb7747e9a396b2edf246bab1ea82f6be24f2db6d8549481c73c613888140c",
      NULL);
  g_autoptr (GPtrArray) targets = make_targets ("00000000000000020101", NULL);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (IcPublicKey) key = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcDelegation) ours = NULL;
  IcPrincipal canister;

  g_assert_true (g_bytes_equal (ic_test_key_get_der (root), root_der));
  g_assert_true (g_bytes_equal (ic_test_key_get_der (leaf), pubkey));
  g_ptr_array_add (chain, ic_delegation_new (pubkey, G_GUINT64_CONSTANT (0x1764595927e9c000),
                                             targets, NULL, signature));
  g_assert_true (ic_principal_from_text (&canister, "ryjl3-tyaaa-aaaaa-aaaba-cai", NULL));
  key = ic_delegation_chain_verify (root_der, chain, &canister, NOW_NS, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (ic_public_key_get_der (key), pubkey));

  /* Ed25519 signs alike each time. */
  ours = ic_test_key_delegate (root, pubkey, LATER_NS, targets, NULL);
  g_assert_true (g_bytes_equal (ours->signature, signature));
}

typedef struct
{
  GBytes *root_der;
  GPtrArray *keys;  /* IcTestKey */
  GPtrArray *chain; /* IcDelegation */
} Chain;

/* @n hops through keys of all kinds. */
static Chain *
chain_new (guint n)
{
  static const IcKeyAlgorithm kinds[] = { IC_KEY_ED25519, IC_KEY_SECP256K1, IC_KEY_P256 };
  Chain *self = g_new0 (Chain, 1);

  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_test_key_free);
  self->chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  for (guint i = 0; i <= n; i++)
    g_ptr_array_add (self->keys, ic_test_key_new (kinds[i < 9 ? i % 3 : i % 2], i < 9 ? i / 3 : i));
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->chain, ic_test_key_delegate (
                                      g_ptr_array_index (self->keys, i),
                                      ic_test_key_get_der (g_ptr_array_index (self->keys, i + 1)),
                                      LATER_NS, NULL, NULL));
  self->root_der = g_bytes_ref (ic_test_key_get_der (g_ptr_array_index (self->keys, 0)));
  return self;
}

static void
chain_free (Chain *self)
{
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->chain);
  g_bytes_unref (self->root_der);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Chain, chain_free)

/* Signs hop @i anew with other contents. */
static void
chain_replace (Chain *self,
               guint i,
               guint to_key,
               guint64 expiration_ns,
               GPtrArray *targets,
               const char *permissions)
{
  ic_delegation_free (self->chain->pdata[i]);
  self->chain->pdata[i] = ic_test_key_delegate (
      g_ptr_array_index (self->keys, i),
      ic_test_key_get_der (g_ptr_array_index (self->keys, to_key)), expiration_ns, targets,
      permissions);
}

static gboolean
chain_is_valid (Chain *self, const IcPrincipal *canister, guint64 now_ns, gboolean update, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcPublicKey) key = ic_delegation_chain_verify (self->root_der, self->chain, canister,
                                                            now_ns, update, &error);

  if (key != NULL)
    return TRUE;
  g_assert_error (error, IC_ERROR, code);
  return FALSE;
}

static void
test_lengths (void)
{
  for (guint n = 0; n <= IC_DELEGATION_MAX_CHAIN; n++)
    {
      g_autoptr (Chain) chain = chain_new (n);
      g_autoptr (GError) error = NULL;
      g_autoptr (IcPublicKey) key = ic_delegation_chain_verify (chain->root_der, chain->chain, NULL,
                                                                NOW_NS, TRUE, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (ic_public_key_get_der (key),
                                    ic_test_key_get_der (g_ptr_array_index (chain->keys, n))));
    }
  {
    g_autoptr (Chain) chain = chain_new (IC_DELEGATION_MAX_CHAIN + 1);

    g_assert_false (chain_is_valid (chain, NULL, NOW_NS, TRUE, IC_ERROR_REQUEST_DELEGATION));
  }
}

static void
test_no_chain (void)
{
  g_autoptr (IcTestKey) pair = ic_test_key_new (IC_KEY_P256, 0);
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("rubbish", 7);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcPublicKey) key = ic_delegation_chain_verify (ic_test_key_get_der (pair), NULL, NULL,
                                                            NOW_NS, TRUE, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (ic_public_key_get_der (key), ic_test_key_get_der (pair)));
  g_assert_null (ic_delegation_chain_verify (rubbish, NULL, NULL, NOW_NS, TRUE, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_DER);
}

static void
test_expiry (void)
{
  g_autoptr (Chain) chain = chain_new (3);

  g_assert_true (chain_is_valid (chain, NULL, LATER_NS, TRUE, 0));
  g_assert_false (chain_is_valid (chain, NULL, LATER_NS + 1, TRUE, IC_ERROR_REQUEST_DELEGATION));
  chain_replace (chain, 1, 2, NOW_NS, NULL, NULL);
  g_assert_true (chain_is_valid (chain, NULL, NOW_NS, TRUE, 0));
  g_assert_false (chain_is_valid (chain, NULL, NOW_NS + 1, TRUE, IC_ERROR_REQUEST_DELEGATION));
}

static void
test_targets (void)
{
  g_autoptr (Chain) chain = chain_new (3);
  g_autoptr (GPtrArray) two = make_targets ("0102", "0103", NULL);
  g_autoptr (GPtrArray) other = make_targets ("0103", "0104", NULL);
  g_autoptr (GPtrArray) none = make_targets (NULL, NULL);
  g_autoptr (GPtrArray) management = make_targets ("", NULL);
  g_autoptr (GPtrArray) many = make_targets ("0103", NULL);
  const IcPrincipal first = { 2, { 1, 2 } }, both = { 2, { 1, 3 } }, second = { 2, { 1, 4 } };

  chain_replace (chain, 0, 1, LATER_NS, two, NULL);
  g_assert_true (chain_is_valid (chain, &first, NOW_NS, TRUE, 0));
  g_assert_true (chain_is_valid (chain, &both, NOW_NS, TRUE, 0));
  g_assert_false (chain_is_valid (chain, &second, NOW_NS, TRUE, IC_ERROR_REQUEST_DELEGATION));

  /* What several hops name in common. */
  chain_replace (chain, 2, 3, LATER_NS, other, NULL);
  g_assert_false (chain_is_valid (chain, &first, NOW_NS, TRUE, IC_ERROR_REQUEST_DELEGATION));
  g_assert_true (chain_is_valid (chain, &both, NOW_NS, TRUE, 0));
  g_assert_false (chain_is_valid (chain, &second, NOW_NS, TRUE, IC_ERROR_REQUEST_DELEGATION));
  g_assert_true (chain_is_valid (chain, NULL, NOW_NS, TRUE, 0));

  chain_replace (chain, 2, 3, LATER_NS, none, NULL);
  g_assert_false (chain_is_valid (chain, &both, NOW_NS, TRUE, IC_ERROR_REQUEST_DELEGATION));

  chain_replace (chain, 0, 1, LATER_NS, NULL, NULL);
  chain_replace (chain, 2, 3, LATER_NS, management, NULL);
  g_assert_true (chain_is_valid (chain, &IC_PRINCIPAL_MANAGEMENT, NOW_NS, TRUE, 0));
  g_assert_false (chain_is_valid (chain, &both, NOW_NS, TRUE, IC_ERROR_REQUEST_DELEGATION));

  while (many->len < IC_DELEGATION_MAX_TARGETS)
    g_ptr_array_add (many, g_bytes_new_static ("x", 1));
  chain_replace (chain, 2, 3, LATER_NS, many, NULL);
  g_assert_true (chain_is_valid (chain, &both, NOW_NS, TRUE, 0));
  g_ptr_array_add (many, g_bytes_new_static ("x", 1));
  chain_replace (chain, 2, 3, LATER_NS, many, NULL);
  g_assert_false (chain_is_valid (chain, &both, NOW_NS, TRUE, IC_ERROR_REQUEST_DELEGATION));
}

static void
test_permissions (void)
{
  g_autoptr (Chain) chain = chain_new (3);

  chain_replace (chain, 1, 2, LATER_NS, NULL, "all");
  g_assert_true (chain_is_valid (chain, NULL, NOW_NS, TRUE, 0));
  /* What a hop takes away, a later one does not give back. */
  chain_replace (chain, 0, 1, LATER_NS, NULL, "queries");
  g_assert_false (chain_is_valid (chain, NULL, NOW_NS, TRUE, IC_ERROR_REQUEST_DELEGATION));
  g_assert_true (chain_is_valid (chain, NULL, NOW_NS, FALSE, 0));
  chain_replace (chain, 0, 1, LATER_NS, NULL, "everything");
  g_assert_false (chain_is_valid (chain, NULL, NOW_NS, FALSE, IC_ERROR_REQUEST_DELEGATION));
}

static void
test_loops (void)
{
  g_autoptr (Chain) chain = chain_new (3);

  chain_replace (chain, 2, 0, LATER_NS, NULL, NULL);
  g_assert_false (chain_is_valid (chain, NULL, NOW_NS, TRUE, IC_ERROR_REQUEST_DELEGATION));
  chain_replace (chain, 2, 1, LATER_NS, NULL, NULL);
  g_assert_false (chain_is_valid (chain, NULL, NOW_NS, TRUE, IC_ERROR_REQUEST_DELEGATION));
  chain_replace (chain, 2, 3, LATER_NS, NULL, NULL);
  g_assert_true (chain_is_valid (chain, NULL, NOW_NS, TRUE, 0));
}

/* Every field of every hop is covered by its signature. */
static void
test_tampering (void)
{
  g_autoptr (GPtrArray) targets = make_targets ("0102", NULL);
  g_autoptr (GPtrArray) more = make_targets ("0102", "0103", NULL);
  const IcPrincipal canister = { 2, { 1, 2 } };

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (Chain) chain = chain_new (3);
      IcDelegation *hop;

#define ASSERT_REFUSED()                                                                           \
  g_assert_false (chain_is_valid (chain, &canister, NOW_NS, FALSE, IC_ERROR_REQUEST_SIGNATURE));   \
  chain_replace (chain, i, i + 1, LATER_NS, targets, "queries");                                   \
  hop = g_ptr_array_index (chain->chain, i);                                                       \
  g_assert_true (chain_is_valid (chain, &canister, NOW_NS, FALSE, 0))

      chain_replace (chain, i, i + 1, LATER_NS, targets, "queries");
      hop = g_ptr_array_index (chain->chain, i);

      hop->expiration_ns++;
      ASSERT_REFUSED ();

      g_ptr_array_unref (hop->targets);
      hop->targets = g_ptr_array_ref (more);
      ASSERT_REFUSED ();

      g_clear_pointer (&hop->targets, g_ptr_array_unref);
      ASSERT_REFUSED ();

      g_free (hop->permissions);
      hop->permissions = g_strdup ("all");
      ASSERT_REFUSED ();

      g_clear_pointer (&hop->permissions, g_free);
      ASSERT_REFUSED ();

      g_bytes_unref (hop->signature);
      hop->signature = g_bytes_new_static ("", 0);
      ASSERT_REFUSED ();
#undef ASSERT_REFUSED

      /* Another key: its own hop is wrong, or the next one. */
      {
        g_autoptr (IcTestKey) stranger = ic_test_key_new (IC_KEY_ED25519, 77);

        g_bytes_unref (hop->pubkey);
        hop->pubkey = g_bytes_ref (ic_test_key_get_der (stranger));
        g_assert_false (
            chain_is_valid (chain, &canister, NOW_NS, FALSE, IC_ERROR_REQUEST_SIGNATURE));
      }
    }
}

static void
test_key_kinds (void)
{
  g_autoptr (Chain) chain = chain_new (1);
  g_autoptr (IcTestKey) root = ic_test_key_new (IC_KEY_ED25519, 0);
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("rubbish", 7);
  g_autoptr (GBytes)
      canister_key = ic_bytes_from_hex ("3014300c060a2b0601040183b8430102030400000102", NULL);

  /* A hop to a key that is none. */
  ic_delegation_free (chain->chain->pdata[0]);
  chain->chain->pdata[0] = ic_test_key_delegate (root, rubbish, LATER_NS, NULL, NULL);
  g_assert_false (chain_is_valid (chain, NULL, NOW_NS, TRUE, IC_ERROR_REQUEST_DELEGATION));

  /* Canister signatures: the key is known, the signature refused for now. */
  g_bytes_unref (chain->root_der);
  chain->root_der = g_bytes_ref (canister_key);
  ic_delegation_free (chain->chain->pdata[0]);
  chain->chain->pdata[0] = ic_test_key_delegate (root, ic_test_key_get_der (root), LATER_NS, NULL,
                                                 NULL);
  g_assert_false (chain_is_valid (chain, NULL, NOW_NS, TRUE, IC_ERROR_REQUEST_SIGNATURE));
}

static void
test_copy (void)
{
  g_autoptr (IcTestKey) root = ic_test_key_new (IC_KEY_ED25519, 0);
  g_autoptr (GPtrArray) targets = make_targets ("0102", NULL);
  g_autoptr (IcDelegation)
      hop = ic_test_key_delegate (root, ic_test_key_get_der (root), LATER_NS, targets, "queries");
  g_autoptr (IcDelegation) copy = ic_delegation_copy (hop);
  g_autoptr (GBytes) a = ic_delegation_get_signed_bytes (hop);
  g_autoptr (GBytes) b = ic_delegation_get_signed_bytes (copy);

  g_assert_true (g_bytes_equal (a, b));
  g_assert_true (g_bytes_equal (hop->signature, copy->signature));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/delegation/hashes", test_hashes);
  g_test_add_func ("/ic/delegation/agent-js-chain", test_agent_js_chain);
  g_test_add_func ("/ic/delegation/lengths", test_lengths);
  g_test_add_func ("/ic/delegation/no-chain", test_no_chain);
  g_test_add_func ("/ic/delegation/expiry", test_expiry);
  g_test_add_func ("/ic/delegation/targets", test_targets);
  g_test_add_func ("/ic/delegation/permissions", test_permissions);
  g_test_add_func ("/ic/delegation/loops", test_loops);
  g_test_add_func ("/ic/delegation/tampering", test_tampering);
  g_test_add_func ("/ic/delegation/key-kinds", test_key_kinds);
  g_test_add_func ("/ic/delegation/copy", test_copy);
  return g_test_run ();
}
