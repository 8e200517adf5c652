/* SPDX-License-Identifier: MIT */
#include "ic-pem-private.h"

#include <sodium.h>
#include <string.h>

#include "ic-der-private.h"
#include "ic-ecdsa-identity.h"
#include "ic-error.h"
#include "ic-i18n.h"

#define SECRET_BYTES     32
#define COMPRESSED_BYTES 33

typedef enum
{
  CURVE_UNKNOWN,
  CURVE_SECP256K1,
  CURVE_P256
} Curve;

#define OID(name, ...) static const guint8 name[] = { __VA_ARGS__ }
OID (oid_ec, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01);
OID (oid_ed25519, 0x2b, 0x65, 0x70);
OID (oid_secp256k1, 0x2b, 0x81, 0x04, 0x00, 0x0a);
OID (oid_p256, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07);
OID (oid_p384, 0x2b, 0x81, 0x04, 0x00, 0x22);
OID (oid_p521, 0x2b, 0x81, 0x04, 0x00, 0x23);
OID (oid_x25519, 0x2b, 0x65, 0x6e);
OID (oid_x448, 0x2b, 0x65, 0x6f);
OID (oid_ed448, 0x2b, 0x65, 0x71);
OID (oid_rsa, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01);
OID (oid_rsa_pss, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a);
OID (oid_dsa, 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01);
OID (oid_dh, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x03, 0x01);

/* Kinds that people have and the Internet Computer does not take. */
static const struct
{
  const guint8 *oid;
  gsize len;
  const char *name;
} unsupported[] = {
  { oid_p384, sizeof oid_p384, "P-384" },         { oid_p521, sizeof oid_p521, "P-521" },
  { oid_x25519, sizeof oid_x25519, "X25519" },    { oid_x448, sizeof oid_x448, "X448" },
  { oid_ed448, sizeof oid_ed448, "Ed448" },       { oid_rsa, sizeof oid_rsa, "RSA" },
  { oid_rsa_pss, sizeof oid_rsa_pss, "RSA-PSS" }, { oid_dsa, sizeof oid_dsa, "DSA" },
  { oid_dh, sizeof oid_dh, "Diffie-Hellman" },
};

static gpointer
refuse_oid (const IcDerReader *oid, GError **error)
{
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (unsupported); i++)
    {
      if (ic_der_equals (oid, unsupported[i].oid, unsupported[i].len))
        return ic_pem_refuse (error, IC_ERROR_KEY_UNSUPPORTED,
                              _ ("key is for %s; the Internet Computer takes Ed25519, and ECDSA on "
                                 "secp256k1 or P-256"),
                              unsupported[i].name);
    }
  text = ic_der_oid_to_text (oid);
  return ic_pem_refuse (error, IC_ERROR_KEY_UNSUPPORTED,
                        _ ("key is of a kind that is not known here (object identifier %s)"), text);
}

static gpointer
refuse_malformed (const char *what, GError **error)
{
  return ic_pem_refuse (error, IC_ERROR_KEY, _ ("%s in the key file is malformed"), what);
}

/* ECParameters of RFC 5480: the name of a curve. */
static gboolean
read_curve (IcDerReader *reader, Curve *curve, GError **error)
{
  IcDerReader oid;

  if (ic_der_peek (reader, IC_DER_SEQUENCE))
    return ic_pem_refuse (
               error, IC_ERROR_KEY_UNSUPPORTED,
               _ ("key spells its curve out instead of naming it; convert it: openssl ec "
                  "-in FILE -param_enc named_curve -out NEW")) != NULL;
  if (!ic_der_read (reader, IC_DER_OID, &oid))
    return refuse_malformed (_ ("the curve of the key"), error) != NULL;
  if (ic_der_equals (&oid, oid_secp256k1, sizeof oid_secp256k1))
    *curve = CURVE_SECP256K1;
  else if (ic_der_equals (&oid, oid_p256, sizeof oid_p256))
    *curve = CURVE_P256;
  else
    return refuse_oid (&oid, error) != NULL;
  return TRUE;
}

