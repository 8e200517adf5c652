/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ic-test-authority.h"
#include "ic/ic-cbor.h"
#include "ic/ic-clock.h"
#include "ic/ic-error.h"
#include "ic/ic-public-key.h"

#define NOW G_GUINT64_CONSTANT (1700000000123456789)

typedef struct
{
  IcTestAuthority *authority;
  IcRootKey *root;
  IcPrincipal low, canister, high;
  guint8 data[IC_HASH_BYTES];
} Fixture;

static IcPrincipal
principal (const guint8 *bytes, gsize len)
{
  IcPrincipal self;

  g_assert_true (ic_principal_from_bytes (&self, bytes, len, NULL));
  return self;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->authority = ic_test_authority_new (1);
  f->root = ic_root_key_new_from_der (f->authority->root_der, NULL);
  g_assert_nonnull (f->root);
  f->low = principal ((const guint8 *)"\0\0\0\0\1\0\0\0\1\1", 10);
  f->canister = principal ((const guint8 *)"\0\0\0\0\1\x20\0\0\1\1", 10);
  f->high = principal ((const guint8 *)"\0\0\0\0\1\x2f\xff\xff\1\1", 10);
  memset (f->data, 0xda, sizeof f->data);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ic_root_key_unref (f->root);
  ic_test_authority_free (f->authority);
}

/* A certificate of the canister's certified data and the time, amid other canisters. */
static GBytes *
certify (Fixture *f, GBytes *delegation, guint64 time_ns)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  IcLabel path[] = { IC_LABEL ("canister"), { NULL, 0 }, IC_LABEL ("certified_data") };

  for (guint8 i = 0; i < 20; i++)
    {
      guint8 other[] = { 0, 0, 0, 0, 1, i, 9, 9, 1, 1 };

      path[1] = IC_LABEL_BYTES (other, sizeof other);
      ic_tree_builder_set (builder, path, 3, &i, 1);
    }
  path[1] = IC_LABEL_BYTES (f->canister.bytes, f->canister.len);
  ic_test_set (builder, path, 3, f->data, sizeof f->data);
  ic_test_set_time (builder, time_ns);
  return ic_test_authority_certify (f->authority, builder, delegation);
}

static IcCertificate *
parse (GBytes *cbor)
{
  g_autoptr (GError) error = NULL;
  IcCertificate *certificate = ic_certificate_new_from_cbor (cbor, &error);

  g_assert_no_error (error);
  return certificate;
}

/* Reads and verifies; gives the error's code, or -1. */
static int
check (GBytes *cbor, IcRootKey *root, const IcPrincipal *canister_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (cbor, &error);

  if (certificate != NULL && ic_certificate_verify (certificate, root, canister_id, &error))
    {
      g_assert_no_error (error);
      return -1;
    }
  g_assert_nonnull (error);
  g_assert_true (error->domain == IC_ERROR);
  g_test_message ("%s", error->message);
  return error->code;
}

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
      g_assert_cmpint (check (cbor, root, &canister), ==, RECORDED[i].expected);
    }
}

/* Under another root, mainnet's certificates are worth nothing. */
static void
test_mainnet_other_root (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) cbor = load_certificate ("ivg37_time.bin");
  IcPrincipal canister;

  g_assert_true (ic_principal_from_text (&canister, "ivg37-qiaaa-aaaab-aaaga-cai", NULL));
  g_assert_cmpint (check (cbor, f->root, &canister), ==, IC_ERROR_DELEGATION);
}

