/* SPDX-License-Identifier: MIT */
#include "ic-ecdsa-identity.h"

#include <sodium.h>
#include <string.h>

#include "ic-der-private.h"
#include "ic-error.h"
#include "ic-request-id.h"
#include "ic-secp256k1-private.h"
#include "ic-i18n.h"

#define SECRET_BYTES    32
#define SIGNATURE_BYTES 64

struct _IcSecp256k1Identity
{
  GObject parent_instance;

  secp256k1_context *context;
  IcSecret *secret;
  GBytes *public_key_der;
};

static void ic_secp256k1_identity_iface_init (IcIdentityInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IcSecp256k1Identity,
                               ic_secp256k1_identity,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IC_TYPE_IDENTITY,
                                                      ic_secp256k1_identity_iface_init))

static GBytes *
get_public_key_der (IcIdentity *identity)
{
  return IC_SECP256K1_IDENTITY (identity)->public_key_der;
}

static void
sign_async (IcIdentity *identity,
            GBytes *message,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  IcSecp256k1Identity *self = IC_SECP256K1_IDENTITY (identity);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  gsize len;
  gconstpointer bytes = g_bytes_get_data (message, &len);

  g_task_set_source_tag (task, sign_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  /* Tens of microseconds of work; GTask itself calls back from the main loop. */
  g_task_return_pointer (task, ic_secp256k1_identity_sign_sync (self, bytes, len),
                         (GDestroyNotify)g_bytes_unref);
}

static GBytes *
sign_finish (IcIdentity *identity, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, identity), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ic_secp256k1_identity_iface_init (IcIdentityInterface *iface)
{
  iface->get_public_key_der = get_public_key_der;
  iface->sign_async = sign_async;
  iface->sign_finish = sign_finish;
}

static void
ic_secp256k1_identity_finalize (GObject *object)
{
  IcSecp256k1Identity *self = IC_SECP256K1_IDENTITY (object);

  g_clear_pointer (&self->context, secp256k1_context_destroy);
  g_clear_pointer (&self->secret, ic_secret_unref);
  g_clear_pointer (&self->public_key_der, g_bytes_unref);
  G_OBJECT_CLASS (ic_secp256k1_identity_parent_class)->finalize (object);
}

static void
ic_secp256k1_identity_class_init (IcSecp256k1IdentityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ic_secp256k1_identity_finalize;
}

static void
ic_secp256k1_identity_init (IcSecp256k1Identity *self)
{
}

secp256k1_context *
ic_secp256k1_context_new_blinded (void)
{
  secp256k1_context *context = secp256k1_context_create (SECP256K1_CONTEXT_SIGN);
  guint8 seed[32];

  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
  randombytes_buf (seed, sizeof seed);
  if (!secp256k1_context_randomize (context, seed))
    g_error ("libsecp256k1 cannot be blinded");
  sodium_memzero (seed, sizeof seed);
  return context;
}

/**
 * ic_secp256k1_identity_new:
 * @secret: private key, big-endian; the caller wipes its copy
 * @error: IC_ERROR_KEY if it is zero or not below the order of the curve
 *
 * Returns: (transfer full): an identity that signs with ECDSA on secp256k1, or %NULL
 */
IcSecp256k1Identity *
ic_secp256k1_identity_new (const guint8 secret[32], GError **error)
{
  g_autoptr (IcSecp256k1Identity) self = g_object_new (IC_TYPE_SECP256K1_IDENTITY, NULL);
  secp256k1_pubkey public_key;
  guint8 point[IC_EC_POINT_BYTES];
  gsize len = sizeof point;

  /* Its own: blinding changes a context, signing only reads it. */
  self->context = ic_secp256k1_context_new_blinded ();
  self->secret = ic_secret_new_from (secret, SECRET_BYTES);
  if (!secp256k1_ec_pubkey_create (self->context, &public_key, ic_secret_get_const (self->secret)))
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_KEY,
                           _ ("number is no private key of secp256k1: zero or too large"));
      return NULL;
    }
  ic_secret_wipe_stack ();
  secp256k1_ec_pubkey_serialize (self->context, point, &len, &public_key,
                                 SECP256K1_EC_UNCOMPRESSED);
  self->public_key_der = ic_der_wrap_ec (IC_KEY_SECP256K1, point);
  return g_steal_pointer (&self);
}

/**
 * ic_secp256k1_identity_get_secret:
 * @self: an identity
 *
 * Returns: (transfer none): its private key, 32 bytes big-endian; read it only
 */
IcSecret *
ic_secp256k1_identity_get_secret (IcSecp256k1Identity *self)
{
  g_return_val_if_fail (IC_IS_SECP256K1_IDENTITY (self), NULL);

  return self->secret;
}

/**
 * ic_secp256k1_identity_sign_sync:
 * @self: an identity
 * @message: what to sign
 * @len: its length
 *
 * ECDSA over SHA-256, deterministic (RFC 6979), low s: interface spec, "Signatures".
 *
 * Returns: (transfer full): the signature, r || s of 64 bytes
 */
GBytes *
ic_secp256k1_identity_sign_sync (IcSecp256k1Identity *self, gconstpointer message, gsize len)
{
  secp256k1_ecdsa_signature signature;
  guint8 hash[IC_HASH_BYTES];
  guint8 compact[SIGNATURE_BYTES];

  g_return_val_if_fail (IC_IS_SECP256K1_IDENTITY (self), NULL);

  ic_sha256 (message, len, hash);
  /* Fails only for an invalid key, which new() has refused; signs with the lower s always. */
  if (!secp256k1_ecdsa_sign (self->context, &signature, hash, ic_secret_get_const (self->secret),
                             secp256k1_nonce_function_rfc6979, NULL))
    g_error ("libsecp256k1 does not sign with a key that it has taken");
  ic_secret_wipe_stack ();
  secp256k1_ecdsa_signature_serialize_compact (self->context, compact, &signature);
  return g_bytes_new (compact, sizeof compact);
}
