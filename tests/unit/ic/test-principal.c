/* SPDX-License-Identifier: MIT */
#include "ic/ic-bytes.h"
#include "ic/ic-error.h"
#include "ic/ic-principal.h"
#include "ic/ic-random.h"

#include <string.h>

/* Interface spec, "Principals"; canister ids of the IC WebSocket examples. */
static const struct
{
  const char *text;
  const char *hex;
} vectors[] = {
  { "aaaaa-aa", "" },
  { "2vxsx-fae", "04" },
  { "em77e-bvlzu-aq", "abcd01" },
  { "rwlgt-iiaaa-aaaaa-aaaaa-cai", "00000000000000000101" },
  { "ryjl3-tyaaa-aaaaa-aaaba-cai", "00000000000000020101" },
};

static void
test_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *hex = NULL;
      g_autofree char *text = NULL;
      g_autofree char *upper = g_ascii_strup (vectors[i].text, -1);
      IcPrincipal principal, again;

      g_assert_true (ic_principal_from_text (&principal, vectors[i].text, &error));
      g_assert_no_error (error);
      hex = ic_hex_encode (principal.bytes, principal.len);
      g_assert_cmpstr (hex, ==, vectors[i].hex);
      text = ic_principal_to_text (&principal);
      g_assert_cmpstr (text, ==, vectors[i].text);

      g_assert_true (ic_principal_from_text (&again, upper, &error));
      g_assert_true (ic_principal_equal (&principal, &again));
      g_assert_cmpuint (ic_principal_hash (&principal), ==, ic_principal_hash (&again));
    }
}

static void
test_constants (void)
{
  IcPrincipal zero = { 0 };

  g_assert_true (ic_principal_equal (&zero, &IC_PRINCIPAL_MANAGEMENT));
  g_assert_true (ic_principal_is_anonymous (&IC_PRINCIPAL_ANONYMOUS));
  g_assert_false (ic_principal_is_anonymous (&IC_PRINCIPAL_MANAGEMENT));
}

static void
test_self_authenticating (void)
{
  g_autoptr (GBytes) der = ic_bytes_from_hex (
      "302a300506032b65700321008a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c",
      NULL);
  g_autofree char *text = NULL;
  IcPrincipal principal;

  ic_principal_self_authenticating (&principal, g_bytes_get_data (der, NULL),
                                    g_bytes_get_size (der));
  text = ic_principal_to_text (&principal);
  g_assert_cmpstr (text, ==, "wf3fv-4c4nr-7ks2b-xa4u7-kf3no-32glf-lf7e4-4ng4a-wwtlu-a2vnq-nae");
  g_assert_cmpuint (principal.len, ==, IC_PRINCIPAL_MAX_BYTES);
}

static void
test_round_trips (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (1);

  for (guint i = 0; i < 3000; i++)
    {
      guint8 bytes[IC_PRINCIPAL_MAX_BYTES];
      gsize len = i % (IC_PRINCIPAL_MAX_BYTES + 1);
      g_autofree char *text = NULL;
      IcPrincipal principal, again;

      ic_random_bytes (random, bytes, len);
      g_assert_true (ic_principal_from_bytes (&principal, bytes, len, NULL));
      text = ic_principal_to_text (&principal);
      g_assert_cmpuint (strlen (text), <, IC_PRINCIPAL_TEXT_SIZE);
      g_assert_true (ic_principal_from_text (&again, text, NULL));
      g_assert_true (ic_principal_equal (&principal, &again));
      g_assert_cmpmem (again.bytes, again.len, bytes, len);
    }
}

