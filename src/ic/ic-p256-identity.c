/* SPDX-License-Identifier: MIT */
#include "ic-ecdsa-identity.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>

#include "ic-der-private.h"
#include "ic-error.h"
#include "ic-p256-scalar.h"
#include "ic-i18n.h"

#define EC_UNCOMPRESSED 0x04
#define SIGNATURE_BYTES (2 * IC_P256_SCALAR_BYTES)

struct _IcP256Identity
{
  GObject parent_instance;

  IcSecret *secret;
  guint8 point[IC_EC_POINT_BYTES];
  GBytes *public_key_der;
};

static void ic_p256_identity_iface_init (IcIdentityInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IcP256Identity,
                               ic_p256_identity,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IC_TYPE_IDENTITY,
                                                      ic_p256_identity_iface_init))

static GBytes *
get_public_key_der (IcIdentity *identity)
{
  return IC_P256_IDENTITY (identity)->public_key_der;
}

static void
sign_async (IcIdentity *identity,
            GBytes *message,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  IcP256Identity *self = IC_P256_IDENTITY (identity);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  gsize len;
  gconstpointer bytes = g_bytes_get_data (message, &len);
  GBytes *signature;

  g_task_set_source_tag (task, sign_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  /* A fraction of a millisecond of work; GTask itself calls back from the main loop. */
  signature = ic_p256_identity_sign_sync (self, bytes, len, &error);
  if (signature != NULL)
    g_task_return_pointer (task, signature, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static GBytes *
sign_finish (IcIdentity *identity, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, identity), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ic_p256_identity_iface_init (IcIdentityInterface *iface)
{
  iface->get_public_key_der = get_public_key_der;
  iface->sign_async = sign_async;
  iface->sign_finish = sign_finish;
}

static void
ic_p256_identity_finalize (GObject *object)
{
  IcP256Identity *self = IC_P256_IDENTITY (object);

  g_clear_pointer (&self->secret, ic_secret_unref);
  g_clear_pointer (&self->public_key_der, g_bytes_unref);
  G_OBJECT_CLASS (ic_p256_identity_parent_class)->finalize (object);
}

static void
ic_p256_identity_class_init (IcP256IdentityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ic_p256_identity_finalize;
}

static void
ic_p256_identity_init (IcP256Identity *self)
{
}

/**
 * ic_p256_identity_new:
 * @secret: private key, big-endian; the caller wipes its copy
 * @error: IC_ERROR_KEY if it is zero or not below the order of the curve
 *
 * Returns: (transfer full): an identity that signs with ECDSA on P-256, or %NULL
 */
IcP256Identity *
ic_p256_identity_new (const guint8 secret[32], GError **error)
{
  g_autoptr (IcP256Identity) self = g_object_new (IC_TYPE_P256_IDENTITY, NULL);

  self->secret = ic_secret_new_from (secret, IC_P256_SCALAR_BYTES);
  self->point[0] = EC_UNCOMPRESSED;
  if (!ic_p256_scalar_get_point (ic_secret_get_const (self->secret), self->point + 1,
                                 self->point + 1 + IC_P256_SCALAR_BYTES))
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_KEY,
                           _ ("number is no private key of P-256: zero or too large"));
      return NULL;
    }
  self->public_key_der = ic_der_wrap_ec (IC_KEY_P256, self->point);
  return g_steal_pointer (&self);
}

/**
 * ic_p256_identity_get_secret:
 * @self: an identity
 *
 * Returns: (transfer none): its private key, 32 bytes big-endian; read it only
 */
IcSecret *
ic_p256_identity_get_secret (IcP256Identity *self)
{
  g_return_val_if_fail (IC_IS_P256_IDENTITY (self), NULL);

  return self->secret;
}

/* ASN.1 integers have no fixed length. */
static gboolean
store_integer (const gnutls_datum_t *number, guint8 out[IC_P256_SCALAR_BYTES])
{
  const guint8 *bytes = number->data;
  gsize len = number->size;

  while (len > IC_P256_SCALAR_BYTES && *bytes == 0)
    {
      bytes++;
      len--;
    }
  if (len > IC_P256_SCALAR_BYTES)
    return FALSE;
  memset (out, 0, IC_P256_SCALAR_BYTES);
  memcpy (out + IC_P256_SCALAR_BYTES - len, bytes, len);
  return TRUE;
}

/* The key is GnuTLS's for the time of one signature only, which wipes it at the end. */
static int
sign_to_der (IcP256Identity *self, gconstpointer message, gsize len, gnutls_datum_t *der)
{
  guint8 *point = self->point + 1;
  gnutls_datum_t x = { point, IC_P256_SCALAR_BYTES };
  gnutls_datum_t y = { point + IC_P256_SCALAR_BYTES, IC_P256_SCALAR_BYTES };
  gnutls_datum_t k = { ic_secret_get_data (self->secret), IC_P256_SCALAR_BYTES };
  gnutls_datum_t data = { (guint8 *)message, len };
  gnutls_privkey_t key;
  int status = gnutls_privkey_init (&key);

  if (status < 0)
    return status;
  status = gnutls_privkey_import_ecc_raw (key, GNUTLS_ECC_CURVE_SECP256R1, &x, &y, &k);
  if (status >= 0)
    status = gnutls_privkey_sign_data2 (key, GNUTLS_SIGN_ECDSA_SHA256,
                                        GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE, &data, der);
  gnutls_privkey_deinit (key);
  ic_secret_wipe_stack ();
  return status;
}

/**
 * ic_p256_identity_sign_sync:
 * @self: an identity
 * @message: what to sign
 * @len: its length
 * @error: IC_ERROR_KEY if GnuTLS does not sign (a policy of the machine may forbid it)
 *
 * ECDSA over SHA-256, deterministic (RFC 6979), low s: interface spec, "Signatures".
 *
 * Returns: (transfer full): the signature, r || s of 64 bytes
 */
GBytes *
ic_p256_identity_sign_sync (IcP256Identity *self, gconstpointer message, gsize len, GError **error)
{
  gnutls_datum_t der = { NULL, 0 };
  gnutls_datum_t r = { NULL, 0 };
  gnutls_datum_t s = { NULL, 0 };
  guint8 compact[SIGNATURE_BYTES];
  gboolean fits;
  int status;

  g_return_val_if_fail (IC_IS_P256_IDENTITY (self), NULL);

  status = sign_to_der (self, message, len, &der);
  if (status >= 0)
    status = gnutls_decode_rs_value (&der, &r, &s);
  fits = status >= 0 && store_integer (&r, compact) &&
         store_integer (&s, compact + IC_P256_SCALAR_BYTES);
  gnutls_free (der.data);
  gnutls_free (r.data);
  gnutls_free (s.data);
  if (!fits)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_KEY, _ ("GnuTLS does not sign with P-256: %s"),
                   status < 0 ? gnutls_strerror (status) : "signature of a wrong size");
      return NULL;
    }
  ic_p256_lower_s (compact + IC_P256_SCALAR_BYTES);
  return g_bytes_new (compact, sizeof compact);
}
