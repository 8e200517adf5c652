/* SPDX-License-Identifier: MIT */
#include "ic/ic-bytes.h"
#include "ic/ic-derivation.h"
#include "ic/ic-error.h"
#include "ic/ic-hd-key.h"
#include "ic/ic-mnemonic.h"
#include "hd-vectors.h"

#include <string.h>

#define SEED_ONE   "000102030405060708090a0b0c0d0e0f"
#define DFX_PHRASE "equip will roof matter pink blind book anxiety banner elbow sun young"
#define AGREED_PHRASE                                                                              \
  "early cinnamon crucial teach mobile just toast real rebel around card priority spike aerobic "  \
  "result account marble hero action intact inside elbow wrestle oval"
#define ABANDON_PHRASE                                                                             \
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

static IcSecret *
derive (IcHdCurve curve, const char *seed_hex, const char *path, GError **error)
{
  g_autoptr (IcSecret) seed = ic_secret_from_hex (seed_hex, strlen (seed_hex), NULL);
  g_auto (GStrv) steps = g_strsplit (path, "/", -1);
  guint32 indices[16];
  gsize n = 0;

  for (guint i = 1; steps[i] != NULL; i++)
    {
      indices[n] = g_ascii_strtoull (steps[i], NULL, 10);
      if (g_str_has_suffix (steps[i], "'"))
        indices[n] |= IC_HD_HARDENED;
      n++;
    }
  return ic_hd_key_derive (curve, seed, indices, n, error);
}

static void
test_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hd_vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IcSecret)
          node = derive (hd_vectors[i].curve, hd_vectors[i].seed, hd_vectors[i].path, &error);
      g_autofree char *expected = g_strconcat (hd_vectors[i].key, hd_vectors[i].chain_code, NULL);
      g_autofree char *hex = NULL;

      g_assert_no_error (error);
      hex = ic_hex_encode (ic_secret_get_const (node), ic_secret_get_len (node));
      g_assert_cmpstr (hex, ==, expected);
    }
}

/* From the derivation retry vector of SLIP-10: child 33941 of this key does not exist on P-256. */
static void
test_next_index (void)
{
  g_autoptr (IcSecret) missing = derive (IC_HD_P256, SEED_ONE, "m/28578'/33941", NULL);
  g_autoptr (IcSecret) next = derive (IC_HD_P256, SEED_ONE, "m/28578'/33942", NULL);
  g_autoptr (IcSecret) before = derive (IC_HD_P256, SEED_ONE, "m/28578'/33940", NULL);

  g_assert_true (ic_secret_equal (missing, next));
  g_assert_false (ic_secret_equal (missing, before));
}

