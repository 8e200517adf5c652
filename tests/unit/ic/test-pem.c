/* SPDX-License-Identifier: MIT */
#include "ic/ic-bytes.h"
#include "ic/ic-error.h"
#include "ic/ic-pem-der.h"
#include "ic/ic-pem.h"

#include <string.h>

#define K256 "6b9ca08a337a61f1e00bb26df700a2014a6dd10efad9bbb0247ed40dadbe58ec"
#define P256 "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
#define SEED "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"

#define ED25519_POINT "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

#define ED25519_DER "302a300506032b6570032100"

#define K256_PRINCIPAL "5upke-tazvi-6ufqc-i3v6r-j4gpu-dpwti-obhal-yb5xj-ue32x-ktkql-rqe"

#define PASSPHRASE      "correct horse battery"
#define PASSPHRASE_UTF8 "p\xc3\xa4ssw\xc3\xb6rd \xf0\x9f\x94\x91"

static IcSecret *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "keys", name, NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize len;

  g_file_get_contents (path, &contents, &len, &error);
  g_assert_no_error (error);
  return ic_secret_new_from (contents, len);
}

static IcIdentity *
import (IcSecret *contents, const char *passphrase, GError **error)
{
  g_autoptr (IcSecret) secret = passphrase != NULL ? ic_secret_new_text (passphrase) : NULL;
  IcIdentity *identity = ic_pem_import (contents, secret, error);

  if (error != NULL)
    g_assert_true ((identity == NULL) == (*error != NULL));
  return identity;
}

static IcIdentity *
import_text (const char *text, GError **error)
{
  g_autoptr (IcSecret) contents = ic_secret_new_text (text);

  return import (contents, NULL, error);
}

static char *
get_principal_text (IcIdentity *identity)
{
  IcPrincipal principal;

  ic_identity_get_principal (identity, &principal);
  return ic_principal_to_text (&principal);
}

/* Principals of the three keys, from @dfinity/principal. */
#define P256_PRINCIPAL    "rvtcv-lm7kz-yf4wy-6ljko-ayege-vtime-kdlzv-e6ity-ezvci-5hwon-6ae"
#define ED25519_PRINCIPAL "e73il-iz5tp-nkgt7-idxyw-ngkah-47bpv-qdase-pzde6-g6vwc-a3eql-jae"

