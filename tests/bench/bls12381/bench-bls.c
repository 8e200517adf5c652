/* SPDX-License-Identifier: MIT */
/*
 * Nanoseconds of each operation: the least of several rounds, since whatever else runs on the machine
 * only adds. Prints one line a figure, or one JSON object with --json.
 *
 * bench-bls --verify-stdin reads "KEY MESSAGE SIGNATURE" in hex and prints the nanoseconds of one
 * bls_verify() and one bls_verify_prepared() of it: compare.mjs measures these next to others.
 */
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bls12381/bls12381.h"
#include "bls12381/constants.h"
#include "bls12381/hash-to-g1.h"
#include "bls12381/pairing.h"

#define ROUNDS   40
#define ROUND_NS 4e6

static uint8_t secret[BLS_SECRET_KEY_BYTES] = { 0x12, 0x34 };
static uint8_t key_bytes[BLS_PUBLIC_KEY_BYTES], signature[BLS_SIGNATURE_BYTES];
static uint8_t message[46] = "\x0Dic-state-root";
static BlsPublicKey key;
static BlsG1Affine point;
static BlsG1 hash, jacobian;
static BlsFp12 f;
static BlsFp fp_a, fp_b;
static BlsFp2 fp2_a, fp2_b;

static double
now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
require (bool good, const char *what)
{
  if (!good)
    {
      fprintf (stderr, "bench-bls: %s failed\n", what);
      exit (1);
    }
}

static void
verify_full (void)
{
  require (bls_verify (key_bytes, message, sizeof message, signature) == BLS_OK, "bls_verify");
}

static void
verify_prepared (void)
{
  require (bls_verify_prepared (&key, message, sizeof message, signature) == BLS_OK,
           "bls_verify_prepared");
}

static void
key_load (void)
{
  require (bls_public_key_load (&key, key_bytes) == BLS_OK, "bls_public_key_load");
}

static void
hash_to_curve (void)
{
  bls_hash_to_g1 (&hash, message, sizeof message, (const uint8_t *)BLS_SUITE, sizeof BLS_SUITE - 1);
}

static void
decode_signature (void)
{
  require (bls_g1_decode (&point, signature) == BLS_OK, "bls_g1_decode");
}

static void
check_group (void)
{
  require (bls_g1_is_in_group (&point), "bls_g1_is_in_group");
}

static void
decode_key (void)
{
  BlsG2Affine q;

  require (bls_g2_decode (&q, key_bytes) == BLS_OK, "bls_g2_decode");
}

static void
miller_loop (void)
{
  const BlsLine *lines = (const BlsLine *)key.words;

  bls_miller_loop_2 (&f, &jacobian, lines, &hash, lines);
}

static void
final_exponentiation (void)
{
  BlsFp12 r;

  bls_final_exponentiation (&r, &f);
}

static void
sign (void)
{
  require (bls_sign (signature, secret, message, sizeof message) == BLS_OK, "bls_sign");
}

static void
make_public (void)
{
  require (bls_secret_to_public (key_bytes, secret) == BLS_OK, "bls_secret_to_public");
}

static void
fp_mul (void)
{
  for (int i = 0; i < 100; i++)
    bls_fp_mul (&fp_a, &fp_a, &fp_b);
}

static void
fp_inverse (void)
{
  bls_fp_inv_vartime (&fp_a, &fp_a);
}

static void
fp2_mul (void)
{
  for (int i = 0; i < 100; i++)
    bls_fp2_mul (&fp2_a, &fp2_a, &fp2_b);
}

static double
measure (void (*run) (void), int per_run)
{
  double best = 1e30;
  int count = 1;

  for (int round = 0; round < ROUNDS; round++)
    {
      double start = now (), took;

      for (int i = 0; i < count; i++)
        run ();
      took = now () - start;
      if (took / count < best)
        best = took / count;
      if (round == 0 && took < ROUND_NS)
        count = (int)(ROUND_NS / (took / count)) + 1;
    }
  return best / per_run;
}

static const struct
{
  const char *name;
  void (*run) (void);
  int per_run;
} figures[] = {
  { "verify", verify_full, 1 },
  { "verify-prepared", verify_prepared, 1 },
  { "key-load", key_load, 1 },
  { "key-decode", decode_key, 1 },
  { "signature-decode", decode_signature, 1 },
  { "signature-group-check", check_group, 1 },
  { "hash-to-g1", hash_to_curve, 1 },
  { "miller-loop-of-two", miller_loop, 1 },
  { "final-exponentiation", final_exponentiation, 1 },
  { "sign", sign, 1 },
  { "secret-to-public", make_public, 1 },
  { "fp-inverse", fp_inverse, 1 },
  { "fp2-mul", fp2_mul, 100 },
  { "fp-mul", fp_mul, 100 },
};

static void
read_hex (uint8_t *bytes, size_t length)
{
  for (size_t i = 0; i < length; i++)
    {
      unsigned value;

      require (scanf ("%2x", &value) == 1, "reading hex");
      bytes[i] = (uint8_t)value;
    }
}

int
main (int argc, char *argv[])
{
  bool json = argc > 1 && strcmp (argv[1], "--json") == 0;
  size_t count = sizeof figures / sizeof figures[0];

  require (sodium_init () >= 0, "sodium_init");
  if (argc > 1 && strcmp (argv[1], "--verify-stdin") == 0)
    {
      read_hex (key_bytes, sizeof key_bytes);
      read_hex (message, sizeof message);
      read_hex (signature, sizeof signature);
      key_load ();
      printf ("%.0f %.0f\n", measure (verify_full, 1), measure (verify_prepared, 1));
      return 0;
    }

  make_public ();
  sign ();
  key_load ();
  hash_to_curve ();
  decode_signature ();
  bls_g1_from_affine (&jacobian, &point);
  miller_loop ();
  fp_a = point.x;
  fp_b = point.y;
  fp2_a = bls_g2_generator_xy[0];
  fp2_b = bls_g2_generator_xy[1];

  for (size_t i = 0; i < count; i++)
    {
      double ns = measure (figures[i].run, figures[i].per_run);

      if (json)
        printf ("%s\"%s\": %.1f%s", i == 0 ? "{" : " ", figures[i].name, ns,
                i + 1 == count ? "}\n" : ",\n");
      else
        printf ("%-24s %12.1f ns\n", figures[i].name, ns);
    }
  return 0;
}
