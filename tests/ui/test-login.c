/* SPDX-License-Identifier: MIT */
/* The login page: each way in, and what it says of wrong inputs, of which nothing is stored. */
#include "config.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>

#include "attest-expiry-banner.h"
#include "attest-internet-identity-pane.h"
#include "attest-key-file-pane.h"
#include "attest-login-page.h"
#include "attest-login-text.h"
#include "attest-new-phrase-dialog.h"
#include "attest-phrase-pane.h"
#include "attest-saved-identities.h"
#include "attest-word-strip.h"
#include "ic-test-canister.h"
#include "ic/ic-delegation-json.h"
#include "ui-test-util.h"

#define SEED              "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
#define ED25519_PRINCIPAL "e73il-iz5tp-nkgt7-idxyw-ngkah-47bpv-qdase-pzde6-g6vwc-a3eql-jae"
#define P256_PRINCIPAL    "rvtcv-lm7kz-yf4wy-6ljko-ayege-vtime-kdlzv-e6ity-ezvci-5hwon-6ae"
#define PHRASE            "equip will roof matter pink blind book anxiety banner elbow sun young"
#define PASSPHRASE        "correct horse battery"
#define SESSION_SEED      "0202020202020202020202020202020202020202020202020202020202020202"
#define DAY_NS            (G_GUINT64_CONSTANT (86400) * IC_NS_PER_S)

typedef struct
{
  GtkWidget *window;
  AttestLoginPage *page;
  guint n_logins;
  char *principal;
  char *name;
} Fixture;

static void
login_cb (AttestLoginPage *page, IcIdentity *identity, const char *name, Fixture *fixture)
{
  IcPrincipal principal;

  ic_identity_get_principal (identity, &principal);
  fixture->n_logins++;
  g_free (fixture->principal);
  g_free (fixture->name);
  fixture->principal = ic_principal_to_text (&principal);
  fixture->name = g_strdup (name);
}

static char *
get_store_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "attest", "profiles.json", NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->page = g_object_new (ATTEST_TYPE_LOGIN_PAGE, NULL);
  g_signal_connect (fixture->page, "login", G_CALLBACK (login_cb), fixture);
  fixture->window = ui_test_show (GTK_WIDGET (fixture->page), 480, 900);
  attest_login_page_set_display_name (fixture->page, "Ada");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_store_path ();

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_unlink (path);
  g_free (fixture->principal);
  g_free (fixture->name);
}

static gboolean
is_idle_cb (gpointer data)
{
  return !attest_identity_pane_get_busy (data);
}

static gboolean
has_logged_in_cb (gpointer data)
{
  return ((Fixture *)data)->n_logins > 0;
}

static AttestIdentityPane *
choose (Fixture *fixture, AttestLoginMethod method)
{
  attest_login_page_set_method (fixture->page, method);
  return attest_login_page_get_pane (fixture->page, method);
}

static void
assert_goes_in_as (Fixture *fixture, AttestIdentityPane *pane, const char *principal)
{
  ui_test_wait (is_idle_cb, pane);
  g_assert_cmpstr (attest_identity_pane_get_problem (pane), ==, NULL);
  /* Shown before one goes in. */
  g_assert_cmpstr (attest_login_page_get_principal (fixture->page), ==, principal);
  fixture->n_logins = 0;
  g_assert_true (attest_login_page_join (fixture->page));
  g_assert_cmpuint (fixture->n_logins, ==, 1);
  g_assert_cmpstr (fixture->principal, ==, principal);
  g_assert_cmpstr (fixture->name, ==, "Ada");
  /* And forgotten after it. */
  g_assert_null (attest_identity_pane_get_identity (pane));
}

/* Vectors of icp-cli (identity_tests.rs), icp-js-core, and @dfinity/identity. */
static void
test_phrase (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *phrase;
    IcDerivation derivation;
    const char *principal;
  } VECTORS[] = {
    { PHRASE, IC_DERIVATION_DFX,
      "5upke-tazvi-6ufqc-i3v6r-j4gpu-dpwti-obhal-yb5xj-ue32x-ktkql-rqe" },
    { "  1. EQUIP 2. will\n roof matter\tpink blind book anxiety banner elbow sun young\n",
      IC_DERIVATION_DFX, "5upke-tazvi-6ufqc-i3v6r-j4gpu-dpwti-obhal-yb5xj-ue32x-ktkql-rqe" },
    { PHRASE, IC_DERIVATION_ICP_CLI_P256,
      "gu6g3-gzs4p-fyjio-reppd-qk7ef-lhput-eg36s-ofyim-gi6y4-ce3qs-zqe" },
    { PHRASE, IC_DERIVATION_ICP_CLI_ED25519,
      "z2yk5-gbsi4-5eudl-y5q6u-qaqmf-37gjy-r66iy-oiqvb-d5nbr-5odxa-4qe" },
    { "early cinnamon crucial teach mobile just toast real rebel around card priority spike "
      "aerobic result account marble hero action intact inside elbow wrestle oval",
      IC_DERIVATION_DFX, "bh66w-ffyze-maien-ejjje-wzhqi-crrjo-rcgs7-twjrh-kf2km-hbtia-eae" },
  };
  AttestIdentityPane *pane = choose (fixture, ATTEST_LOGIN_PHRASE);

  for (guint i = 0; i < G_N_ELEMENTS (VECTORS); i++)
    {
      attest_phrase_pane_set_derivation (ATTEST_PHRASE_PANE (pane), VECTORS[i].derivation);
      attest_phrase_pane_set_phrase (ATTEST_PHRASE_PANE (pane), VECTORS[i].phrase);
      assert_goes_in_as (fixture, pane, VECTORS[i].principal);
    }
}

