/* SPDX-License-Identifier: MIT */
#include "ic/ic-bytes.h"
#include "ic/ic-ecdsa-identity.h"
#include "ic/ic-error.h"
#include "ic/ic-p256-scalar.h"

#include <string.h>

#define SECP256K1_ORDER "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
#define P256_ORDER      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"

typedef IcIdentity *(*NewIdentity) (const guint8 secret[32], GError **error);

static IcIdentity *
new_secp256k1 (const guint8 secret[32], GError **error)
{
  return (IcIdentity *)ic_secp256k1_identity_new (secret, error);
}

static IcIdentity *
new_p256 (const guint8 secret[32], GError **error)
{
  return (IcIdentity *)ic_p256_identity_new (secret, error);
}

static IcIdentity *
new_from_hex (NewIdentity new_identity, const char *hex, GError **error)
{
  g_autoptr (GBytes) secret = ic_bytes_from_hex (hex, NULL);

  g_assert_cmpuint (g_bytes_get_size (secret), ==, 32);
  return new_identity (g_bytes_get_data (secret, NULL), error);
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
sign (IcIdentity *identity, const char *message, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GBytes) bytes = g_bytes_new (message, strlen (message));
  Signing signing = { loop };

  ic_identity_sign_async (identity, bytes, cancellable, signed_cb, &signing);
  g_assert_null (signing.signature);
  g_main_loop_run (loop);
  if (signing.error != NULL)
    g_propagate_error (error, signing.error);
  return signing.signature;
}

static const struct
{
  NewIdentity new_identity;
  const char *secret;
  const char *message;
  const char *signature;
} vectors[] = {
  /* RFC 6979, A.2.5; of the first the other s, which is the lower. */
  { new_p256, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", "sample",
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9" },
  { new_p256, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", "test",
    "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
    "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083" },
  /* Well-known vectors of deterministic ECDSA on secp256k1. */
  { new_secp256k1, "0000000000000000000000000000000000000000000000000000000000000001",
    "Satoshi Nakamoto",
    "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
    "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5" },
  { new_secp256k1, "0000000000000000000000000000000000000000000000000000000000000001",
    "All those moments will be lost in time, like tears in rain. Time to die...",
    "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b"
    "547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21" },
};

static void
test_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (IcIdentity)
          identity = new_from_hex (vectors[i].new_identity, vectors[i].secret, NULL);
      g_autoptr (GBytes) signature = sign (identity, vectors[i].message, NULL, NULL);
      g_autofree char *hex = ic_bytes_to_hex (signature);

      g_assert_cmpstr (hex, ==, vectors[i].signature);
      g_assert_null (ic_identity_get_delegations (identity));
    }
}

