/* SPDX-License-Identifier: MIT */
#include "ic/ic-ecdsa-identity.h"
#include "ic/ic-error.h"
#include "ic/ic-secret.h"

#include <dlfcn.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* libsodium's allocator, watched: definitions in a program come before a library's. */
static guint n_allocated;
static guint n_freed;
static guint8 *last_allocated;

void *
sodium_malloc (const size_t size)
{
  void *(*original) (size_t) = dlsym (RTLD_NEXT, "sodium_malloc");

  g_atomic_int_inc (&n_allocated);
  last_allocated = original (size);
  return last_allocated;
}

void
sodium_free (void *ptr)
{
  void (*original) (void *) = dlsym (RTLD_NEXT, "sodium_free");

  if (ptr != NULL)
    g_atomic_int_inc (&n_freed);
  original (ptr);
}

static gboolean
is_dumpable (void)
{
  return prctl (PR_GET_DUMPABLE, 0, 0, 0, 0) == 1;
}

static void
test_text (void)
{
  g_autoptr (IcSecret) text = ic_secret_new_text ("correct horse");
  g_autoptr (IcSecret) empty = ic_secret_new_text ("");
  g_autoptr (IcSecret) nothing = ic_secret_new_from (NULL, 0);

  g_assert_cmpuint (ic_secret_get_len (text), ==, 13);
  g_assert_cmpstr (ic_secret_get_text (text), ==, "correct horse");
  g_assert_cmpuint (ic_secret_get_len (empty), ==, 0);
  g_assert_cmpstr (ic_secret_get_text (empty), ==, "");
  g_assert_true (ic_secret_equal (empty, nothing));
  g_assert_false (ic_secret_equal (empty, text));
}

static void
test_bytes (void)
{
  for (gsize len = 0; len < 70; len++)
    {
      g_autoptr (IcSecret) zeros = ic_secret_new (len);
      g_autoptr (IcSecret) copy = NULL;
      const guint8 *bytes = ic_secret_get_const (zeros);

      for (gsize i = 0; i <= len; i++)
        g_assert_cmpuint (bytes[i], ==, 0);
      memset (ic_secret_get_data (zeros), 0xa5, len);
      copy = ic_secret_new_from (bytes, len);
      g_assert_true (ic_secret_equal (zeros, copy));
      g_assert_cmpuint (ic_secret_get_const (copy)[len], ==, 0);
      g_assert_cmpuint (GPOINTER_TO_SIZE (bytes) % 16, ==, 0);
      if (len > 0)
        {
          ic_secret_get_data (copy)[len - 1] ^= 1;
          g_assert_false (ic_secret_equal (zeros, copy));
        }
    }
}

static void
test_truncate (void)
{
  g_autoptr (IcSecret) text = ic_secret_new_text ("abcdef");

  ic_secret_truncate (text, 2);
  g_assert_cmpuint (ic_secret_get_len (text), ==, 2);
  g_assert_cmpstr (ic_secret_get_text (text), ==, "ab");
  /* Forgotten, not only cut off. */
  g_assert_cmpmem (ic_secret_get_const (text), 7, "ab\0\0\0\0", 7);
}

static void
test_hex (void)
{
  static const char *const wrong[] = { "abc", "0g",   "zz", "0 1",     " 01",
                                       "01 ", "0x01", "1",  "\xc3\xa9" };
  guint8 all[256];
  g_autoptr (IcSecret) secret = NULL;
  g_autoptr (IcSecret) hex = NULL;
  g_autoptr (IcSecret) back = NULL;
  g_autoptr (IcSecret) upper = ic_secret_from_hex ("00FFaBcD", 8, NULL);

  for (guint i = 0; i < sizeof all; i++)
    all[i] = i;
  secret = ic_secret_new_from (all, sizeof all);
  hex = ic_secret_to_hex (secret);
  g_assert_cmpuint (ic_secret_get_len (hex), ==, 512);
  g_assert_true (g_str_has_prefix (ic_secret_get_text (hex), "000102030405060708090a0b0c0d0e0f10"));
  back = ic_secret_from_hex (ic_secret_get_text (hex), 512, NULL);
  g_assert_true (ic_secret_equal (secret, back));
  g_assert_cmpmem (ic_secret_get_const (upper), ic_secret_get_len (upper), "\x00\xff\xab\xcd", 4);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ic_secret_from_hex (wrong[i], strlen (wrong[i]), &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_HEX);
      g_assert_null (strstr (error->message, wrong[i]));
    }
}

