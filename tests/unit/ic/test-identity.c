/* SPDX-License-Identifier: MIT */
#include "ic-test-keys.h"

#include "ic/ic-bytes.h"
#include "ic/ic-error.h"

#include <dlfcn.h>
#include <sodium.h>
#include <string.h>

#define SEED_HEX "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"

/* libsodium's allocator and eraser, watched: definitions in a program come before a library's. */
static guint n_secrets;
static guint n_secrets_freed;
static void *last_secret;
static const guint8 *watched_seed;
static guint n_seeds_wiped;

void *
sodium_malloc (const size_t size)
{
  void *(*original) (size_t) = dlsym (RTLD_NEXT, "sodium_malloc");

  n_secrets++;
  last_secret = original (size);
  return last_secret;
}

void
sodium_free (void *ptr)
{
  void (*original) (void *) = dlsym (RTLD_NEXT, "sodium_free");

  n_secrets_freed++;
  original (ptr);
}

void
sodium_memzero (void *const pnt, const size_t len)
{
  void (*original) (void *, size_t) = dlsym (RTLD_NEXT, "sodium_memzero");

  if (watched_seed != NULL && len == 32 && memcmp (pnt, watched_seed, 32) == 0)
    n_seeds_wiped++;
  original (pnt, len);
}

typedef struct
{
  GMainLoop *loop;
  GBytes *signature;
  GError *error;
} Signing;

static void
signed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Signing *signing = data;

  signing->signature = ic_identity_sign_finish (IC_IDENTITY (source), result, &signing->error);
  g_main_loop_quit (signing->loop);
}

static GBytes *
sign (IcIdentity *identity, GBytes *message, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Signing signing = { loop };

  ic_identity_sign_async (identity, message, cancellable, signed_cb, &signing);
  /* Never from within the function itself. */
  g_assert_null (signing.signature);
  g_assert_no_error (signing.error);
  g_main_loop_run (loop);
  if (signing.error != NULL)
    g_propagate_error (error, signing.error);
  return signing.signature;
}