static void
test_public_key (void)
{
  g_autoptr (IcIdentity) p256 = new_from_hex (
      new_p256, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", NULL);
  g_autoptr (IcIdentity) k256 = new_from_hex (
      new_secp256k1, "6b9ca08a337a61f1e00bb26df700a2014a6dd10efad9bbb0247ed40dadbe58ec", NULL);
  g_autofree char *hex = ic_bytes_to_hex (ic_identity_get_public_key_der (p256));
  g_autofree char *text = NULL;
  IcPrincipal principal;

  g_assert_cmpstr (hex, ==,
                   "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
                   "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                   "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
  ic_identity_get_principal (k256, &principal);
  text = ic_principal_to_text (&principal);
  g_assert_cmpstr (text, ==, "5upke-tazvi-6ufqc-i3v6r-j4gpu-dpwti-obhal-yb5xj-ue32x-ktkql-rqe");
}

/* What is signed verifies, with an s in the lower half, and not when something is changed. */
static void
test_verifies (void)
{
  static const NewIdentity makers[] = { new_secp256k1, new_p256 };
  g_autoptr (IcRandom) random = ic_random_new_seeded (7);

  for (guint i = 0; i < 200; i++)
    {
      guint8 secret[32];
      g_autofree char *message = g_strdup_printf ("message %u", i);
      g_autoptr (IcIdentity) identity = NULL;
      g_autoptr (IcPublicKey) key = NULL;
      g_autoptr (GBytes) signature = NULL;
      g_autoptr (GBytes) again = NULL;
      g_autoptr (GError) error = NULL;
      gsize len;
      const guint8 *bytes;

      ic_random_bytes (random, secret, sizeof secret);
      secret[0] &= 0x7f;
      identity = makers[i % 2](secret, &error);
      g_assert_no_error (error);
      key = ic_public_key_new_from_der (ic_identity_get_public_key_der (identity), &error);
      g_assert_no_error (error);
      signature = sign (identity, message, NULL, &error);
      g_assert_no_error (error);
      bytes = g_bytes_get_data (signature, &len);
      g_assert_true (ic_public_key_verify (key, message, strlen (message), bytes, len, &error));
      g_assert_no_error (error);
      g_assert_false (ic_public_key_verify (key, message, strlen (message) - 1, bytes, len, NULL));
      g_assert_cmpuint (bytes[32], <, 0x80);
      again = sign (identity, message, NULL, NULL);
      g_assert_true (g_bytes_equal (signature, again));
    }
}

static void
test_range (void)
{
  static const struct
  {
    NewIdentity new_identity;
    const char *secret;
    gboolean valid;
  } cases[] = {
    { new_secp256k1, "0000000000000000000000000000000000000000000000000000000000000000", FALSE },
    { new_secp256k1, SECP256K1_ORDER, FALSE },
    { new_secp256k1, "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", TRUE },
    { new_secp256k1, "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", FALSE },
    { new_secp256k1, "0000000000000000000000000000000000000000000000000000000000000001", TRUE },
    { new_p256, "0000000000000000000000000000000000000000000000000000000000000000", FALSE },
    { new_p256, P256_ORDER, FALSE },
    { new_p256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550", TRUE },
    { new_p256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632552", FALSE },
    { new_p256, "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", FALSE },
    { new_p256, "0000000000000000000000000000000000000000000000000000000000000001", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IcIdentity)
          identity = new_from_hex (cases[i].new_identity, cases[i].secret, &error);

      g_assert_cmpint (identity != NULL, ==, cases[i].valid);
      if (!cases[i].valid)
        g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
    }
}

static void
test_cancelled (void)
{
  static const NewIdentity makers[] = { new_secp256k1, new_p256 };

  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (IcIdentity) identity = new_from_hex (makers[i], vectors[0].secret, NULL);

      g_cancellable_cancel (cancellable);
      g_assert_null (sign (identity, "m", cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_p256_addition (void)
{
  static const struct
  {
    const char *scalar;
    const char *tweak;
    const char *sum; /* nullable */
  } cases[] = {
    { "0000000000000000000000000000000000000000000000000000000000000001",
      "0000000000000000000000000000000000000000000000000000000000000001",
      "0000000000000000000000000000000000000000000000000000000000000002" },
    /* To the order exactly, and past it. */
    { "0000000000000000000000000000000000000000000000000000000000000001",
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550", NULL },
    { "0000000000000000000000000000000000000000000000000000000000000002",
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550",
      "0000000000000000000000000000000000000000000000000000000000000001" },
    /* Beyond 2^256. */
    { "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550",
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550",
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f" },
    { "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550",
      "0000000000000000000000000000000000000000000000000000000000000000",
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550" },
    { "0000000000000000000000000000000000000000000000000000000000000001", P256_ORDER, NULL },
    { "0000000000000000000000000000000000000000000000000000000000000001",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", NULL },
    { "00000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "0000000000000000000000000000000000000000000000000000000000000001",
      "0000000100000000000000000000000000000000000000000000000000000000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) scalar = ic_bytes_from_hex (cases[i].scalar, NULL);
      g_autoptr (GBytes) tweak = ic_bytes_from_hex (cases[i].tweak, NULL);
      g_autofree char *hex = NULL;
      guint8 sum[32];

      memcpy (sum, g_bytes_get_data (scalar, NULL), 32);
      g_assert_cmpint (ic_p256_scalar_add (sum, g_bytes_get_data (tweak, NULL)), ==,
                       cases[i].sum != NULL);
      hex = ic_hex_encode (sum, 32);
      if (cases[i].sum != NULL)
        g_assert_cmpstr (hex, ==, cases[i].sum);
    }
}

/* The lower s of half the order is itself, of one more the other. */
static void
test_lower_s (void)
{
  static const char *const cases[][2] = {
    { "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8",
      "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8" },
    { "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a9",
      "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8" },
    { "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550",
      "0000000000000000000000000000000000000000000000000000000000000001" },
    { "0000000000000000000000000000000000000000000000000000000000000001",
      "0000000000000000000000000000000000000000000000000000000000000001" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = ic_bytes_from_hex (cases[i][0], NULL);
      g_autofree char *hex = NULL;
      guint8 s[32];

      memcpy (s, g_bytes_get_data (bytes, NULL), 32);
      ic_p256_lower_s (s);
      hex = ic_hex_encode (s, 32);
      g_assert_cmpstr (hex, ==, cases[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ecdsa-identity/vectors", test_vectors);
  g_test_add_func ("/ecdsa-identity/public-key", test_public_key);
  g_test_add_func ("/ecdsa-identity/verifies", test_verifies);
  g_test_add_func ("/ecdsa-identity/range", test_range);
  g_test_add_func ("/ecdsa-identity/cancelled", test_cancelled);
  g_test_add_func ("/ecdsa-identity/p256-addition", test_p256_addition);
  g_test_add_func ("/ecdsa-identity/lower-s", test_lower_s);

  return g_test_run ();
}
