/* SPDX-License-Identifier: MIT */
#include "ic/ic-bytes.h"
#include "ic/ic-error.h"
#include "ic/ic-random.h"

#include <gio/gio.h>
#include <string.h>

static void
test_hex (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ic_bytes_from_hex ("00fFA9", &error);
  g_autoptr (GBytes) empty = ic_bytes_from_hex ("", &error);
  g_autofree char *hex = NULL;

  g_assert_no_error (error);
  hex = ic_bytes_to_hex (bytes);
  g_assert_cmpstr (hex, ==, "00ffa9");
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
}

static void
test_hex_malformed (void)
{
  static const char *const texts[] = { "0", "0g", "g0", " 00", "0x00", "00 ", "\xff\xff" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ic_bytes_from_hex (texts[i], &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_HEX);
    }
}

static void
assert_class (GQuark domain, int code, IcErrorClass expected)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "");

  g_assert_cmpint (ic_error_get_class (error), ==, expected);
}

static void
test_error_classes (void)
{
  assert_class (IC_ERROR, IC_ERROR_KEY, IC_ERROR_CLASS_OURS);
  assert_class (IC_ERROR, IC_ERROR_PRINCIPAL, IC_ERROR_CLASS_OURS);
  assert_class (IC_ERROR, IC_ERROR_ROOT_KEY, IC_ERROR_CLASS_OURS);
  assert_class (IC_ERROR, IC_ERROR_CBOR, IC_ERROR_CLASS_PEER);
  assert_class (IC_ERROR, IC_ERROR_SIGNATURE, IC_ERROR_CLASS_PEER);
  assert_class (IC_ERROR, IC_ERROR_CERTIFICATE_STALE, IC_ERROR_CLASS_PEER);
  assert_class (IC_ERROR, IC_ERROR_REJECTED, IC_ERROR_CLASS_PEER);
  assert_class (IC_ERROR, IC_ERROR_HTTP, IC_ERROR_CLASS_ENVIRONMENT);
  assert_class (IC_ERROR, IC_ERROR_TIMEOUT, IC_ERROR_CLASS_ENVIRONMENT);
  assert_class (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, IC_ERROR_CLASS_ENVIRONMENT);
}

static void
test_random (void)
{
  g_autoptr (IcRandom) a = ic_random_new_seeded (7);
  g_autoptr (IcRandom) b = ic_random_new_seeded (7);
  g_autoptr (IcRandom) other = ic_random_new_seeded (8);
  guint64 first = ic_random_uint64 (a);
  guint8 x[64] = { 0 };
  guint8 y[64] = { 0 };

  g_assert_cmpuint (first, ==, ic_random_uint64 (b));
  g_assert_cmpuint (first, !=, ic_random_uint64 (other));
  g_assert_cmpuint (first, !=, ic_random_uint64 (a));
  ic_random_uint64 (b);
  ic_random_bytes (a, x, sizeof x);
  ic_random_bytes (b, y, sizeof y);
  g_assert_cmpmem (x, sizeof x, y, sizeof y);

  g_assert_true (ic_random_get_system () == ic_random_get_system ());
  ic_random_bytes (ic_random_get_system (), x, sizeof x);
  g_assert_cmpint (memcmp (x, y, sizeof x), !=, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/bytes/hex", test_hex);
  g_test_add_func ("/ic/bytes/hex-malformed", test_hex_malformed);
  g_test_add_func ("/ic/error/classes", test_error_classes);
  g_test_add_func ("/ic/random/seeded", test_random);
  return g_test_run ();
}