/* A passphrase makes another identity, and joining waits for a key that is being made. */
static void
test_phrase_passphrase (Fixture *fixture, gconstpointer data)
{
  AttestIdentityPane *pane = choose (fixture, ATTEST_LOGIN_PHRASE);

  attest_phrase_pane_set_phrase (ATTEST_PHRASE_PANE (pane), PHRASE);
  attest_phrase_pane_set_passphrase (ATTEST_PHRASE_PANE (pane), "TREZOR");
  g_assert_true (attest_identity_pane_get_busy (pane));
  g_assert_false (attest_login_page_join (fixture->page));
  ui_test_wait (has_logged_in_cb, fixture);
  g_assert_cmpstr (fixture->principal, !=,
                   "5upke-tazvi-6ufqc-i3v6r-j4gpu-dpwti-obhal-yb5xj-ue32x-ktkql-rqe");
}

static void
test_phrase_suggestion (Fixture *fixture, gconstpointer data)
{
  AttestIdentityPane *pane = choose (fixture, ATTEST_LOGIN_PHRASE);
  AttestPhrasePane *phrase = ATTEST_PHRASE_PANE (pane);

  attest_phrase_pane_set_phrase (
      phrase, "equip will roof mattr pink blind book anxiety banner elbow sun young");
  g_assert_nonnull (strstr (attest_identity_pane_get_problem (pane), "Word number 4"));
  g_assert_null (strstr (attest_identity_pane_get_problem (pane), "mattr"));
  g_assert_cmpstr (attest_phrase_pane_get_suggestion (phrase), ==, "matter");
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (pane), "Use “matter” Instead"));
  g_assert_cmpstr (attest_phrase_pane_get_count_text (phrase), ==, "12 words");
  attest_phrase_pane_take_suggestion (phrase);
  assert_goes_in_as (fixture, pane,
                     "5upke-tazvi-6ufqc-i3v6r-j4gpu-dpwti-obhal-yb5xj-ue32x-ktkql-rqe");
}

static void
test_phrase_completion (Fixture *fixture, gconstpointer data)
{
  AttestIdentityPane *pane = choose (fixture, ATTEST_LOGIN_PHRASE);
  GtkWidget *row = ui_test_find (GTK_WIDGET (pane), ADW_TYPE_PASSWORD_ENTRY_ROW);
  AttestWordStrip *strip = ATTEST_WORD_STRIP (
      ui_test_find (GTK_WIDGET (pane), ATTEST_TYPE_WORD_STRIP));

  gtk_editable_set_text (GTK_EDITABLE (row), "equip wil");
  gtk_editable_set_position (GTK_EDITABLE (row), -1);
  /* Hidden: the words would tell what is typed. What is being typed is no mistake yet. */
  g_assert_cmpuint (attest_word_strip_get_n_words (strip), ==, 0);
  g_assert_cmpstr (attest_identity_pane_get_problem (pane), ==, NULL);
  attest_phrase_pane_set_revealed (ATTEST_PHRASE_PANE (pane), TRUE);
  g_assert_cmpuint (attest_word_strip_get_n_words (strip), >=, 2);
  g_assert_cmpstr (attest_word_strip_get_word (strip, 0), ==, "wild");
  g_assert_true (attest_word_strip_accept (strip, 1));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "equip will ");
  g_assert_cmpuint (attest_word_strip_get_n_words (strip), ==, 0);
}

static void
accepted_cb (AttestNewPhraseDialog *dialog, IcSecret *phrase, IcSecret **out)
{
  *out = ic_secret_ref (phrase);
}

static void
test_new_phrase (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (7);
  AttestNewPhraseDialog *dialog = attest_new_phrase_dialog_new (random);
  g_autoptr (IcSecret) accepted = NULL;
  g_auto (GStrv) words = g_strsplit (
      ic_secret_get_text (attest_new_phrase_dialog_get_phrase (dialog)), " ", -1);

  g_signal_connect (dialog, "accepted", G_CALLBACK (accepted_cb), &accepted);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpuint (g_strv_length (words), ==, 12);
  attest_new_phrase_dialog_go_on (dialog);
  attest_new_phrase_dialog_answer (dialog, 0, "zebra");
  attest_new_phrase_dialog_go_on (dialog);
  g_assert_null (accepted);
  g_assert_nonnull (strstr (attest_new_phrase_dialog_get_problem (dialog), "Word number"));
  for (guint i = 0; i < ATTEST_NEW_PHRASE_ASKED; i++)
    {
      guint asked = attest_new_phrase_dialog_get_asked (dialog, i);

      g_assert_cmpuint (asked, <, 12);
      attest_new_phrase_dialog_answer (dialog, i, words[asked]);
    }
  attest_new_phrase_dialog_go_on (dialog);
  g_assert_nonnull (accepted);
  g_assert_true (ic_mnemonic_validate (ic_secret_get_text (accepted), NULL, NULL));
}

