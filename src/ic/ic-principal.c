/* SPDX-License-Identifier: MIT */
#include "ic-principal.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

#define CRC_BYTES    4
#define MAX_RAW      (CRC_BYTES + IC_PRINCIPAL_MAX_BYTES)
#define GROUP        5
#define SHA224_BYTES 28
#define SUFFIX_SELF  0x02

const IcPrincipal IC_PRINCIPAL_ANONYMOUS = { 1, { 0x04 } };
const IcPrincipal IC_PRINCIPAL_MANAGEMENT = { 0, { 0 } };

/* CRC-32 of ISO 3309, as zlib computes it. 33 bytes at most: no table needed. */
static guint32
crc32 (const guint8 *bytes, gsize len)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < len; i++)
    {
      crc ^= bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ (0xedb88320 & (0U - (crc & 1)));
    }

  return ~crc;
}

static void
put_crc32 (guint8 out[CRC_BYTES], const guint8 *bytes, gsize len)
{
  guint32 crc = GUINT32_TO_BE (crc32 (bytes, len));

  memcpy (out, &crc, CRC_BYTES);
}

/**
 * ic_principal_from_bytes:
 * @self: (out caller-allocates): the principal
 * @bytes: (nullable): @len bytes
 * @len: at most IC_PRINCIPAL_MAX_BYTES
 * @error: IC_ERROR_PRINCIPAL when too long
 */
gboolean
ic_principal_from_bytes (IcPrincipal *self, gconstpointer bytes, gsize len, GError **error)
{
  if (len > IC_PRINCIPAL_MAX_BYTES)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_PRINCIPAL,
                   _ ("principal of %zu bytes, at most %d allowed"), len, IC_PRINCIPAL_MAX_BYTES);
      return FALSE;
    }

  memset (self, 0, sizeof *self);
  self->len = len;
  if (len > 0)
    memcpy (self->bytes, bytes, len);

  return TRUE;
}

static int
base32_value (char c)
{
  if (c >= 'a' && c <= 'z')
    return c - 'a';
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= '2' && c <= '7')
    return c - '2' + 26;
  return -1;
}

/**
 * ic_principal_from_text:
 * @self: (out caller-allocates): the principal
 * @text: text form, in either case
 * @error: IC_ERROR_PRINCIPAL for anything but the canonical form (interface spec, "Textual
 *   representation of principals")
 */
gboolean
ic_principal_from_text (IcPrincipal *self, const char *text, GError **error)
{
  guint8 raw[MAX_RAW + 1];
  guint8 crc[CRC_BYTES];
  gsize len = 0;
  guint32 bits = 0;
  guint n_bits = 0;
  g_autofree char *again = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  if (strnlen (text, IC_PRINCIPAL_TEXT_SIZE) == IC_PRINCIPAL_TEXT_SIZE)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_PRINCIPAL,
                   _ ("principal text longer than %d characters"), IC_PRINCIPAL_TEXT_SIZE - 1);
      return FALSE;
    }

  for (const char *p = text; *p != '\0'; p++)
    {
      int value;

      if (*p == '-')
        continue;
      value = base32_value (*p);
      if (value < 0)
        {
          g_set_error (error, IC_ERROR, IC_ERROR_PRINCIPAL,
                       _ ("character at position %zu does not belong in a principal"),
                       (gsize)(p - text) + 1);
          return FALSE;
        }
      bits = (bits << 5 | value) & 0xfff;
      n_bits += 5;
      if (n_bits >= 8)
        {
          n_bits -= 8;
          if (len == MAX_RAW)
            {
              g_set_error_literal (error, IC_ERROR, IC_ERROR_PRINCIPAL,
                                   _ ("principal text too long"));
              return FALSE;
            }
          raw[len++] = bits >> n_bits;
        }
    }

  if (len < CRC_BYTES)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_PRINCIPAL, _ ("principal text too short"));
      return FALSE;
    }
  put_crc32 (crc, raw + CRC_BYTES, len - CRC_BYTES);
  if (memcmp (crc, raw, CRC_BYTES) != 0)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_PRINCIPAL,
                           _ ("checksum of the principal is wrong: mistyped?"));
      return FALSE;
    }
  if (!ic_principal_from_bytes (self, raw + CRC_BYTES, len - CRC_BYTES, error))
    return FALSE;

  /* One principal has one text: refuses misplaced dashes and stray bits at the end. */
  again = ic_principal_to_text (self);
  if (g_ascii_strcasecmp (again, text) != 0)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_PRINCIPAL,
                   _ ("principal is not written in its canonical form, %s"), again);
      return FALSE;
    }

  return TRUE;
}