/* November 2025 and February 2022. */
static void
test_mainnet_time (void)
{
  g_autoptr (GBytes) cbor = load_certificate ("ivg37_time.bin");
  g_autoptr (IcCertificate) certificate = parse (cbor);
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
test_valid (Fixture *f, gconstpointer data)
{
  const IcTestRanges forms[] = { IC_TEST_RANGES_FLAT, IC_TEST_RANGES_SHARDED };
  g_autoptr (GBytes) plain = certify (f, NULL, NOW);
  guint64 verifications, hits;

  g_assert_cmpint (check (plain, f->root, &f->canister), ==, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GBytes)
          delegation = ic_test_authority_delegate (f->authority, forms[i], &f->low, &f->high);
      g_autoptr (GBytes) first = certify (f, delegation, NOW);
      g_autoptr (GBytes) second = certify (f, delegation, NOW + 1);

      g_assert_cmpint (check (first, f->root, &f->canister), ==, -1);
      g_assert_cmpint (check (second, f->root, &f->canister), ==, -1);
      g_assert_cmpint (check (second, f->root, &f->low), ==, -1);
      g_assert_cmpint (check (second, f->root, &f->high), ==, -1);
    }

  /* One plain; for each form a delegation, once, and four certificates. */
  ic_root_key_get_stats (f->root, &verifications, &hits);
  g_assert_cmpuint (verifications, ==, 1 + 2 * (1 + 4));
  g_assert_cmpuint (hits, ==, 2 * 3);
}

