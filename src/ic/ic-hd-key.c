/* SPDX-License-Identifier: MIT */
#include "ic-hd-key.h"

#include <sodium.h>
#include <string.h>

#include "ic-error.h"
#include "ic-p256-scalar.h"
#include "ic-secp256k1-private.h"
#include "ic-i18n.h"

#define CHAIN_CODE_BYTES 32
#define NODE_BYTES       (IC_HD_KEY_BYTES + CHAIN_CODE_BYTES)
#define COMPRESSED_BYTES 33
/* The parent (0x00 and private key, or compressed public key) and an index of four bytes. */
#define HASHED_BYTES (COMPRESSED_BYTES + 4)

G_STATIC_ASSERT (NODE_BYTES == crypto_auth_hmacsha512_BYTES);

/* Keys of the first HMAC, by curve. */
static const char *const master_keys[] = { "Bitcoin seed", "Nist256p1 seed", "ed25519 seed" };

static void
hmac_sha512 (gconstpointer key, gsize key_len, gconstpointer bytes, gsize len, guint8 *out)
{
  crypto_auth_hmacsha512_state state;

  crypto_auth_hmacsha512_init (&state, key, key_len);
  crypto_auth_hmacsha512_update (&state, bytes, len);
  crypto_auth_hmacsha512_final (&state, out);
  sodium_memzero (&state, sizeof state);
}

static gboolean
is_valid_key (IcHdCurve curve, const secp256k1_context *context, const guint8 *key)
{
  if (curve == IC_HD_SECP256K1)
    return secp256k1_ec_seckey_verify (context, key);
  if (curve == IC_HD_P256)
    return ic_p256_scalar_is_valid (key);
  return TRUE; /* each 32 bytes are an Ed25519 seed */
}

static void
compress_public_key (IcHdCurve curve,
                     const secp256k1_context *context,
                     const guint8 *key,
                     guint8 out[COMPRESSED_BYTES])
{
  secp256k1_pubkey public_key;
  size_t len = COMPRESSED_BYTES;
  guint8 y[IC_P256_SCALAR_BYTES];

  if (curve == IC_HD_SECP256K1)
    {
      if (!secp256k1_ec_pubkey_create (context, &public_key, key))
        g_error ("a valid key has no public key");
      secp256k1_ec_pubkey_serialize (context, out, &len, &public_key, SECP256K1_EC_COMPRESSED);
      return;
    }
  if (!ic_p256_scalar_get_point (key, out + 1, y))
    g_error ("a valid key has no public key");
  out[0] = 0x02 | (y[sizeof y - 1] & 1);
}

/* @node becomes its child. Fails for one that does not exist (with probability 2^-127 on secp256k1 and
 * 2^-32 on P-256), and leaves @node as it was. */
static gboolean
try_child (IcHdCurve curve, const secp256k1_context *context, guint8 *node, guint32 index)
{
  guint8 hashed[HASHED_BYTES];
  guint8 child[NODE_BYTES];
  guint8 key[IC_HD_KEY_BYTES];
  guint32 be = GUINT32_TO_BE (index);
  gboolean exists = TRUE;

  if (index & IC_HD_HARDENED)
    {
      hashed[0] = 0;
      memcpy (hashed + 1, node, IC_HD_KEY_BYTES);
    }
  else
    compress_public_key (curve, context, node, hashed);
  memcpy (hashed + COMPRESSED_BYTES, &be, sizeof be);
  hmac_sha512 (node + IC_HD_KEY_BYTES, CHAIN_CODE_BYTES, hashed, sizeof hashed, child);

  memcpy (key, node, sizeof key);
  if (curve == IC_HD_SECP256K1)
    exists = secp256k1_ec_seckey_tweak_add (context, key, child);
  else if (curve == IC_HD_P256)
    exists = ic_p256_scalar_add (key, child);
  else
    memcpy (key, child, sizeof key);
  if (exists)
    {
      memcpy (node, key, sizeof key);
      memcpy (node + IC_HD_KEY_BYTES, child + IC_HD_KEY_BYTES, CHAIN_CODE_BYTES);
    }
  sodium_memzero (hashed, sizeof hashed);
  sodium_memzero (child, sizeof child);
  sodium_memzero (key, sizeof key);
  return exists;
}

/**
 * ic_hd_key_derive:
 * @curve: which keys
 * @seed: of 16 to 64 bytes, for example from ic_mnemonic_to_seed()
 * @path: (array length=path_len): indices, with IC_HD_HARDENED for those with an apostrophe
 * @path_len: number of steps, at most IC_HD_MAX_DEPTH
 * @error: IC_ERROR_KEY for a seed of another length, or one without a master key (of 2^32 seeds
 *   one has none on P-256); or a step on Ed25519 that is not hardened
 *
 * BIP32 and SLIP-10. Where a child does not exist, the one with the next index is taken, as BIP32 and
 * icp-cli do on both curves; SLIP-10 alone would hash again on P-256.
 *
 * Returns: (transfer full): private key and chain code, 32 bytes each
 */
IcSecret *
ic_hd_key_derive (
    IcHdCurve curve, const IcSecret *seed, const guint32 *path, gsize path_len, GError **error)
{
  g_autoptr (IcSecret) node = ic_secret_new (NODE_BYTES);
  guint8 *bytes = ic_secret_get_data (node);
  gsize seed_len = ic_secret_get_len (seed);
  secp256k1_context *context;
  gboolean valid;

  g_return_val_if_fail (path_len <= IC_HD_MAX_DEPTH, NULL);

  if (seed_len < IC_HD_MIN_SEED_BYTES || seed_len > IC_HD_MAX_SEED_BYTES)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_KEY, _ ("seed of %zu bytes, not %d to %d"), seed_len,
                   IC_HD_MIN_SEED_BYTES, IC_HD_MAX_SEED_BYTES);
      return NULL;
    }
  for (gsize i = 0; curve == IC_HD_ED25519 && i < path_len; i++)
    {
      if (path[i] & IC_HD_HARDENED)
        continue;
      g_set_error_literal (error, IC_ERROR, IC_ERROR_KEY,
                           _ ("Ed25519 has hardened child keys only"));
      return NULL;
    }

  hmac_sha512 (master_keys[curve], strlen (master_keys[curve]), ic_secret_get_const (seed),
               seed_len, bytes);
  context = ic_secp256k1_context_new_blinded ();
  valid = is_valid_key (curve, context, bytes);
  for (gsize i = 0; valid && i < path_len; i++)
    {
      guint32 index = path[i];

      while (!try_child (curve, context, bytes, index))
        index++;
    }
  secp256k1_context_destroy (context);
  ic_secret_wipe_stack ();
  if (!valid)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_KEY,
                           _ ("seed has no master key on this curve: take another seed"));
      return NULL;
    }
  return g_steal_pointer (&node);
}
