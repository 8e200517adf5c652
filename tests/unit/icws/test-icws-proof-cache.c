/* SPDX-License-Identifier: MIT */
#include "icws-test-kit.h"
#include "icws/icws-proof-cache.h"

#define THREADS 8

static const IcwsClientKey client = { .principal = { 3, { 1, 2, 3 } }, .nonce = 9 };

typedef struct
{
  gint n_calls; /* atomic */
  gboolean fail;
  IcCertificate *certificate;
  IcHashTree *tree;
  GMutex gate; /* held by the test while it wants certify() to take its time */
} Certifier;

/* No verification: what is kept and who waits is the matter here. */
static IcwsCertifiedTree *
certify (GBytes *cert, GBytes *tree, gpointer user_data, GError **error)
{
  Certifier *self = user_data;

  g_atomic_int_inc (&self->n_calls);
  g_mutex_lock (&self->gate);
  g_mutex_unlock (&self->gate);
  if (self->fail)
    {
      g_set_error_literal (error, ICWS_ERROR, ICWS_ERROR_FORGED_SIGNATURE, "no");
      return NULL;
    }
  return icws_certified_tree_new_take (ic_certificate_ref (self->certificate),
                                       ic_hash_tree_ref (self->tree), 1);
}

static void
certifier_init (Certifier *self)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (1, FALSE);
  g_autoptr (GBytes) payload = icws_test_text ("x");
  g_autoptr (GBytes) content = icws_test_kit_content (kit, &client, 1, FALSE, payload);
  g_autoptr (IcwsFrame) frame = icws_test_kit_frame (kit, content);
  g_autoptr (GError) error = NULL;

  *self = (Certifier){ 0 };
  g_mutex_init (&self->gate);
  self->certificate = ic_certificate_new_from_cbor (frame->cert, &error);
  g_assert_no_error (error);
  self->tree = ic_hash_tree_decode (g_bytes_get_data (frame->tree, NULL),
                                    g_bytes_get_size (frame->tree), &error);
  g_assert_no_error (error);
}

static void
certifier_clear (Certifier *self)
{
  ic_certificate_unref (self->certificate);
  ic_hash_tree_unref (self->tree);
  g_mutex_clear (&self->gate);
}

static GBytes *
numbered (guint i, gsize size)
{
  guint8 *bytes = g_malloc0 (size);

  /* In the middle of one sampled word only, so that the fingerprint alone would not tell. */
  bytes[size / 2] = (guint8)i;
  bytes[size / 2 + 1] = (guint8)(i >> 8);
  return g_bytes_new_take (bytes, size);
}

static gboolean
get (IcwsProofCache *cache, Certifier *certifier, guint i, guint j, gsize size, GError **error)
{
  g_autoptr (GBytes) cert = numbered (i, size);
  g_autoptr (GBytes) tree = numbered (j, size);
  gboolean shared = FALSE;
  g_autoptr (IcwsCertifiedTree)
      certified = icws_proof_cache_get (cache, cert, tree, certify, certifier, &shared, error);

  return certified != NULL && shared;
}

/* Both parts count, byte by byte. */
static void
test_exact (void)
{
  g_autoptr (IcwsProofCache) cache = icws_proof_cache_new (1000, G_MAXSIZE);
  Certifier certifier;
  gint n = 0;

  certifier_init (&certifier);
  for (guint i = 0; i < 10; i++)
    for (guint j = 0; j < 10; j++)
      {
        g_assert_false (get (cache, &certifier, i, j, 1000, NULL));
        g_assert_cmpint (certifier.n_calls, ==, ++n);
      }
  for (guint i = 0; i < 10; i++)
    for (guint j = 0; j < 10; j++)
      g_assert_true (get (cache, &certifier, i, j, 1000, NULL));
  g_assert_cmpint (certifier.n_calls, ==, n);
  /* Parts too short to sample, empty ones. */
  g_assert_false (get (cache, &certifier, 1, 2, 4, NULL));
  g_assert_false (get (cache, &certifier, 2, 1, 4, NULL));
  g_assert_true (get (cache, &certifier, 1, 2, 4, NULL));
  certifier_clear (&certifier);
}

static void
test_least_recently_used (void)
{
  g_autoptr (IcwsProofCache) cache = icws_proof_cache_new (4, G_MAXSIZE);
  Certifier certifier;

  certifier_init (&certifier);
  for (guint i = 0; i < 4; i++)
    g_assert_false (get (cache, &certifier, i, 0, 100, NULL));
  g_assert_true (get (cache, &certifier, 0, 0, 100, NULL));
  g_assert_false (get (cache, &certifier, 4, 0, 100, NULL)); /* 1 goes */
  g_assert_cmpuint (icws_proof_cache_get_length (cache), ==, 4);
  g_assert_true (get (cache, &certifier, 0, 0, 100, NULL));
  g_assert_true (get (cache, &certifier, 2, 0, 100, NULL));
  g_assert_true (get (cache, &certifier, 3, 0, 100, NULL));
  g_assert_true (get (cache, &certifier, 4, 0, 100, NULL));
  g_assert_false (get (cache, &certifier, 1, 0, 100, NULL));
  certifier_clear (&certifier);
}

