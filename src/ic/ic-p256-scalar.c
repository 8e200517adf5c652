/* SPDX-License-Identifier: MIT */
#include "ic-p256-scalar.h"

#include <gmp.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "ic-secret.h"

/* GnuTLS signs with P-256 keys but computes no public key from a secret one; hogweed, which GnuTLS
 * itself stands on, does. */

#define N_WORDS 8

typedef struct
{
  guint32 word[N_WORDS]; /* least significant first */
} Scalar;

/* The order of the group (FIPS 186-4, D.1.2.3), and half of it. */
static const Scalar order = { { 0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad, 0xffffffff,
                                0xffffffff, 0, 0xffffffff } };
static const Scalar half_order = { { 0x7e3192a8, 0x79dce561, 0xd38bcf42, 0xde737d56, 0xffffffff,
                                     0x7fffffff, 0x80000000, 0x7fffffff } };

static void
scalar_load (Scalar *out, const guint8 bytes[32])
{
  for (guint i = 0; i < N_WORDS; i++)
    {
      guint32 be;

      memcpy (&be, bytes + sizeof be * (N_WORDS - 1 - i), sizeof be);
      out->word[i] = GUINT32_FROM_BE (be);
    }
}

static void
scalar_store (const Scalar *scalar, guint8 bytes[32])
{
  for (guint i = 0; i < N_WORDS; i++)
    {
      guint32 be = GUINT32_TO_BE (scalar->word[i]);

      memcpy (bytes + sizeof be * (N_WORDS - 1 - i), &be, sizeof be);
    }
}

/* @out = @a - @b modulo 2^256; returns the borrow, 0 or 1. */
static guint32
scalar_sub (Scalar *out, const Scalar *a, const Scalar *b)
{
  guint32 borrow = 0;

  for (guint i = 0; i < N_WORDS; i++)
    {
      guint64 difference = (guint64)a->word[i] - b->word[i] - borrow;

      out->word[i] = (guint32)difference;
      borrow = (guint32)(difference >> 63);
    }
  return borrow;
}

/* @out = @a + @b modulo 2^256; returns the carry. */
static guint32
scalar_add (Scalar *out, const Scalar *a, const Scalar *b)
{
  guint32 carry = 0;

  for (guint i = 0; i < N_WORDS; i++)
    {
      guint64 sum = (guint64)a->word[i] + b->word[i] + carry;

      out->word[i] = (guint32)sum;
      carry = (guint32)(sum >> 32);
    }
  return carry;
}

/* @out = @choice ? @a : @b. */
static void
scalar_select (Scalar *out, guint32 choice, const Scalar *a, const Scalar *b)
{
  guint32 mask = 0 - choice;

  for (guint i = 0; i < N_WORDS; i++)
    out->word[i] = (a->word[i] & mask) | (b->word[i] & ~mask);
}

/**
 * ic_p256_scalar_is_valid:
 * @scalar: a secret
 *
 * Returns: whether it is a private key: not zero and below the order
 */
gboolean
ic_p256_scalar_is_valid (const guint8 scalar[32])
{
  Scalar a, rest;
  guint32 below;

  scalar_load (&a, scalar);
  below = scalar_sub (&rest, &a, &order);
  sodium_memzero (&a, sizeof a);
  sodium_memzero (&rest, sizeof rest);
  return below & !sodium_is_zero (scalar, IC_P256_SCALAR_BYTES);
}

/**
 * ic_p256_scalar_add:
 * @scalar: (inout): a private key
 * @tweak: what to add to it modulo the order
 *
 * The counterpart of secp256k1_ec_seckey_tweak_add() for the derivation of child keys (SLIP-10).
 *
 * Returns: %FALSE if @tweak is not below the order or the sum is zero; @scalar is of no use then
 */
gboolean
ic_p256_scalar_add (guint8 scalar[32], const guint8 tweak[32])
{
  Scalar a, b, sum, reduced;
  guint32 tweak_below, carry, borrow;

  scalar_load (&a, scalar);
  scalar_load (&b, tweak);
  tweak_below = scalar_sub (&reduced, &b, &order);
  carry = scalar_add (&sum, &a, &b);
  borrow = scalar_sub (&reduced, &sum, &order);
  /* The sum is below the order unless it overflowed or the subtraction did not. */
  scalar_select (&sum, borrow & (carry ^ 1), &sum, &reduced);
  scalar_store (&sum, scalar);
  sodium_memzero (&a, sizeof a);
  sodium_memzero (&b, sizeof b);
  sodium_memzero (&sum, sizeof sum);
  sodium_memzero (&reduced, sizeof reduced);
  return tweak_below & !sodium_is_zero (scalar, IC_P256_SCALAR_BYTES);
}

