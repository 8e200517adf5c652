/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ic-test-certificate.h"
#include "ic/ic-cbor.h"
#include "ic/ic-clock.h"
#include "ic/ic-error.h"
#include "ic/ic-public-key.h"

/* Mainnet */

static GBytes *
load_certificate (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "ic", "data", name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *certificate;
  cbor_item_t *item;
  gsize len;

  g_file_get_contents (path, &bytes, &len, &error);
  g_assert_no_error (error);
  item = ic_cbor_load (bytes, len, NULL, &error);
  g_assert_no_error (error);
  certificate = ic_cbor_get_bytes (ic_cbor_map_get (item, "certificate"), name, &error);
  g_assert_no_error (error);
  cbor_decref (&item);
  return certificate;
}

static const struct
{
  const char *file;
  const char *canister;
  int expected;
} RECORDED[] = {
  { "ivg37_time.bin", "ivg37-qiaaa-aaaab-aaaga-cai", -1 },
  { "ivg37_time.bin", "ryjl3-tyaaa-aaaaa-aaaba-cai", IC_ERROR_CANISTER_RANGE },
  { "ivg37_time.bin", "aaaaa-aa", IC_ERROR_CANISTER_RANGE },
  { "ivg37_time_pruned_ranges.bin", "ivg37-qiaaa-aaaab-aaaga-cai", IC_ERROR_CANISTER_RANGE },
  { "ivg37_delegated_v2.bin", "ivg37-qiaaa-aaaab-aaaga-cai", -1 },
  { "ivg37_delegated_v2.bin", "ryjl3-tyaaa-aaaaa-aaaba-cai", IC_ERROR_CANISTER_RANGE },
  { "ivg37_delegated_v2_pruned_subnet.bin", "ivg37-qiaaa-aaaab-aaaga-cai",
    IC_ERROR_CANISTER_RANGE },
  { "224od_subnet.bin", "224od-giaaa-aaaao-ae5vq-cai", -1 },
  { "224od_subnet.bin", "rdmx6-jaaaa-aaaaa-aaadq-cai", IC_ERROR_CANISTER_RANGE },
};

static void
test_mainnet (void)
{
  IcRootKey *root = ic_root_key_get_mainnet ();

  for (gsize i = 0; i < G_N_ELEMENTS (RECORDED); i++)
    {
      g_autoptr (GBytes) cbor = load_certificate (RECORDED[i].file);
      IcPrincipal canister;

      g_test_message ("%s for %s", RECORDED[i].file, RECORDED[i].canister);
      g_assert_true (ic_principal_from_text (&canister, RECORDED[i].canister, NULL));
      g_assert_cmpint (ic_test_certificate_check (cbor, root, &canister), ==, RECORDED[i].expected);
    }
}

/* Under another root, mainnet's certificates are worth nothing. */
static void
test_mainnet_other_root (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (GBytes) cbor = load_certificate ("ivg37_time.bin");
  IcPrincipal canister;

  g_assert_true (ic_principal_from_text (&canister, "ivg37-qiaaa-aaaab-aaaga-cai", NULL));
  g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &canister), ==, IC_ERROR_DELEGATION);
}

/* November 2025 and February 2022. */
static void
test_mainnet_time (void)
{
  g_autoptr (GBytes) cbor = load_certificate ("ivg37_time.bin");
  g_autoptr (IcCertificate) certificate = ic_test_certificate_parse (cbor);
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *text = NULL;
  guint64 time_ns;

  g_assert_true (ic_certificate_get_time_ns (certificate, &time_ns, NULL));
  date = g_date_time_new_from_unix_utc (time_ns / IC_NS_PER_S);
  text = g_date_time_format (date, "%Y-%m");
  g_assert_cmpstr (text, ==, "2025-11");
  g_assert_true (ic_certificate_has_delegation (certificate));
  g_assert_nonnull (ic_certificate_get_delegation_certificate (certificate));
  g_assert_false (
      ic_certificate_has_delegation (ic_certificate_get_delegation_certificate (certificate)));
}

/* Our own */