gboolean
ic_pem_is_public_key_of (IcIdentity *identity, const guint8 *key, gsize len)
{
  gsize der_len;
  const guint8 *der = g_bytes_get_data (ic_identity_get_public_key_der (identity), &der_len);
  IcDerKey own;

  if (!ic_der_parse_key (der, der_len, &own, NULL))
    return FALSE;
  if (own.raw_len == IC_EC_POINT_BYTES && len == COMPRESSED_BYTES)
    return key[0] == (0x02 | (own.raw[IC_EC_POINT_BYTES - 1] & 1)) &&
           memcmp (key + 1, own.raw + 1, len - 1) == 0;
  return len == own.raw_len && memcmp (key, own.raw, len) == 0;
}

/* The contents of a BIT STRING of whole bytes. */
static gboolean
check_public_key (IcIdentity *identity, IcDerReader bits, GError **error)
{
  if (ic_der_at_end (&bits) || *bits.p != 0)
    return refuse_malformed (_ ("the public key"), error) != NULL;
  if (!ic_pem_is_public_key_of (identity, bits.p + 1, ic_der_left (&bits) - 1))
    return ic_pem_refuse (error, IC_ERROR_KEY,
                          _ ("public and private key in the key file do not belong together")) !=
           NULL;
  return TRUE;
}

static IcIdentity *
new_ec_identity (Curve curve, const IcDerReader *scalar, GError **error)
{
  g_autoptr (IcSecret) secret = NULL;
  gsize len = ic_der_left (scalar);

  /* SEC 1 fills up with zeros, but some programs leave them out. */
  if (len == 0 || len > SECRET_BYTES)
    return ic_pem_refuse (error, IC_ERROR_KEY, _ ("private key has %zu bytes, not %d"), len,
                          SECRET_BYTES);
  secret = ic_secret_new (SECRET_BYTES);
  memcpy (ic_secret_get_data (secret) + SECRET_BYTES - len, scalar->p, len);
  if (curve == CURVE_SECP256K1)
    return (IcIdentity *)ic_secp256k1_identity_new (ic_secret_get_const (secret), error);
  return (IcIdentity *)ic_p256_identity_new (ic_secret_get_const (secret), error);
}

/* ECPrivateKey of RFC 5915, up to the end of @reader. @curve: what is known from around it. */
static IcIdentity *
parse_ec_private_key (IcDerReader reader, Curve curve, GError **error)
{
  g_autoptr (IcIdentity) identity = NULL;
  IcDerReader key, scalar, tagged, bits;
  Curve named = CURVE_UNKNOWN;
  guint64 version;

  if (!ic_der_read (&reader, IC_DER_SEQUENCE, &key) || !ic_der_at_end (&reader) ||
      !ic_der_read_uint (&key, &version) || version != 1 ||
      !ic_der_read (&key, IC_DER_OCTET_STRING, &scalar))
    return refuse_malformed ("EC PRIVATE KEY", error);
  if (ic_der_peek (&key, IC_DER_CONTEXT_0))
    {
      if (!ic_der_read (&key, IC_DER_CONTEXT_0, &tagged))
        return refuse_malformed ("EC PRIVATE KEY", error);
      if (!read_curve (&tagged, &named, error))
        return NULL;
      if (!ic_der_at_end (&tagged))
        return refuse_malformed ("EC PRIVATE KEY", error);
    }
  if (named != CURVE_UNKNOWN && curve != CURVE_UNKNOWN && named != curve)
    return ic_pem_refuse (error, IC_ERROR_KEY,
                          _ ("key file names two different curves for one key"));
  if (named == CURVE_UNKNOWN)
    named = curve;
  if (named == CURVE_UNKNOWN)
    return ic_pem_refuse (error, IC_ERROR_KEY_UNSUPPORTED,
                          _ ("EC PRIVATE KEY does not say for which curve it is"));

  identity = new_ec_identity (named, &scalar, error);
  if (identity == NULL)
    return NULL;
  if (ic_der_read (&key, IC_DER_CONTEXT_1, &tagged))
    {
      if (!ic_der_read (&tagged, IC_DER_BIT_STRING, &bits) || !ic_der_at_end (&tagged))
        return refuse_malformed (_ ("the public key"), error);
      if (!check_public_key (identity, bits, error))
        return NULL;
    }
  if (!ic_der_at_end (&key))
    return refuse_malformed ("EC PRIVATE KEY", error);
  return g_steal_pointer (&identity);
}

static IcDerReader
reader_of (const IcSecret *der)
{
  const guint8 *bytes = ic_secret_get_const (der);

  return (IcDerReader){ bytes, bytes + ic_secret_get_len (der) };
}