/**
 * ic_p256_lower_s:
 * @s: (inout): second half of a signature
 *
 * Makes it the lower of @s and order - @s, which are equally valid.
 */
void
ic_p256_lower_s (guint8 s[32])
{
  Scalar a, other, rest;

  scalar_load (&a, s);
  scalar_sub (&other, &order, &a);
  scalar_select (&a, scalar_sub (&rest, &half_order, &a), &other, &a);
  scalar_store (&a, s);
}

static void *
wiping_realloc (void *old, size_t old_size, size_t new_size)
{
  void *new = g_malloc (new_size);

  memcpy (new, old, MIN (old_size, new_size));
  sodium_memzero (old, old_size);
  g_free (old);
  return new;
}

static void
wiping_free (void *memory, size_t size)
{
  sodium_memzero (memory, size);
  g_free (memory);
}

static void *
plain_alloc (size_t size)
{
  return g_malloc (size);
}

/* hogweed, and with it GnuTLS, leaves intermediate values of signing in memory from GMP that it frees
 * without wiping: whoever finds the one-time number of an ECDSA signature has the private key. So let
 * GMP wipe what it frees. Its own functions are malloc's too, so that memory from before may be freed
 * by ours. */
static void
wipe_gmp_memory (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      mp_set_memory_functions (plain_alloc, wiping_realloc, wiping_free);
      g_once_init_leave (&once, 1);
    }
}

static gboolean
store_coordinate (mpz_t number, guint8 out[32])
{
  size_t n_bytes = (mpz_sizeinbase (number, 2) + 7) / 8;

  if (n_bytes > 32)
    return FALSE;
  memset (out, 0, 32);
  mpz_export (out + 32 - n_bytes, NULL, 1, 1, 1, 0, number);
  return TRUE;
}

/**
 * ic_p256_scalar_get_point:
 * @scalar: a private key
 * @x: (out caller-allocates): coordinate of its public key
 * @y: (out caller-allocates): the other
 *
 * Returns: %FALSE if @scalar is no private key
 */
gboolean
ic_p256_scalar_get_point (const guint8 scalar[32], guint8 x[32], guint8 y[32])
{
  const struct ecc_curve *curve = nettle_get_secp_256r1 ();
  /* Limbs of our own, in locked memory: ecc_scalar_set() would copy the secret through the heap. */
  struct ecc_scalar secret = { curve, NULL };
  struct ecc_point point;
  mpz_t mx, my;
  gboolean fits;

  if (!ic_p256_scalar_is_valid (scalar))
    return FALSE;

  G_STATIC_ASSERT (GMP_NUMB_BITS == 8 * sizeof (mp_limb_t));
  G_STATIC_ASSERT (IC_P256_SCALAR_BYTES % sizeof (mp_limb_t) == 0);
  wipe_gmp_memory ();
  secret.p = sodium_malloc (IC_P256_SCALAR_BYTES);
  if (secret.p == NULL)
    g_error ("no guarded memory for a secret key");
  for (guint i = 0; i < IC_P256_SCALAR_BYTES / sizeof (mp_limb_t); i++)
    {
      mp_limb_t limb = 0;

      for (guint j = 0; j < sizeof limb; j++)
        limb |= (mp_limb_t)scalar[IC_P256_SCALAR_BYTES - 1 - i * sizeof limb - j] << (8 * j);
      secret.p[i] = limb;
    }

  ecc_point_init (&point, curve);
  ecc_point_mul_g (&point, &secret);
  sodium_free (secret.p); /* wipes it */
  ic_secret_wipe_stack ();
  mpz_inits (mx, my, NULL);
  ecc_point_get (&point, mx, my);
  fits = store_coordinate (mx, x) && store_coordinate (my, y);
  mpz_clears (mx, my, NULL);
  ecc_point_clear (&point);
  return fits;
}
