/* SPDX-License-Identifier: MIT */
#include "ic-test-keys.h"

#include "ic/ic-bytes.h"
#include "ic/ic-request-id.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <secp256k1.h>
#include <string.h>

#define SECP256K1_DER_HEAD "3056301006072a8648ce3d020106052b8104000a034200"
#define P256_DER_HEAD      "3059301306072a8648ce3d020106082a8648ce3d030107034200"

/* Secret, x and y: GnuTLS computes no public key from a secret one. The first pair is of RFC 6979,
 * section A.2.5. */
static const char *const p256_keys[][3] = {
  { "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299" },
  { "d8e64de82a5afe85f4935905000e496f1ea1f979d0b3a4e3dbd872298aabf43a",
    "897913d379021a68180eaf15a314dcb99677a03720cb64531d6c6dd0ac3c0f28",
    "b4f80c5f31f4e88b24404c11a67b29b5babe48cf168efaa723eba1f5cbef6d32" },
  { "02067f5fd941e2c8d8a467e7d9e29d0a442ff3a07280f18de05c818355678b60",
    "ef34655cae9565f689ded883cf1c08849f25ea504ec5ca9cf44a73026d75cab0",
    "22009e88b9bf851754c3b49606eb588e90af6eb16fdf8704bdcecc57b2f5a506" },
  { "d334ba9ccccffb642c79da46a53a951ba897670e036430a554b2a48ffcef4729",
    "a33e387eecf009d39aabea26a1c24bd6f4681b2c990c39000569e0e99d82d1f9",
    "1392cd55aba6fd939a249869966c4d58d5608f8a50f3e8463390dff0b5baabaa" },
};

struct _IcTestKey
{
  IcKeyAlgorithm algorithm;
  GBytes *der;
  IcEd25519Identity *ed25519;
  secp256k1_context *secp256k1;
  guint8 secret[32];
  gnutls_privkey_t p256;
};

static GBytes *
der_from_point (const char *head, const guint8 point[65])
{
  g_autofree char *point_hex = ic_hex_encode (point, 65);
  g_autofree char *hex = g_strconcat (head, point_hex, NULL);

  return ic_bytes_from_hex (hex, NULL);
}

IcTestKey *
ic_test_key_new_secp256k1 (const guint8 secret[32])
{
  IcTestKey *self = g_new0 (IcTestKey, 1);
  secp256k1_pubkey pubkey;
  guint8 point[65];
  size_t len = sizeof point;

  self->algorithm = IC_KEY_SECP256K1;
  self->secp256k1 = secp256k1_context_create (SECP256K1_CONTEXT_SIGN);
  memcpy (self->secret, secret, sizeof self->secret);
  g_assert_true (secp256k1_ec_pubkey_create (self->secp256k1, &pubkey, self->secret));
  secp256k1_ec_pubkey_serialize (self->secp256k1, point, &len, &pubkey, SECP256K1_EC_UNCOMPRESSED);
  self->der = der_from_point (SECP256K1_DER_HEAD, point);
  return self;
}

static IcTestKey *
new_p256 (guint number)
{
  IcTestKey *self = g_new0 (IcTestKey, 1);
  g_autoptr (GBytes) k = ic_bytes_from_hex (p256_keys[number][0], NULL);
  g_autoptr (GBytes) x = ic_bytes_from_hex (p256_keys[number][1], NULL);
  g_autoptr (GBytes) y = ic_bytes_from_hex (p256_keys[number][2], NULL);
  gnutls_datum_t kd = { (guint8 *)g_bytes_get_data (k, NULL), 32 };
  gnutls_datum_t xd = { (guint8 *)g_bytes_get_data (x, NULL), 32 };
  gnutls_datum_t yd = { (guint8 *)g_bytes_get_data (y, NULL), 32 };
  guint8 point[65] = { 0x04 };

  self->algorithm = IC_KEY_P256;
  g_assert_cmpint (gnutls_privkey_init (&self->p256), ==, 0);
  g_assert_cmpint (
      gnutls_privkey_import_ecc_raw (self->p256, GNUTLS_ECC_CURVE_SECP256R1, &xd, &yd, &kd), ==, 0);
  memcpy (point + 1, xd.data, 32);
  memcpy (point + 33, yd.data, 32);
  self->der = der_from_point (P256_DER_HEAD, point);
  return self;
}

