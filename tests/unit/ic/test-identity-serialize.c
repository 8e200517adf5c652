/* SPDX-License-Identifier: MIT */
#include "ic-test-keys.h"

#include "ic/ic-ecdsa-identity.h"
#include "ic/ic-error.h"
#include "ic/ic-identity-serialize.h"

#include <string.h>

#define KEY "6b9ca08a337a61f1e00bb26df700a2014a6dd10efad9bbb0247ed40dadbe58ec"

static IcIdentity *
make_key (guint kind)
{
  guint8 secret[32];

  memset (secret, 0x40 + kind, sizeof secret);
  if (kind == 0)
    return IC_IDENTITY (ic_ed25519_identity_new_from_seed (secret));
  if (kind == 1)
    return IC_IDENTITY (ic_secp256k1_identity_new (secret, NULL));
  return IC_IDENTITY (ic_p256_identity_new (secret, NULL));
}

static IcIdentity *
restore (const char *text, GError **error)
{
  g_autoptr (IcSecret) secret = ic_secret_new_text (text);

  return ic_identity_deserialize (secret, error);
}

static void
assert_same (IcIdentity *a, IcIdentity *b)
{
  g_autoptr (IcSecret) secret_a = ic_identity_export_secret (a, NULL);
  g_autoptr (IcSecret) secret_b = ic_identity_export_secret (b, NULL);

  g_assert_true (G_OBJECT_TYPE (a) == G_OBJECT_TYPE (b));
  g_assert_true (
      g_bytes_equal (ic_identity_get_public_key_der (a), ic_identity_get_public_key_der (b)));
  g_assert_true (ic_secret_equal (secret_a, secret_b));
}

static void
test_keys (void)
{
  static const char *const heads[] = { "attest-identity:1:ed25519:40404040",
                                       "attest-identity:1:secp256k1:41414141",
                                       "attest-identity:1:p256:42424242" };

  for (guint kind = 0; kind < 3; kind++)
    {
      g_autoptr (IcIdentity) identity = make_key (kind);
      g_autoptr (GError) error = NULL;
      g_autoptr (IcSecret) text = ic_identity_serialize (identity, &error);
      g_autoptr (IcIdentity) back = NULL;

      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (ic_secret_get_text (text), heads[kind]));
      back = ic_identity_deserialize (text, &error);
      g_assert_no_error (error);
      assert_same (identity, back);
    }
}

/* A chain of two hops to a key of each kind. */
static IcDelegationIdentity *
make_delegated (IcIdentity *key, gboolean nested)
{
  g_autoptr (IcTestKey) root = ic_test_key_new (IC_KEY_ED25519, 0);
  g_autoptr (IcTestKey) middle = ic_test_key_new (IC_KEY_P256, 1);
  g_autoptr (GPtrArray) outer = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (GPtrArray) inner = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (IcDelegationIdentity) within = NULL;

  g_ptr_array_add (outer,
                   ic_test_key_delegate (root, ic_test_key_get_der (middle), 2000, NULL, "all"));
  g_ptr_array_add (
      nested ? inner : outer,
      ic_test_key_delegate (middle, ic_identity_get_public_key_der (key), 1000, NULL, NULL));
  if (!nested)
    return ic_delegation_identity_new (key, ic_test_key_get_der (root), outer);
  within = ic_delegation_identity_new (key, ic_test_key_get_der (middle), inner);
  return ic_delegation_identity_new (IC_IDENTITY (within), ic_test_key_get_der (root), outer);
}

static void
test_delegations (void)
{
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (IcIdentity) key = make_key (i % 3);
      g_autoptr (IcDelegationIdentity) identity = make_delegated (key, i >= 3);
      g_autoptr (GError) error = NULL;
      g_autoptr (IcSecret) text = ic_identity_serialize (IC_IDENTITY (identity), &error);
      g_autoptr (IcIdentity) back = NULL;
      g_autoptr (IcPublicKey) last = NULL;

      g_assert_no_error (error);
      back = ic_identity_deserialize (text, &error);
      g_assert_no_error (error);
      assert_same (IC_IDENTITY (identity), back);
      g_assert_cmpuint (ic_delegation_identity_get_expiration_ns (IC_DELEGATION_IDENTITY (back)),
                        ==, 1000);
      last = ic_delegation_chain_verify (ic_identity_get_public_key_der (back),
                                         ic_identity_get_delegations (back), NULL, 1, TRUE, &error);
      g_assert_no_error (error);
      g_assert_true (
          g_bytes_equal (ic_public_key_get_der (last), ic_identity_get_public_key_der (key)));
    }
}