/* RFC 8032, section 7.1, test 1. */
static void
test_vector (void)
{
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_from_hex (SEED_HEX, NULL);
  g_autoptr (GBytes) message = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) sync = NULL;
  g_autofree char *der = NULL;
  g_autofree char *hex = NULL;
  g_autoptr (GError) error = NULL;

  der = ic_bytes_to_hex (ic_identity_get_public_key_der (IC_IDENTITY (identity)));
  g_assert_cmpstr (der, ==,
                   "302a300506032b6570032100"
                   "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  signature = sign (IC_IDENTITY (identity), message, NULL, &error);
  g_assert_no_error (error);
  hex = ic_bytes_to_hex (signature);
  g_assert_cmpstr (hex, ==,
                   "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                   "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  sync = ic_ed25519_identity_sign_sync (identity, "", 0);
  g_assert_true (g_bytes_equal (sync, signature));
  g_assert_null (ic_identity_get_delegations (IC_IDENTITY (identity)));
}

static void
test_principal (void)
{
  guint8 seed[32];
  g_autoptr (IcEd25519Identity) identity = NULL;
  g_autofree char *text = NULL;
  IcPrincipal principal;

  memset (seed, 1, sizeof seed);
  identity = ic_ed25519_identity_new_from_seed (seed);
  ic_identity_get_principal (IC_IDENTITY (identity), &principal);
  text = ic_principal_to_text (&principal);
  g_assert_cmpstr (text, ==, "wf3fv-4c4nr-7ks2b-xa4u7-kf3no-32glf-lf7e4-4ng4a-wwtlu-a2vnq-nae");
}

static void
test_hex (void)
{
  g_autofree char *upper = g_ascii_strup (SEED_HEX, -1);
  g_autofree char *spaced = g_strconcat (" \n\t", SEED_HEX, "\r\n ", NULL);
  g_autoptr (IcEd25519Identity) a = ic_ed25519_identity_new_from_hex (SEED_HEX, NULL);
  g_autoptr (IcEd25519Identity) b = ic_ed25519_identity_new_from_hex (upper, NULL);
  g_autoptr (IcEd25519Identity) c = ic_ed25519_identity_new_from_hex (spaced, NULL);
  GBytes *der = ic_identity_get_public_key_der (IC_IDENTITY (a));

  g_assert_true (g_bytes_equal (der, ic_identity_get_public_key_der (IC_IDENTITY (b))));
  g_assert_true (g_bytes_equal (der, ic_identity_get_public_key_der (IC_IDENTITY (c))));
}

static void
test_hex_malformed (void)
{
  static const char *const texts[] = { "",
                                       "  ",
                                       "00",
                                       SEED_HEX "0",
                                       SEED_HEX "00",
                                       "0x9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac03"
                                       "1cae7f60" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ic_ed25519_identity_new_from_hex (texts[i], &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
    }

  /* Each character that is no digit, at each place; none of the key is in the error. */
  for (guint c = 1; c < 256; c++)
    {
      g_autofree char *text = g_strdup (SEED_HEX);
      g_autoptr (GError) error = NULL;
      g_autoptr (IcEd25519Identity) identity = NULL;

      text[c % 62 + 1] = c;
      identity = ic_ed25519_identity_new_from_hex (text, &error);
      g_assert_cmpint (identity != NULL, ==, g_ascii_isxdigit (c));
      if (identity == NULL)
        {
          g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
          g_assert_null (strstr (error->message, "61b1"));
        }
    }
}

/* Each value of a byte is read as it is written. */
static void
test_hex_values (void)
{
  for (guint value = 0; value < 256; value++)
    {
      guint8 seed[32];
      g_autofree char *hex = NULL;
      g_autoptr (IcEd25519Identity) from_seed = NULL;
      g_autoptr (IcEd25519Identity) from_hex = NULL;

      memset (seed, value, sizeof seed);
      hex = ic_hex_encode (seed, sizeof seed);
      from_seed = ic_ed25519_identity_new_from_seed (seed);
      from_hex = ic_ed25519_identity_new_from_hex (hex, NULL);
      g_assert_true (g_bytes_equal (ic_identity_get_public_key_der (IC_IDENTITY (from_seed)),
                                    ic_identity_get_public_key_der (IC_IDENTITY (from_hex))));
    }
}

static void
test_random (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (5);
  g_autoptr (IcRandom) same = ic_random_new_seeded (5);
  g_autoptr (IcEd25519Identity) a = ic_ed25519_identity_new_random (random);
  g_autoptr (IcEd25519Identity) b = ic_ed25519_identity_new_random (random);
  g_autoptr (IcEd25519Identity) c = ic_ed25519_identity_new_random (same);
  GBytes *der = ic_identity_get_public_key_der (IC_IDENTITY (a));

  g_assert_false (g_bytes_equal (der, ic_identity_get_public_key_der (IC_IDENTITY (b))));
  g_assert_true (g_bytes_equal (der, ic_identity_get_public_key_der (IC_IDENTITY (c))));
}

/* The key lives in guarded memory, which is given back; copies of the seed on the way are erased. */
static void
test_wiped (void)
{
  g_autoptr (GBytes) seed = ic_bytes_from_hex (SEED_HEX, NULL);
  g_autoptr (IcRandom) random = ic_random_new_seeded (6);
  g_autoptr (IcRandom) same = ic_random_new_seeded (6);
  IcEd25519Identity *identity;
  guint8 random_seed[32];
  guint before = n_secrets, freed_before = n_secrets_freed;

  watched_seed = g_bytes_get_data (seed, NULL);
  n_seeds_wiped = 0;
  identity = ic_ed25519_identity_new_from_hex (SEED_HEX, NULL);
  g_assert_cmpuint (n_secrets, ==, before + 1);
  g_assert_cmpmem (last_secret, 32, watched_seed, 32);
  g_assert_cmpuint (n_seeds_wiped, ==, 1);
  g_object_unref (identity);
  g_assert_cmpuint (n_secrets_freed, ==, freed_before + 1);

  ic_random_bytes (same, random_seed, sizeof random_seed);
  watched_seed = random_seed;
  n_seeds_wiped = 0;
  identity = ic_ed25519_identity_new_random (random);
  g_assert_cmpuint (n_seeds_wiped, ==, 1);
  g_object_unref (identity);
  watched_seed = NULL;
}

static void
test_guarded_read (void)
{
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_from_hex (SEED_HEX, NULL);
  volatile guint8 *secret = last_secret;

  g_assert_cmpuint (secret[0], ==, 0x9d);
}

static void
test_guarded_write (void)
{
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_from_hex (SEED_HEX, NULL);
  volatile guint8 *secret = last_secret;

  secret[0] = 0;
}

static void
test_guarded_late (void)
{
  IcEd25519Identity *identity = ic_ed25519_identity_new_from_hex (SEED_HEX, NULL);
  volatile guint8 *secret = last_secret;

  g_object_unref (identity);
  g_assert_cmpuint (secret[0], !=, 256);
}

/* Nobody writes to a key by mistake, nor reads it after its end. */
static void
test_guarded (void)
{
  g_test_trap_subprocess ("/ic/identity/guarded/subprocess/read", 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_subprocess ("/ic/identity/guarded/subprocess/write", 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_subprocess ("/ic/identity/guarded/subprocess/late", 0, 0);
  g_test_trap_assert_failed ();
}

static void
test_cancelled (void)
{
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_from_hex (SEED_HEX, NULL);
  g_autoptr (GBytes) message = g_bytes_new_static ("m", 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (sign (IC_IDENTITY (identity), message, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_delegation (void)
{
  g_autoptr (IcTestKey) root = ic_test_key_new (IC_KEY_P256, 0);
  g_autoptr (IcTestKey) middle = ic_test_key_new (IC_KEY_SECP256K1, 0);
  g_autoptr (IcEd25519Identity) leaf = ic_ed25519_identity_new_from_hex (SEED_HEX, NULL);
  g_autoptr (GPtrArray) first = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (GPtrArray)
      second = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (IcDelegationIdentity) inner = NULL;
  g_autoptr (IcDelegationIdentity) outer = NULL;
  g_autoptr (GBytes) message = g_bytes_new_static ("m", 1);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) expected = ic_ed25519_identity_sign_sync (leaf, "m", 1);
  g_autoptr (IcPublicKey) last = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  IcPrincipal principal, root_principal;
  gsize len;
  gconstpointer der = g_bytes_get_data (ic_test_key_get_der (root), &len);

  g_ptr_array_add (
      second, ic_test_key_delegate (middle, ic_identity_get_public_key_der (IC_IDENTITY (leaf)),
                                    2000, NULL, NULL));
  g_ptr_array_add (first,
                   ic_test_key_delegate (root, ic_test_key_get_der (middle), 3000, NULL, NULL));

  /* An identity at the end of a chain, at the end of a chain. */
  inner = ic_delegation_identity_new (IC_IDENTITY (leaf), ic_test_key_get_der (middle), second);
  outer = ic_delegation_identity_new (IC_IDENTITY (inner), ic_test_key_get_der (root), first);
  g_assert_cmpuint (ic_identity_get_delegations (IC_IDENTITY (outer))->len, ==, 2);
  g_assert_cmpuint (ic_delegation_identity_get_expiration_ns (outer), ==, 2000);

  ic_identity_get_principal (IC_IDENTITY (outer), &principal);
  ic_principal_self_authenticating (&root_principal, der, len);
  g_assert_true (ic_principal_equal (&principal, &root_principal));

  signature = sign (IC_IDENTITY (outer), message, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (signature, expected));

  last = ic_delegation_chain_verify (ic_identity_get_public_key_der (IC_IDENTITY (outer)),
                                     ic_identity_get_delegations (IC_IDENTITY (outer)), NULL, 1000,
                                     TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (ic_public_key_verify (last, "m", 1, g_bytes_get_data (signature, NULL), 64, NULL));

  g_cancellable_cancel (cancellable);
  g_assert_null (sign (IC_IDENTITY (outer), message, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/identity/vector", test_vector);
  g_test_add_func ("/ic/identity/principal", test_principal);
  g_test_add_func ("/ic/identity/hex", test_hex);
  g_test_add_func ("/ic/identity/hex-malformed", test_hex_malformed);
  g_test_add_func ("/ic/identity/hex-values", test_hex_values);
  g_test_add_func ("/ic/identity/random", test_random);
  g_test_add_func ("/ic/identity/wiped", test_wiped);
  g_test_add_func ("/ic/identity/guarded", test_guarded);
  g_test_add_func ("/ic/identity/guarded/subprocess/read", test_guarded_read);
  g_test_add_func ("/ic/identity/guarded/subprocess/write", test_guarded_write);
  g_test_add_func ("/ic/identity/guarded/subprocess/late", test_guarded_late);
  g_test_add_func ("/ic/identity/cancelled", test_cancelled);
  g_test_add_func ("/ic/identity/delegation", test_delegation);
  return g_test_run ();
}
