/* SPDX-License-Identifier: MIT */
#include "ic-der-private.h"

#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

/* DER has one encoding for one key, and all kinds but canister signature keys are of one length:
 * comparing with the whole prefix is the strictest parser there is. */
static const guint8 ed25519_prefix[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                         0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };
static const guint8 secp256k1_prefix[] = {
  0x30, 0x56, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
  0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a, 0x03, 0x42, 0x00,
};
static const guint8 p256_prefix[] = {
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
  0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
};
static const guint8 bls_prefix[] = {
  0x30, 0x81, 0x82, 0x30, 0x1d, 0x06, 0x0d, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82,
  0xdc, 0x7c, 0x05, 0x03, 0x01, 0x02, 0x01, 0x06, 0x0c, 0x2b, 0x06, 0x01, 0x04,
  0x01, 0x82, 0xdc, 0x7c, 0x05, 0x03, 0x02, 0x01, 0x03, 0x61, 0x00,
};
/* AlgorithmIdentifier of a canister signature key, OID 1.3.6.1.4.1.56387.1.2. */
static const guint8 canister_algorithm[] = { 0x30, 0x0c, 0x06, 0x0a, 0x2b, 0x06, 0x01,
                                             0x04, 0x01, 0x83, 0xb8, 0x43, 0x01, 0x02 };

#define TAG_SEQUENCE   0x30
#define TAG_BIT_STRING 0x03

static const struct
{
  IcKeyAlgorithm algorithm;
  const guint8 *prefix;
  gsize prefix_len;
  gsize raw_len;
} fixed_forms[] = {
  { IC_KEY_ED25519, ed25519_prefix, sizeof ed25519_prefix, IC_ED25519_RAW_BYTES },
  { IC_KEY_SECP256K1, secp256k1_prefix, sizeof secp256k1_prefix, IC_EC_POINT_BYTES },
  { IC_KEY_P256, p256_prefix, sizeof p256_prefix, IC_EC_POINT_BYTES },
  { IC_KEY_BLS, bls_prefix, sizeof bls_prefix, IC_BLS_RAW_BYTES },
};

/* Reads a tag and a length (X.690, section 8.1.3; shortest form, as DER demands). The contents must
 * reach to @end exactly. */
static gboolean
enter_last (const guint8 **cursor, const guint8 *end, guint8 tag)
{
  const guint8 *p = *cursor;
  gsize len;

  if (end - p < 2 || p[0] != tag)
    return FALSE;
  if (p[1] < 0x80)
    {
      len = p[1];
      p += 2;
    }
  else if (p[1] == 0x81 && end - p >= 3 && p[2] >= 0x80)
    {
      len = p[2];
      p += 3;
    }
  else if (p[1] == 0x82 && end - p >= 4 && p[2] != 0)
    {
      len = (gsize)p[2] << 8 | p[3];
      p += 4;
    }
  else
    return FALSE;

  *cursor = p;
  return len == (gsize)(end - p);
}

static gboolean
parse_canister_key (const guint8 *der, gsize len, IcDerKey *key)
{
  const guint8 *p = der;
  const guint8 *end = der + len;

  if (!enter_last (&p, end, TAG_SEQUENCE) || (gsize)(end - p) < sizeof canister_algorithm ||
      memcmp (p, canister_algorithm, sizeof canister_algorithm) != 0)
    return FALSE;
  p += sizeof canister_algorithm;

  /* No unused bits, a length byte, the canister id; the rest, if any, is the seed. */
  if (!enter_last (&p, end, TAG_BIT_STRING) || end - p < 2 || p[0] != 0 ||
      p[1] > IC_PRINCIPAL_MAX_BYTES || end - p - 2 < p[1])
    return FALSE;

  key->algorithm = IC_KEY_CANISTER;
  key->raw = p + 1;
  key->raw_len = end - p - 1;
  return TRUE;
}

gboolean
ic_der_parse_key (const guint8 *der, gsize len, IcDerKey *key, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fixed_forms); i++)
    {
      if (len == fixed_forms[i].prefix_len + fixed_forms[i].raw_len &&
          memcmp (der, fixed_forms[i].prefix, fixed_forms[i].prefix_len) == 0)
        {
          key->algorithm = fixed_forms[i].algorithm;
          key->raw = der + fixed_forms[i].prefix_len;
          key->raw_len = fixed_forms[i].raw_len;
          return TRUE;
        }
    }

  if (len > 0 && parse_canister_key (der, len, key))
    return TRUE;

  g_set_error (error, IC_ERROR, IC_ERROR_DER, _ ("public key of %zu bytes in an unknown DER form"),
               len);
  return FALSE;
}

static GBytes *
wrap (const guint8 *prefix, gsize prefix_len, const guint8 *raw, gsize raw_len)
{
  guint8 *der = g_malloc (prefix_len + raw_len);

  memcpy (der, prefix, prefix_len);
  memcpy (der + prefix_len, raw, raw_len);
  return g_bytes_new_take (der, prefix_len + raw_len);
}

/**
 * ic_der_wrap_ed25519:
 * @raw: public key (RFC 8032)
 *
 * Returns: (transfer full): its SubjectPublicKeyInfo (RFC 8410)
 */
GBytes *
ic_der_wrap_ed25519 (const guint8 raw[32])
{
  return wrap (ed25519_prefix, sizeof ed25519_prefix, raw, IC_ED25519_RAW_BYTES);
}

/**
 * ic_der_wrap_bls:
 * @raw: compressed point of G2
 *
 * Returns: (transfer full): DER form of a subnet or root key (interface spec, "Certification")
 */
GBytes *
ic_der_wrap_bls (const guint8 raw[96])
{
  return wrap (bls_prefix, sizeof bls_prefix, raw, IC_BLS_RAW_BYTES);
}

GBytes *
ic_der_wrap_ec (IcKeyAlgorithm algorithm, const guint8 point[IC_EC_POINT_BYTES])
{
  if (algorithm == IC_KEY_SECP256K1)
    return wrap (secp256k1_prefix, sizeof secp256k1_prefix, point, IC_EC_POINT_BYTES);
  g_assert (algorithm == IC_KEY_P256);
  return wrap (p256_prefix, sizeof p256_prefix, point, IC_EC_POINT_BYTES);
}

/**
 * ic_der_unwrap_bls:
 * @der: a key in DER form
 * @error: IC_ERROR_DER for any other kind of key
 *
 * Does not look whether the bytes are a point.
 *
 * Returns: (transfer none): 96 bytes within @der
 */
const guint8 *
ic_der_unwrap_bls (GBytes *der, GError **error)
{
  IcDerKey key;
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);

  if (!ic_der_parse_key (bytes, len, &key, error))
    return NULL;
  if (key.algorithm != IC_KEY_BLS)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_DER, _ ("expected a BLS key, got a key for %s"),
                   ic_key_algorithm_to_string (key.algorithm));
      return NULL;
    }
  return key.raw;
}