/* The chain leads to another key than the one that is stored with it. */
static void
test_foreign_chain (void)
{
  g_autoptr (IcIdentity) key = make_key (0);
  g_autoptr (IcDelegationIdentity) identity = make_delegated (key, FALSE);
  g_autoptr (IcSecret) text = ic_identity_serialize (IC_IDENTITY (identity), NULL);
  g_autoptr (GError) error = NULL;

  /* The last digit of the key. */
  ic_secret_get_data (text)[strlen ("attest-identity:1:delegation:ed25519:") + 63] ^= 1;
  g_assert_null (ic_identity_deserialize (text, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "attest-identity",
    "attest-identity:1:",
    "attest-identity:2:ed25519:" KEY,
    "attest-identity:1:ed448:" KEY,
    "attest-identity:1:ed25519:",
    "attest-identity:1:ed25519:6b9c",
    "attest-identity:1:ed25519:" KEY "0",
    "attest-identity:1:ed25519:" KEY "\n",
    "attest-identity:1:ed25519:" KEY ":{}",
    "attest-identity:1:ed25519:zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
    " attest-identity:1:ed25519:" KEY,
    "attest-identity:1:secp256k1:0000000000000000000000000000000000000000000000000000000000000000",
    "attest-identity:1:p256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "attest-identity:1:delegation:ed25519:" KEY,
    "attest-identity:1:delegation:" KEY ":{}",
    "attest-identity:1:delegation:delegation:ed25519:" KEY ":{}",
  };
  static const char *const no_chains[] = { "", "{}", "[]", "{", "null" };
  g_autoptr (IcSecret) with_zero = ic_secret_new_from ("attest-identity:1:ed25519:" KEY "\0", 91);
  g_autoptr (IcSecret) huge = ic_secret_new (300 * 1024);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_null (restore (texts[i], &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
      g_assert_null (strstr (error->message, "6b9c"));
      g_clear_error (&error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (no_chains); i++)
    {
      g_autofree char *text = g_strconcat ("attest-identity:1:delegation:ed25519:" KEY ":",
                                           no_chains[i], NULL);

      g_assert_null (restore (text, &error));
      g_assert_nonnull (error);
      g_assert_null (strstr (error->message, "6b9c"));
      g_clear_error (&error);
    }

  g_assert_null (ic_identity_deserialize (with_zero, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
  g_clear_error (&error);
  memset (ic_secret_get_data (huge), ' ', ic_secret_get_len (huge));
  g_assert_null (ic_identity_deserialize (huge, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
}

/* Somebody whose key is in a device. */
typedef struct
{
  GObject parent_instance;
  GBytes *der;
} Device;
typedef GObjectClass DeviceClass;

static GType device_get_type (void);

static GBytes *
device_get_public_key_der (IcIdentity *identity)
{
  return ((Device *)identity)->der;
}

static void
device_iface_init (IcIdentityInterface *iface)
{
  iface->get_public_key_der = device_get_public_key_der;
}

G_DEFINE_TYPE_WITH_CODE (Device,
                         device,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (IC_TYPE_IDENTITY, device_iface_init))

static void
device_class_init (DeviceClass *klass)
{
}

static void
device_init (Device *self)
{
}

static void
test_elsewhere (void)
{
  g_autoptr (GObject) device = g_object_new (device_get_type (), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ic_identity_serialize (IC_IDENTITY (device), &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (ic_identity_export_secret (IC_IDENTITY (device), &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/identity-serialize/keys", test_keys);
  g_test_add_func ("/identity-serialize/delegations", test_delegations);
  g_test_add_func ("/identity-serialize/foreign-chain", test_foreign_chain);
  g_test_add_func ("/identity-serialize/refused", test_refused);
  g_test_add_func ("/identity-serialize/elsewhere", test_elsewhere);

  return g_test_run ();
}