static void
test_accessors (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (GBytes) cbor = certify (f, delegation, NOW);
  g_autoptr (IcCertificate) certificate = parse (cbor);
  g_autoptr (GError) error = NULL;
  guint64 time_ns;
  const guint8 *value;
  gsize len;

  g_assert_true (
      ic_principal_equal (ic_certificate_get_subnet_id (certificate), &f->authority->subnet_id));
  g_assert_true (ic_certificate_get_time_ns (certificate, &time_ns, NULL));
  g_assert_cmpuint (time_ns, ==, NOW);
  value = ic_certificate_get_certified_data (certificate, &f->canister, &len, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (value, len, f->data, sizeof f->data);
  g_assert_null (ic_certificate_get_certified_data (certificate, &f->low, &len, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LOOKUP);
}

static void
test_time_window (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) cbor = certify (f, NULL, NOW);
  g_autoptr (IcCertificate) certificate = parse (cbor);
  const guint64 five = IC_CERTIFICATE_MAX_AGE_NS;
  const struct
  {
    guint64 now, max_age, max_future;
    int expected;
  } cases[] = {
    { NOW, 0, 0, -1 },
    { NOW + five, 0, 0, -1 },
    { NOW + five + 1, 0, 0, IC_ERROR_CERTIFICATE_STALE },
    { NOW - five, 0, 0, -1 },
    { NOW - five - 1, 0, 0, IC_ERROR_CERTIFICATE_FUTURE },
    { 0, 0, 0, IC_ERROR_CERTIFICATE_FUTURE },
    { G_MAXUINT64, 0, 0, IC_ERROR_CERTIFICATE_STALE },
    { NOW + 11, 10, 0, IC_ERROR_CERTIFICATE_STALE },
    { NOW + 10, 10, 0, -1 },
    { NOW - 11, 0, 10, IC_ERROR_CERTIFICATE_FUTURE },
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
test_no_time (Fixture *f, gconstpointer data)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  const IcLabel other[] = { IC_LABEL ("other") }, time[] = { IC_LABEL ("time") };
  g_autoptr (GBytes) none = NULL, wrong = NULL;
  g_autoptr (IcCertificate) without = NULL, malformed = NULL;
  g_autoptr (GError) error = NULL;

  ic_test_set (builder, other, 1, "x", 1);
  none = ic_test_authority_certify (f->authority, builder, NULL);
  without = parse (none);
  g_assert_false (ic_certificate_check_time (without, NOW, 0, 0, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LOOKUP);
  g_clear_error (&error);

  ic_test_set (builder, time, 1, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 11);
  wrong = ic_test_authority_certify (f->authority, builder, NULL);
  malformed = parse (wrong);
  g_assert_false (ic_certificate_check_time (malformed, NOW, 0, 0, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_CERTIFICATE);
}

static void
test_wrong_canister (Fixture *f, gconstpointer data)
{
  const IcTestRanges forms[] = { IC_TEST_RANGES_FLAT, IC_TEST_RANGES_SHARDED };
  /* One below the range, one above; shorter and longer ones, which bytewise order puts outside. */
  const IcPrincipal outside[] = {
    principal ((const guint8 *)"\0\0\0\0\0\xff\xff\xff\1\1", 10),
    principal ((const guint8 *)"\0\0\0\0\1\x30\0\0\1\1", 10),
    principal ((const guint8 *)"\0\0\0\0\1\0\0\0\1", 9),
    principal ((const guint8 *)"\0\0\0\0\1\x2f\xff\xff\1\1\0", 11),
    IC_PRINCIPAL_MANAGEMENT,
    IC_PRINCIPAL_ANONYMOUS,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GBytes)
          delegation = ic_test_authority_delegate (f->authority, forms[i], &f->low, &f->high);
      g_autoptr (GBytes) cbor = certify (f, delegation, NOW);

      for (gsize j = 0; j < G_N_ELEMENTS (outside); j++)
        g_assert_cmpint (check (cbor, f->root, &outside[j]), ==, IC_ERROR_CANISTER_RANGE);
      /* A refusal is not remembered, and neither is another canister's success. */
      g_assert_cmpint (check (cbor, f->root, &f->canister), ==, -1);
      g_assert_cmpint (check (cbor, f->root, &outside[0]), ==, IC_ERROR_CANISTER_RANGE);
    }
}

static void
test_no_ranges (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_NONE,
                                                              &f->low, &f->high);
  g_autoptr (GBytes) cbor = certify (f, delegation, NOW);

  g_assert_cmpint (check (cbor, f->root, &f->canister), ==, IC_ERROR_CANISTER_RANGE);
}

/* Two shards, both shown: the canister must be in the range of its own. */
static void
test_shards (Fixture *f, gconstpointer data)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  IcTestAuthority *a = f->authority;
  IcLabel id = IC_LABEL_BYTES (a->subnet_id.bytes, a->subnet_id.len);
  IcLabel key[] = { IC_LABEL ("subnet"), id, IC_LABEL ("public_key") };
  const IcPrincipal firsts[] = { principal ((const guint8 *)"\0\0\0\0\1\x10\0\0\1\1", 10),
                                 principal ((const guint8 *)"\0\0\0\0\1\x20\0\0\1\1", 10) };
  const IcPrincipal lasts[] = { principal ((const guint8 *)"\0\0\0\0\1\x14\0\0\1\1", 10),
                                principal ((const guint8 *)"\0\0\0\0\1\x24\0\0\1\1", 10) };
  const IcPrincipal in[] = { principal ((const guint8 *)"\0\0\0\0\1\x12\0\0\1\1", 10),
                             principal ((const guint8 *)"\0\0\0\0\1\x22\0\0\1\1", 10) };
  const IcPrincipal out[] = { principal ((const guint8 *)"\0\0\0\0\1\x09\0\0\1\1", 10),
                              principal ((const guint8 *)"\0\0\0\0\1\x15\0\0\1\1", 10),
                              principal ((const guint8 *)"\0\0\0\0\1\x25\0\0\1\1", 10) };
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
  cbor = certify (f, delegation, NOW);

  for (gsize i = 0; i < G_N_ELEMENTS (in); i++)
    g_assert_cmpint (check (cbor, f->root, &in[i]), ==, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (out); i++)
    g_assert_cmpint (check (cbor, f->root, &out[i]), ==, IC_ERROR_CANISTER_RANGE);
}

static void
test_wrong_root (Fixture *f, gconstpointer data)
{
  g_autoptr (IcTestAuthority) other = ic_test_authority_new (2);
  g_autoptr (IcRootKey) root = ic_root_key_new_from_der (other->root_der, NULL);
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (GBytes) plain = certify (f, NULL, NOW);
  g_autoptr (GBytes) delegated = certify (f, delegation, NOW);

  g_assert_cmpint (check (plain, root, &f->canister), ==, IC_ERROR_SIGNATURE);
  g_assert_cmpint (check (delegated, root, &f->canister), ==, IC_ERROR_DELEGATION);
}

/* The delegation is good, but somebody else signed. */
static void
test_wrong_signer (Fixture *f, gconstpointer data)
{
  g_autoptr (IcTestAuthority) other = ic_test_authority_new (2);
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  g_autoptr (GBytes) cbor = NULL, unnamed = NULL;

  ic_test_set_time (builder, NOW);
  cbor = ic_test_sign (builder, other->subnet_secret, &f->authority->subnet_id, delegation);
  g_assert_cmpint (check (cbor, f->root, &f->canister), ==, IC_ERROR_SIGNATURE);

  /* Signed by the subnet, but without its delegation. */
  ic_test_set_time (builder, NOW);
  unnamed = ic_test_sign (builder, f->authority->subnet_secret, NULL, NULL);
  g_assert_cmpint (check (unnamed, f->root, &f->canister), ==, IC_ERROR_SIGNATURE);
}

/* The delegation speaks of another subnet than it is said to. */
static void
test_wrong_subnet (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  g_autoptr (GBytes) cbor = NULL;

  ic_test_set_time (builder, NOW);
  cbor = ic_test_sign (builder, f->authority->subnet_secret, &f->canister, delegation);
  g_assert_cmpint (check (cbor, f->root, &f->canister), ==, IC_ERROR_DELEGATION);
}

static void
test_nested_delegation (Fixture *f, gconstpointer data)
{
  IcTestAuthority *a = f->authority;
  g_autoptr (GBytes)
      delegation = ic_test_authority_delegate (a, IC_TEST_RANGES_FLAT, &f->low, &f->high);
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  IcLabel id = IC_LABEL_BYTES (a->subnet_id.bytes, a->subnet_id.len);
  IcLabel key[] = { IC_LABEL ("subnet"), id, IC_LABEL ("public_key") };
  IcLabel flat[] = { IC_LABEL ("subnet"), id, IC_LABEL ("canister_ranges") };
  g_autoptr (GBytes) range = ic_test_range (&f->low, &f->high);
  g_autoptr (GBytes) nested = NULL, cbor = NULL;

  /* The subnet delegates to itself: every signature is right. */
  ic_test_set (builder, key, 3, g_bytes_get_data (a->subnet_der, NULL),
               g_bytes_get_size (a->subnet_der));
  ic_test_set (builder, flat, 3, g_bytes_get_data (range, NULL), g_bytes_get_size (range));
  nested = ic_test_sign (builder, a->subnet_secret, &a->subnet_id, delegation);
  cbor = certify (f, nested, NOW);
  g_assert_cmpint (check (cbor, f->root, &f->canister), ==, IC_ERROR_DELEGATION);
}

/* A root-signed delegation whose subnet key is no key. */
static void
test_bad_subnet_key (Fixture *f, gconstpointer data)
{
  IcTestAuthority *a = f->authority;
  IcLabel id = IC_LABEL_BYTES (a->subnet_id.bytes, a->subnet_id.len);
  IcLabel key[] = { IC_LABEL ("subnet"), id, IC_LABEL ("public_key") };
  guint8 infinity[BLS_PUBLIC_KEY_BYTES] = { 0xc0 };
  g_autoptr (GBytes) identity = ic_der_wrap_bls (infinity);
  g_autoptr (GBytes) no_der = g_bytes_new_static ("no key", 6);
  GBytes *const keys[] = { identity, no_der };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
      g_autoptr (GBytes) delegation = NULL, cbor = NULL;

      ic_test_set (builder, key, 3, g_bytes_get_data (keys[i], NULL), g_bytes_get_size (keys[i]));
      delegation = ic_test_sign (builder, a->root_secret, NULL, NULL);
      cbor = certify (f, delegation, NOW);
      g_assert_cmpint (check (cbor, f->root, &f->canister), ==, IC_ERROR_DELEGATION);
    }
}