static void
test_valid (IcTestCertificate *f, gconstpointer data)
{
  const IcTestRanges forms[] = { IC_TEST_RANGES_FLAT, IC_TEST_RANGES_SHARDED };
  g_autoptr (GBytes) plain = ic_test_certificate_make (f, NULL, IC_TEST_NOW);
  guint64 verifications, hits;

  g_assert_cmpint (ic_test_certificate_check (plain, f->root, &f->canister), ==, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GBytes)
          delegation = ic_test_authority_delegate (f->authority, forms[i], &f->low, &f->high);
      g_autoptr (GBytes) first = ic_test_certificate_make (f, delegation, IC_TEST_NOW);
      g_autoptr (GBytes) second = ic_test_certificate_make (f, delegation, IC_TEST_NOW + 1);

      g_assert_cmpint (ic_test_certificate_check (first, f->root, &f->canister), ==, -1);
      g_assert_cmpint (ic_test_certificate_check (second, f->root, &f->canister), ==, -1);
      g_assert_cmpint (ic_test_certificate_check (second, f->root, &f->low), ==, -1);
      g_assert_cmpint (ic_test_certificate_check (second, f->root, &f->high), ==, -1);
    }

  /* One plain; for each form a delegation, once, and four certificates. */
  ic_root_key_get_stats (f->root, &verifications, &hits);
  g_assert_cmpuint (verifications, ==, 1 + 2 * (1 + 4));
  g_assert_cmpuint (hits, ==, 2 * 3);
}

static void
test_accessors (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (GBytes) cbor = ic_test_certificate_make (f, delegation, IC_TEST_NOW);
  g_autoptr (IcCertificate) certificate = ic_test_certificate_parse (cbor);
  g_autoptr (GError) error = NULL;
  guint64 time_ns;
  const guint8 *value;
  gsize len;

  g_assert_true (
      ic_principal_equal (ic_certificate_get_subnet_id (certificate), &f->authority->subnet_id));
  g_assert_true (ic_certificate_get_time_ns (certificate, &time_ns, NULL));
  g_assert_cmpuint (time_ns, ==, IC_TEST_NOW);
  value = ic_certificate_get_certified_data (certificate, &f->canister, &len, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (value, len, f->data, sizeof f->data);
  g_assert_null (ic_certificate_get_certified_data (certificate, &f->low, &len, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LOOKUP);
}

static void
test_time_window (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (GBytes) cbor = ic_test_certificate_make (f, NULL, IC_TEST_NOW);
  g_autoptr (IcCertificate) certificate = ic_test_certificate_parse (cbor);
  const guint64 five = IC_CERTIFICATE_MAX_AGE_NS;
  const struct
  {
    guint64 now, max_age, max_future;
    int expected;
  } cases[] = {
    { IC_TEST_NOW, 0, 0, -1 },
    { IC_TEST_NOW + five, 0, 0, -1 },
    { IC_TEST_NOW + five + 1, 0, 0, IC_ERROR_CERTIFICATE_STALE },
    { IC_TEST_NOW - five, 0, 0, -1 },
    { IC_TEST_NOW - five - 1, 0, 0, IC_ERROR_CERTIFICATE_FUTURE },
    { 0, 0, 0, IC_ERROR_CERTIFICATE_FUTURE },
    { G_MAXUINT64, 0, 0, IC_ERROR_CERTIFICATE_STALE },
    { IC_TEST_NOW + 11, 10, 0, IC_ERROR_CERTIFICATE_STALE },
    { IC_TEST_NOW + 10, 10, 0, -1 },
    { IC_TEST_NOW - 11, 0, 10, IC_ERROR_CERTIFICATE_FUTURE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean ok = ic_certificate_check_time (certificate, cases[i].now, cases[i].max_age,
                                               cases[i].max_future, &error);

      if (cases[i].expected < 0)
        {
          g_assert_no_error (error);
          g_assert_true (ok);
        }
      else
        {
          g_assert_error (error, IC_ERROR, cases[i].expected);
          g_assert_false (ok);
        }
    }
}

static void
test_no_time (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  const IcLabel other[] = { IC_LABEL ("other") }, time[] = { IC_LABEL ("time") };
  g_autoptr (GBytes) none = NULL, wrong = NULL;
  g_autoptr (IcCertificate) without = NULL, malformed = NULL;
  g_autoptr (GError) error = NULL;

  ic_test_set (builder, other, 1, "x", 1);
  none = ic_test_authority_certify (f->authority, builder, NULL);
  without = ic_test_certificate_parse (none);
  g_assert_false (ic_certificate_check_time (without, IC_TEST_NOW, 0, 0, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LOOKUP);
  g_clear_error (&error);

  ic_test_set (builder, time, 1, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 11);
  wrong = ic_test_authority_certify (f->authority, builder, NULL);
  malformed = ic_test_certificate_parse (wrong);
  g_assert_false (ic_certificate_check_time (malformed, IC_TEST_NOW, 0, 0, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_CERTIFICATE);
}

static void
test_wrong_canister (IcTestCertificate *f, gconstpointer data)
{
  const IcTestRanges forms[] = { IC_TEST_RANGES_FLAT, IC_TEST_RANGES_SHARDED };
  /* One below the range, one above; shorter and longer ones, which bytewise order puts outside. */
  const IcPrincipal outside[] = {
    ic_test_principal ((const guint8 *)"\0\0\0\0\0\xff\xff\xff\1\1", 10),
    ic_test_principal ((const guint8 *)"\0\0\0\0\1\x30\0\0\1\1", 10),
    ic_test_principal ((const guint8 *)"\0\0\0\0\1\0\0\0\1", 9),
    ic_test_principal ((const guint8 *)"\0\0\0\0\1\x2f\xff\xff\1\1\0", 11),
    IC_PRINCIPAL_MANAGEMENT,
    IC_PRINCIPAL_ANONYMOUS,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GBytes)
          delegation = ic_test_authority_delegate (f->authority, forms[i], &f->low, &f->high);
      g_autoptr (GBytes) cbor = ic_test_certificate_make (f, delegation, IC_TEST_NOW);

      for (gsize j = 0; j < G_N_ELEMENTS (outside); j++)
        g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &outside[j]), ==,
                         IC_ERROR_CANISTER_RANGE);
      /* A refusal is not remembered, and neither is another canister's success. */
      g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &f->canister), ==, -1);
      g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &outside[0]), ==,
                       IC_ERROR_CANISTER_RANGE);
    }
}

