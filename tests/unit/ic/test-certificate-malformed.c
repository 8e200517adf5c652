/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ic-test-certificate.h"
#include "ic/ic-cbor.h"
#include "ic/ic-error.h"

/* Faults of form */

static void
test_malformed (IcTestCertificate *f, gconstpointer data)
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
test_bombs (IcTestCertificate *f, gconstpointer data)
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
test_truncated (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, IC_TEST_RANGES_FLAT,
                                                              &f->low, &f->high);
  g_autoptr (GBytes) cbor = ic_test_certificate_make (f, delegation, IC_TEST_NOW);
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
test_flips (IcTestCertificate *f, gconstpointer data)
{
  g_autoptr (GBytes) delegation = ic_test_authority_delegate (f->authority, GPOINTER_TO_INT (data),
                                                              &f->low, &f->high);
  g_autoptr (GBytes) cbor = ic_test_certificate_make (f, delegation, IC_TEST_NOW);
  g_autoptr (IcCertificate) certificate = ic_test_certificate_parse (cbor);
  g_autoptr (IcRandom) random = ic_random_new_seeded (7);
  gsize size, delegation_size = g_bytes_get_size (delegation);
  const guint8 *bytes = g_bytes_get_data (cbor, &size);
  GBytes *signature = ic_certificate_get_signature (certificate);
  gsize inner = offset_of (cbor, g_bytes_get_data (delegation, NULL), delegation_size);
  gsize subnet = offset_of (cbor, f->authority->subnet_id.bytes, f->authority->subnet_id.len);
  gsize sig = offset_of (cbor, g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));

  g_assert_cmpint (ic_test_certificate_check (cbor, f->root, &f->canister), ==, -1);
  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      g_autoptr (GBytes) flipped = NULL;
      int code;

      copy[i] ^= 1 << ic_random_uint64 (random) % 8;
      flipped = g_bytes_new (copy, size);
      code = ic_test_certificate_check (flipped, f->root, &f->canister);

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  IC_TEST_CERTIFICATE_ADD ("malformed", NULL, test_malformed);
  IC_TEST_CERTIFICATE_ADD ("bombs", NULL, test_bombs);
  IC_TEST_CERTIFICATE_ADD ("truncated", NULL, test_truncated);
  IC_TEST_CERTIFICATE_ADD ("flips-flat", GINT_TO_POINTER (IC_TEST_RANGES_FLAT), test_flips);
  IC_TEST_CERTIFICATE_ADD ("flips-sharded", GINT_TO_POINTER (IC_TEST_RANGES_SHARDED), test_flips);
  return g_test_run ();
}