IcTestKey *
ic_test_key_new (IcKeyAlgorithm algorithm, guint number)
{
  guint8 secret[32];
  IcTestKey *self;

  memset (secret, number + 1, sizeof secret);
  if (algorithm == IC_KEY_SECP256K1)
    return ic_test_key_new_secp256k1 (secret);
  if (algorithm == IC_KEY_P256)
    return new_p256 (number);

  g_assert_cmpint (algorithm, ==, IC_KEY_ED25519);
  self = g_new0 (IcTestKey, 1);
  self->algorithm = algorithm;
  self->ed25519 = ic_ed25519_identity_new_from_seed (secret);
  self->der = g_bytes_ref (ic_identity_get_public_key_der (IC_IDENTITY (self->ed25519)));
  return self;
}

void
ic_test_key_free (IcTestKey *self)
{
  g_clear_object (&self->ed25519);
  g_clear_pointer (&self->secp256k1, secp256k1_context_destroy);
  g_clear_pointer (&self->p256, gnutls_privkey_deinit);
  g_bytes_unref (self->der);
  g_free (self);
}

GBytes *
ic_test_key_get_der (IcTestKey *self)
{
  return self->der;
}

static GBytes *
sign_secp256k1 (IcTestKey *self, gconstpointer message, gsize len)
{
  secp256k1_ecdsa_signature signature;
  guint8 hash[IC_HASH_BYTES];
  guint8 compact[64];

  ic_sha256 (message, len, hash);
  g_assert_true (
      secp256k1_ecdsa_sign (self->secp256k1, &signature, hash, self->secret, NULL, NULL));
  secp256k1_ecdsa_signature_serialize_compact (self->secp256k1, compact, &signature);
  return g_bytes_new (compact, sizeof compact);
}

/* ASN.1 integers have no fixed length. */
static void
put_scalar (guint8 out[32], const gnutls_datum_t *number)
{
  const guint8 *bytes = number->data;
  gsize len = number->size;

  while (len > 32)
    {
      g_assert_cmpuint (*bytes, ==, 0);
      bytes++;
      len--;
    }
  memset (out, 0, 32);
  memcpy (out + 32 - len, bytes, len);
}

static GBytes *
sign_p256 (IcTestKey *self, gconstpointer message, gsize len)
{
  gnutls_datum_t data = { (guint8 *)message, len };
  gnutls_datum_t der, r, s;
  guint8 compact[64];

  g_assert_cmpint (gnutls_privkey_sign_data2 (self->p256, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &der),
                   ==, 0);
  g_assert_cmpint (gnutls_decode_rs_value (&der, &r, &s), ==, 0);
  put_scalar (compact, &r);
  put_scalar (compact + 32, &s);
  gnutls_free (der.data);
  gnutls_free (r.data);
  gnutls_free (s.data);
  return g_bytes_new (compact, sizeof compact);
}

GBytes *
ic_test_key_sign (IcTestKey *self, GBytes *message)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (message, &len);

  if (self->ed25519 != NULL)
    return ic_ed25519_identity_sign_sync (self->ed25519, bytes, len);
  if (self->secp256k1 != NULL)
    return sign_secp256k1 (self, bytes, len);
  return sign_p256 (self, bytes, len);
}

IcDelegation *
ic_test_key_delegate (IcTestKey *self,
                      GBytes *pubkey,
                      guint64 expiration_ns,
                      GPtrArray *targets,
                      const char *permissions)
{
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr (IcDelegation)
      unsigned_hop = ic_delegation_new (pubkey, expiration_ns, targets, permissions, none);
  g_autoptr (GBytes) message = ic_delegation_get_signed_bytes (unsigned_hop);
  g_autoptr (GBytes) signature = ic_test_key_sign (self, message);

  return ic_delegation_new (pubkey, expiration_ns, targets, permissions, signature);
}
