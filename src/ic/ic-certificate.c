/* SPDX-License-Identifier: MIT */
#include "ic-certificate-private.h"

#include <string.h>

#include "ic-cbor.h"
#include "ic-error.h"
#include "ic-leb128.h"
#include "ic-i18n.h"

/**
 * ic_certificate_new_from_cbor:
 * @cbor: bytes with or without self-describe tag
 * @error: IC_ERROR_CERTIFICATE, IC_ERROR_HASH_TREE or IC_ERROR_LIMIT
 *
 * Reads a certificate (interface spec, "Certification", CDDL certificate). Keys that it does not know
 * are passed over. A delegation's own certificate is only read when it is needed.
 *
 * Returns: (transfer full): a certificate that proves nothing yet, or %NULL
 */
IcCertificate *
ic_certificate_new_from_cbor (GBytes *cbor, GError **error)
{
  g_autoptr (IcCertificate) self = NULL;

  g_return_val_if_fail (cbor != NULL, NULL);

  self = g_new0 (IcCertificate, 1);
  g_atomic_ref_count_init (&self->ref_count);
  if (!ic_certificate_read (self, cbor, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * ic_certificate_ref:
 * @self: a certificate
 *
 * Returns: (transfer full): @self
 */
IcCertificate *
ic_certificate_ref (IcCertificate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ic_certificate_unref:
 * @self: (transfer full): a certificate
 */
void
ic_certificate_unref (IcCertificate *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->tree, ic_hash_tree_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->delegation_cbor, g_bytes_unref);
  g_clear_pointer (&self->delegation_certificate, ic_certificate_unref);
  g_free (self);
}

/**
 * ic_certificate_get_tree:
 * @self: a certificate
 *
 * Returns: (transfer none): its hash tree
 */
IcHashTree *
ic_certificate_get_tree (IcCertificate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->tree;
}

/**
 * ic_certificate_get_signature:
 * @self: a certificate
 *
 * Returns: (transfer none): the 48 bytes of its signature
 */
GBytes *
ic_certificate_get_signature (IcCertificate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->signature;
}

/**
 * ic_certificate_has_delegation:
 * @self: a certificate
 *
 * Returns: whether a subnet signed it in the name of the root key
 */
gboolean
ic_certificate_has_delegation (IcCertificate *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->has_delegation;
}

/**
 * ic_certificate_get_subnet_id:
 * @self: a certificate
 *
 * Returns: (nullable) (transfer none): the subnet that the delegation names
 */
const IcPrincipal *
ic_certificate_get_subnet_id (IcCertificate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->has_delegation ? &self->subnet_id : NULL;
}

/* (skip) */
IcCertificate *
ic_certificate_peek_delegation (IcCertificate *self, GError **error)
{
  IcCertificate *known = g_atomic_pointer_get (&self->delegation_certificate);
  g_autoptr (IcCertificate) parsed = NULL;

  if (known != NULL)
    return known;

  parsed = ic_certificate_new_from_cbor (self->delegation_cbor, error);
  if (parsed == NULL)
    return NULL;
  /* Another thread may have been faster: then ours is dropped. */
  if (g_atomic_pointer_compare_and_exchange (&self->delegation_certificate, NULL, parsed))
    return g_steal_pointer (&parsed);

  return g_atomic_pointer_get (&self->delegation_certificate);
}

/**
 * ic_certificate_get_delegation_certificate:
 * @self: a certificate
 *
 * Returns: (nullable) (transfer none): the certificate in the delegation; %NULL without delegation or
 *   if it is malformed
 */
IcCertificate *
ic_certificate_get_delegation_certificate (IcCertificate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->has_delegation ? ic_certificate_peek_delegation (self, NULL) : NULL;
}

/**
 * ic_certificate_get_time_ns:
 * @self: a certificate
 * @time_ns: (out): its /time, in nanoseconds since 1970
 * @error: IC_ERROR_LOOKUP if there is no time in it, IC_ERROR_CERTIFICATE if it is no number
 */
gboolean
ic_certificate_get_time_ns (IcCertificate *self, guint64 *time_ns, GError **error)
{
  const IcLabel path[] = { IC_LABEL ("time") };
  const guint8 *value;
  gsize len;

  g_return_val_if_fail (self != NULL, FALSE);

  if (ic_hash_tree_lookup (self->tree, path, G_N_ELEMENTS (path), &value, &len) != IC_LOOKUP_FOUND)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_LOOKUP, _ ("the certificate shows no time"));
      return FALSE;
    }
  if (!ic_leb128_get_uint64 (&value, value + len, time_ns))
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_CERTIFICATE,
                           _ ("the certificate's time is no number"));
      return FALSE;
    }
  return TRUE;
}

/**
 * ic_certificate_check_time:
 * @self: a certificate
 * @now_ns: our time, in nanoseconds since 1970
 * @max_age_ns: how old it may be; 0 for %IC_CERTIFICATE_MAX_AGE_NS
 * @max_future_ns: how far ahead of our clock; 0 for %IC_CERTIFICATE_MAX_FUTURE_NS
 * @error: IC_ERROR_CERTIFICATE_STALE, IC_ERROR_CERTIFICATE_FUTURE or as ic_certificate_get_time_ns()
 *
 * Checks the certificate's own time. That of its delegation is not checked: the interface spec asks
 * for a week at least, and the replica renews them when it likes.
 */