static void
test_bytes (void)
{
  g_autoptr (IcwsProofCache) cache = icws_proof_cache_new (1000, 10000);
  Certifier certifier;

  certifier_init (&certifier);
  for (guint i = 0; i < 100; i++)
    g_assert_false (get (cache, &certifier, i, 0, 1000, NULL));
  g_assert_cmpuint (icws_proof_cache_get_length (cache), ==, 5);
  g_assert_true (get (cache, &certifier, 99, 0, 1000, NULL));
  /* One that is beyond the limit alone is used and not kept. */
  g_assert_false (get (cache, &certifier, 1, 0, 20000, NULL));
  g_assert_false (get (cache, &certifier, 1, 0, 20000, NULL));
  certifier_clear (&certifier);
}

static void
test_failures (void)
{
  g_autoptr (IcwsProofCache) cache = icws_proof_cache_new (10, G_MAXSIZE);
  Certifier certifier;

  certifier_init (&certifier);
  certifier.fail = TRUE;
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (get (cache, &certifier, 0, 0, 100, &error));
      g_assert_error (error, ICWS_ERROR, ICWS_ERROR_FORGED_SIGNATURE);
    }
  g_assert_cmpint (certifier.n_calls, ==, 3);
  g_assert_cmpuint (icws_proof_cache_get_length (cache), ==, 0);
  certifier_clear (&certifier);
}

typedef struct
{
  IcwsProofCache *cache;
  Certifier *certifier;
  gint n_started; /* atomic */
  gint n_shared;
  gint n_failed;
} Race;

static gpointer
race (gpointer data)
{
  Race *self = data;
  g_autoptr (GError) error = NULL;

  g_atomic_int_inc (&self->n_started);
  if (get (self->cache, self->certifier, 7, 7, 100, &error))
    g_atomic_int_inc (&self->n_shared);
  if (error != NULL)
    {
      g_assert_error (error, ICWS_ERROR, ICWS_ERROR_FORGED_SIGNATURE);
      g_atomic_int_inc (&self->n_failed);
    }
  return NULL;
}

/* Several want the same new pair: one verifies, the others wait for it and get the same. */
static void
test_race (gconstpointer data)
{
  gboolean fail = GPOINTER_TO_INT (data);

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (IcwsProofCache) cache = icws_proof_cache_new (10, G_MAXSIZE);
      Certifier certifier;
      Race self = { cache, &certifier };
      GThread *threads[THREADS];

      certifier_init (&certifier);
      certifier.fail = fail;
      g_mutex_lock (&certifier.gate);
      for (guint i = 0; i < THREADS; i++)
        threads[i] = g_thread_new ("race", race, &self);
      while (g_atomic_int_get (&self.n_started) < THREADS ||
             g_atomic_int_get (&certifier.n_calls) == 0)
        g_thread_yield ();
      g_mutex_unlock (&certifier.gate);
      for (guint i = 0; i < THREADS; i++)
        g_thread_join (threads[i]);
      if (fail)
        g_assert_cmpint (self.n_failed, ==, THREADS);
      else
        {
          g_assert_cmpint (certifier.n_calls, ==, 1);
          g_assert_cmpint (self.n_shared, ==, THREADS - 1);
        }
      certifier_clear (&certifier);
    }
}

static void
count (IcwsProof *proof, gpointer user_data)
{
  g_assert_no_error (proof->error);
  (*(guint *)user_data)++;
}

/* The same through the pool: fifty messages of one poll cost one certificate. */
static void
test_pool (void)
{
  for (guint round = 0; round < 10; round++)
    {
      g_autoptr (IcwsTestKit) kit = icws_test_kit_new (100 + round, TRUE);
      IcwsVerifier *verifier = icws_test_kit_verifier (kit, 4);
      IcwsTestOutput *outputs[50];
      g_autoptr (GPtrArray) frames = NULL;
      guint64 verifications;
      guint n = 0;

      for (guint i = 0; i < 50; i++)
        {
          g_autoptr (GBytes) payload = icws_test_random_bytes (kit, i);
          g_autoptr (GBytes) content = icws_test_kit_content (kit, &client, i + 1, FALSE, payload);

          outputs[i] = icws_test_kit_put (kit, content);
        }
      frames = icws_test_kit_poll (kit, outputs, 50);
      for (guint i = 0; i < 50; i++)
        {
          g_assert_true (icws_verifier_push (verifier, frames->pdata[i], NULL, count, &n, NULL));
          icws_test_output_free (outputs[i]);
        }
      icws_test_wait (n == 50);
      ic_root_key_get_stats (kit->root, &verifications, NULL);
      g_assert_cmpuint (verifications, ==, 2);
      icws_test_wait (G_OBJECT (verifier)->ref_count == 1);
      g_assert_finalize_object (verifier);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icws/proof-cache/exact", test_exact);
  g_test_add_func ("/icws/proof-cache/least-recently-used", test_least_recently_used);
  g_test_add_func ("/icws/proof-cache/bytes", test_bytes);
  g_test_add_func ("/icws/proof-cache/failures", test_failures);
  g_test_add_data_func ("/icws/proof-cache/race/good", GINT_TO_POINTER (FALSE), test_race);
  g_test_add_data_func ("/icws/proof-cache/race/bad", GINT_TO_POINTER (TRUE), test_race);
  g_test_add_func ("/icws/proof-cache/pool", test_pool);
  return g_test_run ();
}