static void
test_malformed (void)
{
  static const char *const texts[] = {
    "",
    "-",
    "aaaaa",                                                                   /* too short */
    "aaaaa-a",                                                                 /* 3.75 bytes */
    "aaaaaaa",                                                                 /* no dash */
    "aaaa-aaa",                                                                /* dash misplaced */
    "-aaaaa-aa",                                                               /* dash first */
    "aaaaa-aa-",                                                               /* dash last */
    "aaaaa--aa",                                                               /* two dashes */
    "aaaaa-ab",                                                                /* checksum */
    "2vxsx-faf",                                                               /* stray last bits */
    "2vxsx-fa",                                                                /* cut short */
    "2vxsx-fae ",                                                              /* space */
    " 2vxsx-fae",                                                              /* space */
    "2vxsx_fae",                                                               /* wrong sign */
    "1vxsx-fae",                                                               /* 1 is no digit */
    "2vxsx-f\xc3\xa9",                                                         /* not ASCII */
    "ryjl3-tyaaa-aaaaa-aaaba-caj",                                             /* last character */
    "ryjl3-tyaaa-aaaaa-aaaca-cai",                                             /* some character */
    "wf3fv-4c4nr-7ks2b-xa4u7-kf3no-32glf-lf7e4-4ng4a-wwtlu-a2vnq-naeaa",       /* too long */
    "wf3fv-4c4nr-7ks2b-xa4u7-kf3no-32glf-lf7e4-4ng4a-wwtlu-a2vnq-nae-aaaaa-a", /* far too long */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      IcPrincipal principal;

      g_assert_false (ic_principal_from_text (&principal, texts[i], &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_PRINCIPAL);
    }
}

/* Each single character of a text, replaced by each other one, must be noticed. */
static void
test_typing_errors (void)
{
  const char *text = "mqci4-raaaa-aaaao-a2fyq-cai";
  const char *alphabet = "abcdefghijklmnopqrstuvwxyz234567-";

  for (gsize i = 0; text[i] != '\0'; i++)
    {
      for (gsize j = 0; alphabet[j] != '\0'; j++)
        {
          g_autofree char *wrong = g_strdup (text);
          IcPrincipal principal;

          wrong[i] = alphabet[j];
          g_assert_cmpint (ic_principal_from_text (&principal, wrong, NULL), ==,
                           text[i] == alphabet[j]);
        }
    }
}

static void
test_too_long (void)
{
  guint8 bytes[IC_PRINCIPAL_MAX_BYTES + 1] = { 0 };
  g_autoptr (GError) error = NULL;
  IcPrincipal principal;

  g_assert_false (ic_principal_from_bytes (&principal, bytes, sizeof bytes, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_PRINCIPAL);
  g_assert_true (ic_principal_from_bytes (&principal, NULL, 0, NULL));
}

static void
test_order (void)
{
  IcPrincipal a = { 2, { 1, 2 } };
  IcPrincipal b = { 2, { 1, 3 } };
  IcPrincipal longer = { 3, { 1, 2, 0 } };
  IcPrincipal high = { 1, { 0xff } };

  g_assert_cmpint (ic_principal_compare (&a, &a), ==, 0);
  g_assert_cmpint (ic_principal_compare (&a, &b), <, 0);
  g_assert_cmpint (ic_principal_compare (&b, &a), >, 0);
  g_assert_cmpint (ic_principal_compare (&a, &longer), <, 0);
  g_assert_cmpint (ic_principal_compare (&b, &longer), >, 0);
  g_assert_cmpint (ic_principal_compare (&high, &longer), >, 0);
  g_assert_cmpint (ic_principal_compare (&IC_PRINCIPAL_MANAGEMENT, &a), <, 0);
  g_assert_false (ic_principal_equal (&a, &longer));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/principal/vectors", test_vectors);
  g_test_add_func ("/ic/principal/constants", test_constants);
  g_test_add_func ("/ic/principal/self-authenticating", test_self_authenticating);
  g_test_add_func ("/ic/principal/round-trips", test_round_trips);
  g_test_add_func ("/ic/principal/malformed", test_malformed);
  g_test_add_func ("/ic/principal/typing-errors", test_typing_errors);
  g_test_add_func ("/ic/principal/too-long", test_too_long);
  g_test_add_func ("/ic/principal/order", test_order);
  return g_test_run ();
}
