/* SPDX-License-Identifier: MIT */
/* Reads the CBOR of a certificate (interface spec, "Certification", CDDL certificate) in place. */
#include "ic-certificate-private.h"

#include <sodium.h>
#include <string.h>

#include "ic-error.h"
#include "ic-hash-tree-private.h"
#include "ic-i18n.h"

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, IC_ERROR, IC_ERROR_CERTIFICATE, text);
  return FALSE;
}

static gboolean
text_is (const guint8 *text, gsize len, const char *wanted)
{
  return len == strlen (wanted) && memcmp (text, wanted, len) == 0;
}

/* Reads the head of a map. */
static gboolean
read_map (IcCborCursor *cursor, guint64 *n_keys, const char *what, GError **error)
{
  if (!ic_cbor_cursor_expect (cursor, IC_CBOR_MAJOR_MAP, n_keys))
    {
      g_set_error (error, IC_ERROR, IC_ERROR_CERTIFICATE, _ ("%s is no map"), what);
      return FALSE;
    }
  if (*n_keys > IC_CERTIFICATE_MAX_KEYS)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LIMIT, _ ("%s has more than %d keys"), what,
                   IC_CERTIFICATE_MAX_KEYS);
      return FALSE;
    }
  return TRUE;
}

/* Reads a byte string under a key that may come once. */
static gboolean
read_bytes (
    IcCborCursor *cursor, const guint8 **bytes, gsize *len, const char *what, GError **error)
{
  if (*bytes != NULL)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_CERTIFICATE, _ ("%s comes twice"), what);
      return FALSE;
    }
  if (!ic_cbor_cursor_string (cursor, IC_CBOR_MAJOR_BYTES, bytes, len))
    {
      g_set_error (error, IC_ERROR, IC_ERROR_CERTIFICATE, _ ("%s is no byte string"), what);
      return FALSE;
    }
  return TRUE;
}

/* The cache of verified delegations is keyed by this: everything that the verification depends on. */
static void
hash_delegation (const guint8 *subnet_id,
                 gsize subnet_id_len,
                 const guint8 *certificate,
                 gsize certificate_len,
                 guint8 out[IC_HASH_BYTES])
{
  crypto_hash_sha256_state state;
  guint8 len = subnet_id_len;

  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, &len, 1);
  crypto_hash_sha256_update (&state, subnet_id, subnet_id_len);
  crypto_hash_sha256_update (&state, certificate, certificate_len);
  crypto_hash_sha256_final (&state, out);
}

static gboolean
read_delegation (IcCertificate *self, IcCborCursor *cursor, GBytes *cbor, GError **error)
{
  const guint8 *subnet_id = NULL, *certificate = NULL;
  gsize subnet_id_len = 0, certificate_len = 0;
  guint64 n_keys;

  if (self->has_delegation)
    return fail (error, _ ("the delegation comes twice"));
  /* Some encoders (the Rust agent's) write a missing delegation out. */
  if (ic_cbor_cursor_null (cursor))
    return TRUE;
  if (!read_map (
          cursor,
          &n_keys, /* Translators: beginning of "%s is no map", "%s comes twice", "%s is no byte string" */
          _ ("the delegation"), error))
    return FALSE;

  for (guint64 i = 0; i < n_keys; i++)
    {
      const guint8 *key;
      gsize len;

      if (!ic_cbor_cursor_string (cursor, IC_CBOR_MAJOR_TEXT, &key, &len))
        return fail (error, _ ("a key of the delegation is no text"));
      if (text_is (key, len, "subnet_id"))
        {
          if (!read_bytes (cursor, &subnet_id, &subnet_id_len, _ ("the delegation's subnet"),
                           error))
            return FALSE;
        }
      else if (text_is (key, len, "certificate"))
        {
          if (!read_bytes (cursor, &certificate, &certificate_len,
                           _ ("the delegation's certificate"), error))
            return FALSE;
        }
      else if (!ic_cbor_cursor_skip (cursor))
        return fail (error, _ ("the delegation is malformed"));
    }

  if (subnet_id == NULL || certificate == NULL)
    return fail (error, _ ("the delegation lacks its subnet or its certificate"));
  if (subnet_id_len > IC_PRINCIPAL_MAX_BYTES)
    return fail (error, _ ("the delegation's subnet is no principal"));

  self->has_delegation = TRUE;
  self->subnet_id.len = subnet_id_len;
  memcpy (self->subnet_id.bytes, subnet_id, subnet_id_len);
  self->delegation_cbor = g_bytes_new_from_bytes (
      cbor, certificate - (const guint8 *)g_bytes_get_data (cbor, NULL), certificate_len);
  hash_delegation (subnet_id, subnet_id_len, certificate, certificate_len, self->delegation_hash);
  return TRUE;
}

/* (skip) */
gboolean
ic_certificate_read (IcCertificate *self, GBytes *cbor, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (cbor, &size);
  IcCborCursor cursor;
  const guint8 *signature = NULL;
  gsize signature_len = 0;
  guint64 n_keys;

  if (size > IC_CERTIFICATE_MAX_BYTES)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LIMIT, _ ("a certificate of more than %d bytes"),
                   IC_CERTIFICATE_MAX_BYTES);
      return FALSE;
    }

  ic_cbor_cursor_init (&cursor, data, size);
  ic_cbor_cursor_skip_self_describe (&cursor);
  if (!read_map (&cursor, &n_keys, _ ("the certificate"), error))
    return FALSE;

  for (guint64 i = 0; i < n_keys; i++)
    {
      const guint8 *key;
      gsize len;

      if (!ic_cbor_cursor_string (&cursor, IC_CBOR_MAJOR_TEXT, &key, &len))
        return fail (error, _ ("a key of the certificate is no text"));
      if (text_is (key, len, "tree"))
        {
          if (self->tree != NULL)
            return fail (error, _ ("the tree comes twice"));
          self->tree = ic_hash_tree_read (&cursor, error);
          if (self->tree == NULL)
            return FALSE;
        }
      else if (text_is (key, len, "signature"))
        {
          if (!read_bytes (&cursor, &signature, &signature_len, _ ("the signature"), error))
            return FALSE;
        }
      else if (text_is (key, len, "delegation"))
        {
          if (!read_delegation (self, &cursor, cbor, error))
            return FALSE;
        }
      else if (!ic_cbor_cursor_skip (&cursor))
        return fail (error, _ ("the certificate is malformed"));
    }

  if (cursor.at != cursor.end)
    return fail (error, _ ("there are bytes behind the certificate"));
  if (self->tree == NULL || signature == NULL)
    return fail (error, _ ("the certificate lacks its tree or its signature"));
  if (signature_len != BLS_SIGNATURE_BYTES)
    return fail (error, _ ("the certificate's signature does not have 48 bytes"));

  self->signature = g_bytes_new (signature, signature_len);
  return TRUE;
}
