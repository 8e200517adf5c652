/* SPDX-License-Identifier: MIT */
#include "ic-test-keys.h"

#include "ic/ic-bytes.h"
#include "ic/ic-error.h"
#include "ic/ic-random.h"

#include <string.h>

static const IcKeyAlgorithm signing[] = { IC_KEY_ED25519, IC_KEY_SECP256K1, IC_KEY_P256 };

/* Mainnet's root key. */
#define ROOT_KEY                                                                                   \
  "308182301d060d2b0601040182dc7c0503010201060c2b0601040182dc7c05030201036100814c0e6ec71fab583b08" \
  "bd81373c255c3c371b2e84863c98a4f1e08b74235d14fb5d9c0cd546d9685f913a0c0b2cc5341583bf4b4392e467db" \
  "96d65b9bb4cb717112f8472e0d5a4d14505ffd7484b01291091c5f87b98883463f98091a0baaae"
/* 10 bytes of canister id, 32 of seed. */
#define CANISTER_KEY                                                                               \
  "303c300c060a2b0601040183b8430102032c000a00000000000000070101"                                   \
  "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"

static IcPublicKey *
key_from_hex (const char *hex, GError **error)
{
  g_autoptr (GBytes) der = ic_bytes_from_hex (hex, NULL);

  g_assert_nonnull (der);
  return ic_public_key_new_from_der (der, error);
}

static gboolean
verify (IcPublicKey *key, GBytes *message, GBytes *signature, GError **error)
{
  gsize message_len, signature_len;
  gconstpointer bytes = g_bytes_get_data (message, &message_len);
  gconstpointer signature_bytes = g_bytes_get_data (signature, &signature_len);

  return ic_public_key_verify (key, bytes, message_len, signature_bytes, signature_len, error);
}

static void
test_sign_and_verify (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (4);

  for (gsize i = 0; i < G_N_ELEMENTS (signing); i++)
    {
      for (guint number = 0; number < 3; number++)
        {
          g_autoptr (IcTestKey) pair = ic_test_key_new (signing[i], number);
          g_autoptr (GError) error = NULL;
          g_autoptr (IcPublicKey)
              key = ic_public_key_new_from_der (ic_test_key_get_der (pair), &error);

          g_assert_no_error (error);
          g_assert_cmpint (ic_public_key_get_algorithm (key), ==, signing[i]);
          g_assert_true (g_bytes_equal (ic_public_key_get_der (key), ic_test_key_get_der (pair)));

          for (gsize len = 0; len < 200; len += 43)
            {
              guint8 bytes[200];
              g_autoptr (GBytes) message = NULL;
              g_autoptr (GBytes) signature = NULL;

              ic_random_bytes (random, bytes, len);
              message = g_bytes_new (bytes, len);
              signature = ic_test_key_sign (pair, message);
              g_assert_true (verify (key, message, signature, &error));
              g_assert_no_error (error);
            }
        }
    }
}