static void
test_no_ranges (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_NONE,
                                                              &f->low, &f->high);
  g_autoptr (GBytes) cbor = ic_test_certificate_make (f, delegation, IC_TEST_NOW);

  g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &f->canister), ==,
                   IC_ERROR_CANISTER_RANGE);
}

/* Two shards, both shown: the canister must be in the range of its own. */
static void
test_shards (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  IcTestAuthority *a = f->authority;
  IcLabel id = IC_LABEL_BYTES (a->subnet_id.bytes, a->subnet_id.len);
  IcLabel key[] = { IC_LABEL ("subnet"), id, IC_LABEL ("public_key") };
  const IcPrincipal firsts[] = { ic_test_principal ((const guint8 *)"\0\0\0\0\1\x10\0\0\1\1", 10),
                                 ic_test_principal ((const guint8 *)"\0\0\0\0\1\x20\0\0\1\1", 10) };
  const IcPrincipal lasts[] = { ic_test_principal ((const guint8 *)"\0\0\0\0\1\x14\0\0\1\1", 10),
                                ic_test_principal ((const guint8 *)"\0\0\0\0\1\x24\0\0\1\1", 10) };
  const IcPrincipal in[] = { ic_test_principal ((const guint8 *)"\0\0\0\0\1\x12\0\0\1\1", 10),
                             ic_test_principal ((const guint8 *)"\0\0\0\0\1\x22\0\0\1\1", 10) };
  const IcPrincipal out[] = { ic_test_principal ((const guint8 *)"\0\0\0\0\1\x09\0\0\1\1", 10),
                              ic_test_principal ((const guint8 *)"\0\0\0\0\1\x15\0\0\1\1", 10),
                              ic_test_principal ((const guint8 *)"\0\0\0\0\1\x25\0\0\1\1", 10) };
  g_autoptr (GBytes) delegation = NULL, cbor = NULL;

  ic_test_set (builder, key, 3, g_bytes_get_data (a->subnet_der, NULL),
               g_bytes_get_size (a->subnet_der));
  for (gsize i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) range = ic_test_range (&firsts[i], &lasts[i]);
      IcLabel path[] = { IC_LABEL ("canister_ranges"), id,
                         IC_LABEL_BYTES (firsts[i].bytes, firsts[i].len) };

      ic_test_set (builder, path, 3, g_bytes_get_data (range, NULL), g_bytes_get_size (range));
    }
  delegation = ic_test_sign (builder, a->root_secret, NULL, NULL);
  cbor = ic_test_certificate_make (f, delegation, IC_TEST_NOW);

  for (gsize i = 0; i < G_N_ELEMENTS (in); i++)
    g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &in[i]), ==, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (out); i++)
    g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &out[i]), ==,
                     IC_ERROR_CANISTER_RANGE);
}

/* Keys that we do not know are passed over. */
static void
test_unknown_key (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (GBytes) cbor = ic_test_certificate_make (f, NULL, IC_TEST_NOW);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const guint8 *bytes = g_bytes_get_data (cbor, NULL);
  g_autoptr (GBytes) extended = NULL;

  /* Behind the tag and the head of the map. */
  ic_cbor_put_map (out, 3);
  ic_cbor_put_text (out, "future");
  ic_cbor_put_array (out, 2);
  ic_cbor_put_bool (out, TRUE);
  ic_cbor_put_text (out, "x");
  g_byte_array_append (out, bytes + 4, g_bytes_get_size (cbor) - 4);
  extended = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  g_assert_cmpint (ic_test_certificate_check (extended, f->root, &f->canister), ==, -1);
}

