/* SPDX-License-Identifier: MIT */
#include "ic/ic-canister-signature.h"

#include "ic/ic-bytes.h"
#include "ic/ic-cbor.h"
#include "ic/ic-clock.h"
#include "ic/ic-envelope.h"
#include "ic/ic-error.h"

#include "ic-test-canister.h"
#include "ic-test-keys.h"
#include "icrc34-vector.h"

#include <string.h>

#define NOW_NS   G_GUINT64_CONSTANT (1700000000000000000)
#define LATER_NS (NOW_NS + 3600 * IC_NS_PER_S)

static GBytes *
from_base64 (const char *text)
{
  gsize len;
  guchar *bytes = g_base64_decode (text, &len);

  return g_bytes_new_take (bytes, len);
}

typedef struct
{
  GBytes *root_der;
  GBytes *session_der;
  GPtrArray *chain;
} Vector;

static void
vector_clear (Vector *self)
{
  g_bytes_unref (self->root_der);
  g_bytes_unref (self->session_der);
  g_ptr_array_unref (self->chain);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Vector, vector_clear)

static void
vector_init (Vector *self, GPtrArray *targets)
{
  g_autoptr (GBytes) signature = from_base64 (ICRC34_SIGNATURE);

  self->root_der = from_base64 (ICRC34_ROOT_KEY);
  self->session_der = from_base64 (ICRC34_SESSION_KEY);
  self->chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_ptr_array_add (self->chain, ic_delegation_new (self->session_der, ICRC34_EXPIRATION_NS, targets,
                                                   NULL, signature));
}

/* What mainnet signed in December 2023 verifies under the root key that is compiled in. */
static void
test_mainnet (void)
{
  g_auto (Vector) vector = { 0 };
  g_autoptr (IcPublicKey) key = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  IcPrincipal principal;

  vector_init (&vector, NULL);
  key = ic_delegation_chain_verify_with_root (vector.root_der, vector.chain, NULL,
                                              ICRC34_EXPIRATION_NS - 1, TRUE,
                                              ic_root_key_get_mainnet (), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (ic_public_key_get_der (key), vector.session_der));

  ic_principal_self_authenticating (&principal, g_bytes_get_data (vector.root_der, NULL),
                                    g_bytes_get_size (vector.root_der));
  text = ic_principal_to_text (&principal);
  g_assert_cmpstr (text, ==, "77gyu-q2pqz-jgkwl-qtuq2-eylzf-fws5i-376hh-ra3eo-sgj65-6vod4-wae");

  g_assert_true (ic_delegation_chain_check_login (vector.root_der, vector.chain, vector.session_der,
                                                  NULL, ICRC34_EXPIRATION_NS - 1,
                                                  ic_root_key_get_mainnet (), &error));
  g_assert_no_error (error);
}

