/* SPDX-License-Identifier: MIT */
#include "ic-certificate-private.h"

#include <string.h>

#include "ic-error.h"
#include "ic-public-key.h"
#include "ic-i18n.h"

/* The root key of the Internet Computer's mainnet (interface spec, "Root of trust"; the same constant
 * as in the JavaScript and the Rust agent), without the DER that is the same for every BLS key. */
static const guint8 MAINNET_KEY[BLS_PUBLIC_KEY_BYTES] = {
  0x81, 0x4c, 0x0e, 0x6e, 0xc7, 0x1f, 0xab, 0x58, 0x3b, 0x08, 0xbd, 0x81, 0x37, 0x3c, 0x25, 0x5c,
  0x3c, 0x37, 0x1b, 0x2e, 0x84, 0x86, 0x3c, 0x98, 0xa4, 0xf1, 0xe0, 0x8b, 0x74, 0x23, 0x5d, 0x14,
  0xfb, 0x5d, 0x9c, 0x0c, 0xd5, 0x46, 0xd9, 0x68, 0x5f, 0x91, 0x3a, 0x0c, 0x0b, 0x2c, 0xc5, 0x34,
  0x15, 0x83, 0xbf, 0x4b, 0x43, 0x92, 0xe4, 0x67, 0xdb, 0x96, 0xd6, 0x5b, 0x9b, 0xb4, 0xcb, 0x71,
  0x71, 0x12, 0xf8, 0x47, 0x2e, 0x0d, 0x5a, 0x4d, 0x14, 0x50, 0x5f, 0xfd, 0x74, 0x84, 0xb0, 0x12,
  0x91, 0x09, 0x1c, 0x5f, 0x87, 0xb9, 0x88, 0x83, 0x46, 0x3f, 0x98, 0x09, 0x1a, 0x0b, 0xaa, 0xae
};

/* A delegation that was verified in full. */
typedef struct
{
  guint8 hash[IC_HASH_BYTES];
  IcSubnet *subnet;
} Proof;

struct _IcRootKey
{
  gatomicrefcount ref_count;
  GBytes *der;
  BlsPublicKey key;

  GMutex lock;   /* of what follows; never held while something is verified */
  GQueue proofs; /* of Proof, the one used last in front */
  guint64 n_verifications;
  guint64 n_hits;
};

static void
proof_free (gpointer data)
{
  Proof *self = data;

  ic_subnet_unref (self->subnet);
  g_free (self);
}

/**
 * ic_root_key_new_from_der:
 * @der: a BLS key in DER form
 * @error: IC_ERROR_DER, or IC_ERROR_KEY if it is no valid point
 *
 * Returns: (transfer full): a root of trust, or %NULL
 */
IcRootKey *
ic_root_key_new_from_der (GBytes *der, GError **error)
{
  IcRootKey *self;
  const guint8 *raw;
  BlsResult result;

  g_return_val_if_fail (der != NULL, NULL);

  raw = ic_der_unwrap_bls (der, error);
  if (raw == NULL)
    return NULL;

  self = g_new0 (IcRootKey, 1);
  result = bls_public_key_load (&self->key, raw);
  if (result != BLS_OK)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_KEY, _ ("the root key is not valid: %s"),
                   bls_result_to_string (result));
      g_free (self);
      return NULL;
    }

  g_atomic_ref_count_init (&self->ref_count);
  self->der = g_bytes_ref (der);
  g_mutex_init (&self->lock);
  g_queue_init (&self->proofs);
  return self;
}

/**
 * ic_root_key_get_mainnet:
 *
 * Returns: (transfer none): the root key of mainnet, which is compiled in
 */
IcRootKey *
ic_root_key_get_mainnet (void)
{
  static gsize once;
  static IcRootKey *mainnet;

  if (g_once_init_enter (&once))
    {
      g_autoptr (GBytes) der = ic_der_wrap_bls (MAINNET_KEY);

      mainnet = ic_root_key_new_from_der (der, NULL);
      g_assert (mainnet != NULL);
      g_once_init_leave (&once, 1);
    }
  return mainnet;
}

