/* SPDX-License-Identifier: MIT */
#include "ic/ic-derivation.h"
#include "ic/ic-ecdsa-identity.h"
#include "ic/ic-error.h"
#include "ic/ic-identity-serialize.h"
#include "ic/ic-mnemonic.h"
#include "ic/ic-pem.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Searches all writable memory of this process for secrets that were used and dropped. What is
 * searched for is kept in disguise, or it would be found here. */
#define DISGUISE   0x5a
#define MAX_NEEDLE 64
#define CHUNK      (1 << 20)

typedef struct
{
  guint8 disguised[MAX_NEEDLE];
  gsize len;
} Needle;

static Needle
disguise (const IcSecret *secret, gsize len)
{
  Needle needle = { .len = MIN (len, MAX_NEEDLE) };

  for (gsize i = 0; i < needle.len; i++)
    needle.disguised[i] = ic_secret_get_const (secret)[i] ^ DISGUISE;
  return needle;
}

/* As libraries for long numbers keep it: least significant byte first. */
static Needle
reverse (const Needle *needle)
{
  Needle reversed = { .len = needle->len };

  for (gsize i = 0; i < needle->len; i++)
    reversed.disguised[i] = needle->disguised[needle->len - 1 - i];
  return reversed;
}

static guint
count_in (const guint8 *bytes, gsize len, const Needle *needle)
{
  const guint8 first = needle->disguised[0] ^ DISGUISE;
  const guint8 *p = bytes;
  guint n = 0;

  while (len >= needle->len && (p = memchr (p, first, bytes + len - needle->len + 1 - p)) != NULL)
    {
      gsize i = 1;

      while (i < needle->len && p[i] == (needle->disguised[i] ^ DISGUISE))
        i++;
      n += i == needle->len;
      p++;
      if (p > bytes + len - needle->len)
        break;
    }
  return n;
}

/* How often @needle is in memory. The buffer of the search is not searched. */
static guint
search (const Needle *needle)
{
  static guint8 buffer[CHUNK];
  g_autofree char *line = NULL;
  FILE *maps = fopen ("/proc/self/maps", "r");
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  size_t size = 0;
  guint n = 0;

  g_assert_nonnull (maps);
  g_assert_cmpint (memory, >=, 0);
  while (getline (&line, &size, maps) > 0)
    {
      guint64 start, end;
      char mode[5];

      g_assert_cmpint (
          sscanf (line, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &start, &end, mode),
          ==, 3);
      if (mode[0] != 'r' || mode[1] != 'w')
        continue;
      for (guint64 at = start; at < end; at += CHUNK - MAX_NEEDLE)
        {
          gssize got = pread (memory, buffer, MIN (CHUNK, end - at), at);

          if (got <= 0)
            break;
          /* Where the buffer itself was read, it holds what was there before. */
          if (at + got > (guint64)GPOINTER_TO_SIZE (buffer) &&
              at < (guint64)GPOINTER_TO_SIZE (buffer) + CHUNK)
            continue;
          n += count_in (buffer, got, needle);
        }
      memset (buffer, 0, sizeof buffer);
    }
  fclose (maps);
  close (memory);
  return n;
}

static IcSecret *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "keys", name, NULL);
  int file = open (path, O_RDONLY | O_CLOEXEC);
  IcSecret *contents = ic_secret_new (4096);
  gssize len;

  g_assert_cmpint (file, >=, 0);
  len = read (file, ic_secret_get_data (contents), 4096);
  g_assert_cmpint (len, >, 0);
  close (file);
  ic_secret_truncate (contents, len);
  return contents;
}

static void
sign_some (IcIdentity *identity)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GBytes) signature = NULL;

      if (IC_IS_P256_IDENTITY (identity))
        signature = ic_p256_identity_sign_sync (IC_P256_IDENTITY (identity), &i, sizeof i, NULL);
      else if (IC_IS_SECP256K1_IDENTITY (identity))
        signature = ic_secp256k1_identity_sign_sync (IC_SECP256K1_IDENTITY (identity), &i,
                                                     sizeof i);
      else
        signature = ic_ed25519_identity_sign_sync (IC_ED25519_IDENTITY (identity), &i, sizeof i);
      g_assert_nonnull (signature);
    }
}