/* Each bit of signature and message counts. */
static void
test_flipped_bits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signing); i++)
    {
      g_autoptr (IcTestKey) pair = ic_test_key_new (signing[i], 0);
      g_autoptr (IcTestKey) other = ic_test_key_new (signing[i], 1);
      g_autoptr (IcPublicKey) key = ic_public_key_new_from_der (ic_test_key_get_der (pair), NULL);
      g_autoptr (IcPublicKey)
          other_key = ic_public_key_new_from_der (ic_test_key_get_der (other), NULL);
      g_autoptr (GBytes) message = g_bytes_new_static ("message", 7);
      g_autoptr (GBytes) signature = ic_test_key_sign (pair, message);
      g_autoptr (GError) error = NULL;
      guint8 text[7], bytes[65];

      memcpy (bytes, g_bytes_get_data (signature, NULL), 64);
      for (guint bit = 0; bit < 64 * 8; bit++)
        {
          bytes[bit / 8] ^= 1 << bit % 8;
          g_assert_false (ic_public_key_verify (key, "message", 7, bytes, 64, NULL));
          bytes[bit / 8] ^= 1 << bit % 8;
        }
      memcpy (text, "message", 7);
      for (guint bit = 0; bit < 7 * 8; bit++)
        {
          text[bit / 8] ^= 1 << bit % 8;
          g_assert_false (ic_public_key_verify (key, text, 7, bytes, 64, NULL));
          text[bit / 8] ^= 1 << bit % 8;
        }

      /* Another length, another key. */
      bytes[64] = 0;
      g_assert_false (ic_public_key_verify (key, text, 7, bytes, 63, NULL));
      g_assert_false (ic_public_key_verify (key, text, 7, bytes, 65, NULL));
      g_assert_false (ic_public_key_verify (key, text, 7, bytes, 0, NULL));
      g_assert_false (ic_public_key_verify (other_key, text, 7, bytes, 64, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
      g_assert_true (ic_public_key_verify (key, text, 7, bytes, 64, NULL));

      /* Numbers out of range. */
      memset (bytes, 0, 64);
      g_assert_false (ic_public_key_verify (key, text, 7, bytes, 64, NULL));
      memset (bytes, 0xff, 64);
      g_assert_false (ic_public_key_verify (key, text, 7, bytes, 64, NULL));
    }
}

/* n - s is as good as s. */
static void
test_high_s (void)
{
  static const char *const orders[] = {
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (IcTestKey) pair = ic_test_key_new (signing[1 + i], 0);
      g_autoptr (IcPublicKey) key = ic_public_key_new_from_der (ic_test_key_get_der (pair), NULL);
      g_autoptr (GBytes) message = g_bytes_new_static ("message", 7);
      g_autoptr (GBytes) signature = ic_test_key_sign (pair, message);
      g_autoptr (GBytes) order = ic_bytes_from_hex (orders[i], NULL);
      const guint8 *n = g_bytes_get_data (order, NULL);
      guint8 bytes[64];
      int borrow = 0;

      memcpy (bytes, g_bytes_get_data (signature, NULL), 64);
      for (int at = 31; at >= 0; at--)
        {
          int difference = n[at] - bytes[32 + at] - borrow;

          borrow = difference < 0;
          bytes[32 + at] = difference & 0xff;
        }
      g_assert_true (ic_public_key_verify (key, "message", 7, bytes, 64, NULL));
    }
}

/* RFC 8032, section 7.1, test 2; RFC 6979, section A.2.5, "sample" with SHA-256. */
static void
test_vectors (void)
{
  static const struct
  {
    const char *der, *message, *signature;
  } vectors[] = {
    { "302a300506032b65700321003d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
    { "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
      "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
      "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
      "73616d706c65",
      "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
      "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (IcPublicKey) key = key_from_hex (vectors[i].der, NULL);
      g_autoptr (GBytes) message = ic_bytes_from_hex (vectors[i].message, NULL);
      g_autoptr (GBytes) signature = ic_bytes_from_hex (vectors[i].signature, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (verify (key, message, signature, &error));
      g_assert_no_error (error);
    }
}

/* A seed phrase's key as dfx, quill and icp-cli derive it. */
static void
test_secp256k1_principal (void)
{
  g_autoptr (GBytes) secret = ic_bytes_from_hex (
      "6b9ca08a337a61f1e00bb26df700a2014a6dd10efad9bbb0247ed40dadbe58ec", NULL);
  g_autoptr (IcTestKey) pair = ic_test_key_new_secp256k1 (g_bytes_get_data (secret, NULL));
  g_autoptr (IcPublicKey) key = ic_public_key_new_from_der (ic_test_key_get_der (pair), NULL);
  g_autofree char *text = NULL;
  IcPrincipal principal;

  ic_public_key_get_principal (key, &principal);
  text = ic_principal_to_text (&principal);
  g_assert_cmpstr (text, ==, "5upke-tazvi-6ufqc-i3v6r-j4gpu-dpwti-obhal-yb5xj-ue32x-ktkql-rqe");
}

static void
test_bls (void)
{
  g_autoptr (GBytes) der = ic_bytes_from_hex (ROOT_KEY, NULL);
  g_autoptr (IcPublicKey) key = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *raw;
  guint8 signature[64] = { 0 };

  g_assert_cmpuint (g_bytes_get_size (der), ==, 133);
  raw = ic_der_unwrap_bls (der, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (raw[0], ==, 0x81);
  again = ic_der_wrap_bls (raw);
  g_assert_true (g_bytes_equal (der, again));

  key = ic_public_key_new_from_der (der, &error);
  g_assert_cmpint (ic_public_key_get_algorithm (key), ==, IC_KEY_BLS);
  g_assert_false (ic_public_key_verify (key, "", 0, signature, 48, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
}

static void
test_bls_wrong_kind (void)
{
  g_autoptr (IcTestKey) pair = ic_test_key_new (IC_KEY_ED25519, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (ic_der_unwrap_bls (ic_test_key_get_der (pair), &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_DER);
}

static void
test_canister (void)
{
  g_autoptr (IcPublicKey) key = key_from_hex (CANISTER_KEY, NULL);
  g_autoptr (IcTestKey) pair = ic_test_key_new (IC_KEY_ED25519, 0);
  g_autoptr (IcPublicKey) ed25519 = ic_public_key_new_from_der (ic_test_key_get_der (pair), NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  IcPrincipal canister;
  const guint8 *seed;
  gsize seed_len;

  g_assert_cmpint (ic_public_key_get_algorithm (key), ==, IC_KEY_CANISTER);
  g_assert_true (ic_public_key_get_canister (key, &canister, &seed, &seed_len));
  id = ic_principal_to_text (&canister);
  g_assert_cmpstr (id, ==, "rdmx6-jaaaa-aaaaa-aaadq-cai");
  g_assert_cmpuint (seed_len, ==, 32);
  g_assert_cmpuint (seed[0], ==, 1);
  g_assert_cmpuint (seed[31], ==, 32);
  g_assert_false (ic_public_key_get_canister (ed25519, &canister, &seed, &seed_len));

  g_assert_false (ic_public_key_verify (key, "", 0, "", 0, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE);
}

/* Long seeds take the longer forms of DER lengths. */
static void
test_canister_lengths (void)
{
  static const struct
  {
    const char *head;
    gsize seed_len;
    gboolean valid;
  } keys[] = {
    { "3011300c060a2b0601040183b8430102030100", 0, FALSE },            /* no length byte */
    { "3012300c060a2b0601040183b843010203020000", 0, TRUE },           /* neither id nor seed */
    { "3012300c060a2b0601040183b843010203020001", 0, FALSE },          /* id missing */
    { "303a300c060a2b0601040183b8430102032a001e", 40, FALSE },         /* id too long */
    { "303a300c060a2b0601040183b8430102032a001d", 40, TRUE },          /* id as long as may be */
    { "3081ac300c060a2b0601040183b843010203819b0000", 153, TRUE },     /* lengths of two bytes */
    { "308201af300c060a2b0601040183b84301020382019d0000", 411, TRUE }, /* lengths of three bytes */
    { "3017300c060a2b0601040183b843010203070100", 5, FALSE },          /* unused bits */
    { "3018300c060a2b0601040183b84301020381070000", 5, FALSE }, /* inner length not the shortest */
    { "308117300c060a2b0601040183b843010203070000", 5, FALSE }, /* outer length not the shortest */
    { "308200db300c060a2b0601040183b84301020381ca0000", 200, FALSE }, /* the same with two bytes */
    { "3080300c060a2b0601040183b843010203070000", 5, FALSE },         /* indefinite */
    { "3018300c060a2b0601040183b843010203070000", 5, FALSE },         /* outer length too long */
    { "3016300c060a2b0601040183b843010203070000", 5, FALSE },         /* outer length too short */
    { "3017300c060a2b0601040183b843010203080000", 5, FALSE },         /* inner length too long */
    { "3017300c060a2b0601040183b843010203060000", 5, FALSE },         /* inner length too short */
    { "301a300c060a2b0601040183b843010203830000070000", 5, FALSE },   /* length of length */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GBytes) head = ic_bytes_from_hex (keys[i].head, NULL);
      g_autoptr (GByteArray) der = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (IcPublicKey) key = NULL;

      g_assert_nonnull (head);
      g_byte_array_append (der, g_bytes_get_data (head, NULL), g_bytes_get_size (head));
      for (gsize j = 0; j < keys[i].seed_len; j++)
        g_byte_array_append (der, (const guint8 *)"s", 1);
      bytes = g_bytes_new (der->data, der->len);
      key = ic_public_key_new_from_der (bytes, NULL);
      g_assert_cmpint (key != NULL, ==, keys[i].valid);
    }
}

/* Each bit of a key's prefix counts, and so do its ends. */
static void
test_malformed (void)
{
  static const struct
  {
    IcKeyAlgorithm algorithm;
    gsize prefix_len;
  } kinds[] = { { IC_KEY_ED25519, 12 }, { IC_KEY_SECP256K1, 24 }, { IC_KEY_P256, 27 } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (IcTestKey) pair = ic_test_key_new (kinds[i].algorithm, 0);
      gsize len;
      const guint8 *der = g_bytes_get_data (ic_test_key_get_der (pair), &len);
      g_autofree guint8 *bytes = g_malloc0 (len + 1);

      memcpy (bytes, der, len);
      for (gsize bit = 0; bit < kinds[i].prefix_len * 8; bit++)
        {
          g_autoptr (GBytes) wrong = NULL;
          g_autoptr (GError) error = NULL;

          bytes[bit / 8] ^= 1 << bit % 8;
          wrong = g_bytes_new (bytes, len);
          bytes[bit / 8] ^= 1 << bit % 8;
          g_assert_null (ic_public_key_new_from_der (wrong, &error));
          g_assert_true (g_error_matches (error, IC_ERROR, IC_ERROR_DER) ||
                         g_error_matches (error, IC_ERROR, IC_ERROR_KEY));
        }
      for (gsize cut = 0; cut <= len + 1; cut++)
        {
          g_autoptr (GBytes) wrong = g_bytes_new (bytes, cut);
          g_autoptr (GError) error = NULL;

          if (cut == len)
            continue;
          g_assert_null (ic_public_key_new_from_der (wrong, &error));
          g_assert_error (error, IC_ERROR, IC_ERROR_DER);
        }
    }
}

/* Points off the curve, compressed, hybrid and at infinity. */
static void
test_bad_points (void)
{
  static const guint8 firsts[] = { 0x00, 0x02, 0x03, 0x06, 0x07 };

  for (gsize i = 1; i < G_N_ELEMENTS (signing); i++)
    {
      g_autoptr (IcTestKey) pair = ic_test_key_new (signing[i], 0);
      gsize len;
      const guint8 *der = g_bytes_get_data (ic_test_key_get_der (pair), &len);
      g_autofree guint8 *bytes = g_memdup2 (der, len);
      gsize point = len - 65;

      for (guint bit = 8; bit < 65 * 8; bit += 7)
        {
          g_autoptr (GBytes) wrong = NULL;
          g_autoptr (GError) error = NULL;

          bytes[point + bit / 8] ^= 1 << bit % 8;
          wrong = g_bytes_new (bytes, len);
          bytes[point + bit / 8] ^= 1 << bit % 8;
          g_assert_null (ic_public_key_new_from_der (wrong, &error));
          g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
        }
      for (gsize j = 0; j < G_N_ELEMENTS (firsts); j++)
        {
          g_autoptr (GBytes) wrong = NULL;

          bytes[point] = firsts[j];
          wrong = g_bytes_new (bytes, len);
          g_assert_null (ic_public_key_new_from_der (wrong, NULL));
        }
      bytes[point] = 0x04;
      memset (bytes + point + 1, 0, 64);
      {
        g_autoptr (GBytes) zero = g_bytes_new (bytes, len);

        g_assert_null (ic_public_key_new_from_der (zero, NULL));
      }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/public-key/sign-and-verify", test_sign_and_verify);
  g_test_add_func ("/ic/public-key/flipped-bits", test_flipped_bits);
  g_test_add_func ("/ic/public-key/high-s", test_high_s);
  g_test_add_func ("/ic/public-key/vectors", test_vectors);
  g_test_add_func ("/ic/public-key/secp256k1-principal", test_secp256k1_principal);
  g_test_add_func ("/ic/public-key/bls", test_bls);
  g_test_add_func ("/ic/public-key/bls-wrong-kind", test_bls_wrong_kind);
  g_test_add_func ("/ic/public-key/canister", test_canister);
  g_test_add_func ("/ic/public-key/canister-lengths", test_canister_lengths);
  g_test_add_func ("/ic/public-key/malformed", test_malformed);
  g_test_add_func ("/ic/public-key/bad-points", test_bad_points);
  return g_test_run ();
}
