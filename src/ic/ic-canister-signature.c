/* SPDX-License-Identifier: MIT */
#include "ic-canister-signature.h"

#include <string.h>

#include "ic-cbor.h"
#include "ic-error.h"
#include "ic-hash-tree.h"
#include "ic-i18n.h"

/* SubjectPublicKeyInfo of OID 1.3.6.1.4.1.56387.1.2, up to the lengths. */
#define DER_SEQUENCE   0x30
#define DER_BIT_STRING 0x03
/* A length below this is written in one byte. */
#define DER_SHORT 0x80

static const guint8 ALGORITHM[] = { 0x30, 0x0c, 0x06, 0x0a, 0x2b, 0x06, 0x01,
                                    0x04, 0x01, 0x83, 0xb8, 0x43, 0x01, 0x02 };

/* A certificate and a tree of hundreds of thousands of signatures fit well. */
static const IcCborLimits LIMITS = {
  .max_bytes = IC_CANISTER_SIGNATURE_MAX_BYTES,
  .max_depth = IC_HASH_TREE_MAX_DEPTH + 2,
  .max_items = 20000,
};

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, IC_ERROR, IC_ERROR_REQUEST_SIGNATURE, _ ("canister signature: %s"), why);
  return FALSE;
}

/* Every failure below this is one of the signature; its text says more. */
static gboolean
refuse_because (GError **error, const GError *reason)
{
  return refuse (error, reason->message);
}

static gboolean
read_parts (gconstpointer signature,
            gsize len,
            IcCertificate **certificate,
            IcHashTree **tree,
            GError **error)
{
  g_autoptr (GError) local_error = NULL;
  cbor_item_t *root = ic_cbor_load (signature, len, &LIMITS, &local_error);
  cbor_item_t *field;
  g_autoptr (GBytes) cbor = NULL;
  g_autoptr (IcCertificate) parsed = NULL;

  if (root == NULL)
    return refuse_because (error, local_error);
  field = ic_cbor_map_require (root, "certificate", "signature", &local_error);
  cbor = field != NULL ? ic_cbor_get_bytes (field, "certificate", &local_error) : NULL;
  parsed = cbor != NULL ? ic_certificate_new_from_cbor (cbor, &local_error) : NULL;
  field = parsed != NULL ? ic_cbor_map_require (root, "tree", "signature", &local_error) : NULL;
  *tree = field != NULL ? ic_hash_tree_decode_item (field, &local_error) : NULL;
  cbor_decref (&root);
  if (*tree == NULL)
    return refuse_because (error, local_error);
  *certificate = g_steal_pointer (&parsed);
  return TRUE;
}

/* The tree shows sig/SHA256(seed)/SHA256(message) with an empty value. */
static gboolean
check_path (IcHashTree *tree,
            const guint8 *seed,
            gsize seed_len,
            gconstpointer message,
            gsize message_len,
            GError **error)
{
  guint8 seed_hash[IC_HASH_BYTES], message_hash[IC_HASH_BYTES];
  const IcLabel path[] = { IC_LABEL ("sig"), IC_LABEL_BYTES (seed_hash, sizeof seed_hash),
                           IC_LABEL_BYTES (message_hash, sizeof message_hash) };
  const guint8 *value;
  gsize len;

  ic_sha256 (seed, seed_len, seed_hash);
  ic_sha256 (message, message_len, message_hash);
  if (ic_hash_tree_lookup (tree, path, G_N_ELEMENTS (path), &value, &len) != IC_LOOKUP_FOUND)
    return refuse (error, _ ("its tree does not show that the canister signed this"));
  if (len != 0)
    return refuse (error, _ ("its tree holds something else at the place of the signature"));
  return TRUE;
}

static gboolean
check_certified (IcCertificate *certificate,
                 IcHashTree *tree,
                 const IcPrincipal *canister_id,
                 GError **error)
{
  g_autoptr (GError) local_error = NULL;
  guint8 root_hash[IC_HASH_BYTES];
  gsize len;
  const guint8 *data = ic_certificate_get_certified_data (certificate, canister_id, &len,
                                                          &local_error);

  if (data == NULL)
    return refuse_because (error, local_error);
  ic_hash_tree_get_root_hash (tree, root_hash);
  if (memcmp (data, root_hash, sizeof root_hash) != 0)
    return refuse (error, _ ("its tree is not the one that the canister certified"));
  return TRUE;
}

/* Interface spec 0.60: canisters of rented clouds sign for nobody. Older certificates show no type. */
static gboolean
check_subnet_type (IcCertificate *certificate, GError **error)
{
  const IcPrincipal *id = ic_certificate_get_subnet_id (certificate);
  IcCertificate *delegation = ic_certificate_get_delegation_certificate (certificate);
  static const char forbidden[] = "cloud_engine";
  const guint8 *value;
  gsize len;

  if (id == NULL || delegation == NULL)
    return TRUE;
  {
    const IcLabel path[] = { IC_LABEL ("subnet"), IC_LABEL_BYTES (id->bytes, id->len),
                             IC_LABEL ("type") };

    if (ic_hash_tree_lookup (ic_certificate_get_tree (delegation), path, G_N_ELEMENTS (path),
                             &value, &len) == IC_LOOKUP_FOUND &&
        len == strlen (forbidden) && memcmp (value, forbidden, len) == 0)
      return refuse (error, _ ("canisters of this kind of subnet may not sign"));
  }
  return TRUE;
}

