/* SPDX-License-Identifier: MIT */
#include "ic-pem-private.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <sodium.h>
#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

#define AES_BLOCK_BYTES 16
#define MAX_KEY_BYTES   32
#define MAX_SALT_BYTES  1024

#define OID(name, ...) static const guint8 name[] = { __VA_ARGS__ }
OID (oid_pbes2, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d);
OID (oid_pbkdf2, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c);
OID (oid_scrypt, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b);

/* Pseudo-random functions of PBKDF2 (RFC 8018, B.1.2) and ciphers (B.2.5), by the last byte of
 * their object identifiers. */
static const guint8 prf_prefix[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02 };
static const guint8 aes_prefix[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01 };
static const struct
{
  guint8 last;
  gnutls_mac_algorithm_t mac;
} prfs[] = {
  { 7, GNUTLS_MAC_SHA1 },
  { 9, GNUTLS_MAC_SHA256 },
  { 10, GNUTLS_MAC_SHA384 },
  { 11, GNUTLS_MAC_SHA512 },
};
static const struct
{
  guint8 last;
  gnutls_cipher_algorithm_t cipher;
  gsize key_bytes;
} ciphers[] = {
  { 2, GNUTLS_CIPHER_AES_128_CBC, 16 },
  { 22, GNUTLS_CIPHER_AES_192_CBC, 24 },
  { 42, GNUTLS_CIPHER_AES_256_CBC, 32 },
};

typedef struct
{
  gboolean is_scrypt;
  IcDerReader salt;
  guint64 rounds; /* of PBKDF2 */
  gnutls_mac_algorithm_t mac;
  guint64 n, r, p;    /* of scrypt */
  guint64 key_length; /* 0 if not said */

  gnutls_cipher_algorithm_t cipher;
  gsize key_bytes;
  IcDerReader iv;
  IcDerReader data;
} Parameters;

static gboolean
refuse_malformed (GError **error)
{
  return ic_pem_refuse (error, IC_ERROR_KEY,
                        _ ("ENCRYPTED PRIVATE KEY in the key file is malformed")) != NULL;
}

#define CONVERT "openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW"

static gboolean
refuse_oid (const char *what, const IcDerReader *oid, GError **error)
{
  g_autofree char *text = ic_der_oid_to_text (oid);

  /* Translators: "cipher 1.2.840.113549.3.7", then a command line */
  return ic_pem_refuse (
             error, IC_ERROR_KEY_UNSUPPORTED,
             _ ("key is encrypted in a way that is not supported (%s %s); convert it: %s"), what,
             text, CONVERT) != NULL;
}

/* Whether @oid is @prefix and one more byte, which is returned in @last. */
static gboolean
has_prefix (const IcDerReader *oid, const guint8 *prefix, gsize len, guint8 *last)
{
  if (ic_der_left (oid) != len + 1 || memcmp (oid->p, prefix, len) != 0)
    return FALSE;
  *last = oid->p[len];
  return TRUE;
}

static gboolean
read_salt (IcDerReader *reader, Parameters *out, GError **error)
{
  if (!ic_der_read (reader, IC_DER_OCTET_STRING, &out->salt) || ic_der_at_end (&out->salt) ||
      ic_der_left (&out->salt) > MAX_SALT_BYTES)
    return refuse_malformed (error);
  return TRUE;
}

static gboolean
read_prf (IcDerReader *reader, Parameters *out, GError **error)
{
  IcDerReader algorithm, oid, nothing;
  guint8 last;

  out->mac = GNUTLS_MAC_SHA1; /* the default of RFC 8018 */
  if (ic_der_at_end (reader))
    return TRUE;
  if (!ic_der_read (reader, IC_DER_SEQUENCE, &algorithm) ||
      !ic_der_read (&algorithm, IC_DER_OID, &oid))
    return refuse_malformed (error);
  if (ic_der_read (&algorithm, IC_DER_NULL, &nothing) && !ic_der_at_end (&nothing))
    return refuse_malformed (error);
  if (!ic_der_at_end (&algorithm) || !ic_der_at_end (reader))
    return refuse_malformed (error);
  if (has_prefix (&oid, prf_prefix, sizeof prf_prefix, &last))
    {
      for (guint i = 0; i < G_N_ELEMENTS (prfs); i++)
        {
          if (last != prfs[i].last)
            continue;
          out->mac = prfs[i].mac;
          return TRUE;
        }
    }
  return refuse_oid (C_ ("part of an encryption", "hash"), &oid, error);
}

static gboolean
read_key_length (IcDerReader *reader, Parameters *out, GError **error)
{
  out->key_length = 0;
  if (ic_der_peek (reader, IC_DER_INTEGER) &&
      (!ic_der_read_uint (reader, &out->key_length) || out->key_length == 0))
    return refuse_malformed (error);
  return TRUE;
}