/**
 * ic_pem_parse_sec1:
 * @der: contents of an EC PRIVATE KEY block
 * @parameters: (nullable): contents of an EC PARAMETERS block before it
 * @error: IC_ERROR_KEY, IC_ERROR_KEY_UNSUPPORTED
 *
 * Returns: (transfer full): the identity of this key (RFC 5915)
 */
IcIdentity *
ic_pem_parse_sec1 (const IcSecret *der, const IcSecret *parameters, GError **error)
{
  Curve curve = CURVE_UNKNOWN;

  if (parameters != NULL)
    {
      IcDerReader reader = reader_of (parameters);

      if (!read_curve (&reader, &curve, error))
        return NULL;
      if (!ic_der_at_end (&reader))
        return refuse_malformed ("EC PARAMETERS", error);
    }
  return parse_ec_private_key (reader_of (der), curve, error);
}

static IcIdentity *
parse_ed25519 (IcDerReader reader, GError **error)
{
  IcDerReader seed;

  if (!ic_der_read (&reader, IC_DER_OCTET_STRING, &seed) || !ic_der_at_end (&reader) ||
      ic_der_left (&seed) != SECRET_BYTES)
    return refuse_malformed (_ ("the Ed25519 key"), error);
  return IC_IDENTITY (ic_ed25519_identity_new_from_seed (seed.p));
}

/* What may follow the private key (RFC 5958): attributes, and the public key; and the form that
 * ring and with it old dfx wrote, whose tag is explicit where the standard has an implicit one. */
static gboolean
check_pkcs8_tail (IcDerReader *info, IcIdentity *identity, GError **error)
{
  IcDerReader skipped, tagged, bits;

  if (ic_der_peek (info, IC_DER_CONTEXT_0) && !ic_der_read (info, IC_DER_CONTEXT_0, &skipped))
    return refuse_malformed ("PRIVATE KEY", error) != NULL;
  if (ic_der_read (info, IC_DER_IMPLICIT_1, &bits))
    {
      if (!check_public_key (identity, bits, error))
        return FALSE;
    }
  else if (ic_der_read (info, IC_DER_CONTEXT_1, &tagged))
    {
      if (!ic_der_read (&tagged, IC_DER_BIT_STRING, &bits) || !ic_der_at_end (&tagged))
        return refuse_malformed (_ ("the public key"), error) != NULL;
      if (!check_public_key (identity, bits, error))
        return FALSE;
    }
  if (!ic_der_at_end (info))
    return refuse_malformed ("PRIVATE KEY", error) != NULL;
  return TRUE;
}

/**
 * ic_pem_parse_pkcs8:
 * @der: contents of a PRIVATE KEY block
 * @error: IC_ERROR_KEY, IC_ERROR_KEY_UNSUPPORTED
 *
 * Returns: (transfer full): the identity of this key (RFC 5208, 5958, 8410)
 */
IcIdentity *
ic_pem_parse_pkcs8 (const IcSecret *der, GError **error)
{
  g_autoptr (IcIdentity) identity = NULL;
  IcDerReader reader = reader_of (der);
  IcDerReader info, algorithm, oid, key;
  Curve curve;
  guint64 version;

  if (!ic_der_read (&reader, IC_DER_SEQUENCE, &info) || !ic_der_at_end (&reader) ||
      !ic_der_read_uint (&info, &version) || version > 1 ||
      !ic_der_read (&info, IC_DER_SEQUENCE, &algorithm) ||
      !ic_der_read (&algorithm, IC_DER_OID, &oid) ||
      !ic_der_read (&info, IC_DER_OCTET_STRING, &key))
    return refuse_malformed ("PRIVATE KEY", error);

  if (ic_der_equals (&oid, oid_ed25519, sizeof oid_ed25519))
    {
      if (!ic_der_at_end (&algorithm))
        return refuse_malformed ("PRIVATE KEY", error);
      identity = parse_ed25519 (key, error);
    }
  else if (ic_der_equals (&oid, oid_ec, sizeof oid_ec))
    {
      if (!read_curve (&algorithm, &curve, error))
        return NULL;
      if (!ic_der_at_end (&algorithm))
        return refuse_malformed ("PRIVATE KEY", error);
      identity = parse_ec_private_key (key, curve, error);
    }
  else
    return refuse_oid (&oid, error);

  if (identity == NULL || !check_pkcs8_tail (&info, identity, error))
    return NULL;
  return g_steal_pointer (&identity);
}
