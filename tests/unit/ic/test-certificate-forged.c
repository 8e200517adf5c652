/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ic-test-certificate.h"
#include "ic/ic-error.h"
#include "ic/ic-public-key.h"

/* What somebody could sign or send who is not who he should be. */

static void
test_wrong_root (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (IcTestAuthority) other = ic_test_authority_new (2);
  g_autoptr (IcRootKey) root = ic_root_key_new_from_der (other->root_der, NULL);
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (GBytes) plain = ic_test_certificate_make (f, NULL, IC_TEST_NOW);
  g_autoptr (GBytes) delegated = ic_test_certificate_make (f, delegation, IC_TEST_NOW);

  g_assert_cmpint (ic_test_certificate_check (plain, root, &f->canister), ==, IC_ERROR_SIGNATURE);
  g_assert_cmpint (ic_test_certificate_check (delegated, root, &f->canister), ==,
                   IC_ERROR_DELEGATION);
}

/* The delegation is good, but somebody else signed. */
static void
test_wrong_signer (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (IcTestAuthority) other = ic_test_authority_new (2);
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  g_autoptr (GBytes) cbor = NULL, unnamed = NULL;

  ic_test_set_time (builder, IC_TEST_NOW);
  cbor = ic_test_sign (builder, other->subnet_secret, &f->authority->subnet_id, delegation);
  g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &f->canister), ==, IC_ERROR_SIGNATURE);

  /* Signed by the subnet, but without its delegation. */
  ic_test_set_time (builder, IC_TEST_NOW);
  unnamed = ic_test_sign (builder, f->authority->subnet_secret, NULL, NULL);
  g_assert_cmpint (ic_test_certificate_check (unnamed, f->root, &f->canister), ==,
                   IC_ERROR_SIGNATURE);
}

/* The delegation speaks of another subnet than it is said to. */
static void
test_wrong_subnet (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  g_autoptr (GBytes) cbor = NULL;

  ic_test_set_time (builder, IC_TEST_NOW);
  cbor = ic_test_sign (builder, f->authority->subnet_secret, &f->canister, delegation);
  g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &f->canister), ==,
                   IC_ERROR_DELEGATION);
}

static void
test_nested_delegation (IcTestCertificate *f, gconstpointer data)
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
  cbor = ic_test_certificate_make (f, nested, IC_TEST_NOW);
  g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &f->canister), ==,
                   IC_ERROR_DELEGATION);
}

/* A root-signed delegation whose subnet key is no key. */
static void
test_bad_subnet_key (IcTestCertificate *f, gconstpointer data)
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
      cbor = ic_test_certificate_make (f, delegation, IC_TEST_NOW);
      g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &f->canister), ==,
                       IC_ERROR_DELEGATION);
    }
}

/* A root-signed delegation whose ranges are no ranges. */
static void
test_bad_ranges (IcTestCertificate *f, gconstpointer data)
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
      cbor = ic_test_certificate_make (f, delegation, IC_TEST_NOW);
      g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &f->canister), ==,
                       IC_ERROR_DELEGATION);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  IC_TEST_CERTIFICATE_ADD ("wrong-root", NULL, test_wrong_root);
  IC_TEST_CERTIFICATE_ADD ("wrong-signer", NULL, test_wrong_signer);
  IC_TEST_CERTIFICATE_ADD ("wrong-subnet", NULL, test_wrong_subnet);
  IC_TEST_CERTIFICATE_ADD ("nested-delegation", NULL, test_nested_delegation);
  IC_TEST_CERTIFICATE_ADD ("bad-subnet-key", NULL, test_bad_subnet_key);
  IC_TEST_CERTIFICATE_ADD ("bad-ranges", NULL, test_bad_ranges);
  return g_test_run ();
}
