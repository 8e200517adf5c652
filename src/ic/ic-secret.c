/* SPDX-License-Identifier: MIT */
#include "ic-secret.h"

#include <sodium.h>
#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

/* sodium_malloc() puts the end of the memory at a guard page, so that only sizes that are a multiple
 * of this give an aligned address. */
#define ALIGNMENT 16

/* More than any function of a library uses that is given a secret here. */
#define STACK_BYTES (32 * 1024)

struct _IcSecret
{
  gatomicrefcount ref_count;
  gsize len;
  guint8 *data; /* @len bytes and a zero, from sodium_malloc() */
};

G_DEFINE_BOXED_TYPE (IcSecret, ic_secret, ic_secret_ref, ic_secret_unref)

/**
 * ic_secret_new:
 * @len: number of bytes, may be 0
 *
 * Returns: (transfer full): a secret of @len zero bytes, to be filled by ic_secret_get_data()
 */
IcSecret *
ic_secret_new (gsize len)
{
  IcSecret *self;
  gsize size;

  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
  if (len > G_MAXSSIZE - ALIGNMENT)
    g_error ("a secret of %zu bytes is too long", len);

  size = (len + ALIGNMENT) / ALIGNMENT * ALIGNMENT; /* room for the zero */
  self = g_new0 (IcSecret, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->len = len;
  self->data = sodium_malloc (size);
  if (self->data == NULL)
    g_error ("no guarded memory for a secret");
  memset (self->data, 0, size);
  ic_secret_guard_acquire ();
  return self;
}

/**
 * ic_secret_new_from:
 * @bytes: (array length=len): what to copy; the caller wipes its own
 * @len: its length
 *
 * Returns: (transfer full): a secret
 */
IcSecret *
ic_secret_new_from (gconstpointer bytes, gsize len)
{
  IcSecret *self = ic_secret_new (len);

  if (len > 0)
    memcpy (self->data, bytes, len);
  return self;
}

/**
 * ic_secret_new_text:
 * @text: what to copy; the caller wipes its own
 *
 * Returns: (transfer full): a secret of the bytes of @text
 */
IcSecret *
ic_secret_new_text (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return ic_secret_new_from (text, strlen (text));
}

IcSecret *
ic_secret_ref (IcSecret *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ic_secret_unref (IcSecret *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  sodium_free (self->data); /* wipes it */
  g_free (self);
  ic_secret_guard_release ();
}

/**
 * ic_secret_get_data:
 * @self: a secret that nobody else reads yet
 *
 * Returns: (transfer none): its bytes, to be written
 */
guint8 *
ic_secret_get_data (IcSecret *self)
{
  return self->data;
}

/**
 * ic_secret_get_const:
 * @self: a secret
 *
 * Returns: (transfer none): its bytes
 */
const guint8 *
ic_secret_get_const (const IcSecret *self)
{
  return self->data;
}

/**
 * ic_secret_get_text:
 * @self: a secret
 *
 * Returns: (transfer none): its bytes as text, up to the first zero byte
 */
const char *
ic_secret_get_text (const IcSecret *self)
{
  return (const char *)self->data;
}

gsize
ic_secret_get_len (const IcSecret *self)
{
  return self->len;
}

/**
 * ic_secret_truncate:
 * @self: a secret that nobody else reads yet
 * @len: how much of it to keep
 *
 * Forgets the rest: it is wiped.
 */
void
ic_secret_truncate (IcSecret *self, gsize len)
{
  g_return_if_fail (len <= self->len);

  sodium_memzero (self->data + len, self->len - len);
  self->len = len;
}

/**
 * ic_secret_equal:
 * @a: a secret
 * @b: another
 *
 * Compares in a time that depends on the lengths only.
 */
gboolean
ic_secret_equal (const IcSecret *a, const IcSecret *b)
{
  return a->len == b->len && sodium_memcmp (a->data, b->data, a->len) == 0;
}

/**
 * ic_secret_to_hex:
 * @self: a secret
 *
 * Returns: (transfer full): lower-case hexadecimal text of it
 */
IcSecret *
ic_secret_to_hex (const IcSecret *self)
{
  IcSecret *hex = ic_secret_new (2 * self->len);

  sodium_bin2hex ((char *)hex->data, 2 * self->len + 1, self->data, self->len);
  return hex;
}

/**
 * ic_secret_from_hex:
 * @hex: hexadecimal digits in either case, nothing else
 * @len: their number
 * @error: IC_ERROR_HEX, which does not tell what is wrong where
 *
 * Returns: (transfer full): the bytes, or %NULL
 */
IcSecret *
ic_secret_from_hex (const char *hex, gsize len, GError **error)
{
  g_autoptr (IcSecret) self = ic_secret_new (len / 2);
  gsize n_bytes;

  if (len % 2 != 0 || sodium_hex2bin (self->data, self->len, hex, len, NULL, &n_bytes, NULL) != 0 ||
      n_bytes != self->len)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_HEX,
                           _ ("secret is not hexadecimal text of whole bytes"));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * ic_secret_wipe_stack:
 *
 * For use after a library was given a secret: few wipe the stack below them, where keys and
 * intermediate values stay otherwise until some deeper call overwrites them.
 */
void
ic_secret_wipe_stack (void)
{
  sodium_stackzero (STACK_BYTES);
}
