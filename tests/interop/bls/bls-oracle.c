/* SPDX-License-Identifier: MIT */
/*
 * Answers one line for each line of standard input, so that a script can compare this room with other
 * libraries. Words are separated by a space; bytes are hex, "-" is no bytes.
 *
 *   public SECRET                  the public key
 *   sign SECRET MESSAGE            the signature
 *   verify KEY MESSAGE SIGNATURE   ok, or what is wrong
 *   hash DST MESSAGE               the point of G1
 *   g1 POINT, g2 POINT             ok, or what is wrong
 *   multiply-g1 SECRET POINT       [SECRET] POINT, and multiply-g2 the same
 *   product P0 Q0 P1 Q1            "one" if e(P0, Q0) e(P1, Q1) is 1, else "other"
 */
#include <glib.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "bls12381/bls12381.h"
#include "bls12381/hash-to-g1.h"
#include "bls12381/pairing.h"
#include "bls12381/secret-multiplication.h"

#define MAX_WORDS 5

typedef struct
{
  guint8 *bytes;
  gsize length;
} Word;

static const char *
result_name (BlsResult result)
{
  static const char *const names[] = { "ok",       "encoding",      "not-on-curve", "not-in-group",
                                       "infinity", "bad-signature", "bad-secret" };

  return names[result];
}

static gboolean
parse_word (Word *word, const char *hex)
{
  gsize length = strlen (hex);

  if (g_str_equal (hex, "-"))
    length = 0;
  if (length % 2 != 0)
    return FALSE;
  word->length = length / 2;
  word->bytes = g_malloc0 (word->length + 1);
  for (gsize i = 0; i < word->length; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]), low = g_ascii_xdigit_value (hex[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      word->bytes[i] = (guint8)(high << 4 | low);
    }
  return TRUE;
}

static void
print_hex (const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    printf ("%02x", bytes[i]);
  printf ("\n");
}

static BlsResult
decode_g1 (BlsG1Affine *p, const guint8 *bytes)
{
  BlsResult result = bls_g1_decode (p, bytes);

  return result == BLS_OK && !bls_g1_is_in_group (p) ? BLS_ERROR_NOT_IN_GROUP : result;
}

static BlsResult
decode_g2 (BlsG2Affine *p, BlsLine lines[BLS_LINE_COUNT], const guint8 *bytes)
{
  BlsResult result = bls_g2_decode (p, bytes);

  return result == BLS_OK && !bls_lines_prepare (lines, p) ? BLS_ERROR_NOT_IN_GROUP : result;
}

static void
do_public (const Word *w)
{
  guint8 key[96];
  BlsResult result = bls_secret_to_public (key, w[0].bytes);

  if (result == BLS_OK)
    print_hex (key, sizeof key);
  else
    puts (result_name (result));
}

static void
do_sign (const Word *w)
{
  guint8 signature[48];
  BlsResult result = bls_sign (signature, w[0].bytes, w[1].bytes, w[1].length);

  if (result == BLS_OK)
    print_hex (signature, sizeof signature);
  else
    puts (result_name (result));
}

/* Both ways to verify must agree. */
static void
do_verify (const Word *w)
{
  static BlsPublicKey prepared;
  BlsResult result = bls_verify (w[0].bytes, w[1].bytes, w[1].length, w[2].bytes);
  BlsResult again = bls_public_key_load (&prepared, w[0].bytes);

  if (again == BLS_OK)
    again = bls_verify_prepared (&prepared, w[1].bytes, w[1].length, w[2].bytes);
  puts (result == again ? result_name (result) : "the two ways to verify disagree");
}

static void
do_hash (const Word *w)
{
  guint8 bytes[48] = { 0xc0 };
  BlsG1 p;
  BlsG1Affine affine;

  bls_hash_to_g1 (&p, w[1].bytes, w[1].length, w[0].bytes, w[0].length);
  if (!bls_g1_is_identity (&p))
    {
      bls_g1_to_affine_vartime (&affine, &p);
      bls_g1_encode (bytes, &affine);
    }
  print_hex (bytes, sizeof bytes);
}