static void
load_key (AttestIdentityPane *pane, const char *name, const char *passphrase)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "unit", "ic", "data", "keys",
                                                 name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  attest_key_file_pane_load (ATTEST_KEY_FILE_PANE (pane), file);
  ui_test_wait (is_idle_cb, pane);
  if (passphrase == NULL)
    return;
  g_assert_true (attest_key_file_pane_get_wants_passphrase (ATTEST_KEY_FILE_PANE (pane)));
  g_assert_nonnull (strstr (attest_identity_pane_get_problem (pane), "encrypted"));
  attest_key_file_pane_set_passphrase (ATTEST_KEY_FILE_PANE (pane), passphrase);
  attest_key_file_pane_unlock (ATTEST_KEY_FILE_PANE (pane));
  ui_test_wait (is_idle_cb, pane);
}

static void
test_key_file (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *passphrase;
    const char *principal;
  } KEYS[] = {
    { "k256-sec1.pem", NULL, NULL },
    { "k256-encrypted-scrypt.pem", PASSPHRASE, NULL },
    { "p256-pkcs8.pem", NULL, P256_PRINCIPAL },
    { "p256-encrypted-scrypt-icp-cli.pem", PASSPHRASE, P256_PRINCIPAL },
    { "ed25519-pkcs8.pem", NULL, ED25519_PRINCIPAL },
    { "ed25519-encrypted-aes256-sha512.pem", PASSPHRASE, ED25519_PRINCIPAL },
  };
  AttestIdentityPane *pane = choose (fixture, ATTEST_LOGIN_KEY_FILE);
  g_autofree char *k256 = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (KEYS); i++)
    {
      load_key (pane, KEYS[i].name, KEYS[i].passphrase);
      if (k256 == NULL)
        k256 = g_strdup (attest_login_page_get_principal (fixture->page));
      assert_goes_in_as (fixture, pane, KEYS[i].principal != NULL ? KEYS[i].principal : k256);
      g_assert_false (attest_key_file_pane_get_wants_passphrase (ATTEST_KEY_FILE_PANE (pane)));
    }
}

static void
test_seed (Fixture *fixture, gconstpointer data)
{
  AttestIdentityPane *pane = choose (fixture, ATTEST_LOGIN_SEED);

  attest_login_page_set_seed (fixture->page, SEED);
  assert_goes_in_as (fixture, pane, ED25519_PRINCIPAL);
}

/* Delegations */

typedef enum
{
  CHAIN_GOOD,
  CHAIN_EXPIRED,
  CHAIN_OTHER_KEY,
  CHAIN_OTHER_ROOM,
  CHAIN_READ_ONLY,
  CHAIN_FORGED,
  CHAIN_FORGED_CANISTER,
  CHAIN_EMPTY,
  CHAIN_BROKEN,
  CHAIN_TWICE,
  CHAIN_LONG
} ChainKind;

static IcDelegation *
delegate (IcEd25519Identity *from,
          GBytes *to,
          guint64 expiration_ns,
          const char *target,
          const char *permissions)
{
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr (IcDelegation) unsigned_hop = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) signature = NULL;

  if (target != NULL)
    {
      IcPrincipal principal;

      g_assert_true (ic_principal_from_text (&principal, target, NULL));
      targets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
      g_ptr_array_add (targets, g_bytes_new (principal.bytes, principal.len));
    }
  unsigned_hop = ic_delegation_new (to, expiration_ns, targets, permissions, none);
  message = ic_delegation_get_signed_bytes (unsigned_hop);
  signature = ic_ed25519_identity_sign_sync (from, g_bytes_get_data (message, NULL),
                                             g_bytes_get_size (message));
  return ic_delegation_new (to, expiration_ns, targets, permissions, signature);
}

static char *
make_chain (ChainKind kind)
{
  g_autoptr (IcEd25519Identity) root = ic_ed25519_identity_new_from_hex (SEED, NULL);
  g_autoptr (IcEd25519Identity) session = ic_ed25519_identity_new_from_hex (SESSION_SEED, NULL);
  g_autoptr (IcEd25519Identity) other = ic_ed25519_identity_new_random (ic_random_get_system ());
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  GBytes *root_der = ic_identity_get_public_key_der (IC_IDENTITY (root));
  GBytes *key = ic_identity_get_public_key_der (IC_IDENTITY (session));
  guint64 now_ns = ic_clock_get_wall_ns (ic_clock_get_system ());
  IcEd25519Identity *signer = root;

  if (kind == CHAIN_FORGED_CANISTER)
    {
      g_autoptr (IcTestCanister) canister = ic_test_canister_new (1);

      /* Signed by a canister, of another network than the Internet Computer. */
      g_ptr_array_add (chain,
                       ic_test_canister_delegate (canister, key, now_ns + DAY_NS, NULL, NULL));
      return ic_delegation_chain_to_json (canister->key_der, chain);
    }
  if (kind == CHAIN_EMPTY)
    return ic_delegation_chain_to_json (root_der, chain);
  if (kind == CHAIN_OTHER_KEY)
    key = ic_identity_get_public_key_der (IC_IDENTITY (other));
  if (kind == CHAIN_FORGED)
    signer = other;
  if (kind == CHAIN_TWICE)
    g_ptr_array_add (chain, delegate (root, key, now_ns + DAY_NS, NULL, NULL));
  if (kind == CHAIN_LONG)
    for (guint i = 0; i < 21; i++)
      g_ptr_array_add (chain, delegate (root, key, now_ns + DAY_NS, NULL, NULL));
  g_ptr_array_add (chain,
                   delegate (signer, key, kind == CHAIN_EXPIRED ? now_ns - DAY_NS : now_ns + DAY_NS,
                             kind == CHAIN_OTHER_ROOM ? CHAT_PING_RUST_CANISTER : NULL,
                             kind == CHAIN_READ_ONLY ? "queries" : NULL));
  if (kind == CHAIN_BROKEN)
    {
      g_autofree char *json = ic_delegation_chain_to_json (root_der, chain);

      return g_strndup (json, strlen (json) / 2);
    }
  return ic_delegation_chain_to_json (root_der, chain);
}