/* A root-signed delegation whose ranges are no ranges. */
static void
test_bad_ranges (Fixture *f, gconstpointer data)
{
  IcTestAuthority *a = f->authority;
  IcLabel id = IC_LABEL_BYTES (a->subnet_id.bytes, a->subnet_id.len);
  IcLabel key[] = { IC_LABEL ("subnet"), id, IC_LABEL ("public_key") };
  IcLabel flat[] = { IC_LABEL ("subnet"), id, IC_LABEL ("canister_ranges") };
  const struct
  {
    const char *bytes;
    gsize len;
  } ranges[] = { { "", 0 },
                 { "\xa0", 1 },
                 { "\x81\x81\x41\x01", 4 },
                 { "\x81\x82\x61\x61\x61\x62", 6 },
                 { "\x80\x00", 2 },
                 { "\x9b\xff\xff\xff\xff\xff\xff\xff\xff", 9 },
                 { "\x81\x82\x41", 3 } };

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
      g_autoptr (GBytes) delegation = NULL, cbor = NULL;

      ic_test_set (builder, key, 3, g_bytes_get_data (a->subnet_der, NULL),
                   g_bytes_get_size (a->subnet_der));
      ic_test_set (builder, flat, 3, ranges[i].bytes, ranges[i].len);
      delegation = ic_test_sign (builder, a->root_secret, NULL, NULL);
      cbor = certify (f, delegation, NOW);
      g_assert_cmpint (check (cbor, f->root, &f->canister), ==, IC_ERROR_DELEGATION);
    }
}