static void
do_g1 (const Word *w)
{
  BlsG1Affine p;

  puts (result_name (decode_g1 (&p, w[0].bytes)));
}

static void
do_g2 (const Word *w)
{
  BlsG2Affine p;
  BlsLine lines[BLS_LINE_COUNT];

  puts (result_name (decode_g2 (&p, lines, w[0].bytes)));
}

static void
do_multiply_g1 (const Word *w)
{
  BlsScalar k;
  BlsG1Affine p;
  guint8 bytes[48];
  BlsResult result = bls_scalar_from_bytes (&k, w[0].bytes);

  if (result == BLS_OK)
    result = decode_g1 (&p, w[1].bytes);
  if (result != BLS_OK)
    {
      puts (result_name (result));
      return;
    }
  bls_g1_mul_secret (&p, &p, &k);
  bls_g1_encode (bytes, &p);
  print_hex (bytes, sizeof bytes);
}

static void
do_multiply_g2 (const Word *w)
{
  BlsScalar k;
  BlsG2Affine p;
  BlsLine lines[BLS_LINE_COUNT];
  guint8 bytes[96];
  BlsResult result = bls_scalar_from_bytes (&k, w[0].bytes);

  if (result == BLS_OK)
    result = decode_g2 (&p, lines, w[1].bytes);
  if (result != BLS_OK)
    {
      puts (result_name (result));
      return;
    }
  bls_g2_mul_secret (&p, &p, &k);
  bls_g2_encode (bytes, &p);
  print_hex (bytes, sizeof bytes);
}

static void
do_product (const Word *w)
{
  BlsG1Affine p;
  BlsG2Affine q;
  BlsG1 points[2];
  BlsLine lines[2][BLS_LINE_COUNT];

  for (int i = 0; i < 2; i++)
    {
      if (decode_g1 (&p, w[2 * i].bytes) != BLS_OK ||
          decode_g2 (&q, lines[i], w[2 * i + 1].bytes) != BLS_OK)
        {
          puts ("bad point");
          return;
        }
      bls_g1_from_affine (&points[i], &p);
    }
  puts (bls_pairing_product_is_one (&points[0], lines[0], &points[1], lines[1]) ? "one" : "other");
}

/* Lengths of the words, 0 for any; -1 ends. */
static const struct
{
  const char *name;
  int lengths[MAX_WORDS];
  void (*run) (const Word *words);
} commands[] = {
  { "public", { 32, -1 }, do_public },
  { "sign", { 32, 0, -1 }, do_sign },
  { "verify", { 96, 0, 48, -1 }, do_verify },
  { "hash", { 0, 0, -1 }, do_hash },
  { "g1", { 48, -1 }, do_g1 },
  { "g2", { 96, -1 }, do_g2 },
  { "multiply-g1", { 32, 48, -1 }, do_multiply_g1 },
  { "multiply-g2", { 32, 96, -1 }, do_multiply_g2 },
  { "product", { 48, 96, 48, 96, -1 }, do_product },
};

static gboolean
run_line (char **parts)
{
  Word words[MAX_WORDS] = { 0 };
  gboolean good = FALSE;

  for (gsize c = 0; parts[0] != NULL && c < G_N_ELEMENTS (commands); c++)
    {
      int n = 0;

      if (!g_str_equal (parts[0], commands[c].name))
        continue;
      good = TRUE;
      for (; good && commands[c].lengths[n] >= 0; n++)
        good = parts[n + 1] != NULL && parse_word (&words[n], parts[n + 1]) &&
               (commands[c].lengths[n] == 0 || words[n].length == (gsize)commands[c].lengths[n]);
      good = good && parts[n + 1] == NULL;
      if (good)
        commands[c].run (words);
    }
  for (int i = 0; i < MAX_WORDS; i++)
    g_free (words[i].bytes);
  return good;
}

int
main (void)
{
  char *line = NULL;
  size_t size = 0;

  if (sodium_init () < 0)
    return 1;
  while (getline (&line, &size, stdin) > 0)
    {
      g_auto (GStrv) parts = g_strsplit (g_strchomp (line), " ", -1);

      if (!run_line (parts))
        puts ("bad command");
      fflush (stdout);
    }
  free (line);
  return 0;
}