/**
 * ic_root_key_ref:
 * @self: a root key
 *
 * Returns: (transfer full): @self
 */
IcRootKey *
ic_root_key_ref (IcRootKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ic_root_key_unref:
 * @self: (transfer full): a root key
 */
void
ic_root_key_unref (IcRootKey *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_queue_clear_full (&self->proofs, proof_free);
  g_mutex_clear (&self->lock);
  g_bytes_unref (self->der);
  g_free (self);
}

/**
 * ic_root_key_get_der:
 * @self: a root key
 *
 * Returns: (transfer none): its DER form
 */
GBytes *
ic_root_key_get_der (IcRootKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->der;
}

/**
 * ic_root_key_get_stats:
 * @self: a root key
 * @verifications: (out) (optional): signatures checked under it and the subnet keys it vouches for
 * @cache_hits: (out) (optional): delegations that were known already
 */
void
ic_root_key_get_stats (IcRootKey *self, guint64 *verifications, guint64 *cache_hits)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  if (verifications != NULL)
    *verifications = self->n_verifications;
  if (cache_hits != NULL)
    *cache_hits = self->n_hits;
  g_mutex_unlock (&self->lock);
}

/* Takes a proof out of the queue. */
static Proof *
take_proof (IcRootKey *self, const guint8 hash[IC_HASH_BYTES])
{
  for (GList *link = self->proofs.head; link != NULL; link = link->next)
    {
      Proof *proof = link->data;

      if (memcmp (proof->hash, hash, IC_HASH_BYTES) == 0)
        {
          g_queue_delete_link (&self->proofs, link);
          return proof;
        }
    }
  return NULL;
}

/* (skip) */
IcSubnet *
ic_root_key_find_subnet (IcRootKey *self, const guint8 hash[IC_HASH_BYTES])
{
  IcSubnet *subnet = NULL;
  Proof *proof;

  g_mutex_lock (&self->lock);
  proof = take_proof (self, hash);
  if (proof != NULL)
    {
      g_queue_push_head (&self->proofs, proof);
      subnet = ic_subnet_ref (proof->subnet);
      self->n_hits++;
    }
  g_mutex_unlock (&self->lock);

  return subnet;
}

/* (skip) */
void
ic_root_key_add_subnet (IcRootKey *self, const guint8 hash[IC_HASH_BYTES], IcSubnet *subnet)
{
  Proof *proof = g_new0 (Proof, 1), *dropped;

  memcpy (proof->hash, hash, IC_HASH_BYTES);
  proof->subnet = ic_subnet_ref (subnet);

  g_mutex_lock (&self->lock);
  /* Two threads may prove the same delegation at once: one proof is enough. */
  dropped = take_proof (self, hash);
  if (dropped == NULL && self->proofs.length >= IC_ROOT_KEY_CACHE_SIZE)
    dropped = g_queue_pop_tail (&self->proofs);
  g_queue_push_head (&self->proofs, proof);
  g_mutex_unlock (&self->lock);

  if (dropped != NULL)
    proof_free (dropped);
}

/* (skip) */
const BlsPublicKey *
ic_root_key_get_key (IcRootKey *self)
{
  return &self->key;
}

/* (skip) */
BlsResult
ic_root_key_verify (IcRootKey *self, const BlsPublicKey *key, IcCertificate *certificate)
{
  guint8 message[IC_STATE_ROOT_MESSAGE_BYTES];

  g_mutex_lock (&self->lock);
  self->n_verifications++;
  g_mutex_unlock (&self->lock);

  ic_certificate_fill_message (certificate, message);
  return bls_verify_prepared (key, message, sizeof message,
                              g_bytes_get_data (certificate->signature, NULL));
}