/* Faults of form */

static void
test_malformed (Fixture *f, gconstpointer data)
{
  const struct
  {
    const char *name, *bytes;
    gsize len;
    int expected;
  } cases[] = {
#define CASE(name, bytes, code) { name, bytes, sizeof (bytes) - 1, code }
    CASE ("nothing", "", IC_ERROR_CERTIFICATE),
    CASE ("a number", "\x01", IC_ERROR_CERTIFICATE),
    CASE ("empty map", "\xa0", IC_ERROR_CERTIFICATE),
    CASE ("key is bytes", "\xa1\x41t\x00", IC_ERROR_CERTIFICATE),
    CASE ("tree alone", "\xa1\x64tree\x81\x00", IC_ERROR_CERTIFICATE),
    CASE ("signature too short", "\xa2\x64tree\x81\x00\x69signature\x41s", IC_ERROR_CERTIFICATE),
    CASE ("signature is text", "\xa2\x64tree\x81\x00\x69signature\x61s", IC_ERROR_CERTIFICATE),
    CASE ("tree twice", "\xa2\x64tree\x81\x00\x64tree\x81\x00", IC_ERROR_CERTIFICATE),
    CASE ("tree malformed", "\xa1\x64tree\x81\x05", IC_ERROR_HASH_TREE),
    CASE ("delegation is bytes",
          "\xa1\x6a"
          "delegation\x41"
          "d",
          IC_ERROR_CERTIFICATE),
    CASE ("delegation empty",
          "\xa1\x6a"
          "delegation\xa0",
          IC_ERROR_CERTIFICATE),
    CASE ("subnet too long",
          "\xa1\x6a"
          "delegation\xa2\x69subnet_id\x58\x1e"
          "123456789012345678901234567890\x6b"
          "certificate\x41"
          "c",
          IC_ERROR_CERTIFICATE),
    CASE ("unknown key cut off", "\xa1\x61x\x82\x00", IC_ERROR_CERTIFICATE),
    CASE ("unknown key with a float", "\xa1\x61x\xfb\0\0\0\0\0\0\0\0", IC_ERROR_CERTIFICATE),
    CASE (
        "unknown key nested",
        "\xa1\x61x\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x00",
        IC_ERROR_CERTIFICATE),
    CASE ("2^32 keys", "\xba\xff\xff\xff\xff", IC_ERROR_LIMIT),
    CASE ("indefinite map", "\xbf\x64tree\x81\x00\xff", IC_ERROR_CERTIFICATE),
#undef CASE
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) cbor = g_bytes_new (cases[i].bytes, cases[i].len);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].name);
      g_assert_null (ic_certificate_new_from_cbor (cbor, &error));
      g_assert_error (error, IC_ERROR, cases[i].expected);
    }
}