/**
 * ic_principal_self_authenticating:
 * @self: (out caller-allocates): the principal of the key
 * @der: public key in DER form
 * @der_len: its length
 *
 * SHA-224 of the key, followed by 0x02 (interface spec, "Principals").
 */
void
ic_principal_self_authenticating (IcPrincipal *self, gconstpointer der, gsize der_len)
{
  memset (self, 0, sizeof *self);
  if (gnutls_hash_fast (GNUTLS_DIG_SHA224, der, der_len, self->bytes) != GNUTLS_E_SUCCESS)
    g_error ("GnuTLS offers no SHA-224");
  self->bytes[SHA224_BYTES] = SUFFIX_SELF;
  self->len = SHA224_BYTES + 1;
}

/**
 * ic_principal_to_text:
 * @self: a principal
 *
 * Returns: (transfer full): its text form
 */
char *
ic_principal_to_text (const IcPrincipal *self)
{
  static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  guint8 raw[MAX_RAW];
  char text[IC_PRINCIPAL_TEXT_SIZE];
  gsize raw_len, n = 0, n_chars = 0;

  g_return_val_if_fail (self != NULL && self->len <= IC_PRINCIPAL_MAX_BYTES, NULL);

  put_crc32 (raw, self->bytes, self->len);
  memcpy (raw + CRC_BYTES, self->bytes, self->len);
  raw_len = CRC_BYTES + self->len;

  for (gsize bit = 0; bit < raw_len * 8; bit += 5)
    {
      /* Five bits from @bit on; beyond the end stand zeros. */
      guint window = raw[bit / 8] << 8 | (bit / 8 + 1 < raw_len ? raw[bit / 8 + 1] : 0);

      if (n_chars > 0 && n_chars % GROUP == 0)
        text[n++] = '-';
      text[n++] = alphabet[window >> (11 - bit % 8) & 31];
      n_chars++;
    }
  text[n] = '\0';

  return g_strdup (text);
}

/**
 * ic_principal_is_anonymous:
 * @self: a principal
 *
 * Returns: whether it is nobody, who needs no signature
 */
gboolean
ic_principal_is_anonymous (const IcPrincipal *self)
{
  return ic_principal_equal (self, &IC_PRINCIPAL_ANONYMOUS);
}

/**
 * ic_principal_equal:
 * @a: a principal
 * @b: another
 *
 * Returns: whether their bytes are the same; a key function of hash tables
 */
gboolean
ic_principal_equal (const IcPrincipal *a, const IcPrincipal *b)
{
  return a->len == b->len && memcmp (a->bytes, b->bytes, a->len) == 0;
}

/**
 * ic_principal_compare:
 * @a: a principal
 * @b: another
 *
 * Byte order as canister ranges use it.
 *
 * Returns: below, equal to or above zero, as memcmp()
 */
int
ic_principal_compare (const IcPrincipal *a, const IcPrincipal *b)
{
  int order = memcmp (a->bytes, b->bytes, MIN (a->len, b->len));

  return order != 0 ? order : (int)a->len - (int)b->len;
}

/**
 * ic_principal_hash:
 * @self: a principal
 *
 * Returns: a hash for hash tables
 */
guint
ic_principal_hash (const IcPrincipal *self)
{
  /* FNV-1a: principals are hashes or counters, and nobody gains by a collision in our tables. */
  guint32 hash = 2166136261u;

  for (guint i = 0; i < self->len; i++)
    hash = (hash ^ self->bytes[i]) * 16777619u;

  return hash;
}