static gboolean
read_pbkdf2 (IcDerReader *reader, Parameters *out, GError **error)
{
  if (!read_salt (reader, out, error))
    return FALSE;
  if (!ic_der_read_uint (reader, &out->rounds) || out->rounds == 0)
    return refuse_malformed (error);
  if (out->rounds > IC_PEM_MAX_PBKDF2_ROUNDS)
    return ic_pem_refuse (error, IC_ERROR_KEY_UNSUPPORTED,
                          _ ("key file asks for %" PRIu64 " rounds of PBKDF2, more than %d"),
                          out->rounds, IC_PEM_MAX_PBKDF2_ROUNDS) != NULL;
  return read_key_length (reader, out, error) && read_prf (reader, out, error);
}

/* RFC 7914, section 7. */
static gboolean
read_scrypt (IcDerReader *reader, Parameters *out, GError **error)
{
  out->is_scrypt = TRUE;
  if (!read_salt (reader, out, error))
    return FALSE;
  if (!ic_der_read_uint (reader, &out->n) || !ic_der_read_uint (reader, &out->r) ||
      !ic_der_read_uint (reader, &out->p) || out->n < 2 || (out->n & (out->n - 1)) != 0 ||
      out->r == 0 || out->p == 0)
    return refuse_malformed (error);
  /* Divisions, so that nothing overflows. */
  if (out->n > IC_PEM_MAX_SCRYPT_BYTES / 128 / out->r ||
      out->p > IC_PEM_MAX_SCRYPT_WORK / (out->n * out->r))
    return ic_pem_refuse (error, IC_ERROR_KEY_UNSUPPORTED,
                          _ ("key file asks for more work of scrypt than is done here (N %" PRIu64
                             ", r %" PRIu64 ", p %" PRIu64 ")"),
                          out->n, out->r, out->p) != NULL;
  if (!read_key_length (reader, out, error))
    return FALSE;
  return ic_der_at_end (reader) || refuse_malformed (error);
}

static gboolean
read_cipher (IcDerReader *reader, Parameters *out, GError **error)
{
  IcDerReader algorithm, oid;
  guint8 last;

  if (!ic_der_read (reader, IC_DER_SEQUENCE, &algorithm) ||
      !ic_der_read (&algorithm, IC_DER_OID, &oid))
    return refuse_malformed (error);
  if (has_prefix (&oid, aes_prefix, sizeof aes_prefix, &last))
    {
      for (guint i = 0; i < G_N_ELEMENTS (ciphers); i++)
        {
          if (last != ciphers[i].last)
            continue;
          out->cipher = ciphers[i].cipher;
          out->key_bytes = ciphers[i].key_bytes;
          if (!ic_der_read (&algorithm, IC_DER_OCTET_STRING, &out->iv) ||
              !ic_der_at_end (&algorithm) || ic_der_left (&out->iv) != AES_BLOCK_BYTES)
            return refuse_malformed (error);
          return TRUE;
        }
    }
  return refuse_oid (C_ ("part of an encryption", "cipher"), &oid, error);
}

static gboolean
read_parameters (const IcSecret *der, Parameters *out, GError **error)
{
  const guint8 *bytes = ic_secret_get_const (der);
  IcDerReader reader = { bytes, bytes + ic_secret_get_len (der) };
  IcDerReader info, algorithm, scheme, kdf, oid, kdf_parameters;

  memset (out, 0, sizeof *out);
  if (!ic_der_read (&reader, IC_DER_SEQUENCE, &info) || !ic_der_at_end (&reader) ||
      !ic_der_read (&info, IC_DER_SEQUENCE, &algorithm) ||
      !ic_der_read (&algorithm, IC_DER_OID, &oid) ||
      !ic_der_read (&info, IC_DER_OCTET_STRING, &out->data) || !ic_der_at_end (&info))
    return refuse_malformed (error);
  if (!ic_der_equals (&oid, oid_pbes2, sizeof oid_pbes2))
    return refuse_oid (C_ ("part of an encryption", "scheme"), &oid, error);

  if (!ic_der_read (&algorithm, IC_DER_SEQUENCE, &scheme) || !ic_der_at_end (&algorithm) ||
      !ic_der_read (&scheme, IC_DER_SEQUENCE, &kdf) || !ic_der_read (&kdf, IC_DER_OID, &oid) ||
      !ic_der_read (&kdf, IC_DER_SEQUENCE, &kdf_parameters) || !ic_der_at_end (&kdf))
    return refuse_malformed (error);
  if (ic_der_equals (&oid, oid_pbkdf2, sizeof oid_pbkdf2))
    {
      if (!read_pbkdf2 (&kdf_parameters, out, error))
        return FALSE;
    }
  else if (ic_der_equals (&oid, oid_scrypt, sizeof oid_scrypt))
    {
      if (!read_scrypt (&kdf_parameters, out, error))
        return FALSE;
    }
  else
    return refuse_oid (C_ ("part of an encryption", "key derivation"), &oid, error);

  if (!read_cipher (&scheme, out, error))
    return FALSE;
  if (!ic_der_at_end (&scheme) || (out->key_length != 0 && out->key_length != out->key_bytes) ||
      ic_der_at_end (&out->data) || ic_der_left (&out->data) % AES_BLOCK_BYTES != 0)
    return refuse_malformed (error);
  return TRUE;
}