static void
test_samples (void)
{
  static const struct
  {
    const char *name;
    const char *passphrase;
    const char *principal;
  } samples[] = {
    { "k256-sec1.pem", NULL, K256_PRINCIPAL },
    { "k256-sec1-parameters.pem", NULL, K256_PRINCIPAL },
    { "k256-sec1-crlf.pem", NULL, K256_PRINCIPAL },
    { "k256-sec1-compressed.pem", NULL, K256_PRINCIPAL },
    { "k256-sec1-no-public.pem", NULL, K256_PRINCIPAL },
    { "k256-pkcs8.pem", NULL, K256_PRINCIPAL },
    { "k256-encrypted-aes256-sha256.pem", PASSPHRASE, K256_PRINCIPAL },
    { "k256-encrypted-scrypt.pem", PASSPHRASE, K256_PRINCIPAL },
    { "p256-sec1.pem", NULL, P256_PRINCIPAL },
    { "p256-sec1-parameters.pem", NULL, P256_PRINCIPAL },
    { "p256-sec1-compressed.pem", NULL, P256_PRINCIPAL },
    { "p256-pkcs8.pem", NULL, P256_PRINCIPAL },
    { "p256-certificate-and-key.pem", NULL, P256_PRINCIPAL },
    { "p256-encrypted-aes128-sha1.pem", PASSPHRASE, P256_PRINCIPAL },
    { "p256-encrypted-scrypt-icp-cli.pem", PASSPHRASE, P256_PRINCIPAL },
    { "ed25519-pkcs8.pem", NULL, ED25519_PRINCIPAL },
    { "ed25519-pkcs8-v2.pem", NULL, ED25519_PRINCIPAL },
    { "ed25519-old-dfx.pem", NULL, ED25519_PRINCIPAL },
    { "ed25519-encrypted-aes256-sha512.pem", PASSPHRASE, ED25519_PRINCIPAL },
    { "ed25519-encrypted-aes192-sha384.pem", PASSPHRASE, ED25519_PRINCIPAL },
    { "ed25519-encrypted-utf8.pem", PASSPHRASE_UTF8, ED25519_PRINCIPAL },
    /* A passphrase that is not needed is not looked at. */
    { "ed25519-pkcs8.pem", "unused", ED25519_PRINCIPAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (IcSecret) contents = load (samples[i].name);
      g_autoptr (GError) error = NULL;
      g_autoptr (IcIdentity) identity = import (contents, samples[i].passphrase, &error);
      g_autofree char *principal = NULL;

      g_test_message ("%s", samples[i].name);
      g_assert_no_error (error);
      principal = get_principal_text (identity);
      g_assert_cmpstr (principal, ==, samples[i].principal);
    }
}

static void
test_samples_refused (void)
{
  static const struct
  {
    const char *name;
    const char *passphrase;
    IcError code;
    const char *says;
  } samples[] = {
    { "k256-encrypted-aes256-sha256.pem", NULL, IC_ERROR_KEY_PASSPHRASE_NEEDED, "passphrase" },
    { "k256-encrypted-aes256-sha256.pem", "wrong", IC_ERROR_KEY_PASSPHRASE_WRONG, "passphrase" },
    { "k256-encrypted-aes256-sha256.pem", "", IC_ERROR_KEY_PASSPHRASE_WRONG, "passphrase" },
    { "k256-encrypted-aes256-sha256.pem", "Correct horse battery", IC_ERROR_KEY_PASSPHRASE_WRONG,
      "passphrase" },
    { "p256-encrypted-aes128-sha1.pem", "wrong", IC_ERROR_KEY_PASSPHRASE_WRONG, "passphrase" },
    { "k256-encrypted-scrypt.pem", NULL, IC_ERROR_KEY_PASSPHRASE_NEEDED, "passphrase" },
    { "k256-encrypted-scrypt.pem", "wrong", IC_ERROR_KEY_PASSPHRASE_WRONG, "passphrase" },
    { "ed25519-encrypted-utf8.pem", "passwoerd", IC_ERROR_KEY_PASSPHRASE_WRONG, "passphrase" },
    { "k256-encrypted-des3.pem", PASSPHRASE, IC_ERROR_KEY_UNSUPPORTED, "1.2.840.113549.3.7" },
    { "k256-encrypted-pbes1.pem", PASSPHRASE, IC_ERROR_KEY_UNSUPPORTED, "1.2.840.113549.1.12.1.3" },
    { "k256-legacy-encrypted.pem", PASSPHRASE, IC_ERROR_KEY_UNSUPPORTED, "Proc-Type" },
    { "rsa-pkcs8.pem", NULL, IC_ERROR_KEY_UNSUPPORTED, "RSA" },
    { "rsa-traditional.pem", NULL, IC_ERROR_KEY_UNSUPPORTED, "RSA" },
    { "rsa-encrypted.pem", PASSPHRASE, IC_ERROR_KEY_UNSUPPORTED, "RSA" },
    { "p384-pkcs8.pem", NULL, IC_ERROR_KEY_UNSUPPORTED, "P-384" },
    { "p384-sec1.pem", NULL, IC_ERROR_KEY_UNSUPPORTED, "P-384" },
    { "brainpool-pkcs8.pem", NULL, IC_ERROR_KEY_UNSUPPORTED, "1.3.36.3.3.2.8.1.1.7" },
    { "ed448-pkcs8.pem", NULL, IC_ERROR_KEY_UNSUPPORTED, "Ed448" },
    { "x25519-pkcs8.pem", NULL, IC_ERROR_KEY_UNSUPPORTED, "X25519" },
    { "k256-public.pem", NULL, IC_ERROR_KEY_UNSUPPORTED, "public key" },
    { "p256-certificate.pem", NULL, IC_ERROR_KEY_UNSUPPORTED, "certificate" },
    { "p256-explicit.pem", NULL, IC_ERROR_KEY_UNSUPPORTED, "named_curve" },
    { "openssh.pem", NULL, IC_ERROR_KEY_UNSUPPORTED, "OpenSSH" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (IcSecret) contents = load (samples[i].name);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", samples[i].name);
      g_assert_null (import (contents, samples[i].passphrase, &error));
      g_assert_error (error, IC_ERROR, (gint)samples[i].code);
      g_assert_nonnull (strstr (error->message, samples[i].says));
      g_assert_cmpint (ic_error_get_class (error), ==, IC_ERROR_CLASS_OURS);
    }
}

/* Not a wrong passphrase in 2000 is taken for the right one, or for anything but wrong. */
static void
test_wrong_passphrases (void)
{
  g_autoptr (IcSecret) contents = load ("ed25519-encrypted-aes256-sha512.pem");

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *passphrase = g_strdup_printf ("guess %u", i);
      g_autoptr (GError) error = NULL;

      g_assert_null (import (contents, passphrase, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_KEY_PASSPHRASE_WRONG);
    }
}

static char *
pem_from_hex (const char *label, const char *hex)
{
  g_autoptr (GBytes) bytes = ic_bytes_from_hex (hex, NULL);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (bytes, NULL),
                                             g_bytes_get_size (bytes));

  return g_strdup_printf ("-----BEGIN %s-----\n%s\n-----END %s-----\n", label, base64, label);
}

static void
test_texts (void)
{
  g_autofree char *good = pem_from_hex ("PRIVATE KEY", "302e020100300506032b657004220420" SEED);
  g_autofree char *one_line = g_strdelimit (g_strdup (good), "\n", ' ');
  g_autofree char *indented = g_strconcat ("  \n\tMy key:\n", good, "\nthanks\n", NULL);
  g_autofree char *with_bom = g_strconcat ("\xef\xbb\xbf", good, NULL);
  const char *const texts[] = { good, one_line, indented, with_bom };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IcIdentity) identity = import_text (texts[i], &error);
      g_autofree char *principal = NULL;

      g_assert_no_error (error);
      principal = get_principal_text (identity);
      g_assert_cmpstr (principal, ==, ED25519_PRINCIPAL);
    }
}