static void
test_import (Fixture *fixture, gconstpointer data)
{
  AttestIdentityPane *pane = choose (fixture, ATTEST_LOGIN_INTERNET_IDENTITY);
  g_autofree char *chain = make_chain (CHAIN_GOOD);

  attest_internet_identity_pane_import (ATTEST_INTERNET_IDENTITY_PANE (pane), chain, SESSION_SEED);
  ui_test_wait (is_idle_cb, pane);
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (pane), "Signed in · 23 hours left"));
  assert_goes_in_as (fixture, pane, ED25519_PRINCIPAL);
}

/* The browser */

typedef struct
{
  SoupServer *server;
  char *url;
  char *opened;
  gboolean refuse;
} Host;

static void
config_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer data)
{
  static const char BODY[] = "{\"path\":\"/cli\"}";

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, BODY,
                                    sizeof BODY - 1);
}

static gboolean
open_cb (const char *uri, gpointer data, GError **error)
{
  Host *host = data;

  if (host->refuse)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is none");
      return FALSE;
    }
  g_free (host->opened);
  host->opened = g_strdup (uri);
  return TRUE;
}

static gboolean
has_link_cb (gpointer data)
{
  return attest_internet_identity_pane_get_link (data) != NULL;
}

static void
test_browser (Fixture *fixture, gconstpointer data)
{
  Host host = { .server = soup_server_new (NULL, NULL) };
  AttestIdentityPane *pane = choose (fixture, ATTEST_LOGIN_INTERNET_IDENTITY);
  AttestInternetIdentityPane *ii = ATTEST_INTERNET_IDENTITY_PANE (pane);
  GSList *uris;

  g_assert_cmpstr (attest_internet_identity_pane_get_host (ii), ==, "https://id.ai");
  soup_server_add_handler (host.server, NULL, config_cb, NULL, NULL);
  g_assert_true (soup_server_listen_local (host.server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (host.server);
  host.url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  attest_sign_in_set_opener (open_cb, &host);
  attest_internet_identity_pane_set_host (ii, host.url);

  attest_internet_identity_pane_start (ii);
  g_assert_true (attest_internet_identity_pane_get_waiting (ii));
  ui_test_wait (has_link_cb, ii);
  g_assert_cmpstr (attest_internet_identity_pane_get_link (ii), ==, host.opened);
  g_assert_true (g_str_has_prefix (host.opened, host.url));
  g_assert_false (attest_login_page_join (fixture->page));
  attest_internet_identity_pane_cancel (ii);
  g_assert_false (attest_internet_identity_pane_get_waiting (ii));
  g_assert_nonnull (strstr (attest_identity_pane_get_problem (pane), "cancelled"));

  host.refuse = TRUE;
  attest_internet_identity_pane_start (ii);
  ui_test_wait (is_idle_cb, pane);
  g_assert_nonnull (strstr (attest_identity_pane_get_problem (pane), "browser"));
  g_assert_cmpuint (fixture->n_logins, ==, 0);

  attest_sign_in_set_opener (NULL, NULL);
  g_object_unref (host.server);
  g_free (host.url);
  g_free (host.opened);
}

/* The local network's own Internet Identity is preset, and another address is kept. */
static void
test_identity_url (Fixture *fixture, gconstpointer data)
{
  AttestInternetIdentityPane *ii = ATTEST_INTERNET_IDENTITY_PANE (
      attest_login_page_get_pane (fixture->page, ATTEST_LOGIN_INTERNET_IDENTITY));

  attest_login_page_set_network (fixture->page, CHAT_NETWORK_LOCAL);
  attest_login_page_set_identity_url (fixture->page, "http://127.0.0.1:4944");
  g_assert_cmpstr (attest_internet_identity_pane_get_host (ii), ==, "http://127.0.0.1:4944");
  attest_login_page_set_network (fixture->page, CHAT_NETWORK_MAINNET);
  g_assert_cmpstr (attest_internet_identity_pane_get_host (ii), ==, "https://id.ai");
  attest_internet_identity_pane_set_host (ii, "https://beta.id.ai");
  attest_login_page_set_network (fixture->page, CHAT_NETWORK_LOCAL);
  g_assert_cmpstr (attest_internet_identity_pane_get_host (ii), ==, "https://beta.id.ai");
}

/* Wrong inputs */

typedef enum
{
  INPUT_PHRASE,
  INPUT_SEED,
  INPUT_FILE,  /* name of a sample; argument: passphrase */
  INPUT_TEXT,  /* of a key */
  INPUT_CHAIN, /* argument: session key */
  INPUT_JSON,  /* argument: session key */
  INPUT_HOST,
  INPUT_DOMAIN,
  INPUT_NOTHING
} InputKind;

typedef struct
{
  const char *what;
  InputKind kind;
  const char *input;
  const char *argument;
  ChainKind chain;
  AttestLoginMethod method; /* of INPUT_NOTHING */
  const char *says;
} Wrong;

#define ABANDON_11                                                                                 \
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
#define PEM(label, body) "-----BEGIN " label "-----\n" body "\n-----END " label "-----\n"

static const Wrong WRONG[] = {
  { "no phrase", INPUT_PHRASE, "", .says = "phrase is needed" },
  { "bad checksum", INPUT_PHRASE, ABANDON_11 " abandon", .says = "no recovery phrase" },
  { "11 words", INPUT_PHRASE, ABANDON_11, .says = "this has 11" },
  { "13 words", INPUT_PHRASE, ABANDON_11 " about about", .says = "this has 13" },
  { "25 words", INPUT_PHRASE, ABANDON_11 " " ABANDON_11 " about about about",
    .says = "this has 25" },
  { "unknown word", INPUT_PHRASE, "abandn abandon abandon ", .says = "Word number 1" },
  { "unknown later word", INPUT_PHRASE, "zoo zoo zoo zoox zoo zoo", .says = "Word number 4" },
  { "words of another language", INPUT_PHRASE, "abeja abandon", .says = "Word number 1" },
  { "swapped words", INPUT_PHRASE,
    "equip will roof pink matter blind book anxiety banner elbow sun young",
    .says = "two are swapped" },
  { "no seed", INPUT_SEED, "", .says = "seed is needed" },
  { "short seed", INPUT_SEED, "9d61", .says = "this has 4" },
  { "long seed", INPUT_SEED, SEED "00", .says = "this has 66" },
  { "seed of other letters", INPUT_SEED, "xyz", .says = "letters a to f" },
  { "seed in base64", INPUT_SEED,
    "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", .says = "letters a to f" },
  { "no file", INPUT_NOTHING, .method = ATTEST_LOGIN_KEY_FILE, .says = "key file is needed" },
  { "missing file", INPUT_FILE, "absent.pem", .says = "cannot be read" },
  { "folder", INPUT_FILE, ".", .says = "cannot be read" },
  { "encrypted without passphrase", INPUT_FILE, "k256-encrypted-scrypt.pem",
    .says = "is encrypted" },
  { "wrong passphrase", INPUT_FILE, "k256-encrypted-scrypt.pem", "wrong", .says = "passphrase" },
  { "wrong passphrase (aes)", INPUT_FILE, "ed25519-encrypted-aes256-sha512.pem", "wrong",
    .says = "passphrase" },
  { "legacy encryption", INPUT_FILE, "k256-legacy-encrypted.pem", .says = "cannot be used" },
  { "public key", INPUT_FILE, "k256-public.pem", .says = "public key" },
  { "certificate", INPUT_FILE, "p256-certificate.pem", .says = "certificate" },
  { "ssh key", INPUT_FILE, "openssh.pem", .says = "OpenSSH" },
  { "rsa", INPUT_FILE, "rsa-pkcs8.pem", .says = "RSA" },
  { "old rsa", INPUT_FILE, "rsa-traditional.pem", .says = "RSA" },
  { "P-384", INPUT_FILE, "p384-pkcs8.pem", .says = "P-384" },
  { "X25519", INPUT_FILE, "x25519-pkcs8.pem", .says = "X25519" },
  { "Ed448", INPUT_FILE, "ed448-pkcs8.pem", .says = "Ed448" },
  { "empty text", INPUT_TEXT, "", .says = "empty" },
  { "some text", INPUT_TEXT, "hello", .says = "no usable key" },
  { "half a key", INPUT_TEXT, "-----BEGIN PRIVATE KEY-----\nMC4C\n", .says = "all of it copied" },
  { "no base64", INPUT_TEXT, PEM ("PRIVATE KEY", "MC4?"), .says = "Base64" },
  { "malformed key", INPUT_TEXT, PEM ("PRIVATE KEY", "AAAA"), .says = "malformed" },
  { "curve alone", INPUT_TEXT, PEM ("EC PARAMETERS", "BgUrgQQACg=="), .says = "no key" },
  { "not signed in", INPUT_NOTHING, .method = ATTEST_LOGIN_INTERNET_IDENTITY,
    .says = "Sign in first" },
  { "nobody chosen", INPUT_NOTHING, .method = ATTEST_LOGIN_REMEMBERED, .says = "Choose one" },
  { "no chain", INPUT_JSON, "", SESSION_SEED, .says = "chain is needed" },
  { "no session key", INPUT_CHAIN, .argument = "", .says = "session key" },
  { "expired", INPUT_CHAIN, .argument = SESSION_SEED, .chain = CHAIN_EXPIRED, .says = "expired" },
  { "another key", INPUT_CHAIN, .argument = SESSION_SEED, .chain = CHAIN_OTHER_KEY, .says = "key" },
  { "wrong target", INPUT_CHAIN, .argument = SESSION_SEED, .chain = CHAIN_OTHER_ROOM,
    .says = "allow this room" },
  { "read only", INPUT_CHAIN, .argument = SESSION_SEED, .chain = CHAIN_READ_ONLY, .says = "read" },
  { "forged", INPUT_CHAIN, .argument = SESSION_SEED, .chain = CHAIN_FORGED, .says = "signature" },
  { "forged canister signature", INPUT_CHAIN, .argument = SESSION_SEED,
    .chain = CHAIN_FORGED_CANISTER, .says = "signature" },
  { "empty chain", INPUT_CHAIN, .argument = SESSION_SEED, .chain = CHAIN_EMPTY, .says = "empty" },
  { "broken chain", INPUT_CHAIN, .argument = SESSION_SEED, .chain = CHAIN_BROKEN,
    .says = "Paste all" },
  { "key twice", INPUT_CHAIN, .argument = SESSION_SEED, .chain = CHAIN_TWICE, .says = "twice" },
  { "too many hops", INPUT_CHAIN, .argument = SESSION_SEED, .chain = CHAIN_LONG, .says = "20" },
  { "no json", INPUT_JSON, "hello", SESSION_SEED, .says = "Paste all" },
  { "other json", INPUT_JSON, "{\"a\":1}", SESSION_SEED, .says = "Paste all" },
  { "session key of other letters", INPUT_CHAIN, .argument = "xyz", .says = "key" },
  { "host without scheme", INPUT_HOST, "id.ai", .says = "https://id.ai" },
  { "host in clear", INPUT_HOST, "http://id.ai", .says = "https://id.ai" },
  { "host of another kind", INPUT_HOST, "ftp://id.ai", .says = "https://id.ai" },
  { "account with a path", INPUT_DOMAIN, "https://app.example/path", .says = "web app" },
};

static void
enter (AttestIdentityPane *pane, const Wrong *wrong)
{
  AttestInternetIdentityPane *ii = (AttestInternetIdentityPane *)pane;
  g_autoptr (IcSecret) text = NULL;
  g_autofree char *chain = NULL;

  switch (wrong->kind)
    {
    case INPUT_PHRASE:
      attest_phrase_pane_set_phrase (ATTEST_PHRASE_PANE (pane), wrong->input);
      break;
    case INPUT_SEED:
      gtk_editable_set_text (
          GTK_EDITABLE (ui_test_find (GTK_WIDGET (pane), ADW_TYPE_PASSWORD_ENTRY_ROW)),
          wrong->input);
      break;
    case INPUT_FILE:
      load_key (pane, wrong->input, wrong->argument);
      break;
    case INPUT_TEXT:
      text = ic_secret_new_text (wrong->input);
      attest_key_file_pane_set_contents (ATTEST_KEY_FILE_PANE (pane), text, "Pasted");
      break;
    case INPUT_CHAIN:
      chain = make_chain (wrong->chain);
      attest_internet_identity_pane_import (ii, chain, wrong->argument);
      break;
    case INPUT_JSON:
      attest_internet_identity_pane_import (ii, wrong->input, wrong->argument);
      break;
    case INPUT_HOST:
      attest_internet_identity_pane_set_host (ii, wrong->input);
      attest_internet_identity_pane_start (ii);
      break;
    case INPUT_DOMAIN:
      attest_internet_identity_pane_set_host (ii, NULL);
      attest_internet_identity_pane_set_domain (ii, wrong->input);
      attest_internet_identity_pane_start (ii);
      break;
    case INPUT_NOTHING:
    default:
      break;
    }
}

static AttestLoginMethod
get_method (const Wrong *wrong)
{
  switch (wrong->kind)
    {
    case INPUT_PHRASE:
      return ATTEST_LOGIN_PHRASE;
    case INPUT_SEED:
      return ATTEST_LOGIN_SEED;
    case INPUT_FILE:
    case INPUT_TEXT:
      return ATTEST_LOGIN_KEY_FILE;
    case INPUT_NOTHING:
      return wrong->method;
    case INPUT_CHAIN:
    case INPUT_JSON:
    case INPUT_HOST:
    case INPUT_DOMAIN:
    default:
      return ATTEST_LOGIN_INTERNET_IDENTITY;
    }
}

static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_store_path ();

  G_STATIC_ASSERT (G_N_ELEMENTS (WRONG) >= 40);
  for (guint i = 0; i < G_N_ELEMENTS (WRONG); i++)
    {
      AttestIdentityPane *pane = choose (fixture, get_method (&WRONG[i]));
      const char *problem;

      attest_login_page_reset (fixture->page);
      attest_login_page_set_remember (fixture->page, TRUE);
      attest_login_page_set_save (fixture->page, TRUE);
      g_test_message ("%s", WRONG[i].what);
      enter (pane, &WRONG[i]);
      ui_test_wait (is_idle_cb, pane);
      g_assert_false (attest_login_page_join (fixture->page));
      ui_test_wait (is_idle_cb, pane);
      problem = attest_login_page_get_problem (fixture->page, "identity");
      g_test_message ("%s: %s", WRONG[i].what, problem);
      g_assert_nonnull (problem);
      if (strstr (problem, WRONG[i].says) == NULL)
        {
          g_printerr ("%s: \"%s\" does not say \"%s\"\n", WRONG[i].what, problem, WRONG[i].says);
          g_test_fail ();
        }
      g_assert_nonnull (ui_test_find_label (GTK_WIDGET (fixture->page), problem));
      g_assert_null (attest_login_page_get_principal (fixture->page));
      g_assert_cmpuint (fixture->n_logins, ==, 0);
      g_assert_cmpuint (
          g_list_model_get_n_items (G_LIST_MODEL (attest_login_page_get_store (fixture->page))), ==,
          0);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

/* Saved connections */

static gboolean
is_saved_cb (gpointer data)
{
  g_autofree char *path = get_store_path ();

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
has_profile_cb (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (attest_login_page_get_store (data))) == 1;
}

static void
test_profiles (Fixture *fixture, gconstpointer data)
{
  AttestLoginPage *page = g_object_new (ATTEST_TYPE_LOGIN_PAGE, NULL);
  Fixture second = { .page = page };
  ChatSavedProfile *saved;
  GtkWidget *focus;
  g_autofree char *path = get_store_path ();
  g_autofree char *contents = NULL;

  attest_login_page_set_save (fixture->page, TRUE);
  g_assert_true (attest_login_page_join (fixture->page));
  ui_test_wait (is_saved_cb, NULL);

  /* As after a restart: preselected, and Enter goes in. */
  g_object_unref (g_object_ref_sink (page));
  page = g_object_new (ATTEST_TYPE_LOGIN_PAGE, NULL);
  second.page = page;
  second.window = ui_test_show (GTK_WIDGET (page), 480, 700);
  g_signal_connect (page, "login", G_CALLBACK (login_cb), &second);
  ui_test_wait (has_profile_cb, page);
  ui_test_wait_for_frames (second.window);
  focus = gtk_window_get_focus (GTK_WINDOW (second.window));
  g_assert_true (GTK_IS_LIST_BOX_ROW (focus));
  g_assert_true (gtk_widget_activate (focus));
  g_assert_cmpuint (second.n_logins, ==, 1);
  g_assert_cmpstr (second.name, ==, "Ada");

  saved = g_list_model_get_item (G_LIST_MODEL (attest_login_page_get_store (page)), 0);
  g_assert_null (chat_saved_profile_get_identity_id (saved));
  attest_login_page_edit_profile (page, saved);
  attest_login_page_set_display_name (page, "Grace");
  g_assert_true (attest_login_page_join (page));
  g_object_unref (saved);
  saved = g_list_model_get_item (G_LIST_MODEL (attest_login_page_get_store (page)), 0);
  g_assert_cmpstr (chat_saved_profile_get_display_name (saved), ==, "Grace");
  g_assert_true (has_profile_cb (page));
  g_object_unref (saved);

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_null (strstr (contents, "attest-identity"));
  gtk_window_destroy (GTK_WINDOW (second.window));
  g_free (second.principal);
  g_free (second.name);
}

/* No keyring here: that is told, and the chat goes on. */

static void
notice_cb (AttestLoginPage *page, const char *text, char **out)
{
  g_free (*out);
  *out = g_strdup (text);
}

static gboolean
is_told_cb (gpointer data)
{
  return *(char **)data != NULL;
}

static void
test_no_keyring (Fixture *fixture, gconstpointer data)
{
  AttestIdentityPane *pane;
  g_autofree char *notice = NULL;

  g_signal_connect (fixture->page, "notice", G_CALLBACK (notice_cb), &notice);
  attest_login_page_set_remember (fixture->page, TRUE);
  g_assert_true (attest_login_page_join (fixture->page));
  g_assert_cmpuint (fixture->n_logins, ==, 1);
  ui_test_wait (is_told_cb, &notice);
  g_assert_nonnull (strstr (notice, "just this session"));

  pane = choose (fixture, ATTEST_LOGIN_REMEMBERED);
  attest_saved_identities_refresh (ATTEST_SAVED_IDENTITIES (pane), FALSE);
  ui_test_wait (is_idle_cb, pane);
  /* In between the bus says in its own words what it lacks, and not each time the same. */
  g_assert_nonnull (ui_test_find_label_with (GTK_WIDGET (pane), "no keyring that answers"));
  g_assert_nonnull (ui_test_find_label_with (GTK_WIDGET (pane), "just this session"));
}

/* The way by keys: from the name on, each control can be reached. */
static void
test_keyboard (Fixture *fixture, gconstpointer data)
{
  for (guint method = 0; method < ATTEST_N_LOGIN_METHODS; method++)
    {
      AttestIdentityPane *pane = choose (fixture, (AttestLoginMethod)method);
      gboolean in_pane = method == ATTEST_LOGIN_SESSION_KEY || method == ATTEST_LOGIN_REMEMBERED;
      gboolean on_join = FALSE;
      GtkWidget *focus;

      ui_test_wait (is_idle_cb, pane);
      ui_test_wait_for_frames (fixture->window);
      gtk_widget_grab_focus (GTK_WIDGET (fixture->page));
      for (guint i = 0; i < 40; i++)
        {
          gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD);
          focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
          if (focus == NULL)
            continue;
          in_pane |= gtk_widget_is_ancestor (focus, GTK_WIDGET (pane));
          on_join |= GTK_IS_BUTTON (focus) &&
                     g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (focus)),
                                "login.join") == 0;
        }
      g_assert_true (in_pane);
      g_assert_true (on_join);
    }
}

