/* SPDX-License-Identifier: MIT */
/* The file of the gateways' records: shared by all pools, written late and whole, never lost. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "chat/chat.h"

#define A "wss://a.example"
#define B "wss://b.example"

typedef struct
{
  char *directory;
  char *path;
  IcManualClock *clock;
  IcRandom *random;
  ChatPoolStore *store;
} Fixture;

static ChatPoolStore *
make_store (Fixture *fixture)
{
  return chat_pool_store_new (fixture->path, IC_CLOCK (fixture->clock), fixture->random);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("attest-pools-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->directory, "attest", "gateways.json", NULL);
  fixture->clock = ic_manual_clock_new (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S);
  fixture->random = ic_random_new_seeded (3);
  fixture->store = make_store (fixture);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->store);
  g_assert_cmpuint (ic_manual_clock_get_pending (fixture->clock), ==, 0);
  g_clear_object (&fixture->clock);
  g_clear_object (&fixture->random);
  remove_all (fixture->directory);
  g_free (fixture->directory);
  g_free (fixture->path);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static gboolean
load (ChatPoolStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_pool_store_load_async (store, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return chat_pool_store_load_finish (store, result, error);
}

static gboolean
flush (ChatPoolStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_pool_store_flush_async (store, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return chat_pool_store_flush_finish (store, result, error);
}

static IcwsPool *
make_pool (Fixture *fixture)
{
  static const char *const URLS[] = { A, B, NULL };
  IcwsPool *pool = icws_pool_new (IC_CLOCK (fixture->clock), fixture->random);

  icws_pool_set_urls (pool, URLS);
  return pool;
}

static void
report (IcwsPool *pool, const char *url, IcwsError code)
{
  g_autoptr (GError) cause = g_error_new (ICWS_ERROR, code, "Seen in a test");
  g_autoptr (IcwsVerdict) verdict = icws_verdict_new (cause, NULL, url, NULL, 1700000000);

  icws_pool_report_verdict (pool, icws_pool_find (pool, url), verdict, 0);
}

static void
open_once (IcwsPool *pool)
{
  icws_pool_report_opened (pool, icws_pool_find (pool, A), "2vxsx-fae");
}

static gboolean
is_quarantined (IcwsPool *pool, const char *url)
{
  return icws_gateway_get_quarantine_end_ns (icws_pool_find (pool, url)) == G_MAXUINT64;
}

static char *
read_contents (Fixture *fixture)
{
  char *text = NULL;

  g_file_get_contents (fixture->path, &text, NULL, NULL);
  return text;
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcwsPool) pool = make_pool (fixture);
  g_autoptr (IcwsPool) again = make_pool (fixture);
  g_autoptr (ChatPoolStore) second = make_store (fixture);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  load (fixture->store, &error); /* there is no file yet */
  g_assert_no_error (error);
  chat_pool_store_attach (fixture->store, pool);
  flush (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS)); /* nothing to be told */
  open_once (pool);
  report (pool, B, ICWS_ERROR_TAMPERED_CONTENT);
  flush (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  chat_pool_store_attach (second, again);
  load (second, &error);
  g_assert_no_error (error);
  g_assert_true (is_quarantined (again, B));
  g_assert_cmpuint (icws_gateway_get_n_opened (icws_pool_find (again, A)), ==, 1);
  load (second, &error); /* once */
  g_assert_no_error (error);
  g_assert_cmpuint (icws_gateway_get_n_opened (icws_pool_find (again, A)), ==, 1);
}

/* In time of the clock: many changes within two seconds are one writing. */
static void
test_coalesced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcwsPool) pool = make_pool (fixture);
  g_autofree char *first = NULL;
  g_autofree char *then = NULL;
  g_autoptr (GError) error = NULL;

  load (fixture->store, NULL);
  chat_pool_store_attach (fixture->store, pool);
  for (guint i = 0; i < 19; i++)
    {
      open_once (pool);
      g_assert_cmpuint (ic_manual_clock_get_pending (fixture->clock), ==, 1);
      ic_manual_clock_advance_us (fixture->clock, CHAT_POOL_STORE_DELAY_MS * 1000 / 20);
      g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
    }
  ic_manual_clock_advance_us (fixture->clock, CHAT_POOL_STORE_DELAY_MS * 1000 / 20);
  g_assert_cmpuint (ic_manual_clock_get_pending (fixture->clock), ==, 0);
  flush (fixture->store, &error); /* only waits for the writing */
  g_assert_no_error (error);
  first = read_contents (fixture);
  g_assert_nonnull (strstr (first, "\"opened\":19,"));
  icws_pool_clear_backoff (pool); /* changes nothing */
  g_assert_cmpuint (ic_manual_clock_get_pending (fixture->clock), ==, 0);
  open_once (pool);
  g_clear_object (&fixture->store); /* writes what waits */
  while (then == NULL || strstr (then, "\"opened\":20,") == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (then);
      then = read_contents (fixture);
    }
}

