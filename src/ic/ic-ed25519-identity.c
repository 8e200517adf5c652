/* SPDX-License-Identifier: MIT */
#include "ic-identity.h"

#include <sodium.h>
#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

#define SEED_BYTES 32
#define HEX_DIGITS (2 * SEED_BYTES)

G_STATIC_ASSERT (SEED_BYTES == crypto_sign_SEEDBYTES);

struct _IcEd25519Identity
{
  GObject parent_instance;

  guint8 *secret; /* crypto_sign_SECRETKEYBYTES from sodium_malloc(): locked, guarded, read-only */
  GBytes *public_key_der;
};

static void ic_ed25519_identity_iface_init (IcIdentityInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IcEd25519Identity,
                               ic_ed25519_identity,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IC_TYPE_IDENTITY,
                                                      ic_ed25519_identity_iface_init))

static GBytes *
get_public_key_der (IcIdentity *identity)
{
  return IC_ED25519_IDENTITY (identity)->public_key_der;
}

static void
sign_async (IcIdentity *identity,
            GBytes *message,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (identity, cancellable, callback, user_data);
  gsize len;
  gconstpointer bytes = g_bytes_get_data (message, &len);

  g_task_set_source_tag (task, sign_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  /* A few microseconds of work; GTask itself calls back from the main loop. */
  g_task_return_pointer (task,
                         ic_ed25519_identity_sign_sync (IC_ED25519_IDENTITY (identity), bytes, len),
                         (GDestroyNotify)g_bytes_unref);
}

static GBytes *
sign_finish (IcIdentity *identity, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, identity), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ic_ed25519_identity_iface_init (IcIdentityInterface *iface)
{
  iface->get_public_key_der = get_public_key_der;
  iface->sign_async = sign_async;
  iface->sign_finish = sign_finish;
}

static void
ic_ed25519_identity_finalize (GObject *object)
{
  IcEd25519Identity *self = IC_ED25519_IDENTITY (object);

  sodium_free (self->secret); /* wipes it */
  ic_secret_guard_release ();
  g_clear_pointer (&self->public_key_der, g_bytes_unref);
  G_OBJECT_CLASS (ic_ed25519_identity_parent_class)->finalize (object);
}

static void
ic_ed25519_identity_class_init (IcEd25519IdentityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ic_ed25519_identity_finalize;
}

static void
ic_ed25519_identity_init (IcEd25519Identity *self)
{
  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
  self->secret = sodium_malloc (crypto_sign_SECRETKEYBYTES);
  if (self->secret == NULL)
    g_error ("no guarded memory for a secret key");
  ic_secret_guard_acquire ();
}

/**
 * ic_ed25519_identity_new_from_seed:
 * @seed: private key of RFC 8032; the caller wipes its copy
 */
IcEd25519Identity *
ic_ed25519_identity_new_from_seed (const guint8 seed[32])
{
  IcEd25519Identity *self = g_object_new (IC_TYPE_ED25519_IDENTITY, NULL);
  guint8 public_key[crypto_sign_PUBLICKEYBYTES];

  crypto_sign_seed_keypair (public_key, self->secret, seed);
  ic_secret_wipe_stack ();
  sodium_mprotect_readonly (self->secret);
  self->public_key_der = ic_der_wrap_ed25519 (public_key);
  return self;
}

/* All ones if @value < @bound, else zero; both below 2^31. */
static guint32
mask_below (guint32 value, guint32 bound)
{
  return 0U - ((value - bound) >> 31);
}

/* The value of a hexadecimal digit without a branch or a table look-up that depends on it; @bad gets
 * bits set for anything else. */
static guint32
decode_digit (guchar c, guint32 *bad)
{
  guint32 digit = (c - (guint32)'0') & 0xff;
  guint32 letter = ((c | 0x20) - (guint32)'a') & 0xff;
  guint32 is_digit = mask_below (digit, 10);
  guint32 is_letter = mask_below (letter, 6);

  *bad |= ~(is_digit | is_letter);
  return (is_digit & digit) | (is_letter & (letter + 10));
}

/* Not g_ascii_isspace(), which looks the character up in a table. */
static gboolean
is_space (char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/**
 * ic_ed25519_identity_new_from_hex:
 * @hex: 64 hexadecimal digits in either case, surrounding space allowed; the caller wipes its copy
 * @error: IC_ERROR_KEY, which does not tell what is wrong where
 *
 * The time taken depends on the space around the digits, never on the digits.
 */
IcEd25519Identity *
ic_ed25519_identity_new_from_hex (const char *hex, GError **error)
{
  IcEd25519Identity *self = NULL;
  guint8 seed[SEED_BYTES];
  guint32 bad = 0;
  gsize len;

  g_return_val_if_fail (hex != NULL, NULL);

  while (is_space (*hex))
    hex++;
  len = strlen (hex);
  while (len > 0 && is_space (hex[len - 1]))
    len--;
  if (len != HEX_DIGITS)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_KEY,
                   _ ("a seed is %d hexadecimal digits, this text has %zu characters"), HEX_DIGITS,
                   len);
      return NULL;
    }

  for (gsize i = 0; i < SEED_BYTES; i++)
    {
      guint32 high = decode_digit (hex[2 * i], &bad);
      guint32 low = decode_digit (hex[2 * i + 1], &bad);

      seed[i] = high << 4 | low;
    }
  if (bad == 0)
    self = ic_ed25519_identity_new_from_seed (seed);
  else
    g_set_error_literal (error, IC_ERROR, IC_ERROR_KEY,
                         _ ("a seed is made of the digits 0-9 and a-f only"));
  sodium_memzero (seed, sizeof seed);

  return self;
}

/**
 * ic_ed25519_identity_new_random:
 * @random: where to get a seed
 */
IcEd25519Identity *
ic_ed25519_identity_new_random (IcRandom *random)
{
  IcEd25519Identity *self;
  guint8 seed[SEED_BYTES];

  ic_random_bytes (random, seed, sizeof seed);
  self = ic_ed25519_identity_new_from_seed (seed);
  sodium_memzero (seed, sizeof seed);
  return self;
}

/**
 * ic_ed25519_identity_dup_seed:
 * @self: an identity
 *
 * Returns: (transfer full): the seed that makes it, 32 bytes
 */
IcSecret *
ic_ed25519_identity_dup_seed (IcEd25519Identity *self)
{
  g_return_val_if_fail (IC_IS_ED25519_IDENTITY (self), NULL);

  /* libsodium keeps the public key behind it. */
  return ic_secret_new_from (self->secret, SEED_BYTES);
}

/**
 * ic_ed25519_identity_sign_sync:
 * @self: an identity
 * @message: what to sign
 * @len: its length
 *
 * Returns: (transfer full): the signature, 64 bytes
 */
GBytes *
ic_ed25519_identity_sign_sync (IcEd25519Identity *self, gconstpointer message, gsize len)
{
  guint8 signature[crypto_sign_BYTES];

  g_return_val_if_fail (IC_IS_ED25519_IDENTITY (self), NULL);

  crypto_sign_detached (signature, NULL, message, len, self->secret);
  ic_secret_wipe_stack ();
  return g_bytes_new (signature, sizeof signature);
}