/**
 * ic_canister_signature_verify:
 * @key: a key of %IC_KEY_CANISTER
 * @message: what was signed, with its domain separator
 * @message_len: its length
 * @signature: CBOR of certificate and tree
 * @signature_len: its length
 * @root: the root of trust
 * @error: IC_ERROR_REQUEST_SIGNATURE, whatever is wrong with it
 *
 * Interface spec, "Canister signatures". The age of the certificate does not matter: a delegation
 * holds as long as it says itself. What costs little is looked at first.
 */
gboolean
ic_canister_signature_verify (IcPublicKey *key,
                              gconstpointer message,
                              gsize message_len,
                              gconstpointer signature,
                              gsize signature_len,
                              IcRootKey *root,
                              GError **error)
{
  g_autoptr (IcCertificate) certificate = NULL;
  g_autoptr (IcHashTree) tree = NULL;
  g_autoptr (GError) local_error = NULL;
  IcPrincipal canister_id;
  const guint8 *seed;
  gsize seed_len;

  g_return_val_if_fail (key != NULL, FALSE);
  g_return_val_if_fail (root != NULL, FALSE);

  if (!ic_public_key_get_canister (key, &canister_id, &seed, &seed_len))
    return refuse (error, _ ("the key is none of a canister"));
  if (!read_parts (signature, signature_len, &certificate, &tree, error) ||
      !check_path (tree, seed, seed_len, message, message_len, error) ||
      !check_certified (certificate, tree, &canister_id, error))
    return FALSE;
  if (!ic_certificate_verify (certificate, root, &canister_id, &local_error))
    return refuse_because (error, local_error);
  return check_subnet_type (certificate, error);
}

/**
 * ic_public_key_verify_with_root:
 * @key: a key
 * @message: what was signed, with its domain separator
 * @message_len: its length
 * @signature: the signature
 * @signature_len: its length
 * @root: (nullable): the root of trust for signatures by canisters; %NULL refuses these
 * @error: IC_ERROR_REQUEST_SIGNATURE
 *
 * Interface spec, "Signatures".
 */
gboolean
ic_public_key_verify_with_root (IcPublicKey *key,
                                gconstpointer message,
                                gsize message_len,
                                gconstpointer signature,
                                gsize signature_len,
                                IcRootKey *root,
                                GError **error)
{
  if (root != NULL && ic_public_key_get_algorithm (key) == IC_KEY_CANISTER)
    return ic_canister_signature_verify (key, message, message_len, signature, signature_len, root,
                                         error);
  return ic_public_key_verify (key, message, message_len, signature, signature_len, error);
}

/**
 * ic_der_wrap_canister:
 * @canister_id: who signs
 * @seed: which of its keys
 * @seed_len: its length, at most 64
 *
 * Returns: (transfer full): SubjectPublicKeyInfo of the key
 */
GBytes *
ic_der_wrap_canister (const IcPrincipal *canister_id, gconstpointer seed, gsize seed_len)
{
  GByteArray *out = g_byte_array_new ();
  /* The unused bits of the bit string, the length of the id, the id, the seed. */
  gsize content = 2 + canister_id->len + seed_len;
  gsize all = sizeof ALGORITHM + 2 + content;

  g_return_val_if_fail (all < DER_SHORT, NULL);

  g_byte_array_append (out, (guint8[]){ DER_SEQUENCE, all }, 2);
  g_byte_array_append (out, ALGORITHM, sizeof ALGORITHM);
  g_byte_array_append (out, (guint8[]){ DER_BIT_STRING, content, 0, canister_id->len }, 4);
  g_byte_array_append (out, canister_id->bytes, canister_id->len);
  g_byte_array_append (out, seed, seed_len);
  return g_byte_array_free_to_bytes (out);
}

/**
 * ic_canister_signature_encode:
 * @certificate: CBOR of a certificate that shows the canister's certified data
 * @tree_cbor: hash tree with that root, without tag
 *
 * Returns: (transfer full): the signature
 */
GBytes *
ic_canister_signature_encode (GBytes *certificate, GBytes *tree_cbor)
{
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 2);
  ic_cbor_put_text (out, "certificate");
  ic_cbor_put_gbytes (out, certificate);
  ic_cbor_put_text (out, "tree");
  g_byte_array_append (out, g_bytes_get_data (tree_cbor, NULL), g_bytes_get_size (tree_cbor));
  return g_byte_array_free_to_bytes (out);
}