/* That the search finds what is there. */
static void
test_search (void)
{
  g_autoptr (IcSecret) secret = ic_secret_new (32);
  g_autofree guint8 *copy = NULL;
  Needle needle;

  ic_random_bytes (ic_random_get_system (), ic_secret_get_data (secret), 32);
  needle = disguise (secret, 32);
  copy = g_memdup2 (ic_secret_get_const (secret), 32);
  ic_secret_guard_release (); /* or the memory could not be opened */
  g_assert_cmpuint (search (&needle), >=, 2);
  ic_secret_guard_acquire ();
  memset (copy, 0, 32);
  g_clear_pointer (&secret, ic_secret_unref);
  g_assert_cmpuint (search (&needle), ==, 0);
}

static void
test_phrase (void)
{
  for (guint derivation = 0; derivation < IC_N_DERIVATIONS; derivation++)
    {
      IcSecret *phrase = ic_mnemonic_generate (ic_random_get_system (), 24);
      IcSecret *passphrase = ic_secret_new_text ("p\xc3\xa4ssphrase that is not long");
      IcSecret *seed = ic_mnemonic_to_seed (phrase, passphrase, NULL);
      IcIdentity *identity = ic_identity_new_from_mnemonic (phrase, passphrase, derivation, NULL);
      IcSecret *key = ic_identity_export_secret (identity, NULL);
      IcSecret *stored = ic_identity_serialize (identity, NULL);
      IcIdentity *again = ic_identity_deserialize (stored, NULL);
      Needle big_endian = disguise (key, 32);
      Needle needles[] = {
        disguise (phrase, 40), disguise (seed, 32),   disguise (key, 32),
        disguise (stored, 60), reverse (&big_endian),
      };

      sign_some (identity);
      sign_some (again);
      g_object_unref (again);
      g_object_unref (identity);
      ic_secret_unref (stored);
      ic_secret_unref (key);
      ic_secret_unref (seed);
      ic_secret_unref (passphrase);
      ic_secret_unref (phrase);
      for (guint i = 0; i < G_N_ELEMENTS (needles); i++)
        {
          g_test_message ("derivation %u, needle %u", derivation, i);
          g_assert_cmpuint (search (&needles[i]), ==, 0);
        }
    }
}

static void
test_key_file (void)
{
  static const char *const names[] = {
    "k256-sec1.pem",     "k256-encrypted-aes256-sha256.pem", "k256-encrypted-scrypt.pem",
    "p256-pkcs8.pem",    "p256-encrypted-aes128-sha1.pem",   "ed25519-encrypted-aes256-sha512.pem",
    "ed25519-pkcs8.pem",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      IcSecret *contents = load (names[i]);
      IcSecret *passphrase = ic_secret_new_text ("correct horse battery");
      IcIdentity *identity = ic_pem_import (contents, passphrase, NULL);
      IcSecret *key = ic_identity_export_secret (identity, NULL);
      Needle needle = disguise (key, 32);
      Needle reversed = reverse (&needle);
      Needle body;

      ic_secret_truncate (contents, 100);
      body = disguise (contents, MAX_NEEDLE);
      sign_some (identity);
      g_object_unref (identity);
      ic_secret_unref (key);
      ic_secret_unref (passphrase);
      ic_secret_unref (contents);
      g_test_message ("%s", names[i]);
      g_assert_cmpuint (search (&needle), ==, 0);
      g_assert_cmpuint (search (&reversed), ==, 0);
      g_assert_cmpuint (search (&body), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#ifdef __SANITIZE_ADDRESS__
  /* Its shadow is terabytes of readable memory. */
  g_print ("1..0 # SKIP not with AddressSanitizer\n");
  return 0;
#endif
  g_test_add_func ("/secret-memory/search", test_search);
  g_test_add_func ("/secret-memory/phrase", test_phrase);
  g_test_add_func ("/secret-memory/key-file", test_key_file);

  return g_test_run ();
}