static void
test_texts_refused (void)
{
  static const struct
  {
    const char *text;
    IcError code;
    const char *says;
  } cases[] = {
    { "", IC_ERROR_KEY, "empty" },
    { " \r\n\t", IC_ERROR_KEY, "empty" },
    { "hello", IC_ERROR_KEY, "no key found" },
    { SEED, IC_ERROR_KEY, "no key found" },
    { "-----BEGIN PRIVATE KEY-----", IC_ERROR_KEY, "ends within" },
    { "-----BEGIN PRIVATE KEY", IC_ERROR_KEY, "BEGIN line" },
    { "-----BEGIN -----\n-----END -----", IC_ERROR_KEY, "BEGIN line" },
    { "-----BEGIN private key-----\n-----END private key-----", IC_ERROR_KEY, "BEGIN line" },
    { "-----BEGIN PRIVATE KEY-----\nMC4C\n", IC_ERROR_KEY, "ends within" },
    { "-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY", IC_ERROR_KEY, "END line" },
    { "-----BEGIN PRIVATE KEY-----\nMC4C\n-----END EC PRIVATE KEY-----", IC_ERROR_KEY, "END line" },
    { "-----BEGIN PRIVATE KEY-----\nMC4C\n-----BEGIN PRIVATE KEY-----\nMC4C\n"
      "-----END PRIVATE KEY-----",
      IC_ERROR_KEY, "END line" },
    { "-----BEGIN PRIVATE KEY-----\nMC4?\n-----END PRIVATE KEY-----", IC_ERROR_KEY, "Base64" },
    { "-----BEGIN PRIVATE KEY-----\nMC4\n-----END PRIVATE KEY-----", IC_ERROR_KEY, "Base64" },
    { "-----BEGIN PRIVATE KEY-----\nMC4C=\n-----END PRIVATE KEY-----", IC_ERROR_KEY, "Base64" },
    { "-----BEGIN PRIVATE KEY-----\nComment: x\n\nMC4C\n-----END PRIVATE KEY-----", IC_ERROR_KEY,
      "Base64" },
    { "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", IC_ERROR_KEY, "malformed" },
    { "-----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----", IC_ERROR_KEY, "malformed" },
    { "-----BEGIN ENCRYPTED PRIVATE KEY-----\n-----END ENCRYPTED PRIVATE KEY-----", IC_ERROR_KEY,
      "malformed" },
    { "-----BEGIN EC PARAMETERS-----\nBgUrgQQACg==\n-----END EC PARAMETERS-----", IC_ERROR_KEY,
      "no key" },
    { "-----BEGIN SOMETHING NEW-----\nBgUrgQQACg==\n-----END SOMETHING NEW-----",
      IC_ERROR_KEY_UNSUPPORTED, "SOMETHING NEW" },
    { "-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n"
      "-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n",
      IC_ERROR_KEY, "2 private keys" },
    { "{\"delegations\":[],\"publicKey\":\"30\"}", IC_ERROR_KEY_UNSUPPORTED, "delegation" },
    { "\xff\xfe-\x01", IC_ERROR_KEY_UNSUPPORTED, "UTF-16" },
    { "\x30\x82\x01\x02", IC_ERROR_KEY_UNSUPPORTED, "DER" },
    { "\x9a\x01\xfe\xc3 encrypted", IC_ERROR_KEY_UNSUPPORTED, "dfx identity export" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (import_text (cases[i].text, &error));
      g_test_message ("%u: %s", i, error->message);
      g_assert_error (error, IC_ERROR, (gint)cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_size (void)
{
  g_autoptr (IcSecret) zeros = ic_secret_new (IC_PEM_MAX_BYTES);
  g_autoptr (IcSecret) large = ic_secret_new (IC_PEM_MAX_BYTES + 1);
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (import (large, NULL, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
  g_clear_error (&error);
  g_assert_null (import (zeros, NULL, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY_UNSUPPORTED);
  g_clear_error (&error);

  for (guint i = 0; i <= IC_PEM_MAX_BLOCKS; i++)
    g_string_append (many, "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n");
  g_assert_null (import_text (many->str, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, "blocks"));
}

/* Each in hexadecimal digits. */
static void
test_der (void)
{
  static const struct
  {
    const char *label;
    const char *der;
    gint code; /* -1: accepted */
  } cases[] = {
    { "PRIVATE KEY", "302e020100300506032b657004220420" SEED, -1 },
    /* Version 1 without a public key, and attributes. */
    { "PRIVATE KEY", "302e020101300506032b657004220420" SEED, -1 },
    { "PRIVATE KEY", "3030020100300506032b657004220420" SEED "a000", -1 },
    { "PRIVATE KEY", "3053020101300506032b657004220420" SEED "a000812100" ED25519_POINT, -1 },
    { "PRIVATE KEY", "3052020101300506032b657004220420" SEED "a000812000" ED25519_POINT,
      IC_ERROR_KEY },
    { "PRIVATE KEY", "302e020102300506032b657004220420" SEED, IC_ERROR_KEY },      /* version 2 */
    { "PRIVATE KEY", "302e0201ff300506032b657004220420" SEED, IC_ERROR_KEY },      /* negative */
    { "PRIVATE KEY", "302f02020000300506032b657004220420" SEED, IC_ERROR_KEY },    /* long zero */
    { "PRIVATE KEY", "302f020100300506032b657004220420" SEED, IC_ERROR_KEY },      /* cut off */
    { "PRIVATE KEY", "302e020100300506032b657004220420" SEED "00", IC_ERROR_KEY }, /* trailing */
    { "PRIVATE KEY", "30812e020100300506032b657004220420" SEED, IC_ERROR_KEY },    /* long length */
    { "PRIVATE KEY", "3080020100300506032b657004220420" SEED "0000", IC_ERROR_KEY }, /* BER */
    { "PRIVATE KEY", "302d020100300506032b657004210420" SEED, IC_ERROR_KEY }, /* lengths disagree */
    { "PRIVATE KEY",
      "302d020100300506032b65700421041f"
      "61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      IC_ERROR_KEY },
    { "PRIVATE KEY", "3030020100300706032b6570050004220420" SEED, IC_ERROR_KEY }, /* parameters */
    { "PRIVATE KEY", "302e020100300506032b657104220420" SEED, IC_ERROR_KEY_UNSUPPORTED },
    { "PRIVATE KEY", "302f020100300606042b65707004220420" SEED, IC_ERROR_KEY_UNSUPPORTED },
    { "PRIVATE KEY", "300602010030010500", IC_ERROR_KEY },
    { "PRIVATE KEY", "04020500", IC_ERROR_KEY },
    { "PRIVATE KEY", "30", IC_ERROR_KEY },
    { "PRIVATE KEY", "3082", IC_ERROR_KEY },
    { "PRIVATE KEY", "30840000000c", IC_ERROR_KEY },
    /* Another public key than its own, in both forms of writing it. */
    { "PRIVATE KEY", "3051020101300506032b657004220420" SEED "812100" SEED, IC_ERROR_KEY },
    { "PRIVATE KEY", "3053020101300506032b657004220420" SEED "a123032100" SEED, IC_ERROR_KEY },
    { "PRIVATE KEY", "3053020101300506032b657004220420" SEED "a123032101" ED25519_POINT,
      IC_ERROR_KEY },
    { "PRIVATE KEY", "3053020101300506032b657004220420" SEED "a123042100" ED25519_POINT,
      IC_ERROR_KEY },

    { "EC PRIVATE KEY", "302e0201010420" K256 "a00706052b8104000a", -1 },
    { "EC PRIVATE KEY", "30310201010420" P256 "a00a06082a8648ce3d030107", -1 },
    /* Without leading zeros: the number 1. */
    { "EC PRIVATE KEY", "300f020101040101a00706052b8104000a", -1 },
    { "EC PRIVATE KEY", "300f020101040100a00706052b8104000a", IC_ERROR_KEY },         /* zero */
    { "EC PRIVATE KEY", "300e0201010400a00706052b8104000a", IC_ERROR_KEY },           /* empty */
    { "EC PRIVATE KEY", "302f0201010421" K256 "00a00706052b8104000a", IC_ERROR_KEY }, /* 33 bytes */
    { "EC PRIVATE KEY",
      "302e0201010420fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
      "a00706052b8104000a",
      IC_ERROR_KEY },                                                               /* the order */
    { "EC PRIVATE KEY", "30250201010420" K256, IC_ERROR_KEY_UNSUPPORTED },          /* no curve */
    { "EC PRIVATE KEY", "302e0201000420" K256 "a00706052b8104000a", IC_ERROR_KEY }, /* version */
    { "EC PRIVATE KEY", "302e0201010420" K256 "a00706052b81040022", IC_ERROR_KEY_UNSUPPORTED },
    { "EC PRIVATE KEY", "302e0201010420" K256 "a00704052b8104000a", IC_ERROR_KEY },
    { "EC PRIVATE KEY", "30300201010420" K256 "a00906052b8104000a0500", IC_ERROR_KEY },
    { "EC PRIVATE KEY", "30290201010420" K256 "a0023000", IC_ERROR_KEY_UNSUPPORTED },
    { "EC PRIVATE KEY", "30300201010420" K256 "a00706052b8104000a0500", IC_ERROR_KEY },
    { "EC PRIVATE KEY", "30340201010420" K256 "a00706052b8104000aa104030200ff", IC_ERROR_KEY },
    { "EC PRIVATE KEY", "30320201010420" K256 "a00706052b8104000aa1020300", IC_ERROR_KEY },
    { "EC PRIVATE KEY", "30330201010420" K256 "a00706052b8104000aa103030100", IC_ERROR_KEY },
    { "EC PRIVATE KEY", "30300201010420" K256 "a00706052b8104000aa100", IC_ERROR_KEY },
    /* A curve in PKCS#8 and another one within. */
    { "PRIVATE KEY",
      "304a020100301006072a8648ce3d020106052b8104000a0433"
      "30310201010420" P256 "a00a06082a8648ce3d030107",
      IC_ERROR_KEY },
    { "PRIVATE KEY",
      "303e020100301006072a8648ce3d020106052b8104000a0427"
      "30250201010420" K256,
      -1 },
    { "PRIVATE KEY",
      "3037020100300906072a8648ce3d02010427"
      "30250201010420" K256,
      IC_ERROR_KEY }, /* no curve */
    { "PRIVATE KEY",
      "303e020100301006072a8648ce3d020106052b810400220427"
      "30250201010420" K256,
      IC_ERROR_KEY_UNSUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = pem_from_hex (cases[i].label, cases[i].der);
      g_autoptr (GError) error = NULL;
      g_autoptr (IcIdentity) identity = import_text (text, &error);

      g_test_message ("%u: %s", i, error != NULL ? error->message : "accepted");
      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, IC_ERROR, cases[i].code);
    }
}

/* Every byte of each sample changed, and each sample cut: no crash, and never another principal
 * but of another private key. */
static void
test_mutations (void)
{
  static const char *const names[] = { "k256-sec1-parameters.pem", "p256-pkcs8.pem",
                                       "ed25519-old-dfx.pem", "k256-encrypted-scrypt.pem" };
  guint n_accepted = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (IcSecret) contents = load (names[i]);
      gsize len = ic_secret_get_len (contents);

      for (gsize at = 0; at < len; at++)
        {
          g_autoptr (IcSecret) changed = ic_secret_new_from (ic_secret_get_const (contents), len);
          g_autoptr (IcSecret) cut = ic_secret_new_from (ic_secret_get_const (contents), at);
          g_autoptr (IcIdentity) identity = NULL;
          g_autoptr (GError) error = NULL;

          ic_secret_get_data (changed)[at] ^= 1 << at % 8;
          identity = import (changed, NULL, &error);
          n_accepted += identity != NULL;
          g_clear_error (&error);
          g_clear_object (&identity);
          identity = import (cut, NULL, &error);
          if (at + 1 < len) /* but the last line feed */
            g_assert_null (identity);
        }
    }
  g_test_message ("%u accepted", n_accepted);
}

/* An encrypted key file of this shape, with nothing sensible in it. */
static char *
make_encrypted (const char *kdf, const char *cipher)
{
  static const char data[] = "0410"
                             "00000000000000000000000000000000";
  g_autofree char *scheme = g_strdup_printf ("30%02zx%s%s", (strlen (kdf) + strlen (cipher)) / 2,
                                             kdf, cipher);
  g_autofree char *algorithm = g_strdup_printf (
      "30%02zx06092a864886f70d01050d%s",
      strlen ("06092a864886f70d01050d") / 2 + strlen (scheme) / 2, scheme);
  g_autofree char *der = g_strdup_printf ("30%02zx%s%s", (strlen (algorithm) + strlen (data)) / 2,
                                          algorithm, data);

  return pem_from_hex ("ENCRYPTED PRIVATE KEY", der);
}

#define AES  "301d060960864801650304012a041000000000000000000000000000000000"
#define SALT "040411223344"

/* What would take hours or all memory is refused before a passphrase is asked for. */
static void
test_cost (void)
{
  static const struct
  {
    const char *kdf;
    const char *cipher;
    gint code;
  } cases[] = {
    /* PBKDF2: 2048 rounds; 10,000,000 and one more; 2^63; none; negative. */
    { "301706092a864886f70d01050c300a" SALT "02020800", AES, IC_ERROR_KEY_PASSPHRASE_NEEDED },
    { "301806092a864886f70d01050c300b" SALT "0203989680", AES, IC_ERROR_KEY },
    { "301906092a864886f70d01050c300c" SALT "020400989680", AES, IC_ERROR_KEY_PASSPHRASE_NEEDED },
    { "301906092a864886f70d01050c300c" SALT "020400989681", AES, IC_ERROR_KEY_UNSUPPORTED },
    { "301d06092a864886f70d01050c3010" SALT "02087fffffffffffffff", AES, IC_ERROR_KEY_UNSUPPORTED },
    { "301e06092a864886f70d01050c3011" SALT "020900ffffffffffffffff", AES,
      IC_ERROR_KEY_UNSUPPORTED },
    { "301f06092a864886f70d01050c3012" SALT "020a00ffffffffffffffffff", AES, IC_ERROR_KEY },
    { "301606092a864886f70d01050c3009" SALT "020100", AES, IC_ERROR_KEY },
    { "301606092a864886f70d01050c3009" SALT "0201ff", AES, IC_ERROR_KEY },
    { "301306092a864886f70d01050c3006" SALT, AES, IC_ERROR_KEY },
    { "301306092a864886f70d01050c3006"
      "040002020800",
      AES, IC_ERROR_KEY }, /* no salt */
    /* A key length, right and wrong. */
    { "301a06092a864886f70d01050c300d" SALT "02020800020120", AES, IC_ERROR_KEY_PASSPHRASE_NEEDED },
    { "301a06092a864886f70d01050c300d" SALT "02020800020110", AES, IC_ERROR_KEY },
    { "301a06092a864886f70d01050c300d" SALT "02020800020100", AES, IC_ERROR_KEY },
    /* A hash that is not known, and one with parameters. */
    { "302506092a864886f70d01050c3018" SALT "02020800300c06082a864886f70d02090500", AES,
      IC_ERROR_KEY_PASSPHRASE_NEEDED },
    { "302506092a864886f70d01050c3018" SALT "02020800300c06082a864886f70d02050500", AES,
      IC_ERROR_KEY_UNSUPPORTED },
    { "302606092a864886f70d01050c3019" SALT "02020800300d06082a864886f70d0209020101", AES,
      IC_ERROR_KEY },
    /* scrypt N, r, p: 2^14, 8, 1; */
    { "301d06092b06010401da47040b3010" SALT "02024000020108020101", AES,
      IC_ERROR_KEY_PASSPHRASE_NEEDED },
    /* N of 2^19 with r of 8 takes all that is allowed; 2^20 is too much; */
    { "301e06092b06010401da47040b3011" SALT "0203080000020108020101", AES,
      IC_ERROR_KEY_PASSPHRASE_NEEDED },
    { "301e06092b06010401da47040b3011" SALT "0203100000020108020101", AES,
      IC_ERROR_KEY_UNSUPPORTED },
    /* and p of 3 is more work than allowed; */
    { "301e06092b06010401da47040b3011" SALT "0203080000020108020103", AES,
      IC_ERROR_KEY_UNSUPPORTED },
    { "302406092b06010401da47040b3017" SALT "02024000020108"
      "02087fffffffffffffff",
      AES, IC_ERROR_KEY_UNSUPPORTED },
    { "302406092b06010401da47040b3017" SALT "02024000"
      "02087fffffffffffffff"
      "020101",
      AES, IC_ERROR_KEY_UNSUPPORTED },
    { "302306092b06010401da47040b3016" SALT "02084000000000000000"
      "020108020101",
      AES, IC_ERROR_KEY_UNSUPPORTED },
    /* no power of two; 1; 0. */
    { "301d06092b06010401da47040b3010" SALT "02024001020108020101", AES, IC_ERROR_KEY },
    { "301c06092b06010401da47040b300f" SALT "020101020108020101", AES, IC_ERROR_KEY },
    { "301d06092b06010401da47040b3010" SALT "02024000020100020101", AES, IC_ERROR_KEY },
    { "301d06092b06010401da47040b3010" SALT "02024000020108020100", AES, IC_ERROR_KEY },
    /* Ciphers: an initialization vector that is too short, AES-GCM. */
    { "301706092a864886f70d01050c300a" SALT "02020800",
      "301c060960864801650304012a040f000000000000000000000000000000", IC_ERROR_KEY },
    { "301706092a864886f70d01050c300a" SALT "02020800",
      "301d060960864801650304012e041000000000000000000000000000000000", IC_ERROR_KEY_UNSUPPORTED },
    /* A key derivation that is not known. */
    { "301706092a864886f70d01050f300a" SALT "02020800", AES, IC_ERROR_KEY_UNSUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = make_encrypted (cases[i].kdf, cases[i].cipher);
      g_autoptr (GError) error = NULL;

      g_assert_null (import_text (text, &error));
      g_test_message ("%u: %s", i, error->message);
      g_assert_error (error, IC_ERROR, cases[i].code);
    }
}

static void
test_json (void)
{
  static const struct
  {
    const char *text;
    const char *principal; /* nullable */
    gint code;
  } cases[] = {
    { "[\"" ED25519_DER ED25519_POINT "\",\"" SEED "\"]", ED25519_PRINCIPAL, 0 },
    { " [ \"" ED25519_DER ED25519_POINT "\" ,\n\"" SEED "\" ] \n", ED25519_PRINCIPAL, 0 },
    { "[\"" ED25519_POINT "\",\"" SEED "\"]", ED25519_PRINCIPAL, 0 },
    { "[\"" ED25519_DER ED25519_POINT "\",\"" SEED ED25519_POINT "\"]", ED25519_PRINCIPAL, 0 },
    { "[\"" ED25519_DER ED25519_POINT "\",\"" SEED SEED "\"]", NULL, IC_ERROR_KEY },
    { "[\"" ED25519_DER SEED "\",\"" SEED "\"]", NULL, IC_ERROR_KEY },
    { "[\"" ED25519_DER ED25519_POINT "\",\"" K256 "\"]", NULL, IC_ERROR_KEY },
    { "[\"" ED25519_DER ED25519_POINT "\"]", NULL, IC_ERROR_KEY },
    { "[\"" ED25519_DER ED25519_POINT "\",\"\"]", NULL, IC_ERROR_KEY },
    { "[\"\",\"" SEED "\"]", NULL, IC_ERROR_KEY },
    { "[\"" ED25519_DER ED25519_POINT "\",\"" SEED "\",\"\"]", NULL, IC_ERROR_KEY },
    { "[\"" ED25519_DER ED25519_POINT "\",\"" SEED "\"", NULL, IC_ERROR_KEY },
    { "[\"" ED25519_DER ED25519_POINT "\",\"" SEED, NULL, IC_ERROR_KEY },
    { "[\"" ED25519_DER ED25519_POINT "\",\"" SEED "\"]x", NULL, IC_ERROR_KEY },
    { "[\"" ED25519_DER ED25519_POINT "\",\"" SEED "0\"]", NULL, IC_ERROR_KEY },
    { "[\"" ED25519_DER ED25519_POINT "\",\"" SEED "00\"]", NULL, IC_ERROR_KEY },
    { "[\"xyz\",\"" SEED "\"]", NULL, IC_ERROR_KEY },
    { "[1,2]", NULL, IC_ERROR_KEY },
    { "[]", NULL, IC_ERROR_KEY },
    { "[", NULL, IC_ERROR_KEY },
    { "[\"0210d349\",\"" K256 "\"]", NULL, IC_ERROR_KEY },
    { "[\"0310d34980a51af89d3331ad5fa80fe30d8868ad87526460b3b3e15596ee58e812\",\"" K256 "\"]",
      K256_PRINCIPAL, 0 },
    { "[\"0210d34980a51af89d3331ad5fa80fe30d8868ad87526460b3b3e15596ee58e812\",\"" K256 "\"]", NULL,
      IC_ERROR_KEY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IcIdentity) identity = import_text (cases[i].text, &error);
      g_autofree char *principal = NULL;

      g_test_message ("%u: %s", i, error != NULL ? error->message : "accepted");
      if (cases[i].principal == NULL)
        {
          g_assert_error (error, IC_ERROR, cases[i].code);
          /* A message may be logged: nothing of the secret is in it. */
          g_assert_null (strstr (error->message, "9d61b19d"));
          continue;
        }
      g_assert_no_error (error);
      principal = get_principal_text (identity);
      g_assert_cmpstr (principal, ==, cases[i].principal);
    }
}

static void
test_oid_text (void)
{
  static const struct
  {
    const char *hex;
    const char *text;
  } cases[] = {
    { "2a864886f70d010101", "1.2.840.113549.1.1.1" },
    { "2b6570", "1.3.101.112" },
    { "883703", "2.999.3" },
    { "00", "0.0" },
    { "ffffffffffffffffffff7f", "unknown" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = ic_bytes_from_hex (cases[i].hex, NULL);
      const guint8 *p = g_bytes_get_data (bytes, NULL);
      IcDerReader oid = { p, p + g_bytes_get_size (bytes) };
      g_autofree char *text = ic_der_oid_to_text (&oid);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

typedef struct
{
  GMainLoop *loop;
  IcIdentity *identity;
  GError *error;
} Importing;

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Importing *importing = data;

  importing->identity = ic_pem_import_finish (result, &importing->error);
  g_main_loop_quit (importing->loop);
}

static IcIdentity *
import_async (const char *name, const char *passphrase, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Importing importing = { loop };
  IcSecret *contents = load (name);
  IcSecret *secret = ic_secret_new_text (passphrase);

  ic_pem_import_async (contents, secret, cancellable, imported_cb, &importing);
  ic_secret_unref (contents);
  ic_secret_unref (secret);
  g_main_loop_run (loop);
  if (importing.error != NULL)
    g_propagate_error (error, importing.error);
  return importing.identity;
}

static void
test_async (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (IcIdentity)
      identity = import_async ("k256-encrypted-scrypt.pem", PASSPHRASE, NULL, &error);
  g_autofree char *principal = NULL;

  g_assert_no_error (error);
  principal = get_principal_text (identity);
  g_assert_cmpstr (principal, ==, K256_PRINCIPAL);

  g_assert_null (import_async ("k256-encrypted-scrypt.pem", "wrong", NULL, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_KEY_PASSPHRASE_WRONG);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (import_async ("k256-encrypted-scrypt.pem", PASSPHRASE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pem/samples", test_samples);
  g_test_add_func ("/pem/samples-refused", test_samples_refused);
  g_test_add_func ("/pem/wrong-passphrases", test_wrong_passphrases);
  g_test_add_func ("/pem/texts", test_texts);
  g_test_add_func ("/pem/texts-refused", test_texts_refused);
  g_test_add_func ("/pem/size", test_size);
  g_test_add_func ("/pem/der", test_der);
  g_test_add_func ("/pem/mutations", test_mutations);
  g_test_add_func ("/pem/cost", test_cost);
  g_test_add_func ("/pem/json", test_json);
  g_test_add_func ("/pem/oid-text", test_oid_text);
  g_test_add_func ("/pem/async", test_async);

  return g_test_run ();
}
