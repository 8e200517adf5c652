/* SPDX-License-Identifier: MIT */
#include "ic-hash-tree-private.h"

#include <sodium.h>
#include <string.h>

/* Domain separators, each behind its length (interface spec, "Certificate"). */
#define SEPARATOR_EMPTY       "\x11ic-hashtree-empty"
#define SEPARATOR_FORK        "\x10ic-hashtree-fork"
#define SEPARATOR_LABELED     "\x13ic-hashtree-labeled"
#define SEPARATOR_LEAF        "\x10ic-hashtree-leaf"
#define SEPARATOR_BYTES(text) (sizeof (text) - 1)

/* Messages up to this are put together on the stack: one call of SHA-256 instead of several. */
#define SHORT_BYTES 256

/* SHA-256 over up to three pieces. */
static void
hash_pieces (const char *separator,
             gsize separator_len,
             gconstpointer bytes,
             gsize len,
             const guint8 *tail,
             gsize tail_len,
             guint8 out[IC_HASH_BYTES])
{
  if (len <= SHORT_BYTES)
    {
      guint8 message[SHORT_BYTES + 2 * IC_HASH_BYTES];
      gsize n = separator_len;

      memcpy (message, separator, n);
      if (len > 0)
        memcpy (message + n, bytes, len);
      n += len;
      if (tail_len > 0)
        memcpy (message + n, tail, tail_len);
      n += tail_len;
      crypto_hash_sha256 (out, message, n);
    }
  else
    {
      crypto_hash_sha256_state state;

      crypto_hash_sha256_init (&state);
      crypto_hash_sha256_update (&state, (const guint8 *)separator, separator_len);
      crypto_hash_sha256_update (&state, bytes, len);
      crypto_hash_sha256_update (&state, tail, tail_len);
      crypto_hash_sha256_final (&state, out);
    }
}

/**
 * ic_hash_tree_hash_empty:
 * @out: (out): hash of an empty node
 */
void
ic_hash_tree_hash_empty (guint8 out[IC_HASH_BYTES])
{
  hash_pieces (SEPARATOR_EMPTY, SEPARATOR_BYTES (SEPARATOR_EMPTY), NULL, 0, NULL, 0, out);
}

/**
 * ic_hash_tree_hash_leaf:
 * @value: @len bytes
 * @out: (out): hash of a leaf
 */
void
ic_hash_tree_hash_leaf (gconstpointer value, gsize len, guint8 out[IC_HASH_BYTES])
{
  hash_pieces (SEPARATOR_LEAF, SEPARATOR_BYTES (SEPARATOR_LEAF), value, len, NULL, 0, out);
}

/**
 * ic_hash_tree_hash_labeled:
 * @label: @len bytes
 * @child: hash of the subtree
 * @out: (out): hash of a labelled node
 */
void
ic_hash_tree_hash_labeled (gconstpointer label,
                           gsize len,
                           const guint8 child[IC_HASH_BYTES],
                           guint8 out[IC_HASH_BYTES])
{
  hash_pieces (SEPARATOR_LABELED, SEPARATOR_BYTES (SEPARATOR_LABELED), label, len, child,
               IC_HASH_BYTES, out);
}

/**
 * ic_hash_tree_hash_fork:
 * @left: hash of the left subtree
 * @right: hash of the right subtree
 * @out: (out): hash of a fork
 */
void
ic_hash_tree_hash_fork (const guint8 left[IC_HASH_BYTES],
                        const guint8 right[IC_HASH_BYTES],
                        guint8 out[IC_HASH_BYTES])
{
  hash_pieces (SEPARATOR_FORK, SEPARATOR_BYTES (SEPARATOR_FORK), left, IC_HASH_BYTES, right,
               IC_HASH_BYTES, out);
}

/**
 * ic_label_compare:
 *
 * Returns: below, equal to or above zero, as @a sorts before, with or after @b
 */
int
ic_label_compare (gconstpointer a, gsize a_len, gconstpointer b, gsize b_len)
{
  gsize common = MIN (a_len, b_len);
  int order = common > 0 ? memcmp (a, b, common) : 0;

  if (order != 0)
    return order;
  return a_len < b_len ? -1 : a_len > b_len;
}