static void
test_refused (void)
{
  static const struct
  {
    IcHdCurve curve;
    const char *seed;
    const char *path;
  } cases[] = {
    /* Of the seed retry vector of SLIP-10: the first hash of this seed is beyond the order. */
    { IC_HD_P256, "a7305bc8df8d0951f0cb224c0e95d7707cbdf2c6ce7e8d481fec69c7ff5e9446", "m/0'" },
    { IC_HD_ED25519, SEED_ONE, "m/0" },
    { IC_HD_ED25519, SEED_ONE, "m/0'/1/2'" },
    { IC_HD_SECP256K1, "", "m" },
    { IC_HD_SECP256K1, "000102030405060708090a0b0c0d0e", "m" },
    { IC_HD_ED25519,
      "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f"
      "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f00",
      "m" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (derive (cases[i].curve, cases[i].seed, cases[i].path, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
    }
}

static char *
get_principal_text (IcIdentity *identity)
{
  IcPrincipal principal;

  ic_identity_get_principal (identity, &principal);
  return ic_principal_to_text (&principal);
}

/* Principals that other programs state for these phrases. */
static void
test_principals (void)
{
  static const struct
  {
    const char *phrase;
    IcDerivation derivation;
    const char *principal;
  } cases[] = {
    { DFX_PHRASE, IC_DERIVATION_DFX,
      "5upke-tazvi-6ufqc-i3v6r-j4gpu-dpwti-obhal-yb5xj-ue32x-ktkql-rqe" },
    { DFX_PHRASE, IC_DERIVATION_ICP_CLI_P256,
      "gu6g3-gzs4p-fyjio-reppd-qk7ef-lhput-eg36s-ofyim-gi6y4-ce3qs-zqe" },
    { DFX_PHRASE, IC_DERIVATION_ICP_CLI_ED25519,
      "z2yk5-gbsi4-5eudl-y5q6u-qaqmf-37gjy-r66iy-oiqvb-d5nbr-5odxa-4qe" },
    { AGREED_PHRASE, IC_DERIVATION_DFX,
      "bh66w-ffyze-maien-ejjje-wzhqi-crrjo-rcgs7-twjrh-kf2km-hbtia-eae" },
    { ABANDON_PHRASE, IC_DERIVATION_DFX,
      "tgzar-4lpln-fq34h-6hxo4-wlm3x-6g3or-6hxvr-d6jbw-ooh2b-lzsw4-aqe" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IcSecret) phrase = ic_secret_new_text (cases[i].phrase);
      g_autoptr (IcIdentity)
          identity = ic_identity_new_from_mnemonic (phrase, NULL, cases[i].derivation, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = get_principal_text (identity);
      g_assert_cmpstr (text, ==, cases[i].principal);
    }
}

/* What a JavaScript program gets that hands 32 bytes of the seed to Ed25519KeyIdentity.generate(). */
static void
test_agent_js (void)
{
  g_autoptr (IcSecret) phrase = ic_secret_new_text (ABANDON_PHRASE);
  g_autoptr (IcSecret) passphrase = ic_secret_new_text ("TREZOR");
  g_autoptr (IcIdentity) identity = ic_identity_new_from_mnemonic (
      phrase, passphrase, IC_DERIVATION_AGENT_JS_ED25519, NULL);
  g_autoptr (IcEd25519Identity) expected = ic_ed25519_identity_new_from_hex (
      "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e5349553", NULL);

  g_assert_true (g_bytes_equal (ic_identity_get_public_key_der (identity),
                                ic_identity_get_public_key_der (IC_IDENTITY (expected))));
}

static void
test_ids (void)
{
  static const char *const ids[] = { "dfx", "agent-js-ed25519", "icp-cli-ed25519", "icp-cli-p256" };
  IcDerivation derivation;

  for (guint i = 0; i < IC_N_DERIVATIONS; i++)
    {
      g_assert_cmpstr (ic_derivation_get_id (i), ==, ids[i]);
      g_assert_true (ic_derivation_from_id (ids[i], &derivation));
      g_assert_cmpuint (derivation, ==, i);
    }
  g_assert_false (ic_derivation_from_id ("", &derivation));
  g_assert_false (ic_derivation_from_id ("DFX", &derivation));
  g_assert_cmpstr (ic_derivation_get_path (IC_DERIVATION_DFX), ==, "m/44'/223'/0'/0/0");
  g_assert_null (ic_derivation_get_path (IC_DERIVATION_AGENT_JS_ED25519));
}

static void
test_seed_refused (void)
{
  g_autoptr (IcSecret) seed = ic_secret_new (32);
  g_autoptr (GError) error = NULL;

  g_assert_null (ic_identity_new_from_seed (seed, IC_DERIVATION_DFX, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
}

typedef struct
{
  GMainLoop *loop;
  IcIdentity *identity;
  GError *error;
} Making;

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Making *making = data;

  making->identity = ic_identity_new_from_mnemonic_finish (result, &making->error);
  g_main_loop_quit (making->loop);
}

static IcIdentity *
make_async (const char *phrase, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (IcSecret) words = ic_secret_new_text (phrase);
  Making making = { loop };

  ic_identity_new_from_mnemonic_async (words, NULL, IC_DERIVATION_DFX, cancellable, made_cb,
                                       &making);
  g_main_loop_run (loop);
  if (making.error != NULL)
    g_propagate_error (error, making.error);
  return making.identity;
}

static void
test_async (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (IcIdentity) identity = make_async (DFX_PHRASE, NULL, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = get_principal_text (identity);
  g_assert_cmpstr (text, ==, "5upke-tazvi-6ufqc-i3v6r-j4gpu-dpwti-obhal-yb5xj-ue32x-ktkql-rqe");
  g_assert_null (make_async ("equip will", NULL, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_MNEMONIC);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (make_async (DFX_PHRASE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hd-key/vectors", test_vectors);
  g_test_add_func ("/hd-key/next-index", test_next_index);
  g_test_add_func ("/hd-key/refused", test_refused);
  g_test_add_func ("/derivation/principals", test_principals);
  g_test_add_func ("/derivation/agent-js", test_agent_js);
  g_test_add_func ("/derivation/ids", test_ids);
  g_test_add_func ("/derivation/seed-refused", test_seed_refused);
  g_test_add_func ("/derivation/async", test_async);

  return g_test_run ();
}