static gboolean
derive_key (const Parameters *in, IcSecret *passphrase, IcSecret *key)
{
  gnutls_datum_t password = { ic_secret_get_data (passphrase), ic_secret_get_len (passphrase) };
  gnutls_datum_t salt = { (guint8 *)in->salt.p, ic_der_left (&in->salt) };

  if (in->is_scrypt)
    return crypto_pwhash_scryptsalsa208sha256_ll (password.data, password.size, salt.data,
                                                  salt.size, in->n, in->r, in->p,
                                                  ic_secret_get_data (key), in->key_bytes) == 0;
  return gnutls_pbkdf2 (in->mac, &password, &salt, in->rounds, ic_secret_get_data (key),
                        in->key_bytes) >= 0;
}

static gboolean
decrypt (const Parameters *in, IcSecret *key, IcSecret *plain)
{
  gnutls_datum_t key_data = { ic_secret_get_data (key), in->key_bytes };
  gnutls_datum_t iv = { (guint8 *)in->iv.p, AES_BLOCK_BYTES };
  gnutls_cipher_hd_t cipher;
  int status;

  if (gnutls_cipher_init (&cipher, in->cipher, &key_data, &iv) < 0)
    return FALSE;
  status = gnutls_cipher_decrypt2 (cipher, in->data.p, ic_der_left (&in->data),
                                   ic_secret_get_data (plain), ic_secret_get_len (plain));
  gnutls_cipher_deinit (cipher);
  return status >= 0;
}

/* PKCS#7 padding, and then what must be the head of a private key: both fit by chance once in 2^24
 * wrong passphrases, and then the key is found malformed. */
static gboolean
remove_padding (IcSecret *plain)
{
  const guint8 *bytes = ic_secret_get_const (plain);
  gsize len = ic_secret_get_len (plain);
  guint8 padding = bytes[len - 1];
  IcDerReader reader, info;
  guint64 version;

  if (padding == 0 || padding > AES_BLOCK_BYTES)
    return FALSE;
  for (gsize i = len - padding; i < len; i++)
    {
      if (bytes[i] != padding)
        return FALSE;
    }
  reader.p = bytes;
  reader.end = bytes + len - padding;
  if (!ic_der_read (&reader, IC_DER_SEQUENCE, &info) || !ic_der_at_end (&reader) ||
      !ic_der_read_uint (&info, &version))
    return FALSE;
  ic_secret_truncate (plain, len - padding);
  return TRUE;
}

/**
 * ic_pem_decrypt_pkcs8:
 * @der: contents of an ENCRYPTED PRIVATE KEY block
 * @passphrase: (nullable): what to open it with
 * @error: IC_ERROR_KEY_PASSPHRASE_NEEDED without @passphrase, IC_ERROR_KEY_PASSPHRASE_WRONG,
 *   IC_ERROR_KEY_UNSUPPORTED for another scheme or too much work, IC_ERROR_KEY if malformed
 *
 * PBES2 (RFC 8018, 7914) with PBKDF2 or scrypt, and AES-CBC. May take seconds. The form is checked
 * before a passphrase is asked for, so that nobody types one in vain.
 *
 * Returns: (transfer full): contents of a PRIVATE KEY block
 */
IcSecret *
ic_pem_decrypt_pkcs8 (const IcSecret *der, IcSecret *passphrase, GError **error)
{
  g_autoptr (IcSecret) key = NULL;
  g_autoptr (IcSecret) plain = NULL;
  Parameters parameters;
  gboolean opened;

  if (!read_parameters (der, &parameters, error))
    return NULL;
  if (passphrase == NULL)
    return ic_pem_refuse (error, IC_ERROR_KEY_PASSPHRASE_NEEDED,
                          _ ("key is encrypted: its passphrase is needed"));
  if (ic_secret_get_len (passphrase) > IC_PEM_MAX_PASSPHRASE_BYTES)
    return ic_pem_refuse (error, IC_ERROR_KEY_PASSPHRASE_WRONG,
                          _ ("passphrase is longer than %d bytes"), IC_PEM_MAX_PASSPHRASE_BYTES);

  key = ic_secret_new (MAX_KEY_BYTES);
  plain = ic_secret_new (ic_der_left (&parameters.data));
  opened = derive_key (&parameters, passphrase, key) && decrypt (&parameters, key, plain);
  ic_secret_wipe_stack ();
  if (!opened)
    return ic_pem_refuse (error, IC_ERROR_KEY_UNSUPPORTED,
                          _ ("key cannot be decrypted on this machine: not enough memory, or the "
                             "cipher is forbidden"));
  if (!remove_padding (plain))
    return ic_pem_refuse (error, IC_ERROR_KEY_PASSPHRASE_WRONG,
                          _ ("passphrase does not open this key"));
  return g_steal_pointer (&plain);
}