/* Each secret that was made is given back to libsodium, which wipes it and gives it to the system. */
static void
test_freed (void)
{
  guint allocated = n_allocated;
  guint freed = n_freed;
  IcSecret *secret = ic_secret_new (10);

  g_assert_cmpuint (n_allocated, ==, allocated + 1);
  g_assert_true (ic_secret_get_data (secret) == last_allocated);
  ic_secret_unref (ic_secret_ref (secret));
  g_assert_cmpuint (n_freed, ==, freed);
  ic_secret_unref (secret);
  g_assert_cmpuint (n_freed, ==, freed + 1);
}

/* Nothing but a secret of its own holds a private key. */
static void
test_identities_freed (void)
{
  const guint8 key[32] = { 0, 1 };

  for (guint curve = 0; curve < 3; curve++)
    {
      IcIdentity *identity;
      guint allocated;

      g_assert_cmpuint (n_allocated, ==, n_freed);
      allocated = n_allocated;
      if (curve == 0)
        identity = IC_IDENTITY (ic_ed25519_identity_new_from_seed (key));
      else if (curve == 1)
        identity = IC_IDENTITY (ic_secp256k1_identity_new (key, NULL));
      else
        identity = IC_IDENTITY (ic_p256_identity_new (key, NULL));
      g_assert_cmpuint (n_allocated, >, allocated);
      g_assert_cmpuint (n_allocated, >, n_freed);
      g_assert_false (is_dumpable ());
      g_object_unref (identity);
      g_assert_cmpuint (n_allocated, ==, n_freed);
      g_assert_true (is_dumpable ());
    }
}

static void
test_dumpable (void)
{
  IcSecret *first;
  IcSecret *second;

  g_assert_true (is_dumpable ());
  first = ic_secret_new (1);
  g_assert_false (is_dumpable ());
  second = ic_secret_new (1);
  ic_secret_unref (first);
  g_assert_false (is_dumpable ());
  ic_secret_unref (second);
  g_assert_true (is_dumpable ());

  ic_secret_guard_acquire ();
  g_assert_false (is_dumpable ());
  ic_secret_guard_release ();
  g_assert_true (is_dumpable ());
}

/* A process that was not dumpable for a reason of its own stays so. */
static void
test_dumpable_kept (void)
{
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  ic_secret_unref (ic_secret_new (1));
  g_assert_false (is_dumpable ());
  prctl (PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static gpointer
hold_and_drop (gpointer data)
{
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (IcSecret) secret = ic_secret_new (8);

      g_assert_false (is_dumpable ());
    }
  return NULL;
}

static void
test_dumpable_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("holder", hold_and_drop, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_true (is_dumpable ());
}

static void
touch_in_subprocess (gssize at)
{
  if (g_test_subprocess ())
    {
      struct rlimit no_core = { 0, 0 };
      g_autoptr (IcSecret) secret = ic_secret_new (15);
      volatile guint8 *bytes = ic_secret_get_data (secret);

      setrlimit (RLIMIT_CORE, &no_core);
      bytes[at] = 1;
      g_clear_pointer (&secret, ic_secret_unref);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

/* Guard pages on both sides, a canary before the first byte. */
static void
test_overrun (void)
{
  touch_in_subprocess (16);
}

static void
test_underrun (void)
{
  touch_in_subprocess (-1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secret/text", test_text);
  g_test_add_func ("/secret/bytes", test_bytes);
  g_test_add_func ("/secret/truncate", test_truncate);
  g_test_add_func ("/secret/hex", test_hex);
  g_test_add_func ("/secret/freed", test_freed);
  g_test_add_func ("/secret/identities-freed", test_identities_freed);
  g_test_add_func ("/secret/dumpable", test_dumpable);
  g_test_add_func ("/secret/dumpable-kept", test_dumpable_kept);
  g_test_add_func ("/secret/dumpable-threads", test_dumpable_threads);
  g_test_add_func ("/secret/overrun", test_overrun);
  g_test_add_func ("/secret/underrun", test_underrun);

  return g_test_run ();
}
