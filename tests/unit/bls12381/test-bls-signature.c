/* SPDX-License-Identifier: MIT */
/* The public interface only: what the rest of Attest relies on. */
#include <glib.h>
#include <sodium.h>

#include "bls-test-util.h"
#include "bls12381/bls12381.h"
#include "data/ic-certificates.h"
#include "data/points.h"

#define IC_MESSAGE_BYTES 46

static void
test_ic_certificates (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ic_certificates); i++)
    {
      guint8 message[IC_MESSAGE_BYTES], signature[48], key[96];
      g_autofree BlsPublicKey *prepared = g_new (BlsPublicKey, 1);

      g_test_message ("%s", ic_certificates[i].name);
      test_hex (message, sizeof message, ic_certificates[i].message);
      test_hex (signature, sizeof signature, ic_certificates[i].signature);
      test_hex (key, sizeof key, ic_certificates[i].key);
      g_assert_cmpint (bls_verify (key, message, sizeof message, signature), ==, BLS_OK);
      g_assert_cmpint (bls_public_key_load (prepared, key), ==, BLS_OK);
      g_assert_cmpint (bls_verify_prepared (prepared, message, sizeof message, signature), ==,
                       BLS_OK);
      message[45] ^= 1;
      g_assert_cmpint (bls_verify_prepared (prepared, message, sizeof message, signature), ==,
                       BLS_ERROR_BAD_SIGNATURE);
    }
}

/* One bit in every byte of message, signature and key; each result is the precise one of a bad point
 * or a bad signature. */
static void
test_flipped_bits (void)
{
  guint8 message[IC_MESSAGE_BYTES], signature[48], key[96];
  guint64 state = 10;
  g_autofree BlsPublicKey *prepared = g_new (BlsPublicKey, 1);

  test_hex (message, sizeof message, ic_certificates[1].message);
  test_hex (signature, sizeof signature, ic_certificates[1].signature);
  test_hex (key, sizeof key, ic_certificates[1].key);
  g_assert_cmpint (bls_public_key_load (prepared, key), ==, BLS_OK);

  for (gsize i = 0; i < sizeof message; i++)
    {
      guint8 bit = (guint8)(1 << test_next (&state) % 8);

      message[i] ^= bit;
      g_assert_cmpint (bls_verify_prepared (prepared, message, sizeof message, signature), ==,
                       BLS_ERROR_BAD_SIGNATURE);
      message[i] ^= bit;
    }
  for (gsize i = 0; i < 8 * sizeof signature; i++)
    {
      BlsResult result;

      signature[i / 8] ^= (guint8)(0x80 >> i % 8);
      result = bls_verify_prepared (prepared, message, sizeof message, signature);
      if (i < 2)
        g_assert_cmpint (result, ==, BLS_ERROR_ENCODING);
      else if (i == 2)
        g_assert_cmpint (result, ==, BLS_ERROR_BAD_SIGNATURE);
      else
        g_assert_true (result == BLS_ERROR_ENCODING || result == BLS_ERROR_NOT_ON_CURVE ||
                       result == BLS_ERROR_NOT_IN_GROUP);
      signature[i / 8] ^= (guint8)(0x80 >> i % 8);
    }
  for (gsize i = 0; i < 8 * sizeof key; i++)
    {
      BlsResult result;

      key[i / 8] ^= (guint8)(0x80 >> i % 8);
      result = bls_verify (key, message, sizeof message, signature);
      if (i < 2)
        g_assert_cmpint (result, ==, BLS_ERROR_ENCODING);
      else if (i == 2)
        g_assert_cmpint (result, ==, BLS_ERROR_BAD_SIGNATURE);
      else
        g_assert_true (result == BLS_ERROR_ENCODING || result == BLS_ERROR_NOT_ON_CURVE ||
                       result == BLS_ERROR_NOT_IN_GROUP);
      key[i / 8] ^= (guint8)(0x80 >> i % 8);
    }
  g_assert_cmpint (bls_verify (key, message, sizeof message, signature), ==, BLS_OK);

  /* a shorter message, a longer one, none */
  g_assert_cmpint (bls_verify_prepared (prepared, message, sizeof message - 1, signature), ==,
                   BLS_ERROR_BAD_SIGNATURE);
  g_assert_cmpint (bls_verify_prepared (prepared, NULL, 0, signature), ==, BLS_ERROR_BAD_SIGNATURE);
}