static void
test_mainnet_refused (void)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (IcTestCanister) other = ic_test_canister_new (1);
  g_auto (Vector) plain = { 0 }, targeted = { 0 };
  g_autoptr (GError) error = NULL;
  guint64 now_ns = ICRC34_EXPIRATION_NS - 1;

  vector_init (&plain, NULL);
  g_assert_null (
      ic_delegation_chain_verify (plain.root_der, plain.chain, NULL, now_ns, TRUE, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
  g_clear_error (&error);
  g_assert_null (ic_delegation_chain_verify_with_root (plain.root_der, plain.chain, NULL, now_ns,
                                                       TRUE, other->root, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
  g_clear_error (&error);

  /* The targets that the document shows were not signed. */
  g_ptr_array_add (targets, ic_bytes_from_hex ("0000000001c0d1eb0101", NULL));
  vector_init (&targeted, targets);
  g_assert_null (ic_delegation_chain_verify_with_root (
      targeted.root_der, targeted.chain, NULL, now_ns, TRUE, ic_root_key_get_mainnet (), &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
}

/* Not one byte of it may differ. */
static void
test_mainnet_damaged (void)
{
  g_auto (Vector) vector = { 0 };
  g_autoptr (GBytes) message = NULL;
  g_autoptr (IcPublicKey) key = NULL;
  g_autofree guint8 *copy = NULL;
  const IcDelegation *hop;
  gsize len;

  vector_init (&vector, NULL);
  hop = g_ptr_array_index (vector.chain, 0);
  message = ic_delegation_get_signed_bytes (hop);
  key = ic_public_key_new_from_der (vector.root_der, NULL);
  copy = g_memdup2 (g_bytes_get_data (hop->signature, &len), g_bytes_get_size (hop->signature));
  for (gsize i = 0; i < len; i += 13)
    {
      g_autoptr (GError) error = NULL;

      copy[i] ^= 1 << i % 8;
      g_assert_false (ic_canister_signature_verify (key, g_bytes_get_data (message, NULL),
                                                    g_bytes_get_size (message), copy, len,
                                                    ic_root_key_get_mainnet (), &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
      copy[i] ^= 1 << i % 8;
    }
}

static GError *
verify (IcTestCanister *canister, GBytes *message, GBytes *signature)
{
  g_autoptr (IcPublicKey) key = ic_public_key_new_from_der (canister->key_der, NULL);
  GError *error = NULL;

  g_assert_nonnull (key);
  if (!ic_canister_signature_verify (key, g_bytes_get_data (message, NULL),
                                     g_bytes_get_size (message), g_bytes_get_data (signature, NULL),
                                     g_bytes_get_size (signature), canister->root, &error))
    g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
  return error;
}

static void
assert_verifies (IcTestCanister *canister)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("a message", 9);
  g_autoptr (GBytes) signature = ic_test_canister_sign (canister, message);
  g_autoptr (GError) error = verify (canister, message, signature);

  g_assert_no_error (error);
}

static void
assert_refused (IcTestCanister *canister, const char *pattern)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("a message", 9);
  g_autoptr (GBytes) signature = ic_test_canister_sign (canister, message);
  g_autoptr (GError) error = verify (canister, message, signature);

  g_assert_nonnull (error);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” is not “%s”", error->message, pattern);
}

static void
test_good (void)
{
  g_autoptr (IcTestCanister) canister = ic_test_canister_new (2);

  assert_verifies (canister);
  canister->subnet_type = NULL;
  assert_verifies (canister);
  canister->by_root = TRUE;
  assert_verifies (canister);
}

static void
test_forged (void)
{
  g_autoptr (IcTestCanister) canister = ic_test_canister_new (3);
  g_autoptr (IcTestCanister) other = ic_test_canister_new (4);
  g_autoptr (GBytes) message = g_bytes_new_static ("a message", 9);
  g_autoptr (GBytes) another = g_bytes_new_static ("b message", 9);
  g_autoptr (GBytes) signature = ic_test_canister_sign (canister, message);
  g_autoptr (GBytes) foreign = ic_test_canister_sign (other, message);
  g_autoptr (GError) wrong_message = verify (canister, another, signature);
  g_autoptr (GError) wrong_root = verify (canister, message, foreign);
  IcPrincipal far;

  g_assert_error (wrong_message, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
  g_assert_error (wrong_root, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);

  canister->value = "x";
  assert_refused (canister, "*something else*");
  canister->value = "";
  canister->label = "gis";
  assert_refused (canister, "*does not show*");
  canister->label = "sig";
  canister->other_certified_data = TRUE;
  assert_refused (canister, "*not the one that the canister certified*");
  canister->other_certified_data = FALSE;
  canister->subnet_type = "cloud_engine";
  assert_refused (canister, "*this kind of subnet*");
  canister->subnet_type = "system";

  g_assert_true (ic_principal_from_text (&far, "mqci4-raaaa-aaaao-a2fyq-cai", NULL));
  canister->certified_id = far;
  assert_refused (canister, "*no certified data*");
  canister->certified_id = canister->id;
  canister->low = canister->high = far;
  assert_refused (canister, "*");
  canister->low = canister->high = canister->id;
  assert_verifies (canister);
}

static void
assert_bytes_refused (IcTestCanister *canister, GBytes *signature)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("a message", 9);
  g_autoptr (GError) error = verify (canister, message, signature);

  g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
}

static void
test_malformed (void)
{
  static const char *const hex[] = { "",
                                     "d9d9f7",
                                     "80",
                                     "a0",
                                     "f6",
                                     "40",
                                     "a16474726565820040",
                                     "a26b636572746966696361746540647472656581ff" };
  g_autoptr (IcTestCanister) canister = ic_test_canister_new (5);
  g_autoptr (GBytes) message = g_bytes_new_static ("a message", 9);
  g_autoptr (GBytes) signature = ic_test_canister_sign (canister, message);
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  g_autoptr (GBytes) trailing = NULL;
  g_autoptr (GBytes) giant = g_bytes_new_take (g_malloc0 (IC_CANISTER_SIGNATURE_MAX_BYTES + 1),
                                               IC_CANISTER_SIGNATURE_MAX_BYTES + 1);

  for (guint i = 0; i < G_N_ELEMENTS (hex); i++)
    {
      g_autoptr (GBytes) bytes = ic_bytes_from_hex (hex[i], NULL);

      assert_bytes_refused (canister, bytes);
    }
  for (gsize len = 0; len < g_bytes_get_size (signature); len += 7)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (signature, 0, len);

      assert_bytes_refused (canister, cut);
    }
  g_byte_array_append (longer, g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  g_byte_array_append (longer, (const guint8 *)"", 1);
  trailing = g_byte_array_free_to_bytes (g_steal_pointer (&longer));
  assert_bytes_refused (canister, trailing);
  assert_bytes_refused (canister, giant);
}

static void
test_key (void)
{
  g_autoptr (IcTestCanister) canister = ic_test_canister_new (6);
  g_autoptr (IcTestKey) plain = ic_test_key_new (IC_KEY_ED25519, 0);
  g_autoptr (IcPublicKey) key = ic_public_key_new_from_der (ic_test_key_get_der (plain), NULL);
  g_autoptr (GBytes) vector = from_base64 (ICRC34_ROOT_KEY);
  g_autoptr (IcPublicKey) vector_key = ic_public_key_new_from_der (vector, NULL);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  IcPrincipal id;
  const guint8 *seed;
  gsize len;

  g_assert_false (ic_canister_signature_verify (key, "", 0, "", 0, canister->root, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
  g_assert_true (ic_public_key_get_canister (vector_key, &id, &seed, &len));
  again = ic_der_wrap_canister (&id, seed, len);
  g_assert_true (g_bytes_equal (again, vector));
}

/* Envelopes: refused without a root key, accepted under the right one. */
static void
on_signed (GObject *source, GAsyncResult *result, gpointer data)
{
  GBytes **envelope = data;
  g_autoptr (GError) error = NULL;

  *envelope = ic_envelope_sign_finish (result, &error);
  g_assert_no_error (error);
}

static void
test_envelope (void)
{
  g_autoptr (IcTestCanister) canister = ic_test_canister_new (7);
  g_autoptr (IcTestCanister) other = ic_test_canister_new (8);
  g_autoptr (IcRandom) random = ic_random_new_seeded (1);
  g_autoptr (IcEd25519Identity) session = ic_ed25519_identity_new_random (random);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (IcDelegationIdentity) identity = NULL;
  g_autoptr (IcRequest) request = NULL;
  g_autoptr (GBytes) cbor = NULL;
  g_autoptr (IcEnvelope) envelope = NULL;
  g_autoptr (GBytes) arg = g_bytes_new_static ("DIDL\0\0", 6);
  g_autoptr (GError) error = NULL;
  IcPrincipal sender;

  g_ptr_array_add (chain, ic_test_canister_delegate (
                              canister, ic_identity_get_public_key_der (IC_IDENTITY (session)),
                              LATER_NS, NULL, NULL));
  identity = ic_delegation_identity_new (IC_IDENTITY (session), canister->key_der, chain);
  ic_identity_get_principal (IC_IDENTITY (identity), &sender);
  request = ic_request_new_call (&canister->id, "method", arg, &sender, NOW_NS + 60 * IC_NS_PER_S,
                                 NULL);
  ic_envelope_sign_async (request, IC_IDENTITY (identity), NULL, on_signed, &cbor);
  while (cbor == NULL)
    g_main_context_iteration (NULL, TRUE);
  envelope = ic_envelope_decode (cbor, &error);
  g_assert_no_error (error);

  g_assert_true (ic_envelope_check_with_root (envelope, NOW_NS, canister->root, &error));
  g_assert_no_error (error);
  g_assert_false (ic_envelope_check (envelope, NOW_NS, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
  g_clear_error (&error);
  g_assert_false (ic_envelope_check_with_root (envelope, NOW_NS, other->root, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/canister-signature/mainnet", test_mainnet);
  g_test_add_func ("/ic/canister-signature/mainnet-refused", test_mainnet_refused);
  g_test_add_func ("/ic/canister-signature/mainnet-damaged", test_mainnet_damaged);
  g_test_add_func ("/ic/canister-signature/good", test_good);
  g_test_add_func ("/ic/canister-signature/forged", test_forged);
  g_test_add_func ("/ic/canister-signature/malformed", test_malformed);
  g_test_add_func ("/ic/canister-signature/key", test_key);
  g_test_add_func ("/ic/canister-signature/envelope", test_envelope);
  return g_test_run ();
}