/* More delegations than the cache holds: the oldest is proved again. */
static void
test_cache_bound (IcTestCertificate *f, gconstpointer data)
{
  const guint n = 66;
  g_autoptr (GPtrArray)
      certificates = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  guint64 before, after;

  for (guint i = 0; i < n; i++)
    {
      IcPrincipal high = f->high;
      g_autoptr (GBytes) delegation = NULL;

      high.bytes[7] = i;
      delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT, &f->low, &high);
      g_ptr_array_add (certificates, ic_test_certificate_make (f, delegation, IC_TEST_NOW));
      g_assert_cmpint (
          ic_test_certificate_check (g_ptr_array_index (certificates, i), f->root, &f->canister),
          ==, -1);
    }

  ic_root_key_get_stats (f->root, &before, NULL);
  g_assert_cmpuint (before, ==, 2 * n);
  g_assert_cmpint (
      ic_test_certificate_check (g_ptr_array_index (certificates, n - 1), f->root, &f->canister),
      ==, -1);
  ic_root_key_get_stats (f->root, &after, NULL);
  g_assert_cmpuint (after - before, ==, 1);
  g_assert_cmpint (
      ic_test_certificate_check (g_ptr_array_index (certificates, 0), f->root, &f->canister), ==,
      -1);
  ic_root_key_get_stats (f->root, &before, NULL);
  g_assert_cmpuint (before - after, ==, 2);
}

/* One root key and one certificate, verified by several threads at once. */
typedef struct
{
  IcTestCertificate *fixture;
  IcCertificate *shared;
} ThreadData;

static gpointer
verify_in_thread (gpointer data)
{
  ThreadData *shared = data;
  guint n_ok = 0;

  for (guint i = 0; i < 4; i++)
    n_ok += ic_certificate_verify (shared->shared, shared->fixture->root,
                                   &shared->fixture->canister, NULL);
  return GUINT_TO_POINTER (n_ok);
}

static void
test_threads (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (GBytes) cbor = ic_test_certificate_make (f, delegation, IC_TEST_NOW);
  g_autoptr (IcCertificate) certificate = ic_test_certificate_parse (cbor);
  ThreadData shared = { f, certificate };
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("verify", verify_in_thread, &shared);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, 4);
}

static void
test_root_key (IcTestCertificate *f, gconstpointer data)
{
  guint8 infinity[BLS_PUBLIC_KEY_BYTES] = { 0xc0 }, zeroes[BLS_PUBLIC_KEY_BYTES] = { 0 };
  g_autoptr (GBytes) identity = ic_der_wrap_bls (infinity);
  g_autoptr (GBytes) unset = ic_der_wrap_bls (zeroes);
  g_autoptr (GBytes) short_der = g_bytes_new_from_bytes (f->authority->root_der, 0, 100);
  g_autoptr (GError) error = NULL;

  g_assert_null (ic_root_key_new_from_der (identity, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
  g_clear_error (&error);
  g_assert_null (ic_root_key_new_from_der (unset, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
  g_clear_error (&error);
  g_assert_null (ic_root_key_new_from_der (short_der, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_DER);
  g_assert_true (g_bytes_equal (ic_root_key_get_der (f->root), f->authority->root_der));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/certificate/mainnet", test_mainnet);
  g_test_add_func ("/ic/certificate/mainnet-time", test_mainnet_time);
  IC_TEST_CERTIFICATE_ADD ("mainnet-other-root", NULL, test_mainnet_other_root);
  IC_TEST_CERTIFICATE_ADD ("valid", NULL, test_valid);
  IC_TEST_CERTIFICATE_ADD ("accessors", NULL, test_accessors);
  IC_TEST_CERTIFICATE_ADD ("time-window", NULL, test_time_window);
  IC_TEST_CERTIFICATE_ADD ("no-time", NULL, test_no_time);
  IC_TEST_CERTIFICATE_ADD ("wrong-canister", NULL, test_wrong_canister);
  IC_TEST_CERTIFICATE_ADD ("no-ranges", NULL, test_no_ranges);
  IC_TEST_CERTIFICATE_ADD ("shards", NULL, test_shards);
  IC_TEST_CERTIFICATE_ADD ("unknown-key", NULL, test_unknown_key);
  IC_TEST_CERTIFICATE_ADD ("cache-bound", NULL, test_cache_bound);
  IC_TEST_CERTIFICATE_ADD ("threads", NULL, test_threads);
  IC_TEST_CERTIFICATE_ADD ("root-key", NULL, test_root_key);
  return g_test_run ();
}