/* What one pool sees the others know at once, and one that came before the file was read adds to it. */
static void
test_shared (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcwsPool) early = make_pool (fixture);
  g_autoptr (IcwsPool) other = make_pool (fixture);
  g_autoptr (IcwsPool) third = make_pool (fixture);
  g_autoptr (ChatPoolStore) again = make_store (fixture);
  g_autoptr (GError) error = NULL;

  chat_pool_store_attach (fixture->store, early);
  chat_pool_store_attach (fixture->store, other);
  g_assert_true (load (fixture->store, NULL));
  open_once (early);
  open_once (other);
  g_assert_cmpuint (icws_gateway_get_n_opened (icws_pool_find (early, A)), ==, 2);
  report (early, A, ICWS_ERROR_REPLAYED);
  g_assert_true (is_quarantined (other, A));
  icws_pool_forgive (other, A);
  g_assert_false (is_quarantined (early, A));
  report (other, B, ICWS_ERROR_FORGED_SIGNATURE);
  g_clear_object (&other);
  g_assert_true (is_quarantined (early, B));
  chat_pool_store_attach (fixture->store, third);
  g_assert_true (is_quarantined (third, B));
  g_assert_cmpuint (icws_gateway_get_n_opened (icws_pool_find (third, A)), ==, 2);
  flush (fixture->store, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->store);
  g_clear_object (&early);
  g_clear_object (&third);

  /* Used before the file is read. */
  early = make_pool (fixture);
  chat_pool_store_attach (again, early);
  open_once (early);
  report (early, A, ICWS_ERROR_TAMPERED_TREE);
  flush (again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (icws_gateway_get_n_opened (icws_pool_find (early, A)), ==, 3);
  g_assert_true (is_quarantined (early, A));
  g_assert_true (is_quarantined (early, B));
  {
    g_autofree char *text = read_contents (fixture);

    g_assert_nonnull (strstr (text, "\"opened\":3,"));
  }
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  static const char *const FILES[] = { "", "{", "{\"version\":2,\"gateways\":[]}", "\xff" };
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  for (guint i = 0; i < G_N_ELEMENTS (FILES); i++)
    {
      g_autoptr (ChatPoolStore) store = make_store (fixture);
      g_autoptr (IcwsPool) pool = make_pool (fixture);
      g_autofree char *aside = i == 0 ? g_strconcat (fixture->path, ".broken", NULL)
                                      : g_strdup_printf ("%s.broken.%u", fixture->path, i);
      g_autofree char *kept = NULL;
      g_autoptr (GError) error = NULL;

      g_mkdir_with_parents (folder, 0700);
      g_assert_true (g_file_set_contents (fixture->path, FILES[i], -1, NULL));
      chat_pool_store_attach (store, pool);
      g_assert_false (load (store, &error));
      g_assert_error (error, CHAT_POOL_STORE_ERROR, CHAT_POOL_STORE_ERROR_BROKEN);
      g_assert_nonnull (strstr (error->message, aside));
      g_clear_error (&error);
      g_assert_true (g_file_get_contents (aside, &kept, NULL, NULL));
      g_assert_cmpstr (kept, ==, FILES[i]);
      open_once (pool); /* begins anew */
      flush (store, &error);
      g_assert_no_error (error);
      g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_REGULAR));
    }
}

static void
on_save_failed (ChatPoolStore *store, const GError *error, guint *n)
{
  g_assert_error (error, CHAT_POOL_STORE_ERROR, CHAT_POOL_STORE_ERROR_IO);
  (*n)++;
}

/* A file stands where the folder should be. */
static void
test_save_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcwsPool) pool = make_pool (fixture);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  load (fixture->store, NULL);
  chat_pool_store_attach (fixture->store, pool);
  g_signal_connect (fixture->store, "save-failed", G_CALLBACK (on_save_failed), &n);
  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  open_once (pool);
  g_assert_false (flush (fixture->store, &error));
  g_assert_error (error, CHAT_POOL_STORE_ERROR, CHAT_POOL_STORE_ERROR_IO);
  g_clear_error (&error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (g_unlink (folder), ==, 0);
  open_once (pool);
  flush (fixture->store, &error);
  g_assert_no_error (error);
}

/* In a process of its own: writes again and again until it is killed. */
static void
write_without_end (const char *path)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (1);
  Fixture child = { NULL, (char *)path, clock, ic_random_get_system (), NULL };
  ChatPoolStore *store = make_store (&child);
  IcwsPool *pool = make_pool (&child);

  load (store, NULL);
  chat_pool_store_attach (store, pool);
  for (guint i = 0;; i++)
    {
      report (pool, i % 2 ? A : B, ICWS_ERROR_REPLAYED);
      flush (store, NULL);
      g_print ("w");
      fflush (stdout);
    }
}

/* Killed at any moment, it leaves one whole file: the old one or the new one. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (11);

  for (guint i = 0; i < 12; i++)
    {
      const char *argv[] = { "/proc/self/exe", "--write", fixture->path, NULL };
      g_autoptr (GSubprocess)
          child = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
      g_autoptr (ChatPoolStore) store = make_store (fixture);
      g_autoptr (IcwsPool) pool = make_pool (fixture);
      g_autoptr (GError) error = NULL;
      guint8 written[64];
      gsize n = 1 + ic_random_uint64 (random) % sizeof written;

      g_assert_nonnull (child);
      g_assert_true (g_input_stream_read_all (g_subprocess_get_stdout_pipe (child), written, n, &n,
                                              NULL, NULL));
      g_subprocess_force_exit (child);
      g_assert_true (g_subprocess_wait (child, NULL, NULL));
      chat_pool_store_attach (store, pool);
      load (store, &error);
      g_assert_no_error (error);
      g_assert_true (is_quarantined (pool, B));
    }
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    write_without_end (argv[2]);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/chat/pool-store/round-trip", test_round_trip);
  ADD ("/chat/pool-store/coalesced", test_coalesced);
  ADD ("/chat/pool-store/shared", test_shared);
  ADD ("/chat/pool-store/broken", test_broken);
  ADD ("/chat/pool-store/save-fails", test_save_fails);
  ADD ("/chat/pool-store/killed", test_killed);
  return g_test_run ();
}