/* A tree 10,000 deep, and 100 MB of anything. */
static void
test_bombs (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) deep = g_byte_array_new ();
  g_autoptr (GBytes) deep_bytes = NULL, huge_bytes = NULL;
  g_autoptr (GError) error = NULL;
  const gsize huge = 100 * 1024 * 1024;

  ic_cbor_put_map (deep, 2);
  ic_cbor_put_text (deep, "tree");
  for (guint i = 0; i < 10000; i++)
    {
      ic_cbor_put_array (deep, 3);
      ic_cbor_put_uint64 (deep, IC_NODE_LABELED);
      ic_cbor_put_bytes (deep, "n", 1);
    }
  deep_bytes = g_byte_array_free_to_bytes (g_steal_pointer (&deep));
  g_assert_null (ic_certificate_new_from_cbor (deep_bytes, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
  g_clear_error (&error);

  huge_bytes = g_bytes_new_take (g_malloc0 (huge), huge);
  g_assert_null (ic_certificate_new_from_cbor (huge_bytes, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
}

static void
test_truncated (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (GBytes) cbor = certify (f, delegation, NOW);
  gsize size = g_bytes_get_size (cbor);

  for (gsize len = 0; len < size; len++)
    {
      g_autoptr (GBytes) piece = g_bytes_new (g_bytes_get_data (cbor, NULL), len);
      g_autoptr (GError) error = NULL;

      g_assert_null (ic_certificate_new_from_cbor (piece, &error));
      g_assert_true (error->domain == IC_ERROR);
      g_assert_true (error->code == IC_ERROR_CERTIFICATE || error->code == IC_ERROR_HASH_TREE);
    }
}

/* Where a piece stands inside the whole. */
static gsize
offset_of (GBytes *whole, gconstpointer piece, gsize len)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (whole, &size);
  const guint8 *found = memmem (data, size, piece, len);

  g_assert_nonnull (found);
  return found - data;
}

/* One flipped bit in each byte: always refused, and for the right reason. */
static void
test_flips (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, GPOINTER_TO_INT (data),
                                                              &f->low, &f->high);
  g_autoptr (GBytes) cbor = certify (f, delegation, NOW);
  g_autoptr (IcCertificate) certificate = parse (cbor);
  g_autoptr (IcRandom) random = ic_random_new_seeded (7);
  gsize size, delegation_size = g_bytes_get_size (delegation);
  const guint8 *bytes = g_bytes_get_data (cbor, &size);
  GBytes *signature = ic_certificate_get_signature (certificate);
  gsize inner = offset_of (cbor, g_bytes_get_data (delegation, NULL), delegation_size);
  gsize subnet = offset_of (cbor, f->authority->subnet_id.bytes, f->authority->subnet_id.len);
  gsize sig = offset_of (cbor, g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));

  g_assert_cmpint (check (cbor, f->root, &f->canister), ==, -1);
  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      g_autoptr (GBytes) flipped = NULL;
      int code;

      copy[i] ^= 1 << ic_random_uint64 (random) % 8;
      flipped = g_bytes_new (copy, size);
      code = check (flipped, f->root, &f->canister);

      if (i >= inner && i < inner + delegation_size)
        g_assert_cmpint (code, ==, IC_ERROR_DELEGATION);
      else if (i >= subnet && i < subnet + f->authority->subnet_id.len)
        g_assert_cmpint (code, ==, IC_ERROR_DELEGATION);
      else if (i >= sig && i < sig + BLS_SIGNATURE_BYTES)
        g_assert_cmpint (code, ==, IC_ERROR_SIGNATURE);
      else
        g_assert_true (code == IC_ERROR_CERTIFICATE || code == IC_ERROR_HASH_TREE ||
                       code == IC_ERROR_SIGNATURE || code == IC_ERROR_LIMIT);
    }
}