static void
test_bad_points (void)
{
  guint8 message[IC_MESSAGE_BYTES], signature[48], key[96], bad[96];
  g_autofree BlsPublicKey *prepared = g_new (BlsPublicKey, 1);

  test_hex (message, sizeof message, ic_certificates[0].message);
  test_hex (signature, sizeof signature, ic_certificates[0].signature);
  test_hex (key, sizeof key, ic_certificates[0].key);

  for (gsize i = 0; i < G_N_ELEMENTS (g1_mixed_order); i++)
    {
      test_hex (bad, 48, g1_mixed_order[i]);
      g_assert_cmpint (bls_verify (key, message, sizeof message, bad), ==, BLS_ERROR_NOT_IN_GROUP);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (g2_mixed_order); i++)
    {
      test_hex (bad, 96, g2_mixed_order[i]);
      g_assert_cmpint (bls_verify (bad, message, sizeof message, signature), ==,
                       BLS_ERROR_NOT_IN_GROUP);
      g_assert_cmpint (bls_public_key_load (prepared, bad), ==, BLS_ERROR_NOT_IN_GROUP);
    }

  /* The identity as key and as signature would verify for every message. */
  memset (bad, 0, sizeof bad);
  bad[0] = 0xc0;
  g_assert_cmpint (bls_verify (bad, message, sizeof message, signature), ==, BLS_ERROR_INFINITY);
  g_assert_cmpint (bls_verify (key, message, sizeof message, bad), ==, BLS_ERROR_INFINITY);
  g_assert_cmpint (bls_verify (bad, message, sizeof message, bad), ==, BLS_ERROR_INFINITY);
}

static void
test_round_trip (void)
{
  guint64 state = 11;
  g_autofree BlsPublicKey *prepared = g_new (BlsPublicKey, 1);
  g_autofree guint8 *message = g_malloc (5000);

  for (int i = 0; i < 100; i++)
    {
      guint8 random[48], secret[32], other[32], key[96], other_key[96], signature[48];
      gsize length = i == 99 ? 5000 : test_next (&state) % 200;

      test_bytes (&state, random, sizeof random);
      bls_secret_from_random (secret, random);
      test_bytes (&state, random, sizeof random);
      bls_secret_from_random (other, random);
      test_bytes (&state, message, length);

      g_assert_cmpint (bls_secret_to_public (key, secret), ==, BLS_OK);
      g_assert_cmpint (bls_secret_to_public (other_key, other), ==, BLS_OK);
      g_assert_cmpint (bls_sign (signature, secret, message, length), ==, BLS_OK);
      g_assert_cmpint (bls_verify (key, message, length, signature), ==, BLS_OK);
      g_assert_cmpint (bls_public_key_load (prepared, key), ==, BLS_OK);
      g_assert_cmpint (bls_verify_prepared (prepared, message, length, signature), ==, BLS_OK);
      g_assert_cmpint (bls_verify (other_key, message, length, signature), ==,
                       BLS_ERROR_BAD_SIGNATURE);
      signature[0] ^= 0x20; /* the negative */
      g_assert_cmpint (bls_verify_prepared (prepared, message, length, signature), ==,
                       BLS_ERROR_BAD_SIGNATURE);
    }
}

static void
test_bad_secret (void)
{
  guint8 secret[32] = { 0 }, key[96], signature[48];

  g_assert_cmpint (bls_secret_to_public (key, secret), ==, BLS_ERROR_BAD_SECRET);
  g_assert_cmpint (bls_sign (signature, secret, secret, 1), ==, BLS_ERROR_BAD_SECRET);
  memset (secret, 0xff, sizeof secret);
  g_assert_cmpint (bls_secret_to_public (key, secret), ==, BLS_ERROR_BAD_SECRET);
  g_assert_cmpint (bls_sign (signature, secret, secret, 1), ==, BLS_ERROR_BAD_SECRET);
}

static gpointer
verify_in_thread (gpointer data)
{
  guint8 message[IC_MESSAGE_BYTES], signature[48], key[96];

  (void)data;
  test_hex (message, sizeof message, ic_certificates[0].message);
  test_hex (signature, sizeof signature, ic_certificates[0].signature);
  test_hex (key, sizeof key, ic_certificates[0].key);
  return GINT_TO_POINTER (bls_verify (key, message, sizeof message, signature));
}

/* The first of all verifications, in several threads at once: main() runs it first. */
static void
test_threads (void)
{
  GThread *threads[8];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("verify", verify_in_thread, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (threads[i])), ==, BLS_OK);
}

static void
test_result_names (void)
{
  for (int i = BLS_OK; i <= BLS_ERROR_BAD_SECRET; i++)
    for (int j = BLS_OK; j < i; j++)
      g_assert_cmpstr (bls_result_to_string (i), !=, bls_result_to_string (j));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add_func ("/bls12381/signature/threads", test_threads);
  g_test_add_func ("/bls12381/signature/ic-certificates", test_ic_certificates);
  g_test_add_func ("/bls12381/signature/flipped-bits", test_flipped_bits);
  g_test_add_func ("/bls12381/signature/bad-points", test_bad_points);
  g_test_add_func ("/bls12381/signature/round-trip", test_round_trip);
  g_test_add_func ("/bls12381/signature/bad-secret", test_bad_secret);
  g_test_add_func ("/bls12381/signature/result-names", test_result_names);
  return g_test_run ();
}
