/* SPDX-License-Identifier: MIT */
#include "ic-random.h"

#include <sodium.h>
#include <string.h>

struct _IcRandom
{
  GObject parent_instance;

  gboolean seeded;
  GMutex lock;
  guint8 key[crypto_stream_chacha20_KEYBYTES];
  guint64 n_calls; /* nonce of the stream: each call reads one of its own */
};

G_DEFINE_FINAL_TYPE (IcRandom, ic_random, G_TYPE_OBJECT)

static void
ic_random_finalize (GObject *object)
{
  IcRandom *self = IC_RANDOM (object);

  sodium_memzero (self->key, sizeof self->key);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (ic_random_parent_class)->finalize (object);
}

static void
ic_random_class_init (IcRandomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ic_random_finalize;
}

static void
ic_random_init (IcRandom *self)
{
  g_mutex_init (&self->lock);
  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
}

/**
 * ic_random_get_system:
 *
 * Returns: (transfer none): the machine's randomness, through libsodium
 */
IcRandom *
ic_random_get_system (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize)g_object_new (IC_TYPE_RANDOM, NULL));

  return (IcRandom *)once;
}

/**
 * ic_random_new_seeded:
 * @seed: one seed, one sequence
 *
 * Repeatable bytes for tests. Never for keys that matter.
 */
IcRandom *
ic_random_new_seeded (guint64 seed)
{
  IcRandom *self = g_object_new (IC_TYPE_RANDOM, NULL);
  guint64 le = GUINT64_TO_LE (seed);

  self->seeded = TRUE;
  memcpy (self->key, &le, sizeof le);

  return self;
}

/**
 * ic_random_bytes:
 * @self: source of randomness
 * @bytes: (out caller-allocates): to fill
 * @len: their number
 */
void
ic_random_bytes (IcRandom *self, gpointer bytes, gsize len)
{
  guint8 nonce[crypto_stream_chacha20_NONCEBYTES];
  guint64 le;

  g_return_if_fail (IC_IS_RANDOM (self));

  if (len == 0)
    return;
  if (!self->seeded)
    {
      randombytes_buf (bytes, len);
      return;
    }

  g_mutex_lock (&self->lock);
  le = GUINT64_TO_LE (self->n_calls);
  self->n_calls++;
  g_mutex_unlock (&self->lock);

  G_STATIC_ASSERT (sizeof nonce == sizeof le);
  memcpy (nonce, &le, sizeof nonce);
  crypto_stream_chacha20 (bytes, len, nonce, self->key);
}

/**
 * ic_random_uint64:
 * @self: source of randomness
 *
 * Returns: one of 2^64 numbers, all equally likely
 */
guint64
ic_random_uint64 (IcRandom *self)
{
  guint64 le = 0;

  ic_random_bytes (self, &le, sizeof le);
  return GUINT64_FROM_LE (le);
}