gboolean
ic_certificate_check_time (
    IcCertificate *self, guint64 now_ns, guint64 max_age_ns, guint64 max_future_ns, GError **error)
{
  guint64 time_ns;

  if (!ic_certificate_get_time_ns (self, &time_ns, error))
    return FALSE;
  if (max_age_ns == 0)
    max_age_ns = IC_CERTIFICATE_MAX_AGE_NS;
  if (max_future_ns == 0)
    max_future_ns = IC_CERTIFICATE_MAX_FUTURE_NS;

  if (time_ns < now_ns && now_ns - time_ns > max_age_ns)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_CERTIFICATE_STALE,
                   _ ("the certificate is %" PRIu64 " s old by our clock"),
                   (now_ns - time_ns) / 1000000000);
      return FALSE;
    }
  if (time_ns > now_ns && time_ns - now_ns > max_future_ns)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_CERTIFICATE_FUTURE,
                   _ ("the certificate is %" PRIu64 " s ahead of our clock"),
                   (time_ns - now_ns) / 1000000000);
      return FALSE;
    }
  return TRUE;
}

/**
 * ic_certificate_get_certified_data:
 * @self: a certificate
 * @canister_id: a canister
 * @len: (out): always 32
 * @error: IC_ERROR_LOOKUP where it is absent, pruned, or not 32 bytes
 *
 * Returns: (transfer none): what the canister certified
 */
const guint8 *
ic_certificate_get_certified_data (IcCertificate *self,
                                   const IcPrincipal *canister_id,
                                   gsize *len,
                                   GError **error)
{
  const guint8 *value;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (canister_id != NULL, NULL);

  {
    const IcLabel path[] = { IC_LABEL ("canister"),
                             IC_LABEL_BYTES (canister_id->bytes, canister_id->len),
                             IC_LABEL ("certified_data") };

    if (ic_hash_tree_lookup (self->tree, path, G_N_ELEMENTS (path), &value, len) != IC_LOOKUP_FOUND)
      {
        g_autofree char *text = ic_principal_to_text (canister_id);

        g_set_error (error, IC_ERROR, IC_ERROR_LOOKUP,
                     _ ("the certificate shows no certified data of canister %s"), text);
        return NULL;
      }
  }
  if (*len != IC_HASH_BYTES)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LOOKUP,
                   _ ("the canister's certified data has %zu bytes, no hash"), *len);
      return NULL;
    }
  return value;
}

/* (skip) */
void
ic_certificate_fill_message (IcCertificate *self, guint8 message[IC_STATE_ROOT_MESSAGE_BYTES])
{
  memcpy (message, IC_STATE_ROOT_SEPARATOR, IC_STATE_ROOT_SEPARATOR_BYTES);
  ic_hash_tree_get_root_hash (self->tree, message + IC_STATE_ROOT_SEPARATOR_BYTES);
}

/**
 * ic_certificate_signed_bytes:
 * @root_hash: root hash of a certificate's tree
 *
 * Returns: (transfer full): what the subnet signs
 */
GBytes *
ic_certificate_signed_bytes (const guint8 root_hash[IC_HASH_BYTES])
{
  guint8 message[IC_STATE_ROOT_MESSAGE_BYTES];

  memcpy (message, IC_STATE_ROOT_SEPARATOR, IC_STATE_ROOT_SEPARATOR_BYTES);
  memcpy (message + IC_STATE_ROOT_SEPARATOR_BYTES, root_hash, IC_HASH_BYTES);
  return g_bytes_new (message, sizeof message);
}

/**
 * ic_certificate_encode:
 * @tree_cbor: a hash tree, without tag
 * @signature: 48 bytes
 * @subnet_id: (nullable): subnet of the delegation
 * @delegation_certificate: (nullable): certificate of the delegation
 *
 * Returns: (transfer full): CBOR with self-describe tag
 */
GBytes *
ic_certificate_encode (GBytes *tree_cbor,
                       const guint8 signature[BLS_SIGNATURE_BYTES],
                       const IcPrincipal *subnet_id,
                       GBytes *delegation_certificate)
{
  GByteArray *out;
  gboolean delegated = subnet_id != NULL;

  g_return_val_if_fail (tree_cbor != NULL, NULL);
  g_return_val_if_fail (delegated == (delegation_certificate != NULL), NULL);

  out = g_byte_array_new ();
  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, delegated ? 3 : 2);
  ic_cbor_put_text (out, "tree");
  g_byte_array_append (out, g_bytes_get_data (tree_cbor, NULL), g_bytes_get_size (tree_cbor));
  ic_cbor_put_text (out, "signature");
  ic_cbor_put_bytes (out, signature, BLS_SIGNATURE_BYTES);
  if (delegated)
    {
      ic_cbor_put_text (out, "delegation");
      ic_cbor_put_map (out, 2);
      ic_cbor_put_text (out, "subnet_id");
      ic_cbor_put_bytes (out, subnet_id->bytes, subnet_id->len);
      ic_cbor_put_text (out, "certificate");
      ic_cbor_put_bytes (out, g_bytes_get_data (delegation_certificate, NULL),
                         g_bytes_get_size (delegation_certificate));
    }

  return g_byte_array_free_to_bytes (out);
}
