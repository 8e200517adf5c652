/* SPDX-License-Identifier: MIT */
/*
 * Verification of a relayed message (ic-ws-protocol.md, "Relay Canister Messages"; interface spec,
 * "Certification"). Stricter than the JavaScript SDK: only the exact path ["websocket", key] counts.
 */
#include "icws-frame-check.h"
#include "ic/ic-i18n.h"

#include <string.h>

#define WEBSOCKET_LABEL "websocket"

void
icws_proof_free (IcwsProof *self)
{
  if (self == NULL)
    return;
  icws_frame_free (self->frame);
  icws_message_free (self->message);
  g_clear_error (&self->error);
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_free (self);
}

/* (skip) What an error of ic about a certificate means here. */
IcwsError
icws_certificate_error_code (const GError *error, IcwsError otherwise)
{
  if (g_error_matches (error, IC_ERROR, IC_ERROR_SIGNATURE))
    return ICWS_ERROR_FORGED_SIGNATURE;
  if (g_error_matches (error, IC_ERROR, IC_ERROR_DELEGATION))
    return ICWS_ERROR_FORGED_DELEGATION;
  if (g_error_matches (error, IC_ERROR, IC_ERROR_CANISTER_RANGE))
    return ICWS_ERROR_FORGED_RANGE;
  if (g_error_matches (error, IC_ERROR, IC_ERROR_CERTIFICATE_STALE))
    return ICWS_ERROR_STALE;
  if (g_error_matches (error, IC_ERROR, IC_ERROR_CERTIFICATE_FUTURE))
    return ICWS_ERROR_FUTURE;
  return otherwise;
}

static void
take_certificate_error (GError **error, GError *inner, IcwsError otherwise)
{
  g_set_error (error, ICWS_ERROR, icws_certificate_error_code (inner, otherwise), "%s",
               inner->message);
  g_error_free (inner);
}

/* IcwsCertifyFunc: the part that is the same for all messages of a poll. */
static IcwsCertifiedTree *
certify (GBytes *cert, GBytes *tree_bytes, gpointer user_data, GError **error)
{
  const IcwsFrameCheck *self = user_data;
  GError *inner = NULL;
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (cert, &inner);
  g_autoptr (IcHashTree) tree = NULL;
  gsize len;
  const guint8 *bytes;
  const guint8 *certified;
  guint8 root_hash[IC_HASH_BYTES];
  guint64 time_ns;

  if (certificate == NULL ||
      !ic_certificate_verify (certificate, self->root, &self->canister_id, &inner) ||
      !ic_certificate_get_time_ns (certificate, &time_ns, &inner))
    {
      take_certificate_error (error, inner, ICWS_ERROR_TAMPERED_CERTIFICATE);
      return NULL;
    }

  certified = ic_certificate_get_certified_data (certificate, &self->canister_id, &len, &inner);
  if (certified == NULL)
    {
      take_certificate_error (error, inner, ICWS_ERROR_FORGED_CANISTER);
      return NULL;
    }

  bytes = g_bytes_get_data (tree_bytes, NULL);
  tree = ic_hash_tree_decode (bytes, g_bytes_get_size (tree_bytes), &inner);
  if (tree == NULL)
    {
      take_certificate_error (error, inner, ICWS_ERROR_TAMPERED_TREE);
      return NULL;
    }
  ic_hash_tree_get_root_hash (tree, root_hash);
  if (len != IC_HASH_BYTES || memcmp (certified, root_hash, IC_HASH_BYTES) != 0)
    {
      g_set_error_literal (error, ICWS_ERROR, ICWS_ERROR_TAMPERED_TREE,
                           _ ("The witness does not have the root that the canister certified"));
      return NULL;
    }
  return icws_certified_tree_new_take (g_steal_pointer (&certificate), g_steal_pointer (&tree),
                                       time_ns);
}

/* SHA-256 of the content must stand at exactly ["websocket", key]. */
static gboolean
check_content (IcHashTree *tree, const IcwsFrame *frame, GError **error)
{
  const IcLabel path[] = {
    IC_LABEL (WEBSOCKET_LABEL),
    IC_LABEL_BYTES (frame->key, strlen (frame->key)),
  };
  const guint8 *certified;
  gsize certified_len;
  gsize len;
  gconstpointer content;
  guint8 hash[IC_HASH_BYTES];

  if (ic_hash_tree_lookup (tree, path, G_N_ELEMENTS (path), &certified, &certified_len) !=
      IC_LOOKUP_FOUND)
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_TAMPERED_KEY,
                   _ ("The canister certified no message under the key “%s”"), frame->key);
      return FALSE;
    }
  content = g_bytes_get_data (frame->content, &len);
  ic_sha256 (content, len, hash);
  if (certified_len != IC_HASH_BYTES || memcmp (certified, hash, IC_HASH_BYTES) != 0)
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_TAMPERED_CONTENT,
                   _ ("The content is not the one that the canister certified under the key “%s”"),
                   frame->key);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check (const IcwsFrameCheck *self, IcwsProof *proof, guint64 now_ns, GError **error)
{
  g_autoptr (IcwsCertifiedTree) certified = NULL;
  GError *inner = NULL;

  proof->frame = icws_frame_decode (proof->raw, error);
  if (proof->frame == NULL)
    return FALSE;
  if (!icws_frame_key_parse (proof->frame->key, &proof->key_gateway, &proof->key_nonce))
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_TAMPERED_KEY,
                   _ ("“%s” is no key that a canister makes"), proof->frame->key);
      return FALSE;
    }

  certified = icws_proof_cache_get (self->cache, proof->frame->cert, proof->frame->tree, certify,
                                    (gpointer)self, &proof->shared, error);
  if (certified == NULL)
    return FALSE;
  proof->certificate_time_ns = certified->time_ns;
  /* A known pair ages, too. */
  if (!ic_certificate_check_time (certified->certificate, now_ns, self->max_certificate_age_ns, 0,
                                  &inner))
    {
      take_certificate_error (error, inner, ICWS_ERROR_TAMPERED_CERTIFICATE);
      return FALSE;
    }
  if (!check_content (certified->tree, proof->frame, error))
    return FALSE;
  proof->message = icws_message_decode (proof->frame->content, error);
  return proof->message != NULL;
}

IcwsProof *
icws_frame_check (const IcwsFrameCheck *self, GBytes *frame, guint64 now_ns)
{
  gint64 start_us = g_get_monotonic_time ();
  IcwsProof *proof = g_new0 (IcwsProof, 1);

  proof->raw = g_bytes_ref (frame);
  check (self, proof, now_ns, &proof->error);
  proof->verify_us = g_get_monotonic_time () - start_us;
  return proof;
}