static void
test_life (void)
{
  static const struct
  {
    guint64 seconds;
    const char *text;
  } LIVES[] = {
    { 0, "Has ended" },          { 59, "Less than a minute left" }, { 60, "1 minute left" },
    { 3600, "60 minutes left" }, { 8 * 3600, "8 hours left" },      { 30 * 86400, "30 days left" },
  };
  g_autofree char *none = attest_login_text_for_life (CHAT_EXPIRY_NONE_NS, UI_TEST_NOW_NS);

  g_assert_cmpstr (none, ==, "Does not end");
  for (guint i = 0; i < G_N_ELEMENTS (LIVES); i++)
    {
      g_autofree char *text = attest_login_text_for_life (
          UI_TEST_NOW_NS + LIVES[i].seconds * IC_NS_PER_S, UI_TEST_NOW_NS);

      g_assert_cmpstr (text, ==, LIVES[i].text);
    }
}

static void
test_expiry_banner (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (UI_TEST_NOW_NS);
  g_autoptr (IcEd25519Identity) root = ic_ed25519_identity_new_from_hex (SEED, NULL);
  g_autoptr (IcEd25519Identity) session = ic_ed25519_identity_new_from_hex (SESSION_SEED, NULL);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)ic_delegation_free);
  g_autoptr (IcDelegationIdentity) identity = NULL;
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (ChatConnection) connection = NULL;
  AttestExpiryBanner *banner = g_object_new (ATTEST_TYPE_EXPIRY_BANNER, NULL);
  GtkWidget *window = ui_test_show (GTK_WIDGET (banner), 480, 200);

  g_ptr_array_add (chain, delegate (root, ic_identity_get_public_key_der (IC_IDENTITY (session)),
                                    UI_TEST_NOW_NS + 2 * CHAT_EXPIRY_HOUR_NS, NULL, NULL));
  identity = ic_delegation_identity_new (
      IC_IDENTITY (session), ic_identity_get_public_key_der (IC_IDENTITY (root)), chain);
  connection = chat_connection_new (profile, IC_IDENTITY (identity), IC_CLOCK (clock),
                                    ic_random_get_system ());
  attest_expiry_banner_set_connection (banner, connection, NULL);
  g_assert_false (attest_expiry_banner_get_revealed (banner));
  ic_manual_clock_advance_us (clock, 61 * 60 * G_TIME_SPAN_SECOND);
  g_assert_true (attest_expiry_banner_get_revealed (banner));
  g_assert_nonnull (strstr (attest_expiry_banner_get_title (banner), "an hour"));
  ic_manual_clock_advance_us (clock, 55 * 60 * G_TIME_SPAN_SECOND);
  g_assert_nonnull (strstr (attest_expiry_banner_get_title (banner), "five minutes"));
  ic_manual_clock_advance_us (clock, 5 * 60 * G_TIME_SPAN_SECOND);
  g_assert_nonnull (strstr (attest_expiry_banner_get_title (banner), "has ended"));
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (banner), "Renew"));

  /* Renewing waits for the browser; pressing again cancels that. */
  attest_expiry_banner_press (banner);
  g_assert_nonnull (strstr (attest_expiry_banner_get_title (banner), "Waiting"));
  attest_expiry_banner_press (banner);
  g_assert_nonnull (strstr (attest_expiry_banner_get_title (banner), "has ended"));
  attest_expiry_banner_set_connection (banner, NULL, NULL);
  g_assert_false (attest_expiry_banner_get_revealed (banner));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  /* No keyring of the person who runs this. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  ui_test_init (&argc, &argv);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/ui/login/phrase", test_phrase);
  ADD ("/ui/login/phrase/passphrase", test_phrase_passphrase);
  ADD ("/ui/login/phrase/suggestion", test_phrase_suggestion);
  ADD ("/ui/login/phrase/completion", test_phrase_completion);
  g_test_add_func ("/ui/login/phrase/new", test_new_phrase);
  ADD ("/ui/login/key-file", test_key_file);
  ADD ("/ui/login/seed", test_seed);
  ADD ("/ui/login/internet-identity/import", test_import);
  ADD ("/ui/login/internet-identity/browser", test_browser);
  ADD ("/ui/login/internet-identity/host", test_identity_url);
  ADD ("/ui/login/wrong", test_wrong);
  ADD ("/ui/login/profiles", test_profiles);
  ADD ("/ui/login/no-keyring", test_no_keyring);
  ADD ("/ui/login/keyboard", test_keyboard);
  g_test_add_func ("/ui/login/life", test_life);
  g_test_add_func ("/ui/login/expiry-banner", test_expiry_banner);
  return g_test_run ();
}