/* Keys that we do not know are passed over. */
static void
test_unknown_key (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) cbor = certify (f, NULL, NOW);
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
  g_assert_cmpint (check (extended, f->root, &f->canister), ==, -1);
}

/* More delegations than the cache holds: the oldest is proved again. */
static void
test_cache_bound (Fixture *f, gconstpointer data)
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
      g_ptr_array_add (certificates, certify (f, delegation, NOW));
      g_assert_cmpint (check (g_ptr_array_index (certificates, i), f->root, &f->canister), ==, -1);
    }

  ic_root_key_get_stats (f->root, &before, NULL);
  g_assert_cmpuint (before, ==, 2 * n);
  g_assert_cmpint (check (g_ptr_array_index (certificates, n - 1), f->root, &f->canister), ==, -1);
  ic_root_key_get_stats (f->root, &after, NULL);
  g_assert_cmpuint (after - before, ==, 1);
  g_assert_cmpint (check (g_ptr_array_index (certificates, 0), f->root, &f->canister), ==, -1);
  ic_root_key_get_stats (f->root, &before, NULL);
  g_assert_cmpuint (before - after, ==, 2);
}

/* One root key and one certificate, verified by several threads at once. */
typedef struct
{
  Fixture *fixture;
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
test_threads (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (GBytes) cbor = certify (f, delegation, NOW);
  g_autoptr (IcCertificate) certificate = parse (cbor);
  ThreadData shared = { f, certificate };
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("verify", verify_in_thread, &shared);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, 4);
}

static void
test_root_key (Fixture *f, gconstpointer data)
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

#define ADD(path, func) g_test_add ("/ic/certificate/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/certificate/mainnet", test_mainnet);
  g_test_add_func ("/ic/certificate/mainnet-time", test_mainnet_time);
  ADD ("mainnet-other-root", test_mainnet_other_root);
  ADD ("valid", test_valid);
  ADD ("accessors", test_accessors);
  ADD ("time-window", test_time_window);
  ADD ("no-time", test_no_time);
  ADD ("wrong-canister", test_wrong_canister);
  ADD ("no-ranges", test_no_ranges);
  ADD ("shards", test_shards);
  ADD ("wrong-root", test_wrong_root);
  ADD ("wrong-signer", test_wrong_signer);
  ADD ("wrong-subnet", test_wrong_subnet);
  ADD ("nested-delegation", test_nested_delegation);
  ADD ("bad-subnet-key", test_bad_subnet_key);
  ADD ("bad-ranges", test_bad_ranges);
  ADD ("malformed", test_malformed);
  ADD ("bombs", test_bombs);
  ADD ("truncated", test_truncated);
  g_test_add ("/ic/certificate/flips-flat", Fixture, GINT_TO_POINTER (IC_TEST_RANGES_FLAT), set_up,
              test_flips, tear_down);
  g_test_add ("/ic/certificate/flips-sharded", Fixture, GINT_TO_POINTER (IC_TEST_RANGES_SHARDED),
              set_up, test_flips, tear_down);
  ADD ("unknown-key", test_unknown_key);
  ADD ("cache-bound", test_cache_bound);
  ADD ("threads", test_threads);
  ADD ("root-key", test_root_key);
  return g_test_run ();
}
